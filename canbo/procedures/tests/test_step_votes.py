"""The vote of a run's step: its page proposes what the pinned law asks, and keeps to it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from canbo.core.errors import DomainError
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import AgendaItem, Vote
from canbo.procedures.selectors.rounds import suggested_of
from canbo.procedures.services import votes

pytestmark = pytest.mark.django_db


@pytest.fixture
def item_of_step(make_run, walk, hall):
    def made(key):
        step = walk(make_run("state.appointment.in_place", "appointment"), key)
        return AgendaItem.objects.create(meeting=hall.meeting, order=1, title="Giới thiệu", step=step)

    return made


def test_the_page_proposes_what_the_step_asks_and_the_vote_keeps_to_it(item_of_step, hall, lan):
    item = item_of_step("s2")
    initial, pinned = suggested_of(lan.access, item, 7)
    assert (initial["step"], initial["kind"], initial["max_choices"]) == ("*", "choose", 1)
    address = f"{reverse('vote-propose', args=[hall.meeting.pk])}?noi-dung={item.pk}"
    page = lan.client.get(address).content.decode()
    assert "theo quy định đã ghim" in page
    sent = {**initial, "names": "Lê Thị Mẫu", "ways": "secret", "threshold": "1/2", "members": ""}
    assert lan.client.post(address, sent).status_code == 302
    vote = Vote.objects.get(item=item)
    assert (vote.rule, vote.announced, vote.max_choices) == (pinned, Vote.Announced.NOTHING, 1)


def test_a_secret_step_of_a_run_keeps_no_slips(item_of_step, hall, lan):
    item = item_of_step("s2")
    _initial, pinned = suggested_of(lan.access, item, 7)
    form = Form(Kind.CHOOSE, ("Lê Thị Mẫu",), max_choices=1, signing="free")
    with pytest.raises(DomainError) as caught:
        votes.propose_vote(
            access=lan.access, meeting_id=hall.meeting.pk, title="Giới thiệu", form=form, rule=pinned, way="kept",
            item_id=item.pk,
        )  # fmt: skip
    assert caught.value.code == "way_barred"
