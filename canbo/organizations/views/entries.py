"""Positions, establishment, bodies and terms of a unit: their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.common.formats import day as written
from canbo.organizations import selectors, services
from canbo.organizations.forms import (
    AbolishForm,
    BodyForm,
    CloseForm,
    EstablishmentForm,
    PositionChangeForm,
    PositionForm,
    TermForm,
)
from canbo.organizations.views.acts import by_paper, common, editable, form_page
from canbo.organizations.views.official import Act, decision_of, official_act, simple_form

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from canbo.access.middleware import Request
    from canbo.organizations.models import Body, Unit


def _deciding_bodies(request: Request, unit: Unit) -> QuerySet[Body]:
    """The bodies that may decide on a position of the unit: its own and those above it."""
    above = [unit_id for unit_id, _name in selectors.breadcrumb(request.access, unit, request.as_of)]
    return selectors.bodies(request.access).filter(unit_id__in=[*above, unit.pk], abolished_on__isnull=True)


@form_page
def add_position(request: Request, unit_id: int) -> HttpResponse:
    """Give a unit a position."""
    unit = editable(request, unit_id)
    open_titles = Q(closed_on__isnull=True) | Q(closed_on__gt=request.as_of)
    form = PositionForm(
        titles=selectors.titles(request.access).filter(open_titles),
        bodies=_deciding_bodies(request, unit),
        **common(request),
    )

    def perform() -> None:
        services.add_position(access=request.access, unit=unit, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Thêm vị trí ở %(unit)s") % {"unit": unit.name},
        perform=perform,
        done=_("Đã thêm vị trí."),
        next_url=reverse("unit-positions", args=[unit.pk]),
    )


@form_page
def change_position(request: Request, position_id: int) -> HttpResponse:
    """Change a position."""
    position = selectors.position_of(request.access, position_id)
    unit = editable(request, position.unit_id)
    form = PositionChangeForm(position=position, bodies=_deciding_bodies(request, unit), **common(request))

    def perform() -> None:
        services.change_position(access=request.access, position=position, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Sửa vị trí %(position)s, %(unit)s") % {"position": position, "unit": unit.name},
        perform=perform,
        done=_("Đã sửa vị trí."),
        next_url=reverse("unit-positions", args=[unit.pk]),
    )


@form_page
def abolish_position(request: Request, position_id: int) -> HttpResponse:
    """Let a position be no more."""
    position = selectors.position_of(request.access, position_id)
    unit = editable(request, position.unit_id)
    form = AbolishForm(**common(request))
    back = reverse("unit-positions", args=[unit.pk])

    def perform() -> str:
        values = form.cleaned_data
        services.abolish_position(
            access=request.access, position=position, on=values["on"], decision=decision_of(request, form),
            reason=values["note"],
        )  # fmt: skip
        return back

    def says() -> list[str]:
        return [
            _("Từ ngày %(day)s, «%(unit)s» không còn vị trí «%(position)s».")
            % {"day": written(form.cleaned_data["on"]), "unit": unit.name, "position": position},
            *by_paper(form),
        ]

    title = _("Bỏ vị trí %(position)s, %(unit)s") % {"position": position, "unit": unit.name}
    act = Act(
        title, str(position), _("Bỏ vị trí"), _("Đã bỏ vị trí."), perform, says, lambda: form.cleaned_data["on"], back,
        is_ending=True,
    )  # fmt: skip
    return official_act(request, form, act)


@form_page
def assign_establishment(request: Request, unit_id: int) -> HttpResponse:
    """Assign the establishment of a year."""
    unit = editable(request, unit_id)
    form = EstablishmentForm(initial={"year": request.as_of.year}, **common(request))

    def perform() -> None:
        services.assign_establishment(
            access=request.access, unit=unit, year=form.cleaned_data["year"], assigned=form.cleaned_data["assigned"],
            decision=decision_of(request, form),
        )  # fmt: skip

    return simple_form(
        request,
        form,
        title=_("Giao biên chế cho %(unit)s") % {"unit": unit.name},
        perform=perform,
        done=_("Đã ghi biên chế giao."),
        next_url=reverse("unit-establishment", args=[unit.pk]),
    )


@form_page
def add_body(request: Request, unit_id: int) -> HttpResponse:
    """Give a unit a collegial body."""
    unit = editable(request, unit_id)
    form = BodyForm(**common(request))

    def perform() -> None:
        services.create_body(access=request.access, unit=unit, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Thêm tổ chức tập thể ở %(unit)s") % {"unit": unit.name},
        perform=perform,
        done=_("Đã thêm tổ chức tập thể."),
        next_url=reverse("unit-bodies", args=[unit.pk]),
    )


@form_page
def close_body(request: Request, body_id: int) -> HttpResponse:
    """End a body."""
    body = selectors.body_of(request.access, body_id)
    editable(request, body.unit_id)
    form = CloseForm(**common(request))
    back = reverse("unit-bodies", args=[body.unit_id])

    def perform() -> str:
        services.close_body(access=request.access, body=body, **form.cleaned_data)
        return back

    def says() -> list[str]:
        return [
            _("Từ ngày %(day)s, «%(body)s» kết thúc hoạt động; nhiệm kỳ đang diễn ra kết thúc theo.")
            % {"day": written(form.cleaned_data["on"]), "body": body.name}
        ]

    act = Act(
        _("Kết thúc %(body)s") % {"body": body.name}, body.name, _("Kết thúc"), _("Đã kết thúc tổ chức."), perform,
        says, lambda: form.cleaned_data["on"], back, is_ending=True,
    )  # fmt: skip
    return official_act(request, form, act)


@form_page
def open_term(request: Request, body_id: int) -> HttpResponse:
    """Begin a term of a body."""
    body = selectors.body_of(request.access, body_id)
    editable(request, body.unit_id)
    form = TermForm(**common(request))

    def perform() -> None:
        values = form.cleaned_data
        services.open_term(
            access=request.access, body=body, name=values["name"], seats=values["seats"],
            valid_from=values["valid_from"], valid_before=values["valid_before"], decision=decision_of(request, form),
        )  # fmt: skip

    return simple_form(
        request,
        form,
        title=_("Mở nhiệm kỳ của %(body)s") % {"body": body.name},
        perform=perform,
        done=_("Đã mở nhiệm kỳ."),
        next_url=reverse("unit-bodies", args=[body.unit_id]),
    )


@form_page
def close_term(request: Request, term_id: int) -> HttpResponse:
    """End a term."""
    term = selectors.term_of(request.access, term_id)
    editable(request, term.body.unit_id)
    form = CloseForm(**common(request))

    def perform() -> None:
        services.close_term(access=request.access, term=term, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Kết thúc nhiệm kỳ %(term)s của %(body)s") % {"term": term.name, "body": term.body.name},
        perform=perform,
        done=_("Đã kết thúc nhiệm kỳ."),
        next_url=reverse("unit-term", args=[term.pk]),
    )
