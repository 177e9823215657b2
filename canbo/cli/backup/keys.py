"""Where the key of a backup comes from: a file or the environment; never the backup itself."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import output
from canbo.cli.backup.sealed import Secret
from canbo.core.errors import DomainError

_SHORTEST = 12


def add_options(parser: Any) -> None:
    """Declare the options that name a key."""
    parser.add_argument("--key-file", type=Path, metavar="TỆP", help="tệp khoá (thay cho CANBO_BACKUP_KEY)")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="TỆP",
        help="tệp có mật khẩu ở dòng đầu (thay cho CANBO_BACKUP_PASSPHRASE)",
    )  # fmt: skip


def secret_of(arguments: Namespace) -> Secret:
    """Give the key that the options or the environment name, options first.

    Errors: backup_key_missing, backup_key_twice, backup_key_invalid, passphrase_short; those of reading a file.
    """
    if arguments.key_file and arguments.passphrase_file:
        raise DomainError("backup_key_twice", "Chỉ dùng một trong hai: --key-file hoặc --passphrase-file.")
    if arguments.key_file:
        return _key(output.first_line(arguments.key_file))
    if arguments.passphrase_file:
        return _passphrase(output.first_line(arguments.passphrase_file))
    if key := _from_environment("CANBO_BACKUP_KEY"):
        return _key(key)
    if passphrase := _from_environment("CANBO_BACKUP_PASSPHRASE"):
        return _passphrase(passphrase)
    raise DomainError(
        "backup_key_missing",
        "Bản sao lưu luôn được mã hoá nhưng chưa có khoá. Hãy tạo một lần bằng «canbo backup --make-key TỆP», cất tệp "
        "ấy ở nơi khác, rồi chỉ tới nó bằng --key-file hoặc CANBO_BACKUP_KEY_FILE; hoặc dùng --passphrase-file.",
    )


def make_key(path: Path) -> None:
    """Write a new random key into a file that only its owner can read. Errors: key_file_exists, key_file_unwritable."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DomainError(
            "key_file_exists", "Đã có tệp «{path}». Không ghi đè khoá cũ: bản sao lưu cũ còn cần tới.", path=path
        ) from error
    except OSError as error:
        raise DomainError(
            "key_file_unwritable", "Không ghi được «{path}»: {reason}.", path=path, reason=error.strerror
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")


def _from_environment(name: str) -> str:
    """Give the variable, or the first line of the file that `<name>_FILE` names; readable without any settings."""
    path = os.environ.get(f"{name}_FILE")
    return output.first_line(Path(path)) if path else os.environ.get(name, "")


def _key(text: str) -> Secret:
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise DomainError(
            "backup_key_invalid", "Khoá sao lưu phải là 32 byte viết bằng base64, như «canbo backup --make-key» tạo ra."
        )
    return Secret("key", raw)


def _passphrase(text: str) -> Secret:
    if len(text) < _SHORTEST:
        raise DomainError(
            "passphrase_short", "Mật khẩu của bản sao lưu phải có ít nhất {count} ký tự.", count=_SHORTEST
        )
    return Secret("passphrase", text.encode())
