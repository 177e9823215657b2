"""Counts in files: the published schema and its examples, packs' rules, refusals that say where."""

from __future__ import annotations

import json

import pytest

from canbo.cli.main import main
from canbo.core.errors import DomainError
from canbo.procedures.published import SCHEMAS, as_text, tally_schema
from canbo.procedures.tally_files import tally_of

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
    assert told["chosen"] == ["Người thứ hai"]
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
        ({"rule": {"lines": [{"then": "chosen", "operator": ">", "threshold": 0.5}]}, "procedure": None}, "rule"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_told_where(change, where):
    with pytest.raises(DomainError) as refused:
        tally_of({**example("in_place_step_2"), **change})
    assert refused.value.code == "tally_unreadable"
    assert refused.value.extra["where"] == where


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
