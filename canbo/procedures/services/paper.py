"""Paper ballots: the numbers of slips, each slip keyed by two people apart, differences settled, then counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.procedures.domain.keying import Keyed, count, differences, read_lines, settle, written
from canbo.procedures.models import PaperKeying, PaperSettlement, Vote
from canbo.procedures.permissions import require_keying
from canbo.procedures.selectors.attendance import numbers_of
from canbo.procedures.selectors.meetings import vote_of
from canbo.procedures.services.counting import keep_count
from canbo.procedures.services.opening import check_quorum
from canbo.procedures.services.rows import locked_vote, log_act

#: Keyings of one vote: two people who do not see each other's.
KEYINGS = 2


def note_slips(*, access: AccessContext, vote_id: int, issued: int, returned: int) -> Vote:
    """Write down how many slips were issued and came back, before anybody keys them.

    Errors: Forbidden; vote_not_on_paper, vote_finished, vote_of_totals, keying_begun, returned_over_issued,
    issued_over_present, quorum_missing.
    """
    with transaction.atomic():
        vote = locked_paper(access, vote_id)
        if vote.way == Vote.Way.TOTALS:
            raise DomainError("vote_of_totals", "Lần bỏ phiếu này chỉ nhập tổng số theo biên bản kiểm phiếu.")
        if vote.keyings.exists():
            raise DomainError("keying_begun", "Đã có người nhập phiếu, không sửa được số phiếu phát ra, thu về.")
        _check_slips(access, vote, issued, returned)
        check_quorum(access, vote)
        Vote.objects.filter(pk=vote.pk).update(issued=issued, returned=returned, state=Vote.State.OPEN)
        vote.issued, vote.returned, vote.state = issued, returned, Vote.State.OPEN
        log_act(
            access=access,
            vote=vote,
            action="procedures.slips_noted",
            changes={"issued": [None, issued], "returned": [None, returned]},
        )
    return vote


def _check_slips(access: AccessContext, vote: Vote, issued: int, returned: int) -> None:
    present = numbers_of(access, vote.meeting).present
    if returned > issued:
        raise DomainError(
            "returned_over_issued", "Số phiếu thu về ({returned}) nhiều hơn số phiếu phát ra ({issued}).",
            returned=returned, issued=issued,
        )  # fmt: skip
    if issued > present:
        raise DomainError(
            "issued_over_present",
            "Số phiếu phát ra ({issued}) nhiều hơn số người có mặt ({present}). Hãy xem lại điểm danh.",
            issued=issued, present=present,
        )  # fmt: skip


def key_slips(*, access: AccessContext, vote_id: int, lines: str) -> PaperKeying:
    """Keep the slips as the viewer keyed them, one line a slip; where they are the second and both agree, count.

    Errors: Forbidden; slips_not_noted, keyed_before, keyed_twice, keying_incomplete, keying_unreadable.
    """
    with transaction.atomic():
        vote = locked_paper(access, vote_id)
        if vote.returned is None:
            raise DomainError("slips_not_noted", "Hãy ghi số phiếu phát ra, thu về trước khi nhập từng phiếu.")
        others = list(vote.keyings.all())
        if any(each.keyed_by_id == access.user_id for each in others):
            raise DomainError("keyed_before", "Bạn đã nhập phiếu lần này. Lần nhập thứ hai phải do người khác.")
        if len(others) >= KEYINGS:
            raise DomainError("keyed_twice", "Hai người đã nhập phiếu. Hãy thống nhất các phiếu khác nhau.")
        slips = read_lines(vote.form, lines)
        if len(slips) != vote.returned:
            raise DomainError(
                "keying_incomplete",
                "Đã nhập {count} phiếu, biên bản ghi thu về {returned} phiếu. Mỗi dòng một phiếu, kể cả phiếu trắng.",
                count=len(slips), returned=vote.returned,
            )  # fmt: skip
        text = "\n".join(written(vote.form, slip) for slip in slips.values())
        keying = PaperKeying.objects.create(
            vote=vote, keyed_by_id=access.user_id or 0, keyed_by_name=access.user_name, slips=text
        )
        log_act(access=access, vote=vote, action="procedures.slips_keyed", changes={"slips": [None, len(slips)]})
        if others:
            _count_where_agreed(access, vote, {})
    return keying


def settle_slips(*, access: AccessContext, vote_id: int, settled: Mapping[int, str]) -> Vote:
    """Settle every slip on which the two keyings differ, as the paper says on looking again; then count.

    `settled`: what is typed for the slip, by its number. Errors: Forbidden; keying_unfinished, keying_unsettled,
    keying_not_in_question, keying_unreadable.
    """
    with transaction.atomic():
        vote = locked_paper(access, vote_id)
        agreed: dict[int, str] = {}
        for number, text in settled.items():
            read = read_lines(vote.form, text)
            if len(read) != 1:
                raise DomainError("keying_unsettled", "Hãy ghi phiếu số {numbers} theo tờ phiếu.", numbers=str(number))
            agreed[number] = written(vote.form, read[1])
        _count_where_agreed(access, vote, agreed, must=True)
    return vote


def keyed(vote: Vote) -> list[tuple[PaperKeying, Keyed]]:
    """Give the keyings of a vote in the order in which they were made, each with its slips by number."""
    return [(each, read_lines(vote.form, each.slips)) for each in vote.keyings.order_by("pk")]


def _count_where_agreed(access: AccessContext, vote: Vote, settled: Mapping[int, str], *, must: bool = False) -> None:
    keyings = keyed(vote)
    if len(keyings) != KEYINGS:
        raise DomainError("keying_unfinished", "Cần hai người nhập phiếu trước khi thống nhất.")
    (_first, first), (_second, second) = keyings
    if not must and differences(first, second):
        return
    form = vote.form
    slips = settle(first, second, {number: read_lines(form, text)[1] for number, text in settled.items()})
    PaperSettlement.objects.bulk_create(
        PaperSettlement(vote=vote, number=number, written=text, settled_by_name=access.user_name)
        for number, text in settled.items()
    )
    shown = [slip for slip in slips.values() if slip is not None]
    keep_count(access, vote, count(form, slips), slips=shown, issued=vote.issued or 0)
    log_act(
        access=access,
        vote=vote,
        action="procedures.paper_counted",
        changes={"returned": [None, len(slips)], "settled": [None, len(settled)]},
    )


def locked_paper(access: AccessContext, vote_id: int) -> Vote:
    """Give the paper vote for keying, its row locked. Errors: Forbidden; vote_not_on_paper, vote_finished."""
    require_keying(access, vote_of(access, vote_id).meeting)
    vote = locked_vote(vote_id)
    if not vote.is_paper:
        raise DomainError("vote_not_on_paper", "Lần bỏ phiếu này không dùng phiếu giấy.")
    if vote.state in {Vote.State.COUNTED, Vote.State.VOID}:
        raise DomainError("vote_finished", "Lần bỏ phiếu này đã kiểm phiếu hoặc đã huỷ.")
    return vote
