"""The self-review as its writer sees it: the draft under way, or what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from canbo.core.access import AccessContext
from canbo.evaluation.models import Rating, SelfDraft
from canbo.evaluation.permissions import is_subject, require_write_self


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written so far. `version` 0, no `saved_at`: nothing yet. `is_foreign`: the person's own, not shown."""

    review: dict[str, str]
    entered: dict[str, Any]
    level: str
    version: int
    saved_at: datetime | None
    on_paper: bool
    is_foreign: bool = False


def draft_of(access: AccessContext, rating: Rating) -> Draft:
    """Give the self-review to go on with. Errors: Forbidden may_not_write_self. One query."""
    require_write_self(access, rating)
    return shown_draft(access, rating, SelfDraft.objects.filter(rating_id=rating.pk).first())


def shown_draft(access: AccessContext, rating: Rating, held: SelfDraft | None) -> Draft:
    """Give a draft as far as the viewer may read it; without one, what was sent before."""
    if held is None:
        return Draft(rating.review or {}, rating.entered or {}, rating.self_level, 0, None, on_paper=False)
    if not held.on_paper and not is_subject(access, rating):
        return Draft({}, {}, "", held.version, held.saved_at, on_paper=False, is_foreign=True)
    return Draft(held.review or {}, held.entered or {}, held.level, held.version, held.saved_at, held.on_paper)
