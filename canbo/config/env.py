"""Typed reading of the environment: junk is refused by name; `X_FILE` names a file with the value."""

from __future__ import annotations

import json
import os
import secrets
import stat
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path


class BadSetting(SystemExit):
    """A setting that cannot be used; ends the start with a sentence."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"canbo: biến môi trường {name} {problem}")


def env_text(name: str, default: str = "") -> str:
    """Give the text of the variable, or of the file that `<name>_FILE` names."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        path = Path(file_name)
        if not path.is_file():
            raise BadSetting(f"{name}_FILE", f"chỉ tới tệp không có: {file_name}.")
        return path.read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_path(name: str) -> Path | None:
    """Give the path that the variable names; None where it is not set."""
    raw = os.environ.get(name)
    return Path(raw).expanduser().resolve() if raw else None


def env_secret(name: str) -> str:
    """Give a secret, of the variable or of the file that `<name>_FILE` names, which nobody else may read."""
    path = env_path(f"{name}_FILE")
    if path is not None and path.is_file() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o027:
        raise BadSetting(
            f"{name}_FILE",
            f"chỉ tới {path}, tệp mà người khác trên máy này đọc hoặc sửa được (quyền {mode:03o}). "
            f"Hãy chạy «chmod 600 {path}» (640 khi cần cho nhóm đọc).",
        )
    return env_text(name)


def env_bool(name: str, *, default: bool) -> bool:
    """Give the truth value: 1/true/yes or 0/false/no."""
    raw = env_text(name).lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes"}:
        return True
    if raw in {"0", "false", "no"}:
        return False
    raise BadSetting(name, f"phải là 1 hoặc 0, không phải «{raw}».")


def env_int(name: str, *, default: int, low: int, high: int) -> int:
    """Give the whole number between `low` and `high`."""
    raw = env_text(name)
    if raw == "":
        return default
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise BadSetting(name, f"phải là số nguyên từ {low} đến {high}, không phải «{raw}».")
    return int(raw)


def data_dir() -> Path:
    """Give the data directory, made where it is missing, closed to others."""
    path = Path(env_text("CANBO_DATA_DIR") or Path.home() / ".local" / "share" / "canbo").expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting("CANBO_DATA_DIR", f"không tạo được thư mục {path}: {error.strerror}.") from error
    return path


def local_secrets(directory: Path) -> dict[str, str]:
    """Give the secrets of an installation on one machine, made at first use in a file that only its owner can read."""
    path = directory / "secrets.json"
    if not path.exists():
        fresh = {
            "secret_key": secrets.token_urlsafe(48),
            "encryption_keys": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "audit_key": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = path.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(fresh, handle, indent=1)
        with suppress(FileExistsError):  # another process of the same start was quicker; its secrets stand
            os.link(draft, path)
        draft.unlink()
    loaded = json.loads(path.read_text(encoding="utf-8"))
    missing = sorted({"secret_key", "encryption_keys", "audit_key"} - set(loaded))
    if missing:
        raise BadSetting("CANBO_DATA_DIR", f"có {path} nhưng tệp ấy thiếu: {', '.join(missing)}.")
    return {key: str(value) for key, value in loaded.items()}
