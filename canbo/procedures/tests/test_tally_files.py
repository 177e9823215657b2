"""Counts in files: the published schema and its examples, packs' rules, refusals that say where."""

from __future__ import annotations

import json

import pytest

from canbo.cli.main import main
from canbo.core.errors import DomainError
from canbo.procedures.published import SCHEMAS, as_text, tally_schema
from canbo.procedures.tally_files import tally_of
from canbo.rules.library import library

EXAMPLES = sorted((SCHEMAS / "examples").glob("*.json"))


def example(name):
    return json.loads((SCHEMAS / "examples" / f"{name}.json").read_text(encoding="utf-8"))


def test_the_published_schema_is_that_of_the_reader():
    assert (SCHEMAS / "tally.schema.json").read_text(encoding="utf-8") == as_text(tally_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_without_a_database(path, capsys):
    assert main(["procedures", "tally", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["names"]
    assert all(each["reason"] for each in told["names"])


def test_the_rule_of_a_step_is_that_of_its_pack():
    told = tally_of(example("in_place_step_2"))
    assert (told["outcome"], told["going_on"]) == ("advance", ["Người thứ nhất"])
    assert told["rule"]["citations"][0] == {
        "document": "nd-170-2025", "number": "170/2025/NĐ-CP", "clause": "Điều 33, khoản 2, điểm b",
    }  # fmt: skip
    assert told["rule"]["announce"] == "not_announced"


def test_a_second_round_has_only_those_who_went_on():
    told = tally_of(example("second_round"))
    assert [each["outcome"] for each in told["rounds"]] == ["chosen_in_part", "chosen"]
    assert (told["chosen"], told["rounds"][1]["chosen"]) == (["Người thứ nhất", "Người thứ hai"], ["Người thứ hai"])
    assert (told["seats"], told["seats_left"]) == (2, 0)
    raw = example("second_round")
    raw["rounds"][1]["names"][1]["name"] = "Người lạ"
    with pytest.raises(DomainError) as refused:
        tally_of(raw)
    assert refused.value.code == "round_unfounded"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "guess"}, "kind"), ({"numbers": {"convened": 30}}, "numbers"), ({"extra": 1}, "tệp"),
        ({"as_of": "2026-13-01"}, "as_of"), ({"seats": -1}, "seats"), ({"names": [{"name": "A"}]}, "names[1]"),
        ({"names": [{"name": "A", "for": "12"}]}, "names[1].for"), ({"names": {}}, "names"),
        ({"rule": {"lines": [{"then": "chosen", "operator": ">", "threshold": 0.5}]}}, "procedure"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_told_where(change, where):
    with pytest.raises(DomainError) as refused:
        tally_of({**example("in_place_step_2"), **change})
    assert refused.value.code == "tally_unreadable"
    assert refused.value.extra["where"] == where


@pytest.mark.parametrize(
    ("name", "outcome", "names"),
    [
        ("quorum_missed", "no_quorum", ["no_quorum"] * 2), ("exactly_half", "head_decides", ["head_decides"]),
        ("tie_at_the_cut", "tie", ["chosen", "chosen", "tie", "tie", "not_chosen"]),
        ("differs_from_step_2", "stop_and_report", ["stop_and_report", "not_chosen"]),
        ("names_added", "mixed", ["chosen", "rejected"]), ("rating", "mixed", ["chosen", "rejected"]),
        ("council_level", "chair_decides", ["chair_decides"]), ("confidence", "report_all_opinions", None),
    ],
)  # fmt: skip
def test_each_example_comes_to_what_its_rule_says_and_names_rule_numbers_and_clause(name, outcome, names):
    told = tally_of(example(name))
    assert told["outcome"] == outcome
    assert names is None or [each["outcome"] for each in told["names"]] == names
    assert told["rule"]["citation"] in told["reason"]
    assert told["outcome_words"] in told["reason"].lower()


BALLOTS = {"convened": 20, "present": 18, "issued": 18, "returned": 18, "valid": 16}
PLAIN = {
    "kind": "approve", "numbers": BALLOTS, "names": [{"name": "A", "for": 9, "against": 7}],
    "rule": {"lines": [{"operator": ">", "threshold": "1/2", "base": "valid", "then": "chosen"},
                       {"otherwise": True, "then": "rejected"}]},
}  # fmt: skip
LEVELS = {"tốt": 9, "kém": 7}
RATE = {**PLAIN, "kind": "rate", "levels": list(LEVELS), "names": [{"name": "A", "levels": LEVELS}]}


def line(**more):
    return {"rule": {"lines": [{**PLAIN["rule"]["lines"][0], **more}, PLAIN["rule"]["lines"][1]]}}


def test_slips_not_told_apart_count_as_invalid_and_those_told_apart_must_add_up():
    assert tally_of(PLAIN)["numbers"]["invalid"] == 2
    assert tally_of({**PLAIN, "numbers": {**BALLOTS, "blank": 2}})["outcome"] == "chosen"
    with pytest.raises(DomainError) as refused:
        tally_of({**PLAIN, "numbers": {**BALLOTS, "blank": 1}})
    assert refused.value.extra["faults"][0]["where"] == "numbers.returned"


@pytest.mark.parametrize(("votes", "base", "outcome"), [
    (8, "valid", "rejected"), (9, "valid", "chosen"), (9, "present", "rejected"), (10, "present", "chosen"),
    (10, "convened", "rejected"), (11, "convened", "chosen"), (10, "issued", "chosen"), (9, "returned", "rejected"),
])  # fmt: skip
def test_half_of_each_base_is_not_more_than_half(votes, base, outcome):
    raw = {**PLAIN, **line(base=base), "names": [{"name": "A", "for": votes, "against": 16 - votes}]}
    assert tally_of(raw)["outcome"] == outcome


@pytest.mark.parametrize("base", ["valid", "convened"])
@pytest.mark.parametrize("operator", [">", ">="])
def test_where_all_is_blank_or_nothing_came_back_nobody_is_chosen(base, operator):
    for returned in (0, 18):
        numbers = {**BALLOTS, "returned": returned, "valid": 0, "blank": returned}
        told = tally_of({
            **PLAIN, **line(base=base, operator=operator), "numbers": numbers,
            "names": [{"name": "A", "for": 0}, {"name": "B", "for": 0}],
        })  # fmt: skip
        assert (told["outcome"], told["chosen"]) == ("rejected", [])


def test_a_scale_says_which_levels_count():
    assert tally_of({**RATE, **line(measure=["tốt"])})["outcome"] == "chosen"
    assert tally_of({**RATE, **line(measure=["kém"])})["outcome"] == "rejected"
    two = [{"name": "A", "levels": {"tốt": 1, "kém": 15}}, {"name": "B", "levels": {"tốt": 2, "kém": 14}}]
    rule = {"rule": {"lines": [
        {"operator": ">", "threshold": "9/10", "base": "valid", "measure": ["kém"], "take": "all", "then": "rejected"},
        {"operator": ">", "threshold": "1/100", "base": "valid", "measure": ["tốt"], "take": "highest", "then": "chosen"},
    ]}}  # fmt: skip
    assert tally_of({**RATE, **rule, "names": two})["outcome"] == "rejected"
    rule["rule"]["lines"].reverse()
    assert tally_of({**RATE, **rule, "names": two})["chosen"] == ["B"]


def test_those_against_may_be_what_counts():
    raw = {**PLAIN, **line(measure=["against"], then="stop_and_report")}
    assert tally_of(raw)["outcome"] == "rejected"
    assert tally_of({**raw, "names": [{"name": "A", "for": 7, "against": 9}]})["outcome"] == "stop_and_report"


def test_seats_that_are_taken_end_the_election_for_everybody_else():
    rule = {"rule": {"lines": [
        {"operator": ">", "threshold": "1/2", "base": "valid", "then": "chosen"},
        {"otherwise": True, "then": "second_round"},
    ]}}  # fmt: skip
    names = [{"name": name, "for": votes, "against": 16 - votes} for name, votes in zip("ABC", (9, 10, 8), strict=True)]
    told = tally_of({**PLAIN, **rule, "names": names, "seats": 2})
    assert (told["outcome"], told["chosen"], told["going_on"]) == ("chosen", ["B", "A"], [])
    told = tally_of({**PLAIN, **rule, "names": names, "seats": 3})
    assert (told["outcome"], told["going_on"], told["seats_left"]) == ("chosen_in_part", ["C"], 1)
    assert "Còn 1 người cần chọn" in told["reason"]
    told = tally_of({**PLAIN, **rule, "names": names, "seats": 1})
    assert [(each["name"], each["outcome"]) for each in told["names"]] == [
        ("B", "chosen"), ("A", "outranked"), ("C", "not_chosen"),
    ]  # fmt: skip
    assert tally_of({**PLAIN, **rule, "names": names})["outcome"] == "mixed"


def test_a_later_round_may_have_a_rule_of_its_own():
    raw = example("second_round")
    raw["rounds"][1]["rule"] = {
        "lines": [{"otherwise": True, "take": "highest", "then": "chosen"}],
        "citation": "vòng hai",
    }
    raw["rounds"][1]["names"] = [
        {"name": "Người thứ hai", "for": 14, "none": 16},
        {"name": "Người thứ ba", "for": 9, "none": 21},
    ]
    told = tally_of(raw)
    assert (told["outcome"], told["chosen"]) == ("chosen", ["Người thứ nhất", "Người thứ hai"])
    assert told["rule"]["citation"] == "vòng hai"


def test_those_level_at_the_top_differ_from_an_earlier_step_only_if_none_of_them_was_its_choice():
    raw = {
        **example("differs_from_step_2"),
        "names": [{"name": "Người thứ hai", "for": 4}, {"name": "Người thứ nhất", "for": 4}],
    }
    for names in (raw["names"], raw["names"][::-1]):
        assert tally_of({**raw, "names": names})["outcome"] == "advance"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({**RATE, "levels": []}, "levels"), ({**RATE, "levels": [["tốt"], "kém"]}, "levels"), (RATE, "rule.lines[1].measure"),
        ({**RATE, **line(measure=["khá"])}, "rule.lines[1].measure"), ({**PLAIN, **line(measure=["high"])}, "rule.lines[1].measure"),
        ({**RATE, **line(measure=[])}, "rule.lines[1].measure"),
        ({**PLAIN, "levels": ["tốt", "kém"]}, "levels"), ({**PLAIN, "max_choices": 2}, "max_choices"),
        ({**example("in_place_step_2"), "max_choices": 2}, "max_choices"),
        ({**example("exactly_half"), "kind": "confidence"}, "kind"), ({**PLAIN, "seats": 0}, "seats"), ({**PLAIN, "kind": ["approve"]}, "kind"),
        ({**PLAIN, "names": [{"name": "A", "for": 9, "against": 7, "added": True}]}, "names[1].added"),
        ({**example("names_added"), "names": [{"name": n, "for": 8, "added": True} for n in "AB"]}, "names"),
        ({**PLAIN, "rule": {"lines": PLAIN["rule"]["lines"][::-1]}}, "rule.lines[1].otherwise"),
        ({**PLAIN, "rule": {"lines": [{"otherwise": True, "then": "chosen", "threshold": "1/2"}]}}, "rule.lines[1].threshold"),
        ({**PLAIN, "rounds": []}, "rounds"), ({**PLAIN, "as_of": "2026-03-02"}, "as_of"),
        ({**example("second_round"), "rounds": [{"numbers": BALLOTS, "names": [{"name": "A"}]}]}, "rounds[1].names[1]"),
        ({**PLAIN, "numbers": {**BALLOTS, "valid": None}}, "numbers"), ({**PLAIN, "numbers": {**BALLOTS, "valid": True}}, "numbers.valid"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_where_it_stands(change, where):
    with pytest.raises(DomainError) as refused:
        tally_of(change)
    assert refused.value.extra.get("where") == where, refused.value


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"names": [{"name": "A", "for": 9, "against": 6}]}, "votes_unaccounted", "names.A"), ({"names": []}, "no_names", "names"),
        ({"names": [{"name": "A", "for": 9, "against": 7}] * 2}, "name_twice", "names"),
        ({"numbers": {**BALLOTS, "present": 21}}, "present_over_convened", "numbers.present"),
        ({"numbers": {**BALLOTS, "issued": 19}}, "issued_over_present", "numbers.issued"),
        ({"numbers": {**BALLOTS, "returned": 19, "invalid": 3}}, "returned_over_issued", "numbers.returned"),
        ({"kind": "choose", "names": [{"name": "A", "for": 17}]}, "votes_over_valid", "names.A"),
        ({"kind": "choose", "names": [{"name": "A", "for": 9, "against": 2}]}, "votes_unaccounted", "names.A"),
        ({"kind": "choose", "max_choices": 1, "names": [{"name": "A", "for": 9}, {"name": "B", "for": 8}]}, "too_many_choices", "names"),
        ({**line(base="members"), "numbers": {**BALLOTS, "members": 9}}, "present_over_members", "numbers.members"),
    ],
)  # fmt: skip
def test_contradictory_counts_are_refused_with_the_number_that_is_wrong(change, code, where):
    with pytest.raises(DomainError) as refused:
        tally_of({**PLAIN, **change})
    assert refused.value.code == "counts_disagree"
    assert (code, where) in [(each["code"], each["where"]) for each in refused.value.extra["faults"]]


def test_every_rule_of_every_pack_reads_every_outcome_of_a_small_count():
    """Whatever the votes: each step of each procedure says something that its own lines lead to."""
    steps = 0
    for procedure in (each for pack in library().packs.values() for each in pack.procedures):
        for step in (each for each in procedure.steps if each.vote is not None):
            steps += 1
            leads = {result.then for result in step.vote.results}
            for votes in range(13):
                told = tally_of({
                    "kind": "approve", "procedure": procedure.id, "step": step.id, "as_of": procedure.span.start.isoformat(),
                    "earlier": {each.id: ["A"] for each in procedure.steps},
                    "numbers": dict.fromkeys(("members", "convened", "present", "issued", "returned", "valid"), 12),
                    "names": [{"name": "A", "for": votes, "none": 12 - votes}],
                })  # fmt: skip
                assert told["outcome"] in leads | {"not_chosen"}, (procedure.id, step.id, votes)
                assert told["rule"]["citation"]
                assert told["names"][0]["reason"]
    assert steps > 20


def test_a_threshold_is_a_fraction():
    raw = {key: value for key, value in example("confidence").items() if key != "rule"}
    for bad in (0.5, "50%", "3/2", "0/2", "1/0", "½"):
        with pytest.raises(DomainError) as refused:
            tally_of({**raw, "rule": {"lines": [{"then": "chosen", "operator": ">", "threshold": bad}]}})
        assert refused.value.extra["where"] == "rule.lines[1].threshold"


def test_counts_that_disagree_are_refused_with_every_fault(capsys, tmp_path):
    raw = example("in_place_step_2")
    raw["numbers"] |= {"issued": 21, "invalid": 0}
    path = tmp_path / "sai.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert main(["procedures", "tally", str(path), "--json"]) == 1
    refusal = json.loads(capsys.readouterr().out)["error"]
    assert {each["code"] for each in refusal["faults"]} == {"issued_over_present", "returned_unaccounted"}
