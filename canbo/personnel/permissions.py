"""Which sections of a file a viewer may read, and which files."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.core.secrecy import may_see
from canbo.personnel.models import RECORD_KINDS, Attachment, FileRecord, Person, Section

#: What nobody reads about themselves before it is announced.
HIDDEN_FROM_SELF = frozenset({Permission.VIEW_PLAN, Permission.VIEW_OPINIONS})


def is_own_file(access: AccessContext, person: Person) -> bool:
    """Tell whether the file is the viewer's own."""
    return access.person_id == person.pk and access.can(Permission.VIEW_OWN_FILE)


def holds(access: AccessContext, permission: Permission, person: Person) -> bool:
    """Tell whether the viewer holds a permission for this file: where it is kept, and at which tier it is managed."""
    return access.covers_file(permission, person.unit.path, person.managed_tier)


def may_open(access: AccessContext, person: Person) -> bool:
    """Tell whether the viewer may open the file at all: their scope, or their own."""
    return holds(access, Permission.VIEW_FILES, person) or is_own_file(access, person)


def may_print(access: AccessContext, person: Person) -> bool:
    """Tell whether the viewer may print the file: their own, or one where they may export."""
    return is_own_file(access, person) or holds(access, Permission.EXPORT, person)


def may_read_section(access: AccessContext, person: Person, kind: type[FileRecord]) -> bool:
    """Tell whether the viewer may read a kind of record of this file.

    A restricted kind needs its own right; the person reads their own file but never their place in a succession plan
    or conclusions about themselves (architecture, decision 8), whatever else they hold.
    """
    return _may_read(access, person, kind.section)


def _may_read(access: AccessContext, person: Person, section: Section) -> bool:
    if section.right in HIDDEN_FROM_SELF and access.person_id == person.pk:
        return False
    if section.right is None or is_own_file(access, person):
        return may_open(access, person)
    return may_open(access, person) and holds(access, section.right, person)


def may_edit(access: AccessContext, person: Person) -> bool:
    """Tell whether the viewer may write into this file; nobody edits their own."""
    return holds(access, Permission.EDIT_FILES, person) and access.person_id != person.pk


def require_edit(access: AccessContext, person: Person) -> None:
    """Raise NotFound out of scope, Forbidden in scope without the right (architecture, decision 8)."""
    if not may_open(access, person):
        raise NotFound("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
    if not may_edit(access, person):
        raise Forbidden(
            "file_edit_forbidden",
            "Tài khoản này được xem nhưng không được sửa hồ sơ này. Hãy gửi đề nghị cho cán bộ tổ chức.",
        )


def may_know_of(access: AccessContext, attachment: Attachment) -> bool:
    """Tell whether the viewer may know that a paper is there: the file is open to them, and its secrecy mark too."""
    person = attachment.person
    return may_open(access, person) and may_see(access, attachment.secrecy, person.unit.path, person.managed_tier)


def may_read_attachment(access: AccessContext, attachment: Attachment) -> bool:
    """Tell whether the viewer may download a paper: one of a restricted section by the right of the section."""
    if not may_know_of(access, attachment):
        return False
    section = next((kind.section for kind in RECORD_KINDS if kind.section.key == attachment.section_key), None)
    return section is None or _may_read(access, attachment.person, section)
