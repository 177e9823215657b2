"""A person's own data: what is kept and why, the copy, the requests that they send."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.common.panels import panels_for
from canbo.core.errors import NotFound
from canbo.documents.exports import JSON, Export
from canbo.documents.responses import hand_out
from canbo.privacy.domain.catalogue import bases
from canbo.privacy.forms import RequestForm
from canbo.privacy.models import FileRequest
from canbo.privacy.permissions import own_person
from canbo.privacy.selectors.campaigns import own_calls
from canbo.privacy.selectors.holdings import copy_of, held_about
from canbo.privacy.selectors.requests import own_requests
from canbo.privacy.services.requests import file_request
from canbo.privacy.tables import REQUEST_INTROS, own_line
from canbo.privacy.views.common import both, form_page, written

#: The kinds of request that a person sends as words; corrections are made of items.
WORDED = [kind for kind in FileRequest.Kind if kind != FileRequest.Kind.CORRECTION]

_SHOWN = 50


@require_safe
def show(request: Request) -> HttpResponse:
    """What is kept about me, why, for how long, who gets it; my requests."""
    person = own_person(request.access)
    requests = list(own_requests(request.access)[:_SHOWN])
    context = {
        "person": person,
        "held": held_about(request.access, person),
        "bases": bases(),
        "panels": panels_for("my-data", request, person),
        "requests": [own_line(each, request.today) for each in requests if each.state != FileRequest.State.DRAFT],
        "draft": next((each for each in requests if each.state == FileRequest.State.DRAFT), None),
        "kinds": [(kind.value, kind.label) for kind in WORDED],
        "calls": own_calls(request.access, request.today),
    }
    return render(request, "privacy/own.html", context)


@require_safe
def copy(request: Request) -> HttpResponse:
    """The machine-readable copy of one's own data."""
    person = own_person(request.access)

    def content() -> bytes:
        return json.dumps(copy_of(request.access, person, request.today), ensure_ascii=False, indent=1).encode()

    return hand_out(
        request,
        Export(
            action="privacy.copy_given", title=_("Bản sao dữ liệu của tôi"), name="du-lieu-cua-toi", media=JSON,
            content=content, people=[person.pk], rights=(), is_own=True, object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=person.unit.path,
        ),
    )  # fmt: skip


@both
def ask(request: Request, kind: str) -> HttpResponse:
    """Send a request about one's own file."""
    own_person(request.access)
    if kind not in {each.value for each in WORDED}:
        raise NotFound("request_kind", _("Không có loại yêu cầu này."))
    label = FileRequest.Kind(kind).label
    form = RequestForm(request.POST or None, request.FILES or None)
    made: list[FileRequest] = []

    def write() -> None:
        made.append(
            file_request(
                access=request.access, kind=kind, content=form.cleaned_data["content"], today=request.today,
                uploads=form.cleaned_data["papers"],
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã gửi yêu cầu. Cơ quan phải trả lời lần đầu trước hết ngày %(day)s.")
                         % {"day": f"{made[0].first_answer_due:%d/%m/%Y}"})  # fmt: skip
        return redirect("request", made[0].pk)
    return form_page(
        request, form, title=label, submit_label=_("Gửi yêu cầu"), intro=REQUEST_INTROS[kind], cancel_name="my-data"
    )
