"""Registering decisions and giving numbers: without gaps, each once, whatever hurry there is."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.domain import numbering
from canbo.decisions.kinds import DecisionState
from canbo.decisions.models import Decision, NumberSeries, SeriesYear


def register_decision(
    *,
    access: AccessContext,
    number: str,
    issued_on: PartialDate | None = None,
    issuer_name: str = "",
    issuer_key: str = "",
    signer: str = "",
    effective_on: PartialDate | None = None,
    unit_key: int | None = None,
) -> Decision:
    """Give the decision with this number, day and issuer, entering it in the register where it is new.

    It is an old paper, known from what it did: in force, its number as written. `unit_key` is the unit in whose
    register it stands. Errors: decision_without_number. Needs the right to edit files or units somewhere.
    """
    if not (access.can(Permission.EDIT_FILES) or access.can(Permission.EDIT_UNITS)):
        access.require(Permission.EDIT_FILES)
    number = clean(number)
    if not number:
        raise DomainError("decision_without_number", "Quyết định phải có số. Hãy ghi số như trên văn bản.")
    with transaction.atomic():
        first: dict[str, Any] = {
            "issuer_key": issuer_key, "signer": clean(signer), "effective_on": effective_on,
            "unit_key": unit_key, "year": issued_on.year if issued_on else None, "recorded_at": timezone.now(),
        }  # fmt: skip
        named: dict[str, Any] = {"number": number, "issued_on": issued_on, "issuer_name": clean(issuer_name)}
        standing = Decision.objects.filter(**named).order_by("id").first()
        if standing is not None:
            return standing
        # Two who register it at once get the same row: the constraint makes the second read the first's.
        decision, is_new = Decision.objects.get_or_create(**named, series=None, defaults=first)
        if is_new:
            audit.record(
                access=access, action="decision.registered", object_type="decision", object_id=decision.pk,
                object_label=str(decision),
            )  # fmt: skip
    return decision


def open_series(
    *, access: AccessContext, unit_key: int, unit_path: str, issuer_name: str, pattern: str, last: int, year: int
) -> NumberSeries:
    """Open a series of numbers kept by a unit; `last` is the last number given in `year` before the program did.

    Errors: issuer_missing, pattern_without_number, pattern_too_long, series_exists; Forbidden.
    """
    access.require(Permission.SIGN_DECISIONS, unit_path)
    pattern, issuer_name = numbering.checked_pattern(pattern), clean(issuer_name)
    if not issuer_name:
        raise DomainError("issuer_missing", "Hãy ghi tên cơ quan ban hành như trên văn bản.")
    try:
        with transaction.atomic():
            series = NumberSeries.objects.create(
                unit_key=unit_key, issuer_name=issuer_name, pattern=pattern, recorded_at=timezone.now()
            )
            SeriesYear.objects.create(series=series, year=year, last=last)
            audit.record(
                access=access, action="number.series_opened", object_type="decision", object_label=str(series),
                unit_path=unit_path, changes={"pattern": [None, pattern], "last": [None, last]},
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError("series_exists", "Đơn vị đã có dãy số «{pattern}».", pattern=pattern) from error
    return series


def close_series(*, access: AccessContext, series: NumberSeries, unit_path: str) -> None:
    """Stop giving numbers of a series; those given stay. Errors: Forbidden."""
    access.require(Permission.SIGN_DECISIONS, unit_path)
    with transaction.atomic():
        NumberSeries.objects.filter(pk=series.pk).update(is_closed=True)
        audit.record(
            access=access, action="number.series_closed", object_type="decision", object_label=str(series),
            unit_path=unit_path,
        )  # fmt: skip


def give_number(*, decision: Decision, issued_on: PartialDate, number: str = "") -> Decision:
    """Give a decision its number, inside the transaction of the caller: the next of its series, or the one written.

    A written number may be one that was set aside in the series. Fills in `number`, `year`, `sequence`, `issued_on`
    of the decision without saving it. Errors: number_missing, number_elsewhere, series_closed, number_taken (the
    standing one is named).
    """
    year, series, number = issued_on.year, decision.series, clean(number)
    decision.issued_on, decision.year = issued_on, year
    if series is None:
        if not number:
            raise DomainError("number_missing", "Hãy ghi số của quyết định, hoặc chọn dãy số để chương trình cấp số.")
        _require_free(decision, number, year)
        decision.number = number
        return decision
    if series.is_closed:
        raise DomainError(
            "series_closed", "Dãy số «{series}» không còn dùng. Hãy chọn dãy số khác.", series=series.pattern
        )
    counter = _counter(series, year)
    if number:
        sequence = numbering.sequence_of(series.pattern, number)
        if sequence is None:
            raise DomainError(
                "number_elsewhere", "Số «{number}» không theo dãy số «{series}». Hãy ghi đúng ký hiệu hoặc bỏ chọn dãy "
                "số.", number=number, series=series.pattern,
            )  # fmt: skip
        _take_over_reserved(decision, series, year, sequence)
        _require_free(decision, number, year)
        decision.number = numbering.written(series.pattern, sequence)
        decision.sequence = sequence
        return decision
    sequence = _next(series, counter)
    decision.sequence, decision.number = sequence, numbering.written(series.pattern, sequence)
    _require_free(decision, decision.number, year)
    return decision


def reserve_number(*, access: AccessContext, series: NumberSeries, unit_path: str, year: int, reason: str) -> Decision:
    """Set the next number of a series aside, with the reason. Errors: reason_missing, series_closed; Forbidden."""
    access.require(Permission.SIGN_DECISIONS, unit_path)
    reason = _reason(reason)
    if series.is_closed:
        raise DomainError(
            "series_closed", "Dãy số «{series}» không còn dùng. Hãy chọn dãy số khác.", series=series.pattern
        )
    with transaction.atomic():
        sequence = _next(series, _counter(series, year))
        held = Decision.objects.create(
            number=numbering.written(series.pattern, sequence), state=DecisionState.RESERVED, series=series, year=year,
            sequence=sequence, issuer_name=series.issuer_name, unit_key=series.unit_key, number_note=reason,
            recorded_at=timezone.now(),
        )  # fmt: skip
        audit.record(
            access=access, action="number.reserved", object_type="decision", object_id=held.pk,
            object_label=held.number, unit_path=unit_path, reason=reason,
        )  # fmt: skip
    return held


def void_number(*, access: AccessContext, held: Decision, unit_path: str, reason: str) -> None:
    """Give up a number that was set aside: nothing will ever bear it. Errors: reason_missing, number_not_reserved."""
    access.require(Permission.SIGN_DECISIONS, unit_path)
    reason = _reason(reason)
    with transaction.atomic():
        rows = Decision.objects.filter(pk=held.pk, state=DecisionState.RESERVED)
        note = f"{held.number_note}; {reason}"[:300]
        if not rows.update(state=DecisionState.VOID, number_note=note):
            raise DomainError("number_not_reserved", "Chỉ huỷ được số đang để dành.")
        audit.record(
            access=access, action="number.voided", object_type="decision", object_id=held.pk,
            object_label=held.number, unit_path=unit_path, reason=reason,
        )  # fmt: skip


def _reason(text: str) -> str:
    reason = clean(text)[:250]
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do.")
    return reason


def _counter(series: NumberSeries, year: int) -> SeriesYear:
    """Give the row of the year, locked: who comes second waits here until the first has its number or gave it back."""
    SeriesYear.objects.get_or_create(series=series, year=year)
    return SeriesYear.objects.select_for_update().get(series=series, year=year)


def _next(series: NumberSeries, counter: SeriesYear) -> int:
    """Take the next number that nobody bears: one written by hand, or on an old paper of the issuer, is passed over."""
    given = Decision.objects.filter(series=series, year=counter.year, sequence__gt=counter.last)
    papers = Decision.objects.filter(issuer_name=series.issuer_name, year=counter.year, sequence__isnull=True)
    told = [numbering.sequence_of(series.pattern, number) for number in papers.values_list("number", flat=True)]
    taken = {each for each in (*given.values_list("sequence", flat=True), *told) if each is not None}
    counter.last = numbering.next_free(counter.last, taken)
    counter.save(update_fields=["last"])
    return counter.last


def _take_over_reserved(decision: Decision, series: NumberSeries, year: int, sequence: int) -> None:
    """Let a decision bear a number that was set aside; the reason goes along with it."""
    held = Decision.objects.filter(series=series, year=year, sequence=sequence, state=DecisionState.RESERVED).first()
    if held is not None:
        decision.number_note = held.number_note
        held.delete()


def _require_free(decision: Decision, number: str, year: int) -> None:
    """Refuse a number that another decision of the issuer bears in the year, naming that decision.

    Two series are two registers, even where their issuers are called alike ("Đảng uỷ").
    """
    others = Decision.objects.exclude(pk=decision.pk).filter(issuer_name=decision.issuer_name).exclude(number="")
    if decision.series_id is not None:
        others = others.filter(Q(series=decision.series_id) | Q(series__isnull=True))
    standing = next(
        (
            other
            for other in others.filter(year=year).only("id", "number", "issued_on", "state", "number_note")
            if numbering.same_number(other.number, number)
        ),
        None,
    )  # fmt: skip
    if standing is None and decision.series_id is not None:
        sequence = numbering.sequence_of(decision.series.pattern, number) if decision.series else None
        if sequence is not None:
            standing = others.filter(series_id=decision.series_id, year=year, sequence=sequence).first()
    if standing is not None:
        raise DomainError(
            "number_taken",
            "Số «{number}» năm {year} của {issuer} đã dùng cho {standing} ({state}). Hãy ghi số khác.",
            number=number, year=year, issuer=decision.issuer_name or "cơ quan này", standing=str(standing),
            state=standing.get_state_display(), decision_id=standing.pk,
        )  # fmt: skip
