"""All comments as numbers, and how hard each word of them is to foresee from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from canbo.evaluation.domain.wording import clause_keys_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: What one word can weigh at most.
_MOST_BITS: Final = 12.0
#: A turn of phrase is common when so many raters use it.
_COMMON: Final = 4


@dataclass(frozen=True, slots=True)
class Corpus:
    """All comments as numbers: `tokens` one after another, comment `i` from `starts[i]` to before `starts[i + 1]`.

    `words` names the tokens; for each place, `heads` says whether it begins a clause, `numeric` whether it is a
    figure, `stock` whether it belongs to a phrase of the list, `who` is the code of the rater.
    """

    tokens: Ints
    starts: Ints
    words: tuple[str, ...]
    heads: Bools
    numeric: Bools
    stock: Bools
    who: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """For each place: how hard its word is to foresee (bits), and whether it reads as hardly any other comment does."""

    bits: Floats
    odd: Bools


def corpus_of(comments: Sequence[str], raters: Sequence[int], stock: Sequence[Sequence[str]] = ()) -> Corpus:
    """Read comments, each with the code of its rater; words of the given stock phrases weigh nothing."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__  # a new word takes the next number
    flat: list[int] = []
    heads: list[bool] = []
    starts = [0]
    for text in comments:
        words, begin = clause_keys_of(text)
        flat.extend(map(vocabulary.__getitem__, words))
        heads.extend(begin)
        starts.append(len(flat))
    tokens, offsets = np.array(flat, dtype=np.int64), np.array(starts, dtype=np.int64)
    figures = np.array([word[0].isdigit() for word in vocabulary], dtype=bool)
    listed = np.zeros(len(tokens), dtype=bool)
    phrases = [[vocabulary.get(word, -1) for word in phrase] for phrase in stock]
    for start, end in _phrases_in(tokens, offsets, phrases):
        listed[start:end] = True
    who = np.repeat(np.asarray(raters, dtype=np.int64), np.diff(offsets))
    begins = np.array(heads, dtype=bool)
    return Corpus(tokens, offsets, tuple(vocabulary), begins, figures[tokens], listed, who)


class Wording:
    """How all comments together go on after each turn of phrase: who foresees what from what.

    A word is foreseen from the two words before it, and from the word before it with how the comment begins (whoever
    fills in a frame goes on with it after each place that is filled in; at the beginning of a clause, from that alone);
    the better forecast counts. That a comment ends is foreseen like a word.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        known = len(corpus.words)
        number, before, end, head, self._size = known, known + 1, known + 2, known + 3, known + 4
        self._last = np.maximum(corpus.starts[1:] - 1, 0)
        kinds = self._with_ends(np.where(corpus.numeric, number, corpus.tokens))
        kinds[corpus.starts[1:] + np.arange(len(corpus))] = end
        heads = self._with_ends(corpus.heads)
        heads[corpus.starts[1:] + np.arange(len(corpus))] = False
        self._who, self._words = self._with_ends(corpus.who), kinds != end
        offsets = corpus.starts + np.arange(len(corpus) + 1)
        begins = np.repeat(offsets[:-1], np.diff(offsets))
        within = np.arange(len(kinds)) - begins
        first, second = np.full(len(kinds), before), np.full(len(kinds), before)
        first[1:], second[2:] = kinds[:-1], kinds[:-2]
        first[within == 0], second[within < 2] = before, before
        beginning = kinds[begins] * self._size + kinds[np.minimum(begins + 1, len(kinds) - 1)]
        beginning[within < 2] = before * self._size + before
        contexts = (
            np.zeros(len(kinds), dtype=np.int64), first, second * self._size + first,
            beginning * self._size + np.where(heads, head, first),
        )  # fmt: skip
        self._turns = [_Turns.of(context, kinds, self._size) for context in contexts]
        self._enough = len(np.unique(corpus.who)) >= 2 * _COMMON

    def _with_ends(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.insert(values, self._corpus.starts[1:], values[self._last])

    def forecast(self, counted: Bools) -> Forecast:
        """Say how hard each word is to foresee; only the places `counted` are learned from."""
        corpus, learned = self._corpus, self._with_ends(counted)
        alone, pairs, near_turns, far_turns = self._turns
        chance, _met = self._after(alone, learned, np.full(len(learned), 1.0 / self._size))
        chance, _met = self._after(pairs, learned, chance)
        near, met = self._after(near_turns, learned, chance)
        far, met_far = self._after(far_turns, learned, chance)
        chance, met = np.maximum(near, far)[self._words], (met | met_far)[self._words]
        if corpus.numeric.any():
            values = np.bincount(corpus.tokens, counted, len(corpus.words))
            kinds = len(np.unique(corpus.tokens[corpus.numeric]))
            figures = np.count_nonzero(corpus.numeric & counted) + 0.5 * kinds
            chance = np.where(corpus.numeric, chance * (values[corpus.tokens] + 0.5) / figures, chance)
        bits = np.minimum(-np.log2(np.maximum(chance, 1e-12)), _MOST_BITS)
        return Forecast(np.where(corpus.stock, 0.0, bits), ~(met | corpus.numeric | corpus.stock))

    def _after(self, turns: _Turns, learned: Bools, chance: Floats) -> tuple[Floats, Bools]:
        """Give the chance of each word after its context, falling back on `chance` where that says little.

        Also whether it is a common turn there.
        """
        count = np.bincount(turns.turn, learned, len(turns.context_of)).astype(np.int64)
        size = int(turns.context_of[-1]) + 1
        seen = np.bincount(turns.context_of, count, size)
        ways = np.bincount(turns.context_of[count > 0], minlength=size) + 0.5
        common = np.zeros(len(count), dtype=np.int64)
        if self._enough:
            common = np.where(self._spread(turns.turn, learned, count) >= _COMMON, count, 0)
        novel = (ways / (seen + ways))[turns.context_of][turns.turn]
        return (common / (seen + ways)[turns.context_of])[turns.turn] + novel * chance, (common > 0)[turns.turn]

    def _spread(self, turn: NDArray[np.int32], learned: Bools, count: Ints) -> Ints:
        """Give how many raters use each turn of phrase; 0 for those that are too rare to be common."""
        often = (count >= _COMMON)[turn] & learned
        raters = int(self._who.max()) + 1
        uses = np.sort(
            turn[often].astype(np.int64) * raters + self._who[often]
        )  # np.unique hashes, several times slower
        return np.bincount(uses[np.diff(uses, prepend=-1) > 0] // raters, minlength=len(count))


@dataclass(frozen=True, slots=True)
class _Turns:
    """The turns of phrase of one kind: which one stands at each place, and the context of each turn, rising."""

    turn: NDArray[np.int32]
    context_of: NDArray[np.int32]

    @classmethod
    def of(cls, context: Ints, kinds: Ints, size: int) -> _Turns:
        _contexts, context = _numbered(context)
        grams, turn = _numbered(context * size + kinds)
        return cls(turn.astype(np.int32), (grams // size).astype(np.int32))


def _numbered(values: Ints) -> tuple[Ints, Ints]:
    """Give the distinct values, rising, and the number of each value among them."""
    order = np.argsort(values, kind="stable")
    rising = values[order]
    new = np.append(True, rising[1:] != rising[:-1])
    numbers = np.empty(len(values), dtype=np.int64)
    numbers[order] = np.cumsum(new) - 1
    return rising[new], numbers


def _phrases_in(tokens: Ints, offsets: Ints, phrases: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Find where the phrases stand."""
    ends = np.repeat(offsets[1:], np.diff(offsets))
    for phrase in phrases:
        if not phrase or min(phrase) < 0:
            continue
        where = np.flatnonzero(tokens == phrase[0])
        for step, word in enumerate(phrase[1:], start=1):
            where = where[(where + step < ends[where])]
            where = where[tokens[where + step] == word]
        for place in where.tolist():
            yield place, place + len(phrase)
