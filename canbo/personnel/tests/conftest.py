"""Lan (officer, in scope), Bình (in scope, reads), Cường (officer of another unit), and a file of Lan's unit."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.organizations.models import Title, Unit
from canbo.personnel.services import open_file

TODAY = date(2026, 3, 2)


def make_unit(name, path, **fields):
    return Unit.objects.create(name=name, search_name=fold(name), path=path, **fields)


def make_user(username, full_name, role, unit):
    user = User.objects.create_user(username, password="matkhau-cua-toi-1", full_name=full_name)
    if role:
        RoleGrant.objects.create(
            user=user, role=role, unit=unit, valid_from=date(2020, 1, 1), granted_by_name="Quản trị",
            granted_at="2020-01-01T00:00:00Z",
        )  # fmt: skip
    return user


@pytest.fixture
def units(db):
    root = make_unit("Uỷ ban nhân dân huyện Thanh Bình", "000001")
    return {
        "root": root,
        "home": make_unit("Phòng Nội vụ", "000001000002"),
        "other": make_unit("Huyện uỷ Phú Sơn", "000003"),
    }


@pytest.fixture
def users(units):
    return {
        "lan": make_user("lan", "Trần Thị Lan", "officer", units["root"]),
        "binh": make_user("binh", "Nông Văn Bình", "committee_member", units["root"]),
        "cuong": make_user("cuong", "Lý Văn Cường", "officer", units["other"]),
        "an": make_user("an", "Hoàng Văn An", "cadre", units["root"]),
    }


@pytest.fixture
def lan(users):
    return context_for(users["lan"], TODAY)


@pytest.fixture
def binh(users):
    return context_for(users["binh"], TODAY)


@pytest.fixture
def cuong(users):
    return context_for(users["cuong"], TODAY)


@pytest.fixture
def title(db):
    return Title.objects.create(
        code="truong-phong-thu", name="Trưởng phòng", search_name="truong phong", rank=Title.Rank.HEAD
    )


@pytest.fixture
def person(lan, units):
    return open_file(
        access=lan,
        unit=units["home"],
        identity={
            "full_name": "Hoàng Văn An", "born": PartialDate(1975, 8, 15), "gender": "male", "ethnicity": "Tày",
            "religion": "Không", "home_place": "xã Đông Phong, huyện Thanh Bình",
        },
    )  # fmt: skip


@pytest.fixture
def an(users, person):
    FileOwner.objects.create(user=users["an"], person_key=person.pk)
    return context_for(users["an"], TODAY)


@pytest.fixture
def sign_in(client, users):
    def enter(name):
        client.force_login(users[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
