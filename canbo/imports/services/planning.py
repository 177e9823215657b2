"""What an import would do, row by row, before anything is written: read, find the units, match the people, compare.

Preview and commit make the same plan; the commit makes it anew inside its transaction, so that what changed since the
preview is seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from canbo.common.among import Among
from canbo.common.crypto import blind_index, older_indexes
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import Said, joined
from canbo.core.text import fold
from canbo.documents.sources.sheet import Sheet, column_letter
from canbo.imports.domain import mapping as mappings
from canbo.imports.domain.fields import split_target, target_label
from canbo.imports.domain.layout import headings_of
from canbo.imports.domain.matching import (
    Candidate,
    Incoming,
    Match,
    OnFile,
    Ruling,
    Verdict,
    match_people,
    match_roster,
)
from canbo.imports.domain.parsed import Issue, ParsedRow
from canbo.imports.domain.rows import SheetParser
from canbo.imports.services.statements import TEXT_LIMITS, Told
from canbo.imports.services.units import Root, UnitPlan, plan_units
from canbo.organizations.models import Unit
from canbo.personnel.models import Person

_CHUNK = 10_000

type Progress = Callable[[int, str], None]


def quiet(percent: int, message: str) -> None:
    """Report to nobody."""


@dataclass(slots=True)
class Headings:
    """The headings of the sheet, by column and by target, for messages."""

    by_column: list[str]
    by_target: dict[str, int]

    def of(self, *targets: str) -> tuple[str, int | None]:
        """Give (heading, column) of the first of the targets that the sheet has; ("", None) for none."""
        for target in targets:
            column = self.by_target.get(target)
            if column is not None:
                return self.by_column[column], column
        return "", None


@dataclass(slots=True)
class Plan:
    """What would happen. `matches` by row number; rows with no match are refused already by what stands in them.

    `found` are the issues that the planning itself adds (matching, units, comparison), by row.
    """

    kind: str
    mapping: mappings.Mapping
    as_of: date
    root: Root
    headings: Headings
    rows: list[ParsedRow]
    units: UnitPlan
    skipped: dict[str, int]
    notes: list[str]
    matches: dict[int, Match] = field(default_factory=dict)
    found: dict[int, list[Issue]] = field(default_factory=dict)
    party_asked: bool = False
    _told: dict[int, Told] = field(default_factory=dict)

    def told(self, row: ParsedRow) -> Told:
        """The row as the builders of records see it."""
        told = self._told.get(row.number)
        if told is None:
            year = self.mapping.options.get("year")
            told = self._told[row.number] = Told(
                row.values, row.original, row.number, self.as_of,
                int(year) if year and self.kind != "roster" else self.as_of.year, self.party_asked,
            )  # fmt: skip
        return told

    def row_at(self, number: int) -> ParsedRow | None:
        """The row of this number, where it is one of a person."""
        place = bisect_left(self.rows, number, key=lambda row: row.number)
        return self.rows[place] if place < len(self.rows) and self.rows[place].number == number else None

    def issues(self, row: ParsedRow) -> list[Issue]:
        """Everything found about a row."""
        extra = self.found.get(row.number)
        return [*row.issues, *extra] if extra else row.issues

    def add(self, row: int, target: str, code: str, severity: str, reason: str, suggestion: str = "") -> None:
        """Note an issue of a row; `target` names the column meant."""
        names: tuple[str, ...] = (target, "family_name", "given_name") if target == "full_name" else (target,)
        if target == "born":
            names = ("born", "male_born", "female_born", "born_year")
        heading, column = self.headings.of(*names)
        cell = f"{column_letter(column)}{row}" if column is not None else ""
        self.found.setdefault(row, []).append(
            Issue(
                row, heading, cell, target, code, "refused" if severity == "refused" else "warned", reason, suggestion
            )
        )

    def accepted(self, row: ParsedRow) -> Match | None:
        """The match of a row that will be written; None for rows that are refused or held."""
        match = self.matches.get(row.number)
        if match is None or match.verdict in (Verdict.HELD, Verdict.REFUSED):
            return None
        return match


def read_rows(
    sheet: Sheet,
    mapping: mappings.Mapping,
    *,
    kind: str,
    as_of: date,
    root: Root,
    access: AccessContext,
    unit_choices: Mapping[str, int] | None = None,
    report: Progress = quiet,
) -> Plan:
    """Read the people of a sheet and find the units they are in: a plan without matches."""
    parser = SheetParser(sheet, mapping, as_of=as_of)
    rows = list(
        parser.rows(lambda done, total: report(5 + 35 * done // max(total, 1), "Đang đọc và kiểm tra các dòng"))
    )
    units = parser.units()
    headings = Headings(
        headings_of(sheet, mapping.header_rows),
        {target: _index(letter) for letter, target in mapping.columns.items()},
    )
    unit_plan = plan_units(access, root, _with_parents(units, rows), choices=unit_choices)
    targets = {split_target(target)[0] for target in mapping.columns.values()}
    plan = Plan(
        kind, mapping, as_of, root, headings, rows, unit_plan, dict(parser.skipped), list(parser.notes),
        party_asked=bool(targets & {"party_probationary_on", "party_official_on", "party_member"}),
    )  # fmt: skip
    _cut_long_texts(plan)
    _check_units(plan)
    return plan


def _index(letter: str) -> int:
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - 64
    return number - 1


def _with_parents(units: Sequence[Any], rows: Iterable[ParsedRow]) -> list[Any]:
    """The units of the sheet, those above first; also units that only rows speak of."""
    ordered: dict[int, Any] = {}

    def add(unit: Any) -> None:
        if unit is None or id(unit) in ordered:
            return
        add(unit.parent)
        ordered[id(unit)] = unit

    for unit in units:
        add(unit)
    for row in rows:
        if row.unit is not None and id(row.unit) not in ordered:
            add(row.unit)
    return list(ordered.values())


def _cut_long_texts(plan: Plan) -> None:
    present = {split_target(target)[0] for target in plan.mapping.columns.values()} | {"position", "school"}
    limits = [(name, limit) for name, limit in TEXT_LIMITS.items() if name in present]
    for row in plan.rows:
        values = row.values
        for name, limit in limits:
            value = values.get(name)
            if isinstance(value, str) and len(value) > limit:
                row.original.setdefault(name, value)
                values[name] = value[:limit].rstrip()
                plan.add(
                    row.number, name, "value_too_long", "warned",
                    Said(
                        "«{column}» dài quá {limit} ký tự, phần đầu được ghi vào hồ sơ.",
                        column=target_label(name), limit=limit,
                    ), Said("Hãy rút gọn."),
                )  # fmt: skip
        full = values.get("full_name")
        if isinstance(full, str) and len(full) > 150:
            plan.add(
                row.number,
                "full_name",
                "name_too_long",
                "refused",
                Said("Họ và tên dài quá 150 ký tự."),
                Said("Hãy xem lại ô này."),
            )


def _check_units(plan: Plan) -> None:
    closed, near = plan.units.closed, plan.units.near
    told: set[int] = set()
    for row in plan.rows:
        if row.unit is None:
            continue
        key = id(row.unit)
        if key in closed:
            plan.add(
                row.number, "unit", "unit_out_of_scope", "refused",
                Said("«{unit}» nằm ngoài phạm vi được giao của tài khoản này.", unit=row.unit.name),
                Said("Hãy nhờ người quản lý đơn vị đó nhập."),
            )  # fmt: skip
        elif key in near and key not in told and plan.kind == "roster":
            told.add(key)
            plan.add(
                row.number, "unit", "unit_near_match", "warned",
                Said(
                    "«{unit}» gần giống đơn vị đã có «{near}»; vẫn được lập thành đơn vị mới.",
                    unit=row.unit.name, near=near[key],
                ),
                Said("Nếu là một đơn vị, hãy sửa tên thành «{near}».", near=near[key]),
            )  # fmt: skip


def match_rows(
    plan: Plan, access: AccessContext, *, rulings: Mapping[int, Ruling] | None = None, report: Progress = quiet
) -> None:
    """Match the rows against each other and the files kept; fills `matches` and notes what was found."""
    report(42, "Đang đối chiếu với các hồ sơ đã có")
    incoming = []
    for row in plan.rows:
        if row.refused or any(issue.severity == "refused" for issue in plan.found.get(row.number, ())):
            continue
        values = row.values
        name = str(values["full_name"])
        born, citizen = values.get("born"), values.get("citizen_id")
        unit: object = plan.units.key_of(row.unit)
        if plan.kind != "roster":
            unit = _list_unit(plan, row)
        day = born if isinstance(born, PartialDate) else None
        index = blind_index(str(citizen)) if citizen else ""
        incoming.append(Incoming(row.number, name, fold(name), day, unit, index))
    candidates = candidates_for(
        incoming, older_indexes(str(row.values["citizen_id"]) for row in plan.rows if row.values.get("citizen_id"))
    )
    match = match_roster if plan.kind == "roster" else match_people
    plan.matches = match(incoming, candidates, rulings)
    if plan.kind == "appointments":
        _take_moved(plan, incoming)
    report(48, "Đang đối chiếu với các hồ sơ đã có")
    _tell(plan, access)


def _take_moved(plan: Plan, incoming: Sequence[Incoming]) -> None:
    """A list of appointments may name the unit people go to: one of that name and day of birth is then enough."""
    for row in incoming:
        match = plan.matches[row.row]
        exact = [who for who in match.candidates if row.born is not None and row.born.day and who.born == row.born]
        if match.code == "person_elsewhere" and len(match.candidates) == 1 and exact:
            plan.matches[row.row] = Match(Verdict.EXISTING, exact[0].person_id)


def _list_unit(plan: Plan, row: ParsedRow) -> object:
    """The unit a row of another list names; None where it names none that stands."""
    if row.unit is None:
        return None
    known = plan.units.known.get(id(row.unit))
    return known if known is not None else ("unknown", row.unit.name)


def candidates_for(incoming: Sequence[Incoming], older: Mapping[str, str]) -> list[OnFile]:
    """Give every open file that bears the folded name or the citizen number of a row: indexed, some thousands a
    query. `older` maps digests of the numbers under keys being rotated out to those of the rows.
    """
    names = sorted({row.folded for row in incoming})
    citizens = sorted({*(row.citizen for row in incoming if row.citizen), *older})
    found: dict[int, OnFile] = {}
    for column, wanted in (("search_name", names), ("citizen_index", citizens)):
        if wanted:
            for person in _people_where(column, wanted):
                found[person.person_id] = person._replace(citizen=older.get(person.citizen, person.citizen))
    return list(found.values())


def _people_where(column: str, wanted: Sequence[str]) -> Iterable[OnFile]:
    people = Person.objects.filter(withdrawn_at__isnull=True).values_list(
        "id", "full_name", "search_name", "born", "unit_id", "citizen_index"
    )
    for start in range(0, len(wanted), _CHUNK):
        with as_system():
            rows = list(people.filter(**{f"{column}__among": Among(wanted[start : start + _CHUNK])}))
        yield from map(OnFile._make, rows)


_SENTENCES = {
    "possible_duplicate": gettext_noop("Có thể trùng với {who}."),
    "person_elsewhere": gettext_noop("Không có người này ở đơn vị ghi trong danh sách; có {who}."),
    "person_ambiguous": gettext_noop("Chưa rõ là ai: {who}."),
    "near_match": gettext_noop("Gần trùng với {who} (ngày sinh không mâu thuẫn); được ghi là người khác."),
    "birth_year_only": gettext_noop(
        "Ngày sinh trong danh sách và trong hồ sơ không đủ như nhau ({who}); ghép theo tên và đơn vị."
    ),
    "name_spelling": gettext_noop("Tên trong hồ sơ viết khác dấu: {who}."),
}
_ADVICE = {
    "possible_duplicate": Said("Hãy quyết định: cùng một người, người khác, hay bỏ dòng này."),
    "person_elsewhere": Said("Hãy xem lại tên đơn vị, hoặc chọn đúng người."),
    "person_ambiguous": Said("Hãy ghi đủ ngày sinh, hoặc chọn đúng người."),
    "near_match": Said("Nếu là một người, hãy hợp nhất trong hồ sơ."),
}


def _tell(plan: Plan, access: AccessContext) -> None:
    """Turn verdicts that need words into issues."""
    spoken = {row: match for row, match in plan.matches.items() if match.code}
    names = _unit_names(
        {who.unit for match in spoken.values() for who in match.candidates if isinstance(who.unit, int)}, access
    )
    near = {
        row.number: plan.units.near[id(row.unit)]
        for row in plan.rows
        if row.unit is not None and id(row.unit) in plan.units.near
    }
    for row, match in spoken.items():
        severity = "refused" if match.verdict in (Verdict.HELD, Verdict.REFUSED) else "warned"
        if match.code == "person_not_found":
            plan.add(
                row, "full_name", match.code, "refused",
                Said("Không tìm thấy hồ sơ nào khớp họ tên, đơn vị và ngày sinh."),
                Said("Hãy xem lại họ tên, đơn vị; hoặc nhập trích ngang trước."),
            )  # fmt: skip
        elif match.code in ("skipped", "same_as_row"):
            plan.add(row, "full_name", match.code, "refused", Said("Đã quyết định bỏ dòng này."), "")
        elif match.code in _SENTENCES:
            who = "; ".join(describe(candidate, names) for candidate in match.candidates)
            advice = _ADVICE.get(match.code, "")
            close = near.get(row)
            if close and match.code == "person_elsewhere":
                advice = joined([Said("Tên đơn vị gần giống «{near}».", near=close), advice])
            plan.add(row, "full_name", match.code, severity, Said(_SENTENCES[match.code], who=who), advice)


def _unit_names(ids: set[int], access: AccessContext) -> dict[int, str]:
    """Names of the units that the viewer may see; those of others are not told."""
    return {
        unit.pk: unit.name
        for unit in Unit.objects.filter(pk__in=ids)
        if access.covers(Permission.VIEW_FILES, unit.path)
    }


def describe(who: Candidate, names: Mapping[int, str]) -> str:
    """«Nguyễn Văn A (15/08/1975) ở dòng 12» or «… đã có hồ sơ ở Phòng Nội vụ»."""
    born = f" ({who.born.text})" if who.born else ""
    if who.row is not None:
        return f"«{who.name}»{born} ở dòng {who.row}"
    unit = names.get(who.unit, "") if isinstance(who.unit, int) else ""
    return f"«{who.name}»{born} đã có hồ sơ ở {f'«{unit}»' if unit else 'một đơn vị khác'}"
