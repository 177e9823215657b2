"""The second signature."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.rules.models import RuleChange
from canbo.rules.selectors import require_confirming, stale
from canbo.rules.services.trying import start_trial


def sign(*, access: AccessContext, change: RuleChange, today: date) -> RuleChange:
    """Sign a proposal as the second person; the cases run once more, then it takes effect.

    Errors: Forbidden; own_proposal, signed_already, change_closed, change_stale, not_tried, cases_refused,
    cases_not_accepted.
    """
    require_confirming(access, change.place, today)
    with transaction.atomic():
        row = RuleChange.objects.select_for_update().get(pk=change.pk)
        _require_signable(access, row)
        signed = RuleChange.objects.filter(pk=row.pk, state=RuleChange.State.WAITING).update(
            state=RuleChange.State.SIGNED, signed_by_key=access.user_id, signed_by_name=access.user_name,
            signed_at=timezone.now(),
        )  # fmt: skip
        if not signed:
            raise _signed_already(RuleChange.objects.get(pk=row.pk))
        audit.record(
            access=access, action="rules.signed", object_type="rule_change", object_id=row.pk, object_label=row.entry
        )
    start_trial(access=access, change=row)
    row.refresh_from_db()
    return row


def _require_signable(access: AccessContext, row: RuleChange) -> None:
    if row.state in {RuleChange.State.SIGNED, RuleChange.State.IN_FORCE}:
        raise _signed_already(row)
    if row.state != RuleChange.State.WAITING:
        raise DomainError("change_closed", "Đề nghị này không còn chờ ký: đã bị trả lại, bỏ hoặc rút.")
    is_same_person = access.person_id is not None and access.person_id == row.entered_by_person
    if access.user_id == row.entered_by_key or is_same_person:
        raise DomainError("own_proposal", "Người nhập không tự ký được. Hãy nhờ người thứ hai có quyền xác nhận.")
    why = stale(row)
    if why:
        raise DomainError("change_stale", why)
    if row.trial is None:
        raise DomainError("not_tried", "Các ca thử chưa chạy xong. Hãy chờ một lát rồi ký.")
    if row.faults:
        why = row.faults[0]
        raise DomainError("cases_refused", "Chưa ký được: các bộ quy tắc không nhận đề nghị này. {why}", why=why)
    if not row.may_be_signed:
        raise DomainError(
            "cases_not_accepted",
            "Có ca thử đổi kết quả mà người nhập chưa chấp nhận. Người nhập phải xem và chấp nhận trước khi ký.",
        )


def _signed_already(row: RuleChange) -> DomainError:
    return DomainError(
        "signed_already", "Đề nghị này đã được {name} ký. Không cần ký lần nữa.", name=row.signed_by_name
    )
