"""The people of every test: Lan decides in scope, Bình reads in scope, Cường decides elsewhere; and the other roles.

The tree: «Huyện Mẫu» over «Phòng Nội vụ» (with «Tổ Hành chính» under it) and «Phòng Tài chính».
Lan and Bình hold their roles for «Phòng Nội vụ», Cường for «Phòng Tài chính».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from canbo.accounts.models import User
    from canbo.core.access import AccessContext
    from canbo.organizations.models import Unit

PASSWORD = "mat-khau-cua-kiem-thu-1"
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Account:
    """An account of a test: the user, what they may do today, and a browser in which they are signed in."""

    user: User
    access: AccessContext
    client: Client


@dataclass(frozen=True)
class Tree:
    """The units of the tests."""

    root: Unit
    home: Unit
    team: Unit
    other: Unit


@pytest.fixture
def tree(db) -> Tree:
    from django.utils import timezone

    from canbo.core.text import fold
    from canbo.organizations.models import StructureChange, Unit, UnitEdge, UnitName

    def found(name: str, parent: Unit | None, number: int) -> Unit:
        unit = Unit.objects.create(name=name, search_name=fold(name), path="", code=f"KT{number}", founded_on=LONG_AGO)
        unit.path = (parent.path if parent else "") + _step(unit.pk)
        unit.save(update_fields=["path"])
        now = timezone.now()
        UnitName.objects.create(unit=unit, name=name, search_name=fold(name), valid_from=LONG_AGO, recorded_at=now)
        UnitEdge.objects.create(unit=unit, parent=parent, valid_from=LONG_AGO, recorded_at=now, order=number)
        return unit

    root = found("Huyện Mẫu", None, 0)
    home = found("Phòng Nội vụ", root, 1)
    team = found("Tổ Hành chính", home, 2)
    other = found("Phòng Tài chính", root, 3)
    # What keeps the trees between requests compares the last row of each aspect.
    StructureChange.objects.bulk_create(
        StructureChange(at=timezone.now(), aspect=aspect) for aspect in StructureChange.Aspect.values
    )
    return Tree(root, home, team, other)


def _step(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    written = ""
    for _place in range(6):
        number, rest = divmod(number, 36)
        written = digits[rest] + written
    return written


@pytest.fixture
def make_account(db):
    """Give a function (username, role, unit or None, full name) -> Account."""
    from django.test import Client
    from django.utils import timezone

    from canbo.access.models import FileOwner, RoleGrant
    from canbo.access.selectors import context_for
    from canbo.accounts.models import User

    def make(username: str, role: str = "", unit: Unit | None = None, name: str = "", person_id: int = 0) -> Account:
        user = User.objects.create_user(username, password=PASSWORD, full_name=name or username.title())
        if role:
            RoleGrant.objects.create(
                user=user, role=role, unit=unit, valid_from=LONG_AGO, granted_by_name="kiểm thử",
                granted_at=timezone.now(),
            )  # fmt: skip
        if person_id:
            FileOwner.objects.create(user=user, person_key=person_id)
        client = Client()
        client.force_login(user)
        return Account(user, context_for(user, timezone.localdate()), client)

    return make


@pytest.fixture
def lan(make_account, tree) -> Account:
    return make_account("lan", "officer", tree.home, "Lan")


@pytest.fixture
def binh(make_account, tree) -> Account:
    return make_account("binh", "committee_member", tree.home, "Bình")


@pytest.fixture
def cuong(make_account, tree) -> Account:
    return make_account("cuong", "officer", tree.other, "Cường")


@pytest.fixture
def inspector(make_account, tree) -> Account:
    return make_account("hoa", "inspector", tree.home, "Hoa")


@pytest.fixture
def administrator(make_account, tree) -> Account:
    return make_account("quantri", "administrator", None, "Quản trị")
