"""Votes: put on the agenda, keyed, begun, cast, closed, opened, shown."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, written
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.forms import OpeningForm, PassphraseForm, ReasonForm, VoteForm
from canbo.procedures.permissions import may_run, part_of, require_part, require_run
from canbo.procedures.selectors.meetings import count_of, meeting_of, standing_of, vote_of
from canbo.procedures.services import votes as services
from canbo.procedures.services.counting import SMALLEST_SHOWN
from canbo.procedures.wording import mark_label, outcome_label

_TICKET_BYTES = 24


@both
def propose(request: Request, meeting_id: int) -> HttpResponse:
    """Put a vote on the agenda."""
    meeting = meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    form = VoteForm(request.POST or None, day=meeting.held_on)

    def write() -> None:
        services.propose_vote(
            access=request.access, meeting_id=meeting_id, title=form.cleaned_data["title"], form=form.ballot,
            rule=form.rule, announced=form.cleaned_data["announced"], seats=form.cleaned_data["seats"],
            way=form.cleaned_data["ways"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã lập lần bỏ phiếu. Người chủ trì và người kiểm phiếu hãy đặt cụm từ khoá."))
        return redirect("meeting", meeting_id)
    return form_page(request, form, template="procedures/vote_new.html", title=_("Lập lần bỏ phiếu"), meeting=meeting)


@require_safe
def show(request: Request, vote_id: int) -> HttpResponse:
    """Where a vote stands; once counted, what is announced of it."""
    vote = vote_of(request.access, vote_id)
    count = count_of(request.access, vote)
    tally = count.tally or {} if count is not None else {}
    wanted = "".join(request.GET.get("ma", "").upper().split())[:40]
    context = {
        "vote": vote, "meeting": vote.meeting, "standing": standing_of(request.access, vote), "count": count,
        "wanted": wanted, "is_found": count is not None and wanted in count.receipts,
        "outcome": outcome_label(count.outcome) if count is not None and count.outcome else "",
        "names": _names_shown(tally) if tally else [],
        "slips": [([mark_label(mark) for mark in marks], added) for marks, added in count.slips] if count else [],
        "file": json.dumps(tally["file"], ensure_ascii=False, indent=1) if "file" in tally else "",
    }  # fmt: skip
    return render(request, "procedures/vote.html", context)


def _names_shown(tally: dict[str, Any]) -> list[dict[str, Any]]:
    counted = {each["name"]: each for each in tally.get("file", {}).get("names", [])}
    return [
        {**each, "outcome_words": outcome_label(each["outcome"]), "counted": counted.get(each["name"], {})}
        for each in tally["names"]
    ]


@require_safe
def progress(request: Request, vote_id: int) -> HttpResponse:
    """How many have voted, for the projector."""
    vote = vote_of(request.access, vote_id)
    return render(
        request, "procedures/vote_progress.html", {"vote": vote, "standing": standing_of(request.access, vote)}
    )


@sensitive_post_parameters()
@both
def key(request: Request, vote_id: int) -> HttpResponse:
    """Set one's passphrase."""
    vote = vote_of(request.access, vote_id)
    part = require_part(request.access, vote.meeting)
    form = PassphraseForm(request.POST or None)

    def write() -> None:
        services.set_passphrase(access=request.access, vote_id=vote_id, passphrase=form.cleaned_data["passphrase"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã đặt cụm từ khoá. Hãy ghi nhớ: không có cách nào lấy lại."))
        return redirect("vote", vote_id)
    return form_page(
        request, form, template="procedures/vote_key.html", title=_("Đặt cụm từ khoá hòm phiếu"), vote=vote, part=part
    )


@require_POST
def begin(request: Request, vote_id: int) -> HttpResponse:
    """Begin the voting."""
    return _done(request, vote_id, services.open_vote, _("Đã bắt đầu bỏ phiếu."))


@require_POST
def close(request: Request, vote_id: int) -> HttpResponse:
    """Close the voting for one's part."""
    return _done(request, vote_id, services.close_vote, _("Đã đóng bỏ phiếu phần của bạn."))


def _done(request: Request, vote_id: int, act: object, told: str) -> HttpResponse:
    try:
        act(access=request.access, vote_id=vote_id)  # type: ignore[operator]
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        messages.error(request, localized(error))
    else:
        messages.success(request, told)
    return redirect("vote", vote_id)


@sensitive_post_parameters()
@never_cache
@both
def ballot(request: Request, vote_id: int) -> HttpResponse:
    """The voter's slip. The receipt is told in the answer itself and kept nowhere."""
    vote = vote_of(request.access, vote_id)
    standing = standing_of(request.access, vote)
    if not standing.has_right:
        raise NotFound("no_right", "Bạn không có quyền bỏ phiếu trong lần bỏ phiếu này.")
    names = list(enumerate(vote.names))
    marks = [request.POST.get(f"mark-{place}", "") for place, _name in names]
    added = request.POST.getlist("added")[: vote.added]
    context = {
        "vote": vote, "standing": standing,
        "ticket": request.POST.get("ticket") or secrets.token_urlsafe(_TICKET_BYTES),
        "rows": [(place, name, marks[place]) for place, name in names],
        "marks": [(mark, mark_label(mark)) for mark in vote.form.marks],
        "added": [*added, *[""] * (vote.added - len(added))], "smallest": SMALLEST_SHOWN,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "procedures/ballot.html", context)
    if not any(marks) and not any(added) and request.POST.get("blank") != "on":
        return render(request, "procedures/ballot.html", {**context, "asks_blank": True}, status=422)
    try:
        receipt = services.cast(
            access=request.access, vote_id=vote_id, marks=marks, added=added, ticket=request.POST.get("ticket", "")
        )
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        return render(request, "procedures/ballot.html", {**context, "refusal": localized(error)}, status=422)
    return render(request, "procedures/ballot_cast.html", {"vote": vote, "receipt": receipt})


@sensitive_post_parameters()
@both
def open_box(request: Request, vote_id: int) -> HttpResponse:
    """Open the box: both type their passphrase."""
    vote = vote_of(request.access, vote_id)
    require_part(request.access, vote.meeting)
    form = OpeningForm(request.POST or None)

    def write() -> None:
        services.open_box(
            access=request.access, vote_id=vote_id, chair_passphrase=form.cleaned_data["chair"],
            teller_passphrase=form.cleaned_data["teller"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        return redirect("vote", vote_id)
    return form_page(request, form, template="procedures/vote_open_box.html", title=_("Mở hòm phiếu"), vote=vote)


@both
def void(request: Request, vote_id: int) -> HttpResponse:
    """Give up a vote."""
    vote = vote_of(request.access, vote_id)
    if not may_run(request.access, vote.meeting) and part_of(request.access, vote.meeting) != "chair":
        raise Forbidden()
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.void_vote(access=request.access, vote_id=vote_id, reason=form.cleaned_data["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã huỷ lần bỏ phiếu; các phiếu trong hòm đã bị xoá, không mở."))
        return redirect("meeting", vote.meeting_id)
    return form_page(request, form, template="procedures/vote_void.html", title=_("Huỷ lần bỏ phiếu"), vote=vote)
