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
from canbo.evaluation.models import Appeal, Campaign
from canbo.personnel.models import Evaluation, Person


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

    _check_evaluations(head.person_id, owner.person_key, today)

    assert fill(today=today) == []
    assert Campaign.objects.count() == 2
    assert Person.objects.count() == 500
    assert User.objects.count() == len(DEMO_ACCOUNTS)


def _check_evaluations(head, cadre, today):
    """Every role finds something to do, and last year's stands beside this year's."""
    last, this = Campaign.objects.order_by("year")
    assert (last.state, last.year) == ("closed", today.year - 1)
    assert set(last.ratings.values_list("stage", flat=True)) == {"decided"}
    assert last.ratings.filter(person__isnull=True).exists(), "collectives too"
    records = Evaluation.objects.known().filter(year=last.year)
    assert records.count() == last.ratings.filter(person__isnull=False).count()
    for unit, scheme in set(last.ratings.values_list("unit", "scheme")):
        held = last.ratings.filter(unit=unit, scheme=scheme)
        assert held.filter(final_level="excellent").count() * 5 <= held.filter(final_level="well").count()
    stages = set(this.ratings.values_list("stage", flat=True))
    assert stages >= {"not_started", "self_done", "assessed", "voted", "concluded", "told"}
    assert Appeal.objects.filter(rating__campaign=this, answered_on__isnull=True).count() == 1
    assert this.ratings.filter(person=cadre, stage="not_started").exists()
    assert this.ratings.filter(rater=head, stage="self_done").exists()
    assert this.ratings.filter(person=cadre, earlier_shortcomings__isnull=False).exists()


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
