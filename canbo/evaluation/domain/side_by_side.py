"""Two comments side by side: which words they share, and what was changed, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from canbo.core.text import nfc
from canbo.evaluation.domain.wording import Word, words_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text; `shared` where the other text has the same words, in a run with it."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Both texts cut into stretches, the words of each that the other shares, and what became of what."""

    earlier: tuple[Stretch, ...]
    later: tuple[Stretch, ...]
    shared: int
    words: int
    changes: tuple[tuple[str, str], ...]


def side_by_side(earlier: str, later: str) -> Pair:
    """Lay two texts beside each other. `shared` and `words` count those of the later; `changes`: (was, is), "" = none.

    A sentence that was moved is shared at both its places.
    """
    before, after = words_of(earlier), words_of(later)
    keys, others = [each.key for each in before], [each.key for each in after]
    matched = SequenceMatcher(None, keys, others, autojunk=False)
    changes = tuple(
        (_between(earlier, before, a, b), _between(later, after, c, d))
        for tag, a, b, c, d in matched.get_opcodes() if tag != "equal"
    )  # fmt: skip
    mine, theirs = _runs(keys, others), _runs(others, keys)
    return Pair(
        _cut(nfc(earlier), [(each.start, each.end) for each in before], mine),
        _cut(nfc(later), [(each.start, each.end) for each in after], theirs),
        sum(theirs), len(others), changes,
    )  # fmt: skip


def _runs(words: list[str], others: list[str]) -> list[bool]:
    """Say of each word whether it stands in the other text too, beside one of its neighbours."""
    known = set(pairwise(others))
    marks = [False] * len(words)
    for place, pair in enumerate(pairwise(words)):
        if pair in known:
            marks[place] = marks[place + 1] = True
    return marks


def _between(text: str, words: Sequence[Word], start: int, end: int) -> str:
    return nfc(text)[words[start].start : words[end - 1].end] if end > start else ""


def _cut(text: str, places: list[tuple[int, int]], marks: list[bool]) -> tuple[Stretch, ...]:
    stretches: list[Stretch] = []
    at = 0
    for number, ((start, end), mark) in enumerate(zip(places, marks, strict=True)):
        # What stands between two shared words belongs to both.
        joined = mark and number > 0 and marks[number - 1]
        if start > at:
            _join(stretches, text[at:start], joined)
        _join(stretches, text[start:end], mark)
        at = end
    if at < len(text):
        _join(stretches, text[at:], False)
    return tuple(stretches)


def _join(stretches: list[Stretch], text: str, shared: bool) -> None:
    if stretches and stretches[-1].shared == shared:
        stretches[-1] = Stretch(stretches[-1].text + text, shared)
    else:
        stretches.append(Stretch(text, shared))
