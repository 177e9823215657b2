"""Sealing the log: after each commit, the rows not yet sealed become the next link of the chain.

Sealing stands after the act, not inside it: the head of the chain is locked for a moment, never for the length of an
import, and no two long acts wait for each other in a circle. What a killed process left unsealed, the next one seals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from canbo.audit.domain import chain
from canbo.audit.keys import keys
from canbo.audit.models import AuditAnchor, AuditEntry, AuditHead, AuditSeal
from canbo.common.bulk import write_alias
from canbo.common.rows import as_system

#: After this long, a number that no row carries belongs to an act that was rolled back.
_GIVEN_UP = timedelta(hours=6)


def seal_after_commit() -> None:
    """Seal once the transaction under way is committed; asked many times in it, it is done once."""
    waiting = connections[write_alias(AuditEntry)].run_on_commit
    if not any(each[1] is _seal for each in waiting):
        transaction.on_commit(_seal, using=write_alias(AuditEntry), robust=True)


def _seal() -> None:
    seal()


@as_system()
def seal() -> int:
    """Make one link over every committed row that has none; give how many rows it covers."""
    now = timezone.now()
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(pk=1).first() or _first_head()
        sealed = _joined(
            pair
            for text in AuditSeal.objects.filter(last_id__gt=head.settled_id).values_list("ranges", flat=True)
            for pair in chain.read_ranges(text)
        )
        unsealed = AuditEntry.objects.filter(_outside(head.settled_id, sealed)).order_by("pk")
        fresh = [(number, bytes(mac)) for number, mac in unsealed.values_list("pk", "mac")]
        if fresh:
            _add_link(head, fresh, now)
            sealed = _joined([*sealed, *chain.read_ranges(chain.ranges_of([number for number, _mac in fresh]))])
        head.settled_id = _settled(head.settled_id, sealed, now)
        head.save(update_fields=["sequence", "link", "count", "settled_id"])
    return len(fresh)


def _first_head() -> AuditHead:
    """Make the head; where one was lost, it goes on after the last link there is."""
    last = AuditSeal.objects.order_by("-sequence").first()
    if last is None:
        return AuditHead.objects.create(pk=1)
    count = sum(AuditSeal.objects.values_list("count", flat=True).iterator())
    return AuditHead.objects.create(pk=1, sequence=last.sequence, link=last.link, count=count)


def _add_link(head: AuditHead, rows: list[tuple[int, bytes]], now: datetime) -> None:
    ranges = chain.ranges_of([number for number, _mac in rows])
    digest = chain.block_digest(rows)
    sequence = head.sequence + 1
    link = chain.link_of(keys().chain, head.link, sequence, now, ranges, len(rows), digest)
    AuditSeal.objects.create(
        sequence=sequence, at=now, first_id=rows[0][0], last_id=rows[-1][0], ranges=ranges, count=len(rows),
        digest=digest, link=link,
    )  # fmt: skip
    head.sequence, head.link, head.count = sequence, link, head.count + len(rows)


def _joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give ranges of ids in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _outside(settled: int, sealed: list[tuple[int, int]]) -> Q:
    """Whether a row lies after what is settled and in none of the sealed ranges: only such rows are read again."""
    wanted, begin = Q(), settled + 1
    for low, high in sealed:
        if low > begin:
            wanted |= Q(pk__gte=begin, pk__lt=low)
        begin = max(begin, high + 1)
    return wanted | Q(pk__gte=begin)


def _settled(settled: int, sealed: list[tuple[int, int]], now: datetime) -> int:
    """Give the id up to which nothing can come any more: a gap may still be filled by an act not yet committed."""
    for low, high in sealed:
        if high <= settled:
            continue
        if low > settled + 1 and connection.vendor == "postgresql":
            after = AuditEntry.objects.filter(pk__range=(low, high)).order_by("pk").values_list("at", flat=True).first()
            if after is not None and after > now - _GIVEN_UP:
                break
        settled = high
    return settled


@as_system()
def anchor(day: date) -> AuditAnchor:
    """Keep where the chain stands as the anchor of the day, signed; the anchor of a day is made once."""
    seal()
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=1)
        kept = AuditAnchor.objects.filter(day=day).first()
        if kept is not None:
            return kept
        text = chain.anchor_text(day.isoformat(), head.sequence, head.link, head.count)
        return AuditAnchor.objects.create(
            day=day, at=timezone.now(), sequence=head.sequence, link=head.link, count=head.count,
            signature=chain.sign(keys().seed, text),
        )  # fmt: skip
