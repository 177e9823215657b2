"""One campaign of evaluation: how long opening takes, and its pages through the whole stack, at two sizes.

    python bench/bench_evaluation.py [--sizes 2000 20000]

Each size runs in a process of its own with a made-up office. Printed: opening by the clock and in processor time, per
page the median time and queries, and how both grow.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import Any

from measure import figure, median_ms, timed
from office import AS_OF, fill, set_up

PAGES = {
    "campaigns, mine, those I rate": "/danh-gia/",
    "campaign: counters, slowest units": "/danh-gia/dot/{campaign}/",
    "units of a campaign": "/danh-gia/dot/{campaign}/don-vi/",
    "one unit": "/danh-gia/dot/{campaign}/don-vi/{unit}/",
    "ratings, first page": "/danh-gia/dot/{campaign}/phieu/",
    "ratings, page 300": "/danh-gia/dot/{campaign}/phieu/?trang=300",
    "ratings, opinions missing": "/danh-gia/dot/{campaign}/phieu/?thieu=y-kien",
    "ratings by name": "/danh-gia/dot/{campaign}/phieu/?q=nguyen",
    "ways and deadlines": "/danh-gia/dot/{campaign}/viec/",
    "guide: who falls under what": "/danh-gia/dot/{preparing}/chuan-bi/?buoc=2",
    "guide: last look": "/danh-gia/dot/{preparing}/chuan-bi/?buoc=5",
    "one rating": "/danh-gia/phieu/{rating}/",
    "self-review": "/danh-gia/phieu/{rating}/tu-danh-gia/",
    "assessment of the direct level": "/danh-gia/phieu/{rating}/danh-gia/",
    "conclusion of one rating": "/danh-gia/phieu/{rating}/ket-luan/",
    "opinions of a unit": "/danh-gia/dot/{campaign}/y-kien/?don-vi={unit}",
    "meetings": "/danh-gia/dot/{campaign}/hoi-nghi/",
    "board of a unit": "/danh-gia/dot/{campaign}/xep-loai/?don-vi={unit}",
    "what waits to be concluded": "/danh-gia/dot/{campaign}/ket-qua/",
    "what waits, one unit": "/danh-gia/dot/{campaign}/ket-qua/?don-vi={unit}",
    "workbooks of units": "/danh-gia/dot/{campaign}/excel/",
    "consolidated, one unit": "/danh-gia/dot/{campaign}/excel/tong-hop/?don-vi={unit}",
    "checking sheet": "/danh-gia/dot/{campaign}/excel/kiem-tra/",
    "reports of a campaign": "/danh-gia/dot/{campaign}/bao-cao/",
    "report of the year": "/bao-cao/xep-loai/?nam={year}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
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
    for what in ("seconds", "processor"):
        for size in arguments.sizes:
            figure(
                f"opening for {size:,} people ({measured[size]['ratings']:,} ratings), {what}",
                measured[size][what],
                "s",
            )
        if first != last:
            figure(f"opening: {last:,} against {first:,}", measured[last][what] / measured[first][what], "times")
    for page in PAGES:
        for size in arguments.sizes:
            milliseconds, queries = measured[size]["pages"][page]
            figure(f"{page}, {size:,} people ({queries} queries)", milliseconds)
        if first != last:
            ratio = measured[last]["pages"][page][0] / measured[first]["pages"][page][0]
            figure(f"{page}: {last:,} against {first:,}", ratio, "times")


def _measure(people: int) -> dict[str, Any]:
    set_up(None)
    fill(people)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from canbo.access.models import RoleGrant
    from canbo.access.selectors import context_for
    from canbo.accounts.models import User
    from canbo.evaluation.services.opening import PeriodGiven, fan_out, prepare
    from canbo.organizations.models import Unit

    user = User.objects.create_user("bench", full_name="Đo thử")
    RoleGrant.objects.create(
        user=user, role="officer", unit=None, valid_from=AS_OF, granted_by_name="bench", granted_at=timezone.now()
    )
    access = context_for(user, timezone.localdate())
    root = Unit.objects.order_by("path").first()
    campaign = prepare(access=access, unit=root, given=PeriodGiven("year", AS_OF.year), today=AS_OF)
    begun, worked = time.perf_counter(), time.process_time()
    fan_out(access=access, campaign_id=campaign.pk, today=AS_OF)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    preparing = prepare(
        access=access, unit=root, given=PeriodGiven("quarter", AS_OF.year, quarter=4), today=AS_OF
    )  # fmt: skip
    rating = campaign.ratings.filter(person__isnull=False).order_by("pk")[people // 2]
    named = {"campaign": campaign.pk, "preparing": preparing.pk, "rating": rating.pk, "unit": rating.unit_id}
    named["year"] = AS_OF.year
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages: dict[str, tuple[float, int]] = {}
    for page, pattern in PAGES.items():
        address = pattern.format(**named)

        def open_page(address: str = address) -> None:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")

        open_page()
        with CaptureQueriesContext(connection) as seen:
            open_page()
        queries = len(seen)
        pages[page] = (median_ms(open_page, 10, warm=1), queries)
    return {"seconds": seconds, "processor": processor, "ratings": campaign.ratings.count(), "pages": pages}


if __name__ == "__main__":
    main()
