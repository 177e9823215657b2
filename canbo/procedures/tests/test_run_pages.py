"""Pages of runs: the guide, the list, a run with its steps, every act, who sees what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from canbo.access.models import FileOwner
from canbo.procedures.models import Run, RunStep, StepPaper
from canbo.procedures.services.run_steps import complete_step
from canbo.procedures.services.runs import SubjectGiven, start_run

STATED = {"target_block": "government", "source": "in_place"}
GUIDE = "/quy-trinh/moi/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def person(desk):
    return desk.open("Đỗ Văn Cử", born="1980-05-12")


@pytest.fixture
def run(lan, tree, person, today):
    return start_run(
        access=lan.access, unit=tree.home, act="appointment", procedure="state.appointment.in_place",
        title="Bổ nhiệm Phó Trưởng phòng", subjects=[SubjectGiven(person_id=person.pk)], circumstances=STATED,
        today=today,
    )  # fmt: skip


def ready(run):
    return run.steps.get(state=RunStep.State.READY)


def text(answer):
    return answer.content.decode()


def asked(tree, person, step, **more):
    return {
        "don-vi": tree.home.pk, "viec": "appointment", "nguoi": person.pk, "buoc": step,
        **{f"dk.{name}": value for name, value in STATED.items()}, **more,
    }  # fmt: skip


def test_the_guide_asks_before_it_offers_and_keeps_what_was_told(lan, tree, person):
    assert "Đơn vị tổ chức thực hiện" in text(lan.client.get(GUIDE))
    people = text(lan.client.get(GUIDE, {"don-vi": tree.home.pk, "viec": "appointment", "buoc": "2"}))
    assert person.full_name in people
    offered = text(
        lan.client.get(GUIDE, {"don-vi": tree.home.pk, "viec": "appointment", "nguoi": person.pk, "buoc": 3})
    )
    assert "còn thiếu điều cần ghi" in offered
    assert 'name="dk.source"' in offered
    assert 'value="state.appointment.in_place"' not in offered
    told = text(lan.client.get(GUIDE, asked(tree, person, 3)))
    assert 'value="state.appointment.in_place"' in told
    assert f'name="nguoi" value="{person.pk}"' in told


def test_the_guide_goes_no_further_than_what_was_told(lan, tree, person):
    assert "Đơn vị tổ chức thực hiện" in text(lan.client.get(GUIDE, {"buoc": "4"}))
    assert "Tìm người ở đơn vị khác" in text(
        lan.client.get(GUIDE, {"buoc": "4", "don-vi": tree.home.pk, "viec": "appointment"})
    )
    wrong = asked(tree, person, 4, **{"quy-trinh": "state.appointment.outside"})
    assert "Quy trình đang có hiệu lực" in text(lan.client.get(GUIDE, wrong))


def test_the_last_step_starts_the_run_once(lan, tree, person, today):
    query = "&".join(
        f"{key}={value}" for key, value in asked(tree, person, 4, **{"quy-trinh": "state.appointment.in_place"}).items()
    )
    shown = text(lan.client.get(f"{GUIDE}?{query}"))
    assert "Các bước sẽ làm" in shown
    assert not Run.objects.exists()
    for _again in range(2):
        answer = lan.client.post(f"{GUIDE}?{query}", {"title": "Bổ nhiệm", "khoa": "khoa-1"})
        assert answer.headers["Location"] == f"/quy-trinh/{Run.objects.get().pk}/"
    run = Run.objects.get()
    assert (run.law_day, run.circumstances["source"]) == (today, "in_place")
    refused = lan.client.post(f"{GUIDE}?{query}", {"title": " ", "khoa": "khoa-2"})
    assert "Hãy ghi tên việc" in text(refused)


def test_nobody_starts_a_run_about_themselves(lan, tree, person):
    FileOwner.objects.create(user=lan.user, person_key=person.pk)
    query = "&".join(
        f"{key}={value}" for key, value in asked(tree, person, 4, **{"quy-trinh": "state.appointment.in_place"}).items()
    )
    lan.client.post(f"{GUIDE}?{query}", {"title": "Bổ nhiệm", "khoa": "khoa-1"})
    assert not Run.objects.exists()


def test_a_run_shows_where_it_stands_what_the_law_says_and_what_is_missing(lan, run):
    shown = text(lan.client.get(f"/quy-trinh/{run.pk}/"))
    for words in (
        "Xin chủ trương bằng văn bản",
        "Điều 33",
        "chờ thực hiện",
        "chưa đến lượt",
        "Đỗ Văn Cử",
        "Tình huống còn phải ghi",
    ):
        assert words in shown, words
    assert shown.count("<h1") == 1


def test_steps_are_completed_skipped_and_returned_with_their_words(lan, run, today):
    first = ready(run)
    fields = {"done_on": f"{today:%d/%m/%Y}", "outcome": "", "note": "", "authority": "", "khoa": "a"}
    for _again in range(2):
        assert lan.client.post(f"/quy-trinh/buoc/{first.pk}/xong/", fields).status_code == 302
    assert run.steps.filter(state=RunStep.State.DONE).count() == 1
    second = ready(run)
    refused = lan.client.post(f"/quy-trinh/buoc/{second.pk}/bo-qua/", {"authority": "", "reason": "gấp"})
    assert refused.status_code == 422
    skipped = {"authority": "Ban Thường vụ, công văn 12", "reason": "đã có ý kiến", "khoa": "b"}
    assert lan.client.post(f"/quy-trinh/buoc/{second.pk}/bo-qua/", skipped).status_code == 302
    shown = text(lan.client.get(f"/quy-trinh/{run.pk}/"))
    assert "Bỏ qua theo cho phép của Ban Thường vụ, công văn 12" in shown
    assert (
        lan.client.post(f"/quy-trinh/buoc/{first.pk}/tra-lai/", {"reason": "thiếu chữ ký", "khoa": "c"}).status_code
        == 302
    )
    assert ready(run).key == first.key
    assert "Đã bị trả lại 1 lần" in text(lan.client.get(f"/quy-trinh/{run.pk}/"))
    history = text(lan.client.get(f"/quy-trinh/{run.pk}/lich-su/"))
    assert "thiếu chữ ký" in history
    late = lan.client.post(f"/quy-trinh/buoc/{second.pk}/xong/", fields | {"khoa": "d"})
    assert late.status_code == 422


def test_a_day_in_the_future_is_refused_on_the_form(lan, run, today):
    tomorrow = today + timedelta(days=1)
    answer = lan.client.post(
        f"/quy-trinh/buoc/{ready(run).pk}/xong/", {"done_on": f"{tomorrow:%d/%m/%Y}", "outcome": "", "khoa": "a"}
    )
    assert answer.status_code == 422
    assert ready(run).order == 1


def test_papers_are_noted_and_taken_back(lan, run, today):
    step = ready(run)
    noted = {"paper": "", "label": "Tờ trình số 5", "dated_on": f"{today:%d/%m/%Y}", "note": "", "subject_id": ""}
    assert lan.client.post(f"/quy-trinh/buoc/{step.pk}/giay-to/", noted).status_code == 302
    paper = StepPaper.objects.get()
    assert "Tờ trình số 5" in text(lan.client.get(f"/quy-trinh/buoc/{step.pk}/"))
    assert lan.client.post(f"/quy-trinh/giay-to/{paper.pk}/rut/", {"reason": "nhầm"}).status_code == 302
    assert "Tờ trình số 5" not in text(lan.client.get(f"/quy-trinh/buoc/{step.pk}/"))


def test_circumstances_days_people_and_the_end(lan, run, today, desk):
    assert lan.client.post(f"/quy-trinh/{run.pk}/tinh-huong/", {"dk.party_above_grassroots": "1"}).status_code == 302
    run.refresh_from_db()
    assert run.circumstances["party_above_grassroots"] is True
    assert lan.client.post(f"/quy-trinh/{run.pk}/tinh-huong/", {"dk.staff_count": "nhiều"}).status_code == 400
    for junk in ({"dk.khong_co": "1"}, {"dk.age": "5"}, {"dk.": "x"}, {}):
        assert lan.client.post(f"/quy-trinh/{run.pk}/tinh-huong/", junk).status_code == 302
    day = {"on": f"{today:%d/%m/%Y}"}
    assert lan.client.post(f"/quy-trinh/{run.pk}/moc/proposal_received/", day).status_code == 302
    run.refresh_from_db()
    assert run.days["proposal_received"] == today.isoformat()
    other = desk.open("Lê Thị Hai", born="1981-01-01")
    added = {"person_id": other.pk, "name": "", "post": "Phó Trưởng phòng"}
    assert lan.client.post(f"/quy-trinh/{run.pk}/nguoi/them/", added).status_code == 302
    subject = run.subjects.get(person=other)
    assert lan.client.post(f"/quy-trinh/nguoi/{subject.pk}/da-bao/").status_code == 302
    assert lan.client.post(f"/quy-trinh/nguoi/{subject.pk}/dua-ra/", {"reason": "xin rút"}).status_code == 302
    assert "xin rút" in text(lan.client.get(f"/quy-trinh/{run.pk}/"))
    assert lan.client.post(f"/quy-trinh/{run.pk}/dung/", {"reason": "thôi", "khoa": "z"}).status_code == 302
    assert "Đã dừng:" in text(lan.client.get(f"/quy-trinh/{run.pk}/"))


def test_the_list_filters_and_tells_the_step(lan, cuong, run, today):
    shown = text(lan.client.get("/quy-trinh/"))
    assert "Xin chủ trương bằng văn bản" in shown
    assert run.title in text(lan.client.get("/quy-trinh/?trang-thai=running&viec=appointment"))
    assert run.title not in text(lan.client.get("/quy-trinh/?trang-thai=stopped"))
    assert run.title not in text(lan.client.get("/quy-trinh/?han=qua-han"))
    RunStep.objects.filter(pk=ready(run).pk).update(due_on=today - timedelta(days=2))
    late = text(lan.client.get("/quy-trinh/?han=qua-han"))
    assert "quá hạn 2 ngày" in late
    assert run.title not in text(cuong.client.get("/quy-trinh/"))


def test_the_person_considered_sees_nothing_until_told_and_then_their_own_alone(lan, run, person, make_account, tree):
    own = make_account("chinh-minh", "cadre", tree.home, person_id=person.pk)
    assert own.client.get(f"/quy-trinh/{run.pk}/").status_code == 404
    lan.client.post(f"/quy-trinh/nguoi/{run.subjects.get().pk}/da-bao/")
    shown = text(own.client.get(f"/quy-trinh/{run.pk}/"))
    assert "Xin chủ trương bằng văn bản" not in shown
    assert "Lịch sử của việc" not in shown
    assert own.client.post(f"/quy-trinh/buoc/{ready(run).pk}/xong/", {}).status_code == 404


def test_what_changed_since_is_told_to_who_runs_it(lan, run, today):
    step = ready(run)
    complete_step(access=lan.access, step_id=step.pk, today=today)
    assert "Dữ kiện chưa đổi" in text(lan.client.get(f"/quy-trinh/buoc/{step.pk}/thay-doi/"))


def test_a_list_and_a_run_cost_the_same_for_many_rows(lan, run, tree, desk, today):
    def cost(address):
        lan.client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert lan.client.get(address).status_code == 200
        return len(queries)

    few, page = cost("/quy-trinh/"), cost(f"/quy-trinh/{run.pk}/")
    for number in range(8):
        start_run(
            access=lan.access, unit=tree.home, act="appointment", procedure="state.appointment.in_place",
            title=f"Việc {number}", subjects=[SubjectGiven(name=f"Chức vụ {number}")], circumstances=STATED,
            today=today,
        )  # fmt: skip
    assert cost("/quy-trinh/") <= few <= 12
    assert page <= 24


def test_an_address_that_makes_no_sense_is_answered(lan, run, tree, person):
    base = asked(tree, person, 3)
    for junk in (
        {"don-vi": "9" * 30}, {"nguoi": "-1"}, {"nguoi": "x"}, {"buoc": "9"}, {"viec": "'"}, {"ngay-lap": "31/02/2026"},
        {"dk.staff_count": "-5"}, {"dk.staff_count": "x"}, {"dk.khong": "1"}, {"dk.target_block": "sai"}, {"vi-tri": "9" * 18},
        {"quy-trinh": "x", "buoc": 4}, {"tim": "%_\x00"}, {"ngay-lap": "1/1/1900"},
    ):  # fmt: skip
        assert lan.client.get(GUIDE, base | junk).status_code == 200, junk
    for query in ("?trang-thai=x", "?viec='", "?han=x", "?q=%25", "?xep=x&trang=99"):
        assert lan.client.get(f"/quy-trinh/{query}").status_code == 200, query
