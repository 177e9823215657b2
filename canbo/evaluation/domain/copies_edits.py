"""Where a later comment parts from an earlier one, and how much each such place speaks for or against a copy.

How copies are edited (how often a word is put in, a figure changed, …) is learned from the pairs of this very set of
comments that are copies nearly for sure. The method and its figures: docs/dev/mirror.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log2
from typing import Final, Literal

from canbo.evaluation.domain.copies_wording import Corpus, Forecast

Kind = Literal["replaced", "put_in", "left_out", "moved"]

#: What is thought of edits before any are seen, as strongly as some twenty copies say: of six hundred words so many
#: places of each kind, half of them odd.
_KEPT: Final = 570.0
_PLACES: Final[dict[Kind, float]] = {"replaced": 12.0, "put_in": 12.0, "left_out": 9.0, "moved": 1.5}
#: Of six dozen figures: kept, near, one digit changed, made up anew.
_FIGURES: Final = (60.0, 3.0, 3.0, 6.0)
#: One copy in five has its sentences in another order.
_MOVED: Final = (3.0, 15.0)
#: A place goes on to one more word in five of eight cases.
_LONGER: Final = (7.5, 12.0)
#: Words written at edits are thought to be those of all comments, as strongly as so many seen.
_USUAL_WORDS: Final = 120.0
#: A figure is near another within so many units, or this share of it.
_NEAR, _NEAR_SHARE = 5, 0.05
#: A place that reads as hardly any other does speaks by so many bits at most; moved sentences by less.
_MOST_ODD, _ODD_MOVE = 10.0, 5.6
#: Longer figures are names of things.
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A place where the texts part: how, whether it then reads as hardly any other, further words, the first written.

    `bits`: how hard the first word written there is to foresee; `word` is -1 where nothing is written.
    """

    kind: Kind
    odd: bool
    further: int
    word: int = -1
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Parting:
    """Two comments held together: bits of the shared words, words and figures kept, figures changed, other places.

    `touched` are the places of the corpus that an edit would have written; `free`: the earlier one is in own words.
    """

    shared: float
    kept: int
    figures_kept: int
    figures: tuple[tuple[str, str, float], ...]
    places: tuple[Place, ...]
    touched: tuple[int, ...]
    free: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Which words of an earlier comment a later one has: `met[i]` is the place there of its word `i`, -1 if none."""

    row: int
    of_row: int
    met: tuple[int, ...]
    ratio: float


def match(corpus: Corpus, row: int, of_row: int) -> Match:
    """Hold two comments together: first words in runs of two or more, then single ones between them, then the rest."""
    words, others = (corpus.tokens[corpus.starts[each] : corpus.starts[each + 1]].tolist() for each in (row, of_row))
    met = _runs(words, others)
    used = set(met)
    used.discard(-1)
    before, before_there = -1, -1
    ends = [(place, there) for place, there in enumerate(met) if there >= 0]
    for place, there in [*ends, (len(words), len(others))]:
        start = before_there + 1
        if place - before > 1 and there > start:
            for between in range(before + 1, place):
                for at in range(start, there):
                    if others[at] == words[between] and at not in used:
                        met[between] = at
                        used.add(at)
                        start = at + 1
                        break
        before, before_there = place, there
    left = {word: there for there, word in enumerate(others) if there not in used}
    for place, word in enumerate(words):
        if met[place] < 0 and word in left:
            met[place] = left.pop(word)
            used.add(met[place])
    return Match(row, of_row, tuple(met), 2 * len(used) / max(len(words) + len(others), 1))


def _runs(words: Sequence[int], others: Sequence[int]) -> list[int]:
    """Give the place in `others` of each word that stands in a run of two or more there, -1 for the rest.

    A run goes on as long as it can; the next one is looked for behind it first.
    """
    where: dict[tuple[int, int], list[int]] = {}
    for there, pair in enumerate(pairwise(others), start=1):
        where.setdefault(pair, []).append(there)
    met = [-1] * len(words)
    used: set[int] = set()
    last = -1
    for place, pair in enumerate(pairwise(words), start=1):
        before = met[place - 1]
        there = before + 1
        if before < 0 or there >= len(others) or others[there] != pair[1] or there in used:
            there = 0
            for each in where.get(pair, ()):
                if each in used or each - 1 in used:
                    continue
                there = there or each
                if each - 1 > last:
                    there = each
                    break
            if not there:
                continue
            # Words before it that stand before it there too belong to it rather than to the end of the run before.
            start, begin = place, there
            while start > 0 and begin > 0 and words[start - 1] == others[begin - 1] and begin - 1 not in used:
                start, begin = start - 1, begin - 1
                used.discard(met[start])
                met[start] = begin
                used.add(begin)
        met[place] = last = there
        used.add(there)
    return met


def parting(corpus: Corpus, told: Forecast, found: Match, *, free: bool) -> Parting:
    """Say where a later comment parts from an earlier one.

    A shared word weighs what it weighs in the text where it is easier to foresee.
    """
    begin, other = int(corpus.starts[found.row]), int(corpus.starts[found.of_row])
    here, there = slice(begin, int(corpus.starts[found.row + 1])), slice(other, int(corpus.starts[found.of_row + 1]))
    words, others = corpus.tokens[here].tolist(), corpus.tokens[there].tolist()
    bits, bits_there = told.bits[here].tolist(), told.bits[there].tolist()
    figure, figure_there = corpus.numeric[here].tolist(), corpus.numeric[there].tolist()
    odd = [*told.odd[here].tolist(), False]
    used = set(found.met)
    shared, kept, figures_kept, accounted = 0.0, 0, 0, 0
    figures: list[tuple[str, str, float]] = []
    places: list[Place] = []
    touched: list[int] = []
    size, before, before_there = len(words), -1, -1
    ends = [(place, at) for place, at in enumerate(found.met) if at >= 0]
    for place, at in [*ends, (size, len(others))]:
        if place < size:
            shared += min(bits[place], bits_there[at])
            figures_kept += figure[place]
            kept += not figure[place]
        missing = [each for each in range(before_there + 1, at) if each not in used]
        if place < size and (at <= before_there or len(missing) < at - before_there - 1):
            places.append(Place("moved", odd[place], 0))
        written = range(before + 1, place)
        touched.extend(begin + each for each in written)
        if place < size and (place - before > 1 or at != before_there + 1):
            touched.append(begin + place)
        if written or missing:
            accounted += len(missing)
            mine = [each for each in written if figure[each]]
            theirs = [each for each in missing if figure_there[each]]
            changed = min(len(mine), len(theirs))
            for one, two in zip(mine, theirs, strict=False):
                figures.append((corpus.words[words[one]], corpus.words[others[two]], bits[one]))
            added = [each for each in written if not figure[each]] + mine[changed:]
            gone = len(missing) - changed
            if added:
                is_odd = odd[place] or any(odd[each] for each in added)
                further = len(added) - 1 + max(gone - 1, 0)
                kind: Kind = "replaced" if gone else "put_in"
                places.append(Place(kind, is_odd, further, words[added[0]], bits[added[0]]))
            elif gone:
                places.append(Place("left_out", odd[place] and not written, gone - 1))
        before, before_there = place, at
    rest = len(others) - (len(used) - (-1 in used)) - accounted
    if rest > 0:
        places.append(Place("left_out", False, rest - 1))
    return Parting(shared, kept, figures_kept, tuple(figures), tuple(places), tuple(touched), free)


def _alike(one: str, other: str) -> tuple[float, float]:
    """Give the chance of the first figure where it is near the other, and where one digit of the other was changed."""
    near = digit = 0.0
    if one.isdecimal() and other.isdecimal() and max(len(one), len(other)) < _DIGITS:
        span = max(_NEAR, int(_NEAR_SHARE * int(other)))
        near = 1 / (2 * span) if abs(int(one) - int(other)) <= span else 0.0
    if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        digit = 1 / (9 * sum(letter.isdigit() for letter in one))
    return near, digit


@dataclass(slots=True)
class Edits:
    """How copies are edited: counts of what was seen, begun with what is thought before anything is.

    `usual` gives the share of each word in all comments. `rarity` is how often comments that nobody copied have a
    place that reads as hardly any other does, as a power of two: in comments that mostly follow common turns, and in
    those in own words.
    """

    usual: Sequence[float]
    rarity: tuple[float, float]
    kept: float = _KEPT
    places: dict[tuple[Kind, bool], float] = field(
        default_factory=lambda: {(kind, odd): seen / 2 for kind, seen in _PLACES.items() for odd in (True, False)}
    )
    figures: list[float] = field(default_factory=lambda: list(_FIGURES))
    words: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    moved: list[float] = field(default_factory=lambda: list(_MOVED))
    longer: list[float] = field(default_factory=lambda: list(_LONGER))
    _written: float = 0.0

    def learn(self, pairs: Iterable[tuple[float, Parting]]) -> None:
        """Take pairs into account, each as far as it is held to be a copy (0 to 1)."""
        shares = self._of_figures()
        for sure, one in pairs:
            self.kept += sure * one.kept
            self.figures[0] += sure * one.figures_kept
            self.moved[0] += sure * any(place.kind == "moved" for place in one.places)
            self.moved[1] += sure
            for mine, theirs, bits in one.figures:
                ways = self._ways(shares, mine, theirs, bits)
                for way, chance in enumerate(ways, start=1):
                    self.figures[way] += sure * chance / sum(ways)
            for place in one.places:
                self.places[place.kind, place.odd] += sure
                self.longer[0] += sure * place.further
                self.longer[1] += sure * (place.further + 1)
                if place.word >= 0:
                    self.words[place.word] += sure
                    self._written += sure

    def bits(self, one: Parting) -> float:
        """Give the bits by which two comments speak for a copy rather than for chance."""
        return sum(self.weighed(one))

    def weighed(self, one: Parting) -> list[float]:
        """Give the bits of the shared words, of what was kept, of each changed figure and of each other place."""
        all_places = self.kept + sum(self.places.values())
        shares = self._of_figures()
        told = [one.shared, one.kept * log2(self.kept / all_places) + one.figures_kept * log2(shares[0])]
        told += [log2(sum(self._ways(shares, *each))) + each[2] for each in one.figures]
        further = log2(self.longer[0] / self.longer[1])
        odd = min(_MOST_ODD, -self.rarity[one.free])
        moved = False
        for place in one.places:
            if place.kind == "moved":
                speaks = max(0.0, odd - _ODD_MOVE) if place.odd else 0.0
                told.append((-1.0 if moved else log2(self.moved[0] / self.moved[1])) + speaks)
                moved = True
                continue
            bits = log2(self.places[place.kind, place.odd] / all_places) + further * place.further
            if place.odd:
                bits += odd
            elif place.word >= 0:
                seen = self.words.get(place.word, 0.0) + _USUAL_WORDS * self.usual[place.word]
                bits += log2(seen / (self._written + _USUAL_WORDS)) + place.bits
            told.append(bits)
        return told

    def _of_figures(self) -> list[float]:
        total = sum(self.figures)
        return [seen / total for seen in self.figures]

    @staticmethod
    def _ways(shares: Sequence[float], mine: str, theirs: str, bits: float) -> tuple[float, float, float]:
        near, digit = _alike(mine, theirs)
        return shares[1] * near, shares[2] * digit, float(shares[3] * 2**-bits)
