"""How many ratings of a campaign have each level, by rank, on each of the two scales."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Case, Count, F, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.evaluation.domain.tracks import TRACKS, Track, track_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.selectors.ratings import run_or_conclude

_RANKS: Final = (*Rating.Rank.choices, ("", _("Cộng")))


@dataclass
class LevelCount:
    """The ratings of one rank ("": all but collectives): by level, and without one."""

    rank: str
    label: str | Promise
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Level.values, 0))
    not_graded: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.levels.values()) + self.not_graded


def level_counts(
    access: AccessContext, campaign: Campaign, unit_id: int | None = None
) -> dict[Track, list[LevelCount]]:  # fmt: skip
    """Count the ratings where the viewer runs or concludes, of one unit or all; ranks that nobody has stay out."""
    found = Rating.objects.filter(run_or_conclude(access), campaign=campaign)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    level = Case(When(final_level="", then=F("concluded_level")), default=F("final_level"))
    rows = (
        found.order_by().annotate(level=level).values_list("scheme", "rank", "level").annotate(count=Count("pk"))
    )  # fmt: skip
    counts = {track: {rank: LevelCount(rank, label) for rank, label in _RANKS} for track in TRACKS}
    for scheme, rank, reached, count in rows:
        of_rank = counts[track_of(scheme)]
        for each in [of_rank[rank]] if rank == Rating.Rank.COLLECTIVE else [of_rank[rank], of_rank[""]]:
            if reached:
                each.levels[reached] += count
            else:
                each.not_graded += count
    return {track: [each for each in ranks.values() if each.total] for track, ranks in counts.items()}
