"""The code lists of a file that are data beside the code: ethnic groups, religions, ranks with their pay tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from canbo.core.dates import PartialDate, add_months

_FOLDER = Path(__file__).resolve().parent.parent / "codes"


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """An ethnic group with its numbers in both official lists: `a` of 1979, `b` of 2008."""

    name: str
    a: str
    b: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Religion:
    """A religion with its number in QCVN 109:2017/BTTTT."""

    name: str
    code: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank (ngạch): its code, name, the coefficients of its steps and the years that a step lasts."""

    code: str
    name: str
    coefficients: tuple[Decimal, ...]
    years: int
    aliases: tuple[str, ...]


def _load(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def ethnic_groups() -> tuple[EthnicGroup, ...]:
    """Give the ethnic groups in the order of the list of 1979, then the codes beside the groups."""
    raw = _load("ethnic_groups.yaml")
    return tuple(
        EthnicGroup(row["name"], row["a"], row["b"], tuple(row.get("aliases", ())))
        for row in (*raw["groups"], *raw["others"])
    )


@cache
def religions() -> tuple[Religion, ...]:
    """Give "Không" first, then the religions in the order of their list."""
    raw = _load("religions.yaml")
    return tuple(
        Religion(row["name"], row["code"], tuple(row.get("aliases", ()))) for row in (raw["none"], *raw["religions"])
    )


@cache
def ranks() -> tuple[Rank, ...]:
    """Give the ranks in the order of their list."""
    raw = _load("ranks.yaml")
    return tuple(
        Rank(
            row["code"], row["name"],
            tuple(Decimal(str(value)) for value in raw["tables"][row["table"]]["coefficients"]),
            raw["tables"][row["table"]]["years"], tuple(row.get("aliases", ())),
        )
        for row in raw["ranks"]
    )  # fmt: skip


@cache
def rank_by_code() -> dict[str, Rank]:
    """Give the ranks by their codes."""
    return {rank.code: rank for rank in ranks()}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes after a salary step: from which day, and whether as an over-frame allowance past the last step."""

    due: PartialDate
    over_frame: bool


def next_step(rank_code: str, step: int | None, since: PartialDate | None) -> NextStep | None:
    """Give when the regular next step falls due (3 years a step, 2 in tables B and C); None where it cannot be told.

    It is the regular time alone: whoever was rated low or disciplined waits longer (Thông tư 08/2013/TT-BNV).
    """
    rank = rank_by_code().get(rank_code)
    if rank is None or step is None or since is None or not 1 <= step <= len(rank.coefficients):
        return None
    day = add_months(since.earliest, rank.years * 12, rounding="up")
    due = PartialDate(
        day.year, day.month if since.month is not None else None, day.day if since.day is not None else None
    )
    return NextStep(due, step == len(rank.coefficients))
