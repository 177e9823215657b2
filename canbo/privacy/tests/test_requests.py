"""Requests on personal data: the clock of the law, each step, who may take it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.personnel.restrictions import restricted_files
from canbo.privacy.domain.clocks import tone_of
from canbo.privacy.models import FileRequest, Restriction
from canbo.privacy.selectors.requests import (
    own_requests,
    request_of,
    requests_to_settle,
    unread_count,
)
from canbo.privacy.services import requests, restrictions
from canbo.privacy.waiting import requests_waiting

from .conftest import TODAY, paper

K, S = FileRequest.Kind, FileRequest.State


def ask(access, kind=K.RESTRICTION, **more):
    return requests.file_request(access=access, kind=kind, content="Đề nghị hạn chế in phiếu.", today=TODAY, **more)


def test_the_clock_is_set_by_the_values_of_the_law(an):
    asked = ask(an.access)
    assert asked.received_on == TODAY
    assert asked.first_answer_due == date(2026, 3, 4)  # two working days after Monday
    assert asked.due_on == date(2026, 3, 17)  # fifteen days
    kept = asked.limits["state.personal_data.first_answer"]
    assert (kept["value"], kept["unit"], kept["confirmed"]) == (2, "working_days", False)
    assert kept["cite"] == ["356/2025/NĐ-CP, chưa rõ điều"]


def test_holidays_move_the_first_answer(an):
    asked = requests.file_request(access=an.access, kind=K.ACCESS, content="Xin bản sao", today=date(2026, 2, 13))
    assert asked.first_answer_due == date(2026, 2, 24)  # over Tết
    assert asked.due_on == date(2026, 2, 23)  # ten days: the earlier reading of «10–20»


def test_before_the_law_there_is_no_clock_to_set(an):
    with pytest.raises(DomainError) as refused:
        requests.file_request(access=an.access, kind=K.ACCESS, content="Xin bản sao", today=date(2025, 12, 30))
    assert refused.value.code == "no_value_in_force"
    assert not FileRequest.objects.exists()


def test_only_the_person_asks_and_the_content_is_encrypted(an, lan):
    asked = ask(an.access, uploads=[paper()])
    assert asked.papers.get().file_name == "giay-khai-sinh.pdf"
    with pytest.raises(NotFound):
        ask(lan.access)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM privacy_filerequest")
        assert "hạn chế" not in cursor.fetchone()[0]


def test_who_sees_a_request(an, duc, foreign_duc, lan, binh):
    asked = ask(an.access)
    assert request_of(an.access, asked.pk) == asked
    assert list(requests_to_settle(duc.access)) == [asked]
    for other in (foreign_duc, lan, binh):  # an officer of files settles corrections, not this
        assert not requests_to_settle(other.access).exists()
        with pytest.raises(NotFound):
            request_of(other.access, asked.pk)


def test_a_grant_for_the_whole_system_reaches_every_unit(an, make_account):
    asked = ask(an.access)
    everywhere = make_account("toan-he", "data_officer", None, "Toàn Hệ")
    assert list(requests_to_settle(everywhere.access)) == [asked]
    nobody = make_account("khong-quyen")
    assert not requests_to_settle(nobody.access).exists()


def test_the_first_answer_and_the_longer_limit_with_a_third_party(an, duc):
    asked = ask(an.access)
    requests.answer_first(access=duc.access, request=asked, words="Đã nhận.", has_third_party=True)
    asked.refresh_from_db()
    assert (asked.state, asked.due_on) == (S.ANSWERED, TODAY + timedelta(days=20))
    assert unread_count(an.access) == 1
    requests.mark_read(access=an.access, request=asked)
    assert unread_count(an.access) == 0
    with pytest.raises(DomainError) as refused:
        requests.answer_first(access=duc.access, request=asked, words="Lần nữa")
    assert refused.value.code == "answered_before"


def test_one_extension_before_the_limit_and_no_second(an, duc):
    asked = ask(an.access)
    with pytest.raises(DomainError) as late:
        requests.extend(access=duc.access, request=asked, reason="Nhiều việc", today=asked.due_on + timedelta(days=1))
    assert late.value.code == "extended_late"
    requests.extend(access=duc.access, request=asked, reason="Nhiều việc", today=asked.due_on)
    asked.refresh_from_db()
    assert asked.due_on == TODAY + timedelta(days=30)
    assert "state.personal_data.extension" in asked.limits
    with pytest.raises(DomainError) as twice:
        requests.extend(access=duc.access, request=asked, reason="Nữa", today=TODAY)
    assert twice.value.code == "extended_before"


def test_closing_needs_words_and_ends_it(an, duc):
    asked = ask(an.access)
    with pytest.raises(DomainError):
        requests.close(access=duc.access, request=asked, state=S.DONE, words=" ")
    with pytest.raises(DomainError):
        requests.close(access=duc.access, request=asked, state=S.TAKEN_BACK, words="x")
    requests.close(access=duc.access, request=asked, state=S.REFUSED, words="Điều 19: không phải dừng.")
    asked.refresh_from_db()
    assert asked.closed_at
    assert [event.what for event in asked.events.order_by("id")] == ["sent", "closed"]
    with pytest.raises(DomainError) as over:
        requests.answer_first(access=duc.access, request=asked, words="Muộn")
    assert over.value.code == "request_closed"


def test_nobody_settles_their_own_request(make_account, tree, person):
    both = make_account("ca-hai", "data_officer", tree.home, "Cả Hai", person_id=person.pk)
    asked = ask(both.access)
    assert not requests_to_settle(both.access).exists()
    with pytest.raises(Forbidden):
        requests.answer_first(access=both.access, request=asked, words="Tự trả lời")
    with pytest.raises(Forbidden):
        requests.close(access=both.access, request=asked, state=S.DONE, words="Tự xong")


def test_another_units_officer_cannot_settle(an, foreign_duc):
    asked = ask(an.access)
    with pytest.raises(NotFound):
        requests.close(access=foreign_duc.access, request=asked, state=S.DONE, words="Không phải việc mình")


def test_the_person_takes_it_back_and_nobody_else(an, duc):
    asked = ask(an.access)
    with pytest.raises(NotFound):
        requests.take_back(access=duc.access, request=asked, reason="")
    requests.take_back(access=an.access, request=asked, reason="")
    assert own_requests(an.access).get().state == S.TAKEN_BACK


def test_a_letter_is_entered_with_the_day_of_its_receipt(duc, person, foreign_duc):
    day = TODAY - timedelta(days=5)
    asked = requests.file_request(
        access=duc.access, kind=K.COMPLAINT, content="Đơn", today=TODAY, person=person, received_on=day
    )
    assert (asked.on_paper, asked.received_on, asked.due_on) == (True, day, day + timedelta(days=15))
    for wrong in (TODAY + timedelta(days=1), None):
        with pytest.raises(DomainError):
            requests.file_request(
                access=duc.access, kind=K.COMPLAINT, content="Đơn", today=TODAY, person=person, received_on=wrong
            )
    with pytest.raises(Forbidden):
        requests.file_request(
            access=foreign_duc.access, kind=K.COMPLAINT, content="Đơn", today=TODAY, person=person, received_on=day
        )


def test_what_waits_has_the_day_of_its_next_answer(an, duc, foreign_duc):
    asked = ask(an.access)
    ask(an.access, K.COMPLAINT)
    assert [each.due for each in requests_waiting(duc.access, TODAY)] == [date(2026, 3, 4)] * 2  # the first answers
    requests.answer_first(access=duc.access, request=asked, words="Đã nhận")
    assert {each.due for each in requests_waiting(duc.access, TODAY)} == {date(2026, 3, 4), asked.due_on}
    assert not list(requests_waiting(an.access, TODAY))
    assert not list(requests_waiting(foreign_duc.access, TODAY))


@pytest.mark.parametrize(("left", "tone"), [(4, "green"), (3, "amber"), (0, "amber"), (-1, "red")])
def test_colours_of_a_limit(left, tone):
    assert tone_of(TODAY + timedelta(days=left), TODAY) == tone


def test_a_restriction_marks_the_file_until_it_is_lifted(an, duc, person):
    asked = ask(an.access)
    made = restrictions.restrict(access=duc.access, request=asked, reason="Dừng in phiếu; quản lý vẫn tiếp tục.")
    assert restricted_files([person.pk, person.pk + 1]) == {person.pk: made.begun_at}
    with pytest.raises(DomainError) as twice:
        restrictions.restrict(access=duc.access, request=asked, reason="Lần nữa")
    assert twice.value.code == "restricted_before"
    restrictions.lift(access=duc.access, restriction=made, reason="Người gửi rút")
    assert restricted_files([person.pk]) == {}
    assert Restriction.objects.get().ended_reason == "Người gửi rút"


def test_a_complaint_does_not_restrict(an, duc):
    asked = ask(an.access, K.COMPLAINT)
    with pytest.raises(DomainError) as refused:
        restrictions.restrict(access=duc.access, request=asked, reason="x")
    assert refused.value.code == "request_kind"


def test_each_step_is_in_the_log_without_the_words(an, duc):
    asked = ask(an.access)
    requests.answer_first(access=duc.access, request=asked, words="Câu trả lời kín")
    rows = list(AuditEntry.objects.filter(action__startswith="privacy.").order_by("id"))
    assert [row.action for row in rows] == ["privacy.request_filed", "privacy.request_answered"]
    assert "kín" not in str([row.changes for row in rows])
