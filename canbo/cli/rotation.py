"""Which key each encrypted value and file lies under, and writing them anew under the newest while the server runs.

Every model with an encrypted field or a blind index is found by walking the models, so none is forgotten. A value is
changed only where it is still what was read, in batches of their own transactions: what a killed run has done stays
done, and the next goes on with the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, models, router, transaction

from canbo.audit import guard
from canbo.cli.backup.folders import names
from canbo.common.crypto import FILE_MARK, blind_index, blind_indexes, decrypt, encrypt, key_of_file
from canbo.common.fields import BlindIndexField, Encrypted
from canbo.common.keyring import ring
from canbo.common.sealed_files import seal_anew

#: Folders in which no file may lie unencrypted.
SEALED_FOLDERS = ("files", "uploads")
#: The word for what lies under no key at all.
PLAIN = "(chưa mã hoá)"
#: JSON columns of packages in which some texts are sealed: the secrets of second factors.
SEALED_JSON = tuple(
    (label, name) for label, name in (("mfa.Authenticator", "data"),) if apps.is_installed("allauth.mfa")
)
_SEALED_TEXT = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9+/=]{40,}$")
_BATCH = 500
_HEAD = len(FILE_MARK) + 8

type Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a model encrypts: its fields, and the blind indexes made from one of them or repeated from elsewhere."""

    model: type[models.Model]
    fields: tuple[Any, ...]
    indexes: tuple[BlindIndexField, ...]
    repeats: tuple[BlindIndexField, ...]

    @property
    def alias(self) -> str:
        """The database that it lies in."""
        return router.db_for_write(self.model)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column whose value begins with the id of a key."""
        return tuple(str(field.column) for field in (*self.fields, *self.indexes, *self.repeats))


@dataclass(frozen=True, slots=True)
class Usage:
    """How many values and files lie under each key, by its id; PLAIN for files that are not encrypted."""

    values: Counter[str]
    files: Counter[str]

    def of(self, key: str) -> int:
        """Count both."""
        return self.values[key] + self.files[key]


def sealed_models() -> list[Sealed]:
    """Give every model that encrypts something."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.local_concrete_fields
        fields = tuple(each for each in own if isinstance(each, Encrypted))
        blind = [each for each in own if isinstance(each, BlindIndexField)]
        if fields or blind:
            found.append(
                Sealed(
                    model,
                    fields,
                    tuple(each for each in blind if each.of),
                    tuple(each for each in blind if not each.of),
                )
            )
    return found


def usage(root: Path) -> Usage:
    """Count what lies under which key, in the databases and under the data directory."""
    values: Counter[str] = Counter()
    for sealed in sealed_models():
        connection = connections[sealed.alias]
        table = connection.ops.quote_name(sealed.model._meta.db_table)
        with connection.cursor() as cursor:
            for name in sealed.columns:
                column = connection.ops.quote_name(name)
                cursor.execute(f"SELECT substr({column}, 1, 8), COUNT(*) FROM {table} WHERE {column} <> '' GROUP BY 1")
                values.update(dict(cursor.fetchall()))
    for strings in map(_sealed_strings, _json_values()):
        values.update(text[:8] for text in strings)
    return Usage(values, Counter(key for _path, key in _files(root)))


def rotate(root: Path, report: Report) -> int:
    """Write everything under the newest key; `report` hears (done, of how many). Give how many were written anew.

    Errors: key_missing, value_altered: what went before stays done.
    """
    before = usage(root)
    newest = ring().newest
    total = sum(before.values.values()) + sum(before.files.values()) - before.of(newest)
    done = 0
    for sealed in sealed_models():
        for count in _rows(sealed, newest):
            done += count
            report(min(done, total), total)
    for count in _json(newest):
        done += count
        report(min(done, total), total)
    _mend_repeats(newest)
    for path, key in _files(root):
        if key not in {newest, PLAIN}:
            seal_anew(path)
            done += 1
            report(min(done, total), total)
    return done


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for name in names(root):
        path = root / name
        try:
            with path.open("rb") as file:
                key = key_of_file(file.read(_HEAD))
        except FileNotFoundError:
            continue
        if key or name.partition("/")[0] in SEALED_FOLDERS:
            yield path, key or PLAIN


def _rows(sealed: Sealed, newest: str) -> Iterator[int]:
    """Write the rows of a model anew; give the number of values of each batch."""
    if not sealed.fields:
        return
    connection = connections[sealed.alias]
    quote = connection.ops.quote_name
    table, key = quote(sealed.model._meta.db_table), quote(str(sealed.model._meta.pk.column))
    columns = [str(field.column) for field in (*sealed.fields, *sealed.indexes)]
    stale = " OR ".join(f"({quote(name)} <> '' AND substr({quote(name)}, 1, 8) <> %s)" for name in columns)
    select = (
        f"SELECT {key}, {', '.join(map(quote, columns))} FROM {table} WHERE {key} > %s AND ({stale}) "
        f"ORDER BY {key} LIMIT {_BATCH}"
    )
    last: Any = _before_all(sealed.model)
    while True:
        with (
            transaction.atomic(using=sealed.alias),
            _unguarded(sealed.model, connection),
            connection.cursor() as cursor,
        ):
            cursor.execute(select, [last, *[newest] * len(columns)])
            rows = cursor.fetchall()
            if not rows:
                return
            changes: dict[str, list[tuple[str, Any, str]]] = {}
            moved: list[tuple[str, str]] = []
            for row in rows:
                _anew(sealed, newest, row[0], dict(zip(columns, row[1:], strict=True)), changes, moved)
            for name, values in changes.items():
                column = quote(name)
                cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s", values)
            repeated = _repeat(moved)
        last = rows[-1][0]
        yield repeated + sum(map(len, changes.values()))


def _json_values() -> Iterator[Any]:
    for label, name in SEALED_JSON:
        yield from apps.get_model(label)._default_manager.values_list(name, flat=True).iterator(chunk_size=2_000)


def _sealed_strings(value: Any) -> Iterator[str]:
    """Give every sealed text in a JSON value."""
    if isinstance(value, str):
        if _SEALED_TEXT.match(value):
            yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _sealed_strings(each)


def _json(newest: str) -> Iterator[int]:
    """Seal anew the texts inside JSON values of tables that are not ours; give how many, row by row."""
    for label, name in SEALED_JSON:
        model = apps.get_model(label)
        for key in list(model._default_manager.values_list("pk", flat=True)):
            with transaction.atomic(using=router.db_for_write(model)):
                row = model._default_manager.select_for_update().filter(pk=key).first()
                old = [text for text in _sealed_strings(getattr(row, name, None)) if not text.startswith(newest)]
                if row is not None and old:
                    setattr(row, name, _replaced(getattr(row, name), {text: encrypt(decrypt(text)) for text in old}))
                    row.save(update_fields=[name])
                    yield len(old)


def _replaced(value: Any, fresh: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(each, fresh) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, fresh) for each in value]
    return fresh.get(value, value) if isinstance(value, str) else value


def _anew(
    sealed: Sealed,
    newest: str,
    key: Any,
    stored: dict[str, str],
    changes: dict[str, list[tuple[str, Any, str]]],
    moved: list[tuple[str, str]],
) -> None:
    """Work out what the columns of a row become; `moved` gets the blind indexes that change."""
    by_name = {field.name: field for field in sealed.fields}
    for field in sealed.fields:
        old = stored[str(field.column)]
        if old and not old.startswith(newest):
            changes.setdefault(str(field.column), []).append((field.stored(field.opened(old)), key, old))
    for index in sealed.indexes:
        old = stored[str(index.column)]
        if old and not old.startswith(newest):
            fresh = blind_index(str(by_name[index.of].opened(stored[index.of])))
            changes.setdefault(str(index.column), []).append((fresh, key, old))
            moved.append((fresh, old))


def _repeat(moved: list[tuple[str, str]]) -> int:
    """Carry changed blind indexes to the tables that repeat them; give how many rows that were."""
    count = 0
    if not moved:
        return count
    for sealed in sealed_models():
        connection = connections[sealed.alias]
        quote = connection.ops.quote_name
        for field in sealed.repeats:
            column = quote(str(field.column))
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {quote(sealed.model._meta.db_table)} SET {column} = %s WHERE {column} = %s", moved
                )
                count += max(cursor.rowcount, 0)
    return count


def _mend_repeats(newest: str) -> None:
    """Carry over what somebody copied from an old row while it was being written anew: rare, so found the slow way."""
    left: set[str] = set()
    for sealed in sealed_models():
        for field in sealed.repeats:
            rows = sealed.model._default_manager.exclude(**{field.name: ""}).exclude(
                **{f"{field.name}__startswith": newest}
            )
            left |= set(rows.values_list(field.name, flat=True))
    if not left:
        return
    for sealed in sealed_models():
        for index in sealed.indexes:
            with transaction.atomic(using=sealed.alias):
                values = sealed.model._default_manager.exclude(**{index.of: ""}).values_list(index.of, flat=True)
                _repeat(
                    [
                        (blind_index(value), old)
                        for value in values.iterator(chunk_size=2_000)
                        for old in blind_indexes(value)[1:]
                        if old in left
                    ]
                )


def _before_all(model: type[models.Model]) -> Any:
    """Give what is below every key of the model."""
    kind = model._meta.pk.get_internal_type()
    if kind == "UUIDField":
        return "00000000-0000-0000-0000-000000000000"
    return "" if kind in {"CharField", "TextField"} else -1


def _unguarded(model: type[models.Model], connection: Any) -> AbstractContextManager[None]:
    """Lift the triggers of the log for a batch: its chain is over the plain text and stays whole."""
    return guard.lifted(connection) if model._meta.app_label == "audit" else nullcontext()
