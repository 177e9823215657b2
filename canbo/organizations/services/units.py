"""Founding, renaming and moving a unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold
from canbo.decisions.models import Decision
from canbo.organizations.domain import timeline
from canbo.organizations.domain.timeline import Revision, Span
from canbo.organizations.domain.tree import path_step
from canbo.organizations.models import Block, Line, Tier, Unit, UnitEvent
from canbo.organizations.services.structure import (
    Called,
    Placed,
    add_event,
    edge_spans,
    fresh,
    name_spans,
    need_alive,
    need_edit,
    need_free_code,
    need_name,
    need_new_name,
    need_place,
    next_order,
    refresh_today,
    structure_change,
    write_edges,
    write_names,
)


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new unit is: its names, code, block and tier."""

    name: str
    short_name: str = ""
    code: str = ""
    block: str = ""
    tier: str = ""


def found_unit(
    *,
    access: AccessContext,
    founding: Founding,
    parent: Unit | None,
    on: date | None,
    decision: Decision | None = None,
    party_parent: Unit | None = None,
    before: date | None = None,
    note: str = "",
) -> Unit:
    """Found a unit on a day under a parent; `on` None: it has stood since before anybody knows.

    In the Party line it stands under `party_parent`, or under `parent` where none is given. `before`: the day on which
    it was already abolished again, for history. Errors: name_missing, unit_exists, duplicate_code, block_unknown,
    tier_unknown, parent_not_alive, tree_too_deep, dates_reversed; Forbidden unless both parents are in scope.
    """
    need_edit(access, parent)
    need_edit(access, party_parent or parent)
    with structure_change() as now:
        unit = write_founding(founding, parent, party_parent or parent, on, before, now, decision)
        add_event(unit, UnitEvent.Kind.FOUNDED, on, now, decision, related=[parent] if parent else [], note=note)
        if before is not None:
            add_event(unit, UnitEvent.Kind.ABOLISHED, before, now, decision)
        refresh_today(timezone.localdate(now))
        unit.refresh_from_db()
        audit.record(
            access=access, action="unit.founded", object_type="unit", object_id=unit.pk, object_label=unit.name,
            unit_path=unit.path, reason=note,
            changes={"founded_on": [None, _iso(on)], "decision": [None, str(decision) if decision else None]},
        )  # fmt: skip
    return unit


def write_founding(
    founding: Founding,
    parent: Unit | None,
    party_parent: Unit | None,
    on: date | None,
    before: date | None,
    now: datetime,
    decision: Decision | None,
    *,
    but_not: Collection[int] = (),
) -> Unit:
    """Write a new unit with its name and its places; shared by founding, merging and splitting.

    It may bear the name of a sibling in `but_not`: one that ends on that day.
    """
    name = need_name(founding.name)
    if founding.block not in {"", *Block.values}:
        raise DomainError("block_unknown", "Không có khối «{block}».", block=founding.block)
    if founding.tier not in {"", *Tier.values}:
        raise DomainError("tier_unknown", "Không có cấp «{tier}».", tier=founding.tier)
    if on is not None and before is not None and before <= on:
        raise DomainError("dates_reversed", "Ngày kết thúc hoạt động phải sau ngày thành lập.")
    code = need_free_code(founding.code)
    above = {Line.STATE: fresh(parent) if parent else None, Line.PARTY: fresh(party_parent) if party_parent else None}
    since = {line: need_place(None, each, line, on, before) if each else on for line, each in above.items()}
    need_new_name(parent.pk if parent else None, name, on, but_not=but_not)
    unit = Unit.objects.create(
        code=code, name=name, short_name=clean(founding.short_name)[:120], search_name=fold(name),
        block=founding.block, tier=founding.tier, founded_on=on, abolished_on=before,
    )  # fmt: skip
    unit.path = (parent.path if parent else "") + path_step(unit.pk)
    unit.save(update_fields=["path"])
    write_names(unit, Revision((), (Span(Called(name, unit.short_name), on),)), now, decision)
    for line, unit_above in above.items():
        above_id = unit_above.pk if unit_above else None
        place = Placed(above_id, next_order(above_id, line))
        write_edges(unit, line, Revision((), (Span(place, since[line], before),)), now, decision)
    return unit


def rename_unit(
    *,
    access: AccessContext,
    unit: Unit,
    name: str,
    on: date,
    short_name: str = "",
    decision: Decision | None = None,
    note: str = "",
) -> Unit:
    """Give the unit another name from a day until its next renaming.

    Errors: name_missing, nothing_changes, unit_exists, before_founding, unit_abolished.
    """
    need_edit(access, unit)
    with structure_change() as now:
        unit = fresh(unit)
        need_alive(unit, on)
        called = Called(need_name(name), clean(short_name)[:120])
        spans = name_spans(unit)
        standing = timeline.at(spans, on)
        if standing is None or standing.value == called:
            raise DomainError(
                "nothing_changes", "Ngày {on} đơn vị đã có tên «{called}».", on=f"{on:%d/%m/%Y}", called=called.name
            )
        place = timeline.at(edge_spans(unit, Line.STATE), on)
        need_new_name(place.value.parent_id if place else None, called.name, on, but_not=[unit.pk])
        write_names(unit, timeline.changed(spans, on, called), now, decision)
        was = standing.value.name
        add_event(unit, UnitEvent.Kind.RENAMED, on, now, decision, note=note or f"{was} → {called.name}"[:300])
        refresh_today(timezone.localdate(now))
        record_change(access, unit, {"name": [was, called.name], "on": [None, _iso(on)]}, decision, note)
    return unit


def move_unit(
    *,
    access: AccessContext,
    unit: Unit,
    parent: Unit | None,
    on: date,
    line: str = Line.STATE,
    order: int | None = None,
    decision: Decision | None = None,
    note: str = "",
) -> Unit:
    """Place the unit under another parent in one line, from a day until its next move recorded there.

    `parent` None makes it a root. `order` None: behind the siblings. Errors: not_in_line, nothing_changes,
    parent_not_alive, unit_cycle, unit_exists, before_founding, unit_abolished; Forbidden unless both ends are in scope.
    """
    need_edit(access, unit)
    need_edit(access, parent)
    with structure_change() as now:
        unit = fresh(unit)
        need_alive(unit, on)
        spans = edge_spans(unit, line)
        standing = timeline.at(spans, on)
        if standing is None:
            raise DomainError(
                "not_in_line", "«{unit}» ngày này không có trong: {line}.", unit=unit.name, line=Line(line).label
            )
        parent_id = parent.pk if parent else None
        if standing.value.parent_id == parent_id and (order is None or order == standing.value.order):
            raise DomainError("nothing_changes", "Ngày này đơn vị đã trực thuộc nơi đó.")
        if parent is not None:
            need_place(unit, fresh(parent), line, on, standing.before)
        if line == Line.STATE and standing.value.parent_id != parent_id:
            called = timeline.nearest(name_spans(unit), on)
            need_new_name(parent_id, called.value.name if called else unit.name, on, but_not=[unit.pk])
        place = Placed(parent_id, next_order(parent_id, line) if order is None else order)
        write_edges(unit, line, timeline.changed(spans, on, place), now, decision)
        if standing.value.parent_id != parent_id:
            ends = [pk for pk in (standing.value.parent_id, parent_id) if pk is not None]
            add_event(
                unit, UnitEvent.Kind.MOVED, on, now, decision, related=Unit.objects.filter(pk__in=ends),
                note=note or str(Line(line).label),
            )  # fmt: skip
        refresh_today(timezone.localdate(now))
        changes = {"parent": [standing.value.parent_id, parent_id], "line": [None, line], "on": [None, _iso(on)]}
        record_change(access, unit, changes, decision, note)
    return unit


def record_change(
    access: AccessContext,
    unit: Unit,
    changes: Mapping[str, object],
    decision: Decision | None = None,
    reason: str = "",
) -> None:
    """Write the audit row of a change of a unit, with the unit's values as they are after it."""
    unit.refresh_from_db()
    if decision is not None:
        changes = {**changes, "decision": [None, str(decision)]}
    audit.record(
        access=access, action="unit.changed", object_type="unit", object_id=unit.pk, object_label=unit.name,
        unit_path=unit.path, reason=reason, changes=changes,
    )  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
