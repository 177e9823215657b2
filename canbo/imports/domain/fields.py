"""The vocabulary of columns: what a list of people may say of each, and the headings offices give it."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import yaml

from canbo.core.text import clean
from canbo.documents.sources.cells import key


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can hold.

    `reader` names how its cells are read (`rows`), `headings` the written forms; “A > B” is a heading B under a
    heading A. `serious` fields decide who a person is or what the reports count: a doubt about them is worth asking.
    """

    key: str
    label: str
    reader: str
    headings: tuple[str, ...]
    serious: bool = False


def label_key(text: str) -> str:
    """The form headings are compared by. “Năm” (year) stays apart from “Nam” (man)."""
    text = _FOOTNOTE.sub(" ", clean(text).lower())
    return key(_YEAR_WORD.sub("nawm", text))


_FOOTNOTE: Final = re.compile(r"\(\s*(?:\d{1,2}|\*+)\s*\)|\*+$|^\d{1,2}\s*[.)]\s+(?=\D)")
_YEAR_WORD: Final = re.compile(r"\bnăm\b")


class Marked(NamedTuple):
    """A group of columns of which one is marked with x: the field, headings over the group, code -> headings."""

    field: str
    over: tuple[str, ...]
    codes: dict[str, tuple[str, ...]]


def _vocabulary() -> tuple[tuple[Field, ...], tuple[Marked, ...]]:
    text = (files("canbo.imports.domain") / "columns.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    fields = tuple(
        Field(entry["key"], entry["label"], entry["reader"], tuple(entry["headings"]), entry.get("serious", False))
        for entry in data["fields"]
    )
    groups = tuple(
        Marked(entry["field"], tuple(entry["over"]), {code: tuple(words) for code, words in entry["codes"].items()})
        for entry in data["marked"]
    )
    return fields, groups


FIELDS, MARKED = _vocabulary()
"""Every known column, and every group of columns marked by x, as `columns.yaml` has them."""

BY_KEY: Final[dict[str, Field]] = {field.key: field for field in FIELDS}


def split_target(target: str) -> tuple[str, str, int | None]:
    """(field, code, year) of a column's target: `rating@2013`, `qualification=university`, `rating=good@2013`."""
    name, _, year = target.partition("@")
    name, _, code = name.partition("=")
    return name, code, int(year) if year.isdigit() else None


def is_target(target: str) -> bool:
    """Whether the text names something a column can hold."""
    name, code, _ = split_target(target)
    if code:
        return any(group.field == name and code in group.codes for group in MARKED)
    return name in BY_KEY


def target_label(target: str) -> str:
    """The Vietnamese name of a target: “Xếp loại 2013”, “Trình độ chuyên môn: ĐH”."""
    name, code, year = split_target(target)
    label = BY_KEY[name].label if name in BY_KEY else name
    if code:
        group = next((group for group in MARKED if group.field == name and code in group.codes), None)
        label += f": {group.codes[code][0] if group else code}"
    return f"{label} {year}" if year else label


@cache
def heading_index() -> dict[str, list[tuple[str, str]]]:
    """Folded heading -> (field, folded heading that must stand over it or "")."""
    index: dict[str, list[tuple[str, str]]] = {}
    for field in FIELDS:
        for heading in field.headings:
            over, mark, leaf = heading.rpartition(">")
            for form in _forms(leaf):
                index.setdefault(form, []).append((field.key, label_key(over) if mark else ""))
    for group in MARKED:
        for code, headings in group.codes.items():
            for heading in headings:
                for over in group.over:
                    index.setdefault(label_key(heading), []).append((f"{group.field}={code}", label_key(over)))
    return index


@cache
def over_headings() -> frozenset[str]:
    """Folded headings that stand over others (“Trình độ”, “Ngày vào Đảng”)."""
    over = {label_key(heading.rpartition(">")[0]) for field in FIELDS for heading in field.headings if ">" in heading}
    return frozenset(
        over
        | {label_key(heading) for group in MARKED for heading in group.over}
        | {
            "ngach bac luong",
            "luong",
            "trinh do",
            "ket qua danh gia",
            "ngay vao dang",
            "chuc vu",
            "phu cap",
            "quyet dinh",
        }
    )


def _forms(heading: str) -> set[str]:
    """The folded heading, also as it reads when written without any marks (“nam sinh”)."""
    form = label_key(heading)
    plain = form.replace("nawm", "nam")
    return {form, plain} if " " in form else {form}
