"""Putting a backup back into an empty place: all of it, proven by its sums, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Final

from canbo.cli import office
from canbo.cli.backup import folders
from canbo.cli.backup.making import Progress, Sums, key_names, verify
from canbo.cli.backup.members import ArchiveReader, Counted, Member, lines
from canbo.cli.backup.schema import FOLDERS, Table, migrations, tables
from canbo.cli.backup.sealed import SealedReader, Secret
from canbo.cli.backup.sources import Source, sources
from canbo.cli.backup.targets import Target, targets
from canbo.cli.backup.values import Content, row_of
from canbo.core.errors import DomainError

#: Where files wait until the rows are proven; what a killed run has left there is cleared by the next.
_WAITING: Final = "restore.part"
#: Tables that have a row in every place where somebody has worked.
_LIVED_IN: Final = ("accounts_user", "audit_auditentry", "organizations_unit", "personnel_person")


def restore(path: Path, secret: Secret, *, progress: Progress) -> dict[str, Any]:
    """Put a backup back into this installation, which must be empty; give what the backup tells of itself.

    The file is read and compared as a whole before anything is touched; then rows and files are put back and compared
    again with its sums, from the database and the disk, before they become the installation's.

    Errors: those of SealedReader and ArchiveReader; backup_older, backup_newer, backup_shape (of another version),
    keys_missing, place_not_empty, restore_unequal, restore_refused (the database takes a value not), restore_broken.
    """
    from django.db import DatabaseError, connections

    with path.open("rb") as file:
        told = verify(file, secret, lambda share, words: progress(share / 2, words))
        _require_same_version(told)
        _require_same_shape(told)
        _require_keys(told)
        root = office.data_dir()
        _require_empty(root)
        _clear(root)
        try:
            office.migrate()
            connections.close_all()
            file.seek(0)
            _load(file, secret, told, root, progress)
        except BaseException as error:
            _clear(root)
            (root / _WAITING).rmdir()
            if isinstance(error, (DatabaseError, *_driver_errors())):
                raise DomainError(
                    "restore_refused", "Cơ sở dữ liệu ở nơi này không nhận dữ liệu của bản sao lưu: {reason}",
                    reason=str(error).splitlines()[0],
                ) from error  # fmt: skip
            raise
        shutil.rmtree(root / _WAITING)
    _end_votes_cut_short()
    return told


def _end_votes_cut_short() -> None:
    """A vote that was under way when the backup was made is given up: nobody gets a second count from an old backup."""
    from canbo.common.rows import as_system
    from canbo.core.access import full_access
    from canbo.procedures.services.votes import void_cut_short

    with as_system():
        void_cut_short(access=full_access(None, "khôi phục"))


def _load(file: BinaryIO, secret: Secret, told: dict[str, Any], root: Path, progress: Progress) -> None:
    whole = os.fstat(file.fileno()).st_size
    archive = ArchiveReader(SealedReader(file, secret))
    known = {table.name: table for table in tables()}
    with targets(known.values()) as databases:
        for member in archive.members():
            _put(member, known, databases, root / _WAITING)
            progress(0.5 + file.tell() / whole / 2, "ghi")
        for target in databases.values():
            target.check()
        _require_equal(told, known, {alias: each.source for alias, each in databases.items()}, root / _WAITING)
        _move_in(root)


def measure(known: Iterable[Table], databases: dict[str, Source]) -> dict[str, dict[str, Any]]:
    """Give the sums of every table as a database holds it now, in the form of a manifest's `content`."""
    found = {}
    for table in known:
        content = Content(table)
        for row in databases[table.alias].rows(table):
            content.add(row)
        found[table.name] = content.described()
    return found


def _put(member: Member, known: dict[str, Table], databases: dict[str, Target], waiting: Path) -> None:
    if "table" in member.head:
        table = known[member.head["table"]]
        rows = map(row_of, lines(member.blocks))
        databases[table.alias].load(table, rows, int(member.head["next"]))
    else:
        folders.put_back(waiting, member.head["file"], int(member.head["modified"]), member.blocks)


def _require_equal(told: dict[str, Any], known: dict[str, Table], databases: dict[str, Source], waiting: Path) -> None:
    """Read everything back from where it lies now, and compare."""
    sums = Sums()
    for name in folders.names(waiting):
        with (waiting / name).open("rb") as file:
            counted = Counted()
            for piece in folders.pieces(file):
                counted.add(piece, is_text=False)
        sums.add({"file": name}, counted.described())
    found = {"content": measure(known.values(), databases), "folders": sums.described()["folders"]}
    unequal = [
        name for part in ("content", "folders") for name in told[part] if told[part][name] != found[part].get(name)
    ]
    if unequal:
        raise DomainError(
            "restore_unequal", "Dữ liệu ghi vào nơi này không bằng bản sao lưu ở: {names}. Không giữ lại gì.",
            names=", ".join(unequal),
        )  # fmt: skip


def _require_same_version(told: dict[str, Any]) -> None:
    own, its = set(migrations()), set(told["migrations"])
    versions = {"its": told["version"], "own": version("canbo")}
    if its - own:
        raise DomainError(
            "backup_newer", "Bản sao lưu do phiên bản {its} lập, mới hơn phiên bản đang cài ({own}). "
            "Hãy cài phiên bản {its} rồi phục hồi.", **versions
        )  # fmt: skip
    if own - its:
        raise DomainError(
            "backup_older", "Bản sao lưu do phiên bản {its} lập, cũ hơn phiên bản đang cài ({own}). Hãy cài phiên bản "
            "{its}, phục hồi, rồi nâng cấp bằng «canbo migrate».", **versions
        )  # fmt: skip


def _require_same_shape(told: dict[str, Any]) -> None:
    if told["shape"] != [table.described() for table in tables()]:
        raise DomainError(
            "backup_shape", "Bản sao lưu có bảng hoặc cột khác với phiên bản đang cài. Hãy phục hồi bằng đúng phiên "
            "bản canbo đã lập nó ({its}).", its=told["version"]
        )  # fmt: skip


def _require_keys(told: dict[str, Any]) -> None:
    """Refuse a place that could not read what it is given: the keys of the columns travel apart from the backup."""
    from django.conf import settings

    own, its = key_names(settings), told["keys"]
    missing = [f"CANBO_ENCRYPTION_KEYS: {name}" for name in its["encryption"] if name not in own["encryption"]]
    if its["audit"] != own["audit"]:
        missing.append(f"CANBO_AUDIT_KEY: {its['audit']}")
    if missing:
        raise DomainError(
            "keys_missing", "Nơi này không có khoá đã mã hoá các cột của bản sao lưu. Hãy chép secrets.json của nơi cũ "
            "vào thư mục dữ liệu (hoặc đặt các biến khoá như cũ), rồi làm lại.", missing=missing,
        )  # fmt: skip


def _require_empty(root: Path) -> None:
    from django.db import connections

    unfinished = (root / _WAITING).exists()
    where = [] if unfinished else [str(root / name) for name in folders.names(root)][:1]
    aliases = [each for each in office.database_aliases() if _is_there(connections[each])]
    with sources(aliases) as databases:
        for alias, source in databases.items():
            there = source.names()
            if there and "django_migrations" not in there:
                where.append(f"{alias}: {', '.join(sorted(there)[:3])}")
            where += [name for name in _LIVED_IN if name in there and not source.is_empty(name)]
    if where:
        raise DomainError(
            "place_not_empty", "Nơi này đã có dữ liệu. Chỉ phục hồi vào nơi trống: thư mục dữ liệu mới (--data-dir) "
            "và cơ sở dữ liệu mới.", where=where,
        )  # fmt: skip


def _is_there(connection: Any) -> bool:
    return connection.vendor == "postgresql" or Path(connection.settings_dict["NAME"]).is_file()


def _clear(root: Path) -> None:
    """Begin to wait for files; what a killed run has put here or moved in is cleared."""
    if (root / _WAITING).exists():
        for name in (_WAITING, *FOLDERS):
            shutil.rmtree(root / name, ignore_errors=True)
    (root / _WAITING).mkdir(mode=0o700)


def _move_in(root: Path) -> None:
    for name in FOLDERS:
        if (root / _WAITING / name).is_dir():
            if (root / name).is_dir():
                shutil.rmtree(root / name)
            (root / _WAITING / name).rename(root / name)
    os.sync()


def _driver_errors() -> Iterator[type[Exception]]:
    import sqlite3

    yield sqlite3.Error
    try:
        import psycopg
    except ImportError:
        return
    yield psycopg.Error
