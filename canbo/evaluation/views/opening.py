"""The guide that opens a campaign: the period, who falls under which scheme, the way, the deadlines, a last look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.form_pages import both, refusal_above, written
from canbo.common.pages import guide_steps
from canbo.core.access import Permission
from canbo.evaluation.campaign_forms import DeadlineForm, PeriodForm
from canbo.evaluation.campaign_tables import scheme_words
from canbo.evaluation.domain.ways import ALWAYS
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors import campaigns as selectors
from canbo.evaluation.selectors.roster import Falling, Outlook, outlook
from canbo.evaluation.services import opening
from canbo.evaluation.step_words import STEP_WORDS
from canbo.evaluation.views.campaigns import campaign_context
from canbo.organizations.models import Unit

_LAST = 5


@both
def new(request: Request) -> HttpResponse:
    """Name the unit and the period: a campaign in preparation is written down."""
    request.access.require(Permission.RUN_EVALUATIONS)
    units = selectors.units_to_open(request.access)
    form = PeriodForm(request.POST or None, units=units, initial={"year": request.today.year})
    made: list[Campaign] = []

    def write() -> None:
        unit = Unit.objects.get(pk=form.cleaned_data["unit"])
        made.append(opening.prepare(access=request.access, unit=unit, given=form.given, today=request.today))

    if request.method == "POST" and written(form, write):
        return redirect(f"{reverse('evaluation-prepare', args=[made[0].pk])}?buoc=2")
    return _page(request, 1, None, {"form": form}, status=422 if form.errors else 200)


@both
def prepare(request: Request, campaign_id: int) -> HttpResponse:
    """The further steps of a campaign in preparation; each is saved, one can go back to each."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    require_run(request.access, campaign.unit)
    if campaign.state != Campaign.State.PREPARING:
        return redirect("evaluation-campaign", campaign.pk)
    asked = request.GET.get("buoc", "")
    step = int(asked) if asked in {"2", "3", "4", "5"} else 2
    if step == 4:
        return _deadlines(request, campaign)
    if request.method == "POST":
        with refusal_above(request):
            return _write(request, campaign, step)
    return _page(request, step, campaign, _shown(request, campaign, step))


def _write(request: Request, campaign: Campaign, step: int) -> HttpResponse:
    if step == 2:
        kept = request.POST.getlist("bo")
        left_out = [name for name in campaign.ways if name not in kept]
        opening.choose_schemes(access=request.access, campaign_id=campaign.pk, left_out=left_out)
    elif step == 3:
        given = {
            name: opening.WayGiven(
                request.POST.getlist(f"hoi.{name}"),
                {key: request.POST.get(f"ly-do.{name}.{key}", "") for key in STEP_WORDS},
                f"kin.{name}" in request.POST,
            )
            for name in campaign.ways
            if f"co.{name}" in request.POST
        }
        opening.choose_ways(access=request.access, campaign_id=campaign.pk, given=given)
    else:
        job = opening.open_campaign(access=request.access, campaign_id=campaign.pk)
        messages.success(request, _("Đang phát phiếu. Bạn có thể làm việc khác; xong sẽ có báo ở trang này."))
        return redirect("job", job.pk)
    return _to(campaign, step + 1)


def _deadlines(request: Request, campaign: Campaign) -> HttpResponse:
    form = DeadlineForm(
        request.POST or None, ways=_kept_ways(campaign), deadlines=campaign.deadlines,
        appeal=campaign.choices.get("appeal_days"),
    )  # fmt: skip

    def write() -> None:
        opening.choose_deadlines(
            access=request.access, campaign_id=campaign.pk, deadlines=form.deadlines,
            appeal=form.cleaned_data["appeal_days"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        return _to(campaign, _LAST)
    return _page(request, 4, campaign, {"form": form, "notes": _notes(campaign)}, status=422 if form.errors else 200)


def _notes(campaign: Campaign) -> list[tuple[str, str, list[str]]]:
    """What the texts say of the day of the conclusion: the clause, the note, the schemes of which it says so."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, way in _kept_ways(campaign).items():
        for row in way:
            if row.get("done_before") and row["asked"]:
                found.setdefault((row["clause"], row["note"]), []).append(scheme_words(name))
    return [(clause, note, names) for (clause, note), names in found.items()]


def _to(campaign: Campaign, step: int) -> HttpResponse:
    return redirect(f"{reverse('evaluation-prepare', args=[campaign.pk])}?buoc={step}")


def _kept_ways(campaign: Campaign) -> dict[str, list[dict[str, Any]]]:
    left_out = set(campaign.choices.get("left_out", ()))
    return {name: way for name, way in campaign.ways.items() if name not in left_out}


def _shown(request: Request, campaign: Campaign, step: int) -> dict[str, Any]:
    if step == 3:
        return {"ways": [(name, scheme_words(name), _steps(way)) for name, way in _kept_ways(campaign).items()]}
    found = outlook(request.access, campaign, request.today)
    left_out = set(campaign.choices.get("left_out", ()))
    people = {each.scheme.id: each for each in found.falling}
    rows = [_row(name, people.get(name), is_kept=name not in left_out) for name in campaign.ways]
    context: dict[str, Any] = {"outlook": found, "rows": rows}
    if step == _LAST:
        context |= {
            "forms": sum(row["total"] for row in rows if row["is_kept"]), "kept": _kept_ways(campaign),
            "deadlines": campaign_context(request.access, campaign, "")["deadlines"],
            "unsettled": _unsettled(campaign), "none": _dropped(found),
        }  # fmt: skip
    return context


def _row(name: str, falling: Falling | None, *, is_kept: bool) -> dict[str, Any]:
    counts = falling.people if falling is not None else {}
    return {
        "name": name, "label": scheme_words(name), "is_kept": is_kept, "is_collective": falling is None,
        "total": falling.total if falling is not None else 0, "head": counts.get(Rating.Rank.HEAD, 0),
        "deputy": counts.get(Rating.Rank.DEPUTY, 0), "staff": counts.get(Rating.Rank.STAFF, 0),
    }  # fmt: skip


def _dropped(found: Outlook) -> int:
    return found.unclear + found.none


def _steps(way: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"label": STEP_WORDS[row["step"]], "is_always": row["step"] in ALWAYS} for row in way]


def _unsettled(campaign: Campaign) -> list[tuple[str, str, list[str]]]:
    """The steps that no text settles, as the office has them now, with the schemes of which this is so."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, way in _kept_ways(campaign).items():
        for row in way:
            if not row["confirmed"] and row["note"]:
                asked = _("có") if row["asked"] else _("không")
                found.setdefault((f"{STEP_WORDS[row['step']]}: {asked}", row["note"]), []).append(scheme_words(name))
    return [(label, note, names) for (label, note), names in found.items()]


def _page(
    request: Request, step: int, campaign: Campaign | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    base = reverse("evaluation-prepare", args=[campaign.pk]) if campaign is not None else ""
    labels = [_("Kỳ và đơn vị"), _("Ai được đánh giá"), _("Trình tự"), _("Thời hạn"), _("Xem lại và mở đợt")]
    urls = ["", *(f"{base}?buoc={number}" for number in range(2, 6))]
    back = f"{base}?buoc={step - 1}" if step > 2 else reverse("evaluation")
    return render(
        request, "evaluation/opening.html",
        {"step": step, "campaign": campaign, "steps": guide_steps(list(zip(labels, urls, strict=True)), step - 1),
         "back_url": back, **context}, status=status,
    )  # fmt: skip
