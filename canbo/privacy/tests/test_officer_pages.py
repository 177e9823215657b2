"""Every page of personal data for the officer of personal data: in scope, out of scope, on their own case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from canbo.personnel.models import Person
from canbo.privacy.models import Campaign
from canbo.privacy.services import breaches, requests, restrictions
from canbo.privacy.services.erasing import propose_erasure

from .conftest import paper

#: Route, what its address names, the codes in scope, out of scope, and for the person of the request themselves.
ROUTES = [
    ("request", "asked", "200 404 200"),
    ("request-answer", "asked", "200 404 403"),
    ("request-extend", "asked", "200 404 403"),
    ("request-close", "asked", "200 404 403"),
    ("request-restrict", "asked", "200 404 403"),
    ("request-take-back", "asked", "403 404 200"),
    ("request-erase", "deletion", "200 404 403"),
    ("request-paper", "paper", "200 404 200"),
    ("restriction-lift", "restriction", "200 404 200"),
    ("campaign", "campaign", "404 404 404"),
    ("campaign-reminders", "campaign", "404 404 404"),
    ("campaign-reminders-export", "campaign", "404 404 404"),
    ("campaign-close", "campaign", "404 404 404"),
    ("erasure", "erasure", "200 404 404"),
    ("erasure-propose", "due", "200 404 404"),
    ("breach", "breach", "200 404 200"),
    ("breach-work", "breach", "200 404 200"),
    ("breach-notify", "breach", "200 404 200"),
    ("breach-answered", "breach", "200 404 200"),
    ("breach-close", "breach", "200 404 200"),
    ("breach-notice", "breach", "200 404 200"),
    ("requests", "", "200 200 200"),
    ("request-enter", "", "200 200 200"),
    ("retention", "", "200 200 200"),
    ("breaches", "", "200 200 200"),
    ("breach-enter", "", "200 200 200"),
    ("processing-register", "", "200 200 200"),
    ("campaigns", "", "403 403 403"),
    ("campaign-call", "", "403 403 403"),
    ("file", "person", "404 404 200"),
    ("file-print", "form", "404 404 200"),
]


@pytest.fixture
def world(an, lan, duc, tree, person, contact, make_account):
    from canbo.personnel.services import open_file

    today, now = timezone.localdate(), timezone.now()
    asked = requests.file_request(
        access=an.access, kind="restriction", content="Dừng in", today=today, uploads=[paper()]
    )
    deletion = requests.file_request(access=an.access, kind="deletion", content="Xoá", today=today)
    restriction = restrictions.restrict(access=duc.access, request=asked, reason="x")
    gone = [
        open_file(access=lan.access, unit=tree.home, identity={"full_name": name}) for name in ("Rút Một", "Rút Hai")
    ]
    Person.objects.filter(pk__in=[each.pk for each in gone]).update(withdrawn_at=datetime(2026, 1, 5, tzinfo=UTC))
    erasure = propose_erasure(
        access=duc.access, rule="opened_by_mistake", person_key=gone[0].pk, reason="x", today=today
    )
    campaign = Campaign.objects.create(
        title="Rà soát", unit=tree.home, sections=["identity"], opens_on=today, closes_before=today.replace(
        year=today.year + 1), created_at=now, created_by_name="Lan",
    )  # fmt: skip
    breach = breaches.record_breach(
        access=duc.access, title="Mất máy", unit=tree.home, detected_at=now, description="x", categories=["health"],
        now=now,
    )  # fmt: skip
    return {
        "": [],
        "asked": [asked.pk],
        "deletion": [deletion.pk],
        "paper": [asked.pk, asked.papers.get().pk],
        "restriction": [restriction.pk],
        "campaign": [campaign.pk],
        "erasure": [erasure.pk],
        "due": ["opened_by_mistake", gone[1].pk],
        "breach": [breach.pk],
        "person": [person.pk],
        "form": [person.pk, "tt06"],
    }, gone


@pytest.mark.parametrize(("name", "args", "codes"), ROUTES, ids=[route[0] for route in ROUTES])
def test_each_officer_gets_their_answer(name, args, codes, world, duc, foreign_duc, an, make_account, tree):
    from canbo.access.models import FileOwner, RoleGrant

    things, gone = world
    # An officer of personal data whose own case it is: the person of the requests, and the owner of the withdrawn files.
    own = gone[0].pk if args in {"erasure"} else gone[1].pk if args == "due" else things["person"][0]
    FileOwner.objects.all().delete()
    themselves = make_account("tu-minh", "data_officer", tree.home, person_id=own)
    assert RoleGrant.objects.filter(user=themselves.user).exists()
    address = reverse(name, args=things[args])
    got = [str(each.client.get(address).status_code) for each in (duc, foreign_duc, themselves)]
    assert " ".join(got) == codes
