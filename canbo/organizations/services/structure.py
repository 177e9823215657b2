"""What every change of the structure shares: one writer at a time, the change log, timelines, today's values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connections, transaction
from django.utils import timezone

from canbo.common.bulk import write_alias
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold
from canbo.decisions.models import Decision
from canbo.organizations.domain.timeline import Revision, Span, covers, in_order, nearest, would_circle
from canbo.organizations.domain.tree import PATH_STEP, standing_paths
from canbo.organizations.models import Line, StructureChange, Unit, UnitEdge, UnitEvent, UnitName

#: How many levels a path column can hold.
DEEPEST = 33


@dataclass(frozen=True, slots=True)
class Called:
    """The names of a unit over a period."""

    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a unit stands over a period."""

    parent_id: int | None
    order: int = 0


@contextmanager
def structure_change(*aspects: str) -> Iterator[datetime]:
    """Do one change of the structure: in a transaction, alone, with its row in the change log. Gives the moment.

    One writer at a time keeps two moves from closing a circle together, and the keys of the log in order of commit.
    """
    alias = write_alias(StructureChange)
    with transaction.atomic(using=alias):
        connection = connections[alias]
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(StructureChange._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        now = timezone.now()
        yield now
        for aspect in aspects or (StructureChange.Aspect.TREE,):
            StructureChange.objects.create(at=now, aspect=aspect)


def need_name(name: str) -> str:
    """The name cleaned. Errors: name_missing, name_too_long."""
    name = clean(name)
    if not name:
        raise DomainError("name_missing", "Thiếu tên đơn vị. Hãy ghi tên như trong quyết định.")
    if len(name) > 250:
        raise DomainError("name_too_long", "Tên đơn vị dài quá 250 ký tự. Hãy ghi tên gọn hơn.")
    return name


def fresh(unit: Unit) -> Unit:
    """The unit as it is now, inside the transaction. Errors: unit_gone for one withdrawn meanwhile."""
    row = Unit.objects.filter(pk=unit.pk, withdrawn_at__isnull=True).first()
    if row is None:
        raise DomainError("unit_gone", "Đơn vị «{unit}» đã được rút khỏi hệ thống.", unit=unit.name)
    return row


def need_alive(unit: Unit, day: date) -> None:
    """Errors: before_founding, unit_abolished where the day is outside the unit's life."""
    if unit.founded_on is not None and day < unit.founded_on:
        raise DomainError(
            "before_founding",
            "«{unit}» thành lập ngày {founded_on}, sau ngày {day}. Hãy xem lại ngày.",
            unit=unit.name,
            founded_on=f"{unit.founded_on:%d/%m/%Y}",
            day=f"{day:%d/%m/%Y}",
        )
    if unit.abolished_on is not None and day >= unit.abolished_on:
        raise DomainError(
            "unit_abolished",
            "«{unit}» đã kết thúc hoạt động từ ngày {abolished_on}. Hãy xem lại ngày hoặc đơn vị.",
            unit=unit.name,
            abolished_on=f"{unit.abolished_on:%d/%m/%Y}",
        )


def need_edit(access: AccessContext, unit: Unit | None) -> None:
    """Forbidden unless the viewer may edit the unit; None stands for the top of the system."""
    access.require(Permission.EDIT_UNITS, unit.path if unit is not None else "")


def name_spans(unit: Unit) -> list[Span[Called]]:
    """The current timeline of the unit's names."""
    rows = UnitName.objects.filter(unit=unit, superseded_at__isnull=True)
    return [Span(Called(row.name, row.short_name), row.valid_from, row.valid_before, row.pk) for row in rows]


def edge_spans(unit: Unit, line: str) -> list[Span[Placed]]:
    """The current timeline of the unit's places in a line."""
    rows = UnitEdge.objects.filter(unit=unit, line=line, superseded_at__isnull=True)
    return [Span(Placed(row.parent_id, row.order), row.valid_from, row.valid_before, row.pk) for row in rows]


def write_names(
    unit: Unit, revision: Revision[Called], now: datetime, decision: Decision | None, reason: str = ""
) -> None:
    """Supersede the names that no longer hold and write those that do."""
    before = _supersede(UnitName, revision.dropped, now, reason)
    standing = [(Called(row.name, row.short_name), row) for row in before]
    UnitName.objects.bulk_create(
        UnitName(
            unit=unit, name=span.value.name, short_name=span.value.short_name, search_name=fold(span.value.name),
            valid_from=span.start, valid_before=span.before, recorded_at=now, reason=reason,
            decision_id=_made_by(span, standing, decision),
        )
        for span in revision.added
    )  # fmt: skip


def write_edges(
    unit: Unit, line: str, revision: Revision[Placed], now: datetime, decision: Decision | None, reason: str = ""
) -> None:
    """Supersede the places that no longer hold and write those that do."""
    before = _supersede(UnitEdge, revision.dropped, now, reason)
    standing = [(Placed(row.parent_id, row.order), row) for row in before]
    UnitEdge.objects.bulk_create(
        UnitEdge(
            unit=unit, line=line, parent_id=span.value.parent_id, order=span.value.order,
            valid_from=span.start, valid_before=span.before, recorded_at=now, reason=reason,
            decision_id=_made_by(span, standing, decision),
        )
        for span in revision.added
    )  # fmt: skip


def _supersede[Row: (UnitName, UnitEdge)](
    model: type[Row], keys: Iterable[int], now: datetime, reason: str
) -> list[Row]:
    """Close the rows for our knowledge; give them as they were."""
    rows = list(model._default_manager.filter(pk__in=list(keys)))
    changes: dict[str, object] = {"superseded_at": now}
    if reason:
        changes["reason"] = reason
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**changes)
    return rows


def _made_by[Value](
    span: Span[Value], standing: Sequence[tuple[Value, UnitName | UnitEdge]], decision: Decision | None
) -> int | None:
    """The decision behind a span: what goes on as it was keeps its own; a mere correction takes over the old one's."""
    for value, row in standing:
        if value == span.value and row.valid_from == span.start:
            return row.decision_id
    if decision is not None:
        return decision.pk
    return standing[0][1].decision_id if len(standing) == 1 and standing[0][1].valid_from == span.start else None


def need_place(unit: Unit | None, parent: Unit, line: str, start: date | None, before: date | None) -> date | None:
    """Refuse a parent that is not in the line on every day of [start, before), or that would close a circle.

    Gives the day from which the place holds: `start`, or, where that is not known, the day from which the parent is in
    the line. `unit` is None for a unit that is only being founded. Errors: parent_not_alive, unit_cycle, tree_too_deep.
    """
    spans = edge_spans(parent, line)
    if start is None and spans:
        start = in_order(spans)[0].start
    first = start or date.min
    if not covers(spans, first, before):
        raise DomainError(
            "parent_not_alive",
            "«{parent}» không hoạt động suốt thời gian này ({line}), nên không thể là cấp trên. Hãy chọn cấp trên khác "
            "hoặc xem lại ngày.",
            parent=parent.name,
            line=Line(line).label,
        )
    if len(parent.path) >= PATH_STEP * (DEEPEST - 1):
        raise DomainError(
            "tree_too_deep", "Cây tổ chức không quá {deepest} cấp. Hãy chọn cấp trên cao hơn.", deepest=DEEPEST
        )
    if unit is not None and would_circle(unit.pk, parent.pk, first, before, lambda ids: _edges_of(ids, line)):
        raise DomainError(
            "unit_cycle",
            "«{parent}» đang trực thuộc «{unit}» (trực tiếp hoặc qua đơn vị khác) trong thời gian này, nên không thể "
            "là cấp trên của nó.",
            parent=parent.name,
            unit=unit.name,
        )
    return start


def _edges_of(unit_ids: frozenset[int], line: str) -> Iterable[tuple[int, int | None, date | None, date | None]]:
    rows = UnitEdge.objects.filter(unit_id__in=unit_ids, line=line, superseded_at__isnull=True)
    return list(rows.values_list("unit_id", "parent_id", "valid_from", "valid_before"))


def add_event(
    unit: Unit,
    kind: UnitEvent.Kind,
    on: date | None,
    now: datetime,
    decision: Decision | None,
    *,
    related: Iterable[Unit] = (),
    note: str = "",
) -> UnitEvent:
    """Write what happened to the unit, with the other units concerned."""
    event = UnitEvent.objects.create(unit=unit, kind=kind, on=on, decision=decision, note=clean(note), recorded_at=now)
    event.related.set(list(related))
    return event


def next_order(parent_id: int | None, line: str) -> int:
    """The order that puts a unit behind its present siblings."""
    last = (
        UnitEdge.objects.filter(parent_id=parent_id, line=line, superseded_at__isnull=True)
        .order_by("-order")
        .values_list("order", flat=True)
        .first()
    )
    return 0 if last is None else last + 1


def need_new_name(parent_id: int | None, name: str, day: date | None, *, but_not: Collection[int] = ()) -> None:
    """Errors: unit_exists where a sibling in the State line, none of `but_not`, is called so on the day (or now)."""
    when = day or timezone.localdate()
    siblings = UnitEdge.objects.filter(parent_id=parent_id, line=Line.STATE, superseded_at__isnull=True)
    ids = [row.unit_id for row in siblings if Span(None, row.valid_from, row.valid_before).holds(when)]
    ids = [unit_id for unit_id in ids if unit_id not in but_not]
    called_so = UnitName.objects.filter(unit_id__in=ids, superseded_at__isnull=True, search_name=fold(name))
    if any(Span(None, row.valid_from, row.valid_before).holds(when) for row in called_so):
        raise DomainError(
            "unit_exists", "Đã có đơn vị «{name}» ở cấp trên này. Hãy dùng đơn vị đó hoặc ghi tên phân biệt.", name=name
        )


def need_free_code(code: str, *, unit: Unit | None = None) -> str:
    """The code cleaned. Errors: duplicate_code, code_too_long."""
    code = clean(code)
    if not code:
        return ""
    if len(code) > 35:
        raise DomainError("code_too_long", "Mã đơn vị dài quá 35 ký tự.")
    others = Unit.objects.filter(code=code, withdrawn_at__isnull=True)
    if unit is not None:
        others = others.exclude(pk=unit.pk)
    other = others.first()
    if other is not None:
        raise DomainError(
            "duplicate_code",
            "Mã «{unit_code}» đã dùng cho «{unit}». Hãy chọn mã khác.",
            unit_code=code,
            unit=other.name,
        )
    return code


def refresh_today(today: date) -> int:
    """Bring name, short name and path of every unit in line with the day `today`; give how many changed.

    A unit that is not there today keeps the place it had last (or will have first). Called by every change, and once
    a day, because a change recorded ahead takes hold on its day.
    """
    places: dict[int, list[Span[int | None]]] = {}
    rows = UnitEdge.objects.filter(line=Line.STATE, superseded_at__isnull=True)
    for unit_id, parent_id, start, before in rows.values_list("unit_id", "parent_id", "valid_from", "valid_before"):
        places.setdefault(unit_id, []).append(Span(parent_id, start, before))
    standing = {unit_id: _nearest_value(spans, today) for unit_id, spans in places.items()}
    paths = standing_paths(standing)
    called: dict[int, list[Span[Called]]] = {}
    for unit_id, name, short_name, start, before in UnitName.objects.filter(superseded_at__isnull=True).values_list(
        "unit_id", "name", "short_name", "valid_from", "valid_before"
    ):
        called.setdefault(unit_id, []).append(Span(Called(name, short_name), start, before))
    changed: list[Unit] = []
    for unit in Unit.objects.filter(withdrawn_at__isnull=True).only("id", "name", "short_name", "search_name", "path"):
        now_called = _nearest_value(called.get(unit.pk, []), today) or Called(unit.name, unit.short_name)
        path = paths.get(unit.pk, unit.path)
        if (unit.name, unit.short_name, unit.path) != (now_called.name, now_called.short_name, path):
            unit.name, unit.short_name, unit.path = now_called.name, now_called.short_name, path
            unit.search_name = fold(now_called.name)
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["name", "short_name", "search_name", "path"], batch_size=200)
    return len(changed)


def _nearest_value[Value](spans: list[Span[Value]], day: date) -> Value | None:
    if len(spans) == 1:
        return spans[0].value
    span = nearest(spans, day)
    return span.value if span is not None else None
