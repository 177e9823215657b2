"""The list of people: its columns and filters come from the vocabulary."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import polars as pl
from django.urls import reverse
from django.utils.functional import Promise, keep_lazy_text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common.listing import Column, Filter, ListPage, ListState, SavedView
from canbo.core.errors import DomainError
from canbo.facts.conditions import Condition, matching_text
from canbo.rules.vocabulary import Fact, Kind, fact, list_columns

type PersonRow = Mapping[str, Any]

CONDITION: Final = "f"
UNIT: Final = "unit"
#: The columns shown to whoever chose none, in this order; the others follow in the order of the vocabulary.
_SHOWN: Final = (
    "full_name", "born_year", "gender", "post_name", "unit_id", "qualification_level", "theory_level", "rating_last",
)  # fmt: skip
#: Facts that the filter menu offers by name; every other one can stand in an address (from a report).
_OFFERED: Final = (
    "is_present", "gender", "is_ethnic_minority", "is_party_member", "is_leader", "title_rank", "block", "tier",
    "qualification_level", "theory_level", "state_management_level", "rating_last", "in_plan",
)  # fmt: skip
_YES_NO: Final = (("1", gettext_lazy("có")), ("0", gettext_lazy("không")), ("-", gettext_lazy("chưa biết")))


@dataclass(frozen=True, slots=True)
class FrameRows:
    """A source over a frame that is already filtered and sorted; unit names are read for the page alone."""

    frame: pl.DataFrame
    unit_names: Callable[[Sequence[int]], Mapping[int, str]]

    def count(self) -> int:
        """How many people there are."""
        return self.frame.height

    def page(self, offset: int, limit: int) -> Sequence[PersonRow]:
        """The people from `offset`, each a mapping of facts with `unit_name` beside."""
        rows = self.frame.slice(offset, limit).to_dicts()
        names = self.unit_names([row["unit_id"] for row in rows if row["unit_id"] is not None])
        for row in rows:
            row["unit_name"] = names.get(row["unit_id"], "")
        return rows


def _shown_value(found: Fact) -> Callable[[PersonRow], object]:
    name = found.name
    if name == "unit_id":
        return lambda row: row["unit_name"]
    if found.kind is Kind.BOOL:
        return lambda row: "" if row[name] is None else _("có") if row[name] else _("không")
    if found.kind is Kind.MONTHS:
        return lambda row: "" if row[name] is None else row[name] // 12
    if found.kind is Kind.LIST:
        return lambda row: "; ".join(found.label_of(code) for code in row[name] or ())
    if name == "born_year":
        return lambda row: "" if row[name] is None else str(row[name])
    if found.members:
        return lambda row: "" if row[name] is None else found.label_of(row[name])
    return lambda row: "" if row[name] is None else row[name]


def _column(found: Fact) -> Column[PersonRow]:
    value = _shown_value(found)
    label: str | Promise = _headed(found)
    if found.kind is Kind.MONTHS:
        label = gettext_lazy("%(fact)s (năm)") % {"fact": label}
    return Column(
        found.name, label, value,
        url=_unit_url if found.name == "unit_id" else None,
        numeric=found.kind in {Kind.MONTHS, Kind.NUMBER, Kind.DECIMAL},
        sortable=found.kind is not Kind.LIST,
        shown=found.name in _SHOWN,
        export=(lambda row: row[found.name]) if found.name in {"born_year", "coefficient"} else value,
    )  # fmt: skip


def _unit_url(row: PersonRow) -> str | None:
    return reverse("unit", args=[row["unit_id"]]) if row["unit_id"] is not None else None


def _headed(found: Fact) -> str | Promise:
    label: str | Promise = keep_lazy_text(lambda text: text[:1].upper() + text[1:])(found.label)
    return label


def _place(found: Fact) -> int:
    return _SHOWN.index(found.name) if found.name in _SHOWN else len(_SHOWN)


def _filter(found: Fact) -> Filter:
    if found.kind is Kind.BOOL:
        return Filter(found.name, _headed(found), _YES_NO)
    unknown = (("-", gettext_lazy("chưa biết")),)
    return Filter(found.name, _headed(found), (*((m.code, m.label) for m in found.members), *unknown), multiple=True)


def _describe(text: str) -> str:
    try:
        condition = Condition.parse(text)
    except DomainError:
        return _("không hiểu: %(text)s") % {"text": text[:40]}
    return f"{condition.fact.label}: {condition.words()}"


def people_page(unit_name: Callable[[str], str]) -> ListPage[PersonRow]:
    """Declare the list. Restricted facts are null outside the viewer's right, so the columns are the same for all."""
    return ListPage[PersonRow](
        title=gettext_lazy("Hồ sơ cán bộ"),
        columns=tuple(_column(found) for found in sorted(list_columns(), key=_place)),
        row_id=lambda row: row["person_id"],
        row_url=lambda row: reverse("file", args=[row["person_id"]]),
        filters=(
            Filter(
                UNIT, gettext_lazy("Đơn vị (kể cả cấp dưới)"), describe=unit_name, placeholder=gettext_lazy("mã đơn vị")
            ),
            *(_filter(fact(name)) for name in _OFFERED),
            Filter("age_from", gettext_lazy("Tuổi từ"), placeholder=gettext_lazy("năm")),
            Filter("age_to", gettext_lazy("Tuổi đến"), placeholder=gettext_lazy("năm")),
            Filter(CONDITION, gettext_lazy("Điều kiện"), multiple=True, describe=_describe),
        ),
        views=(
            SavedView("dang-cong-tac", gettext_lazy("Đang công tác"), "is_present=1"),
            SavedView("lanh-dao", gettext_lazy("Lãnh đạo, quản lý"), "is_present=1&is_leader=1"),
        ),
        search_label=gettext_lazy("Tìm theo họ tên, không cần gõ dấu"),
        template="facts/people.html",
        empty_text=gettext_lazy("Chưa có hồ sơ nào trong phạm vi được giao. Hãy nhập danh sách hoặc lập hồ sơ mới."),
    )


def conditions(state: ListState) -> list[pl.Expr]:
    """Give the expressions of everything the state asks but the unit. Errors: condition_unreadable, fact_unknown."""
    wanted: list[pl.Expr] = [matching_text(state.text)] if state.text else []
    for key, values in state.filters.items():
        if key == CONDITION:
            wanted += [Condition.parse(value).expression() for value in values]
        elif key in {"age_from", "age_to"}:
            wanted.append(_age(key, values[0]))
        elif key != UNIT:
            known = ",".join(value for value in values if value != "-")
            parts = [Condition.parse(f"{key}:in:{known}").expression()] if known else []
            if "-" in values:
                parts.append(pl.col(key).is_null())
            wanted.append(pl.any_horizontal(parts))
    return wanted


def _age(key: str, text: str) -> pl.Expr:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise DomainError("age_unreadable", "Tuổi phải là số năm, không phải «{text}».", text=text[:20])
    years = int(text)
    if key == "age_from":
        return pl.col("age_months_low") >= years * 12
    return pl.col("age_months_high") < (years + 1) * 12


def sorted_frame(frame: pl.DataFrame, state: ListState) -> pl.DataFrame:
    """Sort by the column asked for, the order of names breaking ties; unasked, keep the order of the organisation."""
    if not state.sort:
        return frame
    key = {"full_name": "sort_key", "unit_id": "unit_lft"}.get(state.sort_key, state.sort_key)
    by = [key, *(["sort_key"] if key != "sort_key" else []), "person_id"]
    return frame.sort(by, descending=[state.descending] + [False] * (len(by) - 1), nulls_last=True)


_ORDERS = 3
_orders: OrderedDict[tuple[int, str], tuple[pl.DataFrame, pl.DataFrame]] = OrderedDict()
_guard = Lock()


def sorted_whole(frame: pl.DataFrame, state: ListState) -> pl.DataFrame:
    """Sort a whole picture as `sorted_frame` does, once: the picture in that order is kept for the next page."""
    if not state.sort:
        return frame
    asked = (id(frame), state.sort)
    with _guard:
        kept = _orders.get(asked)
        if kept is not None and kept[0] is frame:
            _orders.move_to_end(asked)
            return kept[1]
    made = sorted_frame(frame, state)
    with _guard:
        _orders[asked] = (frame, made)
        while len(_orders) > _ORDERS:
            _orders.popitem(last=False)
    return made
