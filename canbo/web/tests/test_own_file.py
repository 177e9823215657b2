from django.urls import reverse

from canbo.access.models import FileOwner
from canbo.personnel import services


def test_a_file_is_given_to_an_account_by_its_number(administrator, lan, make_account, tree):
    person = services.open_file(access=lan.access, unit=tree.home, identity={"full_name": "Nguyễn Thị Hạnh"})
    dung = make_account("dung", "cadre", tree.home)
    url = reverse("account-file", args=[dung.user.pk])
    page = administrator.client.post(url, {"file": str(person.pk)}, follow=True).content.decode()
    assert f"Hồ sơ số {person.pk}" in page
    assert person.full_name not in page
    assert FileOwner.objects.get(user=dung.user).person_key == person.pk
    assert reverse("own-file") in dung.client.get("/").content.decode()


def test_a_number_of_no_file_is_refused(administrator, lan):
    url = reverse("account-file", args=[lan.user.pk])
    for written in ("", "0", "99999", "mười", "9" * 40):
        page = administrator.client.post(url, {"file": written}, follow=True).content.decode()
        assert "Không có hồ sơ số" in page
    assert not FileOwner.objects.exists()
