"""Votes: put on the agenda, keyed, begun, cast, closed, opened, shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.errors import Forbidden, NotFound
from canbo.documents.paper_panel import render_papers
from canbo.procedures.forms import OpeningForm, PassphraseForm, ReasonForm, VoteForm
from canbo.procedures.models import Vote
from canbo.procedures.permissions import may_run, part_of, require_part, require_run
from canbo.procedures.selectors.agenda import items_of
from canbo.procedures.selectors.attendance import numbers_of
from canbo.procedures.selectors.meetings import count_of, meeting_of, standing_of, vote_of
from canbo.procedures.selectors.rounds import further_round, next_round_of, suggested_of
from canbo.procedures.services import votes as services
from canbo.procedures.services.kept import may_read_kept, read_kept
from canbo.procedures.tally_files import rule_in
from canbo.procedures.views.counts import count_shown, readers_words
from canbo.procedures.wording import mark_label


@both
def propose(request: Request, meeting_id: int) -> HttpResponse:
    """Put a vote on the agenda; `?noi-dung=` names the item that it belongs to."""
    meeting = meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    items = list(items_of(request.access, meeting))
    item = next((each for each in items if str(each.pk) == request.GET.get("noi-dung", "")), None)
    initial, pinned = suggested_of(request.access, item, numbers_of(request.access, meeting).members)
    form = VoteForm(
        request.POST or None, day=meeting.held_on, items=[(each.pk, each.title) for each in items], initial=initial,
        pinned=pinned,
    )  # fmt: skip
    if request.method == "POST" and written(form, lambda: _write(request, meeting_id, form)):
        messages.success(request, _("Đã lập lần bỏ phiếu. Người chủ trì và người kiểm phiếu hãy đặt cụm từ khoá."))
        return redirect("meeting", meeting_id)
    return form_page(request, form, template="procedures/vote_new.html", title=_("Lập lần bỏ phiếu"), meeting=meeting)


@both
def next_round(request: Request, vote_id: int) -> HttpResponse:
    """Put the further round of a counted vote on the agenda: those who go on, for the seats left."""
    vote = vote_of(request.access, vote_id)
    require_run(request.access, vote.meeting)
    further = further_round(request.access, vote)
    if further is None:
        raise NotFound("round_unfounded", "Lần bỏ phiếu này không còn người cần chọn, nên không có vòng tiếp theo.")
    items = [(each.pk, each.title) for each in items_of(request.access, vote.meeting)]
    initial = next_round_of(vote, further)
    form = VoteForm(request.POST or None, day=vote.meeting.held_on, items=items, before=vote, initial=initial)
    if request.method == "POST" and written(form, lambda: _write(request, vote.meeting_id, form)):
        messages.success(request, _("Đã lập vòng tiếp theo."))
        return redirect("meeting", vote.meeting_id)
    return form_page(
        request, form, template="procedures/vote_new.html", title=_("Lập vòng %(n)s") % {"n": vote.round + 1},
        meeting=vote.meeting, before=vote, further=further,
    )  # fmt: skip


def _write(request: Request, meeting_id: int, form: VoteForm) -> None:
    cleaned = form.cleaned_data
    looks_back = rule_in(form.rule)[0].looks_back_at
    services.propose_vote(
        access=request.access, meeting_id=meeting_id, title=cleaned["title"], form=form.ballot, rule=form.rule,
        announced=cleaned["announced"], seats=cleaned["seats"], way=cleaned["ways"],
        item_id=int(cleaned["item"]) if cleaned.get("item") else None, members=cleaned["members"],
        earlier=dict.fromkeys(looks_back, cleaned["earlier"]) if cleaned["earlier"] else {},
        office_reads=cleaned["office_reads"], previous_id=form.before.pk if form.before is not None else None,
        round_ground=cleaned.get("round_ground", ""),
    )  # fmt: skip


@require_safe
def show(request: Request, vote_id: int) -> HttpResponse:
    """Where a vote stands; once counted, what is announced of it."""
    vote = vote_of(request.access, vote_id)
    standing = standing_of(request.access, vote)
    count = count_of(request.access, vote)
    wanted = "".join(request.GET.get("ma", "").upper().split())[:40]
    is_counted = vote.state == vote.State.COUNTED
    context = {
        "vote": vote, "meeting": vote.meeting, "standing": standing, "count": count,
        "wanted": wanted, "is_found": count is not None and wanted in count.receipts,
        **(count_shown(vote, count) if count is not None else {}),
        "scans": list(vote.scans.order_by("pk")) if vote.way == vote.Way.TOTALS else [],
        "may_read_kept": vote.is_kept and is_counted and may_read_kept(request.access, vote),
        "further": further_round(request.access, vote) if is_counted else None,
        "rounds": [*vote.next_rounds.exclude(state=vote.State.VOID)] if is_counted else [],
        "readers": readers_words(vote) if vote.is_kept else "",
        "papers": render_papers(request, "vote", vote) if standing.may_run else "",
    }  # fmt: skip
    return render(request, "procedures/vote.html", context)


@require_safe
def kept(request: Request, vote_id: int) -> HttpResponse:
    """The kept slips, for those whom the voters were told; each opening of this page is in the log."""
    vote, slips = read_kept(access=request.access, vote_id=vote_id)
    rows = [
        ([mark_label(mark) for mark in each.marks], ", ".join(each.added), each.opinion, each.signed) for each in slips
    ]
    return render(request, "procedures/vote_kept.html", {"vote": vote, "rows": rows, "readers": readers_words(vote)})


@require_safe
def progress(request: Request, vote_id: int) -> HttpResponse:
    """How many have voted, for the projector."""
    vote = vote_of(request.access, vote_id)
    return render(
        request, "procedures/vote_progress.html", {"vote": vote, "standing": standing_of(request.access, vote)}
    )


def _alike(vote: Vote, *, every: bool) -> list[int]:
    """The votes that an act is meant for: this one, or all on line of its meeting that stand where it stands."""
    if not every:
        return [vote.pk]
    ways = [Vote.Way.SECRET, Vote.Way.KEPT]
    return list(vote.meeting.votes.filter(state=vote.state, way__in=ways).order_by("pk").values_list("pk", flat=True))


@sensitive_post_parameters()
@both
def key(request: Request, vote_id: int) -> HttpResponse:
    """Set one's passphrase, for this vote or for all of the meeting that are being prepared."""
    vote = vote_of(request.access, vote_id)
    part = require_part(request.access, vote.meeting)
    form = PassphraseForm(request.POST or None)

    def write() -> None:
        for each in _alike(vote, every=form.cleaned_data["every"]):
            services.set_passphrase(access=request.access, vote_id=each, passphrase=form.cleaned_data["passphrase"])

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
    """Do it for this vote, or for all of the meeting that stand where it stands."""
    every = request.POST.get("every") == "1"
    with refusal_above(request):
        for each in _alike(vote_of(request.access, vote_id), every=every):
            act(access=request.access, vote_id=each)  # type: ignore[operator]
        messages.success(request, told)
    return redirect("meeting", vote_of(request.access, vote_id).meeting_id) if every else redirect("vote", vote_id)


@sensitive_post_parameters()
@both
def open_box(request: Request, vote_id: int) -> HttpResponse:
    """Open the box: both type their passphrase."""
    vote = vote_of(request.access, vote_id)
    require_part(request.access, vote.meeting)
    form = OpeningForm(request.POST or None)

    def write() -> None:
        for each in sorted(_alike(vote, every=form.cleaned_data["every"]), key=lambda pk: pk != vote_id):
            services.open_box(
                access=request.access, vote_id=each, chair_passphrase=form.cleaned_data["chair"],
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
