"""What is done once a day: today's names of units, the anchor of the log, the queue's and the sessions' old rows."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from canbo.audit.services.sealing import anchor
from canbo.organizations.services import refresh_today


@task
def daily() -> None:
    """Run the daily work; safe to run twice."""
    keep_up(timezone.localdate())
    call_command("ox_prune", verbosity=0)
    call_command("clearsessions", verbosity=0)


def keep_up(today: date) -> None:
    """Let changes of units recorded ahead take effect today; anchor the log as it stood at the end of yesterday."""
    refresh_today(today)
    anchor(today - timedelta(days=1))
