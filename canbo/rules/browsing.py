"""The rules as people read them: every entry with its history, its clauses, who asks for it, and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.rules.domain.binding import OTHERWISE
from canbo.rules.domain.confirming import is_confirmed
from canbo.rules.domain.findings import value_text
from canbo.rules.domain.law import Bound, Law, Library
from canbo.rules.domain.lexicon import Word
from canbo.rules.domain.model import (
    Case,
    Citation,
    Condition,
    Document,
    Paper,
    Parameter,
    Procedure,
    Span,
    Standard,
    TitleKind,
    Words,
)
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library as library_in_use
from canbo.rules.members import ACTS
from canbo.rules.phrases import UNITS, applies_words, deadline_words, in_words, step_words, transition_words

type Entry = Condition | Parameter | Standard | Procedure | Paper

KINDS: Final[dict[str, str | Promise]] = {
    "condition": gettext_lazy("Điều kiện"), "parameter": gettext_lazy("Giá trị"),
    "standard": gettext_lazy("Tiêu chuẩn"), "procedure": gettext_lazy("Quy trình"), "paper": gettext_lazy("Giấy tờ"),
}  # fmt: skip
LAYERS: Final[dict[str, str | Promise]] = {
    "party": gettext_lazy("Đảng"), "state": gettext_lazy("Nhà nước"), "local": gettext_lazy("địa phương"),
    "shared": gettext_lazy("chung"),
}  # fmt: skip
MARKS: Final[dict[str, str | Promise]] = {
    "stricter": gettext_lazy("chặt hơn trung ương"), "looser": gettext_lazy("rộng hơn trung ương"),
    "additional": gettext_lazy("thêm so với trung ương"), "confirms": gettext_lazy("giữ như trung ương"),
    "amends": gettext_lazy("thay giá trị đã có"),
}  # fmt: skip
READ: Final[dict[str, str | Promise]] = {
    "full": gettext_lazy("đã đọc toàn văn"), "quoted": gettext_lazy("đọc phần được trích"),
    "press": gettext_lazy("theo báo chí"), "none": gettext_lazy("chưa đọc"),
}  # fmt: skip
ENCODED: Final[dict[str, str | Promise]] = {
    "full": gettext_lazy("đã số hoá hết"), "part": gettext_lazy("số hoá một phần"), "none": gettext_lazy("chưa số hoá"),
}  # fmt: skip
OUTCOMES: Final[dict[str, str | Promise]] = {
    "pass": gettext_lazy("đạt"), "fail": gettext_lazy("chưa đạt"), "unknown": gettext_lazy("chưa rõ"),
    "not_applicable": gettext_lazy("không áp dụng"), "not_in_force": gettext_lazy("không có hiệu lực"),
}  # fmt: skip
#: The subjects that ids are sorted under, beside the acts.
_SUBJECTS: Final[dict[str, str | Promise]] = {
    "standard": gettext_lazy("Tiêu chuẩn chức danh"), "title": gettext_lazy("Tiêu chuẩn chức danh"),
    "file": gettext_lazy("Hồ sơ"), "discipline": gettext_lazy("Kỷ luật"), "retirement": gettext_lazy("Nghỉ hưu"),
    "paper": gettext_lazy("Giấy tờ trong hồ sơ"), "training": gettext_lazy("Đào tạo, bồi dưỡng"),
    "congress": gettext_lazy("Đại hội, cấp uỷ"), "committee": gettext_lazy("Cấp uỷ"),
    "award": gettext_lazy("Khen thưởng"), "compensation": gettext_lazy("Đền bù chi phí đào tạo"),
    "public_employee": gettext_lazy("Viên chức"), "leaving": gettext_lazy("Thôi giữ chức vụ"),
    "abroad": gettext_lazy("Bồi dưỡng ở nước ngoài"), "salary": gettext_lazy("Tiền lương"),
    "term": gettext_lazy("Nhiệm kỳ, thời hạn"), "election": gettext_lazy("Bầu cử"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list of the rules: what stands on the day, or else its latest version."""

    id: str
    kind: str
    label: str
    layer: str
    in_force: bool
    confirmed: bool
    value: str = ""

    @property
    def kind_words(self) -> str | Promise:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def layer_words(self) -> str | Promise:
        """Whose rule it is, in words."""
        return LAYERS[self.layer]


@dataclass(frozen=True, slots=True)
class Version:
    """One time of an entry: from when to when, what stood then, by which clauses, whether confirmed."""

    kind: str
    span: Span
    lines: tuple[tuple[str, str], ...]
    pack: str
    confirmed: bool
    in_force: bool
    cites: tuple[tuple[Document | None, str], ...]
    note: str = ""
    mark: str | Promise = ""
    pack_id: str = ""

    @property
    def kind_words(self) -> str | Promise:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def short(self) -> str:
        """What stood then, in a few words."""
        if self.kind != "parameter":
            return str(self.kind_words)
        return "; ".join(": ".join(filter(None, line)) for line in self.lines[:2])[:80]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case beside the rules: what is given, and what is expected on which day."""

    name: str
    given: tuple[tuple[str, str], ...]
    on: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Entries that an entry hangs together with, under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of an entry shows."""

    line: Line
    versions: tuple[Version, ...]
    related: tuple[Related, ...]
    cases: tuple[ShownCase, ...]
    unit: str = ""


def entries(library: Library) -> Mapping[str, list[Entry]]:
    """Give every version of every entry, by id, in order of time."""
    found: dict[str, list[Entry]] = {}
    for pack in library.packs.values():
        held: Iterable[Entry] = (*pack.standards, *pack.conditions, *pack.parameters, *pack.procedures, *pack.papers)
        for each in held:
            found.setdefault(each.id, []).append(each)
    for versions in found.values():
        versions.sort(key=_start)
    return found


def lines(library: Library, law: Law, spoken: str) -> list[Line]:
    """Give a line for every entry, in the order of the packs; a value and a condition may bear one id."""
    return [
        line_of([each for each in versions if kind_of(each) == kind], law, spoken)
        for versions in entries(library).values()
        for kind in dict.fromkeys(kind_of(each) for each in versions)
    ]


def line_of(versions: Sequence[Entry], law: Law, spoken: str) -> Line:
    """Give the line of an entry from its versions."""
    standing = next((each for each in versions if _stands(each, law)), None)
    shown = standing or versions[-1]
    kind = kind_of(shown)
    value, confirmed = "", True
    if isinstance(shown, Parameter):
        if standing is not None:
            bound = law.bound(shown.id)
            told = value_lines(bound, bound.value.content, spoken)
            value = "; ".join(": ".join(filter(None, pair)) for pair in told[:3]) + ("…" if len(told) > 3 else "")
            confirmed, layer = bound.value.confirmed, bound.layer.value
        else:
            confirmed = all(each.confirmed for each in shown.values)
            layer = law.library.packs[shown.pack].layer.value
    else:
        layer, confirmed = shown.layer.value, is_confirmed(shown, None)
    label = _label(versions, shown).within(spoken)
    return Line(shown.id, kind, label, layer, standing is not None, confirmed, value)


def unconfirmed(library: Library, law: Law, spoken: str, *, only_standing: bool) -> list[tuple[Line, Version]]:
    """Give every version that nobody has held against the full text, with the line of its entry."""
    found = []
    for versions in entries(library).values():
        for held in versions:
            for version in _versions(held, library, law, spoken):
                if not version.confirmed and (version.in_force or not only_standing):
                    same = [each for each in versions if kind_of(each) == version.kind]
                    found.append((line_of(same, law, spoken), version))
    return found


def subject_of(name: str) -> str:
    """Give the subject under which an id is listed."""
    part = name.split(".")[1] if "." in name else name
    acts = {member.code: member.label for member in ACTS}
    words = str(_SUBJECTS.get(part) or acts.get(part) or _("Nội dung khác"))
    return words[:1].upper() + words[1:]


def by_subject(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Put lines under their subjects, in the order of the words."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(subject_of(line.id), []).append(line)
    order = list(KINDS)
    return [
        (subject, sorted(groups[subject], key=lambda line: (order.index(line.kind), fold(line.label))))
        for subject in sorted(groups, key=fold)
    ]


def matching(found: Iterable[Line], text: str, library: Library) -> list[Line]:
    """Keep the lines whose words, id or cited documents hold every word of the text; marks do not matter."""
    words = fold(text).split()
    if not words:
        return list(found)
    held = entries(library)

    def said(line: Line) -> str:
        numbers = {library.documents[cite.document].number for each in held[line.id] for cite in _cites(each)
                   if cite.document in library.documents}  # fmt: skip
        return fold(" ".join((line.label, line.id, str(line.kind_words), line.value, *numbers)))

    return [line for line in found if all(word in said(line) for word in words)]


def page_of(library: Library, law: Law, name: str, spoken: str, kind: str = "") -> Page:
    """Give the page of an entry, `kind` first where several kinds bear its id. NotFound where nothing bears the id."""
    versions = sorted(entries(library).get(name, []), key=lambda each: kind_of(each) != kind)
    if not versions:
        raise NotFound("rule_not_found", "Không có quy tắc nào mang mã này.")
    line = line_of([each for each in versions if kind_of(each) == kind_of(versions[0])], law, spoken)
    shown = [each for held in versions for each in _versions(held, library, law, spoken)]
    shown.sort(key=lambda each: (list(KINDS).index(each.kind), each.span.start))
    unit = next((h.unit.within(spoken) for h in versions if isinstance(h, Parameter) and h.unit is not None), "")
    return Page(line, tuple(shown), tuple(_related(versions, library, law, spoken)), _cases(library, name), unit)


def _versions(held: Entry, library: Library, law: Law, spoken: str) -> list[Version]:
    if not isinstance(held, Parameter):
        stands = _stands(held, law)
        told = tuple(_content(held, library, spoken))
        return [Version(
            kind_of(held), held.span, told, _pack(library, held.pack, spoken), is_confirmed(held, None), stands,
            _documents(held.cite, library), held.note, "", held.pack,
        )]  # fmt: skip
    pack = library.packs[held.pack]
    base = next((each for each in library.parameters(held.id) if each.overlay is None), held)
    mark = MARKS[held.overlay.value] if held.overlay is not None else ""
    clock = law.clocks.get(held.pack)
    return [
        Version(
            "parameter", value.span,
            tuple(value_lines(Bound(base, value, pack.layer, held.pack, held.overlay), value.content, spoken)),
            _pack(library, held.pack, spoken), value.confirmed, clock is not None and value.span.holds(clock),
            _documents(value.cite, library), value.note, mark, held.pack,
        )
        for value in held.values
    ]  # fmt: skip


def value_lines(bound: Bound, content: Any, spoken: str) -> list[tuple[str, str]]:
    """Say a value in words, a line for each case that it tells apart: ("Nữ", "55 tuổi 4 tháng")."""
    if not isinstance(content, dict):
        return [("", value_text(bound, content, lexicon(), spoken))]
    word = lexicon().words.get(bound.parameter.by) or lexicon().words.get("gender")
    found: list[tuple[str, str]] = []
    for key, each in content.items():
        if key == OTHERWISE:
            words = _("còn lại")
        elif key == "before":
            words = _("trước đó")
        else:
            words = key_words(word, key, spoken)
        if isinstance(each, dict):
            inside = value_lines(bound, each, spoken)
            found += [(f"{words} · {inner}" if inner else words, text) for inner, text in inside]
        else:
            found.append((words, value_text(bound, each, lexicon(), spoken)))
    return found


def key_words(word: Word | None, key: Any, spoken: str) -> str:
    """Say which line of a table a key is: a member of the fact that it goes by, a kind of title, or the key itself."""
    kind = library_in_use().titles.get(str(key))
    if kind is not None:
        return kind.label.within(spoken)
    return word.label_of(str(key)) if word is not None and word.codes else str(key)


def _content(held: Condition | Standard | Procedure | Paper, library: Library, spoken: str) -> list[tuple[str, str]]:
    """What an entry that is no value says, in pairs of a heading and words."""
    if isinstance(held, Condition):
        told = [(_("Đạt khi"), in_words(held.expression.text, library, spoken))]
        if held.when is not None:
            told.append((_("Chỉ xét khi"), in_words(held.when.text, library, spoken)))
        told += applies_words(held.applies)
        return [*told, (_("Lời giải thích"), held.reason.within(spoken))]
    if isinstance(held, Standard):
        return applies_words(held.applies)
    if isinstance(held, Procedure):
        steps = [(f"{number}. {step.label.within(spoken)}", step_words(step, spoken))
                 for number, step in enumerate(held.steps, 1)]  # fmt: skip
        due = [
            (each.label.within(spoken) if each.label else _("Thời hạn"), deadline_words(each))
            for each in held.deadlines
        ]
        over = [(_("Việc đang làm theo quy định trước"), transition_words(each, spoken)) for each in held.transitions]
        return [*applies_words(held.applies), *steps, *due, *over]
    if held.count is None:
        return [(_("Thời hạn của giấy"), _("không nêu"))]
    return [(_("Thời hạn của giấy"), f"{held.count} {UNITS.get(held.unit, held.unit)}")]


def _related(versions: Sequence[Entry], library: Library, law: Law, spoken: str) -> list[Related]:
    name = versions[0].id
    every = entries(library)
    found: list[tuple[str, list[str]]] = []
    if isinstance(versions[0], Condition):
        named = [
            param for held in versions if isinstance(held, Condition)
            for each in (held.when, held.expression) if each is not None for param in each.params if param != name
        ]  # fmt: skip
        found.append((_("Giá trị dùng trong điều kiện"), named))
        replaced = [each for held in versions if isinstance(held, Condition) for each in held.replaces]
        found.append((_("Thay cho điều kiện"), replaced))
    found.append((_("Điều kiện dùng đến"), [
        each.id for pack in library.packs.values() for each in pack.conditions
        if any(name in part.params for part in (each.when, each.expression) if part is not None)
    ]))  # fmt: skip
    found.append((_("Tiêu chuẩn đòi hỏi điều kiện này"), [
        each.id for pack in library.packs.values() for each in pack.standards
        if any(ask.condition == name for ask in each.asks)
    ]))  # fmt: skip
    if isinstance(versions[0], Standard):
        asked = [ask.condition for held in versions if isinstance(held, Standard) for ask in held.asks]
        found.append((_("Các điều kiện"), asked))
    if isinstance(versions[0], Procedure):
        papers = [paper for held in versions if isinstance(held, Procedure) for paper in held.dossier]
        found.append((_("Giấy tờ trong hồ sơ"), papers))
    return [
        Related(heading, tuple(line_of(every[each], law, spoken) for each in dict.fromkeys(names) if each in every))
        for heading, names in found if names
    ]  # fmt: skip


def _cases(library: Library, name: str) -> tuple[ShownCase, ...]:
    found = [case for pack in library.packs.values() for case in pack.cases if name == case.of]
    return tuple(
        ShownCase(case.name or _("Giá trị theo ngày"), tuple(_given(case)),
                  tuple((day, _expected(expected), _code(expected)) for day, expected, _place in case.on))
        for case in found
    )  # fmt: skip


def _given(case: Case) -> list[tuple[str, str]]:
    words = lexicon().words
    told = []
    for name, value in {**case.facts, **case.act, **case.key}.items():
        word = words.get(name)
        label = str(word.label) if word is not None else name
        if isinstance(value, bool):
            text = _("có") if value else _("không")
        elif isinstance(value, date):
            text = f"{value:%d/%m/%Y}"
        elif word is not None and word.codes and isinstance(value, str):
            text = word.label_of(value)
        else:
            text = _("không có") if value == [] else str(value)
        told.append((label, text))
    return told


def _expected(expected: Any) -> str:
    return str(OUTCOMES.get(expected, expected)) if isinstance(expected, str) else str(expected)


def _code(expected: Any) -> str:
    return expected if isinstance(expected, str) and expected in OUTCOMES else ""


def documents_of(library: Library, law: Law) -> list[tuple[Document, int]]:
    """Give every document with how many entries cite it, latest first."""
    counts: dict[str, int] = {}
    for versions in entries(library).values():
        for document in {cite.document for held in versions for cite in _cites(held)}:
            counts[document] = counts.get(document, 0) + 1
    found = sorted(library.documents.values(), key=lambda each: (each.signed, each.id), reverse=True)
    return [(document, counts.get(document.id, 0)) for document in found]


def citing(library: Library, law: Law, document: str, spoken: str) -> list[tuple[Line, tuple[str, ...]]]:
    """Give the entries that cite a document, with the clauses."""
    found = []
    for versions in entries(library).values():
        clauses = dict.fromkeys(c.clause for held in versions for c in _cites(held) if c.document == document)
        if clauses:
            found.append((line_of(versions, law, spoken), tuple(clauses)))
    return found


def standards_of_title(library: Library, law: Law, kind: TitleKind, spoken: str) -> list[tuple[Line, list[Line]]]:
    """Give the standards in force that name a kind of title, or are for all such, with their conditions."""
    every = entries(library)
    found = []
    for standard in law.standards:
        applies = standard.applies
        if (
            (not applies.titles or kind.id in applies.titles)
            and (not applies.tiers or not kind.tiers or applies.tiers & kind.tiers)
            and (not applies.blocks or not kind.blocks or applies.blocks & kind.blocks)
            and (not applies.ranks or kind.rank in applies.ranks)
        ):
            asked = [line_of(every[ask.condition], law, spoken) for ask in standard.asks if ask.condition in every]
            found.append((line_of(every[standard.id], law, spoken), asked))
    return found


def kind_of(held: Entry) -> str:
    """Give the kind of an entry: a key of KINDS."""
    return type(held).__name__.lower()


def _label(versions: Sequence[Entry], shown: Entry) -> Words:
    """The label; an overlay may leave its own out."""
    if shown.label.vi:
        return shown.label
    return next((each.label for each in versions if each.label.vi), shown.label)


def _start(held: Entry) -> date:
    if isinstance(held, Parameter):
        return held.values[0].span.start if held.values else date.max
    return held.span.start


def _stands(held: Entry, law: Law) -> bool:
    clock = law.clocks.get(held.pack)
    if clock is None:
        return False
    if isinstance(held, Parameter):
        return any(value.span.holds(clock) for value in held.values)
    return held.span.holds(clock)


def _cites(held: Entry) -> tuple[Citation, ...]:
    if isinstance(held, Parameter):
        return tuple(cite for value in held.values for cite in value.cite)
    return held.cite


def _documents(cites: Iterable[Citation], library: Library) -> tuple[tuple[Document | None, str], ...]:
    return tuple((library.documents.get(cite.document), cite.clause) for cite in cites)


def _pack(library: Library, name: str, spoken: str) -> str:
    return library.packs[name].label.within(spoken)
