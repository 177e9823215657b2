"""What the pages of runs are given: the choice of procedures, what files tell, steps in words, who acts; in few queries."""

from __future__ import annotations

from datetime import date

from django.test.utils import CaptureQueriesContext

from canbo.procedures.tests.running import STATED, refused, step

DAY = date(2026, 3, 2)


def choices(lan, tree, act, stated, day=DAY):
    from canbo.procedures.selectors.run_choice import applicable

    return {each.procedure: each for each in applicable(lan.access, tree.home, act, stated, day)}


def test_procedures_are_offered_by_what_is_stated(lan, tree):
    found = choices(lan, tree, "appointment", {"target_block": "government"})
    assert (found["state.appointment.in_place"].fits, found["state.appointment.outside"].fits) == (None, None)
    asks = found["state.appointment.in_place"].asks
    assert [(each.name, each.type, [code for code, _ in each.members]) for each in asks] == [
        ("source", "category", ["in_place", "outside"])
    ]
    found = choices(lan, tree, "appointment", {"target_block": "government", "source": "in_place"})
    assert found["state.appointment.in_place"].fits is True
    assert found["state.appointment.outside"].fits is False
    assert "nguồn nhân sự" in found["state.appointment.outside"].why
    assert found[next(iter(found))].fits is True
    assert found["state.appointment.in_place"].citations[0][0] == "170/2025/NĐ-CP"
    assert len(found["state.appointment.in_place"].steps) == 10


def test_acts_are_those_with_a_procedure_in_force(lan):
    from canbo.procedures.selectors.run_choice import acts_offered

    assert "appointment" in dict(acts_offered(lan.access, DAY))
    assert dict(acts_offered(lan.access, date(1990, 1, 1))) == {}


def test_the_files_tell_what_they_know(lan, tree, desk, titles, person):
    from canbo.organizations.models import Position, Unit
    from canbo.personnel.models import RegimeRecord
    from canbo.procedures.selectors.run_choice import told_by_files

    Unit.objects.filter(pk=tree.home.pk).update(block="government", tier="district")
    tree.home.refresh_from_db()
    position = Position.objects.create(unit=tree.home, title=titles["deputy"])
    desk.add(person, RegimeRecord, regime="civil_servant", since="2005-01-01")
    told = told_by_files(lan.access, tree.home, [person.pk], position, DAY)
    assert told == {
        "target_tier": "district", "target_block": "government", "target_rank": "deputy", "has_sub_units": True,
        "regime": "civil_servant",
    }  # fmt: skip
    assert told_by_files(lan.access, tree.home, [], None, DAY).get("regime") is None


def test_a_run_is_shown_in_words_with_few_queries(make_run, walk, lan, django_assert_max_num_queries):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.services.run_people import note_day

    run = make_run()
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=date(2026, 2, 2), today=DAY)
    shown(lan.access, run.pk, DAY)
    with django_assert_max_num_queries(12):
        seen = shown(lan.access, run.pk, date(2026, 3, 5))
    assert seen.label == "Bổ nhiệm nguồn nhân sự tại chỗ"
    answer = seen.steps[1]
    assert answer.deadlines[0].words == "chậm nhất 15 ngày làm việc kể từ khi nhận được đề nghị của cơ quan, đơn vị"
    assert (answer.step.due_on, answer.deadlines[0].due_on, answer.deadlines[0].is_overdue) == (DAY, DAY, True)
    assert [each.is_overdue for each in seen.deadlines] == [True, False]
    assert seen.deadlines[1].problem == "Chưa ghi ngày «khi có văn bản đồng ý về chủ trương» nên chưa tính được hạn."
    assert seen.ready.label == "Xin chủ trương bằng văn bản"
    assert seen.ready.roles_words == "Tập thể lãnh đạo, Cấp uỷ"
    assert seen.ready.may_do
    assert seen.ready.citations == (("170/2025/NĐ-CP", "Điều 33, khoản 1, điểm a"),)
    assert seen.ready.yields == ("Tờ trình xin chủ trương",)
    decide = seen.steps[-1]
    assert len(decide.missing) == len(run.snapshot["dossier"]) == 10
    health = next(each for each in decide.needs if each.paper == "state.paper.health")
    assert (health.status_words, health.lacking) == ("chưa có", ("Đỗ Văn Cử",))
    assert health.validity_words == "dùng trong 6 tháng kể từ ngày của giấy tờ"
    assert not seen.steps[0].needs
    assert not seen.asks
    assert {each.name for each in seen.stated} == set(STATED)
    assert not seen.law_now.is_newer


def test_what_is_still_asked_is_shown_with_its_step(make_run, lan):
    from canbo.procedures.selectors.run_showing import shown

    seen = shown(lan.access, make_run(stated={"target_block": "government", "source": "in_place"}).pk, DAY)
    assert {each.name for each in seen.asks} == {
        "party_above_grassroots", "component_unit", "has_sub_units", "staff_count",
    }  # fmt: skip
    s2 = next(each for each in seen.steps if each.step.key == "s2")
    assert [each.name for each in s2.asks] == ["party_above_grassroots"]
    assert s2.roles_words == ""


def test_a_year_without_a_calendar_is_said(make_run, lan):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.services.run_people import note_day

    run = make_run("state.reappointment", "reappointment", stated={"target_block": "government"})
    note_day(access=lan.access, run_id=run.pk, event="term_ends", on=date(2035, 6, 30), today=DAY)
    seen = shown(lan.access, run.pk, DAY)
    assert seen.steps[-1].deadlines[0].problem == "Chưa có lịch nghỉ lễ, tết năm 2035 nên chưa tính được hạn."
    assert seen.steps[0].step.due_on == date(2035, 4, 1)


def test_returned_rows_stand_behind_their_step(make_run, walk, lan):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.services.runs import return_step

    run = make_run()
    walk(run, "s1")
    return_step(access=lan.access, step_id=step(run, "answer").pk, reason="ghi lại nguồn", today=DAY)
    seen = shown(lan.access, run.pk, DAY)
    assert [each.step.key for each in seen.steps] == [each["id"] for each in run.snapshot["steps"]]
    assert [len(each.earlier) for each in seen.steps][:3] == [0, 1, 1]


def test_who_acts_is_told_by_the_roles_of_the_day_or_by_what_was_written(make_run, lan, desk, titles):
    from canbo.procedures.selectors.run_people import actors_of
    from canbo.procedures.services.run_people import ActorGiven, state_actors

    head = desk.open("Trần Văn Đầu")
    desk.post(head, "head", since="2020-01-01", kind="principal")
    run = make_run("state.resignation", "resignation", stated={"regime": "civil_servant"})
    own = actors_of(lan.access, step(run, "q1"), DAY)
    assert [each.name for each in own.people] == ["Đỗ Văn Cử"]
    run = make_run()
    found = actors_of(lan.access, step(run, "policy"), DAY)
    assert "Trần Văn Đầu" in {each.name for each in found.people}
    state_actors(access=lan.access, step_id=step(run, "policy").pk, actors=[ActorGiven(name="Đảng uỷ Sở")], today=DAY)
    found = actors_of(lan.access, step(run, "policy"), DAY)
    assert [(each.name, each.is_stated) for each in found.people] == [("Đảng uỷ Sở", True)]


def test_the_inbox_asks_little(make_run, lan):
    from django.db import connection

    from canbo.procedures.selectors.runs import waiting_for

    for number in range(3):
        make_run(request_key=str(number))
    with CaptureQueriesContext(connection) as asked:
        assert len(waiting_for(lan.access, DAY)) == 3
    assert len(asked) == 1


def test_words_that_are_none_are_refused(lan, tree):
    from canbo.procedures.selectors.run_choice import applicable

    given = {"access": lan.access, "unit": tree.home, "act": "appointment", "day": DAY}
    refused("circumstance_unknown_word", applicable, circumstances={"no_such": 1}, **given)
    refused("fact_unreadable", applicable, circumstances={"staff_count": -1}, **given)
