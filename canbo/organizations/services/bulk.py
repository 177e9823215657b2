"""Founding many units at once for imports, and taking them back as long as nothing depends on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.bulk import insert_rows, reserve_ids
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.decisions.models import Decision
from canbo.organizations.domain.tree import PATH_STEP, path_step
from canbo.organizations.models import (
    Block,
    Line,
    Position,
    StructureChange,
    Tier,
    Unit,
    UnitEdge,
    UnitEvent,
    UnitName,
)
from canbo.organizations.services.structure import (
    DEEPEST,
    fresh,
    need_edit,
    need_name,
    need_place,
    next_order,
    structure_change,
)

LINES = (Line.STATE, Line.PARTY)

_UNIT = ("id", "code", "name", "short_name", "search_name", "block", "tier", "path", "founded_on", "batch_id")
_NAME = ("unit", "name", "short_name", "search_name", "valid_from", "decision", "recorded_at", "reason")
_EDGE = ("unit", "line", "parent", "order", "valid_from", "decision", "recorded_at", "reason")
_EVENT = ("unit", "kind", "on", "decision", "note", "recorded_at")


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to found. Its parent: an earlier entry of the list (`parent_index`), a unit that stands (`parent_id`),
    or, with neither, the root that the call names. `order` None: behind those before it.
    """

    name: str
    block: str = ""
    tier: str = ""
    parent_index: int | None = None
    parent_id: int | None = None
    order: int | None = None
    short_name: str = ""
    code: str = ""


def found_units_bulk(
    *,
    access: AccessContext,
    units: Sequence[NewUnit],
    root: Unit | None,
    on: date | None = None,
    decision: Decision | None = None,
    batch_id: int | None = None,
) -> list[int]:
    """Found the units under `root` (None: at the top of the system) in both lines; give their ids in the list's order.

    `on` None: they have stood since before anybody knows. Set-based: the number of statements does not depend on the
    number of units. Errors: name_missing, name_too_long, unit_exists, duplicate_code, parent_not_alive, parent_unknown,
    block_unknown, tier_unknown, tree_too_deep; Forbidden where a parent lies out of scope. One refusal refuses all.
    """
    if not units:
        return []
    with structure_change() as now:
        parents = _standing_parents(units, root)
        since: dict[tuple[str, int | None], date | None] = {}
        for key, parent in parents.items():
            need_edit(access, parent)
            for line in LINES:
                since[line, key] = on if parent is None else need_place(None, parent, line, on, None)
        names = [need_name(new.name) for new in units]
        _need_known(units)
        _need_codes(units)
        _need_new_names(units, names, root, on)
        ids = list(reserve_ids(Unit, len(units)))
        parent_ids: list[int | None] = []
        paths: list[str] = []
        for i, new in enumerate(units):
            if new.parent_index is not None:
                above: str = paths[new.parent_index]
                parent_ids.append(ids[new.parent_index])
            else:
                key = new.parent_id if new.parent_id is not None else (root.pk if root else None)
                standing = parents[key]
                above = standing.path if standing is not None else ""
                parent_ids.append(key)
            paths.append(above + path_step(ids[i]))
        if max(map(len, paths)) > PATH_STEP * DEEPEST:
            raise DomainError(
                "tree_too_deep", "Cây tổ chức không quá {deepest} cấp. Hãy bớt cấp trung gian.", deepest=DEEPEST
            )
        starts = {line: _starts(units, parent_ids, line, since) for line in LINES}
        orders = {line: _orders(units, parent_ids, line) for line in LINES}
        made_by = decision.pk if decision else None
        folded = [fold(name) for name in names]
        rows = list(zip(ids, units, names, folded, paths, strict=True))
        insert_rows(
            Unit,
            _UNIT,
            (
                (pk, new.code, name, new.short_name, search, new.block, new.tier, path, on, batch_id)
                for pk, new, name, search, path in rows
            ),
        )
        insert_rows(
            UnitName,
            _NAME,
            ((pk, name, new.short_name, search, on, made_by, now, "") for pk, new, name, search, _ in rows),
        )
        insert_rows(
            UnitEdge,
            _EDGE,
            (
                (pk, str(line), parent_id, order, day, made_by, now, "")
                for line in LINES
                for pk, parent_id, order, day in zip(ids, parent_ids, orders[line], starts[line], strict=True)
            ),
        )
        if on is not None:
            insert_rows(UnitEvent, _EVENT, ((pk, "founded", on, made_by, "", now) for pk in ids))
        audit.record_many(
            access=access, action="unit.founded", object_type="unit", at=now,
            objects=((pk, name, path) for pk, _, name, _, path in rows),
        )  # fmt: skip
    return ids


def _standing_parents(units: Sequence[NewUnit], root: Unit | None) -> dict[int | None, Unit | None]:
    wanted = {new.parent_id for new in units if new.parent_index is None and new.parent_id is not None}
    found: dict[int | None, Unit | None] = {}
    found.update(Unit.objects.filter(withdrawn_at__isnull=True).in_bulk(sorted(wanted)))
    if wanted - found.keys():
        raise DomainError("parent_unknown", "Không tìm thấy đơn vị cấp trên đã chọn. Hãy tải lại danh sách đơn vị.")
    for i, new in enumerate(units):
        if new.parent_index is not None and not 0 <= new.parent_index < i:
            raise DomainError(
                "parent_unknown", "Cấp trên của «{new}» phải đứng trước nó trong danh sách.", new=new.name
            )
    if any(new.parent_index is None and new.parent_id is None for new in units):
        found[root.pk if root else None] = fresh(root) if root else None
    return found


def _need_known(units: Sequence[NewUnit]) -> None:
    blocks, tiers = {"", *Block.values}, {"", *Tier.values}
    for new in units:
        if new.block not in blocks:
            raise DomainError("block_unknown", "Không có khối «{block}».", block=new.block)
        if new.tier not in tiers:
            raise DomainError("tier_unknown", "Không có cấp «{tier}».", tier=new.tier)


def _need_codes(units: Sequence[NewUnit]) -> None:
    codes = [new.code for new in units if new.code]
    taken = set(Unit.objects.filter(code__in=codes, withdrawn_at__isnull=True).values_list("code", flat=True))
    for code in codes:
        if code in taken:
            raise DomainError(
                "duplicate_code", "Mã «{unit_code}» dùng cho hơn một đơn vị. Hãy chọn mã khác.", unit_code=code
            )
        taken.add(code)


def _need_new_names(units: Sequence[NewUnit], names: Sequence[str], root: Unit | None, on: date | None) -> None:
    """No two units of one parent may be called the same, neither in the list nor with those that stand."""
    seen: set[tuple[str, int | None, str]] = set()
    above = {
        new.parent_id if new.parent_id is not None else (root.pk if root else None)
        for new in units
        if new.parent_index is None
    }
    when = on or timezone.localdate()
    at_top = Q(parent__isnull=True) if None in above else Q()
    edges = UnitEdge.objects.filter(
        Q(parent_id__in=[pk for pk in above if pk is not None]) | at_top if above else Q(pk__in=[]),
        Q(valid_from__isnull=True) | Q(valid_from__lte=when),
        Q(valid_before__isnull=True) | Q(valid_before__gt=when),
        line=Line.STATE,
        superseded_at__isnull=True,
    )
    for parent_id, search in edges.filter(unit__withdrawn_at__isnull=True).values_list(
        "parent_id", "unit__search_name"
    ):
        seen.add(("standing", parent_id, search))
    for new, name in zip(units, names, strict=True):
        standing_id = new.parent_id if new.parent_id is not None else (root.pk if root else None)
        key: tuple[str, int | None, str] = ("standing", standing_id, fold(name))
        if new.parent_index is not None:
            key = ("new", new.parent_index, fold(name))
        if key in seen:
            raise DomainError(
                "unit_exists",
                "Đã có đơn vị «{name}» ở cấp trên này. Hãy dùng đơn vị đó hoặc ghi tên phân biệt.",
                name=name,
            )
        seen.add(key)


def _starts(
    units: Sequence[NewUnit],
    parent_ids: Sequence[int | None],
    line: str,
    since: dict[tuple[str, int | None], date | None],
) -> list[date | None]:
    """From which day each place holds: no earlier than the unit above is in the line."""
    starts: list[date | None] = []
    for new, parent_id in zip(units, parent_ids, strict=True):
        starts.append(since[line, parent_id] if new.parent_index is None else starts[new.parent_index])
    return starts


def _orders(units: Sequence[NewUnit], parent_ids: Sequence[int | None], line: str) -> list[int]:
    following: dict[int | None, int] = {}
    orders: list[int] = []
    for new, parent_id in zip(units, parent_ids, strict=True):
        if parent_id not in following:
            following[parent_id] = next_order(parent_id, line) if new.parent_index is None else 0
        order = following[parent_id] if new.order is None else new.order
        following[parent_id] = max(following[parent_id], order) + 1
        orders.append(order)
    return orders


def withdraw_batch_units(*, access: AccessContext, batch_id: int) -> int:
    """Take back the units and positions that an import made; give the number of units.

    Errors: units_in_use when anything that still counts points at one of them: a unit founded later below it, a file, a
    holding, a grant of a role, a later change of its own. The import withdraws its own files and records first.
    """
    units = Unit.objects.filter(batch_id=batch_id, withdrawn_at__isnull=True)
    positions = Position.objects.filter(batch_id=batch_id, withdrawn_at__isnull=True)
    with structure_change(StructureChange.Aspect.TREE, StructureChange.Aspect.POSITIONS) as now:
        rows = list(units.values_list("id", "name", "path"))
        for path in {path for _, _, path in rows} | set(positions.values_list("unit__path", flat=True)):
            access.require(Permission.EDIT_UNITS, path)
        _need_unused(Position, batch_id)
        _need_unused(Unit, batch_id)
        positions.update(withdrawn_at=now)
        for model in (UnitName, UnitEdge, UnitEvent):
            model._default_manager.filter(
                unit__batch_id=batch_id, unit__withdrawn_at__isnull=True, superseded_at__isnull=True
            ).update(superseded_at=now)
        units.update(withdrawn_at=now)
        audit.record_many(
            access=access, action="unit.changed", object_type="unit", objects=rows, at=now, reason="Hoàn tác lần nhập"
        )
    return len(rows)


#: A row of another table counts no more once one of these is set.
_ENDED = ("withdrawn_at", "superseded_at", "revoked_at")


def _need_unused(model: type[Unit] | type[Position], batch_id: int) -> None:
    """Walk every table that points at the model, whichever app it belongs to, for rows that still count.

    A row counts no more when it, or a thing it belongs to, is withdrawn or superseded; nor does one of the same batch.
    """
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if relation.many_to_many:
            continue
        name = relation.field.name
        rows = other._default_manager.filter(**{f"{name}__batch_id": batch_id, f"{name}__withdrawn_at__isnull": True})
        fields = {field.name: field for field in other._meta.fields}
        for ended in _ENDED:
            if ended in fields:
                rows = rows.filter(**{f"{ended}__isnull": True})
        for field in fields.values():
            target = field.related_model
            if field.name != name and target is not None and hasattr(target, "withdrawn_at"):
                rows = rows.exclude(**{f"{field.name}__withdrawn_at__isnull": False})
        if "batch_id" in fields:
            rows = rows.exclude(batch_id=batch_id)
        if other in (UnitName, UnitEdge, UnitEvent):
            rows = _changed_later(other, batch_id) if name == "unit" else rows.exclude(unit__batch_id=batch_id)
        if rows.exists():
            raise DomainError(
                "units_in_use",
                "Không hoàn tác được: sau lần nhập này đã có dữ liệu khác dùng tới đơn vị hoặc vị trí của nó "
                "({verbose_name}). Hãy gỡ dữ liệu đó trước.",
                verbose_name=other._meta.verbose_name,
                table=str(other._meta.label),
            )


def _changed_later(model: Any, batch_id: int) -> Any:
    rows = model._default_manager.filter(unit__batch_id=batch_id, unit__withdrawn_at__isnull=True)
    if model is UnitEvent:
        return rows.exclude(kind=UnitEvent.Kind.FOUNDED)
    return rows.filter(superseded_at__isnull=False)
