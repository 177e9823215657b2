"""The keys of what is encrypted at rest: where they come from, which is the newest, and writing a new one.

Keys are 32 bytes in urlsafe base64, newest first, separated by commas or white space. Where they lie in a file
(settings.CANBO_KEY_FILE: secrets.json of one machine, or the file that CANBO_ENCRYPTION_KEYS_FILE names), every process
notices within a second that the file changed, so that keys are rotated while the server runs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from canbo.core.errors import DomainError

#: Seconds for which a process believes what it read of the key file; who waits twice as long has been noticed.
BELIEVED = 1.0


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys in use by their id, newest first, and the keys of the exact-match index made from them."""

    texts: tuple[str, ...]
    ciphers: dict[str, AESGCM] = field(repr=False)
    index_keys: dict[str, bytes] = field(repr=False)

    @property
    def newest(self) -> str:
        """The id of the key that new values are written with."""
        return next(iter(self.ciphers))


def key_id(text: str) -> str:
    """Give the id of a key, which tells nothing of it. Errors: key_invalid."""
    return hashlib.sha256(b"canbo key id" + _raw(text)).hexdigest()[:8]


def split(text: str) -> tuple[str, ...]:
    """Cut what a setting holds into keys."""
    return tuple(text.replace(",", " ").split())


def ring() -> Ring:
    """Give the keys as they are now."""
    path: Path | None = settings.CANBO_KEY_FILE
    return _ring(tuple(settings.CANBO_ENCRYPTION_KEYS) if path is None else _in_file(path))


def look_again() -> Ring:
    """Read the key file anew, whatever was believed: a value names a key that this process does not know yet."""
    _believed.clear()
    return ring()


def write_keys(keys: tuple[str, ...]) -> None:
    """Put keys in the place of those in the key file, whole or not at all.

    Errors: key_file_missing where the keys stand in the environment itself, key_file_unwritable.
    """
    path: Path | None = settings.CANBO_KEY_FILE
    if path is None:
        raise DomainError(
            "key_file_missing",
            "Khoá đang đặt thẳng trong biến môi trường CANBO_ENCRYPTION_KEYS, tiến trình đang chạy không thấy được "
            "khoá mới. Hãy đưa khoá vào một tệp, chỉ tới tệp ấy bằng CANBO_ENCRYPTION_KEYS_FILE, khởi động lại rồi "
            "làm tiếp.",
        )
    _ring(keys)  # refuses what is no key before anything is written
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        if path.suffix == ".json":
            held = json.loads(path.read_text(encoding="utf-8"))
            text = json.dumps({**held, "encryption_keys": ",".join(keys)}, indent=1)
        else:
            text = "\n".join(keys) + "\n"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        there = path.stat()
        if (there.st_uid, there.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(draft, there.st_uid, there.st_gid)
            draft.chmod(there.st_mode & 0o770)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DomainError(
            "key_file_unwritable",
            "Không ghi được tệp khoá «{path}»: {reason}. Hãy chạy lệnh bằng người có quyền ghi tệp này.",
            path=path,
            reason=error.strerror,
        ) from error
    _believed.clear()


def fresh_key() -> str:
    """Make a key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


#: Path -> (until when it is believed, mark of the file, keys).
_believed: dict[Path, tuple[float, tuple[int, int, int], tuple[str, ...]]] = {}


def _in_file(path: Path) -> tuple[str, ...]:
    now = time.monotonic()
    known = _believed.get(path)
    if known is not None and now < known[0]:
        return known[2]
    try:
        stat = path.stat()
        mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if known is not None and known[1] == mark:
            keys = known[2]
        else:
            text = path.read_text(encoding="utf-8")
            keys = split(str(json.loads(text)["encryption_keys"]) if path.suffix == ".json" else text)
    except (OSError, ValueError, KeyError) as error:
        raise DomainError(
            "key_file_unreadable",
            "Không đọc được tệp khoá «{path}». Hãy trả lại tệp ấy và quyền đọc cho người chạy máy chủ.",
            path=path,
        ) from error
    _believed[path] = (now + BELIEVED, mark, keys)
    return keys


@lru_cache(maxsize=64)
def _ring(keys: tuple[str, ...]) -> Ring:
    if not keys:
        raise DomainError("key_none", "Chưa có khoá mã hoá nào. Hãy đặt CANBO_ENCRYPTION_KEYS_FILE.")
    ciphers, index_keys = {}, {}
    for text in keys:
        raw = _raw(text)
        name = key_id(text)
        ciphers[name] = AESGCM(raw)
        index_keys[name] = hmac.digest(raw, b"canbo blind index", "sha256")
    return Ring(keys, ciphers, index_keys)


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise DomainError(
            "key_invalid",
            "Trong CANBO_ENCRYPTION_KEYS có khoá không phải 32 byte viết bằng base64. Hãy tạo khoá bằng "
            "«canbo keys new», đừng tự đặt chữ.",
        )
    return raw
