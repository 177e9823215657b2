"""The tree of 30,000 units with a history: the whole and subtrees as of any day, against a recursive CTE.

python bench/bench_tree.py [--units N] [--data-dir DIRECTORY]
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date, timedelta
from statistics import median

from measure import figure, median_ms, timed
from office import set_up

SUBTREE = """
WITH RECURSIVE below(unit_id) AS (
    SELECT %s
    UNION ALL
    SELECT e.unit_id FROM organizations_unitedge e JOIN below b ON e.parent_id = b.unit_id
    WHERE e.line = 'state' AND e.superseded_at IS NULL
      AND (e.valid_from IS NULL OR e.valid_from <= %s) AND (e.valid_before IS NULL OR e.valid_before > %s)
) SELECT unit_id FROM below
"""
FIRST, LAST = date(2005, 1, 1), date(2026, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=30_000)
    parser.add_argument("--moves", type=int, default=40)
    parser.add_argument("--data-dir", help="an empty data directory (a temporary one unless named)")
    arguments = parser.parse_args()
    set_up(arguments.data_dir)
    _fill(arguments.units, arguments.moves)
    _measure()


def _fill(count: int, moves: int) -> None:
    """A country: provinces over districts over communes and offices; then moves on days of twenty years."""
    from django.db import transaction

    from canbo.core.access import full_access
    from canbo.organizations import services
    from canbo.organizations.models import Unit, UnitEdge
    from canbo.organizations.services import NewUnit

    access = full_access(None, "bench")
    units = [NewUnit("Toàn quốc", tier="central")]
    provinces, districts = max(1, count // 480), max(1, count // 45)
    units += [NewUnit(f"Tỉnh {n}", tier="province", parent_index=0) for n in range(provinces)]
    units += [NewUnit(f"Huyện {n}", tier="district", parent_index=1 + n % provinces) for n in range(districts)]
    while len(units) < count:
        n = len(units)
        units.append(NewUnit(f"Đơn vị {n}", parent_index=1 + provinces + n % districts))
    with timed(f"found {len(units):,} units in both lines"):
        ids = services.found_units_bulk(access=access, units=units, root=None)
    chance = random.Random(7)
    with timed(f"record {moves} moves on days of twenty years"), transaction.atomic():
        started = time.perf_counter()
        for unit_id in chance.sample(ids[1 + provinces + districts :], moves):
            unit, parent = (
                Unit.objects.get(pk=unit_id),
                Unit.objects.get(pk=chance.choice(ids[1 + provinces :][:districts])),
            )
            if UnitEdge.objects.filter(unit=unit, parent=parent).exists():
                continue
            on = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
            services.move_unit(access=access, unit=unit, parent=parent, on=on)
        each = (time.perf_counter() - started) / moves * 1000
    figure("one move, paths and audit included", each, "ms")


def _measure() -> None:
    from django.db import connection

    from canbo.core.access import full_access
    from canbo.organizations import selectors
    from canbo.organizations.models import Line, Unit
    from canbo.organizations.selectors import trees

    access = full_access(None, "bench")
    chance = random.Random(11)
    days = [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(9)]
    print(f"database {connection.vendor}")

    def cold() -> None:
        trees._trees._kept.clear()
        selectors.tree(access, Line.STATE, chance.choice(days))

    whole = median_ms(cold, 9)
    figure("whole tree of a day, not in the cache", whole, "ms")
    figure(
        "whole tree of a day, from the cache", median_ms(lambda: selectors.tree(access, Line.STATE, days[0]), 25), "ms"
    )
    figure(
        "names of a day, not in the cache",
        median_ms(lambda: (trees._names._kept.clear(), selectors.names(access, days[0])), 5),
        "ms",
    )
    roots = list(Unit.objects.filter(tier="province")[:20]) + list(Unit.objects.filter(tier="district")[:20])
    ours, theirs, sizes = [], [], []
    for unit in roots:
        on = chance.choice(days)
        selectors.tree(access, Line.STATE, on)
        started = time.perf_counter()
        found = selectors.subtree(access, unit, on)
        ours.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(SUBTREE, [unit.pk, on.isoformat(), on.isoformat()])
            walked = {row[0] for row in cursor.fetchall()}
        theirs.append((time.perf_counter() - started) * 1000)
        if walked != set(found):
            raise SystemExit(f"the tree and the recursive CTE differ at {unit} on {on}")
        sizes.append(len(found))
    figure(f"subtree of {min(sizes)} to {max(sizes)} units as of any day: median", median(ours), "ms")
    figure("the slowest of them", max(ours), "ms")
    figure("the same by a recursive CTE: median", median(theirs), "ms")
    figure("ratio", median(theirs) / median(ours), "times")
    top = Unit.objects.filter(tier="central").first()
    if top is not None:

        def recursive() -> None:
            with connection.cursor() as cursor:
                cursor.execute(SUBTREE, [top.pk, days[0].isoformat(), days[0].isoformat()])
                cursor.fetchall()

        slow = median_ms(recursive, 3)
        figure("whole tree by a recursive CTE (ids only, no order)", slow, "ms")
        figure("ratio to the uncached tree", slow / whole, "times")


if __name__ == "__main__":
    main()
