"""Everybody at once, one person explained, and a plain slow reference come to the same, person by person."""

import os
import random
from datetime import date

import polars as pl
import pytest

from canbo.rules.domain.engine import (
    OVERALL,
    Outcome,
    Search,
    Target,
    classify,
    demanded,
    evaluate,
    evaluate_many,
    overall_from,
)
from canbo.rules.domain.factfile import changed, read_act, read_facts
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
#: `make soak` tries ten thousand.
PEOPLE = int(os.environ.get("CANBO_SOAK_PEOPLE", "3000"))


def crowd(count, seed, as_of, lexicon):
    chance = random.Random(seed)
    files = [random_people.facts(chance, lexicon) for _ in range(count)]
    return files, pl.concat([read_facts(facts, lexicon, as_of).frame for facts in files])


@pytest.mark.parametrize("question", range(len(QUESTIONS)))
def test_people_come_out_the_same_three_ways(question, lexicon):
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


def days_of_law():
    """A day in each stretch over which the law stands still, from 2003 on, and on which something changes."""
    bounds = [date(2003, 6, 1), *library().boundaries(date(2003, 6, 1), date(2027, 1, 1))]
    return list(dict.fromkeys(bounds))


def everything_asked(law):
    """For each condition in force, a question that demands it; one of each for the conditions that share a standard."""
    left = set(law.conditions)
    for standard in law.standards:
        for act in sorted(standard.applies.acts) or law.lexicon.acts:
            for target in targets_of(standard, law):
                found = {each.condition.id for each in demanded(law, target, act)}
                if found & left:
                    left -= found
                    yield Search(target, act)


def targets_of(standard, law):
    titles = sorted(standard.applies.titles) or sorted(law.library.titles)
    for name in titles:
        yield target_named(law.library, name)
    for tier in sorted(standard.applies.tiers) or law.lexicon.tiers:
        for block in sorted(standard.applies.blocks) or law.lexicon.blocks:
            for rank in sorted(standard.applies.ranks) or law.lexicon.ranks:
                yield Target((), tier, block, rank)


def asked_somewhere(library):
    return {ask.condition for pack in library.packs.values() for standard in pack.standards for ask in standard.asks}


def test_every_condition_of_every_pack_agrees_with_the_slow_reference(lexicon):
    """Each version of each condition that some standard asks for, in its own time, for random people and acts."""
    tried: set[tuple[str, str]] = set()
    seen: dict[tuple[str, str], set[int]] = {}
    for as_of in days_of_law():
        law = library().law(as_of, places=[p.place_code for p in library().packs.values() if p.place_code])
        if all((held.id, f"{held.pack}{held.span.start}") in tried for held in law.conditions.values()):
            continue
        files, frame = crowd(24, str(as_of), as_of, lexicon)
        searches = [
            Search(each.target, each.act, read_act(random_people.act(random.Random(number), lexicon), lexicon))
            for number, each in enumerate(everything_asked(law))
        ]
        outcomes, plans = evaluate_many(frame, law, as_of, searches)
        for search, plan in zip(searches, plans, strict=True):
            fast = evaluate(frame, law, as_of, search)
            facts = {**search.target.facts, **search.facts}
            for each in demanded(law, search.target, search.act):
                rule = each.condition.id
                version = (rule, f"{each.condition.pack}{each.condition.span.start}")
                assert outcomes[plan[rule]].to_list() == fast[rule].to_list(), (rule, as_of)
                if version in tried and len(seen[version]) > 2:
                    continue
                tried.add(version)
                slow = [int(outcome(Person(one, facts, law, as_of), each, search.target, search.act)) for one in files]
                assert slow == fast[rule].to_list(), (rule, as_of, search.act)
                seen.setdefault(version, set()).update(slow)
    every = {
        (held.id, f"{held.pack}{held.span.start}") for pack in library().packs.values() for held in pack.conditions
    }  # fmt: skip
    asked = asked_somewhere(library())
    missed = {
        version for version in every - tried
        if version[0] in asked or any(version[0] in held.replaces for p in library().packs.values() for held in p.conditions)
    }  # fmt: skip
    assert not missed, sorted(missed)
    assert set().union(*seen.values()) == {int(each) for each in Outcome}


def test_what_if_comes_out_the_same_three_ways(lexicon):
    """A fact changed, as the page and the command change it, against the person who had it from the start."""
    as_of, title, act = QUESTIONS[2]
    law = library().law(as_of, without=library().local)
    search = Search(target_named(library(), title), act)
    changes = {"theory_level": "advanced", "post_months": 30, "rating_y0": "good"}
    files, _frame = crowd(60, "what if", as_of, lexicon)
    for facts in files:
        given = changed(read_facts(facts, lexicon, as_of), changes, lexicon, as_of)
        mine = explain(given.frame, law, as_of, [search])[0]
        everybody = evaluate(given.frame, law, as_of, search).row(0, named=True)
        # Thirty full months in post: begun on one of the days of a month.
        other = {**facts, "theory_level": "advanced", "rating_y0": "good", "post_since": None}
        theirs = read_facts({**other, "post_months": 30}, lexicon, as_of)
        whole = explain(theirs.frame, law, as_of, [search])[0]
        for each, same in zip(mine.findings, whole.findings, strict=True):
            assert (each.rule, each.outcome) == (same.rule, same.outcome)
            assert int(each.outcome) == everybody[each.rule]
