"""A run from its start to its end: what is pinned, papers, deadlines, exceptions, returned work, stops, who may see it."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.core.errors import Forbidden, NotFound
from canbo.procedures.tests.running import STATED, refused, step

DAY = date(2026, 3, 2)


# started


def test_a_run_pins_the_procedure_of_its_day(make_run):
    from canbo.procedures.domain import runs_law

    run = make_run()
    assert (run.procedure, run.pack, run.law_day, run.version) == ("state.appointment.in_place", "state_2025", DAY, 1)
    assert runs_law.digest(run.snapshot) == run.digest
    assert [each.key for each in run.steps.order_by("order")] == [
        "policy", "answer", "s1", "s2", "s3", "s4", "verify", "opinion", "s5", "decide",
    ]  # fmt: skip
    assert run.steps.get(state="ready").key == "policy"
    assert run.steps.get(state="ready").candidates == ["Đỗ Văn Cử"]
    earlier = make_run(day=date(2024, 5, 6), stated={"source": "in_place", "target_block": "government"})
    assert (earlier.pack, earlier.digest != run.digest) == ("state_2020", True)


def test_the_same_request_starts_one_run(make_run):
    from canbo.procedures.models import Run

    first = make_run(request_key="abc")
    assert make_run(request_key="abc").pk == first.pk
    assert Run.objects.count() == 1
    assert make_run(request_key="abd").pk != first.pk


def test_a_run_is_not_started_under_what_does_not_fit(make_run, lan, tree, desk):
    from canbo.procedures.services.runs import SubjectGiven

    error = refused("circumstance_unknown", make_run, stated={"target_block": "government"})
    assert error.extra["names"] == ["source"]
    refused("procedure_not_applicable", make_run, stated={**STATED, "source": "outside"})
    refused("procedure_unknown", make_run, procedure="state.appointment.inplace")
    refused("procedure_not_in_force", make_run, day=date(2019, 1, 1))
    refused("procedure_not_applicable", make_run, act="planning")
    refused("subject_missing", make_run, subjects=[])
    refused("subject_missing", make_run, subjects=[SubjectGiven(name="  ")])
    refused("day_in_future", make_run, started_on=date(2026, 3, 3))
    elsewhere = desk.open("Người Nơi Khác", tree.other)
    refused("person_unknown", make_run, subjects=[SubjectGiven(person_id=elsewhere.pk)])


def test_who_is_considered_and_relatives_start_no_run(make_run, make_account, tree, desk, person):
    from canbo.personnel.models import FamilyMember

    own = make_account("tu", "officer", tree.home, "Cử", person_id=person.pk)
    refused("own_case", make_run, Forbidden, access=own.access)
    wife = desk.open("Lý Thị Hoa", born="1982-01-02")
    desk.add(person, FamilyMember, relation="spouse", full_name="Lý Thị Hoa", born=desk_day("1982-01-02"))
    kin = make_account("hoa2", "officer", tree.home, "Hoa", person_id=wife.pk)
    refused("relative_case", make_run, Forbidden, access=kin.access)


def desk_day(code):
    from canbo.core.dates import PartialDate

    return PartialDate.from_code(code)


def test_nobody_starts_a_run_where_they_run_nothing(make_run, binh, cuong, inspector):
    for account in (binh, cuong, inspector):
        refused("permission_missing", make_run, Forbidden, access=account.access)


# who is convened


def test_what_is_unknown_is_asked_for_at_the_step_that_needs_it(make_run, walk, lan):
    from canbo.procedures.services.run_people import state_circumstances
    from canbo.procedures.services.run_steps import complete_step

    run = make_run(stated={"target_block": "government", "source": "in_place", "party_above_grassroots": True})
    assert step(run, "s2").roles == ["leadership", "party_standing_committee", "unit_heads"]
    assert step(run, "s4").roles is None
    ready = walk(run, "s4")
    error = refused(
        "circumstance_unknown", complete_step, access=lan.access, step_id=ready.pk, today=DAY, outcome="go_on", note="x"
    )
    assert error.extra["names"] == ["component_unit", "has_sub_units", "staff_count"]
    state_circumstances(access=lan.access, run_id=run.pk, circumstances={"component_unit": True}, today=DAY)
    held = step(run, "s4")
    assert held.roles == ["all_staff"]
    assert held.instead["vi"].startswith("Tổ chức cấu thành")
    complete_step(access=lan.access, step_id=held.pk, today=DAY, outcome="go_on", note="x")


def test_what_was_convened_stays_where_a_step_is_done(make_run, walk, lan):
    from canbo.procedures.services.run_people import state_circumstances

    run = make_run()
    walk(run, "s3")
    state_circumstances(
        access=lan.access,
        run_id=run.pk,
        circumstances={"party_above_grassroots": False, "staff_count": None},
        today=DAY,
    )
    assert step(run, "s2").roles == ["leadership", "party_standing_committee", "unit_heads"]
    assert step(run, "s4").roles is None
    run.refresh_from_db()
    assert "staff_count" not in run.circumstances
    assert run.log.filter(act="stated").get().detail == {"party_above_grassroots": False, "staff_count": None}


# deadlines


def test_deadlines_follow_from_the_days_noted(make_run, lan):
    from canbo.procedures.services.run_people import note_day

    run = make_run()
    assert step(run, "answer").due_on is None
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=date(2026, 2, 2), today=DAY)
    run.refresh_from_db()
    # Fifteen working days over the five days of Tết.
    assert step(run, "answer").due_on == date(2026, 3, 2)
    assert run.due_on == date(2026, 3, 2)
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=None, today=DAY)
    run.refresh_from_db()
    assert (step(run, "answer").due_on, run.due_on) == (None, None)
    refused("event_unknown", note_day, access=lan.access, run_id=run.pk, event="term_ends", on=DAY, today=DAY)


def test_a_step_marks_the_event_that_it_is(make_run, walk, lan):
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    ready = walk(run, "answer")
    complete_step(access=lan.access, step_id=ready.pk, today=DAY, days={"proposal_received": date(2026, 2, 24)})
    run.refresh_from_db()
    assert run.days == {"policy_approved": "2026-03-02", "proposal_received": "2026-02-24"}
    assert step(run, "decide").due_on == date(2026, 4, 13)
    assert run.due_on == date(2026, 4, 13)


def test_a_deadline_before_an_event(make_run, lan):
    from canbo.procedures.services.run_people import note_day

    run = make_run("state.reappointment", "reappointment", stated={"target_block": "government"})
    note_day(access=lan.access, run_id=run.pk, event="term_ends", on=date(2026, 8, 31), today=DAY)
    assert step(run, "r1").due_on == date(2026, 6, 2)
    assert step(run, "decide").due_on == date(2026, 8, 28)


def test_a_calendar_that_comes_later_is_counted_by_the_daily_work(make_run, lan, monkeypatch):
    from canbo.core import working_days
    from canbo.procedures.services.run_people import note_day
    from canbo.procedures.services.run_rows import reckon_running

    run = make_run()
    monkeypatch.setattr(working_days, "calendar", dict)
    monkeypatch.setattr(working_days, "coverage", lambda: (2000, 2001))
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=date(2026, 2, 2), today=DAY)
    assert step(run, "answer").due_on is None
    monkeypatch.undo()
    reckon_running()
    assert step(run, "answer").due_on == DAY


def test_late_is_told_in_the_log(make_run, lan):
    from canbo.procedures.services.run_people import note_day
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    complete_step(access=lan.access, step_id=step(run, "policy").pk, today=DAY)
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=date(2026, 1, 5), today=DAY)
    due = step(run, "answer").due_on
    complete_step(access=lan.access, step_id=step(run, "answer").pk, today=DAY)
    assert run.log.filter(act="completed").last().detail == {"late_since": due.isoformat()}


# papers


@pytest.mark.parametrize(
    ("dated", "ok"), [(date(2025, 9, 1), False), (date(2025, 9, 2), True), (date(2025, 9, 3), True)]
)
def test_a_health_certificate_is_good_for_six_months(make_run, walk, lan, register, dated, ok):
    from canbo.procedures.services.run_papers import add_paper, link_decision
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    ready = walk(run, "decide")
    link_decision(access=lan.access, step_id=ready.pk, decision_id=register("1/QĐ").pk, today=DAY)
    for paper in run.snapshot["dossier"]:
        on = dated if paper["id"] == "state.paper.health" else DAY
        add_paper(access=lan.access, step_id=ready.pk, paper=paper["id"], dated_on=on, today=DAY)
    if ok:
        complete_step(access=lan.access, step_id=ready.pk, today=DAY)
        run.refresh_from_db()
        assert run.state == "finished"
    else:
        error = refused("papers_missing", complete_step, access=lan.access, step_id=ready.pk, today=DAY)
        assert error.extra["lacking"] == ["state.paper.health"]


def test_a_paper_may_be_waived_by_an_authority_and_withdrawn(make_run, walk, lan, person, desk):
    from canbo.procedures.selectors.run_needs import needs_of
    from canbo.procedures.services.run_papers import add_paper, waive_paper, withdraw_paper
    from canbo.procedures.services.runs import SubjectGiven, add_subject

    run = make_run("state.extension", "extension", stated={"target_block": "government"})
    held = step(run, "decide")
    other = add_subject(
        access=lan.access, run_id=run.pk, subject=SubjectGiven(person_id=desk.open("Lê Thị Hai").pk), today=DAY
    )
    mine = run.subjects.get(person=person)

    def need():
        return next(each for each in needs_of(lan.access, run, held, DAY) if each.paper.id == "state.paper.health")

    assert need().lacking == (mine.pk, other.pk)
    row = add_paper(
        access=lan.access, step_id=held.pk, paper="state.paper.health", dated_on=DAY, subject_id=mine.pk, today=DAY
    )
    assert need().lacking == (other.pk,)
    refused(
        "authority_missing", waive_paper, access=lan.access, step_id=held.pk, paper="state.paper.health", authority=" ",
        reason="đang khám", subject_id=other.pk, today=DAY,
    )  # fmt: skip
    waive_paper(
        access=lan.access, step_id=held.pk, paper="state.paper.health", authority="Ban Thường vụ", reason="đang khám",
        subject_id=other.pk, today=DAY,
    )  # fmt: skip
    assert need().is_met
    withdraw_paper(access=lan.access, paper_id=row.pk, reason="nhầm người", today=DAY)
    assert need().lacking == (mine.pk,)
    refused("paper_unknown", add_paper, access=lan.access, step_id=held.pk, paper="state.paper.cvv", today=DAY)
    refused("paper_unnamed", add_paper, access=lan.access, step_id=held.pk, today=DAY)


def test_what_is_not_confirmed_stands_in_nobodys_way(make_run, lan):
    from canbo.procedures.models import Run
    from canbo.procedures.services.run_steps import complete_step

    run = make_run("state.transfer", "transfer", stated={"regime": "civil_servant"})
    snapshot = run.snapshot
    paper = {"id": "state.paper.cv", "label": {"vi": "Lý lịch", "en": "CV"}, "count": None, "unit": "", "before": "",
             "cite": [], "confirmed": False, "note": ""}  # fmt: skip
    for each in snapshot["steps"]:
        each["kind"] = "talk"
    Run.objects.filter(pk=run.pk).update(snapshot={**snapshot, "dossier": [paper]})
    for key in ("t1", "t2", "t3", "t4"):
        run.steps.filter(key=key).update(kind="talk")
        complete_step(access=lan.access, step_id=step(run, key).pk, today=DAY)
    run.refresh_from_db()
    assert run.state == "finished"


# decisions


def test_a_decision_step_is_done_with_a_signed_decision(make_run, walk, lan, register, tree):
    from canbo.decisions.models import Decision
    from canbo.procedures.services.run_papers import link_decision
    from canbo.procedures.services.run_steps import complete_step

    run = make_run("state.transfer", "transfer", stated={"regime": "civil_servant"})
    ready = walk(run, "t4")
    refused("decision_missing", complete_step, access=lan.access, step_id=ready.pk, today=DAY)
    decision = register("5/QĐ")
    link_decision(access=lan.access, step_id=ready.pk, decision_id=decision.pk, today=DAY)
    Decision.objects.filter(pk=decision.pk).update(state="draft", number="")
    refused("decision_unsigned", complete_step, access=lan.access, step_id=ready.pk, today=DAY)
    Decision.objects.filter(pk=decision.pk).update(state="signed", number="5/QĐ")
    complete_step(access=lan.access, step_id=ready.pk, today=DAY)
    run.refresh_from_db()
    assert run.state == "finished"


def test_only_a_decision_step_bears_a_decision(make_run, lan, register):
    from canbo.procedures.services.run_papers import link_decision

    run = make_run("state.transfer", "transfer", stated={"regime": "civil_servant"})
    talk, decide = step(run, "t3").pk, step(run, "t4").pk
    decision = register("5/QĐ").pk
    refused("step_no_decision", link_decision, access=lan.access, step_id=talk, decision_id=decision, today=DAY)
    link_decision(access=lan.access, step_id=decide, decision_id=decision, today=DAY)
    link_decision(access=lan.access, step_id=decide, decision_id=None, today=DAY)
    assert step(run, "t4").decision is None
    with pytest.raises(NotFound):
        link_decision(access=lan.access, step_id=decide, decision_id=decision + 1000, today=DAY)


def test_refusing_the_policy_stops_the_run(make_run, lan):
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    complete_step(access=lan.access, step_id=step(run, "policy").pk, today=DAY)
    answer = step(run, "answer").pk
    refused("reason_missing", complete_step, access=lan.access, step_id=answer, today=DAY, outcome="stop")
    complete_step(access=lan.access, step_id=answer, today=DAY, outcome="stop", note="chưa đồng ý chủ trương")
    run.refresh_from_db()
    assert (run.state, run.ended_on, "policy_approved" in run.days) == ("stopped", DAY, False)
    assert run.stop_reason.endswith("chưa đồng ý chủ trương")
    assert not run.steps.filter(state="ready").exists()


# exceptions, returned work, stops


def test_a_step_is_skipped_by_an_authority_with_a_reason(make_run, lan):
    from canbo.procedures.services.run_steps import skip_step

    run = make_run()
    held = step(run, "policy")
    for authority, reason, code in (("", "gấp", "authority_missing"), ("Ban Thường vụ", "  ", "reason_missing")):
        refused(code, skip_step, access=lan.access, step_id=held.pk, authority=authority, reason=reason, today=DAY)
    skip_step(access=lan.access, step_id=held.pk, authority="Ban Thường vụ", reason="đã có chủ trương", today=DAY)
    held.refresh_from_db()
    assert (held.state, held.authority, held.note) == ("skipped", "Ban Thường vụ", "đã có chủ trương")
    assert step(run, "answer").state == "ready"
    refused(
        "step_not_ready", skip_step, access=lan.access, step_id=step(run, "s1").pk, authority="A", reason="b", today=DAY
    )


def test_work_is_returned_and_what_was_done_stays_as_history(make_run, walk, lan):
    from canbo.procedures.services.runs import return_step

    run = make_run()
    walk(run, "s3")
    target = step(run, "answer")
    refused("reason_missing", return_step, access=lan.access, step_id=target.pk, reason="", today=DAY)
    refused("step_not_passed", return_step, access=lan.access, step_id=step(run, "s4").pk, reason="x", today=DAY)
    fresh = return_step(access=lan.access, step_id=target.pk, reason="nguồn nhân sự chưa rõ", today=DAY)
    assert (fresh.key, fresh.state, fresh.pk != target.pk) == ("answer", "ready", True)
    history = run.steps.filter(state="returned").order_by("order")
    assert [each.key for each in history] == ["answer", "s1", "s2", "s3"]
    assert [each.done_on for each in history] == [DAY, DAY, DAY, None]
    assert history.first().frozen["on"] == "2026-03-02"
    run.refresh_from_db()
    assert run.days == {}
    walk(run, "s1")
    assert step(run, "s1").state == "ready"
    assert run.log.filter(act="returned").get().reason == "nguồn nhân sự chưa rõ"
    refused("step_not_passed", return_step, access=lan.access, step_id=target.pk, reason="x", today=DAY)


def test_a_standing_decision_is_revoked_before_work_is_returned(make_run, walk, lan, register):
    from canbo.decisions.models import Decision
    from canbo.procedures.services.run_papers import link_decision
    from canbo.procedures.services.run_steps import complete_step
    from canbo.procedures.services.runs import return_step

    run = make_run("state.discipline.council", "discipline",
                   stated={"regime": "civil_servant", "party_discipline_decided": False})  # fmt: skip
    ready = walk(run, "form")
    decision = register("9/QĐ")
    link_decision(access=lan.access, step_id=ready.pk, decision_id=decision.pk, today=DAY)
    complete_step(access=lan.access, step_id=ready.pk, today=DAY)
    back = step(run, "review").pk
    refused("decision_stands", return_step, access=lan.access, step_id=back, reason="x", today=DAY)
    Decision.objects.filter(pk=decision.pk).update(state="revoked")
    return_step(access=lan.access, step_id=back, reason="x", today=DAY)
    assert step(run, "form").decision is None


def test_a_run_is_stopped_with_its_reason_and_nothing_follows(make_run, lan):
    from canbo.procedures.services.run_people import note_day
    from canbo.procedures.services.run_steps import complete_step
    from canbo.procedures.services.runs import stop_run

    run = make_run()
    refused("reason_missing", stop_run, access=lan.access, run_id=run.pk, reason=" ", today=DAY)
    stop_run(access=lan.access, run_id=run.pk, reason="người được giới thiệu xin rút", today=DAY, request_key="k")
    stop_run(access=lan.access, run_id=run.pk, reason="người được giới thiệu xin rút", today=DAY, request_key="k")
    run.refresh_from_db()
    assert (run.state, run.stop_reason) == ("stopped", "người được giới thiệu xin rút")
    assert run.log.filter(act="stopped").count() == 1
    policy = step(run, "policy").pk
    refused("run_ended", complete_step, access=lan.access, step_id=policy, today=DAY)
    refused("run_ended", stop_run, access=lan.access, run_id=run.pk, reason="x", today=DAY)
    refused("run_ended", note_day, access=lan.access, run_id=run.pk, event="policy_approved", on=DAY, today=DAY)


def test_days_go_forward(make_run, lan):
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    policy = step(run, "policy").pk
    refused("day_in_future", complete_step, access=lan.access, step_id=policy, today=DAY, done_on=date(2026, 3, 3))
    complete_step(access=lan.access, step_id=policy, today=date(2026, 3, 5))
    answer = step(run, "answer").pk
    refused(
        "day_before_last_step", complete_step, access=lan.access, step_id=answer, today=date(2026, 3, 6), done_on=DAY
    )


def test_a_request_sent_again_does_nothing_twice(make_run, lan):
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    policy = step(run, "policy").pk
    for _time in range(2):
        complete_step(access=lan.access, step_id=policy, today=DAY, request_key="form-1")
    assert step(run, "answer").state == "ready"
    assert run.log.filter(act="completed").count() == 1
    refused("step_not_ready", complete_step, access=lan.access, step_id=policy, today=DAY, request_key="form-2")


def test_somebody_comes_in_and_somebody_leaves(make_run, lan, person, desk):
    from canbo.procedures.services.runs import SubjectGiven, add_subject, remove_subject

    run = make_run()
    other = desk.open("Lê Thị Hai")
    added = add_subject(access=lan.access, run_id=run.pk, subject=SubjectGiven(person_id=other.pk), today=DAY)
    assert run.steps.get(state="ready").candidates == ["Đỗ Văn Cử", "Lê Thị Hai"]
    refused(
        "subject_twice",
        add_subject,
        access=lan.access,
        run_id=run.pk,
        subject=SubjectGiven(person_id=other.pk),
        today=DAY,
    )
    refused("reason_missing", remove_subject, access=lan.access, subject_id=added.pk, reason="", today=DAY)
    remove_subject(access=lan.access, subject_id=added.pk, reason="xin rút", today=DAY)
    assert run.steps.get(state="ready").candidates == ["Đỗ Văn Cử"]
    refused("subject_left", remove_subject, access=lan.access, subject_id=added.pk, reason="xin rút", today=DAY)
    again = add_subject(access=lan.access, run_id=run.pk, subject=SubjectGiven(person_id=other.pk), today=DAY)
    assert (again.pk, again.left_on) == (added.pk, None)


def test_every_act_leaves_a_line_in_the_log_and_in_the_audit(make_run, lan, walk):
    from canbo.audit.models import AuditEntry
    from canbo.procedures.services.runs import stop_run

    run = make_run()
    walk(run, "s1")
    stop_run(access=lan.access, run_id=run.pk, reason="dừng", today=DAY)
    acts = list(run.log.order_by("pk").values_list("act", flat=True))
    assert acts == ["started", "completed", "completed", "stopped"]
    audited = (
        AuditEntry.objects.filter(object_type="run", object_id=run.pk).order_by("pk").values_list("action", flat=True)
    )
    assert list(audited) == [
        "procedures.run_started", "procedures.step_completed", "procedures.step_completed", "procedures.run_stopped",
    ]  # fmt: skip
    assert {each.by_name for each in run.log.all()} == {"Lan"}


# who sees what


def test_runs_are_seen_in_scope_only(make_run, lan, binh, cuong, inspector):
    from canbo.procedures.selectors.runs import run_of, runs, step_of

    run = make_run()
    assert list(runs(lan.access)) == [run]
    for account in (binh, cuong, inspector):
        assert not runs(account.access).exists()
        with pytest.raises(NotFound):
            run_of(account.access, run.pk)
        with pytest.raises(NotFound):
            step_of(account.access, step(run, "policy").pk)


def test_nobody_sees_a_run_about_themselves_until_told(make_run, lan, make_account, tree, person):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.selectors.runs import log_of, runs, step_of, waiting_for
    from canbo.procedures.services.run_people import tell_subject
    from canbo.procedures.services.run_steps import complete_step

    own = make_account("tu", "officer", tree.home, "Cử", person_id=person.pk)
    run = make_run()
    assert not runs(own.access).exists()
    assert not waiting_for(own.access, DAY)
    tell_subject(access=lan.access, subject_id=run.subjects.get().pk, today=DAY)
    assert list(runs(own.access)) == [run]
    seen = shown(own.access, run.pk, DAY)
    assert (seen.part, seen.steps, seen.subjects, seen.asks, seen.law_now) == ("subject", (), (), (), None)
    assert not log_of(own.access, run)
    policy = step(run, "policy").pk
    with pytest.raises(NotFound):
        step_of(own.access, policy)
    refused("step_not_found", complete_step, NotFound, access=own.access, step_id=policy, today=DAY)


def test_ones_own_step_is_ones_own(make_run, lan, make_account, tree, person, walk):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.selectors.runs import runs, waiting_for
    from canbo.procedures.services.run_steps import complete_step

    own = make_account("tu", "cadre", tree.home, "Cử", person_id=person.pk)
    run = make_run("state.reappointment", "reappointment", stated={"target_block": "government"})
    assert not runs(own.access).exists()
    ready = walk(run, "r2")
    assert list(runs(own.access)) == [run]
    assert [each.step.key for each in waiting_for(own.access, DAY)] == ["r2"]
    seen = shown(own.access, run.pk, DAY)
    assert [each.step.key for each in seen.steps] == ["r2"]
    assert seen.ready.may_do
    complete_step(access=own.access, step_id=ready.pk, today=DAY, note="đã nộp bản tự đánh giá")
    assert step(run, "r3").state == "ready"
    assert step(run, "r2").done_by_name == "Cử"
    assert not waiting_for(own.access, DAY)
    refused("step_not_found", complete_step, NotFound, access=own.access, step_id=step(run, "r3").pk, today=DAY)


def test_relatives_are_barred_from_every_act(make_run, lan, make_account, tree, person, desk):
    from canbo.personnel.models import FamilyMember
    from canbo.procedures.selectors.runs import runs
    from canbo.procedures.services.run_people import note_day
    from canbo.procedures.services.run_steps import complete_step, skip_step
    from canbo.procedures.services.runs import return_step, stop_run

    run = make_run()
    wife = desk.open("Lý Thị Hoa", born="1982-01-02")
    desk.add(person, FamilyMember, relation="spouse", full_name="Lý Thị Hoa", born=desk_day("1982-01-02"))
    kin = make_account("hoa2", "officer", tree.home, "Hoa", person_id=wife.pk).access
    assert runs(kin).exists()
    policy = step(run, "policy").pk
    for act, given in (
        (complete_step, {"step_id": policy}), (skip_step, {"step_id": policy, "authority": "A", "reason": "b"}),
        (return_step, {"step_id": policy, "reason": "b"}), (stop_run, {"run_id": run.pk, "reason": "b"}),
        (note_day, {"run_id": run.pk, "event": "policy_approved", "on": DAY}),
    ):  # fmt: skip
        refused("relative_case", act, Forbidden, access=kin, today=DAY, **given)


def test_who_acts_in_a_step_sees_the_run_and_does_nothing_to_it(make_run, lan, binh, make_account, tree, desk):
    from canbo.procedures.selectors.runs import part_in, runs, waiting_for
    from canbo.procedures.services.run_people import ActorGiven, state_actors
    from canbo.procedures.services.run_steps import complete_step

    head = desk.open("Trần Văn Đầu")
    account = make_account("dau", "cadre", tree.home, "Đầu", person_id=head.pk)
    run = make_run()
    held = step(run, "policy")
    assert not runs(account.access).exists()
    state_actors(
        access=lan.access, step_id=held.pk, actors=[ActorGiven(person_id=head.pk, role="head"), ActorGiven(name="Đảng uỷ")],
        today=DAY,
    )  # fmt: skip
    assert list(runs(account.access)) == [run]
    assert part_in(account.access, run) == "acts"
    assert [each.step.pk for each in waiting_for(account.access, DAY)] == [held.pk]
    refused("permission_missing", complete_step, Forbidden, access=account.access, step_id=held.pk, today=DAY)
    considered = run.subjects.get().person_id
    refused(
        "actor_considered", state_actors, access=lan.access, step_id=held.pk,
        actors=[ActorGiven(person_id=considered)], today=DAY,
    )  # fmt: skip


def test_a_step_waits_for_whom_it_was_given_to(make_run, lan, make_account, tree, cuong):
    from canbo.procedures.selectors.run_people import assignable
    from canbo.procedures.selectors.runs import waiting_for
    from canbo.procedures.services.run_people import assign_step

    run = make_run()
    mai = make_account("mai", "officer", tree.home, "Mai")
    held = step(run, "policy")
    assert [each.username for each in assignable(lan.access, run, DAY)] == ["lan", "mai"]
    assert len(waiting_for(lan.access, DAY)) == len(waiting_for(mai.access, DAY)) == 1
    assign_step(access=lan.access, step_id=held.pk, user_id=mai.user.pk, today=DAY)
    assert (len(waiting_for(lan.access, DAY)), len(waiting_for(mai.access, DAY))) == (0, 1)
    refused("user_unfit", assign_step, access=lan.access, step_id=held.pk, user_id=cuong.user.pk, today=DAY)
    assign_step(access=lan.access, step_id=held.pk, user_id=None, today=DAY)
    assert len(waiting_for(lan.access, DAY)) == 1


def test_runs_are_found_by_what_is_overdue_and_by_act(make_run, lan):
    from canbo.procedures.selectors.runs import filtered, waiting_for
    from canbo.procedures.services.run_people import note_day
    from canbo.procedures.services.run_steps import complete_step

    run = make_run()
    complete_step(access=lan.access, step_id=step(run, "policy").pk, today=DAY)
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=date(2026, 2, 2), today=DAY)
    assert not filtered(lan.access, overdue_on=DAY).exists()
    assert filtered(lan.access, overdue_on=date(2026, 3, 3)).get() == run
    assert [each.is_overdue for each in waiting_for(lan.access, date(2026, 3, 3))] == [True]
    assert filtered(lan.access, act="planning").count() == 0
    assert filtered(lan.access, state="running", act="appointment").count() == 1
