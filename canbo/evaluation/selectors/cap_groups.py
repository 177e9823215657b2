"""The groups in which levels are counted under a cap, as a campaign has them: whom each holds, how it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from canbo.common.rows import as_system
from canbo.core.errors import DomainError, NotFound
from canbo.evaluation.domain.cap_groups import (
    LIKE_WORK,
    PARTY_ORGANISATION,
    UNIT,
    Gauge,
    GroupKey,
    Settled,
    family_of,
    gauge_of,
    keys_of,
)
from canbo.evaluation.domain.caps import cap_in_force
from canbo.evaluation.models import Campaign, CapGroup, Rating
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.scored import law_of_rating
from canbo.rules.domain.law import Law
from canbo.rules.domain.ready_schemes import Prepared, prepared


def keys_of_rating(rating: Rating, law: Law | None = None) -> list[GroupKey]:
    """Give the groups in which a rating counts; [] where its scheme has no cap on its day, or outside the period."""
    if rating.campaign.purpose != Purpose.PERIOD:
        return []
    law = law or law_of_rating(rating)
    scheme = law.schemes.get(rating.scheme)
    cap = cap_in_force(prepared(scheme, law)) if scheme is not None else None
    if scheme is None or cap is None:
        return []
    return keys_of(
        cap, family_of(law, scheme), campaign_unit=rating.campaign.unit_id, unit=rating.unit_id, group=rating.group
    )


def closed_keys(campaign: Campaign) -> set[GroupKey]:
    """Name the groups of a campaign that are closed. One query."""
    rows = campaign.cap_groups.filter(closed_on__isnull=False)
    return {GroupKey(*row) for row in rows.values_list("unit_id", "scheme", "group")}


def require_groups_open(rating: Rating, closed: set[GroupKey]) -> None:
    """Raise group_closed where a group in which the rating counts is closed."""
    if any(key in closed for key in keys_of_rating(rating)):
        raise DomainError(
            "group_closed",
            "Nhóm này đã chốt tỷ lệ nên không đổi mức được. Hãy mở lại nhóm, có lý do, rồi mới đổi; sau khi thông báo "
            "thì chỉ đổi qua kiến nghị hoặc điều chỉnh kết quả đã công bố.",
        )


def require_groups_closed(rating: Rating, closed: set[GroupKey]) -> None:
    """Raise group_not_closed where a cap that was held against its text binds a group that is not closed."""
    law = law_of_rating(rating)
    scheme = law.schemes.get(rating.scheme)
    if scheme is None or not binds(prepared(scheme, law)):
        return
    if any(key not in closed for key in keys_of_rating(rating, law)):
        raise DomainError(
            "group_not_closed",
            "Nhóm tính tỷ lệ xuất sắc của phiếu này chưa chốt. Hãy chốt nhóm ở trang «Xếp loại» trước khi thông báo.",
        )


def binds(ready: Prepared) -> bool:
    """Tell whether the cap of a scheme was held against its text: another one informs and blocks nothing."""
    found = gauge_of(ready, {}, Settled()).read
    return found is not None and found.confirmed


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a campaign with its people: what was settled of it, how its cap stands."""

    key: GroupKey
    kept: CapGroup
    ready: Prepared
    gauge: Gauge
    counts: dict[str, int]
    size: int

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self.kept.closed_on is not None


@dataclass(frozen=True, slots=True)
class Members:
    """Which ratings count in a group: of which schemes, in one unit or the whole campaign, of which like work."""

    schemes: frozenset[str]
    unit_id: int | None
    group: str | None

    @property
    def condition(self) -> Q:
        """The condition on ratings of the campaign."""
        found = Q(scheme__in=self.schemes)
        if self.unit_id is not None:
            found &= Q(unit=self.unit_id)
        return found if self.group is None else found & Q(group=self.group)

    def holds(self, unit_id: int | None, scheme: str, group: str) -> bool:
        """Tell whether a rating of this unit, scheme and like work counts."""
        return (
            scheme in self.schemes
            and (self.unit_id is None or unit_id == self.unit_id)
            and (self.group is None or group == self.group)
        )


def members_of(law: Law, key: GroupKey) -> Members:
    """Tell which ratings of a campaign count in a group. Error: NotFound group_unknown where no scheme counts so."""
    schemes = {
        scheme.id: cap for scheme in law.schemes.values()
        if not scheme.is_base and family_of(law, scheme) == key.family
        and (cap := cap_in_force(prepared(scheme, law))) is not None
    }  # fmt: skip
    if not schemes:
        raise NotFound("group_unknown", "Không có nhóm tính tỷ lệ này. Hãy chọn lại nhóm ở trang xếp loại.")
    cap = next(iter(schemes.values()))
    by_unit = UNIT in cap.groups or PARTY_ORGANISATION in cap.groups
    whole = by_unit or LIKE_WORK not in cap.groups
    group = key.group or (None if whole else "")
    return Members(frozenset(schemes), key.unit_id if by_unit else None, group)


@as_system()
def groups_of(campaign: Campaign, keys: Iterable[GroupKey], law: Law) -> list[Group]:
    """Read groups with their counts over all of their people, whoever looks. At most three queries."""
    wanted = {key: members_of(law, key) for key in keys}
    kept = {
        GroupKey(each.unit_id, each.scheme, each.group): each
        for each in campaign.cap_groups.filter(unit__in={key.unit_id for key in wanted})
    }
    rows = campaign.ratings.order_by()
    units = {each.unit_id for each in wanted.values() if each.unit_id is not None}
    counted_rows = list(_counts(rows.filter(unit__in=units), "unit_id")) if units else []
    through = list(_counts(rows)) if any(each.unit_id is None for each in wanted.values()) else []
    found = []
    for key, members in wanted.items():
        mine = [
            each for each in (counted_rows if members.unit_id is not None else through)
            if members.holds(each.get("unit_id"), each["scheme"], each["group"])
        ]  # fmt: skip
        counts: Counter[str] = Counter()
        for each in mine:
            counts["not_rated" if each["off"] else _level(each) or "none"] += each["n"]
        ready = prepared(law.schemes[min({each["scheme"] for each in mine} or members.schemes)], law)
        group = kept.get(key) or CapGroup(
            campaign=campaign, unit_id=key.unit_id, scheme=key.family, group=key.group
        )  # fmt: skip
        found.append(Group(key, group, ready, gauge_of(ready, counts, settled_of(group)), dict(counts), counts.total()))
    return found


_LEVELS = ("concluded_level", "calibrated_level", "collective_level", "head_level", "rule_level")


def _counts(rows: QuerySet[Rating], *by: str) -> Iterable[dict[str, Any]]:
    """Count ratings by scheme, like work and levels."""
    off = Case(When(not_rated_reason="", then=Value(False)), default=Value(True))
    found: Iterable[dict[str, Any]] = (
        rows.annotate(off=off).values(*by, "scheme", "group", "off", *_LEVELS).annotate(n=Count("pk"))
    )
    return found


def _level(row: Mapping[str, Any]) -> str:
    """The level as things stand, as `Rating.level_now` says it."""
    return next((row[name] for name in _LEVELS if row[name]), "")


def settled_of(kept: CapGroup) -> Settled:
    """Give what was settled of a group."""
    higher = Fraction(str(kept.higher)) if kept.higher is not None else None
    return Settled(kept.base, kept.rounding, higher)


def keys_in(ratings: Sequence[Rating], law: Law) -> dict[GroupKey, list[Rating]]:
    """Sort ratings into the groups in which they count, those of a unit as a whole first."""
    found: defaultdict[GroupKey, list[Rating]] = defaultdict(list)
    for rating in ratings:
        for key in keys_of_rating(rating, law):
            found[key].append(rating)
    return dict(sorted(found.items(), key=lambda pair: (pair[0].unit_id, pair[0].family, pair[0].group)))
