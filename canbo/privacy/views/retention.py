"""Retention and erasure: the schedule, what is due, proposals, the second person's decision, the certificate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.documents.exports import WORD, Export
from canbo.documents.responses import hand_out
from canbo.documents.word import write_paper
from canbo.privacy.domain.catalogue import retention
from canbo.privacy.forms import ReasonForm, SectionsReasonForm
from canbo.privacy.models import Erasure, FileRequest
from canbo.privacy.papers import certificate_paper
from canbo.privacy.permissions import require_settle
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.selectors.requests import request_of
from canbo.privacy.selectors.retention import due_erasures, erasure_of, erasures, person_to_erase
from canbo.privacy.services.erasing import decide_erasure, propose_erasure
from canbo.privacy.tables import count_lines
from canbo.privacy.views.common import both, form_page, written


@require_safe
def show(request: Request) -> HttpResponse:
    """The schedule, what it releases today, what waits for a second person, what was erased."""
    access = request.access
    if not access.can(Permission.HANDLE_REQUESTS) and not access.can(Permission.EDIT_FILES):
        raise Forbidden("permission_missing", _("Tài khoản này không được giao việc lưu giữ, xoá dữ liệu."))
    rows = list(erasures(access)[:200])
    context = {
        "rules": list(retention().values()),
        "due": due_erasures(access, request.today),
        "proposed": [each for each in rows if each.state == Erasure.State.PROPOSED],
        "decided": [each for each in rows if each.state != Erasure.State.PROPOSED],
        "may_propose": access.can(Permission.HANDLE_REQUESTS),
    }
    return render(request, "privacy/retention.html", context)


@both
def propose(request: Request, rule: str, person_id: int) -> HttpResponse:
    """Propose to erase what is due for a person."""
    request.access.require(Permission.HANDLE_REQUESTS)
    found = retention().get(rule)
    due = next((each for each in due_erasures(request.access, request.today) if each.rule == found
                and each.person_key == person_id), None)  # fmt: skip
    if found is None or due is None:
        raise NotFound("erasure_not_found", _("Không có việc xoá nào đến hạn như vậy trong phạm vi được giao."))
    form = ReasonForm(request.POST or None)
    made: list[Erasure] = []
    if request.method == "POST" and written(
        form,
        lambda: made.append(
            propose_erasure(
                access=request.access, rule=rule, person_key=person_id, reason=form.cleaned_data["reason"],
                today=request.today,
            )
        ),
    ):  # fmt: skip
        messages.success(request, _("Đã đề nghị xoá; cần người thứ hai duyệt."))
        return redirect("erasure", made[0].pk)
    return form_page(
        request, form, template="privacy/propose_erasure.html", title=_("Đề nghị xoá dữ liệu"), due=due, rule=found,
        submit_label=_("Đề nghị xoá"), cancel_name="retention",
    )  # fmt: skip


@both
def propose_on_request(request: Request, request_id: int) -> HttpResponse:
    """Propose to erase sections that a person asked to be deleted, as far as the law does not keep them."""
    found = request_of(request.access, request_id)
    require_settle(request.access, found)
    if found.kind != FileRequest.Kind.DELETION:
        raise NotFound("request_not_found", _("Yêu cầu này không phải yêu cầu xoá."))
    rule = retention()["on_request"]
    choices = [(key, KINDS_BY_KEY[key].section.label) for key in rule.sections]
    form = SectionsReasonForm(request.POST or None, choices=choices, help_text=rule.note)
    made: list[Erasure] = []
    if request.method == "POST" and written(
        form,
        lambda: made.append(
            propose_erasure(
                access=request.access, rule=rule.key, person_key=found.person_id, reason=form.cleaned_data["reason"],
                today=request.today, request=found, sections=form.cleaned_data["sections"],
            )
        ),
    ):  # fmt: skip
        messages.success(request, _("Đã đề nghị xoá; cần người thứ hai duyệt."))
        return redirect("erasure", made[0].pk)
    return form_page(
        request, form, template="privacy/step.html", title=_("Đề nghị xoá theo yêu cầu"), object=found,
        person=found.person, submit_label=_("Đề nghị xoá"),
    )  # fmt: skip


@both
def erasure(request: Request, erasure_id: int) -> HttpResponse:
    """One proposal: what would go, decided by a second person; afterwards the certificate."""
    found = erasure_of(request.access, erasure_id)
    form = ReasonForm(request.POST or None, label=_("Ý kiến của người duyệt"))
    approve = request.POST.get("quyet-dinh") == "duyet"
    if request.method == "POST" and written(
        form,
        lambda: decide_erasure(
            access=request.access, erasure=found, approve=approve, reason=form.cleaned_data["reason"],
            today=request.today,
        ),
    ):  # fmt: skip
        messages.success(request, _("Đã xoá dữ liệu.") if approve else _("Đã từ chối đề nghị xoá."))
        return redirect("erasure", erasure_id)
    labels = [str(KINDS_BY_KEY[key].section.label) for key in found.sections]
    return form_page(
        request, form, template="privacy/erasure.html", title=str(found), object=found, sections=labels,
        rule=retention().get(found.rule), person=person_to_erase(request.access, found), counts=count_lines(found),
        is_first=found.proposed_by_id == request.access.user_id, waits=found.state == Erasure.State.PROPOSED,
    )  # fmt: skip


@require_safe
def certificate(request: Request, erasure_id: int) -> HttpResponse:
    """The certificate of an erasure as a Word paper: kinds and numbers, nobody's data."""
    found = erasure_of(request.access, erasure_id)
    if found.state != Erasure.State.DONE:
        raise NotFound("certificate_not_found", _("Chưa xoá thì chưa có biên bản."))
    return hand_out(
        request,
        Export(
            action="privacy.certificate_printed", title=_("Biên bản xoá dữ liệu số %(number)s") % {"number": found.pk},
            name=f"bien-ban-xoa-{found.pk}", media=WORD, content=lambda: write_paper(certificate_paper(found)),
            rights=(), object_type="erasure", object_id=found.pk, unit_path=found.unit_path,
        ),
    )  # fmt: skip
