"""The conclusion: the whole way first, in order, by majority; held while checked; people moved, groups closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.domain.cap_groups import GroupKey
from canbo.evaluation.models import CapGroup, LevelMove, Rating
from canbo.evaluation.selectors.conclusion import readiness_of
from canbo.evaluation.services import calibrating, concluding
from canbo.evaluation.services.calibrating import CapGiven
from canbo.evaluation.services.concluding import Conclusion, Majority
from canbo.evaluation.tests.concluded import DAY, PARTY, STATE

pytest_plugins = ["canbo.evaluation.tests.concluded"]
MOST = Majority(4, 1, 7)
FAMILY = "state.nd_335_2025"


def fresh(rating):
    return Rating.objects.select_related("campaign__unit", "unit", "person").get(pk=rating.pk)


def refusal(call, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value


def conclude(by, rating, **values):
    values.setdefault("on", DAY)
    return concluding.conclude(access=by.access, rating_id=rating.pk, given=Conclusion(**values))


def refused(by, rating, **values):
    return refusal(conclude, by, rating, **values)


def test_concluded_at_the_level_that_stands_with_the_majority(rated, lan):
    rating = rated(level="well", scheme=PARTY, regime="")
    conclude(lan, rating, majority=MOST, text="Hoàn thành tốt.")
    held = fresh(rating)
    assert (held.concluded_level, held.concluded_on, held.stage, held.version) == ("well", DAY, "concluded", 2)
    assert held.majority == {"for": 4, "against": 1, "members": 7, "meeting": ""}
    assert held.campaign.progress.get().concluded == 1
    assert AuditEntry.objects.filter(action="evaluation.concluded", object_id=rating.pk).count() == 1


@pytest.mark.parametrize(
    ("majority", "code"),
    [
        (Majority(), "majority_missing"), (Majority(4, 0, 8), "majority_against"), (Majority(3, 4, 7), "majority_against"),
        (Majority(5, 4, 8), "majority_wrong"), (Majority(1, 0, 0), "majority_wrong"),
    ],
)  # fmt: skip
def test_no_conclusion_without_over_half_of_the_members(rated, lan, majority, code):
    assert refused(lan, rated(scheme=PARTY, regime=""), majority=majority).code == code


def test_over_half_is_enough_and_so_is_the_meeting_named(rated, lan):
    conclude(lan, rated("A A", scheme=PARTY, regime=""), majority=Majority(5, 3, 9))
    conclude(lan, rated("B B", scheme=PARTY, regime=""), majority=Majority(meeting="Họp Ban Thường vụ 10/12"))
    conclude(lan, rated("C C"))


def test_another_level_than_the_rules_needs_a_reason_that_is_kept(rated, lan):
    rating = rated(level="completed")
    assert refused(lan, rating, level="well").code == "reason_missing"
    conclude(lan, rating, level="well", reason="Có sáng kiến cấp tỉnh")
    (move,) = LevelMove.objects.filter(rating=rating)
    assert (move.at, move.before, move.after, move.reason) == (
        "conclusion", "completed", "well", "Có sáng kiến cấp tỉnh"
    )  # fmt: skip


def test_a_missing_step_is_told_with_its_clause_and_blocks_when_the_clause_was_read(rated, lan, campaign):
    campaign.ways = {STATE: [
        {"step": "self_review", "asked": True, "clause": "Điều 19", "confirmed": True},
        {"step": "vote", "asked": True, "clause": "Điều 20, khoản 9", "confirmed": True},
        {"step": "advisory", "asked": False, "clause": "", "confirmed": True},
        {"step": "conclusion", "asked": True, "clause": "", "confirmed": True},
    ]}  # fmt: skip
    campaign.save(update_fields=["ways"])
    rating = rated()
    error = refused(lan, rating, overriding="vội")
    assert error.code == "way_incomplete"
    assert "Bỏ phiếu kín" in error.message
    assert "Điều 20, khoản 9" in error.message
    assert "Thẩm định" not in error.message
    Rating.objects.filter(pk=rating.pk).update(voted_on=DAY)
    conclude(lan, rating)


def test_the_authority_goes_on_with_a_reason_where_nobody_read_the_clause(rated, lan, campaign):
    campaign.ways = {STATE: [{"step": "residence_opinion", "asked": True, "clause": "", "confirmed": False}]}
    campaign.save(update_fields=["ways"])
    rating = rated()
    assert refused(lan, rating).code == "overriding_missing"
    conclude(lan, rating, overriding="Nơi cư trú chưa trả lời, đã hết hạn")
    assert fresh(rating).went_on_reason == "Nơi cư trú chưa trả lời, đã hết hạn"


def test_an_opinion_done_without_is_not_missing(rated, lan, campaign):
    campaign.ways = {STATE: [{"step": "workplace_opinion", "asked": True, "clause": "Điều 19", "confirmed": True}]}
    campaign.save(update_fields=["ways"])
    rating = rated()
    asked = rating.opinions.create(kind="workplace", asked_of="Chi bộ 1", asked_on=DAY)
    found = readiness_of(lan.access, [fresh(rating)])[rating.pk].missing
    assert [(each.step, "Chi bộ 1" in each.words) for each in found] == [("workplace_opinion", True)]
    asked.without_reason = "Chi bộ đã giải thể"
    asked.save(update_fields=["without_reason"])
    conclude(lan, rating)


def test_the_head_waits_for_the_collective(rated, collective, lan):
    head = rated("Trưởng", rank="head", scheme="party.qd_366_2025.leader", regime="")
    unit = collective()
    error = refused(lan, head, majority=MOST)
    assert error.code == "order_not_kept"
    assert "Phòng Nội vụ" in error.message
    assert "Điều 12, khoản 2" in error.message
    conclude(lan, unit, majority=MOST)
    conclude(lan, head, majority=MOST)


def test_held_while_checked(rated, lan):
    rating = rated()
    assert refusal(
        concluding.hold, access=lan.access, rating_id=rating.pk, reason=" ", on=DAY
    ).code == "hold_reason_missing"  # fmt: skip
    concluding.hold(access=lan.access, rating_id=rating.pk, reason="Có đơn tố cáo", on=DAY)
    assert refused(lan, rating, overriding="cứ kết luận").code == "rating_held"
    concluding.release(access=lan.access, rating_id=rating.pk, reason="Tố cáo sai")
    conclude(lan, rating)
    assert "Tố cáo sai" in fresh(rating).hold_reason


def test_nobody_concludes_on_themselves_or_a_relative_or_without_the_right(
    rated, lan, cuong, make_account, tree, monkeypatch
):  # fmt: skip
    rating = rated()
    own = make_account("tu", "officer", tree.home, "Tự", person_id=rating.person_id)
    secretary = make_account("thu-ky", "evaluation_secretary", tree.home)
    for by, error in ((own, Forbidden), (secretary, Forbidden), (cuong, NotFound)):
        with pytest.raises(error):
            conclude(by, rating)
        with pytest.raises((Forbidden, NotFound, DomainError)):
            concluding.conclude_many(access=by.access, rating_ids=[rating.pk], given=Conclusion(DAY))
    monkeypatch.setattr(concluding, "relatives_among", lambda _access, people: set(people))
    assert refusal(
        concluding.conclude_many, access=lan.access, rating_ids=[rating.pk], given=Conclusion(DAY)
    ).code == "relative_among"  # fmt: skip
    assert fresh(rating).concluded_on is None


def test_many_at_once_all_or_none_and_the_refusal_names_whom(rated, lan):
    first, second = rated("Lý Một"), rated("Lý Hai", level="completed", rule_level="well")
    error = refusal(
        concluding.conclude_many, access=lan.access, rating_ids=[first.pk, second.pk], given=Conclusion(DAY)
    )
    assert (error.code, "Lý Hai" in error.message) == ("reason_missing", True)
    assert fresh(first).concluded_on is None
    calibrating.move(access=lan.access, rating_id=second.pk, to="excellent", reason="Rà soát", on=DAY)
    assert concluding.conclude_many(
        access=lan.access, rating_ids=[first.pk, second.pk], given=Conclusion(DAY)
    ) == 2  # fmt: skip
    assert [fresh(each).concluded_level for each in (first, second)] == ["well", "excellent"]


def test_not_rated_with_the_reason(rated, lan):
    rating = rated(level="")
    assert refused(lan, rating).code == "level_missing"
    conclude(lan, rating, not_rated="Công tác dưới 6 tháng")
    assert (fresh(rating).stage, fresh(rating).concluded_on) == ("not_rated", None)


# moving


def move(by, rating, to, reason="Rà soát chung", **values):
    return calibrating.move(access=by.access, rating_id=rating.pk, to=to, reason=reason, on=DAY, **values)


def test_moved_with_a_reason_and_taken_back(rated, lan):
    rating = rated(level="excellent")
    assert refusal(move, lan, rating, "well", reason=" ").code == "reason_missing_move"
    assert refusal(move, lan, rating, "excellent").code == "level_same"
    move(lan, rating, "well")
    assert (fresh(rating).level_now, fresh(rating).calibrated_level) == ("well", "well")
    assert refusal(move, lan, rating, "completed", version=0).code == "rating_changed"
    calibrating.undo(access=lan.access, rating_id=rating.pk, on=DAY)
    assert (fresh(rating).level_now, fresh(rating).calibrated_level) == ("excellent", "")
    assert LevelMove.objects.filter(rating=rating).count() == 2
    assert refusal(calibrating.undo, access=lan.access, rating_id=rating.pk, on=DAY).code == "nothing_to_undo"


def test_moved_after_the_conclusion_the_conclusion_changes(rated, lan):
    rating = rated(level="excellent")
    conclude(lan, rating)
    move(lan, rating, "well")
    assert (fresh(rating).concluded_level, fresh(rating).concluded_on) == ("well", DAY)


# groups


@pytest.fixture
def twelve(rated):
    """Twelve of one unit: three excellent, nine well."""
    return [rated(f"Người Số {n}", level="excellent" if n < 3 else "well", group="chuyên viên") for n in range(12)]


def key(tree, group="chuyên viên"):
    return GroupKey(tree.home.pk, FAMILY, group)


def close(by, campaign, at, **values):
    given = Conclusion(DAY, **values)
    return calibrating.close_group(access=by.access, campaign_id=campaign.pk, key=at, given=given)


def test_a_group_over_its_cap_is_not_closed_and_the_refusal_says_how_many_must_move(twelve, campaign, lan, tree):
    error = refusal(close, lan, campaign, key(tree))
    assert error.code == "group_over_cap"
    assert (error.extra["excellent"], error.extra["allowed"], error.extra["moves"]) == (3, 1, 1)
    assert "Điều 20, khoản 5" in error.message
    assert not Rating.objects.filter(concluded_on__isnull=False).exists()
    move(lan, twelve[0], "well")
    close(lan, campaign, key(tree))
    assert Rating.objects.filter(concluded_on=DAY).count() == 12
    assert refusal(move, lan, twelve[1], "well").code == "group_closed"
    assert refused(lan, twelve[1], level="well", reason="x").code == "group_closed"


def test_where_the_readings_differ_the_rounding_is_settled_with_its_ground_first(rated, campaign, lan, tree):
    for n in range(4):
        rated(f"Người Số {n}", level="excellent" if n < 1 else "well")
    assert refusal(close, lan, campaign, key(tree, "")).code == "cap_unsettled"
    settle = {"access": lan.access, "campaign_id": campaign.pk, "key": key(tree, "")}
    error = refusal(calibrating.settle_cap, **settle, given=CapGiven(rounding="up"))
    assert error.code == "local_ground_missing"
    calibrating.settle_cap(**settle, given=CapGiven(rounding="up", local_ground="Hướng dẫn 12-HD/BTCTU"))
    close(lan, campaign, key(tree, ""))
    assert CapGroup.objects.get().closed_by_name == "Lan"


def test_a_higher_share_only_as_far_as_the_text_lets_it_go_and_with_its_ground(twelve, campaign, lan, tree):
    settle = {"access": lan.access, "campaign_id": campaign.pk, "key": key(tree)}
    bare, over = CapGiven(higher=Decimal(25)), CapGiven(higher=Decimal(26), higher_ground="Bằng khen")
    assert refusal(calibrating.settle_cap, **settle, given=bare).code == "higher_ground_missing"
    assert refusal(calibrating.settle_cap, **settle, given=over).code == "cap_higher_too_high"
    assert not CapGroup.objects.exists()
    calibrating.settle_cap(**settle, given=CapGiven(higher=Decimal(25), higher_ground="Bằng khen"))
    assert CapGroup.objects.get().higher == 25


def test_opened_again_with_a_reason_until_somebody_was_told(rated, campaign, lan, tree):
    rating = rated()
    close(lan, campaign, key(tree, ""))
    again = {"access": lan.access, "campaign_id": campaign.pk, "key": key(tree, "")}
    assert refusal(calibrating.reopen_group, **again, reason="").code == "reopen_reason_missing"
    calibrating.reopen_group(**again, reason="Xét lại")
    move(lan, rating, "completed")
    close(lan, campaign, key(tree, ""))
    Rating.objects.filter(pk=rating.pk).update(told_on=DAY)
    assert refusal(calibrating.reopen_group, **again, reason="Xét lại").code == "somebody_told"


def test_a_group_is_closed_by_who_concludes_on_all_of_it(twelve, campaign, lan, cuong, make_account, tree):
    whole = GroupKey(tree.root.pk, "party.qd_366_2025", "chuyên viên")
    with pytest.raises(Forbidden):
        close(lan, campaign, whole)
    with pytest.raises((Forbidden, NotFound)):
        close(cuong, campaign, key(tree))
    secretary = make_account("thu-ky", "evaluation_secretary", tree.home)
    with pytest.raises(Forbidden):
        close(secretary, campaign, key(tree))


def test_levels_of_everybody_are_needed(rated, campaign, lan, tree):
    rated(level="")
    assert refusal(close, lan, campaign, key(tree, "")).code == "levels_missing"
    assert refusal(close, lan, campaign, key(tree, "không có nhóm này")).code == "group_empty"
    assert refusal(close, lan, campaign, GroupKey(tree.home.pk, "không có", "")).code == "group_unknown"


def test_the_day_of_the_law_decides(rated, campaign, lan, tree):
    campaign.law_day = date(2024, 12, 31)
    campaign.save(update_fields=["law_day"])
    rated(level="excellent", scheme="state.nd_90_2020.civil_servant")
    close(lan, campaign, GroupKey(tree.home.pk, "state.nd_90_2020", ""))
