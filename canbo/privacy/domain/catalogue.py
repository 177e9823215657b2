"""The register of processing and the schedule of retention: data beside this app, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

_FOLDER = Path(__file__).resolve().parent.parent / "data"

type Confidence = Literal["quoted", "press", "unseen"]


@dataclass(frozen=True, slots=True)
class Base:
    """A legal base: its words, the clauses, how sure the source is, what is left open."""

    key: str
    words: str
    clauses: tuple[str, ...]
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the register of processing."""

    key: str
    label: str
    sections: tuple[str, ...]
    sensitive: str
    purpose: str
    base: Base
    recipients: str
    retention: RetentionRule
    measures: str


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long a kind of record is kept. `months` None: never erased by this program; `by` law or office."""

    key: str
    label: str
    scope: str
    months: int | None
    counted_from: str
    base: str
    by: Literal["law", "office"]
    confidence: Confidence
    note: str
    sections: tuple[str, ...] = ()


@cache
def retention() -> dict[str, RetentionRule]:
    """Give the schedule by key, in the order of the file; a word that the file should not have is a TypeError."""
    raw = _read("retention.yaml")["retention"]
    return {each["key"]: RetentionRule(**{**each, "sections": tuple(each.get("sections", ()))}) for each in raw}


@cache
def activities() -> tuple[Activity, ...]:
    """Give the register of processing, in the order of the file; KeyError for a base or document that is not there."""
    raw = _read("register.yaml")
    documents = {key: entry["number"] for key, entry in raw["documents"].items()}
    bases = {
        key: Base(
            key, entry["words"], tuple(f"{documents[cite['document']]}, {cite['clause']}" for cite in entry["cite"]),
            entry["confidence"], entry["note"],
        )
        for key, entry in raw["bases"].items()
    }  # fmt: skip
    return tuple(
        Activity(
            **{
                **each,
                "sections": tuple(each["sections"]),
                "base": bases[each["base"]],
                "retention": retention()[each["retention"]],
            }
        )
        for each in raw["activities"]
    )


def bases() -> tuple[Base, ...]:
    """Give the legal bases that the register rests on, each once, in the order in which it names them."""
    return tuple({each.base.key: each.base for each in activities()}.values())


def activity_of(section: str) -> Activity:
    """Give the activity that a section of the file belongs to; KeyError for a section nobody registered."""
    for activity in activities():
        if section in activity.sections:
            return activity
    raise KeyError(section)


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return content
