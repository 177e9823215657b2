"""The official lists and count tables of a campaign, filled in; the columns are data (`layouts`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl
from django.db.models import Count, QuerySet

from canbo.common import formats
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.documents.grid import Cell, Column, Grid, Row
from canbo.evaluation.domain.title_counts import LEVELS, Counted, TitleCount, TitleLine, count_titles, top_share
from canbo.evaluation.domain.tracks import TRACKS, Track, track_of
from canbo.evaluation.file_names import file_name
from canbo.evaluation.list_layouts import Layout, layout
from canbo.evaluation.models import Appeal, Campaign, Opinion, Rating
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.scored import level_words, scheme_of_rating
from canbo.evaluation.selectors.ratings import WITH, run_or_conclude
from canbo.evaluation.selectors.standing import subject_name
from canbo.facts.selectors import picture
from canbo.organizations.models import Title

#: The lists, in the order of the page; each with its layout and the end of its file's name as the guide fixes it.
LISTS: Final[dict[str, tuple[str, str]]] = {
    "mau-02": ("mau_02", "Mau 02"), "mau-14": ("mau_14", "Mau 14"), "mau-15a": ("mau_15", "Mau 15A"),
    "mau-15b": ("mau_15", "Mau 15B"), "mau-04": ("mau_04", "Mau 04"),
}  # fmt: skip
#: More than so many ratings make a list in the background.
MOST_AT_ONCE: Final = 2_000
_TOLD_EVERY: Final = 500
#: Clauses and reasons are told where the guide asks for them: at the top and at the bottom.
_REASONED: Final = frozenset({"excellent", "not_completed"})


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One table of a list: the name of its sheet, its title, the table, a sentence below."""

    name: str
    title: str
    grid: Grid
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfficialList:
    """A list filled in. `people`: the files whose data it holds; () where it only counts."""

    layout: Layout
    campaign: Campaign
    form: str
    title: str
    file_name: str
    sheets: tuple[ListSheet, ...]
    people: tuple[int, ...]


def listed(access: AccessContext, campaign: Campaign, unit_id: int | None = None) -> QuerySet[Rating]:
    """Give the ratings of a campaign where the viewer runs or concludes, of one unit or all, in the usual order."""
    found = Rating.objects.filter(run_or_conclude(access), campaign=campaign)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    return found.select_related(*WITH).order_by("unit__path", "order", "pk")


def official_list(
    access: AccessContext, campaign: Campaign, name: str, *, today: date, unit_id: int | None = None,
    track: Track | None = None, told: Callable[[int, int], None] = lambda _done, _whole: None,
) -> OfficialList:  # fmt: skip
    """Fill in a list of a campaign. `track`: which of the two scales a count table tells; the more used one without.

    `told(done, whole)` hears how many rows are filled in. Errors: NotFound list_unknown; list_empty.
    """
    if name not in LISTS:
        raise NotFound("list_unknown", "Không có danh sách này. Hãy chọn một mẫu trong trang của đợt đánh giá.")
    shape = layout(LISTS[name][0])
    rows = [row for row in listed(access, campaign, unit_id) if may_read_all(access, row)]
    if not rows:
        raise DomainError("list_empty", "Không có phiếu nào để lập danh sách này. Hãy chọn đơn vị khác.")
    if name in {"mau-15a", "mau-15b"}:
        return _counts(access, campaign, name, shape, rows, today, track, unit_id)
    titles = _codes(access, rows, campaign, today) if name == "mau-14" else {}
    values = _file_values if name == "mau-04" else _list_values
    context = _context(rows, name, titles)
    filled = []
    for number, row in enumerate(rows, start=1):
        filled.append(values(row, number, context))
        if number % _TOLD_EVERY == 0:
            told(number, len(rows))
    has_points = any(context.schemes.values())
    keys = [each.key for each in shape.columns if has_points or not each.is_points]
    columns = shape.grid_columns(has_points=has_points)
    sheets = []
    for part, numbers in _parts(rows, name):
        lines = tuple(Row(tuple(filled[each].get(key) for key in keys)) for each in numbers)
        grid = Grid(columns, _numbered(lines, keys), number_row=name == "mau-14", size=10)
        sheets.append(ListSheet(part or shape.form, shape.title, grid, part))
    return OfficialList(
        shape, campaign, shape.form, shape.title, _file_name(campaign, name, rows, unit_id), tuple(sheets),
        tuple(sorted({row.person_id for row in rows if row.person_id is not None})),
    )  # fmt: skip


def _numbered(lines: Sequence[Row], keys: Sequence[str]) -> tuple[Row, ...]:
    """Number the rows of a sheet from 1."""
    place = keys.index("number")
    return tuple(
        Row((*row.cells[:place], number, *row.cells[place + 1 :])) for number, row in enumerate(lines, start=1)
    )


def _parts(rows: Sequence[Rating], name: str) -> list[tuple[str, list[int]]]:
    """Part the rows into sheets: form 14 has one for each authority that decides, the others one for everybody."""
    if name != "mau-14":
        return [("", list(range(len(rows))))]
    found: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.concluder or "Chưa ghi cấp quyết định", []).append(place)
    return list(found.items())


def _file_name(campaign: Campaign, name: str, rows: Sequence[Rating], unit_id: int | None) -> str:
    return file_name(LISTS[name][1], campaign, rows[0].unit if unit_id is not None else campaign.unit)


@dataclass(frozen=True, slots=True)
class _Context:
    """What every row of a list needs: groups of points and words of the schemes, titles, which papers there are."""

    schemes: Mapping[tuple[str, int], tuple[str, ...]]
    words: Mapping[tuple[str, int], Mapping[str, str]]
    titles: Mapping[int, str]
    opinions: Mapping[int, Mapping[str, str]]
    appeals: frozenset[int]
    papers: Mapping[int, int]


def _codes(access: AccessContext, rows: Sequence[Rating], campaign: Campaign, today: date) -> dict[int, str]:
    """The code of the title of each rating's person, where the files have one."""
    held = _titles_on(access, campaign, today)
    titles = dict(Title.objects.filter(pk__in=set(held.values())).values_list("pk", "code"))
    return {row.pk: titles[held[row.person_id]] for row in rows if row.person_id is not None and row.person_id in held}


def _context(rows: Sequence[Rating], name: str, titles: Mapping[int, str]) -> _Context:
    keys = [row.pk for row in rows]
    schemes: dict[tuple[str, int], tuple[str, ...]] = {}
    words: dict[tuple[str, int], Mapping[str, str]] = {}
    for row in rows:
        key = (row.scheme, row.campaign_id)
        if key not in schemes:
            schemes[key] = _groups(row)
            words[key] = level_words(row)
    opinions: dict[int, dict[str, str]] = {}
    appeals: frozenset[int] = frozenset()
    papers: dict[int, int] = {}
    if name in {"mau-04", "mau-14"}:
        given = Opinion.objects.filter(rating_id__in=keys, answered_on__isnull=False)
        for rating_id, kind, level in given.values_list("rating_id", "kind", "level").iterator(chunk_size=5_000):
            opinions.setdefault(rating_id, {})[kind] = level
    if name == "mau-04":
        appeals = frozenset(Appeal.objects.filter(rating_id__in=keys).values_list("rating_id", flat=True))
        papers = dict(
            Rating.objects.filter(pk__in=keys, papers__isnull=False).annotate(count=Count("papers"))
            .values_list("pk", "count")
        )  # fmt: skip
    return _Context(schemes, words, titles, opinions, appeals, papers)


def _groups(row: Rating) -> tuple[str, ...]:
    """Name the groups of points of a rating's scheme; none for who has no scheme that was in force."""
    try:
        return tuple(group.name for group in scheme_of_rating(row).scheme.groups)
    except DomainError:
        return ()


def _list_values(row: Rating, number: int, context: _Context) -> dict[str, Cell]:
    """The values of a list of people, by the keys of the columns of forms 02 and 14."""
    words = {"": "", **context.words[row.scheme, row.campaign_id]}
    groups = context.schemes[row.scheme, row.campaign_id]
    entered = row.entered or {}
    points = [_sum(entered.get(name)) for name in groups]
    final = row.final_level or row.concluded_level
    reason = ""
    if row.head_reason:
        reason = row.head_reason
    elif final in _REASONED or (row.head_level or row.rule_level) in _REASONED:
        reason = row.conclusion or row.rule_clause
    if row.not_rated_reason:
        reason = f"Không xếp loại: {row.not_rated_reason}"
    return {
        "number": number, "name": subject_name(row), "post": row.post, "unit": row.unit.name,
        "title_code": context.titles.get(row.pk, ""),
        "points_a": points[0] if points else None, "points_b": points[1] if len(points) > 1 else None,
        "bonus": _sum(entered.get("bonus")), "total": row.self_points,
        "self_level": words[row.self_level], "head_level": words[row.head_level],
        "collective_level": words[row.collective_level],
        "workplace_level": words[context.opinions.get(row.pk, {}).get(Opinion.Kind.WORKPLACE, "")],
        "final_level": words[final], "reason": reason, "proposal": row.proposal,
    }  # fmt: skip


def _file_values(row: Rating, number: int, context: _Context) -> dict[str, Cell]:
    """Which papers the file of a rating has; what the system does not keep is left to be marked by hand."""
    given = context.opinions.get(row.pk, {})
    others = set(given) - {Opinion.Kind.RESIDENCE, Opinion.Kind.ADVISORY}

    def mark(there: object) -> str:
        return "x" if there else ""

    return {
        "number": number, "name": subject_name(row), "post": row.post, "unit": row.unit.name,
        "has_review": mark(row.self_done_on), "has_residence": mark(Opinion.Kind.RESIDENCE in given),
        "has_minutes": mark(row.voted_on), "has_appraisal": mark(Opinion.Kind.ADVISORY in given or row.head_done_on),
        "has_decision": mark(row.decided_on), "has_suggestion": "", "has_comments": mark(others),
        "has_appeal": mark(row.pk in context.appeals), "papers": context.papers.get(row.pk, 0),
        "note": row.not_rated_reason,
    }  # fmt: skip


def _sum(points: object) -> Decimal | None:
    """Add up what is entered of a group: a number, or one for each criterion; None where none is."""
    given = list(points.values()) if isinstance(points, Mapping) else [points]
    known = [Decimal(str(each)) for each in given if each is not None and each != ""]
    return sum(known, Decimal(0)) if known else None


def _titles_on(access: AccessContext, campaign: Campaign, today: date) -> dict[int, int]:
    """The highest title that each person holds on the last day of the period, as the files tell."""
    right = Permission.RUN_EVALUATIONS if access.can(Permission.RUN_EVALUATIONS) else Permission.CONCLUDE_EVALUATIONS
    frame = picture(access, min(campaign.last_day, today), permission=right)
    return dict(frame.filter(pl.col("title_id").is_not_null()).select("person_id", "title_id").iter_rows())


def _counts(
    access: AccessContext, campaign: Campaign, name: str, shape: Layout, rows: Sequence[Rating], today: date,
    track: Track | None, unit_id: int | None,
) -> OfficialList:  # fmt: skip
    """The count table of one half of the titles, and the sheet of those who could not be placed in either."""
    of_people = [row for row in rows if row.person_id is not None]
    chosen = track or max(TRACKS, key=lambda each: sum(track_of(row.scheme) == each for row in of_people))
    of_people = [row for row in of_people if track_of(row.scheme) == chosen]
    held = _titles_on(access, campaign, today)
    titles = Title.objects.in_bulk(set(held.values()))
    lines = [
        TitleLine(each.pk, each.code, each.name, each.is_leadership)
        for each in sorted(titles.values(), key=lambda each: (each.level, each.code))
    ]
    # Who was rated twice on a scale counts by the rating that has a level, a decided one first.
    best = sorted(of_people, key=lambda row: (not row.final_level, not row.concluded_level))
    people = [
        Counted(
            row.person_id or 0, (held[row.person_id or 0],) if row.person_id in held else (),
            row.final_level or row.concluded_level,
        )
        for row in best
    ]  # fmt: skip
    counted, unplaced = count_titles(people, lines)
    half = [each for each in counted if each.line.leads == (name == "mau-15a")]
    keys = [each.key for each in shape.columns]
    scale = "thang của Đảng" if chosen == "party" else "thang của Nhà nước"
    note = f"Mỗi người tính một lần, ở chức danh cao nhất đang giữ; {scale}."
    if unplaced:
        count = formats.number(len(unplaced))
        note += f" {count} người chưa có mã chức danh ở trang «Kiểm tra dữ liệu», không tính ở đây."
    table = Grid(shape.grid_columns(), _count_rows(half, keys), number_row=True, size=10)
    form = LISTS[name][1].replace("Mau", "Mẫu")
    sheets = [ListSheet(form, shape.title, table, note)]
    if unplaced:
        sheets.append(_check_sheet([row for row in of_people if row.person_id in set(unplaced)]))
    return OfficialList(
        shape, campaign, form, shape.title, _file_name(campaign, name, rows, unit_id), tuple(sheets),
        tuple(sorted(unplaced)),
    )  # fmt: skip


def _count_rows(counted: Sequence[TitleCount], keys: Sequence[str]) -> tuple[Row, ...]:
    lines = []
    for number, each in enumerate(counted, start=1):
        values: dict[str, Cell] = {
            "number": number, "title": each.line.name, "title_code": each.line.code, "total": each.total,
            **each.levels, "not_graded": each.not_graded, "top_share": each.top_share,
        }  # fmt: skip
        lines.append(Row(tuple(values.get(key) for key in keys)))
    levels = {level: sum(each.levels[level] for each in counted) for level in LEVELS}
    whole: dict[str, Cell] = {
        "title": "Tổng số", "total": sum(each.total for each in counted), **levels,
        "not_graded": sum(each.not_graded for each in counted), "top_share": top_share(levels),
    }  # fmt: skip
    lines.append(Row(tuple(whole.get(key) for key in keys), kind="total", sums=tuple(range(len(counted)))))
    return tuple(lines)


def _check_sheet(rows: Iterable[Rating]) -> ListSheet:
    """Those whose title is not in the list of titles: to be set right in the files, then the table is made again."""
    columns = (
        Column("TT", kind="center", width=10), Column("Họ và tên", width=50), Column("Chức vụ ghi ở phiếu", width=50),
        Column("Đơn vị", width=50), Column("Cần làm", width=60),
    )  # fmt: skip
    lines = {row.person_id: row for row in rows}
    told = "Ghi chức danh theo danh mục vào hồ sơ, rồi lập lại biểu"
    grid = Grid(columns, tuple(
        Row((number, subject_name(row), row.post, row.unit.name, told))
        for number, row in enumerate(lines.values(), start=1)
    ), size=10)  # fmt: skip
    return ListSheet("Kiểm tra dữ liệu", "NGƯỜI CHƯA CÓ MÃ CHỨC DANH, CHƯA TÍNH VÀO BIỂU", grid)
