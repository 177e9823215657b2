"""Putting a vote on the agenda: what its rule needs is there before anybody votes; a further round after a count."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Phrase
from canbo.core.text import clean
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Base
from canbo.procedures.domain.tally import Rule
from canbo.procedures.models import AgendaItem, Meeting, Vote
from canbo.procedures.permissions import require_run
from canbo.procedures.rules_of import Source
from canbo.procedures.selectors.meetings import meeting_of
from canbo.procedures.selectors.rounds import Further, further_round
from canbo.procedures.selectors.run_outcomes import VoteAsked, vote_asked
from canbo.procedures.services.rows import locked_vote, log_act
from canbo.procedures.tally_files import check_readable, rule_in

_BOX_NAME_BYTES: Final = 16
#: How the slips of a step may be given, by what its rule says of them. A secret slip is never kept under a name.
_WAYS: Final[dict[str, frozenset[str]]] = {
    "secret": frozenset({Vote.Way.SECRET, Vote.Way.PAPER, Vote.Way.TOTALS}),
    "slip": frozenset({Vote.Way.KEPT, Vote.Way.PAPER, Vote.Way.TOTALS}),
    "open": frozenset({Vote.Way.KEPT, Vote.Way.PAPER, Vote.Way.TOTALS}),
}


def propose_vote(
    *, access: AccessContext, meeting_id: int, title: str, form: Form, rule: Mapping[str, Any], announced: str = "",
    seats: int | None = None, way: str = Vote.Way.SECRET, item_id: int | None = None, members: int | None = None,
    earlier: Mapping[str, Sequence[str]] | None = None, office_reads: bool = False, previous_id: int | None = None,
    round_ground: str = "",
) -> Vote:  # fmt: skip
    """Put a vote on the agenda. `rule` as a tally file says it: {"procedure", "step", "as_of"} or {"rule"}.

    `announced`: "" as the step says, the counts where it says nothing. `previous_id`: the counted vote whose further
    round this is; only those who may stand in it, for the seats left, on a ground where its rule sends nobody on.
    Errors: title_missing, meeting_closed, seats_unreadable, item_unknown, members_missing, earlier_missing, way_barred,
    announce_barred, round_unfounded, round_ground_missing, round_there; those of `rule_in` and `check_readable`.
    """
    meeting = meeting_of(access, meeting_id)
    require_run(access, meeting)
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi nội dung bỏ phiếu.")
    if seats is not None and seats < 1:
        raise DomainError("seats_unreadable", "Số người được lấy phải từ 1 trở lên.")
    read, source = rule_in(rule)
    check_readable(rule, form.kind, form.levels, form.max_choices)
    _check_needs(read, members, earlier or {})
    asked = _asked_of_step(access, meeting, item_id)
    ballot = asked.ballot if asked is not None and asked.rule == dict(rule) else source.ballot
    source = replace(source, ballot=ballot, step=source.step or title)
    _check_way(way, source)
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().select_related("unit").get(pk=meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã bế mạc, không thêm được lần bỏ phiếu.")
        item = AgendaItem.objects.filter(pk=item_id, meeting=meeting).first() if item_id is not None else None
        if item_id is not None and item is None:
            raise DomainError(
                "item_unknown", "Nội dung này không có trong chương trình của hội nghị. Hãy tải lại trang."
            )
        before = locked_vote(previous_id) if previous_id is not None else None
        if before is not None:
            _check_round(access, before, meeting, form, seats, clean(round_ground))
        vote = Vote.objects.create(
            meeting=meeting, item=item, title=title[:300], kind=form.kind.value, names=list(form.names),
            max_choices=form.max_choices, levels=list(form.levels), added=form.added, seats=seats, rule=dict(rule),
            announced=_announced(announced, source), way=way, signing=form.signing if way == Vote.Way.KEPT else "",
            office_reads=office_reads and way == Vote.Way.KEPT, members=members,
            earlier={step: list(names) for step, names in (earlier or {}).items()}, previous=before,
            round=before.round + 1 if before is not None else 1, round_ground=clean(round_ground)[:300],
            box_name=secrets.token_hex(_BOX_NAME_BYTES),
        )  # fmt: skip
        log_act(access=access, vote=vote, action="procedures.vote_proposed")
    return vote


def _asked_of_step(access: AccessContext, meeting: Meeting, item_id: int | None) -> VoteAsked | None:
    """What the run's step asks of its vote where the matter is one; None for every other matter."""
    item = meeting.items.select_related("step").filter(pk=item_id).first() if item_id is not None else None
    return vote_asked(access, item.step) if item is not None and item.step is not None else None


def _check_needs(rule: Rule, members: int | None, earlier: Mapping[str, Sequence[str]]) -> None:
    """What the rule asks at the count has to be there before anybody votes: afterwards the box could not be read."""
    if Base.MEMBERS in rule.bases and not members:
        raise DomainError(
            "members_missing", "Quy tắc này tính trên tổng số thành viên. Hãy ghi tổng số thành viên của tập thể."
        )
    missing = [step for step in rule.looks_back_at if step not in earlier]
    if missing:
        raise DomainError(
            "earlier_missing",
            "Quy tắc này xét người cao phiếu nhất có khác kết quả bước «{step}» không. "
            "Hãy ghi tên được chọn ở bước ấy.",
            step=missing[0],
        )


def _check_way(way: str, source: Source) -> None:
    """Refuse slips kept where the step votes in secret, secret ones where it wants them kept. Errors: way_barred."""
    if way in _WAYS.get(source.ballot, frozenset(Vote.Way)):
        return
    if source.ballot == "secret":
        raise DomainError(
            "way_barred",
            "Bước «{step}» quy định bỏ phiếu kín: không lưu phiếu kèm chữ ký. "
            "Hãy chọn phiếu kín trên máy hoặc phiếu giấy.",
            step=source.step,
        )
    raise DomainError(
        "way_barred",
        "Bước «{step}» quy định phiếu được lưu, ký hoặc không ký tên. Hãy chọn phiếu được lưu hoặc phiếu giấy.",
        step=source.step,
    )


def _announced(wanted: str, source: Source) -> str:
    """What is announced, as the step says; stated rules leave it to the meeting. Errors: announce_barred."""
    if source.announce == "unsaid" or (not source.procedure and source.ballot == "unsaid"):
        return wanted or Vote.Announced.COUNTS
    is_told = source.announce == "announced"
    if wanted and (wanted != Vote.Announced.NOTHING) is not is_told:
        said = Phrase("công bố") if is_told else Phrase("không công bố")
        raise DomainError(
            "announce_barred", "Bước «{step}» quy định {said} kết quả tại hội nghị. Hãy để «theo quy định của bước».",
            step=source.step, said=said,
        )  # fmt: skip
    return wanted or (Vote.Announced.COUNTS if is_told else Vote.Announced.NOTHING)


def _check_round(
    access: AccessContext, before: Vote, meeting: Meeting, form: Form, seats: int | None, ground: str
) -> None:
    """Refuse a further round that the count before it does not found."""
    further: Further | None = further_round(access, before) if before.meeting_id == meeting.pk else None
    if further is None:
        raise DomainError(
            "round_unfounded", "Lần bỏ phiếu trước không còn người cần chọn, nên không có vòng tiếp theo."
        )
    if before.next_rounds.exclude(state=Vote.State.VOID).exists():
        raise DomainError("round_there", "Đã lập vòng tiếp theo của lần bỏ phiếu này.")
    strangers = [name for name in form.names if name not in further.may_stand]
    if strangers or (seats or 1) > further.seats:
        raise DomainError(
            "round_unfounded",
            "Vòng tiếp theo chỉ có những người {names} và chỉ lấy {seats} người.",
            names=", ".join(further.may_stand), seats=further.seats,
        )  # fmt: skip
    if not further.by_rule and not ground:
        raise DomainError(
            "round_ground_missing",
            "Quy tắc không nói ai vào vòng tiếp theo. "
            "Hãy ghi căn cứ bỏ phiếu thêm vòng (quy chế, nghị quyết của hội nghị).",
        )
