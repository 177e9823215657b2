"""The register of breaches: recorded, worked on, notified within the hours of the law, answered, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.documents.services import change_secrecy
from canbo.organizations.models import Unit
from canbo.privacy.domain import clocks
from canbo.privacy.domain.catalogue import activities
from canbo.privacy.limits import limit_value
from canbo.privacy.models import Breach, BreachEvent
from canbo.privacy.services.requests import clean_lines


def record_breach(
    *,
    access: AccessContext,
    title: str,
    unit: Unit,
    detected_at: datetime,
    description: str,
    categories: Sequence[str],
    now: datetime,
    people_count: int | None = None,
    consequences: str = "",
    measures: str = "",
) -> Breach:
    """Enter a breach; the clock to the notice runs from its detection.

    Errors: title_missing, description_missing, detected_ahead, category_unknown, no_value_in_force; Forbidden out of
    scope.
    """
    access.require(Permission.HANDLE_REQUESTS, unit.path)
    title, description = clean(title), clean_lines(description)
    if not title:
        raise DomainError("title_missing", "Hãy đặt tên ngắn cho sự việc, không ghi tên người.")
    if not description:
        raise DomainError("description_missing", "Hãy ghi diễn biến đã biết: việc gì, ở đâu, từ khi nào.")
    if detected_at > now:
        raise DomainError("detected_ahead", "Lúc phát hiện không thể sau lúc này.")
    _require_categories(categories)
    hours, cited = limit_value(clocks.BREACH_HOURS, timezone.localdate(detected_at))
    with transaction.atomic():
        breach = Breach.objects.create(
            title=title[:200], unit=unit, detected_at=detected_at, notify_due_at=detected_at + timedelta(hours=hours),
            limits={clocks.BREACH_HOURS: cited}, description=description, categories=list(categories),
            people_count=people_count, consequences=clean_lines(consequences), measures=clean_lines(measures),
            recorded_at=now, recorded_by_name=access.user_name,
        )  # fmt: skip
        _note(access, breach, "privacy.breach_recorded", gettext("Ghi sự việc vào sổ"))
    return breach


def work_on(
    *,
    access: AccessContext,
    breach: Breach,
    description: str,
    categories: Sequence[str],
    people_count: int | None,
    consequences: str,
    measures: str,
    people_told: bool,
) -> None:
    """Write what has become known, and the measures. Errors: breach_closed, description_missing, category_unknown."""
    description = clean_lines(description)
    if not description:
        raise DomainError("description_missing", "Hãy ghi diễn biến đã biết: việc gì, ở đâu, từ khi nào.")
    _require_categories(categories)
    with transaction.atomic():
        locked = _locked(access, breach)
        locked.description, locked.categories, locked.people_count = description, list(categories), people_count
        locked.consequences, locked.measures = clean_lines(consequences), clean_lines(measures)
        locked.people_told = people_told
        locked.save(
            update_fields=["description", "categories", "people_count", "consequences", "measures", "people_told"]
        )
        _note(access, locked, "privacy.breach_changed", gettext("Cập nhật diễn biến, biện pháp"))


def notify(
    *, access: AccessContext, breach: Breach, notified_at: datetime, to: str, number: str, now: datetime,
    late_reason: str = "",
) -> None:  # fmt: skip
    """Write down that the authority was told. Errors: notified_before, recipient_missing, notified_ahead,
    late_reason_missing (after the limit the reason is told with it), breach_closed."""
    to, late_reason = clean(to), clean(late_reason)
    if not to:
        raise DomainError("recipient_missing", "Hãy ghi cơ quan nhận thông báo.")
    with transaction.atomic():
        locked = _locked(access, breach)
        if locked.notified_at is not None:
            raise DomainError("notified_before", "Sự việc này đã được thông báo.")
        if not locked.detected_at <= notified_at <= now:
            raise DomainError("notified_ahead", "Lúc thông báo phải sau lúc phát hiện và không sau lúc này.")
        if notified_at > locked.notify_due_at and not late_reason:
            raise DomainError("late_reason_missing", "Đã quá hạn thông báo: phải ghi lý do thông báo chậm.")
        locked.state, locked.notified_at, locked.notified_to = Breach.State.NOTIFIED, notified_at, to[:250]
        locked.notice_number, locked.late_reason = clean(number)[:60], late_reason[:500]
        locked.save(update_fields=["state", "notified_at", "notified_to", "notice_number", "late_reason"])
        _note(access, locked, "privacy.breach_notified", gettext("Thông báo cho %(to)s") % {"to": to})


def answered(*, access: AccessContext, breach: Breach, words: str, on: date, today: date) -> None:
    """Write down the answer of the authority. Errors: not_notified, answer_missing, answered_ahead, breach_closed."""
    words = clean_lines(words)
    if not words:
        raise DomainError("answer_missing", "Hãy ghi nội dung trả lời.")
    with transaction.atomic():
        locked = _locked(access, breach)
        if locked.notified_at is None:
            raise DomainError("not_notified", "Chưa thông báo thì chưa có trả lời.")
        if not timezone.localdate(locked.notified_at) <= on <= today:
            raise DomainError("answered_ahead", "Ngày trả lời phải từ ngày thông báo đến hôm nay.")
        locked.state, locked.answer, locked.answered_on = Breach.State.ANSWERED, words, on
        locked.save(update_fields=["state", "answer", "answered_on"])
        _note(access, locked, "privacy.breach_changed", gettext("Ghi trả lời của cơ quan có thẩm quyền"))


def close_breach(*, access: AccessContext, breach: Breach, words: str, now: datetime) -> None:
    """Close a breach with what was learnt. Errors: not_notified (only a notified one closes), answer_missing,
    breach_closed."""
    words = clean_lines(words)
    if not words:
        raise DomainError("answer_missing", "Hãy ghi kết luận và việc đã sửa để không lặp lại.")
    with transaction.atomic():
        locked = _locked(access, breach)
        if locked.notified_at is None:
            raise DomainError("not_notified", "Chưa thông báo cơ quan có thẩm quyền thì chưa kết thúc được.")
        locked.state, locked.closed_at = Breach.State.CLOSED, now
        locked.save(update_fields=["state", "closed_at"])
        _note(access, locked, "privacy.breach_changed", gettext("Kết thúc: %(words)s") % {"words": words})


def _locked(access: AccessContext, breach: Breach) -> Breach:
    Breach.objects.select_for_update().filter(pk=breach.pk).first()
    locked = Breach.objects.select_related("unit").get(pk=breach.pk)
    if not access.covers(Permission.HANDLE_REQUESTS, locked.unit.path):
        raise NotFound("breach_not_found", "Không có sự việc này trong phạm vi được giao.")
    if locked.closed_at is not None:
        raise DomainError("breach_closed", "Sự việc này đã kết thúc.")
    return locked


def _require_categories(categories: Sequence[str]) -> None:
    if not categories or set(categories) - {each.key for each in activities()}:
        raise DomainError("category_unknown", "Hãy chọn ít nhất một loại dữ liệu bị ảnh hưởng.")


def _note(access: AccessContext, breach: Breach, action: str, words: str) -> None:
    BreachEvent.objects.create(breach=breach, at=timezone.now(), by_name=access.user_name, words=words)
    audit.record(
        access=access, action=action, object_type="breach", object_id=breach.pk, unit_path=breach.unit.path,
        changes={"state": [None, breach.state]},
    )  # fmt: skip


def mark_breach(*, access: AccessContext, breach: Breach, mark: str, reason: str) -> None:
    """Set, change or take away the secrecy mark of a breach. Errors: those of `change_secrecy`; Forbidden."""
    access.require(Permission.HANDLE_REQUESTS, breach.unit.path)
    change_secrecy(
        access=access, row=breach, mark=mark, reason=reason, path=breach.unit.path, object_type="breach",
        object_id=breach.pk,
    )  # fmt: skip
