"""The audit log with a million rows: its pages, the proof of its chain, and what one act pays for it.

python bench/bench_audit.py [--rows N] [--data-dir DIRECTORY]    (PostgreSQL: CANBO_DATABASE_URL)
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from measure import figure, median_ms, peak, timed
from office import fill, set_up

_BLOCK = 20_000
_USERS, _DAYS = 200, 365


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--data-dir", help="an empty data directory (a temporary one unless named)")
    arguments = parser.parse_args()
    set_up(arguments.data_dir)
    fill(arguments.people)
    from canbo.audit.models import AuditEntry

    if not AuditEntry.objects.filter(action="file.restricted_read").exists():
        with timed(f"{arguments.rows:,} rows written and sealed"):
            _fill(arguments.rows)
    _acts()
    _pages()
    _proof()


def _fill(count: int) -> None:
    """A year of acts: a third of them readings, of files near each account's own units; sealed by the thousand."""
    from django.db import connection, transaction
    from django.utils import timezone

    from canbo.audit.services import record_many
    from canbo.audit.services.sealing import seal
    from canbo.core.access import AccessContext
    from canbo.personnel.models import Person

    people = list(Person.objects.order_by("unit_id", "id").values_list("id", "full_name", "unit__path"))
    chance = random.Random(2026)
    now = timezone.now()
    acts = ("file.restricted_read", "file.record_added", "file.record_corrected", "file.document_read",
            "file.document_attached", "access.refused")  # fmt: skip
    done = 0
    step = timedelta(days=_DAYS) / max(1, count // 50)
    at: datetime = now - timedelta(days=_DAYS)
    while done < count:
        with transaction.atomic():
            for _ in range(min(_BLOCK, count - done) // 50):
                user = chance.randrange(_USERS)
                begin = (user * len(people) // _USERS + chance.randrange(60)) % max(1, len(people) - 50)
                done += record_many(
                    access=AccessContext(user + 1, f"Người {user + 1}"), action=chance.choice(acts), at=at,
                    object_type="person", objects=people[begin : begin + 50], reason="kiểm thử",
                )  # fmt: skip
                at += step
        seal()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _acts() -> None:
    """What one act pays: the row, and the link after its commit."""
    from django.db import transaction

    from canbo.audit.services import record
    from canbo.core.access import full_access

    access = full_access(1, "bench")

    def act() -> None:
        with transaction.atomic():
            record(access=access, action="file.restricted_read", object_type="person", object_id=1, object_label="x")

    figure("one row and its link, on its own", median_ms(act, 200), "ms")


def _pages() -> None:
    """The pages of the inspector, first view and median; scoped to everything and to one unit in eight."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from canbo.access.models import RoleGrant
    from canbo.accounts.models import User
    from canbo.audit.models import AuditEntry
    from canbo.organizations.models import Unit

    settings.ALLOWED_HOSTS = ["*"]
    number = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[500]
    today = timezone.localdate()
    old = (today - timedelta(days=200)).strftime("%d/%m/%Y")
    part = Unit.objects.exclude(path="").order_by("path")[Unit.objects.count() // 2]
    for who, unit in (("everything", None), ("one unit", part)):
        user, _made = User.objects.get_or_create(username=f"kiem-tra-{who[:3]}", defaults={"full_name": "Kiểm tra"})
        RoleGrant.objects.get_or_create(
            user=user, role="inspector", unit=unit,
            defaults={"valid_from": today, "granted_by_name": "bench", "granted_at": timezone.now()},
        )  # fmt: skip
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for words, path in (
            ("newest rows", "/nhat-ky/"),
            ("page 2,000", "/nhat-ky/?trang=2000"),
            ("last page that is counted", "/nhat-ky/?trang=4000"),
            ("one account", "/nhat-ky/?nguoi=100"),
            ("one kind", "/nhat-ky/?viec=file.record_corrected"),
            ("all readings", "/nhat-ky/?viec=file.any_reading"),
            ("one file", "/nhat-ky/?ho-so=2500"),
            ("a name", "/nhat-ky/?q=nguyen+van"),
            ("one door", "/nhat-ky/?cua=command"),
            ("a day long past", f"/nhat-ky/?tu={old}&den={old}"),
            ("account, kind and period", f"/nhat-ky/?nguoi=100&viec=file.record_added&tu={old}"),
            ("one row", f"/nhat-ky/{number}/"),
            ("time line, a week", "/nhat-ky/theo-doi/"),
        ):
            cache.clear()
            queries: list[str] = []
            with connection.execute_wrapper(partial(_count, queries)):
                first = _measured(client, path)
            runs = [_measured(client, path) for _ in range(5)]
            clock, processor = (median(each) for each in zip(*runs, strict=True))
            print(
                f"{who}: {words:<28} {clock:8.1f} ms, of it processor {processor:7.1f} ms   "
                f"first {first[1]:7.1f} ms   {len(queries):2} queries", flush=True,
            )  # fmt: skip


def _count(queries: list[str], execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    queries.append(sql)
    return execute(sql, params, many, context)


def _measured(client: Any, path: str) -> tuple[float, float]:
    """Open a page; give its time by the clock and by the processor of this process, in milliseconds."""
    begun, processor = time.perf_counter(), time.process_time()
    answer = client.get(path)
    if answer.status_code not in {200, 404}:
        raise SystemExit(f"{path}: {answer.status_code}")
    return (time.perf_counter() - begun) * 1000, (time.process_time() - processor) * 1000


def _proof() -> None:
    from canbo.audit.models import AuditEntry
    from canbo.audit.verifying import verify

    begun, processor = time.perf_counter(), time.process_time()
    proof: Any = verify()
    taken = time.perf_counter() - begun
    if proof.faults:
        raise SystemExit(proof.faults)
    figure(f"audit verify over {AuditEntry.objects.count():,} rows", taken, "s")
    figure("   of it processor time", time.process_time() - processor, "s")
    figure("   peak memory of the process", peak(), "MB")


if __name__ == "__main__":
    main()
