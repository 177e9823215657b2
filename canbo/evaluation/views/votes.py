"""Pages of the meeting that rates: called with its slips, results read back, levels written down from minutes."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.errors import DomainError, NotFound
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, require_run, require_runs_within
from canbo.evaluation.said_forms import LevelsForm, SettingForm
from canbo.evaluation.scored import level_words, scheme_label
from canbo.evaluation.selectors.asking import units_within
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.selectors.voting import Group, asks, meetings_of, offered
from canbo.evaluation.services import voting as services
from canbo.evaluation.services.voting import RATED, Calling
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.organizations.models import Unit
from canbo.procedures.meeting_forms import BenchForm, FrameForm
from canbo.procedures.selectors.convened import role_words
from canbo.procedures.selectors.meetings import people_to_add

#: Roles that a unit's own files tell; every other meeting is called by hand at the meetings' own page.
_ROLES = ("all_staff", "leadership", "key_staff", "party_cell", "party_committee")
#: How many units one page lists.
_UNITS = 50
_RATED_WORDS = gettext_lazy("Những người được đánh giá trong đợt của đơn vị")


@require_safe
def listing(request: Request, campaign_id: int) -> HttpResponse:
    """The meetings of a campaign, what was counted and not read back yet, and the units that have none."""
    campaign = _running(request, campaign_id)
    units = units_within(request.access, campaign)
    waiting = [each for each in units if each.total > each.voted + each.not_rated]
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "meetings"),
        "meetings": meetings_of(request.access, campaign, [each.unit_id for each in units]),
        "part": Paginator(waiting, _UNITS).get_page(request.GET.get("trang")),
        "is_open": campaign.state == Campaign.State.OPEN,
    }  # fmt: skip
    return render(request, "evaluation/meetings.html", context)


def _running(request: Request, campaign_id: int) -> Campaign:
    campaign = campaign_of(request.access, campaign_id)
    require_runs_within(request.access, campaign)
    return campaign


def _unit(request: Request, campaign: Campaign, unit_id: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not Rating.objects.filter(campaign=campaign, unit=unit).exists():
        raise NotFound("unit_unknown", "Không có đơn vị này trong đợt đánh giá.")
    require_run(request.access, unit)
    return unit


@both
def call(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """Call the meeting of a unit that rates: who is rated, who comes, how levels are voted on."""
    campaign = _running(request, campaign_id)
    unit = _unit(request, campaign, unit_id)
    groups = offered(request.access, campaign, unit.pk)
    people = [(each.pk, f"{each.full_name} – {each.unit.name}") for each in people_to_add(request.access, unit)]
    posted = request.POST or None
    title = _("Hội nghị đánh giá, xếp loại: {title}").format(title=campaign.title)
    frame = FrameForm(posted, initial={"title": title, "held_on": f"{request.today:%d/%m/%Y}"})
    bench = BenchForm(posted, people=people)
    setting = SettingForm(
        posted, ways=[(RATED, _RATED_WORDS), *((role, role_words(role)) for role in _ROLES)],
        has_vote=any(each.has_vote for each in groups),
    )  # fmt: skip
    chosen = {int(key) for key in request.POST.getlist("phieu") if key.isdecimal()}

    def write() -> None:
        calling = Calling(tuple(chosen), setting.cleaned_data["who"], frame.frame, bench.bench, setting.setting)
        meeting = services.call_meeting(access=request.access, campaign_id=campaign.pk, unit=unit, calling=calling)
        made.append(meeting.pk)

    made: list[int] = []
    is_ready = request.method == "POST" and all([bench.is_valid(), setting.is_valid()])
    if is_ready and written(frame, write):
        messages.success(
            request, _("Đã lập hội nghị đánh giá. Hãy gửi giấy mời, điểm danh, đặt khoá hòm phiếu tại trang này.")
        )
        return redirect("meeting", made[0])
    refused = frame.errors or bench.errors or setting.errors
    context = {
        "campaign": campaign, "unit": unit, "form": frame, "bench": bench, "setting": setting,
        "groups": [(each, [(row, subject_name(row), _is_chosen(row, chosen, request)) for row in each.ratings])
                   for each in groups],
        "most": _most(groups), "title": _("Lập hội nghị đánh giá"),
        "cancel_url": reverse("campaign-meetings", args=[campaign.pk]),
    }  # fmt: skip
    return render(request, "evaluation/meeting_call.html", context, status=422 if refused else 200)


def _is_chosen(row: Rating, chosen: set[int], request: Request) -> bool:
    return row.pk in chosen if request.method == "POST" else True


def _most(groups: list[Group]) -> int:
    return sum(len(each.ratings) for each in groups)


@require_POST
def read(request: Request, campaign_id: int, meeting_id: int) -> HttpResponse:
    """Read the counted votes of a meeting back to the ratings."""
    campaign = _running(request, campaign_id)
    with refusal_above(request):
        count = services.read_votes(access=request.access, campaign_id=campaign.pk, meeting_id=meeting_id)
        words = ngettext("Đã đọc kết quả của %(n)s phiếu.", "Đã đọc kết quả của %(n)s phiếu.", count)
        messages.success(request, words % {"n": count})
    return redirect("campaign-meetings", campaign.pk)


@require_POST
def again(request: Request, campaign_id: int, vote_id: int) -> HttpResponse:
    """Vote again on the names of a vote that was given up."""
    campaign = _running(request, campaign_id)
    with refusal_above(request):
        vote = services.vote_again(access=request.access, campaign_id=campaign.pk, vote_id=vote_id)
        messages.success(request, _("Đã lập lại lần bỏ phiếu trong hội nghị."))
        return redirect("meeting", vote.meeting_id)
    return redirect("campaign-meetings", campaign.pk)


@both
def levels(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """Write down the levels that a meeting of a unit came to without a secret vote."""
    campaign = _running(request, campaign_id)
    unit = _unit(request, campaign, unit_id)
    rows = [
        each for each in _undecided(campaign, unit)
        if not asks(each, "vote") and not is_subject(request.access, each)
    ]  # fmt: skip
    form = LevelsForm(request.POST or None, initial={"held_on": f"{request.today:%d/%m/%Y}"})
    given = {each.pk: request.POST.get(f"muc-{each.pk}", "") for each in rows}
    made: list[int] = []

    def write() -> None:
        if not rows:
            raise DomainError("nobody_chosen", "Không có ai trong đơn vị này được xếp mức mà không bỏ phiếu kín.")
        made.append(
            services.note_levels(
                access=request.access, campaign_id=campaign.pk, levels=given, held_on=form.cleaned_data["held_on"],
                reference=form.cleaned_data["reference"], today=request.today,
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        words = ngettext("Đã ghi mức của %(n)s phiếu.", "Đã ghi mức của %(n)s phiếu.", made[0])
        messages.success(request, words % {"n": made[0]})
        return redirect("campaign-meetings", campaign.pk)
    return form_page(
        request, form, template="evaluation/meeting_levels.html", title=_("Ghi mức tập thể đề xuất theo biên bản"),
        campaign=campaign, unit=unit, submit_label=_("Ghi mức"),
        table=[
            (each, subject_name(each), scheme_label(each), list(level_words(each).items())[::-1], given[each.pk])
            for each in rows
        ],
        cancel_url=reverse("campaign-meetings", args=[campaign.pk]),
    )  # fmt: skip


def _undecided(campaign: Campaign, unit: Unit) -> list[Rating]:
    rows = Rating.objects.filter(
        campaign=campaign, unit=unit, not_rated_reason="", voted_on__isnull=True, concluded_on__isnull=True
    )
    return list(rows.select_related("campaign", "unit", "person", "body", "rated_unit").order_by("order", "pk")[:300])
