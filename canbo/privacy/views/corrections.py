"""Corrections that a person gathers in a draft, item by item, and sends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel.models import FileRecord, Person
from canbo.personnel.selectors import kind_by_key, read_file
from canbo.personnel.wording import line_text
from canbo.privacy.forms import SendForm, WithdrawItemForm
from canbo.privacy.models import FileRequest, RequestItem
from canbo.privacy.permissions import own_person
from canbo.privacy.proposals import Proposal, is_withdrawable, proposable
from canbo.privacy.selectors.requests import item_of, items_of, own_requests
from canbo.privacy.services.corrections import drop_item, propose, send
from canbo.privacy.tables import SectionToPropose, sections_to_propose
from canbo.privacy.views.common import both, form_page, written
from canbo.privacy.views.proposing import ProposalForm, proposal_form


@require_safe
def choose(request: Request) -> HttpResponse:
    """My file, each record with what I may ask of it; the draft beside."""
    person = own_person(request.access)
    kinds = proposable(request.access, person)
    contents = read_file(request.access, person, kinds)
    draft = _draft(request, person)
    items = items_of(request.access, draft) if draft else []
    asked = {(view.item.section_key, view.item.record_key) for view in items}
    wanted = request.GET.get("phan", "")
    sections: list[SectionToPropose] = sections_to_propose(kinds, contents, asked, wanted)
    context = {"person": person, "sections": sections, "draft": draft, "items": items, "wanted": wanted}
    return render(request, "privacy/choose.html", context)


@both
def add(request: Request, section: str) -> HttpResponse:
    """Propose a new record."""
    person, kind = _own_kind(request, section)
    form = proposal_form(kind)(request.POST or None, request.FILES or None, access=request.access)

    def write() -> None:
        propose(
            access=request.access, kind=kind, action=RequestItem.Action.ADD, proposal=form.proposal,
            note=form.cleaned_data["proposal_note"], uploads=form.cleaned_data["papers"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        return _gathered(request)
    title = _("Đề nghị thêm: %(section)s") % {"section": kind.section.label}
    return _proposal_page(request, form, person, title)


@both
def correct(request: Request, section: str, record_id: int) -> HttpResponse:
    """Propose a correction of a record."""
    person, kind = _own_kind(request, section)
    record = _own_record(person, kind, record_id)
    form = proposal_form(kind)(request.POST or None, request.FILES or None, access=request.access, record=record)

    def write() -> None:
        propose(
            access=request.access, kind=kind, action=RequestItem.Action.CORRECT, proposal=form.proposal,
            record_of_file=record, note=form.cleaned_data["proposal_note"], uploads=form.cleaned_data["papers"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        return _gathered(request)
    title = _("Đề nghị sửa: %(section)s") % {"section": kind.section.label}
    return _proposal_page(request, form, person, title)


@both
def withdraw(request: Request, section: str, record_id: int) -> HttpResponse:
    """Propose that a record be taken out."""
    person, kind = _own_kind(request, section)
    record = _own_record(person, kind, record_id)
    if not is_withdrawable(kind):
        raise NotFound("record_not_found", _("Không có bản ghi này trong hồ sơ."))
    form = WithdrawItemForm(request.POST or None, request.FILES or None)

    def write() -> None:
        propose(
            access=request.access, kind=kind, action=RequestItem.Action.WITHDRAW, proposal=Proposal({}),
            record_of_file=record, note=form.cleaned_data["note"], uploads=form.cleaned_data["papers"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        return _gathered(request)
    return form_page(
        request, form, title=_("Đề nghị bỏ: %(section)s") % {"section": kind.section.label},
        intro=line_text(record), submit_label=_("Đưa vào đề nghị"), cancel_name="correction-choose",
    )  # fmt: skip


@require_POST
def drop(request: Request, request_id: int, item_id: int) -> HttpResponse:
    """Take an item out of the draft."""
    drop_item(access=request.access, item=item_of(request.access, request_id, item_id))
    messages.success(request, _("Đã bỏ mục khỏi đề nghị đang soạn."))
    return redirect("correction-choose")


@both
def send_draft(request: Request) -> HttpResponse:
    """Look the draft over and send it."""
    person = own_person(request.access)
    draft = _draft(request, person)
    if draft is None:
        messages.info(request, _("Chưa có đề nghị nào đang soạn."))
        return redirect("correction-choose")
    form = SendForm(request.POST or None)
    if request.method == "POST" and written(
        form, lambda: send(access=request.access, content=form.cleaned_data["content"], today=request.today)
    ):
        messages.success(request, _("Đã gửi đề nghị cho cán bộ tổ chức. Theo dõi từng mục ở trang này."))
        return redirect("request", draft.pk)
    items = items_of(request.access, draft)
    return form_page(
        request, form, template="privacy/send.html", title=_("Gửi đề nghị cập nhật hồ sơ"), items=items,
        submit_label=_("Gửi đề nghị"), cancel_name="correction-choose", draft=draft,
    )  # fmt: skip


def _draft(request: Request, person: Person) -> FileRequest | None:
    draft = own_requests(request.access).filter(
        state=FileRequest.State.DRAFT, kind=FileRequest.Kind.CORRECTION
    ).first()  # fmt: skip
    if draft is not None:
        draft.person = person
    return draft


def _own_kind(request: Request, section: str) -> tuple[Person, type[FileRecord]]:
    person = own_person(request.access)
    kind = kind_by_key(section)
    if kind not in proposable(request.access, person):
        raise Forbidden(
            "section_closed", _("Phần này do cơ quan ghi; không đề nghị sửa ở đây được. Hãy gửi khiếu nại.")
        )
    return person, kind


def _own_record(person: Person, kind: type[FileRecord], record_id: int) -> FileRecord:
    record: FileRecord | None = (
        kind._default_manager.select_related("decision")
        .filter(pk=record_id, person=person, superseded_at__isnull=True)
        .first()
    )
    if record is None:
        raise NotFound("record_not_found", _("Không có bản ghi này trong hồ sơ."))
    record.person = person
    return record


def _gathered(request: Request) -> HttpResponse:
    messages.success(request, _("Đã đưa vào đề nghị. Chọn thêm mục khác, hoặc gửi đề nghị."))
    return redirect("correction-choose")


def _proposal_page(request: Request, form: ProposalForm, person: Person, title: str) -> HttpResponse:
    return form_page(
        request, form, template="privacy/propose.html", title=title, person=person,
        submit_label=_("Đưa vào đề nghị"), cancel_name="correction-choose",
    )  # fmt: skip
