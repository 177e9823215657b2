"""Numbers by issuer and year: patterns, no gaps, numbers written by hand, set aside, given up."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.decisions import services
from canbo.decisions.domain import numbering
from canbo.decisions.kinds import DecisionState
from canbo.decisions.models import Decision, NumberSeries

ROOT = full_access(None, "kiểm thử")
SIGNED = PartialDate(2026, 3, 2)


@pytest.fixture
def series(db) -> NumberSeries:
    return services.open_series(
        access=ROOT, unit_key=1, unit_path="000001", issuer_name="Tỉnh uỷ", pattern="{n}-QĐ/TU", last=11, year=2026
    )


def draft(series, **values) -> Decision:
    return Decision.objects.create(
        state=DecisionState.DRAFT, series=series, issuer_name=series.issuer_name if series else "Tỉnh uỷ",
        recorded_at=timezone.now(), **values,
    )  # fmt: skip


def numbered(series, number="", day=SIGNED) -> Decision:
    with transaction.atomic():
        decision = draft(series)
        services.give_number(decision=decision, issued_on=day, number=number)
        decision.state = DecisionState.SIGNED
        decision.save()
    return decision


@pytest.mark.parametrize(
    ("pattern", "number", "written"),
    [("{n}-QĐ/TU", 7, "07-QĐ/TU"), ("{n}/QĐ-UBND", 125, "125/QĐ-UBND"), ("QĐ {n}", 3, "QĐ03")],
)
def test_a_number_is_written_by_its_pattern(pattern, number, written):
    assert numbering.written(numbering.checked_pattern(pattern), number) == written


@pytest.mark.parametrize("pattern", ["", "QĐ/TU", "{n}", "{n}{n}-QĐ", "{n}-{m}"])
def test_a_pattern_needs_one_place_for_the_number(pattern):
    with pytest.raises(DomainError, match="ký hiệu"):
        numbering.checked_pattern(pattern)


@pytest.mark.parametrize(
    ("number", "sequence"),
    [("15-QĐ/TU", 15), ("0015 - qđ/tu", 15), ("15/QĐ-UBND", None), ("0-QĐ/TU", None), ("x-QĐ/TU", None)],
)
def test_a_written_number_is_recognised(number, sequence):
    assert numbering.sequence_of("{n}-QĐ/TU", number) == sequence


def test_numbers_follow_one_another_and_begin_anew_each_year(series):
    assert [numbered(series).number for _each in range(2)] == ["12-QĐ/TU", "13-QĐ/TU"]
    assert numbered(series, day=PartialDate(2027, 1, 4)).number == "01-QĐ/TU"


def test_a_number_given_back_leaves_no_gap(series):
    with transaction.atomic():
        services.give_number(decision=draft(series), issued_on=SIGNED)
        transaction.set_rollback(True)
    assert numbered(series).number == "12-QĐ/TU"


def test_a_number_written_by_hand_is_passed_over_later(series):
    assert numbered(series, "13 - QĐ/TU").number == "13-QĐ/TU"
    assert [numbered(series).number for _each in range(2)] == ["12-QĐ/TU", "14-QĐ/TU"]


def test_a_number_of_an_old_paper_of_the_issuer_is_passed_over(series):
    services.register_decision(access=ROOT, number="12-QĐ/TU", issued_on=PartialDate(2026, 1), issuer_name="Tỉnh uỷ")
    assert numbered(series).number == "13-QĐ/TU"


@pytest.mark.parametrize("again", ["15-QĐ/TU", "0015-qđ/TU"])
def test_a_number_is_given_once_and_the_standing_one_is_named(series, again):
    standing = numbered(series, "15-QĐ/TU")
    with pytest.raises(DomainError) as refused:
        numbered(series, again)
    assert refused.value.code == "number_taken"
    assert str(standing) in refused.value.message


def test_without_a_series_the_number_is_written_and_unique_for_the_issuer_in_the_year(db):
    numbered(None, "7/QĐ")
    with pytest.raises(DomainError, match="đã dùng"):
        numbered(None, "07/QĐ", PartialDate(2026, 5, 5))
    assert numbered(None, "7/QĐ", PartialDate(2027, 1, 1)).number == "7/QĐ"
    with pytest.raises(DomainError, match="ghi số"):
        numbered(None)


def test_a_number_of_another_series_is_refused(series):
    with pytest.raises(DomainError) as refused:
        numbered(series, "15/QĐ-UBND")
    assert refused.value.code == "number_elsewhere"


def test_a_number_set_aside_keeps_its_reason_and_is_borne_or_given_up(series):
    held = services.reserve_number(access=ROOT, series=series, unit_path="000001", year=2026, reason="Chờ họp")
    other = services.reserve_number(access=ROOT, series=series, unit_path="000001", year=2026, reason="Dự phòng")
    assert (held.number, held.state, held.number_note) == ("12-QĐ/TU", "reserved", "Chờ họp")
    bears = numbered(series, "12-QĐ/TU")
    assert (bears.sequence, bears.number_note) == (12, "Chờ họp")
    services.void_number(access=ROOT, held=other, unit_path="000001", reason="Đóng dấu nhầm")
    other.refresh_from_db()
    assert (other.state, other.number_note) == ("void", "Dự phòng; Đóng dấu nhầm")
    assert numbered(series).number == "14-QĐ/TU"
    with pytest.raises(DomainError, match="đang để dành"):
        services.void_number(access=ROOT, held=other, unit_path="000001", reason="Lần nữa")
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"number.series_opened", "number.reserved", "number.voided"} <= actions


def test_a_series_is_opened_once_and_closed(series, lan, binh, tree):
    with pytest.raises(DomainError, match="đã có dãy số"):
        services.open_series(
            access=ROOT, unit_key=1, unit_path="x", issuer_name="Tỉnh uỷ", pattern="{n}-QĐ/TU", last=0, year=2026
        )
    with pytest.raises(Forbidden):
        services.close_series(access=lan.access, series=series, unit_path=tree.other.path)
    services.close_series(access=lan.access, series=series, unit_path=tree.home.path)
    series.refresh_from_db()
    with pytest.raises(DomainError, match="không còn dùng"):
        numbered(series)
