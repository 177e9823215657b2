"""What waits for who is rated, the days of a campaign in calendars, and what is left after a file was erased."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from canbo.evaluation.campaign_waiting import campaign_events, reviews_waiting
from canbo.evaluation.models import LevelMove, Opinion, Rating, Shortcoming, UnitProgress
from canbo.evaluation.services.erasing import erase_from_evaluations
from canbo.evaluation.tests.test_campaigns import STATE, TODAY, of, office, opened, runner

__all__ = ["office", "runner"]


@pytest.fixture
def campaign(runner, office, tree):
    return opened(runner.access, tree.root)


def test_ones_own_self_review_waits_with_its_day(make_account, campaign, office, tree):
    own = make_account("viên", "cadre", tree.home, "Viên", person_id=office["staff"].pk)
    UnitProgress.objects.filter(campaign=campaign, unit=tree.home).update(reminded_on=TODAY)
    (waits,) = reviews_waiting(own.access, TODAY)
    assert waits.url == reverse("rating-review", args=[of(campaign, office["staff"])[STATE].pk])
    assert waits.due == date(2026, 11, 23)
    assert "20/11/2026" in waits.detail
    Rating.objects.filter(person=office["staff"]).update(self_done_on=TODAY)
    assert list(reviews_waiting(own.access, TODAY)) == []


def test_nothing_waits_of_a_campaign_that_is_over(make_account, campaign, office, tree):
    own = make_account("viên", "cadre", tree.home, "Viên", person_id=office["staff"].pk)
    campaign.state = "closed"
    campaign.save(update_fields=["state"])
    assert list(reviews_waiting(own.access, TODAY)) == []
    assert list(campaign_events(own.access, TODAY, date(2027, 1, 1))) == []


def test_deadlines_stand_in_the_calendar_and_name_nobody(make_account, cuong, campaign, office, tree):
    own = make_account("viên", "cadre", tree.home, "Viên", person_id=office["staff"].pk)
    events = list(campaign_events(own.access, date(2026, 12, 1), date(2027, 1, 1)))
    assert date(2026, 12, 14) in {each.starts for each in events}
    assert {"Hạn kết luận của cấp có thẩm quyền · Huyện Mẫu"} <= {each.plain for each in events}
    assert list(campaign_events(own.access, date(2026, 1, 1), date(2026, 2, 1))) == []


def test_erasure_takes_words_and_keeps_levels(campaign, office, runner):
    rating = of(campaign, office["staff"])[STATE]
    rating.review, rating.comment, rating.concluded_level = {"a": "lời"}, "nhận xét", "well"
    rating.votes = {"vote": 1, "name": "Phạm Thị Viên", "counts": {"well": 9}}
    rating.save()
    opinion = Opinion.objects.filter(rating=rating).first()
    Opinion.objects.filter(pk=opinion.pk).update(text="ý kiến")
    Shortcoming.objects.create(named_in=rating, text="chậm")
    LevelMove.objects.create(rating=rating, at="head", after="well", reason="vì", moved_on=TODAY, moved_by_name="x")
    other = of(campaign, office["member"])[STATE]
    Rating.objects.filter(pk=other.pk).update(comment="của người khác")
    assert erase_from_evaluations(access=runner.access, person_ids=[office["staff"].pk]) > 3
    rating.refresh_from_db()
    opinion.refresh_from_db()
    assert (rating.review, rating.comment, rating.concluded_level, rating.post) == (None, "", "well", "")
    assert "Viên" not in str(rating.votes)
    assert opinion.text == Shortcoming.objects.get().text == LevelMove.objects.get().reason == ""
    other.refresh_from_db()
    assert other.comment == "của người khác"
