"""Official acts: the form, then what the act will do, seen in a rehearsal that is rolled back, then the act itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from canbo.core.errors import DomainError
from canbo.core.text import tone_key
from canbo.decisions.models import Decision
from canbo.decisions.services import register_decision
from canbo.organizations.forms import OrganizationForm
from canbo.organizations.selectors.effects import Effect, Picture, effects, picture

if TYPE_CHECKING:
    from datetime import date

    from canbo.access.middleware import Request

CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Act:
    """One official act: how it is called, what its maker must type to confirm it, and what does it.

    `perform` calls the service and gives the address to go to; it is run twice, the first time to be rolled back.
    `says` gives the sentences of the preview; `day` the day from which the act holds.
    """

    title: str
    name: str
    button: str
    done: str
    perform: Callable[[], str]
    says: Callable[[], Sequence[str]]
    day: Callable[[], date | None]
    back_url: str
    is_ending: bool = False
    template: str = "organizations/act.html"
    extra: dict[str, Any] = field(default_factory=dict)


class _RehearsalOverError(Exception):
    """Carries what the rehearsal showed out of the transaction that it rolls back."""

    def __init__(self, before: Picture, after: Picture) -> None:
        super().__init__()
        self.seen = (before, after)


def official_act(request: Request, form: OrganizationForm, act: Act) -> HttpResponse:
    """Answer one of the three steps: the form, the preview, or the act done and a way on."""
    if request.method != "POST":
        return _form_page(request, form, act)
    if not form.is_valid():
        return _form_page(request, form, act, status=422)
    day = act.day() or request.as_of
    try:
        if CONFIRM in request.POST and tone_key(request.POST[CONFIRM]) == tone_key(act.name):
            url = act.perform()
            messages.success(request, act.done)
            return HttpResponseRedirect(url)
        seen = _rehearse(request, act, day)
    except DomainError as error:
        form.refuse(error)
        return _form_page(request, form, act, status=422)
    is_wrong = CONFIRM in request.POST and bool(request.POST[CONFIRM].strip()) and "back" not in request.POST
    if "back" in request.POST:
        return _form_page(request, form, act)
    context = {
        "act": act, "form": form, "title": act.title, "effects": seen, "sentences": act.says(), "day": day,
        "typed": request.POST.get(CONFIRM, ""), "is_wrong": is_wrong,
    }  # fmt: skip
    return render(request, "organizations/act_preview.html", context, status=422 if is_wrong else 200)


def _rehearse(request: Request, act: Act, day: date) -> list[Effect]:
    """Do the act, look at what became of the organisation on its day, and undo it."""
    try:
        with transaction.atomic():
            before = picture(request.access, day)
            act.perform()
            raise _RehearsalOverError(before, picture(request.access, day))
    except _RehearsalOverError as rehearsal:
        return effects(*rehearsal.seen)


def _form_page(request: Request, form: OrganizationForm, act: Act, status: int = 200) -> HttpResponse:
    context = {
        "act": act, "form": form, "title": act.title, "cancel_url": act.back_url, "submit_label": _("Xem trước"),
    }  # fmt: skip
    return render(request, act.template, {**context, **act.extra}, status=status)


def decision_of(request: Request, form: OrganizationForm) -> Decision | None:
    """The decision that the form names, registered where it is new; None where it names none."""
    values = form.cleaned_data
    if not values.get("number"):
        return None
    return register_decision(
        access=request.access,
        number=values["number"],
        issued_on=values.get("issued_on"),
        issuer_name=values.get("issuer", ""),
        signer=values.get("signer", ""),
    )


def simple_form(
    request: Request,
    form: OrganizationForm,
    *,
    title: str,
    perform: Callable[[], object],
    done: str,
    next_url: str,
    submit_label: str = "",
) -> HttpResponse:
    """Answer a form whose act needs no preview: show it, or do it and go on."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    perform()
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(next_url)
    context = {"form": form, "title": title, "cancel_url": next_url, "submit_label": submit_label}
    return render(request, "organizations/act.html", context, status=status)
