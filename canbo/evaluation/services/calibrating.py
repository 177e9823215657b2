"""Calibration: people moved between levels with a reason, moves taken back, caps settled, groups closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean
from canbo.evaluation.domain.cap_groups import GroupKey, gauge_of
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.models import Campaign, CapGroup, LevelMove, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import require_conclude
from canbo.evaluation.scored import law_of_unit
from canbo.evaluation.selectors.cap_groups import (
    Group,
    closed_keys,
    groups_of,
    members_of,
    require_groups_open,
    settled_of,
)
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.concluding import Conclusion, conclude_many
from canbo.evaluation.services.locking import locked, locked_campaign, require_open
from canbo.evaluation.services.progress import staged
from canbo.organizations.models import Unit
from canbo.rules.domain.law import Law
from canbo.rules.domain.schemes import BASES, ROUNDINGS

_KEPT = (
    "base", "rounding", "local_ground", "higher", "higher_ground", "closed_on", "closed_by_name",
)  # fmt: skip
_MOVED = ("calibrated_level", "concluded_level", "stage", "version")


@dataclass(frozen=True, slots=True)
class CapGiven:
    """What the locality or the authority settles for one group; "" and None leave what the pack says."""

    base: str = ""
    rounding: str = ""
    local_ground: str = ""
    higher: Decimal | None = None
    higher_ground: str = ""


def move(
    *, access: AccessContext, rating_id: int, to: str, reason: str, on: date, version: int | None = None
) -> LevelMove:  # fmt: skip
    """Move a person to another level in the calibration; the reason is kept and told to who is rated.

    Errors: level_unknown, reason_missing, level_same, not_rated_no_level, already_told, group_closed, rating_held,
    rating_changed, campaign_not_open; NotFound, Forbidden (oneself, a relative, no right).
    """
    with transaction.atomic():
        rating = _movable(access, rating_id, version)
        if to not in Level.values:
            raise DomainError("level_unknown", "Không có mức này. Hãy chọn một trong bốn mức.")
        if not reason.strip():
            raise DomainError("reason_missing_move", "Chuyển mức phải ghi lý do; người được đánh giá sẽ đọc lý do này.")
        before = rating.level_now
        if to == before:
            raise DomainError("level_same", "Phiếu này đang ở mức ấy rồi.")
        return _set(access, rating, before, to, reason.strip(), on)


def undo(*, access: AccessContext, rating_id: int, on: date) -> LevelMove:
    """Take back the last move of a rating in the calibration; both stay written down.

    Errors: nothing_to_undo, level_changed_since and those of `move`.
    """
    with transaction.atomic():
        rating = _movable(access, rating_id, None)
        moves = rating.moves.filter(at=LevelMove.At.CALIBRATION, undoes__isnull=True, undone_by__isnull=True)
        last = moves.order_by("-pk").first()
        if last is None:
            raise DomainError("nothing_to_undo", "Phiếu này không có lần chuyển mức nào để hoàn tác.")
        if rating.level_now != last.after:
            raise DomainError(
                "level_changed_since",
                "Mức của phiếu đã đổi sau lần chuyển ấy nên không hoàn tác được. Hãy chuyển mức mới.",
            )
        return _set(access, rating, last.after, last.before, last.reason, on, undoes=last)


def _movable(access: AccessContext, rating_id: int, version: int | None) -> Rating:
    rating = locked(access, rating_id, version)
    require_conclude(access, rating)
    if rating.person_id is not None:
        access.require_impartial(rating.person_id)
    if rating.told_on is not None:
        raise DomainError(
            "already_told_no_move",
            "Kết luận đã thông báo nên không chuyển mức ở đây được nữa. Hãy giải quyết qua kiến nghị.",
        )
    if rating.not_rated_reason:
        raise DomainError("not_rated_no_level", "Phiếu này không xếp loại kỳ này nên không có mức để chuyển.")
    require_groups_open(rating, closed_keys(rating.campaign))
    return rating


def _set(
    access: AccessContext, rating: Rating, before: str, to: str, reason: str, on: date,
    undoes: LevelMove | None = None,
) -> LevelMove:  # fmt: skip
    if rating.concluded_on is not None:
        rating.concluded_level = to
    else:
        rating.calibrated_level = "" if to == rating.proposed_level else to
    staged(rating).save(update_fields=list(_MOVED))
    made = LevelMove.objects.create(
        rating=rating, at=LevelMove.At.CALIBRATION, before=before, after=to, reason=reason, moved_on=on,
        moved_by_name=access.user_name, undoes=undoes,
    )  # fmt: skip
    audit.record(
        access=access, action="evaluation.level_moved", object_type="rating", object_id=rating.pk,
        object_label=subject_name(rating), unit_path=rating.unit.path,
        changes={"level": [before or None, to or None], "undone": [None, undoes is not None]},
    )  # fmt: skip
    return made


def settle_cap(*, access: AccessContext, campaign_id: int, key: GroupKey, given: CapGiven) -> CapGroup:
    """Settle base, rounding and a higher share of a group, each with its ground.

    Errors: base_unknown, rounding_unknown, local_ground_missing, higher_ground_missing, cap_higher_unfounded,
    cap_higher_too_high, higher_too_low, group_empty, group_closed_already, campaign_not_open; NotFound, Forbidden.
    """
    with transaction.atomic():
        campaign, group, _law = _group(access, campaign_id, key)
        require_open(campaign)
        _require_not_closed(group)
        _require_people(group)
        if given.base not in {"", *BASES} or given.rounding not in {"", *ROUNDINGS}:
            raise DomainError("base_unknown", "Không có cách tính hoặc cách làm tròn này. Hãy chọn lại.")
        if (given.base or given.rounding) and not given.local_ground.strip():
            raise DomainError(
                "local_ground_missing",
                "Cách tính, cách làm tròn của địa phương phải có căn cứ: số, ngày văn bản, điều khoản.",
            )
        if given.higher is not None and not given.higher_ground.strip():
            raise DomainError(
                "higher_ground_missing",
                "Tỷ lệ cao hơn phải có căn cứ: thành tích nổi trội, văn bản của cấp có thẩm quyền.",
            )
        kept = group.kept
        before = {"base": kept.base, "rounding": kept.rounding, "higher": str(kept.higher or "")}
        kept.base, kept.rounding = given.base, given.rounding
        kept.local_ground = clean(given.local_ground)[:500] if given.base or given.rounding else ""
        kept.higher = given.higher
        kept.higher_ground = clean(given.higher_ground)[:500] if given.higher is not None else ""
        _require_higher(group, given.higher)
        _keep(kept)
        after = {"base": kept.base, "rounding": kept.rounding, "higher": str(kept.higher or "")}
        _told(
            access, campaign, group, "evaluation.cap_set",
            {name: [value or None, after[name] or None] for name, value in before.items() if value != after[name]},
        )  # fmt: skip
    return kept


def close_group(*, access: AccessContext, campaign_id: int, key: GroupKey, given: Conclusion) -> CapGroup:
    """Close a group: whoever is not concluded yet is concluded at their level, by the majority given; then nobody
    moves but by an appeal. All of it, or nothing.

    Errors: group_over_cap (how many must move, by which clause), cap_unsettled, levels_missing, group_empty,
    group_closed_already and those of `conclude_many`; NotFound, Forbidden.
    """
    with transaction.atomic():
        campaign, group, law = _group(access, campaign_id, key)
        require_open(campaign)
        _require_not_closed(group)
        _require_people(group)
        if group.counts.get("none"):
            raise DomainError(
                "levels_missing",
                "Còn {count} phiếu chưa có mức nào. Hãy đề xuất hoặc chuyển họ vào một mức trước khi chốt.",
                count=group.counts["none"],
            )  # fmt: skip
        require_within(group, law)
        waiting = Rating.objects.filter(
            members_of(law, key).condition, campaign=campaign, concluded_on__isnull=True, not_rated_reason=""
        )
        keys = list(waiting.order_by("pk").values_list("pk", flat=True))
        if keys:
            conclude_many(access=access, rating_ids=keys, given=given)
        kept = group.kept
        kept.closed_on, kept.closed_by_name = given.on, access.user_name
        _keep(kept)
        _told(access, campaign, group, "evaluation.group_closed", {"closed_on": [None, given.on.isoformat()]})
    return kept


def reopen_group(*, access: AccessContext, campaign_id: int, key: GroupKey, reason: str) -> CapGroup:
    """Open a closed group again, with the reason, as long as nobody of it was told.

    Errors: reason_missing, group_not_closed_yet, somebody_told, campaign_not_open; NotFound, Forbidden.
    """
    with transaction.atomic():
        campaign, group, law = _group(access, campaign_id, key)
        require_open(campaign)
        if not group.is_closed:
            raise DomainError("group_not_closed_yet", "Nhóm này chưa chốt.")
        if not reason.strip():
            raise DomainError("reopen_reason_missing", "Mở lại nhóm đã chốt phải ghi lý do.")
        told = Rating.objects.filter(members_of(law, key).condition, campaign=campaign, told_on__isnull=False).count()
        if told:
            raise DomainError(
                "somebody_told",
                "Đã thông báo cho {count} người trong nhóm nên không mở lại được. Hãy giải quyết qua kiến nghị.",
                count=told,
            )  # fmt: skip
        kept = group.kept
        kept.closed_on, kept.closed_by_name = None, ""
        _keep(kept)
        _told(access, campaign, group, "evaluation.group_reopened", {}, reason=clean(reason))
    return kept


def require_within(group: Group, law: Law) -> None:
    """Raise group_over_cap or cap_unsettled where the cap of a group binds and is not held."""
    read = group.gauge.read
    if read is None or group.gauge.verdict in {"held", "informs", "none"}:
        return
    clause = cited(law, read.cite)
    if group.gauge.verdict == "open":
        raise DomainError(
            "cap_unsettled",
            "Văn bản không nêu cách làm tròn: tính cách này thì vừa, tính cách khác thì vượt. Hãy ghi cách làm tròn "
            "của cơ quan kèm căn cứ ở mục «Tỷ lệ của nhóm» rồi chốt ({clause}).", clause=clause,
        )  # fmt: skip
    raise DomainError(
        "group_over_cap",
        "Nhóm có {excellent} người xuất sắc, chỉ được {allowed}. Phải chuyển ít nhất {moves} người xuống mức thấp hơn, "
        "hoặc ghi tỷ lệ cao hơn có căn cứ ({clause}).",
        excellent=read.excellent, allowed=read.allowed, moves=read.to_move, clause=clause,
    )  # fmt: skip


def _group(access: AccessContext, campaign_id: int, key: GroupKey) -> tuple[Campaign, Group, Law]:
    campaign = locked_campaign(access, campaign_id)
    unit = Unit.objects.filter(pk=key.unit_id).first()
    if unit is None or not unit.path.startswith(campaign.unit.path):
        raise DomainError("group_unknown", "Không có nhóm tính tỷ lệ này. Hãy chọn lại nhóm ở trang xếp loại.")
    if not access.covers(Permission.CONCLUDE_EVALUATIONS, unit.path):
        raise Forbidden(
            "may_not_close_group", "Chỉ cấp có thẩm quyền kết luận của cả nhóm mới đặt tỷ lệ và chốt được nhóm này."
        )
    law = law_of_unit(campaign, unit.pk)
    return campaign, groups_of(campaign, [key], law)[0], law


def _require_not_closed(group: Group) -> None:
    if group.is_closed:
        raise DomainError("group_closed_already", "Nhóm này đã chốt. Hãy mở lại nhóm, có lý do, nếu cần thay đổi.")


def _require_people(group: Group) -> None:
    if group.size == 0:
        raise DomainError("group_empty", "Nhóm này không có ai nên không có gì để chốt.")


def _require_higher(group: Group, higher: Decimal | None) -> None:
    """Read the cap with the higher share once: what the text does not allow is refused by it."""
    if higher is None:
        return
    read = gauge_of(group.ready, group.counts, settled_of(group.kept)).read
    if read is not None and read.share > Decimal(higher):
        raise DomainError(
            "higher_too_low", "Tỷ lệ {share} % không cao hơn tỷ lệ chung. Hãy để trống nếu không dùng tỷ lệ cao hơn.",
            share=str(higher),
        )  # fmt: skip


def _keep(kept: CapGroup) -> None:
    if kept.pk is None:
        kept.save(force_insert=True)
    else:
        kept.save(update_fields=list(_KEPT))


def _told(
    access: AccessContext, campaign: Campaign, group: Group, action: str, changes: dict[str, list[object]],
    reason: str = "",
) -> None:  # fmt: skip
    audit.record(
        access=access, action=action, object_type="campaign", object_id=campaign.pk, object_label=campaign.title,
        unit_path=campaign.unit.path, reason=reason,
        changes={"group": [None, group.key.group or None], "unit": [None, group.key.unit_id], **changes},
    )  # fmt: skip
