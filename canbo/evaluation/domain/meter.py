"""The quiet meter of a comment: what is missing, and what is the same as elsewhere, word by word.

It looks for signs, it does not understand: a comment may say all that is asked and lack the signs. It advises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from canbo.core.text import nfc, tone_key
from canbo.evaluation.domain.stock import Wordings, stock_marks
from canbo.evaluation.domain.wording import Span, Word, spans_over, words_of

Item = Literal["result", "number", "date", "shortcoming", "next_step"]
ITEMS: Final[tuple[Item, ...]] = ("result", "number", "date", "shortcoming", "next_step")

#: A comment says nothing when it lacks so many items, or this share of it is stock and it lacks a few fewer, or nearly
#: all of it is stock.
_LACKING: Final = 4
_STOCK, _ALL_STOCK = 0.7, 0.9
#: Texts are told to be alike from this share of common words outside stock phrases, and so many of them.
_ALIKE: Final = 0.6
_WORDS: Final = 8

_DATE: Final = re.compile(r"\d{1,2}[./]\d{1,2}(?:[./]\d{4})?|\d{1,2}/\d{4}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATED: Final = frozenset({"ngày", "tháng", "quý", "năm", "tuần"})
_QUARTER: Final = re.compile(r"i{1,3}|iv|[1-4]")
_COUNTED: Final = frozenset({"mười", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "chục"})
_STOP: Final = re.compile(r"[.;:!?,\n]")


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a comment repeats: the person's own of last year, or a colleague's; the places in both texts (NFC)."""

    kind: Literal["last_year", "colleague"]
    label: str
    ratio: float
    spans: tuple[Span, ...]
    other_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """What the meter tells of one comment. All places are of the NFC form of the text.

    `found` gives the places of each item that is there, `missing` the others; `stock` the stock phrases and their
    share of all words (1 for an empty comment).
    """

    words: int
    missing: tuple[Item, ...]
    found: dict[Item, tuple[Span, ...]]
    stock: tuple[Span, ...]
    stock_share: float
    repeats: tuple[Repeat, ...] = ()

    @property
    def is_generic(self) -> bool:
        """Whether the comment is made of stock phrases or lacks nearly all that is asked for."""
        lacking = len(self.missing)
        mostly = self.stock_share >= _STOCK and lacking >= _LACKING - 1
        return lacking >= _LACKING or mostly or self.stock_share >= _ALL_STOCK


def measure(
    text: str,
    wordings: Wordings,
    *,
    last_year: str | None = None,
    colleagues: Sequence[tuple[str, str]] = (),
) -> Meter:
    """Measure a comment against the person's own of last year and those of colleagues (label, text)."""
    words = words_of(text)
    stock = stock_marks(words, [*_clauses(text, words), (0, len(words))], wordings)
    # What many write may still name a shortcoming or a next step; a phrase of the list says nothing.
    found = _items(text, words, stock_marks(words, (), wordings), wordings)
    repeats = []
    others = [("last_year", "", last_year)] if last_year else []
    for kind, label, other in [*others, *(("colleague", label, other) for label, other in colleagues)]:
        alike = _alike(words, stock, other, wordings)
        if alike:
            repeats.append(Repeat("last_year" if kind == "last_year" else "colleague", label, *alike))
    return Meter(
        words=len(words),
        missing=tuple(item for item in ITEMS if item not in found),
        found=found,
        stock=spans_over(words, stock),
        stock_share=sum(stock) / len(words) if words else 1.0,
        repeats=tuple(sorted(repeats, key=lambda each: (-each.ratio, each.kind != "last_year", each.label))),
    )


def _clauses(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Give the runs of words between stops."""
    whole, runs, start = nfc(text), [], 0
    for place, (word, after) in enumerate(pairwise(words), start=1):
        if _STOP.search(whole, word.end, after.start):
            runs.append((start, place))
            start = place
    return [*runs, (start, len(words))] if words else []


def _items(text: str, words: Sequence[Word], stock: Sequence[bool], wordings: Wordings) -> dict[Item, tuple[Span, ...]]:
    whole = nfc(text)
    forms = [tone_key(whole[word.start : word.end]) for word in words]
    bare = all(form == word.key for form, word in zip(forms, words, strict=True))
    marks = {item: [False] * len(words) for item in ITEMS}
    for place, form in enumerate(forms):
        before, after = forms[place - 1] if place else "", forms[place + 1] if place + 1 < len(forms) else ""
        if stock[place]:
            continue
        dated = before in _DATED or (bare and before in {"ngay", "thang", "quy", "nam", "tuan"})
        if _DATE.fullmatch(form) or _YEAR.fullmatch(form) or (dated and (form.isdigit() or _QUARTER.fullmatch(form))):
            marks["date"][place] = True
        elif form[0].isdigit() or (form in _COUNTED and (before or after)):
            marks["number"][place] = True
    for item in ("result", "shortcoming", "next_step"):
        for sign in wordings.signs.get(item, ()):
            wanted = tuple(_folded(sign)) if bare else sign
            for place in range(len(forms) - len(wanted) + 1):
                run = slice(place, place + len(wanted))
                if tuple(forms[run]) == wanted and not any(stock[run]):
                    marks[item][run] = [True] * len(wanted)
    return {item: spans_over(list(words), marked) for item, marked in marks.items() if any(marked)}


def _folded(sign: Sequence[str]) -> list[str]:
    return [word.key for word in words_of(" ".join(sign))]


def _alike(
    words: Sequence[Word], stock: Sequence[bool], other: str, wordings: Wordings
) -> tuple[float, tuple[Span, ...], tuple[Span, ...]] | None:
    """Give ratio and common places of two texts when what is not stock in them is largely the same."""
    others = words_of(other)
    other_stock = stock_marks(others, _clauses(other, others), wordings)
    sides = ((words, stock), (others, other_stock))
    pairs = [[(one.key, two.key) for one, two in pairwise(side)] for side, _stock in sides]
    marks = []
    for mine, known, (side, is_stock) in zip(pairs, (set(pairs[1]), set(pairs[0])), sides, strict=True):
        marked = [False] * len(side)
        for place, pair in enumerate(mine):
            if pair in known:
                marked[place] = marked[place + 1] = True
        marks.append([shared and not common for shared, common in zip(marked, is_stock, strict=True)])
    own = sum(len(side) - sum(is_stock) for side, is_stock in sides)
    shared = sum(map(sum, marks))
    if shared < 2 * _WORDS or shared / own < _ALIKE:
        return None
    return shared / own, spans_over(list(words), marks[0]), spans_over(list(others), marks[1])
