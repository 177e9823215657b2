"""The files of an installation: read while they come and go, put back under a name that leads nowhere else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from canbo.cli.backup.members import BLOCK
from canbo.cli.backup.schema import FOLDERS
from canbo.core.errors import DomainError

#: Endings of files that somebody is still writing.
_DRAFTS: Final = (".part", ".new", ".tmp")


@dataclass(slots=True)
class FolderSums:
    """What was read of one folder: files, bytes, and one SHA-256 over the name and sum of each file in order."""

    files: int = 0
    size: int = 0
    sha256: str = hashlib.sha256().hexdigest()

    def add(self, name: str, sums: dict[str, Any]) -> None:
        """Count a file; the sum so far goes into the next."""
        self.files += 1
        self.size += int(sums["size"])
        self.sha256 = hashlib.sha256(f"{self.sha256} {name} {sums['sha256']}".encode()).hexdigest()


def names(root: Path) -> Iterator[str]:
    """Give the path of every file under the folders, relative to the data directory, in one order always."""
    for folder in FOLDERS:
        for place, folders, files in (root / folder).walk():
            folders.sort()
            for file in sorted(files):
                if not file.endswith(_DRAFTS):
                    yield (place / file).relative_to(root).as_posix()


def size(root: Path) -> int:
    """Give the bytes of every file under the folders, as they are now."""
    total = 0
    for name in names(root):
        with suppress(FileNotFoundError):
            total += (root / name).stat().st_size
    return total


def open_file(root: Path, name: str) -> BinaryIO | None:
    """Open a file; None where it has gone since it was listed."""
    try:
        return (root / name).open("rb")
    except FileNotFoundError:
        return None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Give the content piece by piece."""
    while piece := file.read(BLOCK):
        yield piece


def put_back(root: Path, name: str, modified: int, blocks: Iterable[bytes]) -> None:
    """Write a file under the root, closed to others. Errors: backup_damaged for a name that leads elsewhere."""
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in FOLDERS or ".." in parts or "\0" in name:
        raise DomainError("backup_damaged", "Bản sao lưu có tệp mang tên không hợp lệ; không phục hồi.")
    path = root.joinpath(*parts)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for block in blocks:
            out.write(block)
    os.utime(path, ns=(modified, modified))
