"""Small pictures for tests: rows name only the facts that matter, everything else is not known."""

import polars as pl

from canbo.rules.columns import schema


def picture(*rows):
    """Give a frame of the vocabulary; person ids count from 1."""
    columns = schema()
    filled = [{"person_id": number, "is_present": True, **row} for number, row in enumerate(rows, start=1)]
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in filled], dtype=kind) for name, kind in columns.items()}
    )


def aged(years, months=0):
    """Give the facts of somebody whose age is known to the month."""
    exact = years * 12 + months
    return {"age_months_low": exact, "age_months_high": exact, "age_months": exact}
