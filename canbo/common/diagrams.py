"""Charts that are no figures by category: a career drawn to scale along time, a tree of units with their posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.common.charts import PALETTE, ChartTable, Label, TableCell
from canbo.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted: from `start` until before `end` (None = it still holds; a None start is not known)."""

    lane: Label
    label: Label
    start: PartialDate | None
    end: PartialDate | None = None
    category: Label = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day."""

    lane: Label
    label: Label
    on: PartialDate
    category: Label = ""
    url: str = ""


def _edges(value: PartialDate | None) -> list[str] | None:
    return None if value is None else [value.earliest.isoformat(), value.latest.isoformat()]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans and marks in lanes, to scale, with a line at `as_of`; a partial date has a faded edge."""

    id: str
    title: Label
    as_of: date
    spans: Sequence[Span]
    marks: Sequence[Mark] = ()
    colors: Mapping[str, int] = field(default_factory=dict)
    sentence: Label = ""
    note: Label = ""
    kind: str = "timeline"
    beside: bool = False

    @property
    def lanes(self) -> list[str]:
        """The lanes in the order in which they first occur."""
        items: list[Span | Mark] = [*self.spans, *self.marks]
        return list(dict.fromkeys(str(item.lane) for item in items))

    def _color(self, item: Span | Mark) -> str:
        key = str(item.category or item.lane)
        return PALETTE[self.colors.get(key, self.lanes.index(str(item.lane))) % len(PALETTE)]

    @property
    def options(self) -> dict[str, Any]:
        """Lanes and items; every edge as [earliest, latest] ISO days, null for none."""
        spans = [
            {
                "lane": str(span.lane),
                "label": str(span.label),
                "start": _edges(span.start),
                "end": _edges(span.end),
                "words": self.words(span),
                "color": self._color(span),
                "url": span.url,
            }
            for span in self.spans
        ]
        marks = [
            {
                "lane": str(mark.lane),
                "label": str(mark.label),
                "on": _edges(mark.on),
                "words": mark.on.text,
                "color": self._color(mark),
                "url": mark.url,
            }
            for mark in self.marks
        ]
        return {
            "kind": self.kind,
            "title": str(self.title),
            "sentence": str(self.sentence),
            "lanes": self.lanes,
            "asOf": self.as_of.isoformat(),
            "asOfWords": formats.day(self.as_of),
            "spans": spans,
            "marks": marks,
        }

    @staticmethod
    def words(span: Span) -> str:
        """From when to when, as far as it is known."""
        start = span.start.text if span.start else _("không rõ")
        end = span.end.text if span.end else _("nay")
        return f"{start} – {end}"

    @property
    def table(self) -> ChartTable:
        """A row an item, lane by lane, in order of time."""
        head = tuple(TableCell(words) for words in (_("Loại"), _("Nội dung"), _("Từ"), _("Đến")))
        rows: list[tuple[str, str, tuple[TableCell, ...]]] = []
        for span in self.spans:
            start = span.start.text if span.start else _("không rõ")
            end = span.end.text if span.end else _("nay")
            cells = (TableCell(str(span.lane)), TableCell(str(span.label), span.url), TableCell(start), TableCell(end))
            rows.append((str(span.lane), span.start.code if span.start else "", cells))
        for mark in self.marks:
            day = TableCell(mark.on.text)
            cells = (TableCell(str(mark.lane)), TableCell(str(mark.label), mark.url), day, TableCell(""))
            rows.append((str(mark.lane), mark.on.code, cells))
        order = {lane: place for place, lane in enumerate(self.lanes)}
        rows.sort(key=lambda row: (order[row[0]], row[1]))
        return ChartTable(head, tuple(cells for _lane, _start, cells in rows))


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A unit of an organisation chart: `lines` name its posts with their holders, `vacancies` counts the empty ones."""

    name: Label
    url: str = ""
    lines: tuple[str, ...] = ()
    vacancies: int = 0
    children: tuple[TreeNode, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, TreeNode]]:
        """This node and all below it, from the top, with their depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    @property
    def as_data(self) -> dict[str, Any]:
        """The node for the browser."""
        return {
            "name": str(self.name),
            "url": self.url,
            "lines": list(self.lines),
            "vacant": _("Còn trống: %(count)s") % {"count": self.vacancies} if self.vacancies else "",
            "children": [child.as_data for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class TreeChart:
    """An organisation chart, open down to `open_depth`; a click on a name follows its url, on its dot folds it."""

    id: str
    title: Label
    root: TreeNode
    open_depth: int = 1
    sentence: Label = ""
    note: Label = ""
    kind: str = "tree"
    beside: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """The tree."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "sentence": str(self.sentence),
            "openDepth": self.open_depth,
            "root": self.root.as_data,
        }

    @property
    def table(self) -> ChartTable:
        """A row a unit in tree order, indented by depth."""
        head = (TableCell(_("Đơn vị")), TableCell(_("Người giữ chức vụ")), TableCell(_("Còn trống"), numeric=True))
        rows = tuple(
            (
                TableCell("\u2003" * depth + str(node.name), node.url, is_head=True),
                TableCell("; ".join(node.lines) or formats.DASH),
                TableCell(formats.number(node.vacancies), numeric=True),
            )
            for depth, node in self.root.walk()
        )
        return ChartTable(head, rows)
