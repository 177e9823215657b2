"""Collegial bodies and their terms."""

from __future__ import annotations

from datetime import date

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.models import Decision
from canbo.organizations.domain.timeline import FIRST, LAST
from canbo.organizations.models import Body, BodyTerm, Line, StructureChange, Unit
from canbo.organizations.services.structure import fresh, need_edit, structure_change


def create_body(
    *,
    access: AccessContext,
    unit: Unit,
    kind: str,
    name: str,
    line: str = Line.PARTY,
    parent: Body | None = None,
    founded_on: PartialDate | None = None,
) -> Body:
    """Give the unit a collegial body. Errors: name_missing, kind_unknown, line_unknown, body_exists, unit_abolished."""
    need_edit(access, unit)
    with structure_change(StructureChange.Aspect.BODIES):
        unit = fresh(unit)
        name = clean(name)[:250]
        if not name:
            raise DomainError("name_missing", "Thiếu tên tổ chức.")
        if kind not in Body.Kind.values:
            raise DomainError("kind_unknown", "Không có loại tổ chức «{kind}».", kind=kind)
        if line not in Line.values:
            raise DomainError("line_unknown", "Không có hệ thống «{line}».", line=line)
        if unit.abolished_on is not None and founded_on and founded_on.earliest >= unit.abolished_on:
            raise DomainError("unit_abolished", "«{unit}» đã kết thúc hoạt động trước ngày này.", unit=unit.name)
        if Body.objects.filter(unit=unit, name=name, abolished_on__isnull=True).exists():
            raise DomainError("body_exists", "«{unit}» đã có «{name}».", unit=unit.name, name=name)
        body = Body.objects.create(unit=unit, kind=kind, name=name, line=line, parent=parent)
        if founded_on is not None:
            body.founded_on = founded_on
            body.save(update_fields=["founded_on"])
        _audit(access, body, {"kind": [None, kind], "name": [None, name]})
    return body


def close_body(*, access: AccessContext, body: Body, on: date, reason: str = "") -> Body:
    """Let the body be no more from a day on, its running term with it. Errors: body_closed, dates_reversed."""
    need_edit(access, body.unit)
    if body.founded_on is not None and on <= body.founded_on.earliest:
        raise DomainError("dates_reversed", "Ngày kết thúc phải sau ngày thành lập.")
    with structure_change(StructureChange.Aspect.BODIES):
        if not Body.objects.filter(pk=body.pk, abolished_on__isnull=True).update(abolished_on=on):
            raise DomainError("body_closed", "Tổ chức này đã kết thúc hoạt động trước đó.")
        running = BodyTerm.objects.filter(body=body, valid_before__isnull=True)
        if running.filter(valid_from__gte=on).exists():
            raise DomainError("dates_reversed", "Có nhiệm kỳ bắt đầu sau ngày này. Hãy sửa nhiệm kỳ đó trước.")
        running.update(valid_before=on)
        body.abolished_on = on
        _audit(access, body, {"abolished_on": [None, on.isoformat()]}, reason)
    return body


def open_term(
    *,
    access: AccessContext,
    body: Body,
    name: str,
    seats: int | None = None,
    valid_from: date | None = None,
    valid_before: date | None = None,
    decision: Decision | None = None,
) -> BodyTerm:
    """Begin a term of a body. Errors: name_missing, body_closed, dates_reversed, term_overlaps."""
    need_edit(access, body.unit)
    name = clean(name)[:60]
    if not name:
        raise DomainError("name_missing", "Thiếu tên nhiệm kỳ (ví dụ: 2020–2025).")
    if valid_from is not None and valid_before is not None and valid_before <= valid_from:
        raise DomainError("dates_reversed", "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.")
    with structure_change(StructureChange.Aspect.BODIES):
        body = Body.objects.select_related("unit").get(pk=body.pk)
        if body.abolished_on is not None and (valid_before or LAST) > body.abolished_on:
            raise DomainError(
                "body_closed",
                "«{body}» đã kết thúc từ ngày {abolished_on}.",
                body=body.name,
                abolished_on=f"{body.abolished_on:%d/%m/%Y}",
            )
        for other in BodyTerm.objects.filter(body=body):
            if (other.valid_from or FIRST) < (valid_before or LAST) and (valid_from or FIRST) < (
                other.valid_before or LAST
            ):
                raise DomainError(
                    "term_overlaps",
                    "Trùng thời gian với nhiệm kỳ {other}. Hãy kết thúc nhiệm kỳ đó hoặc xem lại ngày.",
                    other=other.name,
                )
        term = BodyTerm.objects.create(
            body=body, name=name, seats=seats, valid_from=valid_from, valid_before=valid_before, decision=decision
        )
        _audit(access, body, {"term": [None, name], "seats": [None, seats]})
    return term


def close_term(*, access: AccessContext, term: BodyTerm, on: date, reason: str = "") -> BodyTerm:
    """End a term on a day (its last day is the day before). Errors: dates_reversed, term_closed."""
    need_edit(access, term.body.unit)
    if term.valid_from is not None and on <= term.valid_from:
        raise DomainError("dates_reversed", "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.")
    if term.valid_before is not None and term.valid_before <= on:
        raise DomainError(
            "term_closed",
            "Nhiệm kỳ này đã kết thúc từ ngày {valid_before}.",
            valid_before=f"{term.valid_before:%d/%m/%Y}",
        )
    with structure_change(StructureChange.Aspect.BODIES):
        BodyTerm.objects.filter(pk=term.pk).update(valid_before=on)
        before = term.valid_before.isoformat() if term.valid_before else None
        term.valid_before = on
        _audit(access, term.body, {"term": [term.name, term.name], "valid_before": [before, on.isoformat()]}, reason)
    return term


def _audit(access: AccessContext, body: Body, changes: dict[str, list[object]], reason: str = "") -> None:
    audit.record(
        access=access, action="body.changed", object_type="body", object_id=body.pk, object_label=body.name,
        unit_path=body.unit.path, reason=reason, changes=changes,
    )  # fmt: skip
