"""Everything about everybody: the facts of all kinds joined, placed in the day's tree, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import polars as pl

from canbo.facts.domain.conduct import discipline_facts, plan_facts, rating_facts, told_by_lists
from canbo.facts.domain.identity import identity_facts
from canbo.facts.domain.learning import it_facts, language_facts, level_fact, qualification_facts, schooling_fact
from canbo.facts.domain.posts import post_facts
from canbo.facts.domain.service import party_facts, pay_facts, recruitment_facts, regime_facts
from canbo.rules.domain.derivation import KEPT, Moment, no_ages, with_derived

type Tables = Mapping[str, pl.DataFrame]
type Schema = Mapping[str, pl.DataType]

#: Columns kept beside the vocabulary: where the file is kept, by whose paths it may be seen, the order of the title,
#: where the plan entry stands, and the bodies that plan for both units.
ADDRESS: Schema = {
    "file_unit": pl.Int64(),
    "file_path": pl.String(),
    "managed_tier": pl.String(),
    "unit_path": pl.String(),
    "title_order": pl.Int32(),
    "plan_unit": pl.Int64(),
    "may_be_planned": pl.Boolean(),
    "body": pl.Int64(),
    "plan_body": pl.Int64(),
}
_PLACED = ("unit_lft", "block", "tier", "file_path", "unit_path", "body", "plan_body")


def picture_of(tables: Tables, units: pl.DataFrame, schema: Schema, day: date) -> pl.DataFrame:
    """Compute every fact for every file of `tables["people"]`: columns of `schema`, then those of ADDRESS.

    `units`: unit_id, path (today's), and for the day's State tree unit_lft, block, tier (null outside it).
    """
    people = identity_facts(tables["people"], tables["identity"])
    for facts in (
        recruitment_facts(tables["recruitment"], day),
        regime_facts(tables["regime"], day),
        party_facts(tables["party"], day),
        post_facts(tables["post"], tables["titles"], schema["post_kinds"], day),
        pay_facts(tables["salary"], day),
        schooling_fact(tables["general_education"]),
        qualification_facts(tables["qualification"], _order(schema, "qualification_level"), day),
        level_fact(tables["theory"], "level", "theory_level", _order(schema, "theory_level"), day),
        level_fact(
            tables["state_management"], "level", "state_management_level",
            _order(schema, "state_management_level"), day,
        ),
        level_fact(tables["defence"], "group", "defence_group", _order(schema, "defence_group"), day),
        it_facts(tables["it"], day),
        language_facts(tables["language"], day),
        rating_facts(tables["evaluation"], day),
        plan_facts(tables["plan"], day),
        discipline_facts(tables["discipline"], day, schema["disciplines"]),
    ):  # fmt: skip
        people = people.join(facts, on="person_id", how="left", maintain_order="left")
    people = people.with_columns(
        unit_id=pl.coalesce("post_unit", "file_unit"),
        is_present=pl.when(pl.col("not_yet")).then(False).otherwise("is_present"),
        in_plan=pl.when(_has_no_record(tables["plan"])).then(False).otherwise("in_plan"),
        may_be_planned=pl.col("in_plan").is_null() & ~_has_no_record(tables["plan"]),
        discipline_in_force=pl.when(_has_no_record(tables["discipline"])).then(False).otherwise("discipline_in_force"),
        disciplines=pl.col("disciplines").fill_null(pl.lit([], schema["disciplines"])),
        title_order=pl.col("title_level"),
    )
    people = with_time(people, day)
    return place(people, units, schema)


def with_time(people: pl.DataFrame, day: date) -> pl.DataFrame:
    """Add what follows from dates as of the day: ages and lengths of time, by the derivations that the rules use."""
    people = with_derived(people, KEPT, Moment(pl.lit(day), no_ages, fixed=day), frozenset())
    low, high = pl.col("age_months_low"), pl.col("age_months_high")
    return people.with_columns(age_months=pl.when(low == high).then(low))


def place(people: pl.DataFrame, units: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Put the people into the day's tree: position, block, tier, paths and bodies by their units.

    A value that is no member of its level or category becomes null: not known. Done anew,
    without reading any file, when only the tree has changed.
    """
    paths = units.select(file_unit="unit_id", file_path="path")
    bodies = units.select(plan_unit="unit_id", plan_body="body")
    placed = (
        people.drop(_PLACED, strict=False)
        .join(units.rename({"path": "unit_path"}), on="unit_id", how="left", maintain_order="left")
        .join(paths, on="file_unit", how="left", maintain_order="left")
        .join(bodies, on="plan_unit", how="left", maintain_order="left")
        .with_columns(plan_body=pl.coalesce("plan_body", "body"))
    )
    return placed.select(pl.col(name).cast(kind, strict=False) for name, kind in {**schema, **ADDRESS}.items())


def complete(people: pl.DataFrame) -> pl.DataFrame:
    """Settle, for a whole picture, what of one person hangs on others: whether a plan list of the day is known."""
    return in_order(told_by_lists(people))


def in_order(people: pl.DataFrame) -> pl.DataFrame:
    """Order by unit in the tree (those outside it last), rank of the title, order of the title, name."""
    return people.sort(
        "unit_lft", "title_rank", "title_order", "sort_key", "person_id",
        descending=[False, True, False, False, False],
        nulls_last=[True, True, True, True, True],
    ).rechunk()  # fmt: skip


def _has_no_record(records: pl.DataFrame) -> pl.Expr:
    return ~pl.col("person_id").is_in(records["person_id"].unique().implode())


def _order(schema: Schema, name: str) -> list[str]:
    return cast("pl.Enum", schema[name]).categories.to_list()
