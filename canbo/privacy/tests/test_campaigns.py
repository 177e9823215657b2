"""Campaigns of self-update: the list made set-based, answers by section, progress by unit, who is still asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.jobs.models import Job
from canbo.jobs.services import perform
from canbo.personnel.models import Qualification
from canbo.privacy.models import Campaign, CampaignPerson, RequestItem
from canbo.privacy.proposals import Proposal
from canbo.privacy.selectors.campaigns import campaign_of, not_answered, own_calls, progress
from canbo.privacy.services import requests, restrictions
from canbo.privacy.services.campaigns import ask_people, call_campaign, close_campaign, confirm_section
from canbo.privacy.services.corrections import propose, send

from .conftest import TODAY

SECTIONS = ["identity", "qualification"]


def call(lan, unit, **more):
    campaign, job = call_campaign(
        access=lan.access, title="Rà soát quý I", unit=unit, branches=more.pop("branches", []), sections=SECTIONS,
        opens_on=TODAY, closes_before=TODAY + timedelta(days=14), **more,
    )  # fmt: skip
    perform(Job.objects.get(pk=job.pk))
    return Campaign.objects.get(pk=campaign.pk)


@pytest.fixture
def others(lan, cuong, tree):
    from canbo.personnel.services import open_file

    return [
        open_file(access=who.access, unit=unit, identity={"full_name": name})
        for who, unit, name in (
            (lan, tree.home, "Lê Thị Bưởi"), (lan, tree.team, "Ngô Văn Cam"), (cuong, tree.other, "Trần Văn Tư"),
        )
    ]  # fmt: skip


def test_everybody_of_the_unit_is_asked_once(lan, tree, an, others):
    campaign = call(lan, tree.home)
    assert campaign.state == Campaign.State.OPEN
    assert set(campaign.people.values_list("person__full_name", flat=True)) == {
        "Hoàng Văn An", "Lê Thị Bưởi", "Ngô Văn Cam",
    }  # fmt: skip
    assert ask_people(campaign=campaign, report=lambda percent, message: None) == 3  # again asks nobody twice


def test_only_the_branches_chosen_are_asked(lan, tree, an, others):
    campaign = call(lan, tree.home, branches=[tree.team.pk])
    assert [each.person.full_name for each in campaign.people.select_related("person")] == ["Ngô Văn Cam"]


def test_the_list_costs_the_same_number_of_queries_for_many(lan, tree, person):
    from canbo.personnel.services import open_file

    def cost():
        campaign = Campaign.objects.create(
            title="x", unit=tree.home, sections=SECTIONS, opens_on=TODAY, closes_before=TODAY + timedelta(days=1),
            created_at="2026-03-02T00:00:00Z", created_by_name="Lan",
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            ask_people(campaign=campaign, report=lambda percent, message: None)
        return len(queries)

    few = cost()
    for number in range(20):
        open_file(access=lan.access, unit=tree.home, identity={"full_name": f"Người {chr(65 + number)}"})
    assert cost() == few


def test_answers_section_by_section(lan, tree, an):
    campaign = call(lan, tree.home)
    assert [each.campaign for each in own_calls(an.access, TODAY)] == [campaign]
    confirm_section(access=an.access, campaign_id=campaign.pk, section="identity", today=TODAY)
    assert campaign.people.get().state == CampaignPerson.State.BEGUN
    confirm_section(access=an.access, campaign_id=campaign.pk, section="qualification", today=TODAY)
    assert campaign.people.get().state == CampaignPerson.State.CONFIRMED
    assert own_calls(an.access, TODAY) == []
    assert not not_answered(lan.access, campaign).exists()


def test_changes_sent_count_as_an_answer_and_name_the_campaign(lan, tree, an):
    campaign = call(lan, tree.home)
    confirm_section(access=an.access, campaign_id=campaign.pk, section="identity", today=TODAY)
    propose(
        access=an.access, kind=Qualification, action=RequestItem.Action.ADD,
        proposal=Proposal({"level": "university", "major": "Luật"}),
    )  # fmt: skip
    assert send(access=an.access, content="", today=TODAY).campaign == campaign
    place = campaign.people.get()
    assert (place.state, place.answers) == (
        CampaignPerson.State.CHANGED, {"identity": "unchanged", "qualification": "changed"},
    )  # fmt: skip
    unit = progress(lan.access, campaign)[0]
    assert (unit.asked, unit.changed, unit.percent) == (1, 1, 100.0)


def test_a_change_is_not_unsaid_by_confirming(lan, tree, an):
    campaign = call(lan, tree.home)
    propose(
        access=an.access, kind=Qualification, action=RequestItem.Action.ADD,
        proposal=Proposal({"level": "university", "major": "Luật"}),
    )  # fmt: skip
    send(access=an.access, content="", today=TODAY)
    confirm_section(access=an.access, campaign_id=campaign.pk, section="qualification", today=TODAY)
    assert campaign.people.get().answers["qualification"] == "changed"


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=14)])
def test_outside_the_window_nothing_is_taken(lan, tree, an, day):
    campaign = call(lan, tree.home)
    assert own_calls(an.access, day) == []
    with pytest.raises(DomainError) as refused:
        confirm_section(access=an.access, campaign_id=campaign.pk, section="identity", today=day)
    assert refused.value.code == "campaign_not_open"


def test_a_closed_campaign_takes_nothing(lan, tree, an, cuong):
    campaign = call(lan, tree.home)
    with pytest.raises(Forbidden):
        close_campaign(access=cuong.access, campaign=campaign)
    close_campaign(access=lan.access, campaign=campaign)
    with pytest.raises(DomainError):
        confirm_section(access=an.access, campaign_id=campaign.pk, section="identity", today=TODAY)
    with pytest.raises(DomainError) as twice:
        close_campaign(access=lan.access, campaign=campaign)
    assert twice.value.code == "campaign_closed"


def test_who_is_not_asked_has_no_page(lan, tree, cuong, an, make_account, others):
    campaign = call(lan, tree.team)
    with pytest.raises(NotFound):
        confirm_section(access=an.access, campaign_id=campaign.pk, section="identity", today=TODAY)
    with pytest.raises(NotFound):
        campaign_of(cuong.access, campaign.pk)


def test_a_campaign_is_called_in_scope_only(lan, tree, binh):
    with pytest.raises(Forbidden):
        call(lan, tree.other)
    with pytest.raises(Forbidden):
        call(binh, tree.home)
    with pytest.raises(DomainError) as branch:
        call(lan, tree.home, branches=[tree.other.pk])
    assert branch.value.code == "branch_unknown"


def test_a_restricted_file_is_not_asked(lan, tree, an, duc):
    asked = requests.file_request(access=an.access, kind="restriction", content="x", today=TODAY)
    restrictions.restrict(access=duc.access, request=asked, reason="Dừng các việc không bắt buộc")
    assert not call(lan, tree.home).people.exists()


def test_progress_puts_the_slowest_first(lan, tree, an, others):
    campaign = call(lan, tree.home)
    for section in SECTIONS:
        confirm_section(access=an.access, campaign_id=campaign.pk, section=section, today=date(2026, 3, 3))
    found = progress(lan.access, campaign)
    assert [(each.unit_name, each.asked, each.answered) for each in found] == [
        ("Tổ Hành chính", 1, 0), ("Phòng Nội vụ", 2, 1),
    ]  # fmt: skip
