"""Requests, campaigns, erasures and breaches in each of the two units, for the table of pages."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from canbo.core.access import AccessContext, Permission, full_access

type Things = dict[str, tuple[list[object], list[object]]]


def rights(tree, inside, outside) -> Things:
    """For each kind of thing the one of «Phòng Nội vụ», then the one of «Phòng Tài chính»."""
    made: list[dict[str, list[object]]] = [
        _of(person, unit) for person, unit in ((inside, tree.home), (outside, tree.other))
    ]
    things: Things = {key: (made[0][key], made[1][key]) for key in made[0]}
    return {**things, "kind-of-request": (["access"], []), "section-word": (["qualification"], [])}


def _of(person, unit) -> dict[str, list[object]]:
    from canbo.personnel.models import Contact
    from canbo.personnel.services import add_record
    from canbo.privacy.models import Breach, Campaign, CampaignPerson, Erasure, Restriction
    from canbo.privacy.proposals import Proposal
    from canbo.privacy.services.corrections import propose, send

    office, now, today = full_access(None, "kiểm thử"), timezone.now(), timezone.localdate()
    contact = add_record(access=office, person=person, kind=Contact, values={"residence": "xã Mẫu"})
    themselves = AccessContext(None, "người có hồ sơ", _own_grants(), person.pk)
    paper = SimpleUploadedFile("giay-to.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    item = propose(
        access=themselves, kind=Contact, action="correct", record_of_file=contact,
        proposal=Proposal({"residence": "xã Mới"}), uploads=[paper],
    )  # fmt: skip
    request = send(access=themselves, content="", today=date(2026, 3, 2))
    campaign = Campaign.objects.create(
        title="Rà soát", unit=unit, sections=["identity"], opens_on=today, closes_before=today + timedelta(days=9),
        state=Campaign.State.OPEN, created_at=now, created_by_name="kiểm thử",
    )  # fmt: skip
    CampaignPerson.objects.create(campaign=campaign, person=person, unit=unit)
    erasure = Erasure.objects.create(
        scope="papers", rule="withdrawn_paper", state=Erasure.State.DONE, person_key=person.pk * 1000,
        unit_path=unit.path, proposed_at=now, proposed_by_id=0, proposed_by_name="A", decided_at=now,
        decided_by_name="B",
    )  # fmt: skip
    breach = Breach.objects.create(
        title="Mất máy", unit=unit, detected_at=now, notify_due_at=now, description="x", recorded_at=now,
        recorded_by_name="A",
    )  # fmt: skip
    restriction = Restriction.objects.create(person=person, begun_at=now, begun_by_name="A")
    return {
        "own-record": ["contact", contact.pk],
        "request": [request.pk],
        "item": [request.pk, item.pk],
        "request-paper": [request.pk, item.papers.get().pk],
        "restriction": [restriction.pk],
        "campaign": [campaign.pk],
        "campaign-section": [campaign.pk, "identity"],
        "due": ["withdrawn_paper", person.pk],
        "erasure": [erasure.pk],
        "breach": [breach.pk],
    }


def _own_grants():
    from canbo.core.access import Grant

    return (Grant(frozenset({Permission.VIEW_OWN_FILE}), "", "cadre"),)
