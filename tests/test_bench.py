"""The generator of made-up people makes what it says, and the report agrees with plain SQL over its records."""

import sys
from pathlib import Path

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

BENCH = Path(__file__).resolve().parent.parent / "bench"


@pytest.fixture(autouse=True)
def bench_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    for name in ("made_up", "roster", "office", "measure", "bench_report"):
        sys.modules.pop(name, None)


def test_the_same_seed_makes_the_same_people():
    from made_up import make_up
    from office import AS_OF

    people = list(make_up(500, units=40, as_of=AS_OF))
    assert people == list(make_up(500, units=40, as_of=AS_OF))
    assert len({person.citizen_id for person in people}) == 500
    assert {person.unit for person in people} <= set(range(40))
    for person in people:
        assert person.born < person.recruited <= person.post_since < AS_OF
        assert person.party is None or (person.party - person.born).days > 18 * 366
        assert person.citizen_id.startswith("099")


def test_the_roster_has_its_columns_and_its_faults(tmp_path):
    from office import AS_OF
    from roster import FAULTS, HEADINGS, write_roster

    faults = write_roster(tmp_path / "roster.xlsx", 600, as_of=AS_OF)
    assert faults == dict.fromkeys(FAULTS, 2)
    rows = CalamineWorkbook.from_path(tmp_path / "roster.xlsx").get_sheet_by_index(0).to_python()
    assert tuple(rows[3]) == HEADINGS
    assert len(HEADINGS) == 35
    assert len(rows) == 5 + 600
    assert sum(not row[1] for row in rows[5:]) == faults["name_missing"]


@pytest.mark.django_db
def test_the_report_agrees_with_plain_sql():
    from bench_report import _figures, _sql
    from office import AS_OF, fill

    from canbo.core.access import full_access
    from canbo.facts import pictures
    from canbo.reports.selectors import quality_report

    assert fill(600) == 600
    pictures.forget()
    report = quality_report(full_access(None, "kiểm thử"), AS_OF)
    statement, names = _sql()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        counted = dict(zip(names, (int(value or 0) for value in cursor.fetchone()), strict=True))
    expected = _figures(report)
    assert counted == {name: expected[name] for name in names}
    assert counted["total"] == 600
    pictures.forget()
