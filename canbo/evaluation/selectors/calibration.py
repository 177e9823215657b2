"""The calibration board: the people of a unit in columns by level, the caps that bind them, what was moved lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils.translation import get_language, gettext, gettext_noop

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.evaluation.domain.cap_groups import family_of
from canbo.evaluation.domain.caps import cap_in_force
from canbo.evaluation.domain.file_levels import from_file
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Campaign, LevelMove, Rating, UnitProgress
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.scored import law_of_unit
from canbo.evaluation.selectors.cap_groups import Group, groups_of, keys_in
from canbo.evaluation.selectors.ratings import TEXTS, run_or_conclude
from canbo.evaluation.selectors.standing import subject_name
from canbo.personnel.models import Evaluation
from canbo.rules.domain.law import Law
from canbo.rules.domain.ready_schemes import prepared

#: How many cards one board shows: a unit of two hundred with room to spare.
MOST = 400
_RECENT = 20
_GAUGES = 12
#: The levels as short as a card has room for.
SHORT = {
    "excellent": gettext_noop("xuất sắc"), "well": gettext_noop("tốt"), "completed": gettext_noop("hoàn thành"),
    "not_completed": gettext_noop("không hoàn thành"),
}  # fmt: skip
#: What must be acted on comes first.
_VERDICTS = ("over", "open", "informs", "held", "none")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the viewer asked for: a unit (None: all of the campaign that is theirs), those below; schemes; group."""

    unit_id: int | None = None
    below: bool = False
    family: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One person on the board, with three facts: points, the head's level, the collective's."""

    rating: Rating
    name: str
    head: str
    collective: str
    moved: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A move lately made: of whom, and whether it can be taken back as things stand."""

    move: LevelMove
    name: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One level with its people; `level` "" for those who have none yet."""

    level: str
    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Gauged:
    """A group with its cap in words: the clause, where it is counted, the share of last year."""

    group: Group
    place: str
    clause: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """How many of the people shown were excellent the year before, of how many whose file tells a level."""

    excellent: int
    rated: int


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows."""

    units: tuple[UnitShown, ...]
    unit: UnitShown | None
    families: tuple[tuple[str, str], ...]
    family: str
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    without: tuple[Card, ...]
    gauges: tuple[Gauged, ...]
    more_gauges: int
    moves: tuple[Moved, ...]
    last_year: LastYear | None
    left_out: int
    own_left_out: bool


class UnitShown(NamedTuple):
    """A unit of a campaign, with how many ratings it has."""

    unit_id: int
    name: str
    path: str
    total: int


def units_of(access: AccessContext, campaign: Campaign) -> list[UnitShown]:
    """Give the units of a campaign whose ratings the viewer runs or concludes, in the order of the tree. One query."""
    rows = UnitProgress.objects.filter(run_or_conclude(access), campaign=campaign).order_by("unit__path")
    return [UnitShown(*row) for row in rows.values_list("unit_id", "unit__name", "unit__path", "total")]


def board_of(access: AccessContext, campaign: Campaign, wanted: Wanted) -> Board:
    """Read the board. At most nine queries. Error: NotFound for a unit that is not the viewer's."""
    units = units_of(access, campaign)
    unit = _unit(units, wanted, campaign)
    law = law_of_unit(campaign, unit.unit_id if unit is not None else campaign.unit_id)
    rows = _shown(access, campaign, unit, wanted)
    families = _families(rows.order_by().values_list("scheme", flat=True).distinct(), law)
    family = wanted.family if wanted.family in families else next(iter(families), "")
    rows = rows.filter(scheme__in=families.get(family, ("", ()))[1])
    found = list(rows.select_related("person", "body", "rated_unit", "unit").defer(*TEXTS)[: MOST + 200])
    own = [each for each in found if each.person_id is not None and each.person_id == access.person_id]
    found = [each for each in found if each not in own]
    groups = sorted({each.group for each in found if each.group})
    if wanted.group:
        found = [each for each in found if each.group == wanted.group]
    for each in found:
        each.campaign = campaign
    left_out, found = max(0, len(found) - MOST), found[:MOST]
    moves = _moves(found)
    moved = {each.rating_id for each in moves if each.undoes_id is None and not hasattr(each, "undone_by")}
    within = keys_in(found, law)
    keys = [key for key in within if not wanted.group or key.group in {"", wanted.group}]
    gauges = groups_of(campaign, keys, law)
    closed = {each.key for each in gauges if each.is_closed}
    held = {rating.pk for key, rows_in in within.items() if key in closed for rating in rows_in}
    short = {"": "", **{level: gettext(words) for level, words in SHORT.items()}}
    cards = [
        Card(
            each, subject_name(each), short[each.head_level], short[each.collective_level], each.pk in moved,
            each.pk in held or each.told_on is not None,
        ) for each in found
    ]  # fmt: skip
    return Board(
        tuple(units), unit, tuple((name, label) for name, (label, _schemes) in families.items()), family,
        tuple(groups), _columns(cards, law, found),
        tuple(each for each in cards if each.rating.not_rated_reason),
        tuple(_gauged(each, law, units, campaign) for each in sorted(gauges, key=_urgent)[:_GAUGES]),
        max(0, len(gauges) - _GAUGES),
        tuple(_moved(each, held) for each in moves[:_RECENT]), _last_year(campaign, found), left_out, bool(own),
    )  # fmt: skip


def _unit(units: Sequence[UnitShown], wanted: Wanted, campaign: Campaign) -> UnitShown | None:
    whole_asked = wanted.unit_id == campaign.unit_id and all(each.unit_id != wanted.unit_id for each in units)
    if wanted.unit_id is None or whole_asked:
        whole = len(units) > 1 and sum(each.total for each in units) <= MOST
        return units[0] if units and not whole else None
    found = next((each for each in units if each.unit_id == wanted.unit_id), None)
    if found is None:
        raise NotFound("unit_unknown", "Không có đơn vị này trong đợt đánh giá, hoặc bạn không được xem.")
    return found


def _shown(access: AccessContext, campaign: Campaign, unit: UnitShown | None, wanted: Wanted) -> QuerySet[Rating]:
    rows = Rating.objects.filter(run_or_conclude(access), campaign=campaign)
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path) if wanted.below else rows.filter(unit_id=unit.unit_id)
    return rows.order_by(F("points").desc(nulls_last=True), "unit__path", "order", "pk")


def _families(schemes: QuerySet[Rating, str], law: Law) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The families of schemes on the board: what each is called, and its schemes; those with a cap first."""
    found: dict[str, list[str]] = {}
    for name in schemes:
        scheme = law.schemes.get(name)
        found.setdefault(family_of(law, scheme) if scheme is not None else name, []).append(name)

    def label(family: str) -> str:
        scheme = law.schemes.get(family)
        return scheme.label.within(get_language() or "vi") if scheme is not None and scheme.label else family

    def order(family: str) -> tuple[bool, str]:
        scheme = law.schemes.get(family)
        return (scheme is None or cap_in_force(prepared(scheme, law)) is None, family)

    return {name: (label(name), tuple(sorted(found[name]))) for name in sorted(found, key=order)}


def _columns(cards: Sequence[Card], law: Law, rows: Sequence[Rating]) -> tuple[Column, ...]:
    scheme = law.schemes.get(rows[0].scheme) if rows else None
    language = get_language() or "vi"
    held: dict[str, list[Card]] = {level: [] for level in ("", *Level.values)}
    for each in cards:
        if not each.rating.not_rated_reason:
            held[each.rating.level_now].append(each)
    labels = {
        level: scheme.words[level].within(language) if scheme is not None else str(Level(level).label)
        for level in Level.values
    }
    order = [*reversed(Level.values), *([""] if held[""] else [])]
    return tuple(Column(level, labels.get(level, ""), tuple(held[level])) for level in order)


def _urgent(group: Group) -> tuple[int, int, str]:
    return _VERDICTS.index(group.gauge.verdict), group.key.unit_id, group.key.group


def _gauged(group: Group, law: Law, units: Sequence[UnitShown], campaign: Campaign) -> Gauged:
    names = {each.unit_id: each.name for each in units}
    read = group.gauge.read
    return Gauged(
        group, names.get(group.key.unit_id, campaign.unit.name), cited(law, read.cite) if read is not None else ""
    )


def _moves(rows: Sequence[Rating]) -> list[LevelMove]:
    """The moves made in the calibration of those shown, the latest first."""
    found = LevelMove.objects.filter(rating__in=[each.pk for each in rows], at=LevelMove.At.CALIBRATION)
    names = {each.pk: each for each in rows}
    moves = list(found.select_related("undone_by").order_by("-pk"))
    for each in moves:
        each.rating = names[each.rating_id]
    return moves


def _moved(move: LevelMove, closed: set[int]) -> Moved:
    rating = move.rating
    may = (
        move.undoes_id is None and not hasattr(move, "undone_by") and rating.level_now == move.after
        and rating.told_on is None and rating.pk not in closed
    )  # fmt: skip
    return Moved(move, subject_name(rating), may)


def _last_year(campaign: Campaign, rows: Sequence[Rating]) -> LastYear | None:
    people = {each.person_id for each in rows if each.person_id is not None}
    if not people:
        return None
    levels = Evaluation.objects.known().filter(
        person__in=people, year=campaign.year - 1, quarter__isnull=True, track=track_of(rows[0].scheme)
    )
    told = [from_file(each) for each in levels.values_list("rating", flat=True)]
    held = [each for each in told if each]
    return LastYear(held.count(Level.EXCELLENT), len(held)) if held else None
