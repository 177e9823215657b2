"""What a rating outside the year leaves in the file: a dated remark of the office, not a rating of the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.evaluation.models import Rating
from canbo.evaluation.models.ratings import Level
from canbo.personnel.models import Remark
from canbo.personnel.services import add_record


def write_remarks(access: AccessContext, rows: Sequence[Rating]) -> int:
    """Write the remark of each decided rating outside the year into its person's file; give how many.

    Errors: those of the files (own_file, Forbidden out of scope).
    """
    count = 0
    for each in rows:
        if each.person is not None and each.decided_on is not None:
            add_record(access=access, person=each.person, kind=Remark, values=outside_remark(each, each.decided_on))
            count += 1
    return count


def outside_remark(rating: Rating, on: date) -> dict[str, Any]:
    """Give the values of the `personnel.Remark` in which a rating outside the year ends, on the day it is decided."""
    level = Level(rating.concluded_level).label if rating.concluded_level else ""
    ground = f" ({rating.campaign.ground})" if rating.campaign.ground else ""
    parts = [f"Đánh giá {rating.campaign.get_purpose_display()}{ground}.", rating.conclusion.strip()]
    parts.append(f"Mức đề xuất: {level}." if level else "")
    return {
        "made_on": PartialDate.from_date(on), "made_by": (rating.concluder or rating.unit.name)[:200],
        "content": "\n".join(part for part in parts if part),
    }  # fmt: skip
