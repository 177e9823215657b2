"""What a step rested on is kept with it, encrypted; and what has changed since is told, within the viewer's rights."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

DAY, LATER = date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def planned(desk, titles, person):
    """A person with a post, a degree and a discipline, considered for a commune's deputy head of division."""
    from canbo.organizations.models import Position
    from canbo.personnel.models import RegimeRecord

    desk.add(person, RegimeRecord, regime="civil_servant", since="2005-01-01")
    desk.post(person, "staff", since="2015-04-01", kind="principal")
    return Position.objects.create(unit=desk.tree.home, title=titles["deputy"], name="Phó Trưởng phòng")


def done(access, run, key):
    from canbo.procedures.services.run_steps import complete_step

    return complete_step(access=access, step_id=run.steps.exclude(state="returned").get(key=key).pk, today=DAY)


def changes(access, step, on=LATER):
    from canbo.procedures.selectors.run_facts import changes_since

    return changes_since(access, step, on)


def test_facts_and_findings_of_the_day_are_kept_and_nobody_reads_them_in_the_table(make_run, lan, planned):
    run = make_run(position=planned)
    step = done(lan.access, run, "policy")
    kept = step.frozen["people"][0]
    facts = {each["name"]: each["text"] for each in kept["facts"]}
    assert (facts["full_name"], facts["born"], facts["post_since"]) == ("Đỗ Văn Cử", "12/05/1980", "01/04/2015")
    assert kept["findings"]
    assert all({"rule", "outcome", "reason", "confirmed"} <= each.keys() for each in kept["findings"])
    assert step.frozen["law"]["digest"] == run.digest
    assert step.frozen["circumstances"]["source"] == "in_place"
    with connection.cursor() as cursor:
        cursor.execute("SELECT frozen, candidates FROM procedures_runstep WHERE id = %s", [step.pk])
        row = cursor.fetchone()
    assert "Cử" not in str(row)
    assert "born" not in str(row)


def test_nothing_changes_while_nothing_changes(make_run, lan, planned):
    step = done(lan.access, make_run(position=planned), "policy")
    found = changes(lan.access, step)
    assert (found.count, found.closed) == (0, 0)
    # Ages and times in post grow by themselves: they are no change of what was known.
    assert changes(lan.access, step, date(2027, 6, 1)).count == 0


def test_three_facts_have_changed_since(make_run, lan, planned, desk, person):
    from canbo.personnel.models import PoliticalTheory, Qualification

    step = done(lan.access, make_run(position=planned), "policy")
    desk.add(person, Qualification, level="master", since="2026-05-01")
    desk.add(person, PoliticalTheory, level="advanced", since="2026-05-02")
    desk.post(person, "deputy", since="2026-05-10", kind="principal")
    found = changes(lan.access, step)
    told = {each.label: (each.old, each.new) for each in found.facts}
    assert found.count == len(told) >= 3
    assert ("", "Cao cấp") in told.values()
    assert {each.person for each in found.facts} == {"Đỗ Văn Cử"}
    assert changes(lan.access, step, DAY).count == 0


def test_a_file_that_went_out_of_scope_is_counted_and_not_read(make_run, lan, cuong, planned, desk, person):
    from django.utils import timezone

    from canbo.facts import pictures
    from canbo.personnel.models import FileChange, Person

    step = done(lan.access, make_run(position=planned), "policy")
    Person.objects.filter(pk=person.pk).update(unit=desk.tree.other)

    FileChange.objects.create(person_key=person.pk, at=timezone.now())
    pictures.forget()
    found = changes(lan.access, step)
    assert (found.count, found.closed) == (0, 1)


def test_closed_sections_are_left_out_for_who_may_not_read_them(
    make_run, lan, planned, desk, person, make_account, tree
):
    from canbo.core.access import AccessContext, Grant, Permission
    from canbo.personnel.models import Discipline

    run = make_run(position=planned)
    step = done(lan.access, run, "policy")
    desk.add(person, Discipline, track="state", form="reprimand", since="2026-04-01")
    assert any("kỷ luật" in each.label for each in changes(lan.access, step).facts)
    narrow = frozenset({Permission.RUN_PROCEDURES, Permission.VIEW_FILES, Permission.VIEW_UNITS})
    other = AccessContext(99, "Mai", (Grant(narrow, tree.home.path),))
    assert not any("kỷ luật" in each.label for each in changes(other, step).facts)


def test_the_person_considered_is_told_nothing_of_it(make_run, lan, planned, make_account, tree, person):
    from canbo.procedures.services.run_people import tell_subject

    run = make_run(position=planned)
    step = done(lan.access, run, "policy")
    own = make_account("tu", "cadre", tree.home, "Cử", person_id=person.pk)
    tell_subject(access=lan.access, subject_id=run.subjects.get().pk, today=DAY)
    found = changes(own.access, step)
    assert (found.facts, found.findings, found.closed) == ((), (), 0)


def test_an_erased_file_leaves_no_name_and_no_fact_in_its_runs(make_run, lan, planned, person, desk):
    from canbo.personnel.services.erasing import ERASED_NAME
    from canbo.procedures.services.run_erasing import erase_from_runs
    from canbo.procedures.services.run_people import ActorGiven, state_actors
    from canbo.procedures.services.runs import SubjectGiven, add_subject

    other = desk.open("Lê Thị Hai")
    run = make_run(position=planned)
    add_subject(access=lan.access, run_id=run.pk, subject=SubjectGiven(person_id=other.pk), today=DAY)
    step = done(lan.access, run, "policy")
    state_actors(
        access=lan.access, step_id=run.steps.get(state="ready").pk, actors=[ActorGiven(name="Đảng uỷ")], today=DAY
    )
    assert erase_from_runs(access=lan.access, person_ids=[person.pk]) > 0
    step.refresh_from_db()
    assert step.candidates == [ERASED_NAME, "Lê Thị Hai"]
    assert "Cử" not in str(step.frozen)
    assert "12/05/1980" not in str(step.frozen)
    assert [each["name"] for each in step.frozen["people"]] == [ERASED_NAME, "Lê Thị Hai"]
    assert sorted(each.name for each in run.subjects.all()) == sorted([ERASED_NAME, "Lê Thị Hai"])
    assert erase_from_runs(access=lan.access, person_ids=[person.pk]) == 0
