"""Drafts: begun, changed, given up; whom they concern; lists pasted or imported."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, written
from canbo.common.forms import MarkForm
from canbo.core.access import Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.secrecy import seen_marks
from canbo.decisions.models import Decision
from canbo.enactments import selectors, services
from canbo.enactments.forms import DraftForm, ListForm, OldPaperForm, ReasonForm
from canbo.enactments.models import Enactment
from canbo.enactments.permissions import not_found, require_draft
from canbo.enactments.services import NewSubject
from canbo.enactments.services.lists import ListReport
from canbo.enactments.views.subject_form import SubjectForm
from canbo.organizations.models import Unit
from canbo.personnel.models import Person

_SMALL = 10


def _paper(request: Request, decision_id: int) -> tuple[Decision, Enactment]:
    decision = selectors.decision_of(request.access, decision_id)
    paper = selectors.paper_of(decision)
    if paper is None:
        raise not_found()
    return decision, paper


def _draft(request: Request, decision_id: int) -> tuple[Decision, Enactment]:
    decision, paper = _paper(request, decision_id)
    require_draft(request.access, decision, paper.unit.path)
    if not decision.is_draft:
        raise DomainError("not_a_draft", "Quyết định này không còn là dự thảo.")
    return decision, paper


def _unit(request: Request) -> Unit | None:
    request.access.require(Permission.EDIT_FILES)
    units = selectors.units_to_draft_in(request.access)
    key = request.GET.get("don-vi", "")
    if key.isdigit() and len(key) < 19:
        return units.filter(pk=int(key)).first()
    first = list(units[:2])
    return first[0] if len(first) == 1 else None


def _choose_unit(request: Request, title: str) -> HttpResponse:
    units = selectors.units_to_draft_in(request.access)[:500]
    return render(request, "enactments/choose_unit.html", {"units": units, "title": title})


@both
def new(request: Request) -> HttpResponse:
    """Begin a draft: choose the unit where there are several, then what it is about."""
    unit = _unit(request)
    if unit is None:
        return _choose_unit(request, _("Dự thảo quyết định"))
    form = DraftForm(request.POST or None, access=request.access, unit=unit)
    made: list[Decision] = []

    def write() -> None:
        values = form.values
        values |= {name: values[name].splitlines() for name in ("grounds", "recipients")}
        made.append(
            services.draft_decision(
                access=request.access, unit=unit, kind=form.cleaned_data["kind"], links=form.cleaned_data["links"],
                **values,
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã lập dự thảo. Hãy thêm người được quyết định."))
        return redirect("decision", made[0].pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Dự thảo quyết định"), about=unit.name,
        submit_label=_("Lập dự thảo"),
    )  # fmt: skip


@both
def old(request: Request) -> HttpResponse:
    """Enter a paper that was signed before."""
    unit = _unit(request)
    if unit is None:
        return _choose_unit(request, _("Ghi quyết định đã ký"))
    form = OldPaperForm(request.POST or None, access=request.access, unit=unit)
    made: list[Decision] = []

    def write() -> None:
        typed = form.cleaned_data
        made.append(
            services.register_old_paper(
                access=request.access, unit=unit, kind=typed["kind"], number=typed["number"],
                issued_on=typed["issued_on"], abstract=typed["abstract"], issuer_name=typed["issuer_name"],
                series=typed["series"], effective_on=form.values["effective_on"], signer=form.values["signer"],
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi quyết định vào sổ."))
        return redirect("decision", made[0].pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Ghi quyết định đã ký"), about=unit.name,
        submit_label=_("Ghi vào sổ"), intro=_("Văn bản cũ được ghi vào sổ theo số trên văn bản; hồ sơ không thay đổi."),
    )  # fmt: skip


@both
def change(request: Request, decision_id: int) -> HttpResponse:
    """Change a draft."""
    decision, paper = _draft(request, decision_id)
    form = DraftForm(request.POST or None, access=request.access, unit=paper.unit, decision=decision)

    def write() -> None:
        services.change_draft(
            access=request.access, decision=decision, values=form.values, links=form.cleaned_data["links"]
        )

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi dự thảo."))
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Sửa dự thảo"), about=str(decision), decision=decision
    )


@both
def discard(request: Request, decision_id: int) -> HttpResponse:
    """Give a draft up."""
    decision, _unused = _draft(request, decision_id)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.discard_draft(access=request.access, decision=decision, reason=form.cleaned_data["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã bỏ dự thảo."))
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Bỏ dự thảo"), about=str(decision),
        submit_label=_("Bỏ dự thảo"), decision=decision,
    )  # fmt: skip


@both
def mark(request: Request, decision_id: int) -> HttpResponse:
    """Set, change or take away the secrecy mark."""
    decision, paper = _paper(request, decision_id)
    request.access.require(Permission.EDIT_FILES, paper.unit.path)
    form = MarkForm(request.POST or None, marks=seen_marks(request.access, paper.unit.path), current=decision.secrecy)

    def write() -> None:
        services.mark_decision(access=request.access, decision=decision, **form.cleaned_data)

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi độ mật."))
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Độ mật"), about=str(decision), decision=decision
    )


@both
def add_list(request: Request, decision_id: int) -> HttpResponse:
    """Paste or import a list of people."""
    decision, _unused = _draft(request, decision_id)
    form = ListForm(request.POST or None, request.FILES or None)
    told: list[ListReport] = []

    def write() -> None:
        file = form.cleaned_data.get("file")
        told.append(
            services.add_list(
                access=request.access, decision=decision, text=form.cleaned_data["text"],
                file_name=file.name if file else "", content=file.read() if file else b"",
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        report = told[0]
        waiting = report.ambiguous + report.not_found + report.unreadable
        messages.success(
            request,
            ngettext("Đã khớp %(count)s người.", "Đã khớp %(count)s người.", report.found) % {"count": report.found},
        )
        if waiting:
            messages.warning(request, _("%(count)s dòng cần xem lại trước khi ký.") % {"count": waiting})
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/list_add.html", title=_("Thêm danh sách người"), decision=decision,
        submit_label=_("Thêm vào dự thảo"),
    )  # fmt: skip


@both
def add_subject(request: Request, decision_id: int) -> HttpResponse:
    """Add one person."""
    decision, _unused = _draft(request, decision_id)
    candidates = selectors.files_found(request.access, request.POST.get("person", "")) if request.POST else []
    shown = candidates if len(candidates) > 1 else []
    form = SubjectForm(request.POST or None, access=request.access, decision=decision, candidates=shown)

    def write() -> None:
        services.add_subjects(
            access=request.access, decision=decision,
            subjects=[NewSubject(_chosen(form, candidates), form.new_effects, _own_day(form))],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã thêm người vào dự thảo."))
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/subject.html", title=_("Thêm người"), decision=decision,
        submit_label=_("Thêm vào dự thảo"),
    )  # fmt: skip


@both
def change_subject(request: Request, subject_id: int) -> HttpResponse:
    """Settle whose file a row means and what is done to it."""
    subject = selectors.subject_of(request.access, subject_id)
    decision, _unused = _draft(request, subject.decision_id)
    found = selectors.files_found(request.access, request.POST.get("person", "")) if request.POST else []
    known = (
        list(Person.objects.filter(pk__in=subject.candidates).select_related("unit")) if not subject.person_id else []
    )
    candidates = list({each.pk: each for each in (*found, *known)}.values())
    form = SubjectForm(
        request.POST or None, access=request.access, decision=decision, subject=subject, candidates=candidates
    )

    def write() -> None:
        services.change_subject(
            access=request.access, subject=subject, effects=form.new_effects, effective_on=_own_day(form),
            person_id=subject.person_id or _chosen(form, found if len(found) == 1 else candidates),
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi dòng %(order)s.") % {"order": subject.order})
        return redirect("decision", decision.pk)
    return form_page(
        request, form, template="enactments/subject.html", title=_("Sửa dòng %(order)s") % {"order": subject.order},
        decision=decision, subject=subject,
    )  # fmt: skip


@require_POST
def remove_subject(request: Request, subject_id: int) -> HttpResponse:
    """Take somebody out of a draft."""
    subject = selectors.subject_of(request.access, subject_id)
    services.remove_subject(access=request.access, subject=subject)
    messages.success(request, _("Đã bỏ «%(name)s» khỏi dự thảo.") % {"name": subject.name})
    return redirect("decision", subject.decision_id)


def _chosen(form: SubjectForm, candidates: list[Person]) -> int:
    """Give the file that was chosen, or the only one that the words fit. Errors: person_missing, person_ambiguous."""
    key = form.cleaned_data.get("candidate") or ""
    if key:
        return int(key)
    if len(candidates) == 1:
        return candidates[0].pk
    if candidates:
        raise DomainError("person_ambiguous", "Có nhiều hồ sơ khớp. Hãy chọn một hồ sơ trong danh sách.")
    raise DomainError(
        "person_missing",
        "Không có hồ sơ khớp trong phạm vi được giao. Hãy ghi họ tên và năm sinh, số hiệu hoặc số định danh.",
    )


def _own_day(form: SubjectForm) -> PartialDate | None:
    day = form.cleaned_data["effective_on"]
    return PartialDate.from_date(day) if day else None
