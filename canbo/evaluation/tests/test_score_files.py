"""Files scored by the command: examples, exactness, what is missing, refusals that name the field and the remedy."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from canbo.core.errors import DomainError
from canbo.evaluation.published import SCHEMAS, all_files, schema_of, schemes
from canbo.evaluation.score_files import lines_of, score_of
from canbo.evaluation.tests.entered import MEMBER, SCHEMES, SERVANT, STAFF_90, ready
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.schemes import LEVELS
from canbo.rules.domain.scoring import score

TODAY = date(2026, 11, 23)
MEMBERS, SERVANTS = "party.qd_366_2025.non_leader", "state.nd_335_2025.civil_servant"
EXAMPLES = sorted((SCHEMAS / "examples").glob("*.json"))


def told(scheme, file, language="vi"):
    return score_of(scheme, file, today=TODAY, language=language)


def refused(scheme, file):
    with pytest.raises(DomainError) as error:
        told(scheme, file)
    return error.value


def test_the_published_files_are_those_of_the_schemes():
    for name, content in all_files().items():
        assert json.loads((SCHEMAS / name).read_text(encoding="utf-8")) == content, name
    assert {path.stem for path in EXAMPLES} == {each["id"] for each in schemes() if each["place"] is None}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_scored_and_keeps_to_its_schema(path):
    file = json.loads(path.read_text(encoding="utf-8"))
    found = told(path.stem, file)
    assert found["outcome"] == "proposed"
    assert found["level"] in LEVELS
    assert found["proposed_by"]["citation"]
    assert set(file) <= set(schema_of(path.stem)["properties"])
    assert list(lines_of(found))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_every_condition_is_told_with_a_reason_and_a_clause(scheme, language):
    day, file = SCHEMES[scheme]
    found = told(scheme, {**file, "as_of": day.isoformat()}, language)
    assert found["final"] is False
    assert all(each["reason"] and each["citation"] and "{" not in each["reason"] for each in found["conditions"])
    assert all("{" not in each["text"] for each in found["working"])
    assert {level for each in found["conditions"] for level in each["levels"]} >= set(LEVELS[1:])
    missing = told(scheme, {"as_of": day.isoformat()}, language)
    assert (missing["outcome"], missing["level"]) == ("unknown", None)
    assert missing["missing"]
    assert all(each["label"] != each["field"] for each in missing["missing"])


def test_a_number_that_does_not_end_is_cut_never_rounded_up():
    file = {**SERVANT, "general_points": 30, "products": [{"assigned": 70, "done": 60, "coefficient": 0.3}]}
    del file["results_points"]
    found = told(SERVANTS, file)
    assert (found["points"]["total"], found["exact"]["total"], found["level"]) == (90, "90", "excellent")
    file["products"] = [{"assigned": 7, "done": 6, "failed_checks": 1}]
    found = told(SERVANTS, file)
    assert found["exact"]["results"] == "55"
    file["products"] = [{"assigned": 3, "done": 2}]
    found = told(SERVANTS, file)
    assert (found["points"]["results"], found["exact"]["results"]) == (46.666666, "140/3")
    assert any("46,666666…" in each["text"] for each in found["working"])


def test_points_by_criterion_add_up_and_a_criterion_left_out_is_missing():
    parts = {"political_quality": 9.5, "ability": 10, "self_criticism": 8.5}
    assert told(MEMBERS, {**MEMBER, "general_points": parts})["points"]["general"] == 28
    found = told(MEMBERS, {**MEMBER, "general_points": {**parts, "ability": None}})
    assert (found["outcome"], found["missing"][0]["field"]) == ("unknown", "general_points")
    assert refused(MEMBERS, {**MEMBER, "general_points": {"politics": 9}}).code == "input_wrong"


def test_points_computed_by_a_formula_nobody_has_read_are_not_confirmed():
    assert told(SERVANTS, SERVANT)["confirmed"] is True
    file = {**SERVANT, "products": [{"assigned": 1, "done": 1}]}
    del file["results_points"]
    assert told(SERVANTS, file)["confirmed"] is False


def test_high_points_with_a_condition_failing_say_that_the_text_is_silent():
    found = told(MEMBERS, {**MEMBER, "tasks_above": 2})
    assert (found["points_level"], found["level"], found["confirmed"]) == ("excellent", "well", False)
    assert found["proposed_by"]["kind"] == "fall"
    assert "Văn bản không nói" in found["sentence"]
    assert [each["id"] for each in found["conditions"] if each["state"] == "fail" and each["kind"] == "condition"] == [
        "above_the_mark"
    ]


def test_a_ground_is_proposed_with_its_clause_and_may_be_weighed_away():
    found = told(MEMBERS, {**MEMBER, "duty_disciplined": True})
    assert (found["level"], found["proposed_by"]["rules"]) == ("not_completed", ["duty_discipline"])
    assert found["proposed_by"]["citation"] == "Điều 11, khoản 4, 366-QĐ/TW"
    weighed = told(MEMBERS, {**MEMBER, "duty_disciplined": True, "ground_weighed": True})
    assert weighed["level"] == "excellent"
    assert [each["id"] for each in weighed["conditions"] if each["state"] == "weighed"] == ["duty_discipline"]


def test_a_level_known_whatever_is_missing_is_proposed():
    assert told(SERVANTS, {"total_points": 40})["level"] == "not_completed"
    assert told(SERVANTS, {"duty_disciplined": True})["level"] == "not_completed"
    found = told(SERVANTS, {"total_points": 60})
    assert (found["level"], found["possible"]) == (None, ["not_completed", "completed"])


def test_the_day_of_the_law_is_that_of_the_period():
    assert told(MEMBERS, {**MEMBER, "period": "2025-Q4"})["law_day"] == "2025-12-31"
    assert told(SERVANTS, {**SERVANT, "period": "2028-02"})["law_day"] == "2028-02-29"
    assert told("state.nd_90_2020.civil_servant", STAFF_90)["law_day"] == "2025-12-31"
    assert told("state.nd_90_2020.civil_servant", {**STAFF_90, "period": 2022})["law_day"] == "2022-12-31"


@pytest.mark.parametrize(
    ("scheme", "file", "code", "field"),
    [
        (MEMBERS, {"points": 90}, "input_unknown", "points"),
        (MEMBERS, {"duty_disciplined": "no"}, "input_wrong", "duty_disciplined"),
        (MEMBERS, {"duty_disciplined": 0}, "input_wrong", "duty_disciplined"),
        (MEMBERS, {"tasks_done": 9.5}, "input_wrong", "tasks_done"),
        (MEMBERS, {"tasks_done": -1}, "input_wrong", "tasks_done"),
        (MEMBERS, {"tasks_done": True}, "input_wrong", "tasks_done"),
        (MEMBERS, {"tasks_done_share": 100.5}, "input_wrong", "tasks_done_share"),
        (MEMBERS, {"general_points": "28"}, "input_wrong", "general_points"),
        (MEMBERS, {"period": "2026-Q5"}, "input_wrong", "period"),
        (MEMBERS, {"period": "2026-03"}, "input_wrong", "period"),
        (MEMBERS, {"as_of": "31/12/2026"}, "input_wrong", "as_of"),
        (MEMBERS, {"places": "VI-DU"}, "input_wrong", "places"),
        (MEMBERS, {"scheme": SERVANTS}, "file_of_another_scheme", "scheme"),
        (SERVANTS, {"products": {}}, "input_wrong", "products"),
        (SERVANTS, {"products": [{"assigned": 1}]}, "input_wrong", "products[1].done"),
        (SERVANTS, {"products": [{"assigned": 1, "done": 1, "late": 1}]}, "input_wrong", "products[1].late"),
        (SERVANTS, {"products": [{"assigned": 1, "done": 1, "delays": 0.5}]}, "input_wrong", "products[1].delays"),
        (SERVANTS, {"products": [{"assigned": 1, "done": 1, "delays_excused": 1}]}, "input_wrong",
         "products[1].delays_excused"),
        (SERVANTS, {"quarters": [90, 90]}, "input_wrong", "quarters"),
        (SERVANTS, {"quarters": [90, 90, 90, 101]}, "input_wrong", "quarters[4]"),
        (SERVANTS, {"quarters": [90] * 4, "months": [90] * 12}, "input_wrong", "months"),
        (SERVANTS, {"total_points": 100.01}, "inputs_disagree", "total_points"),
        ("state.nd_90_2020.cadre", {"worked_months": 12.5}, "input_wrong", "worked_months"),
        ("state.luat_2008", {"concluded_level": "good"}, "input_wrong", "concluded_level"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field(scheme, file, code, field):
    error = refused(scheme, file)
    assert (error.code, error.extra["field"]) == (code, field)


def test_a_scheme_that_is_not_there_is_refused_with_what_is():
    error = refused("party.qd_366_2025.nonleader", {})
    assert (error.code, MEMBERS in error.extra["near"]) == ("scheme_unknown", True)
    error = refused("state.nd_90_2020.civil_servant", {"period": "2026"})
    assert error.code == "scheme_not_in_force"
    assert SERVANTS in error.extra["beside"]
    assert refused("party.qd_366_2025", {}).code == "scheme_unknown"


def test_a_person_is_scored_in_under_a_millisecond():
    held = ready(MEMBERS)
    given = read_given(MEMBER, held.scheme)
    score(held, given)
    started = time.perf_counter()
    for _ in range(200):
        score(held, given)
    assert (time.perf_counter() - started) / 200 < 0.003  # three times over, for a machine that does other work


def test_what_must_only_be_weighed_is_told_and_so_is_the_cap():
    found = told(SERVANTS, {**SERVANT, "suspended_in_year": True})
    assert (found["level"], [each["id"] for each in found["consider"]]) == ("excellent", ["suspension"])
    assert "Cần cân nhắc" in found["sentence"]
    assert told(SERVANTS, SERVANT)["consider"] == []
    assert (found["cap"]["percent"], found["cap"]["base"], found["cap"]["highest_percent"]) == (20, "well", 25)
    assert told(MEMBERS, MEMBER)["cap"]["highest_percent"] == 25
    assert told("state.nd_90_2020.civil_servant", {**STAFF_90, "period": "2022"})["cap"] is None


def test_a_formula_is_told_with_its_numbers():
    file = {**SERVANT, "products": [{"assigned": 4, "done": 4}], "subordinates_rated": 3, "subordinates_completed": 2,
            "organising_percent": 60, "managed_corruption": False}  # fmt: skip
    del file["results_points"]
    texts = [each["text"] for each in told("state.nd_335_2025.leader", file, "en")["working"]]
    assert "Results of the unit: if(2 >= 3, 100, 50) = 50 %" in texts
    assert "Ability to organise: 60 %" in texts
    assert "Ability to gather and unite: if(no, 50, 100) = 100 %" in texts
    assert "Task results: 70 × (100 + 100 + 100 + 50 + 60 + 100) / 6 / 100 = 59.5" in texts
