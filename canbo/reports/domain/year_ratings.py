"""Ratings of a period counted: by level with nobody dropped, by class, one scale apart from the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from canbo.core.counts import HIDDEN, Hidden
from canbo.evaluation.domain.tracks import Track
from canbo.reports.domain.masking import parts_told, told
from canbo.reports.domain.shares import percent

type Standing = Literal["graded", "under_way", "not_rated", "no_rating"]

#: From the highest: as the official tables have them.
LEVELS: Final = ("excellent", "well", "completed", "not_completed")
#: Why somebody has no level: the rating is not concluded; it was said that they are not rated; there is none at all.
REASONS: Final[tuple[Standing, ...]] = ("under_way", "not_rated", "no_rating")
LEADERS: Final = frozenset({"head", "deputy"})


class Entry(NamedTuple):
    """One person (or collective) on one scale, counted once.

    `level` is "" unless `standing` is "graded". `is_decided`: the level is more than concluded. `source`: "campaign" or
    "file". What is not known of the classes is "" (None for the unit).
    """

    subject: int
    track: Track
    level: str
    standing: Standing
    source: str = ""
    is_decided: bool = True
    rank: str = ""
    regime: str = ""
    title_group: str = ""
    title: int | None = None
    unit: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a class have each level, and how many have none, by why. `total` is the base of every share.

    `told`: the total as it may be told, where its parts may not.
    """

    levels: Mapping[str, int]
    reasons: Mapping[str, int]
    undecided: int = 0
    told: int | None = None

    @property
    def graded(self) -> int:
        """Those with a level."""
        return _sum(self.levels.values())

    @property
    def not_graded(self) -> int:
        """Those without."""
        return _sum(self.reasons.values())

    @property
    def total(self) -> int:
        """Everybody of the class."""
        return _sum((self.graded, self.not_graded)) if self.told is None else self.told

    @property
    def well_or_better(self) -> int:
        """The two top levels."""
        return _sum((self.levels["excellent"], self.levels["well"]))

    def share(self, level: str) -> float | None:
        """A level in per cent of everybody of the class, those without a level among them."""
        return percent(self.levels[level], self.total)

    @property
    def top_share(self) -> float | None:
        """Excellent in per cent of those rated well or better, as the official count tables ask."""
        return percent(self.levels["excellent"], self.well_or_better)


def _sum(counts: Iterable[int]) -> int:
    whole = 0
    for count in counts:
        if isinstance(count, Hidden):
            return HIDDEN
        whole += count
    return whole


@dataclass(frozen=True, slots=True)
class Part:
    """The tally of one class; `key` names it, None or "" where it is not known."""

    key: Any
    tally: Tally


def tally(entries: Iterable[Entry]) -> Tally:
    """Count entries."""
    levels: dict[str, int] = dict.fromkeys(LEVELS, 0)
    reasons: dict[str, int] = dict.fromkeys(REASONS, 0)
    undecided = 0
    for entry in entries:
        if entry.standing == "graded":
            levels[entry.level] += 1
            undecided += not entry.is_decided
        else:
            reasons[entry.standing] += 1
    return Tally(levels, reasons, undecided)


def split(
    entries: Sequence[Entry], key: Callable[[Entry], Any], order: Callable[[Any], Any] | None = None
) -> list[Part]:
    """Tally each class apart, in the order of the keys; those of whom the class is not known come last."""
    classes: dict[Any, list[Entry]] = {}
    for entry in entries:
        classes.setdefault(key(entry), []).append(entry)
    known = [each for each in classes if each not in {None, ""}]
    unknown = [each for each in classes if each in {None, ""}]
    return [Part(each, tally(classes[each])) for each in (*sorted(known, key=order), *unknown)]


def chosen(told_by: Sequence[Entry], known: Entry | None) -> Entry:
    """Give the one entry by which somebody is counted on a scale.

    `told_by`: what campaigns tell of the same person and period, `known`: the record of the file. The record is what
    holds: it was decided, or was set right after. The class and place are those of the rating. Without a record a
    decided rating goes before a concluded one, that before one under way. Error: ValueError without any of them.
    """
    best = max(told_by, key=lambda each: (each.standing == "graded", each.is_decided), default=None)
    if best is None:
        if known is None:
            raise ValueError("somebody is counted by a rating or a record")
        return known
    if known is None or known.standing != "graded":
        return best
    return best._replace(level=known.level, standing="graded", source="file", is_decided=True)


def tally_told(counted: Tally, least: int) -> Tally:
    """Give what is told of a tally to who may not open the files."""
    names = [*LEVELS, *REASONS]
    counts = parts_told(
        counted.total, [*(counted.levels[name] for name in LEVELS), *(counted.reasons[name] for name in REASONS)], least
    )
    shown = dict(zip(names, counts, strict=True))
    return Tally(
        {name: shown[name] for name in LEVELS},
        {name: shown[name] for name in REASONS},
        told(counted.undecided, least),
        told(counted.total, least),
    )


def parts_masked(parts: Sequence[Part], least: int) -> list[Part]:
    """Give what is told of a breakdown: each row a whole, and each column a whole of its own."""
    names = [*LEVELS, *REASONS]

    def count(part: Part, name: str) -> int:
        return part.tally.levels[name] if name in LEVELS else part.tally.reasons[name]

    columns = {}
    for name in names:
        line = [count(part, name) for part in parts]
        columns[name] = parts_told(sum(line), line, least)
    whole = [part.tally.total for part in parts]
    totals = parts_told(sum(whole), whole, least)
    shown = []
    for place, part in enumerate(parts):
        row = tally_told(part.tally, least)
        hidden = {name for name in names if isinstance(columns[name][place], Hidden)}
        shown.append(
            Part(
                part.key,
                Tally(
                    {name: HIDDEN if name in hidden else row.levels[name] for name in LEVELS},
                    {name: HIDDEN if name in hidden else row.reasons[name] for name in REASONS},
                    row.undecided,
                    totals[place],
                ),
            )
        )
    return shown


def as_json(counted: Tally) -> dict[str, Any]:
    """Give a tally as plain JSON: counts, per cents with one decimal, each with its base.

    `percent` is of `total` (those without a level among them), `percent_of_graded` of those with one.
    """

    def level(name: str) -> dict[str, Any]:
        count = counted.levels[name]
        return {"count": count, "percent": counted.share(name), "percent_of_graded": percent(count, counted.graded)}

    return {
        "total": counted.total,
        "graded": counted.graded,
        **{name: level(name) for name in LEVELS},
        "not_graded": {
            "count": counted.not_graded, "percent": percent(counted.not_graded, counted.total), **counted.reasons,
        },
        "excellent_of_well_or_better": {
            "count": counted.levels["excellent"], "base": counted.well_or_better, "percent": counted.top_share,
        },
        "concluded_not_decided": counted.undecided,
    }  # fmt: skip
