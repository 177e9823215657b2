"""The columns of the official lists, kept as data: which there are, in which order, under which headings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from canbo.documents.grid import Column, Kind

_FOLDER: Final = Path(__file__).parent / "layouts"


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column. `width` in millimetres; `is_points`: it stands only where a scheme has points."""

    key: str
    label: str
    over: tuple[str, ...] = ()
    kind: Kind = "text"
    width: float = 30
    is_points: bool = False

    def grid(self) -> Column:
        """Give it as a column of a printed table."""
        return Column(self.label, over=self.over, width=self.width, kind=self.kind, key=self.key)


@dataclass(frozen=True, slots=True)
class Layout:
    """An official list. `source` tells where the columns were read, `confirmed` whether in the text itself."""

    id: str
    form: str
    title: str
    source: str
    confirmed: bool
    columns: tuple[LayoutColumn, ...]
    signatures: tuple[str, ...]

    def grid_columns(self, *, has_points: bool = True) -> tuple[Column, ...]:
        """Give the columns of a printed table, without those of points where no scheme of it has any."""
        return tuple(each.grid() for each in self.columns if has_points or not each.is_points)


@lru_cache(maxsize=32)
def layout(name: str) -> Layout:
    """Give a list by its id. Errors: KeyError for one that is not kept."""
    path = _FOLDER / f"{name}.yaml"
    if not name.isidentifier() or not path.is_file():
        raise KeyError(name)
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    columns = tuple(
        LayoutColumn(
            each["key"], each["label"], tuple(each.get("over", ())), each.get("kind", "text"),
            float(each.get("width", 30)), bool(each.get("points", False)),
        )
        for each in raw["columns"]
    )  # fmt: skip
    return Layout(
        raw["id"], raw["form"], raw["title"], raw["source"], bool(raw["confirmed"]), columns, tuple(raw["signatures"])
    )
