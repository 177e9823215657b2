"""A count written as JSON: read by its published schema, read by the rule of a pack or one stated in the file, told.

The schema is `schemas/tally.schema.json`, with an example of each kind beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.procedures.domain import reasons
from canbo.procedures.domain.counts import (
    CONFIDENCE_LEVELS,
    FOR,
    Base,
    Kind,
    Named,
    Numbers,
    beyond_members,
    faults,
)
from canbo.procedures.domain.tally import (
    OPERATORS,
    TAKES,
    THENS,
    Line,
    QuorumRule,
    Rule,
    Tally,
    Verdict,
    going_on,
    read,
)
from canbo.procedures.rules_of import Source, rule_of_step

_TOP: Final = (
    "$schema", "title", "kind", "seats", "max_choices", "added", "levels", "procedure", "step", "as_of", "rule",
    "earlier", "rounds", "numbers", "names",
)  # fmt: skip
_ROUND: Final = ("numbers", "names", "rule")
_NUMBERS: Final = ("members", "convened", "present", "issued", "returned", "valid", "invalid", "blank")
_NEEDED: Final = ("convened", "present", "issued", "returned", "valid")
_RULE: Final = ("quorum", "lines", "tie", "citation", "confirmed", "announce")
_MOST: Final = 1_000_000
_SHARE: Final = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_LINE: Final = ("operator", "threshold", "base", "take", "then", "otherwise", "differs_from", "measure")
_SCALES: Final = (Kind.RATE, Kind.CONFIDENCE)
_MARKS: Final[dict[Kind, tuple[str, ...]]] = {Kind.APPROVE: (FOR, "against", "none"), Kind.CHOOSE: (FOR,)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a file says of the ballot itself."""

    kind: Kind
    levels: tuple[str, ...]
    max_choices: int | None
    added: int

    @property
    def marks(self) -> tuple[str, ...]:
        """What a line may count."""
        return _MARKS.get(self.kind, (*self.levels, "none"))


def tally_of(raw: object, language: str = "vi") -> dict[str, Any]:
    """Read a file of a count and give the outcome, each name's reason, the rule and its citations, in plain data.

    Several rounds: `chosen` and `seats` are those of all rounds, everything else that of the last; each stands in
    `rounds`. Errors: tally_unreadable (what stands where), counts_disagree (every fault), those of `tally.read`.
    """
    top = _mapping(raw, "tệp", _TOP)
    rule, source = rule_in(top)
    asked = _asked(top, source)
    if "rounds" in top and ("numbers" in top or "names" in top):
        raise _unreadable("rounds", "đã ghi từng vòng thì không ghi numbers, names ở ngoài nữa")
    listed = _list(top["rounds"], "rounds") if "rounds" in top else [top]
    if not listed:
        raise _unreadable("rounds", "cần ít nhất một vòng; chỉ một vòng thì ghi numbers, names ở ngoài")
    seats = _whole(top["seats"], "seats", least=1) if "seats" in top else None
    earlier = {
        step: [_text(name, f"earlier.{step}") for name in _list(names, f"earlier.{step}")]
        for step, names in _mapping(top.get("earlier", {}), "earlier").items()
    }
    told: list[dict[str, Any]] = []
    tally: Tally | None = None
    for number, each in enumerate(listed, start=1):
        where = f"rounds[{number}]." if "rounds" in top else ""
        held = _mapping(each, where.rstrip("."), _ROUND) if where else top
        if where and "rule" in held:
            rule, source = _stated(held["rule"], f"{where}rule")
        fitted = _fitted(rule, asked, source)
        numbers = _numbers(held.get("numbers"), f"{where}numbers")
        names = _names(held.get("names"), asked, numbers, f"{where}names")
        _add_up(asked, fitted, numbers, names, number)
        if tally is not None:
            seats = _next_seats(tally, names, number)
        tally = read(fitted, numbers, names, seats=seats, earlier=earlier)
        told.append({**plain_tally(tally, language), "rule": source.plain(language)})
    whole = {**told[-1], "kind": asked.kind.value, "reason": _because(told[-1], language)}
    if len(told) > 1:
        chosen = [name for each in told for name in each["chosen"]]
        whole |= {"rounds": told, "chosen": chosen, "seats": told[0]["seats"]}
    return whole


def _add_up(asked: _Asked, rule: Rule, numbers: Numbers, names: Sequence[Named], number: int) -> None:
    wrong = faults(asked.kind, numbers, names, max_choices=asked.max_choices, names_added=asked.added > 0)
    wrong += beyond_members(numbers, rule.bases)
    if wrong:
        raise DomainError(
            "counts_disagree",
            "Số phiếu không khớp nên chưa đọc kết quả: {all} Hãy đối chiếu lại biên bản kiểm phiếu.",
            all=" ".join(fault.text for fault in wrong), round=number,
            faults=[{"code": fault.code, "where": fault.where, "text": fault.text} for fault in wrong],
        )  # fmt: skip


def _because(told: Mapping[str, Any], language: str) -> str:
    """The whole outcome in a sentence: what, what follows, by which clause."""
    words = [f"{told['outcome_words'][:1].upper()}{told['outcome_words'][1:]}."]
    if told["quorum"] is not None:
        words.append(told["quorum"]["reason"])
    words.append(told["follows"])
    cited = told["rule"]["citation"]
    if cited:
        words.append(f"By: {cited}." if language == "en" else f"Theo: {cited}.")
    return " ".join(filter(None, words))


def _asked(top: Mapping[str, Any], source: Source) -> _Asked:
    kind = Kind(_one_of(top.get("kind"), "kind", tuple(Kind)))
    most = _whole(top["max_choices"], "max_choices", least=1) if "max_choices" in top else None
    if kind is not Kind.CHOOSE and most is not None:
        raise _unreadable("max_choices", "chỉ ghi cho loại phiếu choose")
    if source.choices is not None and kind is Kind.CHOOSE:
        if most not in {None, source.choices}:
            raise _unreadable("max_choices", f"bước này cho mỗi phiếu chọn {source.choices} người; hãy bỏ max_choices")
        most = source.choices
    return _Asked(kind, _levels(kind, top), most, _whole(top.get("added", 0), "added"))


def _levels(kind: Kind, top: Mapping[str, Any]) -> tuple[str, ...]:
    if kind is Kind.CONFIDENCE:
        if "levels" in top:
            raise _unreadable("levels", f"phiếu tín nhiệm có sẵn ba mức {', '.join(CONFIDENCE_LEVELS)}; hãy bỏ levels")
        return CONFIDENCE_LEVELS
    if kind is not Kind.RATE:
        if "levels" in top:
            raise _unreadable("levels", "chỉ ghi cho loại phiếu rate")
        return ()
    levels = tuple(_text(each, "levels") for each in _list(top.get("levels"), "levels"))
    if len(levels) < 2 or len(set(levels)) != len(levels) or "none" in levels:
        raise _unreadable("levels", 'phiếu rate cần từ hai mức khác nhau, cao nhất trước, ví dụ ["tốt", "khá", "kém"]')
    return levels


def _fitted(rule: Rule, asked: _Asked, source: Source) -> Rule:
    """The rule for this kind of ballot: every line counts marks that stand on it. Errors: tally_unreadable."""
    counts = [line for line in rule.lines if line.asks or (line.take and not line.otherwise)]
    if asked.kind in _SCALES and source.procedure and counts:
        raise _unreadable("kind", f"bước «{source.step}» tính số phiếu đồng ý; hãy dùng loại phiếu approve hoặc choose")
    first = next((line.measure for line in rule.lines if line.asks), None)
    lines = []
    for number, line in enumerate(rule.lines, start=1):
        if asked.kind in _SCALES and line.measure == (FOR,) and not line.asks:
            if line.take and first is None:
                raise _unreadable(f"rule.lines[{number}].measure", _measure_hint(asked))
            lines.append(replace(line, measure=first or asked.levels[:1]))
            continue
        strange = [each for each in line.measure if each not in asked.marks]
        if strange:
            raise _unreadable(f"rule.lines[{number}].measure", _measure_hint(asked))
        lines.append(line)
    return replace(rule, lines=tuple(lines))


def _measure_hint(asked: _Asked) -> str:
    return f"phiếu {asked.kind.value} cần ghi những dấu được tính, trong: {', '.join(asked.marks)}"


def plain_tally(tally: Tally, language: str = "vi") -> dict[str, Any]:
    """Give a tally in plain data: outcome, quorum, names with reasons, who goes on, seats left."""
    quorum, numbers = tally.quorum, tally.numbers
    return {
        "outcome": tally.outcome,
        "outcome_words": reasons.outcome_words(tally.outcome, language),
        "follows": reasons.follows(tally, language),
        "numbers": {name: getattr(numbers, name) for name in _NUMBERS if getattr(numbers, name) is not None},
        "quorum": None if quorum is None else {
            "met": quorum.met, "present": quorum.present, "whole": quorum.whole, "base": quorum.base.value,
            "needed": quorum.needed, "reason": reasons.quorum_reason(quorum, language),
        },
        "names": [
            {
                "name": each.named.name, "votes": each.votes, "base": each.base.value, "whole": each.whole,
                "share": f"{each.votes}/{each.whole}", "percent": reasons.percent(each.share, language),
                "needed": _least(each, tally),
                "exactly_half": each.is_half, "outcome": each.outcome,
                "line": None if each.line is None else each.line + 1,
                "reason": reasons.verdict_reason(each, tally, language),
            }
            for each in tally.verdicts
        ],
        "chosen": list(tally.names("chosen")), "tied": list(tally.names("tie")), "going_on": list(going_on(tally)),
        "tie_rule": tally.rule.tie, "seats": tally.seats, "seats_left": tally.seats_left,
    }  # fmt: skip


def _least(verdict: Verdict, tally: Tally) -> int | None:
    """The least number of votes that the first line with a share asked of a name."""
    return tally.rule.lines[verdict.asked[0]].needed(tally.numbers) if verdict.asked else None


def _next_seats(tally: Tally, names: Sequence[Named], number: int) -> int:
    """The seats of a further round: those left. Only those who go on may stand in it."""
    allowed = going_on(tally)
    strangers = [each.name for each in names if each.name not in allowed]
    if strangers or not tally.seats_left:
        raise DomainError(
            "round_unfounded",
            "Vòng {number} không khớp vòng trước: {who}. Được vào vòng này: {allowed}; còn {seats} người cần chọn.",
            number=number, where=f"rounds[{number}].names", who=", ".join(strangers) or "không còn người cần chọn",
            allowed=", ".join(allowed) or "không ai", seats=tally.seats_left,
        )  # fmt: skip
    return tally.seats_left


def rule_in(top: Mapping[str, Any]) -> tuple[Rule, Source]:
    """Give the rule that a file names (procedure, step, as_of) or states itself (rule), and where it comes from.

    Errors: tally_unreadable, and those of `rule_of_step`.
    """
    if "rule" in top:
        both = next((name for name in ("procedure", "step", "as_of") if name in top), "")
        if both:
            raise _unreadable(both, "chỉ ghi một trong hai: rule, hoặc procedure cùng step và as_of")
        return _stated(top["rule"], "rule")
    if "procedure" not in top:
        raise _unreadable("rule", "cần rule, hoặc procedure cùng step và as_of")
    return rule_of_step(_text(top["procedure"], "procedure"), _text(top.get("step"), "step"), _day(top.get("as_of")))


def check_readable(rule: Mapping[str, Any], kind: Kind, levels: Sequence[str], max_choices: int | None = None) -> None:
    """Refuse, before anybody votes, a rule that the count of this ballot could not be read by.

    Errors: those of `rule_in`; tally_unreadable.
    """
    top: dict[str, Any] = {**rule, "kind": kind.value}
    if kind is Kind.RATE:
        top["levels"] = list(levels)
    if max_choices is not None:
        top["max_choices"] = max_choices
    read_by, source = rule_in(top)
    _fitted(read_by, _asked(top, source), source)


def _stated(raw: object, where: str) -> tuple[Rule, Source]:
    held = _mapping(raw, where, _RULE)
    quorum = None
    if held.get("quorum") is not None:
        asked = _mapping(held["quorum"], f"{where}.quorum", ("operator", "threshold", "base"))
        quorum = QuorumRule(
            _one_of(asked.get("operator"), f"{where}.quorum.operator", (">", ">=")),
            _share(asked.get("threshold"), f"{where}.quorum.threshold"),
            Base(_one_of(asked.get("base", "convened"), f"{where}.quorum.base", ("convened", "members"))),
        )
    lines = tuple(
        _line(each, f"{where}.lines[{n}]") for n, each in enumerate(_list(held.get("lines"), f"{where}.lines"), 1)
    )
    if not lines:
        raise _unreadable(f"{where}.lines", "cần ít nhất một dòng")
    early = next((n for n, line in enumerate(lines[:-1], 1) if line.otherwise and not line.take), 0)
    if early:
        raise _unreadable(
            f"{where}.lines[{early}].otherwise", "dòng «còn lại» phải đứng cuối, các dòng sau không tới lượt"
        )
    tie = _one_of(held.get("tie", "unsaid"), f"{where}.tie", THENS)
    confirmed = held.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise _unreadable(f"{where}.confirmed", "phải là true hoặc false")
    citation = _text(held.get("citation", ""), f"{where}.citation", may_be_empty=True)
    announce = _one_of(held.get("announce", "unsaid"), f"{where}.announce", ("announced", "not_announced", "unsaid"))
    return Rule(lines, quorum, tie), Source(citation=citation, confirmed=confirmed, announce=announce)


def _line(raw: object, where: str) -> Line:
    held = _mapping(raw, where, _LINE)
    otherwise = held.get("otherwise", False)
    if not isinstance(otherwise, bool):
        raise _unreadable(f"{where}.otherwise", "phải là true hoặc false")
    then = _one_of(held.get("then"), f"{where}.then", THENS)
    take = _one_of(held.get("take", ""), f"{where}.take", ("", *TAKES))
    measure = tuple(_text(each, f"{where}.measure") for each in _list(held.get("measure", [FOR]), f"{where}.measure"))
    if not measure:
        raise _unreadable(f"{where}.measure", "cần ít nhất một dấu được tính")
    if otherwise:
        too_much = [name for name in ("operator", "threshold", "base", "differs_from") if held.get(name)]
        if too_much:
            raise _unreadable(f"{where}.{too_much[0]}", "dòng otherwise nhận mọi trường hợp còn lại, không ghi ngưỡng")
        return Line(then, take=take, otherwise=True, measure=measure)
    return Line(
        then, _one_of(held.get("operator"), f"{where}.operator", tuple(OPERATORS)),
        _share(held.get("threshold"), f"{where}.threshold"),
        Base(_one_of(held.get("base", "convened"), f"{where}.base", tuple(Base))), take,
        differs_from=_text(held.get("differs_from", ""), f"{where}.differs_from", may_be_empty=True), measure=measure,
    )  # fmt: skip


def _numbers(raw: object, where: str) -> Numbers:
    """The numbers; where neither invalid nor blank slips are told apart, those not valid count as invalid."""
    held = _mapping(raw, where, _NUMBERS)
    missing = [name for name in _NEEDED if held.get(name) is None]
    if missing:
        raise _unreadable(where, f"thiếu {', '.join(missing)}")
    given = {name: _whole(value, f"{where}.{name}") for name, value in held.items() if value is not None}
    if "invalid" not in given and "blank" not in given:
        given["invalid"] = max(0, given["returned"] - given["valid"])
    return Numbers(**given)


def _names(raw: object, asked: _Asked, numbers: Numbers, where: str) -> list[Named]:
    found, written = [], 0
    for number, each in enumerate(_list(raw, where), start=1):
        at = f"{where}[{number}]"
        known = ("name", "levels", "none", "added") if asked.kind in _SCALES else (
            "name", "for", "against", "none", "added",
        )  # fmt: skip
        held = _mapping(each, at, known)
        named = _scaled(held, asked, at) if asked.kind in _SCALES else _counted(held, at)
        if _is_added(held, asked, at):
            got = named.in_favour + sum(count for _, count in named.levels)
            written += got
            if asked.kind is not Kind.CHOOSE and not {"against", "none"} & held.keys():
                named = replace(named, no_opinion=max(0, numbers.valid - got))
        found.append(named)
    if written > numbers.valid * asked.added:
        raise _unreadable(
            where, f"các tên ghi thêm có {written} lượt, nhiều hơn {numbers.valid} phiếu × {asked.added} tên"
        )
    return found


def _is_added(held: Mapping[str, Any], asked: _Asked, where: str) -> bool:
    is_added = held.get("added", False)
    if not isinstance(is_added, bool):
        raise _unreadable(f"{where}.added", "phải là true hoặc false")
    if is_added and not asked.added:
        raise _unreadable(f"{where}.added", "phiếu này không cho ghi thêm tên; hãy ghi added (số tên) ở ngoài")
    return is_added


def _scaled(held: Mapping[str, Any], asked: _Asked, where: str) -> Named:
    counts = _mapping(held.get("levels"), f"{where}.levels", asked.levels)
    by_level = tuple((level, _whole(counts.get(level, 0), f"{where}.levels.{level}")) for level in asked.levels)
    return Named(_text(held.get("name"), f"{where}.name"), no_opinion=_count(held, "none", where), levels=by_level)


def _counted(held: Mapping[str, Any], where: str) -> Named:
    if "for" not in held:
        raise _unreadable(where, "thiếu for (số phiếu đồng ý)")
    return Named(
        _text(held.get("name"), f"{where}.name"), _count(held, "for", where), _count(held, "against", where),
        _count(held, "none", where),
    )  # fmt: skip


def _count(held: Mapping[str, Any], name: str, where: str) -> int:
    return _whole(held.get(name, 0), f"{where}.{name}")


def _unreadable(where: str, why: str) -> DomainError:
    return DomainError("tally_unreadable", "Tệp kiểm phiếu sai ở «{where}»: {why}.", where=where, why=why)


def _mapping(raw: object, where: str, known: Sequence[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _unreadable(where, "phải là một mục JSON {…}")
    strange = [name for name in raw if known is not None and name not in known]
    if strange:
        raise _unreadable(where, f"không có mục «{strange[0]}»; được ghi: {', '.join(known or ())}")
    return raw


def _list(raw: object, where: str) -> list[Any]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise _unreadable(where, "phải là một danh sách […]")
    return raw


def _text(raw: object, where: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(raw, str) or not (raw.strip() or may_be_empty):
        raise _unreadable(where, "phải là chữ")
    return raw.strip()


def _whole(raw: object, where: str, *, least: int = 0) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= _MOST:
        raise _unreadable(where, f"phải là số nguyên từ {least} đến {_MOST}")
    return raw


def _one_of(raw: object, where: str, known: Sequence[str]) -> str:
    if not isinstance(raw, str) or raw not in known:
        raise _unreadable(where, f"phải là một trong: {', '.join(each for each in known if each)}")
    return str(raw)


def _share(raw: object, where: str) -> Fraction:
    """A share is written "2/3"; a decimal would not be two thirds."""
    if isinstance(raw, str):
        written = _SHARE.fullmatch(raw.strip())
        if written and 0 < int(written[1]) <= int(written[2]):
            return Fraction(int(written[1]), int(written[2]))
    raise _unreadable(where, 'phải là phân số từ 0 đến 1, ví dụ "1/2", "2/3", "3/10"')


def _day(raw: object) -> date:
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise _unreadable("as_of", 'phải là ngày, ví dụ "2026-03-01"') from None
