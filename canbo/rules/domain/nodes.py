"""YAML with its places: every value knows its file and line, and nothing is guessed or passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from canbo.rules.domain.faults import Faults, Place

_NULL, _BOOL, _INT = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"
_FLOAT, _STR, _DATE = "tag:yaml.org,2002:float", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file: a mapping of nodes, a list of nodes, or a plain value; with its place."""

    value: Any
    place: Place

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, list)

    def plain(self) -> Any:
        """Give the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def items(self) -> Iterator[tuple[Any, Node]]:
        """Go through a mapping."""
        mapping: Mapping[Any, Node] = self.value
        yield from mapping.items()


def read_yaml(path: Path, shown: str, faults: Faults) -> Node | None:
    """Read a file; None, with a fault noted, where it is no YAML."""
    return parse_yaml(path.read_text(encoding="utf-8"), shown, faults)


def parse_yaml(text: str, shown: str, faults: Faults) -> Node | None:
    """Read a text; None, with a fault noted, where it is no YAML or is empty."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
        faults.add(place, "yaml_unreadable", f"Không đọc được YAML: {error.problem}.", "Hãy xem lại thụt dòng, dấu.")
        return None
    if root is None:
        faults.add(Place(shown, 1), "file_empty", "Tệp trống.", "Hãy viết nội dung hoặc xoá tệp.")
        return None
    return _node(root, shown, faults)


def _node(raw: yaml.Node, shown: str, faults: Faults) -> Node:
    place = Place(shown, raw.start_mark.line + 1, raw.start_mark.column + 1)
    if isinstance(raw, yaml.MappingNode):
        values: dict[Any, Node] = {}
        for key_node, value_node in raw.value:
            # YAML reads the keys `on` and `no` as truth values; here they are words.
            is_bool = key_node.tag == _BOOL
            key = str(key_node.value) if is_bool else _scalar(key_node, shown, faults)
            if key in values:
                faults.add(
                    Place(shown, key_node.start_mark.line + 1, key_node.start_mark.column + 1), "key_duplicate",
                    f"Khoá «{key}» ghi hai lần trong một mục.", "Hãy bỏ một dòng.",
                )  # fmt: skip
                continue
            # A value stands where its key does: that is the line to look at.
            mark = key_node.start_mark
            value = _node(value_node, shown, faults)
            values[key] = Node(value.value, Place(shown, mark.line + 1, mark.column + 1))
        return Node(values, place)
    if isinstance(raw, yaml.SequenceNode):
        return Node([_node(each, shown, faults) for each in raw.value], place)
    return Node(_scalar(raw, shown, faults), place)


def _scalar(raw: yaml.Node, shown: str, faults: Faults) -> Any:
    text = str(raw.value)
    try:
        if raw.tag == _NULL:
            return None
        if raw.tag == _BOOL:
            return {"true": True, "false": False}.get(text.lower(), text)
        if raw.tag == _INT:
            return int(text.replace("_", ""), 10)
        if raw.tag == _FLOAT:
            return float(text)
        if raw.tag == _DATE:
            return date.fromisoformat(text)
    except ValueError:
        place = Place(shown, raw.start_mark.line + 1, raw.start_mark.column + 1)
        faults.add(
            place, "value_unreadable", f"Không hiểu giá trị «{text}».",
            "Ngày phải viết 2025-10-08 và có trên lịch; số viết thường.",
        )  # fmt: skip
    return text


def fraction(text: Any) -> Fraction | None:
    """Read a share: 2/3, 1/2, 0.3; None where it is none."""
    if isinstance(text, bool):
        return None
    try:
        return Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
