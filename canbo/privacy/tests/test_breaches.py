"""The register of breaches and its clock of hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.privacy.models import Breach
from canbo.privacy.papers import notice_paper
from canbo.privacy.selectors.breaches import breach_of, breaches, running_clocks
from canbo.privacy.services import breaches as services
from canbo.privacy.tables import breach_line

FOUND = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def breach(duc, tree):
    return services.record_breach(
        access=duc.access, title="Mất máy tính xách tay", unit=tree.home, detected_at=FOUND,
        description="Máy của một cán bộ bị mất trên đường.", categories=["identification", "health"], now=FOUND + HOUR,
        people_count=12,
    )  # fmt: skip


def test_the_clock_runs_from_detection(breach, duc):
    assert breach.notify_due_at == FOUND + 72 * HOUR
    assert breach.limits["state.personal_data.breach_hours"]["confirmed"] is False
    assert running_clocks(duc.access) == [breach]
    assert breach_line(breach, FOUND + 10 * HOUR).words == "còn 62 giờ"
    assert breach_line(breach, FOUND + 60 * HOUR).tone == "red"
    late = breach_line(breach, FOUND + 75 * HOUR)
    assert (late.words, late.tone, late.is_running) == ("quá hạn 3 giờ", "red", True)


def test_notice_in_time_answer_and_end(breach, duc):
    services.notify(
        access=duc.access, breach=breach, notified_at=FOUND + 71 * HOUR, to="Bộ Công an", number="5/TB",
        now=FOUND + 80 * HOUR,
    )  # fmt: skip
    assert running_clocks(duc.access) == []
    breach.refresh_from_db()
    assert breach_line(breach, FOUND + 90 * HOUR).words == "đã thông báo đúng hạn"
    services.answered(access=duc.access, breach=breach, words="Đã nhận", on=date(2026, 3, 6), today=date(2026, 3, 7))
    services.close_breach(access=duc.access, breach=breach, words="Mã hoá ổ đĩa", now=FOUND + 200 * HOUR)
    breach.refresh_from_db()
    assert (breach.state, breach.answer) == (Breach.State.CLOSED, "Đã nhận")
    with pytest.raises(DomainError) as over:
        services.close_breach(access=duc.access, breach=breach, words="Nữa", now=FOUND + 201 * HOUR)
    assert over.value.code == "breach_closed"
    assert len(breach.events.all()) == 4


def test_a_late_notice_says_why(breach, duc):
    late = {"access": duc.access, "breach": breach, "to": "Bộ Công an", "number": "", "now": FOUND + 80 * HOUR}
    with pytest.raises(DomainError) as refused:
        services.notify(notified_at=FOUND + 73 * HOUR, **late)
    assert refused.value.code == "late_reason_missing"
    services.notify(notified_at=FOUND + 73 * HOUR, late_reason="Mất liên lạc", **late)
    breach.refresh_from_db()
    assert breach_line(breach, FOUND + 90 * HOUR).tone == "red"


@pytest.mark.parametrize("moment", [FOUND - HOUR, FOUND + 81 * HOUR])
def test_a_notice_lies_between_detection_and_now(breach, duc, moment):
    with pytest.raises(DomainError) as refused:
        services.notify(
            access=duc.access, breach=breach, notified_at=moment, to="Bộ Công an", number="", now=FOUND + 80 * HOUR
        )
    assert refused.value.code == "notified_ahead"


def test_it_does_not_end_before_the_notice(breach, duc):
    with pytest.raises(DomainError) as refused:
        services.close_breach(access=duc.access, breach=breach, words="Xong", now=FOUND + HOUR)
    assert refused.value.code == "not_notified"


def test_only_the_officer_of_personal_data_in_scope(breach, duc, lan, foreign_duc, tree):
    for other in (lan, foreign_duc):
        assert not breaches(other.access).exists()
        with pytest.raises(NotFound):
            breach_of(other.access, breach.pk)
        with pytest.raises(NotFound):
            services.work_on(
                access=other.access, breach=breach, description="x", categories=["health"], people_count=None,
                consequences="", measures="", people_told=False,
            )  # fmt: skip
    with pytest.raises(Forbidden):
        services.record_breach(
            access=duc.access, title="x", unit=tree.other, detected_at=FOUND, description="y", categories=["health"],
            now=FOUND,
        )  # fmt: skip


def test_nothing_is_detected_in_the_future_or_of_no_kind(duc, tree):
    given = {"access": duc.access, "title": "x", "unit": tree.home, "description": "y", "now": FOUND}
    with pytest.raises(DomainError) as ahead:
        services.record_breach(detected_at=FOUND + HOUR, categories=["health"], **given)
    assert ahead.value.code == "detected_ahead"
    for kinds in ([], ["khác"]):
        with pytest.raises(DomainError) as unknown:
            services.record_breach(detected_at=FOUND, categories=kinds, **given)
        assert unknown.value.code == "category_unknown"


def test_the_draft_of_the_notice_tells_what_is_known(breach):
    words = str(notice_paper(breach, date(2026, 3, 3)))
    for part in ("Máy của một cán bộ bị mất", "Sức khoẻ", "12", "Phòng Nội vụ"):
        assert part in words


def test_the_log_has_no_words_of_it(breach):
    row = AuditEntry.objects.get(action="privacy.breach_recorded")
    assert (row.object_type, row.object_id, row.object_label) == ("breach", breach.pk, "")
