"""Counts read a second time by a slow, plain reading that shares nothing with the first but the rule."""

from __future__ import annotations

import operator
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from canbo.procedures.domain.counts import FOR, Base, Named, Numbers
from canbo.procedures.domain.tally import OPERATORS, TAKES, THENS, Line, QuorumRule, Rule, read

PLAIN = {">": operator.gt, ">=": operator.ge, "=": operator.eq, "<": operator.lt, "<=": operator.le}
SHARES = [Fraction(*pair) for pair in ((1, 2), (2, 3), (3, 10), (1, 3), (3, 4), (1, 1))]
BASES = [Base.MEMBERS, Base.CONVENED, Base.PRESENT, Base.ISSUED, Base.VALID]


def plainly(rule, numbers, names, seats, earlier):
    """Give (outcome of each name, seats left), or "no_quorum": whole numbers only, each clause as a sentence says it."""
    if rule.quorum and not fits(
        rule.quorum.operator, rule.quorum.threshold, numbers.present, numbers, rule.quorum.base
    ):
        return "no_quorum"
    votes = {
        each.name: [sum({FOR: each.in_favour, "against": each.against}[m] for m in line.measure) for line in rule.lines]
        for each in names
    }
    together = any(line.take for line in rule.lines)
    limited = together or seats is not None
    left = (1 if together else max(1, len(names))) if seats is None else seats
    became: dict[str, str] = {}
    stopped = False
    if not together:
        firsts = {
            name: next((n for n, line in enumerate(rule.lines) if fit(line, got[n], numbers)), None)
            for name, got in votes.items()
        }
        for n, line in enumerate(rule.lines):
            here = [name for name, first in firsts.items() if first == n]
            if line.then == "chosen":
                left = seat(here, {name: votes[name][n] for name in here}, left, became)
            else:
                is_over = limited and (left == 0 or "tie" in became.values())
                is_asked = is_over and line.then not in {"rejected", "input_only"}
                became |= dict.fromkeys(here, "not_chosen" if is_asked else line.then)
        return {name: became.get(name, "not_chosen") for name in votes}, left
    for n, line in enumerate(rule.lines):
        free = [name for name in votes if name not in became]
        if not free or "tie" in became.values() or (became and (left == 0 or stopped)):
            break
        highest = max(votes[name][n] for name in free)
        if line.differs_from:
            free = [name for name in free if votes[name][n] == highest]
            if set(free) & set(earlier[line.differs_from]):
                continue
        here = [name for name in free if fit(line, votes[name][n], numbers)]
        if not here:
            continue
        got = sorted((votes[name][n] for name in here), reverse=True)
        if line.take == "tied" or (line.take == "highest" and line.then != "chosen"):
            here = [name for name in here if votes[name][n] == got[0]]
        if line.take == "two_highest":
            here = [name for name in here if votes[name][n] >= got[:2][-1]]
        if (line.take == "tied" and len(here) < 2) or (line.take == "single" and len(here) != 1):
            continue
        if line.then == "chosen" and line.take == "all":
            became |= dict.fromkeys(here, "chosen")
            left = max(0, left - len(here))
        elif line.then == "chosen":
            left = seat(here, {name: votes[name][n] for name in here}, left, became)
        else:
            became |= dict.fromkeys(here, line.then)
        stopped = line.then != "chosen"
    return {name: became.get(name, "not_chosen") for name in votes}, left


def seat(here, votes, seats, became):
    """Who has fewer than `seats` people level with or above them sits; who has as many above them does not."""
    for name in here:
        above = sum(votes[other] > votes[name] for other in here)
        level = sum(votes[other] == votes[name] for other in here)
        became[name] = "chosen" if above + level <= seats else "outranked" if above >= seats else "tie"
    return seats - sum(became[name] == "chosen" for name in here)


def fit(line, votes, numbers):
    return line.otherwise or fits(line.operator, line.threshold, votes, numbers, line.base)


def fits(sign, share, votes, numbers, base):
    whole = getattr(numbers, base.value)
    return PLAIN[sign](votes * share.denominator, share.numerator * whole) if whole else sign in {"<", "<="}


def made(chance):
    members = chance.randint(1, 12)
    convened = chance.randint(0, 12)
    present = chance.randint(0, convened)
    issued = chance.randint(0, present)
    returned = chance.randint(0, issued)
    valid = chance.randint(0, returned)
    numbers = Numbers(convened, present, issued, returned, valid, returned - valid, members=members)
    names = [
        Named(f"Người {n}", favour := chance.randint(0, valid), chance.randint(0, valid - favour))
        for n in range(chance.randint(1, 6))
    ]
    return numbers, names


def ruled(chance):
    together = chance.random() < 0.6
    lines = []
    for _ in range(chance.randint(1, 4)):
        lines.append(Line(
            chance.choice(THENS), chance.choice(list(OPERATORS)), chance.choice(SHARES), chance.choice(BASES),
            chance.choice(TAKES) if together and chance.random() < 0.7 else "",
            differs_from="s2" if together and chance.random() < 0.15 else "",
            measure=("against",) if chance.random() < 0.15 else (FOR,),
        ))  # fmt: skip
    if chance.random() < 0.7:
        lines.append(Line(chance.choice(THENS), otherwise=True, take=chance.choice(("", *TAKES)) if together else ""))
    quorum = QuorumRule(chance.choice((">", ">=")), chance.choice(SHARES), chance.choice(BASES[:2]))
    return Rule(tuple(lines), quorum if chance.random() < 0.3 else None, chance.choice(THENS))


@pytest.mark.parametrize("seed", range(8))
def test_a_plain_reading_comes_to_the_same(seed):
    chance = random.Random(seed)
    for _ in range(500):
        (numbers, names), rule = made(chance), ruled(chance)
        seats = chance.choice((None, 1, 2, 3))
        earlier = {"s2": chance.sample([each.name for each in names], min(len(names), chance.randint(0, 2)))}
        tally = read(rule, numbers, names, seats=seats, earlier=earlier)
        found = {each.named.name: each.outcome for each in tally.verdicts}
        expected = plainly(rule, numbers, names, seats, earlier)
        if expected == "no_quorum":
            assert tally.outcome == expected
            continue
        assert (found, tally.seats_left) == expected, (rule, numbers, names, seats, earlier)


@pytest.mark.parametrize("seed", range(4))
def test_neither_the_order_of_the_names_nor_three_times_as_many_of_everything_changes_what_becomes_of_them(seed):
    chance = random.Random(f"order {seed}")
    for _ in range(250):
        (numbers, names), rule = made(chance), ruled(chance)
        seats, earlier = chance.choice((None, 1, 2)), {"s2": ["Người 0"]}
        tally = read(rule, numbers, names, seats=seats, earlier=earlier)
        mixed = read(rule, numbers, chance.sample(names, len(names)), seats=seats, earlier=earlier)
        many = Numbers(*(3 * getattr(numbers, name) for name in
                         ("convened", "present", "issued", "returned", "valid", "invalid", "blank", "members")))  # fmt: skip
        tripled = [replace(each, in_favour=3 * each.in_favour, against=3 * each.against) for each in names]
        more = read(rule, many, tripled, seats=seats, earlier=earlier)
        for other in (mixed, more):
            assert other.outcome == tally.outcome
            assert {each.named.name: each.outcome for each in other.verdicts} == {
                each.named.name: each.outcome for each in tally.verdicts
            }
