"""Secret ballots on line: proposed, keyed, opened for voting, cast, closed, opened by chair and teller together.

Casting a slip writes two values and nothing else: that a right was used, and the box. It leaves no row in the log (a
row has a time and a name, and their order would be that of the slips); the register of rights is its record.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean
from canbo.personnel.models import Person
from canbo.procedures.domain import ballots, sealing
from canbo.procedures.models import BallotBox, KeyHolder, Vote, VotingRight
from canbo.procedures.permissions import may_run, part_of, require_part, require_run
from canbo.procedures.selectors.attendance import voters_of
from canbo.procedures.selectors.meetings import vote_of
from canbo.procedures.services.counting import keep_count
from canbo.procedures.services.opening import check_quorum
from canbo.procedures.services.presence import give_rights
from canbo.procedures.services.proposing import propose_vote
from canbo.procedures.services.rows import locked_vote, log_act
from canbo.procedures.services.traces import overwrite_freed, wipe_traces, write_register_anew

__all__ = [
    "cast", "close_vote", "open_box", "open_vote", "propose_vote", "set_passphrase", "void_cut_short", "void_vote",
]  # fmt: skip
LONGEST_TICKET = 64
CUT_SHORT = "Khôi phục từ bản sao lưu khi đang bỏ phiếu: phiếu trong hòm bị huỷ, không mở. Hãy bỏ phiếu lại."


def set_passphrase(*, access: AccessContext, vote_id: int, passphrase: str) -> KeyHolder:
    """Make the viewer's part of the key of a box, locked with their passphrase; anew until voting begins.

    Errors: Forbidden not_a_holder; vote_not_preparing; passphrase_too_short.
    """
    vote = vote_of(access, vote_id)
    part = require_part(access, vote.meeting)
    key = sealing.make_holder_key(passphrase, vote.box)
    with transaction.atomic():
        vote = locked_vote(vote.pk)
        if vote.state != Vote.State.PREPARING:
            raise DomainError("vote_not_preparing", "Cuộc bỏ phiếu đã bắt đầu, không đặt lại cụm từ khoá được.")
        KeyHolder.objects.filter(vote=vote, part=part).delete()
        holder = KeyHolder.objects.create(vote=vote, part=part, **KeyHolder.columns_of(key))
        log_act(access=access, vote=vote, action="procedures.key_set", changes={"part": [None, str(part)]})
    return holder


def open_vote(*, access: AccessContext, vote_id: int) -> Vote:
    """Begin the voting: everybody present gets one right, and the box is empty.

    Errors: vote_not_preparing, key_missing, nobody_present, meeting_closed, quorum_missing (of the meeting, of the
    matter on its agenda, or of the rule by which the vote is read).
    """
    vote = vote_of(access, vote_id)
    require_run(access, vote.meeting)
    with transaction.atomic():
        vote = locked_vote(vote.pk)
        if vote.is_paper:
            raise DomainError("vote_on_paper", "Lần bỏ phiếu này bằng phiếu giấy: hãy nhập số phiếu và từng phiếu.")
        if vote.state != Vote.State.PREPARING:
            raise DomainError("vote_not_preparing", "Cuộc bỏ phiếu này đã được mở trước đó.")
        if vote.meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã bế mạc.")
        if vote.holders.count() != len(KeyHolder.Part):
            raise DomainError(
                "key_missing", "Người chủ trì và người kiểm phiếu phải đặt cụm từ khoá trước khi bắt đầu bỏ phiếu."
            )
        present = list(voters_of(access, vote.meeting).filter(is_present=True).values_list("person_id", flat=True))
        if not present:
            raise DomainError("nobody_present", "Chưa ghi ai có mặt. Hãy điểm danh trước khi bỏ phiếu.")
        check_quorum(access, vote)
        give_rights(vote, present)
        BallotBox.objects.create(vote=vote, heap=_wrapped(()))
        _set_state(vote, Vote.State.OPEN)
        log_act(access=access, vote=vote, action="procedures.vote_opened", changes={"issued": [None, len(present)]})
    return vote


def cast(
    *, access: AccessContext, vote_id: int, marks: Sequence[str], added: Iterable[str], ticket: str, opinion: str = "",
    signs: bool = False,
) -> str:  # fmt: skip
    """Put the viewer's slip into the box and give its receipt. Sent again with the same ticket, give the same receipt.

    Exactly one slip a right: the right is used and the box written in one transaction, or neither. Nothing is logged.
    `opinion`, `signs`: for slips that are kept; the name of the file signs, inside the sealed slip.
    Errors: NotFound no_right; vote_closed, vote_not_open, vote_used, ticket_unreadable, and those of `ballots.filled`.
    """
    vote = vote_of(access, vote_id)
    if not 16 <= len(ticket) <= LONGEST_TICKET or not ticket.isascii():
        raise DomainError("ticket_unreadable", "Trang bỏ phiếu này không còn dùng được. Hãy mở lại trang bỏ phiếu.")
    if access.person_id is None:
        raise NotFound("no_right", "Tài khoản này chưa được gắn với hồ sơ nào nên không có quyền bỏ phiếu.")
    signed = signature_of(access.person_id) if signs else ""
    slip = ballots.filled(vote.form, marks, added, opinion=opinion, signed=signed)
    with transaction.atomic():
        overwrite_freed()
        vote = locked_vote(vote.pk)
        right = VotingRight.objects.select_for_update().filter(vote=vote, person_id=access.person_id).first()
        if right is None:
            raise NotFound("no_right", "Bạn không có quyền bỏ phiếu trong lần bỏ phiếu này.")
        box = BallotBox.objects.filter(vote=vote).first()
        heap = _unwrapped(box.heap) if box is not None else ()
        digest = sealing.ticket_digest(ticket, vote.box)
        if right.is_used:
            held = sealing.find(heap, digest)
            if held is None:
                raise DomainError("vote_used", "Bạn đã bỏ phiếu. Phiếu ở trong hòm, không bỏ lại và không sửa được.")
            return sealing.receipt(held.body)
        if vote.state == Vote.State.PREPARING or box is None:
            raise DomainError("vote_not_open", "Lần bỏ phiếu này chưa bắt đầu hoặc đã kết thúc.")
        if vote.state != Vote.State.OPEN:
            raise DomainError("vote_closed", "Đã đóng bỏ phiếu, không nhận thêm phiếu.")
        publics = {holder.part: holder.key.public for holder in vote.holders.all()}
        body = sealing.seal(ballots.to_bytes(vote.form, slip), [publics[part] for part in KeyHolder.Part], vote.box)
        heap = sealing.put_in(heap, sealing.Sealed(digest, body))
        BallotBox.objects.filter(pk=vote.pk).update(heap=_wrapped(heap))
        VotingRight.objects.filter(pk=right.pk).update(is_used=True)
    return sealing.receipt(body)


def signature_of(person_id: int) -> str:
    """Give the name with which a voter signs: that of their own file."""
    return str(Person.objects.values_list("full_name", flat=True).get(pk=person_id))


def close_vote(*, access: AccessContext, vote_id: int) -> Vote:
    """Close the voting for one's part; no slip is taken once chair and teller have both done so.

    Errors: Forbidden not_a_holder; vote_not_open.
    """
    vote = vote_of(access, vote_id)
    part = require_part(access, vote.meeting)
    with transaction.atomic():
        vote = locked_vote(vote.pk)
        if vote.state != Vote.State.OPEN:
            raise DomainError("vote_not_open", "Lần bỏ phiếu này không còn mở để đóng.")
        KeyHolder.objects.filter(vote=vote, part=part).update(has_closed=True)
        if not vote.holders.filter(has_closed=False).exists():
            _set_state(vote, Vote.State.CLOSED)
        log_act(access=access, vote=vote, action="procedures.vote_closed", changes={"part": [None, str(part)]})
    return vote


def open_box(*, access: AccessContext, vote_id: int, chair_passphrase: str, teller_passphrase: str) -> Vote:
    """Open the box with both passphrases, count, and destroy the box and its key.

    A slip altered in the box, or a box that does not hold as many slips as rights were used, makes the vote void.
    Errors: Forbidden not_a_holder; vote_not_closed; passphrase_wrong (says whose); those of `tally_of`.
    """
    vote = vote_of(access, vote_id)
    require_part(access, vote.meeting)
    if vote.state != Vote.State.CLOSED:
        raise DomainError(
            "vote_not_closed", "Chỉ mở hòm phiếu khi người chủ trì và người kiểm phiếu đều đã đóng bỏ phiếu."
        )
    given = {KeyHolder.Part.TELLER: teller_passphrase, KeyHolder.Part.CHAIR: chair_passphrase}
    holders = {holder.part: holder for holder in vote.holders.all()}
    privates = []
    for part, passphrase in given.items():
        try:
            privates.append(sealing.unlock(holders[part].key, passphrase, vote.box))
        except DomainError as error:
            with transaction.atomic():
                log_act(
                    access=access, vote=vote, action="procedures.opening_failed", changes={"part": [None, str(part)]}
                )
            raise DomainError(
                error.code,
                "Cụm từ khoá của {who} không đúng. Không có cách nào khác để mở hòm phiếu này; hãy thử lại.",
                who=KeyHolder.Part(part).label,
            ) from error
    with transaction.atomic():
        vote = locked_vote(vote.pk)
        if vote.state != Vote.State.CLOSED:
            raise DomainError("vote_not_closed", "Hòm phiếu này đã được mở.")
        heap = _unwrapped(BallotBox.objects.get(vote=vote).heap)
        opened = sealing.open_box(heap, privates, vote.box)
        used = vote.rights.filter(is_used=True).count()
        if opened.damaged or len(heap) != used:
            _make_void(
                vote, f"Hòm phiếu không nguyên vẹn: {used} người đã bỏ phiếu, {len(opened.slips)} phiếu mở được."
            )
            log_act(access=access, vote=vote, action="procedures.vote_voided", reason=vote.void_reason)
        else:
            slips = [ballots.from_bytes(vote.form, raw) for raw in opened.slips]
            receipts = [sealing.receipt(each.body) for each in heap]
            heap_of = ballots.add_up(vote.form, slips)
            keep_count(access, vote, heap_of, slips=slips, issued=vote.rights.count(), receipts=receipts)
            _destroy(vote)
            log_act(access=access, vote=vote, action="procedures.box_opened", changes={"returned": [None, used]})
    wipe_traces()
    return vote


def void_vote(*, access: AccessContext, vote_id: int, reason: str) -> Vote:
    """Give up a vote that was not counted, with the reason; its slips are destroyed unopened.

    By who runs the meeting, or by its chair. Errors: reason_missing, vote_finished; Forbidden.
    """
    vote = vote_of(access, vote_id)
    if not may_run(access, vote.meeting) and part_of(access, vote.meeting) is not KeyHolder.Part.CHAIR:
        raise Forbidden()
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do huỷ lần bỏ phiếu.")
    with transaction.atomic():
        vote = locked_vote(vote.pk)
        if vote.state in {Vote.State.COUNTED, Vote.State.VOID}:
            raise DomainError("vote_finished", "Lần bỏ phiếu này đã kiểm phiếu hoặc đã huỷ.")
        _make_void(vote, reason)
        log_act(access=access, vote=vote, action="procedures.vote_voided", reason=reason)
    wipe_traces()
    return vote


def void_cut_short(*, access: AccessContext) -> int:
    """Give up every vote on line that was under way, after the office was put back from a backup; give how many.

    Their slips may have been counted meanwhile, or cast after the backup: a second count of the same box is a second
    vote, and must not be had by putting an old backup back.
    """
    with transaction.atomic():
        under_way = Vote.objects.filter(
            state__in=[Vote.State.OPEN, Vote.State.CLOSED], way__in=[Vote.Way.SECRET, Vote.Way.KEPT]
        )
        found = [locked_vote(vote.pk) for vote in under_way.order_by("pk")]
        for vote in found:
            _make_void(vote, CUT_SHORT)
            log_act(access=access, vote=vote, action="procedures.vote_voided", reason=CUT_SHORT)
    if found:
        wipe_traces()
    return len(found)


def _make_void(vote: Vote, reason: str) -> None:
    _destroy(vote)
    Vote.objects.filter(pk=vote.pk).update(state=Vote.State.VOID, void_reason=reason[:500])
    vote.state, vote.void_reason = Vote.State.VOID, reason[:500]


def _destroy(vote: Vote) -> None:
    """Overwrite and take away the sealed slips and the locked key; the register keeps no order of voting."""
    overwrite_freed()
    write_register_anew(vote)
    BallotBox.objects.filter(vote=vote).delete()
    KeyHolder.objects.filter(vote=vote).delete()


def _set_state(vote: Vote, state: Vote.State) -> None:
    Vote.objects.filter(pk=vote.pk).update(state=state)
    vote.state = state


def _wrapped(heap: Sequence[sealing.Sealed]) -> str:
    return b64encode(sealing.pack(heap)).decode()


def _unwrapped(text: str) -> tuple[sealing.Sealed, ...]:
    return sealing.unpack(b64decode(text))
