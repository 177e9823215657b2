"""The conclusion of the competent level: by majority, on the whole way, in the order of the rules; and holding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from canbo.audit import services as audit
from canbo.common.errors import localized
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import LevelMove, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_subject, may_conclude, require_conclude
from canbo.evaluation.selectors.cap_groups import closed_keys, require_groups_open
from canbo.evaluation.selectors.conclusion import Readiness, readiness_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked, locked_many
from canbo.evaluation.services.progress import recount, staged
from canbo.personnel.selectors.relatives import relatives_among

#: What a conclusion writes on a rating.
WRITTEN = (
    "concluded_level", "conclusion", "majority", "went_on_reason", "concluded_on", "not_rated_reason", "stage",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Majority:
    """How the competent level voted: for and against, of how many members; or the meeting whose minutes tell it."""

    votes_for: int | None = None
    votes_against: int | None = None
    members: int | None = None
    meeting: str = ""

    def plain(self) -> dict[str, object]:
        """Give it as it is kept."""
        return {
            "for": self.votes_for, "against": self.votes_against, "members": self.members, "meeting": self.meeting,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was concluded: the level ("" for the one it has as things stand), the day, the vote, the words.

    `reason` is wanted where the level is another than the rule proposes; `overriding` where steps are missing that
    nobody held against the full text. `not_rated`: why nobody rates it this time; then there is no level.
    """

    on: date
    level: str = ""
    majority: Majority = Majority()
    text: str = ""
    reason: str = ""
    overriding: str = ""
    not_rated: str = ""


def conclude(*, access: AccessContext, rating_id: int, given: Conclusion, version: int | None = None) -> Rating:
    """Conclude on one rating.

    Errors: already_told, level_missing, level_unknown, reason_missing, way_incomplete, order_not_kept, rating_held,
    overriding_missing, majority_missing, majority_wrong, majority_against, group_closed, rating_changed,
    campaign_not_open; NotFound, Forbidden (oneself, a relative, no right).
    """
    with transaction.atomic():
        rating = locked(access, rating_id, version)
        require_conclude(access, rating)
        if rating.person_id is not None:
            access.require_impartial(rating.person_id)
        ready = readiness_of(access, [rating])[rating.pk]
        require_groups_open(rating, closed_keys(rating.campaign))
        _write(access, rating, given, ready)
        recount(rating.campaign_id, [rating.unit_id])
    return rating


def conclude_many(*, access: AccessContext, rating_ids: Sequence[int], given: Conclusion) -> int:
    """Conclude on many ratings of one campaign, each at the level that it has as things stand: all of them, or none.

    Errors: nobody_chosen, too_many_chosen and those of `conclude`, with the name of whom they concern; a level other
    than the rule's keeps the reason that its move was given.
    """
    with transaction.atomic():
        rows = chosen(access, rating_ids)
        ready, closed = readiness_of(access, rows), closed_keys(rows[0].campaign)
        for rating in rows:
            with named(rating):
                require_groups_open(rating, closed)
                _write(access, rating, replace(given, level="", not_rated=""), ready[rating.pk], in_bulk=True)
        recount(rows[0].campaign_id, {each.unit_id for each in rows})
    return len(rows)


def chosen(access: AccessContext, rating_ids: Sequence[int]) -> list[Rating]:
    """Give ratings of one campaign locked, that the viewer may conclude on: none their own, none of a relative.

    Errors: nobody_chosen, too_many_chosen, campaigns_mixed, campaign_not_open, relative_among; Forbidden.
    """
    rows = locked_many(access, rating_ids)
    people = {each.person_id for each in rows if each.person_id is not None}
    kin = relatives_among(access, people)
    for rating in rows:
        if is_subject(access, rating) or not may_conclude(access, rating.unit):
            raise Forbidden(
                "may_not_conclude",
                "Trong các phiếu đã chọn có phiếu của chính bạn hoặc của đơn vị bạn không có thẩm quyền kết luận. "
                "Hãy bỏ chọn phiếu ấy.",
            )
        if rating.person_id in kin:
            raise DomainError(
                "relative_among",
                "Theo hồ sơ, {who} là người thân của bạn, nên phải do người khác kết luận. Hãy bỏ chọn phiếu ấy.",
                who=subject_name(rating),
            )
    return rows


@contextmanager
def named(rating: Rating) -> Iterator[None]:
    """Within the block, what is refused says of whom: «Nguyễn Văn A: …»."""
    try:
        yield
    except Forbidden:
        raise
    except DomainError as error:
        raise DomainError(
            error.code, "{who}: {why}", **{**error.extra, "who": subject_name(rating), "why": localized(error)}
        ) from error


def _write(
    access: AccessContext, rating: Rating, given: Conclusion, ready: Readiness, *, in_bulk: bool = False
) -> None:  # fmt: skip
    if rating.told_on is not None:
        raise DomainError(
            "already_told",
            "Kết luận này đã thông báo ngày {day}. Chỉ thay đổi được khi giải quyết kiến nghị, hoặc khi điều chỉnh kết "
            "quả đã công bố.", day=f"{rating.told_on:%d/%m/%Y}",
        )  # fmt: skip
    before = rating.concluded_level
    if given.not_rated:
        rating.not_rated_reason = clean(given.not_rated)[:500]
        rating.concluded_level, rating.concluded_on, rating.majority = "", None, None
        level = ""
    else:
        level = given.level or rating.level_now
        _check(rating, given, ready, level, in_bulk=in_bulk)
        rating.not_rated_reason = ""
        rating.concluded_level, rating.concluded_on = level, given.on
        rating.majority = given.majority.plain()
    rating.conclusion = given.text.strip() or rating.conclusion
    rating.went_on_reason = clean(given.overriding) if ready.needs_reason else ""
    staged(rating).save(update_fields=list(WRITTEN))
    if level and rating.rule_level and level != rating.rule_level and given.reason.strip():
        LevelMove.objects.create(
            rating=rating, at=LevelMove.At.CONCLUSION, before=rating.rule_level, after=level,
            reason=given.reason.strip(), moved_on=given.on, moved_by_name=access.user_name,
        )  # fmt: skip
    audit.record(
        access=access, action="evaluation.concluded", object_type="rating", object_id=rating.pk,
        object_label=subject_name(rating), unit_path=rating.unit.path,
        changes={"concluded_level": [before or None, level or None], "not_rated": [None, bool(given.not_rated)]},
    )  # fmt: skip


def _check(rating: Rating, given: Conclusion, ready: Readiness, level: str, *, in_bulk: bool) -> None:
    if level not in Level.values:
        raise DomainError(
            "level_missing", "Chưa có mức để kết luận: chưa ai đề xuất, quy định cũng chưa cho mức nào. Hãy chọn mức."
        )
    if ready.held:
        raise DomainError(
            "rating_held",
            "Việc kết luận đang tạm dừng để kiểm tra, xác minh theo yêu cầu của cấp trên (Điều 12, khoản 1, bước 3, "
            "Quy định 366-QĐ/TW). Có kết quả kiểm tra thì ghi «Kết luận tiếp» trước.",
        )  # fmt: skip
    require_order(ready)
    missing = [each for each in ready.missing if each.confirmed]
    if missing:
        raise DomainError(
            "way_incomplete", "Trình tự còn thiếu: {missing}. Hãy làm đủ, hoặc ghi lý do không có ở trang ý kiến.",
            missing="; ".join(f"{each.label} ({each.words}; {each.clause or '…'})" for each in missing),
        )  # fmt: skip
    if ready.needs_reason and not given.overriding.strip():
        names = [str(each.label) for each in ready.missing] + [each.who for each in ready.before]
        raise DomainError(
            "overriding_missing",
            "Còn thiếu: {missing}. Quy định về bước này chưa đối chiếu được văn bản nên cấp có thẩm quyền có thể kết "
            "luận, nhưng phải ghi lý do.", missing="; ".join(names),
        )  # fmt: skip
    has_reason = given.reason.strip() or (in_bulk and _was_reasoned(rating, level))
    if rating.rule_level and level != rating.rule_level and not has_reason:
        raise DomainError(
            "reason_missing",
            "Mức kết luận khác mức theo quy định ({rule}; {clause}). Hãy ghi lý do.",
            rule=str(Level(rating.rule_level).label), clause=rating.rule_clause or "…",
        )  # fmt: skip
    check_majority(given.majority, wanted=track_of(rating.scheme) == "party")


def require_order(ready: Readiness) -> None:
    """Raise order_not_kept where what a confirmed clause puts first is not final."""
    first = [each for each in ready.before if each.confirmed]
    if first:
        raise DomainError(
            "order_not_kept", "Phải xong trước: {first}. Hãy kết luận những phiếu ấy rồi mới đến phiếu này.",
            first="; ".join(f"{each.who} ({each.why}: {each.clause})" for each in first),
        )  # fmt: skip


def check_majority(majority: Majority, *, wanted: bool) -> None:
    """Raise where the vote of the competent level does not make a conclusion.

    Over half of the members must be for it. A rating of the Party names the numbers or the meeting; one of the State
    may be the head's alone.
    """
    told = (majority.votes_for, majority.votes_against, majority.members)
    if all(each is None for each in told):
        if wanted and not majority.meeting.strip():
            raise DomainError(
                "majority_missing",
                "Kết luận theo đa số: hãy ghi số người đồng ý trên tổng số thành viên, hoặc cuộc họp đã kết luận.",
            )
        return
    votes_for, against, members = majority.votes_for or 0, majority.votes_against or 0, majority.members or 0
    if members < 1 or votes_for + against > members:
        raise DomainError(
            "majority_wrong",
            "Số đồng ý và không đồng ý cộng lại không được hơn tổng số thành viên. Hãy xem lại ba số này.",
        )
    if votes_for * 2 <= members:
        raise DomainError(
            "majority_against",
            "{votes} trên {members} thành viên đồng ý, chưa quá nửa, nên chưa thành kết luận. Hãy chọn mức được quá "
            "nửa thành viên đồng ý.", votes=votes_for, members=members,
        )  # fmt: skip


def _was_reasoned(rating: Rating, level: str) -> bool:
    """Whether somebody already said why it stands at this level: the head, the committee, the meeting by its vote."""
    if level == rating.collective_level:
        return True
    return rating.moves.filter(after=level, undone_by__isnull=True, undoes__isnull=True).exists()


def hold(*, access: AccessContext, rating_id: int, reason: str, on: date) -> Rating:
    """Order checking before the conclusion: a complaint, a denunciation, a sign of a breach or of disunity.

    Errors: reason_missing, already_held, already_told; NotFound, Forbidden.
    """
    with transaction.atomic():
        rating = _held(access, rating_id, reason)
        if rating.held_on is not None:
            raise DomainError("already_held", "Việc kết luận phiếu này đang tạm dừng rồi.")
        if rating.told_on is not None:
            raise DomainError("already_told_no_hold", "Kết luận đã thông báo; chỉ còn điều chỉnh kết quả đã công bố.")
        rating.held_on, rating.hold_reason = on, clean(reason)
        _keep(access, rating, "evaluation.held")
    return rating


def release(*, access: AccessContext, rating_id: int, reason: str) -> Rating:
    """Let the conclusion go on, with what the checking found. Errors: reason_missing, not_held; NotFound, Forbidden."""
    with transaction.atomic():
        rating = _held(access, rating_id, reason)
        if rating.held_on is None:
            raise DomainError("not_held", "Phiếu này không bị tạm dừng.")
        rating.held_on, rating.hold_reason = None, f"{rating.hold_reason}\n→ {clean(reason)}"
        _keep(access, rating, "evaluation.released")
    return rating


def _held(access: AccessContext, rating_id: int, reason: str) -> Rating:
    rating = locked(access, rating_id)
    require_conclude(access, rating)
    if rating.person_id is not None:
        access.require_impartial(rating.person_id)
    if not reason.strip():
        raise DomainError("hold_reason_missing", "Hãy ghi lý do, căn cứ của việc này.")
    return rating


def _keep(access: AccessContext, rating: Rating, action: str) -> None:
    staged(rating).save(update_fields=["held_on", "hold_reason", "stage", "version"])
    audit.record(
        access=access, action=action, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
        unit_path=rating.unit.path,
    )  # fmt: skip
