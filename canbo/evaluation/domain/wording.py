"""Words of a Vietnamese comment: where each stands, and the form it is compared by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from canbo.core.text import fold, nfc

_WORD: Final = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_STOPS: Final = frozenset(".,;:!?")
_WORD_OR_STOP: Final = re.compile(_WORD.pattern + r"|[.,;:!?]")
_CLAUSE: Final = re.compile(r"[.;:!?\n]+(?:\s|$)|,\s")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its form for comparison (lower case, without marks) and where it stands in the NFC text."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the NFC text, from its first letter to before its last."""

    start: int
    end: int


def keys_of(text: str) -> list[str]:
    """Give the words of a text in the form they are compared by: numbers kept, case, marks and punctuation not."""
    return _WORD.findall(fold(text))


def clause_keys_of(text: str) -> tuple[list[str], list[bool]]:
    """Give the words as `keys_of` does, and whether each begins a clause (after a stop or a comma, or the text)."""
    words, heads, head = [], [], True
    for found in _WORD_OR_STOP.findall(fold(text)):
        if found in _STOPS:
            head = True
        else:
            words.append(found)
            heads.append(head)
            head = False
    return words, heads


def words_of(text: str) -> list[Word]:
    """Give the words of a text with their places; the same words as `keys_of`."""
    return [Word(fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(nfc(text))]


def clauses_of(text: str) -> list[str]:
    """Give the parts of a text between stops and commas, as folded words in one line each; empty ones are left out."""
    parts = (" ".join(keys_of(part)) for part in _CLAUSE.split(text))
    return [part for part in parts if part]


def spans_over(words: list[Word], marked: list[bool]) -> tuple[Span, ...]:
    """Give the stretches that the marked words cover, neighbours in one."""
    spans: list[Span] = []
    before = False
    for word, is_marked in zip(words, marked, strict=True):
        if is_marked and before:
            spans[-1] = Span(spans[-1].start, word.end)
        elif is_marked:
            spans.append(Span(word.start, word.end))
        before = is_marked
    return tuple(spans)
