"""Which sections of a file a viewer may read, and which files."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel.models import Attachment, FileRecord, Person


def is_own_file(access: AccessContext, person: Person) -> bool:
    """Tell whether the file is the viewer's own."""
    return access.person_id == person.pk and access.can(Permission.VIEW_OWN_FILE)


def may_open(access: AccessContext, person: Person) -> bool:
    """Tell whether the viewer may open the file at all: their scope, or their own."""
    return access.covers(Permission.VIEW_FILES, person.unit.path) or is_own_file(access, person)


def may_read_section(access: AccessContext, person: Person, kind: type[FileRecord]) -> bool:
    """Tell whether the viewer may read a kind of record of this file.

    A restricted kind needs its own right; the person reads their own file but never their place in a succession plan
    or conclusions about themselves (architecture, decision 8).
    """
    if not kind.section.restricted:
        return may_open(access, person)
    if is_own_file(access, person):
        return kind.section.key not in {"plan", "conclusion"}
    return access.covers(Permission.VIEW_RESTRICTED, person.unit.path)


def may_edit(access: AccessContext, person: Person) -> bool:
    """Tell whether the viewer may write into this file; nobody edits their own."""
    return access.covers(Permission.EDIT_FILES, person.unit.path) and access.person_id != person.pk


def require_edit(access: AccessContext, person: Person) -> None:
    """Raise NotFound out of scope, Forbidden in scope without the right (architecture, decision 8)."""
    if not may_open(access, person):
        raise NotFound("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
    if not may_edit(access, person):
        raise Forbidden(
            "file_edit_forbidden",
            "Tài khoản này được xem nhưng không được sửa hồ sơ này. Hãy gửi đề nghị cho cán bộ tổ chức.",
        )


def may_read_attachment(access: AccessContext, attachment: Attachment) -> bool:
    """Tell whether the viewer may download a paper."""
    if not may_open(access, attachment.person):
        return False
    if not attachment.is_restricted:
        return True
    return is_own_file(access, attachment.person) or access.covers(
        Permission.VIEW_RESTRICTED, attachment.person.unit.path
    )
