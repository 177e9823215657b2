"""What the mirror reads of a campaign: its ratings, those of earlier periods, and what of it a viewer may be shown.

The mirror always compares the whole campaign, so that a unit is held against all others; a viewer is shown the units
where they run or conclude evaluations, and, as a rater, their own index.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet, Sum

from canbo.common.crypto import decrypt, encrypt
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.domain.file_levels import from_file
from canbo.evaluation.domain.mirror_counts import Counts, counts_earlier, counts_of, together, without
from canbo.evaluation.domain.rating import LEVELS
from canbo.evaluation.domain.rating import Rating as Row
from canbo.evaluation.models import Campaign, Rating, UnitProgress
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.selectors.ratings import TEXTS, run_or_conclude
from canbo.organizations.models import Unit
from canbo.personnel.models import Evaluation, Person

#: So many earlier periods are read.
YEARS_BACK: Final = 3
_LEADERS: Final = frozenset({Rating.Rank.HEAD, Rating.Rank.DEPUTY})
_PLACE: Final = {level: place for place, level in enumerate(LEVELS)}
#: Where the level stands, the latest word first (`Rating.level_now`).
_LEVELS: Final = (
    "final_level", "concluded_level", "calibrated_level", "collective_level", "head_level", "rule_level"
)  # fmt: skip
_FIELDS: Final = (
    "pk", "campaign__year", "unit_id", "rater_id", "person_id", "rank", "self_level", "head_level", "collective_level",
    "rule_level", "calibrated_level", "concluded_level", "final_level", "points", "comment", "votes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """Ratings as the mirror reads them: `rows` with the level that stands, `given` with that of the rater; of each the
    number of the rating, and the slips by level where they are known. Earlier periods come first, from `own` on those
    of the campaign itself: what repeats an earlier text stands after it.
    """

    rows: Sequence[Row]
    given: Sequence[Row]
    numbers: Sequence[int]
    votes: Sequence[Mapping[str, int] | None]
    own: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What was computed: when, of which state of the ratings, the figures in plain data (`services.mirroring`)."""

    digest: str
    made_at: str
    told: Mapping[str, Any]


def _own(campaign: Campaign) -> QuerySet[Rating]:
    """The ratings of people in a campaign; what they are chosen by stands in the index that counts them."""
    people = Rating.objects.filter(campaign=campaign).exclude(rank=Rating.Rank.COLLECTIVE)
    return people.exclude(stage=Rating.Stage.NOT_RATED)


def _earlier(campaign: Campaign) -> QuerySet[Rating]:
    """Ratings of the same period of earlier years, in the units of this campaign, that have come to a level."""
    return Rating.objects.filter(
        campaign__kind=campaign.kind, campaign__purpose=Purpose.PERIOD, campaign__quarter=campaign.quarter,
        campaign__month=campaign.month, campaign__year__lt=campaign.year,
        campaign__year__gte=campaign.year - YEARS_BACK,
        unit__in=UnitProgress.objects.filter(campaign=campaign).values("unit_id"),
    ).exclude(rank=Rating.Rank.COLLECTIVE).exclude(campaign__state=Campaign.State.CANCELLED).exclude(
        concluded_level="", final_level=""
    )  # fmt: skip


@as_system()
def mirror_rows(campaign: Campaign) -> Read:
    """Read the ratings of a campaign and of up to three periods before it. Two queries."""
    own = list(_own(campaign).order_by("pk").values(*_FIELDS))
    before = list(_earlier(campaign).order_by("campaign__year", "pk").values(*_FIELDS))
    every = [*before, *own]
    rows, given = [], []
    for number, each in enumerate(every):
        stands = _level_now(each)
        row = _row(number, each, stands)
        rows.append(row)
        by_rater = each["head_level"] or stands
        given.append(row if by_rater == stands else _row(number, each, by_rater))
    slips = [(each["votes"] or {}).get("counts") for each in every]
    return Read(rows, given, [each["pk"] for each in every], slips, len(before))


def _level_now(row: Mapping[str, Any]) -> str:
    """The level as things stand: decided, concluded, moved to, or proposed so far."""
    return next((row[name] for name in _LEVELS if row[name]), "")


def level_of(rating: Rating) -> str:
    """Give the level of a rating as the mirror counts it: decided, else as things stand; "" where it has none."""
    return rating.final_level or rating.level_now


def _row(number: int, each: Mapping[str, Any], level: str) -> Row:
    points = None if each["points"] is None else float(each["points"])
    return Row(
        row=number, year=each["campaign__year"], unit=str(each["unit_id"]), rater=str(each["rater_id"] or ""),
        person=str(each["person_id"]), leader=each["rank"] in _LEADERS, self_level=_PLACE.get(each["self_level"]),
        collective=_PLACE.get(each["collective_level"]), final=_PLACE.get(level),
        result=points if points is not None and 0 <= points <= 100 else None, comment=each["comment"].strip(),
    )  # fmt: skip


@as_system()
def file_years(campaign: Campaign) -> list[tuple[int, int, int, bool, int]]:
    """Give the yearly ratings of earlier years in the files of those rated now: (person, unit, year, leads, level)."""
    people = {
        person: (unit, rank in _LEADERS)
        for person, unit, rank in _own(campaign).values_list("person_id", "unit_id", "rank")
    }
    rows = Evaluation.objects.known().filter(
        person__in=_own(campaign).values("person_id"), quarter__isnull=True, year__lt=campaign.year,
        year__gte=campaign.year - YEARS_BACK, track="state",
    ).values_list("person_id", "year", "rating")  # fmt: skip
    return [
        (person, people[person][0], year, people[person][1], _PLACE[from_file(level)])
        for person, year, level in rows if from_file(level)
    ]  # fmt: skip


@as_system()
def digest_of(campaign: Campaign) -> str:
    """Give what changes with every write to the ratings that the mirror reads. Two queries."""
    told = [
        rows.aggregate(count=Count("pk"), versions=Sum("version"), last=Max("pk"))
        for rows in (_own(campaign), _earlier(campaign))
    ]
    return "-".join(f"{each['count']}.{each['versions'] or 0}.{each['last'] or 0}" for each in told)


def _key(campaign_id: int) -> str:
    return f"evaluation-mirror-{campaign_id}"


def keep(campaign_id: int, kept: Kept) -> None:
    """Keep what was computed, sealed, until it is computed anew."""
    plain = json.dumps({"digest": kept.digest, "made_at": kept.made_at, "told": kept.told})
    cache.set(_key(campaign_id), encrypt(plain), timeout=None)


def kept(campaign_id: int) -> Kept | None:
    """Give what was last computed of a campaign; None where nothing was."""
    held = cache.get(_key(campaign_id))
    return None if held is None else _opened(held)


@lru_cache(maxsize=8)
def _opened(held: str) -> Kept:
    """Open what was kept; of a large campaign that takes longer than the page. Nobody changes it."""
    return Kept(**json.loads(decrypt(held)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a viewer is shown: units with their names and paths, the one chosen, whether they are shown as rater."""

    units: Mapping[int, str]
    paths: Mapping[int, str]
    unit_id: int | None
    is_rater: bool

    @property
    def chosen(self) -> list[int]:
        """The units whose figures are added up."""
        return [self.unit_id] if self.unit_id is not None else list(self.units)


def seen_by(access: AccessContext, campaign: Campaign, unit: str = "") -> Seen:
    """Give the units of a campaign that the viewer runs or concludes, and whether they rate in it. Two queries."""
    rows = (
        UnitProgress.objects.filter(run_or_conclude(access), campaign=campaign, total__gt=0)
        .order_by("unit__path").values_list("unit_id", "unit__name", "unit__path")
    )  # fmt: skip
    held = list(rows)
    rates = (
        access.person_id is not None
        and Rating.objects.filter(campaign=campaign, rater_id=access.person_id, person__isnull=False).exists()
    )
    units = {key: name for key, name, _path in held}
    chosen = int(unit) if unit.isdecimal() and int(unit) in units else None
    return Seen(units, {key: path for key, _name, path in held}, chosen, rates)


@dataclass(frozen=True, slots=True)
class Own:
    """The viewer's own ratings that they were not told of yet: by unit what they count, and who rates them."""

    counts: Mapping[str, Sequence[Counts]]
    raters: frozenset[str]


def own_untold(access: AccessContext, campaign: Campaign) -> Own:
    """Give the viewer's own ratings that they were not told of yet. Two queries, none for who has no file."""
    found: dict[str, list[Counts]] = {}
    if access.person_id is None:
        return Own({}, frozenset())
    mine = Q(person_id=access.person_id, told_on__isnull=True)
    raters = set()
    for rows, count in ((_own(campaign), counts_of), (_earlier(campaign), lambda row, _votes: counts_earlier(row))):
        for each in rows.filter(mine).values(*_FIELDS):
            row = _row(0, each, _level_now(each))
            found.setdefault(row.unit, []).append(count(row, (each["votes"] or {}).get("counts")))
            raters.add(row.rater)
    return Own(found, frozenset(raters))


def counts_shown(campaign: Campaign, held: Kept, own: Own) -> Mapping[str, Counts]:
    """Give the counts of each unit without the viewer's own ratings, which they would learn of by subtraction.

    Where ratings changed since the mirror was made nobody knows what to take out: the unit is left out then.
    """
    counts: dict[str, Counts] = dict(held.told["counts"])
    is_old = bool(own.counts) and held.digest != digest_of(campaign)
    for unit, rows in own.counts.items():
        shown = counts.pop(unit, None)
        if shown is not None and not is_old:
            counts[unit] = reduce(without, rows, shown)
    return counts


def indices_shown(held: Kept, own: Own, kind: str) -> Mapping[str, Any]:
    """Give the indices of "units" or "raters", without those of a few ratings of which one is the viewer's own."""
    hidden = own.counts if kind == "units" else own.raters
    return {
        name: index
        for name, index in held.told[kind].items()
        if name not in hidden or index["n"] >= settings.CANBO_MIN_GROUP
    }


def counts_seen(
    access: AccessContext, seen: Seen, counts: Mapping[str, Counts], told: Mapping[str, Any]
) -> Counts:  # fmt: skip
    """Add up what the viewer may be shown of `counts_shown`. Ratings of earlier years from the files count where all
    files of the unit may be read.
    """
    found = [counts[str(each)] for each in seen.chosen if str(each) in counts]
    files = [
        told["files"][str(each)]
        for each in seen.chosen
        if str(each) in told["files"] and access.covers_file(Permission.VIEW_FILES, seen.paths[each], "")
    ]
    return together([*found, *files])


def people_behind(
    access: AccessContext, campaign: Campaign, units: Sequence[int], *, level: str = "", stage: str = "final",
    who: str = "", numbers: Sequence[int] | None = None, between: tuple[float, float] | None = None,
) -> list[Rating]:  # fmt: skip
    """Give the ratings behind a figure, in the units that the viewer runs or concludes; at most 200.

    `level`: one of the four, "none" for those without; `stage`: self, collective or final; `who`: leaders or staff.
    """
    rows = _own(campaign).filter(run_or_conclude(access), unit__in=units).defer(*TEXTS)
    rows = rows.select_related("person", "unit", "rater")
    if access.person_id is not None:
        rows = rows.exclude(person_id=access.person_id)
    if who:
        rows = rows.filter(rank__in=_LEADERS) if who == "leaders" else rows.exclude(rank__in=_LEADERS)
    if numbers is not None:
        rows = rows.filter(pk__in=numbers)
    if between is not None:
        most = Q(points__lte=100) if between[1] >= 100 else Q(points__lt=between[1])
        rows = rows.filter(most, points__gte=between[0])
    wanted = "" if level == "none" else level
    if level and stage == "final":
        rows = rows.filter(_stands_at(wanted))
    elif level:
        rows = rows.filter(**{f"{stage}_level": wanted})
    return list(rows.order_by("unit__path", "order", "pk")[:200])


def _stands_at(level: str) -> Q:
    """The condition that a rating stands at a level, as `_level_now` says it."""
    if not level:
        return Q(**dict.fromkeys(_LEVELS, ""))
    found, before = Q(pk__in=()), Q()
    for name in _LEVELS:
        found |= before & Q(**{name: level})
        before &= Q(**{name: ""})
    return found


@as_system()
def comments_of(numbers: Sequence[int]) -> dict[int, Rating]:
    """Give ratings with their comments, unit, person and campaign, for who was found to be shown them."""
    rows = Rating.objects.filter(pk__in=numbers).select_related("unit", "person", "rater", "campaign")
    return {each.pk: each for each in rows}


@as_system()
def names_of(people: Sequence[int]) -> dict[int, str]:
    """Give the names of raters. One query."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name"))


def rated_by(access: AccessContext, numbers: Sequence[int]) -> set[int]:
    """Give those of these ratings that the viewer rates."""
    if access.person_id is None:
        return set()
    return set(Rating.objects.filter(pk__in=numbers, rater_id=access.person_id).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Hint:
    """What the mirror says of a unit in one line: index and interval in level steps, and what stands out."""

    n: int
    index: float
    low: float
    high: float
    flag: str | None
    copied: int
    generic: int


def mirror_hint(access: AccessContext, campaign: Campaign, unit: Unit) -> Hint | None:
    """Give what the mirror last showed of a unit, for who runs or concludes its evaluations; None where it was not
    held up yet, or shows nothing. It changes nothing. No query.
    """
    may = any(access.covers(each, unit.path) for each in (Permission.RUN_EVALUATIONS, Permission.CONCLUDE_EVALUATIONS))
    held = kept(campaign.pk) if may else None
    index = held.told["units"].get(str(unit.pk)) if held is not None else None
    if held is None or index is None:
        return None
    _there, copied, generic, _empty = held.told["comments"].get(str(unit.pk), [0, 0, 0, 0])
    return Hint(copied=copied, generic=generic, **index)
