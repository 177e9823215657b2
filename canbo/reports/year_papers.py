"""The report of the ratings of a period as tables for Word and Excel."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.documents.grid import Column, Grid, Ratio, Row
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.reports.domain.shares import percent
from canbo.reports.domain.year_ratings import LEVELS, Tally
from canbo.reports.papers import Content, Section
from canbo.reports.selectors import YearRatings
from canbo.reports.year_wording import (
    CLASS_TITLES,
    LEVEL_LABELS,
    REASON_LABELS,
    TRACK_LABELS,
    base_words,
    class_label,
    lead,
    period_words,
    within,
)

_SHORT = {"state": "Nhà nước", "party": "Đảng"}


def year_content(report: YearRatings) -> Content:
    """Lay out the report of the ratings of a period."""
    sections = []
    for track in TRACKS:
        if not report.of(track):
            continue
        sections.append(_levels(report, track))
        for key, title in CLASS_TITLES.items():
            rows = [(class_label(report, key, part.key), part.tally) for part in report.by(track, key)]
            if len(rows) > 1:
                name = f"{_SHORT[track]}, {within(title)}"
                sections.append(_parts(name, f"{TRACK_LABELS[track]}: {within(title)}", rows, report.tally(track)))
    for track in TRACKS:
        rows = [(part.key or _("Chưa rõ"), part.tally) for part in report.collectives_by_group(track)]
        if rows:
            title = _("Tập thể, %(scale)s") % {"scale": within(TRACK_LABELS[track])}
            sections.append(_parts(f"{_SHORT[track]}, tập thể", title, rows, report.collective_tally(track)))
    unit = f" ({report.people.unit_name})" if report.people.unit_name else ""
    abstract = _("Kết quả đánh giá, xếp loại chất lượng %(period)s") % {"period": period_words(report.period)}
    return Content(
        title=_("BÁO CÁO"), abstract=f"{abstract}{unit}", lead=lead(report), base=base_words(report),
        sections=tuple(sections), wide=True,
    )  # fmt: skip


def _levels(report: YearRatings, track: Track) -> Section:
    now = report.tally(track)
    then = report.before.tally(track) if report.before is not None else None
    columns = (
        Column(_("Mức"), width=90),
        Column(_("Số người"), over=(_("Kỳ trước"),), kind="int", key="then", width=30),
        Column(
            _("Tỷ lệ (%)"), over=(_("Kỳ trước"),), kind="percent", ratio=Ratio("then", "then", of_total=True), width=30
        ),
        Column(_("Số người"), over=(_("Kỳ này"),), kind="int", key="now", width=30),
        Column(_("Tỷ lệ (%)"), over=(_("Kỳ này"),), kind="percent", ratio=Ratio("now", "now", of_total=True), width=30),
    )
    rows = []
    for labels, of in ((LEVEL_LABELS, "levels"), (REASON_LABELS, "reasons")):
        for name, label in labels.items():
            count, old = getattr(now, of)[name], getattr(then, of)[name] if then is not None else None
            shares = (
                percent(old, then.total) if then is not None and old is not None else None,
                percent(count, now.total),
            )
            rows.append(Row((str(label), old, shares[0], count, shares[1])))
    total = then.total if then is not None else None
    rows.append(
        Row(
            (_("Tổng số"), total, 100.0 if total else None, now.total, 100.0 if now.total else None), kind="total",
            sums=tuple(range(len(rows))),
        )
    )  # fmt: skip
    sentence = ""
    if now.top_share is not None:
        sentence = _("Xuất sắc trong số xếp loại tốt trở lên: %(part)s/%(base)s (%(share)s).") % {
            "part": formats.number(now.levels["excellent"]), "base": formats.number(now.well_or_better),
            "share": formats.share(now.levels["excellent"], now.well_or_better),
        }  # fmt: skip
    return Section(_SHORT[track], str(TRACK_LABELS[track]), Grid(columns, tuple(rows)), sentence)


def _parts(name: str, title: str, parts: Sequence[tuple[str, Tally]], whole: Tally) -> Section:
    columns = (
        Column(title.partition(": ")[2].capitalize() or title, width=62),
        Column(_("Tổng số"), kind="int", width=18),
        *(Column(str(label), over=(_("Mức xếp loại"),), kind="int", width=24) for label in LEVEL_LABELS.values()),
        Column(_("Chưa xếp loại"), kind="int", width=20),
        Column(_("Tỷ lệ % xuất sắc trong số xếp loại tốt trở lên"), kind="percent", width=30),
    )
    rows = [Row((label, *_line(counted))) for label, counted in parts]
    rows.append(Row((_("Tổng số"), *_line(whole)), kind="total", sums=tuple(range(len(rows)))))
    return Section(name, title, Grid(columns, tuple(rows), size=10))


def _line(counted: Tally) -> tuple[int | float | None, ...]:
    return (counted.total, *(counted.levels[name] for name in LEVELS), counted.not_graded, counted.top_share)
