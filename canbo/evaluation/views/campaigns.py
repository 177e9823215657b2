"""Campaigns: which there are, how far each has come, by unit and by rating."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.common.charts import ChartData, Series
from canbo.common.formats import plain
from canbo.common.listing import Action
from canbo.common.pages import Figure
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.campaign_tables import RATINGS, UNITS, RatingRows, UnitRows
from canbo.evaluation.models import Campaign
from canbo.evaluation.permissions import may_run
from canbo.evaluation.selectors import campaigns as selectors
from canbo.evaluation.selectors.campaigns import Counts
from canbo.evaluation.step_words import STEP_WORDS
from canbo.evaluation.tabs import CAMPAIGN_TABS

_LISTED = 100
#: Units in the chart of progress: the slowest.
_DRAWN = 15


@require_safe
def index(request: Request) -> HttpResponse:
    """The viewer's own ratings, those they rate, the campaigns that they may know of."""
    mine = selectors.mine(request.access)
    context = {
        "campaigns": [(each, next_step(each, request.today)) for each in selectors.campaigns(request.access)[:_LISTED]],
        "own": mine.own, "rated": mine.rated, "may_open": request.access.can(Permission.RUN_EVALUATIONS),
        "today": request.today,
    }  # fmt: skip
    return render(request, "evaluation/index.html", context)


def next_step(campaign: Campaign, today: date) -> tuple[str, date | None]:
    """Give the first deadline that a campaign has ahead: the step in words and its day; ("", None) for none."""
    ahead = [(day, step) for step, day in campaign.deadlines.items() if day >= today.isoformat()]
    if campaign.state != Campaign.State.OPEN or not ahead:
        return "", None
    day, step = min(ahead)
    return str(STEP_WORDS.get(step, step)), date.fromisoformat(day)


@require_safe
def show(request: Request, campaign_id: int) -> HttpResponse:
    """How far a campaign has come: its counts, the slowest units."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    units = selectors.progress(request.access, campaign)
    slow = sorted((each for each in units if each.rated), key=_how_far)[:_DRAWN]
    context = {
        **campaign_context(request.access, campaign, "progress"),
        "figures": _figures(campaign, selectors.together(units)) if units else [], "units": units, "slow": slow,
        "chart": _chart(slow, len(units)) if slow else None,
        "own": selectors.own_in(request.access, campaign), "today": request.today,
    }  # fmt: skip
    return render(request, "evaluation/campaign.html", context)


def _how_far(counts: Counts) -> tuple[float, ...]:
    """Sort units from the slowest: by what is decided, then by each step before it; the larger first among equals."""
    steps = (counts.decided, counts.concluded, counts.voted, counts.self_done, -counts.opinions_missing)
    return (*(each / counts.rated for each in steps), -counts.rated)


def campaign_context(access: AccessContext, campaign: Campaign, tab: str) -> dict[str, object]:
    """Give what the head of a campaign's pages shows: its tabs and deadlines, whether the viewer runs it."""
    deadlines = sorted(
        ((date.fromisoformat(day), STEP_WORDS[step]) for step, day in campaign.deadlines.items() if step in STEP_WORDS),
        key=lambda each: each[0],
    )
    return {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(access, campaign, tab), "deadlines": deadlines,
        "runs": may_run(access, campaign.unit),
    }  # fmt: skip


def _figures(campaign: Campaign, counts: Counts, unit_id: int | None = None) -> list[Figure]:
    """Give the counters of a campaign, or of one unit in it; each opens the ratings behind it."""
    base = reverse("evaluation-ratings", args=[campaign.pk])
    within = f"&don-vi={unit_id}" if unit_id is not None else ""

    def figure(label: str, number: int, query: str = "") -> Figure:
        return Figure(label, plain(number), url=f"{base}?{query}{within}" if query and number else "")

    return [
        figure(_("Tổng số phiếu"), counts.total, "kich-co=25"),
        figure(_("Chưa bắt đầu"), counts.not_started, "buoc=not_started"),
        figure(_("Đã tự đánh giá"), counts.self_done, "da=tu-danh-gia"),
        figure(_("Thiếu ý kiến"), counts.opinions_missing, "thieu=y-kien"),
        figure(_("Đã bỏ phiếu"), counts.voted, "da=bo-phieu"),
        figure(_("Đã kết luận"), counts.concluded, "da=ket-luan"),
        figure(_("Đã thông báo"), counts.told, "da=thong-bao"),
        figure(_("Kiến nghị chưa trả lời"), counts.appealed, "da=kien-nghi"),
        figure(_("Đã quyết định"), counts.decided, "buoc=decided"),
        figure(_("Không xếp loại"), counts.not_rated, "buoc=not_rated"),
    ]  # fmt: skip


def _chart(slow: list[Counts], of: int) -> ChartData:
    return ChartData(
        "progress", "share", _("Tiến độ theo đơn vị"), [each.unit_name for each in slow],
        [
            Series(_("Đã quyết định"), [each.decided for each in slow]),
            Series(_("Đã kết luận, chưa quyết định"), [max(each.concluded - each.decided, 0) for each in slow]),
            Series(_("Đã tự đánh giá, chưa kết luận"), [max(each.self_done - each.concluded, 0) for each in slow]),
            Series(_("Chưa tự đánh giá"), [max(each.rated - max(each.self_done, each.concluded), 0) for each in slow]),
        ],
        category_label=_("Đơn vị"), beside=False,
        note=_("%(shown)s đơn vị chậm nhất trong %(all)s đơn vị; không tính phiếu không xếp loại.")
        % {"shown": len(slow), "all": of}
        if len(slow) < of else _("Không tính phiếu không xếp loại."),
    )  # fmt: skip


@require_safe
def units(request: Request, campaign_id: int) -> HttpResponse:
    """Every unit with its counts."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    state = UNITS.state(request.GET)
    rows = UnitRows(campaign, selectors.progress(request.access, campaign), state)
    return UNITS.response(request, state, rows, context=campaign_context(request.access, campaign, "units"))


@require_safe
def ratings(request: Request, campaign_id: int) -> HttpResponse:
    """The ratings of a campaign, with filters."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    state = RATINGS.state(request.GET)
    rows = RatingRows(request.access, campaign, state)
    context = campaign_context(request.access, campaign, "ratings")
    return RATINGS.response(request, state, rows, context=context, actions=_actions(request.access, campaign))


@require_safe
def unit(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """One unit in a campaign: its counts and its ratings."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    counts = selectors.unit_in(request.access, campaign, unit_id)
    state = RATINGS.state(request.GET)
    context = {
        **campaign_context(request.access, campaign, "units"), "counts": counts,
        "figures": _figures(campaign, counts, unit_id), "is_unit": True,
    }  # fmt: skip
    rows = RatingRows(request.access, campaign, state, unit_id)
    return RATINGS.response(request, state, rows, context=context, actions=_actions(request.access, campaign))


def _actions(access: AccessContext, campaign: Campaign) -> list[Action]:
    if campaign.state != Campaign.State.OPEN or not access.can(Permission.RUN_EVALUATIONS):
        return []
    change = reverse("evaluation-change", args=[campaign.pk])
    return [
        Action("doi", _("Đổi người đánh giá, nhóm, hoàn cảnh"), change, "pencil"),
        Action("bo", _("Không đánh giá trong đợt này"), reverse("evaluation-take-out", args=[campaign.pk]), "x"),
    ]
