"""Taking keys out of a mapping of a pack, each once and of the right kind; whatever is left over is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.language import Expression, LanguageError, parse
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Citation, Span, Words
from canbo.rules.domain.nodes import Node, fraction

_ID: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
#: Stands where a day could not be read.
NO_DAY: Final = date(1900, 1, 1)
_EARLIEST, _LATEST = date(1945, 1, 1), date(2200, 1, 1)


class Entry:
    """One mapping of a pack. Every `take` notes what is wrong and goes on, so that one run tells everything."""

    def __init__(self, node: Node, faults: Faults, what: str) -> None:
        self.place = node.place
        self.faults = faults
        self.what = what
        self.left: dict[Any, Node] = {}
        self.keys: list[str] = []
        if node.is_mapping:
            self.left = dict(node.value)
        else:
            self.wrong(node.place, "kind_wrong", f"{what} phải là một mục có khoá.", "Hãy viết dạng khoá: giá trị.")

    def wrong(self, place: Place, code: str, message: str, mend: str) -> None:
        """Note a fault."""
        self.faults.add(place, code, message, mend)

    def node(self, key: str, *, required: bool = True) -> Node | None:
        """Take the node of a key; None where it is missing or null."""
        self.keys.append(key)
        if key not in self.left:
            if required:
                self.wrong(self.place, "key_missing", f"{self.what} thiếu khoá «{key}».", f"Hãy thêm «{key}:».")
            return None
        found = self.left.pop(key)
        if found.value is None:
            if required:
                self.wrong(found.place, "value_missing", f"«{key}» của {self.what} trống.", "Hãy ghi giá trị.")
            return None
        return found

    def text(self, key: str, *, required: bool = True) -> str:
        """Take a text; "" where it is missing."""
        found = self.node(key, required=required)
        if found is None:
            return ""
        if not isinstance(found.value, str):
            self.wrong(
                found.place, "kind_wrong", f"«{key}» của {self.what} phải là chữ, không phải {found.value!r}.",
                "Hãy đặt trong dấu nháy kép.",
            )  # fmt: skip
            return str(found.plain())
        if not found.value.strip():
            self.wrong(found.place, "value_missing", f"«{key}» của {self.what} trống.", "Hãy ghi giá trị, hoặc bỏ.")
        return found.value

    def identity(self, key: str = "id") -> str:
        """Take an id: lower case, digits, `_`, `-`, parts joined by dots."""
        place = self.left[key].place if key in self.left else self.place
        found = self.text(key)
        if found and not _ID.fullmatch(found):
            self.wrong(
                place, "id_unreadable", f"Mã «{found}» không đúng dạng.",
                "Chỉ dùng chữ thường không dấu, số, _ và -, các phần cách nhau bằng dấu chấm.",
            )  # fmt: skip
        return found

    def one_of(self, key: str, known: Sequence[str], *, required: bool = True) -> str:
        """Take a code of a closed list."""
        place = self.left[key].place if key in self.left else self.place
        found = self.text(key, required=required)
        if found and found not in known:
            near = nearest(found, known)
            self.wrong(
                place, "code_unknown", f"«{key}» không nhận «{found}».",
                f"Gần nhất: {', '.join(near)}." if near else f"Chỉ có: {', '.join(known)}.",
            )  # fmt: skip
            return known[0]
        return found or (known[0] if required else "")

    def truth(self, key: str, *, required: bool = True) -> bool:
        """Take true or false; false where it is missing."""
        found = self.node(key, required=required)
        if found is None:
            return False
        if not isinstance(found.value, bool):
            self.wrong(
                found.place, "kind_wrong", f"«{key}» phải là true hoặc false, không phải {found.value!r}.",
                "Viết true hoặc false, không có dấu nháy.",
            )  # fmt: skip
            return False
        return found.value

    def count(self, key: str, *, required: bool = True) -> int | None:
        """Take a whole number from 1."""
        found = self.node(key, required=required)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int):
            self.wrong(found.place, "kind_wrong", f"«{key}» phải là số nguyên.", "Viết số, không có dấu nháy.")
            return None
        if found.value < 1:
            self.wrong(found.place, "count_wrong", f"«{key}» phải từ 1 trở lên, không phải {found.value}.", "Sửa số.")
            return None
        return found.value

    def share(self, key: str, *, required: bool = True) -> Fraction | None:
        """Take a share: 2/3, 1/2, 0.3."""
        found = self.node(key, required=required)
        if found is None:
            return None
        share = fraction(found.value)
        if share is None or not 0 < share <= 1:
            self.wrong(
                found.place, "share_unreadable",
                f"«{key}» phải là một phần lớn hơn 0, không quá 1, không phải {found.plain()!r}.",
                "Viết 2/3, 1/2 hoặc 0.3.",
            )  # fmt: skip
            return None
        return share

    def day(self, key: str, *, required: bool = True) -> date | None:
        """Take a day."""
        found = self.node(key, required=required)
        if found is None:
            return None
        if not isinstance(found.value, date):
            self.wrong(
                found.place, "date_wrong_type", f"«{key}» phải là ngày YAML, không phải {found.value!r}.",
                "Viết 2025-10-08, không có dấu nháy.",
            )  # fmt: skip
            return None
        return found.value

    def span(self) -> Span:
        """Take `from` and `before`, both written."""
        start = self.day("from")
        place = self.left["before"].place if "before" in self.left else self.place
        if "before" not in self.left:
            self.wrong(
                self.place, "key_missing", f"{self.what} thiếu khoá «before».",
                "Hãy ghi before: null nếu còn hiệu lực, hoặc ngày đầu tiên hết hiệu lực.",
            )  # fmt: skip
        before = self.day("before", required=False)
        if start and before and before <= start:
            self.wrong(place, "span_empty", f"before {before} không sau from {start}.", "Hãy sửa một trong hai ngày.")
            before = None
        for day in (start, before):
            if day is not None and not _EARLIEST < day < _LATEST:
                self.wrong(place, "date_far", f"Ngày {day} quá xa.", "Hãy xem lại năm; còn hiệu lực thì before: null.")
        return Span(start or NO_DAY, before)

    def words(self, key: str, *, required: bool = True) -> Words | None:
        """Take a text in both languages."""
        found = self.node(key, required=required)
        if found is None:
            return None
        inner = Entry(found, self.faults, f"«{key}»")
        words = Words(inner.text("vi"), inner.text("en"))
        inner.close()
        return words

    def label(self, key: str = "label") -> Words:
        """Take a text in both languages that must be there."""
        return self.words(key) or Words("", "")

    def texts(self, key: str, *, required: bool = False, known: Sequence[str] = ()) -> tuple[str, ...]:
        """Take a list of texts, of a closed list where `known` is given."""
        found = self.node(key, required=required)
        if found is None:
            return ()
        if not found.is_list:
            self.wrong(found.place, "kind_wrong", f"«{key}» phải là danh sách.", "Viết [a, b].")
            return ()
        texts: list[str] = []
        for each in found.value:
            if not isinstance(each.value, str):
                self.wrong(each.place, "kind_wrong", f"«{key}» chỉ nhận chữ, không phải {each.plain()!r}.", "Sửa lại.")
            elif known and each.value not in known:
                near = nearest(each.value, known)
                self.wrong(
                    each.place, "code_unknown", f"«{key}» không nhận «{each.value}».",
                    f"Gần nhất: {', '.join(near)}." if near else f"Chỉ có: {', '.join(known)}.",
                )  # fmt: skip
            elif each.value in texts:
                self.wrong(each.place, "named_twice", f"«{key}» ghi «{each.value}» hai lần.", "Hãy bỏ một lần.")
            else:
                texts.append(each.value)
        if required and not found.value:
            self.empty(key, found)
        return tuple(texts)

    def entries(self, key: str, what: str, *, required: bool = True) -> list[Entry]:
        """Take a list of mappings."""
        found = self.node(key, required=required)
        if found is None:
            return []
        if not found.is_list:
            self.wrong(found.place, "kind_wrong", f"«{key}» phải là danh sách.", "Bắt đầu mỗi mục bằng dấu gạch.")
            return []
        if required and not found.value:
            self.empty(key, found)
        return [Entry(each, self.faults, what) for each in found.value]

    def empty(self, key: str, found: Node) -> None:
        """Note a list with nothing in it."""
        self.wrong(found.place, "list_empty", f"«{key}» của {self.what} không có mục nào.", "Hãy thêm ít nhất một mục.")

    def entry(self, key: str, what: str, *, required: bool = False) -> Entry | None:
        """Take a mapping."""
        found = self.node(key, required=required)
        return None if found is None else Entry(found, self.faults, what)

    def mapping(self, key: str) -> dict[str, Any]:
        """Take a mapping as it is; {} where it is missing."""
        found = self.node(key, required=False)
        if found is None:
            return {}
        if not found.is_mapping:
            self.wrong(found.place, "kind_wrong", f"«{key}» phải là một mục có khoá.", "Viết {tên: giá trị}.")
            return {}
        plain: dict[str, Any] = found.plain()
        return plain

    def cite(self) -> tuple[Citation, ...]:
        """Take `cite`, which must name at least one clause."""
        place = self.left["cite"].place if "cite" in self.left else self.place
        cited: list[Citation] = []
        if "cite" not in self.left:
            self.keys.append("cite")
            self.uncited(place)
            return ()
        for each in self.entries("cite", "căn cứ", required=False):
            cited.append(Citation(each.text("document"), each.text("clause"), each.place))
            each.close()
        if not cited:
            self.uncited(place)
        return tuple(cited)

    def uncited(self, place: Place) -> None:
        """Note that nothing is cited."""
        self.wrong(
            place, "uncited", f"{self.what} không dẫn căn cứ nào.",
            "Hãy thêm cite: [{document: mã_văn_bản, clause: \"Điều …, khoản …\"}].",
        )  # fmt: skip

    def expression(self, key: str, *, required: bool = True) -> Expression | None:
        """Take an expression."""
        found = self.node(key, required=required)
        if found is None:
            return None
        text = str(found.value).lower() if isinstance(found.value, bool) else str(found.plain())
        try:
            return parse(text, found.place.file, found.place.line)
        except LanguageError as error:
            self.wrong(
                found.place, "expression_unreadable", f"«{key}», ký tự {error.at + 1}: {error.message}", error.mend
            )
            return None

    def close(self) -> None:
        """Refuse every key that nobody took."""
        for key, node in self.left.items():
            near = nearest(str(key), self.keys)
            self.wrong(
                node.place, "key_unknown", f"{self.what} không có khoá «{key}».",
                f"Có phải «{near[0]}»?" if near else f"Chỉ nhận: {', '.join(_each_once(self.keys))}.",
            )  # fmt: skip


def _each_once(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
