"""The list of audit rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.audit.actions import action_label, all_actions
from canbo.audit.models import AuditEntry
from canbo.common.listing import Column, Filter, ListPage, ListState
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError


class EntryRows:
    """Audit rows by the state of the list."""

    def __init__(self, entries: QuerySet[AuditEntry], state: ListState) -> None:
        if state.text:
            entries = entries.filter(
                Q(personal__object_label__icontains=state.text) | Q(actor_name__icontains=state.text)
            )
        for code in state.filters.get("viec", ()):
            entries = entries.filter(action=code)
        for name in state.filters.get("nguoi", ()):
            entries = entries.filter(actor_name__icontains=name)
        for number in state.filters.get("ho-so", ()):
            entries = entries.filter(object_type="person", object_id=_number(number))
        try:
            for written in state.filters.get("tu", ()):
                entries = entries.filter(at__gte=_begin(written, of_next_day=False))
            for written in state.filters.get("den", ()):
                entries = entries.filter(at__lt=_begin(written, of_next_day=True))
        except DomainError:
            entries = entries.none()  # the chip of the filter says that it is no date
        self.entries = entries

    def count(self) -> int:
        """How many rows there are."""
        return self.entries.count()

    def page(self, offset: int, limit: int) -> Sequence[AuditEntry]:
        """A slice of the rows."""
        return list(self.entries[offset : offset + limit])


def _number(text: str) -> int:
    """Give the number of a file; what is none is the number of no file."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _begin(written: str, *, of_next_day: bool) -> datetime:
    """Give the first moment of a written day (of the day after it), in the office's time; of a month, a year likewise.

    Raises DomainError for what is no date.
    """
    found = PartialDate.parse(written)
    day = found.latest + timedelta(days=1) if of_next_day else found.earliest
    return timezone.make_aware(datetime.combine(day, time.min))


def day_words(written: str) -> str:
    """Give the words of a day filter; what is no date says so."""
    try:
        return PartialDate.parse(written).text
    except DomainError:
        return _t("{text} (không phải ngày)").format(text=written)


def changes_words(entry: AuditEntry) -> str:
    """Give what changed, a value after the other, briefly."""
    if not entry.changes:
        return ""
    parts = []
    for field, values in entry.changes.items():
        before, after = values if isinstance(values, list) and len(values) == 2 else (None, values)
        shown = "—" if after in (None, "") else str(after)
        parts.append(f"{field}: {before} → {shown}" if before not in (None, "") else f"{field}: {shown}")
    return "; ".join(parts)


ENTRIES = ListPage[AuditEntry](
    title=_("Nhật ký"),
    row_id=lambda entry: entry.pk,
    columns=(
        Column("at", _("Lúc"), lambda entry: entry.at),
        Column("actor", _("Người thực hiện"), lambda entry: entry.actor_name),
        Column("action", _("Việc"), lambda entry: action_label(entry.action)),
        Column("object", _("Đối tượng"), lambda entry: entry.object_label),
        Column("reason", _("Lý do"), lambda entry: entry.reason),
        Column("changes", _("Thay đổi"), changes_words),
        Column("door", _("Cửa"), lambda entry: entry.door, shown=False),
        Column("request", _("Mã yêu cầu"), lambda entry: entry.request_id, shown=False),
    ),
    filters=(
        Filter("viec", _("Việc"), tuple((each.code, each.label) for each in all_actions())),
        Filter("nguoi", _("Người thực hiện")),
        Filter("ho-so", _("Số hồ sơ"), describe=lambda text: f"#{text}"),
        Filter("tu", _("Từ ngày"), placeholder="dd/mm/yyyy", describe=day_words),
        Filter("den", _("Đến hết ngày"), placeholder="dd/mm/yyyy", describe=day_words),
    ),
    search_label=_("Tìm theo đối tượng, người thực hiện"),
    empty_text=_("Chưa có việc nào được ghi trong phạm vi được xem."),
)
