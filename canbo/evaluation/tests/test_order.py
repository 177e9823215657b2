"""What is rated before what: by each rule of the packs, without a circle, read from a campaign."""

from __future__ import annotations

from datetime import date
from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from canbo.evaluation.domain.caps import orders_of
from canbo.evaluation.domain.order import Node, Ties, known_tags
from canbo.evaluation.selectors.collective_facts import tied_inputs
from canbo.evaluation.selectors.order import waited_for
from canbo.evaluation.tests.entered import SERVANT_LEADER, scored
from canbo.rules.library import library

pytest_plugins = ["canbo.evaluation.tests.concluded"]
PLACE = "VI-DU"
LAW = library().law(date(2026, 12, 31))
ORDERS = orders_of(LAW)
PARTY = frozenset({"leadership_member", "head", "party_organisation", "upper_collective"})


def person(key, unit=1, path="a", who=None, **values):
    return Node(key, unit, path, person=who or key, **{"rank": "staff", "regime": "civil_servant", **values})


def agency(key, unit=1, path="a", **values):
    return Node(key, unit, path, rank="collective", party=True, rules=PARTY, **values)


def body(key, kind, unit=1, path="a", **values):
    return Node(key, unit, path, rank="collective", body=key, body_kind=kind, party=True, rules=PARTY, **values)


def waiting(node, *others):
    return {wait.on.key for wait in Ties([node, *others], ORDERS).waiting(node.key)}


def test_every_tag_that_the_packs_use_is_understood():
    for day in (date(2012, 1, 1), date(2024, 12, 31), date(2025, 10, 1), date(2026, 12, 31)):
        for order in orders_of(library().law(day)):
            assert {order.rated, *order.after} <= known_tags()


def test_the_head_waits_for_the_collective_but_not_for_the_cell_that_waits_for_all_members():
    head = person(1, rank="head", party=True, rules=PARTY)
    assert waiting(head, agency(2), body(3, "party_cell"), person(4)) == {2}
    assert waiting(head, agency(2, final=True)) == set()
    assert waiting(head, agency(2, unit=9, path="b")) == set()


def test_under_a_scheme_that_states_no_such_order_the_head_waits_for_nobody():
    assert waiting(person(1, rank="head"), agency(2)) == set()


def test_members_of_the_leadership_wait_for_it_and_staff_do_not():
    led = body(2, "leadership")
    for rank in ("deputy", "member", "head"):
        assert waiting(person(1, rank=rank, party=True, rules=PARTY), led) == {2}
    assert waiting(person(1, party=True, rules=PARTY), led) == set()


def test_the_party_organisation_waits_for_committee_dependents_members_and_agency():
    cell = body(1, "party_cell")
    others = (
        body(2, "executive_committee"), body(3, "party_cell", unit=7, path="c", body_parent=1), person(4, party=True),
        agency(5), person(6), person(8, unit=9, path="d", party=True),
    )  # fmt: skip
    assert waiting(cell, *others) == {2, 3, 4, 5}


def test_the_upper_collective_waits_for_the_lower_ones():
    assert waiting(agency(1), agency(2, unit=2, path="ab"), agency(3, unit=3, path="b"), body(4, "leadership")) == {2}


def test_a_party_member_waits_for_the_same_person_as_civil_servant():
    member = person(1, who=50, party=True, rules=PARTY)
    assert waiting(member, person(2, who=50), person(3, who=51), person(4, who=50, regime="cadre")) == {2}


@st.composite
def campaigns(draw):
    """Any campaign of some units, one below another, with people, agencies and bodies."""
    nodes, key = [], 0
    for unit, path in enumerate(("a", "aa", "aab", "ac"), start=1):
        for _ in range(draw(st.integers(0, 3))):
            key += 1
            rank = draw(st.sampled_from(["head", "deputy", "member", "staff"]))
            is_party = draw(st.booleans())
            nodes.append(person(key, unit, path, rank=rank, who=draw(st.integers(1, 4)), party=is_party,
                                rules=PARTY if is_party else frozenset()))  # fmt: skip
        if draw(st.booleans()):
            key += 1
            nodes.append(agency(key, unit, path))
        for kind in draw(st.lists(st.sampled_from(["party_cell", "leadership", "executive_committee"]), unique=True)):
            key += 1
            above = [each.key for each in nodes if each.body is not None and path.startswith(each.path)]
            parent = draw(st.sampled_from(above)) if above and draw(st.booleans()) else None
            nodes.append(body(key, kind, unit, path, body_parent=parent))
    return nodes


@given(campaigns())
def test_there_is_never_a_circle(nodes):
    ties = Ties(nodes, ORDERS)
    graph = {each.key: {wait.on.key for wait in ties.before(each.key)} for each in nodes}
    assert len(list(TopologicalSorter(graph).static_order())) == len({*graph, *(k for v in graph.values() for k in v)})


def test_read_from_a_campaign_with_clause_and_way_to_it(rated, collective, lan, cuong, tree):
    head = rated("Lê Thị Trưởng", rank="head", scheme="party.qd_366_2025.leader")
    unit = collective()
    found = waited_for(lan.access, [head])[head.pk]
    assert [(each.rating_id, each.who, each.confirmed, each.may_open) for each in found] == [
        (unit.pk, "Phòng Nội vụ", True, True)
    ]
    assert "Điều 12, khoản 2" in found[0].clause
    assert "366" in found[0].clause
    assert not waited_for(cuong.access, [head])[head.pk][0].may_open
    type(unit).objects.filter(pk=unit.pk).update(concluded_on=date(2026, 12, 5))
    assert waited_for(lan.access, [head])[head.pk] == []


def test_where_a_place_ties_the_heads_level_to_the_units_it_bites_with_its_clause(rated, collective):
    head = rated("Trưởng phòng", rank="head", scheme="state.nd_335_2025.leader")
    unit = collective()
    assert tied_inputs(head, ("unit_level",)) == {}, "the unit is not concluded yet"
    type(unit).objects.filter(pk=unit.pk).update(concluded_level="well", concluded_on=date(2026, 12, 5))
    assert tied_inputs(head, ("unit_level",))["unit_level"][0] == "well"
    deputy = rated("Phó phòng", rank="deputy", scheme="state.nd_335_2025.leader")
    assert tied_inputs(deputy, ("unit_level",)) == {}
    for level, found in (("excellent", "excellent"), ("well", "well"), ("not_completed", "not_completed")):
        told = scored(
            "local.example_2026.leader", {**SERVANT_LEADER, "unit_level": level}, date(2026, 12, 31), [PLACE]
        )  # fmt: skip
        assert told.level == found
        assert not told.confirmed
    assert [each.rule.id for each in told.by][:1] == ["not_above_a_unit_not_completed"]
    assert told.by[0].cite
