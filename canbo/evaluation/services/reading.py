"""Writing down that somebody opened the rating of a person."""

from __future__ import annotations

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.evaluation.models import Rating


def log_read(*, access: AccessContext, rating: Rating, part: str) -> None:
    """Write one audit row on the file of the person who is rated: they are told who read it. `part`: which page."""
    person = rating.person
    if person is None:
        return
    with transaction.atomic():
        audit.record(
            access=access, action="evaluation.rating_read", object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=rating.unit.path,
            changes={"part": [None, part], "campaign": [None, rating.campaign.title]},
        )  # fmt: skip
