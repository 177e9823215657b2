"""`canbo evaluation score` and `schemes`, as an office calls them."""

from __future__ import annotations

import json

import pytest

from canbo.cli.main import main
from canbo.evaluation.published import example_of, schema_of
from canbo.evaluation.tests.entered import SERVANT
from canbo.rules.domain.schemes import LEVELS

MEMBERS, SERVANTS = "party.qd_366_2025.non_leader", "state.nd_335_2025.civil_servant"


def run(tmp_path, capsys, scheme, text, *options):
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    status = main(["evaluation", "score", "--scheme", scheme, str(path), "--json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_a_number_is_read_as_it_is_written(tmp_path, capsys):
    """89.995 is not 90, nor is a hair under 90 that no float holds."""
    file = {name: value for name, value in SERVANT.items() if not name.endswith("_points")}
    for text, level in (
        ("89.995", "well"),
        ("89.99999999999999999", "well"),
        ("90.0", "excellent"),
        ("9e1", "excellent"),
    ):
        body = json.dumps(file)[:-1] + f', "total_points": {text}}}'
        status, found = run(tmp_path, capsys, SERVANTS, body)
        assert (status, found["level"]) == (0, level), text
    assert found["points"] == {"general": None, "results": None, "total": 90}


def test_a_file_is_scored_in_lines_and_in_data(tmp_path, capsys):
    status, found = run(tmp_path, capsys, MEMBERS, json.dumps(example_of(MEMBERS)))
    assert (status, found["level"]) == (0, "excellent")
    assert main(["evaluation", "score", "--scheme", MEMBERS, str(tmp_path / "file.json"), "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Proposed: Tasks completed excellently.")


def test_refusals_have_a_status_and_a_code(tmp_path, capsys):
    status, found = run(tmp_path, capsys, "party.qd_366_2025.nonleader", "{}")
    assert (status, found["error"]["code"]) == (1, "scheme_unknown")
    status, found = run(tmp_path, capsys, MEMBERS, '{"tasks_done": 1, "tasks_done": 2}')
    assert (status, found["error"]["code"]) == (1, "file_unreadable")
    status, found = run(tmp_path, capsys, MEMBERS, "[1]")
    assert (status, found["error"]["code"]) == (1, "file_unreadable")


def test_the_list_the_example_and_the_schema_are_printed(capsys):
    assert main(["evaluation", "schemes", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["schemes"]
    assert all(each["who"] and each["citation"] and set(each["levels"]) == set(LEVELS) for each in listed)
    assert main(["evaluation", "schemes"]) == 0
    assert MEMBERS in capsys.readouterr().out
    assert main(["evaluation", "schemes", "--example", MEMBERS]) == 0
    assert json.loads(capsys.readouterr().out) == example_of(MEMBERS)
    assert main(["evaluation", "schemes", "--schema", MEMBERS]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of(MEMBERS)
    assert main(["evaluation", "schemes", "--schema", "nothing"]) == 1


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "-0.1", "1e400", "NaN", "Infinity", "90,5"])
def test_a_number_that_is_none_is_refused_at_once(tmp_path, capsys, text):
    status, found = run(tmp_path, capsys, SERVANTS, f'{{"total_points": {text}}}')
    assert (status, found["error"]["code"] in {"input_wrong", "file_unreadable"}) == (1, True)
