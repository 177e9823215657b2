"""Who is looking, and what they may do where: the access context that every selector and service takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from canbo.core.errors import Forbidden


class Permission(StrEnum):
    """What a role may allow. Stored by value: never rename a value, only add."""

    VIEW_UNITS = "organizations.view"
    EDIT_UNITS = "organizations.edit"
    VIEW_FILES = "personnel.view"
    VIEW_IDENTITY = "personnel.view_identity"
    VIEW_FAMILY = "personnel.view_family"
    VIEW_HISTORY = "personnel.view_history"
    VIEW_HEALTH = "personnel.view_health"
    VIEW_DISCIPLINE = "personnel.view_discipline"
    VIEW_ABSENCE = "personnel.view_absence"
    VIEW_PLAN = "personnel.view_plan"
    VIEW_OPINIONS = "personnel.view_opinions"
    EDIT_FILES = "personnel.edit"
    VIEW_OWN_FILE = "personnel.view_own"
    IMPORT = "imports.run"
    VIEW_REPORTS = "reports.view"
    EXPORT = "reports.export"
    APPROVE_EXPORTS = "exports.approve"
    CONFIRM_RULES = "rules.confirm"
    RUN_PROCEDURES = "procedures.run"
    SIGN_DECISIONS = "decisions.sign"
    HANDLE_REQUESTS = "privacy.handle"
    VIEW_CONFIDENTIAL = "secrecy.mat"
    VIEW_SECRET = "secrecy.toi_mat"  # noqa: S105  a right, not a password
    RUN_EVALUATIONS = "evaluation.run"
    CONCLUDE_EVALUATIONS = "evaluation.conclude"
    VIEW_AUDIT = "audit.view"
    MANAGE_ACCESS = "access.manage"


#: How the log names somebody who has not signed in.
STRANGER = "khách"

type IsRelative = Callable[[AccessContext, int], bool]

_relatives: list[IsRelative] = []


def register_relatives(is_relative: IsRelative) -> None:
    """Say who tells relatives: the files, on a floor above; a second call takes the place of the first."""
    _relatives[:] = [is_relative]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held for one subtree of units: the permissions, and the path prefix that they reach.

    `path` is the materialised path of the unit in today's State tree; the empty path is the whole system. `tier`
    narrows the files reached to those managed at that tier (central, province, district, commune); "" is any. `id` is
    the key of the grant, None where nobody granted it (commands of the machine).
    """

    permissions: frozenset[Permission]
    path: str
    role: str = ""
    tier: str = ""
    id: int | None = None

    def reaches(self, path: str, tier: str) -> bool:
        """Tell whether a file kept at this path and managed at this tier lies within."""
        return path.startswith(self.path) and self.tier in {"", tier}


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
        """Give the path prefixes under which the permission is held, none inside another; () where it is not held.

        For units, of which the tier of a grant says nothing; files go by `reaches`.
        """
        held = sorted({grant.path for grant in self.grants if permission in grant.permissions})
        kept: list[str] = []
        for path in held:
            if not any(path.startswith(outer) for outer in kept):
                kept.append(path)
        return tuple(kept)

    def reaches(self, permission: Permission) -> tuple[tuple[str, str], ...]:
        """Give (path prefix, management tier) pairs that the permission reaches, none inside another; "" is any tier.

        A file lies within when its unit's path begins with the prefix of a pair whose tier is "" or the file's own.
        """
        held = sorted({(grant.path, grant.tier) for grant in self.grants if permission in grant.permissions})
        return tuple(
            (path, tier)
            for path, tier in held
            if not any(
                (outer, wide) != (path, tier) and path.startswith(outer) and wide in {"", tier} for outer, wide in held
            )
        )

    def reaches_all(self, permission: Permission) -> bool:
        """Tell whether the permission is held for every file of the system."""
        return ("", "") in self.reaches(permission)

    def covers(self, permission: Permission, path: str) -> bool:
        """Tell whether the permission is held for the unit at this path."""
        return any(permission in grant.permissions and path.startswith(grant.path) for grant in self.grants)

    def covers_file(self, permission: Permission, path: str, tier: str) -> bool:
        """Tell whether the permission is held for a file kept at this path and managed at this tier."""
        return self.grant_for(permission, path, tier) is not None

    def grant_for(self, permission: Permission, path: str, tier: str = "") -> Grant | None:
        """Give the grant under which the viewer acts on such a file; None where none allows it."""
        return next(
            (grant for grant in self.grants if permission in grant.permissions and grant.reaches(path, tier)), None
        )

    def is_barred(self, person_id: int) -> bool:
        """Tell whether the viewer may take no part in deciding on a person: themselves, or a relative by the files.

        A name and a birth that agree make a relative: where it is somebody else, another officer decides. Two queries.
        """
        return person_id == self.person_id or any(is_relative(self, person_id) for is_relative in _relatives)

    def require_impartial(self, person_id: int) -> None:
        """Raise Forbidden where the viewer is barred: own_case, relative_case."""
        if person_id == self.person_id:
            raise Forbidden(
                "own_case", "Không ai được xét duyệt việc của chính mình. Hãy chuyển cho người có thẩm quyền khác."
            )
        if self.is_barred(person_id):
            raise Forbidden(
                "relative_case",
                "Theo hồ sơ, đây là người thân của người đang xét duyệt (trùng họ tên và năm sinh trong phần quan hệ "
                "gia đình), nên phải do người khác xét duyệt. Hãy chuyển cho người có thẩm quyền khác.",
            )

    def require(self, permission: Permission, path: str | None = None) -> None:
        """Raise Forbidden unless the permission is held (for the unit at `path`, where one is given)."""
        if not (self.can(permission) if path is None else self.covers(permission, path)):
            raise _missing(permission)

    def require_file(self, permission: Permission, path: str, tier: str) -> None:
        """Raise Forbidden unless the permission is held for a file kept at this path and managed at this tier."""
        if not self.covers_file(permission, path, tier):
            raise _missing(permission)


def _missing(permission: Permission) -> Forbidden:
    return Forbidden(
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
