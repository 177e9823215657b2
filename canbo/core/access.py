"""Who is looking, and what they may do where: the access context that every selector and service takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from canbo.core.errors import Forbidden


class Permission(StrEnum):
    """What a role may allow. Stored by value: never rename a value, only add."""

    VIEW_UNITS = "organizations.view"
    EDIT_UNITS = "organizations.edit"
    VIEW_FILES = "personnel.view"
    VIEW_RESTRICTED = "personnel.view_restricted"
    VIEW_IDENTITY = "personnel.view_identity"
    VIEW_FAMILY = "personnel.view_family"
    VIEW_HISTORY = "personnel.view_history"
    VIEW_HEALTH = "personnel.view_health"
    VIEW_DISCIPLINE = "personnel.view_discipline"
    VIEW_PLAN = "personnel.view_plan"
    VIEW_OPINIONS = "personnel.view_opinions"
    EDIT_FILES = "personnel.edit"
    VIEW_OWN_FILE = "personnel.view_own"
    IMPORT = "imports.run"
    VIEW_REPORTS = "reports.view"
    EXPORT = "reports.export"
    APPROVE_EXPORTS = "exports.approve"
    CONFIRM_RULES = "rules.confirm"
    HANDLE_REQUESTS = "privacy.handle"
    VIEW_CONFIDENTIAL = "secrecy.mat"
    VIEW_SECRET = "secrecy.toi_mat"  # noqa: S105  a right, not a password
    VIEW_AUDIT = "audit.view"
    MANAGE_ACCESS = "access.manage"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held for one subtree of units: the permissions, and the path prefix that they reach.

    `path` is the materialised path of the unit in today's State tree; the empty path is the whole system.
    """

    permissions: frozenset[Permission]
    path: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class AccessContext:
    """The viewer of a request or the named user of a command, with everything they were granted."""

    user_id: int | None
    user_name: str
    grants: tuple[Grant, ...] = ()
    person_id: int | None = None

    def can(self, permission: Permission) -> bool:
        """Tell whether the permission is held anywhere at all."""
        return any(permission in grant.permissions for grant in self.grants)

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """Give the path prefixes under which the permission is held, none inside another; () where it is not held."""
        held = sorted({grant.path for grant in self.grants if permission in grant.permissions})
        kept: list[str] = []
        for path in held:
            if not any(path.startswith(outer) for outer in kept):
                kept.append(path)
        return tuple(kept)

    def covers(self, permission: Permission, path: str) -> bool:
        """Tell whether the permission is held for the unit at this path."""
        return any(path.startswith(prefix) for prefix in self.paths(permission))

    def require(self, permission: Permission, path: str | None = None) -> None:
        """Raise Forbidden unless the permission is held (for the unit at `path`, where one is given)."""
        if not (self.can(permission) if path is None else self.covers(permission, path)):
            raise Forbidden(
                "permission_missing",
                "Tài khoản này không được giao quyền làm việc đó ở đơn vị này. "
                "Hãy đề nghị người quản lý phân quyền giao thêm quyền, hoặc nhờ người có quyền thực hiện.",
                permission=permission.value,
            )


#: Every permission on the whole system; for set-up, tests and commands of an administrator.
ALL_PERMISSIONS = frozenset(Permission)


def full_access(user_id: int | None, user_name: str) -> AccessContext:
    """Give a context that may do everything everywhere, in the name of the given user."""
    return AccessContext(user_id, user_name, (Grant(ALL_PERMISSIONS, "", "all"),))
