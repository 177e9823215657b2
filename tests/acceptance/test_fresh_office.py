"""The commands in an empty data directory, on the bundled workbook; `*.truth.json` is what a careful reader finds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WORKBOOK = HERE.parents[1] / "canbo/cli/demo_data/bach-thong-2013.xlsx"
TRUTH = json.loads((HERE / "bach-thong-2013.truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def canbo(new_office):
    return new_office()


@pytest.fixture(scope="module")
def dry(ready_office):
    """A dry run in an office of its own, before anything stands there."""
    canbo = ready_office()
    done = canbo("import", "roster", WORKBOOK, "--as-of", TRUTH["as_of"], "--dry-run", "--json")
    again = canbo("report", "quality", "--as-of", TRUTH["as_of"], "--json")
    return json.loads(done.stdout), json.loads(again.stdout)


@pytest.fixture(scope="module")
def first(canbo):
    """The roster taken into the empty office, by a command that is started from nothing."""
    done = replace(canbo, is_new=True)("import", "roster", WORKBOOK, "--as-of", TRUTH["as_of"], "--json")
    return json.loads(done.stdout), done.stderr


def test_a_dry_run_tells_everything_and_writes_nothing(dry):
    told, report = dry
    assert told["imported"] == TRUTH["people"]
    assert report["total"] == 0


def test_the_first_command_tells_the_first_password_on_stderr_only(first):
    _told, errors = first
    assert "mật khẩu «" in errors


def test_everybody_is_taken_and_every_faulty_row_refused(first):
    told, _errors = first
    assert told["imported"] == TRUTH["people"]
    assert {each["row"] for each in told["refused"]} == {each["row"] for each in TRUTH["faulty_rows"]}
    assert all(each["column"] is not None and each["code"] and each["reason"] for each in told["refused"])
    assert told["rows_read"] == TRUTH["people"] + len(TRUTH["faulty_rows"])
    assert told["units_created"] >= TRUTH["units"]


def test_a_second_run_takes_nobody(first, canbo):
    again = json.loads(canbo("import", "roster", WORKBOOK, "--as-of", TRUTH["as_of"], "--json").stdout)
    assert again["imported"] == 0
    assert again["units_created"] == 0


def test_the_quality_report_counts_as_a_careful_reader_does(first, canbo):
    report = json.loads(canbo("report", "quality", "--as-of", TRUTH["as_of"], "--json").stdout)
    assert report["as_of"] == TRUTH["as_of"]
    assert report["total"] == TRUTH["people"]
    for key in ("female", "party_members", "ethnic_minority", "leaders"):
        assert report[key] in (
            TRUTH[key],
            {**report[key], "count": TRUTH[key]} if isinstance(report[key], dict) else None,
        )
    counts = {level: report["qualification"][level]["count"] for level in (
        "none", "elementary", "intermediate", "college", "university", "master", "doctorate"
    )}  # fmt: skip
    truth = TRUTH["qualification"]
    assert counts == {
        "none": 0, "elementary": truth["Sơ cấp"], "intermediate": truth["Trung cấp"], "college": truth["Cao đẳng"],
        "university": truth["Đại học"], "master": 0, "doctorate": 0,
    }  # fmt: skip
    assert report["qualification"]["intermediate_or_above"]["percent"] == TRUTH["share_intermediate_or_above_percent"]
    assert report["qualification"]["university"]["percent"] == TRUTH["share_university_percent"]
    assert report["qualification"]["college"]["percent"] == TRUTH["share_college_percent"]
    theory = {level: report["theory"][level]["count"] for level in (
        "none", "elementary", "intermediate", "advanced", "bachelor", "unknown"
    )}  # fmt: skip
    truth = TRUTH["theory"]
    assert theory == {
        "none": truth["none"], "elementary": truth["Sơ cấp"], "intermediate": truth["Trung cấp"],
        "advanced": truth["Cao cấp"], "bachelor": truth["Cử nhân"], "unknown": 0,
    }  # fmt: skip
    leaders = report["leaders_theory"]
    assert leaders["total"] == TRUTH["leaders"]
    assert leaders["intermediate_or_above"] == TRUTH["leaders_theory_intermediate_or_above"]
    assert leaders["percent"] == 100.0


def test_the_training_report_counts_who_was_sent(first, canbo):
    canbo("import", "training", WORKBOOK, "--json")
    report = json.loads(canbo("report", "training", "--since", TRUTH["training_since"], "--json").stdout)
    assert {key: report["advanced_theory"][key] for key in TRUTH["advanced_theory"]} == TRUTH["advanced_theory"]
    assert report["intermediate_theory"]["total"] == TRUTH["intermediate_theory"]


def test_the_tables_for_people_are_vietnamese(first, canbo):
    shown = canbo("report", "quality", "--as-of", TRUTH["as_of"]).stdout
    assert "98,6 %" in shown
    assert "Lý luận chính trị" in shown


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", "họ,tên\n".encode()])
def test_what_is_no_workbook_is_refused_with_a_sentence(first, canbo, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    told = json.loads(canbo("import", "roster", path, "--json", status=1).stdout)
    assert told["error"]["code"]
    assert told["error"]["message"]


def test_a_doctor_finds_the_office_sound(first, canbo):
    found = json.loads(canbo("doctor", "--json").stdout)["findings"]
    assert not [each for each in found if each["state"] == "error"]
