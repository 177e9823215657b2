"""One campaign of evaluation: how long opening takes, and every page of it through the whole stack, at two sizes.

    python bench/bench_evaluation.py [--sizes 2000 20000] [--viewers officer committee …] [--from MS]

Each size runs in a process of its own with a made-up office: the campaign of the year before is decided, that of the
year on its way. Printed: opening by the clock, in processor time and memory, how often its progress moved; for every
address of evaluations (taken from the table of addresses) and each viewer the best of several times in milliseconds,
the processor time of this process in them, and the queries. CANBO_DATABASE_URL names a PostgreSQL to fill instead of
SQLite, as the owner of its tables; `--there DIR` then measures its pages as the application, under its policies.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from evaluated import VIEWERS, account_of, live_through, things, viewers
from evaluation_pages import addresses
from measure import figure, peak, timed
from office import AS_OF, begin, fill, set_up

#: The best of so many.
_TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--viewers", nargs="+", choices=VIEWERS, default=["officer"])
    parser.add_argument("--from", type=float, default=0, dest="least", help="pages from so many milliseconds on")
    parser.add_argument("--there", metavar="DIR", help="measure the pages of an office that was filled before")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.there is not None:
        begin(Path(arguments.there))
        _tell(_pages(arguments.viewers), arguments.least)
        return
    if arguments.one is not None:
        print(json.dumps(_measure(arguments.one, arguments.viewers)))
        return
    for size in arguments.sizes:
        with timed(f"office of {size:,} people, made up and measured"):
            command = [sys.executable, __file__, "--one", str(size), "--viewers", *arguments.viewers]
            lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        measured = json.loads(lines[-1])
        for what, unit in (("seconds", "s"), ("processor", "s"), ("peak", "MB"), ("told", "times")):
            figure(f"opening for {size:,} people ({measured['ratings']:,} ratings), {what}", measured[what], unit)
        _tell(measured["pages"], arguments.least)


def _tell(pages: dict[str, list[Any]], least: float) -> None:
    for viewer, rows in pages.items():
        print(f"{viewer}: best of {_TIMES} in ms, processor time in ms, queries (load {os.getloadavg()[0]:.1f})")
        for milliseconds, processor, queries, status, address in sorted(rows, reverse=True):
            if milliseconds >= least:
                print(f"{milliseconds:8.0f} {processor:8.0f} {queries:4d} {status} {address}")


def _measure(people: int, names: list[str]) -> dict[str, Any]:
    set_up(None)
    fill(people)
    from django.utils import timezone

    from canbo.access.selectors import context_for
    from canbo.evaluation.services.opening import PeriodGiven, fan_out, prepare
    from canbo.organizations.models import Unit

    access = context_for(account_of("officer", [("officer", None)], AS_OF), timezone.localdate())
    root = Unit.objects.order_by("path").first()
    told: list[int] = []
    opened = []
    for year, decided in ((AS_OF.year - 1, 1.0), (AS_OF.year, 0.3)):
        campaign = prepare(access=access, unit=root, given=PeriodGiven("year", year), today=AS_OF)
        begun, worked = time.perf_counter(), time.process_time()
        told.clear()
        fan_out(
            access=access, campaign_id=campaign.pk, today=AS_OF, report=lambda percent, _words: told.append(percent)
        )
        opened.append((time.perf_counter() - begun, time.process_time() - worked, peak()))
        campaign.refresh_from_db()
        live_through(campaign, share_decided=decided)
    prepare(access=access, unit=root, given=PeriodGiven("quarter", AS_OF.year, quarter=4), today=AS_OF)
    _hold_up(campaign)
    seconds, processor, memory = opened[-1]
    return {
        "seconds": seconds, "processor": processor, "peak": memory, "told": len(set(told)),
        "ratings": campaign.ratings.count(), "pages": _pages(names),
    }  # fmt: skip


def _hold_up(campaign: Any) -> None:
    """Hold the mirror up, as the job does."""
    from canbo.evaluation.services.mirroring import make_mirror

    make_mirror(campaign)


def _pages(names: list[str]) -> dict[str, list[Any]]:
    """Ask every page as each of the viewers: [ms, ms of processor, queries, status, address]; refusals are left out."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from canbo.common.rows import as_system
    from canbo.evaluation.models import Campaign

    with as_system():
        campaign = Campaign.objects.filter(kind="year").order_by("-year")[0]
        known = things(campaign, Campaign.objects.filter(state="preparing")[0])
        users = viewers(known, AS_OF)
    found: dict[str, list[Any]] = {}
    for name in names:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(users[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        rows = found.setdefault(name, [])
        for address in _answered(client, addresses(known)):
            with CaptureQueriesContext(connection) as seen:
                status = client.get(address).status_code
                queries = len(seen)
            rows.append([*_best(partial(client.get, address)), queries, status, address])
    return found


def _answered(client: Any, listed: Iterator[tuple[str, str]]) -> Iterator[str]:
    """The addresses that answer this viewer; an address that breaks stops the run."""
    for route, address in listed:
        status = client.get(address).status_code
        if status >= 500:
            raise SystemExit(f"{route}: {address} answers {status}")
        if status < 400:
            yield address


def _best(work: Callable[[], object]) -> tuple[float, float]:
    """The best of several runs by the clock and in processor time, in milliseconds."""
    clock, processor = [], []
    for _each in range(_TIMES):
        begun, worked = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return min(clock), min(processor)


if __name__ == "__main__":
    main()
