"""One person explained: each finding with its reason, the facts it used, its clauses, and what would mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.rules.domain.binding import chosen, scene_of
from canbo.rules.domain.compiling import Part, Scene, compile_part
from canbo.rules.domain.derivation import measure_column, with_measures
from canbo.rules.domain.engine import (
    Compiled,
    Demanded,
    Outcome,
    Overall,
    Search,
    compiled,
    demanded,
    expressions,
    measures_in,
    measures_of,
    overall_of,
)
from canbo.rules.domain.language import TODAY, Expression, Name, Param
from canbo.rules.domain.law import Bound, Law
from canbo.rules.domain.lexicon import Lexicon, Type, Word
from canbo.rules.domain.model import Citation, Condition, CureBy, Document, Layer, Overlay
from canbo.rules.domain.wording import span_in_words, value_in_words

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_BY_PARAMETER: Final = {
    "percent": (" %", " %"),
    "days": (" ngày", " days"),
    "working_days": (" ngày làm việc", " working days"),
}
_ORDER: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)
_LAYERS: Final = (Layer.PARTY, Layer.STATE, Layer.LOCAL, Layer.SHARED)


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the file that a fact comes from."""

    section: str
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that a finding used; `low` and `high` differ where it is known in part, None where it is not known."""

    name: str
    label: str
    low: Any
    high: Any
    text: str
    records: tuple[Record, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is known exactly."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """A value of the law that a finding used."""

    id: str
    label: str
    text: str
    content: Any
    confirmed: bool
    layer: Layer
    pack: str
    mark: Overlay | None
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition comes to for one person.

    `warns`: it fails, but what it stands on is not confirmed, so it never blocks. `decisive`: the strictest of those on
    its topic. `holds_on`: the first day on which time alone will have mended it.
    """

    rule: str
    topic: str
    label: str
    layer: Layer
    pack: str
    demand: str
    outcome: Outcome
    reason: str
    have: str
    need: str
    facts: tuple[FactUsed, ...]
    missing: tuple[str, ...]
    values: tuple[ValueUsed, ...]
    cite: tuple[Citation, ...]
    documents: Mapping[str, Document]
    confirmed: bool
    counts: bool
    standards: tuple[str, ...]
    cure: CureBy
    how: str
    note: str
    decisive: bool = True
    holds_on: date | None = None
    strictness: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def warns(self) -> bool:
        """Whether it fails on something unconfirmed."""
        return self.outcome is Outcome.FAIL and not self.confirmed

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way."""
        return self.outcome is Outcome.FAIL and self.counts


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that an act demands of one person for one target. `meets_on`: the first later day when all is met."""

    search: Search
    as_of: date
    overall: Overall
    findings: tuple[Finding, ...]
    meets_on: date | None = None

    def of(self, outcome: Outcome, *, counting: bool = True) -> tuple[Finding, ...]:
        """Give the findings of an outcome; only those that count unless asked otherwise."""
        return tuple(each for each in self.findings if each.outcome is outcome and (each.counts or not counting))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Give the failing findings that only warn."""
        return tuple(each for each in self.findings if each.warns)


def explain(
    frame: pl.DataFrame, law: Law, as_of: date, searches: Sequence[Search], *, language: str = "vi"
) -> list[Assessment]:
    """Explain one person (a frame of one row) against each question, in one pass.

    The outcomes are those of `evaluate`: the same expressions over the same columns.
    """
    wanted = [demanded(law, search.target, search.act) for search in searches]
    frame = with_measures(frame, set().union(*(measures_of(asked, law) for asked in wanted)))
    pass_ = _Pass(law, as_of, frozenset(frame.columns), language)
    for search, asked in zip(searches, wanted, strict=True):
        pass_.add(search, asked)
    return pass_.read(frame)


@dataclass(slots=True)
class _Wanted:
    """One condition of one question: where its expressions stand in the one select."""

    asked: Demanded
    outcome: str
    had: dict[tuple[str, str], str]
    shown: dict[str, tuple[Part, str]]
    names: tuple[str, ...]
    act: Mapping[str, Any]


class _Pass:
    def __init__(self, law: Law, as_of: date, columns: frozenset[str], language: str) -> None:
        self.law = law
        self.lexicon = law.lexicon
        self.as_of = as_of
        self.columns = columns
        self.language = language
        self.exprs: list[pl.Expr] = []
        self.seen: dict[Any, Any] = {}
        self.plans: list[tuple[Search, list[_Wanted], str]] = []
        self.row: dict[str, Any] = {}

    def put(self, expr: pl.Expr) -> str:
        name = str(len(self.exprs))
        self.exprs.append(expr.alias(name))
        return name

    def add(self, search: Search, asked: Sequence[Demanded]) -> None:
        act = {**search.target.facts, **search.facts}
        key = ("scene", *sorted((name, str(value)) for name, value in act.items()))
        if key not in self.seen:
            self.seen[key] = scene_of(self.law, self.as_of, self.columns, act)
        scene: Scene = self.seen[key]
        plan: list[_Wanted] = []
        found: list[tuple[Demanded, Compiled]] = []
        for each in asked:
            again = (key, search.act, search.target, each.condition.id)
            if again not in self.seen:
                one = compiled(each.condition, self.law, scene, search.target, search.act)
                self.seen[again] = (one, self.wanted(each, one, scene, act))
            one, wanted = self.seen[again]
            found.append((each, one))
            plan.append(wanted)
        self.plans.append((search, plan, self.put(overall_of(found))))

    def wanted(self, asked: Demanded, one: Compiled, scene: Scene, act: Mapping[str, Any]) -> _Wanted:
        condition = asked.condition
        shown: dict[str, tuple[Part, str]] = {}
        for key, expression in self.in_words(condition).items():
            part = compile_part(expression.tree, scene)
            shown[key] = (part, self.put(part.low))
            if not part.is_point:
                self.put(part.high)
        names = dict.fromkeys(name for expression in expressions(condition) for name in expression.names)
        names.pop(TODAY, None)
        names.update(dict.fromkeys(self.lexicon.regimes[regime] for regime in sorted(condition.applies.regimes)))
        for bound in self.bounds(condition):
            names.update({bound.parameter.by: None} if bound.parameter.by else {})
        for name in list(names):
            names.update(dict.fromkeys(self.lexicon.words[name].comes_from if name in self.lexicon.words else ()))
        for name in names:
            self.fact(name, scene)
        had = {
            pair: self.put(pl.col(measure_column(*pair, "had"))) for pair in sorted(measures_in([condition.expression]))
        }
        return _Wanted(asked, self.put(one.outcome), had, shown, tuple(names), act)

    def bounds(self, condition: Condition) -> list[Bound]:
        names = dict.fromkeys(name for expression in expressions(condition) for name in expression.params)
        return [self.law.bound(name) for name in names]

    def in_words(self, condition: Condition) -> dict[str, Expression]:
        """The expressions whose values the reason names."""
        found: dict[str, Expression] = {}
        if condition.have is not None:
            found["have"] = condition.have
        if condition.need is not None:
            found["need"] = condition.need
        for text in (
            condition.reason.within(self.language),
            condition.cure.how.within(self.language) if condition.cure.how else "",
        ):
            for name in _PLACEHOLDER.findall(text):
                if name.startswith("$"):
                    found[name] = Expression(name, Param(name[1:], 0))
                elif name not in found:
                    found[name] = Expression(name, Name(name, 0))
        return found

    def fact(self, name: str, scene: Scene) -> None:
        word = self.lexicon.words.get(name)
        key = ("fact", name)
        if word is None or key in self.seen:
            return
        columns = [self.put(scene.column(word, column)) for column in word.columns]
        self.seen[key] = (columns[0], columns[-1])

    def read(self, frame: pl.DataFrame) -> list[Assessment]:
        known = [pl.col("disciplines")] if "disciplines" in self.columns else []
        self.row = frame.select(*self.exprs, *known).row(0, named=True)
        made: dict[int, Finding] = {}
        assessments = []
        for search, plan, overall in self.plans:
            findings = []
            for wanted in plan:
                if id(wanted) not in made:
                    made[id(wanted)] = self.finding(wanted)
                findings.append(made[id(wanted)])
            assessments.append(Assessment(search, self.as_of, Overall(self.row[overall]), decided(findings)))
        return assessments

    def finding(self, wanted: _Wanted) -> Finding:
        condition, asked = wanted.asked.condition, wanted.asked
        outcome = Outcome(self.row[wanted.outcome])
        said = {key: self.said(key, part, at, condition) for key, (part, at) in wanted.shown.items()}
        facts = tuple(self.used(name) for name in wanted.names if name in self.lexicon.words)
        if any(expression.uses_discipline for expression in expressions(condition)):
            facts = (*facts, self.measures())
        values = tuple(self.value(bound, wanted.act) for bound in self.bounds(condition))
        missing = tuple(fact.name for fact in facts if not fact.is_known) if outcome is Outcome.UNKNOWN else ()
        cite = (*condition.cite, *(each for value in values for each in value.cite if each not in condition.cite))
        how = condition.cure.how.within(self.language) if condition.cure.how else ""
        need = wanted.shown.get("need")
        strictness = (self.row[need[1]], self.stricter(condition)) if need is not None else ()
        return Finding(
            condition.id, condition.topic, condition.label.within(self.language), condition.layer, condition.pack,
            asked.demand.value, outcome, self.reason(wanted, outcome, said, facts), said.get("have", ""),
            said.get("need", ""), facts, missing, values, tuple(dict.fromkeys(cite)),
            {each.document: self.law.library.documents[each.document] for each in cite
             if each.document in self.law.library.documents},
            asked.confirmed, asked.counts, tuple(standard.id for standard in asked.standards), condition.cure.by,
            _filled(how, said), condition.note, strictness=strictness,
        )  # fmt: skip

    def stricter(self, condition: Condition) -> str:
        return next((b.parameter.stricter for b in self.bounds(condition) if b.parameter.stricter != "none"), "none")

    def ends(self, part: Part, at: str) -> tuple[Any, Any]:
        low = self.row[at]
        return (low, low) if part.is_point else (low, self.row[str(int(at) + 1)])

    def said(self, key: str, part: Part, at: str, condition: Condition) -> str:
        low, high = self.ends(part, at)
        expression = {"have": condition.have, "need": condition.need}.get(key)
        tree = expression.tree if expression is not None else Param(key[1:], 0) if key.startswith("$") else Name(key, 0)
        if isinstance(tree, Param):
            return self.words_of(self.law.bound(tree.id), low)
        word = self.lexicon.words.get(tree.name) if isinstance(tree, Name) else None
        return self.words(part.type, part.codes, low, high, word)

    def words(self, kind: Type, codes: tuple[str, ...], low: Any, high: Any, word: Word | None = None) -> str:
        labels = word if word is not None and word.codes else _labelled(self.lexicon, codes)
        text = value_in_words(kind, low, high, self.language, labels.label_of if labels is not None else str)
        if not text:
            return "chưa biết" if self.language == "vi" else "not known"
        unit = str(word.unit) if word is not None and kind in {Type.NUMBER, Type.DECIMAL} else ""
        return f"{text} {unit}" if unit else text

    def words_of(self, bound: Bound, content: Any) -> str:
        return value_text(bound, content, self.lexicon, self.language)

    def used(self, name: str) -> FactUsed:
        word = self.lexicon.words[name]
        first, last = self.seen["fact", name]
        low, high = self.row[first], self.row[last]
        return FactUsed(name, str(word.label), low, high, self.words(word.type, word.codes, low, high, word))

    def measures(self) -> FactUsed:
        """The disciplinary measures as a fact: known as a whole or not at all."""
        label = "kỷ luật đã có" if self.language == "vi" else "disciplinary measures"
        held = self.row["disciplines"]
        if held is None:
            return FactUsed("disciplines", label, None, None, "chưa biết" if self.language == "vi" else "not known")
        texts = [
            f"{self.lexicon.form_label(each['form'])} ({span})"
            for each in held
            for span in [span_in_words(each["low"], each["high"], Type.DATE, self.language)]
        ]
        none = "không có" if self.language == "vi" else "none"
        return FactUsed("disciplines", label, held, held, "; ".join(texts) or none)

    def value(self, bound: Bound, act: Mapping[str, Any]) -> ValueUsed:
        by = bound.parameter.by
        content = bound.value.content
        if by:
            known = act.get(by) if by not in self.columns else self.row[self.seen["fact", by][0]]
            content = chosen(content, bound.parameter, {by: known}) if known is not None else None
        return ValueUsed(
            bound.parameter.id, bound.parameter.label.within(self.language), self.words_of(bound, content), content,
            bound.value.confirmed, bound.layer, bound.pack, bound.mark, bound.value.cite,
        )  # fmt: skip

    def reason(self, wanted: _Wanted, outcome: Outcome, said: Mapping[str, str], facts: Sequence[FactUsed]) -> str:
        condition, is_vi = wanted.asked.condition, self.language == "vi"
        if outcome is Outcome.NOT_APPLICABLE:
            return self.why_not(wanted, facts)
        if outcome is Outcome.UNKNOWN:
            doubts = [fact for fact in facts if not fact.is_known] or list(facts)
            told = "; ".join(f"{fact.label} ({fact.text})" for fact in _without_derived(doubts, self.lexicon))
            need = (
                f" Cần: {said['need']}."
                if is_vi and "need" in said
                else f" Needed: {said['need']}."
                if "need" in said
                else ""
            )
            return (f"Chưa đủ dữ kiện để xét: {told}." if is_vi else f"Not enough is known: {told}.") + need
        if outcome is Outcome.PASS and wanted.had and not any(self.row[at] for at in wanted.had.values()):
            forms = ", ".join(self.lexicon.form_label(form).lower() for _, form in wanted.had)
            return f"Chưa từng bị {forms}." if is_vi else f"Never had: {forms}."
        return _filled(condition.reason.within(self.language), said)

    def why_not(self, wanted: _Wanted, facts: Sequence[FactUsed]) -> str:
        condition, is_vi = wanted.asked.condition, self.language == "vi"
        held = {fact.name: fact.low for fact in facts}
        regimes = [self.lexicon.regimes[name] for name in sorted(condition.applies.regimes)]
        if regimes and not any(held.get(name) for name in regimes):
            labels = ", ".join(str(self.lexicon.words[name].label) for name in regimes)
            return f"Chỉ áp dụng với người: {labels}." if is_vi else f"Only for people for whom it holds: {labels}."
        instead = [each.label.within(self.language) for each in self.law.replaced_by.get(condition.id, ())]
        if instead and condition.when is None:
            return (
                f"Đã có quy định riêng: {'; '.join(instead)}."
                if is_vi
                else f"Another rule stands: {'; '.join(instead)}."
            )
        return "Không thuộc trường hợp của điều kiện này." if is_vi else "Outside the case that this condition is for."


def _without_derived(doubts: Sequence[FactUsed], lexicon: Lexicon) -> list[FactUsed]:
    """Leave out what only follows from another fact in doubt: the file lacks the birth, not the age."""
    bases = {fact.name for fact in doubts}

    def follows(fact: FactUsed) -> bool:
        word = lexicon.words.get(fact.name)
        return word is not None and bool(bases & set(word.comes_from))

    return [fact for fact in doubts if not follows(fact)] or list(doubts)


def _filled(text: str, said: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: said.get(found.group(1), ""), text)


def _labelled(lexicon: Lexicon, codes: tuple[str, ...]) -> Word | None:
    return next((word for word in lexicon.words.values() if codes and word.codes == codes), None)


def value_text(bound: Bound, content: Any, lexicon: Lexicon, language: str) -> str:
    """Say a value of the law in words: "1 năm", "15 ngày làm việc", "Trung cấp"."""
    parameter = bound.parameter
    if content is None:
        return "tuỳ trường hợp" if language == "vi" else "depends on the case"
    if isinstance(content, dict):
        return "; ".join(f"{key}: {value_text(bound, each, lexicon, language)}" for key, each in content.items())
    word = lexicon.words.get(parameter.of)
    kinds = {"months": Type.MONTHS, "retirement": Type.MONTHS, "date": Type.DATE, "bool": Type.BOOL, "list": Type.LIST}
    kind = kinds.get(parameter.kind, Type.NUMBER if not isinstance(content, str) else Type.TEXT)
    text = value_in_words(kind, content, content, language, word.label_of if word is not None else str)
    if parameter.unit is not None and kind is Type.NUMBER:
        return f"{text} {parameter.unit.within(language)}"
    return text + _BY_PARAMETER.get(parameter.kind, ("", ""))[language == "en"]


def decided(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Mark, among the findings on one topic, the strictest: it decides where Party and State ask side by side."""
    best: dict[str, Finding] = {}
    for each in findings:
        other = best.get(each.topic)
        if (
            other is None
            or _weight(each) < _weight(other)
            or (_weight(each) == _weight(other) and _asks_more(each, other))
        ):
            best[each.topic] = each
    return tuple(replace(each, decisive=best[each.topic].rule == each.rule) for each in findings)


def _weight(finding: Finding) -> tuple[int, int]:
    return (not finding.counts and finding.outcome is not Outcome.NOT_APPLICABLE, _ORDER.index(finding.outcome))


def _asks_more(one: Finding, other: Finding) -> bool:
    if one.strictness and other.strictness and type(one.strictness[0]) is type(other.strictness[0]):
        mine, way = one.strictness
        theirs = other.strictness[0]
        if mine is not None and mine != theirs and way != "none":
            return bool((mine > theirs) == (way == "higher"))
    return _LAYERS.index(one.layer) < _LAYERS.index(other.layer)
