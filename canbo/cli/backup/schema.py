"""What a backup holds of an installation: the tables with their columns, and the folders of the data directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from canbo.cli import office

#: Folders of the data directory that are truth: papers, lists under import, the office's own rules and templates.
FOLDERS: Final = ("files", "uploads", "rules", "mau-van-ban")

#: Tables that a backup leaves out, and why.
LEFT_OUT: Final = {
    "django_session": "everybody signs in again after a restore",
    "usersessions_usersession": "tells of those sessions",
    "django_migrations": "made by the migration of the new place; compared, not copied",
    "canbo_cache": "can be thrown away at any time",
    "sqlite_sequence": "kept with each table as the number that comes next",
}

_KINDS: Final = {
    "AutoField": "integer", "BigAutoField": "integer", "SmallAutoField": "integer", "IntegerField": "integer",
    "BigIntegerField": "integer", "SmallIntegerField": "integer", "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "integer", "PositiveSmallIntegerField": "integer", "BooleanField": "boolean",
    "FloatField": "float", "DecimalField": "decimal", "CharField": "text", "TextField": "text", "SlugField": "text",
    "FileField": "text", "DateField": "date", "TimeField": "time", "DateTimeField": "moment", "UUIDField": "uuid",
    "JSONField": "json", "BinaryField": "bytes", "GenericIPAddressField": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds (text, integer, moment, …), decimal places where it holds a decimal."""

    name: str
    kind: str
    places: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the installation: its columns, key first, and the database that it lies in."""

    name: str
    alias: str
    columns: tuple[Column, ...]
    is_numbered: bool

    @property
    def key(self) -> Column:
        """The primary key."""
        return self.columns[0]

    def described(self) -> dict[str, Any]:
        """Give what must be the same where the rows are put back."""
        return {"name": self.name, "columns": [[each.name, each.kind, each.places] for each in self.columns]}


def tables() -> list[Table]:
    """Give every table that is backed up, by name. KeyError for a kind of column that this module does not know."""
    from django.apps import apps
    from django.db import router

    own = office.database_aliases()

    found: dict[str, Table] = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.proxy or not options.managed or options.db_table in LEFT_OUT:
            continue
        key = options.pk
        fields = [key, *(each for each in options.local_concrete_fields if each is not key)]
        alias = router.db_for_read(model)
        found[options.db_table] = Table(
            name=options.db_table, alias=alias if alias in own else "default",
            columns=tuple(_column(each) for each in fields if not getattr(each, "generated", False)),
            is_numbered="AutoField" in key.get_internal_type(),
        )  # fmt: skip
    return [found[name] for name in sorted(found)]


def migrations() -> list[str]:
    """Give the names of the changes that make the database of this version, sorted."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(f"{app}.{name}" for app, name in loader.disk_migrations)


def _column(field: Any) -> Column:
    last = field
    while last.is_relation:
        last = last.target_field
    kind = _KINDS[last.get_internal_type()]
    return Column(str(field.column), kind, last.decimal_places if kind == "decimal" else 0)
