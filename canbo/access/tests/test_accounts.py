from datetime import date

import pytest
from django.contrib.auth import authenticate

from canbo.access import selectors, services
from canbo.access.models import FileOwner
from canbo.accounts.models import User
from canbo.audit.selectors import entries
from canbo.core.access import AccessContext, Permission, full_access
from canbo.core.errors import DomainError, Forbidden, NotFound

TODAY = date(2026, 1, 5)


def test_an_account_is_made_with_a_random_first_password(administrator):
    user, password = services.create_account(access=administrator.access, username=" Minh ", full_name="Minh")
    assert user.username == "minh"
    assert user.must_change_password
    assert user.check_password(password)
    assert entries(full_access(None, "")).filter(action="account.created", object_id=user.pk).count() == 1


def test_an_explicit_password_is_the_users_own(administrator):
    user, _password = services.create_account(
        access=administrator.access, username="minh", password="mot-mat-khau-dai-9"
    )
    assert not user.must_change_password


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"username": "Đỗ"}, "username_invalid"),
        ({"username": ""}, "username_invalid"),
        ({"username": "quantri"}, "username_taken"),
        ({"username": "minh", "password": "12345"}, "password_weak"),
    ],
)
def test_bad_accounts_are_refused(administrator, values, code):
    with pytest.raises(DomainError) as refusal:
        services.create_account(access=administrator.access, **values)
    assert refusal.value.code == code


def test_only_who_manages_everything_makes_accounts(lan, make_account, tree):
    partial = make_account("mot-phan", "administrator", tree.home)
    for account in (lan, partial):
        with pytest.raises(Forbidden):
            services.create_account(access=account.access, username="minh")
        with pytest.raises(Forbidden):
            services.renew_password(access=account.access, user=lan.user)


def test_a_renewed_password_ends_the_open_sessions(administrator, lan):
    password = services.renew_password(access=administrator.access, user=lan.user)
    assert lan.client.get("/").status_code == 302
    assert authenticate(None, username="lan", password=password) == lan.user


def test_a_closed_account_is_out_and_comes_back(administrator, lan):
    services.close_account(access=administrator.access, user=lan.user, reason="chuyển công tác")
    assert lan.client.get("/").status_code == 302
    with pytest.raises(DomainError, match="đã khoá"):
        services.close_account(access=administrator.access, user=lan.user)
    services.reopen_account(access=administrator.access, user=lan.user)
    assert User.objects.get(pk=lan.user.pk).is_active


def test_nobody_closes_their_own_account(administrator):
    with pytest.raises(DomainError, match="chính mình"):
        services.close_account(access=administrator.access, user=administrator.user)


def test_the_first_officer_is_made_once(db):
    user, password = services.first_officer(today=TODAY)
    assert user.check_password(password)
    access = selectors.context_for(user, TODAY)
    assert all(access.can(permission) for permission in (Permission.IMPORT, Permission.MANAGE_ACCESS))
    assert services.first_officer(today=TODAY) is None


def test_a_grant_holds_in_its_period_and_subtree(administrator, make_account, tree):
    account = make_account("minh")
    services.grant_role(
        access=administrator.access, user=account.user, role="officer", unit=tree.home, valid_from=TODAY,
        valid_before=date(2026, 3, 1), reason="quyết định 5",
    )  # fmt: skip
    before, inside, after = (selectors.context_for(account.user, day) for day in (
        date(2026, 1, 4), TODAY, date(2026, 3, 1)
    ))  # fmt: skip
    assert not before.grants
    assert not after.grants
    assert inside.covers(Permission.EDIT_FILES, tree.team.path)
    assert not inside.covers(Permission.EDIT_FILES, tree.other.path)


def test_a_grant_reaches_no_further_than_its_giver(make_account, tree):
    partial = make_account("mot-phan", "administrator", tree.home)
    minh = make_account("minh")
    services.grant_role(access=partial.access, user=minh.user, role="officer", unit=tree.team, valid_from=TODAY)
    for unit in (tree.other, tree.root, None):
        with pytest.raises(Forbidden):
            services.grant_role(access=partial.access, user=minh.user, role="officer", unit=unit, valid_from=TODAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"role": "vua"}, "role_unknown"),
        ({"valid_before": TODAY}, "period_reversed"),
        ({"user": "self"}, "grant_to_self"),
    ],
)
def test_bad_grants_are_refused(administrator, lan, change, code):
    values = {"user": lan.user, "role": "officer", "unit": None, "valid_from": TODAY, **change}
    if values["user"] == "self":
        values["user"] = administrator.user
    with pytest.raises(DomainError) as refusal:
        services.grant_role(access=administrator.access, **values)
    assert refusal.value.code == code


def test_a_grant_is_taken_back_at_once_and_once(administrator, lan):
    grant = selectors.grants(administrator.access).get(user=lan.user)
    services.revoke_grant(access=administrator.access, grant=grant, reason="hết nhiệm vụ")
    assert not selectors.context_for(lan.user, TODAY).grants
    with pytest.raises(DomainError, match="đã được thu hồi"):
        services.revoke_grant(access=administrator.access, grant=grant)


def test_a_file_has_one_owner(administrator, lan, binh):
    services.own_file(access=administrator.access, user=lan.user, person_key=7)
    assert selectors.context_for(lan.user, TODAY).person_id == 7
    with pytest.raises(DomainError, match="tài khoản khác"):
        services.own_file(access=administrator.access, user=binh.user, person_key=7)
    assert FileOwner.objects.count() == 1


def test_others_see_their_own_grants_only(lan, binh, administrator):
    assert {grant.user_id for grant in selectors.grants(lan.access)} == {lan.user.pk}
    assert selectors.grants(administrator.access).count() == 3
    with pytest.raises(NotFound):
        selectors.account_by_id(lan.access, binh.user.pk)


def test_a_unit_is_found_by_code_number_or_name(administrator, lan, tree):
    access = administrator.access
    for text in (tree.home.code, str(tree.home.pk), "phong noi vu", " PHÒNG NỘI VỤ "):
        assert selectors.find_unit(access, text) == tree.home
    for text in ("", "9" * 30, "không có"):
        with pytest.raises(DomainError, match="Không có đơn vị"):
            selectors.find_unit(access, text)
    with pytest.raises(DomainError, match="Không có đơn vị"):
        selectors.find_unit(lan.access, tree.other.name)


def test_two_units_of_one_name_are_asked_about(administrator, tree):
    tree.other.search_name = tree.home.search_name
    tree.other.save(update_fields=["search_name"])
    with pytest.raises(DomainError) as refusal:
        selectors.find_unit(administrator.access, tree.home.name)
    assert refusal.value.code == "unit_ambiguous"
    assert len(refusal.value.extra["units"]) == 2


def test_a_stranger_has_nothing(db):
    nobody = AccessContext(None, "khách")
    assert not selectors.accounts(nobody)
    assert not selectors.grants(nobody)


def test_an_account_may_have_an_address_for_reminders(administrator):
    from canbo.accounts.models import User

    fields = {"username": "an", "full_name": "Hoàng Văn An", "email": "an@so.gov.vn"}
    assert administrator.client.post("/phan-quyen/tai-khoan/moi/", fields).status_code == 200
    assert User.objects.get(username="an").email == "an@so.gov.vn"
    wrong = administrator.client.post("/phan-quyen/tai-khoan/moi/", fields | {"username": "binh-2", "email": "an@"})
    assert not User.objects.filter(username="binh-2").exists()
    assert "email" in wrong.content.decode()
