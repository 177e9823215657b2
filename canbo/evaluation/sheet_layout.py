"""The tables of the workbook that a unit gets: the official list, one table of inputs for each scheme, the opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from canbo.evaluation.domain.sheet_cells import Field, Kind, canonical
from canbo.evaluation.list_layouts import LayoutColumn, layout
from canbo.evaluation.models import Opinion, Rating, Shortcoming
from canbo.evaluation.models.ratings import Level
from canbo.rules.domain.ready_schemes import Prepared

MAIN: Final = "main"
HEAD: Final = "head"
OPINIONS: Final = "opinions"
#: The column that names a row whatever becomes of its order; it stands outside what is printed.
CODE: Final = LayoutColumn("code", "Mã dòng (không sửa)", width=24)
_WHO: Final = (
    LayoutColumn("number", "STT", kind="center", width=12), LayoutColumn("name", "Họ và tên", width=46),
    LayoutColumn("post", "Chức vụ", width=44),
)  # fmt: skip
_KINDS: Final[dict[str, Kind]] = {
    "count": "count", "points": "number", "percent": "percent", "months": "number", "flag": "flag", "level": "level",
}  # fmt: skip

#: How opinions are called in keys, and the step of the way that asks for them.
ASKED: Final = {
    "workplace": (Opinion.Kind.WORKPLACE, "workplace_opinion", "Cấp uỷ nơi công tác"),
    "residence": (Opinion.Kind.RESIDENCE, "residence_opinion", "Cấp uỷ nơi cư trú"),
}
_VOTED: Final = {"excellent": "Xuất sắc", "well": "Tốt", "completed": "Hoàn thành", "not_completed": "Không hoàn thành"}
_OPINION_KINDS: Final[dict[str, Kind]] = {
    "votes.excellent": "count", "votes.well": "count", "votes.completed": "count", "votes.not_completed": "count",
    "votes.day": "day", "votes.reference": "text",
    "collective_level": "level", "comment": "text", "shortcomings": "text",
    "workplace.level": "level", "workplace.text": "text", "workplace.number": "text", "workplace.signer": "text",
    "workplace.day": "day",
    "residence.level": "level", "residence.text": "text", "residence.number": "text", "residence.signer": "text",
    "residence.day": "day",
}  # fmt: skip
_MAIN_KINDS: Final[dict[str, Kind]] = {
    "self_level": "level", "head_level": "level", "reason": "text", "proposal": "text",
}  # fmt: skip
#: The columns of points, by table, in the order of the groups of a scheme, and how their keys begin.
_POINTS: Final = {MAIN: (("points_a", "points_b"), "in."), HEAD: (("checked_a", "checked_b"), "checked.")}


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook. `scheme`: the one whose inputs it holds; "" for tables of everybody."""

    key: str
    name: str
    title: str
    columns: tuple[LayoutColumn, ...]
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What the workbook needs of a scheme: its words, the names and tops of its points, its inputs."""

    id: str
    label: str
    words: Mapping[str, str]
    points: tuple[tuple[str, Decimal | None], ...]
    inputs: tuple[tuple[str, Kind, str, Decimal | None], ...]


def facts_of(ready: Prepared | None) -> SchemeFacts:
    """Take from a scheme what its cells need; workbooks are written in Vietnamese.

    None: nobody knows yet by which scheme; the usual words, no points, no inputs.
    """
    if ready is None:
        return SchemeFacts("", "", {level: str(Level(level).label) for level in reversed(Level.values)}, (), ())
    scheme = ready.scheme
    words = {level: scheme.words[level].within("vi") if level in scheme.words else str(Level(level).label)
             for level in reversed(Level.values)}  # fmt: skip
    return SchemeFacts(
        scheme.id, scheme.label.within("vi") if scheme.label else scheme.id, words,
        tuple((group.name, _decimal(ready.value(group.most, {}))) for group in scheme.groups),
        tuple(
            (each.id, _KINDS[each.kind], each.label.within("vi"), Decimal(each.most)
             if isinstance(each.most, int) else None)
            for each in scheme.inputs
        ),
    )  # fmt: skip


def _decimal(value: object) -> Decimal | None:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else None


def tables_of(facts: Sequence[SchemeFacts], steps: frozenset[str]) -> list[Table]:
    """Give the tables for the schemes of a unit; `steps`: those of the way that any of them asks for."""
    official = layout("mau_02")
    has_points = any(each.points for each in facts)
    main = tuple(each for each in official.columns if has_points or not each.is_points)
    found = [Table(MAIN, official.form, official.title, (*main, CODE))]
    for number, each in enumerate(facts, start=1):
        if each.inputs:
            columns = tuple(LayoutColumn(f"in.{name}", label, width=34) for name, _kind, label, _most in each.inputs)
            found.append(
                Table(f"scheme:{each.id}", f"Số liệu {number}", f"SỐ LIỆU THEO BỘ TIÊU CHÍ: {each.label.upper()}",
                      (*_WHO, *columns, CODE), each.id)
            )  # fmt: skip
    found.append(Table(HEAD, "Phiếu, nhận xét", "KẾT QUẢ PHIẾU VÀ NHẬN XÉT", _head_columns(has_points=has_points)))
    asked = _opinion_columns(steps)
    if asked:
        found.append(Table(OPINIONS, "Ý kiến cấp uỷ", "Ý KIẾN CỦA CẤP UỶ", (*_WHO, *asked, CODE)))
    return found


def _head_columns(*, has_points: bool) -> tuple[LayoutColumn, ...]:
    votes = ("Kết quả phiếu của tập thể",)
    columns = [*_WHO]
    columns += [LayoutColumn(f"votes.{level}", label, votes, "number", 22) for level, label in _VOTED.items()]
    columns += [
        LayoutColumn("votes.day", "Ngày họp", votes, "center", 26),
        LayoutColumn("votes.reference", "Số biên bản", votes, width=30),
        LayoutColumn("collective_level", "Mức tập thể đề xuất", votes, width=36),
    ]
    if has_points:
        agreed = ("Điểm cấp trực tiếp chấm (để trống: đồng ý điểm tự chấm)",)
        columns += [
            LayoutColumn("checked_a", "A (30)", agreed, "number", 28),
            LayoutColumn("checked_b", "B (70)", agreed, "number", 28),
        ]
    columns += [
        LayoutColumn("comment", "Nhận xét của cấp trực tiếp", width=70),
        LayoutColumn("shortcomings", "Hạn chế, khuyết điểm (mỗi dòng một điều)", width=60), CODE,
    ]  # fmt: skip
    return tuple(columns)


def _opinion_columns(steps: frozenset[str]) -> tuple[LayoutColumn, ...]:
    columns: list[LayoutColumn] = []
    for whose, (_kind, step, label) in ASKED.items():
        if step in steps:
            over = (label,)
            columns += [
                LayoutColumn(f"{whose}.level", "Mức đề xuất", over, width=36),
                LayoutColumn(f"{whose}.text", "Nội dung ý kiến", over, width=56),
                LayoutColumn(f"{whose}.number", "Số văn bản", over, width=30),
                LayoutColumn(f"{whose}.day", "Ngày văn bản", over, "center", 26),
                LayoutColumn(f"{whose}.signer", "Người ký", over, width=36),
            ]
    return tuple(columns)


def field_of(table: Table, column: str, rating: Rating, facts: SchemeFacts) -> Field | None:
    """Give what the cell of a column may hold for a rating; None where nothing is written there."""
    columns, start = _POINTS.get(table.key, ((), ""))
    if column in columns:
        place = columns.index(column)
        return (
            Field(f"{start}{facts.points[place][0]}", "number", facts.points[place][1])
            if place < len(facts.points)
            else None
        )
    if table.key == MAIN:
        kind = _MAIN_KINDS.get(column)
    elif table.key in {HEAD, OPINIONS}:
        kind = _OPINION_KINDS.get(column)
        if rating.is_collective and column.startswith("residence."):
            return None
    else:
        if rating.scheme != table.scheme:
            return None
        for name, known, _label, most in facts.inputs:
            if column == f"in.{name}":
                return Field(column, known, most, facts.words if known == "level" else None)
        return None
    return None if kind is None else Field(column, kind, None, facts.words if kind == "level" else None)


def fields_of(tables: Sequence[Table], rating: Rating, facts: SchemeFacts) -> dict[str, Field]:
    """Give every cell that may be filled in for a rating, by key."""
    found = {}
    for table in tables:
        for column in table.columns:
            field = field_of(table, column.key, rating, facts)
            if field is not None:
                found[field.key] = field
    return found


def page_values(
    rating: Rating, facts: SchemeFacts, opinions: Sequence[Opinion], shortcomings: Sequence[Shortcoming]
) -> dict[str, str]:
    """Give what the pages hold of a rating now, as canonical text by key; what they do not hold is left out."""
    entered: dict[str, Any] = rating.entered or {}
    found: dict[str, str] = {}
    for name, _most in facts.points:
        found[f"in.{name}"] = _points(entered.get(name))
        found[f"checked.{name}"] = _points((rating.checked or {}).get(name))
    for name, kind, _label, _top in facts.inputs:
        found[f"in.{name}"] = canonical(kind, entered.get(name))
    votes: dict[str, Any] = rating.votes or {}
    counts = votes.get("counts") or {}
    found |= {f"votes.{level}": canonical("count", counts.get(level)) for level in _VOTED}
    found |= {
        "self_level": rating.self_level, "head_level": rating.head_level,
        "reason": canonical("text", rating.head_reason),
        "proposal": canonical("text", rating.proposal), "comment": canonical("text", rating.comment),
        "collective_level": rating.collective_level, "votes.day": canonical("day", rating.voted_on),
        "votes.reference": canonical("text", votes.get("reference")),
        "shortcomings": "\n".join(canonical("text", each.text).replace("\n", " ") for each in shortcomings),
    }  # fmt: skip
    for whose, (kind_, _step, _label) in ASKED.items():
        for each in opinions:
            if each.kind == kind_ and each.answered_on and each.author_id is None:
                found |= {
                    f"{whose}.level": each.level, f"{whose}.text": canonical("text", each.text),
                    f"{whose}.number": canonical("text", each.number), f"{whose}.day": each.answered_on.isoformat(),
                    f"{whose}.signer": canonical("text", each.signer),
                }  # fmt: skip
                break
    return {key: text for key, text in found.items() if text}


def _points(value: Any) -> str:
    if isinstance(value, Mapping):
        numbers = [Decimal(str(each)) for each in value.values() if each is not None]
        return canonical("number", sum(numbers, Decimal(0))) if numbers and len(numbers) == len(value) else ""
    return canonical("number", value)
