"""The register of breaches: each with its clock, what is known, the notice, the answer."""

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
from canbo.core.errors import DomainError
from canbo.core.secrecy import Secrecy, seen_marks
from canbo.documents.exports import WORD, Export
from canbo.documents.responses import hand_out
from canbo.documents.word import write_paper
from canbo.privacy.domain.catalogue import activities
from canbo.privacy.forms import AuthorityAnswerForm, BreachForm, BreachWorkForm, NotifyForm, ReasonForm
from canbo.privacy.models import Breach
from canbo.privacy.papers import notice_paper
from canbo.privacy.selectors import breaches as selectors
from canbo.privacy.services import breaches as services
from canbo.privacy.tables import breach_line, limit_lines
from canbo.privacy.views.common import both, form_page, written


@require_safe
def listing(request: Request) -> HttpResponse:
    """The register, running clocks first."""
    request.access.require(Permission.HANDLE_REQUESTS)
    now = timezone.now()
    rows = [breach_line(each, now) for each in selectors.breaches(request.access)[:200]]
    rows.sort(key=lambda row: not row.is_running)
    return render(request, "privacy/breaches.html", {"rows": rows})


@both
def enter(request: Request) -> HttpResponse:
    """Enter a breach."""
    request.access.require(Permission.HANDLE_REQUESTS)
    units = selectors.units_in_charge(request.access)
    now = timezone.now()
    form = BreachForm(request.POST or None, units=units, initial={"detected_at": now})
    made: list[Breach] = []

    def write() -> None:
        cleaned = form.cleaned_data
        unit = next((each for each in units if str(each.pk) == cleaned["unit"]), None)
        if unit is None:
            raise DomainError("unit_not_found", "Không có đơn vị này trong phạm vi được giao.")
        made.append(
            services.record_breach(
                access=request.access, title=cleaned["title"], unit=unit, detected_at=cleaned["detected_at"],
                description=cleaned["description"], categories=cleaned["categories"],
                people_count=cleaned["people_count"], consequences=cleaned["consequences"],
                measures=cleaned["measures"], now=now,
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi sự việc vào sổ; đồng hồ tính từ lúc phát hiện."))
        return redirect("breach", made[0].pk)
    return form_page(
        request, form, title=_("Ghi sự việc vi phạm"), submit_label=_("Ghi vào sổ"), cancel_name="breaches"
    )


@require_safe
def show(request: Request, breach_id: int) -> HttpResponse:
    """One breach: its clock, what is known, what was done."""
    found = selectors.breach_of(request.access, breach_id)
    labels = {each.key: each.label for each in activities()}
    context = {
        "object": found, "line": breach_line(found, timezone.now()), "limits": limit_lines(found),
        "categories": [labels.get(key, key) for key in found.categories],
        "events": list(found.events.order_by("-at", "-id")),
    }  # fmt: skip
    return render(request, "privacy/breach.html", context)


@both
def work(request: Request, breach_id: int) -> HttpResponse:
    """Write what has become known."""
    found = selectors.breach_of(request.access, breach_id)
    names = ("description", "categories", "people_count", "consequences", "measures", "people_told")
    form = BreachWorkForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and written(
        form, lambda: services.work_on(access=request.access, breach=found, **form.cleaned_data)
    ):
        messages.success(request, _("Đã cập nhật sự việc."))
        return redirect("breach", breach_id)
    return _page(request, found, form, _("Cập nhật diễn biến, biện pháp"), _("Ghi lại"))


@both
def notify(request: Request, breach_id: int) -> HttpResponse:
    """Write down the notice to the authority."""
    found = selectors.breach_of(request.access, breach_id)
    now = timezone.now()
    form = NotifyForm(request.POST or None, initial={"notified_at": now})
    if request.method == "POST" and written(
        form, lambda: services.notify(access=request.access, breach=found, now=now, **form.cleaned_data)
    ):
        messages.success(request, _("Đã ghi việc thông báo."))
        return redirect("breach", breach_id)
    return _page(request, found, form, _("Ghi việc thông báo cơ quan có thẩm quyền"), _("Ghi lại"))


@both
def answered(request: Request, breach_id: int) -> HttpResponse:
    """Write down the answer of the authority."""
    found = selectors.breach_of(request.access, breach_id)
    form = AuthorityAnswerForm(request.POST or None)
    if request.method == "POST" and written(
        form, lambda: services.answered(access=request.access, breach=found, today=request.today, **form.cleaned_data)
    ):
        messages.success(request, _("Đã ghi trả lời."))
        return redirect("breach", breach_id)
    return _page(request, found, form, _("Ghi trả lời của cơ quan có thẩm quyền"), _("Ghi lại"))


@both
def close(request: Request, breach_id: int) -> HttpResponse:
    """Close a breach."""
    found = selectors.breach_of(request.access, breach_id)
    form = ReasonForm(request.POST or None, label=_("Kết luận, việc đã sửa để không lặp lại"))
    if request.method == "POST" and written(
        form,
        lambda: services.close_breach(
            access=request.access, breach=found, words=form.cleaned_data["reason"], now=timezone.now()
        ),
    ):
        messages.success(request, _("Đã kết thúc sự việc."))
        return redirect("breach", breach_id)
    return _page(request, found, form, _("Kết thúc sự việc"), _("Kết thúc"))


@both
def secrecy(request: Request, breach_id: int) -> HttpResponse:
    """Set, change or take away the secrecy mark of a breach."""
    found = selectors.breach_of(request.access, breach_id)
    form = MarkForm(
        request.POST or None, marks=seen_marks(request.access, found.unit.path), current=found.secrecy
    )  # fmt: skip
    if request.method == "POST" and written(
        form,
        lambda: services.mark_breach(
            access=request.access, breach=found, mark=form.cleaned_data["secrecy"], reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Đã ghi độ mật."))
        return redirect("breaches")
    return _page(request, found, form, _("Độ mật của sự việc"), _("Ghi lại"))


@require_safe
def notice(request: Request, breach_id: int) -> HttpResponse:
    """The draft of the notice as a Word paper."""
    found = selectors.breach_of(request.access, breach_id)
    return hand_out(
        request,
        Export(
            action="privacy.notice_printed", title=_("Thông báo sự việc vi phạm số %(number)s") % {"number": found.pk},
            name=f"thong-bao-su-viec-{found.pk}", media=WORD,
            content=lambda: write_paper(notice_paper(found, request.today)), rights=(),
            secrecy=Secrecy(found.secrecy), reaches=((found.unit.path, ""),), object_type="breach",
            object_id=found.pk, unit_path=found.unit.path,
        ),
    )  # fmt: skip


def _page(request: Request, found: Breach, form: forms.Form, title: str, label: str) -> HttpResponse:
    return form_page(
        request, form, title=title, submit_label=label, intro=found.title, cancel_name="breach", cancel_key=found.pk
    )
