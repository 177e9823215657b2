"""The quality report as charts and as tables beside them; every figure leads to the people behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.common.charts import ChartData, ChartTable, HeatTable, Series, TableCell
from canbo.common.pages import Figure
from canbo.core.counts import Hidden
from canbo.reports.dimensions import Dimension, band_label, band_where
from canbo.reports.domain.ages import band_number
from canbo.reports.domain.crosstab import cross
from canbo.reports.domain.masking import cross_told
from canbo.reports.domain.quality import FLAGS, INTERMEDIATE, LEVELS, SKILLS, Part, Quality
from canbo.reports.domain.shares import Answer, Distribution, percent
from canbo.reports.links import Links
from canbo.reports.selectors import QualityReport
from canbo.reports.selectors.population import grouped
from canbo.reports.wording import (
    FLAG_LABELS,
    LEVEL_LABELS,
    MASKED_NOTE,
    MEASURE_LABELS,
    SKILL_LABELS,
    UNKNOWN,
    level_label,
)
from canbo.rules.vocabulary import fact

LEADER = "is_leader:eq:1"
#: The condition that each measure of a breakdown counts; an age claim depends on the viewer's age of youth.
_MEASURES = {
    **{name: f"{fact_name}:eq:1" for name, fact_name in FLAGS.items()},
    "qualification_intermediate_or_above": "qualification_level:ge:intermediate",
    "qualification_university_or_above": "qualification_level:ge:university",
    "theory_intermediate_or_above": "theory_level:ge:intermediate",
}


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of a report without a chart: `common/chart_table.html` shows it."""

    id: str
    title: str | Promise
    table: ChartTable
    sentence: str = ""
    note: str = ""


def measure_condition(name: str, young_under: int) -> str:
    """Give the condition that a measure of a breakdown counts."""
    return f"age_months_high:lt:{young_under * 12}" if name == "young" else _MEASURES[name]


def figures(report: QualityReport, links: Links, before: QualityReport | None) -> list[Figure]:
    """Give the headline figures, each with its share and its change against another day."""
    quality = report.quality
    older = before.quality if before else None
    shown = [
        Figure(
            _("Tổng số"),
            formats.number(quality.total),
            _change(quality.total, older.total if older else None),
            links.to(),
        )
    ]
    answers = [(FLAG_LABELS[name], name, answer) for name, answer in quality.flags.items()]
    answers.append((_("Dưới %(age)s tuổi") % {"age": quality.young_under}, "young", quality.young))
    for label, name, answer in answers:
        note = formats.share(answer.yes, quality.total)
        if answer.unknown:
            note += " · " + _("chưa rõ %(count)s") % {"count": formats.number(answer.unknown)}
        if older is not None:
            then = older.young if name == "young" else older.flags[name]
            note += " · " + _change(answer.yes, then.yes)
        url = links.to(measure_condition(name, quality.young_under))
        shown.append(Figure(label, formats.number(answer.yes), note, url))
    return shown


def _change(now: int, then: int | None) -> str:
    if then is None:
        return ""
    if isinstance(now, Hidden) or isinstance(then, Hidden):
        return formats.DASH
    step = now - then
    return _("không đổi") if step == 0 else f"{'+' if step > 0 else '−'}{formats.number(abs(step))}"


def quality_charts(report: QualityReport, links: Links) -> list[ChartData]:
    """Give the charts of the report, in the order of reading."""
    quality = report.quality
    charts: list[ChartData] = [
        _levels(name, LEVEL_LABELS[name], quality.levels[name], links)
        for name in ("qualification", "theory")
    ]  # fmt: skip
    if quality.leaders:
        charts.append(
            _levels("theory", _("Lý luận chính trị của lãnh đạo, quản lý"), quality.leaders_theory, links, leaders=True)
        )
    charts.append(_pyramid(report, links))
    charts += [
        _levels(name, LEVEL_LABELS[name], quality.levels[name], links)
        for name in ("state_management", "defence")
        if quality.levels[name].unknown < quality.total
    ]
    charts.append(_skills(quality, links))
    return charts


def _levels(
    name: str, title: str | Promise, distribution: Distribution, links: Links, *, leaders: bool = False
) -> ChartData:
    only = (LEADER,) if leaders else ()
    codes = [*distribution.codes]
    labels = [level_label(name, code) for code in codes]
    counts = [distribution.count(code) for code in codes]
    urls = [
        links.to(*only, f"{LEVELS[name]}:eq:{code}") if count else "" for code, count in zip(codes, counts, strict=True)
    ]
    if distribution.unknown:
        labels.append(str(UNKNOWN))
        counts.append(distribution.unknown)
        urls.append(links.to(*only, f"{LEVELS[name]}:null:1"))
    sentence = ""
    if INTERMEDIATE in codes and distribution.total:
        sentence = _("%(share)s từ trung cấp trở lên (%(count)s người).") % {
            "share": formats.share(distribution.at_least(INTERMEDIATE), distribution.total),
            "count": formats.number(distribution.at_least(INTERMEDIATE)),
        }
    return ChartData(
        f"{'leaders-' if leaders else ''}{name.replace('_', '-')}", "bar", title, labels,
        [Series(_("Người"), counts, urls)], category_label=_("Trình độ"), unit=_("người"), base=distribution.total,
        sentence=sentence,
        note=_("Mức cao nhất của mỗi người; tỷ lệ tính trên %(base)s người.")
        % {"base": formats.number(distribution.total)},
    )  # fmt: skip


def _pyramid(report: QualityReport, links: Links) -> ChartData:
    quality = report.quality
    bands = quality.bands
    sides = []
    for label, gender in ((_("Nam"), "male"), (_("Nữ"), "female")):
        counts = [band.male if gender == "male" else band.female for band in bands]
        urls = [
            links.to(f"gender:eq:{gender}", *band_where(band.low, band.high)) if count else ""
            for band, count in zip(bands, counts, strict=True)
        ]
        sides.append(Series(label, counts, urls))
    note = ""
    if quality.band_unknown:
        note = _("%(count)s người chưa đủ ngày sinh để xếp chắc vào một nhóm.") % {
            "count": formats.number(quality.band_unknown)
        }
    sentence = ""
    if quality.average_age is not None:
        sentence = _("Tuổi bình quân %(age)s.") % {"age": formats.number(quality.average_age, 1)}
    return ChartData(
        "ages", "pyramid", _("Độ tuổi và giới tính"), [band_label(band.low, band.high) for band in bands], sides,
        category_label=_("Tuổi"), unit=_("người"), sentence=sentence, note=note,
    )  # fmt: skip


def _skills(quality: Quality, links: Links) -> ChartData:
    names = list(SKILL_LABELS)
    states = ((_("Có"), "eq:1"), (_("Không"), "eq:0"), (str(UNKNOWN), "null:1"))
    series = []
    for state, (label, condition) in enumerate(states):
        counts = [_state(quality.skills[name], state) for name in names]
        urls = [
            links.to(f"{SKILLS[name]}:{condition}") if count else "" for name, count in zip(names, counts, strict=True)
        ]
        series.append(Series(label, counts, urls))
    return ChartData(
        "skills", "share", _("Ngoại ngữ, tin học, tiếng dân tộc"), [SKILL_LABELS[name] for name in names], series,
        category_label=_("Kỹ năng"), unit=_("người"),
        colors={_("Có"): 0, _("Không"): 7, str(UNKNOWN): 1},
    )  # fmt: skip


def _state(answer: Answer, state: int) -> int:
    return (answer.yes, answer.no, answer.unknown)[state]


def unknown_ages(report: QualityReport) -> list[int]:
    """Give the people whose age band cannot be told."""
    if report.people.least:
        return []
    present = report.people.present
    return present.filter(present.select(band_number().is_null().alias("x"))["x"])["person_id"].to_list()


#: A breakdown on the page has at most so many rows; workbooks and papers have them all.
MOST_ROWS = 100


def breakdown_tables(report: QualityReport, links: Links) -> list[TableView]:
    """Give the breakdowns by unit, block and tier; a breakdown of one single row says nothing and is left out."""
    people = report.people

    def by_unit(part: Part) -> tuple[str, tuple[str, ...], int | None]:
        if part.key is None:
            return str(UNKNOWN), ("unit_lft:null:1",), None
        name = people.name_of(part.key) or str(part.key)
        if part.key != report.head:
            return name, (), part.key
        return _("%(unit)s (trực tiếp)") % {"unit": name}, (f"unit_id:eq:{part.key}",), None

    def by_fact(name: str) -> Any:
        def row(part: Part) -> tuple[str, tuple[str, ...], int | None]:
            if part.key is None:
                return str(UNKNOWN), (f"{name}:null:1",), None
            return fact(name).label_of(part.key), (f"{name}:eq:{part.key}",), None

        return row

    tables = [
        _breakdown("by-unit", _("Theo đơn vị"), report, report.by_unit, by_unit, links),
        _breakdown("by-block", _("Theo khối"), report, report.by_block, by_fact("block"), links),
        _breakdown("by-tier", _("Theo cấp"), report, report.by_tier, by_fact("tier"), links),
    ]
    return [table for table in tables if len(table.table.rows) > 1]


def _breakdown(
    key: str, title: str, report: QualityReport, parts: Sequence[Part], describe: Any, links: Links
) -> TableView:
    quality = report.quality
    labels = {**MEASURE_LABELS, "young": _("Dưới %(age)s tuổi") % {"age": quality.young_under}}
    head = [TableCell(title), TableCell(_("Tổng số"), numeric=True)]
    head += [TableCell(str(label), numeric=True) for label in labels.values()]
    rows = []
    for part in parts[:MOST_ROWS]:
        label, conditions, unit_id = describe(part)
        cells = [
            TableCell(label, is_head=True),
            TableCell(formats.number(part.total), links.to(*conditions, unit_id=unit_id), numeric=True),
        ]
        for name in labels:
            count = part.yes[name]
            condition = measure_condition(name, quality.young_under)
            url = links.to(*conditions, condition, unit_id=unit_id) if count else ""
            cells.append(TableCell(f"{formats.number(count)} ({formats.share(count, part.total)})", url, numeric=True))
        rows.append(tuple(cells))
    left = parts[MOST_ROWS:]
    if left:
        words = _("… và %(count)s dòng khác; hãy chọn đơn vị, hoặc xuất Excel để xem đủ") % {
            "count": formats.number(len(left))
        }
        total = formats.number(sum(part.total for part in left))
        rows.append((TableCell(words, is_head=True), TableCell(total, numeric=True), *[TableCell("")] * len(labels)))
    foot = [TableCell(_("Cộng"), is_head=True), TableCell(formats.number(quality.total), numeric=True)]
    for name in labels:
        count = sum(part.yes[name] for part in parts)
        foot.append(TableCell(f"{formats.number(count)} ({formats.share(count, quality.total)})", numeric=True))
    return TableView(key, title, ChartTable(tuple(head), tuple(rows), tuple(foot)))


def cross_table(report: QualityReport, row: Dimension, column: Dimension, links: Links) -> HeatTable:
    """Give the cross table of two dimensions; unknown values are a row and a column of their own."""
    people = report.people
    frame = grouped(people, people.present, report.head)
    table = cross(frame, row.expression, column.expression, row_order=row.order, column_order=column.order)
    if people.least:
        table = cross_told(table, people.least)

    def url(across: int, down: int) -> str:
        wheres = (row.where(table.rows[down], report.head), column.where(table.columns[across], report.head))
        if any(where is None for where in wheres):
            return ""
        known = [where for where in wheres if where is not None]
        units = [unit for _conditions, unit in known if unit is not None]
        return links.to(*(each for where, _unit in known for each in where), unit_id=units[0] if units else None)

    note = _("Số người; cộng lại đúng bằng %(total)s người của báo cáo.") % {"total": formats.number(table.total)}
    if people.least:
        note = str(MASKED_NOTE) % {"least": people.least}
    return HeatTable(
        "cross",
        _("%(row)s × %(column)s") % {"row": str(row.label).capitalize(), "column": column.label},
        [row.label_of(category, people) for category in table.rows],
        [column.label_of(category, people) for category in table.columns],
        table.counts,
        [[url(across, down) for across in range(len(table.columns))] for down in range(len(table.rows))],
        row_label=f"{str(row.label).capitalize()} \\ {column.label}",
        note=note,
    )


def comparison(report: QualityReport, before: QualityReport, links: Links, links_before: Links) -> TableView:
    """Give the figures of two days beside each other: counts, shares, change in people and in points."""
    now, then = report.quality, before.quality
    rows: list[tuple[TableCell, ...]] = []

    def add(label: str | Promise, count: int, base: int, old: int, old_base: int, *conditions: str) -> None:
        share, old_share = percent(count, base), percent(old, old_base)
        points = formats.DASH
        if share is not None and old_share is not None:
            step = round(share - old_share, 1)
            points = f"{'+' if step > 0 else '−' if step < 0 else ''}{formats.number(abs(step), 1)}"
        rows.append(
            (
                TableCell(str(label), is_head=True),
                TableCell(formats.number(old), links_before.to(*conditions) if old else "", numeric=True),
                TableCell(formats.share(old, old_base), numeric=True),
                TableCell(formats.number(count), links.to(*conditions) if count else "", numeric=True),
                TableCell(formats.share(count, base), numeric=True),
                TableCell(_change(count, old), numeric=True),
                TableCell(points, numeric=True),
            )
        )

    add(_("Tổng số"), now.total, now.total, then.total, then.total)
    for name, answer in now.flags.items():
        add(FLAG_LABELS[name], answer.yes, now.total, then.flags[name].yes, then.total, measure_condition(name, 0))
    young = measure_condition("young", now.young_under)
    add(_("Dưới %(age)s tuổi") % {"age": now.young_under}, now.young.yes, now.total, then.young.yes, then.total, young)
    for name in ("qualification", "theory"):
        for code in now.levels[name].codes:
            label = f"{LEVEL_LABELS[name]}: {level_label(name, code)}"
            add(label, now.levels[name].count(code), now.total, then.levels[name].count(code), then.total,
                f"{LEVELS[name]}:eq:{code}")  # fmt: skip
    add(
        _("Lãnh đạo có lý luận chính trị từ trung cấp"), now.leaders_theory.at_least(INTERMEDIATE), now.leaders,
        then.leaders_theory.at_least(INTERMEDIATE), then.leaders, LEADER, "theory_level:ge:intermediate",
    )  # fmt: skip
    days = [formats.day(each.people.as_of) for each in (before, report)]
    head = [TableCell(_("Chỉ tiêu")), *(TableCell(text, numeric=True) for day in days for text in (day, _("Tỷ lệ")))]
    head += [TableCell(_("Tăng, giảm (người)"), numeric=True), TableCell(_("Tăng, giảm (điểm %)"), numeric=True)]
    return TableView("comparison", _("So với ngày %(day)s") % {"day": days[0]}, ChartTable(tuple(head), tuple(rows)))
