"""Abolishing, merging and splitting units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.decisions.models import Decision
from canbo.organizations.domain import timeline
from canbo.organizations.domain.timeline import FIRST, Revision, Span
from canbo.organizations.models import Body, BodyTerm, Line, Position, StructureChange, Unit, UnitEdge, UnitEvent
from canbo.organizations.services.structure import (
    Placed,
    add_event,
    edge_spans,
    fresh,
    name_spans,
    need_alive,
    need_edit,
    need_place,
    refresh_today,
    structure_change,
    write_edges,
)
from canbo.organizations.services.units import Founding, record_change, write_founding

_ASPECTS = (StructureChange.Aspect.TREE, StructureChange.Aspect.POSITIONS, StructureChange.Aspect.BODIES)


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that comes out of a split, and the ids of the units below that go with it."""

    founding: Founding
    children: tuple[int, ...] = ()


def abolish_unit(
    *, access: AccessContext, unit: Unit, on: date, decision: Decision | None = None, note: str = ""
) -> Unit:
    """Let the unit be no more from a day on: its places end, its positions and bodies with it.

    Errors: unit_has_children (units still stand below it, in either line), later_changes, before_founding,
    unit_abolished.
    """
    need_edit(access, unit)
    with structure_change(*_ASPECTS) as now:
        unit = fresh(unit)
        _end(unit, on, now, decision)
        add_event(unit, UnitEvent.Kind.ABOLISHED, on, now, decision, note=note)
        refresh_today(timezone.localdate(now))
        record_change(access, unit, {"abolished_on": [None, on.isoformat()]}, decision, note)
    return unit


def merge_units(
    *,
    access: AccessContext,
    units: Sequence[Unit],
    on: date,
    into: Unit | None = None,
    founding: Founding | None = None,
    decision: Decision | None = None,
    note: str = "",
) -> Unit:
    """Merge units on a day into one that stands (`into`) or one founded by it (`founding`, beside the first of them).

    The units below go over to it in both lines; the merged units end. Gives the unit that takes over. Errors:
    merge_too_few, merge_target_missing, merge_into_below, and those of founding, moving and abolishing.
    """
    for unit in (*units, *([into] if into else [])):
        need_edit(access, unit)
    with structure_change(*_ASPECTS) as now:
        gone = [fresh(unit) for unit in units if into is None or unit.pk != into.pk]
        if len({unit.pk for unit in gone}) + (1 if into else 0) < 2:
            raise DomainError("merge_too_few", "Sáp nhập cần ít nhất hai đơn vị khác nhau.")
        for unit in gone:
            need_alive(unit, on)
        if into is not None:
            target = fresh(into)
            need_alive(target, on)
        elif founding is not None:
            places = {line: _place_at(gone[0], line, on) for line in Line}
            need_edit(access, places[Line.STATE])
            target = _found_in_place_of(gone, founding, places, on, now, decision)
        else:
            raise DomainError("merge_target_missing", "Hãy chọn đơn vị tiếp nhận hoặc ghi tên đơn vị mới.")
        for line in Line:
            place = timeline.at(edge_spans(target, line), on)
            if place is not None and place.value.parent_id in {unit.pk for unit in gone}:
                raise DomainError(
                    "merge_into_below",
                    "«{target}» đang trực thuộc đơn vị bị sáp nhập. Hãy chuyển nó lên cấp trên khác trước, rồi sáp "
                    "nhập.",
                    target=target.name,
                )
        for unit in gone:
            _hand_over(unit, target, on, now, decision)
        for unit in gone:
            _end(unit, on, now, decision)
            add_event(unit, UnitEvent.Kind.MERGED, on, now, decision, related=[target], note=note)
        kind = UnitEvent.Kind.FOUNDED if into is None else UnitEvent.Kind.MERGED
        add_event(target, kind, on, now, decision, related=gone, note=note)
        refresh_today(timezone.localdate(now))
        for unit in gone:
            record_change(
                access, unit, {"merged_into": [None, target.pk], "on": [None, on.isoformat()]}, decision, note
            )
        record_change(access, target, {"merged_from": [None, [unit.pk for unit in gone]]}, decision, note)
    return target


def split_unit(
    *,
    access: AccessContext,
    unit: Unit,
    parts: Sequence[Part],
    on: date,
    keep: bool,
    decision: Decision | None = None,
    note: str = "",
) -> list[Unit]:
    """Split a unit on a day. `keep`: it goes on and the parts leave it (tách); else it ends (chia). Gives the parts.

    The parts stand beside the unit, in its block and tier unless they say otherwise. Units below go with the part that
    names them; those that no part names stay, which an ending unit does not allow. Errors: split_too_few,
    child_unknown, children_unassigned, and those of founding and abolishing.
    """
    need_edit(access, unit)
    with structure_change(*_ASPECTS) as now:
        unit = fresh(unit)
        need_alive(unit, on)
        if len(parts) < (1 if keep else 2):
            raise DomainError("split_too_few", "Tách cần ít nhất một đơn vị mới; chia cần ít nhất hai đơn vị mới.")
        below = {edge.unit_id for edge in _edges_below(unit, on)}
        named = [child for part in parts for child in part.children]
        if len(named) != len(set(named)) or not set(named) <= below:
            raise DomainError("child_unknown", "Có đơn vị cấp dưới được giao hai lần hoặc không trực thuộc đơn vị này.")
        if not keep and below - set(named):
            left = Unit.objects.filter(pk__in=below - set(named)).values_list("name", flat=True)
            raise DomainError(
                "children_unassigned",
                "Chưa giao cho đơn vị mới: {left}. Hãy chọn đơn vị nhận từng nơi.",
                left=", ".join(left),
            )
        places = {line: _place_at(unit, line, on) for line in Line}
        need_edit(access, places[Line.STATE])
        made: list[Unit] = []
        for part in parts:
            founding = replace(
                part.founding,
                block=part.founding.block or unit.block,
                tier=part.founding.tier or unit.tier,
            )
            fresh_unit = write_founding(founding, places[Line.STATE], places[Line.PARTY], on, None, now, decision)
            add_event(fresh_unit, UnitEvent.Kind.FOUNDED, on, now, decision, related=[unit], note=note)
            _hand_over(unit, fresh_unit, on, now, decision, only=set(part.children))
            made.append(fresh_unit)
        if not keep:
            _end(unit, on, now, decision)
        add_event(unit, UnitEvent.Kind.SPLIT, on, now, decision, related=made, note=note)
        refresh_today(timezone.localdate(now))
        changes: dict[str, list[object]] = {
            "split_into": [None, [each.pk for each in made]],
            "on": [None, on.isoformat()],
        }
        record_change(access, unit, changes, decision, note)
        for each in made:
            record_change(access, each, {"split_from": [None, unit.pk]}, decision, note)
    return made


def _place_at(unit: Unit, line: str, on: date) -> Unit | None:
    place = timeline.at(edge_spans(unit, line), on)
    if place is None or place.value.parent_id is None:
        return None
    return Unit.objects.get(pk=place.value.parent_id)


def _found_in_place_of(
    gone: Sequence[Unit],
    founding: Founding,
    places: dict[Line, Unit | None],
    on: date,
    now: datetime,
    decision: Decision | None,
) -> Unit:
    """Found the unit that takes over; it may be called as one of those that end on the same day."""
    founding = replace(founding, block=founding.block or gone[0].block, tier=founding.tier or gone[0].tier)
    ending = [unit.pk for unit in gone]
    return write_founding(founding, places[Line.STATE], places[Line.PARTY], on, None, now, decision, but_not=ending)


def _edges_below(unit: Unit, on: date) -> Iterable[UnitEdge]:
    """The edges of the units that stand below it on the day or later, in both lines."""
    return UnitEdge.objects.filter(
        Q(valid_before__isnull=True) | Q(valid_before__gt=on), parent=unit, superseded_at__isnull=True
    ).select_related("unit")


def _hand_over(
    unit: Unit, target: Unit, on: date, now: datetime, decision: Decision | None, *, only: set[int] | None = None
) -> None:
    """Put the units below `unit` under `target` from the day on, in both lines (those in `only`, where given)."""
    for edge in list(_edges_below(unit, on)):
        if edge.unit_id == target.pk or (only is not None and edge.unit_id not in only):
            continue
        start = max(edge.valid_from or FIRST, on)
        need_place(edge.unit, target, edge.line, start, edge.valid_before)
        spans = [Span(Placed(target.pk, edge.order), start, edge.valid_before)]
        if (edge.valid_from or FIRST) < on:
            spans.insert(0, Span(Placed(unit.pk, edge.order), edge.valid_from, on))
        write_edges(edge.unit, edge.line, Revision((edge.pk,), tuple(spans)), now, decision)
        add_event(edge.unit, UnitEvent.Kind.MOVED, start, now, decision, related=[unit, target], note=edge.line)


def _end(unit: Unit, on: date, now: datetime, decision: Decision | None) -> None:
    """Write the end of a unit: places, positions, bodies, terms."""
    # What has ended once does not end again on an earlier day: its end is corrected instead.
    need_alive(unit, unit.abolished_on or on)
    if unit.founded_on is not None and on <= unit.founded_on:
        raise DomainError(
            "before_founding",
            "«{unit}» thành lập ngày {founded_on}; ngày kết thúc phải sau ngày đó.",
            unit=unit.name,
            founded_on=f"{unit.founded_on:%d/%m/%Y}",
        )
    below = sorted({edge.unit.name for edge in _edges_below(unit, on)})
    if below:
        raise DomainError(
            "unit_has_children",
            "Còn đơn vị trực thuộc «{unit}»: {below}. Hãy chuyển, sáp nhập hoặc giải thể các đơn vị đó trước.",
            unit=unit.name,
            below=", ".join(below[:5]) + (" …" if len(below) > 5 else ""),
            units=below,
        )
    spans = {line: edge_spans(unit, line) for line in Line}
    later = [span for line in Line for span in spans[line] if (span.start or FIRST) >= on]
    renamed = [span for span in name_spans(unit) if (span.start or FIRST) >= on]
    positions = Position.objects.filter(unit=unit, withdrawn_at__isnull=True)
    if later or renamed or positions.filter(valid_from__gte=on).exists():
        raise DomainError(
            "later_changes",
            "Sau ngày {on} còn thay đổi đã ghi của «{unit}» (tên, trực thuộc hoặc vị trí). Hãy xem lại ngày, hoặc "
            "sửa các thay đổi đó trước.",
            on=f"{on:%d/%m/%Y}",
            unit=unit.name,
        )
    for line in Line:
        write_edges(unit, line, timeline.ended(spans[line], on), now, decision)
    still = Q(valid_before__isnull=True) | Q(valid_before__gt=on)
    positions.filter(still).update(valid_before=on)
    Body.objects.filter(unit=unit, abolished_on__isnull=True).update(abolished_on=on)
    BodyTerm.objects.filter(still, Q(valid_from__isnull=True) | Q(valid_from__lt=on), body__unit=unit).update(
        valid_before=on
    )
    Unit.objects.filter(pk=unit.pk).update(abolished_on=on)
    unit.abolished_on = on
