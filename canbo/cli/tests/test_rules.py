"""`canbo rules`: proving packs, showing, assessing files of facts, explaining, finding, comparing."""

import json
import shutil

import pytest

from canbo.cli.main import main
from canbo.personnel.models import PoliticalTheory
from canbo.rules.library import SHIPPED
from canbo.rules.published import SCHEMAS

EXAMPLES = SCHEMAS / "examples"
KIND = "commune.division_head"


def run(capsys, *arguments):
    status = main([str(each) for each in arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def data(capsys, *arguments):
    status, out, err = run(capsys, *arguments, "--json")
    assert status == 0, err
    return json.loads(out)


@pytest.mark.parametrize("name", ["cadre", "civil_servant", "public_employee"])
def test_each_example_is_assessed_without_a_database(capsys, name):
    plain = data(
        capsys, "rules", "assess", "--facts", EXAMPLES / f"{name}.json", "--for", KIND, "--as-of", "2026-03-01"
    )
    assert plain["overall"] in {"meets_all", "meets_all_but_one", "unknown", "does_not"}
    found = {each["rule"]: each for each in plain["findings"]}
    months = found["party.appointment.months_in_post"]
    assert months["outcome"] == "pass"
    assert months["citations"][0]["document"] == "qd-377-2025"
    assert {"name", "label", "value", "text", "records"} <= set(months["facts"][0])
    derived = {each["name"]: each for each in plain["derived"]}
    assert derived["retirement_month"]["text"]
    assert {each["id"] for each in plain["packs"]} >= {"party_2025", "state_2025", "retirement"}


def test_the_act_the_pack_and_the_changes_of_an_assessment(capsys, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"post_since": "2025-06-01", "title_rank": "deputy", "tier": "commune"}), "utf-8")
    asked = ("rules", "assess", "--facts", facts, "--for", KIND, "--as-of", "2026-01-15")
    failing = data(capsys, *asked)
    assert "party.appointment.months_in_post" in failing["failing"]
    months = next(each for each in failing["findings"] if each["rule"] == "party.appointment.months_in_post")
    assert months["cure"] == {"by": "time", "how": None, "holds_on": "2026-06-01"}
    older = data(capsys, *asked, "--pack", "party_2020")
    assert "party_2020" in {each["id"] for each in older["packs"]}
    assert "party_2025" not in {each["id"] for each in older["packs"]}
    changes = tmp_path / "changes.json"
    changes.write_text(json.dumps({"post_since": "2024-06-01"}), "utf-8")
    assert "party.appointment.months_in_post" not in data(capsys, *asked, "--if", changes)["failing"]
    assert data(capsys, *asked, "--act", "planning")["act"] == "planning"
    status, out, err = run(capsys, *asked, "--language", "en")
    assert status == 0, err
    assert "at least" in out


@pytest.mark.parametrize(
    ("content", "arguments", "code"),
    [
        ("{", (), "file_unreadable"),
        ("[]", (), "file_unreadable"),
        ('{"post_sinc": "2024"}', (), "fact_unknown"),
        ("{}", ("--for", "commune.division_hed"), "title_unknown"),
        ("{}", ("--act", "apointment"), "act_unknown"),
        ("{}", ("--pack", "party_2026"), "pack_unknown"),
        ("{}", ("--as-of", "1990-01-01"), "standard_missing"),
    ],
)
def test_a_refused_assessment_says_why(capsys, tmp_path, content, arguments, code):
    facts = tmp_path / "facts.json"
    facts.write_text(content, "utf-8")
    asked = {"--for": KIND, "--as-of": "2026-01-15"} | dict(zip(arguments[::2], arguments[1::2], strict=True))
    told = [part for pair in asked.items() for part in pair]
    status, out, _ = run(capsys, "rules", "assess", "--facts", facts, *told, "--json")
    assert status == 1
    assert json.loads(out)["error"]["code"] == code


def test_a_broken_pack_is_refused_with_file_line_and_mend(capsys, tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "packs")
    path = tmp_path / "packs" / "party_2025" / "parameters" / "appointment.yaml"
    text = path.read_text("utf-8")
    line = text[: text.index("stricter:")].count("\n") + 1
    path.write_text(text.replace("stricter:", "stricer:", 1), "utf-8")
    status, out, _ = run(capsys, "rules", "check", "--packs-dir", tmp_path / "packs")
    assert status == 1
    assert f"party_2025/parameters/appointment.yaml:{line}: " in out
    assert "Có phải «stricter»?" in out
    status, out, _ = run(capsys, "rules", "check", "--packs-dir", tmp_path / "packs", "--json")
    told = json.loads(out)
    assert {"file", "line", "code", "message", "mend"} <= set(told["found"][0])


def test_a_rule_is_shown_as_of_a_day(capsys):
    shown = data(capsys, "rules", "show", "party.appointment.months_in_post", "--as-of", "2026-01-15")
    assert shown["kind"] == "parameter"
    assert shown["in_force"]["value"] == 12
    assert {each["value"] for each in shown["history"]} == {12, 24}
    assert shown["cases"]
    older = data(capsys, "rules", "show", "party.appointment.months_in_post", "--as-of", "2023-01-15")
    assert older["in_force"]["value"] == 24
    for name in ("state.retirement.age", "qd-377-2025"):
        status, out, _ = run(capsys, "rules", "show", name, "--as-of", "2026-01-15")
        assert status == 0
        assert name in out
    status, _, err = run(capsys, "rules", "show", "party.appointment.months_in_pots")
    assert status == 1
    assert "party.appointment.months_in_post" in err


def test_the_vocabulary_tells_type_unit_and_meaning(capsys):
    words = {each["name"]: each for each in data(capsys, "rules", "vocabulary")["facts"]}
    assert words["post_months"]["unit"] == "tháng"
    assert words["born"]["written_as"].startswith('"1975"')
    assert [each["code"] for each in words["theory_level"]["members"]][-1] == "bachelor"
    assert words["source"]["given_in"] == "act"
    assert words["special_case"]["usual"] is False
    assert all(each["meaning"] for each in words.values())


@pytest.fixture
def office(desk):
    """Hà, head for a few months; Đức, staff; both in the home unit."""
    ha = desk.open("Hoàng Thị Hà", gender="female", born="1980-05-20")
    desk.add(ha, PoliticalTheory, level="advanced", since="2015")
    desk.post(ha, "head", since="2025-10-01")
    duc = desk.open("Lý Minh Đức", gender="male", born="1964")
    desk.post(duc, since="2000-01")
    return {"ha": ha, "duc": duc}


@pytest.mark.django_db(databases="__all__")
def test_people_are_explained_found_and_compared(capsys, office):
    asked = ("--for", KIND, "--as-of", "2026-03-02")
    explained = data(capsys, "rules", "explain", "Hoàng Thị Hà", *asked)
    assert explained["person_id"] == office["ha"].pk
    months = next(each for each in explained["findings"] if each["rule"] == "party.appointment.months_in_post")
    assert (months["outcome"], months["cure"]["holds_on"]) == ("fail", "2026-10-01")
    since = next(each for each in months["facts"] if each["name"] == "post_since")
    assert [each["section"] for each in since["records"]] == ["post"]
    by_number = data(capsys, "rules", "explain", office["ha"].pk, *asked)
    assert by_number["findings"] == explained["findings"]
    found = data(capsys, "rules", "find", *asked)
    assert found["total"] == sum(found["counts"].values()) == 2
    assert {each["full_name"] for each in found["people"]} == {"Hoàng Thị Hà", "Lý Minh Đức"}
    ha = next(each for each in found["people"] if each["person_id"] == office["ha"].pk)
    assert "party.appointment.months_in_post" in ha["failing"]
    compared = data(capsys, "rules", "diff", "party_2020", "party_2025", *asked)
    assert compared["people"] == 2
    assert set(compared) >= {"becomes_eligible", "stops_being_eligible", "rules", "before", "after"}
    status, out, _ = run(capsys, "rules", "find", *asked)
    assert status == 0
    assert "Lý Minh Đức" in out


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("explain", "Nguyễn Không Có", "--for", KIND), "person_unknown"),
        (("explain", "Hoàng Thị Hà", "--for", "Vị trí không có"), "position_unknown"),
        (("explain", "Hoàng Thị Hà", "--for", "999999"), "position_not_found"),
        (("find", "--for", KIND, "--act", "nothing"), "act_unknown"),
    ],
)
def test_what_cannot_be_asked_of_the_files_is_refused(capsys, office, arguments, code):
    status, out, _ = run(capsys, "rules", *arguments, "--as-of", "2026-03-02", "--json")
    assert status == 1
    assert json.loads(out)["error"]["code"] == code


def test_a_check_of_no_packs_is_refused(capsys, tmp_path):
    for where in (tmp_path / "nowhere", tmp_path):
        status, out, _ = run(capsys, "rules", "check", "--packs-dir", where)
        assert status == 1
        assert "Không có bộ quy tắc nào" in out
    status, _, err = run(capsys, "rules", "check", "--pack", "state_2O25")
    assert status == 1
    assert "state_2025" in err


def test_a_fact_written_twice_is_refused(capsys, tmp_path):
    facts = tmp_path / "facts.json"
    for text in ('{"born": "1970", "born": "1975"}', '{"low_confidence_percent": NaN}', "[" * 100_000):
        facts.write_text(text, "utf-8")
        status, _, err = run(capsys, "rules", "assess", "--facts", facts, "--for", KIND, "--as-of", "2026-01-15")
        assert status == 1, text
        assert "JSON" in err
