"""Opening a file; adding, correcting, withdrawing and verifying its records."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canbo.access.middleware import Request
from canbo.accounts.step_up import require_recent
from canbo.common.errors import localized
from canbo.common.form_pages import refusal_on
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.personnel.forms import CorrectForm, NewFileForm, ReasonForm, RecordForm, VerifyForm, record_form
from canbo.personnel.models import FileRecord, Person
from canbo.personnel.permissions import may_read_section, require_edit
from canbo.personnel.selectors import file_of, kind_by_key, visible_people
from canbo.personnel.services import add_record, correct_record, open_file, verify_fields, withdraw_record
from canbo.personnel.tables import TABS
from canbo.personnel.wording import line_text

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def open_new(request: Request) -> HttpResponse:
    """Open a file: the unit that keeps it, who it is of; twins are shown and asked about."""
    request.access.require(Permission.EDIT_FILES)
    ask = "confirmed_distinct" in request.POST or "twins" in request.POST
    form = NewFileForm(request.POST or None, access=request.access, ask_twins=ask)
    twins: list[Person] = []
    hidden = 0
    if request.method == "POST" and form.is_valid():
        try:
            person = open_file(access=request.access, unit=form.cleaned_data["unit"], identity=form.identity)
        except ValidationError as error:
            form.refuse(error)
        except Forbidden:
            raise
        except DomainError as error:
            ids = error.extra.get("person_ids")
            if isinstance(ids, list):
                twins = list(visible_people(request.access).filter(pk__in=ids).select_related("unit"))
                hidden = len(ids) - len(twins)
                form = NewFileForm(request.POST, access=request.access, ask_twins=True)
                form.is_valid()
            form.add_error(None, localized(error))
        else:
            messages.success(request, _("Đã lập hồ sơ của %(name)s.") % {"name": person.full_name})
            return redirect("file", person.pk)
    context = {"form": form, "title": _("Lập hồ sơ"), "twins": twins, "hidden_twins": hidden}
    return render(request, "personnel/new.html", context, status=422 if form.errors else 200)


@both
def add(request: Request, person_id: int, kind: str) -> HttpResponse:
    """Add a record of a kind."""
    person, model = _file_and_kind(request, person_id, kind)
    initial = {name: value for name, value in request.GET.items() if name != "next"}
    form = record_form(RecordForm, model)(request.POST or None, access=request.access, initial=initial)

    def write() -> None:
        add_record(access=request.access, person=person, kind=model, values=form.values, decision=form.decision)

    if request.method == "POST" and _written(form, write):
        messages.success(request, _("Đã thêm vào phần «%(section)s».") % {"section": model.section.label})
        return _back(request, person, model)
    return _page(request, "personnel/record_form.html", person, model, form, _("Thêm: %(section)s"))


@both
def correct(request: Request, person_id: int, kind: str, record_id: int) -> HttpResponse:
    """Correct a record, with the reason."""
    person, model = _file_and_kind(request, person_id, kind)
    record = _record(person, model, record_id, request)
    form = record_form(CorrectForm, model)(request.POST or None, access=request.access, record=record)

    def write() -> None:
        correct_record(
            access=request.access, record=record, values=form.values, decision=form.decision,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip

    if request.method == "POST" and _written(form, write):
        messages.success(request, _("Đã sửa phần «%(section)s».") % {"section": model.section.label})
        return _back(request, person, model)
    return _page(request, "personnel/record_form.html", person, model, form, _("Sửa: %(section)s"), record)


@both
def withdraw(request: Request, person_id: int, kind: str, record_id: int) -> HttpResponse:
    """Withdraw a record, with the reason."""
    person, model = _file_and_kind(request, person_id, kind)
    record = _record(person, model, record_id, request)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        withdraw_record(access=request.access, record=record, reason=form.cleaned_data["reason"])

    if request.method == "POST" and _written(form, write):
        messages.success(request, _("Đã rút bản ghi khỏi phần «%(section)s».") % {"section": model.section.label})
        return _back(request, person, model)
    return _page(request, "personnel/withdraw.html", person, model, form, _("Rút bản ghi: %(section)s"), record)


@both
def verify(request: Request, person_id: int, kind: str, record_id: int) -> HttpResponse:
    """Mark values as confirmed by a paper."""
    person, model = _file_and_kind(request, person_id, kind)
    record = _record(person, model, record_id, request)
    form = VerifyForm(request.POST or None, record=record)

    def write() -> None:
        cleaned = form.cleaned_data
        verify_fields(access=request.access, record=record, fields=cleaned["checked"], paper=cleaned["paper"])

    if request.method == "POST" and _written(form, write):
        messages.success(request, _("Đã xác nhận phần «%(section)s».") % {"section": model.section.label})
        return _back(request, person, model)
    return _page(request, "personnel/verify.html", person, model, form, _("Xác nhận: %(section)s"), record)


def _file_and_kind(request: Request, person_id: int, kind: str) -> tuple[Person, type[FileRecord]]:
    person = file_of(request.access, person_id)
    model = kind_by_key(kind)
    require_edit(request.access, person)
    if not may_read_section(request.access, person, model):
        raise Forbidden("section_forbidden", _("Tài khoản này không được xem phần này của hồ sơ."))
    if model.section.restricted:
        require_recent(request)
    return person, model


def _record(person: Person, model: type[FileRecord], record_id: int, request: Request) -> FileRecord:
    """Give a record of the file; on reading, one that was superseded meanwhile is refused before anybody types."""
    record: FileRecord | None = (
        model._default_manager.select_related("decision").filter(pk=record_id, person=person).first()
    )
    if record is None:
        raise NotFound("record_not_found", _("Không có bản ghi này trong hồ sơ."))
    if record.superseded_at is not None and request.method != "POST":
        raise DomainError(
            "record_superseded", _("Bản ghi này đã được sửa hoặc rút. Hãy mở lại hồ sơ để xem bản đang dùng.")
        )
    record.person = person
    return record


def _written(form: forms.Form, write: Callable[[], None]) -> bool:
    """Run the service once the form is in order; show on the form what it refuses."""
    if not form.is_valid():
        return False
    with refusal_on(form):
        try:
            write()
        except ValidationError as error:
            if isinstance(form, RecordForm):
                form.refuse(error)
            else:
                form.add_error(None, error)
        else:
            return True
    return False


def _back(request: Request, person: Person, model: type[FileRecord]) -> HttpResponse:
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect(section_url(person, model))


def section_url(person: Person, model: type[FileRecord]) -> str:
    """Where a section of a file is shown."""
    words = {tab: word for word, (tab, _label) in TABS.items()}
    word = words[model.section.tab]
    return f"{reverse('file', args=[person.pk])}?muc={word}#phan-{model.section.key}"


def _page(
    request: Request,
    template: str,
    person: Person,
    model: type[FileRecord],
    form: forms.Form,
    title: str,
    record: FileRecord | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "record": record,
        "line": line_text(record) if record else "",
        "section": model.section,
        "title": title % {"section": model.section.label},
        "cancel_url": section_url(person, model),
    }
    return render(request, template, context, status=422 if form.errors else 200)
