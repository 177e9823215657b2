"""Decisions in every state in each of the two units, for the table of pages."""

from __future__ import annotations

from datetime import date

from .rights_world import Things


def decisions(tree, inside, outside) -> Things:
    """A draft, a signed one, one with something that failed, a number set aside and a series: here, then elsewhere."""
    made = [_of(unit, person) for unit, person in ((tree.home, inside), (tree.other, outside))]
    return {key: ([made[0][key]], [made[1][key]]) for key in made[0]}


def _of(unit, person) -> dict[str, object]:
    from canbo.core.access import full_access
    from canbo.core.dates import PartialDate
    from canbo.enactments import services
    from canbo.enactments.models import DecisionSubject
    from canbo.enactments.services import NewEffect, NewSubject

    drafter, signer, day = full_access(None, "người dự thảo"), full_access(None, "người ký"), date(2026, 3, 2)
    series = services.open_series(access=signer, unit=unit, issuer_name="Huyện uỷ", pattern="{n}-QĐ/HU", today=day)

    def draft():
        award = NewEffect("award_given", {"form": "Bằng khen"})
        return services.draft_decision(
            access=drafter, unit=unit, kind="award", abstract="Khen thưởng", series=series,
            subjects=[NewSubject(person.pk, [award])],
        )  # fmt: skip

    waiting, signed = draft(), draft()
    signed = services.sign(
        access=signer, decision=signed, issued_on=PartialDate.from_date(day), today=day,
        effective_on=PartialDate(2090, 1, 1),
    )  # fmt: skip
    held = services.reserve_number(access=signer, series=series, today=day, reason="Chờ họp")
    return {
        "draft": waiting.pk, "decision": signed.pk, "reserved": held.pk, "series": series.pk,
        "draft-subject": DecisionSubject.objects.get(decision=waiting).pk,
        "signed-subject": DecisionSubject.objects.get(decision=signed).pk,
    }  # fmt: skip
