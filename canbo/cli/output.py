"""How commands print: JSON for programs, tables for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from canbo.core.errors import DomainError


def print_json(data: Any) -> None:
    """Print data as JSON on stdout, letters as they are."""
    print(json.dumps(plain(data), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it: dates by their code, anything unknown by its words."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "code", None) or str(value)


def details(extra: Mapping[str, Any]) -> list[str]:
    """Give what an error names besides its sentence, a line each: lists of columns, sheets, reasons."""
    lines = []
    for value in extra.values():
        if not isinstance(value, (list, tuple)):
            continue
        for each in value:
            if isinstance(each, Mapping):
                lines.append(" · ".join(str(part) for part in each.values() if part not in (None, "", [])))
            else:
                lines.append(str(each))
    return lines


def width(text: str) -> int:
    """Count the columns that a text takes on a terminal: combining marks take none."""
    return sum(not unicodedata.combining(letter) for letter in unicodedata.normalize("NFC", text))


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Iterable[int] = ()) -> str:
    """Give a table with aligned columns; those named in `numbers` are set to the right."""
    written = [[str(cell) for cell in row] for row in rows]
    right = set(numbers)
    widths = [max(width(line[i]) for line in [list(head), *written]) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        parts = []
        for i, cell in enumerate(cells):
            blank = " " * (widths[i] - width(cell))
            parts.append(blank + cell if i in right else cell + blank)
        return "  ".join(parts).rstrip()

    return "\n".join([line(head), "  ".join("-" * each for each in widths), *(line(row) for row in written)])


def readable_file(path: Path) -> Path:
    """Give the path of a file that can be read. Errors: file_missing, file_is_folder, file_unreadable."""
    try:
        if path.is_dir():
            raise DomainError("file_is_folder", f"«{path}» là thư mục. Hãy chỉ tới một tệp trong đó.")
        if not path.exists():
            raise DomainError("file_missing", f"Không có tệp «{path}». Hãy kiểm tra lại đường dẫn.")
        with path.open("rb") as handle:
            handle.read(1)
    except OSError as error:
        raise DomainError("file_unreadable", f"Không đọc được tệp «{path}»: {error.strerror}.") from error
    return path


def first_line(path: Path) -> str:
    """Give the first line of a text file, "" where it has none. Errors: file_not_text; those of readable_file."""
    try:
        lines = readable_file(path).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DomainError("file_not_text", f"Tệp «{path}» không phải văn bản UTF-8.") from error
    return lines[0].strip() if lines else ""


class Progress:
    """Tells on stderr how far long work is: in one line on a terminal, else at every tenth."""

    def __init__(self) -> None:
        self._last = ("", -1)
        self._step = 1 if sys.stderr.isatty() else 10

    def __call__(self, share: float, words: str) -> None:
        """Tell the share done, 0 to 1, and what is being done."""
        percent = int(share * 100) // self._step * self._step
        if (words, percent) != self._last:
            self._last = (words, percent)
            print(f"{words}: {percent} %", end="  \r" if self._step == 1 else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._step == 1:
            print(file=sys.stderr)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted({name for name, _value in pairs if sum(other == name for other, _v in pairs) > 1})
        raise ValueError(f"khoá ghi hai lần: {', '.join(twice)}")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} không phải số")


def json_of(path: Path, *, exact: bool = False) -> Mapping[str, Any]:
    """Read a JSON file that holds one entry; `exact`: numbers with a point as Decimal. Errors: file_unreadable."""
    try:
        text = readable_file(path).read_text(encoding="utf-8-sig")
        raw = json.loads(
            text, object_pairs_hook=_each_once, parse_constant=_no_number, parse_float=Decimal if exact else None
        )
    except (ValueError, RecursionError) as error:
        raise DomainError(
            "file_unreadable", "«{path}» không phải tệp JSON: {error}.", path=str(path), error=str(error)
        ) from error
    if not isinstance(raw, Mapping):
        raise DomainError("file_unreadable", "«{path}» phải là một mục JSON.", path=str(path))
    return raw
