"""What is done once a day: today's names and places of units, and the queue's and the sessions' old rows."""

from __future__ import annotations

from datetime import date

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from canbo.organizations.services import refresh_today


@task
def daily() -> None:
    """Run the daily work; safe to run twice."""
    keep_up(timezone.localdate())
    call_command("ox_prune", verbosity=0)
    call_command("clearsessions", verbosity=0)


def keep_up(today: date) -> None:
    """Bring what repeats today's values in line with the day: changes of units recorded ahead take effect."""
    refresh_today(today)
