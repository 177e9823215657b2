"""Campaigns of self-update: called, watched, reminded, closed; answered by the people asked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.charts import ChartData, Series
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, Export
from canbo.documents.grid import Column, Grid, Row
from canbo.documents.responses import hand_out
from canbo.jobs.models import Job
from canbo.organizations.models import Unit
from canbo.personnel.selectors import read_file
from canbo.personnel.tables import section_of
from canbo.privacy.forms import CampaignForm, section_choices
from canbo.privacy.models import Campaign, CampaignPerson
from canbo.privacy.permissions import own_person
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.selectors import campaigns as selectors
from canbo.privacy.services import campaigns as services
from canbo.privacy.tables import ASKED, AskedRows
from canbo.privacy.views.common import both, form_page, written

#: Units in the chart of progress: the slowest.
_DRAWN = 15


@require_safe
def listing(request: Request) -> HttpResponse:
    """Every campaign in scope."""
    request.access.require(Permission.EDIT_FILES)
    rows = [(each, _is_open(each, request)) for each in selectors.campaigns(request.access)[:200]]
    return render(request, "privacy/campaigns.html", {"rows": rows})


@both
def call(request: Request) -> HttpResponse:
    """Call a campaign."""
    request.access.require(Permission.EDIT_FILES)
    units = selectors.units_to_ask(request.access)
    form = CampaignForm(request.POST or None, units=units, initial={"sections": ["identity", "contact", "family"]})
    made: list[tuple[Campaign, Job]] = []

    def write() -> None:
        cleaned = form.cleaned_data
        made.append(
            services.call_campaign(
                access=request.access, title=cleaned["title"], unit=_unit(units, cleaned["unit"]),
                branches=[int(each) for each in cleaned["branches"]], sections=cleaned["sections"],
                opens_on=cleaned["opens_on"], closes_before=cleaned["closes_before"],
                instructions=cleaned["instructions"],
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã lập đợt cập nhật; danh sách người được mời đang được ghi."))
        return redirect("job", made[0][1].pk)
    return form_page(
        request, form, title=_("Lập đợt tự cập nhật hồ sơ"), submit_label=_("Lập đợt"), cancel_name="campaigns"
    )


def _unit(units: list[Unit], key: str) -> Unit:
    found = next((unit for unit in units if str(unit.pk) == key), None)
    if found is None:
        raise DomainError("unit_not_found", "Không có đơn vị này trong phạm vi được giao.")
    return found


@require_safe
def show(request: Request, campaign_id: int) -> HttpResponse:
    """How far the campaign has come, by unit."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    units = selectors.progress(request.access, campaign)
    asked = sum(each.asked for each in units)
    answered = sum(each.answered for each in units)
    slow = units[:_DRAWN]
    chart = ChartData(
        "progress", "share", _("Tiến độ theo đơn vị"), [each.unit_name for each in slow],
        [
            Series(_("Không thay đổi"), [each.confirmed for each in slow]),
            Series(_("Có đề nghị thay đổi"), [each.changed for each in slow]),
            Series(_("Đang trả lời"), [each.begun for each in slow]),
            Series(_("Chưa trả lời"), [each.waiting for each in slow]),
        ],
        category_label=_("Đơn vị"), beside=False,
        note=_("%(shown)s đơn vị chậm nhất trong %(all)s đơn vị.") % {"shown": len(slow), "all": len(units)},
    ) if units else None  # fmt: skip
    labels = dict(section_choices())
    context = {
        "campaign": campaign, "units": units, "asked": asked, "answered": answered,
        "percent": round(100 * answered / asked, 1) if asked else 0.0, "chart": chart,
        "sections": [labels.get(key, key) for key in campaign.sections],
        "is_open": _is_open(campaign, request),
    }  # fmt: skip
    return render(request, "privacy/campaign.html", context)


@require_safe
def reminders(request: Request, campaign_id: int) -> HttpResponse:
    """Who has not answered yet."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    state = ASKED.state(request.GET)
    rows = AskedRows(selectors.not_answered(request.access, campaign), state)
    export = reverse("campaign-reminders-export", args=[campaign_id])
    return ASKED.response(request, state, rows, context={"campaign": campaign}, export_url=export)


@require_http_methods(["GET", "POST"])
def reminders_export(request: Request, campaign_id: int) -> HttpResponse:
    """The list of reminders as a workbook."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    request.access.require(Permission.EXPORT, campaign.unit.path)
    state = ASKED.state(request.GET)
    asked = selectors.not_answered(request.access, campaign, Permission.EXPORT)
    people = list(AskedRows(asked, state).people)
    return hand_out(
        request,
        Export(
            action="list.exported", title=_("Người chưa trả lời"), name="danh-sach-nhac-cap-nhat", media=EXCEL,
            content=lambda: _reminders(campaign, people), people=[each.person_id for each in people],
            scope=campaign.title, object_type="campaign", object_id=campaign.pk, object_label=campaign.title,
            unit_path=campaign.unit.path, changes={"rows": [None, len(people)]},
        ),
    )  # fmt: skip


def _reminders(campaign: Campaign, people: list[CampaignPerson]) -> bytes:
    rows = tuple(
        Row((number, each.person.full_name, each.unit.name, str(each.get_state_display())))
        for number, each in enumerate(people, start=1)
    )
    columns = (
        Column(_("STT"), kind="int", width=12), Column(_("Họ và tên"), width=60), Column(_("Đơn vị"), width=80),
        Column(_("Trạng thái"), width=40),
    )  # fmt: skip
    sheet = Sheet(_("Chưa trả lời"), Grid(columns, rows), title=_("Người chưa trả lời"), subtitle=(campaign.title,))
    return write_book([sheet], title=campaign.title)


@both
def close(request: Request, campaign_id: int) -> HttpResponse:
    """Close a campaign."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and written(
        form, lambda: services.close_campaign(access=request.access, campaign=campaign)
    ):
        messages.success(request, _("Đã đóng đợt cập nhật."))
        return redirect("campaign", campaign_id)
    title = _("Đóng đợt cập nhật")
    return form_page(request, form, template="privacy/campaign_close.html", title=title, campaign=campaign)


@require_safe
def answer(request: Request, campaign_id: int) -> HttpResponse:
    """What the campaign asks of me, section by section."""
    asked = selectors.own_place(request.access, campaign_id)
    person = own_person(request.access)
    kinds = [KINDS_BY_KEY[key] for key in asked.campaign.sections if key in KINDS_BY_KEY]
    contents = read_file(request.access, person, kinds)
    sections = [(section_of(kind, contents, request.today), asked.answers.get(kind.section.key, "")) for kind in kinds]
    context = {
        "asked": asked, "campaign": asked.campaign, "sections": sections, "person": person,
        "done": sum(bool(given) for _section, given in sections), "is_open": _is_open(asked.campaign, request),
    }  # fmt: skip
    return render(request, "privacy/campaign_answer.html", context)


@require_POST
def confirm(request: Request, campaign_id: int, section: str) -> HttpResponse:
    """Confirm that a section is right as it stands."""
    services.confirm_section(access=request.access, campaign_id=campaign_id, section=section, today=request.today)
    messages.success(request, _("Đã xác nhận phần này không thay đổi."))
    return redirect("campaign-answer", campaign_id)


def _is_open(campaign: Campaign, request: Request) -> bool:
    return campaign.state == Campaign.State.OPEN and campaign.opens_on <= request.today < campaign.closes_before
