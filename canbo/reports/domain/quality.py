"""The yearly quality report over the picture of a day: every aggregate in one select, nobody silently left out.

The frame holds the people to count (present on the day, in scope); columns are those of the vocabulary, null = unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.reports.domain.ages import AGE_BOUNDS, band_limits, in_band, under_age
from canbo.reports.domain.shares import Answer, Band, Distribution, percent

#: What the report calls an answer, and the fact that gives it.
FLAGS: Final = {
    "female": "is_female",
    "party_members": "is_party_member",
    "ethnic_minority": "is_ethnic_minority",
    "leaders": "is_leader",
}
SKILLS: Final = {
    "foreign_language": "has_foreign_language",
    "ethnic_language": "has_ethnic_language",
    "it": "has_it",
}
LEVELS: Final = {
    "qualification": "qualification_level",
    "theory": "theory_level",
    "state_management": "state_management_level",
    "defence": "defence_group",
}
INTERMEDIATE: Final = "intermediate"
_YOUNG: Final = "young"


@dataclass(frozen=True, slots=True)
class Quality:
    """Every figure of the report for one set of people."""

    total: int
    flags: Mapping[str, Answer]
    skills: Mapping[str, Answer]
    levels: Mapping[str, Distribution]
    leaders_theory: Distribution
    young: Answer
    young_under: int
    bands: tuple[Band, ...]
    band_unknown: int
    average_age: float | None

    @property
    def leaders(self) -> int:
        """Holders of a head or deputy title."""
        return self.flags["leaders"].yes


def quality_of(frame: pl.DataFrame, *, young_under: int = 40, bounds: Sequence[int] = AGE_BOUNDS) -> Quality:
    """Count everything in one select over the frame.

    A share's base is the total; the leaders' share has the leaders as its base. An age known only within bounds that
    cross a limit counts as unknown for that limit.
    """
    codes = {name: _codes(frame, fact) for name, fact in LEVELS.items()}
    limits = band_limits(bounds)
    row = frame.select(_aggregates(codes, limits, young_under)).row(0, named=True)
    total: int = row["total"]
    bands = tuple(
        Band(low, high, row[f"band.{i}.male"], row[f"band.{i}.female"],
             row[f"band.{i}.all"] - row[f"band.{i}.male"] - row[f"band.{i}.female"])
        for i, (low, high) in enumerate(limits)
    )  # fmt: skip
    return Quality(
        total=total,
        flags={name: _answer(row, name, total) for name in FLAGS},
        skills={name: _answer(row, name, total) for name in SKILLS},
        levels={name: _distribution(row, name, codes[name], total) for name in LEVELS},
        leaders_theory=_distribution(row, "leaders_theory", codes["theory"], row["leaders.yes"]),
        young=_answer(row, _YOUNG, total),
        young_under=young_under,
        bands=bands,
        band_unknown=total - sum(band.total for band in bands),
        average_age=None if row["age.mean"] is None else round(row["age.mean"] / 12, 1),
    )


def _codes(frame: pl.DataFrame, fact: str) -> tuple[str, ...]:
    kind = frame.schema[fact]
    if not isinstance(kind, pl.Enum):
        raise TypeError(f"{fact} is not a level of the picture")
    return tuple(kind.categories)


def _aggregates(
    codes: Mapping[str, Sequence[str]], limits: Sequence[tuple[int | None, int | None]], young_under: int
) -> list[pl.Expr]:
    is_leader = pl.col("is_leader").fill_null(False)
    wanted = [pl.len().alias("total")]
    for name, fact in {**FLAGS, **SKILLS}.items():
        wanted += _count_answer(name, pl.col(fact))
    wanted += _count_answer(_YOUNG, under_age(young_under))
    for name, fact in LEVELS.items():
        wanted += [(pl.col(fact) == code).sum().alias(f"{name}.{code}") for code in codes[name]]
    wanted += [
        ((pl.col(LEVELS["theory"]) == code) & is_leader).sum().alias(f"leaders_theory.{code}")
        for code in codes["theory"]
    ]
    for number, (low, high) in enumerate(limits):
        inside = in_band(low, high)
        wanted += [
            inside.sum().alias(f"band.{number}.all"),
            (inside & (pl.col("gender") == "male")).sum().alias(f"band.{number}.male"),
            (inside & (pl.col("gender") == "female")).sum().alias(f"band.{number}.female"),
        ]
    middle = (pl.col("age_months_low") + pl.col("age_months_high")) / 2
    return [*wanted, middle.mean().alias("age.mean")]


def _count_answer(name: str, answer: pl.Expr) -> list[pl.Expr]:
    return [answer.sum().alias(f"{name}.yes"), answer.null_count().alias(f"{name}.unknown")]


def _answer(row: Mapping[str, Any], name: str, total: int) -> Answer:
    yes, unknown = row[f"{name}.yes"] or 0, row[f"{name}.unknown"]
    return Answer(yes, total - yes - unknown, unknown)


def _distribution(row: Mapping[str, Any], name: str, codes: Sequence[str], total: int) -> Distribution:
    levels = tuple((code, row[f"{name}.{code}"] or 0) for code in codes)
    return Distribution(levels, total - sum(count for _, count in levels))


#: The columns of a breakdown (by unit, block, tier): a claim about each person, null where it is not known.
def measures(young_under: int) -> dict[str, pl.Expr]:
    """Give the claims that a breakdown counts, by name."""
    return {
        **{name: pl.col(fact) for name, fact in FLAGS.items()},
        "young": under_age(young_under),
        "qualification_intermediate_or_above": pl.col(LEVELS["qualification"]) >= INTERMEDIATE,
        "qualification_university_or_above": pl.col(LEVELS["qualification"]) >= "university",
        "theory_intermediate_or_above": pl.col(LEVELS["theory"]) >= INTERMEDIATE,
    }


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a breakdown: the value of the key (None: not known), how many people, and by measure how many it
    holds for and of how many it is not known.
    """

    key: Any
    total: int
    yes: Mapping[str, int]
    unknown: Mapping[str, int]


def tally(frame: pl.DataFrame, keys: Mapping[str, pl.Expr], *, young_under: int = 40) -> pl.DataFrame:
    """Count the measures for each combination of the keys: a small frame, from which `parts` adds up any one key."""
    wanted = [pl.len().alias("total")]
    for name, claim in measures(young_under).items():
        wanted += _count_answer(name, claim)
    return frame.group_by([key.alias(name) for name, key in keys.items()], maintain_order=True).agg(wanted)


def parts(tallied: pl.DataFrame, key: str) -> list[Part]:
    """Add a tally up by one key, in the order in which its values first appear; null makes a part of its own."""
    names = [name.removesuffix(".yes") for name in tallied.columns if name.endswith(".yes")]
    wanted = ["total", *(f"{name}.yes" for name in names), *(f"{name}.unknown" for name in names)]
    rows = tallied.group_by(key, maintain_order=True).agg(pl.col(wanted).sum()).rows()
    middle = 2 + len(names)
    return [
        Part(row[0], row[1], dict(zip(names, row[2:middle], strict=True)), dict(zip(names, row[middle:], strict=True)))
        for row in rows
    ]


def breakdown(frame: pl.DataFrame, key: pl.Expr, *, young_under: int = 40) -> list[Part]:
    """Count the measures for each value of one key."""
    return parts(tally(frame, {"key": key}, young_under=young_under), "key")


def as_json(quality: Quality, *, as_of: date) -> dict[str, Any]:
    """Give the report as plain JSON; per cents are of the total unless their object states another `base`."""
    total = quality.total
    qualification, theory = quality.levels["qualification"], quality.levels["theory"]
    leaders = quality.leaders_theory
    return {
        "as_of": as_of.isoformat(),
        "total": total,
        **{name: answer.yes for name, answer in quality.flags.items()},
        "young": {"under": quality.young_under, **_counted(quality.young.yes, total), "unknown": quality.young.unknown},
        "qualification": {
            **_levels(qualification),
            "intermediate_or_above": _counted(qualification.at_least(INTERMEDIATE), total),
        },
        "theory": {**_levels(theory), "intermediate_or_above": _counted(theory.at_least(INTERMEDIATE), total)},
        "leaders_theory": {
            "total": leaders.total,
            "intermediate_or_above": leaders.at_least(INTERMEDIATE),
            "percent": percent(leaders.at_least(INTERMEDIATE), leaders.total),
            "unknown": leaders.unknown,
        },
        "state_management": _levels(quality.levels["state_management"]),
        "defence": _levels(quality.levels["defence"]),
        **{
            name: {**_counted(answer.yes, total), "no": answer.no, "unknown": answer.unknown}
            for name, answer in quality.skills.items()
        },
        "age_bands": [
            {"from": band.low, "to": band.high, "male": band.male, "female": band.female, **_counted(band.total, total)}
            for band in quality.bands
        ],
        "age_unknown": quality.band_unknown,
        "average_age": quality.average_age,
        "unknown": {name: answer.unknown for name, answer in quality.flags.items()},
    }


def _counted(count: int, base: int) -> dict[str, Any]:
    return {"count": count, "percent": percent(count, base)}


def _levels(distribution: Distribution) -> dict[str, Any]:
    counted = {code: _counted(count, distribution.total) for code, count in distribution.levels}
    return {**counted, "unknown": _counted(distribution.unknown, distribution.total)}
