"""A run under its own law while the packs change; the guided switch, only where a transitional rule says so."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.procedures.tests.running import refused, step
from canbo.rules import library
from canbo.rules.tests.small_pack import FILES, write_pack

OLD, NEW = date(2023, 5, 8), date(2024, 1, 8)
STEPS = """\
    steps:
      - id: s1
        kind: request
        label: {vi: Đề nghị cũ, en: Old request}
        roles: [head]
        cite: [{document: law-1, clause: Điều 6}]
        confirmed: true
      - id: s2
        kind: answer
        label: {vi: Trả lời cũ, en: Old answer}
        deadline: {count: 3, unit: days, bound: at_most, side: after, event: proposal_received}
        cite: [{document: law-1, clause: Điều 6}]
        confirmed: true
      - id: s3
        kind: follow_up
        label: {vi: Thực hiện cũ, en: Old follow-up}
        cite: [{document: law-1, clause: Điều 6}]
        confirmed: true
"""
HEAD = """\
  - id: {id}
    label: {{vi: Quy trình, en: Procedure}}
    acts: [appointment]
    from: {start}
    before: {before}
    cite: [{{document: law-1, clause: Điều 6}}]
    confirmed: true
"""
TRANSITIONS = """\
    transitions:
      - of: state.run
        who: {vi: Cấp có thẩm quyền bổ nhiệm, en: The appointing authority}
        until: s2
        start: n2
        cite: [{document: law-1, clause: Điều 9}]
        confirmed: true
"""
NEW_STEPS = STEPS.replace("id: s", "id: n").replace("cũ", "mới").replace("count: 3", "count: 9")


def procedures(transitions: str = TRANSITIONS, *, newer: str = "state.run") -> str:
    older = HEAD.format(id="state.run", start="2020-01-01", before="2024-01-01") + STEPS
    return f"procedures:\n{older}{HEAD.format(id=newer, start='2024-01-01', before='null')}{transitions}{NEW_STEPS}"


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """Give a function (procedures) -> this is now all the law there is."""

    def made(text: str, name: str) -> None:
        root = write_pack(tmp_path / name, {**FILES, "procedures/all.yaml": text})
        _, faults, _ = library.check([root])
        assert not faults, faults
        monkeypatch.setattr(library, "roots", lambda: (root,))

    return made


@pytest.fixture
def old_run(packs, make_run):
    def made(text=None, **more):
        packs(text if text is not None else procedures(**more), "first")
        return make_run("state.run", stated={}, day=OLD)

    return made


def done(lan, run, key, on):
    from canbo.procedures.services.run_steps import complete_step

    return complete_step(access=lan.access, step_id=step(run, key).pk, today=on)


def switch(lan, run, on=NEW, **more):
    from canbo.procedures.services.runs import switch_law

    given = {"reason": "theo quy định chuyển tiếp", "authority": "Ban Thường vụ", **more}
    return switch_law(access=lan.access, run_id=run.pk, today=on, **given)


def now(lan, run, on=NEW):
    from canbo.procedures.selectors.run_choice import law_now

    return law_now(lan.access, run, run.steps.all(), on)


def test_what_was_pinned_stays_when_the_packs_change(old_run, packs, lan):
    from canbo.procedures.selectors.run_showing import shown
    from canbo.procedures.services.run_people import note_day

    run = old_run()
    digest = run.digest
    changed = procedures().replace("Trả lời cũ", "Trả lời đã sửa").replace("count: 3,", "count: 30,")
    packs(changed, "second")
    note_day(access=lan.access, run_id=run.pk, event="proposal_received", on=OLD, today=OLD)
    seen = shown(lan.access, run.pk, OLD)
    assert [each.label for each in seen.steps] == ["Đề nghị cũ", "Trả lời cũ", "Thực hiện cũ"]
    assert seen.steps[1].deadlines[0].due_on == date(2023, 5, 11)
    run.refresh_from_db()
    assert run.digest == digest
    packs(procedures(newer="state.other").replace("state.run", "state.gone"), "third")
    for key in ("s1", "s2", "s3"):
        done(lan, run, key, NEW)
    run.refresh_from_db()
    assert run.state == "finished"


def test_on_the_days_of_its_own_law_there_is_nothing_to_switch_to(old_run, lan):
    run = old_run()
    assert not now(lan, run, date(2023, 12, 31)).is_newer
    refused("switch_not_allowed", switch, lan=lan, run=run, on=date(2023, 12, 31))


def test_without_a_transitional_rule_the_run_goes_on_under_the_old_law(old_run, lan):
    run = old_run(transitions="")
    found = now(lan, run)
    assert (found.is_newer, found.may_switch, found.procedure.id) == (True, False, "state.run")
    refused("switch_not_allowed", switch, lan=lan, run=run)
    done(lan, run, "s1", NEW)
    assert (step(run, "s2").state, step(run, "s2").version) == ("ready", 1)


def test_a_rule_gone_without_another_is_told_too(old_run, lan):
    run = old_run(transitions="", newer="state.other")
    found = now(lan, run)
    assert (found.is_newer, found.procedure, found.may_switch) == (True, None, False)


def test_a_run_goes_over_where_the_rule_says_so(old_run, lan):
    from canbo.procedures.selectors.run_showing import shown

    run = old_run()
    done(lan, run, "s1", OLD)
    old = run.digest
    found = now(lan, run)
    assert (found.may_switch, found.until_label, found.start_label) == (True, "Trả lời cũ", "Trả lời mới")
    assert (found.who, found.citations) == ("Cấp có thẩm quyền bổ nhiệm", (("1/LAW", "Điều 9"),))
    page = lan.client.get(f"/quy-trinh/{run.pk}/chuyen-quy-dinh/").content.decode()
    assert "Do Cấp có thẩm quyền bổ nhiệm quyết định." in page
    assert "1/LAW, Điều 9" in page
    switch(lan, run)
    run.refresh_from_db()
    assert (run.version, run.law_day, run.digest != old) == (2, NEW, True)
    assert [(each["version"], each["digest"], each["until"]) for each in run.earlier] == [(1, old, "2024-01-08")]
    standing = run.steps.exclude(state="returned").order_by("version", "order")
    assert [(each.version, each.key, each.state) for each in standing] == [
        (1, "s1", "done"), (2, "n2", "ready"), (2, "n3", "blocked"),
    ]  # fmt: skip
    assert step(run, "n2").candidates == ["Đỗ Văn Cử"]
    seen = shown(lan.access, run.pk, NEW)
    assert [each.label for each in seen.steps] == ["Đề nghị cũ", "Trả lời mới", "Thực hiện mới"]
    assert not seen.law_now.is_newer
    line = run.log.get(act="switched")
    assert (line.reason, line.detail["authority"]) == ("theo quy định chuyển tiếp", "Ban Thường vụ")
    for key in ("n2", "n3"):
        done(lan, run, key, NEW)
    run.refresh_from_db()
    assert run.state == "finished"


def test_a_switch_needs_reason_and_authority_and_comes_once(old_run, lan):
    run = old_run()
    refused("reason_missing", switch, lan=lan, run=run, reason=" ")
    refused("authority_missing", switch, lan=lan, run=run, authority=" ")
    switch(lan, run, request_key="k")
    switch(lan, run, request_key="k")
    run.refresh_from_db()
    assert run.version == 2
    refused("switch_not_allowed", switch, lan=lan, run=run)


def test_past_the_step_that_the_rule_names_it_is_too_late(old_run, lan):
    run = old_run()
    done(lan, run, "s1", OLD)
    done(lan, run, "s2", OLD)
    assert (now(lan, run).is_too_late, now(lan, run).may_switch) == (True, False)
    refused("switch_too_late", switch, lan=lan, run=run)


def test_a_newer_procedure_of_another_name_takes_over_too(old_run, lan):
    run = old_run(newer="state.run_anew")
    switch(lan, run)
    run.refresh_from_db()
    assert run.procedure == "state.run_anew"


def test_work_is_not_returned_behind_the_switch(old_run, lan):
    from canbo.procedures.services.runs import return_step

    run = old_run()
    done(lan, run, "s1", OLD)
    old = step(run, "s1")
    switch(lan, run)
    refused("step_not_passed", return_step, access=lan.access, step_id=old.pk, reason="x", today=NEW)
