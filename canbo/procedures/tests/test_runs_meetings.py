"""Steps that end with a meeting: its count decides, or an officer is asked, or the meeting is held again."""

from __future__ import annotations

import json
from datetime import date

import pytest

from canbo.procedures.tests.running import refused, step

DAY = date(2026, 3, 2)
NUMBERS = {"convened": 10, "present": 10, "issued": 10, "returned": 10, "valid": 10, "members": 10}


@pytest.fixture
def at_step(make_run, walk):
    def made(key, procedure="state.appointment.in_place", act="appointment", **more):
        run = make_run(procedure, act, **more)
        return run, walk(run, key)

    return made


@pytest.fixture
def held(lan, make_hall):
    """Give a function (step, names with votes, numbers) -> the vote counted in a meeting that is closed."""
    from canbo.procedures.models import AgendaItem, Meeting, Vote, VoteCount
    from canbo.procedures.selectors.run_outcomes import vote_asked
    from canbo.procedures.tally_files import tally_of

    def made(at, votes=None, *, state=Meeting.State.CLOSED, item=None, previous=None, counted=True, **more):
        if item is None:
            hall = make_hall(3)
            Meeting.objects.filter(pk=hall.meeting.pk).update(state=state)
            item = AgendaItem.objects.create(meeting=hall.meeting, order=1, title="Bước", step=at)
        if votes is None:
            return item, None
        asked = vote_asked(lan.access, at)
        file = {
            "kind": "approve", **asked.rule, "earlier": asked.earlier, "numbers": {**NUMBERS, **more},
            "names": [{"name": name, "for": number, "against": 10 - number} for name, number in votes.items()],
        }  # fmt: skip
        vote = Vote.objects.create(
            meeting=item.meeting, item=item, title="Giới thiệu", kind="approve", names=list(votes), rule=asked.rule,
            state=Vote.State.COUNTED if counted else Vote.State.OPEN, box_name=f"hòm-{Vote.objects.count()}",
            previous=previous,
        )  # fmt: skip
        if counted:
            tally = tally_of(file)
            VoteCount.objects.create(
                vote=vote, outcome=tally["outcome"], content=json.dumps({"tally": tally, "slips": []})
            )
        return item, vote

    return made


def done(lan, at, **more):
    from canbo.procedures.services.run_steps import complete_step

    return complete_step(access=lan.access, step_id=at.pk, today=DAY, **more)


def asks(code, lan, at, **more):
    from canbo.procedures.services.run_steps import complete_step

    return refused(code, complete_step, access=lan.access, step_id=at.pk, today=DAY, **more)


def test_whoever_advances_comes_into_the_next_step(at_step, held, lan):
    run, at = at_step("s2")
    held(at, {"An": 4, "Bình": 3, "Cúc": 2})
    done(lan, at)
    at.refresh_from_db()
    assert (at.outcome, sorted(at.carried), at.is_stated) == ("advance", ["An", "Bình"], False)
    assert sorted(step(run, "s3").candidates) == ["An", "Bình"]
    assert step(run, "s3").state == "ready"


def test_the_next_vote_looks_back_at_what_was_carried(at_step, held, lan):
    from canbo.procedures.selectors.run_outcomes import vote_asked

    run, at = at_step("s2")
    held(at, {"An": 6, "Bình": 3})
    done(lan, at)
    asked = vote_asked(lan.access, step(run, "s3"))
    assert (asked.ballot, asked.candidates, asked.earlier["s2"]) == ("secret", ("An",), ["An"])
    assert vote_asked(lan.access, step(run, "s1")) is None


def test_too_few_votes_stop_the_run_with_the_reason(at_step, held, lan):
    run, at = at_step("s2")
    held(at, {"An": 2, "Bình": 2})
    done(lan, at)
    run.refresh_from_db()
    assert (run.state, run.ended_on) == ("stopped", DAY)
    assert "dừng lại, báo cáo cấp có thẩm quyền" in run.stop_reason
    assert [each.act for each in run.log.order_by("-pk")[:2]] == ["stopped", "completed"]
    assert step(run, "s3").state == "blocked"


def test_opinions_inform_and_carry_nobody_away(at_step, held, lan):
    run, at = at_step("s4")
    held(at, {"Đỗ Văn Cử": 1})
    done(lan, at)
    assert step(run, "verify").candidates == ["Đỗ Văn Cử"]


def test_what_the_text_leaves_open_is_decided_by_somebody_with_a_reason(at_step, held, lan):
    run, at = at_step("s5")
    held(at, {"An": 5, "Bình": 5})
    error = asks("outcome_undecided", lan, at)
    assert "người đứng đầu lựa chọn" in str(error)
    asks("reason_missing", lan, at, outcome="go_on", carried=["An"], authority="Giám đốc Sở")
    asks("authority_missing", lan, at, outcome="go_on", carried=["An"], note="theo khoản đ")
    done(lan, at, outcome="go_on", carried=["An"], note="theo khoản đ", authority="Giám đốc Sở")
    at.refresh_from_db()
    assert (at.outcome, at.carried, at.authority) == ("head_decides_and_reports", ["An"], "Giám đốc Sở")
    assert step(run, "decide").candidates == ["An"]


def test_where_the_text_says_nothing_the_officer_may_stop(at_step, held, lan):
    run, at = at_step("s5")
    held(at, {"An": 3})
    asks("outcome_undecided", lan, at)
    done(lan, at, outcome="stop", note="báo cáo Ban Thường vụ", authority="Ban Thường vụ")
    run.refresh_from_db()
    assert run.state == "stopped"
    assert "báo cáo Ban Thường vụ" in run.stop_reason


def test_a_rule_nobody_has_read_in_full_stops_nothing_by_itself(at_step, held, lan):
    run, at = at_step("s1", "party.nomination.committee", "nomination", day=date(2024, 3, 4), stated={})
    assert not run.snapshot["steps"][0]["confirmed"]
    held(at, {"An": 9})
    asks("outcome_undecided", lan, at)
    done(lan, at, outcome="go_on", note="theo quy chế", authority="Ban Thường vụ")
    assert step(run, "s2").candidates == ["An"]


def test_no_quorum_and_a_second_round_leave_the_step_waiting(at_step, held, lan):
    from canbo.procedures.models import Vote, VoteCount

    run, at = at_step("s2")
    item, _ = held(at)
    asks("vote_missing", lan, at)
    _, vote = held(at, {"An": 3}, item=item, counted=False)
    asks("vote_unfinished", lan, at)
    Vote.objects.filter(pk=vote.pk).update(state="counted")
    tally = {"outcome": "no_quorum", "names": []}
    count = VoteCount.objects.create(vote=vote, outcome="no_quorum", content=json.dumps({"tally": tally, "slips": []}))
    asks("no_quorum", lan, at)
    tally = {"outcome": "second_round", "names": [{"name": "An", "outcome": "second_round"}]}
    count.content = json.dumps({"tally": tally, "slips": []})
    count.save(update_fields=["content"])
    asks("second_round", lan, at)
    held(at, {"An": 6}, item=item, previous=vote)
    done(lan, at)
    assert step(run, "s3").candidates == ["An"]


def test_a_meeting_that_is_not_over_ends_no_step(at_step, held, lan):
    _run, at = at_step("s2")
    held(at, {"An": 6}, state="open")
    asks("vote_unfinished", lan, at)


def test_a_counted_outcome_is_not_written_over(at_step, held, lan):
    _run, at = at_step("s2")
    held(at, {"An": 6})
    asks("outcome_counted", lan, at, outcome="stop", note="x", authority="y")
    asks("outcome_counted", lan, at, carried=["Bình"])


def test_a_meeting_held_elsewhere_is_stated_by_its_minutes(at_step, lan):
    run, at = at_step("s2")
    asks("vote_missing", lan, at)
    asks("reason_missing", lan, at, outcome="advance", carried=["An"])
    asks("outcome_unknown", lan, at, outcome="được", note="biên bản số 3")
    asks("outcome_undecided", lan, at, outcome="tie", note="biên bản số 3")
    done(lan, at, outcome="advance", carried=["An"], note="biên bản số 3")
    at.refresh_from_db()
    assert (at.is_stated, at.carried, step(run, "s3").candidates) == (True, ["An"], ["An"])


def test_several_votes_on_one_step_are_read_together(at_step, held, lan):
    run, at = at_step("r3", "state.reappointment", "reappointment", stated={
        "target_block": "government", "component_unit": True,
    })  # fmt: skip
    item, _ = held(at, {"An": 8})
    held(at, {"Bình": 3}, item=item)
    done(lan, at)
    at.refresh_from_db()
    assert (at.outcome, at.carried) == ("mixed", ["An"])
    assert at.frozen["names"] == {"An": "chosen", "Bình": "authority_decides"}
    assert len(at.frozen["votes"]) == 2
    assert step(run, "r4").candidates == ["An"]


def test_a_cancelled_meeting_counts_for_nothing(at_step, held, lan):
    from canbo.procedures.models import Meeting

    _run, at = at_step("s2")
    item, _ = held(at, {"An": 6})
    Meeting.objects.filter(pk=item.meeting_id).update(state="cancelled", cancel_reason="trùng lịch")
    asks("vote_missing", lan, at)
