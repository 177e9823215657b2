"""The explanation of one person: every condition with its outcome, reason, facts, clauses, and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.core.errors import NotFound
from canbo.facts.standards.acting import with_act
from canbo.facts.standards.assessing import assessed, person_frame, present_question, restricted_kinds
from canbo.facts.standards.questions import PLANNING, POSITION, STATED, acts_offered, nothing_asked
from canbo.facts.standards.records import with_records
from canbo.facts.standards.search import DEMANDS, OUTCOMES
from canbo.facts.standards.sources import section_of
from canbo.facts.standards.stating import fields, read_pairs, said, with_stated
from canbo.facts.standards.tables import class_tag, outcome_tag
from canbo.facts.standards.views.asking import form_context, read
from canbo.personnel.permissions import is_own_file
from canbo.personnel.selectors import file_of
from canbo.personnel.services import log_restricted_read
from canbo.rules.columns import dtype
from canbo.rules.domain.model import CureBy
from canbo.rules.domain.results import Assessment, Finding
from canbo.rules.vocabulary import VOCABULARY, Kind

LAYERS: Final = {
    "party": gettext_lazy("Đảng"), "state": gettext_lazy("Nhà nước"), "local": gettext_lazy("địa phương"),
    "shared": gettext_lazy("chung"),
}  # fmt: skip
MARKS: Final = {
    "stricter": gettext_lazy("chặt hơn trung ương"), "looser": gettext_lazy("rộng hơn trung ương"),
    "additional": gettext_lazy("thêm so với trung ương"), "confirms": gettext_lazy("giữ như trung ương"),
}  # fmt: skip
_SUPPOSE: Final = "gia-su"
_SUPPOSABLE: Final = (
    "theory_level", "state_management_level", "qualification_level", "defence_group", "has_it", "has_foreign_language",
    "is_party_member", "in_plan", "rating_y0", "rating_y1",
)  # fmt: skip


@require_GET
def explain_person(request: Request, person_id: int) -> HttpResponse:
    """Explain one person against a position or a kind of title; unasked, against the present post."""
    person = file_of(request.access, person_id)
    frame = person_frame(request.access, request.as_of, person_id)
    asking = read(request, request.GET)
    question = asking.question
    if question is None and not asking.error:
        question = present_question(request.access, frame, request.as_of, asking.act)
        question = with_stated(question, read_pairs(request.GET.getlist(STATED))) if question is not None else None
    if question is not None and question.search.act == PLANNING and is_own_file(request.access, person):
        raise NotFound("own_plan_hidden", "Không ai xem được phần xét quy hoạch của chính mình.")
    supposed = _supposed(request.GET.getlist(_SUPPOSE))
    error = asking.error
    assessment: Assessment | None = None
    is_decided = question is not None and question.decides
    if question is not None and not is_decided:
        error = localized(nothing_asked(question))
    if question is not None and question.asked:
        changed = frame.with_columns(pl.lit(value, dtype(VOCABULARY[name])).alias(name) for name, value in supposed)
        changed = with_act(request.access, changed, question, request.as_of)
        assessment = with_records(request.access, assessed(changed, [question], request.as_of)[0], person)
        log_restricted_read(access=request.access, person=person, kinds=restricted_kinds(assessment.findings))
    context: dict[str, Any] = {
        **form_context(asking), "person": person, "question": question, "error": error, "assessment": assessment,
        "acts": acts_offered(), "supposable": _supposable(), "supposed": [_supposed_words(each) for each in supposed],
        "tag": class_tag(assessment.overall.code) if assessment is not None and is_decided else "",
        "groups": _groups(assessment, person_id) if assessment is not None else [],
        "position_id": request.GET.get(POSITION, "") if asking.position_words else "",
        "is_own": is_own_file(request.access, person),
        "act_fields": fields(question) if question is not None else [],
        "act_said": said(question) if question is not None else [],
    }  # fmt: skip
    return render(request, "facts/explained.html", context)


def _groups(assessment: Assessment, person_id: int) -> list[dict[str, Any]]:
    """The findings in groups: what stands in the way first, what does not concern the person last."""
    groups: list[tuple[str, str, list[Finding]]] = [
        ("fail", _("Chưa đạt"), [each for each in assessment.findings if each.blocks]),
        ("unknown", _("Chưa đủ dữ kiện"), [e for e in assessment.findings if e.outcome.code == "unknown" and e.counts]),
        (
            "warning", _("Lưu ý: chưa đạt hoặc chưa rõ, nhưng không quyết định"),
            [e for e in assessment.findings if e.outcome.code in {"fail", "unknown"} and not e.counts],
        ),
        ("pass", _("Đạt"), [each for each in assessment.findings if each.outcome.code == "pass"]),
        ("not_applicable", _("Không áp dụng với người này"),
         [each for each in assessment.findings if each.outcome.code == "not_applicable"]),
    ]  # fmt: skip
    return [
        {"code": code, "label": label, "count": len(found), "is_open": code != "not_applicable",
         "findings": [_shown(each, person_id) for each in found]}
        for code, label, found in groups if found
    ]  # fmt: skip


def _shown(finding: Finding, person_id: int) -> dict[str, Any]:
    tag: SafeString = outcome_tag(finding.outcome.code)
    return {
        "finding": finding, "tag": tag, "layer": LAYERS[finding.layer.value], "demand": DEMANDS[finding.demand],
        "is_required": finding.demand == "required", "cure": _cure(finding),
        "facts": [(fact, section_of(fact.name)) for fact in finding.facts],
        "values": [(value, MARKS[value.mark.value] if value.mark is not None else "") for value in finding.values],
        "cites": [(each, finding.documents.get(each.document)) for each in finding.cite],
        "outcome": OUTCOMES[finding.outcome.code],
    }  # fmt: skip


def _cure(finding: Finding) -> str:
    """What would mend a failing condition: a day, a course, a post."""
    if finding.outcome.code != "fail":
        return ""
    if finding.cure is CureBy.TIME:
        if finding.holds_on is not None:
            return _("Sẽ đạt từ ngày %(day)s nếu không có gì khác thay đổi.") % {"day": f"{finding.holds_on:%d/%m/%Y}"}
        return _("Chỉ đạt theo thời gian, nhưng chưa xác định được ngày: xem các dữ kiện còn thiếu.")
    if finding.cure is CureBy.TRAINING:
        return _("Cần học: %(how)s") % {"how": finding.how or finding.need}
    if finding.cure is CureBy.POST:
        return _("Cần qua chức vụ: %(how)s") % {"how": finding.how or finding.need}
    return ""


def _supposed(texts: Sequence[str]) -> list[tuple[str, Any]]:
    """Read `fact:value` pairs of an address; what cannot be supposed is left out."""
    found: dict[str, Any] = {}
    for text in texts:
        name, _sign, code = text.partition(":")
        if name not in _SUPPOSABLE:
            continue
        fact = VOCABULARY[name]
        if fact.kind is Kind.BOOL and code in {"0", "1"}:
            found[name] = code == "1"
        elif code in fact.codes:
            found[name] = code
    return list(found.items())


def _supposable() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = []
    for name in _SUPPOSABLE:
        fact = VOCABULARY[name]
        label = str(fact.label)
        label = label[:1].upper() + label[1:]
        if fact.kind is Kind.BOOL:
            options = [(f"{name}:1", f"{label}: {_('có')}"), (f"{name}:0", f"{label}: {_('không')}")]
        else:
            options = [(f"{name}:{member.code}", f"{label}: {member.label}") for member in fact.members]
        groups.append((label, options))
    return groups


def _supposed_words(pair: tuple[str, Any]) -> tuple[str, str]:
    name, value = pair
    fact = VOCABULARY[name]
    words = (_("có") if value else _("không")) if isinstance(value, bool) else fact.label_of(value)
    code = ("1" if value else "0") if isinstance(value, bool) else value
    return f"{name}:{code}", f"{fact.label}: {words}"
