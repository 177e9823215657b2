"""What lies in the envelope: a head, members one after another (a table, a file), and at the end the sums of all.

Each frame is one letter, the length of its content in 4 bytes, and the content: H head, M a member begins, R raw bytes,
Z compressed bytes, E the member's sums, F the manifest. Heads, sums and the manifest are JSON.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from canbo.cli.backup.sealed import SealedReader, SealedWriter
from canbo.core.errors import DomainError

#: Bytes of a member in one frame, before compression.
BLOCK: Final = 256 * 1024
_MOST = 64 * 1024 * 1024
_LEVEL = 3


class Counted:
    """The running sums of a member."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._size = 0
        self._lines = 0

    def add(self, block: bytes, *, is_text: bool) -> None:
        """Count a block in."""
        self._digest.update(block)
        self._size += len(block)
        if is_text:
            self._lines += block.count(b"\n")

    def described(self) -> dict[str, Any]:
        """Give bytes, lines and SHA-256 so far."""
        return {"size": self._size, "lines": self._lines, "sha256": self._digest.hexdigest()}


class ArchiveWriter:
    """Writes head, members and manifest."""

    def __init__(self, out: SealedWriter, head: dict[str, Any]) -> None:
        self._out = out
        self._json(b"H", head)

    def member(self, head: dict[str, Any], pieces: Iterator[bytes], *, packed: bool) -> dict[str, Any]:
        """Write one member from its pieces; give its sums: bytes, SHA-256, and lines where it is packed.

        `packed`: whether to compress; papers and photographs are compressed already.
        """
        self._json(b"M", head)
        sums = Counted()
        for piece in _blocks(pieces):
            sums.add(piece, is_text=packed)
            self._frame(b"Z" if packed else b"R", zlib.compress(piece, _LEVEL) if packed else piece)
        self._json(b"E", sums.described())
        return sums.described()

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest and seal the end."""
        self._json(b"F", manifest)
        self._out.close()

    def _json(self, letter: bytes, content: dict[str, Any]) -> None:
        self._frame(letter, json.dumps(content, ensure_ascii=False).encode())

    def _frame(self, letter: bytes, content: bytes) -> None:
        self._out.write(letter + struct.pack(">I", len(content)))
        self._out.write(content)


def _blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Gather small pieces until they make a block worth a frame."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= BLOCK:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


@dataclass(slots=True)
class Member:
    """One member while it is read: its head, and its sums once its blocks have been read to the end."""

    head: dict[str, Any]
    blocks: Iterator[bytes]
    sums: dict[str, Any] = field(default_factory=dict)

    def drain(self) -> dict[str, Any]:
        """Read what is left of it; give its sums, which have been compared with those written."""
        for _block in self.blocks:
            pass
        return self.sums


class ArchiveReader:
    """Reads head, members and manifest; what a member's sums say is compared with what was read.

    Errors: those of SealedReader; backup_damaged where the order or the sums are not as they were written.
    """

    def __init__(self, source: SealedReader) -> None:
        self._source = source
        self.head = self._expect(b"H")
        self.manifest: dict[str, Any] = {}

    def members(self) -> Iterator[Member]:
        """Give each member; whatever of it was not read is read before the next. At the end `manifest` is there."""
        while True:
            letter, content = self._frame()
            if letter == b"F":
                self.manifest = json.loads(content)
                if self._source.read(1):
                    raise _disorder()
                return
            if letter != b"M":
                raise _disorder()
            member = Member(json.loads(content), iter(()))
            member.blocks = self._blocks(member)
            yield member
            member.drain()

    def _blocks(self, member: Member) -> Iterator[bytes]:
        sums = Counted()
        while True:
            letter, content = self._frame()
            if letter == b"E":
                member.sums = json.loads(content)
                if member.sums != sums.described():
                    raise _disorder()
                return
            if letter not in {b"Z", b"R"}:
                raise _disorder()
            block = zlib.decompress(content) if letter == b"Z" else content
            sums.add(block, is_text=letter == b"Z")
            yield block

    def _expect(self, letter: bytes) -> dict[str, Any]:
        found, content = self._frame()
        if found != letter:
            raise _disorder()
        return dict(json.loads(content))

    def _frame(self) -> tuple[bytes, bytes]:
        start = self._source.read(5)
        if len(start) < 5:
            raise _disorder()
        (length,) = struct.unpack(">I", start[1:])
        if length > _MOST:
            raise _disorder()
        content = self._source.read(length)
        if len(content) < length:
            raise _disorder()
        return start[:1], content


def lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Give the lines of a member without their ends; blocks may break them anywhere."""
    rest = b""
    for block in blocks:
        parts = (rest + block).split(b"\n")
        rest = parts.pop()
        yield from parts
    if rest:
        yield rest


def _disorder() -> DomainError:
    return DomainError(
        "backup_damaged", "Bản sao lưu không đúng thứ tự hoặc không khớp số tổng ghi trong nó. Hãy dùng bản khác."
    )
