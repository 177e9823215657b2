"""Reading the schemes of evaluation of a pack."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from canbo.rules.domain.entries import Entry
from canbo.rules.domain.language import Expression, parse
from canbo.rules.domain.lexicon import Lexicon
from canbo.rules.domain.model import Pack, Span, Words
from canbo.rules.domain.nodes import fraction
from canbo.rules.domain.schemes import (
    BASES,
    INPUT_KINDS,
    LEVELS,
    PERIODS,
    ROUNDINGS,
    STEPS,
    SUBJECTS,
    THENS,
    WAYS,
    Asked,
    Cap,
    Computed,
    Cut,
    Follow,
    Group,
    Input,
    Order,
    Products,
    Scheme,
    Step,
    Weighed,
    Year,
)

OPERATORS: Final = (">=", ">")
YEARS: Final = ("average",)
GROUPS: Final = ("unit", "like_work", "collectives_apart", "party_organisation")


def read_scheme(entry: Entry, pack: Pack, lexicon: Lexicon) -> Scheme:
    """Read one scheme."""
    name = entry.identity()
    entry.what = f"bộ tiêu chí {name}"
    base = entry.entry("extends", f"extends của {name}")
    extends, extends_in = "", ""
    if base is not None:
        extends, extends_in = base.identity("scheme"), base.text("pack", required=False)
        base.close()
    is_own = base is None
    applies = entry.entry("applies", f"applies của {name}")
    return Scheme(
        name, entry.words("label", required=is_own), entry.words("who", required=False),
        *_applies(applies, lexicon),
        entry.texts("periods", known=PERIODS), entry.one_of("way", WAYS, required=False),
        _words(entry.entry("words", f"words của {name}"), entry),
        tuple(_input(each) for each in entry.entries("inputs", f"số liệu của {name}", required=False)),
        _products(entry.entry("products", f"products của {name}")),
        tuple(_computed(each) for each in entry.entries("values", f"giá trị tính của {name}", required=False)),
        tuple(_group(each) for each in entry.entries("groups", f"nhóm tiêu chí của {name}", required=False)),
        tuple(_cut(each) for each in entry.entries("cuts", f"mức điểm của {name}", required=False)),
        entry.expression("fall", required=False), _year(entry.entry("year", f"year của {name}")),
        tuple(_asked(each) for each in entry.entries("conditions", f"điều kiện của {name}", required=False)),
        tuple(_follow(each) for each in entry.entries("follows", f"follows của {name}", required=False)),
        _cap(entry.entry("cap", f"cap của {name}")),
        tuple(_order(each) for each in entry.entries("order", f"thứ tự của {name}", required=False)),
        tuple(_step(each) for each in entry.entries("steps", f"bước của {name}", required=False)),
        entry.span(), entry.cite(), entry.truth("confirmed"), entry.text("note", required=False),
        entry.truth("base", required=False), extends, extends_in, entry.texts("without"),
        pack.id, pack.layer, entry.place,
    )  # fmt: skip


def _applies(entry: Entry | None, lexicon: Lexicon) -> tuple[str, frozenset[str], frozenset[str], bool | None]:
    if entry is None:
        return "", frozenset(), frozenset(), None
    member = entry.node("party_member", required=False)
    if member is not None and not isinstance(member.value, bool):
        entry.wrong(member.place, "kind_wrong", "«party_member» phải là true hoặc false.", "Viết true hoặc false.")
    found = (
        entry.one_of("subject", SUBJECTS), frozenset(entry.texts("regimes", known=list(lexicon.regimes))),
        frozenset(entry.texts("ranks", known=lexicon.ranks)), None if member is None else member.value is True,
    )  # fmt: skip
    entry.close()
    return found


def _words(entry: Entry | None, outer: Entry) -> dict[str, Words]:
    if entry is None:
        return {}
    found = {level: words for level in LEVELS if (words := entry.words(level)) is not None}
    entry.close()
    told = [words.vi for words in found.values()]
    if len(set(told)) < len(told):
        outer.wrong(entry.place, "words_twice", "Hai mức có cùng tên.", "Mỗi mức một tên.")
    return found


def _input(entry: Entry) -> Input:
    name = entry.identity()
    entry.what = f"số liệu {name}"
    kind = entry.one_of("kind", INPUT_KINDS)
    most = entry.node("most", required=False)
    bound: Any = None if most is None else most.value
    if most is not None and (isinstance(bound, bool) or not isinstance(bound, (str, int))):
        entry.wrong(most.place, "kind_wrong", "«most» phải là số nguyên hoặc mã của số liệu khác.", "Sửa lại.")
        bound = None
    usual = entry.node("usual", required=False)
    if usual is not None and (kind != "flag" or not isinstance(usual.value, bool)):
        entry.wrong(usual.place, "kind_wrong", "Chỉ flag có «usual», là true hoặc false.", "Hãy bỏ «usual».")
        usual = None
    label, example = entry.label(), entry.node("example", required=False)
    found = Input(
        name, kind, label, bound, None if usual is None else usual.value,
        None if example is None else example.plain(), entry.place,
    )  # fmt: skip
    entry.close()
    return found


def _products(entry: Entry | None) -> Products | None:
    if entry is None:
        return None
    found = Products(_expression(entry, "deduction"), entry.cite(), entry.truth("confirmed"), entry.place)
    entry.close()
    return found


def _computed(entry: Entry) -> Computed:
    name = entry.identity()
    entry.what = f"giá trị {name}"
    label = entry.label()
    formula = entry.expression("formula", required=False)
    part = entry.expression("part", required=formula is None)
    of = entry.expression("of", required=formula is None)
    empty = entry.node("empty", required=False)
    if formula is not None and (part is not None or of is not None or empty is not None):
        entry.wrong(entry.place, "formula_twice", f"{name} có cả formula và part, of.", "Chỉ ghi một cách tính.")
    value = None if empty is None else fraction(empty.value)
    if empty is not None and value is None:
        entry.wrong(empty.place, "kind_wrong", "«empty» phải là số.", "Viết số phần trăm, ví dụ 100.")
    found = Computed(name, label, formula, part, of, value, entry.place)
    entry.close()
    return found


def _group(entry: Entry) -> Group:
    name = entry.identity()
    entry.what = f"nhóm {name}"
    label, most = entry.label(), _expression(entry, "most")
    criteria = []
    for each in entry.entries("criteria", f"tiêu chí của {name}", required=False):
        criteria.append((each.identity(), each.label()))
        each.close()
    shares, shares_confirmed = [], False
    inner = entry.entry("shares", f"shares của nhóm {name}")
    if inner is not None:
        for each in inner.entries("of", f"tỷ lệ của nhóm {name}"):
            shares.append(Weighed(each.identity("value"), each.count("weight") or 1, each.place))
            each.close()
        shares_confirmed = inner.truth("confirmed")
        inner.close()
    group = Group(
        name, label, most, tuple(criteria), tuple(shares), shares_confirmed, entry.cite(), entry.truth("confirmed"),
        entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return group


def _cut(entry: Entry) -> Cut:
    level = entry.one_of("level", LEVELS)
    is_lowest = level == LEVELS[0]
    operator = entry.one_of("operator", OPERATORS, required=not is_lowest)
    threshold = entry.expression("threshold", required=not is_lowest)
    if is_lowest and (operator or threshold):
        entry.wrong(entry.place, "cut_of_lowest", "Mức thấp nhất là phần còn lại, không có ngưỡng.", "Bỏ ngưỡng.")
    found = Cut(level, operator, threshold, entry.cite(), entry.truth("confirmed"), entry.place)
    entry.close()
    return found


def _asked(entry: Entry) -> Asked:
    name = entry.identity()
    entry.what = f"điều kiện {name}"
    found = Asked(
        name, entry.texts("levels", required=True, known=LEVELS[1:]), entry.label(), _expression(entry, "expression"),
        entry.expression("have", required=False), entry.expression("need", required=False), entry.label("reason"),
        entry.cite(), entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return found


def _follow(entry: Entry) -> Follow:
    name = entry.identity()
    entry.what = f"quy tắc {name}"
    then = entry.one_of("then", THENS)
    level = entry.one_of("level", LEVELS, required=False) if then == "not_rated" else entry.one_of("level", LEVELS)
    if then == "not_rated" and level:
        entry.wrong(entry.place, "level_of_not_rated", f"{name} không xếp loại mà lại có mức.", "Hãy bỏ level.")
    has_span = "from" in entry.left or "before" in entry.left
    found = Follow(
        name, entry.label(), _expression(entry, "when"), then, level, entry.expression("have", required=False),
        entry.expression("need", required=False), entry.text("escape", required=False), entry.label("reason"),
        entry.cite(), entry.truth("confirmed"), entry.span() if has_span else None,
        entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return found


def _cap(entry: Entry | None) -> Cap | None:
    if entry is None:
        return None
    has_span: Span | None = entry.span() if "from" in entry.left or "before" in entry.left else None
    higher = entry.expression("higher", required=False)
    cap = Cap(
        _expression(entry, "share"), entry.one_of("base", BASES), higher,
        entry.words("higher_ground", required=higher is not None), entry.one_of("rounding", ROUNDINGS),
        entry.truth("rounding_confirmed"), entry.texts("groups", required=True, known=GROUPS), has_span,
        entry.cite(), entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return cap


def _order(entry: Entry) -> Order:
    found = Order(
        entry.identity("rated"),
        entry.texts("after", required=True),
        entry.label(),
        entry.cite(),
        entry.truth("confirmed"),
        entry.place,
    )
    entry.close()
    return found


def _step(entry: Entry) -> Step:
    name = entry.one_of("step", STEPS)
    entry.what = f"bước {name}"
    secret = entry.node("secret", required=False)
    if secret is not None and (name != "vote" or not isinstance(secret.value, bool)):
        entry.wrong(secret.place, "kind_wrong", "Chỉ bước vote có «secret», là true hoặc false.", "Hãy bỏ «secret».")
        secret = None
    if "answer_days" in entry.left and name != "appeal":
        entry.wrong(
            entry.left["answer_days"].place, "kind_wrong", "Chỉ bước appeal có «answer_days».", "Hãy bỏ «answer_days»."
        )
    found = Step(
        name, entry.truth("asked"), entry.text("form", required=False), None if secret is None else secret.value,
        _month_day(entry), entry.count("days", required=False), entry.truth("working", required=False),
        entry.count("answer_days", required=False), entry.truth("answer_working", required=False), entry.cite(),
        entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    if not found.confirmed and not found.note:
        entry.wrong(
            entry.place, "note_missing", f"Bước {name} chưa xác nhận mà không có «note».",
            "Hãy ghi điều gì chưa thấy trong văn bản, để cơ quan tự quyết định.",
        )  # fmt: skip
    entry.close()
    return found


def _month_day(entry: Entry) -> tuple[int, int] | None:
    """Take the day of a year before which a step is done, written "12-31"."""
    place = entry.left["done_before"].place if "done_before" in entry.left else entry.place
    written = entry.text("done_before", required=False)
    if not written:
        return None
    try:
        day = date.fromisoformat(f"2000-{written}")
    except ValueError:
        entry.wrong(
            place, "day_unreadable", f"«done_before» không nhận «{written}».", 'Viết tháng-ngày, ví dụ "12-31".'
        )
        return None
    return day.month, day.day


def _year(entry: Entry | None) -> Year | None:
    if entry is None:
        return None
    found = Year(
        entry.one_of("by", YEARS), entry.cite(), entry.truth("confirmed"), entry.text("note", required=False),
        entry.place,
    )  # fmt: skip
    entry.close()
    return found


def _expression(entry: Entry, key: str) -> Expression:
    """Take an expression that must be there; what stands for one that could not be read never gets past the check."""
    return entry.expression(key) or parse("0", entry.place.file, entry.place.line)
