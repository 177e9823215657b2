"""Reading what an office entered about the rules: who may see which proposal, what waits, whether one went stale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound, Phrase
from canbo.rules.domain.confirming import meaning, under, versions
from canbo.rules.domain.model import Span
from canbo.rules.library import written_library
from canbo.rules.models import RuleChange
from canbo.rules.places import may_confirm, named


def require_confirming(access: AccessContext, place: str, today: date) -> None:
    """Raise Forbidden unless the viewer may enter and sign values of the place ("" is central)."""
    if not may_confirm(access, place, today):
        raise Forbidden(
            "confirming_forbidden",
            "Tài khoản này không được giao quyền nhập, xác nhận giá trị quy định {where}. Hãy nhờ người có quyền.",
            where=f"«{place}»" if place else Phrase(gettext_noop("trung ương (cần quyền ở mọi đơn vị gốc)")),
        )


def visible_changes(access: AccessContext) -> QuerySet[RuleChange]:
    """Give what is or was in force, which everybody reads, and for those who confirm the proposals that wait."""
    known = RuleChange.objects.select_related("withdraws")
    return known if access.can(Permission.CONFIRM_RULES) else known.filter(edition__isnull=False)


def change_of(access: AccessContext, change_id: int) -> RuleChange:
    """Give one proposal. Errors: NotFound out of reach; Forbidden for one that waits, without the right."""
    change = RuleChange.objects.select_related("withdraws").filter(pk=change_id).first()
    if change is None or not _in_reach(access, [change]):
        raise NotFound("rule_change_not_found", "Không có đề nghị này trong phạm vi được giao.")
    if not change.has_held:
        access.require(Permission.CONFIRM_RULES)
    return change


def _in_reach(access: AccessContext, changes: Iterable[RuleChange]) -> list[RuleChange]:
    """Keep what concerns everybody (central, or once in force), and what is for a place where the viewer works."""
    changes = list(changes)
    known = named({each.place for each in changes if not each.has_held})
    return [
        each for each in changes
        if each.place not in known or each.has_held or access.covers(Permission.VIEW_UNITS, known[each.place][1])
    ]  # fmt: skip


def open_changes(access: AccessContext) -> list[RuleChange]:
    """Give the proposals that wait, in reach of the viewer, the oldest first."""
    return _in_reach(access, visible_changes(access).filter(state__in=RuleChange.OPEN).order_by("entered_at"))


def settled_changes(access: AccessContext, limit: int = 200) -> list[RuleChange]:
    """Give what took effect or was withdrawn, the latest first."""
    return list(visible_changes(access).filter(edition__isnull=False).order_by("-edition")[:limit])


def dropped_changes(access: AccessContext, limit: int = 100) -> list[RuleChange]:
    """Give the proposals that were returned or dropped, in reach of the viewer, the latest first."""
    states = [RuleChange.State.RETURNED, RuleChange.State.CANCELLED]
    return _in_reach(access, visible_changes(access).filter(state__in=states).order_by("-closed_at")[:limit])


def history_of(access: AccessContext, entry: str) -> list[RuleChange]:
    """Give everything about one entry that the viewer may see, the latest first."""
    shown = visible_changes(access).filter(entry=entry)
    told = shown.filter(Q(edition__isnull=False) | Q(state__in=RuleChange.OPEN)).order_by("-entered_at")
    return _in_reach(access, told)


def stale(change: RuleChange) -> str:
    """Say why a proposal no longer fits the packs as they are by now; "" where it does."""
    written = written_library()
    if change.kind == RuleChange.Kind.WITHDRAW:
        done = change.withdraws is None or change.withdraws.state != RuleChange.State.IN_FORCE
        return _GONE if done else ""
    if change.kind == RuleChange.Kind.VALUE:
        span = Span(change.starts, change.before)
        return "" if under(written.parameters(change.entry), span) == change.content else _OTHER_UNDER
    pack = written.packs.get(change.in_pack)
    for entry, value, start in versions(pack, change.of) if pack is not None else ():
        if entry.id == change.entry and start == change.starts:
            return "" if meaning(entry, value) == change.content else _OTHER
    return _NOTHING


_GONE = gettext_noop("Nội dung định rút không còn đang áp dụng; hãy trả lại hoặc bỏ đề nghị này.")
_OTHER_UNDER = gettext_noop(
    "Bản phần mềm mới đã đổi giá trị nằm dưới đề nghị này sau khi nó được nhập. Hãy trả lại, xem lại giá trị mới rồi "
    "nhập lại."
)
_OTHER = gettext_noop(
    "Bản phần mềm mới đã đổi nội dung của mục này sau khi đề nghị được nhập. Hãy trả lại, đối chiếu nội dung mới với "
    "văn bản rồi nhập lại."
)
_NOTHING = gettext_noop(
    "Bản phần mềm mới không còn mục này, nên không còn gì để xác nhận. Hãy trả lại hoặc bỏ đề nghị."
)
