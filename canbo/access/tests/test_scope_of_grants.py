"""Tiers of management, delegations and their ends, several grants at once, open sessions, relatives."""

from datetime import date, timedelta

import pytest
from canbo_testing.desk import DIRECTOR
from django.urls import reverse
from django.utils import timezone

from canbo.access import selectors, services
from canbo.access.models import RoleGrant
from canbo.core.access import Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.organizations.models import Body, Position
from canbo.organizations.services import change_position
from canbo.personnel.models import FamilyMember, Person, PostHolding, RegimeRecord
from canbo.personnel.selectors import visible_people
from canbo.personnel.services import withdraw_record

FROM, UNTIL = date(2026, 1, 5), date(2030, 1, 1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def managed(desk, titles):
    """Hà's position is decided on by a committee of the province, Đức's file says the commune, Vân's says nothing."""
    ha, duc, van = (desk.open(name) for name in ("Hoàng Thị Hà", "Lý Minh Đức", "Nông Thị Vân"))
    desk.tree.root.tier = "province"
    desk.tree.root.save(update_fields=["tier"])
    body = Body.objects.create(unit=desk.tree.home, kind=Body.Kind.STANDING_COMMITTEE, name="Ban Thường vụ")
    position = Position.objects.create(unit=desk.tree.home, title=titles["head"], managed_by=body)
    desk.add(ha, PostHolding, position=position, since="2020-01-01")
    desk.add(duc, RegimeRecord, regime="civil_servant", managed_as="Ban Thường vụ Đảng uỷ xã quản lý", since="2020")
    return {"ha": ha, "duc": duc, "van": van}


def tiers(people):
    return {key: Person.objects.get(pk=person.pk).managed_tier for key, person in people.items()}


def test_the_tier_of_a_file_follows_its_posts_and_its_words(managed):
    assert tiers(managed) == {"ha": "province", "duc": "commune", "van": ""}
    withdraw_record(access=DIRECTOR, record=PostHolding.objects.known().get(person=managed["ha"]), reason="nhầm")
    withdraw_record(access=DIRECTOR, record=RegimeRecord.objects.known().get(person=managed["duc"]), reason="nhầm")
    assert tiers(managed) == {"ha": "", "duc": "", "van": ""}


def test_another_body_deciding_on_the_post_moves_its_holders(managed, desk):
    desk.tree.home.tier = "district"
    desk.tree.home.save(update_fields=["tier"])
    body = Body.objects.create(unit=desk.tree.home, kind=Body.Kind.STANDING_COMMITTEE, name="Ban Thường vụ Huyện uỷ")
    position = Position.objects.get(managed_by__isnull=False)
    change_position(access=DIRECTOR, position=position, managed_by=body)
    assert tiers(managed)["ha"] == "district"
    change_position(access=DIRECTOR, position=position, managed_by=None)
    assert tiers(managed)["ha"] == ""


def test_a_grant_with_a_tier_reaches_only_files_of_that_tier(administrator, make_account, managed, tree, today):
    minh = make_account("minh")
    services.grant_role(
        access=administrator.access, user=minh.user, role="officer", unit=tree.home, tier="province", valid_from=FROM
    )
    access = selectors.context_for(minh.user, today)
    assert list(visible_people(access)) == [managed["ha"]]
    client = minh.client
    answers = {key: client.get(reverse("file", args=[person.pk])).status_code for key, person in managed.items()}
    assert answers == {"ha": 200, "duc": 404, "van": 404}
    page = client.get(reverse("people-list")).content.decode()
    assert "Hoàng Thị Hà" in page
    assert "Lý Minh Đức" not in page
    assert "Lý Minh Đức" not in client.get(reverse("search"), {"q": "Đức"}).content.decode()
    with pytest.raises(Forbidden):
        access.require_file(Permission.EDIT_FILES, tree.home.path, "")
    services.grant_role(
        access=administrator.access, user=minh.user, role="unit_head", unit=tree.home, tier="commune", valid_from=FROM
    )
    both = selectors.context_for(minh.user, today)
    assert set(visible_people(both)) == {managed["ha"], managed["duc"]}
    assert not both.covers_file(Permission.EDIT_FILES, tree.home.path, "commune")


def test_the_whole_context_is_one_query(lan, administrator, tree, today, django_assert_num_queries):
    services.grant_role(access=administrator.access, user=lan.user, role="unit_head", unit=tree.other, valid_from=FROM)
    services.own_file(access=administrator.access, user=lan.user, person_key=7)
    with django_assert_num_queries(1):
        access = selectors.context_for(lan.user, today)
    assert len(access.grants) == 2
    assert access.person_id == 7


def test_a_grant_taken_back_ends_in_an_open_session(administrator, lan, managed):
    url = reverse("file", args=[managed["ha"].pk])
    assert lan.client.get(url).status_code == 200
    services.revoke_grant(access=administrator.access, grant=lan.user.role_grants.get(), reason="thôi việc")
    assert lan.client.get(url).status_code == 404


def pass_on(lan, minh, today, **changes):
    values = {
        "permissions": [Permission.VIEW_UNITS, Permission.VIEW_FILES], "unit": lan.user.role_grants.get().unit,
        "tier": "", "valid_from": today, "valid_before": today + timedelta(days=30), "reason": "đi công tác",
        "grant": lan.user.role_grants.get(), "user": minh.user, **changes,
    }  # fmt: skip
    return services.delegate(access=lan.access, today=today, **values)


def test_a_part_is_passed_on_and_nothing_more(lan, make_account, managed, tree, today):
    minh = make_account("minh")
    pass_on(lan, minh, today, unit=tree.team)
    access = selectors.context_for(minh.user, today)
    assert access.covers(Permission.VIEW_FILES, tree.team.path)
    assert not access.can(Permission.EDIT_FILES)
    assert not access.covers(Permission.VIEW_FILES, tree.home.path)
    assert not selectors.context_for(minh.user, today + timedelta(days=30)).grants


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"permissions": []}, "permissions_missing"),
        ({"permissions": ["access.manage"]}, "delegation_wider"),
        ({"permissions": ["personnel.view_own"]}, "delegation_wider"),
        ({"permissions": ["audit.view"]}, "delegation_wider"),
        ({"unit": None}, "delegation_wider"),
        ({"unit": "other"}, "delegation_wider"),
        ({"unit": "root"}, "delegation_wider"),
        ({"tier": "vua"}, "delegation_wider"),
        ({"valid_before": date(2000, 1, 2)}, "period_reversed"),
        ({"reason": " "}, "reason_missing"),
        ({"user": "lan"}, "grant_to_self"),
    ],
)
def test_nothing_wider_longer_or_without_reason_is_passed_on(lan, make_account, tree, today, change, code):
    minh = make_account("minh")
    if change.get("unit"):
        change = {"unit": getattr(tree, change["unit"])}
    if change.get("user"):
        change = {"user": lan.user}
    with pytest.raises(DomainError) as refusal:
        pass_on(lan, minh, today, **change)
    assert refusal.value.code == code


def test_a_delegation_is_no_longer_than_its_grant_and_is_not_passed_on_again(lan, binh, make_account, today):
    RoleGrant.objects.filter(user=lan.user).update(valid_before=today + timedelta(days=10))
    minh = make_account("minh")
    with pytest.raises(DomainError, match="uyền này hết hạn"):
        pass_on(lan, minh, today)
    made = pass_on(lan, minh, today, valid_before=today + timedelta(days=10))
    with pytest.raises(DomainError, match="không uỷ quyền tiếp"):
        selectors.delegable_grant(selectors.context_for(minh.user, today), made.pk, today)
    with pytest.raises(NotFound):
        selectors.delegable_grant(binh.access, made.pk, today)


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "by_delegator", "by_manager"])
def test_a_delegation_ends_with_its_grant_or_when_taken_back(lan, make_account, administrator, managed, today, end):
    minh = make_account("minh")
    made = pass_on(lan, minh, today)
    url = reverse("file", args=[managed["ha"].pk])
    assert minh.client.get(url).status_code == 200
    source = lan.user.role_grants.get()
    if end == "revoked":
        services.revoke_grant(access=administrator.access, grant=source, reason="thôi")
    elif end == "expired":
        RoleGrant.objects.filter(pk=source.pk).update(valid_before=today)
    elif end == "closed":
        services.close_account(access=administrator.access, user=lan.user, reason="nghỉ")
    elif end == "by_delegator":
        assert lan.client.post(reverse("grant-revoke", args=[made.pk]), {"reason": "đã về"}).status_code == 302
    else:
        services.revoke_grant(access=administrator.access, grant=made, reason="rà soát")
    assert minh.client.get(url).status_code == 404


def test_a_delegation_is_made_and_shown_on_pages(lan, binh, make_account, administrator, tree, today):
    minh = make_account("minh")
    url = reverse("delegate", args=[lan.user.role_grants.get().pk])
    assert "Đọc nhật ký" not in lan.client.get(url).content.decode()
    values = {
        "username": "minh", "permissions": ["personnel.view"], "unit": "", "tier": "", "reason": "đi học",
        "valid_from": today.strftime("%d/%m/%Y"), "valid_before": "",
    }  # fmt: skip
    assert lan.client.post(url, values).status_code == 422
    assert binh.client.post(url, values).status_code == 404
    assert lan.client.post(url, values | {"valid_before": "1/1/2099"}).status_code == 302
    for account in (lan, minh, administrator):
        assert "Lan uỷ quyền: Xem hồ sơ cán bộ" in account.client.get(reverse("grants")).content.decode()
    assert "uỷ quyền:" not in binh.client.get(reverse("grants")).content.decode()
    assert minh.client.get(reverse("grant-revoke", args=[minh.user.role_grants.get().pk])).status_code == 404


def test_nobody_decides_on_themselves_or_on_a_relative(desk, make_account, tree):
    ha = desk.open("Hoàng Thị Hà", born="1980-05-20")
    an = desk.open("Hoàng Văn An", born="1955")
    van = desk.open("Nông Thị Vân", born="1955")
    desk.add(ha, FamilyMember, relation="Bố đẻ", full_name="Hoàng Văn An", born=PartialDate(1955))
    officer = make_account("hoang-ha", "officer", tree.home, person_id=ha.pk).access
    father = make_account("hoang-an", "officer", tree.home, person_id=an.pk).access
    assert [officer.is_barred(person.pk) for person in (ha, an, van)] == [True, True, False]
    assert father.is_barred(ha.pk)
    for person, code in ((ha, "own_case"), (an, "relative_case")):
        with pytest.raises(Forbidden) as refusal:
            officer.require_impartial(person.pk)
        assert refusal.value.code == code
    officer.require_impartial(van.pk)
