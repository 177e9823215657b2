import json
import os
import stat
import subprocess
import sys

import pytest

from canbo.config.env import BadSetting, data_dir, env_bool, env_int, env_secret, env_text, local_secrets
from canbo.config.settings.base import databases


@pytest.mark.parametrize(
    ("written", "truth"), [("1", True), ("true", True), ("YES", True), ("0", False), ("no", False)]
)
def test_truth(monkeypatch, written, truth):
    monkeypatch.setenv("CANBO_X", written)
    assert env_bool("CANBO_X", default=not truth) is truth


def test_nothing_written_is_the_default(monkeypatch):
    monkeypatch.setenv("CANBO_X", "")
    assert env_bool("CANBO_X", default=True) is True
    assert env_int("CANBO_X", default=4, low=1, high=9) == 4
    assert env_text("CANBO_X", "khác") == ""


@pytest.mark.parametrize("written", ["có", "2", "tru"])
def test_junk_is_refused_by_name(monkeypatch, written):
    monkeypatch.setenv("CANBO_X", written)
    with pytest.raises(BadSetting, match="CANBO_X"):
        env_bool("CANBO_X", default=True)


@pytest.mark.parametrize("written", ["0", "10", "-1", "ba", "1.5"])
def test_numbers_have_bounds(monkeypatch, written):
    monkeypatch.setenv("CANBO_X", written)
    with pytest.raises(BadSetting, match="từ 1 đến 9"):
        env_int("CANBO_X", default=4, low=1, high=9)


def test_a_file_can_hold_the_value(monkeypatch, tmp_path):
    path = tmp_path / "khoa"
    path.write_text("bí mật\n", "utf-8")
    monkeypatch.setenv("CANBO_X_FILE", str(path))
    assert env_text("CANBO_X") == "bí mật"
    monkeypatch.setenv("CANBO_X_FILE", str(tmp_path / "khong-co"))
    with pytest.raises(BadSetting, match="CANBO_X_FILE"):
        env_text("CANBO_X")


@pytest.mark.parametrize(
    ("mode", "is_taken"), [(0o600, True), (0o400, True), (0o640, True), (0o644, False), (0o660, False)]
)
def test_a_secret_comes_from_a_file_that_nobody_else_reads(monkeypatch, tmp_path, mode, is_taken):
    path = tmp_path / "khoa"
    path.write_text("bí mật\n", "utf-8")
    path.chmod(mode)
    monkeypatch.setenv("CANBO_X_FILE", str(path))
    if is_taken:
        assert env_secret("CANBO_X") == "bí mật"
    else:
        with pytest.raises(BadSetting, match="chmod 600"):
            env_secret("CANBO_X")


def test_secrets_without_the_key_of_the_log_are_refused(tmp_path):
    (tmp_path / "secrets.json").write_text("{}")
    with pytest.raises(BadSetting, match="audit_key"):
        local_secrets(tmp_path)


def test_the_data_directory_is_closed_to_others(monkeypatch, tmp_path):
    monkeypatch.setenv("CANBO_DATA_DIR", str(tmp_path / "a" / "b"))
    assert stat.S_IMODE(data_dir().stat().st_mode) == 0o700
    (tmp_path / "tep").write_text("")
    monkeypatch.setenv("CANBO_DATA_DIR", str(tmp_path / "tep" / "c"))
    with pytest.raises(BadSetting, match="CANBO_DATA_DIR"):
        data_dir()


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = local_secrets(tmp_path)
    assert local_secrets(tmp_path) == first
    path = tmp_path / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == first
    assert len(set(first.values())) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]


def test_the_database_of_a_server(tmp_path):
    made, shares = databases("postgresql://can%40bo:m%2Fk@db.example:5433/so", tmp_path)
    assert shares
    assert {key: made["default"][key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "so", "USER": "can@bo", "PASSWORD": "m/k", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip
    made, shares = databases("", tmp_path)
    assert not shares
    assert made["jobs"]["NAME"] != made["default"]["NAME"]


NEEDED = ("CANBO_SECRET_KEY", "CANBO_ENCRYPTION_KEYS", "CANBO_AUDIT_KEY", "CANBO_HOSTS")


@pytest.mark.parametrize("missing", NEEDED)
def test_a_server_does_not_start_without_its_secrets(tmp_path, missing):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CANBO_")}
    given = {name: "x" * 60 for name in NEEDED if name != missing}
    done = subprocess.run(
        [sys.executable, "-c", "import canbo.config.settings.production"], capture_output=True, text=True, check=False,
        env={**kept, **given, "CANBO_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert missing in done.stderr
    assert "Traceback" not in done.stderr
