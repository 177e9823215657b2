"""The printed forms as data: what each item is called and which fields of which records fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

_FOLDER = Path(__file__).resolve().parent.parent / "layouts"

#: Address of a form in urls -> file.
LAYOUTS = {"tt06": "tt06_2023.yaml", "2c98": "2c_tctw_98.yaml"}

#: Fields that are no columns: the unit that keeps the file and those above it; the unit of a post in words.
VIRTUAL = {"unit": ("name", "parent", "root"), "post": ("unit_name",)}

type Pick = Literal["current", "first", "highest", "holding", "all"]
type Where = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormPart:
    """A label and the fields that fill the blank after it."""

    label: str
    kind: str
    fields: tuple[str, ...]
    where: Where = field(default_factory=dict)
    pick: Pick = "current"
    by: str = ""
    write: str = ""
    lines: int = 1


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a table of the form."""

    label: str
    over: str = ""
    width: float | None = None


@dataclass(frozen=True, slots=True)
class FormSource:
    """Which records fill rows of a table, and which of their fields each column."""

    kind: str
    cells: tuple[tuple[str, ...], ...]
    where: Where = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of the form; `across` lays one record in each column, `merge` rows of one first cell on one line."""

    columns: tuple[FormColumn, ...]
    sources: tuple[FormSource, ...]
    across: bool = False
    merge: bool = False


@dataclass(frozen=True, slots=True)
class FormItem:
    """One numbered item: a heading, blanks, a table."""

    number: str
    heading: str = ""
    parts: tuple[FormPart, ...] = ()
    table: FormTable | None = None

    def fillings(self) -> Iterator[tuple[str, str, Where]]:
        """Give (kind, field, where) of everything that can stand in the item."""
        for part in self.parts:
            for name in part.fields:
                yield part.kind, name, part.where
        for source in self.table.sources if self.table else ():
            for cell in source.cells:
                for name in cell:
                    yield source.kind, name, source.where


@dataclass(frozen=True, slots=True)
class SignerRole:
    """Who signs at the foot."""

    role: str
    note: str


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One printed form."""

    code: str
    label: str
    title: str
    form_code: str
    source: str
    photo: str
    head: tuple[FormPart, ...]
    items: tuple[FormItem, ...]
    declaration: str
    signers: tuple[SignerRole, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The section keys of every kind of record that the form prints."""
        return frozenset(kind for item in self.items for kind, _, _ in item.fillings() if kind != "unit") | frozenset(
            part.kind for part in self.head if part.kind != "unit"
        )


@cache
def layout(code: str) -> FormLayout:
    """Give the form of this address; KeyError for another. A word that the file should not have is a TypeError."""
    raw = yaml.safe_load((_FOLDER / LAYOUTS[code]).read_text(encoding="utf-8"))
    raw["head"] = tuple(_part(part) for part in raw["head"])
    raw["items"] = tuple(_item(item) for item in raw["items"])
    raw["signers"] = tuple(SignerRole(**signer) for signer in raw["signers"])
    return FormLayout(**raw)


def _part(raw: dict[str, Any]) -> FormPart:
    return FormPart(**{**raw, "fields": tuple(raw["fields"])})


def _item(raw: dict[str, Any]) -> FormItem:
    table = raw.get("table")
    return FormItem(
        raw["number"], raw.get("heading", ""), tuple(_part(part) for part in raw.get("parts", ())),
        _table(table) if table else None,
    )  # fmt: skip


def _table(raw: dict[str, Any]) -> FormTable:
    columns = tuple(FormColumn(**column) for column in raw["columns"])
    sources = tuple(
        FormSource(source["kind"], tuple(tuple(cell) for cell in source["cells"]), source.get("where", {}))
        for source in raw["sources"]
    )
    if any(len(source.cells) != len(columns) for source in sources):
        raise TypeError("every source of a table fills each of its columns")
    return FormTable(columns, sources, raw.get("across", False), raw.get("merge", False))
