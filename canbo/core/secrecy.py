"""Secrecy marks of State secrets on cases, papers and exports: who may see what is marked, who may change a mark."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean


class Secrecy(StrEnum):
    """A mark, from none to the strictest that the program keeps. Stored by value."""

    OPEN = ""
    MAT = "mat"
    TOI_MAT = "toi_mat"

    @property
    def stamp(self) -> str:
        """The words that stand on every page of a marked paper; "" without a mark."""
        return _STAMPS[self]

    @property
    def public_title(self) -> str:
        """What may be said of a marked thing where names may not stand (log, mail, job, file name)."""
        return _TITLES[self]


_STAMPS = {Secrecy.OPEN: "", Secrecy.MAT: "MẬT", Secrecy.TOI_MAT: "TỐI MẬT"}
_TITLES = {Secrecy.OPEN: "", Secrecy.MAT: "Tài liệu Mật", Secrecy.TOI_MAT: "Tài liệu Tối mật"}
_ORDER = tuple(Secrecy)


def highest(marks: Iterable[str]) -> Secrecy:
    """Give the strictest of the marks; OPEN where there are none."""
    return max((Secrecy(mark) for mark in marks), key=_ORDER.index, default=Secrecy.OPEN)


def rights_to_see(mark: str) -> frozenset[Permission]:
    """Give the rights any one of which opens a thing with this mark; who may see Tối mật may see Mật too."""
    if mark == Secrecy.MAT:
        return frozenset({Permission.VIEW_CONFIDENTIAL, Permission.VIEW_SECRET})
    return frozenset({Permission.VIEW_SECRET}) if mark else frozenset()


def may_see(access: AccessContext, mark: str, path: str, tier: str = "") -> bool:
    """Tell whether the viewer may know that a marked thing is there, of the unit at `path` (a file of this tier)."""
    rights = rights_to_see(mark)
    return not rights or any(access.covers_file(right, path, tier) for right in rights)


def seen_marks(access: AccessContext, path: str, tier: str = "") -> tuple[str, ...]:
    """Give the marks that this viewer may see there, none ("") among them."""
    return tuple(mark.value for mark in Secrecy if may_see(access, mark, path, tier))


def require_mark(access: AccessContext, mark: str, path: str, tier: str = "") -> None:
    """Raise Forbidden (secrecy_forbidden) unless the viewer may give a new thing this mark."""
    if not may_see(access, mark, path, tier):
        raise _closed()


def public_title(mark: str, title: str) -> str:
    """Give the title of an unmarked thing; of a marked one only that it is one."""
    return Secrecy(mark).public_title or title


def require_change(access: AccessContext, before: str, after: str, path: str, reason: str, tier: str = "") -> str:
    """Check that the viewer may turn one mark into another, and give the reason tidied.

    Setting, changing and removing need the right to see both marks. Errors: Forbidden (secrecy_forbidden);
    secrecy_same, reason_missing.
    """
    if not (may_see(access, before, path, tier) and may_see(access, after, path, tier)):
        raise _closed()
    if before == after:
        raise DomainError("secrecy_same", "Tài liệu đang mang đúng độ mật này.")
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Đặt, đổi hoặc bỏ độ mật phải ghi lý do, căn cứ.")
    return reason


def _closed() -> Forbidden:
    return Forbidden(
        "secrecy_forbidden",
        "Tài khoản này không được giao quyền với tài liệu mang độ mật đó. "
        "Hãy đề nghị người có quyền xem tài liệu Mật, Tối mật ở đơn vị này làm.",
    )
