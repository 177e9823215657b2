"""Acts on a campaign under way: ratings changed, people added and taken out, reminders, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.access import Permission
from canbo.evaluation.campaign_forms import AddForm, ChangeForm, DeadlineForm, ReasonForm
from canbo.evaluation.campaign_tables import scheme_words
from canbo.evaluation.models import Campaign
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors import campaigns as selectors
from canbo.evaluation.selectors.open_matters import what_is_open
from canbo.evaluation.selectors.roster import law_of
from canbo.evaluation.services import campaigns as services
from canbo.evaluation.services import opening, reminding
from canbo.evaluation.step_words import STEP_WORDS
from canbo.evaluation.views.campaigns import campaign_context


def _run(request: Request, campaign_id: int) -> Campaign:
    """Give a campaign in which the viewer runs at least one unit; who runs none is refused."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    if not request.access.can(Permission.RUN_EVALUATIONS):
        require_run(request.access, campaign.unit)
    return campaign


@require_POST
def change(request: Request, campaign_id: int) -> HttpResponse:
    """Change who rates, who concludes, group, circumstances or scheme of the chosen ratings."""
    campaign = _run(request, campaign_id)
    form = ChangeForm(
        request.POST if "lam" in request.POST else None, raters=selectors.raters_offered(request.access, campaign),
        schemes=_schemes(campaign),
    )  # fmt: skip

    def write(ids: list[int]) -> int:
        told = form.cleaned_data
        return services.change_ratings(
            access=request.access, campaign_id=campaign_id, rating_ids=ids,
            given=services.Changed(
                rater_id=told["rater"], rater_text=told["rater_text"] or None, concluder=told["concluder"] or None,
                group=told["group"] or None, scheme=told["scheme"] or None, rank=told["rank"] or None,
                circumstances=told["circumstances"] if told["sets_circumstances"] else None, reason=told["reason"],
            ),
        )  # fmt: skip

    return _bulk(request, campaign, form, write, _("Đổi phiếu đã chọn"))


@require_POST
def take_out(request: Request, campaign_id: int) -> HttpResponse:
    """Take the chosen out of the rating, with a reason."""
    campaign = _run(request, campaign_id)
    form = ReasonForm(request.POST if "lam" in request.POST else None)

    def write(ids: list[int]) -> int:
        return services.take_out(
            access=request.access, campaign_id=campaign_id, rating_ids=ids, reason=form.cleaned_data["reason"]
        )

    return _bulk(request, campaign, form, write, _("Không đánh giá những người đã chọn trong đợt này"))


@require_POST
def take_back(request: Request, campaign_id: int) -> HttpResponse:
    """Rate the chosen again."""
    _run(request, campaign_id)
    ids = services.chosen_ids(request.POST.getlist("chon"))
    with refusal_above(request):
        services.take_back(access=request.access, campaign_id=campaign_id, rating_ids=ids)
        messages.success(request, _("Đã đưa lại vào đợt đánh giá."))
    return redirect("evaluation-ratings", campaign_id)


def _bulk(
    request: Request, campaign: Campaign, form: forms.Form, write: Callable[[list[int]], int], title: str
) -> HttpResponse:
    ids = services.chosen_ids(request.POST.getlist("chon"))
    done: list[int] = []
    if "lam" in request.POST and written(form, lambda: done.append(write(ids))):
        told = ngettext("Đã sửa %(count)s phiếu.", "Đã sửa %(count)s phiếu.", done[0]) % {"count": done[0]}
        messages.success(request, told)
        return redirect("evaluation-ratings", campaign.pk)
    names = selectors.names_of(request.access, campaign, ids)
    return form_page(
        request, form, template="evaluation/campaign_bulk.html", title=title, campaign=campaign, chosen=names,
        cancel_url=reverse("evaluation-ratings", args=[campaign.pk]),
    )  # fmt: skip


@both
def add(request: Request, campaign_id: int) -> HttpResponse:
    """Add a person whom the opening did not find."""
    campaign = _run(request, campaign_id)
    text = request.GET.get("tim", "")
    people = selectors.people_to_add(request.access, campaign, text)
    form = AddForm(
        request.POST or None, schemes=_schemes(campaign),
        people=[(each.pk, f"{each.full_name}, {each.unit.name}") for each in people],
    )  # fmt: skip

    def write() -> None:
        told = form.cleaned_data
        services.add_person(
            access=request.access, campaign_id=campaign_id,
            given=services.Added(told["person"], told["scheme"], told["rank"], post=told["post"]),
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã thêm phiếu. Hãy đặt người đánh giá, cấp kết luận cho phiếu này."))
        return redirect(f"{reverse('evaluation-ratings', args=[campaign.pk])}?thieu=nguoi-danh-gia")
    return form_page(
        request, form, template="evaluation/campaign_add.html", title=_("Thêm người vào đợt đánh giá"),
        campaign=campaign, text=text, cancel_url=reverse("evaluation-ratings", args=[campaign.pk]),
    )  # fmt: skip


def _schemes(campaign: Campaign) -> list[tuple[object, object]]:
    schemes = law_of(campaign).schemes.values()
    return [
        (each.id, scheme_words(each.id)) for each in schemes
        if each.subject == "person" and not each.is_base and campaign.kind in each.periods
    ]  # fmt: skip


@require_safe
def settings(request: Request, campaign_id: int) -> HttpResponse:
    """The ways, deadlines and ends of a campaign."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    require_run(request.access, campaign.unit)
    ways = [
        (scheme_words(name), [row | {"label": STEP_WORDS[row["step"]]} for row in way if row["step"] in STEP_WORDS])
        for name, way in campaign.ways.items()
    ]
    context: dict[str, Any] = {**campaign_context(request.access, campaign, "settings"), "ways": ways}
    return render(request, "evaluation/campaign_settings.html", context)


@both
def deadlines(request: Request, campaign_id: int) -> HttpResponse:
    """Change the deadlines of a campaign that is under way."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    require_run(request.access, campaign.unit)
    form = DeadlineForm(
        request.POST or None, ways=campaign.ways, deadlines=campaign.deadlines,
        appeal=campaign.choices.get("appeal_days"),
    )  # fmt: skip

    def write() -> None:
        opening.choose_deadlines(
            access=request.access, campaign_id=campaign_id, deadlines=form.deadlines,
            appeal=form.cleaned_data["appeal_days"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã đổi thời hạn."))
        return redirect("evaluation-settings", campaign_id)
    return _form(request, form, campaign, _("Đổi thời hạn"))


@both
def close(request: Request, campaign_id: int) -> HttpResponse:
    """End a campaign; with a reason while anything is open."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    require_run(request.access, campaign.unit)
    left = what_is_open(campaign)
    form = ReasonForm(request.POST or None, is_needed=bool(left))

    def write() -> None:
        services.close_campaign(
            access=request.access, campaign_id=campaign_id, today=request.today, reason=form.cleaned_data["reason"]
        )

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã kết thúc đợt đánh giá."))
        return redirect("evaluation-campaign", campaign_id)
    return _form(
        request, form, campaign, _("Kết thúc đợt đánh giá"), left=left, ends="close", submit_label=_("Kết thúc đợt")
    )


@both
def cancel(request: Request, campaign_id: int) -> HttpResponse:
    """Cancel a campaign."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    require_run(request.access, campaign.unit)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.cancel_campaign(
            access=request.access, campaign_id=campaign_id, today=request.today, reason=form.cleaned_data["reason"]
        )

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã huỷ đợt đánh giá."))
        return redirect("evaluation-campaign", campaign_id)
    return _form(
        request, form, campaign, _("Huỷ đợt đánh giá"), ends="cancel", count=campaign.ratings.count(),
        submit_label=_("Huỷ đợt"),
    )  # fmt: skip


def _form(request: Request, form: forms.Form, campaign: Campaign, title: str, **context: Any) -> HttpResponse:
    return form_page(
        request, form, template="evaluation/campaign_form.html", title=title, campaign=campaign,
        cancel_url=reverse("evaluation-settings", args=[campaign.pk]), **context,
    )  # fmt: skip


@require_POST
def remind_all(request: Request, campaign_id: int) -> HttpResponse:
    """Remind the people of every unit that has something left to do."""
    with refusal_above(request):
        count = reminding.remind_all(access=request.access, campaign_id=campaign_id, today=request.today)
        messages.success(request, _("Đã nhắc {count} đơn vị còn việc.").format(count=count))
    return redirect("evaluation-units", campaign_id)


@require_POST
def remind(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """Remind the people of a unit of what they have to do."""
    with refusal_above(request):
        told = reminding.remind(access=request.access, campaign_id=campaign_id, unit_id=unit_id, today=request.today)
        messages.success(request, _("Đã nhắc: {words}.").format(words=told))
    return redirect("evaluation-unit", campaign_id, unit_id)
