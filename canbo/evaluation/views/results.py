"""The results of a campaign in bulk: who waits to be concluded, told, decided; the appeals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canbo.access.middleware import Request
from canbo.common.form_pages import both, written
from canbo.core.errors import NotFound
from canbo.enactments.selectors import visible_decisions
from canbo.evaluation.conclusion_forms import DecideForm, MajorityForm, TellForm
from canbo.evaluation.models import Campaign
from canbo.evaluation.permissions import concludes_within, require_decides_within
from canbo.evaluation.selectors.calibration import units_of
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.results import WAITING, appeals_of, counts_of, rows_of
from canbo.evaluation.services import concluding, deciding, telling_people
from canbo.evaluation.tabs import CAMPAIGN_TABS

APPEALS = "kien-nghi"
_DECISIONS = 50


def _steps() -> list[tuple[str, Any]]:
    return [
        ("ket-luan", _("Chờ kết luận")), ("thong-bao", _("Chờ thông báo")), (APPEALS, _("Kiến nghị, bảo lưu")),
        ("quyet-dinh", _("Chờ quyết định")), ("xong", _("Đã quyết định")),
    ]  # fmt: skip


@both
def show(request: Request, campaign_id: int) -> HttpResponse:
    """What waits at one step, for one unit or all; done in bulk for those chosen."""
    campaign = campaign_of(request.access, campaign_id)
    require_decides_within(request.access, campaign)
    step = request.GET.get("buoc", "ket-luan")
    if step not in {*WAITING, APPEALS}:
        raise NotFound("step_unknown", "Không có bước này.")
    units = units_of(request.access, campaign)
    unit = _unit(request, [each.unit_id for each in units])
    form = _form(request, campaign, step)
    chosen = [int(each) for each in request.POST.getlist("phieu") if each.isdecimal() and len(each) < 16]
    here = f"{reverse('evaluation-results', args=[campaign.pk])}?{_query(step, unit)}"
    if request.method == "POST":
        if form is None:
            raise NotFound("act_unknown", "Không có việc này.")
        done: list[HttpResponse] = []
        if written(form, lambda: done.append(_do(request, campaign, step, form, chosen, here))):
            return done[0]
    counts = counts_of(request.access, campaign, unit)
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "results"),
        "step": step, "units": units,
        "unit_id": unit, "form": form, "chosen": chosen,
        "steps": [(key, label, counts[key], _query(key, unit)) for key, label in _steps()],
        "rows": rows_of(request.access, campaign, unit, step) if step in WAITING else [],
        "appeals": appeals_of(request.access, campaign, unit) if step == APPEALS else [],
        "acts": form is not None and campaign.state == Campaign.State.OPEN,
        "concludes": concludes_within(request.access, campaign), "days": telling_people.appeal_days(campaign),
        "submit": {
            "ket-luan": _("Kết luận những phiếu đã chọn"), "thong-bao": _("Thông báo cho những người đã chọn"),
            "quyet-dinh": _("Quyết định, ghi vào hồ sơ"),
        }.get(step, ""),
    }  # fmt: skip
    return render(request, "evaluation/results.html", context, status=422 if form is not None and form.errors else 200)


def _query(step: str, unit: int | None) -> str:
    return urlencode({"buoc": step} | ({"don-vi": str(unit)} if unit is not None else {}))


def _unit(request: Request, known: list[int]) -> int | None:
    raw = request.GET.get("don-vi", "")
    if not raw:
        return None
    if not raw.isdecimal() or int(raw[:15]) not in known:
        raise NotFound("unit_unknown", "Không có đơn vị này trong đợt đánh giá, hoặc bạn không được xem.")
    return int(raw)


def _form(request: Request, campaign: Campaign, step: str) -> Any:
    """The form of a step, where the viewer may take it anywhere in the campaign."""
    data = request.POST or None
    today = {"on": f"{request.today:%d/%m/%Y}"}
    concludes = concludes_within(request.access, campaign)
    if step == "ket-luan" and concludes:
        return MajorityForm(data, initial=today)
    if step == "thong-bao":
        return TellForm(data, initial=today)
    if step == "quyet-dinh" and concludes:
        held = visible_decisions(request.access).order_by("-issued_on", "-pk")[:_DECISIONS]
        return DecideForm(data, initial=today, decisions=[(each.pk, str(each)) for each in held])
    return None


def _do(
    request: Request, campaign: Campaign, step: str, form: Any, chosen: list[int], here: str
) -> HttpResponse:  # fmt: skip
    if step == "ket-luan":
        count = concluding.conclude_many(access=request.access, rating_ids=chosen, given=form.given)
        words = ngettext("Đã kết luận %(n)s phiếu.", "Đã kết luận %(n)s phiếu.", count)
    elif step == "thong-bao":
        count = telling_people.tell(access=request.access, rating_ids=chosen, on=form.cleaned_data["on"])
        words = ngettext("Đã thông báo cho %(n)s người.", "Đã thông báo cho %(n)s người.", count)
    elif len(set(chosen)) > deciding.IN_BACKGROUND:
        job = deciding.start_deciding(
            access=request.access, title=_("Quyết định xếp loại: {title}").format(title=campaign.title),
            rating_ids=chosen, given=form.given,
        )  # fmt: skip
        return redirect("job", job.pk)
    else:
        decided = deciding.decide(access=request.access, rating_ids=chosen, given=form.given)
        count = decided.ratings
        words = ngettext(
            "Đã quyết định %(n)s phiếu, ghi vào hồ sơ.", "Đã quyết định %(n)s phiếu, ghi vào hồ sơ.", count
        )
    messages.success(request, words % {"n": count})
    return redirect(here)
