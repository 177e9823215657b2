"""What runs keep of a person, erased with the file: names, who acted, facts that decisions rested on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from canbo.core.access import AccessContext
from canbo.personnel.services.erasing import ERASED_NAME
from canbo.procedures.models import RunStep, RunSubject, StepActor


def erase_from_runs(*, access: AccessContext, person_ids: Sequence[int]) -> int:
    """Take the names of people out of runs, and what was kept of their files; that something was decided stays.

    In the transaction of a lawful erasure, which names who ordered it. Gives how many rows were changed.
    """
    changed = 0
    for subject in RunSubject.objects.filter(person_id__in=person_ids).exclude(name=""):
        if subject.name == ERASED_NAME:
            continue
        for step in RunStep.objects.filter(run_id=subject.run_id):
            kept = (step.candidates, step.carried, step.frozen)
            left = tuple(_without(each, subject.name, subject.person_id) for each in kept)
            if left != kept:
                step.candidates, step.carried, step.frozen = left
                step.save(update_fields=["candidates", "carried", "frozen"])
                changed += 1
        subject.name = ERASED_NAME
        subject.save(update_fields=["name"])
        changed += 1
    return changed + StepActor.objects.filter(person_id__in=person_ids).update(name=ERASED_NAME, basis="")


def _without(kept: Any, name: str, person_id: int | None) -> Any:
    """Give kept data without a name, and without the facts and findings about the person."""
    if isinstance(kept, str):
        return ERASED_NAME if kept == name else kept
    if isinstance(kept, list):
        return [_without(each, name, person_id) for each in kept]
    if isinstance(kept, dict):
        if "person" in kept and kept["person"] == person_id:
            return {"person": person_id, "name": ERASED_NAME, "facts": [], "findings": []}
        return {ERASED_NAME if key == name else key: _without(value, name, person_id) for key, value in kept.items()}
    return kept
