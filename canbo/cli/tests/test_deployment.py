"""`canbo doctor --deploy`: a sound server passes; each unsafe setting is refused in a sentence of its own."""

from __future__ import annotations

import base64
import json
import os
import secrets
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from canbo.cli import deployment
from canbo.cli.deployment import file_system_of, office_findings, role_findings, settings_findings
from canbo.cli.main import main

pytestmark = pytest.mark.django_db(databases="__all__")


def key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def sound(tmp_path):
    """The settings of a sound server, and its environment."""
    from django.conf import settings as real

    data, outside = tmp_path / "data", tmp_path / "etc"
    for place in (data, outside):
        place.mkdir(mode=0o700)
    key_file = outside / "encryption-keys"
    key_file.write_text(key())
    key_file.chmod(0o600)
    postgres = {"ENGINE": "django.db.backends.postgresql", "HOST": "db", "OPTIONS": {"sslmode": "verify-full"}}
    made = SimpleNamespace(
        DEBUG=False, CANBO_DEMO=False, CANBO_MIGRATE_AT_START=False, SECRET_KEY=secrets.token_urlsafe(48),
        CANBO_ENCRYPTION_KEYS=[key_file.read_text()], CANBO_AUDIT_KEY=key(), CANBO_KEY_FILE=key_file,
        CANBO_DATA_DIR=data, MEDIA_ROOT=data / "files", STATIC_ROOT=data / "static", ALLOWED_HOSTS=["canbo.example.vn"],
        SECURE_SSL_REDIRECT=True, SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True, SECURE_HSTS_SECONDS=365 * 86400,
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), DATABASES={"default": postgres},
        SECURE_CSP=real.SECURE_CSP, SESSION_COOKIE_HTTPONLY=True, CSRF_COOKIE_HTTPONLY=True,
        SECURE_CONTENT_TYPE_NOSNIFF=True, X_FRAME_OPTIONS="DENY", SESSION_COOKIE_SAMESITE="Lax",
        SECURE_REFERRER_POLICY="same-origin", MIDDLEWARE=list(real.MIDDLEWARE),
        CANBO_SECOND_FACTOR_ROLES=["officer"], CANBO_TRUSTED_PROXIES=["127.0.0.1"], CANBO_STEP_UP_MINUTES=30,
        SESSION_COOKIE_AGE=12 * 3600, CANBO_SIGN_IN_ATTEMPTS=5,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
        AUTH_PASSWORD_VALIDATORS=real.AUTH_PASSWORD_VALIDATORS,
    )  # fmt: skip
    return made, {"CANBO_ENCRYPTION_KEYS_FILE": str(key_file)}


def test_a_sound_server_passes(sound):
    assert list(settings_findings(*sound)) == []


UNSAFE = [
    ("DEBUG", True, "debug"),
    ("CANBO_DEMO", True, "demo"),
    ("CANBO_MIGRATE_AT_START", True, "settings"),
    ("SECRET_KEY", "ngắn", "secret_key"),
    ("SECRET_KEY", "ab" * 40, "secret_key"),
    ("SECRET_KEY", "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz-0123456789", "secret_key"),
    ("CANBO_ENCRYPTION_KEYS", [], "encryption_keys"),
    ("CANBO_ENCRYPTION_KEYS", ["không phải khoá"], "encryption_keys"),
    ("CANBO_ENCRYPTION_KEYS", [base64.urlsafe_b64encode(b"e" * 32).decode()], "encryption_keys"),
    ("CANBO_AUDIT_KEY", "", "audit_key"),
    ("CANBO_AUDIT_KEY", base64.urlsafe_b64encode(bytes(range(16))).decode(), "audit_key"),
    ("ALLOWED_HOSTS", ["*"], "hosts"),
    ("ALLOWED_HOSTS", [".example.vn"], "hosts"),
    ("ALLOWED_HOSTS", [], "hosts"),
    ("SECURE_SSL_REDIRECT", False, "tls_redirect"),
    ("SESSION_COOKIE_SECURE", False, "session_cookie"),
    ("CSRF_COOKIE_SECURE", False, "csrf_cookie"),
    ("SECURE_HSTS_SECONDS", 0, "hsts"),
    ("SECURE_PROXY_SSL_HEADER", None, "proxy_header"),
    ("DATABASES", {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example.vn"}}, "database_tls"),
    ("SECURE_CSP", {}, "csp"),
    ("SECURE_CSP", {"script-src": ["'self'", "'unsafe-inline'"]}, "csp"),
    ("X_FRAME_OPTIONS", "SAMEORIGIN", "headers"),
    ("SESSION_COOKIE_HTTPONLY", False, "headers"),
    ("SESSION_COOKIE_SAMESITE", "None", "headers"),
    ("SECURE_REFERRER_POLICY", "unsafe-url", "headers"),
    ("SECURE_CONTENT_TYPE_NOSNIFF", False, "headers"),
    ("MIDDLEWARE", [], "middleware"),
    ("CANBO_SECOND_FACTOR_ROLES", [], "second_factor"),
    ("CANBO_TRUSTED_PROXIES", ["0.0.0.0/0"], "proxies"),
    ("CANBO_TRUSTED_PROXIES", ["10.0.0.1", "::/0"], "proxies"),
    ("CANBO_STEP_UP_MINUTES", 600, "long_sessions"),
    ("SESSION_COOKIE_AGE", 14 * 86400, "long_sessions"),
    ("CANBO_SIGN_IN_ATTEMPTS", 20, "attempts"),
    ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "passwords"),
    ("AUTH_PASSWORD_VALIDATORS", [], "passwords"),
]


@pytest.mark.parametrize(("name", "value", "check"), UNSAFE)
def test_each_unsafe_setting_is_refused_in_a_sentence(sound, name, value, check):
    made, environment = sound
    setattr(made, name, value)
    found = {each.check: each for each in settings_findings(made, environment)}
    assert set(found) == {f"deploy.{check}"}
    told = found[f"deploy.{check}"]
    assert told.state == "error"
    assert "Hãy " in told.message
    assert told.message.endswith(".")


def test_equal_keys(sound):
    made, environment = sound
    made.CANBO_AUDIT_KEY = made.CANBO_ENCRYPTION_KEYS[0]
    assert [each.check for each in settings_findings(made, environment)] == ["deploy.equal_keys"]


def test_what_is_unwise_but_works_is_a_warning(sound):
    made, environment = sound
    made.CANBO_KEY_FILE, made.CANBO_TRUSTED_PROXIES = None, []
    assert {(each.check, each.state) for each in settings_findings(made, environment)} == {
        ("deploy.key_file", "warning"), ("deploy.proxies", "warning"),
    }  # fmt: skip


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_key_files_that_others_reach(sound, mode):
    made, environment = sound
    made.CANBO_KEY_FILE.chmod(mode)
    assert [each.check for each in settings_findings(made, environment)] == ["deploy.key_files"]


def test_a_key_file_that_is_gone_or_lies_beside_the_data(sound):
    made, environment = sound
    beside = made.CANBO_DATA_DIR / "khoa"
    beside.write_text("x")
    beside.chmod(0o600)
    gone = {**environment, "CANBO_SECRET_KEY_FILE": "/khong/co", "CANBO_AUDIT_KEY_FILE": str(beside)}
    assert [each.check for each in settings_findings(made, gone)] == ["deploy.key_files", "deploy.key_place"]


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_data_directory_that_others_enter(sound, mode):
    made, environment = sound
    made.CANBO_DATA_DIR.chmod(mode)
    assert [each.check for each in settings_findings(made, environment)] == ["deploy.data_dir"]


def test_papers_among_the_static_files(sound):
    made, environment = sound
    made.MEDIA_ROOT = made.STATIC_ROOT / "files"
    assert [each.check for each in settings_findings(made, environment)] == ["deploy.files"]


def test_sqlite_on_a_network_drive(sound, monkeypatch, tmp_path):
    made, environment = sound
    made.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}}
    monkeypatch.setattr(deployment, "file_system_of", lambda path: "nfs4")
    assert [each.check for each in settings_findings(made, environment)] == ["deploy.network_drive"]
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n//s/y /khac cifs rw 0 0\n")
    assert file_system_of(tmp_path / "data", mounts) == "nfs4"
    assert file_system_of(tmp_path.parent, mounts) == "ext4"


def test_single_sign_on_without_tls(sound):
    made, environment = sound
    found = settings_findings(made, {**environment, "CANBO_OIDC_URL": "http://sso.example.vn"})
    assert [each.check for each in found] == ["deploy.oidc"]


@pytest.mark.parametrize("power", range(4))
def test_a_database_role_that_is_too_strong(power):
    powers = [number == power for number in range(4)]
    (told,) = role_findings(*powers, guarded=False)
    assert told.check == "deploy.database_role"
    assert "canbo db roles" in told.message


def test_a_role_without_row_security():
    assert [each.check for each in role_findings(*[False] * 4, guarded=False)] == ["deploy.row_security"]
    assert list(role_findings(*[False] * 4, guarded=True)) == []


@pytest.fixture
def office(settings, tmp_path, lan):
    """An office that was backed up just now."""
    settings.CANBO_DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    act(lan, "backup.made")
    return lan


def act(who, action, ago=timedelta(0)):
    from canbo.audit import services as audit
    from canbo.audit.models import AuditEntry

    audit.record(access=who.access, action=action)
    from django.db import connection

    from canbo.audit.guard import lifted

    with lifted(connection):
        AuditEntry.objects.filter(action=action).update(at=timezone.now() - ago)


def checks(now=None):
    from django.conf import settings

    return [each.check for each in office_findings(settings, now or timezone.now())]


def on_sqlite(found):
    return [each for each in found if each not in {"deploy.database_role", "deploy.row_security"}]


def test_an_office_in_order(office):
    assert on_sqlite(checks()) == []


def test_no_backup_and_an_old_one(office):
    assert "deploy.backup" in checks(timezone.now() + timedelta(hours=26))
    act(office, "backup.made", timedelta(hours=26))
    assert on_sqlite(checks()) == ["deploy.backup"]


def test_never_backed_up(settings, tmp_path, db):
    settings.CANBO_DATA_DIR = tmp_path
    assert on_sqlite(checks()) == ["deploy.backup"]


def test_anchors_that_never_left(office):
    act(office, "file.opened", timedelta(days=9))
    assert on_sqlite(checks()) == ["deploy.anchors"]
    act(office, "audit.anchors_exported")
    assert on_sqlite(checks()) == []


def test_a_clock_that_went_back(office):
    act(office, "file.opened", -timedelta(hours=2))
    assert on_sqlite(checks()) == ["deploy.clock"]


def test_a_log_whose_guards_are_gone(office):
    from django.db import connection

    from canbo.audit.guard import drop_guard, raise_guard

    drop_guard(connection)
    try:
        assert on_sqlite(checks()) == ["deploy.log_guard"]
    finally:
        raise_guard(connection)


def test_files_that_lie_plain_and_values_whose_key_is_gone(office, settings, tmp_path):
    from canbo.common.crypto import encrypt
    from canbo.common.sealed_files import write_sealed

    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "la.pdf").write_bytes(b"%PDF")
    assert on_sqlite(checks()) == ["deploy.plain_files"]
    (tmp_path / "files" / "la.pdf").unlink()
    write_sealed(tmp_path / "files" / "ab", b"x")
    assert encrypt("x")
    settings.CANBO_ENCRYPTION_KEYS = [key()]
    assert on_sqlite(checks()) == ["deploy.missing_keys"]


def test_an_office_of_the_demo(office, make_account):
    from canbo.accounts.demo import DEMO_ACCOUNTS

    for each in DEMO_ACCOUNTS:
        if each.username != "lan":
            make_account(each.username)
    assert on_sqlite(checks()) == ["deploy.demo_data"]


def test_the_command_tells_in_json_and_refuses(capsys):
    assert main(["doctor", "--deploy", "--json"]) == 1
    found = {each["check"]: each for each in json.loads(capsys.readouterr().out)["findings"]}
    assert found["deploy.secret_key"]["state"] == "error"
    assert found["deploy.settings"]["message"].endswith("CANBO_SETTINGS=production.")
    assert main(["doctor", "--deploy"]) == 1
    assert "LỖI" in capsys.readouterr().out


def test_the_settings_of_production_pass_as_they_are(tmp_path):
    """The real settings module in a process of its own, with good secrets."""
    import subprocess
    import sys

    outside, data = tmp_path / "etc", tmp_path / "data"
    outside.mkdir()
    data.mkdir(mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CANBO_", "DJANGO_"))}
    for name, value in (
        ("SECRET_KEY", secrets.token_urlsafe(48)), ("ENCRYPTION_KEYS", key()), ("AUDIT_KEY", key()),
    ):  # fmt: skip
        path = outside / name.lower()
        path.write_text(value)
        path.chmod(0o600)
        environment[f"CANBO_{name}_FILE"] = str(path)
    environment |= {
        "CANBO_DATA_DIR": str(data), "CANBO_HOSTS": "canbo.example.vn", "CANBO_TRUSTED_PROXIES": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "canbo.config.settings.production",
    }  # fmt: skip
    code = (
        "import os, django; django.setup()\nfrom django.conf import settings\n"
        "from canbo.cli.deployment import settings_findings\n"
        "print([each.check for each in settings_findings(settings, os.environ)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    (outside / "audit_key").chmod(0o644)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "chmod 600" in done.stderr
    assert "Traceback" not in done.stderr
