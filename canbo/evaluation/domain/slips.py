"""The vote on levels: each slip gives each name a level; the level of the meeting is the highest that a majority holds.

Read from the top: the votes of a level and of all above it are added until they pass the threshold. So a level that
has the majority by itself is always the one; where none has, nobody is rated higher than a majority went along with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from canbo.rules.domain.schemes import LEVELS

#: The levels of a slip, the best first.
BEST_FIRST: Final = tuple(reversed(LEVELS))
#: How many names one slip may carry: more are voted on two slips or more.
MOST_NAMES: Final = 40
#: What a share of votes may be taken of, as tally files call it.
BASES: Final = ("convened", "present", "returned", "valid")


def level_rule(
    words: Sequence[str], *, base: str, threshold: Fraction, citation: str, confirmed: bool
) -> dict[str, Any]:
    """Give the rule of a vote on levels, as a tally file states it. `words`: those of the levels, the best first.

    One line a level, each counting the votes of that level and of all better ones: the line that fits is the level.
    """
    share = f"{threshold.numerator}/{threshold.denominator}"
    lines: list[dict[str, Any]] = [
        {"operator": ">", "threshold": share, "base": base, "then": "chosen", "measure": list(words[: place + 1])}
        for place in range(len(words))
    ]
    lines.append({"otherwise": True, "then": "rejected"})
    return {"rule": {"lines": lines, "citation": citation, "confirmed": confirmed, "announce": "unsaid"}}


def level_of_line(line: int | None) -> str:
    """Give the level of the line of the rule that fitted, counted from 1; "" where none had the majority."""
    return BEST_FIRST[line - 1] if line is not None and 1 <= line <= len(BEST_FIRST) else ""


def counts_of(levels: Mapping[str, int], words: Sequence[str]) -> dict[str, int]:
    """Give the votes of each level by its code, from those by the words of the slip."""
    return {code: int(levels.get(word, 0)) for code, word in zip(BEST_FIRST, words, strict=True)}


def told_apart(names: Sequence[tuple[str, str]]) -> list[str]:
    """Give names for a slip, no two alike: with the post where they are, with a number where that does not help.

    `names`: each with its post.
    """
    twice = {name for name, count in Counter(name.casefold() for name, _post in names).items() if count > 1}
    first = [f"{name} ({post})" if name.casefold() in twice and post else name for name, post in names]
    seen: Counter[str] = Counter()
    found = []
    alike = {name for name, count in Counter(each.casefold() for each in first).items() if count > 1}
    for name in first:
        seen[name.casefold()] += 1
        found.append(f"{name} {seen[name.casefold()]}" if name.casefold() in alike else name)
    return found


def parted[Item](items: Sequence[Item], most: int = MOST_NAMES) -> list[list[Item]]:
    """Give the items in parts of nearly the same size, none larger than `most`."""
    if not items:
        return []
    count = -(-len(items) // most)
    size, more = divmod(len(items), count)
    found, at = [], 0
    for number in range(count):
        step = size + (number < more)
        found.append(list(items[at : at + step]))
        at += step
    return found
