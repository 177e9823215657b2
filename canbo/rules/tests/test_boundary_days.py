"""Facts on and around every boundary, against what the law says, worked out here without the packs or the engine."""

import calendar
from datetime import date, timedelta

import pytest

from canbo.core.errors import DomainError
from canbo.rules import library
from canbo.rules.assessing import Question, assess_and_derive
from canbo.rules.domain.engine import demanded
from canbo.rules.targets import target_named

OFFICIAL = {"is_civil_servant": True, "is_cadre": False, "is_public_employee": False, "is_party_member": True}
HIGHER = {"source": "in_place", "post_change": "higher"}


@pytest.fixture(scope="module")
def packs():
    return library.library()


def asked(packs, facts, day, act="appointment", more=None):
    question = Question("commune.division_head", act, day)
    assessment, _, derived = assess_and_derive({"facts": facts, "act": more or HIGHER}, question, packs)
    outcomes = {finding.rule: finding.outcome.code for finding in assessment.findings}
    return outcomes, {fact.name: fact for fact in derived}


def month(number):
    return date(number // 12, number % 12 + 1, 1)


#: Birth months (first and last), age in months: the table of Decree 135/2020, and what held before 2021.
SCHEDULE = {
    "male": [
        ((1955, 1), (1960, 12), 720), ((1961, 1), (1961, 9), 723), ((1961, 10), (1962, 6), 726),
        ((1962, 7), (1963, 3), 729), ((1963, 4), (1963, 12), 732), ((1964, 1), (1964, 9), 735),
        ((1964, 10), (1965, 6), 738), ((1965, 7), (1966, 3), 741), ((1966, 4), (1976, 12), 744),
    ],
    "female": [
        ((1960, 1), (1965, 12), 660), ((1966, 1), (1966, 8), 664), ((1966, 9), (1967, 4), 668),
        ((1967, 5), (1967, 12), 672), ((1968, 1), (1968, 8), 676), ((1968, 9), (1969, 4), 680),
        ((1969, 5), (1969, 12), 684), ((1970, 1), (1970, 8), 688), ((1970, 9), (1971, 4), 692),
        ((1971, 5), (1971, 12), 696), ((1972, 1), (1972, 8), 700), ((1972, 9), (1973, 4), 704),
        ((1973, 5), (1973, 12), 708), ((1974, 1), (1974, 8), 712), ((1974, 9), (1975, 4), 716),
        ((1975, 5), (1980, 12), 720),
    ],
}  # fmt: skip
LINES = [(sex, *line) for sex, lines in SCHEDULE.items() for line in lines]


@pytest.mark.parametrize(("sex", "first", "last", "age"), LINES)
def test_retirement_of_every_line_of_the_schedule(packs, sex, first, last, age):
    for year, number in (first, last):
        born = year * 12 + number - 1
        for text in (f"{year}-{number:02d}", f"{year}-{number:02d}-01", f"{year}-{number:02d}-28"):
            derived = asked(packs, {"gender": sex, "born": text}, date(2025, 12, 15))[1]
            assert derived["retirement_age"].low == age, text
            assert derived["age_limit_month"].low == month(born + age)
            assert derived["retirement_month"].low == month(born + age + 1)


def test_a_birth_year_alone_leaves_what_it_leaves(packs):
    derived = asked(packs, {"gender": "male", "born": "1964"}, date(2025, 12, 15))[1]
    assert (derived["retirement_age"].low, derived["retirement_age"].high) == (735, 738)
    assert (derived["retirement_month"].low, derived["retirement_month"].high) == (
        month(1964 * 12 + 736),
        month(1964 * 12 + 11 + 739),
    )
    assert "retirement_month" not in asked(packs, {"gender": "male"}, date(2025, 12, 15))[1]


#: Rule, track, form, months, the time in which that bar held, act. From whole days counted from the decision's own.
BARS = [
    ("party.appointment.bar_removal", "party", "removal", 12, date(2011, 2, 1), date(2017, 12, 19), "appointment"),
    *[
        (f"party.appointment.bar_{form}", "party", form, 12, date(2017, 12, 19), date(2022, 8, 18), "appointment")
        for form in ("reprimand", "warning", "removal")
    ],
    ("party.appointment.bar_reprimand", "party", "reprimand", 12, date(2022, 8, 18), date(2025, 10, 8), "appointment"),
    ("party.appointment.bar_warning", "party", "warning", 30, date(2022, 8, 18), date(2025, 10, 8), "appointment"),
    ("party.appointment.bar_removal", "party", "removal", 60, date(2022, 8, 18), date(2025, 10, 8), "appointment"),
    ("party.appointment.bar_reprimand", "party", "reprimand", 24, date(2025, 10, 8), date(2030, 1, 1), "appointment"),
    ("party.appointment.bar_warning", "party", "warning", 36, date(2025, 10, 8), date(2030, 1, 1), "appointment"),
    ("party.appointment.bar_removal", "party", "removal", 60, date(2025, 10, 8), date(2030, 1, 1), "appointment"),
    *[
        ("state.appointment.bar_light", "state", form, 12, date(2010, 1, 1), date(2020, 7, 1), act)
        for form in ("reprimand", "warning", "salary_cut", "demotion", "removal")
        for act in ("appointment", "planning")
    ],
    *[
        ("state.appointment.bar_light", "state", form, 12, date(2020, 7, 1), date(2025, 7, 1), "appointment")
        for form in ("reprimand", "warning", "salary_cut")
    ],
    *[
        ("state.appointment.bar_heavy", "state", form, 24, date(2020, 7, 1), date(2025, 7, 1), "appointment")
        for form in ("demotion", "removal")
    ],
]
STARTS = [
    date(2009, 8, 31), date(2012, 2, 29), date(2012, 3, 15), date(2018, 5, 31), date(2019, 1, 1), date(2020, 2, 29),
    date(2020, 7, 2), date(2021, 3, 15), date(2022, 1, 31), date(2023, 8, 31), date(2024, 2, 29), date(2024, 11, 30),
]  # fmt: skip


def first_free_day(start, months):
    """The first day on which so many whole months have passed, the day of the decision counted."""
    year, number = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, number + 1)[1]
    if start.day <= last:
        return date(year, number + 1, start.day)
    return date(year, number + 1, last) + timedelta(days=1)


@pytest.mark.parametrize(("rule", "track", "form", "months", "since", "before", "act"), BARS)
def test_a_bar_ends_on_its_day(packs, rule, track, form, months, since, before, act):
    tried = 0
    for start in STARTS:
        free = first_free_day(start, months)
        for day, outcome in ((free - timedelta(days=1), "fail"), (free, "pass"), (free + timedelta(days=1), "pass")):
            if since <= day < before:
                facts = {**OFFICIAL, "disciplines": [{"track": track, "form": form, "from": start.isoformat()}]}
                assert asked(packs, facts, day, act)[0][rule] == outcome, (start, day)
                tried += 1
    assert tried >= 3


#: In post since, day, outcome: two years until 8 October 2025 (Regulation 80), one year after (Regulation 377).
POSTS = [
    ("2022-03-15", date(2024, 3, 15), "pass"), ("2022-03-15", date(2024, 3, 14), "fail"),
    ("2022-09-30", date(2024, 9, 29), "fail"), ("2022-09-30", date(2024, 9, 30), "pass"),
    ("2023-08-31", date(2025, 8, 30), "fail"), ("2023-08-31", date(2025, 8, 31), "pass"),
    ("2022", date(2024, 6, 1), "unknown"), ("2022", date(2024, 12, 31), "pass"),
    ("2022-03", date(2024, 3, 15), "unknown"), ("2022-03", date(2024, 3, 31), "pass"),
    ("2022-03", date(2024, 2, 28), "fail"), ("2024-10-08", date(2025, 10, 7), "fail"),
    ("2024-10-08", date(2025, 10, 8), "pass"), ("2024-10-09", date(2025, 10, 8), "fail"),
    ("2024-11-21", date(2025, 11, 21), "pass"), ("2024-11-22", date(2025, 11, 21), "fail"),
    ("2025-03-31", date(2026, 3, 30), "fail"), ("2025-03-31", date(2026, 3, 31), "pass"),
    ("2025-02-28", date(2026, 2, 28), "pass"), (None, date(2026, 1, 1), "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("since", "day", "outcome"), POSTS)
def test_exactly_long_enough_in_post(packs, since, day, outcome):
    assert asked(packs, {**OFFICIAL, "post_since": since}, day)[0]["party.appointment.months_in_post"] == outcome


REFERENCE = {
    "grassroots": (2030, 4), "above_grassroots": (2030, 6), "commune": (2030, 7), "centrally_run": (2030, 9),
    "state": (2031, 3), "front_central": (2031, 5), "mass_central": (2031, 6),
}  # fmt: skip


@pytest.mark.parametrize("body", REFERENCE)
@pytest.mark.parametrize(("object_", "months"), [("object_1", 60), ("object_2", 120)])
def test_planning_ages_at_the_reference_month(packs, body, object_, months):
    year, number = REFERENCE[body]
    more = {"plan_body": body, "plan_object": object_, "plan_round": "next_term"}
    rule = "party.planning.months_left_next_term"
    for sex, age in (("male", 744), ("female", 720)):
        edge = year * 12 + number - 1 + months - age
        if sex == "female" and edge < 1975 * 12 + 5:
            continue
        for shift, outcome in ((-1, "fail"), (0, "pass"), (1, "pass")):
            born = month(edge + shift).strftime("%Y-%m")
            assert asked(packs, {"gender": sex, "born": born}, date(2026, 5, 5), "planning", more)[0][rule] == outcome
    for missing in more:
        less = {name: value for name, value in more.items() if name != missing}
        known = {"gender": "male", "born": month(edge + 200).strftime("%Y-%m")}
        assert asked(packs, known, date(2026, 5, 5), "planning", less)[0][rule] in {"unknown", "not_applicable"}
    assert asked(packs, {"gender": "male"}, date(2026, 5, 5), "planning", more)[0][rule] == "unknown"


@pytest.mark.parametrize(
    ("left", "again", "extended"), [(60, "pass", "fail"), (24, "pass", "fail"), (23, "fail", "pass")]
)
def test_bands_of_reappointment(packs, left, again, extended):
    born = month(2026 * 12 + 5 + left - 745).strftime("%Y-%m")
    facts = {**OFFICIAL, "gender": "male", "born": born, "term_ends": "2026-06-30"}
    for act, outcome in (("reappointment", again), ("extension", extended)):
        assert asked(packs, facts, date(2026, 3, 5), act)[0][f"state.{act}.time_left"] == outcome


#: Facts that nobody can have.
CONTRADICTIONS = [
    ({"born": "2030-01-01"}, "facts_contradict"), ({"born": "1990-01-01", "post_since": "1980"}, "facts_contradict"),
    ({"born": "1990-01-01", "party_joined": "1985"}, "facts_contradict"),
    ({"gender": "male", "is_female": True}, "facts_contradict"),
    ({"title_rank": "head", "is_leader": False}, "facts_contradict"),
    ({"born": "1970-01-01", "age_months": 120}, "facts_contradict"),
    ({"post_since": "2020-01-01", "post_months": 3}, "facts_contradict"),
    ({"post_since_low": "2024-01-01", "post_since_high": "2020-01-01"}, "facts_contradict"),
    ({"post_months": -5}, "fact_unreadable"), ({"post_months": [5, 2]}, "fact_unreadable"),
    ({"post_months": 10**12}, "fact_unreadable"), ({"post_months": 1201}, "fact_unreadable"),
    ({"seats": -1}, "fact_unreadable"), ({"low_confidence_percent": 150}, "fact_unreadable"),
    (
        {"disciplines": [{"track": "party", "form": "warning", "from": "2024-05-01", "before": "2023-01-01"}]},
        "fact_unreadable",
    ),
    ({"facts": {"source": "in_place"}, "act": {"source": "outside"}}, "facts_contradict"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "code"), CONTRADICTIONS)
def test_facts_that_nobody_can_have_are_refused(packs, raw, code):
    with pytest.raises(DomainError) as refused:
        assess_and_derive(raw, Question("commune.division_head", "appointment", date(2026, 1, 5)), packs)
    assert refused.value.code == code


def test_two_statements_of_one_date_narrow_it(packs):
    facts = {**OFFICIAL, "post_since": "2024", "post_months": 14}
    derived = asked(packs, facts, date(2025, 12, 15))[1]
    assert (derived["post_months"].low, derived["post_months"].high) == (14, 14)


@pytest.mark.parametrize("year", range(2002, 2027))
@pytest.mark.parametrize("regime", ["is_cadre", "is_civil_servant", "is_public_employee"])
def test_every_year_regime_and_act_has_a_law_or_a_sentence(packs, year, regime):
    facts = {name: name == regime for name in ("is_cadre", "is_civil_servant", "is_public_employee")}
    for act in packs.lexicon.acts:
        question = Question("commune.division_head", act, date(year, 6, 15))
        law = packs.law(question.as_of)
        target = target_named(packs, question.title)
        if not demanded(law, target, act):
            with pytest.raises(DomainError, match=f"15/06/{year}") as refused:
                assess_and_derive({"facts": facts, "act": {}}, question, packs)
            assert refused.value.code == "standard_missing"
            continue
        assessment = assess_and_derive({"facts": facts, "act": {}}, question, packs)[0]
        assert assessment.findings
        assert all(finding.cite for finding in assessment.findings)
        assert all(finding.outcome.code != "pass" for finding in assessment.findings if finding.missing)
        rules = {finding.rule for finding in assessment.findings}
        assert all(rules.isdisjoint(each.rules) for each in law.unread(act))
