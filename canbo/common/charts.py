"""Charts and the table that stands beside each: built here as data, drawn by `static/common/charts.js`.

Every chart has an `id` (unique on its page), a `title`, a `sentence` that says what it shows, a `note` in small print
(the base and the day), `options` (what the browser draws) and `table` (the same figures for reading). Pages render one
with `{% include "common/chart.html" with chart=chart %}`. A figure's url leads to the people behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.core.counts import Hidden

type Label = str | Promise
type Value = int | float | None

#: Eight colours, in a fixed order, told apart under every kind of colour blindness (least OKLab distance 0.12).
PALETTE = ("#184d89", "#e9b235", "#42a570", "#a262a5", "#72c1ff", "#69552b", "#3f3540", "#b3c0aa")
HEAT_STEPS = 8


#: The levels of a rating: each keeps its colour on every page.
LEVEL_COLORS: Final = {"excellent": 2, "well": 0, "completed": 1, "not_completed": 6, "not_graded": 7}


def color_key(*names: str) -> dict[str, int]:
    """Fixed colours for the categories of one list, in its order: keep it beside the list, use it on every page."""
    return {name: number % len(PALETTE) for number, name in enumerate(names)}


def _drawn(value: Value) -> Value:
    """A figure as the browser gets it: one that may not be told is not there."""
    return None if isinstance(value, Hidden) else value


def _sum(values: Iterable[Value]) -> int | float:
    """Add figures up; what is not known counts as nothing, and beside a hidden one the sum is hidden."""
    return sum(0 if value is None else value for value in values)


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a chart's table."""

    text: str
    url: str = ""
    numeric: bool = False
    is_head: bool = False
    #: "heat-0" to "heat-8" in a heat table, else empty
    shade: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a chart as a table; `foot` may be empty."""

    head: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    foot: tuple[TableCell, ...] = ()


class Chart(Protocol):
    """What `common/chart.html` needs."""

    id: str
    title: Label
    sentence: Label
    note: Label
    kind: str

    @property
    def options(self) -> dict[str, Any]:
        """What the browser draws."""
        ...

    @property
    def table(self) -> ChartTable:
        """The same figures for reading."""
        ...


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures, a value for each category (None = not known); `low` and `high` draw a band of uncertainty."""

    name: Label
    values: Sequence[Value]
    urls: Sequence[str] = ()
    low: Sequence[float] = ()
    high: Sequence[float] = ()

    def url(self, index: int) -> str:
        """Where the figure of a category leads."""
        return self.urls[index] if index < len(self.urls) else ""


@dataclass(frozen=True, slots=True)
class ChartData:
    """Figures by category.

    kind `bar`: horizontal bars, labelled with the count and, when `base` is given, its share of it.
    kind `share`: one bar a category, cut into the shares of its series (values are counts).
    kind `pyramid`: two series, back to back, categories from the youngest up.
    kind `line`: categories along time; bands from `low` and `high`.
    `is_percent` says that the values are per cents themselves.
    """

    id: str
    kind: Literal["bar", "share", "pyramid", "line"]
    title: Label
    categories: Sequence[Label]
    series: Sequence[Series]
    category_label: Label = ""
    unit: Label = ""
    base: int | None = None
    is_percent: bool = False
    colors: Mapping[str, int] = field(default_factory=dict)
    sentence: Label = ""
    note: Label = ""
    beside: bool = True

    def __post_init__(self) -> None:
        wrong = [str(series.name) for series in self.series if len(series.values) != len(self.categories)]
        if wrong:
            raise ValueError(f"chart {self.id}: a value for each category is needed in {', '.join(wrong)}")
        if self.kind == "pyramid" and len(self.series) != 2:
            raise ValueError(f"chart {self.id}: a pyramid has two series")

    def _color(self, name: Label, place: int) -> str:
        return PALETTE[self.colors.get(str(name), place) % len(PALETTE)]

    @property
    def options(self) -> dict[str, Any]:
        """Categories, and the series with their colours and urls."""
        by_category = len(self.series) == 1 and bool(self.colors)
        return {
            "kind": self.kind,
            "title": str(self.title),
            "sentence": str(self.sentence),
            "unit": str(self.unit),
            "percent": self.is_percent,
            "base": _drawn(self.base),
            "categories": [str(name) for name in self.categories],
            "categoryColors": [self._color(name, 0) for name in self.categories] if by_category else [],
            "series": [
                {
                    "name": str(series.name),
                    "values": [_drawn(value) for value in series.values],
                    "urls": list(series.urls),
                    "low": list(series.low),
                    "high": list(series.high),
                    "color": self._color(series.name, place),
                }
                for place, series in enumerate(self.series)
            ],
        }

    def _written(self, value: Value) -> str:
        if value is None:
            return formats.DASH
        return formats.percent(value) if self.is_percent else formats.number(value)

    @property
    def table(self) -> ChartTable:
        """A row a category, a column a series, with shares where there is a base."""
        with_share = self.base is not None and len(self.series) == 1
        head = [TableCell(str(self.category_label))]
        for series in self.series:
            head.append(TableCell(str(series.name), numeric=True))
            if with_share:
                head.append(TableCell(_("Tỷ lệ"), numeric=True))
        rows = []
        for index, name in enumerate(self.categories):
            row = [TableCell(str(name), is_head=True)]
            whole = _sum(series.values[index] for series in self.series)
            for series in self.series:
                value = series.values[index]
                text = self._written(value)
                if self.kind == "share" and value is not None and whole:
                    text = f"{text} ({formats.percent(value * 100 / whole)})"
                row.append(TableCell(text, series.url(index), numeric=True))
                if with_share:
                    share = formats.DASH if value is None else formats.share(value, self.base or 0)
                    row.append(TableCell(share, numeric=True))
            rows.append(tuple(row))
        foot: tuple[TableCell, ...] = ()
        if with_share:
            base = formats.number(0 if self.base is None else self.base)
            foot = (TableCell(_("Cơ số tính tỷ lệ"), is_head=True), TableCell(base, numeric=True), TableCell(""))
        return ChartTable(tuple(head), tuple(rows), foot)


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A cross-table whose cells are shaded by their value; `totals` adds the sums of rows and columns."""

    id: str
    title: Label
    rows: Sequence[Label]
    columns: Sequence[Label]
    values: Sequence[Sequence[Value]]
    urls: Sequence[Sequence[str]] = ()
    row_label: Label = ""
    is_percent: bool = False
    totals: bool = True
    sentence: Label = ""
    note: Label = ""
    kind: str = "heat"
    beside: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """Nothing is drawn: the table is the chart."""
        return {}

    def _shade(self, value: Value, largest: float) -> str:
        if not value or not largest:
            return "heat-0"
        return f"heat-{min(HEAT_STEPS, 1 + int((HEAT_STEPS - 1) * value / largest))}"

    @property
    def table(self) -> ChartTable:
        """The shaded cells, with sums when they are asked for."""
        written = formats.percent if self.is_percent else formats.number
        largest = max((value or 0 for row in self.values for value in row), default=0)
        head = [TableCell(str(self.row_label)), *(TableCell(str(name), numeric=True) for name in self.columns)]
        rows = []
        for index, name in enumerate(self.rows):
            cells = [TableCell(str(name), is_head=True)]
            for place, value in enumerate(self.values[index]):
                url = self.urls[index][place] if self.urls and value else ""
                text = formats.DASH if value is None else written(value)
                cells.append(TableCell(text, url, numeric=True, shade=self._shade(value, largest)))
            if self.totals:
                cells.append(TableCell(written(_sum(self.values[index])), numeric=True))
            rows.append(tuple(cells))
        foot: list[TableCell] = []
        if self.totals:
            head.append(TableCell(_("Cộng"), numeric=True))
            sums = [_sum(row[place] for row in self.values) for place in range(len(self.columns))]
            foot = [TableCell(_("Cộng"), is_head=True), *(TableCell(written(each), numeric=True) for each in sums)]
            foot.append(TableCell(written(_sum(sums)), numeric=True))
        return ChartTable(tuple(head), tuple(rows), tuple(foot))
