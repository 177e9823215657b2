"""Reports as tables for Word and Excel: the same sections make the paper and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.translation import gettext as _

from canbo.common import formats
from canbo.common.formats import HIDDEN_WORD
from canbo.core.counts import Hidden
from canbo.documents.excel import Sheet, write_book
from canbo.documents.grid import Cell, Column, Grid, Ratio, Row
from canbo.documents.paper import Block, Heading, Paper, Paragraph, Signer
from canbo.documents.word import write_paper
from canbo.reports.dimensions import band_label
from canbo.reports.domain.quality import INTERMEDIATE, Part
from canbo.reports.domain.shares import Distribution, percent
from canbo.reports.selectors import CountTable, Population, QualityReport, TrainingReport
from canbo.reports.wording import (
    FLAG_LABELS,
    LEVEL_LABELS,
    MEASURE_LABELS,
    MODE_LABELS,
    SKILL_LABELS,
    UNKNOWN,
    course_label,
    level_label,
    masked_words,
    quality_base,
    quality_lead,
    scope_words,
    training_base,
    training_lead,
)
from canbo.rules.vocabulary import fact

type PaperStyle = Literal["state", "party"]


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What stands in the head of a paper, as its maker typed it; what is empty is printed as dots."""

    style: PaperStyle = "state"
    issuer_above: str = ""
    issuer: str = ""
    place: str = ""
    signer_role: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report with its name (short, for a sheet), title and a sentence before it."""

    name: str
    title: str
    grid: Grid
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A report ready to be written: title, lines under it, sections, the small print."""

    title: str
    abstract: str
    lead: str
    base: str
    sections: tuple[Section, ...]
    form_code: str = ""
    wide: bool = False
    signers: tuple[Signer | None, Signer | None] = field(default=(None, None))


def as_word(content: Content, head: PaperHead) -> bytes:
    """Give a report as a Word paper in the layout of the State or of the Party."""
    blocks: list[Block] = [Paragraph(content.lead)] if content.lead else []
    several = len(content.sections) > 1
    for number, section in enumerate(content.sections, start=1):
        if several:
            blocks.append(Heading(f"{number}. {section.title}"))
        if section.sentence:
            blocks.append(Paragraph(section.sentence, keep_next=True))
        blocks.append(section.grid)
    if content.base:
        blocks.append(Paragraph(content.base, italic=True, size=11, first_indent=False))
    return write_paper(
        Paper(
            title=content.title, abstract=content.abstract, style=head.style, issuer_above=head.issuer_above,
            issuer=head.issuer, place=head.place, blocks=tuple(blocks), landscape=content.wide,
            prepared_by=Signer(_("NGƯỜI LẬP BIỂU"), note=_("(Ký, ghi rõ họ tên)")),
            signer=Signer(head.signer_role.upper() or _("THỦ TRƯỞNG ĐƠN VỊ"), note=_("(Ký tên, đóng dấu)")),
        )
    )  # fmt: skip


def as_excel(content: Content) -> bytes:
    """Give a report as a workbook: a sheet a section, real numbers, working totals and shares."""
    sheets = [
        Sheet(
            section.name, section.grid,
            title=f"{content.title}: {section.title}" if section.title else content.abstract,
            subtitle=tuple(words for words in (content.abstract if section.title else "", section.sentence) if words),
            foot=(content.base,) if content.base else (),
        )
        for section in content.sections
    ]  # fmt: skip
    return write_book(sheets, title=content.abstract)


def withheld(content: Content) -> Content:
    """Write the word for a hidden count into a report, and leave out what a workbook would compute itself."""
    return replace(content, sections=tuple(replace(each, grid=_withheld(each.grid)) for each in content.sections))


def _withheld(grid: Grid) -> Grid:
    rows = (
        replace(row, sums=(), cells=tuple(str(HIDDEN_WORD) if isinstance(cell, Hidden) else cell for cell in row.cells))
        for row in grid.rows
    )
    return replace(grid, rows=tuple(rows), columns=tuple(replace(column, ratio=None) for column in grid.columns))


def _of_unit(words: str, people: Population) -> str:
    """Add the unit that a paper is about; of the whole scope the issuer in the head tells enough."""
    return f"{words} ({people.unit_name})" if people.unit_name else words


def quality_content(report: QualityReport) -> Content:
    """Lay out the quality report."""
    people, quality = report.people, report.quality
    sections = [_summary(report)]
    for name, distribution in quality.levels.items():
        if name in {"qualification", "theory"} or distribution.unknown < quality.total:
            sections.append(_levels(str(LEVEL_LABELS[name]), name, distribution))
    sections.append(_levels(_("Lý luận chính trị của lãnh đạo"), "theory", quality.leaders_theory))
    sections.append(_ages(report))
    for name, title, parts, label in (
        (_("Theo đơn vị"), _("Theo đơn vị"), report.by_unit, lambda key: people.name_of(key)),
        (_("Theo khối"), _("Theo khối"), report.by_block, fact("block").label_of),
        (_("Theo cấp"), _("Theo cấp"), report.by_tier, fact("tier").label_of),
    ):
        if len(parts) > 1:
            sections.append(_parts(name, title, parts, label, quality.young_under))
    return Content(
        title=_("BÁO CÁO"),
        abstract=_of_unit(
            _("Chất lượng đội ngũ cán bộ, công chức, viên chức đến ngày %(day)s") % {"day": formats.day(people.as_of)},
            people,
        ),
        lead=quality_lead(quality), base=quality_base(people, quality), sections=tuple(sections),
    )  # fmt: skip


def _counted_columns(first: str) -> tuple[Column, ...]:
    return (
        Column(first, width=90),
        Column(_("Số người"), kind="int", key="count", width=30),
        Column(_("Tỷ lệ (%)"), kind="percent", ratio=Ratio("count", "count", of_total=True), width=30),
    )


def _counted_rows(counts: Sequence[tuple[str, int]], total: int) -> tuple[Row, ...]:
    rows = [Row((label, count, percent(count, total))) for label, count in counts]
    sums = tuple(range(len(rows)))
    return (*rows, Row((_("Tổng số"), total, percent(total, total)), kind="total", sums=sums))


def _levels(title: str, name: str, distribution: Distribution) -> Section:
    counts = [(level_label(name, code), count) for code, count in distribution.levels]
    counts.append((str(UNKNOWN), distribution.unknown))
    sentence = ""
    if INTERMEDIATE in distribution.codes and distribution.total:
        sentence = _("Từ trung cấp trở lên: %(count)s/%(total)s người (%(share)s).") % {
            "count": formats.number(distribution.at_least(INTERMEDIATE)),
            "total": formats.number(distribution.total),
            "share": formats.share(distribution.at_least(INTERMEDIATE), distribution.total),
        }
    grid = Grid(_counted_columns(_("Trình độ")), _counted_rows(counts, distribution.total))
    return Section(title, title, grid, sentence)


def _summary(report: QualityReport) -> Section:
    quality = report.quality
    answers = [(str(FLAG_LABELS[name]), answer) for name, answer in quality.flags.items()]
    answers.append((_("Dưới %(age)s tuổi") % {"age": quality.young_under}, quality.young))
    answers += [(str(SKILL_LABELS[name]), quality.skills[name]) for name in SKILL_LABELS]
    columns = (
        Column(_("Chỉ tiêu"), width=60),
        Column(_("Có"), kind="int", key="yes", width=22),
        Column(_("Không"), kind="int", key="no", width=22),
        Column(str(UNKNOWN), kind="int", key="unknown", width=22),
        Column(_("Cơ số"), kind="int", key="base", width=22),
        Column(_("Tỷ lệ (%)"), kind="percent", ratio=Ratio("yes", "base"), width=22),
    )
    rows = tuple(
        Row((label, answer.yes, answer.no, answer.unknown, answer.total, percent(answer.yes, answer.total)))
        for label, answer in answers
    )
    return Section(_("Tổng hợp"), _("Số lượng, cơ cấu"), Grid(columns, rows))


def _ages(report: QualityReport) -> Section:
    quality = report.quality
    columns = (
        Column(_("Độ tuổi"), width=50),
        Column(_("Nam"), kind="int", key="male", width=25),
        Column(_("Nữ"), kind="int", key="female", width=25),
        Column(_("Chưa rõ giới tính"), kind="int", width=25),
        Column(_("Cộng"), kind="int", key="count", width=25),
        Column(_("Tỷ lệ (%)"), kind="percent", ratio=Ratio("count", "count", of_total=True), width=25),
    )
    total = quality.total
    rows = [
        Row((band_label(band.low, band.high), band.male, band.female, band.gender_unknown, band.total,
             percent(band.total, total)))
        for band in quality.bands
    ]  # fmt: skip
    rows.append(Row((str(UNKNOWN), None, None, None, quality.band_unknown, percent(quality.band_unknown, total))))
    sums = tuple(range(len(rows)))
    bands = quality.bands
    rows.append(
        Row(
            (_("Tổng số"), sum(band.male for band in bands), sum(band.female for band in bands),
             sum(band.gender_unknown for band in bands), total, percent(total, total)),
            kind="total", sums=sums,
        )
    )  # fmt: skip
    sentence = ""
    if quality.average_age is not None:
        sentence = _("Tuổi bình quân %(age)s.") % {"age": formats.number(quality.average_age, 1)}
    return Section(_("Độ tuổi"), _("Độ tuổi và giới tính"), Grid(columns, tuple(rows)), sentence)


def _parts(name: str, title: str, parts: Sequence[Part], label: object, young_under: int) -> Section:
    labels = {**MEASURE_LABELS, "young": _("Dưới %(age)s tuổi") % {"age": young_under}}
    columns = [Column(title, width=40), Column(_("Tổng số"), kind="int", width=14)]
    columns += [Column(str(words), kind="int", width=14) for words in labels.values()]
    rows = []
    for part in parts:
        words = label(part.key) if part.key is not None and callable(label) else str(UNKNOWN)
        rows.append(Row((words, part.total, *(part.yes[measure] for measure in labels))))
    sums = tuple(range(len(rows)))
    cells: list[Cell] = [_("Tổng số"), sum(part.total for part in parts)]
    cells += [sum(part.yes[measure] for part in parts) for measure in labels]
    rows.append(Row(tuple(cells), kind="total", sums=sums))
    return Section(name, title, Grid(tuple(columns), tuple(rows), size=10))


def training_content(report: TrainingReport) -> Content:
    """Lay out the training result report."""
    people, result = report.people, report.result
    modes = list(MODE_LABELS)
    columns = (
        Column(_("Lĩnh vực, trình độ"), width=60),
        Column(_("Số người"), kind="int", width=22),
        *(Column(str(MODE_LABELS[mode]), over=(_("Trong đó"),), kind="int", width=22) for mode in modes),
        Column(_("Lượt học"), kind="int", width=22),
    )
    rows = [
        Row((course_label(sent.field, sent.level), sent.persons, *(sent.by_mode[mode] for mode in modes), sent.courses))
        for sent in result.levels
    ]
    return Content(
        title=_("BÁO CÁO"),
        abstract=_of_unit(
            _("Kết quả đào tạo, bồi dưỡng từ ngày %(since)s đến ngày %(day)s")
            % {"since": formats.day(report.since), "day": formats.day(people.as_of)},
            people,
        ),
        lead=training_lead(result, report.since.year),
        base=training_base(people, result),
        sections=(Section(_("Đào tạo"), _("Kết quả đào tạo"), Grid(columns, tuple(rows))),),
    )  # fmt: skip


def count_table_content(filled: CountTable) -> Content:
    """Lay out an official count table: its columns, a row a unit, the sum, and what is not known below."""
    form, people = filled.definition, filled.people
    narrow = len(form.columns) > 16
    columns = tuple(
        Column(
            column.label, over=column.over, width=column.width or (7 if narrow else 16),
            kind={"number": "center", "name": "text"}.get(column.kind, "int"),  # type: ignore[arg-type]
            upright=narrow and column.kind not in {"number", "name"},
        )
        for column in form.columns
    )  # fmt: skip
    rows = [
        Row(tuple(_table_cell(filled, column.kind, column.key, index) for column in form.columns))
        for index in range(len(filled.rows))
    ]
    sums = tuple(range(len(rows)))
    rows.append(
        Row(
            tuple(_total_cell(filled, column.kind, column.key) for column in form.columns), kind="total", sums=sums
        )
    )  # fmt: skip
    return Content(
        title=form.title,
        abstract=_of_unit(
            _("%(what)s đến ngày %(day)s") % {"what": form.abstract, "day": formats.day(people.as_of)}, people
        ),
        lead="", base=count_table_base(filled), wide=True, form_code=form.form_code,
        sections=(Section(form.form_code, "", Grid(columns, tuple(rows), number_row=True, size=7 if narrow else 10)),),
    )  # fmt: skip


def _table_cell(filled: CountTable, kind: str, key: str, index: int) -> Cell:
    row = filled.rows[index]
    match kind:
        case "number":
            return index + 1
        case "name":
            return row_name(filled, index)
        case "establishment":
            return filled.assigned.get(row.key) if row.key is not None else None
        case "total":
            return row.total
        case _:
            return row.counts[key]


def _total_cell(filled: CountTable, kind: str, key: str) -> Cell:
    match kind:
        case "number":
            return None
        case "name":
            return _("Tổng số")
        case "establishment":
            return sum(filled.assigned.values())
        case "total":
            return filled.total.total
        case _:
            return filled.total.counts.get(key, 0)


def row_name(filled: CountTable, index: int) -> str:
    """Name the unit of a row; those directly in the unit above the others are told apart."""
    key = filled.rows[index].key
    if key is None:
        return _("Chưa rõ đơn vị")
    name = filled.people.name_of(key) or str(key)
    return _("%(unit)s (trực tiếp)") % {"unit": name} if key == filled.head and len(filled.rows) > 1 else name


def count_table_base(filled: CountTable) -> str:
    """Tell the source of the form, the day, and who could not be placed in its columns."""
    people = filled.people
    words = [
        _("%(form)s theo %(source)s. Tính %(total)s người có mặt ngày %(day)s (%(scope)s).")
        % {
            "form": filled.definition.form_code, "source": filled.definition.source,
            "total": formats.number(filled.total.total), "day": formats.day(people.as_of), "scope": scope_words(people),
        }
    ]  # fmt: skip
    if filled.people_unknown:
        words.append(
            _("%(count)s người chưa rõ có thuộc đối tượng của biểu hay không, không tính.")
            % {"count": formats.number(filled.people_unknown)}
        )
    if people.presence_unknown:
        words.append(
            _("%(count)s người chưa rõ có mặt hay không nên không tính.")
            % {"count": formats.number(people.presence_unknown)}
        )
    missing = [
        f"{' – '.join((*column.over, column.label))}: {formats.number(filled.total.unknown.get(column.key, 0))}"
        for column in filled.definition.columns
        if filled.total.unknown.get(column.key, 0)
    ]
    if missing:
        words.append(_("Số người chưa đủ dữ liệu để xếp vào cột: %(columns)s.") % {"columns": "; ".join(missing)})
    return " ".join([*words, *masked_words(people)])
