"""What is done once a day: today's names of units, the anchor of the log, old rows of queue and sessions, reminders."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from canbo.accounts.services.lockout import prune
from canbo.accounts.services.sessions import prune_sessions
from canbo.audit.services.sealing import anchor
from canbo.common.rows import as_system
from canbo.documents.services import destroy_expired
from canbo.documents.services.making import destroy_expired_prints
from canbo.enactments.services import take_effect
from canbo.organizations.services import refresh_today
from canbo.procedures.services.run_rows import reckon_running
from canbo.web.reminders import remind_all


@task
@as_system()
def daily() -> None:
    """Run the daily work; safe to run twice."""
    keep_up(timezone.localdate())
    call_command("ox_prune", verbosity=0)
    call_command("clearsessions", verbosity=0)
    prune_sessions()
    prune()


@task
def remind() -> None:
    """Send the day's mails of reminder, each with what its account may see; safe to run twice."""
    remind_all(timezone.localdate())


def keep_up(today: date) -> None:
    """Let changes of units and decisions recorded ahead take effect; anchor the log as it stood yesterday at its end.

    Deadlines of procedure runs are reckoned anew, for calendars change.
    Files that nobody approved or fetched in time are destroyed.
    """
    refresh_today(today)
    take_effect(today)
    reckon_running()
    anchor(today - timedelta(days=1))
    destroy_expired(timezone.now())
    destroy_expired_prints(timezone.now())
