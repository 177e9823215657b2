"""Which comments repeat an earlier one with small edits.

Two comments are held to be one text when they share more than chance and the common turns of phrase would give them:
every shared word counts for as many bits as it is hard to foresee from the two words before it, as all comments
together use them. A stock phrase costs next to nothing, a name, a number or a turn that few use costs much. The method
and its figures: docs/dev/mirror.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import Final

import numpy as np
from numpy.typing import NDArray

from canbo.evaluation.domain.wording import keys_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Shared words of both texts, as a share of all words of both.
_LEAST_RATIO: Final = 0.6
#: Every place where the two texts part costs so many bits: a copy has few.
_EDIT: Final = 3.0
#: A copy keeps nine words in ten; each hundredth above or below counts for half a bit.
_CLOSE, _USUAL = 50.0, 0.9
#: Bits that two texts must share beyond their edits, where the comments themselves do not show it; and how far what
#: they show may move it.
_LEAST_BITS: Final = 27.0
_FROM, _TO, _ASIDE = 18.0, 30.0, 1.0
_LOOKED_AT: Final = 8.0
#: What one word can weigh at most.
_MOST_BITS: Final = 12.0
#: A turn of phrase is common when so many raters use it.
_COMMON: Final = 4
#: Pairs of comments looked at, at most, and the best so many for each comment.
_PAIRS: Final = 6_000_000
_NEAREST: Final = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment (by its place from 0) that repeats an earlier one, and the share of words they have in common."""

    row: int
    of_row: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Corpus:
    """All comments as numbers: `tokens` one after another, comment `i` from `starts[i]` to before `starts[i + 1]`.

    `bits` says how hard each word is to foresee; `common` whether it follows the two before it at many raters.
    """

    tokens: Ints
    starts: Ints
    bits: Floats
    common: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts) - 1


def corpus_of(comments: Sequence[str], raters: Sequence[int], stock: Sequence[Sequence[str]] = ()) -> Corpus:
    """Read comments, each with the code of its rater; words of the given stock phrases weigh nothing."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__  # a new word takes the next number
    flat: list[int] = []
    starts = [0]
    for text in comments:
        flat.extend(map(vocabulary.__getitem__, keys_of(text)))
        starts.append(len(flat))
    tokens, offsets = np.array(flat, dtype=np.int64), np.array(starts, dtype=np.int64)
    numeric = np.array([word[0].isdigit() for word in vocabulary], dtype=bool)
    who = np.repeat(np.asarray(raters, dtype=np.int64), np.diff(offsets))
    if not len(tokens):
        return Corpus(tokens, offsets, np.zeros(0), np.zeros(0, dtype=bool))
    bits, common = _bits(tokens, offsets, who, numeric)
    phrases = [[vocabulary.get(word, -1) for word in phrase] for phrase in stock]
    for start, end in _phrases_in(tokens, offsets, phrases):
        bits[start:end], common[start:end] = 0.0, True
    return Corpus(tokens, offsets, bits, common)


def _bits(tokens: Ints, offsets: Ints, who: Ints, numeric: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Give -log2 of the chance of each word after the two before it, and whether many raters write it there."""
    size = len(numeric) + 2
    number, start = size - 2, size - 1
    kinds = np.where(numeric[tokens], number, tokens)
    first, second = np.full(len(tokens), start), np.full(len(tokens), start)
    first[1:], second[2:] = kinds[:-1], kinds[:-2]
    begins = offsets[:-1][np.diff(offsets) > 0]
    first[begins], second[begins] = start, start
    after = begins[np.diff(np.append(begins, len(tokens))) > 1] + 1
    second[after] = start
    enough = len(np.unique(who)) >= 2 * _COMMON

    chance = np.full(len(tokens), 1.0 / size)
    met = np.zeros(len(tokens), dtype=bool)
    for context in (np.zeros(len(tokens), dtype=np.int64), first, second * size + first):
        grams, place, count = np.unique(context * size + kinds, return_inverse=True, return_counts=True)
        contexts, within, seen = np.unique(context, return_inverse=True, return_counts=True)
        ways = np.bincount(np.searchsorted(contexts, grams // size), minlength=len(contexts))[within]
        common = np.where(_spread(place, count, who) >= _COMMON, count, 0) if enough else np.zeros(len(grams), int)
        counts = common[place]
        chance = (counts + ways * chance) / (seen[within] + ways)
        met = counts > 0
    of_number = numeric[tokens]
    if of_number.any():
        values = np.bincount(tokens, minlength=size)
        chance = np.where(of_number, chance * (values[tokens] + 0.5) / (of_number.sum() + 0.5 * numeric.sum()), chance)
        met &= ~of_number
    return np.minimum(-np.log2(np.maximum(chance, 1e-12)), _MOST_BITS), met


def _spread(place: Ints, count: Ints, who: Ints) -> Ints:
    """Give how many raters use each turn of phrase; 0 for those that are too rare to be common."""
    often = (count >= _COMMON)[place]
    raters = int(who.max()) + 1
    uses = np.sort(place[often] * raters + who[often])  # np.unique hashes, several times slower here
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


def copies_in(corpus: Corpus) -> list[Copy]:
    """Give every comment that repeats an earlier one, with the nearest such."""
    if len(corpus) < 2 or not len(corpus.tokens):
        return []
    alike: dict[int, list[tuple[float, int, float]]] = {}
    for row, of_row in zip(*(each.tolist() for each in _candidates(corpus)), strict=True):
        ratio, bits = likeness(corpus, row, of_row)
        bits += _CLOSE * (ratio - _USUAL)
        if ratio >= _LEAST_RATIO and bits >= _LOOKED_AT:
            alike.setdefault(row, []).append((ratio, of_row, bits))
    least = _least([max(bits for _r, _o, bits in each) for each in alike.values()], len(corpus))
    told = []
    for row in sorted(alike):
        enough = [(ratio, of_row) for ratio, of_row, bits in alike[row] if bits >= least]
        if enough:
            ratio, of_row = max(enough)
            told.append(Copy(row, of_row, ratio))
    return told


def _least(bits: Sequence[float], size: int) -> float:
    """Give the bits from which two comments are one text.

    Chance meetings thin out as the bits grow, copies lie beyond them: where the comments show a gap between the two,
    that is the line. Else it is a fixed one, higher where many pairs can meet or where little is known of the wording.
    """
    usual = _LEAST_BITS + max(0.0, log2(size / 4000)) + 2 * max(0.0, log2(2000 / size))
    edges = np.arange(_LOOKED_AT, 100.0)
    counts = np.histogram(bits, edges)[0].astype(float)
    smooth = np.convolve(counts, np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2), "same")
    first, last = int(_FROM - _LOOKED_AT), int(_TO - _LOOKED_AT)
    lowest = first + int(smooth[first:last].argmin())
    beyond = smooth[lowest : lowest + 20].max() > 1.5 * smooth[lowest]
    if counts.sum() < 50 or not beyond:
        return usual
    # A little to the side of the copies: what is said of a person should be right rather than complete.
    return float(edges[lowest]) + _ASIDE


def likeness(corpus: Corpus, row: int, of_row: int) -> tuple[float, float]:
    """Give the share of words in common (in runs of two or more), and the bits these weigh less those of the edits."""
    sides = [
        slice(int(corpus.starts[each]), int(corpus.starts[each + 1])) for each in (row, of_row)
    ]  # fmt: skip
    words = [corpus.tokens[side].tolist() for side in sides]
    pairs = [list(pairwise(each)) for each in words]
    known = [set(each) for each in pairs]
    bits, covered, edits = 0.0, 0, 0
    for one, side in enumerate(sides):
        weights = corpus.bits[side].tolist()
        other, before = known[1 - one], False
        for place, pair in enumerate(pairs[one], start=1):
            shared = pair in other
            if shared:
                bits += weights[place]
                covered += 1 if before else 2
            elif before or place == 1:
                edits += 1
            before = shared
    return covered / max(len(words[0]) + len(words[1]), 1), (bits - _EDIT * edits) / 2


def _candidates(corpus: Corpus) -> tuple[Ints, Ints]:
    """Give the pairs of comments (later, earlier) that share the most rare runs of three words."""
    tokens, size = corpus.tokens, int(corpus.tokens.max()) + 1
    document = np.repeat(np.arange(len(corpus)), np.diff(corpus.starts))
    inside = np.flatnonzero(document[2:] == document[:-2])
    run = (tokens[inside] * size + tokens[inside + 1]) * size + tokens[inside + 2]
    order = np.argsort(run, kind="stable")
    run, where = run[order], document[inside][order]
    # Each comment once for each run of three.
    once = np.append(True, (run[1:] != run[:-1]) | (where[1:] != where[:-1])) if len(run) else np.zeros(0, dtype=bool)
    run, where = run[once], where[once]
    first = np.flatnonzero(np.append(True, run[1:] != run[:-1])) if len(run) else np.zeros(0, dtype=np.int64)
    count = np.diff(np.append(first, len(run)))
    sizes, of_size = np.unique(count[count >= 2], return_counts=True)
    pairs = np.cumsum(sizes * (sizes - 1) // 2 * of_size)
    sizes = sizes[pairs <= _PAIRS]
    keys: list[Ints] = []
    weights: list[NDArray[np.float32]] = []
    for each in sizes.tolist():
        posting = where[first[count == each][:, None] + np.arange(each)]
        low, high = np.triu_indices(each, 1)
        keys.append((posting[:, high] * len(corpus) + posting[:, low]).ravel())
        weights.append(np.full(len(keys[-1]), log2(1 + len(corpus) / each), np.float32))
    if not keys:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    key, weight = np.concatenate(keys), np.concatenate(weights)
    order = np.argsort(key)
    key = key[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    total = np.add.reduceat(weight[order].astype(np.float64), starts)
    key = key[starts]
    enough = total >= log2(len(corpus))
    key, total = key[enough], total[enough]
    later = key // len(corpus)
    order = np.lexsort((-total, later))
    key, later = key[order], later[order]
    begin = np.flatnonzero(np.append(True, later[1:] != later[:-1])) if len(later) else np.zeros(0, dtype=np.int64)
    rank = np.arange(len(later)) - np.repeat(begin, np.diff(np.append(begin, len(later))))
    kept = key[rank < _NEAREST]
    return kept // len(corpus), kept % len(corpus)
