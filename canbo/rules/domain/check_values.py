"""The values of a parameter: of the right kind, without gap or overlap, overlays as they are marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from canbo.rules.domain.binding import OTHERWISE
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.lexicon import Lexicon, nearest
from canbo.rules.domain.model import Overlay, Parameter, Value

_WHOLE = frozenset({"number", "months", "days", "working_days"})
#: Kinds that say by themselves in what they are counted.
_COUNTED = frozenset({"months", "days", "working_days", "percent", "retirement"})
_YOUNGEST, _OLDEST = 480, 840


def check_parameter(parameter: Parameter, lexicon: Lexicon, faults: Faults) -> None:
    """Note what is wrong with the values of one statement of a parameter."""
    if not parameter.values:
        faults.add(parameter.place, "value_missing", f"{parameter.id} không có giá trị nào.", "Hãy thêm values.")
        return
    _known_facts(parameter, lexicon, faults)
    if parameter.unit is not None and parameter.kind in _COUNTED:
        faults.add(
            parameter.place, "unit_needless", f"{parameter.id} là {parameter.kind} nên đơn vị đã rõ; lại ghi unit.",
            "Hãy bỏ unit, hoặc sửa kind.",
        )  # fmt: skip
    for value in parameter.values:
        _content(parameter, value, lexicon, faults)
    for one, other in pairwise(sorted(parameter.values, key=lambda value: value.span.start)):
        if one.span.before is None or one.span.before > other.span.start:
            faults.add(
                other.place, "value_overlap",
                f"{parameter.id}: giá trị từ {other.span.start:%d/%m/%Y} chồng lên giá trị ở dòng {one.place.line}.",
                f"Giá trị trước phải có before: {other.span.start}.",
            )  # fmt: skip
        elif parameter.overlay is not None and one.span.before < other.span.start:
            faults.add(
                other.place, "value_gap",
                f"{parameter.id} không có giá trị từ {one.span.before:%d/%m/%Y} đến trước {other.span.start:%d/%m/%Y}.",
                "Hãy nối hai khoảng, hoặc thêm giá trị của thời gian đó.",
            )  # fmt: skip


def _known_facts(parameter: Parameter, lexicon: Lexicon, faults: Faults) -> None:
    for key, name in (("of", parameter.of), ("by", parameter.by)):
        if name and name not in lexicon.words:
            near = ", ".join(lexicon.near(name)) or "xem canbo rules vocabulary"
            faults.add(
                parameter.place, "fact_unknown", f"«{key}» của {parameter.id}: không có dữ kiện «{name}».",
                f"Gần nhất: {near}.",
            )  # fmt: skip
        elif name and lexicon.words[name].is_interval:
            faults.add(
                parameter.place, "fact_wrong", f"«{key}» của {parameter.id} là một khoảng («{name}»).",
                "Chỉ dùng dữ kiện có giá trị rời.",
            )  # fmt: skip
    if parameter.kind in {"level", "category"} and not parameter.of:
        faults.add(
            parameter.place, "key_missing", f"{parameter.id} là {parameter.kind} nhưng thiếu «of».",
            "Hãy ghi of: tên dữ kiện có danh mục đó.",
        )  # fmt: skip


def _content(parameter: Parameter, value: Value, lexicon: Lexicon, faults: Faults) -> None:
    place, content = value.place, value.content
    if parameter.kind == "retirement":
        _retirement(parameter, content, place, faults)
        return
    if not parameter.by:
        _plain(parameter, content, lexicon, place, faults)
        return
    if not isinstance(content, dict):
        faults.add(
            place, "value_wrong", f"{parameter.id} theo «{parameter.by}» nên giá trị phải là bảng.",
            "Viết value: {male: …, female: …}.",
        )  # fmt: skip
        return
    word = lexicon.words.get(parameter.by)
    codes = word.codes if word is not None else ()
    for key, each in content.items():
        _plain(parameter, each, lexicon, place, faults)
        if codes and key != OTHERWISE and key not in codes:
            near = nearest(str(key), codes)
            faults.add(
                place, "member_unknown", f"{parameter.id}: «{parameter.by}» không có «{key}».",
                f"Gần nhất: {', '.join(near)}." if near else f"Chỉ có: {', '.join(codes)}.",
            )  # fmt: skip


def _plain(parameter: Parameter, content: Any, lexicon: Lexicon, place: Place, faults: Faults) -> None:
    kind = parameter.kind
    is_number = isinstance(content, (int, float)) and not isinstance(content, bool)
    good, wanted = True, ""
    if kind in _WHOLE:
        good, wanted = is_number and isinstance(content, int) and content >= 0, "một số nguyên không âm"
    elif kind == "percent":
        good, wanted = is_number and 0 <= content <= 100, "một số từ 0 đến 100"
    elif kind == "decimal":
        good, wanted = is_number and content >= 0, "một số không âm"
    elif kind == "date":
        good, wanted = isinstance(content, date), "một ngày viết 2030-04-01, không có dấu nháy"
    elif kind == "bool":
        good, wanted = isinstance(content, bool), "true hoặc false"
    elif kind == "list":
        good = isinstance(content, list) and bool(content) and all(isinstance(each, str) for each in content)
        wanted = "một danh sách chữ, có ít nhất một mục"
    elif kind in {"level", "category"}:
        word = lexicon.words.get(parameter.of)
        codes = word.codes if word is not None else ()
        good, wanted = not codes or content in codes, f"một trong: {', '.join(codes)}"
    else:
        good, wanted = isinstance(content, str) and bool(content.strip()), "chữ"
    if not good:
        faults.add(
            place, "value_wrong", f"{parameter.id} ({kind}) không nhận giá trị {content!r}.", f"Phải là {wanted}."
        )


def _retirement(parameter: Parameter, content: Any, place: Place, faults: Faults) -> None:
    good = isinstance(content, dict) and set(content) == {"male", "female"}
    good = good and all(_is_schedule(table) for table in content.values())
    if not good:
        faults.add(
            place, "value_wrong", f"{parameter.id} (retirement) không đúng dạng.",
            "Viết value: {male: {before: 720, 2021: 723}, female: {before: 660, 2021: 664}}: tuổi tính bằng tháng "
            "(từ 480 đến 840), các năm liền nhau, tuổi không giảm.",
        )  # fmt: skip


def _is_schedule(table: Any) -> bool:
    """Whether it gives an age in months before the first year, then one for each year running, never falling."""
    if not isinstance(table, dict) or "before" not in table:
        return False
    years = sorted(year for year in table if year != "before" and type(year) is int and 1945 < year < 2200)
    ages = [table["before"], *(table[year] for year in years)]
    return (
        len(years) == len(table) - 1
        and all(type(age) is int and _YOUNGEST <= age <= _OLDEST for age in ages)
        and all(later == year + 1 for year, later in pairwise(years))
        and all(one <= other for one, other in pairwise(ages))
    )


def check_overlay(over: Parameter, stated: Sequence[Parameter], lexicon: Lexicon, faults: Faults) -> None:
    """Note where an overlay is not what its mark says: nothing to lie over, or not stricter, looser, the same.

    `stated`: every statement of the parameter. A local value is held to the central one of each day: what the office
    entered in its place, where it did.
    """
    central = [each for each in stated if each.overlay is None]
    if over.overlay is Overlay.ADDITIONAL:
        if central:
            faults.add(
                over.place, "overlay_not_additional", f"{over.id} đã có ở trung ương nên không phải additional.",
                "Hãy ghi stricter, looser hoặc confirms.",
            )  # fmt: skip
        return
    if central and over.kind != central[0].kind:
        faults.add(
            over.place, "overlay_other_kind", f"{over.id} là {over.kind}, ở trung ương là {central[0].kind}.",
            f"Hãy ghi kind: {central[0].kind}.",
        )  # fmt: skip
        return
    if not central:
        faults.add(
            over.place, "overlay_of_nothing", f"Không có tham số trung ương {over.id} để thay.",
            "Hãy sửa mã, hoặc ghi overlay: additional.",
        )  # fmt: skip
        return
    if over.overlay is Overlay.AMENDS:
        return
    amended = [each for each in stated if each.overlay is Overlay.AMENDS]
    for local in over.values:
        for parameter, value in _beneath(local, [*amended, *central]):
            _marked(over, local, parameter, value, central[0].stricter, lexicon, faults)


def _beneath(local: Value, stated: Sequence[Parameter]) -> list[tuple[Parameter, Value]]:
    """The values that stand under a local one on some day of its time; of several on one day, the first stated."""
    under = [(each, value) for each in stated for value in each.values if value.span.meets(local.span)]
    days = {max(local.span.start, edge) for _each, value in under for edge in (value.span.start, value.span.before)
            if edge is not None and (local.span.before is None or edge < local.span.before)}  # fmt: skip
    found = [next((pair for pair in under if pair[1].span.holds(day)), None) for day in sorted(days)]
    return [pair for number, pair in enumerate(found) if pair is not None and pair not in found[:number]]


def _marked(
    over: Parameter, local: Value, central: Parameter, value: Value, stricter: str, lexicon: Lexicon, faults: Faults
) -> None:
    if over.overlay is Overlay.CONFIRMS:
        if local.content != value.content:
            faults.add(
                local.place, "overlay_confirms_other",
                f"{over.id} xác nhận {local.content!r}, trung ương là {value.content!r}.",
                "Giá trị xác nhận phải giống hệt; khác thì ghi stricter hoặc looser.",
            )  # fmt: skip
        return
    way = compare(central, local.content, value.content, lexicon)
    if way is None and stricter != "none" and isinstance(local.content, dict):
        # Here stricter, there looser: whoever loosens anything must say so.
        way = -1 if stricter == "higher" else 1
    if way is None or stricter == "none":
        if local.content == value.content:
            faults.add(
                local.place, "overlay_marked_wrong",
                f"{over.id} ghi {over.overlay} nhưng giống hệt trung ương.", "Hãy ghi confirms, hoặc bỏ giá trị này.",
            )  # fmt: skip
        return
    is_stricter = way != 0 and (way > 0) == (stricter == "higher")
    if way == 0 or is_stricter != (over.overlay is Overlay.STRICTER):
        faults.add(
            local.place, "overlay_marked_wrong",
            f"{over.id} ghi {over.overlay} nhưng {local.content!r} so với {value.content!r} thì không phải.",
            "Hãy sửa giá trị hoặc dấu stricter, looser.",
        )  # fmt: skip


def compare(central: Parameter, one: Any, other: Any, lexicon: Lexicon) -> int | None:
    """Compare two values of a parameter: -1, 0, 1; None where they have no order.

    Tables are compared line by line; one that is higher here and lower there has no order.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        otherwise = (one.get(OTHERWISE), other.get(OTHERWISE))
        ways = {
            compare(central, one.get(key, otherwise[0]), other.get(key, otherwise[1]), lexicon)
            for key in dict.fromkeys([*one, *other])
        } - {0}
        return 0 if not ways else ways.pop() if len(ways) == 1 else None
    word = lexicon.words.get(central.of)
    if central.kind == "level" and word is not None and one in word.codes and other in word.codes:
        one, other = word.codes.index(one), word.codes.index(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return None
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return int(one > other) - int(one < other)
    if isinstance(one, date) and isinstance(other, date):
        return int(one > other) - int(one < other)
    return None
