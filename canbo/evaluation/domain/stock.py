"""Stock phrases: those listed as data, and whole clauses that many raters write word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from canbo.core.text import tone_key
from canbo.evaluation.domain.wording import Word, clauses_of, keys_of

#: A clause is stock when so many raters write it, in so many comments, or in this share of them.
_RATERS: Final = 4
_COMMENTS: Final = 5
_SHARE: Final = 0.01
#: Whole comments: fewer will do.
_WHOLE_SHARE: Final = 0.005
#: Shorter clauses say too little to be called anything.
_WORDS: Final = 3

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the meter knows: stock phrases as folded words, and the signs of each item as written with marks."""

    stock: tuple[Phrase, ...]
    signs: Mapping[str, tuple[Phrase, ...]]
    clauses: frozenset[str] = frozenset()
    by_first: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, stock: Sequence[str], signs: Mapping[str, Sequence[str]]) -> Wordings:
        """Build from phrases as they are written."""
        phrases = tuple(sorted({tuple(keys_of(each)) for each in stock}))
        firsts: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            firsts[phrase[0]].append(phrase)
        return cls(
            phrases,
            {item: tuple(tuple(tone_key(each).split()) for each in words) for item, words in signs.items()},
            by_first={first: tuple(sorted(each, key=len, reverse=True)) for first, each in firsts.items()},
        )

    def learning(self, clauses: frozenset[str]) -> Wordings:
        """Give the same with clauses learned from comments."""
        return Wordings(self.stock, self.signs, clauses, self.by_first)


def learned(comments: Sequence[str], raters: Sequence[int]) -> frozenset[str]:
    """Give the clauses that so many raters write word for word that they say nothing of one person.

    Clauses with a figure in them are never stock, but for whole comments that so many raters write word for word.
    """
    count: dict[str, int] = defaultdict(int)
    who: dict[str, set[int]] = defaultdict(set)
    whole: set[str] = set()
    for text, rater in zip(comments, raters, strict=True):
        comment = " ".join(keys_of(text))
        whole.add(comment)
        for clause in {comment, *clauses_of(text)}:
            count[clause] += 1
            if len(who[clause]) < _RATERS:
                who[clause].add(rater)
    least, least_whole = (max(_COMMENTS, share * len(comments)) for share in (_SHARE, _WHOLE_SHARE))
    return frozenset(
        clause
        for clause, times in count.items()
        if times >= (least_whole if clause in whole else least)
        and len(who[clause]) >= _RATERS
        and clause.count(" ") >= _WORDS - 1
        and (clause in whole or not any(letter.isdigit() for letter in clause))
    )


def stock_marks(words: Sequence[Word], clauses: Sequence[tuple[int, int]], wordings: Wordings) -> list[bool]:
    """Say of each word whether it belongs to a stock phrase; `clauses` are runs of words between stops."""
    marks = [False] * len(words)
    keys = [word.key for word in words]
    for place, key in enumerate(keys):
        for phrase in wordings.by_first.get(key, ()):
            if tuple(keys[place : place + len(phrase)]) == phrase:
                marks[place : place + len(phrase)] = [True] * len(phrase)
                break
    for start, end in clauses:
        if " ".join(keys[start:end]) in wordings.clauses:
            marks[start:end] = [True] * (end - start)
    return marks
