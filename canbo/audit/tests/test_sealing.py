"""What the next seal reads again, and how far the log is settled while gaps may still be filled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from canbo.audit import services as audit
from canbo.audit.models import AuditEntry, AuditHead, AuditSeal
from canbo.audit.services.sealing import _joined, _outside, _settled, seal
from canbo.core.access import full_access

SOMEBODY = full_access(None, "kiểm thử")


def written(count):
    for _ in range(count):
        audit.record(access=SOMEBODY, action="report.exported")
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_ranges_that_touch_or_overlap_are_one():
    assert _joined([(7, 9), (1, 3), (4, 4), (8, 12), (20, 20)]) == [(1, 4), (7, 12), (20, 20)]


def test_only_rows_outside_the_sealed_ranges_are_read(db):
    numbers = written(6)
    first = numbers[0]
    seen = AuditEntry.objects.filter(_outside(first - 1, [(first + 1, first + 2), (first + 4, first + 4)]))
    assert sorted(seen.values_list("pk", flat=True)) == [first, first + 3, first + 5]


def test_rows_behind_a_gap_are_sealed_once(db):
    written(4)
    assert seal() == 4
    AuditHead.objects.update(settled_id=0)
    assert seal() == 0
    written(2)
    AuditHead.objects.update(settled_id=0)
    assert seal() == 2
    assert sum(AuditSeal.objects.values_list("count", flat=True)) == 6


def test_a_gap_holds_back_what_is_settled_only_where_it_may_still_be_filled(db):
    numbers = written(3)
    first, now = numbers[0], timezone.now()
    sealed = [(first, first), (first + 2, first + 2)]
    held_back = connection.vendor == "postgresql"
    assert _settled(first - 1, sealed, now) == (first if held_back else first + 2)
    assert _settled(first - 1, sealed, now + timedelta(hours=7)) == first + 2


@pytest.mark.parametrize("settled", [0, 5])
def test_nothing_sealed_settles_nothing(db, settled):
    assert _settled(settled, [], timezone.now()) == settled
