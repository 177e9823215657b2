"""Answers of the rules as plain data: what the commands print and the API gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from canbo.rules.domain.derivation import DERIVATIONS
from canbo.rules.domain.law import Bound, Law, Library
from canbo.rules.domain.lexicon import Lexicon, Scope, Type, Word
from canbo.rules.domain.model import Citation, Condition, Document, Span, Words
from canbo.rules.domain.results import Assessment, FactUsed, Finding, ValueUsed


def plain_assessment(assessment: Assessment, law: Law) -> dict[str, Any]:
    """Give an assessment: the class, the findings, and the packs (with their digests) that it was made under."""
    target = assessment.search.target
    return {
        "title": list(target.titles), "label": target.label, "tier": target.tier or None,
        "block": target.block or None, "rank": target.rank or None, "act": assessment.search.act,
        "as_of": assessment.as_of.isoformat(), "overall": assessment.overall.code,
        "meets_on": _day(assessment.meets_on),
        "failing": [each.rule for each in assessment.findings if each.blocks],
        "unknown": [each.rule for each in assessment.findings if each.outcome.code == "unknown" and each.counts],
        "warnings": [each.rule for each in assessment.warnings],
        "findings": [plain_finding(each) for each in assessment.findings],
        "unread": [{"rules": list(each.rules), **_span(each.span), "why": {"vi": each.why.vi, "en": each.why.en}}
                   for each in law.unread(assessment.search.act)],
        "packs": [{"id": pack.id, "digest": pack.digest, "read_as_of": law.clocks[pack.id].isoformat()}
                  for pack in law.packs],
    }  # fmt: skip


def plain_facts(facts: Iterable[FactUsed]) -> list[dict[str, Any]]:
    """Give facts by name, with both ends where they are known in part."""
    return [_fact(fact) for fact in facts]


def plain_finding(finding: Finding) -> dict[str, Any]:
    """Give one finding."""
    return {
        "rule": finding.rule, "topic": finding.topic, "label": finding.label, "layer": finding.layer.value,
        "pack": finding.pack, "demand": finding.demand, "outcome": finding.outcome.code,
        "confirmed": finding.confirmed, "warning": finding.warns, "blocks": finding.blocks,
        "decisive": finding.decisive, "reason": finding.reason, "have": finding.have or None,
        "need": finding.need or None, "facts": [_fact(each) for each in finding.facts],
        "missing": list(finding.missing), "values": [_value(each) for each in finding.values],
        "citations": [_citation(each, finding.documents) for each in finding.cite],
        "standards": list(finding.standards),
        "cure": {"by": finding.cure.value, "how": finding.how or None, "holds_on": _day(finding.holds_on)},
        "note": finding.note or None,
    }  # fmt: skip


def _fact(fact: FactUsed) -> dict[str, Any]:
    known = {"value": _plain(fact.low)} if fact.low == fact.high else {
        "value": None, "low": _plain(fact.low), "high": _plain(fact.high)
    }  # fmt: skip
    records = [{"section": each.section, "id": each.id, "text": each.text} for each in fact.records]
    return {"name": fact.name, "label": fact.label, **known, "text": fact.text, "records": records}


def _value(value: ValueUsed) -> dict[str, Any]:
    return {
        "parameter": value.id, "label": value.label, "value": _plain(value.content), "text": value.text,
        "confirmed": value.confirmed, "layer": value.layer.value, "pack": value.pack,
        "overlay": value.mark.value if value.mark is not None else None,
    }  # fmt: skip


def _citation(citation: Citation, documents: Mapping[str, Document]) -> dict[str, Any]:
    document = documents.get(citation.document)
    if document is None:
        return {"document": citation.document, "clause": citation.clause}
    return {
        "document": document.id, "number": document.number, "issuer": document.issuer.vi, "title": document.label.vi,
        "signed": document.signed.isoformat(), "clause": citation.clause, "read": document.read,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def plain_vocabulary(lexicon: Lexicon) -> list[dict[str, Any]]:
    """Give every fact that expressions and fact files may name: type, unit, meaning, members, where it comes from."""
    return [_word(word) for word in lexicon.words.values()] + [
        {
            "name": "disciplines", "type": "list", "scope": "recorded", "label": "kỷ luật đã có",
            "meaning": "mọi lần bị kỷ luật: track, form, from; [] là chưa từng bị", "unit": None,
            "written_as": "[{track, form, from}]", "tracks": list(lexicon.tracks), "forms": list(lexicon.forms),
            "restricted": "discipline",
        }
    ]  # fmt: skip


_WRITTEN = {
    Type.BOOL: "true | false", Type.NUMBER: "số nguyên", Type.DECIMAL: "số", Type.MONTHS: "số tháng tròn",
    Type.LEVEL: "một mã trong members", Type.CATEGORY: "một mã trong members", Type.TEXT: "chữ",
    Type.LIST: "danh sách chữ", Type.MONTH: "\"2030-05\"",
}  # fmt: skip


def _word(word: Word) -> dict[str, Any]:
    if word.type is Type.DATE:
        written = '"1975" | "1975-03" | "1975-03-15"' if word.is_interval else '"2026-03-15"'
    else:
        written = _WRITTEN[word.type] + (" hoặc [ít nhất, nhiều nhất]" if word.is_interval else "")
    members = [{"code": code, "label": str(label)} for code, label in zip(word.codes, word.labels, strict=True)]
    return {
        "name": word.name, "type": word.type.value, "scope": word.scope.value, "label": str(word.label),
        "meaning": str(word.meaning), "unit": str(word.unit) or None, "known_in_part": word.is_interval,
        "columns": list(word.columns), "written_as": written, "members": members,
        "comes_from": list(word.comes_from) if set(word.columns) & set(DERIVATIONS) else [],
        "restricted": word.restricted or None, "given_in": "act" if word.scope is Scope.ACT else "facts",
        "usual": word.usual,
    }  # fmt: skip


def plain_rule(library: Library, name: str, law: Law) -> dict[str, Any] | None:
    """Give whatever bears this id: what stands on the law's day, and its history. None where there is none."""
    for make in (_shown_parameter, _shown_condition, _shown_held, _shown_document):
        found = make(library, name, law)
        if found is not None:
            return found
    return None


def _shown_parameter(library: Library, name: str, law: Law) -> dict[str, Any] | None:
    stated = library.parameters(name)
    if not stated:
        return None
    bound = law.bound(name) if law.has_value(name) else None
    return {
        "kind": "parameter", "id": name, "label": _words(stated[0].label), "as_of": law.day.isoformat(),
        "in_force": None if bound is None else _bound(bound, library),
        "history": [
            {
                **_span(value.span), "value": _plain(value.content), "confirmed": value.confirmed,
                "pack": parameter.pack, "overlay": parameter.overlay.value if parameter.overlay else None,
                "citations": _citations(value.cite, library), "note": value.note or None,
            }
            for parameter in stated for value in parameter.values
        ],
        "used_by": sorted({
            condition.id for pack in library.packs.values() for condition in pack.conditions
            for each in (condition.when, condition.expression) if each is not None and name in each.params
        }),
        "cases": _cases(library, name),
    }  # fmt: skip


def _bound(bound: Bound, library: Library) -> dict[str, Any]:
    return {
        "value": _plain(bound.value.content), "kind": bound.parameter.kind, "by": bound.parameter.by or None,
        **_span(bound.value.span), "confirmed": bound.value.confirmed, "pack": bound.pack, "layer": bound.layer.value,
        "overlay": bound.mark.value if bound.mark is not None else None,
        "citations": _citations(bound.value.cite, library),
    }  # fmt: skip


def _shown_condition(library: Library, name: str, law: Law) -> dict[str, Any] | None:
    versions = library.versions(name)
    if not versions:
        return None
    standing = law.conditions.get(name)
    return {
        "kind": "condition", "id": name, "label": _words(versions[-1].label), "as_of": law.day.isoformat(),
        "in_force": None if standing is None else standing.pack,
        "history": [
            {
                **_span(held.span), "pack": held.pack, "topic": held.topic, "label": _words(held.label),
                "when": held.when.text if held.when else None, "expression": held.expression.text,
                "applies": {key: sorted(getattr(held.applies, key)) for key in
                            ("acts", "regimes", "tiers", "blocks", "ranks", "titles") if getattr(held.applies, key)},
                "reason": _words(held.reason), "replaces": list(held.replaces), "confirmed": held.confirmed,
                "cure": held.cure.by.value, "citations": _citations(held.cite, library), "note": held.note or None,
                "values": [
                    {"parameter": each, **_bound(law.bound(each), library)}
                    for each in _params(held) if law.has_value(each)
                ] if held is standing else [],
            }
            for held in versions
        ],
        "standards": sorted({standard.id for pack in library.packs.values() for standard in pack.standards
                             if any(ask.condition == name for ask in standard.asks)}),
        "cases": _cases(library, name),
    }  # fmt: skip


def _params(condition: Condition) -> list[str]:
    used = [condition.when, condition.expression]
    return list(dict.fromkeys(name for each in used if each is not None for name in each.params))


def _shown_held(library: Library, name: str, law: Law) -> dict[str, Any] | None:
    kinds: list[tuple[str, list[Any]]] = [
        ("standard", [held for pack in library.packs.values() for held in pack.standards if held.id == name]),
        ("procedure", [held for pack in library.packs.values() for held in pack.procedures if held.id == name]),
        ("scheme", [held for held in library.schemes.values() if held.id == name]),
        ("paper", [held for pack in library.packs.values() for held in pack.papers if held.id == name]),
    ]
    for kind, versions in kinds:
        if versions:
            return {
                "kind": kind, "id": name, "label": _words(versions[-1].label), "as_of": law.day.isoformat(),
                "in_force": next((held.pack for held in versions if held.pack in law.clocks
                                  and held.span.holds(law.clocks[held.pack])), None),
                "history": [
                    {**_span(held.span), "pack": held.pack, "confirmed": held.confirmed,
                     "citations": _citations(held.cite, library), "note": held.note or None, **_content(kind, held)}
                    for held in versions
                ],
            }  # fmt: skip
    return None


def _content(kind: str, held: Any) -> dict[str, Any]:
    if kind == "standard":
        return {"conditions": [{"condition": ask.condition, "level": ask.demand.value} for ask in held.asks]}
    if kind == "procedure":
        return {"steps": [{"id": step.id, "label": _words(step.label)} for step in held.steps]}
    if kind == "scheme":
        return {
            "who": _words(held.who) if held.who else None,
            "periods": list(held.periods),
            "conditions": [
                {"id": each.id, "levels": list(each.levels), "label": _words(each.label)} for each in held.conditions
            ],
            "follows": [
                {"id": each.id, "then": each.then, "level": each.level or None, "label": _words(each.label)}
                for each in held.follows
            ],
        }
    return {"validity": None if held.count is None else {"count": held.count, "unit": held.unit, "before": held.before}}


def _shown_document(library: Library, name: str, law: Law) -> dict[str, Any] | None:
    document = library.documents.get(name)
    if document is None:
        return None
    return {
        "kind": "document", "id": name, "label": _words(document.label), "as_of": law.day.isoformat(),
        "in_force": document.span.holds(law.day), "number": document.number, "issuer": _words(document.issuer),
        "signed": document.signed.isoformat(), **_span(document.span), "replaces": list(document.replaces),
        "read": document.read, "encoded": document.encoded, "note": document.note or None,
    }  # fmt: skip


def _cases(library: Library, name: str) -> list[dict[str, Any]]:
    return [
        {"name": case.name, "pack": case.pack,
         "on": {day.isoformat(): _plain(expected) for day, expected, _ in case.on}}
        for pack in library.packs.values() for case in pack.cases if name == case.of
    ]  # fmt: skip


def _citations(cite: Iterable[Citation], library: Library) -> list[dict[str, Any]]:
    return [_citation(each, library.documents) for each in cite]


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


def _span(span: Span) -> dict[str, Any]:
    return {"from": span.start.isoformat(), "before": _day(span.before)}
