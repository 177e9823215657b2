"""Holders of posts and people present, for the organisation pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory

from canbo.core.dates import PartialDate
from canbo.organizations import incumbents
from canbo.organizations.models import Body, BodyTerm, Position
from canbo.personnel.models import BodyMembership, PostHolding, Recruitment
from canbo.personnel.panels import term_members, unit_people
from canbo.personnel.services import add_record

DAY = date(2026, 3, 2)


@pytest.fixture
def position(units, title):
    return Position.objects.create(unit=units["home"], title=title)


@pytest.fixture
def head(lan, person, position):
    add_record(
        access=lan, person=person, kind=PostHolding, values={"position": position, "valid_from": PartialDate(2015, 6)}
    )
    return person


def test_holders_on_a_day_within_scope(lan, cuong, units, head, position):
    ids = [units["home"].pk]
    assert incumbents.holders(lan, ids, DAY) == {position.pk: [(head.pk, "Hoàng Văn An")]}
    assert incumbents.holders(lan, ids, date(2015, 5, 31)) == {}
    assert incumbents.holders(cuong, ids, DAY) == {}
    assert incumbents.person_url(head.pk) == f"/ho-so/{head.pk}/"


def test_presence_counts_people_once_and_not_before_recruitment(lan, units, head, person):
    home, root = units["home"].pk, units["root"].pk
    add_record(
        access=lan,
        person=person,
        kind=PostHolding,
        values={"unit": units["home"], "title_text": "Phụ trách", "kind": "acting"},
    )
    add_record(
        access=lan,
        person=person,
        kind=PostHolding,
        values={"unit": units["root"], "title_text": "Uỷ viên", "kind": "concurrent"},
    )
    assert incumbents.presence(lan, None, DAY) == {home: 1}
    assert incumbents.presence(lan, [home, root], DAY) == {home: 1}
    assert incumbents.presence(lan, [home], date(1990, 1, 1)) == {home: 1}
    add_record(access=lan, person=person, kind=Recruitment, values={"recruited_on": PartialDate(1999)})
    assert incumbents.presence(lan, [home], date(1990, 1, 1)) == {}


def test_panels(lan, units, head):
    request = RequestFactory().get("/")
    request.access, request.as_of = lan, DAY
    assert "Hoàng Văn An" in unit_people(request, units["home"])
    assert "Không có người" in unit_people(request, units["other"])
    body = Body.objects.create(unit=units["home"], kind=Body.Kind.PARTY_CELL, name="Chi bộ")
    term = BodyTerm.objects.create(body=body, name="2020–2025", seats=3)
    add_record(access=lan, person=head, kind=BodyMembership, values={"term": term, "role": "Bí thư"})
    text = term_members(request, term)
    assert "Bí thư" in text
    assert "1 trên 3" in text
