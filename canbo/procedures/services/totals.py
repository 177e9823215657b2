"""Paper ballots counted from the signed minutes alone: totals keyed once, the minutes scanned beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from canbo.common.uploads import Upload
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.procedures.domain.ballots import AGAINST, NO_OPINION, Form, Heap
from canbo.procedures.domain.counts import FOR, Kind, Named
from canbo.procedures.models import Vote
from canbo.procedures.services.counting import keep_count
from canbo.procedures.services.opening import check_quorum
from canbo.procedures.services.paper import locked_paper
from canbo.procedures.services.rows import log_act
from canbo.procedures.services.scans import attach_scans, look_at_scans


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of signed minutes: slips, votes of each name of the ballot by mark, votes of names written in."""

    issued: int
    returned: int
    invalid: int
    blank: int
    votes: Sequence[Mapping[str, int]]
    added: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """The slips that count."""
        return self.returned - self.invalid - self.blank


def key_totals(*, access: AccessContext, vote_id: int, totals: Totals, uploads: Sequence[Upload]) -> Vote:
    """Keep the totals of signed minutes with their scan, and read the count.

    Errors: Forbidden; vote_not_totals, vote_not_on_paper, vote_finished, too_many_added, quorum_missing,
    counts_disagree; those of `look_at_scans`.
    """
    scans = look_at_scans(uploads)
    with transaction.atomic():
        vote = locked_paper(access, vote_id)
        if vote.way != Vote.Way.TOTALS:
            raise DomainError("vote_not_totals", "Lần bỏ phiếu này phải nhập từng phiếu, không nhập tổng số.")
        check_quorum(access, vote)
        heap = _heap(vote.form, totals)
        Vote.objects.filter(pk=vote.pk).update(issued=totals.issued, returned=totals.returned)
        keep_count(access, vote, heap, issued=totals.issued, keyed_by=access.user_name)
        attach_scans(vote, scans, access.user_name)
        log_act(
            access=access, vote=vote, action="procedures.totals_keyed",
            changes={"returned": [None, totals.returned], "scans": [None, len(scans)]},
        )  # fmt: skip
    return vote


def _heap(form: Form, totals: Totals) -> Heap:
    names = [_named(form, name, votes) for name, votes in zip(form.names, totals.votes, strict=True)]
    written = {clean(name): count for name, count in totals.added.items() if clean(name)}
    if sum(written.values()) > max(0, totals.valid) * form.added:
        raise DomainError(
            "too_many_added", "Phiếu này cho ghi thêm nhiều nhất {most} tên, đã ghi {count}.", most=form.added,
            count=sum(written.values()),
        )  # fmt: skip
    names += [
        _named(form, name, {form.marks[0]: count, NO_OPINION: max(0, totals.valid - count)})
        for name, count in written.items()
    ]
    return Heap(totals.valid, totals.invalid, totals.blank, tuple(names))


def _named(form: Form, name: str, votes: Mapping[str, int]) -> Named:
    if form.kind is Kind.CHOOSE:
        return Named(name, votes.get(FOR, 0))
    if form.kind is Kind.APPROVE:
        return Named(name, votes.get(FOR, 0), votes.get(AGAINST, 0), votes.get(NO_OPINION, 0))
    levels = tuple((level, votes.get(level, 0)) for level in form.marks if level != NO_OPINION)
    return Named(name, no_opinion=votes.get(NO_OPINION, 0), levels=levels)
