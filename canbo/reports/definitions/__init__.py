"""Official count tables as data: one YAML file a form, read into columns of expressions over the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml

from canbo.core.errors import NotFound
from canbo.facts.conditions import Condition
from canbo.reports.domain.count_tables import CountColumn

type Claim = tuple[pl.Expr | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Definition:
    """A form: what it is called, whom it counts (`claim`; None: everybody present), and its columns.

    `conditions` are the claim as the list of people understands it, where that can be said there.
    """

    code: str
    name: str
    title: str
    abstract: str
    form_code: str
    source: str
    style: Literal["state", "party"]
    claim: pl.Expr | None
    conditions: tuple[str, ...]
    in_conditions: bool
    columns: tuple[CountColumn, ...]


@cache
def all_definitions() -> dict[str, Definition]:
    """Give every form by its code, in the order of the codes."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    read = (_definition(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files)
    return {definition.code: definition for definition in read}


def definition(code: str) -> Definition:
    """Give one form; NotFound for a code that there is none of."""
    found = all_definitions().get(code)
    if found is None:
        raise NotFound("count_table_not_found", "Không có biểu này. Hãy chọn một biểu trong trang Báo cáo.")
    return found


def _definition(raw: Mapping[str, Any]) -> Definition:
    claim, conditions = _claim(raw["people"])
    columns = tuple(_columns(raw["columns"], ()))
    keys = [column.key for column in columns]
    if len(set(keys)) < len(keys):
        raise ValueError(f"{raw['code']}: a column key stands twice")
    return Definition(
        code=raw["code"], name=raw["name"], title=raw["title"], abstract=raw["abstract"], form_code=raw["form_code"],
        source=raw["source"], style=raw.get("style", "state"), claim=claim, conditions=conditions,
        in_conditions="any_of" not in raw["people"], columns=columns,
    )  # fmt: skip


def _columns(entries: list[dict[str, Any]], over: tuple[str, ...]) -> Iterator[CountColumn]:
    for entry in entries:
        if "group" in entry:
            yield from _columns(entry["columns"], (*over, entry["group"]))
            continue
        kind = entry.get("kind", "count")
        claim, conditions = _claim(entry)
        if (kind == "count") != (claim is not None):
            raise ValueError(f"column {entry['key']}: counted columns need conditions, and only they")
        yield CountColumn(entry["key"], entry["label"], over, kind, claim, conditions, entry.get("width"))


def _claim(entry: Mapping[str, Any]) -> Claim:
    """Read `where` (all hold) and `any_of` (all of one list hold); conditions are given back only for `where` alone."""
    where: list[str] = entry.get("where", [])
    any_of: list[list[str]] = entry.get("any_of", [])
    parts = [Condition.parse(text).expression() for text in where]
    if any_of:
        parts.append(pl.any_horizontal([_all(texts) for texts in any_of]))
    if not parts:
        return None, ()
    return pl.all_horizontal(parts), () if any_of else tuple(where)


def _all(texts: list[str]) -> pl.Expr:
    return pl.all_horizontal([Condition.parse(text).expression() for text in texts])
