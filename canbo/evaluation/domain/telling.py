"""A proposal told: its points, the working line by line, every condition with its clause, what is missing, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.exact import Value
from canbo.rules.domain.language import Expression, Name, Param
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Citation, Words
from canbo.rules.domain.ready_schemes import Prepared, prepared, shown
from canbo.rules.domain.scheme_inputs import PARTS
from canbo.rules.domain.scheme_inputs import PRODUCTS as LIST
from canbo.rules.domain.schemes import LEVELS, PRODUCTS, TOTAL, Asked, Cut, Follow, Group, Scheme
from canbo.rules.domain.scoring import Finding, Scored

_OUTCOMES: Final = {
    "proposed": Words("Đề xuất: {level}. {why}", "Proposed: {level}. {why}"),
    "unknown": Words("Chưa đề xuất được mức: còn thiếu {missing}.", "No level can be proposed yet: {missing} missing."),
    "not_rated": Words("Không xếp loại. {why}", "Not rated. {why}"),
    "undecided": Words(
        "Không đề xuất mức nào: không mức nào đạt đủ điều kiện mà cũng không có căn cứ xếp mức thấp nhất; văn bản "
        "không nói, cấp có thẩm quyền quyết định.",
        "No level is proposed: no level's conditions all hold, and nothing leads to the lowest; the text does not say, "
        "the authority decides.",
    ),
}
_HOW: Final = {
    "rule": Words("Theo quy tắc: {text} ({citation})", "By rule: {text} ({citation})"),
    "ceiling": Words("Mức cao nhất được xếp: {text} ({citation})", "The highest level allowed: {text} ({citation})"),
    "conditions": Words("Đạt mọi điều kiện của mức này ({citation})", "All conditions of this level hold ({citation})"),
    "points": Words("Theo điểm ({citation})", "By points ({citation})"),
    "fall": Words(
        "Điểm ở mức «{band}» nhưng thiếu điều kiện: {text} Văn bản không nói xuống mức nào; đây là mức cao nhất bên "
        "dưới mà mọi điều kiện đều đạt ({citation})",
        "The points are of «{band}» but a condition fails: {text} The text does not say which level follows; this is "
        "the highest below of which all conditions hold ({citation})",
    ),
    "concluded": Words(
        "Mức do cấp có thẩm quyền kết luận, gọi bằng tên của bộ tiêu chí này ({citation})",
        "The level that the authority concluded, in the words of this scheme ({citation})",
    ),
}
_PRODUCT_LABELS: Final = {
    "products_assigned": Words("được giao", "assigned"), "products_done": Words("hoàn thành", "done"),
    "products_good": Words("đạt chất lượng", "to quality"),
    "products_on_time": Words("đúng tiến độ", "on schedule"),
}  # fmt: skip
_LISTS: Final = {
    LIST: Words("danh sách sản phẩm, công việc", "list of work products"),
    "quarters": Words("điểm bốn quý", "points of the four quarters"),
    "months": Words("điểm mười hai tháng", "points of the twelve months"),
    TOTAL: Words("tổng điểm", "total of points"),
}
_PART: Final = {"quarters": Words("điểm quý", "points of quarter"), "months": Words("điểm tháng", "points of month")}
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CONSIDER: Final = Words("Cần cân nhắc: {text}", "To be weighed: {text}")
_UNKNOWN: Final = Words("chưa rõ", "unknown")
_YES: Final = Words("có", "yes")
_NO: Final = Words("không", "no")
_ABSENT: Final = Words("Không có: {label}.", "Not the case: {label}.")
_NEEDS: Final = Words("Chưa rõ, cần biết: {fields}.", "Not known yet; needed: {fields}.")
_WEIGHED: Final = Words(
    "{text} Cấp có thẩm quyền đã cân nhắc nên không tính là căn cứ.",
    "{text} The authority has weighed it, so it is no ground.",
)


def _labels(scheme: Scheme) -> dict[str, Words]:
    """What a page calls the inputs, values and groups of a scheme."""
    labels = {each.id: each.label for each in scheme.inputs}
    labels |= {each.id: each.label for each in scheme.values}
    return labels | {group.name: group.label for group in scheme.groups} | _LISTS


def in_words(error: DomainError, scheme: Scheme, language: str) -> DomainError:
    """Give a refusal of what was entered with the labels of the page in the place of the names of the scheme."""
    labels = _labels(scheme) | {
        f"{group.name}.{key}": label for group in scheme.groups for key, label in group.criteria
    } | {
        f"{name}[{n}]": Words(f"{_PART[name].vi} {n}", f"{_PART[name].en} {n}")
        for name, count in PARTS.items() for n in range(1, count + 1)
    }  # fmt: skip
    told = {
        key: labels[value].within(language)
        for key in ("field", "whole") if (value := str(error.extra.get(key, ""))) in labels
    }  # fmt: skip
    return DomainError(error.code, error.template, **{**error.extra, **told}) if told else error


def plain_scored(scored: Scored, language: str = "vi") -> dict[str, Any]:
    """Give a proposal in plain data. Numbers are cut, never rounded up, to six places; `exact` gives them as shares."""
    return _Told(scored, language).plain()


def cited(law: Law, cites: Iterable[Citation]) -> str:
    """Give clauses in words, each with the number of its document."""
    return "; ".join(f"{each.clause}, {_number_of(law, each)}" for each in cites)


def _number_of(law: Law, cite: Citation) -> str:
    document = law.library.documents.get(cite.document)
    return document.number if document is not None else cite.document


class _Told:
    def __init__(self, scored: Scored, language: str) -> None:
        self.scored = scored
        self.scheme: Scheme = scored.scheme
        self.law: Law = scored.law
        self.ready: Prepared = prepared(scored.scheme, scored.law)
        self.language = language

    def say(self, words: Words, **parts: str) -> str:
        return words.within(self.language).format(**parts)

    def plain(self) -> dict[str, Any]:
        scored, level = self.scored, self.scored.level
        findings = [self.finding(each) for each in scored.findings]
        by = [self.finding(each) for each in scored.by]
        cited = {(each["document"], each["clause"]): each for one in findings for each in one["citations"]}
        return {
            "outcome": scored.outcome, "level": level, "words": self.level(level) if level else None,
            "sentence": self.sentence(by), "final": False,
            "points": self.points(), "exact": self.exact(), "points_level": scored.band,
            "working": list(self.working()),
            "proposed_by": self.proposed_by(by),
            "conditions": findings,
            "missing": [{"field": name, "label": self.label(name)} for name in scored.missing],
            "possible": list(scored.possible),
            "citations": list({**cited, **{(each["document"], each["clause"]): each for each in self.own()}}.values()),
            "confirmed": scored.confirmed, "cap": self.cap(), "consider": self.considered(),
            "law_day": self.law.day.isoformat(), "pack": self.scheme.pack, "note": self.scheme.note or None,
        }  # fmt: skip

    def own(self) -> list[dict[str, Any]]:
        return [self.citation(each) for each in self.scheme.cite]

    # words

    def level(self, level: str) -> str:
        return self.scheme.words[level].within(self.language)

    def label(self, name: str) -> str:
        labels = _labels(self.scheme)
        return labels[name].within(self.language) if name in labels else name

    def number(self, value: Value, *, percent: bool = False) -> str:
        if value is None:
            return _UNKNOWN.within(self.language)
        if isinstance(value, bool):
            return (_YES if value else _NO).within(self.language)
        text = shown(value)
        text = text.replace(".", ",") if self.language == "vi" else text
        return f"{text} %" if percent else text

    def amount(self, expression: Expression | None, value: Value) -> str:
        """A value of a sentence, with its percent sign where it is one."""
        tree = expression.tree if expression is not None else None
        percent = False
        if isinstance(tree, Param):
            percent = self.law.has_value(tree.id) and self.law.bound(tree.id).parameter.kind == "percent"
        elif isinstance(tree, Name):
            percent = tree.name.endswith(("_share", "_percent"))
        return self.number(value, percent=percent)

    def citation(self, cite: Citation) -> dict[str, Any]:
        return {"document": cite.document, "number": _number_of(self.law, cite), "clause": cite.clause}

    def cited(self, cites: Iterable[Citation]) -> str:
        return cited(self.law, cites)

    # findings

    def finding(self, finding: Finding) -> dict[str, Any]:
        rule = finding.rule
        kind = "points" if isinstance(rule, Cut) else "condition" if isinstance(rule, Asked) else "rule"
        levels = list(rule.levels) if isinstance(rule, Asked) else [rule.level] if rule.level else []
        return {
            "id": rule.id, "kind": kind, "levels": levels,
            "effect": rule.then if isinstance(rule, Follow) else None,
            "label": self.level(rule.level) if isinstance(rule, Cut) else rule.label.within(self.language),
            "state": finding.state, "reason": self.reason(finding),
            "missing": [{"field": name, "label": self.label(name)} for name in finding.missing],
            "citation": self.cited(rule.cite), "citations": [self.citation(each) for each in rule.cite],
            "confirmed": finding.confirmed,
            "note": None if isinstance(rule, Cut) else rule.note or None,
        }  # fmt: skip

    def reason(self, finding: Finding) -> str:
        rule = finding.rule
        if finding.state == "unknown":
            return self.say(_NEEDS, fields=self.labels(finding.missing))
        if isinstance(rule, Cut):
            return self.range(rule, finding.have)
        if isinstance(rule, Follow) and finding.state == "pass" and rule.have is None:
            return self.say(_ABSENT, label=rule.label.within(self.language))
        text = self.say(
            rule.reason, have=self.amount(rule.have, finding.have), need=self.amount(rule.need, finding.need)
        )
        return self.say(_WEIGHED, text=text) if finding.state == "weighed" else text

    def range(self, cut: Cut, total: Value) -> str:
        """The sentence on the points of a level: from where, to under where."""
        upper = next((each for each in self.scheme.cuts if each.level in LEVELS and _above(each, cut)), None)
        parts = []
        if cut.threshold is not None:
            sign = "≥" if cut.operator == ">=" else ">"
            parts.append(f"{sign} {self.number(self.ready.value(cut.threshold, {}))}")
        if upper is not None and upper.threshold is not None:
            sign = "<" if upper.operator == ">=" else "≤"
            parts.append(f"{sign} {self.number(self.ready.value(upper.threshold, {}))}")
        joined = {"vi": " và ", "en": " and "}[self.language].join(parts)
        words = Words("{total} điểm; mức «{level}»: {range}.", "{total} points; «{level}»: {range}.")
        return self.say(words, total=self.number(total), level=self.level(cut.level), range=joined)

    def proposed_by(self, by: list[dict[str, Any]]) -> dict[str, Any] | None:
        scored = self.scored
        if scored.outcome not in {"proposed", "not_rated"}:
            return None
        deciding = self.deciding(by)
        cites = {(each["document"], each["clause"]): each for one in deciding for each in one["citations"]}
        if scored.how == "concluded":
            cites = {(each["document"], each["clause"]): each for each in self.own()}
        return {
            "kind": scored.how, "rules": [each["id"] for each in deciding], "text": self.why(by),
            "citation": "; ".join(f"{each['clause']}, {each['number']}" for each in cites.values()),
            "citations": list(cites.values()),
        }  # fmt: skip

    def deciding(self, by: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What settled the level: the rule that bites; the points; without points, the conditions."""
        if self.scored.how in {"rule", "ceiling"}:
            return by[:1] if self.scored.how == "ceiling" else by
        cuts = [each for each in by if each["kind"] == "points"]
        held = [each for each in by if each["kind"] == "condition" and self.scored.level in each["levels"]]
        return [*cuts, *(each for each in held if each["state"] == "pass")]

    def why(self, by: list[dict[str, Any]]) -> str:
        words = _HOW.get(self.scored.how)
        if words is None:
            return ""
        deciding = self.deciding(by)
        failing = [each for each in by if each["kind"] == "condition" and each["state"] == "fail"]
        told = failing if self.scored.how == "fall" else deciding
        cites = "; ".join(dict.fromkeys(each["citation"] for each in deciding)) or self.cited(self.scheme.cite)
        band = self.level(self.scored.band) if self.scored.band else ""
        return self.say(words, text=" ".join(each["reason"] for each in told), citation=cites, band=band) + "."

    def sentence(self, by: list[dict[str, Any]]) -> str:
        scored = self.scored
        level = self.level(scored.level) if scored.level else ""
        told = self.say(_OUTCOMES[scored.outcome], level=level, why=self.why(by), missing=self.labels(scored.missing))
        return " ".join([told, *(self.say(_CONSIDER, text=each["reason"]) for each in self.considered())])

    def considered(self) -> list[dict[str, Any]]:
        """What the authority must weigh, though no level follows from it."""
        bites = [each for each in self.scored.findings if each.state == "fail"]
        return [self.finding(each) for each in bites if isinstance(each.rule, Follow) and each.rule.then == "consider"]

    def labels(self, names: Iterable[str]) -> str:
        """The labels of several fields in a sentence."""
        return "; ".join(f"«{self.label(name)}»" for name in names) or _UNKNOWN.within(self.language)

    def cap(self) -> dict[str, Any] | None:
        """The cap on the top level that the group of this person is under."""
        cap = self.scheme.cap
        if cap is None or (cap.span is not None and not cap.span.holds(self.law.day)):
            return None
        return {
            "level": LEVELS[-1], "percent": _plain(self.ready.value(cap.share, {})), "base": cap.base,
            "highest_percent": None if cap.higher is None else _plain(self.ready.value(cap.higher, {})),
            "groups": list(cap.groups), "citation": self.cited(cap.cite), "note": cap.note or None,
        }  # fmt: skip

    # points and working

    def names(self) -> list[tuple[str, str]]:
        named = [(group.id, group.name) for group in self.scheme.groups]
        return [*named, ("total", TOTAL)] if named else []

    def points(self) -> dict[str, Any] | None:
        told = {short: _plain(self.scored.env[name]) for short, name in self.names()}
        return told or None

    def exact(self) -> dict[str, Any] | None:
        values = {short: self.scored.env[name] for short, name in self.names()}
        return {short: None if value is None else str(value) for short, value in values.items()} or None

    def working(self) -> Iterable[dict[str, Any]]:
        yield from self.products()
        for computed in self.scheme.values:
            value = self.scored.env[computed.id]
            if value is None or computed.id not in self.scored.computed:
                continue
            formula = self.filled(computed.formula) if computed.formula is not None else ""
            if computed.part is not None and computed.of is not None:
                part, whole = (self.ready.value(each, self.scored.env) for each in (computed.part, computed.of))
                formula = f"{self.number(part)} / {self.number(whole)}"
            made = self.number(value, percent=True)
            text = f"{computed.label.within(self.language)}: {f'{formula} = ' if formula else ''}{made}"
            yield self.line(computed.id, text, f"{computed.id} = {formula or shown(value)}", value)
        for group in self.scheme.groups:
            yield from self.group(group)
        yield from self.total()

    def filled(self, formula: Expression) -> str:
        """A formula with the numbers that its names stand for; "" where it is one name."""
        if isinstance(formula.tree, Name):
            return ""
        known = {name: self.number(self.scored.env[name]) for name in formula.names}
        return _WORD.sub(lambda found: known.get(found[0], found[0]), formula.text)

    def line(
        self, name: str, text: str, formula: str, value: Value, cites: Iterable[Citation] = (), *,
        confirmed: bool = True, note: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        return {
            "id": name, "text": text, "formula": formula, "value": _plain(value), "citation": self.cited(cites),
            "confirmed": confirmed, "note": note or None,
        }  # fmt: skip

    def products(self) -> Iterable[dict[str, Any]]:
        held = self.scheme.products
        if held is None or self.scored.env[PRODUCTS[0]] is None:
            return
        deduction = self.number(self.ready.value(held.deduction, {}), percent=True)
        parts = "; ".join(
            f"{_PRODUCT_LABELS[name].within(self.language)} {self.number(self.scored.env[name])}" for name in PRODUCTS
        )
        words = Words(
            "Sản phẩm quy đổi: {parts} (mỗi lần chưa đạt hoặc chậm trừ {deduction} của sản phẩm đó)",
            "Converted products: {parts} (each failed check or delay takes {deduction} off that product)",
        )
        formula = f"Σ × max(0, 1 - {deduction} × n)"
        confirmed = held.confirmed and self.scheme.confirmed
        yield self.line(
            LIST, self.say(words, parts=parts, deduction=deduction), formula, None, held.cite, confirmed=confirmed
        )

    def group(self, group: Group) -> Iterable[dict[str, Any]]:
        value = self.scored.env[group.name]
        if value is None:
            return
        most, label = self.number(self.ready.value(group.most, {})), group.label.within(self.language)
        named = set(group.most.params) & self.ready.unconfirmed
        confirmed = group.confirmed and self.scheme.confirmed and not named
        if group.name in self.scored.computed:
            shares = [(self.scored.env[each.value], each.weight) for each in group.shares]
            sums = " + ".join(
                self.number(share) if weight == 1 else f"{weight} × {self.number(share)}" for share, weight in shares
            )
            formula = f"{most} × ({sums}) / {sum(weight for _share, weight in shares)} / 100"
            text = f"{label}: {formula} = {self.number(value)}"
            confirmed = confirmed and group.shares_confirmed
            yield self.line(group.name, text, formula, value, group.cite, confirmed=confirmed, note=group.note)
            return
        words = Words("{label}: {value}/{most} điểm, như đã nhập", "{label}: {value}/{most} points, as entered")
        text = self.say(words, label=label, value=self.number(value), most=most)
        yield self.line(group.name, text, group.name, value, group.cite, confirmed=confirmed)

    def total(self) -> Iterable[dict[str, Any]]:
        if not self.scheme.groups or self.scored.env[TOTAL] is None:
            return
        value, average = self.scored.env[TOTAL], self.scored.average
        if average is not None and average.mean is not None and self.scheme.year is not None:
            sums = " + ".join(self.number(each) for each in average.counted)
            formula = f"({sums}) / {len(average.counted)}"
            words = Words(
                "Điểm năm, trung bình các kỳ: {formula} = {value}{absent}",
                "Points of the year, mean of its parts: {formula} = {value}{absent}",
            )
            left_out = Words("; không tính {n} kỳ vắng có lý do", "; {n} parts of justified absence left out")
            absent = self.say(left_out, n=str(average.absent)) if average.absent else ""
            text = self.say(words, formula=formula, value=self.number(value), absent=absent)
            year = self.scheme.year
            confirmed = year.confirmed and self.scheme.confirmed
            yield self.line(TOTAL, text, formula, value, year.cite, confirmed=confirmed, note=year.note)
            return
        known = [self.scored.env[group.name] for group in self.scheme.groups]
        formula = " + ".join(self.number(each) for each in known) if None not in known else TOTAL
        words = Words("Tổng điểm: {formula} = {value}", "Total: {formula} = {value}")
        yield self.line(TOTAL, self.say(words, formula=formula, value=self.number(value)), formula, value)


def _above(one: Cut, other: Cut) -> bool:
    return LEVELS.index(one.level) == LEVELS.index(other.level) + 1


def _plain(value: Value) -> int | float | bool | str | None:
    """A number for JSON, cut to six places so that it never reads as more than it is."""
    if not isinstance(value, Fraction):
        return value
    text = shown(value).rstrip("…")
    return float(text) if "." in text else int(text)
