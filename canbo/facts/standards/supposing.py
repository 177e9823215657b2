"""What if: a person's facts changed without being written, by pairs of an address such as theory_level:advanced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from canbo.rules.columns import dtype
from canbo.rules.domain.derivation import KEPT, Moment, with_derived
from canbo.rules.domain.law import Law
from canbo.rules.vocabulary import VOCABULARY, Fact, Kind

#: More time in the present post, in months.
_IN_POST: Final = "post_months"
_MONTHS: Final = (6, 12, 24, 36, 60)
#: What can be supposed otherwise: courses and degrees, membership, ratings, a place in a plan.
SUPPOSABLE: Final = (
    "theory_level", "state_management_level", "qualification_level", "defence_group", "has_it", "has_foreign_language",
    "is_party_member", "in_plan", "rating_y0", "rating_y1", "rating_y2",
)  # fmt: skip


def read_supposed(texts: Sequence[str]) -> dict[str, Any]:
    """Read pairs of an address; what cannot be supposed is left out."""
    found: dict[str, Any] = {}
    for text in texts:
        name, _sign, code = text.partition(":")
        if name == _IN_POST and code.isdecimal() and int(code) in _MONTHS:
            found[name] = int(code)
        if name not in SUPPOSABLE:
            continue
        fact = VOCABULARY[name]
        if fact.kind is Kind.BOOL and code in {"0", "1"}:
            found[name] = code == "1"
        elif code in fact.codes:
            found[name] = code
    return found


def with_supposed(frame: pl.DataFrame, supposed: Mapping[str, Any], law: Law, as_of: date) -> pl.DataFrame:
    """Give a frame with other facts; what follows from them is derived anew. Being planned means for this very post."""
    plain = {name: value for name, value in supposed.items() if name != _IN_POST}
    changed = frame.with_columns(pl.lit(value, dtype(VOCABULARY[name])).alias(name) for name, value in plain.items())
    more = supposed.get(_IN_POST)
    if more is not None:
        ends = [f"post_since_{end}" for end in ("low", "high")]
        changed = changed.with_columns(pl.col(end).dt.offset_by(f"-{more}mo") for end in ends)
        months = [name for name in KEPT if name.startswith(_IN_POST)]
        moment = Moment(pl.lit(as_of), law.ages, None, as_of)
        changed = with_derived(changed.drop(months), months, moment, frozenset())
    return changed


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what a form offers to suppose, in groups: pairs of an address and their words."""
    groups = [(_capital(_("thời gian giữ chức vụ")), [(f"{_IN_POST}:{more}", _more(more)) for more in _MONTHS])]
    for name in SUPPOSABLE:
        fact = VOCABULARY[name]
        codes: list[tuple[str, str | Promise]] = [(member.code, member.label) for member in fact.members]
        if fact.kind is Kind.BOOL:
            codes = [("1", _("có")), ("0", _("không"))]
        label = _capital(str(fact.label))
        groups.append((label, [(f"{name}:{code}", f"{label}: {words}") for code, words in codes]))
    return groups


def in_words(name: str, value: Any) -> str:
    """Say what is supposed."""
    if name == _IN_POST:
        return _more(value)
    return f"{VOCABULARY[name].label}: {_value(VOCABULARY[name], value)}"


def pair(name: str, value: Any) -> str:
    """Give the pair of an address."""
    return f"{name}:{int(value) if isinstance(value, bool) else value}"


def _value(fact: Fact, value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return fact.label_of(value)


def _more(months: int) -> str:
    if months % 12:
        return _("giữ chức vụ thêm %(months)s tháng") % {"months": months}
    return _("giữ chức vụ thêm %(years)s năm") % {"years": months // 12}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
