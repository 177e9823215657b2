"""What must hold of the schemes of evaluation, and of each with what it extends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, pairwise

from canbo.rules.domain.check_documents import check_cited
from canbo.rules.domain.exact import kind_of
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.language import Expression, LanguageError
from canbo.rules.domain.law import Library
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Overlay, Parameter, Span
from canbo.rules.domain.schemes import CONCLUDED, FALLS, LEVELS, PRODUCTS, TOTAL, Key, Scheme, base_of
from canbo.rules.domain.spans import common, in_words, uncovered

_KINDS = {"flag": "bool", "level": "text"}
_NUMBERS = ("number", "decimal", "percent", "months", "days")


def check_schemes(library: Library, faults: Faults) -> None:
    """Note every fault of a scheme: names, types, values without a time, levels left out, inputs nobody uses."""
    for (pack, name, _start), scheme in library.schemes.items():
        with faults.spoiling(lambda: name):  # noqa: B023  (read at once)
            _Checker(library, scheme, faults).run(library.packs[pack].span)
    seen: defaultdict[str, list[Scheme]] = defaultdict(list)
    for scheme in (each for pack in library.packs.values() for each in pack.schemes):
        seen[scheme.id].append(scheme)
        _each_once(scheme, faults)
    for held in seen.values():
        for one, other in combinations(held, 2):
            spans = [common(each.span, library.packs[each.pack].span) for each in (one, other)]
            if spans[0] is not None and spans[1] is not None and spans[0].meets(spans[1]):
                faults.add(
                    max(one.place, other.place), "id_twice",
                    f"«{one.id}» đã có ở {min(one.place, other.place)} trong cùng thời gian.",
                    "Mỗi mã chỉ một bản cho mỗi ngày: sửa from/before, hoặc đặt mã khác.",
                )  # fmt: skip


def _each_once(scheme: Scheme, faults: Faults) -> None:
    """Each id once among inputs, values, points; among conditions and rules; each level one cut."""
    names = [*scheme.names, *(each.id for each in scheme.conditions), *(each.id for each in scheme.follows)]
    for name, count in Counter([*names, *(cut.id for cut in scheme.cuts)]).items():
        if count > 1:
            faults.add(scheme.place, "id_twice", f"{scheme.id}: «{name}» khai {count} lần.", "Hãy đặt mã khác.")
    for name, count in Counter(each.id for each in scheme.steps).items():
        if count > 1:
            faults.add(scheme.place, "step_twice", f"{scheme.id}: bước «{name}» ghi {count} lần.", "Mỗi bước một mục.")


class _Checker:
    def __init__(self, library: Library, scheme: Scheme, faults: Faults) -> None:
        self.library = library
        self.scheme = scheme
        self.faults = faults
        self.parameters: dict[str, Parameter] = {}
        for pack in library.packs.values():
            for parameter in pack.parameters:
                if parameter.overlay in {None, Overlay.ADDITIONAL}:
                    self.parameters.setdefault(parameter.id, parameter)

    def wrong(self, place: Place, code: str, message: str, mend: str) -> None:
        self.faults.add(place, code, f"{self.scheme.id}: {message}", mend)

    def run(self, pack: Span) -> None:
        scheme = self.scheme
        if not scheme.id.startswith(f"{scheme.layer}."):
            self.wrong(
                scheme.place, "layer_wrong", f"mã không bắt đầu bằng lớp «{scheme.layer}.» của bộ.",
                f"Hãy đổi thành {scheme.layer}.{scheme.id.partition('.')[2] or scheme.id}.",
            )  # fmt: skip
        span = common(scheme.span, pack)
        if span is None or scheme.span.start < pack.start:
            self.wrong(
                scheme.place, "outside_pack", f"{in_words(scheme.span)} nằm ngoài thời gian của bộ ({in_words(pack)}).",
                "Hãy sửa from, before, hoặc chuyển sang bộ của thời gian đó.",
            )  # fmt: skip
            return
        if scheme.extends and (base_of(scheme, self.library.schemes) is None or self.in_circle()):
            near = nearest(scheme.extends, [name for _pack, name, _start in self.library.schemes])
            self.wrong(
                scheme.place, "scheme_unknown",
                f"extends «{scheme.extends}» không có trong bộ {scheme.extends_in or scheme.pack}, hoặc vòng tròn.",
                f"Gần nhất: {', '.join(near)}." if near else "Hãy sửa mã hoặc bộ.",
            )  # fmt: skip
            return
        check_cited(scheme.cite, span, self.library.documents, self.faults, retroactive=False)
        if scheme.is_base:
            return
        self.whole()
        self.expressions(span)
        self.rules(span)

    def in_circle(self) -> bool:
        seen: set[Key] = set()
        at: Key | None = self.scheme.key
        while at is not None and at not in seen:
            seen.add(at)
            at = base_of(self.library.schemes[at], self.library.schemes)
        return at is not None

    def whole(self) -> None:
        """A scheme that is scored says for whom, when, how, and names its four levels; cuts go down without a gap."""
        scheme = self.scheme
        for key, held in (("who", scheme.who), ("label", scheme.label), ("applies", scheme.subject),
                          ("periods", scheme.periods), ("way", scheme.way)):  # fmt: skip
            if not held:
                self.wrong(scheme.place, "key_missing", f"thiếu khoá «{key}».", f"Hãy thêm «{key}:».")
        if set(scheme.words) != set(LEVELS):
            self.wrong(scheme.place, "words_missing", "words phải gọi tên cả bốn mức.", f"Có: {', '.join(LEVELS)}.")
        levels = {cut.level for cut in scheme.cuts}
        if scheme.way == "points" and (levels != set(LEVELS) or not scheme.groups):
            self.wrong(
                scheme.place, "cuts_missing", "chấm điểm phải có groups, và cuts cho cả bốn mức.", "Hãy thêm cho đủ."
            )
        if scheme.way != "points" and (scheme.cuts or scheme.groups):
            self.wrong(scheme.place, "cuts_unused", "không chấm điểm mà có groups, cuts.", "Ghi way: points, hoặc bỏ.")
        ruled = {level for each in scheme.conditions for level in each.levels}
        sets = {each.level for each in scheme.follows if each.then == "level"}
        if scheme.way == "conditions" and {*ruled, *sets} != set(LEVELS):
            self.wrong(
                scheme.place, "level_unreachable", "có mức không điều kiện nào dẫn tới.",
                f"Hãy thêm cho: {', '.join(sorted(set(LEVELS) - ruled - sets))}.",
            )  # fmt: skip
        asked = {each.id for each in scheme.steps if each.asked}
        if scheme.steps and not {"self_review", "conclusion"} <= asked:
            self.wrong(
                scheme.place, "steps_incomplete", "steps không hỏi tự đánh giá hoặc kết luận.",
                "Hãy thêm self_review và conclusion với asked: true.",
            )  # fmt: skip
        if scheme.way == "concluded" and CONCLUDED not in scheme.names:
            self.wrong(
                scheme.place, "key_missing", f"thiếu số liệu «{CONCLUDED}».", "Hãy khai trong inputs, kind: level."
            )

    def expressions(self, span: Span) -> None:
        """Every name is known before it is used, every part has its type, every value its time; nothing is unused."""
        scheme = self.scheme
        kinds = {each.id: _KINDS.get(each.kind, "number") for each in scheme.inputs}
        if scheme.products is not None:
            kinds |= dict.fromkeys(PRODUCTS, "number")
        params = {name: found for name, each in self.parameters.items() if (found := _kind(each))}
        used: set[str] = set()
        for computed in scheme.values:
            for each in (computed.formula, computed.part, computed.of):
                if each is not None:
                    self.expression(each, "number", kinds, params, span)
                    used |= set(each.names)
            kinds[computed.id] = "number"
        kinds |= {group.name: "number" for group in scheme.groups} | ({TOTAL: "number"} if scheme.groups else {})
        for wanted, each, _place in scheme.expressions():
            self.expression(each, wanted, kinds, params, self.span_of(each, span))
            used |= set(each.names)
        used |= {share.value for group in scheme.groups for share in group.shares}
        used |= {each.escape for each in scheme.follows if each.escape}
        used |= {each.most for each in scheme.inputs if isinstance(each.most, str)} | {CONCLUDED}
        declared: list[tuple[str, Place]] = [(each.id, each.place) for each in scheme.inputs]
        for name, place in declared + [(each.id, each.place) for each in scheme.values]:
            if name not in used:
                self.wrong(place, "input_unused", f"không quy tắc nào dùng «{name}».", "Hãy dùng hoặc bỏ đi.")
        for name in sorted(used - set(kinds) - {CONCLUDED}):
            self.wrong(scheme.place, "name_unknown", f"không có «{name}».", "Hãy khai trong inputs hoặc values.")

    def span_of(self, expression: Expression, span: Span) -> Span:
        """The time in which an expression is asked: that of its rule where it has one of its own."""
        scheme = self.scheme
        for follow in scheme.follows:
            if expression in (follow.when, follow.have, follow.need) and follow.start is not None:
                return common(span, follow.start) or span
        if scheme.cap is not None and scheme.cap.span is not None and expression in (
            scheme.cap.share, scheme.cap.higher
        ):  # fmt: skip
            return common(span, scheme.cap.span) or span
        return span

    def expression(
        self, expression: Expression, wanted: str, kinds: Mapping[str, str], params: Mapping[str, str], span: Span
    ) -> None:
        where = Place(expression.file, expression.line)
        try:
            found = kind_of(expression.tree, kinds, params)
        except LanguageError as error:
            self.wrong(where, "expression_wrong", f"ký tự {error.at + 1}: {error.message}", error.mend)
            return
        if wanted and found != wanted:
            self.wrong(where, "expression_wrong", f"«{expression.text}» không phải {wanted}.", "Hãy sửa biểu thức.")
        for name in expression.params:
            stated = [each for each in self.library.parameters(name) if each.overlay in {None, Overlay.ADDITIONAL}]
            gap = uncovered(span, [value.span for each in stated for value in each.values])
            if gap is not None:
                self.wrong(
                    where, "value_gap", f"dùng {name}, không có giá trị {in_words(gap)}.",
                    "Hãy thêm giá trị cho thời gian đó, hoặc rút ngắn thời gian.",
                )  # fmt: skip

    def rules(self, span: Span) -> None:
        """Citations, escapes, bounds of inputs, thresholds that go down, the choice of what falls."""
        scheme = self.scheme
        inputs = {each.id: each for each in scheme.inputs}
        cites = [*(each.cite for each in scheme.cuts), *(each.cite for each in scheme.conditions)]
        for cite in [*cites, *(each.cite for each in scheme.order), *(each.cite for each in scheme.groups),
                     *(each.cite for each in scheme.steps)]:  # fmt: skip
            check_cited(cite, span, self.library.documents, self.faults, retroactive=False)
        for follow in scheme.follows:
            within = common(span, follow.start) if follow.start is not None else span
            if within is None:
                self.wrong(follow.place, "rule_never", f"«{follow.id}» không bao giờ có hiệu lực.", "Sửa from, before.")
                continue
            check_cited(follow.cite, within, self.library.documents, self.faults, retroactive=False)
            if follow.escape and (follow.escape not in inputs or inputs[follow.escape].kind != "flag"):
                self.wrong(follow.place, "escape_unknown", f"escape «{follow.escape}» không phải flag.", "Sửa escape.")
        for held in scheme.inputs:
            if isinstance(held.most, str) and (held.most not in inputs or inputs[held.most].kind in _KINDS):
                self.wrong(held.place, "bound_unknown", f"most «{held.most}» không phải số liệu.", "Sửa most.")
        if scheme.cap is not None:
            within = common(span, scheme.cap.span) if scheme.cap.span is not None else span
            check_cited(scheme.cap.cite, within or span, self.library.documents, self.faults, retroactive=False)
        self.thresholds()
        if scheme.fall is not None:
            for name in scheme.fall.params:
                self.choice(name)

    def thresholds(self) -> None:
        """On every day the cuts go down with the levels."""
        cuts = [cut for level in reversed(LEVELS) for cut in self.scheme.cuts if cut.level == level and cut.threshold]
        for upper, lower in pairwise(cuts):
            for day_values in self.days(upper.threshold, lower.threshold):
                one, other = day_values
                if one is not None and other is not None and one <= other:
                    self.wrong(
                        lower.place, "cuts_crossed", f"điểm của «{lower.level}» không thấp hơn «{upper.level}».",
                        "Hãy sửa ngưỡng: mức cao hơn cần nhiều điểm hơn.",
                    )  # fmt: skip

    def days(self, upper: Expression | None, lower: Expression | None) -> Iterable[tuple[float | None, float | None]]:
        starts = {self.scheme.span.start}
        for each in (upper, lower):
            for name in each.params if each is not None else ():
                if name in self.parameters:
                    starts |= {value.span.start for value in self.parameters[name].values}
        for day in sorted(start for start in starts if self.scheme.span.holds(start)):
            pair = []
            for each in (upper, lower):
                held = each.params[0] if each is not None and each.params else ""
                values = self.parameters[held].values if held in self.parameters else ()
                value = next((value.content for value in values if value.span.holds(day)), None)
                pair.append(value if isinstance(value, (int, float)) else None)
            yield pair[0], pair[1]

    def choice(self, name: str) -> None:
        """A value that chooses is one of its words, in every place that states one of its own too."""
        for value in (value for each in self.library.parameters(name) for value in each.values):
            if value.content not in FALLS:
                self.wrong(
                    value.place, "code_unknown", f"{name} không nhận {value.content!r}.",
                    f"Chỉ có: {', '.join(FALLS)}.",
                )  # fmt: skip


def _kind(parameter: Parameter) -> str:
    """What a parameter is in a scheme; "" where it cannot be used in one."""
    if parameter.by:
        return ""
    return {"bool": "bool", "text": "text"}.get(parameter.kind, "number" if parameter.kind in _NUMBERS else "")
