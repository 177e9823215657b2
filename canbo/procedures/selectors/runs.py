"""Runs of procedures that a viewer may know of, what waits for them, and the days of a calendar.

Who runs the procedures of a unit sees its runs, except those about themselves. Who acts in a step sees its run. The
person considered sees a run once they were told of it, or while a step is theirs to do; then that step alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from canbo.access.scope import under, unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.procedures.domain import runs_law
from canbo.procedures.models import Run, RunLog, RunStep, RunSubject, StepActor, StepPaper
from canbo.procedures.permissions import runs_it
from canbo.rules.domain.model import Words

#: How the viewer stands to a run.
RUNS, ACTS, SUBJECT = "runs", "acts", "subject"
#: The most that an inbox or a calendar is given.
MOST: Final = 200
_SEEN: Final = (RunStep.State.READY, RunStep.State.DONE)


def runs(access: AccessContext) -> QuerySet[Run]:
    """Give the runs that the viewer may know of, the newest first."""
    return Run.objects.filter(_visible(access)).select_related("unit", "position__title").order_by("-started_on", "-pk")


def _visible(access: AccessContext, run: str = "") -> Q:
    """The condition that a row's run is one of the viewer's; `run` leads from the row to the run ("run__")."""
    scope = unit_scope(access, Permission.RUN_PROCEDURES, f"{run}unit__path")
    if access.person_id is None:
        return scope
    key = OuterRef(f"{run}pk")
    mine = RunSubject.objects.filter(run=key, person_id=access.person_id, left_on__isnull=True)
    own = RunStep.objects.filter(run=key, for_subject=True, state__in=_SEEN)
    acting = StepActor.objects.filter(step__run=key, person_id=access.person_id).exclude(
        step__state=RunStep.State.RETURNED
    )
    told = mine.filter(told_on__isnull=False)
    return ((scope | Q(Exists(acting))) & ~Q(Exists(mine))) | Q(Exists(told)) | (Q(Exists(mine)) & Q(Exists(own)))


def filtered(
    access: AccessContext, *, state: str = "", act: str = "", unit_path: str = "", overdue_on: date | None = None
) -> QuerySet[Run]:
    """Give the viewer's runs of a state, an act, a unit and all below it; `overdue_on`: with a step past its day."""
    found = runs(access)
    if state:
        found = found.filter(state=state)
    if act:
        found = found.filter(act=act)
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    if overdue_on is not None:
        late = RunStep.objects.filter(run=OuterRef("pk"), state=RunStep.State.READY, due_on__lt=overdue_on)
        found = found.filter(Q(Exists(late)) | Q(due_on__lt=overdue_on), state=Run.State.RUNNING)
    return found


def run_of(access: AccessContext, run_id: int) -> Run:
    """Give one run. Errors: NotFound run_not_found."""
    found = runs(access).filter(pk=run_id).first()
    if found is None:
        raise NotFound("run_not_found", "Không có việc này trong phạm vi của bạn.")
    return found


def part_in(access: AccessContext, run: Run) -> str:
    """Give how the viewer stands to a run: the person considered, who runs it, or who acts in a step of it."""
    if access.person_id is not None and run.subjects.filter(person_id=access.person_id, left_on__isnull=True).exists():
        return SUBJECT
    return RUNS if runs_it(access, run) else ACTS


def step_of(access: AccessContext, step_id: int) -> RunStep:
    """Give one step with its run; of the person considered, their own alone. Errors: NotFound step_not_found."""
    found = (
        RunStep.objects.select_related("run__unit", "responsible", "decision")
        .filter(_visible(access, "run__"), pk=step_id)
        .first()
    )
    if found is None or (not found.for_subject and part_in(access, found.run) == SUBJECT):
        raise NotFound("step_not_found", "Không có bước này trong phạm vi của bạn.")
    return found


def subject_of(access: AccessContext, subject_id: int) -> RunSubject:
    """Give one of those considered, to who does not stand among them. Errors: NotFound subject_not_found."""
    found = RunSubject.objects.select_related("run__unit").filter(_visible(access, "run__"), pk=subject_id).first()
    if found is None or part_in(access, found.run) == SUBJECT:
        raise NotFound("subject_not_found", "Không có người này trong việc.")
    return found


def paper_of(access: AccessContext, paper_id: int) -> StepPaper:
    """Give one paper of a run. Errors: NotFound paper_not_found."""
    found = (
        StepPaper.objects.select_related("step__run__unit", "subject")
        .filter(_visible(access, "step__run__"), pk=paper_id)
        .first()
    )
    if found is None or part_in(access, found.step.run) == SUBJECT:
        raise NotFound("paper_not_found", "Không có giấy tờ này trong việc.")
    return found


def log_of(access: AccessContext, run: Run) -> list[RunLog]:
    """Give what was done in a run, the newest first; nothing to the person considered."""
    run_of(access, run.pk)
    if part_in(access, run) == SUBJECT:
        return []
    return list(run.log.select_related("step").order_by("-at", "-pk"))


def spoken(words: Words | None) -> str:
    """Give a text of the packs in the reader's language; "" for none."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return words.within(language) if words is not None else ""


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step that waits for the viewer: what, of which run, since when and by when."""

    step: RunStep
    run: Run
    label: str
    due_on: date | None
    since: date | None
    is_overdue: bool


def waiting_for(access: AccessContext, today: date) -> list[WaitingStep]:
    """Give the steps that wait for the viewer, the most urgent first; at most 200. One query.

    A step given to somebody waits for them alone; else for who runs the procedures of the unit, and for the people
    written down as acting in it. The step of the person considered waits for them.
    """
    mine = Q(responsible_id=access.user_id) if access.user_id is not None else Q(pk__in=[])
    open_ = Q(responsible__isnull=True) & unit_scope(access, Permission.RUN_PROCEDURES, "run__unit__path")
    waits = mine | open_
    if access.person_id is not None:
        acting = StepActor.objects.filter(step=OuterRef("pk"), person_id=access.person_id)
        subject = RunSubject.objects.filter(
            run=OuterRef("run"), person_id=access.person_id, left_on__isnull=True
        )  # fmt: skip
        waits = ((waits | Q(Exists(acting))) & ~Q(Exists(subject))) | (Q(for_subject=True) & Q(Exists(subject)))
    steps = (
        RunStep.objects.filter(waits, state=RunStep.State.READY, run__state=Run.State.RUNNING)
        .select_related("run__unit")
        .order_by("due_on", "ready_on", "pk")[:MOST]
    )
    found = [
        WaitingStep(
            step, step.run, label_of(step.run, step), step.due_on, step.ready_on,
            step.due_on is not None and step.due_on < today,
        )
        for step in steps
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on or date.max))


def label_of(run: Run, step: RunStep) -> str:
    """Give the words of a step, as its law pins them."""
    plain = pinned_plain(run, step.version)
    found = next((each for each in plain["steps"] if each["id"] == step.key), None)
    return spoken(Words(**found["label"])) if found is not None else step.key


def pinned_plain(run: Run, version: int) -> runs_law.Plain:
    """Give what a run pinned at a version: its law now, or one before it switched."""
    if version == run.version:
        return dict(run.snapshot)
    held = next((each for each in run.earlier if each["version"] == version), None)
    if held is None:
        raise NotFound("law_gone", "Không thấy quy trình đã ghim của việc này.")
    return dict(held["snapshot"])
