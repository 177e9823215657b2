"""What the rows that are people already kept would change: part of every plan, and what the commit then writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from canbo.core.access import AccessContext
from canbo.core.errors import Said
from canbo.imports.domain.matching import Verdict
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.services.appointing import Appointment, find_appointments
from canbo.imports.services.comparing import (
    IDENTITY_CONTENT,
    compare,
    identity_conflicts,
    kept_records,
    label_of,
)
from canbo.imports.services.lists import LIST_STATEMENTS
from canbo.imports.services.planning import Plan
from canbo.imports.services.posts import KEPT_FIELDS, Offices, Post, compare_posts
from canbo.imports.services.statements import Statement, concerned, identity_of
from canbo.personnel.models import Identity, PostHolding

_COLUMN_OF = {
    "level": ("qualification", "theory", "state_management", "language", "it"), "rating": ("rating",),
    "title_text": ("position", "new_position"), "born": ("born",), "gender": ("gender",), "ethnicity": ("ethnicity",),
    "religion": ("religion",), "coefficient": ("coefficient",), "rank_name": ("rank",), "rank_code": ("rank_code",),
    "step": ("salary_step",), "is_member": ("party_probationary_on",), "probationary_on": ("party_probationary_on",),
    "official_on": ("party_official_on",), "recruited_on": ("recruited_on",), "residence": ("residence",),
    "phone": ("phone",), "is_finished": ("result",), "valid_before": ("to_on",), "major": ("major",),
    "citizen_id": ("citizen_id",), "grade": ("general_education",),
}  # fmt: skip


@dataclass(slots=True)
class Changes:
    """For files already kept: records to add (with the row they come from) and new versions of records, by kind;
    posts.
    """

    adds: dict[Statement, list[tuple[int, tuple[Any, ...]]]] = field(default_factory=lambda: defaultdict(list))
    replaces: dict[Statement, list[tuple[int, tuple[Any, ...]]]] = field(default_factory=lambda: defaultdict(list))
    posts: list[tuple[int, ParsedRow, Post]] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)


def statements_of(plan: Plan) -> tuple[Statement, ...]:
    """What rows of this list can say."""
    if plan.kind == "roster":
        return concerned(plan.mapping.columns.values())
    return LIST_STATEMENTS[plan.kind]


def find_changes(plan: Plan, access: AccessContext) -> Changes:
    """Hold every row of somebody already kept against the file; contradictions become warnings of the plan.

    Two or three queries for each kind of record, some thousands of people at a time.
    """
    changes = Changes()
    existing = [
        (match.person_id, row)
        for row in plan.rows
        if (match := plan.accepted(row)) is not None
        and match.verdict is Verdict.EXISTING
        and match.person_id is not None
    ]
    if not existing:
        return changes
    people = {person_id for person_id, _ in existing}
    silent = (
        {row.number for _, row in existing} if plan.kind in LIST_STATEMENTS and plan.kind != "appointments" else set()
    )
    for statement in statements_of(plan):
        kept = kept_records(statement.kind, statement.fields, people)
        for person_id, row in existing:
            said = list(statement.build(plan.told(row)))
            if not said:
                continue
            silent.discard(row.number)
            change = compare(statement, said, kept.get(person_id, ()), plan.as_of)
            changes.adds[statement] += [(row.number, (person_id, *values)) for values in change.adds]
            changes.replaces[statement] += [(record, (person_id, *values)) for record, values in change.replaces]
            if change.adds or change.replaces:
                changes.rows.add(row.number)
            for name, before, now in change.conflicts:
                _conflict(plan, row, statement.label, name, label_of(statement.kind, name), before, now)
    for number in silent:
        plan.add(
            number,
            "full_name",
            "nothing_said",
            "warned",
            Said("Dòng này không ghi nội dung nào để nhập."),
            Said("Hãy xem lại dòng này."),
        )
    if plan.kind == "roster":
        _identities(plan, existing)
        _posts(plan, access, existing, changes)
    elif plan.kind == "appointments":
        changes.appointments = find_appointments(plan, access, existing)
        changes.rows |= {each.row.number for each in changes.appointments}
    return changes


def _identities(plan: Plan, existing: Iterable[tuple[int, ParsedRow]]) -> None:
    pairs = list(existing)
    kept = kept_records(Identity, IDENTITY_CONTENT, {person_id for person_id, _ in pairs})
    for person_id, row in pairs:
        identity, _ = identity_of(plan.told(row))
        for name, before, now in identity_conflicts(identity, kept.get(person_id, ())):
            _conflict(plan, row, str(Identity.section.label), name, label_of(Identity, name), before, now)


def _posts(plan: Plan, access: AccessContext, existing: Iterable[tuple[int, ParsedRow]], changes: Changes) -> None:
    pairs = list(existing)
    kept = kept_records(PostHolding, KEPT_FIELDS, {person_id for person_id, _ in pairs})
    offices = Offices(access)
    for person_id, row in pairs:
        unit = plan.units.key_of(row.unit)
        posts = offices.posts(plan.told(row), row.block)
        change = compare_posts(posts, unit if isinstance(unit, int) else None, kept.get(person_id, ()), plan.as_of)
        changes.posts += [(person_id, row, post) for post in change.adds]
        changes.closes += change.closes
        if change.adds:
            changes.rows.add(row.number)
        if change.conflict:
            _conflict(plan, row, str(PostHolding.section.label), "title_text", "chức vụ", *change.conflict)


def _conflict(plan: Plan, row: ParsedRow, section: str, name: str, label: str, before: str, now: str) -> None:
    targets = _COLUMN_OF.get(name, ())
    target = next((each for each in targets if each in row.values), targets[0] if targets else name)
    if target not in plan.headings.by_target:
        target = next((each for each in plan.headings.by_target if each.startswith(f"{target}@")), target)
    plan.add(
        row.number, target, "conflict_with_file", "warned",
        Said(
            "{section}: hồ sơ ghi {label} «{before}», danh sách ghi «{now}»; giữ như hồ sơ.",
            section=section, label=label, before=before, now=now,
        ),
        Said("Nếu danh sách đúng, hãy sửa trong hồ sơ và ghi lý do."),
    )  # fmt: skip
