"""A count written as JSON: read by its published schema, read by the rule of a pack or one stated in the file, told.

The schema is `schemas/tally.schema.json`, with an example of each kind beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.procedures.domain import reasons
from canbo.procedures.domain.counts import CONFIDENCE_LEVELS, FOR, Base, Kind, Named, Numbers, faults
from canbo.procedures.domain.tally import OPERATORS, TAKES, THENS, Line, QuorumRule, Rule, Tally, going_on, read
from canbo.procedures.rules_of import Source, rule_of_step

_TOP: Final = (
    "$schema", "title", "kind", "seats", "max_choices", "levels", "procedure", "step", "as_of", "rule", "earlier",
    "rounds", "numbers", "names",
)  # fmt: skip
_NUMBERS: Final = ("members", "convened", "present", "issued", "returned", "valid", "invalid", "blank")
_NEEDED: Final = ("convened", "present", "issued", "returned", "valid")
_RULE: Final = ("quorum", "lines", "tie", "citation", "confirmed", "announce")
_SHARE: Final = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_LINE: Final = ("operator", "threshold", "base", "take", "then", "otherwise", "differs_from", "measure")


def tally_of(raw: object, language: str = "vi") -> dict[str, Any]:
    """Read a file of a count and give the outcome, each name's reason, the rule and its citations, in plain data.

    Errors: tally_unreadable (what stands where), counts_disagree (with every fault), and those of `tally.read`.
    """
    top = _mapping(raw, "tệp", _TOP)
    kind = Kind(_one_of(top.get("kind"), "kind", tuple(Kind)))
    rule, source = rule_in(top)
    rounds = [_mapping(each, "rounds", ("numbers", "names")) for each in _list(top.get("rounds"), "rounds")] or [top]
    if "rounds" in top and ("numbers" in top or "names" in top):
        raise _unreadable("rounds", "đã ghi từng vòng thì không ghi numbers, names ở ngoài nữa")
    seats = _whole(top["seats"], "seats") if "seats" in top else None
    most = _whole(top["max_choices"], "max_choices") if "max_choices" in top else None
    earlier = {
        step: [_text(name, f"earlier.{step}") for name in _list(names, f"earlier.{step}")]
        for step, names in _mapping(top.get("earlier", {}), "earlier").items()
    }
    told: list[dict[str, Any]] = []
    tally: Tally | None = None
    for number, each in enumerate(rounds, start=1):
        numbers, names = _numbers(each.get("numbers")), _names(each.get("names"), kind, top)
        wrong = faults(kind, numbers, names, max_choices=most)
        if wrong:
            raise DomainError(
                "counts_disagree",
                "Số phiếu không khớp nên chưa đọc kết quả: {first} Hãy đối chiếu lại biên bản kiểm phiếu.",
                first=wrong[0].text, round=number, faults=[{"code": fault.code, "text": fault.text} for fault in wrong],
            )  # fmt: skip
        if tally is not None:
            seats = _next_seats(tally, names, number)
        tally = read(rule, numbers, names, seats=seats, earlier=earlier)
        told.append(plain_tally(tally, language))
    return {
        **told[-1],
        "kind": kind.value,
        "rule": source.plain(language),
        **({"rounds": told} if len(told) > 1 else {}),
    }


def plain_tally(tally: Tally, language: str = "vi") -> dict[str, Any]:
    """Give a tally in plain data: outcome, quorum, names with reasons, who goes on, seats left."""
    quorum = tally.quorum
    return {
        "outcome": tally.outcome,
        "outcome_words": reasons.outcome_words(tally.outcome, language),
        "quorum": None if quorum is None else {
            "met": quorum.met, "present": quorum.present, "whole": quorum.whole, "base": quorum.base.value,
            "needed": quorum.needed, "reason": reasons.quorum_reason(quorum, language),
        },
        "names": [
            {
                "name": each.named.name, "votes": each.votes, "base": each.base.value, "whole": each.whole,
                "share": f"{each.votes}/{each.whole}", "percent": reasons.percent(each.share, language),
                "exactly_half": each.is_half, "outcome": each.outcome,
                "line": None if each.line is None else each.line + 1,
                "reason": reasons.verdict_reason(each, tally, language),
            }
            for each in tally.verdicts
        ],
        "chosen": list(tally.names("chosen")), "tied": list(tally.names("tie")), "going_on": list(going_on(tally)),
        "tie_rule": tally.rule.tie, "seats": tally.seats, "seats_left": tally.seats_left,
    }  # fmt: skip


def _next_seats(tally: Tally, names: Sequence[Named], number: int) -> int:
    """The seats of a further round: those left. Only those who go on may stand in it."""
    allowed = going_on(tally)
    strangers = [each.name for each in names if each.name not in allowed]
    if strangers or not tally.seats_left:
        raise DomainError(
            "round_unfounded",
            "Vòng {number} không khớp vòng trước: {who}. Được vào vòng này: {allowed}; còn {seats} người cần chọn.",
            number=number, who=", ".join(strangers) or "không còn người cần chọn",
            allowed=", ".join(allowed) or "không ai", seats=tally.seats_left,
        )  # fmt: skip
    return tally.seats_left


def rule_in(top: Mapping[str, Any]) -> tuple[Rule, Source]:
    """Give the rule that a file names (procedure, step, as_of) or states itself (rule), and where it comes from.

    Errors: tally_unreadable, and those of `rule_of_step`.
    """
    if "rule" in top:
        if "procedure" in top:
            raise _unreadable("rule", "chỉ ghi một trong hai: rule, hoặc procedure cùng step và as_of")
        return _stated(top["rule"])
    if "procedure" not in top:
        raise _unreadable("rule", "cần rule, hoặc procedure cùng step và as_of")
    return rule_of_step(_text(top["procedure"], "procedure"), _text(top.get("step"), "step"), _day(top.get("as_of")))


def _stated(raw: object) -> tuple[Rule, Source]:
    held = _mapping(raw, "rule", _RULE)
    quorum = None
    if held.get("quorum") is not None:
        asked = _mapping(held["quorum"], "rule.quorum", ("operator", "threshold", "base"))
        quorum = QuorumRule(
            _one_of(asked.get("operator"), "rule.quorum.operator", (">", ">=")),
            _share(asked.get("threshold"), "rule.quorum.threshold"),
            Base(_one_of(asked.get("base", "convened"), "rule.quorum.base", ("convened", "members"))),
        )
    lines = tuple(_line(each, f"rule.lines[{n}]") for n, each in enumerate(_list(held.get("lines"), "rule.lines"), 1))
    if not lines:
        raise _unreadable("rule.lines", "cần ít nhất một dòng")
    tie = _one_of(held.get("tie", "unsaid"), "rule.tie", THENS)
    confirmed = held.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise _unreadable("rule.confirmed", "phải là true hoặc false")
    citation = _text(held.get("citation", ""), "rule.citation", may_be_empty=True)
    announce = _one_of(held.get("announce", "unsaid"), "rule.announce", ("announced", "not_announced", "unsaid"))
    return Rule(lines, quorum, tie), Source(citation=citation, confirmed=confirmed, announce=announce)


def _line(raw: object, where: str) -> Line:
    held = _mapping(raw, where, _LINE)
    otherwise = held.get("otherwise", False)
    if not isinstance(otherwise, bool):
        raise _unreadable(f"{where}.otherwise", "phải là true hoặc false")
    then = _one_of(held.get("then"), f"{where}.then", THENS)
    take = _one_of(held.get("take", ""), f"{where}.take", ("", *TAKES))
    if otherwise:
        return Line(then, take=take, otherwise=True)
    measure = tuple(_text(each, f"{where}.measure") for each in _list(held.get("measure", [FOR]), f"{where}.measure"))
    return Line(
        then, _one_of(held.get("operator"), f"{where}.operator", tuple(OPERATORS)),
        _share(held.get("threshold"), f"{where}.threshold"),
        Base(_one_of(held.get("base", "convened"), f"{where}.base", tuple(Base))), take,
        differs_from=_text(held.get("differs_from", ""), f"{where}.differs_from", may_be_empty=True), measure=measure,
    )  # fmt: skip


def _numbers(raw: object) -> Numbers:
    held = _mapping(raw, "numbers", _NUMBERS)
    missing = [name for name in _NEEDED if name not in held]
    if missing:
        raise _unreadable("numbers", f"thiếu {', '.join(missing)}")
    given = {name: _whole(value, f"numbers.{name}") for name, value in held.items() if value is not None}
    return Numbers(**given)


def _names(raw: object, kind: Kind, top: Mapping[str, Any]) -> list[Named]:
    levels = CONFIDENCE_LEVELS if kind is Kind.CONFIDENCE else tuple(_list(top.get("levels"), "levels"))
    found = []
    for number, each in enumerate(_list(raw, "names"), start=1):
        where = f"names[{number}]"
        if kind in {Kind.RATE, Kind.CONFIDENCE}:
            held = _mapping(each, where, ("name", "levels", "none"))
            counts = _mapping(held.get("levels"), f"{where}.levels", levels)
            by_level = tuple((level, _whole(counts.get(level, 0), f"{where}.levels.{level}")) for level in levels)
            found.append(Named(_text(held.get("name"), f"{where}.name"), no_opinion=_count(held, "none", where),
                               levels=by_level))  # fmt: skip
        else:
            held = _mapping(each, where, ("name", "for", "against", "none"))
            if "for" not in held:
                raise _unreadable(where, "thiếu for (số phiếu đồng ý)")
            found.append(Named(_text(held.get("name"), f"{where}.name"), _count(held, "for", where),
                               _count(held, "against", where), _count(held, "none", where)))  # fmt: skip
    return found


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


def _whole(raw: object, where: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 1_000_000:
        raise _unreadable(where, "phải là số nguyên từ 0 trở lên")
    return raw


def _one_of(raw: object, where: str, known: Sequence[str]) -> str:
    if raw not in known:
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
