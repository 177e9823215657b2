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

#: The fields of a row that its code covers after its moment, in this order; those of a person enter as their digest.
#: What differs between the rows of one act on many things comes last.
FIXED: Final = (
    "actor_id", "actor_name", "grants", "action", "object_type", "unit_path", "door", "request_id", "case", "secrecy",
    "relation", "object_id", "personal_digest",
)  # fmt: skip
PERSONAL: Final = ("object_label", "reason", "changes")

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_text = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of the codes and links, and the seed of the signature; 32 bytes each, both from one secret."""

    chain: bytes
    seed: bytes

    @classmethod
    def of(cls, secret: bytes) -> Keys:
        """Derive both from the secret of the installation."""
        return cls(hmac.digest(secret, b"canbo audit chain", "sha256"), hmac.digest(secret, b"canbo anchor", "sha256"))


def personal_digest(salt: bytes, label: str, reason: str, changes: Any) -> bytes:
    """Give the salted digest of the personal part, 32 bytes."""
    return hashlib.sha256(salt + _write([label, reason, changes]).encode()).digest()


def personal_digests(salts: bytes, labels: Sequence[str], reason: str) -> list[bytes]:
    """Give the digests of rows that share a reason and tell of no change; `salts` holds 16 bytes for each."""
    tail = f",{_write(reason)},null]".encode()
    return [
        hashlib.sha256(salts[place << 4 : (place + 1) << 4] + b"[" + _text(label).encode() + tail).digest()
        for place, label in enumerate(labels)
    ]


def row_mac(key: bytes, at: datetime, fixed: Sequence[Any], number: int | None = None) -> bytes:
    """Give the keyed code of a row over its moment and the FIXED fields, the last of which is the digest: 32 bytes.

    With its `number`, where that was known before the row was written: a row of an act on many things.
    """
    *before, digest = fixed
    tail = b"" if number is None else b"%d:" % number
    return hmac.digest(key, _write([moment(at), *before]).encode() + tail + digest, "sha256")


def row_head(at: datetime, same: Sequence[Any]) -> bytes:
    """Give what the codes of rows cover that differ in their object, number and digest only; `same`: FIXED before."""
    return _write([moment(at), *same])[:-1].encode()


def row_mac_after(key: bytes, head: bytes, object_id: int, number: int, digest: bytes) -> bytes:
    """Give the code that `row_mac` gives with a number, from the head of its rows."""
    return hmac.digest(key, b"%b,%d]%d:%b" % (head, object_id, number, digest), "sha256")


def moment(at: datetime) -> str:
    """Write a moment the same way whatever its time zone."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def covered(number: int, mac: bytes) -> bytes:
    """Give what the digest of a seal takes of one row: its id and its code."""
    return b"%d:%b" % (number, mac)


def block_digest(rows: Iterable[tuple[int, bytes]]) -> str:
    """Give the digest over the (id, code) of the rows of one seal, in the order of their ids."""
    return hashlib.sha256(b"".join([covered(number, mac) for number, mac in rows])).hexdigest()


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
