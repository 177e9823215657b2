"""The direct level's assessment: the level by rule, another with a reason kept, what must be there to hand it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.models import LevelMove, Shortcoming, UnitProgress, WorkProduct
from canbo.evaluation.services.assessing import Assessment, Named, assess
from canbo.evaluation.tests.conftest import TODAY

pytestmark = pytest.mark.django_db
FLAGS = dict.fromkeys(
    ("degradation_concluded", "members_ban_breach", "example_breach", "duty_disciplined", "suspended_in_year"), False
)
#: 28 + 65 = 93 points: excellent by the decree.
GOOD = {**FLAGS, "general_points": 28, "results_points": 65}
GIVEN = Assessment(GOOD, "excellent", "Hoàn thành 12/12 hồ sơ trước hạn 15/11/2026.", TODAY)


def put(account, office, given=GIVEN, *, place=1, version=None, submit=True):
    return assess(
        access=account.access, rating_id=office.ratings[place].pk, version=version, given=given, today=TODAY,
        submit=submit,
    )  # fmt: skip


def refused(account, office, given=GIVEN, **more):
    with pytest.raises(DomainError) as caught:
        put(account, office, given, **more)
    return caught.value


def test_the_level_by_rule_is_kept_with_points_and_clause(office):
    put(office.head, office)
    held = office.again(1)
    assert (held.rule_level, held.head_level, held.points) == ("excellent", "excellent", Decimal("93.00"))
    assert "335/2025" in held.rule_clause
    assert (held.head_done_on, held.stage, held.head_reason) == (TODAY, "assessed", "")
    assert not LevelMove.objects.exists()
    assert AuditEntry.objects.filter(action="evaluation.assessed").count() == 1


def test_points_are_cut_never_rounded_up(office):
    put(office.head, office, replace(GIVEN, checked={**GOOD, "results_points": 61.999}, level="well"))
    assert (office.again(1).points, office.again(1).rule_level) == (Decimal("89.99"), "well")


def test_another_level_wants_a_reason_and_the_refusal_names_the_clause(office):
    other = replace(GIVEN, level="well")
    error = refused(office.head, office, other)
    assert error.code == "reason_missing"
    assert "Điều 20" in str(error)
    assert "xuất sắc" in str(error)
    put(office.head, office, replace(other, reason="Cả năm chưa có sáng kiến được công nhận."))
    [move] = LevelMove.objects.all()
    assert (move.at, move.before, move.after) == ("head", "excellent", "well")
    assert move.reason == office.again(1).head_reason == "Cả năm chưa có sáng kiến được công nhận."
    put(office.head, office, replace(other, reason="Cả năm chưa có sáng kiến được công nhận."))
    assert LevelMove.objects.count() == 1
    put(office.head, office)
    assert (office.again(1).head_reason, LevelMove.objects.count()) == ("", 1)


def test_discipline_in_the_year_makes_not_completed_and_the_head_differs_with_a_reason_only(office):
    bad = replace(GIVEN, checked={**GOOD, "duty_disciplined": True})
    assert refused(office.head, office, bad).code == "reason_missing"
    put(office.head, office, replace(bad, level="not_completed"))
    assert office.again(1).rule_level == "not_completed"


def test_without_numbers_no_level_follows_and_one_needs_a_reason(office):
    bare = replace(GIVEN, checked={})
    error = refused(office.head, office, bare)
    assert (error.code, "Chưa có số liệu" in str(error)) == ("reason_missing", True)
    half = replace(GIVEN, checked={"general_points": 28})
    assert "còn thiếu" in str(refused(office.head, office, half))
    put(office.head, office, replace(bare, reason="Đơn vị chấm bằng bảng giấy đính kèm."))
    assert (office.again(1).rule_level, office.again(1).head_level) == ("", "excellent")


def test_a_draft_needs_nothing_and_is_not_handed_in(office):
    put(office.head, office, replace(GIVEN, level="", comment=""), submit=False)
    held = office.again(1)
    assert (held.stage, held.head_done_on, held.checked["general_points"]) == ("not_started", None, 28)
    for given, code in (
        (replace(GIVEN, comment=" "), "comment_missing"), (replace(GIVEN, level=""), "level_missing"),
        (replace(GIVEN, level="best"), "level_unknown"), (replace(GIVEN, on=date(2026, 12, 11)), "assessed_later"),
    ):  # fmt: skip
        assert refused(office.head, office, given).code == code
    assert refused(office.head, office, replace(GIVEN, checked={"general_points": 31})).code
    put(office.head, office)
    assert refused(office.head, office, submit=False).code == "already_handed_in"


def test_products_are_checked_before_it_is_handed_in(office):
    product = WorkProduct.objects.create(rating=office.ratings[1], content="Tờ trình", assigned=2, done=2)
    without = replace(GIVEN, checked={**FLAGS, "general_points": 28})
    assert refused(office.head, office, without).code == "products_unchecked"
    product.state = WorkProduct.State.ACCEPTED
    product.save(update_fields=["state"])
    put(office.head, office, without)
    assert office.again(1).points == Decimal("98.00")


def test_only_who_rates_or_runs_and_never_oneself(office, lan, cuong):
    for account, error in ((office.accounts[2], NotFound), (cuong, NotFound), (office.accounts[1], Forbidden)):
        with pytest.raises(error):
            put(account, office)
    with pytest.raises(Forbidden):
        put(office.head, office, place=0)
    put(lan, office, replace(GIVEN, level="well", reason="Theo phiếu giấy của Trưởng phòng."))
    assert LevelMove.objects.get().moved_by_name == "Phạm Văn A (Lan nhập)"


def test_an_older_version_and_a_concluded_rating_are_refused(office):
    version = office.again(1).version
    put(office.head, office, version=version)
    assert refused(office.head, office, version=version).code == "rating_changed"
    office.ratings[1].concluded_on = TODAY
    office.ratings[1].save(update_fields=["concluded_on"])
    assert refused(office.head, office).code == "rating_concluded"


def test_shortcomings_are_named_changed_dropped_and_last_years_confirmed(office):
    earlier = Shortcoming.objects.create(named_in=office.ratings[2], answered_in=office.ratings[1], text="Chậm báo cáo")
    given = replace(GIVEN, shortcomings=[Named("Chậm 2 báo cáo quý", "Chưa lập lịch"), Named(" ")],
                    mended={earlier.pk: "mended"})  # fmt: skip
    put(office.head, office, given)
    [row] = office.ratings[1].shortcomings.all()
    assert (row.text, row.cause) == ("Chậm 2 báo cáo quý", "Chưa lập lịch")
    earlier.refresh_from_db()
    assert (earlier.state, earlier.confirmed_by_name) == ("mended", "Phạm Văn A")
    put(office.head, office, replace(GIVEN, shortcomings=[Named("Chậm 3 báo cáo", "", row.pk)]))
    row.refresh_from_db()
    assert row.text == "Chậm 3 báo cáo"
    stranger = replace(GIVEN, shortcomings=[Named("x", "", earlier.pk)])
    assert refused(office.head, office, stranger).code == "shortcoming_unknown"
    alone = replace(GIVEN, shortcomings=[Named("", "vì thiếu người")])
    assert refused(office.head, office, alone).code == "cause_without_shortcoming"
    put(office.head, office)
    assert not office.ratings[1].shortcomings.exists()


def test_the_counts_of_the_unit_follow(office):
    put(office.head, office)
    assert UnitProgress.objects.get(campaign=office.campaign).not_started == 5
