"""Ratings outside the year: whom and what for; everything about one person on one page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.access.scope import unit_scope
from canbo.common.form_pages import both, form_page, written
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.evaluation.models import Campaign
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.outside_forms import OutsideForm
from canbo.evaluation.permissions import require_whole
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.selectors.opinions import opinions_of
from canbo.evaluation.selectors.past import past_years
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.services.outside import MOST_PEOPLE, start_outside
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.procedures.selectors.run_picking import people_to_consider

_UNITS: Final = 2_000
_YEARS: Final = 5


@both
def start(request: Request) -> HttpResponse:
    """Whom to rate, then what for; the last step starts it."""
    access = request.access
    access.require(Permission.RUN_EVALUATIONS)
    units = _units(access)
    unit = next((each for each in units if str(each.pk) == request.GET.get("don-vi")), units[0] if units else None)
    chosen = _chosen(request)
    if unit is None:
        raise NotFound("unit_unknown", "Không có đơn vị nào mà bạn tổ chức đánh giá.")
    if not chosen or request.GET.get("buoc") == "1":
        return _choosing(request, units, unit, chosen)
    people = list(visible_people(access).filter(pk__in=chosen).order_by("sort_key", "pk"))
    form = OutsideForm(request.POST or None)
    made: list[Campaign] = []
    if request.method == "POST" and written(form, lambda: made.append(_start(request, unit, form, people))):
        count = len(people)
        messages.success(
            request,
            ngettext("Đã mở đánh giá %(count)s người.", "Đã mở đánh giá %(count)s người.", count) % {"count": count},
        )
        return redirect("evaluation-campaign", made[0].pk)
    context = {"people": people, "unit": unit, "title": _("Đánh giá ngoài kỳ"), "submit_label": _("Mở đánh giá")}
    return form_page(request, form, template="evaluation/outside_form.html", **context)


def _start(request: Request, unit: Unit, form: OutsideForm, people: list[Person]) -> Campaign:
    given = form.given([each.pk for each in people])
    return start_outside(access=request.access, unit=unit, given=given, today=request.today)


def _choosing(request: Request, units: list[Unit], unit: Unit, chosen: list[int]) -> HttpResponse:
    text = request.GET.get("tim", "")
    context: dict[str, Any] = {
        "units": units, "unit": unit, "chosen": chosen, "text": text,
        "people": people_to_consider(request.access, unit, text, chosen),
    }  # fmt: skip
    return render(request, "evaluation/outside_people.html", context)


def _units(access: AccessContext) -> list[Unit]:
    rows = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True)
    return list(rows.filter(unit_scope(access, Permission.RUN_EVALUATIONS, "path")).order_by("path")[:_UNITS])


def _chosen(request: Request) -> list[int]:
    numbers = [int(each) for each in request.GET.getlist("nguoi") if each.isdecimal() and len(each) < 16]
    return list(dict.fromkeys(numbers))[:MOST_PEOPLE]


@require_safe
def summary(request: Request, rating_id: int) -> HttpResponse:
    """Everything said of who is rated on one page, with the levels of the years before; prints as a paper."""
    rating = rating_of(request.access, rating_id)
    require_whole(request.access, rating)
    years = int(rating.campaign.choices.get("years") or _YEARS)
    until = rating.campaign.year - (rating.campaign.purpose == Purpose.PERIOD)
    context = rating_context(
        request, rating, "summary", years=years,
        past=past_years(rating.person_id, until=until, years=years) if rating.person_id else [],
        opinions=opinions_of(request.access, rating),
        named=list(rating.shortcomings.all()), earlier=list(rating.earlier_shortcomings.all()),
    )  # fmt: skip
    return render(request, "evaluation/summary.html", context)
