"""What becomes of a decision in the runs that it came from: signed, its step is done; over, the run tells so."""

from __future__ import annotations

from datetime import date
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from canbo.common.rows import as_system
from canbo.core.errors import DomainError
from canbo.decisions.models import Decision
from canbo.enactments.models import Enactment
from canbo.enactments.selectors import ended_by
from canbo.enactments.services.applying import acting_for
from canbo.procedures.models import Run, RunLog, RunStep
from canbo.procedures.services.run_rows import locked_run, log_act
from canbo.procedures.services.run_steps import complete_step

log = structlog.get_logger(__name__)


def follow(decision: Decision, event: str) -> None:
    """Hear what has become of a decision (`enactments.events`).

    Signed or in force: once that is written for good, the step that waits for it is done on the day of signing. What a
    step rests on is read from the files, so it is read outside the transaction of the signature, which a gap in a run
    (a missing paper, say) never stops either. Revoked or replaced: the log of the run tells so in the same transaction;
    nothing of the run is opened again.
    """
    if event in {"signed", "in_force"}:
        transaction.on_commit(partial(_complete, decision.pk), robust=True)
    elif event in {"revoked", "replaced"}:
        _tell_over(decision)


@as_system()
def _complete(decision_id: int) -> None:
    paper = Enactment.objects.select_related("decision").filter(decision=decision_id).first()
    if paper is None or not paper.decision.stands or paper.decision.issued_on is None:
        return
    waiting = RunStep.objects.filter(
        decision=decision_id, kind="decision", state=RunStep.State.READY, run__state=Run.State.RUNNING
    )
    day = paper.decision.issued_on.earliest
    for step_id in list(waiting.order_by("run", "order").values_list("pk", flat=True)):
        try:
            complete_step(access=acting_for(paper), step_id=step_id, today=day, done_on=day)
        except DomainError as error:
            # The step stays ready; its page says that the decision is signed, and what is in the way when it is done.
            log.info("decision_step_waits", step=step_id, code=error.code)


@as_system()
def _tell_over(decision: Decision) -> None:
    steps = RunStep.objects.filter(decision=decision).exclude(state=RunStep.State.RETURNED).order_by("run", "order")
    rows = list(steps)
    paper = Enactment.objects.filter(decision=decision).first()
    if paper is None or not rows:
        return
    later = ended_by(acting_for(paper), [decision]).get(decision.pk)
    if later is not None:
        paper = Enactment.objects.get(decision=later)
    for step in rows:
        log_act(
            access=acting_for(paper), run=locked_run(step.run_id), act=RunLog.Act.DECISION_ENDED, on=_day(later),
            step=step, detail={"decision": decision.pk, "by": later.pk if later is not None else None},
        )  # fmt: skip


def _day(later: Decision | None) -> date:
    told = later.effective_on if later is not None else None
    return told.earliest if told is not None else timezone.localdate()
