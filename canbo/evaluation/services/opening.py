"""Opening a campaign: prepared step by step, then people and forms fanned out by a job, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.evaluation.domain.away import TEMPORARY_CELL
from canbo.evaluation.domain.opinions import wanted_kinds
from canbo.evaluation.domain.roster import Planned
from canbo.evaluation.domain.ways import Way, appeal_days, proposed_deadlines, settled
from canbo.evaluation.models import Campaign, Opinion, Rating
from canbo.evaluation.models.campaigns import PeriodKind
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors.roster import law_of, outlook, planned, roster_day, ways_of
from canbo.evaluation.selectors.roster_collectives import collective_entries, collective_schemes
from canbo.evaluation.services.locking import locked_campaign
from canbo.evaluation.services.progress import recount
from canbo.evaluation.services.shortcomings import carry_shortcomings
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start
from canbo.organizations.models import Line, Unit
from canbo.organizations.selectors import trees

_CHUNK: Final = 1_000
_KINDS: Final = {
    PeriodKind.YEAR.value: "năm {year}", PeriodKind.QUARTER.value: "quý {quarter} năm {year}",
    PeriodKind.MONTH.value: "tháng {month} năm {year}",
}  # fmt: skip
#: Of whom an opinion is asked where the files name nobody nearer.
_ASKED_OF: Final[Mapping[str, str]] = {
    "colleagues": "Tập thể {unit}", "workplace": "Cấp uỷ {unit}", "residence": "Cấp uỷ nơi cư trú",
    "former_unit": "Đơn vị cũ", "temporary_cell": "Chi bộ nơi sinh hoạt tạm thời",
    "advisory": "Cơ quan tham mưu về tổ chức, cán bộ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeriodGiven:
    """The period and the law: `kind` year, quarter or month; `title` may be "" for the usual one."""

    kind: str
    year: int
    quarter: int | None = None
    month: int | None = None
    title: str = ""
    law_day: date | None = None
    ground: str = ""


def prepare(*, access: AccessContext, unit: Unit, given: PeriodGiven, today: date) -> Campaign:
    """Write down a campaign in preparation, with the ways and deadlines that the packs propose.

    Errors: period_wrong, period_ahead, campaign_twice, no_scheme_in_force; Forbidden.
    """
    require_run(access, unit)
    campaign = _of_period(unit, given, access.user_name)
    if campaign.first_day > today:
        raise DomainError("period_ahead", "Kỳ này chưa bắt đầu. Hãy chọn kỳ đang diễn ra hoặc đã qua.")
    twice = Campaign.objects.filter(
        unit=unit, purpose=campaign.purpose, kind=campaign.kind, year=campaign.year, quarter=campaign.quarter,
        month=campaign.month,
    ).exclude(state=Campaign.State.CANCELLED)  # fmt: skip
    with transaction.atomic():
        if twice.exists():
            raise DomainError(
                "campaign_twice",
                "Đơn vị này đã có đợt đánh giá của kỳ đó. Hãy mở tiếp đợt đã lập, hoặc huỷ đợt ấy.",
            )
        campaign.save(force_insert=True)
        _propose(access, campaign, today)
        _record(access, campaign, "evaluation.campaign_prepared", {"title": [None, campaign.title]})
    return campaign


def _propose(access: AccessContext, campaign: Campaign, today: date) -> None:
    """Set the ways and deadlines of a campaign to what the packs of its law say. Errors: no_scheme_in_force."""
    law = law_of(campaign)
    seen = outlook(access, campaign, today)
    collectives = tuple(collective_schemes(law.schemes.values(), campaign.kind))
    if not seen.schemes and not collectives:
        raise DomainError(
            "no_scheme_in_force", "Theo quy định ngày {day} không có bộ tiêu chí nào cho ai ở đơn vị này trong kỳ này.",
            day=f"{campaign.law_day:%d/%m/%Y}",
        )  # fmt: skip
    campaign.ways = ways_of(law, (*seen.schemes, *collectives))
    campaign.deadlines = proposed_deadlines(
        campaign.ways, campaign.year, campaign.last_day, today=today, is_year=campaign.kind == PeriodKind.YEAR
    )
    days = appeal_days(campaign.ways)
    campaign.choices = {**campaign.choices, **({"appeal_days": days} if days is not None else {})}
    campaign.save(update_fields=["ways", "deadlines", "choices"])


def choose_schemes(*, access: AccessContext, campaign_id: int, left_out: Collection[str]) -> Campaign:
    """Leave schemes out of a campaign in preparation. Errors: scheme_unknown, nobody_rated, campaign_not_preparing."""
    with transaction.atomic():
        campaign = _preparing(access, campaign_id)
        unknown = sorted(set(left_out) - set(campaign.ways))
        if unknown:
            raise DomainError("scheme_unknown", "Không có bộ tiêu chí {scheme} trong đợt này.", scheme=unknown[0])
        if set(left_out) >= set(campaign.ways):
            raise DomainError("nobody_rated", "Hãy giữ lại ít nhất một bộ tiêu chí.")
        before = campaign.choices.get("left_out", [])
        campaign.choices = {**campaign.choices, "left_out": sorted(left_out)}
        campaign.save(update_fields=["choices"])
        _record(access, campaign, "evaluation.campaign_changed", {"left_out": [before, sorted(left_out)]})
    return campaign


@dataclass(frozen=True, slots=True)
class WayGiven:
    """Which steps the office asks for of a scheme, why it changes what a clause says, whether the vote is secret."""

    asked: Collection[str]
    reasons: Mapping[str, str]
    secret: bool = True


def choose_ways(*, access: AccessContext, campaign_id: int, given: Mapping[str, WayGiven]) -> Campaign:
    """Settle the steps of schemes. Errors: scheme_unknown, those of `ways.settled`, campaign_not_preparing."""
    with transaction.atomic():
        campaign = _preparing(access, campaign_id)
        law = law_of(campaign)
        schemes = tuple(law.schemes[name] for name in campaign.ways if name in law.schemes)
        stated = ways_of(law, schemes)
        made: dict[str, Way] = dict(campaign.ways)
        for scheme, each in given.items():
            if scheme not in stated:
                raise DomainError("scheme_unknown", "Không có bộ tiêu chí {scheme} trong đợt này.", scheme=scheme)
            made[scheme] = settled(stated[scheme], each.asked, each.reasons, secret=each.secret)
        changed = {name: [_asked(campaign.ways[name]), _asked(way)] for name, way in made.items()
                   if _asked(campaign.ways[name]) != _asked(way)}  # fmt: skip
        campaign.ways = made
        campaign.save(update_fields=["ways"])
        _record(access, campaign, "evaluation.campaign_changed", changed)
    return campaign


def _asked(way: Way) -> list[str]:
    return [row["step"] for row in way if row["asked"]]


def choose_deadlines(
    *, access: AccessContext, campaign_id: int, deadlines: Mapping[str, date | None], appeal: int | None
) -> Campaign:
    """Set the last day of each step, and for how many days an appeal may be sent (None: no time is told).

    Errors: deadline_reversed, appeal_days_wrong, campaign_over.
    """
    with transaction.atomic():
        campaign = locked_campaign(access, campaign_id)
        require_run(access, campaign.unit)
        if campaign.is_over:
            raise DomainError("campaign_over", "Đợt đánh giá đã kết thúc nên không đổi thời hạn được.")
        kept = {step: day.isoformat() for step, day in deadlines.items() if day is not None}
        first, last = kept.get("self_review"), kept.get("conclusion")
        if first is not None and last is not None and first > last:
            raise DomainError("deadline_reversed", "Hạn tự đánh giá phải trước hạn kết luận.")
        if appeal is not None and not 1 <= appeal <= 365:
            raise DomainError("appeal_days_wrong", "Số ngày kiến nghị phải từ 1 đến 365.")
        before = campaign.deadlines
        campaign.deadlines = kept
        campaign.choices = {key: value for key, value in campaign.choices.items() if key != "appeal_days"}
        if appeal is not None:
            campaign.choices["appeal_days"] = appeal
        campaign.save(update_fields=["deadlines", "choices"])
        _record(access, campaign, "evaluation.campaign_changed", {"deadlines": [before, kept]})
    return campaign


def open_campaign(*, access: AccessContext, campaign_id: int) -> Job:
    """Start handing out the forms in the background. Errors: campaign_not_preparing; Forbidden."""
    with transaction.atomic():
        campaign = _preparing(access, campaign_id)
        job = start(
            access=access, kind="evaluation.open", title=gettext("Phát phiếu: %(title)s") % {"title": campaign.title},
            arguments={"campaign_id": campaign.pk},
        )  # fmt: skip
        campaign.job = job.pk
        campaign.save(update_fields=["job"])
    return job


@job_kind("evaluation.open")
def hand_out_forms(job_id: UUID, report: Report, *, campaign_id: int) -> dict[str, Any]:
    """Make the ratings of a campaign and open it: all in one transaction, or nothing; safe to run twice."""
    count = fan_out(access=actor(), campaign_id=campaign_id, today=timezone.localdate(), report=report)
    return {
        "url": f"/danh-gia/dot/{campaign_id}/", "url_label": gettext_noop("Xem đợt đánh giá"), "people": count,
    }  # fmt: skip


def _quiet(percent: int, message: str) -> None:
    """Tell nobody."""


def fan_out(*, access: AccessContext, campaign_id: int, today: date, report: Report = _quiet) -> int:
    """Make the ratings of everybody and of the collectives, what is asked of others, the counts; give how many.

    Errors: campaign_not_preparing, nobody_to_rate; Forbidden.
    """
    with transaction.atomic():
        campaign = locked_campaign(access, campaign_id)
        require_run(access, campaign.unit)
        if campaign.state == Campaign.State.OPEN:
            return campaign.ratings.count()
        if campaign.state != Campaign.State.PREPARING:
            raise _not_preparing(campaign)
        day = roster_day(campaign, today)
        report(2, gettext_noop("Đang đọc hồ sơ"))
        people = list(planned(access, campaign, day))
        law = law_of(campaign)
        tree = trees.tree(access, Line.STATE, day)
        units = tree.subtree(campaign.unit_id) if campaign.unit_id in tree else (campaign.unit_id,)
        left_out = set(campaign.choices.get("left_out", ()))
        schemes = [each for each in law.schemes.values() if each.id not in left_out]
        collectives = collective_entries(campaign, units, day=day, schemes=schemes)
        if not people and not collectives:
            raise DomainError("nobody_to_rate", "Không có ai và tập thể nào để đánh giá trong đơn vị này.")
        names = {key: each.name for key, each in trees.day(access, day).names.items()}
        made = _Made(campaign, names)
        total = len(people) + len(collectives)
        for done, chunk in enumerate(batched(people, _CHUNK)):
            report(10 + 75 * done * _CHUNK // total, gettext_noop("Đang phát phiếu cho từng người"))
            made.people(chunk)
        made.collectives(collectives)
        report(88, gettext_noop("Đang chuyển hạn chế của kỳ trước"))
        carry_shortcomings(campaign)
        report(92, gettext_noop("Đang đếm tiến độ"))
        campaign.state, campaign.opened_on = Campaign.State.OPEN, today
        campaign.save(update_fields=["state", "opened_on"])
        recount(campaign.pk, made.units)
        _record(access, campaign, "evaluation.campaign_opened", {
            "people": [None, len(people)], "collectives": [None, len(collectives)],
            "law_day": [None, campaign.law_day.isoformat()],
        })  # fmt: skip
    return total


class _Made:
    """The rows of a campaign that is being opened."""

    def __init__(self, campaign: Campaign, names: Mapping[int, str]) -> None:
        self.campaign = campaign
        self.names = names
        self.units: Counter[int] = Counter()

    def people(self, chunk: Sequence[Planned]) -> None:
        """Write a piece of the people with what is asked of others about them."""
        self._write([_rating(self.campaign, each) for each in chunk], {
            (each.person_id, each.scheme): places for each in chunk if (places := _places(each))
        })  # fmt: skip

    def collectives(self, entries: Sequence[Rating]) -> None:
        """Write the collectives."""
        for chunk in batched(entries, _CHUNK):
            self._write(list(chunk), {})

    def _write(self, rows: list[Rating], places: Mapping[tuple[int, str], Mapping[str, str]]) -> None:
        opinions: list[Opinion] = []
        for rating in rows:
            asked = list(self._asked(rating, places.get((rating.person_id or 0, rating.scheme), {})))
            rating.opinions_missing = len(asked)
            opinions += asked
            self.units[rating.unit_id] += 1
        Rating.objects.bulk_create(rows, batch_size=500)
        for each in opinions:
            each.rating_id = each.rating.pk
        Opinion.objects.bulk_create(opinions, batch_size=2_000)

    def _asked(self, rating: Rating, places: Mapping[str, str]) -> Iterator[Opinion]:
        if rating.not_rated_reason:
            return
        due = self.campaign.deadlines
        way = self.campaign.ways.get(rating.scheme, ())
        for each in wanted_kinds(way, rating.circumstances, is_person=rating.person_id is not None):
            usual = _ASKED_OF[each.kind].format(unit=self.names.get(rating.unit_id, ""))
            yield Opinion(
                rating=rating, kind=each.kind, clause=each.clause[:300],
                asked_of=(places.get(each.kind) or usual)[:250],
                due_on=date.fromisoformat(due[f"{each.kind}_opinion"]) if f"{each.kind}_opinion" in due else None,
            )  # fmt: skip


def _places(each: Planned) -> dict[str, str]:
    """Of whom the files tell that an opinion is to be asked, by its kind."""
    cells = [one.place for one in each.away if one.kind == TEMPORARY_CELL and one.place]
    found = {Opinion.Kind.TEMPORARY_CELL.value: "; ".join(dict.fromkeys(cells))} if cells else {}
    return found | ({Opinion.Kind.FORMER_UNIT.value: each.former.name} if each.former is not None else {})


def _rating(campaign: Campaign, each: Planned) -> Rating:
    made = Rating(
        campaign=campaign, unit_id=each.unit_id, person_id=each.person_id, scheme=each.scheme, regime=each.regime,
        rank=each.rank, order=each.order, post=each.post[:250], group=each.group, form=each.form,
        circumstances=list(each.circumstances), rater_id=each.rater.person_id, rater_text=each.rater.words,
        concluder=each.concluder, not_rated_reason=each.not_rated[:500],
        away={"stays": [one.plain for one in each.away], "months": each.months} if each.away else None,
    )  # fmt: skip
    if each.not_rated:
        made.stage = Rating.Stage.NOT_RATED
    return made


def _of_period(unit: Unit, given: PeriodGiven, name: str) -> Campaign:
    kind = given.kind
    quarter = given.quarter if kind == PeriodKind.QUARTER else None
    month = given.month if kind == PeriodKind.MONTH else None
    fits = (kind != PeriodKind.QUARTER or quarter in range(1, 5)) and (
        kind != PeriodKind.MONTH or month in range(1, 13)
    )
    if kind not in _KINDS or not 1990 <= given.year <= 2100 or not fits:
        raise DomainError("period_wrong", "Hãy chọn năm, và quý từ 1 đến 4 hoặc tháng từ 1 đến 12 của kỳ đánh giá.")
    words = _KINDS[kind].format(year=given.year, quarter=quarter, month=month)
    campaign = Campaign(
        unit=unit, kind=kind, year=given.year, quarter=quarter, month=month, ground=clean(given.ground)[:500],
        title=(clean(given.title) or f"Đánh giá, xếp loại {words}")[:300], created_by_name=name,
    )  # fmt: skip
    campaign.law_day = given.law_day or campaign.last_day
    return campaign


def _preparing(access: AccessContext, campaign_id: int) -> Campaign:
    campaign = locked_campaign(access, campaign_id)
    require_run(access, campaign.unit)
    if campaign.state != Campaign.State.PREPARING:
        raise _not_preparing(campaign)
    return campaign


def _not_preparing(campaign: Campaign) -> DomainError:
    return DomainError(
        "campaign_not_preparing", "Đợt «{title}» không còn ở bước chuẩn bị nên không làm lại bước này được.",
        title=campaign.title,
    )  # fmt: skip


def _record(access: AccessContext, campaign: Campaign, action: str, changes: Mapping[str, Any]) -> None:
    audit.record(
        access=access, action=action, object_type="evaluation_campaign", object_id=campaign.pk,
        object_label=campaign.title, unit_path=campaign.unit.path, changes=dict(changes),
    )  # fmt: skip
