"""A file as a printed form shows it: every blank and table of the form, filled from the records of a day.

An empty value stays empty (the paper shows dots), and an item that the viewer may not read is marked so: nothing is
invented and nothing is left out without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from canbo.core.access import AccessContext, Permission
from canbo.organizations.models import Unit
from canbo.organizations.selectors import breadcrumb, name_of
from canbo.personnel.domain.layouts import FormItem, FormLayout, FormPart, FormTable, Where
from canbo.personnel.models import FileRecord, PostHolding
from canbo.personnel.selectors.contents import FileContents, has_begun
from canbo.personnel.selectors.head import highest
from canbo.personnel.selectors.people import kind_by_key
from canbo.personnel.wording import coefficient_text, value_text


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A label and its value; "" is printed as dots, `lines` of them."""

    label: str
    value: str
    lines: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FilledItem:
    """One item of the form. `rows` are the rows of its table; `closed` says that the viewer may not read them."""

    item: FormItem
    parts: tuple[FilledPart, ...]
    rows: tuple[tuple[str, ...], ...]
    closed: bool

    @property
    def name(self) -> str:
        """The number as the form prints it: "1)", "32.1.", "a)"."""
        number = self.item.number
        if number[-1].isalpha():
            return f"{number[-1]})"
        return f"{number}." if "." in number else f"{number})"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form filled for one file on one day."""

    layout: FormLayout
    day: date
    head: tuple[FilledPart, ...]
    items: tuple[FilledItem, ...]


def kinds_of(layout: FormLayout) -> list[type[FileRecord]]:
    """Give the kinds of records that the form prints."""
    return [kind_by_key(key) for key in sorted(layout.kinds)]


def restricted_kinds_printed(layout: FormLayout, contents: FileContents, day: date) -> list[type[FileRecord]]:
    """Give the restricted kinds of which the form prints anything from this file."""
    return [
        kind
        for kind in kinds_of(layout)
        if kind.section.restricted and any(has_begun(record, day) for record in contents.known(kind))
    ]


def fill(access: AccessContext, layout: FormLayout, contents: FileContents, day: date) -> FilledForm:
    """Fill a form from the contents of a file, as of a day."""
    units = _unit_words(access, contents, day)
    return FilledForm(
        layout,
        day,
        tuple(_fill_part(part, contents, day, units) for part in layout.head),
        tuple(_fill_item(item, contents, day, units) for item in layout.items),
    )


def _fill_item(item: FormItem, contents: FileContents, day: date, units: dict[str, str]) -> FilledItem:
    rows: tuple[tuple[str, ...], ...] = ()
    closed = False
    if item.table is not None:
        closed = all(_is_closed(contents, source.kind) for source in item.table.sources)
        rows = _fill_table(item.table, contents, day)
    return FilledItem(item, tuple(_fill_part(part, contents, day, units) for part in item.parts), rows, closed)


def _is_closed(contents: FileContents, key: str) -> bool:
    return key != "unit" and kind_by_key(key) in contents.closed


def _fill_part(part: FormPart, contents: FileContents, day: date, units: dict[str, str]) -> FilledPart:
    if part.kind == "unit":
        return FilledPart(part.label, "; ".join(units[name] for name in part.fields if units[name]), part.lines)
    if _is_closed(contents, part.kind):
        return FilledPart(part.label, "", part.lines, closed=True)
    texts = [words for record in _chosen(part, contents, day) if (words := _join(record, part.fields, part.write))]
    return FilledPart(part.label, "; ".join(texts), part.lines)


def _chosen(part: FormPart, contents: FileContents, day: date) -> Sequence[FileRecord]:
    kind = kind_by_key(part.kind)
    begun = _filter((record for record in contents.known(kind) if has_begun(record, day)), part.where)
    holding = _filter(contents.holding(kind, day), part.where)
    match part.pick:
        case "all":
            return begun
        case "holding":
            return holding
        case "first":
            dated = [record for record in begun if getattr(record, part.by) is not None]
            return sorted(dated, key=lambda record: getattr(record, part.by).code)[:1] or begun[:1]
        case "highest":
            best = highest(holding, part.by)
            return [best] if best else []
        case _:
            return _principal_last(holding)[-1:]


def _principal_last(records: list[FileRecord]) -> list[FileRecord]:
    """Among posts the principal one is the current one, whatever was begun after it on the side."""
    if records and isinstance(records[0], PostHolding):
        return sorted(records, key=lambda record: record.kind != "concurrent" and record.line == "state")  # type: ignore[attr-defined]
    return records


def _filter(records: Iterable[FileRecord], where: Where) -> list[FileRecord]:
    return [record for record in records if all(_matches(getattr(record, name), want) for name, want in where.items())]


def _matches(value: Any, want: Any) -> bool:
    if want == "filled":
        return value not in (None, "")
    return value in want if isinstance(want, list) else value == want


def _join(record: FileRecord, names: Sequence[str], write: str = "") -> str:
    words = []
    for name in names:
        text = _written(record, name, write)
        if text and len(names) > 1 and name in {"percent", "over_frame_percent"}:
            text += " %"
        elif text and len(names) > 1 and name == "amount":
            text += " đồng"
        if text:
            words.append(text)
    if names[0] == "valid_from" and len(words) > 1:
        return ": ".join(filter(None, (_period(record, names), _join_rest(record, names))))
    return ", ".join(words)


def _period(record: FileRecord, names: Sequence[str]) -> str:
    dates = [name for name in names if name in {"valid_from", "valid_before"}]
    return " – ".join(text for name in dates if (text := _written(record, name, "")))


def _join_rest(record: FileRecord, names: Sequence[str]) -> str:
    rest = [name for name in names if name not in {"valid_from", "valid_before"}]
    return ", ".join(text for name in rest if (text := _written(record, name, "")))


def _written(record: FileRecord, name: str, write: str) -> str:
    if name == "unit_name" and isinstance(record, PostHolding):
        return record.unit_text or (record.unit.name if record.unit else "")
    value = getattr(record, name)
    if isinstance(value, Decimal) and (write == "number2" or name == "coefficient"):
        return coefficient_text(value)
    text = value_text(record, name)
    return text.upper() if write == "upper" else text


def _fill_table(table: FormTable, contents: FileContents, day: date) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for source in table.sources:
        kind = kind_by_key(source.kind)
        for record in _filter((record for record in contents.known(kind) if has_begun(record, day)), source.where):
            cells = tuple(_cell(record, names) for names in source.cells)
            if any(cells):
                found.append((_order(record), cells))
    found.sort(key=lambda row: row[0])
    rows = [cells for _, cells in found]
    return tuple(_merged(rows) if table.merge else rows)


#: Rows without a date stand below the dated ones.
_UNDATED = "9999"


def _order(record: FileRecord) -> str:
    for name in ("begun_on", "valid_from", "year", "joined_on"):
        value = getattr(record, name, None)
        if value is not None:
            return str(getattr(value, "code", value))
    return _UNDATED


def _cell(record: FileRecord, names: Sequence[str]) -> str:
    dates = {"begun_on", "ended_on", "valid_from", "valid_before"}
    texts = [text for name in names if (text := _written(record, name, ""))]
    return (" – " if names and set(names) <= dates else ", ").join(texts)


def _merged(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Lay rows of the same first cell that fill different columns on one line (the rating and the award of a year)."""
    lines: list[tuple[str, ...]] = []
    for row in rows:
        last = lines[-1] if lines else None
        if last and row[0] and last[0] == row[0] and not any(a and b for a, b in zip(last[1:], row[1:], strict=True)):
            lines[-1] = (row[0], *(a or b for a, b in zip(last[1:], row[1:], strict=True)))
        else:
            lines.append(row)
    return lines


def _unit_words(access: AccessContext, contents: FileContents, day: date) -> dict[str, str]:
    """Name the unit of the day's principal post (else the one that keeps the file), the one above it and the root."""
    posts = [post for post in contents.holding(PostHolding, day) if post.unit_id and post.kind != "concurrent"]
    unit: Unit = posts[-1].unit if posts else contents.person.unit  # type: ignore[assignment]
    if not access.can(Permission.VIEW_UNITS):
        return {"name": unit.name, "parent": "", "root": ""}
    above = [name for _, name in breadcrumb(access, unit, day)]
    return {
        "name": name_of(access, unit, day),
        "parent": above[-1] if len(above) > 1 else "",
        "root": above[0] if above else "",
    }
