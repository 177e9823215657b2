"""One person's facts as somebody wrote them down: read, typed, and laid out as a frame of one row.

Facts go by the names of the vocabulary. What is not given is not known. Dates may be known in part: 1975, "1975-03",
"1975-03-15". Facts that follow from others (age, months in post) may be given instead of the dates they follow from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from canbo.core.dates import PartialDate, add_months
from canbo.core.errors import DomainError
from canbo.rules.domain import derivation
from canbo.rules.domain.lexicon import DAYS, Lexicon, Scope, Type, Word, discipline_type, nearest

DISCIPLINES: Final = "disciplines"
#: The date that each count of months goes back to.
_COUNTED_FROM: Final = {
    "age_months": "born", "party_months": "party_joined", "service_months": "recruited", "post_months": "post_since",
    "step_months": "step_since",
}  # fmt: skip
_LATER_THAN_BIRTH: Final = {
    "recruited": "được tuyển dụng", "party_joined": "vào Đảng", "post_since": "giữ chức vụ",
    "step_since": "hưởng bậc lương",
}  # fmt: skip
#: The row of nobody, kept for the lexicon in use.
_ROWS: Final[dict[str, Any]] = {}
#: The most that a fact may count, and the most months that anybody can have.
_MOST: Final = 9_999_999
_MOST_MONTHS: Final = 1200


@dataclass(frozen=True, slots=True)
class Given:
    """A frame of one row with every recorded column, and the names that were given as they are, though derivable."""

    frame: pl.DataFrame
    fixed: frozenset[str]


def read_facts(facts: Mapping[str, Any], lexicon: Lexicon, as_of: date) -> Given:
    """Lay out the facts. Errors: fact_unknown, fact_unreadable (with the name), date errors of core."""
    row: dict[str, Any] = {}
    fixed: set[str] = set()
    for name, value in facts.items():
        if name == DISCIPLINES:
            row[name] = None if value is None else _measures(value, lexicon, as_of)
            continue
        word, end = _word_of(name, lexicon)
        if value is None:
            continue
        if word.scope is Scope.DERIVED:
            low, high = _ends(word, value, end)
            _derived(word, low, high, end, row, fixed, as_of)
        elif word.is_interval:
            day = _partial(name, value)
            _narrow(row, word.name, None if end == "high" else day.earliest, None if end == "low" else day.latest)
        else:
            row[name] = plain_value(word, value)
    _follow(row)
    return Given(_frame(row, lexicon), frozenset(fixed))


def read_act(act: Mapping[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """Type the facts of an act. Errors: fact_unknown, fact_unreadable."""
    typed: dict[str, Any] = {}
    for name, value in act.items():
        word = lexicon.words.get(name)
        if word is None or word.scope is not Scope.ACT:
            acts = [each.name for each in lexicon.words.values() if each.scope is Scope.ACT]
            raise DomainError(
                "fact_unknown", "Không có dữ kiện «{name}» của việc đang xét. Gần nhất: {near}.", name=name,
                near=", ".join(nearest(name, acts)),
            )  # fmt: skip
        if value is not None:
            typed[name] = plain_value(word, value)
    return typed


def parted(raw: Mapping[str, Any], lexicon: Lexicon) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what a file says into facts of the person and facts of the act: by `facts` and `act`, or all in one.

    Errors: file_unreadable where it is neither.
    """
    facts, act = raw.get("facts"), raw.get("act", {})
    if facts is None:
        facts = {name: value for name, value in raw.items() if not name.startswith("$") and name != "act"}
    if not isinstance(facts, Mapping) or not isinstance(act, Mapping):
        raise DomainError("file_unreadable", 'Tệp dữ kiện phải là {"facts": {…}, "act": {…}}.')
    for name in facts.keys() & act.keys():
        if facts[name] != act[name]:
            raise _contradict(f"«{name}» ghi ở facts và ở act khác nhau", "Hãy chỉ ghi trong act")
    mine = {name: value for name, value in facts.items() if not _is_act(name, lexicon)}
    return mine, {**{name: value for name, value in facts.items() if _is_act(name, lexicon)}, **act}


def _is_act(name: str, lexicon: Lexicon) -> bool:
    word = lexicon.words.get(name)
    return word is not None and word.scope is Scope.ACT


def plain_value(word: Word, value: Any) -> Any:
    """Type one value that is no interval. Errors: fact_unreadable."""
    match word.type:
        case Type.BOOL:
            good = isinstance(value, bool)
        case Type.NUMBER | Type.MONTHS:
            good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
        case Type.DECIMAL:
            most = 100 if str(word.unit) == "%" else _MOST
            good = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most
        case Type.LEVEL | Type.CATEGORY:
            good = value in word.codes
        case Type.LIST:
            listed = isinstance(value, list) and all(isinstance(item, str) for item in value)
            good = listed and (not word.codes or set(value) <= set(word.codes))
        case Type.DATE | Type.MONTH:
            day = _partial(word.name, value)
            if day.precision != "day":
                raise _unreadable(word.name, value, 'cần đủ ngày, tháng, năm, ví dụ "2026-03-15"')
            return day.earliest
        case _:
            good = isinstance(value, str)
    if not good:
        raise _unreadable(word.name, value, _wanted(word))
    return value


def _wanted(word: Word) -> str:
    if word.codes:
        return f"một trong: {', '.join(word.codes)}"
    return {
        Type.BOOL: "true hoặc false", Type.NUMBER: "một số nguyên từ 0", Type.MONTHS: "một số nguyên từ 0 (số tháng)",
        Type.DECIMAL: "một số từ 0 đến 100" if str(word.unit) == "%" else "một số từ 0", Type.LIST: "một danh sách chữ",
    }.get(word.type, "chữ")  # fmt: skip


def _unreadable(name: str, value: Any, wanted: str) -> DomainError:
    return DomainError(
        "fact_unreadable", "Dữ kiện «{name}» không nhận {value}; {wanted}.", name=name, value=repr(value), wanted=wanted
    )


def _word_of(name: str, lexicon: Lexicon) -> tuple[Word, str]:
    """The word of a name, and which end of its interval the name speaks of ("" for both)."""
    word = lexicon.words.get(name)
    if word is not None and word.scope is not Scope.ACT:
        return word, ""
    base, _, end = name.rpartition("_")
    word = lexicon.words.get(base)
    if word is not None and word.is_interval and end in {"low", "high"}:
        return word, end
    if name in lexicon.words:
        raise DomainError(
            "fact_of_act",
            "«{name}» là dữ kiện của việc đang xét, không phải của người. Hãy ghi nó trong «act».",
            name=name,
        )
    near = ", ".join(nearest(name, [*lexicon.words, DISCIPLINES]))
    raise DomainError(
        "fact_unknown",
        "Không có dữ kiện «{name}». Gần nhất: {near}.",
        name=name,
        near=near or "xem canbo rules vocabulary",
    )


def _partial(name: str, value: Any) -> PartialDate:
    if isinstance(value, date):
        return PartialDate.from_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return PartialDate(value)
    if isinstance(value, str):
        return PartialDate.parse(value)
    raise _unreadable(name, value, 'cần ngày dạng "1975", "1975-03" hoặc "1975-03-15"')


def _ends(word: Word, value: Any, end: str) -> tuple[Any, Any]:
    """Both ends of a derived fact as given: one value, or [least, most]."""
    values: Sequence[Any] = value if isinstance(value, list) and not end else [value]
    if word.type in DAYS:
        days = [_partial(word.name, each) for each in values]
        low, high = (
            (days[0].earliest, days[-1].latest)
            if word.type is Type.DATE
            else (days[0].earliest.replace(day=1), days[-1].earliest.replace(day=1))
        )
        return low, high
    if not 1 <= len(values) <= 2 or any(isinstance(each, bool) or not isinstance(each, int) for each in values):
        raise _unreadable(word.name, value, "một số nguyên, hoặc [ít nhất, nhiều nhất]")
    if values[0] > values[-1]:
        raise _unreadable(word.name, value, "số đầu phải không lớn hơn số sau")
    if any(abs(each) > _MOST_MONTHS or (each < 0 and word.name != "months_left") for each in values):
        raise _unreadable(word.name, value, f"một số từ 0 đến {_MOST_MONTHS}")
    return values[0], values[-1]


def _derived(word: Word, low: Any, high: Any, end: str, row: dict[str, Any], fixed: set[str], as_of: date) -> None:
    """Keep a derived fact as given. Months since a date become the span of that date, so that time can go on."""
    base = _COUNTED_FROM.get(word.name)
    if base is not None:
        # n full months on a day: begun at the latest n months before it, and less than n + 1 months before it.
        first = add_months(as_of, -high - 1, rounding="down") + timedelta(days=1)
        last = add_months(as_of, -low, rounding="down")
        _narrow(row, base, None if end == "low" else first, None if end == "high" else last)
        return
    for column, value in ((f"{word.name}_low", low), (f"{word.name}_high", high)):
        if not end or column.endswith(end):
            row[column] = value
            fixed.add(column)


def _narrow(row: dict[str, Any], base: str, first: date | None, last: date | None) -> None:
    """Keep what every statement about a date leaves possible. Errors: facts_contradict."""
    low, high = f"{base}_low", f"{base}_high"
    if first is not None:
        row[low] = max(first, row.get(low, first))
    if last is not None:
        row[high] = min(last, row.get(high, last))
    if row.get(low) is not None and row.get(high) is not None and row[low] > row[high]:
        counted = next((name for name, other in _COUNTED_FROM.items() if other == base), base)
        raise _contradict(f"«{base}» và «{counted}» không thể cùng đúng", "Hãy chỉ ghi một trong hai, hoặc sửa lại")


def _contradict(what: str, mend: str) -> DomainError:
    return DomainError("facts_contradict", "Dữ kiện mâu thuẫn: {what}. {mend}.", what=what, mend=mend)


def check_sense(given: Given, as_of: date) -> None:
    """Refuse what cannot be true of anybody. Errors: facts_contradict."""
    row = given.frame.row(0, named=True)
    born = row.get("born_low")
    if born is not None and born > as_of:
        raise _contradict(f"sinh sau ngày xét ({as_of:%d/%m/%Y})", "Hãy sửa ngày sinh hoặc ngày xét")
    for name, what in _LATER_THAN_BIRTH.items():
        high = row.get(f"{name}_high")
        if born is not None and high is not None and high < born:
            raise _contradict(f"{what} trước khi sinh", f"Hãy sửa born hoặc {name}")
    if row.get("gender") is not None and row.get("is_female") is (row["gender"] == "male"):
        raise _contradict("gender và is_female nói khác nhau", "Hãy chỉ ghi gender")
    if row.get("title_rank") in {"head", "deputy"} and row.get("is_leader") is False:
        raise _contradict("title_rank là lãnh đạo mà is_leader là false", "Hãy sửa một trong hai")


def _measures(value: Any, lexicon: Lexicon, as_of: date) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise _unreadable(DISCIPLINES, value, "cần danh sách, [] nếu chưa từng bị kỷ luật")
    measures = []
    for each in value:
        if not isinstance(each, dict) or not {"track", "form", "from"} <= set(each) <= {
            "track",
            "form",
            "from",
            "before",
        }:
            raise _unreadable(DISCIPLINES, each, "mỗi mục có track, form, from")
        if each["track"] not in lexicon.tracks or each["form"] not in lexicon.forms:
            raise _unreadable(
                DISCIPLINES, each, f"track: {', '.join(lexicon.tracks)}; form: {', '.join(lexicon.forms)}"
            )
        end = each.get("before")
        if end is not None and each["from"] is not None:
            first, last = _partial(DISCIPLINES, each["from"]), _partial(DISCIPLINES, end)
            if last.latest < first.earliest:
                raise _unreadable(DISCIPLINES, each, "before phải sau from")
        start = PartialDate(1900) if each["from"] is None else _partial(DISCIPLINES, each["from"])
        low, high = start.earliest, (as_of if each["from"] is None else start.latest)
        if low <= as_of:
            measures.append({"track": each["track"], "form": each["form"], "low": low, "high": min(high, as_of)})
    return measures


def _follow(row: dict[str, Any]) -> None:
    """What follows without a day: sex either way, and no leader without a leader's rank."""
    if row.get("gender") is not None:
        row.setdefault("is_female", row["gender"] == "female")
    elif row.get("is_female") is not None:
        row["gender"] = "female" if row["is_female"] else "male"
    if row.get("title_rank") is not None:
        row.setdefault("is_leader", row["title_rank"] != "staff")
    if row.get("is_leader"):
        row.setdefault("has_led", True)


def _frame(row: Mapping[str, Any], lexicon: Lexicon) -> pl.DataFrame:
    types, nothing_known = _of_nobody(lexicon)
    return nothing_known.with_columns(
        pl.Series(name, [value], dtype=types[name]) for name, value in row.items() if value is not None
    )


def _of_nobody(lexicon: Lexicon) -> tuple[Mapping[str, pl.DataType], pl.DataFrame]:
    """Every column with its type, and one row in which nothing recorded is known: made once for a lexicon."""
    if _ROWS.get("lexicon") is not lexicon:
        types: dict[str, pl.DataType] = {
            column: word.dtype for word in lexicon.words.values() for column in word.columns
        }
        types[DISCIPLINES] = discipline_type(lexicon.tracks, lexicon.forms)
        recorded = [
            column for word in lexicon.words.values() if word.scope is Scope.RECORDED for column in word.columns
        ]
        schema = {name: types[name] for name in (*recorded, DISCIPLINES)}
        frame = pl.DataFrame({name: [None] for name in schema}, schema=schema)
        _ROWS.update({"lexicon": lexicon, "made": (types, frame)})
    made: tuple[Mapping[str, pl.DataType], pl.DataFrame] = _ROWS["made"]
    return made


def derivable(fixed: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give the columns that can be derived anew for another day: all but those given as they are."""
    return frozenset(derivation.DERIVATIONS) - fixed


def changed(given: Given, changes: Mapping[str, Any], lexicon: Lexicon, as_of: date) -> Given:
    """Give the same person with other facts: a course finished, two more years in post. Errors as of read_facts."""
    other = read_facts(changes, lexicon, as_of)
    named: set[str] = set()
    for name in changes:
        word = lexicon.words.get(_COUNTED_FROM.get(name, name))
        named |= set(word.columns) if word is not None else {name}
    told = [name for name in other.frame.columns if other.frame[name][0] is not None or name in named]
    rest = [name for name in given.frame.columns if name not in told and name not in derivation.DERIVATIONS]
    kept = [name for name in given.fixed if name not in told and name not in named]
    frame = given.frame.select(rest).hstack(given.frame.select(kept)).hstack(other.frame.select(told))
    return Given(frame, frozenset(kept) | other.fixed)
