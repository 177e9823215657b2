"""The envelope of a backup: AES-256-GCM over chunks of one mebibyte, so that any size passes through a bounded memory.

    magic · 4 bytes: length of the head · head (JSON, plain) · chunks

The head names how the key is had and holds a random salt; the key of the file is derived from the key given, the salt
and the whole head, so that no two files share one and a changed head opens nothing. A chunk's nonce is its number and
whether it is the last: a chunk left out, moved, repeated or cut off is found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from canbo.core.errors import DomainError

MAGIC: Final = b"canbo-backup\n"
#: Raised when the envelope or what lies in it is written in another way.
FORMAT: Final = 1
CHUNK: Final = 1024 * 1024
_TAG = 16
_MOST_HEAD = 4096
#: Work factors of scrypt for a passphrase: 128 MB and about half a second for each guess.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a backup: a random key of 32 bytes, or a passphrase that people remember."""

    kind: str
    value: bytes

    def master(self, salt: bytes) -> bytes:
        """Give the 32 bytes from which the keys of one file are derived."""
        if self.kind == "key":
            return self.value
        return hashlib.scrypt(self.value, salt=salt, dklen=32, maxmem=256 * 1024 * 1024, **_SCRYPT)


def _derived(master: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=b"canbo backup " + purpose).derive(master)


def _cipher(master: bytes, salt: bytes, head: bytes) -> AESGCM:
    return AESGCM(_derived(master, salt, b"file " + hashlib.sha256(head).digest()))


def _check(master: bytes, salt: bytes) -> str:
    """Eight bytes that tell a wrong key from a damaged file, and nothing else of the key."""
    return _derived(master, salt, b"check")[:8].hex()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class SealedWriter:
    """Writes an envelope; `close` seals its end, without which nobody can read it."""

    def __init__(self, out: BinaryIO, secret: Secret) -> None:
        salt = os.urandom(32)
        master = secret.master(salt)
        head = json.dumps(
            {
                "format": FORMAT, "opened_by": secret.kind, "salt": base64.b64encode(salt).decode(),
                "check": _check(master, salt),
            }
        ).encode()  # fmt: skip
        self._out = out
        self._cipher = _cipher(master, salt, head)
        self._waiting = bytearray()
        self._number = 0
        out.write(MAGIC + struct.pack(">I", len(head)) + head)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._waiting += data
        # The last chunk is known as such only at the end, so one always waits.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Seal what is left as the last chunk; the file underneath stays open."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class SealedReader:
    """Reads an envelope from its beginning; every byte it gives has been proven.

    Errors: backup_foreign (no backup at all), backup_format (of another version of the format), backup_key_kind (a key
    where a passphrase was used, or the reverse), backup_key_wrong, backup_damaged (altered), backup_truncated.
    """

    def __init__(self, file: BinaryIO, secret: Secret) -> None:
        self._file = file
        head = _head(file)
        fields = _fields(head)
        if fields["opened_by"] != secret.kind:
            asked = "tệp khoá (--key-file)" if fields["opened_by"] == "key" else "mật khẩu (--passphrase-file)"
            raise DomainError("backup_key_kind", "Bản sao lưu này mở bằng {asked}.", asked=asked)
        salt = fields["salt"]
        master = secret.master(salt)
        if not hmac.compare_digest(_check(master, salt), fields["check"]):
            raise DomainError(
                "backup_key_wrong",
                "Khoá hoặc mật khẩu này không phải của bản sao lưu này. Hãy dùng đúng khoá của lần sao lưu ấy.",
            )
        self._cipher = _cipher(master, salt, head)
        self._number = 0
        self._ready = bytearray()
        self._next = file.read(CHUNK + _TAG)
        self._ended = False

    def read(self, count: int) -> bytes:
        """Give exactly `count` bytes, or fewer where the content ends."""
        while len(self._ready) < count and not self._ended:
            self._ready += self._open_chunk()
        given = bytes(self._ready[:count])
        del self._ready[:count]
        return given

    def _open_chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + _TAG)
        last = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise self._fault(sealed, last=last) from error
        self._number += 1
        self._ended = last
        return plain

    def _fault(self, sealed: bytes, *, last: bool) -> DomainError:
        """Tell a file that was cut off between two chunks from one that was altered."""
        if last and len(sealed) == CHUNK + _TAG:
            try:
                self._cipher.decrypt(_nonce(self._number, last=False), sealed, None)
            except InvalidTag:
                return _damaged()
            return DomainError(
                "backup_truncated", "Bản sao lưu bị cắt ngắn: thiếu phần cuối. Hãy dùng bản khác, hoặc chép lại tệp."
            )
        return _damaged()


def _damaged() -> DomainError:
    return DomainError(
        "backup_damaged", "Bản sao lưu bị hỏng, bị cắt ngắn hoặc đã bị sửa. Không dùng được; hãy lấy bản khác."
    )


def _head(file: BinaryIO) -> bytes:
    start = file.read(len(MAGIC) + 4)
    if not start.startswith(MAGIC):
        raise DomainError("backup_foreign", "Tệp này không phải bản sao lưu của canbo.")
    if len(start) < len(MAGIC) + 4:
        raise _damaged()
    (length,) = struct.unpack(">I", start[-4:])
    head = file.read(length) if length <= _MOST_HEAD else b""
    if len(head) != length or not head:
        raise _damaged()
    return head


def _fields(head: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(head)
        number = fields["format"]
        if number != FORMAT:
            raise DomainError(
                "backup_format",
                "Bản sao lưu theo khuôn dạng {number}; phiên bản đang cài đọc khuôn dạng {known}. "
                "Hãy phục hồi bằng phiên bản canbo đã lập bản sao lưu ấy.",
                number=number,
                known=FORMAT,
            )
        return {
            "opened_by": str(fields["opened_by"]), "check": str(fields["check"]),
            "salt": base64.b64decode(fields["salt"], validate=True),
        }  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
