"""An office with three files in scope and one out of it, and a second person who approves."""

from __future__ import annotations

import pytest
from django.urls import reverse

from canbo.audit.models import AuditEntry


@pytest.fixture
def people(desk, tree):
    names = ("Hoàng Thị Hà", "Lý Minh Đức", "Nông Văn Bảy")
    found = [desk.open(name, born="1980") for name in names]
    found.append(desk.open("Trần Thị Mai", born="1985", unit=tree.other))
    for person in found:
        desk.post(person, since="2010", unit=person.unit)
    return found


@pytest.fixture
def hien(make_account, tree):
    """The second person: another officer of the same unit."""
    return make_account("hien", "officer", tree.home, "Hiền")


@pytest.fixture
def take(db):
    """Give a function that exports the list of people by an account: what for, and more fields."""

    def taken(account, query: str = "", reason: str = "Họp chi bộ", **more):
        return account.client.post(f"{reverse('people-export')}{query}", {"ly_do": reason, **more})

    return taken


@pytest.fixture
def acts(db):
    """Give a function that counts the entries of the log of one kind."""
    return lambda action: AuditEntry.objects.filter(action=action).count()
