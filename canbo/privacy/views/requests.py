"""Requests: the list of what waits, one request with its clock and history, each step of settling it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.common.forms import MarkForm
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.secrecy import Secrecy, seen_marks
from canbo.core.working_days import is_provisional
from canbo.documents.exports import Export, media_of
from canbo.documents.responses import hand_out
from canbo.personnel.models import Person
from canbo.privacy.forms import (
    AnswerForm,
    CloseForm,
    DecideForm,
    PaperRequestForm,
    ReasonForm,
    SectionsReasonForm,
)
from canbo.privacy.models import FileRequest, RequestItem, Restriction
from canbo.privacy.permissions import is_requester, may_settle, require_settle
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.selectors.requests import (
    item_of,
    items_of,
    paper_of_request,
    people_by_number,
    request_of,
    requests_to_settle,
    restriction_of,
    tone,
)
from canbo.privacy.services import corrections, requests, restrictions
from canbo.privacy.services.leaving import evidence_content
from canbo.privacy.tables import REQUESTS, RequestRows, limit_lines
from canbo.privacy.views.common import both, form_page, written

#: The kinds of request that may end in a restriction.
RESTRICTING = frozenset({FileRequest.Kind.RESTRICTION, FileRequest.Kind.OBJECTION})


@require_safe
def listing(request: Request) -> HttpResponse:
    """What waits for the viewer, the nearest limit first."""
    access = request.access
    if not access.can(Permission.HANDLE_REQUESTS) and not access.can(Permission.EDIT_FILES):
        raise Forbidden("permission_missing", _("Tài khoản này không được giao quyền giải quyết yêu cầu."))
    state = REQUESTS.state(request.GET)
    rows = RequestRows(requests_to_settle(access), state, request.today)
    context = {"may_enter": access.can(Permission.HANDLE_REQUESTS)}
    return REQUESTS.response(request, state, rows, context=context)


@require_safe
def show(request: Request, request_id: int) -> HttpResponse:
    """One request: what is asked, until when, what was done."""
    found = request_of(request.access, request_id)
    settles = may_settle(request.access, found)
    own = is_requester(request.access, found)
    if own:
        requests.mark_read(access=request.access, request=found)
    context = {
        "object": found,
        "person": found.person,
        "items": items_of(request.access, found),
        "papers": list(found.papers.filter(item__isnull=True)),
        "events": list(found.events.order_by("-at", "-id")),
        "tone": tone(found, request.today),
        "answered_late": bool(
            found.answered_at
            and found.first_answer_due
            and timezone.localdate(found.answered_at) > found.first_answer_due
        ),
        "limits": limit_lines(found),
        "is_provisional": is_provisional(found.received_on, found.first_answer_due)
        if found.received_on and found.first_answer_due
        else False,
        "settles": settles and found.is_open,
        "is_own": own,
        "may_take_back": own and found.is_open,
        "may_extend": settles and found.is_open and found.extended_at is None,
        "restrictable": found.kind in RESTRICTING,
        "restrictions": list(found.restrictions.all()),
        "erasures": list(found.erasures.all()) if settles else [],
    }
    return render(request, "privacy/request.html", context)


@both
def enter(request: Request) -> HttpResponse:
    """Enter a request that came on paper."""
    request.access.require(Permission.HANDLE_REQUESTS)
    form = PaperRequestForm(request.POST or None, request.FILES or None, initial={"received_on": ""})
    made: list[FileRequest] = []

    def write() -> None:
        cleaned = form.cleaned_data
        made.append(
            requests.file_request(
                access=request.access, kind=cleaned["kind"], content=cleaned["content"], today=request.today,
                uploads=cleaned["papers"], person=_named(request, cleaned["person"]),
                received_on=cleaned["received_on"],
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã nhận yêu cầu vào sổ."))
        return redirect("request", made[0].pk)
    return form_page(
        request, form, title=_("Nhận yêu cầu bằng văn bản"), submit_label=_("Ghi vào sổ"), cancel_name="requests"
    )


def _named(request: Request, text: str) -> Person:
    people = people_by_number(request.access, text)
    if not people:
        raise DomainError("person_unknown", "Không có hồ sơ nào mang số hoặc tên này trong phạm vi được giao.")
    if len(people) > 1:
        raise DomainError(
            "person_ambiguous", "Có {count} hồ sơ cùng tên. Hãy ghi số hồ sơ thay cho tên: {numbers}.",
            count=len(people), numbers=", ".join(f"{each.pk} ({each.unit.name})" for each in people),
        )  # fmt: skip
    return people[0]


@both
def answer(request: Request, request_id: int) -> HttpResponse:
    """Give the first answer."""
    found = _to_settle(request, request_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and written(
        form,
        lambda: requests.answer_first(
            access=request.access, request=found, words=form.cleaned_data["words"],
            has_third_party=form.cleaned_data["has_third_party"],
        ),
    ):  # fmt: skip
        messages.success(request, _("Đã trả lời lần đầu."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Trả lời lần đầu"), _("Trả lời"))


@both
def extend(request: Request, request_id: int) -> HttpResponse:
    """Extend the limit once."""
    found = _to_settle(request, request_id)
    form = ReasonForm(request.POST or None, label=_("Lý do gia hạn (người gửi đọc được)"))
    if request.method == "POST" and written(
        form,
        lambda: requests.extend(
            access=request.access, request=found, reason=form.cleaned_data["reason"], today=request.today
        ),
    ):
        messages.success(request, _("Đã gia hạn."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Gia hạn yêu cầu"), _("Gia hạn"))


@both
def close(request: Request, request_id: int) -> HttpResponse:
    """Close a request with its outcome."""
    found = _to_settle(request, request_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and written(
        form,
        lambda: requests.close(
            access=request.access, request=found, state=form.cleaned_data["state"], words=form.cleaned_data["words"]
        ),
    ):
        messages.success(request, _("Đã kết thúc yêu cầu."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Kết thúc yêu cầu"), _("Kết thúc"))


@both
def take_back(request: Request, request_id: int) -> HttpResponse:
    """Take back one's own request."""
    found = request_of(request.access, request_id)
    if not is_requester(request.access, found):
        raise Forbidden("not_requester", _("Chỉ người gửi mới rút được yêu cầu này."))
    form = ReasonForm(request.POST or None, label=_("Lý do (nếu muốn ghi)"), required=False)
    if request.method == "POST" and written(
        form,
        lambda: requests.take_back(access=request.access, request=found, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, _("Đã rút yêu cầu."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Rút yêu cầu"), _("Rút yêu cầu"))


@both
def restrict(request: Request, request_id: int) -> HttpResponse:
    """Put the file under restriction of processing."""
    found = _to_settle(request, request_id)
    if found.kind not in RESTRICTING:
        raise NotFound("request_not_found", _("Yêu cầu này không dẫn đến hạn chế xử lý."))
    choices = [(key, kind.section.label) for key, kind in KINDS_BY_KEY.items()]
    form = SectionsReasonForm(
        request.POST or None, choices=choices, help_text=_("Không chọn phần nào: hạn chế cả hồ sơ.")
    )
    if request.method == "POST" and written(
        form,
        lambda: restrictions.restrict(
            access=request.access, request=found, reason=form.cleaned_data["reason"],
            sections=form.cleaned_data["sections"],
        ),
    ):  # fmt: skip
        messages.success(request, _("Hồ sơ được đánh dấu hạn chế xử lý từ bây giờ."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Hạn chế xử lý hồ sơ"), _("Hạn chế xử lý"), template="privacy/restrict.html")


@both
def lift(request: Request, restriction_id: int) -> HttpResponse:
    """End a restriction."""
    found: Restriction = restriction_of(request.access, restriction_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and written(
        form,
        lambda: restrictions.lift(access=request.access, restriction=found, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, _("Đã thôi hạn chế xử lý hồ sơ."))
        return redirect("request", found.request_id) if found.request_id else redirect("requests")
    return form_page(
        request, form, title=_("Thôi hạn chế xử lý hồ sơ"), submit_label=_("Thôi hạn chế"), cancel_name="requests"
    )


@both
def decide(request: Request, request_id: int, item_id: int) -> HttpResponse:
    """Approve or refuse one item."""
    item = item_of(request.access, request_id, item_id)
    require_settle(request.access, item.request)
    view = next(each for each in items_of(request.access, item.request) if each.item.pk == item_id)
    if view.is_closed:
        raise Forbidden("section_forbidden", _("Tài khoản này không được xem phần hồ sơ của mục này."))
    form = DecideForm(request.POST or None)
    approve = request.POST.get("quyet-dinh") == "duyet"
    if request.method == "POST" and written(
        form,
        lambda: corrections.decide_item(
            access=request.access, item=item, approve=approve, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Đã ghi vào hồ sơ.") if approve else _("Đã từ chối mục này."))
        return redirect("request", request_id)
    return form_page(
        request, form, template="privacy/decide.html", title=_("Duyệt mục đề nghị: %(section)s")
        % {"section": view.section}, view=view, object=item.request, person=item.request.person,
        is_decided=item.state != RequestItem.State.PENDING,
    )  # fmt: skip


@require_safe
def paper(request: Request, request_id: int, paper_id: int) -> HttpResponse:
    """Give a paper of a request to save; never shown inside a page."""
    found = paper_of_request(request.access, request_id, paper_id)
    person = found.request.person
    return hand_out(
        request,
        Export(
            action="privacy.evidence_read", title=_("Giấy tờ của yêu cầu số %(number)s") % {"number": request_id},
            name=f"giay-to-{found.pk}", media=media_of(found.media_type), content=lambda: evidence_content(found),
            people=[person.pk], rights=(), reaches=((person.unit.path, person.managed_tier),), is_original=True,
            is_own=is_requester(request.access, found.request), secrecy=Secrecy(found.request.secrecy),
            object_type="person", object_id=person.pk, object_label=person.full_name, unit_path=person.unit.path,
            changes={"request": [None, request_id], "paper": [None, found.pk]},
        ),
    )  # fmt: skip


@both
def secrecy(request: Request, request_id: int) -> HttpResponse:
    """Set, change or take away the secrecy mark of a request."""
    found = request_of(request.access, request_id)
    require_settle(request.access, found)
    marks = seen_marks(request.access, found.person.unit.path, found.person.managed_tier)
    form = MarkForm(request.POST or None, marks=marks, current=found.secrecy)
    if request.method == "POST" and written(
        form,
        lambda: requests.mark_request(
            access=request.access, request=found, mark=form.cleaned_data["secrecy"], reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Đã ghi độ mật."))
        return redirect("request", request_id)
    return _step(request, found, form, _("Độ mật của yêu cầu"), _("Ghi lại"))


def _to_settle(request: Request, request_id: int) -> FileRequest:
    found = request_of(request.access, request_id)
    require_settle(request.access, found)
    return found


def _step(
    request: Request, found: FileRequest, form: forms.Form, title: str, label: str, template: str = "privacy/step.html"
) -> HttpResponse:
    return form_page(
        request, form, template=template, title=title, submit_label=label, object=found, person=found.person,
        is_own=is_requester(request.access, found),
    )  # fmt: skip
