"""Argon2id, the commonest passwords refused, hashes made anew by stronger settings, equal work for no such user."""

import pytest
from canbo_testing.people import PASSWORD
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from canbo.accounts.common_passwords import is_common, read_list
from canbo.accounts.models import User
from canbo.config.settings import sign_in

LOGIN = "/tai-khoan/dang-nhap/"


class Weak(hashers.Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 1024
    parallelism = 1


class Strong(Weak):
    time_cost = 2


def use(settings, hasher):
    settings.PASSWORD_HASHERS = [f"{__name__}.{hasher.__name__}"]


@pytest.fixture
def argon2(settings, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, __name__, __import__("sys").modules[__name__])
    hashers.get_hashers.cache_clear()
    settings.PASSWORD_HASHERS = list(sign_in.PASSWORD_HASHERS)


def test_the_list_holds_a_hundred_thousand_different_passwords():
    commonest = read_list()
    assert len(commonest) == len(set(commonest)) == 100_000
    assert commonest[:3] == ["123456", "password", "12345678"]


@pytest.mark.parametrize("rank", [1, 2, 1_000, 50_000, 99_999, 100_000])
def test_a_password_of_the_list_is_refused_at_every_rank(rank):
    password = read_list()[rank - 1]
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "password_too_common" in {each.code for each in refused.value.error_list}
    assert is_common(f" {password.upper()} ")


def test_what_is_not_on_the_list_passes():
    assert not is_common(PASSWORD)
    validate_password(PASSWORD)


def test_a_long_common_password_is_refused_by_the_page(client, db):
    user = User.objects.create_user("lan", password=PASSWORD)
    client.force_login(user)
    long = next(each for each in read_list() if len(each) >= 10 and not each.isdecimal())
    answer = client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": long, "password2": long})
    assert "100.000 mật khẩu" in str(answer.context["form"].errors["password1"])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_new_passwords_are_kept_by_argon2id(argon2, db):
    user = User.objects.create_user("lan", password=PASSWORD)
    assert user.password.startswith("argon2$argon2id$")
    assert PASSWORD not in user.password


def test_a_sign_in_under_stronger_settings_makes_the_hash_anew(client, db, settings):
    use(settings, Weak)
    user = User.objects.create_user("lan", password=PASSWORD)
    assert ",t=1," in user.password
    use(settings, Strong)
    client.post(LOGIN, {"login": "lan", "password": PASSWORD})
    user.refresh_from_db()
    assert ",t=2," in user.password
    assert client.get("/").status_code == 200


def test_confirming_under_stronger_settings_keeps_the_session(client, db, settings):
    use(settings, Weak)
    user = User.objects.create_user("lan", password=PASSWORD)
    client.force_login(user)
    use(settings, Strong)
    client.post("/tai-khoan/xac-nhan/?next=/", {"password": PASSWORD})
    user.refresh_from_db()
    assert ",t=2," in user.password
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("kind", ["real", "closed", "none"])
def test_a_refusal_costs_one_hash_whether_there_is_such_a_user_or_not(client, db, settings, monkeypatch, kind):
    user = User.objects.create_user("lan", password=PASSWORD)
    User.objects.filter(pk=user.pk).update(is_active=kind != "closed")
    hasher = hashers.get_hasher()
    work = []

    def counted(name):
        whole = getattr(type(hasher), name)
        monkeypatch.setattr(
            type(hasher), name, lambda self, *args, **more: (work.append(name), whole(self, *args, **more))[1]
        )

    # `verify` of the hasher of the tests encodes inside; counting its inner work counts both ways once.
    counted("encode")
    client.post(LOGIN, {"login": "khong-co" if kind == "none" else "lan", "password": "sai"})
    assert work == ["encode"]
