"""Paper ballots: numbers of slips, keying, differences, the log of keying."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, written
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.exports import Export, media_of
from canbo.documents.responses import hand_out
from canbo.procedures.domain import keying
from canbo.procedures.forms import KeyingForm, SlipsForm, TotalsForm
from canbo.procedures.models import Vote
from canbo.procedures.permissions import require_keying
from canbo.procedures.selectors.attendance import numbers_of
from canbo.procedures.selectors.meetings import vote_of
from canbo.procedures.services import paper as services
from canbo.procedures.services.scans import content_of
from canbo.procedures.services.totals import key_totals
from canbo.procedures.wording import mark_label


@both
def totals(request: Request, vote_id: int) -> HttpResponse:
    """The totals of signed minutes with their scan."""
    vote = _vote(request, vote_id)
    if vote.way != Vote.Way.TOTALS or vote.state == Vote.State.COUNTED:
        raise NotFound("no_totals", "Lần bỏ phiếu này không nhập tổng số, hoặc đã kiểm phiếu.")
    form = TotalsForm(request.POST or None, request.FILES or None, ballot=vote.form)

    def write() -> None:
        key_totals(access=request.access, vote_id=vote_id, totals=form.totals, uploads=form.cleaned_data["scans"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi tổng số phiếu theo biên bản."))
        return redirect("vote", vote_id)
    present = numbers_of(request.access, vote.meeting).present
    return form_page(
        request, form, template="procedures/vote_totals.html", title=_("Nhập tổng số theo biên bản"), vote=vote,
        present=present,
    )  # fmt: skip


@require_safe
def scan(request: Request, vote_id: int, scan_id: int) -> HttpResponse:
    """Give a scan of the signed minutes to save; never shown inside a page."""
    vote = _vote(request, vote_id)
    found = vote.scans.filter(pk=scan_id).first()
    if found is None:
        raise NotFound("scan_not_found", "Không có bản quét này.")
    return hand_out(
        request,
        Export(
            action="procedures.vote_scan_read", title=_("Bản quét biên bản kiểm phiếu số %(n)s") % {"n": found.pk},
            name=f"bien-ban-kiem-phieu-{found.pk}", media=media_of(found.media_type),
            content=lambda: content_of(found), rights=(), is_original=True, object_type="vote", object_id=vote.pk,
            object_label=vote.title, unit_path=vote.meeting.unit.path,
        ),
    )  # fmt: skip


def _vote(request: Request, vote_id: int) -> Vote:
    vote = vote_of(request.access, vote_id)
    require_keying(request.access, vote.meeting)
    if not vote.is_paper:
        raise NotFound("vote_not_on_paper", "Lần bỏ phiếu này không dùng phiếu giấy.")
    return vote


def _letters(vote: Vote) -> list[tuple[str, str]]:
    """What each letter of a keyed slip stands for."""
    return [(letter, mark_label(mark)) for mark, letter in keying.letters(vote.form).items()]


@both
def slips(request: Request, vote_id: int) -> HttpResponse:
    """How many slips were issued and came back."""
    vote = _vote(request, vote_id)
    present = numbers_of(request.access, vote.meeting).present
    initial = {"issued": vote.issued if vote.issued is not None else present, "returned": vote.returned}
    form = SlipsForm(request.POST or None, initial=initial)

    def write() -> None:
        services.note_slips(access=request.access, vote_id=vote_id, **form.cleaned_data)

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi số phiếu. Hai người nhập phiếu, mỗi người trên máy của mình."))
        return redirect("vote", vote_id)
    return form_page(
        request, form, template="procedures/vote_form.html", title=_("Số phiếu giấy"), vote=vote,
        intro=_("Có mặt %(present)s người. Ghi theo biên bản kiểm phiếu.") % {"present": present},
        submit_label=_("Ghi số phiếu"),
    )  # fmt: skip


@both
def key(request: Request, vote_id: int) -> HttpResponse:
    """Key the slips, one a line."""
    vote = _vote(request, vote_id)
    form = KeyingForm(request.POST or None)

    def write() -> None:
        services.key_slips(access=request.access, vote_id=vote_id, lines=form.cleaned_data["lines"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi các phiếu bạn nhập."))
        return redirect("vote", vote_id)
    return form_page(
        request,
        form,
        template="procedures/vote_keying.html",
        title=_("Nhập phiếu giấy"),
        vote=vote,
        letters=_letters(vote),
    )


@both
def settle(request: Request, vote_id: int) -> HttpResponse:
    """Show the slips on which the two keyings differ, and settle each."""
    vote = _vote(request, vote_id)
    keyings = services.keyed(vote)
    if len(keyings) != services.KEYINGS or vote.state != Vote.State.OPEN:
        raise NotFound("nothing_to_settle", "Không có phiếu nào cần thống nhất trong lần bỏ phiếu này.")
    (first, first_slips), (second, second_slips) = keyings
    rows = [
        {
            "number": each.number, "first": keying.written(vote.form, each.first) if each.first_has else "",
            "second": keying.written(vote.form, each.second) if each.second_has else "",
            "typed": request.POST.get(f"slip-{each.number}", ""),
        }
        for each in keying.differences(first_slips, second_slips)
    ]  # fmt: skip
    context = {"vote": vote, "rows": rows, "first": first, "second": second, "letters": _letters(vote)}
    if request.method != "POST":
        return render(request, "procedures/vote_settle.html", context)
    try:
        settled = {int(str(row["number"])): str(row["typed"]) for row in rows}
        services.settle_slips(access=request.access, vote_id=vote_id, settled=settled)
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        return render(request, "procedures/vote_settle.html", {**context, "refusal": localized(error)}, status=422)
    messages.success(request, _("Đã thống nhất và kiểm phiếu."))
    return redirect("vote", vote_id)


@require_safe
def log(request: Request, vote_id: int) -> HttpResponse:
    """The log of keying, for the file: who keyed what, and how differences were settled."""
    vote = _vote(request, vote_id)
    if vote.state != Vote.State.COUNTED or vote.way != Vote.Way.PAPER:
        raise NotFound("not_counted", "Nhật ký nhập phiếu có sau khi kiểm phiếu xong.")
    keyings = services.keyed(vote)
    settled = {each.number: each for each in vote.settlements.all()}
    numbers = sorted(set().union(*(slips for _keying, slips in keyings)))
    rows = [
        (
            number, [keying.written(vote.form, slips[number]) for _keying, slips in keyings],
            settled.get(number),
        )
        for number in numbers
    ]  # fmt: skip
    context = {"vote": vote, "keyings": [each for each, _slips in keyings], "rows": rows, "letters": _letters(vote)}
    return render(request, "procedures/vote_keying_log.html", context)
