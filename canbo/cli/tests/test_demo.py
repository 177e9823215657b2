import pytest
from django.utils import timezone

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.selectors import context_for
from canbo.accounts.demo import DEMO_ACCOUNTS
from canbo.accounts.models import User
from canbo.cli.commands.demo import _only_a_demo
from canbo.cli.demo_office import fill
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.personnel.models import Person


@pytest.mark.django_db
def test_the_demo_is_filled_once_with_an_account_for_each_role():
    today = timezone.localdate()
    told = fill(today=today)
    assert "Đã nhập 500 dòng" in told[0]
    assert Person.objects.count() == 500
    assert set(User.objects.values_list("username", flat=True)) == {each.username for each in DEMO_ACCOUNTS}
    assert not User.objects.filter(must_change_password=True).exists()
    for account in DEMO_ACCOUNTS:
        assert RoleGrant.objects.filter(user__username=account.username, role=account.role).count() == 1
    head = context_for(User.objects.get(username="cuong"), today)
    (path,) = head.paths(Permission.VIEW_FILES)
    assert path
    assert Person.objects.filter(unit__path__startswith=path).count() >= 5
    owner = FileOwner.objects.get(user__username="dung")
    assert owner.user.full_name == Person.objects.get(pk=owner.person_key).full_name

    assert fill(today=today) == []
    assert Person.objects.count() == 500
    assert User.objects.count() == len(DEMO_ACCOUNTS)


@pytest.mark.django_db
def test_an_offices_own_data_never_becomes_a_demo(settings, tmp_path):
    settings.CANBO_DATA_DIR = tmp_path
    _only_a_demo()
    assert (tmp_path / "demo").exists()
    (tmp_path / "demo").unlink()
    User.objects.create_user("lan", password="x")
    with pytest.raises(DomainError) as refusal:
        _only_a_demo()
    assert refusal.value.code == "not_a_demo"
