"""What a conclusion still waits for: steps of the way, opinions, ratings that come first, a hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.evaluation.domain.opinions import STEP_OF
from canbo.evaluation.models import LevelMove, Opinion, Rating
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.selectors.opinions import wanted_of
from canbo.evaluation.selectors.order import Before, waited_for
from canbo.evaluation.step_words import STEP_WORDS

#: The steps before a conclusion that a day of the rating tells were done; opinions are told by their rows.
_DAYS: Final = {
    "self_review": "self_done_on", "head": "head_done_on", "meeting": "voted_on", "vote": "voted_on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A step of the way that was not taken: in words, by which clause; `confirmed`: held against the full text."""

    step: str
    label: str | Promise
    words: str
    clause: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a rating can be concluded: what is missing of its way, what must come first, whether it is held."""

    missing: tuple[Missing, ...]
    before: tuple[Before, ...]
    held: bool

    @property
    def blocks(self) -> bool:
        """Whether it cannot be concluded at all: a hold, a step of a confirmed clause, a confirmed order."""
        return self.held or any(each.confirmed for each in self.missing) or any(each.confirmed for each in self.before)

    @property
    def needs_reason(self) -> bool:
        """Whether the authority may go on, but says why: only what nobody held against the full text is missing."""
        return not self.blocks and bool(self.missing or self.before)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.held or self.missing or self.before)


def readiness_of(access: AccessContext, wanted: Sequence[Rating]) -> dict[int, Readiness]:
    """Tell of some ratings of one campaign what their conclusion still waits for. At most four queries.

    The ratings come with their campaign and unit (`selectors.ratings.WITH`).
    """
    opinions: dict[int, list[Opinion]] = {each.pk: [] for each in wanted}
    rows = Opinion.objects.filter(rating__in=opinions, author__isnull=True)
    for opinion in rows.only("rating", "kind", "is_wanted", "answered_on", "without_reason", "asked_of"):
        opinions[opinion.rating_id].append(opinion)
    before = waited_for(access, wanted)
    return {
        each.pk: Readiness(
            tuple(_missing(each, opinions[each.pk])), tuple(before[each.pk]), held=each.held_on is not None
        )
        for each in wanted
    }  # fmt: skip


def _missing(rating: Rating, opinions: Sequence[Opinion]) -> list[Missing]:
    found: list[Missing] = []
    for step in rating.campaign.ways.get(rating.scheme, ()):
        key = str(step.get("step", ""))
        if step.get("asked", True) and key in _DAYS and getattr(rating, _DAYS[key]) is None:
            found.append(
                Missing(key, STEP_WORDS[key], _("chưa làm"), str(step.get("clause", "")), bool(step.get("confirmed")))
            )
    for wanted in wanted_of(rating):
        rows = [each for each in opinions if each.kind == wanted.kind]
        late = [each.asked_of for each in rows if each.is_missing]
        if late or not rows:
            words = _("chưa có trả lời của {places}").format(places=", ".join(late)) if late else _("chưa hỏi")
            step = STEP_OF[wanted.kind]
            found.append(Missing(step, STEP_WORDS[step], words, wanted.clause, wanted.confirmed))
    return found


def moves_of(access: AccessContext, rating: Rating) -> list[LevelMove]:
    """Give the moves of a rating's level with their reasons, oldest first: to who is rated only once they are told.

    What was taken back concerns nobody any more and is left out for who is rated. One query.
    """
    rows = rating.moves.select_related("undone_by").order_by("pk")
    if may_read_all(access, rating):
        return list(rows)
    if not is_subject(access, rating) or rating.told_on is None:
        return []
    return [each for each in rows if each.undoes_id is None and not hasattr(each, "undone_by")]
