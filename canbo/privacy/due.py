"""What the schedule of retention releases on a day, over all files: callers narrow it to the viewer's scope."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from canbo.core.dates import add_months
from canbo.personnel.models import Attachment, Person
from canbo.personnel.services.erasing import ERASED_NAME
from canbo.privacy.domain.catalogue import retention
from canbo.privacy.models import Evidence

FILE, PAPERS, EVIDENCE = "opened_by_mistake", "withdrawn_paper", "evidence"


def withdrawn_people_due(today: date, person_key: int | None = None) -> QuerySet[Person]:
    """Give the withdrawn files whose time has passed, those erased already left out."""
    rows = Person.objects.filter(withdrawn_at__lt=_moment(FILE, today)).exclude(full_name=ERASED_NAME, search_name="")
    return rows if person_key is None else rows.filter(pk=person_key)


def papers_due(today: date, person_key: int | None = None) -> QuerySet[Attachment]:
    """Give the withdrawn papers whose time has passed."""
    rows = Attachment.objects.filter(withdrawn_at__lt=_moment(PAPERS, today))
    return rows if person_key is None else rows.filter(person_id=person_key)


def evidence_due(today: date, person_key: int | None = None) -> QuerySet[Evidence]:
    """Give the papers of closed requests whose time has passed."""
    rows = Evidence.objects.filter(request__closed_at__lt=_moment(EVIDENCE, today))
    return rows if person_key is None else rows.filter(request__person_id=person_key)


def _moment(rule: str, today: date) -> datetime:
    """Give the moment before which what began is due today. A rule without months releases nothing: TypeError."""
    months = retention()[rule].months
    if months is None:
        raise TypeError(f"{rule}: kept for ever")
    begin = add_months(today, -months, rounding="down")
    return timezone.make_aware(datetime.combine(begin, time.min))
