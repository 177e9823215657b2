"""Who: names, birth and age, sex, ethnic group, religion."""

from __future__ import annotations

import polars as pl

from canbo.core.text import fold, name_sort_key
from canbo.facts.domain.partial_dates import earliest, latest, year
from canbo.facts.domain.words import says_none


def identity_facts(people: pl.DataFrame, identities: pl.DataFrame) -> pl.DataFrame:
    """Give a row for every file with what its identity says.

    `people`: person_id, full_name, sort_key, search_name, search_aliases, file_unit, managed_tier.
    `identities`: the newest entry of each person stands. Keys that the file keeps for another name (a name of another
    moment) are made anew.
    """
    newest = identities.sort("person_id", "id", descending=[False, True]).unique(
        "person_id", keep="first", maintain_order=True
    )
    joined = people.join(
        newest.select(
            "person_id", "other_names", "sort_as", "gender", "born", "ethnicity", "religion", name_then="full_name"
        ),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    joined = _with_names(joined)
    born, ethnicity = pl.col("born"), pl.col("ethnicity")
    return joined.select(
        "person_id", "file_unit", "managed_tier", "full_name", "sort_key", "search_name", "gender",
        is_female=pl.col("gender") == "female",
        born_year=year(born),
        born_low=earliest(born),
        born_high=latest(born),
        ethnicity=ethnicity,
        is_ethnic_minority=~ethnicity.str.to_lowercase().str.starts_with("kinh"),
        religion=pl.col("religion"),
        has_religion=~says_none(joined["religion"]),
    )  # fmt: skip


def _with_names(joined: pl.DataFrame) -> pl.DataFrame:
    renamed = joined.filter(pl.col("name_then").is_not_null() & (pl.col("name_then") != pl.col("full_name")))
    joined = joined.with_columns(
        search_name=pl.concat_str("search_name", "search_aliases", separator=" ", ignore_nulls=True)
    )
    if renamed.is_empty():
        return joined
    columns = ("person_id", "name_then", "sort_as", "other_names")
    anew = pl.DataFrame(
        [
            (person_id, name, name_sort_key(sort_as or name), fold(f"{name} {others or ''}"))
            for person_id, name, sort_as, others in renamed.select(columns).iter_rows()
        ],
        schema={"person_id": pl.Int64, "full_name": pl.String, "sort_key": pl.String, "search_name": pl.String},
        orient="row",
    )
    return joined.update(anew, on="person_id")
