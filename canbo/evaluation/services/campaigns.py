"""A campaign under way: people added, taken out, given another rater, group or scheme; ended, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean
from canbo.evaluation.domain.roster import GROUPS, form_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_run, require_run
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.open_matters import what_is_open
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.evaluation.selectors.roster import law_of, ways_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked_campaign, require_open
from canbo.evaluation.services.opinions import recount_opinions
from canbo.evaluation.services.progress import recount, staged
from canbo.jobs.models import Job
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.rules.domain.schemes import Scheme

#: How many ratings one act changes at once.
MOST: Final = 500
#: The columns that a change here may write.
_WRITTEN: Final = (
    "rater", "rater_text", "concluder", "group", "circumstances", "away", "rank", "scheme", "form", "not_rated_reason",
    "stage", "version",
)  # fmt: skip
#: What an officer may note of somebody's period; others are found at the opening.
CIRCUMSTANCES: Final = (
    "moved_in", "moved_in_short", "absent", "sick_3_months", "maternity", "studying", "suspended", "seconded",
    "probation", "temporary_cell",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody to be rated in a campaign that is open already."""

    person_id: int
    scheme: str
    rank: str
    unit_id: int | None = None
    post: str = ""


def add_person(*, access: AccessContext, campaign_id: int, given: Added) -> Rating:
    """Add a person whom the opening did not find. Their rater, group and circumstances are set afterwards.

    Errors: person_unknown, scheme_unknown, rank_unknown, unit_outside_campaign, rated_already, campaign_not_open;
    Forbidden (nobody adds themselves).
    """
    with transaction.atomic():
        campaign = campaign_of(access, campaign_id)
        require_open(campaign)
        person = visible_people(access).select_related("unit").filter(pk=given.person_id).first()
        if person is None:
            raise DomainError("person_unknown", "Không có hồ sơ này trong phạm vi của bạn. Hãy chọn lại người.")
        unit = person.unit if given.unit_id is None else Unit.objects.filter(pk=given.unit_id).first()
        if unit is None or not unit.path.startswith(campaign.unit.path):
            raise DomainError("unit_outside_campaign", "Đơn vị của người này không thuộc đợt đánh giá.")
        require_run(access, unit)
        _not_oneself(access, person)
        scheme = _scheme(campaign, given.scheme)
        if given.rank not in Rating.Rank.values or given.rank == Rating.Rank.COLLECTIVE:
            raise DomainError("rank_unknown", "Hãy chọn người này được đánh giá với tư cách gì.")
        if campaign.ratings.filter(person=person, scheme=scheme.id).exists():
            raise DomainError("rated_already", "Người này đã có phiếu theo bộ tiêu chí đó trong đợt.")
        rating = Rating.objects.create(
            campaign=campaign, unit=unit, person=person, scheme=scheme.id, rank=given.rank, form=form_of(scheme),
            post=clean(given.post)[:250], group=GROUPS[given.rank],
        )  # fmt: skip
        _with_way(campaign, scheme)
        recount_opinions([rating.pk])
        recount(campaign.pk, [unit.pk])
        _record(access, rating, "evaluation.rating_added", {"scheme": [None, scheme.id]})
    return rating


def take_out(*, access: AccessContext, campaign_id: int, rating_ids: Sequence[int], reason: str) -> int:
    """Take people out of the rating: they stay in the list, not rated, with the reason. Gives how many.

    Errors: reason_missing, nobody_chosen, rating_unknown, rating_decided; Forbidden.
    """
    reason = clean(reason)[:500]
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do không đánh giá, xếp loại những người này.")

    def change(rating: Rating) -> Mapping[str, list[Any]]:
        if rating.decided_on is not None:
            raise DomainError("rating_decided", "Có phiếu đã quyết định, không đưa ra khỏi đợt được.")
        before, rating.not_rated_reason = rating.not_rated_reason, reason
        return {"not_rated_reason": [before, reason]}

    return _change(access, campaign_id, rating_ids, change, "evaluation.rating_left_out")


def take_back(*, access: AccessContext, campaign_id: int, rating_ids: Sequence[int]) -> int:
    """Rate people again who had been taken out. Errors: scheme_needed for whom no scheme was chosen yet."""

    def change(rating: Rating) -> Mapping[str, list[Any]]:
        if not rating.scheme:
            raise DomainError("scheme_needed", "Hãy chọn bộ tiêu chí cho người này trước khi đánh giá.")
        before, rating.not_rated_reason = rating.not_rated_reason, ""
        return {"not_rated_reason": [before, ""]}

    return _change(access, campaign_id, rating_ids, change, "evaluation.rating_changed")


@dataclass(frozen=True, slots=True)
class Changed:
    """What is changed of ratings; None leaves it as it is. `scheme` sets the form too and takes back a rating that
    waited for one. `reason`: why the circumstances are set otherwise than the file says.
    """

    rater_id: int | None = None
    rater_text: str | None = None
    concluder: str | None = None
    group: str | None = None
    circumstances: Sequence[str] | None = None
    scheme: str | None = None
    rank: str | None = None
    reason: str = ""


def change_ratings(*, access: AccessContext, campaign_id: int, rating_ids: Sequence[int], given: Changed) -> int:
    """Change who rates, who concludes, the group, the circumstances or the scheme of several ratings; give how many.

    Errors: nobody_chosen, rating_unknown, rater_unknown, rater_is_rated, circumstance_unknown, scheme_unknown,
    rating_begun (another scheme once the person has sent anything), rank_unknown, file_overruled_without_reason;
    Forbidden.
    """
    reason = clean(given.reason)[:500]
    rater = _rater(given.rater_id)
    unknown = set(given.circumstances or ()) - set(CIRCUMSTANCES)
    if unknown:
        raise DomainError("circumstance_unknown", "Không có hoàn cảnh «{name}».", name=min(unknown))
    if given.rank is not None and given.rank not in Rating.Rank.values:
        raise DomainError("rank_unknown", "Hãy chọn tư cách được đánh giá.")

    def change(rating: Rating) -> Mapping[str, list[Any]]:
        before = _told(rating)
        if rater is not None:
            if rater.pk in {rating.person_id, rating.answerer_id}:
                raise DomainError("rater_is_rated", "Không ai tự đánh giá mình. Hãy chọn người khác.")
            rating.rater = rater
        for name, length in (("rater_text", 250), ("concluder", 250), ("group", 120)):
            value = getattr(given, name)
            if value is not None:
                setattr(rating, name, clean(value)[:length])
        if given.circumstances is not None:
            _set_circumstances(access, rating, given.circumstances, reason)
        if given.rank is not None:
            rating.rank = given.rank
        if given.scheme is not None and given.scheme != rating.scheme:
            _other_scheme(rating, given.scheme)
        return {key: [before[key], value] for key, value in _told(rating).items() if value != before[key]}

    return _change(access, campaign_id, rating_ids, change, "evaluation.rating_changed", reason)


def close_campaign(*, access: AccessContext, campaign_id: int, today: date, reason: str = "") -> Campaign:
    """End a campaign. While anything is open in it, a reason is needed.

    Errors: campaign_not_open, matters_open; Forbidden.
    """
    with transaction.atomic():
        campaign = locked_campaign(access, campaign_id)
        require_run(access, campaign.unit)
        require_open(campaign)
        left, reason = what_is_open(campaign), clean(reason)[:500]
        if left and not reason:
            raise DomainError(
                "matters_open", "Đợt còn việc chưa xong: {matters}. Hãy làm tiếp, hoặc ghi lý do kết thúc lúc này.",
                matters="; ".join(each.words for each in left),
            )  # fmt: skip
        campaign.state, campaign.closed_on = Campaign.State.CLOSED, today
        campaign.save(update_fields=["state", "closed_on"])
        _record_campaign(
            access, campaign, "evaluation.campaign_closed", {each.code: each.count for each in left}, reason
        )
    return campaign


def cancel_campaign(*, access: AccessContext, campaign_id: int, today: date, reason: str) -> Campaign:
    """Cancel a campaign, with the reason; one in which a level was decided is not cancelled.

    Errors: reason_missing, campaign_over, campaign_has_decisions, campaign_being_opened; Forbidden.
    """
    reason = clean(reason)[:500]
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do huỷ đợt đánh giá.")
    with transaction.atomic():
        campaign = locked_campaign(access, campaign_id)
        require_run(access, campaign.unit)
        if campaign.is_over:
            raise DomainError("campaign_over", "Đợt đánh giá đã kết thúc.")
        if campaign.ratings.filter(decided_on__isnull=False).exists():
            raise DomainError(
                "campaign_has_decisions", "Đã có phiếu được quyết định và ghi vào hồ sơ, nên không huỷ đợt được."
            )
        job = Job.objects.filter(pk=campaign.job).first() if campaign.job else None
        if campaign.state == Campaign.State.PREPARING and job is not None and not job.is_over:
            raise DomainError("campaign_being_opened", "Phiếu đang được phát. Hãy dừng việc nền đó trước, rồi huỷ đợt.")
        campaign.state, campaign.closed_on = Campaign.State.CANCELLED, today
        campaign.save(update_fields=["state", "closed_on"])
        _record_campaign(access, campaign, "evaluation.campaign_cancelled", {}, reason)
    return campaign


def _change(
    access: AccessContext, campaign_id: int, rating_ids: Sequence[int], change: Any, action: str, reason: str = ""
) -> int:  # fmt: skip
    keys = list(dict.fromkeys(rating_ids))
    if not keys or len(keys) > MOST:
        raise DomainError("nobody_chosen", "Hãy chọn từ 1 đến {most} phiếu trong danh sách.", most=MOST)
    with transaction.atomic():
        campaign = campaign_of(access, campaign_id)
        require_open(campaign)
        rows = list(
            ratings(access).filter(campaign=campaign, pk__in=keys).select_related(*WITH)
            .select_for_update(of=("self",)).order_by("pk")
        )  # fmt: skip
        if len(rows) != len(keys):
            raise NotFound("rating_unknown", "Không có phiếu đánh giá này, hoặc bạn không được xem.")
        units = set()
        for rating in rows:
            _require(access, rating)
            changes = change(rating)
            staged(rating).save(update_fields=_WRITTEN)
            units.add(rating.unit_id)
            _record(access, rating, action, changes, reason)
        recount_opinions(keys)
        recount(campaign.pk, units)
    return len(rows)


def _require(access: AccessContext, rating: Rating) -> None:
    if is_subject(access, rating) or not may_run(access, rating.unit):
        raise Forbidden(
            "may_not_change_rating",
            "Chỉ người tổ chức đánh giá sửa phiếu trong đợt, và không ai sửa phiếu của chính mình.",
        )


def _not_oneself(access: AccessContext, person: Person) -> None:
    if access.person_id == person.pk:
        raise Forbidden("own_rating", "Không ai tự thêm phiếu đánh giá của chính mình.")


def _set_circumstances(access: AccessContext, rating: Rating, given: Sequence[str], reason: str) -> None:
    """Set what an officer states; what follows from the file is overruled with a reason alone, and no longer counts."""
    kept = [code for code in rating.circumstances if code not in CIRCUMSTANCES and code != "unclear_regime"]
    stated = [*kept, *dict.fromkeys(given)]
    if rating.away and set(stated) != set(rating.circumstances):
        if not reason:
            raise DomainError(
                "file_overruled_without_reason",
                "Hồ sơ của {name} ghi thời gian nghỉ, đình chỉ trong kỳ. Hãy ghi lý do đặt hoàn cảnh khác với hồ sơ, "
                "hoặc sửa hồ sơ nếu hồ sơ sai.", name=subject_name(rating),
            )  # fmt: skip
        rating.away = rating.away | {"overruled": reason, "by": access.user_name}
    rating.circumstances = stated


def _other_scheme(rating: Rating, name: str) -> None:
    if rating.self_done_on is not None or rating.head_done_on is not None:
        raise DomainError(
            "rating_begun", "Phiếu đã được đánh giá theo bộ tiêu chí hiện có nên không đổi bộ tiêu chí được."
        )
    scheme = _scheme(rating.campaign, name)
    taken = Rating.objects.filter(
        campaign=rating.campaign_id, person=rating.person_id, scheme=scheme.id, unit=rating.unit_id
    ).exclude(pk=rating.pk)
    if rating.person_id is not None and taken.exists():
        raise DomainError("rated_already", "Người này đã có phiếu theo bộ tiêu chí đó trong đợt.")
    if not rating.scheme:
        rating.not_rated_reason = ""
        rating.circumstances = [code for code in rating.circumstances if code != "unclear_regime"]
        rating.group = rating.group or GROUPS.get(rating.rank, "")
    rating.scheme, rating.form = scheme.id, form_of(scheme)
    _with_way(rating.campaign, scheme)


def _with_way(campaign: Campaign, scheme: Scheme) -> None:
    """Give a campaign under way the steps of a scheme under which nobody fell at the opening, as its pack says them."""
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if scheme.id not in held.ways:
        held.ways |= ways_of(law_of(campaign), (scheme,))
        held.save(update_fields=["ways"])
    campaign.ways = held.ways


def _scheme(campaign: Campaign, name: str) -> Scheme:
    scheme = law_of(campaign).schemes.get(name)
    if scheme is None or scheme.is_base or campaign.kind not in scheme.periods:
        raise DomainError("scheme_unknown", "Không có bộ tiêu chí {scheme} trong kỳ này.", scheme=name)
    return scheme


def _rater(person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    found = Person.objects.filter(pk=person_id, withdrawn_at__isnull=True).first()
    if found is None:
        raise DomainError("rater_unknown", "Không có người đánh giá này. Hãy chọn lại.")
    return found


def _told(rating: Rating) -> dict[str, Any]:
    return {
        "rater": rating.rater_id, "rater_text": rating.rater_text, "concluder": rating.concluder,
        "group": rating.group, "circumstances": list(rating.circumstances), "scheme": rating.scheme,
        "rank": rating.rank,
    }  # fmt: skip


def _record(access: AccessContext, rating: Rating, action: str, changes: Mapping[str, Any], reason: str = "") -> None:
    audit.record(
        access=access, action=action, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
        unit_path=rating.unit.path, changes=dict(changes), reason=reason,
    )  # fmt: skip


def _record_campaign(
    access: AccessContext, campaign: Campaign, action: str, left: Mapping[str, int], reason: str
) -> None:
    audit.record(
        access=access, action=action, object_type="evaluation_campaign", object_id=campaign.pk,
        object_label=campaign.title, unit_path=campaign.unit.path, reason=reason,
        changes={name: [count, None] for name, count in left.items()},
    )  # fmt: skip


def chosen_ids(written: Iterable[str]) -> list[int]:
    """Read the numbers of chosen ratings; what is none is left out."""
    return [int(each) for each in written if each.isdecimal() and len(each) < 19]
