"""A run of a procedure in each of the two units, for the table of pages."""

from __future__ import annotations

from datetime import date

from .rights_world import Things

DAY = date(2026, 3, 2)


def runs(tree, inside, outside) -> Things:
    """The run of «Phòng Nội vụ» about the person of the file, then that of «Phòng Tài chính»."""
    made = [_of(tree.home, inside), _of(tree.other, outside)]
    return {key: (made[0][key], made[1][key]) for key in made[0]}


def _of(unit, person) -> dict[str, list[object]]:
    from canbo.core.access import full_access
    from canbo.procedures.models import RunStep
    from canbo.procedures.services.run_papers import add_paper
    from canbo.procedures.services.run_steps import complete_step
    from canbo.procedures.services.runs import SubjectGiven, start_run

    office = full_access(None, "kiểm thử")
    run = start_run(
        access=office, unit=unit, act="appointment", procedure="state.appointment.in_place", title="Bổ nhiệm",
        subjects=[SubjectGiven(person_id=person.pk)],
        circumstances={"target_block": "government", "source": "in_place"}, today=DAY,
    )  # fmt: skip
    first = run.steps.get(state=RunStep.State.READY)
    complete_step(access=office, step_id=first.pk, today=DAY)
    ready = run.steps.get(state=RunStep.State.READY)
    paper = add_paper(access=office, step_id=ready.pk, label="Tờ trình", today=DAY)
    return {
        "run": [run.pk],
        "run-event": [run.pk, run.snapshot["deadlines"][0]["event"] if run.snapshot.get("deadlines") else "none"],
        "run-step": [ready.pk],
        "run-step-done": [first.pk],
        "run-subject": [run.subjects.get().pk],
        "run-paper": [paper.pk],
    }
