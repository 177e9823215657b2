"""The pure half of runs: the course of steps, days counted, papers in date, what follows from a count, law pinned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.core.working_days import is_working_day
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.runs import Course, RunState, StepState, begun
from canbo.procedures.domain.runs_deadlines import Window, counted, is_met, narrowed, window
from canbo.procedures.domain.runs_law import PinnedDeadline, PinnedPaper
from canbo.procedures.domain.runs_outcomes import Way, follow
from canbo.procedures.domain.runs_papers import Given, PaperStatus, last_day, needed
from canbo.rules import library
from canbo.rules.domain.model import Words

READY, DONE, SKIPPED, BLOCKED = StepState.READY, StepState.DONE, StepState.SKIPPED, StepState.BLOCKED
TODAY = date(2026, 3, 2)


def keys(count):
    return tuple(f"s{number}" for number in range(count))


def well_formed(course: Course) -> bool:
    """Those past, then one that is ready (none once it has ended), then those that wait."""
    states = [state for _key, state in course.steps]
    past = [state for state in states if state in {DONE, SKIPPED}]
    rest = states[len(past) :]
    if course.state is RunState.FINISHED:
        return not rest
    if course.state is RunState.STOPPED:
        return states[: len(past)] == past and set(rest) <= {BLOCKED}
    return states[: len(past)] == past and rest[0] is READY and set(rest[1:]) <= {BLOCKED}


def asked(course: Course, act: str, key: str) -> Course:
    return course.stopped() if act == "stopped" else getattr(course, act)(key)


@given(
    st.integers(1, 9),
    st.lists(st.tuples(st.sampled_from(["done", "skipped", "returned", "stopped"]), st.integers(0, 8)), max_size=40),
)
def test_a_course_stays_in_order_whatever_is_asked_of_it(count, acts):
    course = begun(keys(count))
    for act, number in acts:
        key = f"s{number % count}"
        before = course
        allowed = before.state is RunState.RUNNING and (
            act == "stopped"
            or (act in {"done", "skipped"} and before.state_of(key) is READY)
            or (act == "returned" and before.state_of(key) in {DONE, SKIPPED})
        )
        if not allowed:
            with pytest.raises(DomainError):
                asked(course, act, key)
            continue
        course = asked(course, act, key)
        assert well_formed(course)


@given(st.integers(1, 9), st.data())
def test_returned_and_done_again_it_stands_where_it_stood(count, data):
    course = begun(keys(count))
    done = data.draw(st.integers(1, count))
    for number in range(done):
        course = course.done(f"s{number}")
    if course.state is RunState.FINISHED:
        with pytest.raises(DomainError):
            course.returned("s0")
        return
    back = data.draw(st.integers(0, done - 1))
    again = course.returned(f"s{back}")
    assert again.ready == f"s{back}"
    assert [state for _key, state in again.steps[back + 1 :]] == [BLOCKED] * (count - back - 1)
    for number in range(back, done):
        again = again.done(f"s{number}")
    assert again == course


def test_the_last_step_finishes_and_nothing_moves_after():
    course = begun(("a", "b")).done("a").skipped("b")
    assert (course.state, course.ready) == (RunState.FINISHED, None)
    for act in (lambda: course.done("b"), lambda: course.stopped(), lambda: course.returned("a")):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "run_ended"
    with pytest.raises(DomainError) as gone:
        begun(("a",)).done("z")
    assert gone.value.code == "step_gone"


def deadline(
    count=15, unit="working_days", bound="at_most", side="after", event="proposal_received", until="", name="d"
):
    return PinnedDeadline(name, Words("", ""), count, unit, bound, side, event, until, (), True, "")


#: Count, unit, from, to: Tết of 2026 (16 to 20 February), the day moved to 22 August, months of unlike length.
COUNTED = [
    (15, "working_days", date(2026, 2, 2), date(2026, 3, 2)),
    (1, "working_days", date(2026, 2, 13), date(2026, 2, 23)),
    (1, "working_days", date(2026, 8, 21), date(2026, 8, 22)),
    (2, "working_days", date(2026, 8, 21), date(2026, 8, 24)),
    (5, "working_days", date(2026, 8, 24), date(2026, 9, 3)),
    (-5, "working_days", date(2026, 2, 23), date(2026, 2, 9)),
    (90, "days", date(2026, 1, 1), date(2026, 4, 1)),
    (-90, "days", date(2026, 12, 31), date(2026, 10, 2)),
    (2, "weeks", date(2026, 2, 10), date(2026, 2, 24)),
    (6, "months", date(2025, 8, 31), date(2026, 2, 28)),
    (-1, "months", date(2026, 3, 31), date(2026, 2, 28)),
]


@pytest.mark.parametrize(("count", "unit", "start", "end"), COUNTED)
def test_days_are_counted_as_the_offices_do(count, unit, start, end):
    assert counted(start, count, unit) == end


@given(st.dates(date(2024, 1, 2), date(2027, 8, 1)), st.integers(1, 60))
def test_so_many_working_days_lie_between_and_the_last_is_worked(start, count):
    end = counted(start, count, "working_days")
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day) for day in days) == count
    assert is_working_day(end)


def test_which_side_and_which_bound():
    event = date(2026, 6, 30)
    assert window(deadline(10, "days"), event) == Window(None, date(2026, 7, 10))
    assert window(deadline(10, "days", "at_least"), event) == Window(date(2026, 7, 10), None)
    assert window(deadline(90, "days", "at_least", "before"), event) == Window(None, date(2026, 4, 1))
    assert window(deadline(90, "days", "at_most", "before"), event) == Window(date(2026, 4, 1), event)


def test_what_cannot_be_told_is_said():
    assert window(deadline(), None) == Window(problem="event_unknown")
    missing = window(deadline(), date(2031, 1, 6))
    assert (missing.problem, missing.year, missing.due) == ("calendar_missing", "2031", None)
    assert window(deadline(10, "days"), date(2031, 1, 6)).due == date(2031, 1, 16)


def test_a_calendar_not_announced_is_marked():
    assert window(deadline(), date(2027, 2, 1)).is_provisional
    assert not window(deadline(), date(2026, 3, 2)).is_provisional


def test_several_deadlines_leave_what_all_of_them_leave():
    days = [Window(None, date(2026, 3, 9)), Window(date(2026, 3, 3), date(2026, 3, 6)), Window(problem="event_unknown")]
    assert narrowed(days) == Window(date(2026, 3, 3), date(2026, 3, 6), problem="event_unknown")
    assert narrowed([]) == Window()


def test_when_a_deadline_of_the_whole_is_met():
    law = pinned("state.appointment.in_place")
    answer, finish = law.deadlines
    assert not is_met(law, answer, {"policy"})
    assert is_met(law, answer, {"policy", "answer"})
    assert not is_met(law, finish, {"policy", "answer", "s1"})
    assert is_met(law, finish, {"decide"})
    propose, decide, longer = pinned("state.resignation").deadlines
    assert (is_met(law, propose, {"q1"}), is_met(law, propose, {"q2"})) == (False, True)
    assert (decide.until, longer.until) == ("q3", "")
    assert not is_met(pinned("state.resignation"), longer, {"q1", "q2", "q3"})


PAPER = PinnedPaper("state.paper.health", Words("Giấy khám sức khoẻ", "Health certificate"), 6, "months", (), True, "")


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 9, 1), "valid"),
        (date(2026, 9, 2), "valid"),
        (date(2026, 9, 3), "expired"),
        (date(2026, 3, 1), "missing"),
    ],
)
def test_a_paper_is_in_date_up_to_its_last_day(day, status):
    held = [Given(PAPER.id, None, date(2026, 3, 2))]
    assert needed(PAPER, held, [], day).status == status
    assert last_day(PAPER, date(2026, 3, 2)) == date(2026, 9, 2)
    assert last_day(PAPER, date(2025, 8, 31)) == date(2026, 2, 28)


def test_everybody_considered_needs_each_paper():
    mine, theirs, both = Given(PAPER.id, 1, TODAY), Given(PAPER.id, 2, date(2025, 1, 1)), Given(PAPER.id, None, TODAY)
    assert needed(PAPER, [mine], [1, 2], TODAY).lacking == (2,)
    late = needed(PAPER, [mine, theirs], [1, 2], TODAY)
    assert (late.status, late.lacking, late.is_met) == (PaperStatus.EXPIRED, (2,), False)
    assert needed(PAPER, [theirs, both], [1, 2], TODAY).is_met
    assert needed(PAPER, [Given(PAPER.id, 2, None, is_waived=True), mine], [1, 2], TODAY).is_met
    assert needed(PAPER, [Given(PAPER.id, None, None)], [], TODAY).status is PaperStatus.UNDATED
    assert needed(PAPER, [], [], TODAY).status is PaperStatus.MISSING


#: Outcome of the meeting, of each name, whether confirmed; what follows, and who goes on.
FOLLOWS = [
    ("chosen", {"A": "chosen", "B": "not_chosen"}, True, Way.ON, ("A",)),
    ("advance", {"A": "advance", "B": "advance", "C": "stop_and_report"}, True, Way.ON, ("A", "B")),
    ("mixed", {"A": "chosen", "B": "head_decides"}, True, Way.ON, ("A",)),
    ("input_only", {"A": "input_only"}, True, Way.ON, None),
    ("input_only", {"A": "input_only"}, False, Way.ON, None),
    ("stop_and_report", {"A": "stop_and_report"}, True, Way.STOP, None),
    ("stop_and_report", {"A": "stop_and_report"}, False, Way.ASK, None),
    ("unsaid", {"A": "unsaid"}, True, Way.ASK, None),
    ("tie", {"A": "tie", "B": "tie"}, True, Way.ASK, None),
    ("head_decides_and_reports", {"A": "head_decides_and_reports"}, True, Way.ASK, None),
    ("chosen", {"A": "chosen"}, False, Way.ASK, ("A",)),
    ("no_quorum", {}, True, Way.AGAIN, None),
    ("second_round", {"A": "second_round"}, True, Way.AGAIN, None),
]


@pytest.mark.parametrize(("outcome", "names", "confirmed", "way", "carried"), FOLLOWS)
def test_what_follows_from_a_count(outcome, names, confirmed, way, carried):
    found = follow(outcome, names, confirmed=confirmed)
    assert (found.way, found.carried) == (way, carried)


def law(day=TODAY):
    return library.library().law(day)


def procedure(name, day=TODAY):
    return next(each for each in law(day).procedures if each.id == name)


def pinned(name, day=TODAY):
    return runs_law.read(plain(name, day))


def plain(name, day=TODAY):
    return runs_law.pinned(procedure(name, day), law(day), library.library().documents)


def test_what_is_pinned_reads_back_whole():
    import json

    for pack in library.library().packs.values():
        for each in pack.procedures:
            day = max(each.span.start, pack.span.start)
            written = plain(each.id, day)
            kept = json.loads(json.dumps(written))
            back = runs_law.read(kept)
            assert runs_law.digest(kept) == runs_law.digest(written)
            assert [step.id for step in back.steps] == [step.id for step in each.steps]
            assert [step.roles for step in back.steps] == [step.roles for step in each.steps]
            assert [len(step.cite) for step in back.steps] == [len(step.cite) for step in each.steps]
            in_force = {paper.id for paper in law(day).papers}
            assert {paper.id for paper in back.dossier} == set(each.dossier) & in_force
            assert back.filing_step in {step.id for step in each.steps}


def test_the_digest_tells_any_change():
    written = plain("state.appointment.in_place")
    other = runs_law.read(written)
    changed = {**written, "steps": [{**written["steps"][0], "note": "khác"}, *written["steps"][1:]]}
    assert runs_law.digest(changed) != runs_law.digest(written)
    assert len(runs_law.digest(written)) == 64
    assert other.step("s2").vote["results"][0] == {
        "operator": ">", "threshold": "1/2", "base": "convened", "take": "highest", "then": "chosen",
    }  # fmt: skip


def test_values_of_the_day_are_written_into_the_pin():
    cases = pinned("state.appointment.in_place").step("s4").instead
    assert "staff_count < 30" in cases[0].when
    assert "$" not in cases[0].when


def test_the_vote_of_a_pinned_step_is_read_by_the_tally():
    from canbo.procedures.tally_files import tally_of

    held = pinned("state.appointment.in_place")
    rule = runs_law.vote_rule(held, held.step("s2"))
    numbers = {"convened": 10, "present": 10, "issued": 10, "returned": 10, "valid": 10}
    names = [{"name": "A", "for": 6}, {"name": "B", "for": 4}]
    tally = tally_of({"kind": "choose", "max_choices": 1, **rule, "numbers": numbers, "names": names})
    assert (tally["outcome"], tally["chosen"]) == ("chosen", ["A"])
    assert "Điều 33" in tally["rule"]["citation"]
    assert runs_law.vote_rule(held, held.step("s1")) is None


#: What is stated; who is convened to the meeting of key staff, and what is still asked.
CONVENED = [
    ({"component_unit": True}, ("all_staff",), ()),
    ({"component_unit": False, "has_sub_units": True, "staff_count": 29}, ("all_staff",), ()),
    ({"component_unit": False, "has_sub_units": True, "staff_count": 30, "party_above_grassroots": True},
     ("leadership", "party_standing_committee", "unit_heads", "mass_heads", "unit_deputies"), ()),
    ({"component_unit": False, "has_sub_units": True, "staff_count": 30, "party_above_grassroots": False},
     ("leadership", "party_committee", "unit_heads", "mass_heads", "unit_deputies"), ()),
    ({"component_unit": False, "has_sub_units": True}, None, ("staff_count", "party_above_grassroots")),
    ({"party_above_grassroots": False}, None, ("component_unit", "has_sub_units", "staff_count")),
    ({}, None, ("component_unit", "has_sub_units", "staff_count", "party_above_grassroots")),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "roles", "asks"), CONVENED)
def test_who_is_convened_follows_from_what_was_stated(stated, roles, asks):
    found = runs_choice.convened(pinned("state.appointment.in_place").step("s4"), stated, law())
    assert (found.roles, found.asks) == (roles, asks)


def test_a_procedure_fits_or_not_or_asks():
    held = procedure("state.appointment.in_place")
    fit = runs_choice.fit(held, "appointment", {"target_block": "government", "source": "in_place"}, law())
    assert (fit.fits, fit.asks, fit.against) == (True, (), ())
    fit = runs_choice.fit(held, "appointment", {"target_block": "government"}, law())
    assert (fit.fits, fit.asks) == (None, ("source",))
    fit = runs_choice.fit(held, "appointment", {"source": "in_place"}, law())
    assert (fit.fits, fit.asks) == (None, ("target_block",))
    fit = runs_choice.fit(held, "appointment", {"target_block": "armed_forces"}, law())
    assert (fit.fits, fit.against) == (False, ("target_block",))
    fit = runs_choice.fit(held, "appointment", {"target_block": "government", "source": "outside"}, law())
    assert (fit.fits, fit.against) == (False, ("source",))
    assert runs_choice.fit(held, "planning", {}, law()).fits is False
    rotation = procedure("state.rotation")
    assert runs_choice.fit(rotation, "rotation", {}, law()).asks == ("regime",)
    assert runs_choice.fit(rotation, "rotation", {"regime": "civil_servant"}, law()).fits is True
    assert runs_choice.fit(rotation, "rotation", {"regime": "cadre"}, law()).fits is False


def test_a_special_case_needs_no_statement():
    held = procedure("state.position_change.higher_rank")
    assert runs_choice.fit(held, "position_change", {"regime": "civil_servant"}, law()).fits is True
    stated = {"regime": "civil_servant", "periodic_change": True}
    assert runs_choice.fit(held, "position_change", stated, law()).fits is False


@pytest.mark.parametrize(
    ("raw", "code"),
    [({"staff_count": "nhiều"}, "fact_unreadable"), ({"born": "1980"}, "circumstance_unknown_word"),
     ({"source": "khác"}, "fact_unreadable"), ({"regime": "ai"}, "fact_unreadable")],
)  # fmt: skip
def test_circumstances_are_read_as_the_vocabulary_says(raw, code):
    with pytest.raises(DomainError) as refused:
        runs_choice.stated(raw, law().lexicon)
    assert refused.value.code == code
    assert runs_choice.stated({"source": "", "staff_count": None}, law().lexicon) == {}
