"""How far a rating has come on its way: each step with its day and deadline, what is next and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.evaluation.domain.opinions import STEP_OF, applies
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Appeal, Opinion, Rating
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.scored import level_words
from canbo.evaluation.step_words import STEP_WORDS

#: The day of the rating that tells a step was done.
_DAYS: Final = {
    "self_review": "self_done_on", "head": "head_done_on", "meeting": "voted_on", "vote": "voted_on",
    "conclusion": "concluded_on", "notice": "told_on", "decision": "decided_on",
}  # fmt: skip
#: The steps that are opinions, by the kind of what is asked for.
_OPINIONS: Final = {step: kind for kind, step in STEP_OF.items()}
#: Steps after which nothing before them is awaited.
_ENDS: Final = frozenset({"conclusion", "notice", "decision"})
#: The way where the campaign states none.
_PLAIN: Final = ("self_review", "head", "conclusion", "notice", "decision")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the day it was done (None: not yet), by when, who acts, on which clause.

    `is_awaited`: others wait for it; an appeal that nobody made is neither done nor awaited.
    """

    key: str
    label: str | Promise
    done_on: date | None
    is_done: bool
    is_awaited: bool
    due_on: date | None
    who: str
    clause: str
    confirmed: bool
    note: str

    def is_late(self, today: date) -> bool:
        """Tell whether it should have been done by now."""
        return not self.is_done and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Standing:
    """The steps that are asked of a rating, and the first that is still to be done; None once nothing is."""

    steps: tuple[Step, ...]
    next: Step | None


@dataclass(frozen=True, slots=True)
class KnownLevels:
    """The levels that the viewer may know: of others' steps the person learns only what they were told."""

    own: str
    head: str
    collective: str
    concluded: str
    final: str


def levels_of(access: AccessContext, rating: Rating) -> KnownLevels:
    """Give the levels so far, in words, as far as the viewer may know them."""
    all_of_it = may_read_all(access, rating)
    told = rating.told_on is not None or all_of_it
    words = {"": "", **level_words(rating)}
    return KnownLevels(
        words[rating.self_level],
        words[rating.head_level] if told else "",
        words[rating.collective_level] if told else "",
        words[rating.concluded_level] if told else "",
        words[rating.final_level] if told else "",
    )


def standing_of(access: AccessContext, rating: Rating) -> Standing:
    """Give the way of a rating as its campaign settled it. Two queries, of its opinions and appeals."""
    way = [
        each for each in rating.campaign.ways.get(rating.scheme, ())
        if each.get("asked", True) and _concerns(rating, str(each.get("step", "")))
    ]  # fmt: skip
    way = way or [{"step": key} for key in _PLAIN]
    asked = [each for each in rating.opinions.all() if each.author_id is None]
    appeals = list(rating.appeals.all())
    sees = may_read_all(access, rating)
    steps = [_step(rating, each, asked, appeals, sees=sees) for each in way if each.get("step") in STEP_WORDS]
    # What was left undone before the conclusion is no longer waited for.
    reached = max((place for place, each in enumerate(steps, 1) if each.is_done and each.key in _ENDS), default=0)
    waiting = [each for each in steps[reached:] if each.is_awaited]
    over = rating.not_rated_reason or rating.decided_on is not None or rating.campaign.is_over
    return Standing(tuple(steps), None if over or not waiting else waiting[0])


def _concerns(rating: Rating, step: str) -> bool:
    """Whether a step is one of this rating at all: some opinions are asked in certain circumstances alone."""
    kind = _OPINIONS.get(step)
    return kind is None or applies(kind, rating.circumstances, is_person=not rating.is_collective)


def _step(
    rating: Rating, given: Mapping[str, object], asked: Sequence[Opinion], appeals: Sequence[Appeal], *, sees: bool
) -> Step:
    key = str(given["step"])
    day: date | None = None
    is_done = False
    is_awaited: bool | None = None
    who = ""
    if key in _OPINIONS:
        rows = [each for each in asked if each.kind == _OPINIONS[key]]
        days = [each.answered_on for each in rows if each.answered_on is not None]
        is_done = bool(rows) and not any(each.is_missing for each in rows)
        day = max(days) if days and is_done else None
        who = ", ".join(each.asked_of for each in rows) if sees else ""
    elif key == "appeal":
        open_ones = [each for each in appeals if each.kind == Appeal.Kind.APPEAL and each.answered_on is None]
        is_done, day = bool(appeals) and not open_ones, max((each.made_on for each in appeals), default=None)
        is_awaited = bool(open_ones)
    else:
        day = getattr(rating, _DAYS[key])
        is_done = day is not None
        who = _who(rating, key)
    due = rating.campaign.deadlines.get(key)
    return Step(
        key, STEP_WORDS[key], day, is_done, not is_done if is_awaited is None else is_awaited,
        date.fromisoformat(due) if due else None, who, str(given.get("clause", "")), bool(given.get("confirmed", True)),
        str(given.get("note", "")),
    )  # fmt: skip


def _who(rating: Rating, key: str) -> str:
    if key == "self_review":
        return rating.answerer.full_name if rating.answerer is not None else subject_name(rating)
    if key == "head":
        return rating.rater.full_name if rating.rater else rating.rater_text
    if key in {"conclusion", "decision"}:
        return rating.concluder
    return _("người tổ chức đánh giá") if key in {"meeting", "vote", "notice"} else ""


def subject_name(rating: Rating) -> str:
    """Give the name of who, or what, is rated."""
    for each in (rating.person, rating.body, rating.rated_unit):
        if each is not None:
            return str(getattr(each, "full_name", "") or getattr(each, "name", ""))
    return ""


def scale_word(rating: Rating) -> str:
    """Say on which scale, so that the two ratings of one person are told apart."""
    return _("Đảng") if track_of(rating.scheme) == "party" else _("chính quyền")
