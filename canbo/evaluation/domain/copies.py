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
#: A place where the later text has other words, but such as many write there: its first word, each further one. Then a
#: place where only figures are others, and each word of the earlier text that is left out.
_OTHER, _FURTHER, _FIGURE, _LEFT_OUT = 6.0, 1.5, 2.5, 1.0
#: A figure is near another within so many units, or this share of it.
_NEAR, _NEAR_SHARE = 2, 0.05
#: A place where the later text reads as hardly any other does speaks for an edit: the more, the rarer such places are.
#: Taken from one place in ten being touched in a copy; the rarity is counted between these two.
_TOUCHED, _SPEAKS, _BY_RARITY, _FURTHER_ODD = 0.1, 3.5, 2.4, 2.5
_RARE, _USUAL = 0.01, 0.8
#: A comment with so large a share of such words is in its writer's own words.
_FREE: Final = 0.25
#: Bits beyond one for each doubling of the comments: one comment in fifty copied, forty to one that it is so.
_SURE: Final = 11.0
#: Below so many comments their wording is little known.
_KNOWN: Final = 2000
#: Longer figures are names of things.
_DIGITS: Final = 10
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

    `bits` says how hard each word is to foresee; `numeric` whether it is a figure; `odd` whether it is none and few
    write it there.
    """

    tokens: Ints
    starts: Ints
    bits: Floats
    numeric: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    #: Whole numbers as such, -1 for all else.
    values: Ints

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
    values = np.array([int(w) if w.isdecimal() and len(w) < _DIGITS else -1 for w in vocabulary], dtype=np.int64)
    who = np.repeat(np.asarray(raters, dtype=np.int64), np.diff(offsets))
    if not len(tokens):
        none = np.zeros(0, dtype=bool)
        return Corpus(tokens, offsets, np.zeros(0), none, none, tokens)
    bits, common = _bits(tokens, offsets, who, numeric)
    phrases = [[vocabulary.get(word, -1) for word in phrase] for phrase in stock]
    for start, end in _phrases_in(tokens, offsets, phrases):
        bits[start:end], common[start:end] = 0.0, True
    figures = numeric[tokens]
    return Corpus(tokens, offsets, bits, figures, ~(common | figures), values[tokens])


def _bits(tokens: Ints, offsets: Ints, who: Ints, numeric: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Give -log2 of the chance of each word, and whether many raters write it there.

    It is foreseen from the two words before it, and from the word before it with how the comment begins (whoever fills
    in a frame goes on with it after each place that is filled in); the better forecast counts.
    """
    size = len(numeric) + 2
    number, start = size - 2, size - 1
    kinds = np.where(numeric[tokens], number, tokens)
    within = np.arange(len(tokens)) - np.repeat(offsets[:-1], np.diff(offsets))
    first, second = np.full(len(tokens), start), np.full(len(tokens), start)
    first[1:], second[2:] = kinds[:-1], kinds[:-2]
    first[within == 0], second[within < 2] = start, start
    begins = np.repeat(offsets[:-1], np.diff(offsets))
    beginning = kinds[begins] * size + kinds[np.minimum(begins + 1, len(kinds) - 1)]
    beginning[within < 2] = start * size + start

    none = np.zeros(len(tokens), dtype=np.int64)
    chance, _met = _after(none, np.full(len(tokens), 1.0 / size), kinds, who, size)
    chance, _met = _after(first, chance, kinds, who, size)
    near, met = _after(second * size + first, chance, kinds, who, size)
    far, met_far = _after(beginning * size + first, chance, kinds, who, size)
    chance, met = np.maximum(near, far), met | met_far
    of_number = numeric[tokens]
    if of_number.any():
        values = np.bincount(tokens, minlength=size)
        chance = np.where(of_number, chance * (values[tokens] + 0.5) / (of_number.sum() + 0.5 * numeric.sum()), chance)
        met &= ~of_number
    return np.minimum(-np.log2(np.maximum(chance, 1e-12)), _MOST_BITS), met


def _after(context: Ints, chance: Floats, kinds: Ints, who: Ints, size: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the chance of each word where it follows its context, falling back on `chance` where that says little."""
    _contexts, context = np.unique(context, return_inverse=True)
    grams, place, count = np.unique(context * size + kinds, return_inverse=True, return_counts=True)
    seen = np.bincount(context)
    ways = np.bincount(grams // size, minlength=len(seen))
    enough = len(np.unique(who)) >= 2 * _COMMON
    common = np.where(_spread(place, count, who) >= _COMMON, count, 0) if enough else np.zeros(len(grams), int)
    counts = common[place]
    return (counts + ways[context] * chance) / (seen[context] + ways[context]), counts > 0


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
    """Give every comment that repeats an earlier one, with the nearest such; of equals the first, where it began."""
    if len(corpus) < 2 or not len(corpus.tokens):
        return []
    least, an_edit = least_bits(len(corpus)), an_edit_speaks(corpus).tolist()
    alike: dict[int, tuple[float, int]] = {}
    for row, of_row in zip(*(each.tolist() for each in _candidates(corpus)), strict=True):
        ratio, bits = likeness(corpus, row, of_row, an_edit[of_row])
        if ratio >= _LEAST_RATIO and bits >= least:
            alike[row] = max(alike.get(row, (0.0, 0)), (ratio, -of_row))
    return [Copy(row, -of_row, ratio) for row, (ratio, of_row) in sorted(alike.items())]


def least_bits(size: int) -> float:
    """Give the bits from which two comments among so many are one text.

    A comment meets all earlier ones, so chance has one bit more with each doubling; and where little is known of the
    wording, shared words are less surprising than they seem.
    """
    return _SURE + log2(size) + 2 * max(0.0, log2(_KNOWN / size))


def an_edit_speaks(corpus: Corpus) -> Floats:
    """Give for each comment the bits by which a place that reads as hardly any other does speaks for an edit of it.

    How rare such places are is counted apart for comments that mostly follow common turns and for those in own words.
    """
    ends = np.concatenate(([0], corpus.odd.cumsum()))[corpus.starts]
    odd, words = np.diff(ends), np.diff(corpus.starts)
    free = odd >= _FREE * words
    speaks = np.zeros(len(corpus))
    for kind in (free, ~free):
        rarity = min(max(odd[kind].sum() / max(words[kind].sum(), 1), _RARE), _USUAL)
        speaks[kind] = _SPEAKS + _BY_RARITY * log2(_TOUCHED / rarity)
    return speaks


def likeness(corpus: Corpus, row: int, of_row: int, an_edit: float) -> tuple[float, float]:
    """Give the share of words in common (in runs of two or more), and the bits that speak for one text.

    Shared words speak for it by their weight in the text where they are easier to foresee; places where the later text
    parts from the earlier speak for or against it.
    """
    later, earlier = (slice(int(corpus.starts[each]), int(corpus.starts[each + 1])) for each in (row, of_row))
    words, others = corpus.tokens[later].tolist(), corpus.tokens[earlier].tolist()
    weights, weights_there = corpus.bits[later].tolist(), corpus.bits[earlier].tolist()
    where = {pair: place for place, pair in reversed(list(enumerate(pairwise(others), start=1)))}
    #: The place of each word in the earlier text, -1 where it is not shared.
    met = [-1] * len(words)
    bits = 0.0
    for place, pair in enumerate(pairwise(words), start=1):
        there = met[place - 1] + 1
        if there == 0 or others[there - 1 : there + 1] != list(pair):
            there = where.get(pair, 0)
        if there:
            if met[place - 1] < 0:
                met[place - 1] = there - 1
            met[place] = there
            bits += min(weights[place], weights_there[there])
    shared = set(met)
    shared.discard(-1)
    figures_there = corpus.numeric[earlier].tolist()
    left_out = sum(place not in shared and not figure for place, figure in enumerate(figures_there))
    places = _places(met, corpus.numeric[later].tolist(), corpus.odd[later].tolist(), an_edit)
    places += _near_figures(met, corpus.values[later].tolist(), corpus.values[earlier].tolist(), weights)
    covered = len(shared) + len(met) - met.count(-1)
    return covered / max(len(words) + len(others), 1), bits + places - _LEFT_OUT * left_out


def _places(met: Sequence[int], figures: Sequence[bool], odd: Sequence[bool], an_edit: float) -> float:
    """Give the bits of the places where a later text parts from the earlier one."""
    bits = 0.0
    place, size = 0, len(met)
    while place < size:
        if met[place] >= 0:
            moved = place and met[place - 1] >= 0 and met[place] != met[place - 1] + 1
            bits += an_edit if moved and odd[place] else 0.0
            place += 1
            continue
        start = place
        while place < size and met[place] < 0:
            place += 1
        further = place - start - 1
        if all(figures[start:place]):
            bits -= _FIGURE
        elif any(odd[start : place + 1]):
            bits += an_edit - _FURTHER_ODD * further
        else:
            bits -= _OTHER + _FURTHER * further
    return bits


def _near_figures(met: Sequence[int], values: Sequence[int], others: Sequence[int], weights: Sequence[float]) -> float:
    """Give the bits of figures that are not the same but nearer than chance would put them."""
    bits = 0.0
    for place in range(1, len(met)):
        there = met[place - 1] + 1
        if met[place] >= 0 or not 0 < there < len(others) or min(values[place], others[there]) < 0:
            continue
        span = max(_NEAR, int(_NEAR_SHARE * others[there]))
        if abs(values[place] - others[there]) <= span:
            bits += max(weights[place] - log2(2 * span + 1), 0.0)
    return bits


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
