"""Encryption at rest of what the law calls sensitive: AES-256-GCM with a key id, and a keyed index for exact search.

New values are written with the newest key of the ring (canbo.common.keyring); older ones can be read as long as their
key stays in it. Texts and whole files have the same seal.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from canbo.common.keyring import look_again, ring
from canbo.core.errors import DomainError

_NONCE_BYTES = 12
#: How a sealed file begins: this mark, then the id of its key.
FILE_MARK = b"canbo sealed 1 "
_HEAD_BYTES = len(FILE_MARK) + 8
#: How much longer a sealed file is than its content: head, nonce and tag.
SEAL_BYTES = _HEAD_BYTES + _NONCE_BYTES + 16


def encrypt(text: str) -> str:
    """Give the stored form of a text: `<key id>:<base64 of nonce and ciphertext>`; the empty text stays empty."""
    if not text:
        return ""
    keys = ring()
    return f"{keys.newest}:{base64.b64encode(_sealed(keys.ciphers[keys.newest], text.encode(), None)).decode()}"


def decrypt(stored: str) -> str:
    """Give the text back. Errors: key_missing where its key is not in the ring, value_altered."""
    if not stored:
        return ""
    name, _, body = stored.partition(":")
    try:
        raw = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise _altered() from error
    return _opened(name, raw, None).decode()


def seal_file(content: bytes) -> bytes:
    """Give the stored form of a whole file."""
    keys = ring()
    head = FILE_MARK + keys.newest.encode()
    return head + _sealed(keys.ciphers[keys.newest], content, head)


def open_file(stored: bytes) -> bytes:
    """Give the content of a sealed file back. Errors: key_missing, value_altered (also for a file never sealed)."""
    if not stored.startswith(FILE_MARK):
        raise _altered()
    head, raw = stored[:_HEAD_BYTES], stored[_HEAD_BYTES:]
    return _opened(head[len(FILE_MARK) :].decode("ascii", "replace"), raw, head)


def key_of_file(head: bytes) -> str:
    """Give the id of the key that a file was sealed with, from its first bytes; "" for one that is not sealed."""
    return head[len(FILE_MARK) : _HEAD_BYTES].decode("ascii", "replace") if head.startswith(FILE_MARK) else ""


def blind_index(value: str) -> str:
    """Give the key id and keyed digest (32 characters) under which a secret value is stored; "" for the empty value."""
    return next(_indexes(value)) if value else ""


def blind_indexes(value: str) -> list[str]:
    """Give every digest under which a secret value may be found while keys are being rotated, newest first."""
    return list(_indexes(value)) if value else []


def older_indexes(values: Iterable[str]) -> dict[str, str]:
    """Give older digest -> newest digest of each value, for sets that are looked up at once; nothing with one key."""
    if len(ring().index_keys) == 1:
        return {}
    found = {}
    for value in values:
        newest, *older = blind_indexes(value) or [""]
        found.update(dict.fromkeys(older, newest))
    return found


def _indexes(value: str) -> Iterator[str]:
    for name, key in ring().index_keys.items():
        yield name + hmac.digest(key, value.encode(), "sha256").hex()[:24]


def _sealed(cipher: AESGCM, content: bytes, head: bytes | None) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, head)


def _opened(name: str, raw: bytes, head: bytes | None) -> bytes:
    cipher = ring().ciphers.get(name) or look_again().ciphers.get(name)
    if cipher is None:
        raise DomainError(
            "key_missing",
            "Không giải mã được dữ liệu: thiếu khoá mã hoá {key} đã dùng khi ghi. "
            "Hãy đưa lại khoá cũ vào CANBO_ENCRYPTION_KEYS.",
            key=name,
        )
    try:
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], head)
    except (InvalidTag, ValueError) as error:
        raise _altered() from error


def _altered() -> DomainError:
    return DomainError(
        "value_altered", "Dữ liệu mã hoá đã bị thay đổi ngoài chương trình; hãy khôi phục từ bản sao lưu."
    )
