import json
import stat
from argparse import Namespace

import pytest

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.cli import office
from canbo.cli.commands import doctor
from canbo.cli.main import main
from canbo.core.access import Permission
from canbo.core.errors import DomainError

pytestmark = pytest.mark.django_db(databases="__all__")


def test_create_admin_prints_a_random_password_once(capsys):
    assert main(["create-admin", "minh", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    user = User.objects.get(username="minh")
    assert user.check_password(made["password"])
    assert user.must_change_password
    assert context_for(user, office_today()).can(Permission.MANAGE_ACCESS)


def office_today():
    from django.utils import timezone

    return timezone.localdate()


def test_create_admin_takes_a_password_from_a_file(tmp_path, capsys):
    path = tmp_path / "mat-khau"
    path.write_text("mot-mat-khau-dai-7\nkhông đọc dòng này\n", "utf-8")
    assert main(["create-admin", "minh", "--password-file", str(path)]) == 0
    assert "mot-mat-khau" not in capsys.readouterr().out
    assert User.objects.get(username="minh").check_password("mot-mat-khau-dai-7")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00"])
def test_a_bad_password_file_is_refused(tmp_path, capsys, content):
    path = tmp_path / "mat-khau"
    path.write_bytes(content)
    assert main(["create-admin", "minh", "--password-file", str(path)]) == 1
    assert not User.objects.exists()
    assert capsys.readouterr().err.startswith("canbo: ")


def test_a_refusal_in_json_stands_on_stdout_and_as_a_sentence_on_stderr(capsys):
    main(["create-admin", "minh"])
    capsys.readouterr()
    assert main(["create-admin", "minh", "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == "username_taken"
    assert "đã có người dùng" in shown.err


def test_the_first_command_makes_the_first_account_and_tells_its_password_on_stderr(capsys):
    access = office.actor(None)
    shown = capsys.readouterr()
    assert shown.out == ""
    user = User.objects.get()
    password = shown.err.split("mật khẩu «")[1].split("»")[0]
    assert user.check_password(password)
    assert (access.user_id, access.can(Permission.IMPORT)) == (user.pk, True)
    assert office.actor(None).user_id == user.pk
    assert capsys.readouterr().err == ""


def test_a_command_acts_as_the_named_user(lan, binh):
    assert office.actor("lan").user_id == lan.user.pk
    with pytest.raises(DomainError) as refusal:
        office.actor(None)
    assert refusal.value.code == "user_needed"
    with pytest.raises(DomainError) as refusal:
        office.actor("khong-co")
    assert refusal.value.code == "user_unknown"


def test_a_closed_account_does_nothing(lan):
    User.objects.filter(pk=lan.user.pk).update(is_active=False)
    with pytest.raises(DomainError) as refusal:
        office.actor("lan")
    assert refusal.value.code == "user_closed"


def test_migrating_twice_changes_nothing(capsys):
    assert main(["migrate"]) == 0
    assert "đã ở phiên bản này" in capsys.readouterr().out


def test_a_server_is_not_migrated_behind_its_back(settings, monkeypatch):
    settings.CANBO_MIGRATE_AT_START = False
    monkeypatch.setattr(office, "pending_migrations", lambda: 2)
    with pytest.raises(DomainError) as refusal:
        office.make_ready()
    assert refusal.value.code == "migrations_pending"


def test_settings_of_an_unknown_name_are_refused(monkeypatch):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    monkeypatch.setenv("CANBO_SETTINGS", "khac")
    with pytest.raises(DomainError) as refusal:
        office.configure(Namespace())
    assert refusal.value.code == "settings_unknown"


def test_an_import_of_nothing_readable_is_refused_before_anything_is_made(tmp_path, capsys):
    assert main(["import", "roster", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file_is_folder"
    assert not User.objects.exists()


@pytest.mark.parametrize("content", ["- a\n- b\n", "{", "\x00"])
def test_a_mapping_that_is_none_is_refused(tmp_path, capsys, content):
    sheet, mapping = tmp_path / "x.csv", tmp_path / "m.json"
    sheet.write_text("a,b\n", "utf-8")
    mapping.write_text(content, "utf-8")
    assert main(["import", "roster", str(sheet), "--mapping", str(mapping), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "mapping_unreadable"


def test_a_unit_that_nobody_knows_is_refused(lan, capsys):
    assert main(["report", "quality", "--as-of", "2013-12-31", "--unit", "không có", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unit_not_found"


class TestDoctor:
    def test_a_sound_office(self, capsys):
        assert main(["doctor", "--json"]) == 0
        found = {each["check"]: each["state"] for each in json.loads(capsys.readouterr().out)["findings"]}
        assert found["database.default"] == found["migrations"] == found["static"] == found["fonts"] == "ok"
        assert main(["doctor"]) == 0

    def test_secrets_that_others_can_read(self, settings, tmp_path, capsys):
        settings.CANBO_DATA_DIR = tmp_path
        path = tmp_path / "secrets.json"
        path.write_text("{}")
        path.chmod(0o644)
        assert main(["doctor"]) == 1
        assert "chmod 600" in capsys.readouterr().out
        path.chmod(stat.S_IRUSR)
        assert main(["doctor"]) == 0

    def test_a_quiet_worker(self, settings, tmp_path):
        settings.CANBO_DATA_DIR = tmp_path
        assert [each.state for each in doctor._worker()] == ["warning"]
        beat = tmp_path / doctor.HEARTBEAT
        beat.touch()
        assert [each.state for each in doctor._worker()] == ["ok"]
        import os

        os.utime(beat, (1, 1))
        assert [each.state for each in doctor._worker()] == ["warning"]
