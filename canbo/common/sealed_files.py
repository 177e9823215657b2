"""Files encrypted on disk: written whole or not at all, read back in memory or for a moment as a plain file."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from canbo.common.crypto import open_file, seal_file

#: Where a plain copy may stand for a moment: memory first, so that no disk keeps it.
_PLACES = (Path("/dev/shm"),)  # noqa: S108
_PREFIX = "canbo-opened-"


def write_sealed(path: Path, content: bytes) -> None:
    """Encrypt the content into a file that only the server's user reads."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(seal_file(content))
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_sealed(path: Path) -> bytes:
    """Give the content. Errors: key_missing, value_altered; those of the file system."""
    return open_file(path.read_bytes())


def seal_anew(path: Path) -> None:
    """Encrypt a file with the newest key; nothing where it went meanwhile. Errors: key_missing, value_altered."""
    with _alone():
        if path.is_file():
            write_sealed(path, read_sealed(path))


def remove_sealed(path: Path) -> None:
    """Remove a file for good: no sealing anew that is under way brings it back."""
    with _alone():
        path.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.CANBO_DATA_DIR) / "sealing.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def opened_plainly(path: Path, name: str, beside: Path) -> Iterator[Path]:
    """Give a plain copy under `name` for readers that want a file; it is gone afterwards.

    It stands in memory where the machine has such a place, else in a folder made in `beside`. What a killed process
    has left is swept away by the next that opens one.
    """
    content = read_sealed(path)
    folder = _place_for(content, name, beside)
    try:
        yield folder / name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def plain_folder(beside: Path) -> Iterator[Path]:
    """Give an empty folder for a program that works on plain files; it is gone afterwards, with all that is in it.

    It stands where `opened_plainly` puts its copies.
    """
    folder = _place_for(b"", "begun", beside)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place_for(content: bytes, name: str, beside: Path) -> Path:
    for place in (*_PLACES, beside):
        _sweep(place)
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
            try:
                (folder / name).write_bytes(content)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            return folder
    raise OSError(f"no room for a plain copy in {beside}")


def _sweep(place: Path) -> None:
    for left in place.glob(f"{_PREFIX}*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            if left.stat().st_uid == os.geteuid() and owner.isdecimal() and not _lives(int(owner)):
                shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
