"""Running the cases beside the rules, and telling which rules are not proven by any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from canbo.core.errors import DomainError
from canbo.rules.domain.binding import chosen, scene_of
from canbo.rules.domain.engine import Demanded, Outcome, Target, compiled, covers, prepared
from canbo.rules.domain.factfile import read_act, read_facts
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.language import LanguageError
from canbo.rules.domain.law import Law, Library, NoValueInForce
from canbo.rules.domain.lexicon import Lexicon
from canbo.rules.domain.model import OFFICE, Applies, Case, Condition, Demand, Layer, Pack, Parameter
from canbo.rules.domain.ready_schemes import prepared as prepared_scheme
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.schemes import LEVELS, Follow, Scheme, base_of
from canbo.rules.domain.schemes import Asked as SchemeCondition
from canbo.rules.domain.scoring import score
from canbo.rules.domain.spans import common

NOT_IN_FORCE = "not_in_force"
type SchemeRule = SchemeCondition | Follow


@dataclass(frozen=True, slots=True)
class Tried:
    """A case on one day: what was expected and what came."""

    case: Case
    day: date
    expected: Any
    came: Any
    place: Place


def law_for(library: Library, pack: Pack, day: date) -> Law:
    """Give the law that a case of a pack is tried under: central packs, and the pack itself where it is local.

    The cases of an office are tried with the central values that it entered, those of other packs as they are shipped.
    """
    local = [
        each.id for each in library.packs.values()
        if each.layer is Layer.LOCAL and each.id != pack.id and not (pack.is_office and each.id == OFFICE)
    ]  # fmt: skip
    return library.law(day, without=local, places=[pack.place_code] if pack.place_code else [])


def try_case(library: Library, case: Case, day: date, *, pack: Pack | None = None) -> Any:
    """Run a case on a day: an outcome's code, a parameter's value, or `not_in_force`. DomainError, LanguageError.

    `pack`: as if the case were one of this pack, so that it is tried under its overlay.
    """
    law = law_for(library, pack or library.packs[case.pack], day)
    if case.scheme:
        return scored(law, case.scheme, case.facts)
    if case.parameter:
        return _value(law, case)
    condition = law.conditions.get(case.rule)
    if condition is None:
        return NOT_IN_FORCE
    return outcome(law, condition, day, case.facts, case.act).code


def scored(law: Law, name: str, entered: Mapping[str, Any]) -> str:
    """Score what was entered: the level proposed, `unknown`, `undecided`, `not_rated`, or `not_in_force`."""
    scheme = law.schemes.get(name)
    if scheme is None or scheme.is_base:
        return NOT_IN_FORCE
    found = score(prepared_scheme(scheme, law), read_given(entered, scheme))
    return found.level or found.outcome


def _value(law: Law, case: Case) -> Any:
    try:
        bound = law.bound(case.parameter)
    except NoValueInForce:
        return NOT_IN_FORCE
    _check_key(bound.parameter, case.key, law.lexicon)
    if bound.parameter.kind == "retirement":
        return law.ages().in_year(str(case.key.get("gender")), int(case.key.get("year", law.day.year)))
    return chosen(bound.value.content, bound.parameter, case.key)


def _check_key(parameter: Parameter, key: Mapping[str, Any], lexicon: Lexicon) -> None:
    """Errors: key_wrong where a case asks a table for what it is not by."""
    retires = parameter.kind == "retirement"
    wanted = {"gender", "year"} if retires else {parameter.by} - {""}
    word = lexicon.words.get("gender" if retires else parameter.by)
    for name, value in key.items():
        good = name in wanted and (type(value) is int if name == "year" else value in word.codes if word else True)
        if not good:
            raise DomainError(
                "key_wrong", "key không nhận {name}: {value}; chỉ có: {wanted}.", name=name, value=value,
                wanted=", ".join(sorted(wanted)) or "không có khoá nào",
            )  # fmt: skip


def outcome(law: Law, condition: Condition, as_of: date, facts: dict[str, Any] | Any, act: Any) -> Outcome:
    """Give the outcome of one condition for facts as a file gives them. DomainError where they cannot be read."""
    given = read_facts(facts, law.lexicon, as_of)
    known = read_act(act, law.lexicon)
    target = Target(
        tuple([known["target_title"]] if known.get("target_title") else ()), known.get("target_tier") or "",
        known.get("target_block") or "", known.get("target_rank") or "",
    )  # fmt: skip
    kind = next(iter(sorted(condition.applies.acts)), "appointment")
    if not covers(_as_far_as_known(condition.applies, target), target, kind):
        return Outcome.NOT_APPLICABLE
    frame = prepared(given.frame, law, as_of, [Demanded(condition, Demand.REQUIRED)])
    scene = scene_of(law, as_of, frozenset(frame.columns), known)
    return Outcome(frame.select(compiled(condition, law, scene, target, kind).outcome.alias("outcome")).item())


def _as_far_as_known(applies: Applies, target: Target) -> Applies:
    """A case need not say what it does not turn on."""
    none: frozenset[str] = frozenset()
    return Applies(
        applies.acts, applies.regimes, applies.tiers if target.tier else none, applies.blocks if target.block else none,
        applies.ranks if target.rank else none, applies.titles if target.titles else none,
    )  # fmt: skip


def run_cases(library: Library, faults: Faults) -> list[Tried]:
    """Run every case on each of its days; note as faults those that come out otherwise."""
    tried: list[Tried] = []
    stated = {parameter.id for pack in library.packs.values() for parameter in pack.parameters}
    ruled = {condition.id for pack in library.packs.values() for condition in pack.conditions}
    schemed = {name for _pack, name, _start in library.schemes}
    for pack in library.packs.values():
        for case in pack.cases:
            name = case.of
            if name not in (ruled if case.rule else stated if case.parameter else schemed):
                faults.add(case.place, "case_of_unknown", f"Ca thử «{name}» không có quy tắc đó.", "Hãy sửa mã.")
                continue
            if _spoilt(library, name, faults):
                continue
            for day, expected, place in case.on:
                tried.append(_run(library, case, (day, expected, place), faults))
    return tried


def _run(library: Library, case: Case, on: tuple[date, Any, Place], faults: Faults) -> Tried:
    day, expected, place = on
    try:
        came = try_case(library, case, day)
    except (DomainError, LanguageError) as error:
        came = f"lỗi: {error.message.rstrip('.')}"
    except (KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        # A rule that another fault already speaks of; the case tells that it cannot be run.
        came = f"lỗi: không chạy được ({type(error).__name__})"
    if came != expected or isinstance(came, bool) is not isinstance(expected, bool):
        faults.add(
            place, "case_failed",
            f"Ca «{case.name or case.of}» ngày {day:%d/%m/%Y}: mong {expected}, ra {came}.",
            "Hãy sửa quy tắc nếu sai, hoặc sửa ca thử nếu hiểu nhầm.",
        )  # fmt: skip
    return Tried(case, day, expected, came, place)


def _spoilt(library: Library, name: str, faults: Faults) -> bool:
    """Whether a fault of the entry, or of a value it uses, is noted already: its cases would only repeat it."""
    used = {
        param for (_pack, held_name, _start), held in library.schemes.items() if held_name == name
        for _kind, each, _place in held.expressions() for param in each.params
    } | {
        param for held in library.versions(name) for each in (held.when, held.expression) if each is not None
        for param in each.params
    }  # fmt: skip
    return bool(faults.spoilt & {name, *used})


def check_coverage(library: Library, tried: Iterable[Tried], faults: Faults) -> None:
    """Note every condition without pass, fail and unknown cases, and every boundary without a case on both sides."""
    by_rule: defaultdict[str, list[Tried]] = defaultdict(list)
    by_parameter: defaultdict[str, list[Tried]] = defaultdict(list)
    by_scheme: defaultdict[str, list[Tried]] = defaultdict(list)
    for each in tried:
        proving = by_rule if each.case.rule else by_parameter if each.case.parameter else by_scheme
        proving[each.case.of].append(each)
    for pack in library.packs.values():
        for held in pack.schemes:
            if held.id not in faults.spoilt:
                _scheme_proven(library, library.schemes[held.key], pack, by_scheme[held.id], faults)
    shown: defaultdict[str, set[date]] = defaultdict(set)
    for pack in library.packs.values():
        for condition in pack.conditions:
            into = Faults() if _spoilt(library, condition.id, faults) else faults
            _proven(library, condition, by_rule[condition.id], shown, into)
    if any(condition.id in faults.spoilt for pack in library.packs.values() for condition in pack.conditions):
        return  # Which values its cases show is known only once it can be read.
    for pack in library.packs.values():
        for parameter in pack.parameters:
            if parameter.id in faults.spoilt:
                continue
            _shown(parameter, pack, by_parameter[parameter.id], shown[parameter.id], faults)


def _own_rules(library: Library, scheme: Scheme) -> set[str]:
    """The conditions and rules that no scheme it extends has proven already."""
    rules: list[SchemeRule] = [*scheme.conditions, *scheme.follows]
    key = base_of(scheme, library.schemes)
    while key is not None:
        base = library.schemes[key]
        if not base.is_base:
            held = [*base.conditions, *base.follows]
            return {each.id for each in rules if each not in held}
        key = base_of(base, library.schemes)
    return {each.id for each in rules}


def _scheme_proven(library: Library, scheme: Scheme, pack: Pack, tried: list[Tried], faults: Faults) -> None:
    """Every level comes out in a case, an unknown too; every rule of its own fails or bites; both sides of its time."""
    span = common(scheme.span, pack.span)
    if scheme.is_base or span is None:
        return
    wanted = {*LEVELS, "unknown", *(each.then for each in scheme.follows if each.then == "not_rated")}
    missing = wanted - {each.expected for each in tried}
    missing |= _own_rules(library, scheme)
    for each in (each for each in tried if each.case.pack == pack.id):
        law = law_for(library, pack, each.day)
        held = law.schemes.get(scheme.id)
        if held is not None and each.came == each.expected:
            found = score(prepared_scheme(held, law), read_given(each.case.facts, held))
            missing -= {finding.rule.id for finding in found.findings if finding.state in {"fail", "weighed"}}
    if missing:
        faults.add(
            scheme.place, "case_missing", f"{scheme.id} thiếu ca thử cho: {', '.join(sorted(missing))}.",
            f"Hãy thêm vào cases/ của bộ {pack.id}: - scheme: {scheme.id}, một ca cho mỗi kết quả.",
        )  # fmt: skip
    days = {each.day for each in tried}
    for boundary in (span.start, span.before):
        for day in () if boundary is None else (boundary - timedelta(days=1), boundary):
            if day not in days:
                faults.add(
                    scheme.place, "boundary_missing",
                    f"{scheme.id} đổi ngày {boundary:%d/%m/%Y} nhưng không có ca thử ngày {day:%d/%m/%Y}.",
                    f"Hãy thêm {day}: … vào on: của một ca (ngoài hiệu lực thì {NOT_IN_FORCE}).",
                )  # fmt: skip


def _proven(
    library: Library, condition: Condition, tried: list[Tried], shown: defaultdict[str, set[date]], faults: Faults
) -> None:
    span = common(condition.span, library.packs[condition.pack].span) or condition.span
    inside = {each.expected for each in tried if span.holds(each.day)}
    missing = [code for code in ("pass", "fail", "unknown") if code not in inside]
    if missing:
        faults.add(
            condition.place, "case_missing", f"{condition.id} thiếu ca thử cho: {', '.join(missing)}.",
            f"Hãy thêm vào cases/ của bộ {condition.pack}: - rule: {condition.id}, một ca cho mỗi kết quả.",
        )  # fmt: skip
    days = {each.day for each in tried}
    boundaries = {span.start, *([span.before] if span.before else [])}
    for name in {name for each in (condition.when, condition.expression) if each is not None for name in each.params}:
        for parameter in library.parameters(name):
            if parameter.overlay is None:
                edges = {edge for v in parameter.values for edge in (v.span.start, v.span.before) if edge is not None}
                inner = {edge for edge in edges if span.holds(edge)}
                boundaries |= inner
                shown[name] |= inner | {span.start, *([span.before] if span.before else [])}
    for boundary in sorted(boundaries):
        for day in (boundary - timedelta(days=1), boundary):
            if day not in days:
                faults.add(
                    condition.place, "boundary_missing",
                    f"{condition.id} đổi ngày {boundary:%d/%m/%Y} nhưng không có ca thử ngày {day:%d/%m/%Y}.",
                    f"Hãy thêm {day}: … vào on: của một ca (trước hiệu lực thì {NOT_IN_FORCE}).",
                )  # fmt: skip


def _shown(parameter: Parameter, pack: Pack, tried: list[Tried], shown: set[date], faults: Faults) -> None:
    days = {each.day for each in tried if each.case.pack == pack.id or parameter.overlay is None}
    for value in parameter.values:
        for boundary in (value.span.start, value.span.before):
            if boundary is None or (boundary in shown and parameter.overlay is None):
                continue
            for day in (boundary - timedelta(days=1), boundary):
                if day not in days:
                    faults.add(
                        value.place, "boundary_missing",
                        f"{parameter.id} đổi ngày {boundary:%d/%m/%Y} nhưng không có ca thử ngày {day:%d/%m/%Y}.",
                        f"Hãy thêm ca: - parameter: {parameter.id}, on: {{{day}: …}}.",
                    )  # fmt: skip
