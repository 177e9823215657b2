"""A grant for one tier of management reaches only the files managed there: requests, campaigns, erasures alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel.models import Person
from canbo.privacy.models import Campaign
from canbo.privacy.selectors.campaigns import not_answered, progress
from canbo.privacy.selectors.requests import request_of, requests_to_settle
from canbo.privacy.selectors.retention import due_erasures, erasures
from canbo.privacy.services import requests
from canbo.privacy.services.campaigns import ask_people, call_campaign
from canbo.privacy.services.erasing import decide_erasure, propose_erasure

from .conftest import TODAY


def narrowed(account, tier):
    RoleGrant.objects.filter(user=account.user).update(tier=tier)
    return context_for(account.user, timezone.localdate())


@pytest.fixture
def province(make_account, tree):
    return narrowed(make_account("tinh", "data_officer", tree.home, "Tỉnh"), "province")


@pytest.fixture
def commune(make_account, tree):
    return narrowed(make_account("xa", "data_officer", tree.home, "Xã"), "commune")


@pytest.fixture
def of_the_province(person):
    Person.objects.filter(pk=person.pk).update(managed_tier="province")
    person.refresh_from_db()
    return person


def test_requests_go_by_the_tier(an, of_the_province, province, commune):
    asked = requests.file_request(access=an.access, kind="restriction", content="x", today=TODAY)
    assert list(requests_to_settle(province)) == [asked]
    assert not requests_to_settle(commune).exists()
    requests.answer_first(access=province, request=asked, words="Đã nhận")
    with pytest.raises(NotFound):
        request_of(commune, asked.pk)
    with pytest.raises(NotFound):
        requests.close(access=commune, request=asked, state="done", words="x")
    letter = {"kind": "complaint", "content": "x", "today": TODAY, "person": of_the_province, "received_on": TODAY}
    with pytest.raises(Forbidden):
        requests.file_request(access=commune, **letter)
    assert requests.file_request(access=province, **letter).on_paper


def test_erasures_go_by_the_tier(of_the_province, province, commune, lan):
    Person.objects.filter(pk=of_the_province.pk).update(withdrawn_at=datetime(2026, 1, 5, tzinfo=UTC))
    later = TODAY + timedelta(days=180)
    given = {"rule": "opened_by_mistake", "person_key": of_the_province.pk, "reason": "x", "today": later}
    assert due_erasures(commune, later) == []
    with pytest.raises(NotFound):
        propose_erasure(access=commune, **given)
    proposal = propose_erasure(access=province, **given)
    assert not erasures(commune).exists()
    with pytest.raises(NotFound):
        decide_erasure(access=commune, erasure=proposal, approve=True, reason="x", today=later)
    decide_erasure(access=lan.access, erasure=proposal, approve=True, reason="x", today=later)


def test_a_campaign_asks_the_tier_of_its_caller_and_shows_only_that(of_the_province, make_account, lan, tree):
    from canbo.personnel.services import open_file

    open_file(access=lan.access, unit=tree.home, identity={"full_name": "Lê Thị Bưởi"})
    officer = narrowed(make_account("to-chuc-tinh", "officer", tree.home), "province")
    campaign, _job = call_campaign(
        access=officer, title="Rà soát", unit=tree.home, branches=[], sections=["identity"], opens_on=TODAY,
        closes_before=TODAY + timedelta(days=9),
    )  # fmt: skip
    ask_people(campaign=campaign, report=lambda _percent, _message: None)
    assert [each.person for each in campaign.people.select_related("person")] == [of_the_province]
    whole = Campaign.objects.create(
        title="Cả", unit=tree.home, sections=["identity"], opens_on=TODAY, closes_before=TODAY + timedelta(days=9),
        created_at=timezone.now(), created_by_name="Lan",
    )  # fmt: skip
    assert ask_people(campaign=whole, report=lambda _percent, _message: None) == 2
    assert [each.asked for each in progress(officer, whole)] == [1]
    assert [each.person for each in not_answered(officer, whole)] == [of_the_province]
    assert [each.asked for each in progress(lan.access, whole)] == [2]
