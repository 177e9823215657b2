"""The direct level's assessment: what it checked, the level that follows by rule, the one it proposes, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean, clean_lines
from canbo.evaluation.domain.telling import plain_scored
from canbo.evaluation.models import LevelMove, Rating, Shortcoming, WorkProduct
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_rater, require_rate
from canbo.evaluation.scored import scheme_of_rating, scored_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked
from canbo.evaluation.services.progress import recount, staged
from canbo.rules.domain.schemes import TOTAL, Scheme
from canbo.rules.domain.scoring import Scored

#: Who named a shortcoming, as its row keeps it: those of the direct level are its own to change.
HEAD_NAMED: Final = "Cấp trực tiếp đánh giá"
MOST_SHORTCOMINGS: Final = 20
_LONGEST: Final = 20_000
_REASON: Final = 2_000
_ASSESSED: Final = (
    "checked", "points", "rule_level", "rule_clause", "head_level", "head_reason", "comment", "head_done_on", "stage",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A shortcoming that the direct level names, and its cause. `id`: the row that it changes, None for a new one."""

    text: str
    cause: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the direct level says of somebody.

    `checked`: points and counts by the names of the scheme, as far as it gives or sets them right. `level`: the one it
    proposes; `reason`: why another than follows by rule. `mended`: of last year's shortcomings, the state it confirms.
    """

    checked: Mapping[str, Any]
    level: str
    comment: str
    on: date
    reason: str = ""
    shortcomings: Sequence[Named] = ()
    mended: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ByRule:
    """The level that follows by rule ("" where none does), its clause, why, and what is missing to know it."""

    level: str
    clause: str
    why: str
    points: Decimal | None
    missing: tuple[str, ...]
    is_open: bool


def by_rule(scored: Scored | None, scheme: Scheme) -> ByRule:
    """Tell what follows by rule from what was checked. `is_open`: the scheme leaves the level to who concludes."""
    if scored is None:
        return ByRule("", "", "Chưa có số liệu chấm điểm nào.", None, (), scheme.way == "concluded")
    told = plain_scored(scored, "vi")
    proposed = told["proposed_by"] or {}
    total = scored.env.get(TOTAL)
    points = None
    if isinstance(total, Fraction):
        points = (Decimal(total.numerator) / Decimal(total.denominator)).quantize(Decimal("0.01"), ROUND_DOWN)
    return ByRule(
        scored.level or "", str(proposed.get("citation", ""))[:500], told["sentence"], points,
        tuple(each["label"] for each in told["missing"]) if not scored.level else (),
        scheme.way == "concluded" or scored.outcome == "undecided",
    )  # fmt: skip


def assess(
    *, access: AccessContext, rating_id: int, version: int | None, given: Assessment, today: date, submit: bool = True
) -> Rating:
    """Keep an assessment, as a draft or handed in on its day. Another level than follows by rule needs a reason.

    Whoever runs the evaluation may enter it for a head who answered on paper; the log tells who did.
    Errors: comment_missing, level_missing, level_unknown, reason_missing (names the clause), products_unchecked,
    assessed_later, rating_concluded, too_many_shortcomings, cause_without_shortcoming, shortcoming_unknown,
    rating_changed, campaign_not_open; those of `scored_of`; Forbidden.
    """
    with transaction.atomic():
        rating = locked(access, rating_id, version)
        require_rate(access, rating)
        _check(rating, given, today, submit=submit)
        _confirm(access, rating, given.mended)
        ready, products = scheme_of_rating(rating), list(rating.products.all())
        scored = scored_of(rating, "checked", products=products, entered=given.checked, ready=ready)
        rule = by_rule(scored, ready.scheme)
        if submit:
            _check_handed_in(rating, given, rule, products)
        before = _standing(rating)
        rating.checked = dict(given.checked) or None
        rating.points, rating.rule_level, rating.rule_clause = rule.points, rule.level, rule.clause
        rating.head_level, rating.comment = given.level, clean_lines(given.comment)[:_LONGEST]
        differs = given.level != rule.level and not (rule.is_open and not rule.level)
        rating.head_reason = clean_lines(given.reason)[:_REASON]
        was_draft = rating.head_done_on is None
        if submit:
            rating.head_done_on = given.on
        _name(rating, given.shortcomings)
        staged(rating)
        rating.save(update_fields=_ASSESSED)
        if submit and differs and given.level and (was_draft or _standing(rating) != before):
            LevelMove.objects.create(
                rating=rating, at=LevelMove.At.HEAD, before=rule.level, after=given.level, reason=rating.head_reason,
                moved_on=given.on, moved_by_name=_by(access, rating)[:200],
            )  # fmt: skip
        recount(rating.campaign_id, [rating.unit_id])
        audit.record(
            access=access, action="evaluation.assessed", object_type="rating", object_id=rating.pk,
            object_label=subject_name(rating), unit_path=rating.unit.path,
            changes={"handed_in": [None, submit], "for_head": [None, not is_rater(access, rating)],
                     "head_level": [before[0], rating.head_level]},
        )  # fmt: skip
    return rating


def _standing(rating: Rating) -> tuple[str, str, str]:
    return rating.head_level, rating.head_reason, rating.rule_level


def _check(rating: Rating, given: Assessment, today: date, *, submit: bool) -> None:
    if rating.concluded_on is not None:
        raise DomainError(
            "rating_concluded", "Phiếu của {name} đã có kết luận nên đánh giá của cấp trực tiếp không sửa nữa. Muốn "
            "xem xét lại phải theo đường kiến nghị.", name=subject_name(rating),
        )  # fmt: skip
    if given.level and given.level not in Level.values:
        raise DomainError("level_unknown", "Mức xếp loại không có trong bốn mức. Hãy chọn lại.")
    if given.on > today:
        raise DomainError("assessed_later", "Ngày đánh giá không thể sau hôm nay.")
    if not submit and rating.head_done_on is not None:
        raise DomainError(
            "already_handed_in", "Đánh giá này đã gửi. Muốn sửa, hãy sửa rồi gửi lại; bản gửi trước còn trong nhật ký."
        )


def _check_handed_in(rating: Rating, given: Assessment, rule: ByRule, products: Sequence[WorkProduct]) -> None:
    if not clean(given.comment):
        raise DomainError("comment_missing", "Hãy ghi nhận xét trước khi gửi; lưu tạm thì chưa cần.")
    waiting = sum(each.state == WorkProduct.State.ENTERED for each in products)
    if waiting:
        raise DomainError(
            "products_unchecked", "Còn {count} sản phẩm, công việc chưa kiểm tra. Hãy xác nhận, chỉnh hoặc không công "
            "nhận từng dòng ở thẻ sản phẩm rồi gửi.", count=waiting,
        )  # fmt: skip
    if rating.not_rated_reason:
        return
    if not given.level:
        raise DomainError("level_missing", "Hãy chọn mức đề xuất.")
    if clean(given.reason) or given.level == rule.level or (rule.is_open and not rule.level):
        return
    if rule.level:
        raise DomainError(
            "reason_missing", "Theo {clause}, từ số liệu đã kiểm tra mức là «{rule}». Đề xuất «{level}» phải ghi lý "
            "do; lý do được lưu cùng phiếu.", clause=rule.clause, rule=str(Level(rule.level).label),
            level=str(Level(given.level).label),
        )  # fmt: skip
    raise DomainError(
        "reason_missing", "{why} Hãy nhập đủ số liệu, hoặc ghi lý do đề xuất mức «{level}».", why=rule.why,
        level=str(Level(given.level).label),
    )  # fmt: skip


def _by(access: AccessContext, rating: Rating) -> str:
    if is_rater(access, rating) or rating.rater is None:
        return access.user_name
    return f"{rating.rater.full_name} ({access.user_name} nhập)"


def _name(rating: Rating, named: Sequence[Named]) -> None:
    """Keep the shortcomings that the direct level names: changed, added; those no longer named go."""
    rows = {each.pk: each for each in rating.shortcomings.filter(named_by=HEAD_NAMED)}
    kept = [each for each in named if clean(each.text) or clean(each.cause)]
    if len(kept) > MOST_SHORTCOMINGS:
        raise DomainError(
            "too_many_shortcomings", "Ghi nhiều nhất {most} hạn chế, khuyết điểm.", most=MOST_SHORTCOMINGS
        )
    if any(not clean(each.text) for each in kept):
        raise DomainError("cause_without_shortcoming", "Có nguyên nhân mà chưa ghi hạn chế, khuyết điểm của nó.")
    if any(each.id is not None and each.id not in rows for each in kept):
        raise DomainError("shortcoming_unknown", "Danh sách hạn chế đã đổi từ lúc mở trang. Hãy tải lại trang.")
    for each in kept:
        row = rows.pop(each.id, None) if each.id is not None else None
        made = row or Shortcoming(named_in=rating, named_by=HEAD_NAMED)
        made.text, made.cause = clean_lines(each.text)[:_REASON], clean_lines(each.cause)[:_REASON]
        if row is None:
            made.save(force_insert=True)
        else:
            made.save(update_fields=["text", "cause"])
    Shortcoming.objects.filter(pk__in=rows).delete()


def _confirm(access: AccessContext, rating: Rating, mended: Mapping[int, str]) -> None:
    """Confirm what became of last year's shortcomings; a state that is not given leaves the row as it is."""
    rows = {each.pk: each for each in rating.earlier_shortcomings.all()}
    for key, state in mended.items():
        row = rows.get(key)
        if row is None or state not in Shortcoming.State.values:
            raise DomainError("shortcoming_unknown", "Danh sách hạn chế đã đổi từ lúc mở trang. Hãy tải lại trang.")
        if state == Shortcoming.State.NAMED:
            continue
        row.state, row.confirmed_by_name = state, _by(access, rating)[:200]
        row.save(update_fields=["state", "confirmed_by_name"])
