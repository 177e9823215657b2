"""Counts for viewers who may not open the files of those counted: small ones hidden, the others rounded down.

A count below the least is hidden; any other is told as the multiple of the least below it, the same for the same count
in every report, unit, filter and day. So the difference of two figures never tells how many lie between them. Where the
parts of a whole would still leave a hidden part one possible value, the smallest part told is hidden as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from canbo.core.counts import HIDDEN, Hidden
from canbo.reports.domain.count_tables import CountedRow
from canbo.reports.domain.crosstab import CrossTable
from canbo.reports.domain.quality import Part, Quality
from canbo.reports.domain.shares import Answer, Band, Distribution
from canbo.reports.domain.training import Sent, TrainingResult


def told(count: int, least: int) -> int:
    """Give what is told of a count."""
    if isinstance(count, Hidden) or 0 < count < least:
        return HIDDEN
    return count - count % least


def parts_told(total: int, counts: Sequence[int], least: int) -> list[int]:
    """Give what is told of the parts of a whole whose total is told too; of a whole below the least, nothing."""
    if 0 < total < least:
        return [HIDDEN] * len(counts)
    shown = [told(count, least) for count in counts]
    known_small = {place for place, count in enumerate(counts) if 0 < count < least}
    while _is_pinned(told(total, least), shown, known_small, least):
        visible = [place for place, count in enumerate(shown) if not isinstance(count, Hidden)]
        if not visible:
            break
        # An empty part is the last to go: hiding it hides little.
        smallest = min(visible, key=lambda place: (counts[place] == 0, counts[place]))
        shown[smallest] = HIDDEN
    return shown


def _is_pinned(total: int, shown: Sequence[int], small: set[int], least: int) -> bool:
    """Tell whether total and parts told leave a small part one possible value."""
    if isinstance(total, Hidden):
        return False
    if any(isinstance(count, Hidden) and place not in small for place, count in enumerate(shown)):
        return False  # a part that may be of any size was hidden too
    lows = [1 if place in small else count for place, count in enumerate(shown)]
    highs = [least - 1 if place in small else count + (least - 1 if count else 0) for place, count in enumerate(shown)]
    for place in small:
        low = max(1, total - (sum(highs) - highs[place]))
        high = min(least - 1, total + least - 1 - (sum(lows) - lows[place]))
        if low >= high:
            return True
    return False


def quality_told(quality: Quality, least: int) -> Quality:
    """Give what is told of a quality report."""
    total = quality.total

    def answer(given: Answer, base: int = total) -> Answer:
        return Answer(*parts_told(base, (given.yes, given.no, given.unknown), least))

    def distribution(given: Distribution, base: int) -> Distribution:
        counts = parts_told(base, [*(count for _code, count in given.levels), given.unknown], least)
        return Distribution(tuple(zip(given.codes, counts[:-1], strict=True)), counts[-1])

    bands = parts_told(
        total,
        [count for band in quality.bands for count in (band.male, band.female, band.gender_unknown)]
        + [quality.band_unknown],
        least,
    )
    return replace(
        quality,
        total=told(total, least),
        flags={name: answer(given) for name, given in quality.flags.items()},
        skills={name: answer(given) for name, given in quality.skills.items()},
        levels={name: distribution(given, total) for name, given in quality.levels.items()},
        leaders_theory=distribution(quality.leaders_theory, quality.leaders),
        young=answer(quality.young),
        bands=tuple(
            Band(band.low, band.high, *bands[3 * place : 3 * place + 3]) for place, band in enumerate(quality.bands)
        ),
        band_unknown=bands[-1],
        average_age=None if total < least or quality.average_age is None else float(round(quality.average_age)),
    )


def breakdown_told(parts: Sequence[Part], least: int) -> list[Part]:
    """Give what is told of a breakdown: of each part its total and its measures, each column a whole of its own."""
    totals = parts_told(sum(part.total for part in parts), [part.total for part in parts], least)
    names = list(parts[0].yes) if parts else []
    columns = {
        name: parts_told(sum(part.yes[name] for part in parts), [part.yes[name] for part in parts], least)
        for name in names
    }
    return [
        Part(
            part.key, totals[place],
            {name: HIDDEN if part.total < least else columns[name][place] for name in names},
            dict.fromkeys(part.unknown, HIDDEN),
        )
        for place, part in enumerate(parts)
    ]  # fmt: skip


def cross_told(table: CrossTable, least: int) -> CrossTable:
    """Give what is told of a cross table: each row and then each column is a whole."""
    rows = [parts_told(sum(line), line, least) for line in table.counts]
    columns = [parts_told(sum(line), line, least) for line in zip(*table.counts, strict=True)]
    counts = tuple(
        tuple(HIDDEN if isinstance(columns[across][down], Hidden) else count for across, count in enumerate(line))
        for down, line in enumerate(rows)
    )
    return replace(table, counts=counts)


def rows_told(rows: Sequence[CountedRow], least: int) -> list[CountedRow]:
    """Give what is told of the rows of an official form: each column a whole, of a small row nothing."""
    totals = parts_told(sum(row.total for row in rows), [row.total for row in rows], least)
    names = list(rows[0].counts) if rows else []
    columns = {
        name: parts_told(sum(row.counts[name] for row in rows), [row.counts[name] for row in rows], least)
        for name in names
    }
    return [
        CountedRow(
            row.key, totals[place],
            {name: HIDDEN if row.total < least else columns[name][place] for name in names},
            {name: HIDDEN if row.total < least else told(count, least) for name, count in row.unknown.items()},
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


def row_told(row: CountedRow, least: int) -> CountedRow:
    """Give what is told of one row by itself: the sum of a form."""
    return rows_told([row], least)[0]


def training_told(result: TrainingResult, least: int) -> TrainingResult:
    """Give what is told of a training report."""

    def sent(given: Sent) -> Sent:
        if given.persons < least:
            return replace(given, persons=HIDDEN, courses=HIDDEN, by_mode=dict.fromkeys(given.by_mode, HIDDEN))
        return replace(
            given, persons=told(given.persons, least), courses=told(given.courses, least),
            by_mode={mode: told(count, least) for mode, count in given.by_mode.items()},
        )  # fmt: skip

    return replace(
        result, persons=told(result.persons, least), courses=told(result.courses, least),
        levels=tuple(sent(each) for each in result.levels), undated_persons=told(result.undated_persons, least),
        undated_courses=told(result.undated_courses, least),
    )  # fmt: skip


def in_json(value: Any) -> Any:
    """Give plain JSON with null where a count is hidden."""
    if isinstance(value, Hidden):
        return None
    if isinstance(value, dict):
        return {key: in_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [in_json(each) for each in value]
    return value
