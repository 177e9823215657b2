"""Ratings from a CSV file, held up to the mirror, and what it shows in plain data; no database.

One row a rating, with the headings of `HEADINGS`; rows are counted from 1 after the headings. A row that cannot be read
is refused by itself, a file that is no such table as a whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, Final

import yaml

from canbo.core.errors import DomainError, filled
from canbo.core.text import clean, fold, nfc
from canbo.evaluation.domain.distributions import Distributions, Spread, Step
from canbo.evaluation.domain.leniency import Index
from canbo.evaluation.domain.mirror import Mirror, mirror
from canbo.evaluation.domain.rating import LEVELS, Rating
from canbo.evaluation.domain.stock import Wordings

HEADINGS: Final = ("year", "unit", "rater", "person", "leader", "self", "collective", "final", "result", "comment")
_PHRASES: Final = Path(__file__).parent / "stock_phrases.yaml"
_MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–"})
_TRUE = frozenset({"1", "1.0", "true", "yes", "x", "co"})
_FALSE = frozenset({"0", "0.0", "false", "no", "khong"}) | _MISSING
_LEVELS: Final = {
    **{level: place for place, level in enumerate(LEVELS)},
    "khong hoan thanh nhiem vu": 0, "hoan thanh nhiem vu": 1, "hoan thanh tot nhiem vu": 2,
    "hoan thanh xuat sac nhiem vu": 3,
}  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?\d{1,6}(?:[.,]\d+)?")
#: What Excel puts before the headings to name the separator.
_SEPARATOR: Final = re.compile(r"\Asep=.\r?\n")
_LONGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be read: its number, the column (None where the row itself is wrong) and why."""

    row: int
    column: str | None
    reason: str


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """Give the stock phrases and the signs of the meter that come with the product."""
    raw = yaml.safe_load(_PHRASES.read_text(encoding="utf-8"))
    return Wordings.of(raw["stock"], raw["signs"])


def mirror_of(raw: bytes) -> dict[str, Any]:
    """Hold the mirror up to a file and give all that it shows in plain data. Errors: those of `ratings_in`."""
    ratings, refused = ratings_in(raw)
    return plain(mirror(ratings, wordings()), refused)


def ratings_in(raw: bytes) -> tuple[list[Rating], list[Refused]]:
    """Read a CSV file: UTF-8 (with or without BOM) or UTF-16 with BOM; comma, semicolon or tab.

    Errors: mirror_unreadable (what is wrong with the file, what to do).
    """
    rows = _table(_text(raw))
    head = [fold(cell).replace(" ", "") for cell in rows[0]]
    missing = [name for name in HEADINGS if name not in head]
    if missing:
        raise _unreadable("dòng đầu thiếu cột {what}", what=", ".join(missing))
    twice = [name for name in HEADINGS if head.count(name) > 1]
    if twice:
        raise _unreadable("dòng đầu ghi hai lần cột {what}", what=", ".join(twice))
    places = {name: head.index(name) for name in HEADINGS}
    ratings, refused = [], []
    for number, cells in enumerate(rows[1:], start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(head) or any(cell.strip() for cell in cells[len(head) :]):
            refused.append(Refused(number, None, f"dòng có {len(cells)} ô, cần {len(head)} ô như dòng đầu"))
            continue
        try:
            ratings.append(_rating(number, {name: cells[place] for name, place in places.items()}))
        except _RowError as error:
            refused.append(Refused(number, error.column, error.reason))
    return ratings, refused


class _RowError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


def _unreadable(reason: str, **values: object) -> DomainError:
    return DomainError(
        "mirror_unreadable",
        "Không đọc được tệp xếp loại: {reason}. Tệp CSV cần dòng đầu gồm {columns}, mỗi dòng một lượt xếp loại.",
        reason=filled(reason, values), columns=", ".join(HEADINGS),
    )  # fmt: skip


def _text(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable("tệp không phải văn bản UTF-8 (hãy lưu lại dạng «CSV UTF-8»)") from error
    if "\0" in text:
        raise _unreadable("tệp không phải văn bản (có thể là tệp Excel; hãy lưu lại dạng «CSV UTF-8»)")
    if not text.strip():
        raise _unreadable("tệp trống")
    return text


def _table(text: str) -> list[list[str]]:
    text = _SEPARATOR.sub("", text)
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    before = csv.field_size_limit(_LONGEST)
    try:
        reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter, strict=True)
        return list(reader)
    except csv.Error as error:
        raise _unreadable("dòng {line} sai dạng CSV ({error})", line=reader.line_num, error=str(error)) from error
    finally:
        csv.field_size_limit(before)


def _rating(number: int, cells: Mapping[str, str]) -> Rating:
    unit = clean(cells["unit"])
    if not unit:
        raise _RowError("unit", "thiếu đơn vị")
    leader = fold(cells["leader"])
    if leader not in _TRUE | _FALSE:
        raise _RowError("leader", f"«{cells['leader']}» không phải 0 hoặc 1")
    return Rating(
        row=number,
        year=_year(cells["year"]),
        unit=unit,
        rater=clean(cells["rater"]),
        person=clean(cells["person"]),
        leader=leader in _TRUE,
        self_level=_level("self", cells["self"]),
        collective=_level("collective", cells["collective"]),
        final=_level("final", cells["final"]),
        result=_result(cells["result"]),
        comment=nfc(cells["comment"]).strip(),
    )


def _year(cell: str) -> int | None:
    text = clean(cell)
    if fold(text) in _MISSING:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", text):
        raise _RowError("year", f"«{text}» không phải năm")
    return int(text[:4])


def _level(column: str, cell: str) -> int | None:
    text = fold(cell)
    if text in _MISSING:
        return None
    if text not in _LEVELS:
        raise _RowError(column, f"«{clean(cell)}» không phải một trong {', '.join(LEVELS)}")
    return _LEVELS[text]


def _result(cell: str) -> float | None:
    text = clean(cell)
    if fold(text) in _MISSING:
        return None
    value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if value is None or not isfinite(value) or not 0 <= value <= 100:
        raise _RowError("result", f"«{text}» không phải số từ 0 đến 100")
    return value


def plain(shown: Mirror, refused: Sequence[Refused] = ()) -> dict[str, Any]:
    """Give the mirror in plain data, as the command prints it."""
    return {
        "units": [_index("unit", each) for each in shown.units],
        "raters": [_index("rater", each) for each in shown.raters],
        "comments": {
            "copied": [
                {"row": each.row, "of_row": each.of_row, "ratio": round(each.ratio, 4)} for each in shown.copied
            ],
            "generic": [{"row": each.row, "missing": list(each.missing)} for each in shown.generic],
        },
        "distributions": _distributions(shown.distributions),
        "refused": [{"row": each.row, "column": each.column, "reason": each.reason} for each in refused],
    }


def _index(kind: str, each: Index) -> dict[str, Any]:
    return {
        kind: each.name, "n": each.n, "index": each.index, "low": each.low, "high": each.high, "flag": each.flag,
    }  # fmt: skip


def _distributions(told: Distributions) -> dict[str, Any]:
    return {
        "everybody": _spread(told.everybody),
        "by_unit": {unit: _spread(each) for unit, each in told.by_unit.items()},
        "by_year": {str(year): _spread(each) for year, each in told.by_year.items()},
        "leaders": _spread(told.leaders),
        "staff": _spread(told.staff),
        "stages": {stage: _spread(each) for stage, each in told.stages.items()},
        "steps": {name: _step(each) for name, each in told.steps.items()},
        "people_over_years": _step(told.people_over_years),
        "unanimity": {
            "units": told.unanimity.units, "one_level": told.unanimity.one_level,
            "collective_kept": _rounded(told.unanimity.collective_kept),
        },
        "results": {
            "n": told.ties.n, "correlation": _rounded(told.ties.correlation),
            "mean": dict(zip(LEVELS, map(_rounded, told.ties.mean_result), strict=True)),
        },
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _spread(each: Spread) -> dict[str, Any]:
    shares = each.shares
    return {
        "rated": each.rated, "unrated": each.unrated, "counts": dict(zip(LEVELS, each.counts, strict=True)),
        "shares": None if shares is None else dict(zip(LEVELS, map(_rounded, shares), strict=True)),
        "top_two": _rounded(each.top_two),
    }  # fmt: skip


def _step(each: Step | None) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "n": each.n, "mean": _rounded(each.mean), "up": _rounded(each.up), "same": _rounded(each.same),
        "down": _rounded(each.down),
    }  # fmt: skip


_FLAGS: Final = {"lenient": "chấm rộng", "harsh": "chấm chặt"}
_ITEMS: Final = {
    "result": "kết quả", "number": "con số", "date": "thời gian", "shortcoming": "hạn chế", "next_step": "việc sắp tới",
}  # fmt: skip


def lines_of(told: Mapping[str, Any]) -> list[str]:
    """Give what the mirror shows in sentences: what stands out, and the totals."""
    everybody, comments = told["distributions"]["everybody"], told["comments"]
    lines = [f"Đã đọc {everybody['rated'] + everybody['unrated']} lượt, {everybody['rated']} lượt có mức xếp loại."]
    if everybody["top_two"] is not None:
        lines.append(f"Hai mức cao nhất: {_percent(everybody['top_two'])}.")
    for kind, words in (("unit", "Đơn vị"), ("rater", "Người chấm")):
        for each in told[f"{kind}s"]:
            if each["flag"]:
                lines.append(
                    f"{words} {each[kind]}: {_FLAGS[each['flag']]} {_steps(each['index'])} bậc so với dự kiến "
                    f"(từ {_steps(each['low'])} đến {_steps(each['high'])}; {each['n']} lượt)."
                )
    lines.append(f"Nhận xét chép lại: {len(comments['copied'])}.")
    lines += [
        f"  dòng {each['row']} như dòng {each['of_row']}, giống {_percent(each['ratio'])}"
        for each in comments["copied"]
    ]
    lines.append(f"Nhận xét chung chung hoặc bỏ trống: {len(comments['generic'])}.")
    lines += [
        f"  dòng {each['row']}: thiếu {', '.join(_ITEMS[item] for item in each['missing'])}"
        for each in comments["generic"]
    ]
    lines += [f"Dòng {each['row']} bị từ chối: {each['reason']}." for each in told["refused"]]
    return lines


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def _steps(value: float) -> str:
    return f"{value:+.2f}".replace(".", ",")
