"""A small province with a district, and the three people of all tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from canbo.core.access import ALL_PERMISSIONS, AccessContext, Grant, Permission, full_access
from canbo.organizations import services
from canbo.organizations.models import Unit
from canbo.organizations.services import NewUnit


@dataclass(frozen=True)
class Province:
    """Tỉnh > Huyện > (Văn phòng, Phòng Nội vụ, Xã An, Xã Bình); Tỉnh > Sở Nội vụ."""

    province: Unit
    district: Unit
    office: Unit
    home_affairs: Unit
    an: Unit
    binh: Unit
    department: Unit


@pytest.fixture
def root(db: None) -> AccessContext:
    """May do everything."""
    return full_access(1, "Lan")


@pytest.fixture
def land(root: AccessContext) -> Province:
    """The units, all standing since before anybody knows."""
    ids = services.found_units_bulk(
        access=root,
        root=None,
        units=[
            NewUnit("Tỉnh Sơn Hà", tier="province"),
            NewUnit("Huyện Đông Giang", tier="district", parent_index=0),
            NewUnit("Văn phòng Huyện uỷ", block="party", tier="district", parent_index=1),
            NewUnit("Phòng Nội vụ", block="government", tier="district", parent_index=1),
            NewUnit("Xã An", tier="commune", parent_index=1),
            NewUnit("Xã Bình", tier="commune", parent_index=1),
            NewUnit("Sở Nội vụ", block="government", tier="province", parent_index=0),
        ],
    )
    return Province(*(Unit.objects.get(pk=pk) for pk in ids))


def officer_of(unit: Unit, *permissions: Permission) -> AccessContext:
    """Somebody with these permissions (all, where none are named) for the subtree of one unit."""
    return AccessContext(2, "Bình", (Grant(frozenset(permissions) or ALL_PERMISSIONS, unit.path),))


def day(text: str) -> date:
    return date.fromisoformat(text)
