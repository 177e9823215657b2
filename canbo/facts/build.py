"""From the database to the picture of a day: everybody, or only the files that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl

from canbo.core.access import full_access
from canbo.facts.domain.assemble import complete, picture_of, place
from canbo.facts.reading import Column, Query, alias, columns_of, known, read
from canbo.organizations.models import Line, Position, Title, Unit
from canbo.organizations.selectors import tree
from canbo.personnel import models as files
from canbo.rules.columns import schema

_READER = full_access(None, "facts")

#: What is read of each kind of record: model, and the fields by the names that the domain uses.
_RECORDS: dict[str, tuple[type[files.FileRecord], Sequence[str]]] = {
    "identity": (
        files.Identity, ("full_name", "other_names", "sort_as", "gender", "born", "ethnicity", "religion"),
    ),
    "recruitment": (files.Recruitment, ("recruited_on",)),
    "regime": (files.RegimeRecord, ("regime",)),
    "party": (files.PartyMembership, ("is_member", "probationary_on", "official_on", "left_on")),
    "post": (files.PostHolding, ("unit", "position", "title_text", "kind", "term_ends_on")),
    "salary": (files.SalaryStep, ("rank_code", "rank_name", "step", "coefficient")),
    "general_education": (files.GeneralEducation, ("grade",)),
    "qualification": (files.Qualification, ("level", "major")),
    "theory": (files.PoliticalTheory, ("level",)),
    "state_management": (files.StateManagement, ("level",)),
    "defence": (files.DefenceKnowledge, ("group",)),
    "it": (files.ITSkill, ("level",)),
    "language": (files.LanguageSkill, ("language", "level", "is_ethnic")),
    "evaluation": (files.Evaluation, ("year", "quarter", "track", "rating")),
    "plan": (files.PlanEntry, ("title_text", "unit")),
    "discipline": (files.Discipline, ("track", "form")),
}  # fmt: skip
_RENAMED = {"unit": "unit_id", "position": "position_id"}
_CLOCK_OF_UNTIMED = {"id": "id", "person": "person_id", "attested_on": "attested_on"}
_CLOCK = {**_CLOCK_OF_UNTIMED, "valid_from": "valid_from", "valid_before": "valid_before"}


@dataclass(frozen=True, slots=True)
class Changed:
    """Which files to read: those named by the change log after `after` up to `upto`, and by the keys in `holes`."""

    after: int
    upto: int
    holes: tuple[int, ...] = ()

    def keys(self) -> tuple[str, tuple[Any, ...]]:
        """Give the SQL query, and its parameters, of the keys of these files."""
        log = f'"{files.FileChange._meta.db_table}"'
        late = f" OR id IN ({', '.join(map(str, self.holes))})" if self.holes else ""
        return f"SELECT person_key FROM {log} WHERE (id > %s AND id <= %s){late}", (self.after, self.upto)


def build(
    as_of: date, known_on: datetime | None, changed: Changed | None = None, *, tree_version: str = ""
) -> pl.DataFrame:
    """Compute the rows of the picture, addresses included: of everybody, or of the files that changed.

    The latter are complete only among all the others.
    """
    tables = {name: _records(model, fields, known_on, changed) for name, (model, fields) in _RECORDS.items()}
    tables["people"] = _people(known_on, changed)
    tables["titles"] = _titles()
    frame = picture_of(tables, units_of(as_of, known_on, tree_version), schema(), as_of)
    return complete(frame) if changed is None else frame


def replaced(frame: pl.DataFrame, as_of: date, known_on: datetime | None, *, tree_version: str = "") -> pl.DataFrame:
    """Place the people of a picture anew after the tree has changed."""
    return complete(place(frame, units_of(as_of, known_on, tree_version), schema()))


def units_of(as_of: date, known_on: datetime | None, tree_version: str = "") -> pl.DataFrame:
    """Give every unit with today's path and, for the day's State tree, its position, block, tier and body.

    A unit without a block or tier has that of the nearest unit above it that has one. The body is the topmost unit of
    the same tier above it, itself where there is none: what is planned together. The frames of the last days are kept
    under the version of the tree, where one is named.
    """
    return _kept_units(as_of, known_on, tree_version) if tree_version else _units(as_of, known_on)


@lru_cache(maxsize=8)
def _kept_units(as_of: date, known_on: datetime | None, tree_version: str) -> pl.DataFrame:
    return _units(as_of, known_on)


def _units(as_of: date, known_on: datetime | None) -> pl.DataFrame:
    names = {"id": "unit_id", "path": "path", "block": "block", "tier": "tier"}
    units = read(alias(Unit), Query(columns_of(Unit, names), f'"{Unit._meta.db_table}" t'))
    day = tree(_READER, Line.STATE, as_of, known_on=known_on)
    own = {unit_id: (block, tier) for unit_id, block, tier in units.select("unit_id", "block", "tier").iter_rows()}
    told: list[tuple[str | None, str | None]] = []
    bodies: list[int] = []
    for unit_id, above in zip(day.ids, day.parent, strict=True):
        block, tier = own.get(unit_id, (None, None))
        over = told[above] if above >= 0 else (None, None)
        told.append((block or over[0], tier or over[1]))
        bodies.append(bodies[above] if above >= 0 and told[-1][1] == over[1] else unit_id)
    placed = pl.DataFrame(
        {
            "unit_id": day.ids,
            "unit_lft": range(len(day.ids)),
            "day_block": [block for block, _ in told],
            "day_tier": [tier for _, tier in told],
            "body": bodies,
        },
        schema={
            "unit_id": pl.Int64, "unit_lft": pl.Int32, "day_block": pl.String, "day_tier": pl.String, "body": pl.Int64,
        },
    )  # fmt: skip
    return units.join(placed, on="unit_id", how="left").select(
        "unit_id", "path", "unit_lft", block=pl.coalesce("day_block", "block"), tier=pl.coalesce("day_tier", "tier"),
        body=pl.coalesce("body", "unit_id"),
    )  # fmt: skip


def _people(known_on: datetime | None, changed: Changed | None) -> pl.DataFrame:
    names = {name: name for name in ("full_name", "sort_key", "search_name", "search_aliases", "managed_tier")}
    columns = columns_of(files.Person, {"id": "person_id", **names, "unit": "file_unit"})
    where, params = known(known_on, until="withdrawn_at")
    query = Query(columns, f'"{files.Person._meta.db_table}" t', where, params)
    return read(alias(files.Person), _narrowed(query, "t.id", changed))


def _records(
    model: type[files.FileRecord], fields: Sequence[str], known_on: datetime | None, changed: Changed | None
) -> pl.DataFrame:
    clock = _CLOCK if model.section.timed else _CLOCK_OF_UNTIMED
    columns = columns_of(model, {**clock, **{name: _RENAMED.get(name, name) for name in fields}})
    source = f'"{model._meta.db_table}" t'
    if model is files.PostHolding:
        # A holding that names only its position has the title of the position.
        columns.append(Column("title_id", "COALESCE(t.title_id, p.title_id)", pl.Int64()))
        source += f' LEFT JOIN "{Position._meta.db_table}" p ON p.id = t.position_id AND t.title_id IS NULL'
    where, params = known(known_on)
    return read(alias(model), _narrowed(Query(columns, source, where, params), "t.person_id", changed))


def _narrowed(query: Query, column: str, changed: Changed | None) -> Query:
    if changed is None:
        return query
    keys, params = changed.keys()
    return replace(query, where=f"{query.where} AND {column} IN ({keys})", params=query.params + params, is_small=True)


def _titles() -> pl.DataFrame:
    names = {"id": "title_id", "name": "title_name", "rank": "title_rank", "level": "title_level"}
    titles = read(alias(Title), Query(columns_of(Title, names), f'"{Title._meta.db_table}" t'))
    return titles.with_columns(title_level=pl.when(pl.col("title_level") > 0).then("title_level"))
