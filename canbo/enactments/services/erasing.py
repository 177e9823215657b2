"""What the register keeps of a person whose file is erased: that a decision concerned somebody, not whom nor how."""

from __future__ import annotations

from collections.abc import Sequence

from canbo.core.access import AccessContext
from canbo.enactments.models import DecisionSubject, FileEffect
from canbo.personnel.services.erasing import ERASED_NAME


def erase_subjects(*, access: AccessContext, person_ids: Sequence[int]) -> int:
    """Erase names, rows as written, problems and values of these people; give how many rows."""
    rows = DecisionSubject.objects.filter(person_id__in=person_ids)
    FileEffect.objects.filter(subject__in=rows.values("pk")).update(values=None)
    return rows.update(name=ERASED_NAME, written=None, fault_words="", problem="", candidates=[])
