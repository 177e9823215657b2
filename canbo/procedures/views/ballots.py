"""The voter's slips: one, or all that are open in a meeting on one page. Receipts are told in the answer alone.

A slip that is sent back to its voter is answered with 200 like one that is taken: a refusal is a line of the server's
log, and a line at the minute of a vote would tell that somebody's slip was blank, or had too many marks.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.models import Vote
from canbo.procedures.selectors.meetings import meeting_of, standing_of, standings, vote_of
from canbo.procedures.services import votes as services
from canbo.procedures.services.counting import SMALLEST_SHOWN
from canbo.procedures.views.counts import readers_words
from canbo.procedures.wording import mark_label

_TICKET_BYTES = 24


@dataclass
class SlipShown:
    """One slip on a page: its fields begin with `prefix`, what was marked stays marked when it is refused."""

    vote: Vote
    prefix: str
    ticket: str
    rows: list[tuple[int, str, str]]
    marks: list[tuple[str, str]]
    added: list[str]
    opinion: str
    signs: str
    readers: str
    refusal: str = ""
    asks_blank: bool = False
    receipt: str = ""
    smallest: int = field(default=SMALLEST_SHOWN)


def _slip(request: Request, vote: Vote, prefix: str) -> SlipShown:
    given = request.POST
    added = given.getlist(f"{prefix}added")[: vote.added]
    return SlipShown(
        vote, prefix, given.get(f"{prefix}ticket") or secrets.token_urlsafe(_TICKET_BYTES),
        [(place, name, given.get(f"{prefix}mark-{place}", "")) for place, name in enumerate(vote.names)],
        [(mark, mark_label(mark)) for mark in vote.form.marks], [*added, *[""] * (vote.added - len(added))],
        given.get(f"{prefix}opinion", ""), given.get(f"{prefix}signs", ""), readers_words(vote) if vote.is_kept else "",
    )  # fmt: skip


@sensitive_variables()
def _cast(request: Request, slip: SlipShown) -> None:
    """Put a slip into its box; what refuses it stands on it afterwards. One left blank is asked about first."""
    marks = [mark for _place, _name, mark in slip.rows]
    is_blank = not any(marks) and not any(slip.added) and not slip.opinion.strip()
    if is_blank and request.POST.get(f"{slip.prefix}blank") != "on":
        slip.asks_blank = True
        return
    try:
        slip.receipt = services.cast(
            access=request.access, vote_id=slip.vote.pk, marks=marks, added=slip.added,
            ticket=request.POST.get(f"{slip.prefix}ticket", ""), opinion=slip.opinion,
            signs=slip.vote.is_kept and _signs(slip),
        )  # fmt: skip
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        slip.refusal = localized(error)


def _signs(slip: SlipShown) -> bool:
    signing = slip.vote.signing
    return signing == Vote.Signing.SIGNED or (signing == Vote.Signing.FREE and slip.signs == "yes")


@sensitive_post_parameters()
@never_cache
@both
def ballot(request: Request, vote_id: int) -> HttpResponse:
    """The voter's slip of one vote."""
    vote = vote_of(request.access, vote_id)
    standing = standing_of(request.access, vote)
    if not standing.has_right:
        raise NotFound("no_right", "Bạn không có quyền bỏ phiếu trong lần bỏ phiếu này.")
    request.leaves_no_time = True  # type: ignore[attr-defined]
    slip = _slip(request, vote, "")
    context: dict[str, Any] = {"vote": vote, "standing": standing, "slip": slip}
    if request.method != "POST":
        return render(request, "procedures/ballot.html", context)
    _cast(request, slip)
    if not slip.receipt:
        return render(request, "procedures/ballot.html", context)
    return render(request, "procedures/ballot_cast.html", {"meeting": vote.meeting, "slips": [slip]})


@sensitive_post_parameters()
@never_cache
@both
def ballots(request: Request, meeting_id: int) -> HttpResponse:
    """All slips of a meeting that wait for the voter, on one page; each goes into its own box."""
    meeting = meeting_of(request.access, meeting_id)
    waiting = [each.vote for each in standings(request.access, meeting) if each.may_vote]
    sent = {key.partition("-")[0] for key in request.POST if key.endswith("-ticket")}
    if request.method == "POST":
        waiting = [
            each.vote for each in standings(request.access, meeting) if each.has_right and f"v{each.vote.pk}" in sent
        ]
    request.leaves_no_time = True  # type: ignore[attr-defined]
    slips = [_slip(request, vote, f"v{vote.pk}-") for vote in waiting]
    for slip in slips:
        slip.vote.meeting = meeting
        if request.method == "POST":
            _cast(request, slip)
    done = [slip for slip in slips if slip.receipt]
    left = [slip for slip in slips if not slip.receipt]
    if done and not left:
        return render(request, "procedures/ballot_cast.html", {"meeting": meeting, "slips": done})
    return render(request, "procedures/ballots.html", {"meeting": meeting, "slips": left, "done": done})
