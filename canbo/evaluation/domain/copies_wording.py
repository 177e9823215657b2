"""All comments as numbers, and how hard each word of them is to foresee from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

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


def forecast(corpus: Corpus, counted: Bools) -> Forecast:
    """Foresee each word from the others, as all comments together use them; only the places `counted` are learned from.

    A word is foreseen from the two words before it, and from the word before it with how the comment begins (whoever
    fills in a frame goes on with it after each place that is filled in; at the beginning of a clause, from that alone);
    the better forecast counts. That a comment ends is foreseen like a word.
    """
    tokens, rows = corpus.tokens, len(corpus)
    known = len(corpus.words)
    number, before, end, head, size = known, known + 1, known + 2, known + 3, known + 4
    last = np.maximum(corpus.starts[1:] - 1, 0)
    kinds = np.insert(np.where(corpus.numeric, number, tokens), corpus.starts[1:], end)
    heads = np.insert(corpus.heads, corpus.starts[1:], False)
    learned = np.insert(counted, corpus.starts[1:], counted[last])
    who = np.insert(corpus.who, corpus.starts[1:], corpus.who[last])
    offsets = corpus.starts + np.arange(rows + 1)
    begins = np.repeat(offsets[:-1], np.diff(offsets))
    within = np.arange(len(kinds)) - begins
    first, second = np.full(len(kinds), before), np.full(len(kinds), before)
    first[1:], second[2:] = kinds[:-1], kinds[:-2]
    first[within == 0], second[within < 2] = before, before
    beginning = kinds[begins] * size + kinds[np.minimum(begins + 1, len(kinds) - 1)]
    beginning[within < 2] = before * size + before

    counts = _Counts(kinds, who, learned, size)
    chance, _met = counts.after(np.zeros(len(kinds), dtype=np.int64), np.full(len(kinds), 1.0 / size))
    chance, _met = counts.after(first, chance)
    near, met = counts.after(second * size + first, chance)
    far, met_far = counts.after(beginning * size + np.where(heads, head, first), chance)
    words = kinds != end
    chance, met = np.maximum(near, far)[words], (met | met_far)[words]
    if corpus.numeric.any():
        values = np.bincount(tokens, counted, known)
        figures = np.count_nonzero(corpus.numeric & counted) + 0.5 * len(np.unique(tokens[corpus.numeric]))
        chance = np.where(corpus.numeric, chance * (values[tokens] + 0.5) / figures, chance)
    bits = np.minimum(-np.log2(np.maximum(chance, 1e-12)), _MOST_BITS)
    return Forecast(np.where(corpus.stock, 0.0, bits), ~(met | corpus.numeric | corpus.stock))


@dataclass(frozen=True, slots=True)
class _Counts:
    kinds: Ints
    who: Ints
    learned: Bools
    size: int

    def after(self, context: Ints, chance: Floats) -> tuple[Floats, Bools]:
        """Give the chance of each word after its context, falling back on `chance` where that says little.

        Also whether it is a common turn there.
        """
        _contexts, context = np.unique(context, return_inverse=True)
        grams, place = np.unique(context * self.size + self.kinds, return_inverse=True)
        count = np.bincount(place, self.learned, len(grams)).astype(np.int64)
        seen = np.bincount(context, self.learned)
        ways = np.bincount(grams[count > 0] // self.size, minlength=len(seen)) + 0.5
        enough = len(np.unique(self.who)) >= 2 * _COMMON
        common = np.where(self._spread(place, count) >= _COMMON, count, 0) if enough else np.zeros(len(grams), int)
        counts = common[place]
        return (counts + ways[context] * chance) / (seen[context] + ways[context]), counts > 0

    def _spread(self, place: Ints, count: Ints) -> Ints:
        """Give how many raters use each turn of phrase; 0 for those that are too rare to be common."""
        often = (count >= _COMMON)[place] & self.learned
        raters = int(self.who.max()) + 1
        uses = np.sort(place[often] * raters + self.who[often])  # np.unique hashes, several times slower here
        return np.bincount(uses[np.diff(uses, prepend=-1) > 0] // raters, minlength=len(count))


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
