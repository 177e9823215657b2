"""Findings: outcomes, reasons, citations, what decides, what only warns, when and what if."""

from datetime import date

import pytest

from canbo.core.errors import DomainError
from canbo.rules.answers import plain_assessment
from canbo.rules.assessing import Question, assess
from canbo.rules.domain.engine import Outcome, Overall
from canbo.rules.domain.model import Demand
from canbo.rules.library import check
from canbo.rules.tests.small_pack import CASES, CONDITIONS, FILES, PARAMETERS, STANDARDS, write_pack

TITLES = """\
titles:
  - {id: any.head, label: {vi: Trưởng phòng, en: Head}, codes: [truong-phong], tiers: [commune], blocks: [government], rank: head}
"""


@pytest.fixture
def ask(tmp_path):
    """Ask the small pack about facts; `files` replaces files of the pack."""
    shared = FILES["pack.yaml"].replace("state_small", "shared").replace("layer: state", "layer: shared")

    def make(facts, as_of, files=None, **more):
        write_pack(tmp_path, {**FILES, **(files or {})})
        write_pack(tmp_path, {"pack.yaml": shared, "titles.yaml": TITLES}, "shared")
        library, _, _ = check([tmp_path])
        return assess(facts, Question("any.head", "appointment", as_of, **more), library)

    return make


def finding(assessment, rule):
    return next(each for each in assessment.findings if each.rule == rule)


LONG = "state.post.long_enough"
THEORY = "state.theory.enough"


@pytest.mark.parametrize(
    ("since", "as_of", "outcome"),
    [
        ("2024-01-01", date(2024, 12, 31), "fail"),
        ("2024-01-01", date(2025, 1, 1), "pass"),
        ("2024", date(2024, 12, 31), "fail"),
        ("2024", date(2025, 6, 1), "unknown"),
        ("2024", date(2025, 12, 31), "pass"),
        ("2022-01-01", date(2023, 12, 31), "fail"),
        ("2022-01-01", date(2024, 1, 1), "pass"),
        (None, date(2025, 1, 1), "unknown"),
    ],
)
def test_exactly_enough_months(ask, since, as_of, outcome):
    assessment, _ = ask({"is_civil_servant": True, "post_since": since}, as_of)
    assert finding(assessment, LONG).outcome.code == outcome


def test_a_finding_says_what_why_and_by_which_clause(ask):
    assessment, law = ask({"is_civil_servant": True, "post_since": "2024-03-15"}, date(2025, 1, 14))
    found = finding(assessment, LONG)
    assert found.outcome is Outcome.FAIL
    assert found.reason == "Đã giữ 9 tháng, cần 1 năm."
    assert (found.have, found.need) == ("9 tháng", "1 năm")
    assert [(each.document, each.clause) for each in found.cite] == [("law-1", "Điều 1"), ("law-1", "Điều 2")]
    facts = {each.name: each for each in found.facts}
    assert facts["post_months"].low == 9
    assert facts["post_since"].text == "15/03/2024"
    assert facts["is_civil_servant"].low is True
    value = found.values[0]
    assert (value.id, value.content, value.text, value.confirmed) == ("state.post.months", 12, "1 năm", True)
    plain = plain_assessment(assessment, law)["findings"][0]
    assert plain["citations"][0] == {
        "document": "law-1", "number": "1/LAW", "issuer": "Cơ quan A", "title": "Luật một", "signed": "2019-12-01",
        "clause": "Điều 1", "read": "full",
    }  # fmt: skip


def test_the_other_language(ask):
    assessment, _ = ask({"is_civil_servant": True, "post_since": "2024-03-15"}, date(2025, 1, 14), language="en")
    assert finding(assessment, LONG).reason == "Held for 9 months, 1 year needed."


def test_outside_the_regime_and_in_an_exception(ask):
    facts = {"is_civil_servant": False, "post_since": "2025-01-01"}
    assert finding(ask(facts, date(2025, 2, 1))[0], LONG).outcome is Outcome.NOT_APPLICABLE
    special = {
        "facts": {**facts, "is_civil_servant": True},
        "act": {"special_case": True, "special_assessment_recorded": True},
    }
    assessment, _ = ask(special, date(2025, 2, 1))
    assert finding(assessment, LONG).outcome is Outcome.NOT_APPLICABLE
    assert finding(assessment, "state.post.special").outcome is Outcome.PASS
    unknown = {"post_since": "2020-01-01"}
    assert finding(ask(unknown, date(2025, 2, 1))[0], LONG).outcome is Outcome.UNKNOWN


def test_what_is_not_confirmed_warns_and_never_blocks(ask):
    facts = {"is_civil_servant": True, "post_since": "2020-01-01", "theory_level": "none"}
    assessment, _ = ask(facts, date(2025, 2, 1))
    found = finding(assessment, THEORY)
    assert found.outcome is Outcome.FAIL
    assert (found.confirmed, found.warns, found.blocks) == (False, True, False)
    assert assessment.overall is Overall.MEETS_ALL
    assert assessment.warnings == (found,)
    confirmed = {"parameters/all.yaml": PARAMETERS.replace("confirmed: false", "confirmed: true")}
    assessment, _ = ask(facts, date(2025, 2, 1), confirmed)
    assert finding(assessment, THEORY).blocks
    assert assessment.overall is Overall.ALL_BUT_ONE


CONFIRMED = {"parameters/all.yaml": PARAMETERS.replace("confirmed: false", "confirmed: true")}


@pytest.mark.parametrize(
    ("facts", "overall"),
    [
        ({"post_since": "2020", "theory_level": "advanced"}, Overall.MEETS_ALL),
        ({"post_since": "2020", "theory_level": "none"}, Overall.ALL_BUT_ONE),
        ({"post_since": "2020"}, Overall.UNKNOWN),
        ({"post_since": "2025-01-01"}, Overall.DOES_NOT),
        ({"post_since": "2025-01-01", "theory_level": "none"}, Overall.DOES_NOT),
        ({}, Overall.UNKNOWN),
    ],
)
def test_four_classes(ask, facts, overall):
    assert ask({"is_civil_servant": True, **facts}, date(2025, 2, 1), CONFIRMED)[0].overall is overall


def test_what_is_missing_is_named(ask):
    found = finding(ask({"is_civil_servant": True, "post_since": "2024"}, date(2025, 2, 1))[0], LONG)
    assert found.missing == ("post_months", "post_since")
    assert "giữ chức vụ từ (2024)" in found.reason
    assert "thời gian giữ chức vụ" not in found.reason


def test_when_time_alone_will_have_mended_it(ask):
    facts = {"is_civil_servant": True, "post_since": "2024-01-31", "theory_level": "advanced"}
    assessment, _ = ask(facts, date(2024, 2, 1))
    assert finding(assessment, LONG).holds_on == date(2025, 1, 31)
    assert assessment.meets_on == date(2025, 1, 31)
    # The law of 2024 asks for less: the day it begins is the first on which it holds.
    assessment, _ = ask({**facts, "post_since": "2022-06-01"}, date(2023, 7, 1))
    assert finding(assessment, LONG).holds_on == date(2024, 1, 1)
    assessment, _ = ask({**facts, "post_since": "2024", "theory_level": "none"}, date(2024, 2, 1), CONFIRMED)
    assert finding(assessment, LONG).holds_on == date(2025, 12, 31)
    assert assessment.meets_on is None
    assert finding(assessment, THEORY).how == "Học đến Trung cấp."


def test_what_if(ask):
    facts = {"is_civil_servant": True, "post_months": 5, "theory_level": "none"}
    assert ask(facts, date(2025, 2, 1), CONFIRMED)[0].overall is Overall.DOES_NOT
    changed, _ = ask(facts, date(2025, 2, 1), changes={"post_months": 29, "theory_level": "intermediate"})
    assert changed.overall is Overall.MEETS_ALL
    unlearned, _ = ask(facts, date(2025, 2, 1), changes={"post_months": None})
    assert finding(unlearned, LONG).outcome is Outcome.UNKNOWN


def test_under_another_pack_and_in_a_place(ask, tmp_path):
    facts = {"is_civil_servant": True, "post_since": "2024-01-01"}
    assert finding(ask(facts, date(2019, 6, 1), packs=["state_small"])[0], LONG).need == "2 năm"


def test_the_stricter_of_party_and_state_decides(ask, tmp_path):
    party = {
        "pack.yaml": FILES["pack.yaml"].replace("state_small", "party_small").replace("layer: state", "layer: party"),
        "parameters/all.yaml": PARAMETERS[: PARAMETERS.index("  - id: state.theory")]
        .replace("state.", "party.").replace("value: 12", "value: 18"),
        "conditions/all.yaml": CONDITIONS[: CONDITIONS.index("  - id: state.post.special")].replace("state.", "party."),
        "standards/all.yaml": STANDARDS.replace("      - {condition: state.theory.enough, level: required}\n", "")
        .replace("state.", "party."),
        "cases/all.yaml": CASES[: CASES.index("  - rule: state.post.special")].replace("state.", "party.").replace(
            "2024-01-01: pass", "2024-01-01: pass"),
    }  # fmt: skip
    write_pack(tmp_path, party, "party_small")
    facts = {"is_civil_servant": True, "post_since": "2024-01-01", "theory_level": "advanced"}
    between, _ = ask(facts, date(2025, 3, 1), CONFIRMED)
    assert [finding(between, f"{layer}.post.long_enough").outcome.code for layer in ("state", "party")] == [
        "pass",
        "fail",
    ]
    assert [finding(between, f"{layer}.post.long_enough").decisive for layer in ("state", "party")] == [False, True]
    assert between.overall is Overall.ALL_BUT_ONE
    neither, _ = ask(facts, date(2024, 3, 1), CONFIRMED)
    assert finding(neither, "party.post.long_enough").decisive
    # One topic that fails on both sides is one thing that stands in the way.
    assert neither.overall is Overall.DOES_NOT or neither.overall is Overall.ALL_BUT_ONE
    assert len({each.topic for each in neither.of(Outcome.FAIL)}) == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"post_sinc": "2024"}, "fact_unknown"),
        ({"post_since": "2024-13"}, "date_nonexistent"),
        ({"post_since": True}, "fact_unreadable"),
        ({"theory_level": "high"}, "fact_unreadable"),
        ({"is_cadre": "yes"}, "fact_unreadable"),
        ({"post_months": [1, 2, 3]}, "fact_unreadable"),
        ({"disciplines": {"track": "party"}}, "fact_unreadable"),
        ({"disciplines": [{"track": "church", "form": "warning", "from": "2024"}]}, "fact_unreadable"),
        ({"facts": {}, "act": {"special": True}}, "fact_unknown"),
        ({"facts": [], "act": {}}, "file_unreadable"),
        ({"act": {"health_certificate_on": "2024"}}, "fact_unreadable"),
    ],
)
def test_facts_that_cannot_be_read_are_refused(ask, raw, code):
    with pytest.raises(DomainError) as refused:
        ask(raw, date(2025, 1, 1))
    assert refused.value.code == code


def test_questions_that_cannot_be_asked_are_refused(ask):
    library = ask({}, date(2025, 1, 1))[1].library
    for change, code in (({"title": "any.heed"}, "title_unknown"), ({"act": "apointment"}, "act_unknown")):
        question = {"title": "any.head", "act": "appointment", **change}
        with pytest.raises(DomainError) as refused:
            assess({}, Question(question["title"], question["act"], date(2025, 1, 1)), library)
        assert refused.value.code == code
    with pytest.raises(DomainError) as refused:
        ask({}, date(2019, 1, 1))
    assert refused.value.code == "standard_missing"


def test_demands_in_order(ask):
    assert [each.value for each in Demand] == ["required", "preferred", "dossier"]
