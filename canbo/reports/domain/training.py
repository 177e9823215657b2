"""The training result report over training records: persons sent, by level and by the way they studied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

#: One row a course of a person. `begun`: True from the first day on, False before or after the period, null unknown.
SCHEMA: Final[dict[str, pl.DataType]] = {
    "person_id": pl.Int64(),
    "field": pl.String(),
    "level": pl.String(),
    "mode": pl.String(),
    "begun": pl.Boolean(),
}
#: The ways of study that the report tells apart; any other is "other", none is "unknown".
MODES: Final = ("full_time", "in_service")
THEORY: Final = "theory"
THEORY_LEVELS: Final = ("elementary", "intermediate", "advanced", "bachelor")


@dataclass(frozen=True, slots=True)
class Sent:
    """Persons sent to courses of one level: each once in the total, and once in each way of study they went through."""

    field: str
    level: str
    persons: int
    courses: int
    by_mode: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """Who was sent; courses whose beginning is not known are counted apart and in nothing else."""

    persons: int
    courses: int
    levels: tuple[Sent, ...]
    undated_persons: int
    undated_courses: int

    def of(self, field: str, level: str) -> Sent:
        """Give the figures of a field and level, zero where nobody was sent."""
        for sent in self.levels:
            if (sent.field, sent.level) == (field, level):
                return sent
        return Sent(field, level, 0, 0, dict.fromkeys((*MODES, "other", "unknown"), 0))


def counted_mode(mode: str) -> str:
    """Give the way of study under which the report counts a course."""
    return mode if mode in MODES else "other" if mode else "unknown"


def training_result(courses: pl.DataFrame) -> TrainingResult:
    """Count the courses of SCHEMA that began in the period, persons distinct within each field and level."""
    sent = courses.filter(pl.col("begun"))
    undated = courses.filter(pl.col("begun").is_null())
    mode = (
        pl.when(pl.col("mode").is_in(MODES))
        .then(pl.col("mode"))
        .when(pl.col("mode") == "")
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("other"))
    )
    wanted = [pl.col("person_id").n_unique().alias("persons"), pl.len().alias("courses")]
    for name in (*MODES, "other", "unknown"):
        wanted.append(pl.col("person_id").filter(mode == name).n_unique().alias(name))
    rows = sent.group_by("field", "level").agg(wanted).sort("field", "level").rows(named=True)
    return TrainingResult(
        persons=sent["person_id"].n_unique() if sent.height else 0,
        courses=sent.height,
        levels=tuple(
            Sent(row["field"], row["level"], row["persons"], row["courses"],
                 {name: row[name] for name in (*MODES, "other", "unknown")})
            for row in rows
        ),
        undated_persons=undated["person_id"].n_unique() if undated.height else 0,
        undated_courses=undated.height,
    )  # fmt: skip


def as_json(result: TrainingResult, *, since: date, as_of: date) -> dict[str, Any]:
    """Give the report as plain JSON: `total` counts persons, each once; courses are counted beside."""
    return {
        "since": since.isoformat(),
        "as_of": as_of.isoformat(),
        "persons": result.persons,
        "courses": result.courses,
        **{f"{level}_theory": _sent(result.of(THEORY, level)) for level in reversed(THEORY_LEVELS)},
        "levels": [{"field": sent.field, "level": sent.level, **_sent(sent)} for sent in result.levels],
        "begin_unknown": {"persons": result.undated_persons, "courses": result.undated_courses},
    }


def _sent(sent: Sent) -> dict[str, int]:
    return {"total": sent.persons, **sent.by_mode, "courses": sent.courses}
