"""The explanation of one person: every condition with its outcome, reason, facts, clauses, and what would mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.core.errors import DomainError, NotFound
from canbo.facts.standards.acting import EQUAL, TARGET, with_act
from canbo.facts.standards.assessing import assessed, person_frame, present_question, restricted_kinds
from canbo.facts.standards.comparing import law_named, packs_offered
from canbo.facts.standards.questions import (
    KIND,
    PLANNING,
    POSITION,
    STATED,
    Question,
    acts_offered,
    at_unit,
    nothing_asked,
)
from canbo.facts.standards.records import with_records
from canbo.facts.standards.search import DEMANDS, OUTCOMES
from canbo.facts.standards.sources import section_of
from canbo.facts.standards.stating import fields, read_pairs, said, with_stated
from canbo.facts.standards.supposing import in_words, offered, pair, read_supposed, with_supposed
from canbo.facts.standards.tables import class_tag, outcome_tag
from canbo.facts.standards.views.asking import form_context, read, stated_away
from canbo.personnel.permissions import is_own_file
from canbo.personnel.selectors import file_of
from canbo.personnel.services import log_restricted_read
from canbo.rules.domain.model import CureBy
from canbo.rules.domain.results import Assessment, Finding
from canbo.rules.library import library

LAYERS: Final = {
    "party": gettext_lazy("Đảng"), "state": gettext_lazy("Nhà nước"), "local": gettext_lazy("địa phương"),
    "shared": gettext_lazy("chung"),
}  # fmt: skip
MARKS: Final = {
    "stricter": gettext_lazy("chặt hơn trung ương"), "looser": gettext_lazy("rộng hơn trung ương"),
    "additional": gettext_lazy("thêm so với trung ương"), "confirms": gettext_lazy("giữ như trung ương"),
}  # fmt: skip
_SUPPOSE: Final = "gia-su"
_PACK: Final = "bo"
#: Chosen as the kind of title: the post that the person holds.
PRESENT: Final = "hien-nay"


@require_GET
def explain_person(request: Request, person_id: int) -> HttpResponse:
    """Explain one person against a position or a kind of title; unasked, against the present post."""
    person = file_of(request.access, person_id)
    frame = person_frame(request.access, request.as_of, person_id)
    given = _chosen(request.GET)
    asking = read(request, given)
    question = asking.question
    if question is None and not asking.error:
        question = present_question(request.access, frame, request.as_of, asking.act)
        question = with_stated(question, read_pairs(request.GET.getlist(STATED))) if question is not None else None
    if question is not None and asking.unit_id is None:
        question = at_unit(request.access, question, person.unit, request.as_of)
    if question is not None and question.search.act == PLANNING and is_own_file(request.access, person):
        raise NotFound("own_plan_hidden", "Không ai xem được phần xét quy hoạch của chính mình.")
    stated = stated_away(given, question)
    if stated is not None:
        return HttpResponseRedirect(f"{request.path}?{stated}")
    supposed = read_supposed(request.GET.getlist(_SUPPOSE))
    pack, error = request.GET.get(_PACK, ""), asking.error
    if question is not None and pack:
        question, error = _under(question, pack, request.as_of)
        pack = "" if error else pack
    assessment: Assessment | None = None
    is_decided = question is not None and question.decides
    if question is not None and not is_decided:
        error = error or localized(nothing_asked(question))
    if question is not None and question.asked:
        changed = with_supposed(frame, supposed, question.law, request.as_of)
        asked = _planned(question) if supposed.get("in_plan") else question
        changed = with_act(request.access, changed, asked, request.as_of)
        assessment = with_records(request.access, assessed(changed, [asked], request.as_of)[0], person)
        log_restricted_read(access=request.access, person=person, kinds=restricted_kinds(assessment.findings))
    row = frame.row(0, named=True)
    context: dict[str, Any] = {
        **form_context(asking), "person": person, "question": question, "error": error, "assessment": assessment,
        "post": row["post_name"], "unit": person.unit.name if row["unit_id"] == person.unit_id else "",
        "acts": acts_offered(), "supposable": offered(), "packs": packs_offered(), "pack": pack,
        "supposed": [(pair(name, value), in_words(name, value)) for name, value in supposed.items()],
        "pack_words": dict(packs_offered()).get(pack, pack),
        "tag": class_tag(assessment.overall.code) if assessment is not None and is_decided else "",
        "groups": _groups(assessment, person_id) if assessment is not None else [],
        "position_id": given.get(POSITION, "") if asking.position_words else "", "present": PRESENT,
        "is_own": is_own_file(request.access, person),
        "act_fields": fields(question) if question is not None else [],
        "act_said": said(question) if question is not None else [],
    }  # fmt: skip
    return render(request, "facts/explained.html", context)


def _chosen(given: QueryDict) -> QueryDict:
    """Read the choice of the form: another kind of title, or the present post, stands in the place of a position."""
    kind = given.get(KIND, "")
    if not kind or (kind != PRESENT and not given.get(POSITION)):
        return given
    chosen = given.copy()
    for name in (POSITION, KIND) if kind == PRESENT else (POSITION,):
        chosen.pop(name, None)
    return chosen


def _under(question: Question, pack: str, as_of: date) -> tuple[Question, str]:
    """Ask the same under another pack; what is wrong with it in words, where it is none."""
    try:
        places = question.place.codes if question.place is not None else ()
        return replace(question, law=law_named(library(), pack, as_of, places)), ""
    except DomainError as wrong:
        return question, localized(wrong)


def _planned(question: Question) -> Question:
    """Ask as if the person stood in the plan for this very post."""
    return with_stated(question, {**question.stated, TARGET: "1", EQUAL: "1"})


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
