"""What a decision will do, its signing, what could not be done, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, written
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.decisions.models import Decision
from canbo.enactments import selectors, services
from canbo.enactments.forms import ReasonForm, RevokeForm, SignForm
from canbo.enactments.permissions import not_found, require_draft, require_sign, works_there

_SHOWN = 300


@both
def sign(request: Request, decision_id: int) -> HttpResponse:
    """Show what the decision will do to each file; enter its signature."""
    decision = selectors.decision_of(request.access, decision_id)
    paper = selectors.paper_of(decision)
    if paper is None or not works_there(request.access, paper.unit.path):
        raise not_found()
    require_sign(request.access, decision, paper.unit.path)
    if not decision.is_draft:
        raise DomainError("not_a_draft", "Quyết định này không còn là dự thảo.")
    rows = services.preview_effects(access=request.access, decision=decision, today=request.today)
    words = {each.code: each.message for row in rows for each in row.conflicts if not each.blocks}
    form = SignForm(request.POST or None, decision=decision, codes=sorted(words.items()), today=request.today)

    def write() -> None:
        typed = form.cleaned_data
        services.sign(
            access=request.access, decision=decision, issued_on=PartialDate.from_date(typed["issued_on"]),
            effective_on=PartialDate.from_date(typed["effective_on"]) if typed["effective_on"] else None,
            number=typed["number"], accept=typed.get("accept", ()), today=request.today,
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        signed = Decision.objects.get(pk=decision.pk)
        messages.success(request, _("Đã ghi nhận việc ký quyết định %(decision)s.") % {"decision": signed})
        return redirect("decision", decision.pk)
    context = {
        "decision": decision, "paper": paper, "rows": sorted(rows, key=lambda row: not row.conflicts)[:_SHOWN],
        "count": len(rows), "stopped": sum(any(each.blocks for each in row.conflicts) for row in rows),
        "warned": sum(bool(row.conflicts) for row in rows),
        "is_own": paper.drafted_by_key is not None and paper.drafted_by_key == request.access.user_id,
    }  # fmt: skip
    return form_page(
        request, form, template="enactments/sign.html", title=_("Ghi nhận việc ký"),
        submit_label=_("Ghi nhận việc ký"), **context,
    )  # fmt: skip


@both
def outlook(request: Request, decision_id: int) -> HttpResponse:
    """Show whoever drafts what the decision will do, without the signing."""
    decision = selectors.decision_of(request.access, decision_id)
    paper = selectors.paper_of(decision)
    if paper is None or not works_there(request.access, paper.unit.path):
        raise not_found()
    require_draft(request.access, decision, paper.unit.path)
    rows = services.preview_effects(access=request.access, decision=decision, today=request.today)
    context = {
        "decision": decision, "paper": paper, "rows": sorted(rows, key=lambda row: not row.conflicts)[:_SHOWN],
        "count": len(rows), "stopped": sum(any(each.blocks for each in row.conflicts) for row in rows),
        "warned": sum(bool(row.conflicts) for row in rows), "title": _("Tác động đến hồ sơ"),
    }  # fmt: skip
    return render(request, "enactments/outlook.html", context)


@require_POST
def retry(request: Request, decision_id: int) -> HttpResponse:
    """Try again what could not be written."""
    decision = selectors.decision_of(request.access, decision_id)
    report = services.retry(access=request.access, decision=decision, today=request.today)
    if report.failed:
        messages.warning(request, _("Còn %(count)s người chưa ghi được.") % {"count": report.failed})
    else:
        messages.success(request, _("Đã ghi vào hồ sơ."))
    return redirect("decision", decision_id)


@both
def set_aside(request: Request, subject_id: int) -> HttpResponse:
    """Decide that a signed decision does nothing to a file."""
    subject = selectors.subject_of(request.access, subject_id)
    paper = selectors.paper_of(subject.decision)
    if paper is None:
        raise not_found()
    require_draft(request.access, subject.decision, paper.unit.path)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.set_aside(access=request.access, subject=subject, reason=form.cleaned_data["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi: không thực hiện đối với «%(name)s».") % {"name": subject.name})
        return redirect("decision", subject.decision_id)
    return form_page(
        request, form, template="enactments/form.html", title=_("Không thực hiện đối với một người"),
        about=f"{subject.name} – {subject.decision}", submit_label=_("Không thực hiện"), decision=subject.decision,
    )  # fmt: skip


@both
def revoke(request: Request, decision_id: int) -> HttpResponse:
    """Draft the decision that takes this one back."""
    decision = selectors.decision_of(request.access, decision_id)
    paper = selectors.paper_of(decision)
    if paper is None:
        raise not_found()
    require_draft(request.access, decision, paper.unit.path)
    form = RevokeForm(
        request.POST or None, initial={"abstract": _("Thu hồi Quyết định số %(decision)s") % {"decision": decision}}
    )
    made: list[Decision] = []

    def write() -> None:
        made.append(
            services.draft_revocation(access=request.access, decision=decision, abstract=form.cleaned_data["abstract"])
        )

    if request.method == "POST" and written(form, write):
        messages.success(
            request, _("Đã lập dự thảo quyết định thu hồi. Khi quyết định đó có hiệu lực, hồ sơ trở lại như trước.")
        )
        return redirect("decision", made[0].pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Thu hồi quyết định"), about=str(decision),
        submit_label=_("Lập dự thảo thu hồi"), decision=decision,
        intro=_(
            "Quyết định đã ký chỉ được thu hồi bằng một quyết định khác. Muốn thu hồi đối với một số người, hãy bỏ "
            "những người còn lại khỏi dự thảo."
        ),
    )  # fmt: skip
