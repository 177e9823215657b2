"""One person explained: each finding with its reason, the facts it used, its clauses, and what would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any, Final

import polars as pl

from canbo.rules.domain.binding import chosen, scene_of
from canbo.rules.domain.compiling import Scene, compile_part
from canbo.rules.domain.derivation import DERIVATIONS, RETIREMENT, measure_column
from canbo.rules.domain.engine import (
    Compiled,
    Demanded,
    Outcome,
    Search,
    compiled,
    demanded,
    expressions,
    overall_from,
    prepared,
    turns_on,
)
from canbo.rules.domain.following import FOLLOWING, following_column
from canbo.rules.domain.language import TODAY, Expression, Name, Param
from canbo.rules.domain.law import Bound, Law
from canbo.rules.domain.lexicon import Lexicon, Scope, Type, Word
from canbo.rules.domain.model import Condition, Layer
from canbo.rules.domain.preparing import PLACEHOLDER, measures_in
from canbo.rules.domain.results import Assessment, FactUsed, Finding, ValueUsed
from canbo.rules.domain.wording import span_in_words, value_in_words

_BY_PARAMETER: Final = {
    "percent": (" %", " %"),
    "days": (" ngày", " days"),
    "working_days": (" ngày làm việc", " working days"),
}
_ORDER: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)
_LAYERS: Final = (Layer.PARTY, Layer.STATE, Layer.LOCAL, Layer.SHARED)


def explain(
    frame: pl.DataFrame, law: Law, as_of: date, searches: Sequence[Search], *, language: str = "vi"
) -> list[Assessment]:
    """Explain one person (a frame of one row) against each question, in one pass.

    The outcomes are those of `evaluate`: the same expressions over the same columns. A condition that several questions
    share is looked at once.
    """
    wanted = [demanded(law, search.target, search.act) for search in searches]
    acts = [{**search.target.facts, **search.facts} for search in searches]
    frame = prepared(frame, law, as_of, [each for asked in wanted for each in asked], acts=acts)
    pass_ = _Pass(law, as_of, frame, language)
    for search, asked in zip(searches, wanted, strict=True):
        pass_.add(search, asked)
    return pass_.read()


type Row = Mapping[str, Any]
#: How many conditions, each with what it turns on, one law keeps ready.
_KEPT: Final = 20_000


@dataclass(slots=True)
class _Wanted:
    """One condition of a question, ready for any person: its expressions by their names, and how to read a row."""

    asked: Demanded
    outcome: str | Outcome
    had: dict[tuple[str, str], str]
    shown: dict[str, Callable[[Row], str]]
    need: Callable[[Row], Any]
    facts: tuple[tuple[str, Callable[[Row], tuple[Any, Any]]], ...]
    values: tuple[tuple[Bound, Callable[[Row], Any]], ...]
    exprs: tuple[pl.Expr, ...]


def _sample(law: Law) -> object:
    """A label, by which the active language is told."""
    return law.lexicon.words["post_months"].label


class _Pass:
    def __init__(self, law: Law, as_of: date, frame: pl.DataFrame, language: str) -> None:
        self.law = law
        self.lexicon = law.lexicon
        self.as_of = as_of
        self.frame = frame
        self.columns = frozenset(frame.columns)
        self.language = language
        self.exprs: list[pl.Expr] = []
        self.seen: dict[Any, _Wanted] = {}
        self.kept: dict[Any, _Wanted] = law.kept.setdefault("explained", {})
        # Words of the language that is active; translating each anew costs more than all the rest.
        self.labels: dict[str, str] = law.kept.setdefault(("labels", str(_sample(law))), {})
        self.count: Iterator[int] = law.kept.setdefault("count", count())
        self.plans: list[tuple[Search, list[tuple[Demanded, _Wanted]]]] = []
        self.row: dict[str, Any] = frame.row(0, named=True)

    def put(self, expr: pl.Expr) -> str:
        name = f"asked {next(self.count)}"
        self.exprs.append(expr.alias(name))
        return name

    def add(self, search: Search, asked: Sequence[Demanded]) -> None:
        act = {**search.target.facts, **search.facts}
        scene = scene_of(self.law, self.as_of, self.columns, act)
        plan = []
        for each in asked:
            key = (each.condition.id, search.act, *turns_on(each.condition, self.law, act, in_words=True))
            if key not in self.seen:
                self.seen[key] = self.ready(each, search, scene, key)
            plan.append((each, self.seen[key]))
        self.plans.append((search, plan))

    def ready(self, asked: Demanded, search: Search, scene: Scene, key: Any) -> _Wanted:
        """Compile a condition, or take it as it was compiled for another person."""
        whole = (key, self.as_of, self.language, self.columns)
        if whole not in self.kept:
            if len(self.kept) > _KEPT:
                self.kept.clear()
            self.exprs = []
            one = compiled(asked.condition, self.law, scene, search.target, search.act)
            self.kept[whole] = self.wanted(asked, one, scene)
        return self.kept[whole]

    def wanted(self, asked: Demanded, one: Compiled, scene: Scene) -> _Wanted:
        condition = asked.condition
        names = dict.fromkeys(name for expression in expressions(condition) for name in expression.names)
        names.pop(TODAY, None)
        names.update(dict.fromkeys(self.lexicon.regimes[regime] for regime in sorted(condition.applies.regimes)))
        bounds = self.bounds(condition)
        names.update(dict.fromkeys(bound.parameter.by for bound in bounds if bound.parameter.by))
        for name in list(names):
            names.update(dict.fromkeys(self.lexicon.words[name].comes_from))
        had = {pair: measure_column(*pair, "had") for pair in sorted(measures_in([condition.expression]))}
        shown = {key: self.said(expression, scene) for key, expression in self.in_words(condition).items()}
        need = self.ends_of(condition.need, scene) if condition.need is not None else None
        return _Wanted(
            asked, self.put(one.outcome) if one.fixed is None else one.fixed, had, shown,
            (lambda row: need(row)[0]) if need is not None else (lambda row: None),
            tuple((name, self.ends(name, scene)) for name in names),
            tuple((bound, self.content(bound, scene)) for bound in bounds), tuple(self.exprs),
        )  # fmt: skip

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
        how = condition.cure.how.within(self.language) if condition.cure.how else ""
        passed = condition.passed.within(self.language) if condition.passed is not None else ""
        for text in (condition.reason.within(self.language), passed, how):
            for name in PLACEHOLDER.findall(text):
                if name.startswith("$"):
                    found[name] = Expression(name, Param(name[1:], 0))
                elif name not in found:
                    found[name] = Expression(name, Name(name, 0))
        return found

    # What is read, without an expression where a column or a literal tells it

    def ends(self, name: str, scene: Scene) -> Callable[[Row], tuple[Any, Any]]:
        """Both ends of a fact."""
        word = self.lexicon.words[name]
        first, last = word.columns[0], word.columns[-1]
        known = scene.act.get(name)
        if name in FOLLOWING and known is None and name not in self.columns:
            computed = following_column(name, scene.act)
            if computed in self.columns:
                return lambda row: (row[computed], row[computed])
            alone = self.put(scene.following(name))
            return lambda row: (row[alone], row[alone])
        if first in RETIREMENT and scene.moment.own_age is not None:
            low, high = (self.put(scene.column(word, column)) for column in (first, last))
            return lambda row: (row[low], row[high])
        if first in self.columns:
            return lambda row: (row[first], row[last])
        if word.scope is Scope.ACT:
            value = known if name in scene.act else word.usual
            return lambda _row: (value, value)
        if first in DERIVATIONS:
            low, high = (self.put(scene.column(word, column)) for column in (first, last))
            return lambda row: (row[low], row[high])
        return lambda _row: (None, None)

    def ends_of(self, expression: Expression, scene: Scene) -> Callable[[Row], tuple[Any, Any]]:
        """Both ends of what an expression comes to."""
        if isinstance(expression.tree, Name) and expression.tree.name != TODAY:
            return self.ends(expression.tree.name, scene)
        part = compile_part(expression.tree, scene)
        if part.is_fixed:
            return lambda _row: (part.fixed, part.fixed)
        low = self.put(part.low)
        high = low if part.is_point else self.put(part.high)
        return lambda row: (row[low], row[high])

    def content(self, bound: Bound, scene: Scene) -> Callable[[Row], Any]:
        """The plain value of a parameter; None where it goes by a fact that is not known."""
        by, content = bound.parameter.by, bound.value.content
        if not by:
            return lambda _row: content
        ends = self.ends(by, scene)

        def find(row: Row) -> Any:
            known = ends(row)[0]
            return None if known is None else chosen(content, bound.parameter, {by: known})

        return find

    def said(self, expression: Expression, scene: Scene) -> Callable[[Row], str]:
        """What a reason says of an expression."""
        tree = expression.tree
        if isinstance(tree, Param):
            bound = self.law.bound(tree.id)
            content = self.content(bound, scene)
            return lambda row: value_text(bound, content(row), self.lexicon, self.language)
        both = self.ends_of(expression, scene)
        if isinstance(tree, Name) and tree.name != TODAY:
            word = self.lexicon.words[tree.name]
            return lambda row: self.words(word.type, word.codes, *both(row), word)
        part = compile_part(tree, scene)
        return lambda row: self.words(part.type, part.codes, *both(row))

    def read(self) -> list[Assessment]:
        exprs = [expr for wanted in self.seen.values() for expr in wanted.exprs]
        self.row |= self.frame.select(exprs).row(0, named=True) if exprs else {}
        made = {id(wanted): self.finding(wanted) for wanted in self.seen.values()}
        assessments = []
        for search, plan in self.plans:
            findings = [_as_asked(made[id(wanted)], asked) for asked, wanted in plan]
            overall = overall_from([(asked, made[id(wanted)].outcome) for asked, wanted in plan])
            assessments.append(Assessment(search, self.as_of, overall, decided(findings)))
        return assessments

    def finding(self, wanted: _Wanted) -> Finding:
        condition, asked = wanted.asked.condition, wanted.asked
        outcome = wanted.outcome if isinstance(wanted.outcome, Outcome) else Outcome(self.row[wanted.outcome])
        said = {key: tell(self.row) for key, tell in wanted.shown.items()}
        facts = tuple(self.used(name, *ends(self.row)) for name, ends in wanted.facts)
        if any(expression.uses_discipline for expression in expressions(condition)):
            facts = (*facts, self.measures())
        values = tuple(self.value(bound, content(self.row)) for bound, content in wanted.values)
        missing = tuple(fact.name for fact in facts if not fact.is_known) if outcome is Outcome.UNKNOWN else ()
        cite = (*condition.cite, *(each for value in values for each in value.cite if each not in condition.cite))
        how = condition.cure.how.within(self.language) if condition.cure.how else ""
        documents = self.law.library.documents
        return Finding(
            condition.id, condition.topic, condition.label.within(self.language), condition.layer, condition.pack,
            asked.demand.value, outcome, self.reason(wanted, outcome, said, facts), said.get("have", ""),
            said.get("need", ""), facts, missing, values, tuple(dict.fromkeys(cite)),
            {each.document: documents[each.document] for each in cite if each.document in documents},
            asked.confirmed, asked.counts, tuple(standard.id for standard in asked.standards), condition.cure.by,
            _filled(how, said), condition.note, strictness=(wanted.need(self.row), self.stricter(condition)),
        )  # fmt: skip

    def stricter(self, condition: Condition) -> str:
        return next((b.parameter.stricter for b in self.bounds(condition) if b.parameter.stricter != "none"), "none")

    def words(self, kind: Type, codes: tuple[str, ...], low: Any, high: Any, word: Word | None = None) -> str:
        labels = word if word is not None and word.codes else _labelled(self.lexicon, codes)
        text = value_in_words(kind, low, high, self.language, labels.label_of if labels is not None else str)
        if not text:
            return "chưa biết" if self.language == "vi" else "not known"
        unit = str(word.unit) if word is not None and kind in {Type.NUMBER, Type.DECIMAL} else ""
        return f"{text} {unit}" if unit else text

    def used(self, name: str, low: Any, high: Any) -> FactUsed:
        word = self.lexicon.words[name]
        label = self.labels.get(name)
        if label is None:
            label = self.labels[name] = str(word.label)
        return FactUsed(name, label, low, high, self.words(word.type, word.codes, low, high, word))

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

    def value(self, bound: Bound, content: Any) -> ValueUsed:
        return ValueUsed(
            bound.parameter.id, bound.parameter.label.within(self.language),
            value_text(bound, content, self.lexicon, self.language), content, bound.value.confirmed, bound.layer,
            bound.pack, bound.mark, bound.value.cite,
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
        words = condition.passed if outcome is Outcome.PASS and condition.passed is not None else condition.reason
        return _filled(words.within(self.language), said)

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


def _as_asked(finding: Finding, asked: Demanded) -> Finding:
    """The finding as another standard asks for it."""
    standards = tuple(standard.id for standard in asked.standards)
    if (finding.demand, finding.counts, finding.standards) == (asked.demand.value, asked.counts, standards):
        return finding
    return replace(finding, demand=asked.demand.value, counts=asked.counts, standards=standards)


def _without_derived(doubts: Sequence[FactUsed], lexicon: Lexicon) -> list[FactUsed]:
    """Leave out what only follows from another fact in doubt: the file lacks the birth, not the age."""
    bases = {fact.name for fact in doubts}

    def follows(fact: FactUsed) -> bool:
        word = lexicon.words.get(fact.name)
        return word is not None and bool(bases & set(word.comes_from))

    return [fact for fact in doubts if not follows(fact)] or list(doubts)


def _filled(text: str, said: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: said.get(found.group(1), ""), text)


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
    return tuple(each if best[each.topic].rule == each.rule else replace(each, decisive=False) for each in findings)


def _weight(finding: Finding) -> tuple[int, int]:
    return (not finding.counts and finding.outcome is not Outcome.NOT_APPLICABLE, _ORDER.index(finding.outcome))


def _asks_more(one: Finding, other: Finding) -> bool:
    if one.strictness and other.strictness and type(one.strictness[0]) is type(other.strictness[0]):
        mine, way = one.strictness
        theirs = other.strictness[0]
        if mine is not None and mine != theirs and way != "none":
            return bool((mine > theirs) == (way == "higher"))
    return _LAYERS.index(one.layer) < _LAYERS.index(other.layer)
