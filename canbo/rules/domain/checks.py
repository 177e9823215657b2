"""What must hold between the entries of all packs together: citations, values, conditions, exceptions, standards."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Final

import polars as pl

from canbo.rules.domain.binding import type_of
from canbo.rules.domain.check_documents import check_cited, check_documents
from canbo.rules.domain.check_procedures import check_procedure, check_transitions
from canbo.rules.domain.check_schemes import check_schemes
from canbo.rules.domain.check_times import check_times
from canbo.rules.domain.check_values import check_overlay, check_parameter
from canbo.rules.domain.compiling import Part, Scene, compile_bool, compile_part, point
from canbo.rules.domain.confirming import confirms
from canbo.rules.domain.derivation import Moment
from canbo.rules.domain.entries import NO_DAY
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.language import Expression, LanguageError, Param
from canbo.rules.domain.law import Library
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import (
    Citation,
    Condition,
    Confirmation,
    Layer,
    Overlay,
    Pack,
    Paper,
    Parameter,
    Procedure,
    Span,
    Standard,
    TitleKind,
)
from canbo.rules.domain.retirement import RetirementAges
from canbo.rules.domain.spans import common, in_words, uncovered
from canbo.rules.domain.units import check_units

type _Dated = Condition | Standard | Procedure | Paper

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check_packs(library: Library, faults: Faults) -> None:
    """Note every fault that shows only when the packs are seen together."""
    _Checker(library, faults).run()


class _Checker:
    def __init__(self, library: Library, faults: Faults) -> None:
        self.library = library
        self.faults = faults
        self.packs = list(library.packs.values())
        self.stated: defaultdict[str, list[Parameter]] = defaultdict(list)
        self.conditions: defaultdict[str, list[Condition]] = defaultdict(list)
        for pack in self.packs:
            for parameter in pack.parameters:
                self.stated[parameter.id].append(parameter)
            for condition in pack.conditions:
                self.conditions[condition.id].append(condition)
        self.central = {
            name: next((each for each in stated if each.overlay is None), stated[0])
            for name, stated in self.stated.items()
        }

    def run(self) -> None:
        check_documents(self.packs, self.faults)
        for pack in self.packs:
            for parameter in pack.parameters:
                with self.faults.spoiling(lambda: parameter.id):  # noqa: B023  (read at once)
                    self.parameter(parameter, pack)
            for condition in pack.conditions:
                with self.faults.spoiling(lambda: condition.id):  # noqa: B023  (read at once)
                    self.condition(condition, pack)
            for standard in pack.standards:
                self.standard(standard, pack)
            for procedure in pack.procedures:
                self.procedure(procedure, pack)
            for paper in pack.papers:
                self.prefix(paper.id, pack, paper.place)
                self.cited(paper.cite, paper.span, pack.id)
                self.inside(paper.span, pack, paper.place, paper.id)
            for confirmation in pack.confirmations:
                self.confirmation(confirmation)
        check_schemes(self.library, self.faults)
        self.once()
        check_times(self.packs, self.faults)
        self.claims()
        self.unused()

    def parameter(self, parameter: Parameter, pack: Pack) -> None:
        self.prefix(parameter.id, pack, parameter.place, is_overlay=parameter.overlay is not None)
        check_parameter(parameter, self.library.lexicon, self.faults)
        if parameter.overlay is not None:
            # What other packs mark they mark against the law as shipped; only an office knows its own central values.
            stated = self.stated[parameter.id]
            under = [each for each in stated if pack.is_office or each.overlay is not Overlay.AMENDS]
            check_overlay(parameter, under, self.library.lexicon, self.faults)
            self.amends(parameter, pack)
        for value in parameter.values:
            self.cited(value.cite, value.span, pack.id, retroactive=value.retroactive)
            self.inside(value.span, pack, value.place, f"Giá trị của {parameter.id}")

    def span(self, span: Span, pack: str) -> Span:
        """The part of a time that lies inside the pack's own."""
        return common(span, self.library.packs[pack].span) or span

    def prefix(self, name: str, pack: Pack, place: Place, *, is_overlay: bool = False) -> None:
        if is_overlay or name.startswith(f"{pack.layer}."):
            return
        self.faults.add(
            place, "layer_wrong", f"Mã «{name}» không bắt đầu bằng lớp «{pack.layer}.» của bộ.",
            f"Hãy đổi thành {pack.layer}.{name.partition('.')[2] or name}.",
        )  # fmt: skip

    def unknown(self, place: Place, code: str, what: str, name: str, known: Iterable[str]) -> None:
        near = nearest(name, known)
        self.faults.add(
            place, code, f"Không có {what} «{name}».",
            f"Gần nhất: {', '.join(near)}." if near else "Hãy khai nó, hoặc sửa mã.",
        )  # fmt: skip

    def cited(self, cite: Sequence[Citation], span: Span, pack: str, *, retroactive: bool = False) -> None:
        check_cited(cite, self.span(span, pack), self.library.documents, self.faults, retroactive=retroactive)

    def inside(self, span: Span, pack: Pack, place: Place, what: str) -> None:
        """A rule begins within the time of its pack: the part before would be dropped without a word."""
        if span.start == NO_DAY:
            return
        if span.start < pack.span.start or common(span, pack.span) is None:
            self.faults.add(
                place, "outside_pack", f"{what} ({in_words(span)}) nằm ngoài thời gian của bộ ({in_words(pack.span)}).",
                "Hãy sửa from, before, hoặc chuyển sang bộ của thời gian đó.",
            )  # fmt: skip

    def amends(self, parameter: Parameter, pack: Pack) -> None:
        if pack.layer is not Layer.LOCAL:
            self.faults.add(
                parameter.place, "overlay_in_central", f"{parameter.id} ghi overlay trong bộ trung ương {pack.id}.",
                "Hãy bỏ overlay, hoặc chuyển sang một bộ địa phương (layer: local).",
            )  # fmt: skip
            return
        if parameter.overlay is Overlay.AMENDS and (pack.layer is not Layer.LOCAL or pack.place_code is not None):
            self.faults.add(
                parameter.place, "amends_elsewhere", f"{parameter.id} ghi amends trong bộ {pack.id}.",
                "Chỉ bộ địa phương không có place (cả nơi cài đặt) mới thay được giá trị trung ương.",
            )  # fmt: skip

    def confirmation(self, confirmation: Confirmation) -> None:
        """What is confirmed is there and still says the same; the clause is of a known document."""
        for each in confirmation.cite:
            if each.document not in self.library.documents:
                self.unknown(each.place, "document_unknown", "văn bản", each.document, self.library.documents)
        found = confirms(confirmation, self.library.packs)
        if found is None:
            self.faults.add(
                confirmation.place, "confirmation_of_nothing",
                f"Không có {confirmation.id} từ {confirmation.start:%d/%m/%Y} trong bộ {confirmation.in_pack}.",
                "Hãy bỏ xác nhận này, hoặc sửa mã, bộ, ngày.",
            )  # fmt: skip
        elif not found:
            self.faults.add(
                confirmation.place, "confirmation_stale",
                f"{confirmation.id} đã đổi nội dung sau khi được xác nhận.",
                "Hãy đối chiếu lại với văn bản rồi xác nhận bản mới, hoặc bỏ xác nhận này.",
            )  # fmt: skip

    # conditions

    def condition(self, condition: Condition, pack: Pack) -> None:
        self.prefix(condition.id, pack, condition.place)
        self.cited(condition.cite, condition.span, pack.id, retroactive=condition.retroactive)
        self.inside(condition.span, pack, condition.place, condition.id)
        span = self.span(condition.span, pack.id)
        types: dict[str, Part] = {}
        for key in ("when", "expression", "have", "need"):
            expression: Expression | None = getattr(condition, key)
            if expression is not None:
                found = self.expression(
                    expression, key, condition.place, is_bool=key in {"when", "expression"}, span=span
                )
                if found is not None:
                    types[key] = found
        self.placeholders(condition)
        for other in condition.replaces:
            if other not in self.conditions:
                self.unknown(condition.place, "condition_unknown", "điều kiện", other, self.conditions)
            self.exception(condition, other)
            if other == condition.id:
                self.faults.add(condition.place, "replaces_itself", f"{other} tự thay mình.", "Hãy bỏ trong replaces.")
        same = [
            name
            for name in condition.replaces
            for other in self.conditions.get(name, ())
            if other.applies == condition.applies
        ]
        if same and condition.when is None:
            self.faults.add(
                condition.place, "exception_without_case",
                f"{condition.id} thay {same[0]} nhưng không nói khi nào.",
                "Hãy thêm when: trường hợp mà ngoại lệ áp dụng, hoặc thu hẹp applies.",
            )  # fmt: skip
        for title in sorted(condition.applies.titles - set(self.library.titles)):
            self.unknown(condition.place, "title_unknown", "loại chức danh", title, self.library.titles)

    def exception(self, condition: Condition, other: str) -> None:
        """An exception meets what it replaces, and is not replaced by it in turn."""
        held = self.conditions.get(other, [])
        met = [
            each for each in held
            if each.applies.meets(condition.applies)
            and self.span(each.span, each.pack).meets(self.span(condition.span, condition.pack))
        ]  # fmt: skip
        if held and not met:
            self.faults.add(
                condition.place, "exception_never", f"{condition.id} và {other} nó thay không có trường hợp chung.",
                "Hãy sửa applies, from, before, hoặc bỏ trong replaces.",
            )  # fmt: skip
        if other != condition.id and any(condition.id in each.replaces for each in met):
            self.faults.add(
                condition.place, "replaces_in_circle", f"{condition.id} và {other} thay lẫn nhau.",
                "Chỉ ngoại lệ thay quy tắc chung: hãy bỏ một chiều.",
            )  # fmt: skip

    def expression(self, expression: Expression, key: str, place: Place, *, is_bool: bool, span: Span) -> Part | None:
        where = Place(expression.file, expression.line)
        try:
            if is_bool:
                compile_bool(expression.tree, self.scene)
            part = compile_part(expression.tree, self.scene)
            check_units(expression.tree, self.library.lexicon, self.central)
        except LanguageError as error:
            self.faults.add(where, "expression_wrong", f"«{key}», ký tự {error.at + 1}: {error.message}", error.mend)
            return None
        for name in expression.params:
            values = [value.span for stated in self.stated[name] if stated.overlay in {None, Overlay.ADDITIONAL}
                      for value in stated.values]  # fmt: skip
            gap = uncovered(span, values)
            if gap is not None:
                self.faults.add(
                    where, "value_gap", f"«{key}» dùng {name}, không có giá trị {in_words(gap)}.",
                    "Hãy thêm giá trị cho thời gian đó, hoặc rút ngắn thời gian của điều kiện.",
                )  # fmt: skip
        return part

    @cached_property
    def scene(self) -> Scene:
        """A scene in which every known name has its type, and nothing has a value."""
        lexicon = self.library.lexicon

        def param(node: Param) -> Part:
            first = self.central.get(node.id)
            if first is None:
                near = ", ".join(nearest(node.id, self.stated)) or "chưa có tham số nào"
                raise LanguageError(f"Không có tham số «{node.id}».", f"Gần nhất: {near}.", node.at)
            found = type_of(first, lexicon)
            if found is None:
                raise LanguageError(
                    f"Tham số «{node.id}» không dùng được trong biểu thức.", "Xem kind của nó.", node.at
                )
            return point(found[0], pl.lit(None), found[1])

        ages = RetirementAges({"male": {}, "female": {}}, {"male": 720, "female": 660})
        return Scene(lexicon, Moment(pl.lit(date(2000, 1, 1)), lambda: ages), frozenset(), param, {})

    def placeholders(self, condition: Condition) -> None:
        told = [each for each in (condition.reason, condition.passed, condition.cure.how) if each is not None]
        for words in told:
            named = [set(_PLACEHOLDER.findall(text)) for text in (words.vi, words.en)]
            if named[0] != named[1]:
                self.faults.add(
                    condition.place, "placeholder_missing",
                    f"Hai thứ tiếng của {condition.id} nêu giá trị khác nhau: "
                    f"{', '.join(sorted(named[0] ^ named[1]))}.",
                    "Hãy dùng cùng các dấu {…} trong vi và en.",
                )  # fmt: skip
            for text in (words.vi, words.en):
                if set("{}") & set(_PLACEHOLDER.sub("", text)):
                    self.faults.add(
                        condition.place, "placeholder_open", f"Câu «{text}» có dấu ngoặc nhọn lẻ.",
                        "Viết {have}, {need}: mở và đóng đủ cặp.",
                    )  # fmt: skip
        for text in (each for words in told for each in (words.vi, words.en)):
            for name in _PLACEHOLDER.findall(text):
                known = (
                    (name == "have" and condition.have is not None)
                    or (name == "need" and condition.need is not None)
                    or (name.startswith("$") and name[1:] in self.stated)
                    or (name in self.library.lexicon.words)
                )
                if not known:
                    self.faults.add(
                        condition.place, "placeholder_unknown", f"Câu lý do có {{{name}}} nhưng không có giá trị đó.",
                        "Dùng {have}, {need} (kèm have:, need:), tên dữ kiện hoặc {$tham_số}.",
                    )  # fmt: skip

    # standards, procedures

    def standard(self, standard: Standard, pack: Pack) -> None:
        self.prefix(standard.id, pack, standard.place)
        self.cited(standard.cite, standard.span, pack.id)
        self.inside(standard.span, pack, standard.place, standard.id)
        span = self.span(standard.span, pack.id)
        for one, other in combinations(standard.asks, 2):
            if one.condition == other.condition:
                self.faults.add(
                    other.place, "asked_twice", f"{standard.id} đòi {one.condition} hai lần.", "Hãy bỏ một lần."
                )
        for title in sorted(standard.applies.titles - set(self.library.titles)):
            self.unknown(standard.place, "title_unknown", "loại chức danh", title, self.library.titles)
        for ask in standard.asks:
            if ask.condition not in self.conditions:
                self.unknown(ask.place, "condition_unknown", "điều kiện", ask.condition, self.conditions)
                continue
            if not any(standard.applies.meets(held.applies) for held in self.conditions[ask.condition]):
                self.faults.add(
                    ask.place, "asked_never",
                    f"{standard.id} đòi {ask.condition}, nhưng applies của hai bên không gặp nhau.",
                    "Hãy sửa acts, titles, tiers, blocks, ranks của một bên.",
                )  # fmt: skip
            gap = uncovered(span, [self.span(held.span, held.pack) for held in self.conditions[ask.condition]])
            if gap is not None:
                self.faults.add(
                    ask.place, "condition_gap",
                    f"{standard.id} đòi {ask.condition}, không có hiệu lực {in_words(gap)}.",
                    "Hãy thêm bản của điều kiện cho thời gian đó, hoặc rút ngắn tiêu chuẩn.",
                )  # fmt: skip

    def procedure(self, procedure: Procedure, pack: Pack) -> None:
        self.prefix(procedure.id, pack, procedure.place)
        self.cited(procedure.cite, procedure.span, pack.id)
        self.inside(procedure.span, pack, procedure.place, procedure.id)
        papers = {paper.id for each in self.packs for paper in each.papers}
        for name in procedure.dossier:
            if name not in papers:
                self.unknown(procedure.place, "paper_unknown", "giấy tờ", name, papers)
        whens = [procedure.when, *(each.when for step in procedure.steps for each in step.instead)]
        for when in whens:
            if when is not None:
                self.expression(when, "when", procedure.place, is_bool=True, span=procedure.span)
        for title in sorted(procedure.applies.titles - set(self.library.titles)):
            self.unknown(procedure.place, "title_unknown", "loại chức danh", title, self.library.titles)
        cites = [*(step.cite for step in procedure.steps), *(each.cite for each in procedure.deadlines)]
        for cite in [*cites, *(each.cite for each in procedure.transitions)]:
            self.cited(cite, procedure.span, pack.id)
        check_procedure(procedure, self.library.lexicon, self.faults)
        check_transitions(procedure, (held for each in self.packs for held in each.procedures), self.faults)

    # between packs

    def once(self) -> None:
        """An id is claimed once on any day; kinds of title once at all."""
        dated: list[_Dated] = []
        for pack in self.packs:
            dated += [*pack.conditions, *pack.standards, *pack.procedures, *pack.papers]
        for held in _by_id(dated):
            for one, other in combinations(held, 2):
                if type(one) is type(other) and self.span(one.span, one.pack).meets(self.span(other.span, other.pack)):
                    self.twice(one.id, one.place, other.place, "id_twice")
        for stated in self.stated.values():
            central = [each for each in stated if each.overlay is None]
            placed = [(each, self.library.packs[each.pack]) for each in stated if each.overlay is not None]
            both = [
                (one, other) for (one, pack), (other, beside) in combinations(placed, 2)
                if (pack.place_code, pack.is_office) == (beside.place_code, beside.is_office)
            ]  # fmt: skip
            for first, second in [*combinations(central, 2), *both]:
                if any(one.span.meets(two.span) for one in first.values for two in second.values):
                    self.twice(first.id, first.place, second.place, "id_twice")
        for titles in _by_id(title for pack in self.packs for title in pack.titles):
            for title in titles[1:]:
                self.twice(title.id, titles[0].place, title.place, "id_twice")

    def twice(self, name: str, one: Place, other: Place, code: str) -> None:
        self.faults.add(
            max(one, other), code, f"«{name}» đã có ở {min(one, other)} trong cùng thời gian.",
            "Mỗi mã chỉ một bản cho mỗi ngày: sửa from/before, hoặc đặt mã khác.",
        )  # fmt: skip

    def claims(self) -> None:
        """Two conditions of one layer and topic must not claim one case, unless one is the other's exception."""
        topics: defaultdict[tuple[Layer, str], list[Condition]] = defaultdict(list)
        for held in self.conditions.values():
            for condition in held:
                topics[condition.layer, condition.topic].append(condition)
        for conditions in topics.values():
            for one, other in combinations(conditions, 2):
                if (
                    one.id != other.id
                    and one.id not in other.replaces
                    and other.id not in one.replaces
                    and one.applies.meets(other.applies)
                    and self.span(one.span, one.pack).meets(self.span(other.span, other.pack))
                ):
                    self.faults.add(
                        max(one.place, other.place), "claimed_twice",
                        f"{one.id} và {other.id} cùng nhận một trường hợp (chủ đề «{one.topic}»), "
                        f"xem {min(one.place, other.place)}.",
                        "Hãy ghi replaces ở bản ngoại lệ, tách applies, hoặc đặt topic khác.",
                    )  # fmt: skip

    def unused(self) -> None:
        asked = {ask.condition for pack in self.packs for standard in pack.standards for ask in standard.asks}
        for name, held in self.conditions.items():
            if name not in asked and not any(condition.replaces for condition in held):
                self.faults.add(
                    held[0].place, "condition_unused", f"Không tiêu chuẩn nào đòi {name}.",
                    "Hãy thêm nó vào một tiêu chuẩn (standards/), hoặc bỏ đi.",
                )  # fmt: skip


def _by_id[Held: (_Dated, TitleKind)](held: Iterable[Held]) -> list[list[Held]]:
    grouped: defaultdict[str, list[Held]] = defaultdict(list)
    for each in held:
        grouped[each.id].append(each)
    return list(grouped.values())
