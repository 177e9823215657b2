"""List, search and file pages through the whole stack (test client: middleware, views, templates), at two sizes.

    python bench/bench_pages.py [--sizes 1000 100000]

Each size runs in a process of its own with a made-up office. Printed per page: median time, queries, and how both grow.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from measure import figure, median_ms, timed
from office import AS_OF, fill, set_up

DAY = f"ngay={AS_OF.isoformat()}"
PAGES = {
    "list, first page": f"/ho-so/?{DAY}",
    "list by name, page 10": f"/ho-so/?{DAY}&xep=full_name&trang=10",
    "list, three filters": f"/ho-so/?{DAY}&gender=female&is_leader=1&theory_level=advanced",
    "search by two word beginnings": f"/ho-so/?{DAY}&q=ng+th",
    "search in the top bar": "/tim-kiem/?q=nguyen+th",
    "file": "/ho-so/{person}/?" + DAY,
    "data-quality board": f"/ho-so/chat-luong-du-lieu/?{DAY}",
    "quality report": f"/bao-cao/chat-luong/?{DAY}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(json.dumps(_measure(arguments.one)))
        return
    measured = {}
    for size in arguments.sizes:
        with timed(f"office of {size:,} people, made up and measured"):
            command = [sys.executable, __file__, "--one", str(size)]
            lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        measured[size] = json.loads(lines[-1])
    first, last = arguments.sizes[0], arguments.sizes[-1]
    for page in PAGES:
        for size in arguments.sizes:
            milliseconds, queries = measured[size][page]
            figure(f"{page}, {size:,} people ({queries} queries)", milliseconds)
        if first != last:
            figure(f"{page}: {last:,} against {first:,}", measured[last][page][0] / measured[first][page][0], "times")


def _measure(people: int) -> dict[str, tuple[float, int]]:
    set_up(None)
    fill(people)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from canbo.access.models import RoleGrant
    from canbo.accounts.models import User
    from canbo.personnel.models import Person

    user = User.objects.create_user("bench", full_name="Đo thử")
    RoleGrant.objects.create(
        user=user, role="officer", unit=None, valid_from=AS_OF, granted_by_name="bench", granted_at=timezone.now()
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    person = Person.objects.order_by("pk")[people // 2]
    found: dict[str, tuple[float, int]] = {}
    for page, pattern in PAGES.items():
        address = pattern.replace("{person}", str(person.pk))

        def open_page(address: str = address) -> Any:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            return answer

        open_page()
        with CaptureQueriesContext(connection) as seen:
            open_page()
        queries = len(seen)
        found[page] = (median_ms(open_page, 10, warm=1), queries)
    return found


if __name__ == "__main__":
    main()
