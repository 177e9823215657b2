"""The ratings of a period in a scope: from the campaigns, and from the files where there was none."""

from __future__ import annotations

import calendar
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import polars as pl
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from canbo.access.scope import under
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.domain.file_levels import from_file
from canbo.evaluation.domain.tracks import TRACKS, Track, track_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.campaigns import PeriodKind, Purpose
from canbo.organizations.models import Title, Unit
from canbo.personnel.models import Evaluation
from canbo.reports.domain.masking import told
from canbo.reports.domain.year_ratings import (
    LEADERS,
    Entry,
    Part,
    Tally,
    chosen,
    parts_masked,
    split,
    tally,
    tally_told,
)
from canbo.reports.selectors.population import Population, common_unit, population

#: The states of a campaign whose ratings count.
_COUNTED: Final = (Campaign.State.OPENING, Campaign.State.OPEN, Campaign.State.CLOSED)
_RANKS: Final = ("head", "deputy", "member", "staff")
_REGIMES: Final = (
    ("is_cadre", "cadre"),
    ("is_civil_servant", "civil_servant"),
    ("is_public_employee", "public_employee"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a quarter or month of it."""

    year: int
    quarter: int | None = None
    month: int | None = None

    @property
    def kind(self) -> str:
        """As campaigns call it."""
        return PeriodKind.QUARTER if self.quarter else PeriodKind.MONTH if self.month else PeriodKind.YEAR

    @property
    def last_day(self) -> date:
        """Its last day."""
        month = self.quarter * 3 if self.quarter else self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def year_before(self) -> Period:
        """The same period of the year before."""
        return replace(self, year=self.year - 1)


@dataclass(frozen=True)
class YearRatings:
    """Everybody of a scope on each of the two scales, for a period, and the collectives.

    `left`: people with a record of the period who were no longer there on its last day, by scale: told, not counted.
    `several`: people rated more than once on a scale, counted once. `elsewhere`: people of the unit who were rated in
    another one, counted there. `beside`: people there who are not of the scale (neither cadre, civil servant nor public
    employee; no Party member), told and not counted. `member_unknown`: people of whom the files do not
    tell whether they are Party members. `open_campaigns`: those of the period that are not closed.
    """

    period: Period
    people: Population
    entries: Sequence[Entry]
    collectives: Sequence[Entry]
    head: int | None
    left: Mapping[str, int]
    several: Mapping[str, int]
    elsewhere: Mapping[str, int]
    beside: Mapping[str, int]
    member_unknown: int
    campaigns: int
    open_campaigns: int
    before: YearRatings | None = None
    #: What was counted already, by what was asked.
    counted: dict[tuple[str, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def least(self) -> int:
        """Counts below it are not told; 0: all are."""
        return self.people.least

    def of(self, track: Track) -> list[Entry]:
        """The people on one scale."""
        return [entry for entry in self.entries if entry.track == track]

    def tally(self, track: Track) -> Tally:
        """The people on one scale, counted as they may be told."""
        return self._once(("tally", track), lambda: self._told(tally(self.of(track))))

    def collective_tally(self, track: Track) -> Tally:
        """The collectives on one scale: no secret of a person, told as it is."""
        return tally(entry for entry in self.collectives if entry.track == track)

    def by(self, track: Track, key: str) -> list[Part]:
        """The people on one scale by a class: "leader", "rank", "regime", "title_group" or "unit"."""
        return self._once(("by", track, key), lambda: self._by(track, key))

    def _by(self, track: Track, key: str) -> list[Part]:
        people = self.of(track)
        if key == "leader":
            parts = split(people, lambda each: _leads(each.rank))
        else:
            parts = split(people, lambda each: getattr(each, key), self._order(key))
        return parts_masked(parts, self.least) if self.least else parts

    def _once[T](self, asked: tuple[str, ...], count: Callable[[], T]) -> T:
        if asked not in self.counted:
            self.counted[asked] = count()
        found: T = self.counted[asked]
        return found

    def collectives_by_group(self, track: Track) -> list[Part]:
        """The collectives on one scale by their group."""
        return split([entry for entry in self.collectives if entry.track == track], lambda each: each.group)

    def _told(self, counted: Tally) -> Tally:
        return tally_told(counted, self.least) if self.least else counted

    def _order(self, key: str) -> Any:
        if key == "rank":
            return lambda each: _RANKS.index(each) if each in _RANKS else len(_RANKS)
        if key == "unit":
            day_tree = self.people.tree
            return lambda each: (0, day_tree.lft(each)) if each in day_tree else (1, each)
        return None


def _leads(rank: str) -> str:
    return "" if not rank else "leader" if rank in LEADERS else "other"


def year_ratings(
    access: AccessContext,
    period: Period,
    *,
    as_of: date,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    permission: Permission = Permission.VIEW_REPORTS,
    with_before: bool = True,
) -> YearRatings:
    """Give the ratings of a period, with those of the same period a year before beside them.

    People: those rated in a campaign of the period in the scope, and those present on its last day (on `as_of` where
    that is earlier). What the file records holds; where it has none, what the campaign concluded. Errors: those of
    `population`.
    """
    periods = [period, period.year_before] if with_before and period.year > 1900 else [period]
    counted = [
        population(access, min(each.last_day, as_of), unit=unit, known_on=known_on, permission=permission)
        for each in periods
    ]
    stamps, made = _stamps(periods), None
    for each, people in reversed(list(zip(periods, counted, strict=True))):
        key = each, people.as_of, people.unit_id, known_on, permission, access.reaches(permission), people.least
        stamp = stamps[each.year], [other.whole for other in counted]
        held = _kept.get(key)
        if held is None or not _is_same(held[0], stamp):
            held = stamp, _read(access, each, people, counted, permission, known_on)
        with _guard:
            _kept[key] = held
            _kept.move_to_end(key)
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
        # With the names and the structure of now.
        made = replace(held[1], people=people, before=made)
    if made is None:
        raise ValueError("a report is of a period")
    return made


#: Periods kept in this process, for as long as no rating and no file they were counted from has changed.
_KEPT: Final = 8
_kept: OrderedDict[tuple[Any, ...], tuple[Any, YearRatings]] = OrderedDict()
_guard = threading.Lock()


def _stamps(periods: Sequence[Period]) -> dict[int, list[Any]]:
    """Give what changes with every rating of each year, in one look: a rating's version goes up with every write."""
    found: dict[int, list[Any]] = {each.year: [] for each in periods}
    campaigns = Campaign.objects.filter(year__in=found).order_by("pk").values_list("pk", "year", "state")
    years = {key: year for key, year, _state in campaigns}
    for key, year, state in campaigns:
        found[year].append((key, state))
    rows = Rating.objects.filter(campaign__in=years).order_by("campaign_id").values_list("campaign_id")
    for row in rows.annotate(count=Count("pk"), versions=Sum("version"), last=Max("pk")):
        found[years[row[0]]].append(row)
    return found


def _is_same(held: Any, stamp: Any) -> bool:
    """Compare what was counted with what stands: the same ratings, and the very same frames of files."""
    return held[0] == stamp[0] and [id(each) for each in held[1]] == [id(each) for each in stamp[1]]


def _read(
    access: AccessContext, period: Period, people: Population, counted: Sequence[Population], permission: Permission,
    known_on: datetime | None,
) -> YearRatings:  # fmt: skip
    """Count one period anew."""
    facts = _facts(people)
    rows, records = _ratings(access, period, counted, permission), _records(period, known_on)
    return _report(period, people, facts, rows, records, _title_groups(facts))


def _report(
    period: Period,
    people: Population,
    facts: Mapping[int, _Facts],
    rows: Sequence[Mapping[str, Any]],
    records: Mapping[tuple[int, Track], str],
    groups: Mapping[int, str],
) -> YearRatings:
    known_day = timezone.localtime(people.known_on).date() if people.known_on is not None else None
    rated: dict[tuple[int, Track], list[Entry]] = {}
    elsewhere: set[tuple[int, Track]] = set()
    collectives, campaigns = [], {}
    path = "" if people.unit is None else people.unit.path
    for row in sorted(rows, key=lambda each: _RANKS.index(each["rank"]) if each["rank"] in _RANKS else len(_RANKS)):
        entry = _of_rating(row, known_day)
        if not row["unit__path"].startswith(path):
            elsewhere.add((entry.subject, entry.track))
            continue
        campaigns[row["campaign_id"]] = row["campaign__state"]
        if row["person_id"] is None:
            collectives.append(entry)
        else:
            rated.setdefault((entry.subject, entry.track), []).append(entry)
    elsewhere -= set(rated)
    entries, beside, member_unknown = _entries(rated, records, facts, elsewhere)
    head = common_unit(people, people.present)

    def by_scale(keys: Iterable[tuple[int, Track]]) -> dict[str, int]:
        found = list(keys)
        return {track: _told(sum(each == track for _person, each in found), people.least) for track in TRACKS}

    return YearRatings(
        period=period,
        people=people,
        entries=_placed(entries, people, head, groups),
        collectives=collectives,
        head=head,
        left=by_scale(
            key
            for key in records
            if key not in rated and key not in elsewhere and key[0] in facts and not facts[key[0]].is_present
        ),
        several=by_scale(key for key, each in rated.items() if len(each) > 1),
        elsewhere=by_scale(key for key in elsewhere if key[0] in facts and facts[key[0]].is_present),
        beside={track: _told(count, people.least) for track, count in beside.items()},
        member_unknown=_told(member_unknown, people.least),
        campaigns=len(campaigns),
        open_campaigns=sum(state != Campaign.State.CLOSED for state in campaigns.values()),
    )


_WANTED: Final = (
    "campaign_id", "campaign__state", "unit__path", "person_id", "body_id", "rated_unit_id", "scheme",
    "regime", "rank", "unit_id",
    "group", "final_level", "decided_on", "concluded_level", "concluded_on", "not_rated_reason",
)  # fmt: skip


def _ratings(
    access: AccessContext, period: Period, counted: Sequence[Population], permission: Permission
) -> list[dict[str, Any]]:
    """Read the ratings of the period's own campaigns within the reach of the right.

    Those of a unit and all below it, and of who is there on the last day and was rated in another unit.
    """
    scope = Q(pk__in=[])
    for path, tier in access.reaches(permission):
        within = under("unit__path", path)
        scope |= within & (Q(person__managed_tier=tier) | Q(person__isnull=True)) if tier else within
    found = Rating.objects.filter(
        scope, campaign__purpose=Purpose.PERIOD, campaign__kind=period.kind,
        campaign__year=period.year, campaign__quarter=period.quarter, campaign__month=period.month,
        campaign__state__in=_COUNTED,
    )  # fmt: skip
    unit = counted[0].unit
    if unit is not None:
        there = {person for people in counted for person in people.present["person_id"]}
        found = found.filter(under("unit__path", unit.path) | Q(person_id__in=there))
    return list(found.values(*_WANTED))


def _of_rating(row: Mapping[str, Any], known_day: date | None) -> Entry:
    decided = row["final_level"] if _by(row["decided_on"], known_day) else ""
    concluded = row["concluded_level"] if _by(row["concluded_on"], known_day) else ""
    level = decided or concluded
    return Entry(
        subject=row["person_id"] or row["body_id"] or row["rated_unit_id"], track=track_of(row["scheme"]), level=level,
        standing="graded" if level else "not_rated" if row["not_rated_reason"] else "under_way", source="campaign",
        is_decided=bool(decided), rank=row["rank"], regime=row["regime"], unit=row["unit_id"], group=row["group"],
    )  # fmt: skip


def _by(day: date | None, known_day: date | None) -> bool:
    return day is not None and (known_day is None or day <= known_day)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the files tell of a person on the day. `regime`: None where the files tell it is none of those rated."""

    is_present: bool
    is_member: bool | None
    rank: str
    regime: str | None
    title: int | None
    unit: int | None


def _facts(people: Population) -> dict[int, _Facts]:
    """What is told of everybody whose file is in the scope that day, present or not."""
    frame = people.everyone.select(
        "person_id", pl.col("is_present").fill_null(False), "is_party_member", pl.col("title_rank").cast(pl.String),
        *(name for name, _regime in _REGIMES), "title_id", "unit_id",
    )  # fmt: skip
    found = {}
    for person, present, member, rank, cadre, servant, employee, title, unit in frame.iter_rows():
        flags = (cadre, servant, employee)
        named = [regime for flag, (_name, regime) in zip(flags, _REGIMES, strict=True) if flag]
        none_of_them = all(flag is False for flag in flags)
        found[person] = _Facts(
            present, member, rank or "", None if none_of_them else named[0] if named else "", title, unit
        )
    return found


def _records(period: Period, known_on: datetime | None) -> dict[tuple[int, Track], str]:
    """The level that each file has for the period, by scale; the one recorded last holds."""
    if period.month is not None:
        return {}
    rows = (
        Evaluation.objects.known(known_on)
        .filter(year=period.year, quarter=period.quarter, track__in=TRACKS)
        .exclude(rating="")
        .order_by("recorded_at", "pk")
        .values_list("person_id", "track", "rating")
    )
    return {(person, track): from_file(rating) for person, track, rating in rows.iterator(chunk_size=10_000)}


def _entries(
    rated: Mapping[tuple[int, Track], list[Entry]],
    records: Mapping[tuple[int, Track], str],
    facts: Mapping[int, _Facts],
    elsewhere: set[tuple[int, Track]],
) -> tuple[list[Entry], dict[str, int], int]:
    """Count everybody once a scale; how many are not of it, and of how many it is not known for the Party's."""
    entries, member_unknown = [], 0
    beside: dict[str, int] = dict.fromkeys(TRACKS, 0)
    for track in TRACKS:
        for person, known in facts.items():
            level = records.get((person, track), "")
            of_campaign = rated.get((person, track), [])
            if of_campaign:
                entries.append(_described(chosen(of_campaign, _of_file(person, track, level, known)), known))
            elif (person, track) in elsewhere:
                continue
            elif known.is_present and (level or _belongs(track, known)):
                entries.append(_of_file(person, track, level, known))
            elif known.is_present and track == "party" and known.is_member is None:
                member_unknown += 1
            elif known.is_present:
                beside[track] += 1
        for (person, other), of_campaign in rated.items():
            if other == track and person not in facts:
                record = Entry(person, track, records.get((person, track), ""), "graded", "file")
                entries.append(chosen(of_campaign, record if record.level else None))
    return entries, beside, member_unknown


def _belongs(track: Track, known: _Facts) -> bool:
    return known.is_member is True if track == "party" else known.regime is not None


def _of_file(person: int, track: Track, level: str, known: _Facts) -> Entry:
    return Entry(
        person, track, level, "graded" if level else "no_rating", "file", rank=known.rank, regime=known.regime or "",
        title=known.title, unit=known.unit,
    )  # fmt: skip


def _described(entry: Entry, known: _Facts) -> Entry:
    """Add what the file tells and the rating does not."""
    return entry._replace(
        title=known.title, rank=entry.rank or known.rank, regime=entry.regime or known.regime or ""
    )  # fmt: skip


def _told(count: int, least: int) -> int:
    """Give a count as it may be told."""
    return told(count, least) if least else count


def _title_groups(facts: Mapping[int, _Facts]) -> dict[int, str]:
    """The group of each title that somebody holds."""
    held = {each.title for each in facts.values() if each.title is not None}
    return dict(Title.objects.filter(pk__in=held).values_list("pk", "group"))


def _placed(entries: Iterable[Entry], people: Population, head: int | None, groups: Mapping[int, str]) -> list[Entry]:
    """Add the group of the title, and put everybody into the unit right below `head` that theirs lies in.

    Nowhere where the day's tree does not have it.
    """
    day_tree = people.tree
    seen: dict[int | None, int | None] = {None: None}

    def group(unit: int | None) -> int | None:
        if unit not in seen:
            at = unit
            while at is not None and at in day_tree and at != head and day_tree.parent_of(at) not in {head, None}:
                at = day_tree.parent_of(at)
            seen[unit] = at if at is not None and at in day_tree else None
        return seen[unit]

    return [entry._replace(unit=group(entry.unit), title_group=groups.get(entry.title or 0, "")) for entry in entries]
