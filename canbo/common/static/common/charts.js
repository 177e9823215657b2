// Draws the charts that canbo/common/charts.py and diagrams.py describe. Options come from a JSON script beside each chart.
// The two kinds that are no figures by category stand in diagrams.js.
"use strict";

window.canboCharts = (() => {
  const INK = "#1d2530";
  const SOFT = "#545d6b";
  const LINE = "#d9dee5";
  const FONT = '"Inter Variable", system-ui, sans-serif';
  const SIZE = 13;

  const figure = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
  const percentage = new Intl.NumberFormat("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = (value) => `${percentage.format(value)}\u00a0%`;
  const written = (data, value) => (value === null || value === undefined ? "—" : data.percent ? percent(value) : figure.format(value));
  const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

  const ruler = document.createElement("canvas").getContext("2d");
  const widthOf = (text, weight = 400) => {
    ruler.font = `${weight} ${SIZE}px ${FONT}`;
    return Math.ceil(ruler.measureText(text).width);
  };

  // Dark words on light colours, light words on dark ones
  const wordsOn = (color) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.22 ? INK : "#ffffff";
  };

  const words = { color: INK, fontFamily: FONT, fontSize: SIZE };

  const base = (data, { patterns = false } = {}) => ({
    animation: false,
    textStyle: words,
    aria: {
      enabled: true,
      label: { description: [data.title, data.sentence].filter(Boolean).join(". ") },
      decal: {
        show: patterns,
        decals: [
          { symbolSize: 0 },
          { color: "rgba(29,37,48,.28)", dashArrayX: [1, 0], dashArrayY: [1.5, 5], rotation: -Math.PI / 4 },
          { color: "rgba(255,255,255,.45)", symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.5 },
          { color: "rgba(255,255,255,.4)", dashArrayX: [1, 0], dashArrayY: [1.5, 5], rotation: Math.PI / 4 },
          { color: "rgba(29,37,48,.25)", symbol: "rect", dashArrayX: [[4, 8]], dashArrayY: [4, 8], symbolSize: 0.5 },
          { color: "rgba(255,255,255,.35)", dashArrayX: [1, 0], dashArrayY: [1.5, 4] },
          { color: "rgba(255,255,255,.3)", symbol: "circle", dashArrayX: [[3, 5]], dashArrayY: [3, 5], symbolSize: 0.6 },
          { color: "rgba(29,37,48,.22)", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 2 },
        ],
      },
    },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: "#ffffff", borderColor: LINE, textStyle: words, transitionDuration: 0 },
  });

  const categoryAxis = (data, room, inverse) => ({
    type: "category",
    data: data.categories,
    inverse,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#8b939f" } },
    axisLabel: { ...words, width: room, overflow: "break", lineHeight: 16, margin: 10, interval: 0 },
  });
  const hiddenAxis = { type: "value", min: 0, axisLabel: { show: false }, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false } };
  const legend = (data) =>
    data.series.length > 1
      ? { top: 0, left: 0, itemWidth: 16, itemHeight: 11, itemGap: 16, icon: "rect", textStyle: words, data: data.series.map((each) => each.name), selectedMode: false }
      : { show: false };

  // How much room the names at the side take: as much as they need, at most two fifths
  const nameRoom = (names, width) => Math.min(Math.max(...names.map((name) => widthOf(name)), 40) + 4, Math.round(width * 0.4));
  const linesOf = (names, room) => Math.max(1, ...names.map((name) => Math.ceil(widthOf(name) / room)));

  const bar = (data, width) => {
    const room = nameRoom(data.categories, width);
    const label = (value) => {
      const text = written(data, value);
      return data.base && value !== null ? `${text} (${percent((value * 100) / data.base)})` : text;
    };
    const longest = Math.max(...data.series.flatMap((each) => each.values.map((value) => widthOf(label(value)))));
    const each = Math.max(data.series.length * 20 + 8, linesOf(data.categories, room) * 16 + 10);
    const top = data.series.length > 1 ? 28 : 0;
    return {
      height: data.categories.length * each + top + 4,
      option: {
        ...base(data, { patterns: data.series.length > 1 }),
        grid: { left: room + 12, right: longest + 10, top, bottom: 4 },
        legend: legend(data),
        xAxis: hiddenAxis,
        yAxis: categoryAxis(data, room, true),
        series: data.series.map((series) => ({
          type: "bar",
          name: series.name,
          barMaxWidth: 18,
          barMinHeight: 1,
          cursor: series.urls.some(Boolean) ? "pointer" : "default",
          data: series.values.map((value, at) => ({
            value,
            url: series.urls[at],
            itemStyle: { color: data.categoryColors[at] ?? series.color, borderRadius: [0, 2, 2, 0] },
          })),
          label: { ...words, show: true, position: "right", distance: 6, formatter: (item) => label(item.value) },
        })),
        tooltip: { ...base(data).tooltip, formatter: (item) => `${item.name}\n${data.series.length > 1 ? `${item.seriesName}: ` : ""}${label(item.value)} ${data.unit}` },
      },
    };
  };

  const share = (data, width) => {
    const room = nameRoom(data.categories, width);
    const wholes = data.categories.map((_, at) => sum(data.series.map((each) => each.values[at])));
    const inner = width - room - 16;
    const each = Math.max(30, linesOf(data.categories, room) * 16 + 10);
    // The legend may need several lines
    let rows = 1;
    let used = 0;
    for (const series of data.series) {
      const need = widthOf(series.name) + 40;
      if (used + need > width && used > 0) {
        rows += 1;
        used = 0;
      }
      used += need;
    }
    const top = rows * 22 + 6;
    return {
      height: data.categories.length * each + top + 4,
      option: {
        ...base(data, { patterns: true }),
        grid: { left: room + 12, right: 4, top, bottom: 4 },
        legend: legend(data),
        xAxis: { ...hiddenAxis, max: 100 },
        yAxis: categoryAxis(data, room, true),
        series: data.series.map((series) => ({
          type: "bar",
          name: series.name,
          stack: "all",
          barMaxWidth: 22,
          cursor: series.urls.some(Boolean) ? "pointer" : "default",
          itemStyle: { color: series.color, borderColor: "#ffffff", borderWidth: 1 },
          data: series.values.map((value, at) => ({ value: wholes[at] ? ((value ?? 0) * 100) / wholes[at] : 0, count: value, url: series.urls[at] })),
          label: {
            show: true,
            fontFamily: FONT,
            fontSize: 12,
            color: wordsOn(series.color),
            backgroundColor: series.color,
            padding: [1, 3],
            formatter: (item) => {
              const text = `${percentage.format(item.value)}%`;
              return (item.value / 100) * inner > widthOf(text) + 6 ? text : "";
            },
          },
        })),
        tooltip: { ...base(data).tooltip, formatter: (item) => `${item.name}\n${item.seriesName}: ${figure.format(item.data.count ?? 0)} ${data.unit} (${percent(item.value)})` },
      },
    };
  };

  const pyramid = (data, width) => {
    const room = Math.max(...data.categories.map((name) => widthOf(name))) + 16;
    const most = Math.max(1, ...data.series.flatMap((each) => each.values.map((value) => value ?? 0)));
    const side = Math.floor((width - room) / 2);
    const whole = sum(data.series.flatMap((each) => each.values));
    const half = (series, at) => ({
      type: "bar",
      name: series.name,
      xAxisIndex: at,
      yAxisIndex: at,
      barMaxWidth: 18,
      cursor: series.urls.some(Boolean) ? "pointer" : "default",
      itemStyle: { color: series.color, borderRadius: at === 0 ? [2, 0, 0, 2] : [0, 2, 2, 0] },
      data: series.values.map((value, place) => ({ value, url: series.urls[place] })),
      label: { ...words, show: true, position: at === 0 ? "left" : "right", formatter: (item) => (item.value ? written(data, item.value) : "") },
    });
    const names = categoryAxis(data, room, false);
    const max = most + (most * (widthOf(written(data, most)) + 24)) / side;
    return {
      height: data.categories.length * 26 + 34,
      option: {
        ...base(data, { patterns: true }),
        title: data.series.map((series, at) => ({
          text: `${series.name}: ${figure.format(sum(series.values))}${whole ? ` (${percent((sum(series.values) * 100) / whole)})` : ""}`,
          textStyle: { ...words, fontWeight: 600 },
          top: 0,
          padding: 0,
          left: at === 0 ? side : side + room,
          textAlign: at === 0 ? "right" : "left",
        })),
        grid: [
          { left: 0, width: side, top: 26, bottom: 4 },
          { left: side + room, width: side, top: 26, bottom: 4 },
        ],
        xAxis: [
          { ...hiddenAxis, gridIndex: 0, inverse: true, max },
          { ...hiddenAxis, gridIndex: 1, max },
        ],
        yAxis: [
          { ...names, gridIndex: 0, position: "right", axisLabel: { show: false } },
          { ...names, gridIndex: 1, position: "left", axisLabel: { ...words, align: "center", margin: room / 2, interval: 0 } },
        ],
        series: data.series.map(half),
        tooltip: { ...base(data).tooltip, formatter: (item) => `${item.name}\n${item.seriesName}: ${written(data, item.value)} ${data.unit}` },
      },
    };
  };

  const line = (data, width) => {
    const bands = data.series.flatMap((series, at) =>
      series.low.length
        ? [
            { type: "line", stack: `band${at}`, data: series.low, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } },
            {
              type: "line",
              stack: `band${at}`,
              data: series.high.map((high, place) => high - series.low[place]),
              symbol: "none",
              lineStyle: { opacity: 0 },
              areaStyle: { color: series.color, opacity: 0.18 },
              silent: true,
              tooltip: { show: false },
            },
          ]
        : [],
    );
    const names = Math.max(...data.series.map((each) => widthOf(each.name)));
    const direct = data.series.length > 1 && names < width / 3;
    const shapes = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"];
    return {
      height: 280,
      option: {
        ...base(data),
        grid: { left: 4, right: direct ? names + 16 : 16, top: direct || data.series.length === 1 ? 20 : 32, bottom: 4, containLabel: true },
        legend: direct ? { show: false } : legend(data),
        xAxis: { type: "category", data: data.categories, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: "#8b939f" } }, axisLabel: { ...words, hideOverlap: true } },
        yAxis: { type: "value", min: 0, splitLine: { lineStyle: { color: "#e7eaef" } }, axisLabel: { ...words, color: SOFT, formatter: (value) => figure.format(value) + (data.percent ? "\u00a0%" : "") } },
        series: [
          ...data.series.map((series, at) => ({
            type: "line",
            name: series.name,
            symbol: shapes[at % shapes.length],
            symbolSize: 7,
            cursor: series.urls.some(Boolean) ? "pointer" : "default",
            lineStyle: { width: 2, type: at % 2 ? "dashed" : "solid" },
            itemStyle: { color: series.color },
            data: series.values.map((value, place) => ({ value, url: series.urls[place] })),
            label: { ...words, show: data.series.length === 1 && data.categories.length < 16, position: "top", formatter: (item) => written(data, item.value) },
            labelLayout: { hideOverlap: true },
            endLabel: { ...words, show: direct, formatter: () => series.name, distance: 8 },
          })),
          ...bands,
        ],
        tooltip: {
          ...base(data).tooltip,
          formatter: (item) => {
            const series = data.series[item.seriesIndex];
            const low = series.low[item.dataIndex];
            const band = low === undefined ? "" : ` (${written(data, low)} – ${written(data, series.high[item.dataIndex])})`;
            return `${item.name}\n${item.seriesName}: ${written(data, item.value)}${band} ${data.unit}`;
          },
        },
      },
    };
  };

  // Dots with their bands on one scale, the line of nought through all of them
  const interval = (data, width) => {
    const { values, low, high, urls, color } = data.series[0];
    const room = nameRoom(data.categories, width);
    const each = Math.max(26, linesOf(data.categories, room) * 16 + 8);
    const most = Math.max(0.5, ...low.map(Math.abs), ...high.map(Math.abs)) * 1.08;
    const middle = { xAxis: 0, lineStyle: { color: "#8b939f", type: "solid", width: 1 } };
    return {
      height: data.categories.length * each + 30,
      option: {
        ...base(data),
        grid: { left: room + 12, right: 12, top: 4, bottom: 26 },
        xAxis: { type: "value", min: -most, max: most, splitLine: { lineStyle: { color: "#e7eaef" } }, axisLabel: { ...words, color: SOFT, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => figure.format(value) } },
        yAxis: categoryAxis(data, room, true),
        series: [
          {
            type: "scatter",
            symbolSize: 10,
            z: 4,
            cursor: urls.some(Boolean) ? "pointer" : "default",
            itemStyle: { color, borderColor: "#ffffff", borderWidth: 1 },
            data: values.map((value, at) => ({ value: [value, at], url: urls[at] })),
            markLine: {
              silent: true,
              animation: false,
              symbol: "none",
              label: { show: false },
              data: [middle, ...values.map((_, at) => [{ coord: [low[at], at], lineStyle: { color, width: 7, opacity: 0.3, type: "solid" } }, { coord: [high[at], at] }])],
            },
          },
        ],
        tooltip: { ...base(data).tooltip, formatter: (item) => `${data.categories[item.dataIndex]}\n${written(data, item.value[0])} (${written(data, low[item.dataIndex])} – ${written(data, high[item.dataIndex])}) ${data.unit}` },
      },
    };
  };

  const kinds = { bar, share, pyramid, line, interval };

  // Drawing ---------------------------------------------------------------------------------------------------------
  const charts = new Map();

  const follow = (url) => {
    if (url) window.location.assign(url);
  };

  const lay = (place) => {
    const { chart, data, state } = charts.get(place);
    const width = place.clientWidth;
    if (!width) return;
    const made = kinds[data.kind](data, width, state);
    place.style.height = `${made.height}px`;
    const scrolls = (made.width ?? 0) > width;
    place.style.overflowX = scrolls ? "auto" : "";
    if (scrolls) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
    chart.resize({ width: Math.max(width, made.width ?? 0), height: made.height });
    chart.setOption(made.option, { notMerge: true });
    const svg = place.querySelector("svg");
    svg?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  };

  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const drawn = charts.get(target);
      if (drawn && drawn.width !== target.clientWidth) {
        drawn.width = target.clientWidth;
        lay(target);
      }
    }
  });

  const start = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = window.echarts.init(place, null, { renderer: "svg", locale: document.documentElement.lang === "en" ? "EN" : "VI" });
    const state = {};
    charts.set(place, { chart, data, state, width: place.clientWidth });
    place.setAttribute("role", "img");
    chart.on("click", (event) => {
      const answer = kinds[data.kind].click?.(event, state);
      if (answer === "again") lay(place);
      else if (answer !== "done") follow(event.data?.url);
    });
    lay(place);
    watcher.observe(place);
  };

  const draw = (root) => {
    for (const [place, { chart }] of charts) {
      if (!place.isConnected) {
        watcher.unobserve(place);
        chart.dispose();
        charts.delete(place);
      }
    }
    const ready = document.fonts?.load ? document.fonts.load(`${SIZE}px "Inter Variable"`, "Đơn vị ằ") : Promise.resolve();
    ready.finally(() => {
      for (const place of root.querySelectorAll(".chart[data-chart]")) {
        if (!charts.has(place)) start(place);
      }
    });
  };

  return { draw, kinds, base, words, widthOf, wordsOn, colors: { INK, SOFT, LINE } };
})();
