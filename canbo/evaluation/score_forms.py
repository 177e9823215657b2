"""What a scheme asks to be entered, as boxes of a page: points, counts, facts, points of the parts of the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from canbo.common.errors import localized
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold
from canbo.documents.sources.cells import to_decimal
from canbo.evaluation.domain.telling import in_words
from canbo.evaluation.models import Rating
from canbo.evaluation.scored import level_words
from canbo.evaluation.selectors.known import Known
from canbo.rules.domain.model import Citation
from canbo.rules.domain.ready_schemes import Prepared, shown
from canbo.rules.domain.scheme_inputs import PARTS, read_given
from canbo.rules.domain.schemes import Group, Input, Scheme, Year
from canbo.rules.domain.scoring import ABSENT

_YES, _NO = "co", "khong"
_ABSENT_WORDS: Final = frozenset({"vang", "v", ABSENT})
#: Before the names of boxes in a form.
PREFIX: Final = "so-"


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `kind`: "number", "flag", "level", "part"; `options` of a choice; `known`: what holds while empty."""

    name: str
    label: str
    kind: str
    value: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    known: Known | None = None
    error: str = ""

    @property
    def field(self) -> str:
        """Its name in the form."""
        return f"{PREFIX}{self.name}"


@dataclass(frozen=True, slots=True)
class Block:
    """Boxes under one heading, with the clause, and whether and how it was held against the text."""

    key: str
    title: str
    boxes: tuple[Box, ...]
    cite: str = ""
    confirmed: bool = True
    note: str = ""
    most: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: what could be read, by the names of the scheme; what could not, by the name of the box."""

    entered: dict[str, Any]
    errors: dict[str, str]
    raw: dict[str, str]


def blocks_of(
    rating: Rating, ready: Prepared, entered: Mapping[str, Any] | None, known: Mapping[str, Known], *,
    typed: Typed | None = None,
) -> list[Block]:  # fmt: skip
    """Give the boxes of a scheme, filled with what is entered, or with what was typed and could not be read."""
    return list(_Boxes(rating, ready, entered or {}, known, typed).blocks())


def read_typed(ready: Prepared, post: Mapping[str, Any]) -> Typed:
    """Read the boxes of a form that was sent; an empty one is unknown. Never refuses: what is wrong is told by box."""
    scheme, entered, errors, raw = ready.scheme, {}, {}, {}
    kinds = _kinds(scheme)
    for name, kind in kinds.items():
        text = clean(str(post.get(f"{PREFIX}{name}", "")))
        raw[name] = text
        if not text:
            continue
        value = _value(text, kind)
        if value is None:
            errors[name] = _("«%(text)s» không phải là số. Hãy ghi một số, ví dụ 27 hoặc 27,5.") % {"text": text}
            continue
        entered[name] = value
    _fold_criteria(scheme, entered)
    _fold_parts(scheme, entered, raw)
    for name, value in list(entered.items()):
        try:
            read_given({name: value}, scheme)
        except DomainError as error:
            errors[name] = localized(in_words(error, scheme, get_language() or "vi"))
            del entered[name]
    return Typed(entered, errors, raw)


def _kinds(scheme: Scheme) -> dict[str, str]:
    """The boxes of a scheme, each with its kind."""
    found = {each.id: each.kind if each.kind in {"flag", "level"} else "number" for each in scheme.inputs}
    for group in scheme.groups:
        found |= {f"{group.name}.{criterion}": "number" for criterion, _label in group.criteria} or {
            group.name: "number"
        }
    if scheme.year is not None:
        found |= {f"{name}.{number}": "part" for name, count in PARTS.items() for number in range(1, count + 1)}
    return found


def _value(text: str, kind: str) -> Any:
    if kind == "flag":
        return {_YES: True, _NO: False}.get(text)
    if kind == "level":
        return text
    if kind == "part" and fold(text) in _ABSENT_WORDS:
        return ABSENT
    number = to_decimal(text)
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _fold_criteria(scheme: Scheme, entered: dict[str, Any]) -> None:
    """Put the points of criteria under their group."""
    for group in scheme.groups:
        by_criterion = {
            criterion: entered.pop(f"{group.name}.{criterion}")
            for criterion, _label in group.criteria if f"{group.name}.{criterion}" in entered
        }  # fmt: skip
        if by_criterion:
            entered[group.name] = by_criterion


def _fold_parts(scheme: Scheme, entered: dict[str, Any], raw: Mapping[str, str]) -> None:
    """Put the points of quarters or months into their list; none at all is not entered."""
    if scheme.year is None:
        return
    for name, count in PARTS.items():
        places = [f"{name}.{number}" for number in range(1, count + 1)]
        if any(raw[place] for place in places):
            entered[name] = [entered.pop(place, None) for place in places]


class _Boxes:
    def __init__(
        self, rating: Rating, ready: Prepared, entered: Mapping[str, Any], known: Mapping[str, Known],
        typed: Typed | None,
    ) -> None:  # fmt: skip
        self.rating, self.ready, self.scheme = rating, ready, ready.scheme
        self.entered, self.known, self.typed = entered, known, typed
        self.language = get_language() or "vi"

    def blocks(self) -> Iterator[Block]:
        """The groups of criteria, the counts and facts, the parts of the year."""
        for group in self.scheme.groups:
            yield self.group(group)
        counts = [each for each in self.scheme.inputs if each.kind != "flag"]
        facts = [each for each in self.scheme.inputs if each.kind == "flag"]
        if counts:
            yield Block("counts", _("Số liệu"), tuple(self.input(each) for each in counts))
        if facts:
            yield Block("facts", _("Những việc có thể quyết định mức"), tuple(self.input(each) for each in facts))
        if self.scheme.year is not None and self.rating.campaign.kind == "year":
            yield from self.parts(self.scheme.year)

    def group(self, group: Group) -> Block:
        most = self.ready.value(group.most, {})
        stored = self.entered.get(group.name)
        if group.criteria:
            held = stored if isinstance(stored, Mapping) else {}
            boxes = tuple(
                self.box(f"{group.name}.{each}", label.within(self.language), "number", held.get(each), _("điểm"))
                for each, label in group.criteria
            )
        else:
            label = group.label.within(self.language)
            if group.shares:
                label = _("Ghi thẳng điểm, nếu cơ quan có cách tính khác với cách tính theo sản phẩm")
            boxes = (self.box(group.name, label, "number", stored, _("điểm")),)
        return Block(
            group.id, group.label.within(self.language), boxes, self.cited(group.cite),
            group.confirmed and self.scheme.confirmed, group.note.replace(f" ({group.name})", ""),
            shown(most).replace(".", ",") if isinstance(most, Fraction) else "", self.error(group.name, boxes),
        )  # fmt: skip

    def input(self, each: Input) -> Box:
        units: dict[str, str] = {"percent": "%", "months": _("tháng"), "points": _("điểm")}
        label = each.label.within(self.language)
        if each.kind == "flag":
            unknown = _("không") if each.usual is False else _("chưa rõ")
            answers = (("", f"— {unknown} —"), (_NO, _("Không")), (_YES, _("Có")))
            return self.box(each.id, label, "flag", self.entered.get(each.id), options=answers)
        if each.kind == "level":
            levels = (("", "—"), *level_words(self.rating).items())
            return self.box(each.id, label, "level", self.entered.get(each.id), options=levels)
        return self.box(each.id, label, "number", self.entered.get(each.id), units.get(each.kind, ""))

    def parts(self, year: Year) -> Iterator[Block]:
        words = {"quarters": (_("Điểm các quý trong năm"), _("Quý %s")), "months": (_("Điểm các tháng"), _("Tháng %s"))}
        hint = _("Kỳ vắng mặt có lý do thì ghi «vắng». Chỉ ghi theo quý hoặc theo tháng.")
        for name, count in PARTS.items():
            stored = self.entered.get(name) or [None] * count
            boxes = tuple(
                self.box(f"{name}.{number}", words[name][1] % number, "part", stored[number - 1])
                for number in range(1, count + 1)
            )
            yield Block(
                name, words[name][0], boxes, self.cited(year.cite), year.confirmed, f"{hint} {year.note}".strip(),
                error=self.error(name, boxes),
            )  # fmt: skip

    def error(self, name: str, boxes: tuple[Box, ...]) -> str:
        """What is wrong with the boxes of a block together."""
        if self.typed is None or any(each.name == name for each in boxes):
            return ""
        return self.typed.errors.get(name, "")

    def box(
        self, name: str, label: str, kind: str, value: Any, unit: str | Promise = "",
        options: tuple[tuple[str, str], ...] = (),
    ) -> Box:  # fmt: skip
        error = self.typed.errors.get(name, "") if self.typed else ""
        text = self.typed.raw.get(name, "") if self.typed else _written(value)
        return Box(name, label, kind, text, str(unit), options, self.known.get(name), error)

    def cited(self, cites: tuple[Citation, ...]) -> str:
        documents = self.ready.law.library.documents
        return "; ".join(
            f"{each.clause}, {documents[each.document].number if each.document in documents else each.document}"
            for each in cites
        )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES if value else _NO
    if value == ABSENT:
        return "vắng"
    return str(value).replace(".", ",") if isinstance(value, (int, float)) else str(value)
