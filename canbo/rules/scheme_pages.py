"""The schemes of evaluation as people read them: levels, points, conditions, what follows, the cap, the way, by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common import formats
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.rules.domain.language import Expression
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.model import Citation, Document, Span
from canbo.rules.domain.ready_schemes import prepared
from canbo.rules.domain.schemes import LEVELS, Cap, Cut, Scheme
from canbo.rules.phrases import in_words

WAYS: Final[dict[str, str | Promise]] = {
    "points": gettext_lazy("theo điểm và điều kiện"), "conditions": gettext_lazy("theo điều kiện"),
    "concluded": gettext_lazy("do cấp có thẩm quyền kết luận"),
}  # fmt: skip
SUBJECTS: Final[dict[str, str | Promise]] = {"person": gettext_lazy("cá nhân"), "collective": gettext_lazy("tập thể")}
PERIODS: Final[dict[str, str | Promise]] = {
    "month": gettext_lazy("tháng"), "quarter": gettext_lazy("quý"), "year": gettext_lazy("năm"),
}  # fmt: skip
THENS: Final[dict[str, str | Promise]] = {
    "level": gettext_lazy("xếp"), "at_most": gettext_lazy("cao nhất là"), "not_rated": gettext_lazy("không xếp loại"),
    "consider": gettext_lazy("cần cân nhắc"),
}  # fmt: skip
BASES: Final[dict[str, str | Promise]] = {
    "well": gettext_lazy("số xếp mức tốt"), "well_or_better": gettext_lazy("số xếp mức tốt trở lên"),
    "all": gettext_lazy("tất cả những người được xếp loại"),
}  # fmt: skip
ROUNDINGS: Final[dict[str, str | Promise]] = {
    "down": gettext_lazy("làm tròn xuống"), "nearest": gettext_lazy("làm tròn đến số gần nhất"),
    "up": gettext_lazy("làm tròn lên"),
}  # fmt: skip
STEP_WORDS: Final[dict[str, str | Promise]] = {
    "self_review": gettext_lazy("tự đánh giá"), "colleagues": gettext_lazy("góp ý của tập thể"),
    "head": gettext_lazy("cấp trực tiếp đánh giá"), "meeting": gettext_lazy("hội nghị"),
    "vote": gettext_lazy("bỏ phiếu"), "workplace_opinion": gettext_lazy("ý kiến cấp uỷ nơi công tác"),
    "residence_opinion": gettext_lazy("ý kiến cấp uỷ nơi cư trú"),
    "former_unit_opinion": gettext_lazy("ý kiến đơn vị cũ"),
    "temporary_cell_opinion": gettext_lazy("ý kiến chi bộ nơi sinh hoạt tạm thời"),
    "advisory": gettext_lazy("ý kiến cơ quan tham mưu"), "conclusion": gettext_lazy("kết luận"),
    "notice": gettext_lazy("thông báo"), "appeal": gettext_lazy("kiến nghị"), "decision": gettext_lazy("quyết định"),
}  # fmt: skip

type Cites = tuple[tuple[Document | None, str], ...]


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One scheme in the list: for whom, since when, whether held against the full text, in force on the day."""

    id: str
    label: str
    who: str
    way: str | Promise
    span: Span
    confirmed: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One rule of a scheme: what it is about, what it says, by which clauses, whether confirmed, a note."""

    head: str
    text: str
    cites: Cites
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class SchemePage:
    """A scheme as it stands on a day, in sections of rows; `versions`: its times."""

    line: SchemeLine
    facts: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    sections: tuple[tuple[str, tuple[SchemeRow, ...]], ...]
    cites: Cites
    note: str
    versions: tuple[Span, ...]


def scheme_lines(library: Library, law: Law, spoken: str) -> list[SchemeLine]:
    """Give every scheme once, as it stands on the day or else as it last stood; bases for others are none."""
    last: dict[str, Scheme] = {}
    for held in sorted(library.schemes.values(), key=lambda each: each.span.start):
        last[held.id] = held
    last |= law.schemes
    found = [_line(held, law, spoken) for held in last.values() if not held.is_base]
    return sorted(found, key=lambda each: (not each.in_force, each.id))


def matching_schemes(lines: Iterable[SchemeLine], text: str) -> list[SchemeLine]:
    """Give those in whose name, id or "for whom" every word stands."""
    words = fold(text).split()
    return [each for each in lines if all(word in fold(f"{each.label} {each.who} {each.id}") for word in words)]


def scheme_page(library: Library, law: Law, scheme_id: str, spoken: str) -> SchemePage:
    """Give one scheme as it stands on the day, or else as it last stood. Error: NotFound scheme_unknown."""
    versions = sorted(
        (each for each in library.schemes.values() if each.id == scheme_id and not each.is_base),
        key=lambda each: each.span.start,
    )  # fmt: skip
    if not versions:
        raise NotFound("scheme_unknown", "Không có bộ tiêu chí nào mang mã này.")
    scheme = law.schemes.get(scheme_id) or versions[-1]
    tell = _Teller(library, law, scheme, spoken)
    sections = (
        (_("Nhóm tiêu chí và điểm"), tell.groups()), (_("Mốc điểm của từng mức"), tell.cuts()),
        (_("Điều kiện của từng mức"), tell.conditions()), (_("Mức theo quy định khi có việc xảy ra"), tell.follows()),
        (_("Tỷ lệ mức cao nhất"), tell.cap()), (_("Thứ tự giữa các phiếu"), tell.order()),
        (_("Điểm cả năm"), tell.year()), (_("Trình tự đánh giá"), tell.steps()),
    )  # fmt: skip
    return SchemePage(
        _line(scheme, law, spoken), tell.facts(), tell.levels(),
        tuple((title, rows) for title, rows in sections if rows), tell.cites(scheme.cite), scheme.note,
        tuple(each.span for each in versions),
    )  # fmt: skip


def _line(scheme: Scheme, law: Law, spoken: str) -> SchemeLine:
    label = scheme.label.within(spoken) if scheme.label is not None else scheme.id
    who = scheme.who.within(spoken) if scheme.who is not None else ""
    standing = law.schemes.get(scheme.id)
    return SchemeLine(
        scheme.id, label, who, WAYS[scheme.way], scheme.span, scheme.confirmed, standing is not None,
    )  # fmt: skip


class _Teller:
    """Puts one scheme into words."""

    def __init__(self, library: Library, law: Law, scheme: Scheme, spoken: str) -> None:
        self.library, self.law, self.scheme, self.spoken = library, law, scheme, spoken
        self.names: Mapping[str, str] = {
            **{each.id: each.label.within(spoken) for each in scheme.inputs},
            **{each.id: each.label.within(spoken) for each in scheme.values},
            **{each.name: each.label.within(spoken) for each in scheme.groups},
            **{level: self.level(level) for level in LEVELS},
        }  # fmt: skip

    def level(self, level: str) -> str:
        """The scheme's own word for a level."""
        words = self.scheme.words.get(level)
        return words.within(self.spoken) if words is not None else level

    def levels(self) -> tuple[str, ...]:
        """The levels, the best first."""
        return tuple(self.level(each) for each in reversed(LEVELS) if each in self.scheme.words)

    def cites(self, cites: Sequence[Citation]) -> Cites:
        """The documents with their clauses."""
        return tuple((self.library.documents.get(each.document), each.clause) for each in cites)

    def said(self, expression: Expression | None) -> str:
        """A value of the day where the expression is one, else its words."""
        if expression is None:
            return ""
        value = prepared(self.scheme, self.law).value(expression, {})
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            return formats.number(float(value))
        text = expression.text.strip()
        words = in_words(text, self.library, self.spoken)
        for name in sorted(self.names, key=len, reverse=True):
            words = words.replace(name, f"«{self.names[name]}»")
        return words

    def facts(self) -> tuple[tuple[str, str], ...]:
        """For whom it is, how a level comes about, over which periods."""
        scheme = self.scheme
        member = {None: "", True: _("chỉ đảng viên"), False: _("người không phải đảng viên")}[scheme.party_member]
        told = [
            (_("Áp dụng cho"), scheme.who.within(self.spoken) if scheme.who is not None else ""),
            (_("Chủ thể"), ", ".join(filter(None, (str(SUBJECTS[scheme.subject]), member)))),
            (_("Kỳ"), ", ".join(str(PERIODS[each]) for each in scheme.periods)),
            (_("Cách xếp"), str(WAYS[scheme.way])),
        ]  # fmt: skip
        return tuple((head, text) for head, text in told if text)

    def groups(self) -> tuple[SchemeRow, ...]:
        """Groups of criteria with their points."""
        rows = []
        for group in self.scheme.groups:
            criteria = "; ".join(label.within(self.spoken) for _key, label in group.criteria)
            shares = ", ".join(
                f"{self.names.get(each.value, each.value)} {each.weight}" for each in group.shares
            )  # fmt: skip
            most = _("tối đa %(most)s điểm") % {"most": self.said(group.most)}
            text = ". ".join(filter(None, (most, criteria, shares)))
            rows.append(
                SchemeRow(group.label.within(self.spoken), text, self.cites(group.cite), group.confirmed, group.note)
            )
        return tuple(rows)

    def cuts(self) -> tuple[SchemeRow, ...]:
        """The points from which each level begins, the best first."""
        order = {level: place for place, level in enumerate(reversed(LEVELS))}
        return tuple(
            SchemeRow(self.level(each.level), self._cut(each), self.cites(each.cite), each.confirmed)
            for each in sorted(self.scheme.cuts, key=lambda each: order[each.level])
        )

    def _cut(self, cut: Cut) -> str:
        if cut.threshold is None:
            return _("dưới các mốc trên")
        known = {"points": self.said(cut.threshold)}
        return _("từ %(points)s điểm trở lên") % known if cut.operator == ">=" else _("trên %(points)s điểm") % known

    def conditions(self) -> tuple[SchemeRow, ...]:
        """What the levels ask for."""
        return tuple(
            SchemeRow(
                ", ".join(self.level(level) for level in each.levels), each.label.within(self.spoken),
                self.cites(each.cite), each.confirmed, each.note,
            )
            for each in self.scheme.conditions
        )  # fmt: skip

    def follows(self) -> tuple[SchemeRow, ...]:
        """Levels that follow by rule."""
        return tuple(
            SchemeRow(
                f"{THENS[each.then]} {self.level(each.level) if each.level else ''}".strip(),
                each.label.within(self.spoken), self.cites(each.cite), each.confirmed, each.note,
            )
            for each in self.scheme.follows
        )  # fmt: skip

    def cap(self) -> tuple[SchemeRow, ...]:
        """How many may stand at the top."""
        cap = self.scheme.cap
        if cap is None:
            return ()
        return (SchemeRow(self.level(LEVELS[-1]), self._cap(cap), self.cites(cap.cite), cap.confirmed, cap.note),)

    def _cap(self, cap: Cap) -> str:
        told = [_("không quá %(share)s %% %(base)s") % {"share": self.said(cap.share), "base": BASES[cap.base]}]
        if cap.higher is not None:
            ground = cap.higher_ground.within(self.spoken) if cap.higher_ground is not None else ""
            told.append(
                _("cao hơn, đến %(share)s %%, khi có căn cứ: %(ground)s")
                % {
                    "share": self.said(cap.higher),
                    "ground": ground,
                }
            )
        rounding = str(ROUNDINGS.get(cap.rounding, cap.rounding))
        told.append(rounding if cap.rounding_confirmed else _("%(how)s (cơ quan tự định)") % {"how": rounding})
        return "; ".join(told)

    def order(self) -> tuple[SchemeRow, ...]:
        """What is rated only after what."""
        return tuple(
            SchemeRow(str(number), each.label.within(self.spoken), self.cites(each.cite), each.confirmed)
            for number, each in enumerate(self.scheme.order, start=1)
        )

    def year(self) -> tuple[SchemeRow, ...]:
        """How the year follows from its parts."""
        year = self.scheme.year
        if year is None:
            return ()
        text = _("trung bình điểm các quý hoặc tháng trong năm") if year.by == "average" else year.by
        return (SchemeRow(_("Điểm cả năm"), text, self.cites(year.cite), year.confirmed, year.note),)

    def steps(self) -> tuple[SchemeRow, ...]:
        """The way of a rating."""
        rows = []
        for each in self.scheme.steps:
            told = [_("có") if each.asked else _("không bắt buộc")]
            told += [_("bỏ phiếu kín")] if each.secret else []
            told += [self._days(each.days, working=each.working)] if each.days else []
            told += (
                [_("trả lời: %(days)s") % {"days": self._days(each.answer_days, working=each.answer_working)}]
                if each.answer_days
                else []
            )
            told += (
                [_("xong trước ngày %(day)s/%(month)s") % {"month": each.done_before[0], "day": each.done_before[1]}]
                if each.done_before
                else []
            )
            head = str(STEP_WORDS[each.id]).capitalize()
            rows.append(SchemeRow(head, "; ".join(told), self.cites(each.cite), each.confirmed, each.note))
        return tuple(rows)

    def _days(self, days: int, *, working: bool) -> str:
        known = {"n": days}
        return _("trong %(n)s ngày làm việc") % known if working else _("trong %(n)s ngày") % known
