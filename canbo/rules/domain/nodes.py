"""YAML with its places: every value knows its file and line, and nothing is guessed or passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from canbo.rules.domain.faults import Faults, Place

_NULL, _BOOL, _INT = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"
_FLOAT, _STR, _DATE = "tag:yaml.org,2002:float", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,8})")
#: The longest file that is read, in bytes, and how deep its entries may lie: many times what any pack needs.
_LONGEST = 1_000_000
_DEEPEST = 30


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
    """Read a file; None, with a fault noted, where it cannot be read or is no YAML."""
    mend = "Hãy lưu lại thành tệp chữ thường, mã UTF-8, không quá 1 MB."
    try:
        if not path.is_file():
            faults.add(Place(shown, 1), "file_unreadable", "Đây không phải một tệp.", mend)
            return None
        if path.stat().st_size > _LONGEST:
            faults.add(Place(shown, 1), "file_too_long", f"Tệp dài {path.stat().st_size:,} byte.", mend)
            return None
        raw = path.read_bytes()
    except OSError as error:
        faults.add(Place(shown, 1), "file_unreadable", f"Không mở được tệp: {error.strerror}.", mend)
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.add(Place(shown, line), "file_not_utf8", f"Byte {error.start + 1} không phải UTF-8.", mend)
        return None
    return parse_yaml(text, shown, faults)


def parse_yaml(text: str, shown: str, faults: Faults) -> Node | None:
    """Read a text; None, with a fault noted, where it is no YAML, is empty, or uses what packs do without."""
    try:
        return _Builder(text, shown, faults).root()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
        problem = error.problem or error.context
    except yaml.reader.ReaderError as error:
        place, problem = Place(shown, text[: int(error.position or 0)].count("\n") + 1), error.reason
    except _RefusedError as refused:
        faults.add(refused.place, "yaml_refused", refused.message, refused.mend)
        return None
    faults.add(
        place, "yaml_unreadable", f"Không đọc được YAML: {problem}.",
        "Hãy xem lại thụt dòng (dùng dấu cách, không dùng tab), dấu hai chấm, ngoặc, nháy.",
    )  # fmt: skip
    return None


class _RefusedError(Exception):
    """YAML that packs do without."""

    def __init__(self, place: Place, message: str, mend: str) -> None:
        super().__init__(message)
        self.place, self.message, self.mend = place, message, mend


class _Builder:
    """Builds nodes from the events of a text: no references (a small file could stand for a huge one), no own tags."""

    def __init__(self, text: str, shown: str, faults: Faults) -> None:
        self.loader = _Loader(text)
        self.shown = shown
        self.faults = faults
        self.depth = 0

    def root(self) -> Node | None:
        """Give what the text holds; None, with a fault noted, where it holds nothing."""
        found = None
        while not self.loader.check_event(yaml.StreamEndEvent):
            event = self.loader.get_event()
            if not isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if isinstance(event, yaml.AliasEvent):
                    self.refused(event)
                continue
            if found is not None:
                raise _RefusedError(
                    self.place(event), "Tệp có hai phần cách nhau bằng «---».", "Mỗi tệp một phần: hãy tách tệp."
                )
            found = self.node(event)
        if found is None or (found.value is None and not found.is_mapping):
            self.faults.add(Place(self.shown, 1), "file_empty", "Tệp trống.", "Hãy viết nội dung hoặc xoá tệp.")
            return None
        return found

    def place(self, event: Any) -> Place:
        return Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)

    def refused(self, event: yaml.Event) -> None:
        raise _RefusedError(
            self.place(event), "Bộ quy tắc không dùng bí danh YAML (*, <<).", "Hãy viết lại giá trị ở đây."
        )

    def node(self, event: Any) -> Node:
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            self.refused(event)
        if event.tag is not None:
            raise _RefusedError(place, f"Bộ quy tắc không dùng thẻ YAML «{event.tag}».", "Hãy bỏ phần từ dấu «!».")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self.scalar(event), place)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _RefusedError(place, f"Lồng nhau quá {_DEEPEST} lớp.", "Hãy xem lại dấu ngoặc.")
        value = self.mapping() if isinstance(event, yaml.MappingStartEvent) else self.sequence()
        self.depth -= 1
        return Node(value, place)

    def sequence(self) -> list[Node]:
        values = []
        while not self.loader.check_event(yaml.SequenceEndEvent):
            values.append(self.node(self.loader.get_event()))
        self.loader.get_event()
        return values

    def mapping(self) -> dict[Any, Node]:
        values: dict[Any, Node] = {}
        while not self.loader.check_event(yaml.MappingEndEvent):
            event = self.loader.get_event()
            place = self.place(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _RefusedError(place, "Khoá phải là một chữ.", "Hãy viết dạng khoá: giá trị.")
            key = self.scalar(event, is_key=True)
            # A value stands where its key does: that is the line to look at.
            value = Node(self.node(self.loader.get_event()).value, place)
            if key in values:
                self.faults.add(place, "key_duplicate", f"Khoá «{key}» ghi hai lần trong một mục.", "Hãy bỏ một dòng.")
            values.setdefault(key, value)
        self.loader.get_event()
        return values

    def scalar(self, event: yaml.ScalarEvent, *, is_key: bool = False) -> Any:
        tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        # YAML reads the keys `on` and `no` as truth values; here they are words.
        if is_key and tag == _BOOL:
            return str(event.value)
        return _scalar(str(event.value), tag, self.place(event), self.faults)


def _scalar(text: str, tag: str, place: Place, faults: Faults) -> Any:
    try:
        if tag == _NULL:
            return None
        if tag == _BOOL:
            return {"true": True, "false": False}.get(text.lower(), text)
        if tag == _INT:
            if not _WHOLE.fullmatch(text):
                raise ValueError(text)
            return int(text)
        if tag == _FLOAT:
            if not isfinite(float(text)):
                raise ValueError(text)
            return float(text)
        if tag == _DATE:
            return date.fromisoformat(text)
    except ValueError:
        faults.add(
            place, "value_unreadable", f"Không hiểu giá trị «{text}».",
            "Ngày phải viết 2025-10-08 và có trên lịch; số viết thường, không có 0 ở đầu; chữ đặt trong nháy kép.",
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
