"""What the shipped procedures say, against the decrees: who is convened, what is voted, what follows, by when."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from canbo.rules import library
from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.compiling import compile_bool
from canbo.rules.domain.model import Layer
from canbo.rules.phrases import deadline_words, step_words

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def packs():
    return library.library()


def procedure(packs, name, day=TODAY):
    return next(each for each in packs.law(day).procedures if each.id == name)


def step(packs, name, step_, day=TODAY):
    return next(each for each in procedure(packs, name, day).steps if each.id == step_)


def test_the_five_meetings_with_request_opinion_and_decision_as_steps_of_their_own(packs):
    held = procedure(packs, "state.appointment.in_place")
    assert [(each.id, each.kind) for each in held.steps] == [
        ("policy", "request"), ("answer", "answer"), ("s1", "meeting"), ("s2", "meeting"), ("s3", "meeting"),
        ("s4", "meeting"), ("verify", "check"), ("opinion", "opinion"), ("s5", "meeting"), ("decide", "decision"),
    ]  # fmt: skip
    meetings = [each for each in held.steps if each.kind == "meeting"]
    for each in meetings:
        assert (each.quorum.operator, each.quorum.threshold, each.quorum.base) == (">=", Fraction(2, 3), "convened")
        assert each.attending == ("organisation_body",)
    assert [each.announce for each in meetings] == ["unsaid", "not_announced", "announced", "not_announced", "unsaid"]
    assert [each.vote and each.vote.ballot for each in meetings] == [None, "secret", "secret", "slip", "secret"]


#: Step, then: operator, threshold, base, take, what follows.
READINGS = [
    ("s2", [(">", Fraction(1, 2), "convened", "highest", "chosen"), (">=", Fraction(3, 10), "convened", "all", "advance")]),
    (
        "s3",
        [
            (">=", Fraction(2, 3), "members", "highest", "chosen"), ("<", Fraction(2, 3), "members", "", "stop_and_report"),
            (">", Fraction(1, 2), "convened", "highest", "chosen"),
            (">=", Fraction(3, 10), "convened", "all", "advance"),
        ],
    ),
    (
        "s5",
        [
            (">", Fraction(1, 2), "convened", "highest", "chosen"),
            ("=", Fraction(1, 2), "convened", "tied", "head_decides_and_reports"),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), READINGS)
def test_how_a_count_is_read(packs, name, lines):
    results = step(packs, "state.appointment.in_place", name).vote.results
    told = [(each.operator, each.threshold, each.base, each.take, each.then) for each in results if not each.otherwise]
    assert told == lines
    assert results[-1].otherwise


def test_two_highest_go_on_in_the_generation_before(packs):
    results = step(packs, "state.appointment.in_place", "s2", date(2024, 5, 6)).vote.results
    assert (results[-1].otherwise, results[-1].take, results[-1].then) == (True, "two_highest", "advance")


#: The act, and who is convened to the meeting of key staff.
CIRCUMSTANCES = [
    ({"component_unit": False, "has_sub_units": True, "staff_count": 30, "party_above_grassroots": True}, None),
    ({"component_unit": False, "has_sub_units": True, "staff_count": 29, "party_above_grassroots": True}, "all_staff"),
    ({"component_unit": False, "has_sub_units": False, "staff_count": 80}, "all_staff"),
    ({"component_unit": True}, "all_staff"),
    (
        {"component_unit": False, "has_sub_units": True, "staff_count": 40, "party_above_grassroots": False},
        "party_committee",
    ),
]


@pytest.mark.parametrize(("act", "role"), CIRCUMSTANCES)
@pytest.mark.parametrize(("name", "meeting"), [("state.appointment.in_place", "s4"), ("state.reappointment", "r3")])
def test_who_is_convened_turns_on_the_body(packs, name, meeting, act, role):
    law = packs.law(TODAY)
    scene = scene_of(law, TODAY, frozenset(), act)
    held = step(packs, name, meeting)
    fitting = [
        each for each in held.instead
        if pl.select(compile_bool(each.when.tree, scene).low).item() is True
    ]  # fmt: skip
    roles = fitting[0].roles if fitting else held.roles
    assert (role or "party_standing_committee") in roles
    assert ("unit_deputies" in roles) is (role != "all_staff")


#: Procedure, step, count, unit, bound, side, event.
DEADLINES = [
    ("state.appointment.in_place", "answer", 15, "working_days", "at_most", "after", "proposal_received"),
    ("state.appointment.in_place", "decide", 30, "working_days", "at_most", "after", "policy_approved"),
    ("state.reappointment", "r1", 90, "days", "at_least", "before", "term_ends"),
    ("state.reappointment", "decide", 1, "working_days", "at_least", "before", "term_ends"),
    ("state.extension", "e1", 90, "days", "at_least", "before", "term_ends"),
    ("state.discipline.council", "report", 3, "working_days", "at_most", "after", "review_met"),
    ("state.discipline.council", "form", 5, "working_days", "at_most", "after", "report_received"),
    ("state.discipline.council", "summons", 5, "working_days", "at_least", "before", "council_meets"),
    ("state.discipline.council", "recommend", 5, "working_days", "at_most", "after", "council_met"),
    ("state.discipline.council", "decide", 5, "working_days", "at_most", "after", "recommendation_received"),
    ("state.discipline.after_party", "decide", 30, "days", "at_most", "after", "party_decision_published"),
]


@pytest.mark.parametrize(("name", "step_", "count", "unit", "bound", "side", "event"), DEADLINES)
def test_by_when(packs, name, step_, count, unit, bound, side, event):
    found = step(packs, name, step_).deadline
    assert (found.count, found.unit, found.bound, found.side, found.event) == (count, unit, bound, side, event)


def test_a_discipline_council_is_whole_and_secret(packs):
    council = step(packs, "state.discipline.council", "council")
    assert (council.quorum.threshold, council.quorum.base, council.vote.ballot) == (1, "members", "secret")


def test_a_tie_of_the_council_on_positions_goes_with_its_chair(packs):
    vote = step(packs, "state.position_change.higher_rank", "v2").vote
    assert [(each.operator, each.then) for each in vote.results] == [
        (">", "chosen"), ("=", "chair_decides"), ("", "unsaid"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "stands"), [(date(2020, 8, 20), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)]
)
def test_rating_of_public_employees_under_decree_90(packs, day, stands):
    held = {each.id: each for each in packs.law(day).procedures}
    assert ("state.evaluation.public_employee" in held) is stands
    if stands:
        leader = [each.id for each in held["state.evaluation.public_employee_leader"].steps]
        other = [each.id for each in held["state.evaluation.public_employee"].steps]
        assert leader == ["self", "meeting", "opinion", "propose", "decide", "notice"]
        assert other == ["self", "meeting", "decide", "notice"]


def test_every_procedure_reads_in_words_and_stands_on_known_law(packs):
    for pack in packs.packs.values():
        assert pack.layer is not Layer.SHARED or not pack.procedures
        for held in pack.procedures:
            for each in held.steps:
                assert step_words(each, "vi")
                assert each.cite
            for each in held.deadlines:
                assert str(each.count) in deadline_words(each)
