"""Mending what was entered wrongly: the wrong entry is superseded with a reason, and stays for `known_on`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.organizations.domain import timeline
from canbo.organizations.domain.timeline import FIRST, LAST, Revision
from canbo.organizations.models import Block, Line, Tier, Unit, UnitEdge, UnitEvent
from canbo.organizations.services.structure import (
    Called,
    Placed,
    add_event,
    edge_spans,
    fresh,
    name_spans,
    need_edit,
    need_free_code,
    need_name,
    need_place,
    next_order,
    refresh_today,
    structure_change,
    write_edges,
    write_names,
)
from canbo.organizations.services.units import record_change


class Keep:
    """The mark for “leave as it is” where None means “not known”."""


KEEP: Final = Keep()


def correct_unit(
    *,
    access: AccessContext,
    unit: Unit,
    reason: str,
    at: date,
    name: str | None = None,
    short_name: str | None = None,
    code: str | None = None,
    block: str | None = None,
    tier: str | None = None,
    founded_on: date | Keep | None = KEEP,
) -> Unit:
    """Correct what was entered of a unit; what is None stays. `at` tells which of its names is meant.

    Nothing happened to the unit: the name that holds on `at` holds corrected over the same days. Errors:
    reason_missing, name_missing, duplicate_code, block_unknown, tier_unknown, nothing_changes, and for the founding day
    dates_reversed, parent_not_alive, children_before.
    """
    need_edit(access, unit)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Sửa thông tin đã ghi phải nêu lý do (ví dụ: gõ nhầm so với quyết định).")
    with structure_change() as now:
        unit = fresh(unit)
        changes: dict[str, list[object]] = {}
        if name is not None or short_name is not None:
            _correct_name(unit, at, name, short_name, now, reason, changes)
        if code is not None and need_free_code(code, unit=unit) != unit.code:
            changes["code"] = [unit.code, clean(code)]
            unit.code = clean(code)
        for field, value, known in (("block", block, Block.values), ("tier", tier, Tier.values)):
            if value is None or value == getattr(unit, field):
                continue
            if value not in {"", *known}:
                raise DomainError(f"{field}_unknown", "Không có giá trị «{value}» trong danh mục.", value=value)
            changes[field] = [getattr(unit, field), value]
            setattr(unit, field, value)
        if not isinstance(founded_on, Keep) and founded_on != unit.founded_on:
            changes["founded_on"] = [_iso(unit.founded_on), _iso(founded_on)]
            _correct_founding(unit, founded_on, now, reason)
        if not changes:
            raise DomainError("nothing_changes", "Không có gì khác với thông tin đang ghi.")
        unit.save(update_fields=["code", "block", "tier", "founded_on"])
        refresh_today(timezone.localdate(now))
        record_change(access, unit, changes, reason=reason)
    return unit


def correct_place(
    *, access: AccessContext, unit: Unit, parent: Unit | None, at: date, reason: str, line: str = Line.STATE
) -> Unit:
    """Correct the parent that was entered for the period `at` falls in: it never stood where the entry said.

    Errors: reason_missing, not_in_line, nothing_changes, parent_not_alive, unit_cycle.
    """
    need_edit(access, unit)
    need_edit(access, parent)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Sửa thông tin đã ghi phải nêu lý do (ví dụ: gõ nhầm so với quyết định).")
    with structure_change() as now:
        unit = fresh(unit)
        span = timeline.at(edge_spans(unit, line), at)
        if span is None or span.key is None:
            raise DomainError(
                "not_in_line", "«{unit}» ngày này không có trong: {line}.", unit=unit.name, line=Line(line).label
            )
        parent_id = parent.pk if parent else None
        if span.value.parent_id == parent_id:
            raise DomainError("nothing_changes", "Thông tin đang ghi đã là cấp trên đó.")
        if parent is not None:
            need_place(unit, fresh(parent), line, span.start, span.before)
        placed = replace(span, value=Placed(parent_id, next_order(parent_id, line)), key=None)
        write_edges(unit, line, Revision((span.key,), (placed,)), now, None, reason)
        refresh_today(timezone.localdate(now))
        record_change(access, unit, {"parent": [span.value.parent_id, parent_id], "line": [None, line]}, reason=reason)
    return unit


def _correct_name(
    unit: Unit,
    at: date,
    name: str | None,
    short_name: str | None,
    now: datetime,
    reason: str,
    changes: dict[str, list[object]],
) -> None:
    span = timeline.nearest(name_spans(unit), at)
    if span is None or span.key is None:
        return
    called = Called(
        span.value.name if name is None else need_name(name),
        span.value.short_name if short_name is None else clean(short_name)[:120],
    )
    if called == span.value:
        return
    write_names(unit, Revision((span.key,), (replace(span, value=called, key=None),)), now, None, reason)
    if called.name != span.value.name:
        changes["name"] = [span.value.name, called.name]
    if called.short_name != span.value.short_name:
        changes["short_name"] = [span.value.short_name, called.short_name]


def _correct_founding(unit: Unit, founded_on: date | None, now: datetime, reason: str) -> None:
    """Let the first name and the first places begin on another day."""
    begins = founded_on or FIRST
    below = UnitEdge.objects.filter(parent=unit, superseded_at__isnull=True)
    if founded_on is not None and any((edge.valid_from or FIRST) < founded_on for edge in below):
        raise DomainError(
            "children_before",
            "Có đơn vị đã trực thuộc «{unit}» trước ngày {founded_on}. Hãy sửa các đơn vị đó trước.",
            unit=unit.name,
            founded_on=f"{founded_on:%d/%m/%Y}",
        )
    if unit.abolished_on is not None and begins >= unit.abolished_on:
        raise DomainError("dates_reversed", "Ngày thành lập phải trước ngày kết thúc hoạt động.")
    names = timeline.in_order(name_spans(unit))
    for span in names[:1]:
        revision = Revision((span.key or 0,), (replace(span, start=founded_on, key=None),))
        _need_before(begins, span.before)
        write_names(unit, revision, now, None, reason)
    for line in Line:
        for place in timeline.in_order(edge_spans(unit, line))[:1]:
            _need_before(begins, place.before)
            since = founded_on
            if place.value.parent_id is not None:
                parent = Unit.objects.get(pk=place.value.parent_id)
                since = need_place(unit, parent, line, founded_on, place.before)
            fixed = Revision((place.key or 0,), (replace(place, start=since, key=None),))
            write_edges(unit, line, fixed, now, None, reason)
    founding = UnitEvent.objects.filter(unit=unit, kind=UnitEvent.Kind.FOUNDED, superseded_at__isnull=True).first()
    if founding is not None:
        UnitEvent.objects.filter(pk=founding.pk).update(superseded_at=now)
        add_event(
            unit, UnitEvent.Kind.FOUNDED, founded_on, now, founding.decision, related=founding.related.all(),
            note=founding.note,
        )  # fmt: skip
    unit.founded_on = founded_on


def _need_before(begins: date, before: date | None) -> None:
    if begins >= (before or LAST):
        raise DomainError(
            "dates_reversed", "Ngày thành lập mới nằm sau một thay đổi đã ghi của đơn vị. Hãy xem lại ngày."
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
