import pytest
from django.urls import reverse

from canbo.access.models import RoleGrant
from canbo.access.permissions import PERMISSION_LABELS
from canbo.access.roles import all_roles, matrix
from canbo.accounts.models import User
from canbo.core.access import Permission


def test_every_permission_has_words_and_a_column_for_each_role():
    assert set(PERMISSION_LABELS) == set(Permission)
    roles, rows = matrix()
    assert [role.code for role in roles] == list(all_roles())
    assert len(rows) == len(Permission)


def test_everybody_reads_what_roles_may_do(lan):
    text = lan.client.get(reverse("roles")).content.decode()
    assert "Cán bộ tổ chức" in text
    assert "Đọc nhật ký" in text


def test_an_account_is_made_and_its_password_shown_once(administrator):
    answer = administrator.client.post(reverse("account-new"), {"username": "minh", "full_name": "Minh"})
    user = User.objects.get(username="minh")
    password = answer.context["password"]
    assert user.check_password(password)
    assert answer["Cache-Control"] == "no-store"
    assert password not in administrator.client.get(reverse("account", args=[user.pk])).content.decode()


def test_a_name_in_use_is_told_on_the_form(administrator, lan):
    answer = administrator.client.post(reverse("account-new"), {"username": "lan", "full_name": "Lan khác"})
    assert answer.status_code == 422
    assert "đã có người dùng" in answer.content.decode()


def test_a_role_is_granted_for_a_unit_and_taken_back(administrator, make_account, tree):
    minh = make_account("minh")
    url = reverse("grant-new", args=[minh.user.pk])
    values = {"role": "unit_head", "unit": "Phòng Nội vụ", "valid_from": "5/1/2026", "reason": "quyết định 5"}
    assert administrator.client.get(url).status_code == 200
    assert administrator.client.post(url, values).status_code == 302
    grant = RoleGrant.objects.get(user=minh.user)
    assert (grant.unit, grant.role, grant.granted_by_name) == (tree.home, "unit_head", "Quản trị")
    page = administrator.client.get(reverse("account", args=[minh.user.pk])).content.decode()
    assert "Thủ trưởng đơn vị" in page
    assert "đang có hiệu lực" in page
    url = reverse("grant-revoke", args=[grant.pk])
    assert administrator.client.post(url, {"reason": ""}).status_code == 422
    assert administrator.client.post(url, {"reason": "thôi chức vụ"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "Không có"}, "Không có đơn vị"),
        ({"valid_from": "2026"}, "đủ ngày, tháng, năm"),
        ({"valid_before": "1/1/2026"}, "sau ngày giao quyền"),
        ({"role": "vua"}, "vua"),
    ],
)
def test_what_is_wrong_with_a_grant_is_told(administrator, lan, change, words):
    values = {"role": "officer", "unit": "", "valid_from": "5/1/2026", "reason": "x", **change}
    answer = administrator.client.post(reverse("grant-new", args=[lan.user.pk]), values)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_grants_to_themselves(administrator):
    values = {"role": "officer", "unit": "", "valid_from": "5/1/2026", "reason": "x"}
    answer = administrator.client.post(reverse("grant-new", args=[administrator.user.pk]), values)
    assert "tự giao quyền" in answer.content.decode()


def test_an_account_is_closed_and_reopened_with_a_reason(administrator, lan):
    url = reverse("account-close", args=[lan.user.pk])
    assert "Khoá tài khoản" in administrator.client.get(url).content.decode()
    administrator.client.post(url, {"reason": "nghỉ hưu"})
    assert not User.objects.get(pk=lan.user.pk).is_active
    assert "Mở lại tài khoản" in administrator.client.get(url).content.decode()
    administrator.client.post(url, {"reason": "nhầm"})
    assert User.objects.get(pk=lan.user.pk).is_active


def test_a_password_is_renewed(administrator, lan):
    answer = administrator.client.post(reverse("account-renew", args=[lan.user.pk]))
    assert User.objects.get(pk=lan.user.pk).check_password(answer.context["password"])


def test_the_list_of_grants_is_searched_and_filtered(administrator, lan, binh):
    page = administrator.client.get(reverse("grants"), {"q": "Bình", "vai-tro": "committee_member"}).content.decode()
    assert "Bình" in page
    assert page.count("data-row") == 1
    everything = administrator.client.get(reverse("grants"), {"hieu-luc": "tat-ca"}).content.decode()
    assert everything.count("data-row") == 3


def test_the_list_of_accounts_is_searched(administrator, lan, binh):
    page = administrator.client.get(reverse("accounts"), {"q": "lan"}).content.decode()
    assert page.count("data-row") == 1
