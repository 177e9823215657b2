// The two kinds of charts that are no figures by category: a career along time, and an organisation chart.
"use strict";

(() => {
  const { kinds, base, words, widthOf, colors } = window.canboCharts;
  const day = (text) => Date.parse(`${text}T00:00:00Z`);
  const YEAR = 365.25 * 24 * 3600 * 1000;

  // Rows inside a lane: an item goes to the first row where neither its bar nor its words touch another
  const pack = (items) => {
    const ends = [];
    for (const item of items.sort((a, b) => (a.from ?? a.at) - (b.from ?? b.at))) {
      let row = ends.findIndex((end) => end + 8 <= item.left);
      if (row < 0) row = ends.push(0) - 1;
      ends[row] = item.right;
      item.row = row;
    }
    return Math.max(1, ends.length);
  };

  kinds.timeline = (data, width) => {
    const asOf = day(data.asOf);
    const known = [
      ...data.spans.flatMap((span) => [span.start?.[0], span.end?.[1]]),
      ...data.marks.map((mark) => mark.on[0]),
    ].filter(Boolean);
    const first = Math.min(asOf - YEAR, ...known.map(day)) - YEAR / 4;
    const last = Math.max(asOf, ...known.map(day)) + YEAR / 2;
    // Where there is little room a lane's name stands above it instead of at its side
    const above = width < 600;
    const room = above ? 4 : Math.min(Math.max(...data.lanes.map((lane) => widthOf(lane, 600))) + 14, Math.round(width * 0.32));
    const plot = width - room - 12;
    const x = (time) => room + ((time - first) / (last - first)) * plot;

    const ROW = 24;
    const places = [];
    let top = 4;
    const lanes = data.lanes.map((lane) => {
      const items = [];
      for (const span of data.spans.filter((each) => each.lane === lane)) {
        const from = span.start ? x(day(span.start[0])) : room;
        const sureFrom = span.start ? x(day(span.start[1])) : x(first + YEAR / 2);
        const to = Math.max(from + 3, span.end ? x(day(span.end[1])) : x(Math.max(asOf, first)));
        const sureTo = span.end ? x(day(span.end[0])) : to;
        // Words begin inside their bar and may run past its end; where the right edge is near they stand before the bar
        const words = widthOf(span.label);
        let at = sureFrom + 7;
        if (at + words > width - 4) at = from - words - 5 >= room ? from - words - 5 : Math.max(room, width - words - 4);
        items.push({ ...span, from, sureFrom, to, sureTo, at, left: Math.min(from, at), right: Math.max(to, at + words) });
      }
      for (const mark of data.marks.filter((each) => each.lane === lane)) {
        const at = x(day(mark.on[0]));
        const text = widthOf(mark.label) + 16;
        const flipped = at + text > width - 6;
        items.push({ ...mark, mark: true, at, flipped, left: flipped ? at - text : at - 6, right: flipped ? at + 6 : at + text });
      }
      if (above) top += 20;
      const rows = pack(items);
      for (const item of items) places.push({ ...item, y: top + item.row * ROW });
      const made = { lane, top, height: rows * ROW };
      top += rows * ROW + 10;
      return made;
    });

    const years = Math.round((last - first) / YEAR);
    const step = [1, 2, 5, 10].find((each) => (plot / years) * each > 46) ?? 20;
    const ticks = [];
    for (let year = new Date(first).getUTCFullYear() + 1; day(`${year}-01-01`) < last; year += 1) {
      if (year % step === 0) ticks.push(year);
    }
    const height = top + 22;
    const style = { font: `13px ${words.fontFamily}`, fill: colors.INK, textVerticalAlign: "middle" };

    const ground = [
      ...ticks.map((year) => ({
        type: "line",
        shape: { x1: x(day(`${year}-01-01`)), x2: x(day(`${year}-01-01`)), y1: 0, y2: top },
        style: { stroke: "#e7eaef", lineWidth: 1 },
        silent: true,
      })),
      ...ticks.map((year) => ({
        type: "text",
        x: x(day(`${year}-01-01`)),
        y: top + 11,
        style: { ...style, text: String(year), fill: colors.SOFT, textAlign: "center", font: `12px ${words.fontFamily}` },
        silent: true,
      })),
      ...lanes.map((lane) => ({
        type: "text",
        x: above ? 0 : room - 10,
        y: above ? lane.top - 10 : lane.top + 11,
        style: { ...style, text: lane.lane, textAlign: above ? "left" : "right", font: `600 13px ${words.fontFamily}` },
        silent: true,
      })),
      ...lanes.slice(1).map((lane) => ({ type: "line", shape: { x1: 0, x2: width, y1: lane.top - (above ? 26 : 6), y2: lane.top - (above ? 26 : 6) }, style: { stroke: "#eef0f3" }, silent: true })),
      {
        type: "line",
        shape: { x1: x(asOf), x2: x(asOf), y1: 0, y2: top },
        style: { stroke: "#8a5a00", lineWidth: 1.5, lineDash: [4, 3] },
        silent: true,
      },
    ];

    const drawn = (item) => {
      if (item.mark) {
        return {
          type: "group",
          children: [
            { type: "polygon", shape: { points: [[item.at, item.y + 5], [item.at + 6, item.y + 11], [item.at, item.y + 17], [item.at - 6, item.y + 11]] }, style: { fill: item.color } },
            { type: "text", x: item.at + (item.flipped ? -10 : 10), y: item.y + 11, style: { ...style, text: item.label, textAlign: item.flipped ? "right" : "left" } },
          ],
        };
      }
      const part = (x1, x2, opacity) => ({
        type: "rect",
        shape: { x: x1, y: item.y, width: Math.max(0, x2 - x1), height: ROW - 4 },
        style: { fill: item.color, opacity },
      });
      return {
        type: "group",
        children: [
          part(item.from, item.sureFrom, 0.1),
          part(item.sureFrom, Math.max(item.sureFrom, item.sureTo), 0.24),
          part(Math.max(item.sureFrom, item.sureTo), item.to, 0.1),
          { type: "rect", shape: { x: item.sureFrom, y: item.y, width: 3, height: ROW - 4 }, style: { fill: item.color } },
          {
            type: "text",
            x: item.at,
            y: item.y + ROW / 2 - 2,
            style: { ...style, text: item.label, textAlign: "left", width: width - item.at - 2, overflow: "truncate" },
          },
        ],
      };
    };

    return {
      height,
      option: {
        ...base(data),
        xAxis: { show: false, type: "value", min: 0, max: width },
        yAxis: { show: false, type: "value", min: 0, max: height },
        grid: { left: 0, right: 0, top: 0, bottom: 0 },
        series: [
          { type: "custom", data: [0], silent: true, tooltip: { show: false }, renderItem: () => ({ type: "group", children: ground }) },
          {
            type: "custom",
            data: places.map((item, at) => ({ value: [0, 0, at], url: item.url, words: `${item.label}\n${item.words}` })),
            renderItem: (_, api) => drawn(places[api.value(2)]),
          },
        ],
        tooltip: { ...base(data).tooltip, formatter: (item) => item.data.words },
      },
    };
  };

  // Organisation chart: a click on the words follows the unit's address, a click on the dot folds or unfolds its branch
  kinds.tree = (data, width, state) => {
    state.folded ??= new Map();
    const NODE = 30;
    let leaves = 0;
    let deepest = 0;
    let tallest = 1;
    let longest = 0;
    const made = (node, depth, path) => {
      const folded = state.folded.get(path) ?? depth >= data.openDepth;
      const open = node.children.length > 0 && !folded;
      const lines = [...node.lines, ...(node.vacant ? [node.vacant] : [])];
      tallest = Math.max(tallest, lines.length + 1);
      longest = Math.max(longest, widthOf(node.name, 600), ...lines.map((text) => widthOf(text)));
      deepest = Math.max(deepest, depth);
      const children = open ? node.children.map((child, at) => made(child, depth + 1, `${path}.${at}`)) : [];
      if (children.length === 0) leaves += 1;
      const text = [`{name|${node.name}}`, ...node.lines.map((each) => `{post|${each}}`), ...(node.vacant ? [`{vacant|${node.vacant}}`] : [])].join("\n");
      const hidden = node.children.length > 0 && folded;
      return {
        name: node.name,
        url: node.url,
        path,
        foldable: node.children.length > 0,
        folded,
        symbol: "circle",
        symbolSize: node.children.length ? 13 : 7,
        itemStyle: { color: hidden ? "#184d89" : "#ffffff", borderColor: "#184d89", borderWidth: 1.5 },
        label: { formatter: hidden ? `${text}\n{more|+ ${node.children.length}}` : text },
        children,
      };
    };
    const root = made(data.root, 0, "0");
    const column = Math.min(longest, 300) + 60;
    const whole = Math.max(width, 24 + (deepest + 1) * column);
    return {
      height: Math.max(60, leaves * Math.max(NODE, tallest * 17 + 12)) + 16,
      width: whole,
      option: {
        ...base(data),
        series: [
          {
            type: "tree",
            data: [root],
            orient: "LR",
            edgeShape: "polyline",
            edgeForkPosition: "88%",
            expandAndCollapse: false,
            roam: false,
            left: 12,
            right: whole - 13 - deepest * column,
            top: 8,
            bottom: 8,
            lineStyle: { color: "#b3bcc8", width: 1.25, curveness: 0 },
            label: {
              position: "right",
              align: "left",
              verticalAlign: "middle",
              distance: 8,
              backgroundColor: "#ffffff",
              padding: [2, 4],
              rich: {
                name: { ...words, fontWeight: 600, lineHeight: 17, color: "#184d89" },
                post: { ...words, fontSize: 12, lineHeight: 17 },
                vacant: { ...words, fontSize: 12, lineHeight: 17, color: "#8a5a00", fontWeight: 600 },
                more: { ...words, fontSize: 12, lineHeight: 17, color: colors.SOFT },
              },
            },
            leaves: { label: { position: "right", align: "left" } },
            emphasis: { disabled: true },
          },
        ],
        tooltip: { show: false },
      },
    };
  };

  kinds.tree.click = (event, state) => {
    const node = event.data;
    const shape = event.event?.target;
    const onWords = ["text", "tspan"].includes(shape?.type) || shape?.parent?.type === "text";
    if (!node.foldable || (onWords && node.url)) return "follow";
    state.folded.set(node.path, !node.folded);
    return "again";
  };
})();
