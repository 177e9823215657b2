"""`canbo rules find`: the facts of the act, by option and by file."""

import json

import pytest

from canbo.cli.main import main

DAY = "2026-03-02"
KIND = "commune.people_committee_chair"


@pytest.mark.django_db(databases="__all__")
def test_commands_take_facts_of_the_act(desk, capsys, tmp_path):
    desk.post(desk.open("Nông Thị Vân", gender="female", born="1985-02-03"), "deputy", since="2019-05-01")

    def data(*more):
        assert main(["rules", "find", "--for", KIND, "--act", "planning", "--as-of", DAY, "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)

    assert data()["facts"]["plan_round"] == "next_term"
    assert data("--fact", "plan_round=current_term")["facts"]["plan_round"] == "current_term"
    path = tmp_path / "act.json"
    path.write_text(json.dumps({"act": {"plan_round": "current_term", "training_planned": True}}), "utf-8")
    told = data("--facts", str(path), "--fact", "plan_round=")
    assert told["facts"]["training_planned"] is True
    assert told["facts"]["plan_round"] is None
    path.write_text(json.dumps({"facts": {"theory_level": "advanced"}}), "utf-8")
    status = main(["rules", "find", "--for", KIND, "--as-of", DAY, "--json", "--facts", str(path)])
    assert status == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "fact_of_person"
