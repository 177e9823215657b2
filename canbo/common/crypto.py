"""Encryption at rest of what the law calls sensitive: AES-256-GCM with a key id, and a keyed index for exact search.

Keys come from settings.CANBO_ENCRYPTION_KEYS, newest first: a list of 32-byte secrets in urlsafe base64. New values are
written with the first key; older ones can be read as long as their key stays in the list, so that keys can be rotated.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from canbo.core.errors import DomainError

_NONCE_BYTES = 12


@cache
def _ring(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    return {_key_id(raw): AESGCM(raw) for raw in map(base64.urlsafe_b64decode, keys)}


def _key_id(raw: bytes) -> str:
    return hashlib.sha256(b"canbo key id" + raw).hexdigest()[:8]


def encrypt(text: str) -> str:
    """Give the stored form of a text: `<key id>:<base64 of nonce and ciphertext>`; the empty text stays empty."""
    if not text:
        return ""
    key_id, cipher = next(iter(_ring(tuple(settings.CANBO_ENCRYPTION_KEYS)).items()))
    nonce = os.urandom(_NONCE_BYTES)
    return f"{key_id}:{base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), None)).decode()}"


def decrypt(stored: str) -> str:
    """Give the text back; raise DomainError `key_missing` where its key is not in the ring or the value was altered."""
    if not stored:
        return ""
    key_id, _, body = stored.partition(":")
    cipher = _ring(tuple(settings.CANBO_ENCRYPTION_KEYS)).get(key_id)
    if cipher is None:
        raise DomainError(
            "key_missing",
            "Không giải mã được dữ liệu: thiếu khoá mã hoá đã dùng khi ghi. "
            "Hãy đưa lại khoá cũ vào CANBO_ENCRYPTION_KEYS.",
        )
    raw = base64.b64decode(body)
    try:
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
    except InvalidTag as error:
        raise DomainError(
            "value_altered", "Dữ liệu mã hoá đã bị thay đổi ngoài chương trình; hãy khôi phục từ bản sao lưu."
        ) from error


@cache
def _index_key(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded)


def blind_index(value: str) -> str:
    """Give the keyed digest under which a secret value can be found exactly, or "" for the empty value."""
    if not value:
        return ""
    return hmac.digest(_index_key(settings.CANBO_INDEX_KEY), value.encode(), "sha256").hex()[:32]
