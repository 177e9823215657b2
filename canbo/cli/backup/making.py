"""Making a backup while the office works, and proving it before anything older is let go."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Final

from canbo.cli import office
from canbo.cli.backup import folders
from canbo.cli.backup.members import ArchiveReader, ArchiveWriter
from canbo.cli.backup.schema import Table, migrations, tables
from canbo.cli.backup.sealed import SealedReader, SealedWriter, Secret
from canbo.cli.backup.sources import Source, sources
from canbo.cli.backup.values import Content, line
from canbo.common.keyring import ring
from canbo.core.errors import DomainError

#: Takes the share done, 0 to 1, and what is being done.
type Progress = Callable[[float, str], None]

#: Names of backups in a folder: by moment, so that the order of names is the order of time.
PATTERN: Final = "canbo-*.backup"
_NAME = "canbo-%Y%m%d-%H%M%SZ.backup"
#: Room that the target must have beyond what is measured, because the office goes on writing.
_MARGIN = 64 * 1024 * 1024
#: Parts of the name of a setting whose value is nobody's business.
_SECRET_WORDS = ("KEY", "SECRET", "PASS", "TOKEN", "URL", "FILE", "DSN")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was read again from the disk: where it lies, its bytes, and its manifest."""

    path: Path
    size: int
    manifest: dict[str, Any]


def make(target: Path, secret: Secret, *, keep: int | None, now: datetime, progress: Progress) -> Made:
    """Write a backup to a file or into a folder, read it again, then let go of all but the `keep` newest there.

    Errors: backup_exists, no_room, backup_unwritable, backup_lost (what was read again is not what was written).
    """
    folder, name = (target, now.astimezone(UTC).strftime(_NAME)) if target.is_dir() else (target.parent, target.name)
    path = folder / name
    if path.exists():
        raise DomainError("backup_exists", "Đã có «{path}». Không ghi đè; hãy chọn tên khác.", path=path)
    if not folder.is_dir():
        raise DomainError("backup_unwritable", "Không có thư mục «{path}» để ghi bản sao lưu.", path=folder)
    try:
        with _draft(path) as (draft, out):
            manifest = _write(out, secret, folder, now, progress)
            _to_disk(out)
            out.seek(0)
            if verify(out, secret, lambda share, _words: progress(share, "đọc lại")) != manifest:
                raise DomainError("backup_lost", "Đọc lại bản sao lưu không đúng như đã ghi. Hãy kiểm tra ổ đĩa.")
            draft.rename(path)
            _folder_to_disk(folder)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _no_room(folder) from error
        raise DomainError(
            "backup_unwritable", "Không ghi được vào «{path}»: {reason}.", path=folder, reason=error.strerror
        ) from error
    if keep is not None and target.is_dir():
        for old in sorted(folder.glob(PATTERN))[:-keep]:
            old.unlink()
    return Made(path, path.stat().st_size, manifest)


def verify(file: BinaryIO, secret: Secret, progress: Progress) -> dict[str, Any]:
    """Read a whole backup and compare every sum; give its manifest. Errors: those of ArchiveReader."""
    whole = os.fstat(file.fileno()).st_size or 1
    archive = ArchiveReader(SealedReader(file, secret))
    read, found = Sums(), archive.members()
    for member in found:
        for _block in member.blocks:
            progress(file.tell() / whole, "kiểm tra")
        read.add(member.head, member.drain())
    manifest = archive.manifest
    if read.described() != {key: manifest.get(key) for key in ("tables", "folders")}:
        raise DomainError("backup_damaged", "Các phần trong bản sao lưu không khớp bảng kê của nó. Hãy dùng bản khác.")
    return {**archive.head, **manifest}


class Sums:
    """The sums of all members, as the manifest tells them."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}
        self._folders: dict[str, folders.FolderSums] = {}

    def add(self, head: dict[str, Any], sums: dict[str, Any]) -> None:
        """Count one member in."""
        if "table" in head:
            self._tables[head["table"]] = sums
            return
        folder = self._folders.setdefault(head["file"].split("/")[0], folders.FolderSums())
        folder.add(head["file"], sums)

    def described(self) -> dict[str, Any]:
        """Give the part of the manifest that tells sums."""
        return {
            "tables": self._tables,
            "folders": {
                name: {"files": each.files, "size": each.size, "sha256": each.sha256}
                for name, each in self._folders.items()
            },
        }


def _write(out: BinaryIO, secret: Secret, folder: Path, now: datetime, progress: Progress) -> dict[str, Any]:
    root = office.data_dir()
    with sources(office.database_aliases()) as databases:
        expected = sum(each.size() for each in databases.values()) + folders.size(root)
        if shutil.disk_usage(folder).free < expected + _MARGIN:
            raise _no_room(folder)
        known = tables()
        head = head_of(known, now, next(iter(databases.values())).vendor)
        archive = ArchiveWriter(SealedWriter(out, secret), head)
        sums, gone = Sums(), 0
        contents: dict[str, dict[str, Any]] = {}

        def told(pieces: Iterator[bytes], words: str) -> Iterator[bytes]:
            for piece in pieces:
                yield piece
                progress(min(out.tell() / (expected or 1), 1), words)

        for table in known:
            source = databases[table.alias]
            about = {"table": table.name, "next": source.next_number(table) if table.is_numbered else 1}
            content = Content(table)
            rows = told(_lines(source, table, content), "ghi cơ sở dữ liệu")
            sums.add(about, archive.member(about, rows, packed=True))
            contents[table.name] = content.described()
    # The rows are those of one moment, the files those that are there after it: each paper that a row names is among
    # them unless it was erased meanwhile, which is told.
    for name in folders.names(root):
        file = folders.open_file(root, name)
        if file is None:
            gone += 1
            continue
        with file:
            about = {"file": name, "modified": os.fstat(file.fileno()).st_mtime_ns}
            sums.add(about, archive.member(about, told(folders.pieces(file), "ghi tệp"), packed=False))
    manifest = {**sums.described(), "content": contents, "gone": gone}
    archive.finish(manifest)
    return {**head, **manifest}


def head_of(known: list[Table], now: datetime, vendor: str) -> dict[str, Any]:
    """Give what a restore compares before it begins: version, shape of the tables, names of the keys in use."""
    from django.conf import settings

    return {
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "version": version("canbo"),
        "database": vendor,
        "migrations": migrations(),
        "shape": [table.described() for table in known],
        "keys": key_names(settings),
        "settings": {
            name: "(đã đặt, không sao lưu)" if any(word in name for word in _SECRET_WORDS) else value
            for name, value in sorted(os.environ.items())
            if name.startswith("CANBO_") and name != "CANBO_DATA_DIR"
        },
    }


def key_names(settings: Any) -> dict[str, Any]:
    """Name the keys of the encrypted columns and files, and that of the audit chain, by digests that tell nothing."""
    return {"encryption": list(ring().ciphers), "audit": _named(settings.CANBO_AUDIT_KEY)}


def _named(encoded: str) -> str:
    return hashlib.sha256(b"canbo audit key id" + urlsafe_b64decode(encoded)).hexdigest()[:8]


def _lines(source: Source, table: Table, content: Content) -> Iterator[bytes]:
    for row in source.rows(table):
        written = line(row)
        content.add(row, written)
        yield written


@contextmanager
def _draft(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a draft beside the backup-to-be, closed to others; it is gone at the end unless it got its name.

    Drafts that a killed run has left are removed: whoever still writes one holds its lock. Errors: backup_running.
    """
    draft = path.with_name(f".{path.name}.part")
    for old in {*path.parent.glob(f".{PATTERN}.part"), draft}:
        if old.exists() and not _is_held(old):
            old.unlink()
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DomainError("backup_running", "Một lần sao lưu khác đang ghi «{path}».", path=path) from error
    with os.fdopen(descriptor, "w+b") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        try:
            yield draft, out
        finally:
            draft.unlink(missing_ok=True)


def _is_held(draft: Path) -> bool:
    with draft.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _to_disk(out: BinaryIO) -> None:
    """Bring everything to the disk, and forget the copy in memory, so that reading again reads the disk."""
    out.flush()
    os.fsync(out.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _no_room(folder: Path) -> DomainError:
    return DomainError(
        "no_room", "Ổ đĩa của «{path}» không đủ chỗ cho bản sao lưu. Hãy dọn bớt hoặc chọn nơi khác bằng --to.",
        path=folder,
    )  # fmt: skip
