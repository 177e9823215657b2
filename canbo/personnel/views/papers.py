"""Papers attached to a file: upload, download, withdrawal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from canbo.access.middleware import Request
from canbo.accounts.step_up import require_recent
from canbo.common.form_pages import refusal_on
from canbo.common.forms import MarkForm
from canbo.core.errors import Forbidden
from canbo.core.secrecy import Secrecy, public_title, seen_marks
from canbo.documents.exports import Export, media_of
from canbo.documents.responses import hand_out
from canbo.personnel.forms import AttachmentForm, ReasonForm
from canbo.personnel.models import RECORD_KINDS, FileRecord
from canbo.personnel.permissions import may_read_attachment, require_edit
from canbo.personnel.selectors import file_of, read_file
from canbo.personnel.selectors.papers import paper_of_file, paper_to_open
from canbo.personnel.services import attach_document, mark_document, withdraw_document
from canbo.personnel.services.attachments import content_of
from canbo.personnel.wording import line_text

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def attach(request: Request, person_id: int) -> HttpResponse:
    """Attach a paper, to a record or to the file as a whole."""
    person = file_of(request.access, person_id)
    require_edit(request.access, person)
    contents = read_file(request.access, person)
    if any(kind.section.restricted for kind in RECORD_KINDS if kind not in contents.closed and contents.known(kind)):
        require_recent(request)  # the form names the records of restricted sections
    records: dict[str, FileRecord] = {
        f"{kind.section.key}-{record.pk}": record
        for kind in RECORD_KINDS
        if kind not in contents.closed
        for record in contents.known(kind)
    }
    sections = {
        kind.section.key: kind for kind in RECORD_KINDS if kind.section.restricted and kind not in contents.closed
    }
    choices = [(key, f"{record.section.label}: {line_text(record)}"[:160]) for key, record in records.items()]
    form = AttachmentForm(
        request.POST or None, request.FILES or None, records=choices, initial={"record": request.GET.get("record", "")},
        sections=[(key, str(kind.section.label)) for key, kind in sections.items()],
        marks=seen_marks(request.access, person.unit.path, person.managed_tier),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        with refusal_on(form, "file"):
            attach_document(
                access=request.access, person=person, upload=cleaned["file"], title=cleaned["title"],
                record=records.get(cleaned["record"]), section=sections.get(cleaned["section"]),
                is_photo=cleaned["is_photo"], secrecy=cleaned["secrecy"],
            )  # fmt: skip
            messages.success(request, _("Đã đính kèm «%(title)s».") % {"title": cleaned["title"]})
            return HttpResponseRedirect(_papers_url(person_id))
    context = {
        "form": form,
        "person": person,
        "title": _("Đính kèm giấy tờ"),
        "submit_label": _("Đính kèm"),
        "cancel_url": _papers_url(person_id),
    }
    return render(request, "personnel/attach.html", context, status=422 if form.errors else 200)


@require_safe
def download(request: Request, person_id: int, attachment_id: int) -> HttpResponse:
    """Give a paper to save; never shown inside a page."""
    paper = paper_to_open(request.access, person_id, attachment_id)
    person = paper.person
    return hand_out(
        request,
        Export(
            action="file.document_read", title=_("Giấy tờ số %(number)s") % {"number": paper.pk},
            name=f"giay-to-{paper.pk}", media=media_of(paper.media_type), content=lambda: content_of(paper),
            people=[person.pk], rights=(), reaches=((person.unit.path, person.managed_tier),), is_original=True,
            secrecy=Secrecy(paper.secrecy), object_type="person", object_id=person.pk, object_label=person.full_name,
            unit_path=person.unit.path, changes={"document": [None, public_title(paper.secrecy, paper.title)]},
        ),
    )  # fmt: skip


@both
def secrecy(request: Request, person_id: int, attachment_id: int) -> HttpResponse:
    """Set, change or take away the secrecy mark of a paper."""
    paper = paper_to_open(request.access, person_id, attachment_id)
    require_edit(request.access, paper.person)
    marks = seen_marks(request.access, paper.person.unit.path, paper.person.managed_tier)
    form = MarkForm(request.POST or None, marks=marks, current=paper.secrecy)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        with refusal_on(form):
            mark_document(
                access=request.access, attachment=paper, mark=cleaned["secrecy"], reason=cleaned["reason"]
            )  # fmt: skip
            messages.success(request, _("Đã ghi độ mật của giấy tờ."))
            return HttpResponseRedirect(_papers_url(person_id))
    context = {
        "form": form,
        "person": paper.person,
        "title": _("Độ mật của giấy tờ"),
        "cancel_url": _papers_url(person_id),
    }
    return render(request, "personnel/secrecy.html", context, status=422 if form.errors else 200)


@both
def withdraw(request: Request, person_id: int, attachment_id: int) -> HttpResponse:
    """Withdraw a paper, with the reason."""
    paper = paper_of_file(request.access, person_id, attachment_id)
    require_edit(request.access, paper.person)
    if not may_read_attachment(request.access, paper):
        raise Forbidden("document_forbidden", _("Giấy tờ này hạn chế người xem; tài khoản này không có quyền rút."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            withdraw_document(access=request.access, attachment=paper, reason=form.cleaned_data["reason"])
            messages.success(request, _("Đã rút giấy tờ «%(title)s».") % {"title": paper.title})
            return HttpResponseRedirect(_papers_url(person_id))
    context = {
        "form": form,
        "person": paper.person,
        "paper": paper,
        "title": _("Rút giấy tờ"),
        "cancel_url": _papers_url(person_id),
    }
    return render(request, "personnel/withdraw.html", context, status=422 if form.errors else 200)


def _papers_url(person_id: int) -> str:
    return f"{reverse('file', args=[person_id])}?muc=giay-to"
