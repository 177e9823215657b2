"""Which comments repeat an earlier one with small edits.

Two comments are held to be one text when they share more than chance and the common turns of phrase would give them:
every shared word counts for as many bits as it is hard to foresee (`copies_wording`), every place where they part for
or against it, as copies in this very set are edited (`copies_edits`). The method and its figures: docs/dev/mirror.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

import numpy as np
from numpy.typing import NDArray

from canbo.evaluation.domain.copies_edits import Edits, Match, Parting, match, parting
from canbo.evaluation.domain.copies_wording import Bools, Corpus, Forecast, Ints, Wording, corpus_of

__all__ = ["Copy", "copies_in", "corpus_of", "line_of", "weighed"]

#: Shared words of both texts, as a share of all words of both.
_LEAST_RATIO: Final = 0.6
#: How often edits and wording are learned anew from what was found.
_ROUNDS: Final = 3
#: Beyond one bit for each doubling of the comments: a pair is looked at as perhaps edited; half believed a copy.
_PERHAPS, _HALF = -2.0, 6.5
#: Pairs below this are let go after the first round.
_HOPELESS: Final = -10.0
#: A comment with so large a share of odd words is in its writer's own words.
_FREE: Final = 0.25
#: The line, in bits beyond one for each doubling of the comments and of those who copied nobody.
_SURE: Final = 3.5
#: The share of copies that is thought of before any are counted, and at least.
_COPIED, _FEW_COPIED = 0.1, 0.04
#: Below so many comments their wording is little known: three bits more for each halving.
_KNOWN: Final = 2000
#: Pairs of comments looked at, at most, and the best so many for each comment.
_PAIRS: Final = 6_000_000
_NEAREST: Final = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment (by its place from 0) that repeats an earlier one, and the share of words they have in common."""

    row: int
    of_row: int
    ratio: float


def copies_in(corpus: Corpus) -> list[Copy]:
    """Give every comment that repeats an earlier one, with the nearest such; of equals the first, where it began."""
    pairs = weighed(corpus)
    if not pairs:
        return []
    line = line_of([bits for _found, bits in _best(pairs).values()], len(corpus))
    alike: dict[int, tuple[float, int]] = {}
    for found, bits in pairs:
        if bits >= line:
            alike[found.row] = max(alike.get(found.row, (0.0, 0)), (found.ratio, -found.of_row))
    return [Copy(row, -of_row, ratio) for row, (ratio, of_row) in sorted(alike.items())]


def weighed(corpus: Corpus) -> list[tuple[Match, float]]:
    """Give the pairs that may be copies, each with the bits that speak for it.

    Wording and edits are learned in rounds: places that an edit may have written are left out of what is common, and
    pairs count as examples of edits as far as they are held to be copies.
    """
    if len(corpus) < 2 or not len(corpus.tokens):
        return []
    found = [match(corpus, row, of_row) for row, of_row in _with_common_words(corpus, *_candidates(corpus))]
    found = [each for each in found if each.ratio >= _LEAST_RATIO]
    counts = np.bincount(corpus.tokens, minlength=len(corpus.words)) + 0.5
    usual = (counts / counts.sum()).tolist()
    by_chance = log2(len(corpus))
    counted, perhaps = np.ones(len(corpus.tokens), dtype=bool), np.zeros(len(corpus), dtype=bool)
    told: list[tuple[Match, float]] = []
    wording = Wording(corpus)
    for number in range(_ROUNDS if found else 0):
        foreseen = wording.forecast(counted)
        free, rarity = _rarity(corpus, foreseen, perhaps)
        edits = Edits(usual, rarity)
        partings = [parting(corpus, foreseen, each, free=bool(free[each.of_row])) for each in found]
        if number:
            best = _best(told)
            edits.learn(
                (1 / (1 + 2 ** (by_chance + _HALF - best[each.row][1])), one)
                for each, one in zip(found, partings, strict=True)
                if best[each.row][0] is each and best[each.row][1] >= by_chance
            )
        told = [(each, edits.bits(one)) for each, one in zip(found, partings, strict=True)]
        counted, perhaps = _without_edits(corpus, told, partings, by_chance + _PERHAPS)
        if not number:
            told = [each for each in told if each[1] >= _HOPELESS]
            found = [each for each, _bits in told]
    return told


def _with_common_words(corpus: Corpus, rows: Ints, of_rows: Ints) -> Iterator[tuple[int, int]]:
    """Give the pairs that may reach the least ratio, by the words they have in common in whatever order."""
    starts, tokens = corpus.starts.tolist(), corpus.tokens.tolist()
    words = {each: tokens[starts[each] : starts[each + 1]] for each in {*rows.tolist(), *of_rows.tolist()}}
    kinds = {each: frozenset(of_comment) for each, of_comment in words.items()}
    for row, of_row in zip(rows.tolist(), of_rows.tolist(), strict=True):
        here, there = words[row], words[of_row]
        common = sum(map(kinds[of_row].__contains__, here)) + sum(map(kinds[row].__contains__, there))
        if common >= _LEAST_RATIO * (len(here) + len(there)):
            yield row, of_row


def _best(told: Sequence[tuple[Match, float]]) -> dict[int, tuple[Match, float]]:
    """Give the best match of each comment."""
    best: dict[int, tuple[Match, float]] = {}
    for each in told:
        if each[0].row not in best or each[1] > best[each[0].row][1]:
            best[each[0].row] = each
    return best


def _without_edits(
    corpus: Corpus, told: Sequence[tuple[Match, float]], partings: Sequence[Parting], least: float
) -> tuple[Bools, Bools]:
    """Give the places that no edit seems to have written, and the comments that may be copies."""
    counted, perhaps = np.ones(len(corpus.tokens), dtype=bool), np.zeros(len(corpus), dtype=bool)
    best = _best(told)
    for (found, bits), one in zip(told, partings, strict=True):
        if bits >= least and best[found.row][0] is found:
            counted[list(one.touched)] = False
            perhaps[found.row] = True
    return counted, perhaps


def _rarity(corpus: Corpus, foreseen: Forecast, perhaps: Bools) -> tuple[Bools, tuple[float, float]]:
    """Say which comments are in own words, and how rare odd places are in those that copied nobody (powers of two)."""
    odd, words = foreseen.odd, np.diff(corpus.starts)
    begins = odd.copy()
    begins[1:] &= ~odd[:-1]
    first = corpus.starts[:-1][words > 0]
    begins[first] = odd[first]
    of_comment = [np.diff(np.concatenate(([0], each.cumsum()))[corpus.starts]) for each in (odd, begins)]
    free = of_comment[0] >= _FREE * np.maximum(words, 1)
    told = []
    for kind in (~free, free):
        chosen = kind & ~perhaps
        told.append(log2((int(of_comment[1][chosen].sum()) + 0.5) / (int(words[chosen].sum()) + 50)))
    return free, (told[0], told[1])


def line_of(best: Sequence[float], size: int) -> float:
    """Give the bits from which two comments among so many are one text, by the best match of each comment.

    A comment meets all earlier ones, so chance has one bit more with each doubling; and the rarer copies are here, the
    surer each must be.
    """
    by_chance = log2(size) + _SURE + 3 * max(0.0, log2(_KNOWN / size))
    bits, share = np.asarray(best), _COPIED
    for _round in range(10):
        share = max(np.count_nonzero(bits >= by_chance - log2(share)) / size, _FEW_COPIED)
    return by_chance - log2(share)


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
