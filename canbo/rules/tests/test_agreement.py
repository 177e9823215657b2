"""Everybody at once, one person explained, and a plain slow reference come to the same, person by person."""

import random
from datetime import date

import polars as pl
import pytest

from canbo.rules.domain.engine import OVERALL, Outcome, Search, classify, demanded, evaluate, overall_from
from canbo.rules.domain.factfile import read_act, read_facts
from canbo.rules.domain.findings import explain
from canbo.rules.library import library
from canbo.rules.targets import target_named
from canbo.rules.tests import random_people
from canbo.rules.tests.slow_reference import Person, outcome

#: Day, kind of title, act: the three generations, Party and State, with and without a bound by age.
QUESTIONS = [
    (date(2013, 12, 31), "district.division_head", "appointment"),
    (date(2023, 6, 30), "province.division_head", "appointment"),
    (date(2026, 2, 28), "commune.division_head", "appointment"),
    (date(2026, 2, 28), "commune.people_committee_chair", "planning"),
    (date(2026, 2, 28), "commune.division_deputy", "reappointment"),
    (date(2026, 2, 28), "province.department_head", "rotation"),
]
PEOPLE = 10_000


def crowd(count, seed, as_of, lexicon):
    chance = random.Random(seed)
    files = [random_people.facts(chance, lexicon) for _ in range(count)]
    return files, pl.concat([read_facts(facts, lexicon, as_of).frame for facts in files])


@pytest.mark.parametrize("question", range(len(QUESTIONS)))
def test_ten_thousand_people_come_out_the_same_three_ways(question, lexicon):
    as_of, title, act = QUESTIONS[question]
    law = library().law(as_of, without=library().local)
    share = PEOPLE // len(QUESTIONS) + 1
    batch = 100
    for start in range(0, share, batch):
        chance = random.Random(f"{question}-{start}")
        given = random_people.act(chance, lexicon)
        search = Search(target_named(library(), title), act, read_act(given, lexicon))
        asked = demanded(law, search.target, act)
        files, frame = crowd(batch, f"{question}/{start}", as_of, lexicon)
        everybody = evaluate(frame, law, as_of, search)
        classes = classify(frame, law, as_of, [search])["0"].to_list()
        for row in range(batch):
            mine = everybody.row(row, named=True)
            explained = explain(frame[row], law, as_of, [search])[0]
            assert {each.rule: int(each.outcome) for each in explained.findings} == {
                each.condition.id: mine[each.condition.id] for each in asked
            }
            assert int(explained.overall) == mine[OVERALL] == classes[row]
            person = Person(files[row], {**search.target.facts, **search.facts}, law, as_of)
            slow = [(each, outcome(person, each, search.target, act)) for each in asked]
            assert {each.condition.id: int(found) for each, found in slow} == {
                each.condition.id: mine[each.condition.id] for each in asked
            }, (files[row], given)
            assert int(overall_from(slow)) == mine[OVERALL]


def test_the_questions_try_every_outcome(lexicon):
    seen: set[int] = set()
    for as_of, title, act in QUESTIONS:
        law = library().law(as_of)
        _, frame = crowd(200, title, as_of, lexicon)
        search = Search(target_named(library(), title), act)
        assert demanded(law, search.target, act), (title, act)
        found = evaluate(frame, law, as_of, search)
        seen |= {value for name in found.columns if name != OVERALL for value in found[name].unique()}
    assert seen == {int(each) for each in Outcome}
