"""Random people as fact files give them: every fact may be missing, every date known in part."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from canbo.rules.domain.lexicon import Lexicon, Scope, Type

DATES = {
    "born": (date(1955, 1, 1), date(2003, 12, 31)), "recruited": (date(1985, 1, 1), date(2026, 2, 1)),
    "party_joined": (date(1985, 1, 1), date(2026, 2, 1)), "post_since": (date(2012, 1, 1), date(2026, 2, 20)),
    "step_since": (date(2018, 1, 1), date(2026, 2, 1)), "term_ends": (date(2024, 1, 1), date(2031, 1, 1)),
}  # fmt: skip


def written(chance: random.Random, low: date, high: date) -> str:
    day = low + timedelta(days=chance.randrange((high - low).days + 1))
    return day.isoformat()[: chance.choice((4, 7, 10, 10, 10))]


def facts(chance: random.Random, lexicon: Lexicon) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in lexicon.words.values():
        if word.scope is not Scope.RECORDED or chance.random() < 0.15:
            continue
        if word.name in DATES:
            found[word.name] = written(chance, *DATES[word.name])
        elif word.name not in {"is_female", "is_leader", "has_led"}:
            value = plain(chance, word)
            if value is not None:
                found[word.name] = value
    if chance.random() < 0.85:
        found["disciplines"] = [
            {"track": chance.choice(("party", "state")), "form": chance.choice(lexicon.forms[:5]),
             "from": written(chance, date(2018, 1, 1), date(2026, 2, 27))}
            for _ in range(chance.choice((0, 0, 0, 1, 2)))
        ]  # fmt: skip
    return found


def act(chance: random.Random, lexicon: Lexicon) -> dict[str, Any]:
    """Facts of an act: few of them given; those of the target come from the target."""
    return {
        word.name: value
        for word in lexicon.words.values()
        if word.scope is Scope.ACT and not word.name.startswith("target_") and chance.random() < 0.5
        for value in [plain(chance, word)]
        if value is not None
    }


def plain(chance: random.Random, word: Any) -> Any:
    match word.type:
        case Type.BOOL:
            return chance.random() < 0.5
        case Type.LEVEL | Type.CATEGORY:
            return chance.choice(word.codes)
        case Type.NUMBER:
            return chance.randrange(0, 6)
        case Type.MONTHS:
            return chance.choice((0, 12, 36, 60, 720, 744))
        case Type.DECIMAL:
            return chance.choice((0.0, 20.0, 50.0, 66.5, 90.0, 100.0))
        case Type.DATE:
            return (date(2025, 1, 1) + timedelta(days=chance.randrange(420))).isoformat()
        case Type.LIST:
            return []
        case _:
            return None
