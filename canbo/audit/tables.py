"""The list of audit rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.audit.actions import READINGS, all_actions
from canbo.audit.models import AuditEntry
from canbo.audit.showing import DOORS, ShownEntry, shown
from canbo.audit.subjects import answers
from canbo.audit.unusual import day_begins
from canbo.common.among import Among
from canbo.common.listing import Column, Filter, ListPage, ListState
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError

#: What the filter of kinds calls all readings of files together.
ANY_READING = "file.any_reading"
#: Rows counted and paged through; whoever looks for older ones narrows the list by day.
MOST = 100_000


class EntryRows:
    """Audit rows by the state of the list, masked for the viewer; the newest hundred thousand of them."""

    def __init__(self, access: AccessContext, entries: QuerySet[AuditEntry], state: ListState) -> None:
        self.access = access
        if state.text:
            entries = entries.filter(self._person(state.text) | self._account(state.text))
        for code in state.filters.get("viec", ()):
            entries = entries.filter(action__in=READINGS if code == ANY_READING else (code,))
        for written in state.filters.get("nguoi", ()):
            entries = entries.filter(self._account(written))
        for written in state.filters.get("ho-so", ()):
            entries = entries.filter(self._person(written))
        for door in state.filters.get("cua", ()):
            entries = entries.filter(door=door)
        try:
            for written in state.filters.get("tu", ()):
                entries = entries.filter(at__gte=day_begins(PartialDate.parse(written).earliest))
            for written in state.filters.get("den", ()):
                entries = entries.filter(at__lt=day_begins(PartialDate.parse(written).latest + timedelta(days=1)))
        except DomainError:
            entries = entries.none()  # the chip of the filter says that it is no date
        self.entries = entries

    def _person(self, written: str) -> Q:
        """Rows about a file, by its number or by words of the name; nobody is found by a name that they may not see."""
        number = _number(written)
        keys = [number] if number else answers.find_people(self.access, written)
        return Q(object_type="person", object_id__among=Among(keys))

    def _account(self, written: str) -> Q:
        """Rows of an account, by its number or by part of its name."""
        number = _number(written)
        keys = [number] if number else answers.find_accounts(self.access, written)
        return Q(actor_id__among=Among(keys)) if keys else Q(actor_id__isnull=True, actor_name__icontains=written)

    def count(self) -> int:
        """How many rows there are, at most MOST."""
        return self.entries.order_by()[:MOST].count()

    def page(self, offset: int, limit: int) -> Sequence[ShownEntry]:
        """A slice of the rows."""
        keys = list(self.entries.values_list("pk", flat=True)[offset : offset + limit])
        rows = AuditEntry.objects.select_related("personal").filter(pk__in=keys).order_by("-at", "-id")
        return shown(self.access, rows)


def _number(text: str) -> int:
    """Give the number that a text is ("12", "#12"); 0 for another text."""
    text = text.removeprefix("#")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def day_words(written: str) -> str:
    """Give the words of a day filter; what is no date says so."""
    try:
        return PartialDate.parse(written).text
    except DomainError:
        return _t("{text} (không phải ngày)").format(text=written)


ENTRIES = ListPage[ShownEntry](
    title=_("Nhật ký"),
    row_id=lambda row: row.pk,
    row_url=lambda row: reverse("audit-entry", args=[row.pk]),
    columns=(
        Column("at", _("Lúc"), lambda row: timezone.localtime(row.entry.at)),
        Column("actor", _("Người thực hiện"), lambda row: row.entry.actor_name),
        Column("action", _("Việc"), lambda row: row.action),
        Column("object", _("Đối tượng"), lambda row: row.object),
        Column("reason", _("Lý do"), lambda row: row.reason),
        Column("door", _("Cửa"), lambda row: row.door),
        Column("number", _("Số dòng"), lambda row: row.pk, shown=False, numeric=True),
        Column("request", _("Mã yêu cầu"), lambda row: row.entry.request_id, shown=False),
    ),
    filters=(
        Filter(
            "viec",
            _("Việc"),
            ((ANY_READING, _("mọi việc xem, tải, in hồ sơ")), *((each.code, each.label) for each in all_actions())),
        ),
        Filter("nguoi", _("Người thực hiện"), placeholder=_("tên hoặc số tài khoản")),
        Filter("ho-so", _("Hồ sơ"), placeholder=_("tên hoặc số hồ sơ")),
        Filter("cua", _("Cửa"), tuple(DOORS.items())),
        Filter("tu", _("Từ ngày"), placeholder="dd/mm/yyyy", describe=day_words),
        Filter("den", _("Đến hết ngày"), placeholder="dd/mm/yyyy", describe=day_words),
    ),
    search_label=_("Tìm theo tên người có hồ sơ, tên người thực hiện"),
    empty_text=_("Chưa có việc nào được ghi trong phạm vi được xem."),
    template="audit/entries.html",
)
