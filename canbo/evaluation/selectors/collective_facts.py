"""What ties a collective and its leaders: facts of the one that are inputs of the other.

Regulation 366, Article 11: the tasks of a head are those of the unit led, and the units in charge that were not
completed count against the head; a member disciplined in the period counts against the collective. That the units in
charge are those directly below, and the unit itself where there are none, is how it is read here: no text lists them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q

from canbo.core.access import full_access
from canbo.evaluation.models import Rating
from canbo.evaluation.models.ratings import Level
from canbo.organizations.models import Line, Title
from canbo.organizations.selectors import trees
from canbo.personnel.models import BodyMembership, Discipline, PostHolding

_TASKS: Final = ("tasks_assigned", "tasks_done", "tasks_above", "tasks_late", "tasks_low_quality")
_UNITS: Final = ("units_led", "units_not_completed")
#: How a scheme of a place asks for the level of the unit led, where it ties the head's to it.
_UNIT_LEVEL: Final = "unit_level"
_LEADING: Final = (Title.Rank.HEAD, Title.Rank.DEPUTY)
#: Which units stand where is no matter of who looks.
_ANYBODY: Final = full_access(None, "canbo")


def tied_inputs(rating: Rating, names: Collection[str]) -> dict[str, tuple[Any, str]]:
    """Give the inputs of a collective, or of a head, that the files and other ratings settle: (value, why) by name.

    `names`: what the scheme asks. Nothing is said where nothing is known: no record of discipline is no statement that
    there was none. Three queries at most; none for who is neither a collective nor a head.
    """
    if rating.is_collective:
        if "member_disciplined" in names and _member_disciplined(rating):
            return {"member_disciplined": (True, "theo quyết định kỷ luật trong hồ sơ của thành viên, trong kỳ")}
        return {}
    if rating.rank == Rating.Rank.HEAD and _UNIT_LEVEL in names:
        return _level_of_unit(rating)
    if rating.rank != Rating.Rank.HEAD or not all(name in names for name in _UNITS):
        return {}
    below, own = _collectives(rating)
    return _tasks(own) | _units(below or ([own] if own is not None else []))


def _level_of_unit(rating: Rating) -> dict[str, tuple[Any, str]]:
    """The level concluded of the unit led; nothing before that."""
    own = Rating.objects.filter(campaign=rating.campaign_id, rated_unit=rating.unit_id).first()
    level = (own.final_level or own.concluded_level) if own is not None else ""
    return {_UNIT_LEVEL: (level, "theo mức đã kết luận của đơn vị phụ trách")} if level else {}


def _collectives(rating: Rating) -> tuple[list[Rating], Rating | None]:
    """The ratings of the units directly below the head's unit, and of that unit itself, in the same campaign."""
    tree = trees.tree(_ANYBODY, Line.STATE, rating.campaign.last_day)
    children = tree.children(rating.unit_id) if rating.unit_id in tree else []
    found = Rating.objects.filter(campaign=rating.campaign_id, rated_unit__in=[rating.unit_id, *children])
    rows = list(found.order_by("rated_unit_id"))
    own = next((each for each in rows if each.rated_unit_id == rating.unit_id), None)
    return [each for each in rows if each.rated_unit_id != rating.unit_id], own


def _tasks(own: Rating | None) -> dict[str, tuple[Any, str]]:
    if own is None:
        return {}
    given = (own.entered or {}) | (own.checked or {})
    why = "theo phiếu đánh giá của tập thể đơn vị phụ trách"
    return {name: (given[name], why) for name in _TASKS if given.get(name) is not None}


def _units(collectives: list[Rating]) -> dict[str, tuple[Any, str]]:
    """How many units in charge, and how many of them were not completed, once all are concluded."""
    levels = [each.final_level or each.concluded_level for each in collectives]
    if not levels or not all(levels):
        return {}
    why = "theo mức đã kết luận của các đơn vị trực thuộc; không có đơn vị trực thuộc thì của chính đơn vị"
    failed = sum(level == Level.NOT_COMPLETED for level in levels)
    return {"units_led": (len(levels), why), "units_not_completed": (failed, why)}


def _member_disciplined(rating: Rating) -> bool:
    """Whether a leader of the unit, or a member of the body, was disciplined in the period."""
    first, last = rating.campaign.first_day, rating.campaign.last_day
    if rating.body_id is not None:
        members = BodyMembership.objects.known().holding(last).filter(term__body=rating.body_id)
    else:
        leading = Q(title__rank__in=_LEADING) | Q(position__title__rank__in=_LEADING)
        members = PostHolding.objects.known().holding(last).filter(leading, unit=rating.rated_unit_id)
    measures = Discipline.objects.known().filter(person__in=members.values("person"))
    return measures.filter(valid_from__gte=first.isoformat(), valid_from__lte=last.isoformat()).exists()
