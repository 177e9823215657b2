"""What the check of access costs a request: building the viewer's rights (bar: one query, under 2 ms), and asking them.

python bench/bench_access.py [--accounts N] [--grants N] [--files N] [--data-dir DIRECTORY]

On PostgreSQL (CANBO_DATABASE_URL, an empty database, a superuser) also what row-level security costs.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from measure import figure, median_ms
from office import set_up

if TYPE_CHECKING:
    from canbo.accounts.models import User

TODAY = date(2026, 11, 23)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--grants", type=int, default=10, help="grants of each account, a third of them delegations")
    parser.add_argument("--files", type=int, default=20_000, help="files that policies are measured over")
    parser.add_argument("--data-dir", help="an empty data directory (a temporary one unless named)")
    arguments = parser.parse_args()
    set_up(arguments.data_dir)
    user = _fill(arguments.accounts, arguments.grants)
    _measure(user)
    from django.db import connection

    if connection.vendor == "postgresql":
        _measure_policies(user, arguments.files)


def _fill(accounts: int, grants: int) -> User:
    """Accounts with grants over units of three storeys; give the one in the middle."""
    from django.utils import timezone

    from canbo.access.models import FileOwner, RoleGrant
    from canbo.accounts.models import User
    from canbo.core.access import Permission, full_access
    from canbo.organizations import services
    from canbo.organizations.services import NewUnit

    units = [NewUnit("Tỉnh", tier="province"), *(NewUnit(f"Huyện {n}", parent_index=0) for n in range(20))]
    units += [NewUnit(f"Phòng {n}", parent_index=1 + n % 20) for n in range(400)]
    unit_ids = services.found_units_bulk(access=full_access(None, "bench"), units=units, root=None)
    users = User.objects.bulk_create(User(username=f"u{n}", full_name=f"Người {n}") for n in range(accounts))
    now, begins = timezone.now(), date(2020, 1, 1)
    common = {"valid_from": begins, "granted_by_name": "bench", "granted_at": now}
    sources = RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role="officer", unit_id=unit_ids[(n * 7 + k) % len(unit_ids)], **common)
        for n, user in enumerate(users)
        for k in range(grants - grants // 3)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user=users[(place + 1) % accounts], role=source.role, unit_id=source.unit_id, source=source,
            permissions=[Permission.VIEW_FILES], valid_before=date(2030, 1, 1), **common,
        )
        for place, source in enumerate(sources[: accounts * (grants // 3)])
    )  # fmt: skip
    FileOwner.objects.bulk_create(FileOwner(user=user, person_key=n) for n, user in enumerate(users))
    return users[accounts // 2]


def _measure(user: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from canbo.access.selectors import context_for
    from canbo.core.access import Permission

    with CaptureQueriesContext(connection) as queries:
        access = context_for(user, TODAY)
    path = access.grants[-1].path
    figure(f"queries to build the rights ({len(access.grants)} grants)", len(queries), "queries")
    figure("build the rights of a request", median_ms(lambda: context_for(user, TODAY), 200))
    figure("ask for one file", median_ms(lambda: access.covers_file(Permission.VIEW_FILES, path, "province"), 200))
    figure("ask what a right reaches", median_ms(lambda: access.reaches(Permission.VIEW_FILES), 200))


def _measure_policies(user: User, files: int) -> None:
    """The same queries as the owner, for whom no policy holds, and as the application, told who is looking."""
    from django.db import connection
    from django.utils import timezone

    from canbo.access.selectors import context_for
    from canbo.cli.row_policies import make_roles, put_in_force
    from canbo.common import rows
    from canbo.organizations.models import Unit
    from canbo.personnel.models import Award, Person, Source
    from canbo.personnel.selectors import visible_people

    now = timezone.now()
    source = Source.objects.create(kind="page", user_name="bench", at=now)
    units = list(Unit.objects.values_list("pk", flat=True))
    people = Person.objects.bulk_create(
        Person(
            full_name=f"Người {n}", sort_key=f"nguoi {n}", search_name=f"nguoi {n}", unit_id=units[n % len(units)],
            source=source, recorded_at=now,
        )
        for n in range(files)
    )  # fmt: skip
    Award.objects.bulk_create(
        Award(person=person, source=source, recorded_at=now, form="Bằng khen") for person in people
    )
    access = context_for(user, TODAY)
    mine = next(iter(visible_people(access)[:1])).pk
    database = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        make_roles(cursor, database)
        put_in_force(cursor, database)
        cursor.execute("ANALYZE")

    def told() -> None:
        with rows.viewing(access):
            pass

    def ask(words: str) -> None:
        figure(f"{words}: the viewer's files, counted", median_ms(lambda: visible_people(access).count(), 50))
        figure(f"{words}: one file", median_ms(lambda: Person.objects.filter(pk=mine).first(), 200))
        figure(f"{words}: its records of a kind", median_ms(lambda: list(Award.objects.filter(person_id=mine)), 200))

    ask("as the owner")
    with connection.cursor() as cursor:
        cursor.execute(f'SET SESSION AUTHORIZATION "{rows.application_role(database)}"')
    rows.forget()
    figure("telling the database who looks, and ending it", median_ms(told, 200))
    with rows.viewing(access):
        ask("under the policies")


if __name__ == "__main__":
    main()
