"""Rows of the log as a viewer may see them: what tells of a person only to whoever may open that person's file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.audit.actions import action_label, is_personal
from canbo.audit.models import AuditEntry
from canbo.audit.subjects import Subject, answers
from canbo.core.access import AccessContext, Permission
from canbo.core.secrecy import may_see, public_title

MASKED = gettext_lazy("(không thuộc phạm vi được xem)")

DOORS = {
    "web": gettext_lazy("trang web"), "command": gettext_lazy("lệnh trên máy chủ"), "worker": gettext_lazy("việc nền"),
    "api": gettext_lazy("giao diện lập trình"),
}  # fmt: skip
TYPES = {
    "person": gettext_lazy("hồ sơ"), "unit": gettext_lazy("đơn vị"), "position": gettext_lazy("vị trí"),
    "title": gettext_lazy("chức danh"), "body": gettext_lazy("tổ chức tập thể"), "user": gettext_lazy("tài khoản"),
    "decision": gettext_lazy("quyết định"), "import": gettext_lazy("lần nhập"), "list": gettext_lazy("danh sách"),
    "report": gettext_lazy("báo cáo"), "page": gettext_lazy("trang"), "saved_search": gettext_lazy("danh sách đã lưu"),
    "campaign": gettext_lazy("đợt tự cập nhật"), "breach": gettext_lazy("sự việc vi phạm"),
    "erasure": gettext_lazy("lần xoá dữ liệu"), "case": gettext_lazy("vụ việc"), "export": gettext_lazy("lần xuất"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A row as this viewer may see it."""

    entry: AuditEntry
    #: The file acted on, where the viewer may open it.
    subject: Subject | None
    is_masked: bool

    @property
    def pk(self) -> int:
        """The number of the row."""
        return self.entry.pk

    @property
    def action(self) -> str | Promise:
        """The words for what was done."""
        return action_label(self.entry.action)

    @property
    def door(self) -> str | Promise:
        """Through which door."""
        return DOORS.get(self.entry.door, self.entry.door)

    @property
    def object(self) -> str:
        """On what: its kind, its number and, where the viewer may know it, its name."""
        entry = self.entry
        kind = str(TYPES.get(entry.object_type, entry.object_type))
        number = f"{kind} {_('số')} {entry.object_id}" if entry.object_id is not None else kind
        label = "" if self.is_masked else entry.object_label
        if self.is_masked and entry.secrecy:
            return public_title(entry.secrecy, "")
        if not label:
            return number
        return label if entry.object_type in {"page", "user", "case"} else f"{label} ({number})"

    @property
    def reason(self) -> str:
        """Why; masked where it may tell of somebody."""
        return str(MASKED) if self.is_masked and self.entry.reason else self.entry.reason

    @property
    def section(self) -> str:
        """The section of the file that its values belong to, "" for none."""
        return _after(self.entry, "section")

    @property
    def is_erased(self) -> bool:
        """Whether its personal part was lawfully erased."""
        return bool(self.entry.personal_digest) and self.entry.told is None


def _after(entry: AuditEntry, name: str) -> str:
    value = (entry.changes or {}).get(name)
    return str(value[1]) if isinstance(value, list) and len(value) == 2 else ""


def shown(access: AccessContext, entries: Iterable[AuditEntry]) -> list[ShownEntry]:
    """Mask each row for the viewer. One question about all the people in them."""
    rows = list(entries)
    people = {row.object_id for row in rows if row.object_type == "person" and row.object_id is not None}
    subjects = answers.people(access, people) if people else {}
    return [
        _shown(access, row, subjects.get(row.object_id or 0) if row.object_type == "person" else None) for row in rows
    ]


def _shown(access: AccessContext, entry: AuditEntry, subject: Subject | None) -> ShownEntry:
    if not may_see(access, entry.secrecy, entry.unit_path):
        return ShownEntry(entry, None, is_masked=True)
    if entry.object_type == "person":
        masked = subject is None or _after(entry, "section") in subject.closed
    else:
        masked = is_personal(entry.action) and not access.covers(Permission.VIEW_FILES, entry.unit_path)
    return ShownEntry(entry, subject, masked)
