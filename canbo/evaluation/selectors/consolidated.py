"""What all units said, by Excel and on the pages, as one set: the official list with its sources, and its checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.documents.grid import Column, Grid, Row
from canbo.evaluation.models import Campaign, Rating, Sheet, UnitProgress
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.scored import law_of_rating
from canbo.evaluation.selectors.cap_groups import groups_of, keys_in
from canbo.evaluation.selectors.official_lists import OfficialList, listed, official_list
from canbo.evaluation.selectors.standing import subject_name

type Source = Literal["none", "page", "excel", "both"]
#: How the source of a rating is called.
SOURCE_WORDS: Final[dict[Source, Promise]] = {
    "none": _("chưa có"), "page": _("trang"), "excel": _("Excel"), "both": _("Excel và trang"),
}  # fmt: skip
#: What is checked, in the order of the sheet; what each means.
CHECKS: Final[dict[str, Promise]] = {
    "total": _("Tổng số dòng lệch với số phiếu của đơn vị"),
    "left_out": _("Người không có trong tệp đơn vị gửi lại"),
    "added": _("Người đơn vị tự ghi thêm, chưa có phiếu"),
    "refused": _("Tệp của đơn vị còn ô không nhận được"),
    "conflict": _("Ô hai bên cùng sửa, chưa chọn"),
    "nothing": _("Chưa có số liệu từ Excel hay trên trang"),
    "both": _("Nhập từ Excel rồi sửa trên trang"),
    "differs": _("Mức đề xuất khác mức theo điểm, theo quy định"),
    "cap": _("Vượt tỷ lệ mức cao nhất"),
    "opinions": _("Còn thiếu ý kiến phải có"),
    "no_title": _("Chưa ghi chức vụ"),
}
_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The figures of one unit: what the progress of the campaign counts, what the list holds, by source."""

    unit_id: int
    name: str
    total: int
    rows: int
    by_source: dict[Source, int]
    opinions_missing: int
    differs: int

    @property
    def is_even(self) -> bool:
        """Whether the list holds as many as the unit has."""
        return self.total == self.rows


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to look at: which check, whom or what it concerns, in words; `rating_id` where it is about one."""

    check: str
    unit: str
    subject: str
    words: str
    rating_id: int | None = None
    sheet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Checking:
    """The checking sheet: the figures of each unit, and what is to be looked at."""

    units: tuple[UnitFigures, ...]
    faults: tuple[Fault, ...]

    def counts(self) -> list[tuple[str, Promise, int]]:
        """Give each check with how often it found something."""
        found = Counter(each.check for each in self.faults)
        return [(key, words, found[key]) for key, words in CHECKS.items()]


def source_of(rating: Rating) -> Source:
    """Tell where what is kept of a rating came from."""
    if rating.sheet_id is not None:
        return "excel" if rating.version == rating.sheet_version else "both"
    written = rating.self_done_on or rating.head_done_on or rating.voted_on or rating.head_level or rating.proposal
    return "page" if written else "none"


def rows_of(access: AccessContext, campaign: Campaign, unit_id: int | None = None) -> list[Rating]:
    """Give the ratings of the list, in its order: those that the viewer may read whole."""
    return [row for row in listed(access, campaign, unit_id) if may_read_all(access, row)]


def consolidated(
    access: AccessContext, campaign: Campaign, rows: Sequence[Rating], *, today: date, unit_id: int | None = None
) -> tuple[OfficialList, Grid]:
    """Give the official list of all units, and its table with the source of each row beside it. Errors: list_empty."""
    filled = official_list(access, campaign, "mau-02", today=today, unit_id=unit_id)
    plain = filled.sheets[0].grid
    columns = (*plain.columns, Column(str(_("Nguồn")), width=26, key="source"))
    lines = tuple(
        Row((*line.cells, str(SOURCE_WORDS[source_of(row)])))
        for line, row in zip(plain.rows, rows, strict=True)
    )  # fmt: skip
    return filled, Grid(columns, lines, number_row=True, size=10)


def checking(access: AccessContext, campaign: Campaign, rows: Sequence[Rating], sheets: Iterable[Sheet]) -> Checking:
    """Give the checking sheet of a campaign over these ratings and workbooks."""
    figures = _figures(access, campaign, rows)
    faults = [
        Fault("total", each.name, each.name, f"{each.rows} dòng trong bảng, {each.total} phiếu")
        for each in figures if not each.is_even
    ]  # fmt: skip
    faults += _of_sheets(sheets)
    for row in rows:
        faults += _of_rating(row)
    faults += _over_caps(campaign, rows)
    order = list(CHECKS)
    return Checking(figures, tuple(sorted(faults, key=lambda each: order.index(each.check))))


def _figures(access: AccessContext, campaign: Campaign, rows: Sequence[Rating]) -> tuple[UnitFigures, ...]:
    held = UnitProgress.objects.filter(campaign=campaign, unit__in={row.unit_id for row in rows})
    totals = {each.unit_id: each for each in held}
    by_unit: dict[int, list[Rating]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    found = []
    for unit_id, own in by_unit.items():
        sources = Counter(source_of(each) for each in own)
        found.append(
            UnitFigures(
                unit_id, own[0].unit.name, totals[unit_id].total if unit_id in totals else 0, len(own), dict(sources),
                sum(each.opinions_missing > 0 for each in own), sum(_differs(each) for each in own),
            )
        )  # fmt: skip
    return tuple(found)


def _differs(rating: Rating) -> bool:
    return bool(rating.rule_level and rating.head_level and rating.rule_level != rating.head_level)


def _of_sheets(sheets: Iterable[Sheet]) -> list[Fault]:
    found = []
    for sheet in sheets:
        words = {"left_out": "missing", "added": "unknown", "refused": "refused", "conflict": "conflict"}
        for check, name in words.items():
            count = int(sheet.counts.get(name, 0))
            if count:
                told = f"{count} {'ô' if check in {'refused', 'conflict'} else 'người'} ở tệp gửi lần {sheet.number}"
                found.append(Fault(check, sheet.unit.name, sheet.unit.name, told, sheet_id=sheet.pk))
    return found


def _of_rating(row: Rating) -> list[Fault]:
    name, unit = subject_name(row), row.unit.name
    words = dict(Level.choices)
    found: list[tuple[str, str]] = []
    source = source_of(row)
    if source == "none" and not row.not_rated_reason:
        found.append(("nothing", "chưa tự đánh giá, chưa có mức đề xuất"))
    if source == "both":
        found.append(("both", "đã sửa sau khi ghi tệp"))
    if _differs(row):
        points = f", {row.points.normalize():f} điểm".replace(".", ",") if row.points is not None else ""
        told = f"đề xuất «{words[row.head_level]}», theo quy định «{words[row.rule_level]}»{points}"
        found.append(("differs", told))
    if row.opinions_missing:
        found.append(("opinions", f"thiếu {row.opinions_missing} ý kiến"))
    if not row.is_collective and not row.post:
        found.append(("no_title", "chưa ghi chức vụ ở phiếu"))
    return [Fault(check, unit, name, told, rating_id=row.pk) for check, told in found]


def _over_caps(campaign: Campaign, rows: Sequence[Rating]) -> list[Fault]:
    if not rows:
        return []
    law = law_of_rating(rows[0])
    found = []
    held = keys_in(rows, law)
    names = {row.unit_id: row.unit.name for row in rows} | {campaign.unit_id: campaign.unit.name}
    for group in groups_of(campaign, held, law):
        read = group.gauge.read
        if read is not None and read.over:
            told = f"{read.excellent} người ở mức cao nhất, được {read.allowed} trên {read.whole}"
            name = group.key.group or names.get(group.key.unit_id, "")
            found.append(Fault("cap", names.get(group.key.unit_id, ""), name, told))
    return found


def checking_grids(found: Checking) -> list[tuple[str, str, Grid]]:
    """Give the checking sheet as tables of a workbook: (name of the sheet, title, table)."""
    heads = ("Đơn vị", "Số phiếu của đơn vị", "Số dòng trong bảng", "Từ Excel", "Từ trang", "Excel và trang", "Chưa có",
             "Thiếu ý kiến", "Mức khác quy định")  # fmt: skip
    columns = tuple(Column(head, width=60 if number == 0 else 26, kind="text" if number == 0 else "int")
                    for number, head in enumerate(heads))  # fmt: skip
    counted = [_unit_cells(each) for each in found.units]
    lines = [Row(tuple(cells)) for cells in counted]
    totals: list[Any] = ["Tổng số"]
    totals += [sum(cells[place] for cells in counted) for place in range(1, len(heads))]
    body = (*lines, Row(tuple(totals), kind="total", sums=tuple(range(len(lines)))))
    listed_ = Grid(
        (Column("TT", kind="center", width=12), Column("Việc kiểm tra", width=70), Column("Đơn vị", width=50),
         Column("Ai, cái gì", width=50), Column("Cụ thể", width=90)),
        tuple(
            Row((number, str(CHECKS[each.check]), each.unit, each.subject, each.words))
            for number, each in enumerate(found.faults, start=1)
        ), size=10,
    )  # fmt: skip
    return [
        ("Kiểm tra dữ liệu", "KIỂM TRA DỮ LIỆU: SỐ LIỆU TỪNG ĐƠN VỊ", Grid(columns, body, size=10)),
        ("Việc cần xem", "KIỂM TRA DỮ LIỆU: VIỆC CẦN XEM", listed_),
    ]


def _unit_cells(each: UnitFigures) -> list[Any]:
    sources = each.by_source
    return [each.name, each.total, each.rows, sources.get("excel", 0), sources.get("page", 0), sources.get("both", 0),
            sources.get("none", 0), each.opinions_missing, each.differs]  # fmt: skip
