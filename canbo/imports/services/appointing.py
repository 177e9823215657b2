"""Lists of appointments: each row a post from a day by a decision, fitted into what the file already knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import Said
from canbo.core.text import clean, fold
from canbo.decisions.services import register_decision
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.domain.unit_names import unit_key
from canbo.imports.services.comparing import Kept, kept_records
from canbo.imports.services.planning import Plan
from canbo.imports.services.posts import CLOSING_FIELDS, Offices, Post, PostRow, closing_row, post_rows
from canbo.personnel.models import Person, PostHolding
from canbo.personnel.services.bulk import BulkWriter
from canbo.personnel.services.replace import replace_records

_KEPT = ("unit", "title_text", "kind", "valid_from", "valid_before")


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post that a row gives somebody: where, from when; `starts` is the holding whose start it tells,
    `ends_before` the
    day from which the file knows another post.
    """

    person_id: int
    row: ParsedRow
    post: Post
    unit_id: int | None
    unit_text: str
    begun: PartialDate | None
    ends_before: PartialDate | None = None
    starts: int | None = None
    closes: tuple[int, ...] = ()


def find_appointments(
    plan: Plan, access: AccessContext, existing: Iterable[tuple[int, ParsedRow]]
) -> list[Appointment]:
    """Give the appointments of a list that the files do not have yet; notes units that are not in the system."""
    pairs = list(existing)
    people = {person_id for person_id, _ in pairs}
    kept = kept_records(PostHolding, _KEPT, people)
    homes = dict(Person.objects.filter(pk__in=people).values_list("id", "unit_id"))
    by_key = {unit_key(name): pk for pk, name in plan.units.names.items()}
    offices = Offices(access)
    found = []
    for person_id, row in pairs:
        text = str(row.values.get("new_position") or row.values.get("position") or "")
        if not text:
            plan.add(
                row.number,
                "new_position",
                "post_missing",
                "refused",
                Said("Thiếu chức vụ được bổ nhiệm."),
                Said("Hãy ghi chức vụ."),
            )
            continue
        unit_id, unit_text = _unit(plan, row, by_key, homes.get(person_id))
        begun = next(
            (
                day
                for name in ("effective_on", "appointed_on", "decision_on")
                if isinstance(day := row.values.get(name), PartialDate)
            ),
            None,
        )
        column = "new_position" if "new_position" in row.values else "position"
        for place, (part, acting, former) in enumerate(offices.of(text)):
            if former:
                continue
            kind = "concurrent" if place else "acting" if acting else "principal"
            fitted = _fit(
                Appointment(person_id, row, Post(part, kind, "state", column), unit_id, unit_text, begun),
                kept.get(person_id, ()),
            )
            if fitted is not None:
                found.append(fitted)
    return found


def _unit(plan: Plan, row: ParsedRow, by_key: Mapping[str, int], home: int | None) -> tuple[int | None, str]:
    name = row.values.get("new_unit")
    if isinstance(name, str) and name:
        known = by_key.get(unit_key(name))
        if known is None:
            plan.add(
                row.number, "new_unit", "unit_not_found", "warned",
                Said("Không có đơn vị «{unit}» trong hệ thống; ghi là nơi công tác ngoài hệ thống.", unit=clean(name)),
                Said("Hãy xem lại tên đơn vị."),
            )  # fmt: skip
        return known, "" if known is not None else clean(name)[:250]
    if row.unit is not None and id(row.unit) in plan.units.known:
        return plan.units.known[id(row.unit)], ""
    return home, ""


def _fit(new: Appointment, kept: Iterable[Kept]) -> Appointment | None:
    """Fit a post among the holdings of the file; None where the file has it already."""
    holdings = list(kept)
    same = [old for old in holdings if old.values[0] == new.unit_id and fold(old.values[1]) == fold(new.post.text)]
    if any(new.begun is None or old.values[3] == new.begun for old in same):
        return None
    begun = new.begun
    if begun is None:
        return new
    undated = [old for old in same if old.values[3] is None and begun.earliest <= old.since]
    if undated:
        return replace(new, starts=undated[0].record_id)
    if new.post.kind == "concurrent":
        return new
    mains = [
        old for old in holdings if old.values[2] != "concurrent" and old.values[0] is not None and old.values[4] is None
    ]
    later = [old for old in mains if old.since > begun.earliest]
    if later:
        first = min(old.since for old in later)
        return replace(new, ends_before=PartialDate.from_date(first))
    return replace(new, closes=tuple(old.record_id for old in mains))


def write_appointments(
    writer: BulkWriter, access: AccessContext, plan: Plan, told: list[Appointment], *, batch_id: int
) -> int:
    """Write the appointments with their decisions; holdings that end or whose start is told get a new version."""
    decisions: dict[tuple[object, ...], int | None] = {}
    rows = [
        PostRow(
            each.person_id, each.unit_id, each.post, plan.told(each.row), each.begun, each.unit_text,
            _decision(access, each.row, decisions, each.unit_id),
        )
        for each in told
    ]  # fmt: skip
    written = post_rows(access, rows, as_of=plan.as_of, batch_id=batch_id)
    fresh, versions = [], []
    for each, values in zip(told, written, strict=True):
        full = (*values, each.ends_before, "")
        if each.starts is not None:
            versions.append((each.starts, full))
        else:
            fresh.append(full)
    writer.add_records(PostHolding, CLOSING_FIELDS, fresh)
    replace_records(writer, PostHolding, CLOSING_FIELDS, versions)
    ends = {record: each.begun for each in told if each.begun is not None for record in each.closes}
    closing = _closings(ends)
    replace_records(writer, PostHolding, CLOSING_FIELDS, closing)
    return len(fresh) + len(versions) + len(closing)


def _closings(ends: Mapping[int, PartialDate]) -> list[tuple[int, tuple[Any, ...]]]:
    return [
        (record.pk, closing_row(record, ends[record.pk], "Được bổ nhiệm chức vụ khác."))
        for record in PostHolding.objects.filter(pk__in=list(ends), superseded_at__isnull=True).order_by("id")
    ]


def _decision(
    access: AccessContext, row: ParsedRow, known: dict[tuple[object, ...], int | None], unit_id: int | None
) -> int | None:
    number = row.values.get("decision_no")
    if not isinstance(number, str) or not clean(number):
        return None
    issued, issuer = row.values.get("decision_on"), str(row.values.get("decision_by") or "")
    effective = row.values.get("effective_on")
    key = (clean(number), issued, issuer)
    if key not in known:
        known[key] = register_decision(
            access=access, number=number, issued_on=issued if isinstance(issued, PartialDate) else None,
            issuer_name=issuer, effective_on=effective if isinstance(effective, PartialDate) else None,
            unit_key=unit_id,
        ).pk  # fmt: skip
    return known[key]
