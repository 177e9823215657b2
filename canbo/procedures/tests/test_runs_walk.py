"""Every procedure of every pack is started, walked through all its steps, and comes to its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from canbo.rules import library

#: A day on which each procedure of each pack is in force: (pack, procedure, day).
PROCEDURES = [
    (pack.id, each.id, max(each.span.start, pack.span.start))
    for pack in library.library().packs.values()
    for each in pack.procedures
]


def stating(procedure):
    """What has to be stated so that the procedure is for the work and everybody convened is known."""
    stated = {
        "component_unit": False, "has_sub_units": True, "staff_count": 45, "party_above_grassroots": True,
    }  # fmt: skip
    applies = procedure.applies
    for name, codes in (("target_tier", applies.tiers), ("target_block", applies.blocks),
                        ("target_rank", applies.ranks), ("target_title", applies.titles),
                        ("regime", applies.regimes)):  # fmt: skip
        if codes:
            stated[name] = sorted(codes)[0]
    when = procedure.when.text if procedure.when else ""
    for text, more in (
        ("source = 'in_place'", {"source": "in_place"}), ("source = 'outside'", {"source": "outside"}),
        ("post_change", {"post_change": "higher"}), ("party_discipline_decided", {"party_discipline_decided": True}),
        ("NOT party_discipline_decided", {"party_discipline_decided": False}),
        ("centrally_managed", {"centrally_managed": True}),
    ):  # fmt: skip
        if text in when:
            stated |= more
    return stated


@pytest.mark.parametrize(("pack", "name", "day"), PROCEDURES, ids=[f"{p}:{n}" for p, n, _ in PROCEDURES])
def test_every_procedure_is_walked_to_its_end(lan, tree, person, register, pack, name, day):
    from canbo.procedures.domain import runs_law
    from canbo.procedures.models import Run, RunStep
    from canbo.procedures.services.run_papers import link_decision, waive_paper
    from canbo.procedures.services.run_steps import complete_step
    from canbo.procedures.services.runs import SubjectGiven, start_run

    held = next(each for each in library.library().law(day).procedures if each.id == name)
    run = start_run(
        access=lan.access, unit=tree.home, act=sorted(held.applies.acts)[0], procedure=name, title=held.label.vi,
        subjects=[SubjectGiven(person_id=person.pk)], circumstances=stating(held), today=day,
    )  # fmt: skip
    assert (run.pack, run.procedure, run.law_day) == (pack, name, day)
    for number in range(len(held.steps)):
        ready = RunStep.objects.get(run=run, state="ready")
        assert ready.key == held.steps[number].id
        on = day + timedelta(days=number)
        more = {"outcome": "go_on", "note": "theo biên bản"} if held.steps[number].vote else {}
        if ready.kind == "decision":
            link_decision(access=lan.access, step_id=ready.pk, decision_id=register(f"{number}/QĐ").pk, today=on)
        if ready.key == runs_law.read(run.snapshot).filing_step:
            for paper in run.snapshot["dossier"]:
                waive_paper(
                    access=lan.access, step_id=ready.pk, paper=paper["id"], authority="Ban Thường vụ", reason="nộp sau",
                    today=on,
                )  # fmt: skip
        complete_step(access=lan.access, step_id=ready.pk, today=on, **more)
    run.refresh_from_db()
    assert (run.state, run.ended_on) == (Run.State.FINISHED, day + timedelta(days=len(held.steps) - 1))
    assert not run.steps.exclude(state="done").exists()


def test_the_packs_hold_procedures_of_both_layers():
    assert {name.partition(".")[0] for _pack, name, _day in PROCEDURES} == {"party", "state"}
    assert len(PROCEDURES) >= 25
    assert all(isinstance(day, date) for _pack, _name, day in PROCEDURES)
