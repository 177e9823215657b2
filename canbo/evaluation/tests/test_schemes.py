"""Every scheme on every boundary of it, against a slow reference, and the laws that no scheme may break."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.evaluation.tests import slow_reference
from canbo.evaluation.tests.entered import (
    COLLECTIVE,
    LEADER,
    LEADER_90,
    MEMBER,
    SCHEMES,
    SERVANT,
    SERVANT_LEADER,
    STAFF_90,
    outcome,
    ready,
    scored,
)
from canbo.rules.domain.schemes import LEVELS
from canbo.rules.library import library

POINTS = {name for name in SCHEMES if "nd_90" not in name}
MEMBERS = ("party.qd_366_2025.non_leader", "party.qd_366_2025.outside_member")
LEADERS = ("party.qd_366_2025.leader", "party.qd_366_2025.central_leader")
TEAM = "party.qd_366_2025.collective"
CADRE, SERVANT_90_LEADER = "state.nd_90_2020.cadre", "state.nd_90_2020.civil_servant_leader"
EMPLOYEE_LEADER = "state.nd_90_2020.public_employee_leader"
LEADERS_90 = (CADRE, SERVANT_90_LEADER, EMPLOYEE_LEADER)
STAFFS_90 = ("state.nd_90_2020.civil_servant", "state.nd_90_2020.public_employee")

#: Which schemes, what is changed in a file in order, what comes out.
BOUNDARIES = [
    # Points: 366 Article 11 clauses 1 to 4; 335 Article 20
    (POINTS, {"general_points": 26, "results_points": 64}, "excellent"),
    (POINTS, {"general_points": 26, "results_points": 63.99}, "well"),
    (POINTS, {"general_points": 26, "results_points": 63.995}, "well"),
    (POINTS, {"general_points": 26, "results_points": 64.01}, "excellent"),
    (POINTS, {"general_points": 20, "results_points": 50}, "well"),
    (POINTS, {"general_points": 20, "results_points": 49.99}, "completed"),
    (POINTS, {"general_points": 20, "results_points": 50.01}, "well"),
    (POINTS, {"general_points": 20, "results_points": 30}, "completed"),
    (POINTS, {"general_points": 20, "results_points": 29.99}, "not_completed"),
    (POINTS, {"general_points": 20, "results_points": 30.01}, "completed"),
    (POINTS, {"general_points": 0, "results_points": 0}, "not_completed"),
    (POINTS, {"general_points": 30, "results_points": 70}, "excellent"),
    # 366: 30 % above the mark, 100 % done, 20 % late, 100 % remedied
    ((*MEMBERS, *LEADERS, TEAM), {"tasks_above": 2}, "well"),
    ((*MEMBERS, *LEADERS, TEAM), {"tasks_assigned": 1000, "tasks_done": 1000, "tasks_above": 300}, "excellent"),
    ((*MEMBERS, *LEADERS, TEAM), {"tasks_assigned": 1000, "tasks_done": 1000, "tasks_above": 299}, "well"),
    ((*MEMBERS, *LEADERS, TEAM), {"tasks_assigned": 7, "tasks_done": 7, "tasks_above": 2}, "well"),
    ((*MEMBERS, *LEADERS, TEAM), {"tasks_done": 9}, "undecided"),
    ((*MEMBERS, *LEADERS, TEAM), {"shortcomings_remedied": 1}, "well"),
    ((*MEMBERS, *LEADERS, TEAM), {"shortcomings_named": 0, "shortcomings_remedied": 0}, "excellent"),
    ((*MEMBERS, *LEADERS, TEAM), {"results_points": 41, "tasks_late": 2}, "completed"),
    ((*MEMBERS, *LEADERS, TEAM), {"results_points": 41, "tasks_late": 3}, "undecided"),
    ((*MEMBERS, *LEADERS, TEAM), {"results_points": 50, "tasks_late": 1}, "completed"),
    ((*MEMBERS, *LEADERS, TEAM), {"results_points": 50, "tasks_low_quality": 1}, "completed"),
    ((*MEMBERS, TEAM), {"tasks_late": 1}, "completed"),
    (LEADERS, {"tasks_late": 1}, "excellent"),
    # 366: grounds of clause 4
    (MEMBERS, {"tasks_assigned": 100, "tasks_done": 50}, "undecided"),
    (MEMBERS, {"tasks_assigned": 100, "tasks_done": 49}, "not_completed"),
    (MEMBERS, {"members_ban_breach": True}, "not_completed"),
    (MEMBERS, {"members_ban_breach": True, "ground_weighed": True}, "excellent"),
    (MEMBERS, {"party_months": 6}, "excellent"),
    (MEMBERS, {"party_months": 5.99}, "not_rated"),
    (MEMBERS, {"activity_exempt": True}, "not_rated"),
    (MEMBERS, {"activity_suspended": True}, "not_rated"),
    ((*MEMBERS, *LEADERS), {"degradation_concluded": True}, "not_completed"),
    ((*MEMBERS, *LEADERS), {"duty_disciplined": True}, "not_completed"),
    ((*LEADERS, TEAM), {"tasks_assigned": 10, "tasks_done": 7}, "undecided"),
    ((*LEADERS, TEAM), {"tasks_assigned": 100, "tasks_done": 69}, "not_completed"),
    ((*LEADERS, TEAM), {"five_targets_missed": True}, "not_completed"),
    (LEADERS, {"units_not_completed": 2}, "excellent"),
    (LEADERS, {"units_not_completed": 3}, "not_completed"),
    (LEADERS, {"units_led": 0, "units_not_completed": 0}, "excellent"),
    (LEADERS, {"confidence_votes": 101, "low_confidence_votes": 50}, "excellent"),
    (LEADERS, {"confidence_votes": 100, "low_confidence_votes": 50}, "excellent"),
    (LEADERS, {"confidence_votes": 101, "low_confidence_votes": 51}, "not_completed"),
    (LEADERS, {"managed_corruption": True}, "not_completed"),
    ((TEAM,), {"dependent_disciplined": True}, "well"),
    ((TEAM,), {"member_disciplined": True}, "well"),
    ((TEAM,), {"member_duty_disciplined": True}, "not_completed"),
    ((TEAM,), {"member_degradation_concluded": True}, "not_completed"),
    ((TEAM,), {"cadre_work_breach": True}, "not_completed"),
    # 335: Article 20 clause 4; the mean of the year
    (POINTS - {*MEMBERS, *LEADERS, TEAM}, {"members_ban_breach": True}, "not_completed"),
    (POINTS - {*MEMBERS, *LEADERS, TEAM}, {"example_breach": True}, "not_completed"),
    (POINTS - {*MEMBERS, *LEADERS, TEAM}, {"suspended_in_year": True}, "excellent"),
    (("state.nd_335_2025.leader",), {"managed_corruption": True}, "not_completed"),
    # Decree 90
    ((*LEADERS_90, *STAFFS_90), {"worked_months": 5.99}, "not_rated"),
    ((*LEADERS_90, *STAFFS_90), {"worked_months": 6}, "excellent"),
    ((*LEADERS_90, *STAFFS_90), {"worked_months": 3, "maternity": True}, "excellent"),
    ((*LEADERS_90, *STAFFS_90), {"leave_months": 2.99}, "excellent"),
    ((*LEADERS_90, *STAFFS_90), {"leave_months": 3}, "completed"),
    ((*LEADERS_90, *STAFFS_90), {"leave_months": 5.99}, "completed"),
    ((*LEADERS_90, *STAFFS_90), {"leave_months": 6}, "excellent"),
    ((*LEADERS_90, *STAFFS_90), {"disciplined": True}, "not_completed"),
    ((*LEADERS_90, *STAFFS_90), {"disciplined": True, "discipline_counted_before": True}, "excellent"),
    ((*LEADERS_90, *STAFFS_90), {"criteria_well_met": False}, "well"),
    ((*LEADERS_90, *STAFFS_90), {"criteria_well_met": False, "criteria_met": False}, "undecided"),
    ((*LEADERS_90, *STAFFS_90), {"criteria_well_met": False, "criteria_met": True}, "well"),
    ((*LEADERS_90, *STAFFS_90), {"degradation_concluded": True}, "not_completed"),
    (STAFFS_90, {"criteria_late": 5}, "excellent"),
    (LEADERS_90, {"criteria_late": 1}, "completed"),
    (LEADERS_90, {"criteria_late": 2}, "completed"),
    (LEADERS_90, {"criteria_late": 3}, "undecided"),
    (LEADERS_90, {"criteria_late": 1, "results_all_done": False}, "undecided"),
    (LEADERS_90, {"criteria_late": 5}, "undecided"),
    ((*LEADERS_90, *STAFFS_90), {"criteria_assigned": 100, "criteria_late": 51}, "not_completed"),
    (STAFFS_90, {"tasks_assigned": 100, "tasks_done": 100, "tasks_on_time": 100, "tasks_above": 49}, "well"),
    (STAFFS_90, {"tasks_assigned": 100, "tasks_done": 100, "tasks_on_time": 100, "tasks_above": 50}, "excellent"),
    (STAFFS_90, {"tasks_assigned": 100, "tasks_done": 100, "tasks_on_time": 99, "tasks_above": 50}, "completed"),
    (STAFFS_90, {"tasks_on_time": 9, "criteria_late": 2}, "completed"),
    (STAFFS_90, {"tasks_on_time": 9, "criteria_late": 3}, "undecided"),
    (STAFFS_90, {"tasks_done": 9, "tasks_on_time": 9}, "undecided"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 100, "targets_above": 49, "targets_on_time": 80}, "well"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 100, "targets_above": 49, "targets_on_time": 79}, "completed"),
    (LEADERS_90, {"targets_above": 4}, "well"),
    (LEADERS_90, {"units_led": 100, "units_completed": 100, "units_good": 70}, "excellent"),
    ((CADRE, SERVANT_90_LEADER), {"units_led": 100, "units_completed": 100, "units_good": 69}, "well"),
    ((EMPLOYEE_LEADER,), {"units_led": 100, "units_completed": 100, "units_good": 69}, "completed"),
    (LEADERS_90, {"units_completed": 9}, "completed"),
    (LEADERS_90, {"units_led": 100, "units_completed": 70, "units_good": 7}, "completed"),
    (LEADERS_90, {"units_led": 100, "units_completed": 69, "units_good": 7}, "undecided"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 71, "targets_on_time": 71}, "completed"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 70, "targets_on_time": 70}, "undecided"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 50, "targets_on_time": 50}, "undecided"),
    (LEADERS_90, {"targets_assigned": 100, "targets_done": 49, "targets_on_time": 49}, "not_completed"),
    (LEADERS_90, {"corruption_in_unit": True}, "not_completed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "changed", "expected"),
    [(name, changed, level) for names, changed, level in BOUNDARIES for name in sorted(names)],
)
def test_both_sides_of_every_boundary(scheme, changed, expected):
    assert outcome(scheme, {**SCHEMES[scheme][1], **changed}) == expected


def counts(most, *names):
    """Counts that never exceed what they are part of, in the order of the names."""
    return st.lists(st.integers(0, most), min_size=len(names), max_size=len(names)).map(
        lambda found: dict(zip(names, sorted(found, reverse=True), strict=True))
    )


def some(values):
    return st.fixed_dictionaries({name: st.booleans() for name in values})


def points():
    near = st.sampled_from([49.99, 50, 50.01, 69.99, 70, 70.01, 89.99, 89.995, 90, 90.01])
    split = st.tuples(near, st.integers(21, 30)).map(
        lambda pair: {"general_points": pair[1], "results_points": float(Fraction(str(pair[0])) - pair[1])}
    )
    return split | st.fixed_dictionaries({"general_points": st.integers(0, 30), "results_points": st.integers(0, 70)})


def tasks(prefix="tasks"):
    return counts(20, f"{prefix}_assigned", f"{prefix}_done", f"{prefix}_above").filter(
        lambda found: found[f"{prefix}_assigned"] > 0
    )


def changed(base, *parts, rarely=()):
    """A file in order with parts drawn anew; the flags of `rarely` are mostly false."""
    flags = st.sets(st.sampled_from(sorted(rarely)), max_size=1).map(lambda on: {name: name in on for name in rarely})
    return st.tuples(*parts, flags).map(lambda drawn: {**base, **{k: v for each in drawn for k, v in each.items()}})


FEW = st.integers(0, 3)
MEMBER_FILES = changed(
    MEMBER, points(), tasks(), st.fixed_dictionaries({"tasks_late": FEW, "tasks_low_quality": st.sampled_from([0, 0, 1])}),
    counts(2, "shortcomings_named", "shortcomings_remedied"),
    st.fixed_dictionaries({"party_months": st.sampled_from([5, 6, 60])}),
    rarely=("degradation_concluded", "duty_disciplined", "members_ban_breach", "ground_weighed"),
).filter(lambda file: max(file["tasks_late"], file["tasks_low_quality"]) <= file["tasks_assigned"])  # fmt: skip
LEADER_FILES = changed(
    LEADER, points(), tasks(), st.fixed_dictionaries({"tasks_late": FEW, "tasks_low_quality": st.sampled_from([0, 0, 1])}),
    counts(4, "units_led", "units_not_completed"), counts(6, "confidence_votes", "low_confidence_votes"),
    rarely=("degradation_concluded", "duty_disciplined", "managed_corruption", "five_targets_missed", "ground_weighed"),
).filter(lambda file: max(file["tasks_late"], file["tasks_low_quality"]) <= file["tasks_assigned"])  # fmt: skip
COLLECTIVE_FILES = changed(
    COLLECTIVE, points(), tasks(), st.fixed_dictionaries({"tasks_late": FEW}),
    rarely=("cadre_work_breach", "member_duty_disciplined", "dependent_disciplined", "member_disciplined",
            "five_targets_missed", "ground_weighed"),
).filter(lambda file: file["tasks_late"] <= file["tasks_assigned"])  # fmt: skip
PRODUCTS = st.lists(
    st.fixed_dictionaries({
        "assigned": st.integers(1, 9), "done": st.integers(0, 9), "coefficient": st.sampled_from([1, 0.5, 2.25]),
        "failed_checks": st.integers(0, 5), "delays": st.integers(0, 5),
    }), min_size=1, max_size=5,
)  # fmt: skip
SERVANT_FILES = changed(
    SERVANT, st.fixed_dictionaries({"general_points": st.integers(0, 30), "products": PRODUCTS}),
    rarely=("duty_disciplined", "example_breach"),
).map(lambda file: {name: value for name, value in file.items() if name != "results_points"})  # fmt: skip
SERVANT_LEADER_FILES = changed(
    SERVANT_LEADER, st.fixed_dictionaries({
        "general_points": st.integers(0, 30), "products": PRODUCTS,
        "organising_percent": st.sampled_from([0, 50, 99.5, 100]),
    }), counts(5, "subordinates_rated", "subordinates_completed"), rarely=("managed_corruption", "disunity_prolonged"),
).map(lambda file: {name: value for name, value in file.items() if name != "results_points"})  # fmt: skip
YEARS = st.fixed_dictionaries({
    "worked_months": st.sampled_from([5, 5.99, 6, 12]), "leave_months": st.sampled_from([0, 2.99, 3, 5, 6]),
})  # fmt: skip
RARELY_90 = ("disciplined", "discipline_counted_before", "maternity", "degradation_concluded")
STAFF_90_FILES = changed(
    STAFF_90, YEARS, counts(20, "tasks_assigned", "tasks_done", "tasks_on_time").filter(lambda x: x["tasks_assigned"]),
    counts(10, "criteria_assigned", "criteria_late").filter(lambda x: x["criteria_assigned"]),
    some(("criteria_well_met", "criteria_met", "results_high_quality")), rarely=RARELY_90,
).map(lambda file: {**file, "tasks_above": file["tasks_done"] // 2})  # fmt: skip
LEADER_90_FILES = changed(
    LEADER_90, YEARS, counts(20, "targets_assigned", "targets_done", "targets_on_time").filter(
        lambda x: x["targets_assigned"]),
    counts(10, "criteria_assigned", "criteria_late").filter(lambda x: x["criteria_assigned"]),
    counts(10, "units_led", "units_completed", "units_good"), some(("criteria_well_met", "criteria_met")),
    some(("results_high_quality", "results_all_done")), rarely=(*RARELY_90, "corruption_in_unit"),
).map(lambda file: {**file, "targets_above": file["targets_done"] // 2})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_regulation_366_is_the_slow_reference(data):
    file = data.draw(MEMBER_FILES)
    assert {outcome(name, file) for name in MEMBERS} == {slow_reference.regulation_366(file, "member")}
    file = data.draw(LEADER_FILES)
    assert {outcome(name, file) for name in LEADERS} == {slow_reference.regulation_366(file, "leader")}
    file = data.draw(COLLECTIVE_FILES)
    assert outcome(TEAM, file) == slow_reference.regulation_366(file, "collective")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_decree_335_is_the_slow_reference(data):
    file = data.draw(SERVANT_FILES)
    found = scored("state.nd_335_2025.civil_servant", file)
    assert found.level == slow_reference.decree_335(file, leader=False)
    assert found.env["results_points"] == slow_reference.results_335(file, leader=False)
    file = data.draw(SERVANT_LEADER_FILES)
    assert outcome("state.nd_335_2025.leader", file) == slow_reference.decree_335(file, leader=True)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_decree_90_is_the_slow_reference(data):
    file = data.draw(STAFF_90_FILES)
    for name in STAFFS_90:
        assert outcome(name, file) == slow_reference.decree_90(file, name.rpartition(".")[2])
    file = data.draw(LEADER_90_FILES)
    for name in LEADERS_90:
        assert outcome(name, file) == slow_reference.decree_90(file, name.rpartition(".")[2])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_more_points_never_give_a_lower_level(data):
    """All else equal: a level once proposed is never lower with more points; what is undecided stays so or below 50."""
    name, files = data.draw(st.sampled_from([
        (MEMBERS[0], MEMBER_FILES), (LEADERS[0], LEADER_FILES), (TEAM, COLLECTIVE_FILES),
    ]))  # fmt: skip
    file = data.draw(files)
    came = [outcome(name, {**file, "general_points": 20, "results_points": more / 4}) for more in range(0, 281, 7)]
    proposed = [LEVELS.index(level) for level in came if level in LEVELS]
    assert proposed == sorted(proposed)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_knowing_less_never_proposes_another_level(data):
    """An input left out gives the same level or an unknown one that the known level is still possible in."""
    name, files = data.draw(st.sampled_from([
        (MEMBERS[0], MEMBER_FILES), (LEADERS[0], LEADER_FILES), (TEAM, COLLECTIVE_FILES),
        (STAFFS_90[0], STAFF_90_FILES), (CADRE, LEADER_90_FILES), ("state.nd_335_2025.civil_servant", SERVANT_FILES),
    ]))  # fmt: skip
    file = data.draw(files)
    known = scored(name, file)
    usual = {each.id for each in ready(name).scheme.inputs if each.usual is not None}
    gone = data.draw(st.sampled_from(sorted(set(file) - usual)))
    less = scored(name, {key: value for key, value in file.items() if key != gone})
    if less.outcome == "unknown":
        assert less.missing
        assert gone in less.missing or known.outcome != "proposed" or gone in {"tasks_assigned", "targets_assigned"}
        assert known.level is None or known.level in less.possible
    else:
        assert (less.outcome, less.level) == (known.outcome, known.level)


def test_points_are_compared_exactly():
    assert outcome(MEMBERS[0], {**MEMBER, "general_points": 0.1 + 0.2, "results_points": 49.7}) == "completed"
    file = {**SERVANT, "products": [{"assigned": 3, "done": 2}]}
    del file["results_points"]
    assert scored("state.nd_335_2025.civil_servant", file).env["results_points"] == Fraction(140, 3)


def test_counts_that_cannot_be_are_refused():
    for field, value in (("tasks_done", 11), ("tasks_above", 11), ("shortcomings_remedied", 3)):
        with pytest.raises(DomainError) as refused:
            outcome(MEMBERS[0], {**MEMBER, field: value})
        assert (refused.value.code, refused.value.extra["field"]) == ("inputs_disagree", field)
    for field, value in (("general_points", 30.01), ("results_points", 70.001), ("total_points", 91)):
        with pytest.raises(DomainError) as refused:
            outcome(MEMBERS[0], {**MEMBER, field: value})
        assert (refused.value.code, refused.value.extra["field"]) == ("inputs_disagree", field)


def test_a_share_stands_for_its_counts():
    file = {name: value for name, value in MEMBER.items() if name not in {"tasks_assigned", "tasks_done",
            "tasks_above", "tasks_late", "tasks_low_quality"}}  # fmt: skip
    shares = {"tasks_done_share": 100, "tasks_late_share": 0, "tasks_low_quality_share": 0}
    assert outcome(MEMBERS[0], {**file, **shares, "tasks_above_share": 30}) == "excellent"
    assert outcome(MEMBERS[0], {**file, **shares, "tasks_above_share": 29.99}) == "well"
    with pytest.raises(DomainError, match="tasks_above_share"):
        outcome(MEMBERS[0], {**MEMBER, "tasks_above_share": 29.99})


def test_the_year_of_decree_335_is_the_mean_of_its_parts():
    file = {name: value for name, value in SERVANT.items() if not name.endswith("_points")}
    name = "state.nd_335_2025.civil_servant"
    assert outcome(name, {**file, "quarters": [90, 90, 90, 90]}) == "excellent"
    assert outcome(name, {**file, "quarters": [89.99, 90, 90, 90]}) == "well"
    assert outcome(name, {**file, "quarters": ["absent", 90, "absent", 90]}) == "excellent"
    assert outcome(name, {**file, "quarters": [None, 90, 90, 90]}) == "unknown"
    assert outcome(name, {**file, "quarters": ["absent"] * 4}) == "unknown"
    assert outcome(name, {**file, "months": [100] * 11 + [0]}) == "excellent"


def test_excused_failures_take_nothing_off():
    name, file = (
        "state.nd_335_2025.civil_servant",
        {key: value for key, value in SERVANT.items() if key != "results_points"},
    )
    done = {"assigned": 4, "done": 4}
    assert scored(name, {**file, "products": [{**done, "delays": 1}]}).env["progress_share"] == 75
    assert scored(name, {**file, "products": [{**done, "delays": 1, "delays_excused": 1}]}).env["progress_share"] == 100
    assert scored(name, {**file, "products": [{**done, "delays": 9}]}).env["progress_share"] == 0
    assert scored(name, {**file, "products": [{**done, "done": 9}]}).env["quantity_share"] == 100


def test_the_discipline_rule_of_decree_90_is_cited_by_its_day():
    from datetime import date

    file = {**STAFF_90, "disciplined": True}
    early, late = (scored(STAFFS_90[0], file, day) for day in (date(2023, 9, 14), date(2023, 9, 15)))
    assert early.level == late.level == "not_completed"
    assert (early.confirmed, late.confirmed) == (False, True)
    assert [each.document for each in late.by[0].cite] == ["nd-90-2020", "nd-48-2023"]
    outside = {**file, "discipline_outside_duty": True}
    assert outcome(STAFFS_90[0], outside, date(2025, 12, 31)) == "excellent"


def test_the_words_of_2010_are_those_of_the_parameters():
    """The two scales of 2010 stand beside each other, in the words that the parameters give."""
    from datetime import date

    law = library().law(date(2012, 12, 31))
    for scheme, parameter in (
        ("party.qd_286_2010", "party.evaluation.levels"),
        ("state.luat_2008", "state.evaluation.levels"),
    ):
        words = [law.schemes[scheme].words[level].vi for level in reversed(LEVELS)]
        assert words == law.bound(parameter).value.content
    assert law.schemes["party.qd_286_2010"].words["completed"] != law.schemes["state.luat_2008"].words["completed"]


def test_a_place_lays_its_own_values_over_the_central_ones():
    file = {**MEMBER, "general_points": 20, "results_points": 75}
    assert outcome(MEMBERS[0], {**file, "tasks_above": 5}, places=["VI-DU"]) == "excellent"
    assert outcome(MEMBERS[0], {**file, "tasks_above": 4}, places=["VI-DU"]) == "well"
    with pytest.raises(DomainError, match="results_points"):
        outcome(MEMBERS[0], file)
