"""The report of the ratings of a period as charts and tables; every figure leads to the people behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.common.charts import LEVEL_COLORS, ChartData, ChartTable, Series, TableCell
from canbo.core.access import AccessContext, Permission
from canbo.core.counts import Hidden
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.reports.charts import MOST_ROWS, TableView
from canbo.reports.domain.shares import percent
from canbo.reports.domain.year_ratings import LEVELS, Part, Tally
from canbo.reports.selectors import YearRatings
from canbo.reports.year_wording import (
    CLASS_TITLES,
    LEVEL_LABELS,
    REASON_LABELS,
    TRACK_LABELS,
    class_label,
    period_words,
    within,
)

#: What stands in an address for those of whom the class is not known.
NOT_KNOWN = "-"


@dataclass(frozen=True, slots=True)
class YearLinks:
    """Addresses for the people of a report; "" where the viewer may not see files or figures are of old."""

    report: YearRatings
    is_open: bool

    @classmethod
    def of(cls, access: AccessContext, report: YearRatings) -> YearLinks:
        """Give the links of a viewer."""
        is_open = not report.least and access.can(Permission.VIEW_FILES) and report.people.known_on is None
        return cls(report, is_open)

    def to(self, track: Track, level: str = "", key: str = "", value: Any = None) -> str:
        """Give the address of those on a scale, of a level or with none ("not_graded"), of a class."""
        if not self.is_open:
            return ""
        period = self.report.period
        part = f"quy-{period.quarter}" if period.quarter else f"thang-{period.month}" if period.month else ""
        wanted = {
            "nam": period.year,
            "ky": part,
            "thang": track,
            "muc": level,
            "unit": self.report.people.unit_id or "",
        }
        if key:
            wanted["lop"] = f"{key}:{NOT_KNOWN if value in {None, ''} else value}"
        wanted["ngay"] = self.report.people.as_of.isoformat()
        return (
            f"{reverse('evaluation-report-people')}?{urlencode({name: text for name, text in wanted.items() if text})}"
        )


def shares_chart(report: YearRatings) -> ChartData:
    """Give the chart of both scales, this period over the one before."""
    rows: list[tuple[str, Tally]] = []
    for track in TRACKS:
        for each in (report, report.before):
            counted = each.tally(track) if each is not None else None
            if each is not None and counted is not None and counted.total:
                rows.append((f"{TRACK_LABELS[track]}, {period_words(each.period)}", counted))
    labels = {**{name: str(label) for name, label in LEVEL_LABELS.items()}, "not_graded": _("Chưa xếp loại")}
    series = [
        Series(label, [counted.not_graded if name == "not_graded" else counted.levels[name] for _row, counted in rows])
        for name, label in labels.items()
    ]
    return ChartData(
        "levels", "share", _("Cơ cấu xếp loại"), [label for label, _counted in rows], series,
        category_label=_("Thang, kỳ"), unit=_("người"), beside=False,
        colors={label: LEVEL_COLORS[name] for name, label in labels.items()},
    )  # fmt: skip


def year_tables(report: YearRatings, links: YearLinks) -> list[TableView]:
    """Give the tables: each scale beside the period before, its breakdowns, the collectives."""
    tables = []
    for track in TRACKS:
        counted = report.tally(track)
        if isinstance(counted.total, Hidden) or not counted.total:
            continue
        tables.append(_comparison(report, track, counted, links))
        for key in CLASS_TITLES:
            parts = report.by(track, key)
            if len(parts) > 1:
                tables.append(_breakdown(report, track, key, parts, links))
    for track in TRACKS:
        if report.collective_tally(track).total:
            tables.append(_collectives(report, track))
    return tables


def _comparison(report: YearRatings, track: Track, now: Tally, links: YearLinks) -> TableView:
    before = report.before
    then = before.tally(track) if before is not None else None
    older = YearLinks(before, links.is_open) if before is not None else None
    rows = [_compared(_("Tổng số"), now.total, None, then.total if then else None, None, links.to(track), "")]
    for name, label in LEVEL_LABELS.items():
        rows.append(
            _compared(
                str(label), now.levels[name], now.total, then.levels[name] if then else None,
                then.total if then else None, links.to(track, name), older.to(track, name) if older else "",
            )
        )  # fmt: skip
    for name, label in REASON_LABELS.items():
        rows.append(
            _compared(
                str(label), now.reasons[name], now.total, then.reasons[name] if then else None,
                then.total if then else None, links.to(track, name), older.to(track, name) if older else "",
            )
        )  # fmt: skip
    rows.append(
        _compared(
            _("Xuất sắc trong số tốt trở lên"), now.levels["excellent"], now.well_or_better,
            then.levels["excellent"] if then else None, then.well_or_better if then else None,
            links.to(track, "excellent"), older.to(track, "excellent") if older else "", is_of=True,
        )
    )  # fmt: skip
    head = [TableCell(_("Mức"))]
    for each in (before, report):
        words = period_words(each.period) if each is not None else _("kỳ trước")
        head += [TableCell(words.capitalize(), numeric=True), TableCell(_("Tỷ lệ"), numeric=True)]
    head.append(TableCell(_("Tăng, giảm (điểm %)"), numeric=True))
    title = str(TRACK_LABELS[track])
    return TableView(f"{track}-levels", title, ChartTable(tuple(head), tuple(rows)))


def _compared(
    label: str, now: int, base: int | None, then: int | None, old_base: int | None, url: str, old_url: str, *,
    is_of: bool = False,
) -> tuple[TableCell, ...]:  # fmt: skip
    share = percent(now, base) if base is not None else None
    old = percent(then, old_base) if then is not None and old_base is not None else None
    points = ""
    if share is not None and old is not None:
        step = round(share - old, 1)
        points = f"{'+' if step > 0 else '−' if step < 0 else ''}{formats.number(abs(step), 1)}"

    def count(value: int | None, of: int | None) -> str:
        if value is None:
            return formats.DASH
        return f"{formats.number(value)}/{formats.number(of)}" if is_of and of is not None else formats.number(value)

    def told(value: int | None, of: int | None) -> str:
        return formats.share(value, of) if value is not None and of else ""

    return (
        TableCell(label, is_head=True), TableCell(count(then, old_base), old_url if then else "", numeric=True),
        TableCell(told(then, old_base), numeric=True), TableCell(count(now, base), url if now else "", numeric=True),
        TableCell(told(now, base), numeric=True), TableCell(points, numeric=True),
    )  # fmt: skip


def _columns(first: str) -> tuple[TableCell, ...]:
    return (
        TableCell(first), TableCell(_("Tổng số"), numeric=True),
        *(TableCell(str(label), numeric=True) for label in LEVEL_LABELS.values()),
        TableCell(_("Chưa xếp loại"), numeric=True), TableCell(_("Xuất sắc trong số tốt trở lên"), numeric=True),
    )  # fmt: skip


def _cells(counted: Tally, url: Any) -> tuple[TableCell, ...]:
    def cell(count: int, level: str) -> TableCell:
        words = f"{formats.number(count)} ({formats.share(count, counted.total)})"
        return TableCell(words, url(level) if count else "", numeric=True)

    return (
        TableCell(formats.number(counted.total), url("") if counted.total else "", numeric=True),
        *(cell(counted.levels[name], name) for name in LEVELS), cell(counted.not_graded, "not_graded"),
        TableCell(formats.share(counted.levels["excellent"], counted.well_or_better), numeric=True),
    )  # fmt: skip


def _breakdown(
    report: YearRatings, track: Track, key: str, parts: Sequence[Part], links: YearLinks
) -> TableView:  # fmt: skip
    title = f"{TRACK_LABELS[track]}: {within(CLASS_TITLES[key])}"
    rows = []
    for part in parts[:MOST_ROWS]:

        def url(level: str, part: Part = part) -> str:
            return links.to(track, level, key, part.key)

        rows.append((TableCell(class_label(report, key, part.key), is_head=True), *_cells(part.tally, url)))
    left = len(parts) - MOST_ROWS
    note = ""
    if left > 0:
        note = _("Còn %(count)s dòng; hãy chọn đơn vị, hoặc xuất Excel để xem đủ.") % {"count": formats.number(left)}
    foot = (TableCell(_("Cộng"), is_head=True), *_cells(report.tally(track), lambda _level: ""))
    table = ChartTable(_columns(str(CLASS_TITLES[key])), tuple(rows), foot)
    return TableView(f"{track}-{key.replace('_', '-')}", title, table, note=note)


def _collectives(report: YearRatings, track: Track) -> TableView:
    parts = report.collectives_by_group(track)
    rows = tuple(
        (TableCell(part.key or _("Chưa rõ"), is_head=True), *_cells(part.tally, lambda _level: "")) for part in parts
    )
    foot = (TableCell(_("Cộng"), is_head=True), *_cells(report.collective_tally(track), lambda _level: ""))
    title = _("Tập thể, %(scale)s") % {"scale": within(TRACK_LABELS[track])}
    return TableView(f"{track}-collectives", title, ChartTable(_columns(_("Nhóm tập thể")), rows, foot))
