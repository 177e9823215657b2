"""Code lists of the organisation as data: the titles that come with the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from canbo.organizations.domain.titles import Rank


@dataclass(frozen=True, slots=True)
class ListedTitle:
    """One title of titles.yaml."""

    code: str
    name: str
    rank: Rank
    group: str
    level: int
    line: str
    aliases: tuple[str, ...]
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class TitleList:
    """titles.yaml: the titles, the short forms that stand first, and the words that count as one."""

    entries: tuple[ListedTitle, ...]
    abbreviations: dict[str, str]
    synonyms: dict[str, str]


@cache
def title_list() -> TitleList:
    """Read titles.yaml once."""
    raw = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))
    return TitleList(
        tuple(
            ListedTitle(
                entry["code"],
                entry["name"],
                Rank(entry["rank"]),
                entry["group"],
                int(entry["level"]),
                entry.get("line", ""),
                tuple(entry.get("aliases", ())),
                entry.get("closed"),
            )
            for entry in raw["titles"]
        ),
        {str(short): long for short, long in raw["abbreviations"].items()},
        {str(long): short for long, short in raw["synonyms"].items()},
    )
