"""The arithmetic of the chain: digests of rows, links, ranges of ids, signatures of anchors. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: The fields of a row that its code covers as they are, in this order; those of a person enter as their digest.
FIXED: Final = (
    "actor_id", "actor_name", "grants", "action", "object_type", "object_id", "unit_path", "door", "request_id", "case",
    "personal_digest",
)  # fmt: skip
PERSONAL: Final = ("object_label", "reason", "changes")

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of the codes and links, and the seed of the signature; 32 bytes each, both from one secret."""

    chain: bytes
    seed: bytes

    @classmethod
    def of(cls, secret: bytes) -> Keys:
        """Derive both from the secret of the installation."""
        return cls(hmac.digest(secret, b"canbo audit chain", "sha256"), hmac.digest(secret, b"canbo anchor", "sha256"))


def personal_digest(salt: str, personal: Sequence[Any]) -> str:
    """Give the salted digest of (label, reason, changes), 64 hexadecimal digits."""
    return hashlib.sha256(f"{salt}\n{_write(personal)}".encode()).hexdigest()


def row_mac(key: bytes, at: datetime, fixed: Sequence[Any]) -> str:
    """Give the keyed code of a row over its moment and the FIXED fields."""
    return hmac.digest(key, _write([moment(at), *fixed]).encode(), "sha256").hex()


def moment(at: datetime) -> str:
    """Write a moment the same way whatever its time zone."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def block_digest(rows: Iterable[tuple[int, str]]) -> str:
    """Give the digest over the (id, code) of the rows of one seal, in the order of their ids."""
    whole = hashlib.sha256()
    for number, mac in rows:
        whole.update(f"{number}:{mac}\n".encode())
    return whole.hexdigest()


def link_of(key: bytes, before: str, sequence: int, at: datetime, ranges: str, count: int, digest: str) -> str:
    """Give the link of a seal, which covers the one before it."""
    return hmac.digest(key, _write([before, sequence, moment(at), ranges, count, digest]).encode(), "sha256").hex()


def ranges_of(numbers: Sequence[int]) -> str:
    """Write ascending ids as ranges: "12-17,19"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def read_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Read ranges as (first, last) pairs; ValueError for junk."""
    for part in text.split(","):
        if part:
            low, _, high = part.partition("-")
            yield int(low), int(high or low)


def anchor_text(day: str, sequence: int, link: str, count: int) -> bytes:
    """Give what the signature of an anchor covers."""
    return _write({"count": count, "day": day, "link": link, "sequence": sequence}).encode()


def sign(seed: bytes, text: bytes) -> str:
    """Give the Ed25519 signature, 128 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(text).hex()


def public_key(seed: bytes) -> str:
    """Give the public key, 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def is_signed(public: str, text: bytes, signature: str) -> bool:
    """Tell whether the signature is that key's over that text; junk is not."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
