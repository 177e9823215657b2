"""Entering what a second person is to sign: a confirmation, a value, a withdrawal; and taking a proposal back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from canbo.audit import services as audit
from canbo.common.uploads import TakenIn, Upload
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Phrase
from canbo.core.text import clean
from canbo.rules.domain.check_values import check_parameter, compare
from canbo.rules.domain.confirming import Entry, is_confirmed, meaning, under, versions
from canbo.rules.domain.faults import Faults
from canbo.rules.domain.law import Library
from canbo.rules.domain.model import Overlay, Parameter, Span, Value
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library, written_library
from canbo.rules.models import RuleChange
from canbo.rules.places import place_of
from canbo.rules.selectors import require_confirming
from canbo.rules.services.printing import plain_yaml, statement_of
from canbo.rules.services.scans import keep_scan, look_at_scan
from canbo.rules.services.trying import start_trial

LOCAL_MARKS: Final = ("stricter", "looser")


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that no pack states; `start` is the day on which it came into force."""

    number: str
    issuer: str
    label: str
    signed: date
    start: date


@dataclass(frozen=True, slots=True)
class Clause:
    """What a value rests on: a known document, or a new one, the clause in it, and its scan."""

    clause: str
    scan: Upload | None
    document: str = ""
    new: NewDocument | None = None


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value to be entered: of which parameter, for which place ("" is central), in which time.

    `mark` ("stricter" or "looser") is needed only where the two values have no order by which to tell.
    """

    parameter: str
    content: Any
    span: Span
    place: str = ""
    mark: str = ""


def version_of(found: Library, of: str, entry: str, pack: str, starts: date) -> tuple[Entry, Value | None] | None:
    """Give one version of an entry; None where the packs have none."""
    held = found.packs.get(pack)
    for each, value, start in versions(held, of) if held is not None else ():
        if each.id == entry and start == starts:
            return each, value
    return None


def confirm_entry(
    *, access: AccessContext, of: str, entry: str, pack: str, starts: date, clause: Clause, note: str = "", today: date
) -> RuleChange:
    """Propose that an entry shipped unconfirmed agrees with the full text; a second person signs.

    Errors: Forbidden; entry_unknown, confirmed_already, change_open; those of the clause and its scan.
    """
    found = version_of(written_library(), of, entry, pack, starts)
    if found is None:
        raise DomainError("entry_unknown", "Không có mục này trong các bộ quy tắc; có thể bản mới đã bỏ nó.")
    place = written_library().packs[pack].place_code or ""
    require_confirming(access, place, today)
    current = version_of(library(), of, entry, pack, starts)
    if current is not None and is_confirmed(*current):
        raise DomainError("confirmed_already", "Mục này đã được đối chiếu văn bản, không cần xác nhận lại.")
    return _entered(access, clause, today, {
        "kind": RuleChange.Kind.CONFIRM, "of": of, "entry": entry, "in_pack": pack, "starts": starts, "place": place,
        "content": meaning(*found), "note": clean(note), "slot": f"confirm:{of}:{pack}:{entry}:{starts}",
    })  # fmt: skip


def enter_value(
    *, access: AccessContext, value: NewValue, clause: Clause, note: str = "", is_retroactive: bool = False, today: date
) -> RuleChange:
    """Propose a value of a parameter from a day on, central or of a place; a second person signs.

    Errors: Forbidden; parameter_unknown, place_unknown, span_empty, value_same, value_wrong, mark_missing, mark_wrong,
    change_open; those of the clause and its scan.
    """
    written = written_library()
    base = statement_of(written, value.parameter)
    if base is None:
        raise DomainError("parameter_unknown", "Không có giá trị nào mang mã «{id}».", id=value.parameter)
    place = place_of(value.place, today) if value.place else None
    if value.place and place is None:
        raise DomainError("place_unknown", "Không có đơn vị nào mang mã hay tên «{text}».", text=value.place)
    code = place.code if place is not None else ""
    require_confirming(access, code, today)
    if value.span.before is not None and value.span.before <= value.span.start:
        raise DomainError("span_empty", "Ngày hết hiệu lực phải sau ngày bắt đầu.")
    _require_readable(base, value)
    mark = _mark(base, value, code)
    return _entered(access, clause, today, {
        "kind": RuleChange.Kind.VALUE, "of": "parameter", "entry": base.id, "in_pack": base.pack, "place": code,
        "place_name": place.name if place is not None else "", "starts": value.span.start, "before": value.span.before,
        "mark": mark, "value": plain_yaml(value.content), "content": under(written.parameters(base.id), value.span),
        "note": clean(note), "is_retroactive": is_retroactive, "slot": f"value:{base.id}:{code}",
    })  # fmt: skip


def propose_withdrawal(*, access: AccessContext, change: RuleChange, reason: str, today: date) -> RuleChange:
    """Propose that something signed is taken back. Errors: Forbidden, not_in_force, reason_missing, change_open."""
    require_confirming(access, change.place, today)
    if change.state != RuleChange.State.IN_FORCE or change.kind == RuleChange.Kind.WITHDRAW:
        raise DomainError("not_in_force", "Chỉ rút được nội dung đang áp dụng; đề nghị này thì không.")
    if not clean(reason):
        raise DomainError("reason_missing", "Hãy ghi lý do rút.")
    same = (
        "of", "entry", "in_pack", "starts", "before", "place", "place_name", "mark", "content", "document",
        "new_document", "clause", "scan_sha256", "scan_name", "scan_type", "scan_size",
    )  # fmt: skip
    return _create(access, {
        **{name: getattr(change, name) for name in same}, "kind": RuleChange.Kind.WITHDRAW, "withdraws": change,
        "note": clean(reason), "slot": f"withdraw:{change.pk}",
    })  # fmt: skip


def acknowledge(*, access: AccessContext, change: RuleChange, today: date) -> None:
    """Accept, as who entered it, that cases come out otherwise. Errors: Forbidden, not_yours, nothing_turned."""
    require_confirming(access, change.place, today)
    if change.entered_by_key != access.user_id:
        raise DomainError("not_yours", "Chỉ người nhập chấp nhận các ca thử đổi kết quả, rồi người thứ hai mới ký.")
    with transaction.atomic():
        changed = RuleChange.objects.filter(
            pk=change.pk, state=RuleChange.State.WAITING, acknowledged_at__isnull=True, trial=change.trial
        ).update(acknowledged_at=timezone.now())
        if not changed or not change.turned:
            raise DomainError("nothing_turned", "Không có ca thử nào chờ chấp nhận; hãy tải lại trang.")
        _recorded(access, change, "rules.acknowledged", cases=len(change.turned))


def give_back(*, access: AccessContext, change: RuleChange, reason: str, today: date) -> None:
    """Return a waiting proposal unsigned. Errors: Forbidden, reason_missing, change_closed, own_proposal."""
    require_confirming(access, change.place, today)
    if change.entered_by_key == access.user_id:
        raise DomainError("own_proposal", "Đề nghị của chính mình thì bỏ, không trả lại.")
    _close(access, change, RuleChange.State.RETURNED, reason)


def cancel(*, access: AccessContext, change: RuleChange, reason: str) -> None:
    """Drop one's own waiting proposal. Errors: not_yours, reason_missing, change_closed."""
    if change.entered_by_key != access.user_id:
        raise DomainError("not_yours", "Chỉ người nhập mới bỏ được đề nghị; người khác thì trả lại kèm lý do.")
    _close(access, change, RuleChange.State.CANCELLED, reason)


def _require_readable(base: Parameter, value: NewValue) -> None:
    """Refuse a value that is not of the parameter's kind."""
    faults = Faults()
    tried = Value(value.span, value.content, (), True, "", False, base.place)
    stated = replace(base, overlay=None, values=(tried,))
    check_parameter(stated, lexicon(), faults)
    if faults.found:
        raise DomainError("value_wrong", "Giá trị chưa đúng dạng: {why}", why=faults.sorted()[0].message)


def _mark(base: Parameter, value: NewValue, code: str) -> str:
    """Tell how a value stands to the central one: by their order where they have one, else as was said."""
    if not code:
        if base.overlay is Overlay.ADDITIONAL:
            raise DomainError("place_missing", "Giá trị này chỉ có ở địa phương. Hãy chọn nơi áp dụng.")
        if _stands(base.id, value, ()):
            raise DomainError("value_same", "Đã có đúng giá trị này từ ngày đó. Hãy xác nhận nó, không nhập lại.")
        return Overlay.AMENDS.value
    if base.overlay is Overlay.ADDITIONAL:
        return Overlay.ADDITIONAL.value
    law = library().law(value.span.start, without=library().local)
    if not law.has_value(base.id):
        raise DomainError(
            "central_missing",
            "Trung ương chưa có giá trị này từ ngày đó, nên chưa có gì để địa phương chặt hơn hay rộng hơn.",
        )
    central = law.bound(base.id).value.content
    if central == value.content:
        raise DomainError("value_same", "Giá trị này giống hệt của trung ương. Địa phương không cần nhập lại.")
    way = compare(base, value.content, central, lexicon()) if base.stricter != "none" else None
    if way is None:
        if value.mark not in LOCAL_MARKS:
            raise DomainError("mark_missing", "Hai giá trị này không so được bằng máy. Hãy chọn chặt hơn hay rộng hơn.")
        return value.mark
    mark = "stricter" if (way > 0) == (base.stricter == "higher") else "looser"
    if value.mark and value.mark != mark:
        right = Phrase(gettext_noop("chặt hơn") if mark == "stricter" else gettext_noop("rộng hơn"))
        raise DomainError("mark_wrong", "So với trung ương thì giá trị này {right}. Hãy chọn lại.", right=right)
    return mark


def _stands(parameter: str, value: NewValue, places: tuple[str, ...]) -> bool:
    law = library().law(value.span.start, places=places, without=library().local)
    if not law.has_value(parameter):
        return False
    bound = law.bound(parameter)
    return bound.value.content == value.content and bound.value.span.before == value.span.before


def _entered(access: AccessContext, clause: Clause, today: date, values: dict[str, Any]) -> RuleChange:
    taken = look_at_scan(clause.scan)
    return _create(access, {**values, **_cited(clause, today), **_scan(taken)}, taken)


def _create(access: AccessContext, values: dict[str, Any], taken: TakenIn | None = None) -> RuleChange:
    who = {
        "entered_by_key": access.user_id or 0, "entered_by_person": access.person_id,
        "entered_by_name": access.user_name, "entered_at": timezone.now(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            change = RuleChange.objects.create(**values, **who)
            _recorded(access, change, "rules.entered", kind=change.kind, document=change.document, clause=change.clause)
            if taken is not None:
                keep_scan(taken)
    except IntegrityError as error:
        raise DomainError(
            "change_open", "Đã có một đề nghị về mục này đang chờ ký. Hãy ký, trả lại hoặc bỏ đề nghị ấy trước."
        ) from error
    start_trial(access=access, change=change)
    change.refresh_from_db()
    return change


def _cited(clause: Clause, today: date) -> dict[str, Any]:
    """Errors: clause_missing, document_missing, document_unknown, document_ahead."""
    words = clean(clause.clause)
    if not words:
        raise DomainError("clause_missing", "Hãy ghi điều, khoản của văn bản, như «Điều 34, khoản 3».")
    if clause.new is None:
        if not clause.document:
            raise DomainError("document_missing", "Hãy chọn văn bản, hoặc khai văn bản mới.")
        if clause.document not in library().documents:
            raise DomainError("document_unknown", "Không có văn bản mang mã «{id}».", id=clause.document)
        return {"document": clause.document, "clause": words[:300]}
    new = clause.new
    if not (clean(new.number) and clean(new.issuer) and clean(new.label)):
        raise DomainError("document_missing", "Văn bản mới phải có số, nơi ban hành và trích yếu.")
    if new.start < new.signed or new.signed > today:
        raise DomainError("document_ahead", "Ngày ký của văn bản phải không sau hôm nay và không sau ngày có hiệu lực.")
    said = {
        "number": clean(new.number), "issuer": clean(new.issuer), "label": clean(new.label),
        "signed": new.signed.isoformat(), "from": new.start.isoformat(),
    }  # fmt: skip
    mark = blake2b("|".join((said["number"], said["issuer"], said["signed"])).encode(), digest_size=5).hexdigest()
    return {"document": f"office-{mark}", "new_document": said, "clause": words[:300]}


def _scan(taken: TakenIn) -> dict[str, Any]:
    return {
        "scan_sha256": taken.sha256, "scan_name": taken.file_name, "scan_type": taken.media_type,
        "scan_size": len(taken.content),
    }  # fmt: skip


def _close(access: AccessContext, change: RuleChange, state: str, reason: str) -> None:
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do.")
    with transaction.atomic():
        changed = RuleChange.objects.filter(pk=change.pk, state=RuleChange.State.WAITING).update(
            state=state, closed_at=timezone.now(), closed_by_name=access.user_name, closed_reason=reason[:1000]
        )
        if not changed:
            raise DomainError("change_closed", "Đề nghị này không còn chờ ký: đã có người ký, trả lại hoặc bỏ.")
        action = "rules.returned" if state == RuleChange.State.RETURNED else "rules.cancelled"
        _recorded(access, change, action, reason=reason)


def _recorded(access: AccessContext, change: RuleChange, action: str, *, reason: str = "", **values: Any) -> None:
    audit.record(
        access=access, action=action, object_type="rule_change", object_id=change.pk, object_label=change.entry,
        reason=reason, changes={name: [None, value] for name, value in values.items()},
    )  # fmt: skip
