"""The picture of 100,000 people: build, read from disk, patch, look.

python bench/bench_facts.py [--people N] [--data-dir DIRECTORY]
"""

from __future__ import annotations

import argparse
from datetime import date

from measure import figure, median_ms, peak, timed
from office import AS_OF, fill, set_up


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
    from django.db import connection

    from canbo.core.access import Grant, Permission, full_access
    from canbo.facts import pictures, selectors
    from canbo.organizations.models import Unit
    from canbo.organizations.selectors import tree

    access = full_access(None, "bench")
    print(f"database {connection.vendor}, {people:,} people; peak before {peak():,.0f} MB")
    pictures.forget()
    with timed("build from the dated records, and save"):
        whole = pictures.current(AS_OF).frame
    with timed("build another day"):
        pictures.current(date(2020, 6, 30))
    figure("size of the picture in memory", whole.estimated_size("mb"), "MB")
    pictures._held.clear()
    with timed("read from disk by another process"):
        pictures.current(AS_OF)
    selectors.picture(access, AS_OF)
    figure("picture(), nothing changed, whole system", median_ms(lambda: selectors.picture(access, AS_OF)))
    commune = Unit.objects.filter(tier="commune").order_by("id").first()
    grant = Grant(frozenset(Permission), commune.path, "officer")
    officer = type(access)(None, "bench", (grant,))
    figure("picture(), nothing changed, one commune", median_ms(lambda: selectors.picture(officer, AS_OF)))
    day = tree(access, "state", AS_OF)
    figure("subtree of one commune", median_ms(lambda: selectors.subtree(whole, day, commune.pk)))
    for changed in (1, 100, 5_000):
        figure(f"patch {changed:,} changed files", _patch(min(changed, people // 10)))


def _patch(changed: int) -> float:
    from django.utils import timezone

    from canbo.common.bulk import insert_rows
    from canbo.facts import pictures
    from canbo.personnel.models import FileChange, Person

    keys = list(Person.objects.order_by("id").values_list("id", flat=True)[:changed])

    def once() -> None:
        insert_rows(FileChange, ("person_key", "at"), [(key, timezone.now()) for key in keys])
        pictures.current(AS_OF)

    return median_ms(once, 5, warm=1)


if __name__ == "__main__":
    main()
