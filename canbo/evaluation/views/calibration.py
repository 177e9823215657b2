"""The calibration board: the whole unit in four columns, people moved with a reason, caps settled, groups closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, written
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.conclusion_forms import CapForm, MajorityForm, MoveForm, ReasonForm
from canbo.evaluation.domain.cap_groups import GroupKey
from canbo.evaluation.domain.caps import CapRead
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.models import Campaign
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import concludes_within, require_conclude, require_decides_within
from canbo.evaluation.scored import law_of_unit, level_words
from canbo.evaluation.selectors.calibration import Wanted, board_of
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.cap_groups import Group, groups_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services import calibrating
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.organizations.models import Unit

_ASKED = ("don-vi", "duoi", "bo", "nhom")


def _query(request: Request) -> str:
    """What of the address chooses the board, to come back to the same."""
    return urlencode({name: str(request.GET[name]) for name in _ASKED if request.GET.get(name)})


def _wanted(request: Request) -> Wanted:
    unit = request.GET.get("don-vi", "")
    return Wanted(
        int(unit) if unit.isdecimal() and len(unit) < 12 else None, request.GET.get("duoi") == "1",
        request.GET.get("bo", "")[:120], request.GET.get("nhom", "")[:120],
    )  # fmt: skip


def _group_query(key: GroupKey) -> str:
    return urlencode({"don-vi": str(key.unit_id), "bo": key.family, "nhom": key.group})


def _back(request: Request, campaign_id: int) -> str:
    query = _query(request)
    return reverse("evaluation-board", args=[campaign_id]) + (f"?{query}" if query else "")


def _context(request: Request, campaign: Campaign) -> dict[str, Any]:
    board = board_of(request.access, campaign, _wanted(request))
    concludes = concludes_within(request.access, campaign) and campaign.state == Campaign.State.OPEN
    return {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "calibration"), "board": board,
        "wanted": _wanted(request), "query": _query(request), "concludes": concludes,
        "levels": [(column.level, column.label) for column in board.columns if column.level],
        "move_form": MoveForm(words={}) if concludes else None,
        "gauges": [(each, _group_query(each.group.key)) for each in board.gauges],
    }  # fmt: skip


@require_safe
def board(request: Request, campaign_id: int) -> HttpResponse:
    """The board of a unit."""
    campaign = campaign_of(request.access, campaign_id)
    require_decides_within(request.access, campaign)
    return render(request, "evaluation/board.html", _context(request, campaign))


def _part(request: Request, campaign: Campaign, *, told: str = "", refused: str = "") -> HttpResponse:
    """The board alone, after a move made on it."""
    context = {**_context(request, campaign), "told": told, "refused": refused}
    return render(request, "evaluation/board_part.html", context, status=422 if refused else 200)


@both
def move(request: Request, rating_id: int) -> HttpResponse:
    """Move somebody to another level: from the board, or on a page of its own."""
    rating = rating_of(request.access, rating_id)
    require_conclude(request.access, rating)
    words = level_words(rating)
    form = MoveForm(request.POST or None, words=words, initial={"version": rating.version})
    on_board = request.headers.get("HX-Request") == "true"

    def write() -> None:
        told = form.cleaned_data
        calibrating.move(
            access=request.access, rating_id=rating_id, to=told["to"], reason=told["reason"], on=request.today,
            version=told["version"],
        )  # fmt: skip

    if request.method == "POST":
        done, said = written(form, write), ""
        if done:
            said = _("Đã chuyển {name} sang mức «{level}».").format(
                name=subject_name(rating), level=words[form.cleaned_data["to"]]
            )
        if on_board:
            faults = " ".join(str(fault) for each in form.errors.values() for fault in each)
            return _part(request, rating.campaign, told=said, refused=faults)
        if done:
            messages.success(request, said)
            return redirect(_back(request, rating.campaign_id))
    return form_page(
        request, form, template="evaluation/conclusion_form.html", rating=rating, campaign=rating.campaign,
        title=_("Chuyển mức: {name}").format(name=subject_name(rating)), submit_label=_("Chuyển mức"),
        cancel_url=_back(request, rating.campaign_id),
        intro=_("Đang ở mức «{level}».").format(level=words[rating.level_now]) if rating.level_now else "",
    )  # fmt: skip


@require_POST
def undo(request: Request, rating_id: int) -> HttpResponse:
    """Take the last move of somebody back."""
    rating = rating_of(request.access, rating_id)
    require_conclude(request.access, rating)
    on_board = request.headers.get("HX-Request") == "true"
    said = _("Đã hoàn tác lần chuyển mức của {name}.").format(name=subject_name(rating))
    try:
        calibrating.undo(access=request.access, rating_id=rating_id, on=request.today)
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        if on_board:
            return _part(request, rating.campaign, refused=localized(error))
        messages.error(request, localized(error))
    else:
        if on_board:
            return _part(request, rating.campaign, told=said)
        messages.success(request, said)
    return redirect(_back(request, rating.campaign_id))


@both
def group(request: Request, campaign_id: int) -> HttpResponse:
    """The cap of one group: how it is read, what was settled, closing and opening it."""
    campaign = campaign_of(request.access, campaign_id)
    require_decides_within(request.access, campaign)
    wanted = _wanted(request)
    key = GroupKey(wanted.unit_id or campaign.unit_id, wanted.family, wanted.group)
    unit = Unit.objects.filter(pk=key.unit_id, path__startswith=campaign.unit.path).first()
    if unit is None:
        raise NotFound("group_unknown", "Không có nhóm tính tỷ lệ này. Hãy chọn lại nhóm ở trang xếp loại.")
    may = request.access.covers(Permission.CONCLUDE_EVALUATIONS, unit.path)
    law = law_of_unit(campaign, unit.pk)
    if not key.family:
        return redirect("evaluation-board", campaign.pk)
    found = groups_of(campaign, [key], law)[0]
    act = request.POST.get("act", "")
    forms = {
        "settle": CapForm(request.POST if act == "settle" else None, auto_id="settle_%s", initial=_settled(found.kept)),
        "close": MajorityForm(
            request.POST if act == "close" else None, initial={"on": f"{request.today:%d/%m/%Y}"}
        ),
        "reopen": ReasonForm(request.POST if act == "reopen" else None),
    }  # fmt: skip
    if request.method == "POST":
        if act not in forms:
            raise NotFound("act_unknown", "Không có việc này.")
        if written(forms[act], lambda: _do(request, campaign, key, act, forms)):
            messages.success(request, _DONE[act]())
            return redirect(_back(request, campaign.pk) if act == "close" else request.get_full_path())
    read = found.gauge.read
    return render(
        request, "evaluation/cap_group.html",
        {
            "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "calibration"), "group": found,
            "unit": unit, "forms": forms, "may": may and campaign.state == Campaign.State.OPEN,
            "back": _back(request, campaign.pk),
            "clause": cited(law, read.cite) if read is not None else "", "query": _query(request),
            "readings": _readings(found), "note": found.ready.scheme.cap.note if found.ready.scheme.cap else "",
            "counts": [(label, found.counts.get(level, 0)) for level, label in _count_labels()],
        }, status=422 if any(each.errors for each in forms.values()) else 200,
    )  # fmt: skip


def _readings(found: Group) -> list[tuple[str, CapRead]]:
    """The cap under each rounding, each with its words; once settled, under that one."""
    if found.gauge.read is None:
        return []
    read = found.gauge.readings or {found.gauge.read.rounding: found.gauge.read}
    words = {"down": _("xuống"), "nearest": _("gần nhất"), "up": _("lên")}
    return [(words[way], each) for way, each in read.items()]


_DONE = {
    "settle": lambda: _("Đã ghi cách tính tỷ lệ của nhóm."), "close": lambda: _("Đã chốt nhóm."),
    "reopen": lambda: _("Đã mở lại nhóm."),
}  # fmt: skip


def _do(request: Request, campaign: Campaign, key: GroupKey, act: str, forms: dict[str, Any]) -> None:
    where: dict[str, Any] = {"access": request.access, "campaign_id": campaign.pk, "key": key}
    if act == "settle":
        calibrating.settle_cap(**where, given=forms["settle"].given)
    elif act == "close":
        calibrating.close_group(**where, given=forms["close"].given)
    else:
        calibrating.reopen_group(**where, reason=forms["reopen"].cleaned_data["reason"])


def _settled(kept: Any) -> dict[str, Any]:
    return {
        "base": kept.base, "rounding": kept.rounding, "local_ground": kept.local_ground, "higher": kept.higher,
        "higher_ground": kept.higher_ground,
    }  # fmt: skip


def _count_labels() -> list[tuple[str, Any]]:
    return [
        *((level, Level(level).label) for level in reversed(Level.values)),
        ("none", _("Chưa có mức")), ("not_rated", _("Không xếp loại")),
    ]  # fmt: skip
