"""Positions of units and the establishment assigned to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.bulk import insert_rows, reserve_ids
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.models import Decision
from canbo.organizations.incumbents import managing_changed
from canbo.organizations.models import Body, Establishment, Position, StructureChange, Title, Unit
from canbo.organizations.services.structure import fresh, need_alive, need_edit, structure_change

_POSITION = (
    "id", "unit", "title", "name", "seats", "order", "valid_from", "valid_before", "decision", "batch_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewPosition:
    """A position to have: a title in a unit for so many people; `name` where it is called otherwise than its title."""

    unit_id: int
    title_id: int
    seats: int = 1
    name: str = ""
    order: int | None = None


def add_position(
    *,
    access: AccessContext,
    unit: Unit,
    title: Title,
    on: date | None = None,
    seats: int = 1,
    name: str = "",
    managed_by: Body | None = None,
    decision: Decision | None = None,
) -> Position:
    """Give the unit a position from a day. Errors: position_exists, seats_missing, and those of the unit's life."""
    need_edit(access, unit)
    with structure_change(StructureChange.Aspect.POSITIONS):
        unit = fresh(unit)
        _need_seats(seats)
        if on is not None:
            need_alive(unit, on)
            _need_title_in_use(title, on)
        name = clean(name)[:200]
        same = Position.objects.filter(
            unit=unit, title=title, name=name, valid_before__isnull=True, withdrawn_at__isnull=True
        )
        if same.exists():
            raise DomainError(
                "position_exists",
                "«{unit}» đã có vị trí «{name}». Hãy sửa số người của vị trí đó.",
                unit=unit.name,
                name=name or title.name,
            )
        position = Position.objects.create(
            unit=unit, title=title, name=name, seats=seats, order=title.level * 10, managed_by=managed_by,
            valid_from=on, decision=decision,
        )  # fmt: skip
        _audit(access, position, unit, {"seats": [None, seats]})
    return position


def add_positions_bulk(
    *,
    access: AccessContext,
    positions: Sequence[NewPosition],
    on: date | None = None,
    decision: Decision | None = None,
    batch_id: int | None = None,
) -> list[int]:
    """Find or make the positions; give their ids in the list's order.

    An open position of the same unit, title and name is used as it is (its number of seats grows to what is asked,
    never shrinks); two equal entries give one position with their seats added. Set-based. Errors: unit_gone,
    title_unknown, seats_missing.
    """
    if not positions:
        return []
    with structure_change(StructureChange.Aspect.POSITIONS) as now:
        units = Unit.objects.filter(withdrawn_at__isnull=True).in_bulk({new.unit_id for new in positions})
        titles = Title.objects.in_bulk({new.title_id for new in positions})
        seats: dict[tuple[int, int, str], int] = {}
        orders: dict[tuple[int, int, str], int] = {}
        for new in positions:
            if new.unit_id not in units:
                raise DomainError("unit_gone", "Đơn vị của vị trí không còn trong hệ thống. Hãy tải lại danh sách.")
            if new.title_id not in titles:
                raise DomainError("title_unknown", "Chức danh của vị trí không có trong danh mục.")
            _need_seats(new.seats)
            key = (new.unit_id, new.title_id, clean(new.name))
            seats[key] = seats.get(key, 0) + new.seats
            orders.setdefault(key, titles[new.title_id].level * 10 if new.order is None else new.order)
        for path in {unit.path for unit in units.values()}:
            access.require(Permission.EDIT_UNITS, path)
        standing = {
            (row.unit_id, row.title_id, row.name): row
            for row in Position.objects.filter(
                unit_id__in=list(units), valid_before__isnull=True, withdrawn_at__isnull=True
            ).order_by("-id")
        }
        grown: list[Position] = []
        for key, wanted in seats.items():
            row = standing.get(key)
            if row is not None and row.seats < wanted:
                row.seats = wanted
                grown.append(row)
        Position.objects.bulk_update(grown, ["seats"], batch_size=500)
        missing = [key for key in seats if key not in standing]
        ids = dict(zip(missing, reserve_ids(Position, len(missing)), strict=True))
        made_by = decision.pk if decision else None
        insert_rows(
            Position,
            _POSITION,
            (
                (ids[key], key[0], key[1], key[2], seats[key], orders[key], on, None, made_by, batch_id)
                for key in missing
            ),
        )
        audit.record_many(
            access=access, action="position.changed", object_type="position", at=now,
            objects=(
                (ids[key], f"{key[2] or titles[key[1]].name}, {units[key[0]].name}", units[key[0]].path)
                for key in missing
            ),
        )  # fmt: skip
    given = ids | {key: row.pk for key, row in standing.items()}
    return [given[new.unit_id, new.title_id, clean(new.name)] for new in positions]


def change_position(
    *,
    access: AccessContext,
    position: Position,
    name: str | None = None,
    seats: int | None = None,
    managed_by: Body | None = None,
    reason: str = "",
) -> Position:
    """Rename a position, change its number of people or the body that decides on it (set as given).

    Errors: seats_missing, position_abolished.
    """
    need_edit(access, position.unit)
    if position.valid_before is not None:
        raise DomainError("position_abolished", "Vị trí này đã bỏ, không sửa được nữa.")
    before = {"name": position.name, "seats": position.seats, "managed_by": position.managed_by_id}
    if name is not None:
        position.name = clean(name)[:200]
    if seats is not None:
        _need_seats(seats)
        position.seats = seats
    position.managed_by = managed_by
    after = {"name": position.name, "seats": position.seats, "managed_by": position.managed_by_id}
    with structure_change(StructureChange.Aspect.POSITIONS):
        position.save(update_fields=["name", "seats", "managed_by"])
        changes = {key: [before[key], value] for key, value in after.items() if before[key] != value}
        _audit(access, position, position.unit, changes, reason)
        if before["managed_by"] != after["managed_by"]:
            managing_changed(position.pk)
    return position


def abolish_position(
    *, access: AccessContext, position: Position, on: date, decision: Decision | None = None, reason: str = ""
) -> Position:
    """Let the position be no more from a day on. Errors: position_abolished, before_founding."""
    need_edit(access, position.unit)
    with structure_change(StructureChange.Aspect.POSITIONS):
        if position.valid_from is not None and on <= position.valid_from:
            raise DomainError(
                "before_founding",
                "Vị trí này lập từ ngày {valid_from}; ngày bỏ phải sau ngày đó.",
                valid_from=f"{position.valid_from:%d/%m/%Y}",
            )
        changed = Position.objects.filter(pk=position.pk, valid_before__isnull=True).update(valid_before=on)
        if not changed:
            raise DomainError("position_abolished", "Vị trí này đã bỏ trước đó.")
        position.valid_before = on
        changes: dict[str, list[object]] = {"valid_before": [None, on.isoformat()]}
        if decision is not None:
            changes["decision"] = [None, str(decision)]
        _audit(access, position, position.unit, changes, reason)
    return position


def assign_establishment(
    *, access: AccessContext, unit: Unit, year: int, assigned: int, decision: Decision | None = None
) -> Establishment:
    """Say how many people the unit may have in a year; a number given before is superseded.

    Errors: year_out_of_range, negative_number.
    """
    need_edit(access, unit)
    if not 1945 <= year <= 2100:
        raise DomainError("year_out_of_range", "Năm {year} không hợp lệ. Hãy ghi năm đủ bốn chữ số.", year=year)
    if assigned < 0:
        raise DomainError("negative_number", "Biên chế giao không thể là số âm.")
    with structure_change(StructureChange.Aspect.ESTABLISHMENT):
        unit = fresh(unit)
        now = timezone.now()
        standing = Establishment.objects.filter(unit=unit, year=year, superseded_at__isnull=True).first()
        if standing is not None:
            Establishment.objects.filter(pk=standing.pk).update(superseded_at=now)
        row = Establishment.objects.create(unit=unit, year=year, assigned=assigned, decision=decision, recorded_at=now)
        audit.record(
            access=access, action="establishment.assigned", object_type="unit", object_id=unit.pk,
            object_label=unit.name, unit_path=unit.path,
            changes={str(year): [standing.assigned if standing else None, assigned]},
        )  # fmt: skip
    return row


def _need_seats(seats: int) -> None:
    if not 1 <= seats <= 32767:
        raise DomainError("seats_missing", "Số người của vị trí phải từ 1 trở lên.")


def _need_title_in_use(title: Title, on: date) -> None:
    if title.closed_on is not None and on >= title.closed_on:
        raise DomainError(
            "title_closed",
            "Chức danh «{title}» không còn dùng từ ngày {closed_on}. Hãy chọn chức danh khác.",
            title=title.name,
            closed_on=f"{title.closed_on:%d/%m/%Y}",
        )


def _audit(
    access: AccessContext, position: Position, unit: Unit, changes: dict[str, list[object]], reason: str = ""
) -> None:
    audit.record(
        access=access, action="position.changed", object_type="position", object_id=position.pk,
        object_label=f"{position.name or position.title.name}, {unit.name}", unit_path=unit.path, reason=reason,
        changes=changes or None,
    )  # fmt: skip
