"""Facts derived from what is recorded, one expression for each: for the whole picture, one person, or day after day.

Dates known in part stand as two columns, the first and the last day they can be; what follows from them is an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

import polars as pl

from canbo.rules.domain.retirement import RetirementAges

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FEW: Final = 64
#: Years of ratings that runs are counted over, beside the year of the day itself.
_RATED_YEARS: Final = (1, 2, 3, 4)


def no_ages() -> RetirementAges:
    """Refuse: what is derived here has nothing to do with retirement."""
    raise LookupError("no retirement ages")


@dataclass(frozen=True)
class Moment:
    """As of when facts are derived (a day, or a column of days), and under which ages of retirement.

    The ages are asked for only when a fact needs them. `own_age` gives, in months, the age decided for a person where
    it differs from the schedule; null where it does not. `fixed` is the day where it is one for every row.
    """

    day: pl.Expr
    ages: Callable[[], RetirementAges]
    own_age: pl.Expr | None = None
    fixed: date | None = None

    @cached_property
    def age_table(self) -> pl.Series:
        """Retirement age in months by month of birth from 1900 on: men first, then women."""
        return _age_table(self.ages())


@lru_cache(maxsize=16)
def _age_table(ages: RetirementAges) -> pl.Series:
    return pl.Series(
        "ages",
        [
            ages.at_birth(sex, date(year, month, 1))
            for sex in ("male", "female")
            for year in range(_FIRST_YEAR, _LAST_YEAR + 1)
            for month in range(1, 13)
        ],
        dtype=pl.Int32,
    )


def measure_months(track: str, form: str, end: str, day: pl.Expr) -> pl.Expr:
    """Full months since the latest measure: least from its last possible day, most from its first."""
    return full_months(pl.col(measure_column(track, form, {"least": "high", "most": "low"}[end])), day)


def full_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Give the full calendar months from one day to another; 0 where the end comes first."""
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)
    return (months - (start.dt.day() > end.dt.day()).cast(pl.Int32)).clip(lower_bound=0).cast(pl.Int32)


def month_number(day: pl.Expr) -> pl.Expr:
    """Number the calendar months."""
    return (day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1).cast(pl.Int32)


def month_day(number: pl.Expr) -> pl.Expr:
    """Give the first day of a numbered month."""
    return pl.date(number // 12, number % 12 + 1, 1)


def add_months(day: pl.Expr, months: pl.Expr | int) -> pl.Expr:
    """Give the day that many months later; where the month is too short, the first day of the next.

    So a bar of n months from a day is over on exactly the day on which n full months have passed.
    """
    steps = f"{months}mo" if isinstance(months, int) else pl.format("{}mo", months)
    moved = day.dt.offset_by(steps)
    # Polars stops at the end of a month that is too short.
    return pl.when(moved.dt.day() < day.dt.day()).then(moved.dt.offset_by("1d")).otherwise(moved)


type Derivation = Callable[[Moment], pl.Expr]


def _since(column: str) -> dict[str, Derivation]:
    """Full months since a date: least from its last possible day, most from its first."""
    return {
        "low": lambda at: full_months(pl.col(f"{column}_high"), at.day),
        "high": lambda at: full_months(pl.col(f"{column}_low"), at.day),
    }


def _age_at(end: str, sex: str) -> Derivation:
    """The retirement age for one end of the birth; a sex not known gives the lower or the higher of both tables."""

    def derive(at: Moment) -> pl.Expr:
        index = month_number(pl.col(f"born_{end}")) - _FIRST_YEAR * 12
        half = (_LAST_YEAR - _FIRST_YEAR + 1) * 12
        woman = pl.col("gender").cast(pl.String) == "female"
        shift = pl.when(woman).then(half).when(~woman).then(0).otherwise(half if sex == "female" else 0)
        age = pl.lit(at.age_table).gather(index + shift)
        return age if at.own_age is None else pl.coalesce(at.own_age, age)

    return derive


_RETIREMENT_AGE: Final = {"low": _age_at("low", "female"), "high": _age_at("high", "male")}


def _limit(end: str) -> Derivation:
    return lambda at: month_number(pl.col(f"born_{end}")) + _RETIREMENT_AGE[end](at)


def _limit_month(end: str, later: int) -> Derivation:
    return lambda at: month_day(_limit(end)(at) + later)


def _left(end: str) -> Derivation:
    return lambda at: _limit(end)(at) - month_number(at.day)


def _running(end: str, test: Callable[[pl.Expr], pl.Expr]) -> Derivation:
    """Years running that pass a test, the latest first; a year not known counts at the high end, not at the low.

    The year of the day itself is counted once it is rated.
    """
    doubt = end == "high"

    def derive(_at: Moment) -> pl.Expr:
        running: pl.Expr = pl.lit(1, pl.Int32)
        total: pl.Expr = pl.lit(0, pl.Int32)
        for back in _RATED_YEARS:
            running = running * test(pl.col(f"rating_y{back}")).fill_null(doubt).cast(pl.Int32)
            total = total + running
        now = test(pl.col("rating_y0"))
        return pl.when(now.is_null()).then(total).when(now).then(total + 1).otherwise(0).cast(pl.Int32)

    return derive


def _at_least(level: str) -> Callable[[pl.Expr], pl.Expr]:
    return lambda rating: rating >= level


#: Every derived column. Whoever adds one adds its word to the vocabulary; a test holds the two together.
DERIVATIONS: Final[Mapping[str, Derivation]] = {
    **{
        f"{months}_months_{end}": derive
        for months, column in (
            ("age", "born"), ("party", "party_joined"), ("service", "recruited"), ("post", "post_since"),
            ("step", "step_since"),
        )
        for end, derive in _since(column).items()
    },
    **{f"retirement_age_{end}": derive for end, derive in _RETIREMENT_AGE.items()},
    **{f"age_limit_month_{end}": _limit_month(end, 0) for end in ("low", "high")},
    **{f"retirement_month_{end}": _limit_month(end, 1) for end in ("low", "high")},
    **{f"months_left_{end}": _left(end) for end in ("low", "high")},
    **{f"good_years_{end}": _running(end, _at_least("good")) for end in ("low", "high")},
    **{f"excellent_years_{end}": _running(end, _at_least("excellent")) for end in ("low", "high")},
    **{f"not_completed_years_{end}": _running(end, lambda r: r == "not_completed") for end in ("low", "high")},
}  # fmt: skip

#: Derived columns that the picture keeps, each for its own day; the others are computed when a rule asks.
KEPT: Final = tuple(
    name for name in DERIVATIONS if name.split("_months_")[0] in {"age", "party", "service", "post", "step"}
)


#: Those that turn on the age of retirement, and so on an age decided for the person alone.
RETIREMENT: Final = frozenset(
    f"{name}_{end}"
    for name in ("retirement_age", "age_limit_month", "retirement_month", "months_left")
    for end in ("low", "high")
)


def with_derived(frame: pl.DataFrame, names: Iterable[str], moment: Moment, fresh: frozenset[str]) -> pl.DataFrame:
    """Add the derived columns among the names that the frame does not have; those in `fresh` are derived anew."""
    wanted = {name for name in names if name in DERIVATIONS and (name in fresh or name not in frame.columns)}
    return frame.with_columns(DERIVATIONS[name](moment).alias(name) for name in sorted(wanted)) if wanted else frame


def measure_column(track: str, form: str, end: str) -> str:
    """Name the column with the first day (low or high) of the latest measure of a form, or whether there is one."""
    return f"measure.{track}.{form}.{end}"


def with_measures(frame: pl.DataFrame, wanted: AbstractSet[tuple[str, str]]) -> pl.DataFrame:
    """Add, for each track and form wanted, the columns `had`, `low`, `high` of the latest measure.

    Only rows that have a measure at all are looked into: they are few. Not knowing the measures leaves all three null.
    """
    missing = sorted(pair for pair in wanted if measure_column(*pair, "had") not in frame.columns)
    if not missing:
        return frame
    if frame.height <= _FEW:
        return frame.hstack(_measures_of_few(frame["disciplines"].to_list(), missing))
    counts = frame["disciplines"].list.len()
    rows = (counts > 0).arg_true()
    touched = frame.select("disciplines")[rows].with_columns(row=rows).explode("disciplines", empty_as_null=True)
    measure = pl.col("disciplines").struct
    columns: list[pl.Series] = []
    for track, form in missing:
        latest = (
            touched.filter(measure.field("track") == track, measure.field("form") == form)
            .group_by("row")
            .agg(low=measure.field("low").max(), high=measure.field("high").max())
        )
        had = (counts * 0).cast(pl.Boolean).scatter(latest["row"], values=True)
        columns.append(had.alias(measure_column(track, form, "had")))
        for end in ("low", "high"):
            day = pl.repeat(None, frame.height, dtype=pl.Date(), eager=True).scatter(latest["row"], latest[end])
            columns.append(day.alias(measure_column(track, form, end)))
    return frame.with_columns(columns)


def _measures_of_few(people: list[list[dict[str, Any]] | None], wanted: list[tuple[str, str]]) -> list[pl.Series]:
    """The same columns for a few rows, for which so many small steps would cost more than the rows."""
    columns: list[pl.Series] = []
    for track, form in wanted:
        found = [
            None if held is None else [each for each in held if each["track"] == track and each["form"] == form]
            for held in people
        ]
        had = [None if held is None else bool(held) for held in found]
        columns.append(pl.Series(measure_column(track, form, "had"), had, dtype=pl.Boolean))
        for end in ("low", "high"):
            days = [max(each[end] for each in held) if held else None for held in found]
            columns.append(pl.Series(measure_column(track, form, end), days, dtype=pl.Date))
    return columns
