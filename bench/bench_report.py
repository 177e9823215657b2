"""The yearly quality report over 100,000 people: from the picture, warm, and by normalised SQL over the same records.

    python bench/bench_report.py [--people N] [--data-dir DIRECTORY]

Both count the same people in the same run; the figures are compared before the times are.
"""

from __future__ import annotations

import argparse
from typing import Any

from measure import figure, median_ms, timed
from office import AS_OF, fill, set_up

_LEVELS = {
    "qualification": ("none", "elementary", "intermediate", "college", "university", "master", "doctorate"),
    "theory": ("none", "elementary", "intermediate", "advanced", "bachelor"),
    "state_management": ("none", "officer", "specialist", "principal_specialist", "senior_specialist"),
    "defence": ("group_4", "group_3", "group_2", "group_1"),
}
_TABLES = {
    "qualification": ("qualification", "level"), "theory": ("politicaltheory", "level"),
    "state_management": ("statemanagement", "level"), "defence": ("defenceknowledge", "group"),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--data-dir", help="keep or use a database there; a temporary one unless given")
    arguments = parser.parse_args()
    set_up(arguments.data_dir)
    with timed(f"made-up database of {arguments.people:,} people"):
        people = fill(arguments.people)
    _measure(people)


def _measure(people: int) -> None:
    import polars as pl
    from django.db import connection

    from canbo.core.access import Permission, full_access
    from canbo.facts.selectors import picture
    from canbo.organizations.models import Unit
    from canbo.reports.domain.quality import quality_of
    from canbo.reports.selectors import quality_report

    access = full_access(None, "bench")
    with timed("first report of the day: builds the picture"):
        report = quality_report(access, AS_OF)
    statement, names = _sql()

    def by_sql() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return {name: int(value or 0) for name, value in zip(names, cursor.fetchone(), strict=True)}

    counted = by_sql()
    expected = _figures(report)
    differing = {name: (expected[name], counted[name]) for name in names if expected[name] != counted[name]}
    print(f"database {connection.vendor}, {people:,} people; {len(names)} figures, differing: {differing or 'none'}")
    seen = picture(access, AS_OF, permission=Permission.VIEW_REPORTS)
    present = seen.filter(pl.col("is_present"))
    counting = median_ms(lambda: quality_of(present))
    whole = median_ms(lambda: quality_report(access, AS_OF))
    commune = Unit.objects.filter(tier="commune").order_by("id").first()
    one = median_ms(lambda: quality_report(access, AS_OF, unit=commune))
    sql = median_ms(by_sql, 3, warm=1)
    figure("normalised SQL, the figures alone", sql)
    figure("the same figures from the picture, present people given", counting)
    figure("quality_report(), warm: version, scope, figures, names", whole)
    figure("quality_report() of one commune, warm", one)
    figure("SQL / figures from the picture", sql / counting, "times")
    figure("SQL / quality_report()", sql / whole, "times")


def _figures(report: dict[str, Any]) -> dict[str, int]:
    """The report's figures under the names of the statement."""
    figures = {name: report[name] for name in ("total", "female", "party_members", "ethnic_minority", "leaders")}
    figures["young"] = report["young"]["count"]
    for name, codes in _LEVELS.items():
        figures |= {f"{name}.{code}": report[name][code]["count"] for code in codes}
    figures["leaders_theory"] = report["leaders_theory"]["intermediate_or_above"]
    figures["it"], figures["foreign_language"] = report["it"]["count"], report["foreign_language"]["count"]
    for band in report["age_bands"]:
        for sex in ("male", "female"):
            figures[_band_name(band["from"], band["to"], sex)] = band[sex]
    return figures


def _band_name(low: int | None, high: int | None, sex: str) -> str:
    return f"age.{low}-{high}.{sex}"


def _sql() -> tuple[str, list[str]]:
    """One statement over the normalised tables and the names of its columns.

    A record holds on the day from its start, or, where that is unknown, from the day its source attests it. The bands
    take the year alone, which is exact on 31 December.
    """
    from canbo.reports.domain.ages import AGE_BOUNDS, band_limits

    day = AS_OF.isoformat()
    held = (
        f"superseded_at IS NULL AND (valid_before IS NULL OR valid_before > '{day}') AND (valid_from <= '{day}' OR "
        f"(valid_from IS NULL AND (attested_on IS NULL OR attested_on <= '{day}')))"
    )
    levels = ", ".join(
        f"""{name} AS (SELECT person_id, MAX(CASE "{column}" {_ranks(_LEVELS[name])} END) AS height
        FROM personnel_{table} WHERE {held} GROUP BY person_id)"""
        for name, (table, column) in _TABLES.items()
    )
    wanted = {
        "total": "COUNT(*)",
        "female": _sum("i.gender = 'female'"),
        "party_members": _sum("pm.is_member"),
        "ethnic_minority": _sum("i.ethnicity <> 'Kinh' AND i.ethnicity <> ''"),
        "leaders": _sum("here.leads = 1"),
        "young": _sum(f"i.born > '{AS_OF.year - 40}-{AS_OF:%m-%d}'"),
        **{
            f"{name}.{code}": _sum(f"{name}.height = {rank}")
            for name, codes in _LEVELS.items()
            for rank, code in enumerate(codes)
        },
        "leaders_theory": _sum("here.leads = 1 AND theory.height >= 2"),
        "it": _sum("it.something = 1"),
        "foreign_language": _sum("lang.something = 1"),
    }
    age = f"({AS_OF.year} - CAST(SUBSTR(i.born, 1, 4) AS INTEGER))"
    for low, high in band_limits(AGE_BOUNDS):
        ends = [f"{age} >= {low}"] if low is not None else []
        ends += [f"{age} <= {high}"] if high is not None else []
        for sex in ("male", "female"):
            wanted[_band_name(low, high, sex)] = _sum(" AND ".join([*ends, f"i.gender = '{sex}'"]))
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in wanted.items())
    statement = f"""
    WITH here AS (
        SELECT person_id, MAX(CASE WHEN t.rank IN ('head', 'deputy') THEN 1 ELSE 0 END) AS leads
        FROM personnel_postholding LEFT JOIN organizations_title t ON t.id = title_id
        WHERE unit_id IS NOT NULL AND {held} GROUP BY person_id
    ), {levels},
    it AS (SELECT person_id, MAX(CASE WHEN level = 'Không' THEN 0 ELSE 1 END) AS something
        FROM personnel_itskill WHERE {held} GROUP BY person_id),
    lang AS (SELECT person_id, MAX(CASE WHEN language = 'Không' THEN 0 ELSE 1 END) AS something
        FROM personnel_languageskill WHERE NOT is_ethnic AND {held} GROUP BY person_id)
    SELECT {columns} FROM here
    JOIN personnel_person p ON p.id = here.person_id AND p.withdrawn_at IS NULL
    JOIN personnel_identity i ON i.person_id = p.id AND i.superseded_at IS NULL
    LEFT JOIN personnel_partymembership pm ON pm.person_id = p.id AND pm.superseded_at IS NULL
        AND pm.probationary_on <= '{day}' AND (pm.left_on IS NULL OR pm.left_on > '{day}')
    LEFT JOIN it ON it.person_id = p.id
    LEFT JOIN lang ON lang.person_id = p.id
    {" ".join(f"LEFT JOIN {name} ON {name}.person_id = p.id" for name in _LEVELS)}
    """
    return statement, list(wanted)


def _sum(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _ranks(codes: tuple[str, ...]) -> str:
    return " ".join(f"WHEN '{code}' THEN {rank}" for rank, code in enumerate(codes))


if __name__ == "__main__":
    main()
