"""Sealed ballots: what lies in the box before it is opened, who can open it, and what a receipt proves.

Each slip is sealed twice with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM): to the teller, then to the chair. Each
of the two has a key pair of their own, made when they set their passphrase; of the private key only a copy locked
with that passphrase (Argon2id, AES-256-GCM) is kept. So neither can open the box without the other, nobody else can at
all, and there is never a moment at which one person holds both parts before the opening.

The box is a heap without order: whenever a slip goes in, the heap is put in a new random order. It holds of each slip
the sealed bytes and the digest of a ticket that only the voter's page knows, so that a vote sent again after a lost
answer finds its slip instead of making a second one. It holds no voter, no time and no number.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from canbo.core.errors import DomainError

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SALT: Final = 16
_NONCE: Final = 12
_DIGEST: Final = 32
#: Argon2id, the second choice of RFC 9106 §4: 64 MiB, three passes, four lanes; a quarter of a second a try.
_PASSES: Final = 3
_LANES: Final = 4
_MEMORY_KIB: Final = 65_536
SHORTEST_PASSPHRASE: Final = 12
_RECEIPT_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class HolderKey:
    """One holder's part of the key: the public half, and the private half locked with a passphrase."""

    public: bytes
    salt: bytes
    locked: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """One slip in the box: the digest of its ticket (32 bytes), and the sealed bytes."""

    ticket: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of a box: the slips in random order, and how many could not be opened because they were altered."""

    slips: tuple[bytes, ...]
    damaged: int


def make_holder_key(passphrase: str, box: bytes) -> HolderKey:
    """Make a holder's key pair for one box and lock its private half. Errors: passphrase_too_short.

    `box`: what names the box; a key locked for one box opens no other.
    """
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise DomainError(
            "passphrase_too_short",
            "Cụm từ khoá cần ít nhất {least} ký tự. Hãy dùng vài từ dễ nhớ, không ai đoán được.",
            least=SHORTEST_PASSPHRASE,
        )  # fmt: skip
    private = X25519PrivateKey.generate()
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    locked = nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, private.private_bytes_raw(), box)
    return HolderKey(private.public_key().public_bytes_raw(), salt, locked)


def unlock(key: HolderKey, passphrase: str, box: bytes) -> X25519PrivateKey:
    """Give the private half back. Errors: passphrase_wrong (also where the locked key was altered)."""
    try:
        cipher = AESGCM(_stretched(passphrase, key.salt))
        return X25519PrivateKey.from_private_bytes(cipher.decrypt(key.locked[:_NONCE], key.locked[_NONCE:], box))
    except (InvalidTag, ValueError) as error:
        raise DomainError(
            "passphrase_wrong", "Cụm từ khoá không đúng. Không có cách nào khác để mở hòm phiếu này; hãy thử lại."
        ) from error


def _stretched(passphrase: str, salt: bytes) -> bytes:
    words = " ".join(passphrase.split()).encode()
    return Argon2id(salt=salt, length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB).derive(words)


def seal(slip: bytes, holders: Sequence[bytes], box: bytes) -> bytes:
    """Seal a slip to the public keys of all holders, the first inmost; another box's holders cannot open it."""
    for public in holders:
        slip = _SUITE.encrypt(slip, X25519PublicKey.from_public_bytes(public), info=box)
    return slip


def ticket_digest(ticket: str, box: bytes) -> bytes:
    """Give what the box keeps of a voter's ticket."""
    return hashlib.sha256(len(box).to_bytes(2) + box + ticket.encode()).digest()


def receipt(body: bytes) -> str:
    """Give the receipt of a sealed slip: sixteen letters and digits in fours. It tells nothing of what was marked."""
    code = base64.b32encode(hashlib.sha256(b"canbo receipt" + body).digest()[:_RECEIPT_BYTES]).decode()
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def put_in(heap: Iterable[Sealed], slip: Sealed) -> tuple[Sealed, ...]:
    """Give the heap with one slip more, in a new random order. Errors: ticket_used."""
    slips = list(heap)
    if any(secrets.compare_digest(each.ticket, slip.ticket) for each in slips):
        raise DomainError("ticket_used", "Phiếu này đã ở trong hòm.")
    slips.append(slip)
    secrets.SystemRandom().shuffle(slips)
    return tuple(slips)


def find(heap: Iterable[Sealed], ticket: bytes) -> Sealed | None:
    """Give the slip of a ticket, or None: how a vote sent again learns that it is in the box."""
    return next((each for each in heap if secrets.compare_digest(each.ticket, ticket)), None)


def pack(heap: Sequence[Sealed]) -> bytes:
    """Give a heap as bytes: all slips of one box are of one length, so that only their number can be told."""
    size = len(heap[0].body) if heap else 0
    if any(len(each.body) != size or len(each.ticket) != _DIGEST for each in heap):
        raise DomainError("box_damaged", "Hòm phiếu không đọc được. Hãy lập biên bản và bỏ phiếu lại.")
    return size.to_bytes(4) + b"".join(each.ticket + each.body for each in heap)


def unpack(raw: bytes) -> tuple[Sealed, ...]:
    """Read a heap back. Errors: box_damaged."""
    size, rest = int.from_bytes(raw[:4]), raw[4:]
    step = _DIGEST + size
    if len(raw) < len(size.to_bytes(4)) or (rest and (not size or len(rest) % step)):
        raise DomainError("box_damaged", "Hòm phiếu không đọc được. Hãy lập biên bản và bỏ phiếu lại.")
    return tuple(Sealed(rest[at : at + _DIGEST], rest[at + _DIGEST : at + step]) for at in range(0, len(rest), step))


def open_box(heap: Iterable[Sealed], privates: Sequence[X25519PrivateKey], box: bytes) -> Opened:
    """Open every slip with the private keys of all holders, in the order in which `seal` was given them.

    The slips come out in a random order of their own: neither that of the box nor that of the receipts.
    """
    slips: list[bytes] = []
    damaged = 0
    for each in heap:
        body = each.body
        try:
            for private in reversed(privates):
                body = _SUITE.decrypt(body, private, info=box)
        except (InvalidTag, ValueError):
            damaged += 1
            continue
        slips.append(body)
    secrets.SystemRandom().shuffle(slips)
    return Opened(tuple(slips), damaged)
