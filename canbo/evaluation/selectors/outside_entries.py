"""The ratings of people for a matter outside the year: one each, by the scheme of their regime and rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from canbo.evaluation.models import Campaign, Rating
from canbo.organizations.models import Title
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import PartyMembership, Person, PostHolding, RegimeRecord
from canbo.rules.domain.schemes import Scheme

#: By which regime, where a file has several, and as a Party member where the State's schemes have none for it.
_ORDER: Final = ("cadre", "civil_servant", "public_employee", "party_member")
_RANKS: Final[dict[str, Rating.Rank]] = {Title.Rank.HEAD: Rating.Rank.HEAD, Title.Rank.DEPUTY: Rating.Rank.DEPUTY}


def outside_entries(
    campaign: Campaign, people: Sequence[Person], *, day: date, schemes: Iterable[Scheme]
) -> tuple[list[Rating], list[Person]]:
    """Give the ratings, unsaved, of these people, and those for whom no scheme of the day is made. Four queries."""
    keys = [each.pk for each in people]
    regimes: dict[int, set[str]] = defaultdict(set)
    known = RegimeRecord.objects.known().holding(day).filter(person__in=keys)
    for person_id, regime in known.values_list("person_id", "regime"):
        regimes[person_id].add(regime)
    members = PartyMembership.objects.known().holding(day).filter(person__in=keys, is_member=True, left_on__isnull=True)
    for person_id in members.values_list("person_id", flat=True):
        regimes[person_id].add("party_member")
    posts = _posts(keys, day)
    heads = _heads({each.unit_id for each in people}, day)
    usable = [each for each in schemes if each.subject == "person" and not each.is_base]
    made, without = [], []
    for number, person in enumerate(people):
        post = posts.get(person.pk)
        rank = _RANKS.get(_rank(post), Rating.Rank.STAFF)
        scheme = _scheme(usable, regimes[person.pk], rank)
        if scheme is None:
            without.append(person)
            continue
        head = heads.get(person.unit_id)
        made.append(
            Rating(
                campaign=campaign, unit=person.unit, person=person, scheme=scheme.id, rank=rank, order=number,
                regime=next((each for each in _ORDER if each in regimes[person.pk]), ""), form="common",
                post=post.title_text if post is not None else "", rater_id=head if head != person.pk else None,
            )
        )  # fmt: skip
    return made, without


def _scheme(schemes: Iterable[Scheme], regimes: set[str], rank: str) -> Scheme | None:
    """The first scheme, by the order of regimes, that is for this regime and rank; the State's before the Party's."""
    held = [each for each in schemes if not each.ranks or rank in each.ranks]
    held.sort(key=lambda each: (each.id.startswith("party."), each.id.endswith(("outside_member", "central_leader"))))
    for regime in _ORDER:
        for each in held:
            if regime in regimes and regime in each.regimes:
                return each
    return None


def _posts(keys: Sequence[int], day: date) -> dict[int, PostHolding]:
    """The post of each person on the day: their own before a concurrent one, the highest title first."""
    rows = PostHolding.objects.known().holding(day).filter(person__in=keys, unit__isnull=False)
    found: dict[int, PostHolding] = {}
    for each in sorted(rows.select_related("title", "position__title"), key=_standing):
        found.setdefault(each.person_id, each)
    return found


def _heads(units: set[int], day: date) -> dict[int, int]:
    rows = PostHolding.objects.known().holding(day).filter(unit__in=units, person__withdrawn_at__isnull=True)
    found: dict[int, int] = {}
    for each in sorted(rows.select_related("title", "position__title"), key=_standing):
        if each.unit_id is not None and _rank(each) == Title.Rank.HEAD:
            found.setdefault(each.unit_id, each.person_id)
    return found


def _standing(post: PostHolding) -> tuple[bool, int, int]:
    title = post.position.title if post.position is not None else post.title
    return post.kind == HoldingKind.CONCURRENT, title.level if title is not None else 99, post.pk


def _rank(post: PostHolding | None) -> str:
    if post is None:
        return ""
    title = post.position.title if post.position is not None else post.title
    return title.rank if title is not None else ""
