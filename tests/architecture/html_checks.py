"""What every page owes its readers, read off its HTML: one heading, a language, labels, nothing inline."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NEEDS_LABEL = {"input", "select", "textarea"}
_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


class Reader(HTMLParser):
    """Collects what the checks ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.headings = 0
        self.language = ""
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str], bool]] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "h1":
            self.headings += 1
        if tag == "html":
            self.language = values.get("lang", "")
        if tag == "label" and values.get("for"):
            self.labels.add(values["for"])
        if tag in _NEEDS_LABEL and values.get("type", "text") not in _NO_LABEL:
            self.fields.append((tag, values, "label" in self._open))
        if tag == "img" and "alt" not in values:
            self.faults.append(f"ảnh không có lời: {values.get('src')}")
        if values.get("id"):
            self.ids.append(values["id"])
        if "style" in values:
            self.faults.append(f"kiểu viết trong thẻ <{tag}>")
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") != "application/json"):
            self.faults.append(f"<{tag}> viết trong trang")
        self.faults += [f"mã viết trong thẻ <{tag} {name}>" for name in values if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass


def faults(html: str) -> list[str]:
    """Give what is wrong with a whole page, a sentence each."""
    reader = Reader()
    reader.feed(html)
    found = list(reader.faults)
    if reader.headings != 1:
        found.append(f"có {reader.headings} thẻ h1")
    if reader.language not in {"vi", "en"}:
        found.append("thiếu ngôn ngữ của trang")
    for tag, values, is_wrapped in reader.fields:
        named = (
            is_wrapped or values.get("id") in reader.labels or values.get("aria-label") or values.get("aria-labelledby")
        )
        if not named:
            found.append(f"<{tag} name={values.get('name')} id={values.get('id')}> không có nhãn")
    twice = {name for name in reader.ids if reader.ids.count(name) > 1}
    if twice:
        found.append(f"id dùng hai lần: {', '.join(sorted(twice))}")
    return found
