"""Attempts from outside: two plain cadres, the heads of two neighbouring units, and a grant that has run out."""

import pytest
from canbo_testing.desk import DIRECTOR
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.access.models import FileOwner, RoleGrant

from .attempts import (
    FAMILY,
    PLANNED,
    SECRETS,
    VIOLATION,
    addresses,
    body,
    leaks_of_addresses,
    leaks_of_lists,
    listed,
    made_target,
)

TABS = ("chung", "cong-tac", "hoc-tap", "danh-gia", "dang", "luong", "gia-dinh", "giay-to", "lich-su")


def upload():
    return SimpleUploadedFile("giay.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


@pytest.fixture
def targets(desk):
    assert desk.access == DIRECTOR
    return {
        "home": made_target(desk, desk.tree.home, SECRETS["home"], upload),
        "other": made_target(desk, desk.tree.other, SECRETS["other"], upload),
    }


@pytest.fixture
def people(targets, make_account, tree):
    expired = make_account("het-han", "officer", tree.other)
    RoleGrant.objects.filter(user=expired.user).update(valid_before="2001-01-01")
    return {
        "cadre_home": make_account("can-bo-1", "cadre", tree.home, person_id=targets["home"].person.pk),
        "cadre_other": make_account("can-bo-2", "cadre", tree.other, person_id=targets["other"].person.pk),
        "head_home": make_account("truong-1", "unit_head", tree.home),
        "head_other": make_account("truong-2", "unit_head", tree.other),
        "expired": expired,
    }


@pytest.mark.parametrize(
    ("who", "whose"),
    [("cadre_home", "other"), ("cadre_other", "home"), ("head_home", "other"), ("head_other", "home"),
     ("expired", "home"), ("expired", "other")],
)  # fmt: skip
def test_nothing_of_another_unit_is_reached_or_told(people, targets, who, whose):
    client = people[who].client
    assert leaks_of_addresses(client, targets[whose], SECRETS[whose]) == []
    assert leaks_of_lists(client, SECRETS[whose]) == []


@pytest.mark.parametrize("who", ["cadre_home", "cadre_other", "head_home", "head_other", "expired"])
def test_walking_the_numbers_finds_only_ones_own(people, targets, who):
    client = people[who].client
    mine = {"cadre_home": {"home"}, "head_home": {"home"}, "cadre_other": {"other"}, "head_other": {"other"}}.get(
        who, set()
    )
    numbers = [target.person.pk for target in targets.values()]
    # Numbers on PostgreSQL go on from test to test: from a little before the first to a little after the last.
    near = range(max(1, min(numbers) - 20), max(numbers) + 5)
    opened = {key for key in near if client.get(reverse("file", args=[key])).status_code == 200}
    assert opened == {targets[each].person.pk for each in mine}
    sheets = [target.paper for target in targets.values()]
    papers = {
        (person, paper)
        for person in near
        for paper in range(max(1, min(sheets) - 3), max(sheets) + 3)
        if client.get(reverse("attachment", args=[person, paper])).status_code == 200
    }
    cadres = {(targets[each].person.pk, targets[each].paper) for each in mine} if who.startswith("cadre") else set()
    assert papers == cadres


def test_a_child_under_anothers_number_is_not_found(people, targets):
    client = people["cadre_home"].client
    own, foreign = targets["home"], targets["other"]
    for address in (
        reverse("attachment", args=[own.person.pk, foreign.paper]),
        reverse("record-correct", args=[own.person.pk, "identity", foreign.record]),
        reverse("record-verify", args=[own.person.pk, "identity", foreign.record]),
    ):
        answer = client.get(address)
        assert answer.status_code in {403, 404}
        assert SECRETS["other"] not in body(answer)


def test_a_head_sees_no_restricted_section_on_any_tab_print_or_paper(people, targets):
    client, target = people["head_home"].client, targets["home"]
    pages = [f"{reverse('file', args=[target.person.pk])}?muc={tab}" for tab in TABS]
    pages += [address for address in addresses(target) if "?" not in address and "giay-to" not in address]
    for address in pages:
        text = body(client.get(address))
        assert FAMILY not in text, address
        assert PLANNED not in text, address
        assert VIOLATION not in text, address
    assert client.get(reverse("attachment", args=[target.person.pk, target.paper])).status_code == 403


@pytest.mark.parametrize("is_officer", [False, True])
def test_nobody_reads_their_own_place_in_a_plan(people, targets, is_officer):
    own = targets["home"].person
    if is_officer:
        RoleGrant.objects.filter(user=people["cadre_other"].user).update(role="officer", unit=None)
        FileOwner.objects.all().delete()
        FileOwner.objects.create(user=people["cadre_other"].user, person_key=own.pk)
        clients = [people["cadre_other"].client]
    else:
        clients = [people["cadre_home"].client]
    for client in clients:
        for tab in TABS:
            assert PLANNED not in body(client.get(f"{reverse('file', args=[own.pk])}?muc={tab}"))
        assert PLANNED not in body(client.post(reverse("file-print", args=[own.pk, "tt06"]), {"ly_do": "Họp"}))
        assert SECRETS["home"] not in listed(client, in_plan="1")
        for query in ({"f": "gender:eq:male"}, {"f": "in_plan:eq:1"}):
            assert SECRETS["home"] not in body(client.get(reverse("candidates"), query))
        assert (SECRETS["other"] in listed(client, in_plan="1")) == is_officer


@pytest.mark.parametrize("order", ["in_plan", "-in_plan", "discipline_in_force", "-discipline_in_force"])
def test_hidden_columns_neither_sort_nor_filter(people, targets, desk, order):
    plain = desk.open("Âu Không Quy Hoạch", born="1981-01-01", gender="male")
    desk.post(plain, since="2010-01-01")
    client = people["head_home"].client
    both = sorted([SECRETS["home"], plain.full_name])
    assert sorted(listed(client)) == both
    by_name = listed(client, xep="full_name")
    assert listed(client, xep=order) in (by_name, by_name[::-1])
    name = order.removeprefix("-")
    assert listed(client, **{name: "1"}) == listed(client, **{name: "0"})
    assert listed(client, f=f"{name}:eq:1") == listed(client, f=f"{name}:null:0") == []
    assert sorted(listed(client, f=f"{name}:null:1")) == both


@pytest.mark.parametrize("way", ["put", "delete", "header", "field"])
def test_no_trick_with_the_method_writes(people, targets, way):
    own = targets["home"]
    client = people["cadre_home"].client
    address = reverse("attachment-withdraw", args=[own.person.pk, own.paper])
    if way == "header":
        answer = client.get(address, headers={"X-HTTP-Method-Override": "POST"})
    elif way == "field":
        answer = client.get(address, {"_method": "POST", "reason": "thử"})
    else:
        answer = getattr(client, way)(address)
    assert answer.status_code in {403, 405}
    assert own.person.attachments.get().withdrawn_at is None


def test_completion_offers_nothing_beyond_the_scope(people, make_account, tree):
    offered = body(
        make_account("to-chuc-2", "officer", tree.home).client.get(reverse("pick", args=["don-vi"]), {"q": "phong"})
    )
    assert "Phòng Nội vụ" in offered
    assert "Phòng Tài chính" not in offered
    for who in people.values():
        assert who.client.get(reverse("pick", args=["don-vi"]), {"q": "phong"}).status_code == 403
