"""Counts read by their rule: quorum, exactly half, ties at the cut, bases, seats, rounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import Base, Kind, Named, Numbers, faults
from canbo.procedures.domain.reasons import OUTCOMES, percent, verdict_reason
from canbo.procedures.domain.tally import THENS, Line, QuorumRule, Rule, going_on, read

HALF = Fraction(1, 2)
STEP_2 = Rule(
    (
        Line("chosen", ">", HALF, take="highest"),
        Line("advance", ">=", Fraction(3, 10), take="all"),
        Line("stop_and_report", otherwise=True),
    ),
    QuorumRule(">=", Fraction(2, 3)),
)
STEP_5 = Rule((
    Line("chosen", ">", HALF, take="highest"),
    Line("head_decides_and_reports", "=", HALF, take="tied"),
    Line("unsaid", otherwise=True),
))  # fmt: skip
APART = Rule((Line("chosen", ">", HALF), Line("head_decides", "=", HALF), Line("rejected", otherwise=True)))
ELECTION = Rule(
    (
        Line("chosen", ">", HALF, Base.VALID, take="highest"),
        Line("second_round", otherwise=True, take="two_highest"),
    ),
    tie="second_round",
)
THIRTY = Numbers(30, 20, 20, 20, 20, members=9)


def told(rule, *votes, numbers=THIRTY, **more):
    tally = read(rule, numbers, [Named(chr(65 + at), count) for at, count in enumerate(votes)], **more)
    return tally.outcome, {each.named.name: each.outcome for each in tally.verdicts}, tally


@pytest.mark.parametrize(
    ("rule", "votes", "outcome", "names"),
    [
        (STEP_2, (16, 4), "chosen", {"A": "chosen", "B": "not_chosen"}),
        (STEP_2, (15, 5), "advance", {"A": "advance", "B": "not_chosen"}),
        (STEP_2, (9, 9, 2), "advance", {"A": "advance", "B": "advance", "C": "not_chosen"}),
        (STEP_2, (8, 8, 4), "stop_and_report", dict.fromkeys("ABC", "stop_and_report")),
        (STEP_2, (16, 16), "tie", {"A": "tie", "B": "tie"}),
        (STEP_5, (15, 15), "head_decides_and_reports", dict.fromkeys("AB", "head_decides_and_reports")),
        (STEP_5, (15, 14), "unsaid", {"A": "unsaid", "B": "unsaid"}),
        (APART, (16,), "chosen", {"A": "chosen"}),
        (APART, (15,), "head_decides", {"A": "head_decides"}),
        (APART, (14,), "rejected", {"A": "rejected"}),
        (APART, (16, 15, 3), "mixed", {"A": "chosen", "B": "head_decides", "C": "rejected"}),
    ],
)
def test_a_count_is_read_by_its_lines(rule, votes, outcome, names):
    found, by_name, _ = told(rule, *votes)
    assert (found, by_name) == (outcome, names)


@pytest.mark.parametrize(("present", "met"), [(20, True), (19, False)])
def test_the_quorum_is_just_met_or_just_missed(present, met):
    numbers = Numbers(30, present, present, present, present)
    outcome, _, tally = told(STEP_2, 16, numbers=numbers)
    assert tally.quorum is not None
    assert (tally.quorum.met, tally.quorum.needed) == (met, 20)
    assert outcome == ("chosen" if met else "no_quorum")


def test_the_same_votes_over_another_base_come_out_otherwise():
    def over(base):
        return told(Rule((Line("chosen", ">", HALF, base, take="highest"), Line("rejected", otherwise=True))), 11)[0]

    assert [over(Base.CONVENED), over(Base.PRESENT), over(Base.VALID), over(Base.MEMBERS)] == [
        "rejected", "chosen", "chosen", "chosen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "seats", "outcome", "chosen", "tied", "left"),
    [
        ((18, 17, 16), 2, "chosen", ("A", "B"), (), 0),
        ((18, 16, 16), 2, "tie", ("A",), ("B", "C"), 1),
        ((18, 18, 16), 2, "chosen", ("A", "B"), (), 0),
        ((18, 16, 12, 10), 3, "chosen_in_part", ("A", "B"), (), 1),
    ],
)
def test_more_names_than_seats(votes, seats, outcome, chosen, tied, left):
    found, _, tally = told(STEP_2, *votes, seats=seats)
    assert (found, tally.names("chosen"), tally.names("tie"), tally.seats_left) == (outcome, chosen, tied, left)


def test_the_two_highest_go_on_with_whoever_is_level_with_the_second():
    _, _, tally = told(ELECTION, 11, 9, 8, 7, seats=2)
    assert (tally.outcome, tally.names("chosen"), going_on(tally), tally.seats_left) == (
        "chosen_in_part", ("A",), ("B", "C"), 1,
    )  # fmt: skip
    assert going_on(told(ELECTION, 10, 9, 9)[2]) == ("A", "B", "C")
    assert going_on(told(ELECTION, 11, 11, 10, seats=1)[2]) == ("A", "B")


def test_another_name_than_that_of_the_earlier_step_needs_more():
    rule = Rule((
        Line("chosen", ">=", Fraction(2, 3), Base.MEMBERS, "highest", differs_from="s2"),
        Line("stop_and_report", "<", Fraction(2, 3), Base.MEMBERS, differs_from="s2"),
        Line("chosen", ">", HALF, take="highest"),
        Line("stop_and_report", otherwise=True),
    ))  # fmt: skip
    numbers = Numbers(9, 9, 9, 9, 9, members=9)
    assert told(rule, 5, numbers=numbers, earlier={"s2": ["A"]})[0] == "chosen"
    assert told(rule, 5, numbers=numbers, earlier={"s2": ["B"]})[0] == "stop_and_report"
    assert told(rule, 6, numbers=numbers, earlier={"s2": ["B"]})[0] == "chosen"
    with pytest.raises(DomainError) as refused:
        told(rule, 6, numbers=numbers)
    assert refused.value.code == "earlier_missing"


def test_exactly_half_is_told_and_percents_are_never_rounded_up():
    _, _, tally = told(APART, 15)
    assert "(đúng một nửa)" in verdict_reason(tally.verdicts[0], tally)
    assert percent(Fraction(4999999, 10_000_000)) == "49,99 %"
    assert percent(Fraction(2, 3), "en") == "66.66 %"


def test_every_outcome_has_its_words():
    assert set(THENS) <= set(OUTCOMES)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (Numbers(10, 11, 10, 10, 10), "present_over_convened"),
        (Numbers(10, 9, 10, 9, 9), "issued_over_present"),
        (Numbers(10, 9, 9, 10, 10), "returned_over_issued"),
        (Numbers(10, 9, 9, 9, 7, 1), "returned_unaccounted"),
        (Numbers(10, 9, 9, 9, 9, -1, 1), "negative"),
    ],
)
def test_numbers_that_do_not_add_up_are_told(numbers, code):
    assert code in {fault.code for fault in faults(Kind.CHOOSE, numbers, [Named("A", 1)])}


def test_votes_of_a_name_must_make_up_the_valid_ballots():
    numbers = Numbers(10, 10, 10, 10, 10)
    assert not faults(Kind.APPROVE, numbers, [Named("A", 6, 3, 1)])
    assert [each.code for each in faults(Kind.APPROVE, numbers, [Named("A", 6, 3)])] == ["votes_unaccounted"]
    assert [each.code for each in faults(Kind.CHOOSE, numbers, [Named("A", 6), Named("B", 5)], max_choices=1)] == [
        "too_many_choices"
    ]


def test_agrees_with_a_plain_reading_of_the_first_step():
    """One seat, two names, thirty convened: every count, against the clause written out by hand."""
    for first, second in product(range(21), repeat=2):
        if first + second > 20:
            continue
        high, low = max(first, second), min(first, second)
        if high > 15:
            expected = "chosen" if high != low else "tie"
        elif high >= 9:
            expected = "advance"
        else:
            expected = "stop_and_report"
        assert told(STEP_2, first, second)[0] == expected, (first, second)
