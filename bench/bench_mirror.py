"""The mirror on ratings and comments whose truth is known: what it finds, whom it accuses wrongly, how fast it is.

python bench/bench_mirror.py [--seeds N] [--comments N] [--only ratings|comments|speed]

Bars: at least 5 of 6 lenient raters found, at most 2 of 52 honest ones flagged, 95 % intervals that cover about as
often as they claim; nine in ten copies at 98 % precision; 200,000 comments compared in under a minute.
"""

from __future__ import annotations

import argparse
import time

import comments_blind
import comments_made
import comments_more
import mirror_made
import numpy as np
from measure import peak
from rapidfuzz import fuzz, process

from canbo.evaluation.domain.copies import copies_in, corpus_of
from canbo.evaluation.domain.expected import Ratings
from canbo.evaluation.domain.leniency import leniency
from canbo.evaluation.mirror_files import wordings

NAMES = [str(each) for each in range(mirror_made.UNITS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--only", choices=("ratings", "comments", "speed"))
    arguments = parser.parse_args()
    if arguments.only in (None, "ratings"):
        print(f"leniency, {arguments.seeds} seeds; the naive peer flags units whose mean is 2 standard errors off")
        for group, ways in (("seen", mirror_made.SEEN), ("new", mirror_made.NEW)):
            for name, way in ways.items():
                _ratings(f"{group} {name}", way, range(1000, 1000 + arguments.seeds))
    if arguments.only in (None, "comments"):
        print(
            "comments, 4,000 rows, 8 % copied with up to 4 edits, 15 % stock (whole templates, then mixed into others)"
        )
        for name in comments_made.WAYS:
            for mixed in (False, True):
                _comments(
                    name + (" mixed" if mixed else ""),
                    [
                        comments_made.make(comments_made.WAYS[name], seed, 4_000, mixed=mixed)
                        for seed in range(1000, 1003)
                    ],
                )
        for name in comments_more.MORE:
            _comments(name, [comments_more.make_more(name, seed) for seed in range(1000, 1003)])
        for group, ways in (("open", comments_blind.OPEN), ("aside", comments_blind.ASIDE)):
            for name, way in ways.items():
                _comments(f"{group} {name}", [comments_blind.make_blind(way, seed) for seed in range(1000, 1003)])
    if arguments.only in (None, "speed"):
        for name in ("from_chance", "from_clauses"):
            _speed(name, arguments.comments)


def _ratings(name: str, way, seeds: range) -> None:
    found, harsh, false, covered, naive = [], [], [], [], []
    for seed in seeds:
        made = way(np.random.default_rng(seed))
        columns = Ratings(
            made.level, made.result, made.leader, made.year, made.unit, made.rater, made.person
        )  # fmt: skip
        units, raters = leniency(columns, NAMES, NAMES)
        planted = set(made.lenient) | set(made.harsh)
        found.append(sum(raters[each].flag == "lenient" for each in made.lenient))
        harsh.append(sum(raters[each].flag == "harsh" for each in made.harsh))
        false.append(sum(raters[each].flag is not None for each in range(mirror_made.UNITS) if each not in planted))
        for group, told in ((made.rater, raters), (made.unit, units)):
            covered += [each.low <= made.truth(group, code) <= each.high for code, each in enumerate(told)]
        naive.append(_naive(made, planted))
    print(
        f"{name:<28} lenient found {min(found)}..{np.mean(found):.2f} of 6  harsh {np.mean(harsh):.2f} of 2  "
        f"honest flagged {np.mean(false):.2f}..{max(false)} of 52  covered {np.mean(covered):.3f}   "
        f"naive flags {np.mean(naive):.1f} honest",
        flush=True,
    )


def _naive(made: mirror_made.Made, planted: set[int]) -> int:
    """Honest raters that would be flagged by the plain mean of what they gave."""
    overall, spread = made.level.mean(), made.level.std()
    flagged = 0
    for rater in set(range(mirror_made.UNITS)) - planted:
        given = made.level[made.rater == rater]
        flagged += abs(given.mean() - overall) > 2 * spread / len(given) ** 0.5
    return flagged


def _comments(name: str, made_up: list[comments_made.Comments]) -> None:
    right = told = planted = stock = of = 0
    for made in made_up:
        found = copies_in(corpus_of(made.text, made.rater, wordings().stock))
        right += sum(each.row in made.copied for each in found)
        of += sum(made.copied.get(each.row) == each.of_row for each in found)
        stock += sum(each.row in made.stock for each in found)
        told, planted = told + len(found), planted + len(made.copied)
    print(
        f"{name:<28} found {right / planted:.3f}  right {right / max(told, 1):.3f}  "
        f"from the right one {of / max(right, 1):.2f}  stock among them {stock}",
        flush=True,
    )


def _speed(name: str, rows: int) -> None:
    made = comments_made.make(comments_made.WAYS[name], 1, rows, raters=max(rows // 66, 10), copied=0.1, stock=0.3)
    begun, processor = time.perf_counter(), time.process_time()
    found = copies_in(corpus_of(made.text, made.rater, wordings().stock))
    right = sum(each.row in made.copied for each in found)
    used, taken = time.process_time() - processor, time.perf_counter() - begun
    some = made.text[:1_500]
    begun_peer = time.process_time()
    process.cdist(some, some, scorer=fuzz.ratio, score_cutoff=85, workers=1)
    peer = (time.process_time() - begun_peer) * (rows / len(some)) ** 2 / 2
    print(
        f"{rows:,} comments {name:<14} {taken:6.1f} s by the clock, {used:6.1f} s of processor time, "
        f"peak {peak():,.0f} MB; found {right / len(made.copied):.3f}, right {right / max(len(found), 1):.3f}; "
        f"every pair by rapidfuzz about {peer / 3600:,.1f} h, {peer / used:,.0f} times",
        flush=True,
    )


if __name__ == "__main__":
    main()
