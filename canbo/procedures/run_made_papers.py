"""The papers of a run, from what was written down: the proposal to whoever decides, the notice of its conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.documents.papers import Draft, Source, register_source
from canbo.organizations.models import Block
from canbo.procedures.domain import runs_law
from canbo.procedures.domain.reasons import OUTCOMES, outcome_words
from canbo.procedures.models import Run, RunStep, RunSubject, StepPaper
from canbo.procedures.permissions import require_running
from canbo.procedures.selectors.runs import pinned_plain, run_of


def proposals(access: AccessContext, run_id: int) -> Iterator[Draft]:
    """Give the proposal of a run: grounds, what was done, whom it is about, the papers. Errors: NotFound, Forbidden."""
    run = _running(access, run_id)
    law = runs_law.read(run.snapshot)
    yield _draft(run, {
        "can_cu": [f"Căn cứ {each['clause']} {each['number']};".replace("  ", " ") for each in law.cite],
        "noi_dung": _done(run), "danh_sach": [_row(each) for each in _subjects(run)],
        "ho_so": [
            f"{paper.label}{f' ngày {paper.dated_on:%d/%m/%Y}' if paper.dated_on else ''};"
            for paper in StepPaper.objects.filter(step__run=run, withdrawn_on__isnull=True, waived_by="").order_by("pk")
        ],
    })  # fmt: skip


def conclusions(access: AccessContext, run_id: int) -> Iterator[Draft]:
    """Give the notice of what a run came to. Errors: NotFound, Forbidden; run_nothing_done."""
    run = _running(access, run_id)
    done = _done(run)
    if not done:
        raise DomainError("run_nothing_done", "Việc này chưa xong bước nào nên chưa có kết luận để thông báo.")
    yield _draft(run, {"ket_luan": done, "danh_sach": [_row(each) for each in _subjects(run)]})


def _running(access: AccessContext, run_id: int) -> Run:
    run = run_of(access, run_id)
    require_running(access, run)
    return run


def _draft(run: Run, data: dict[str, Any]) -> Draft:
    return Draft(
        data={"co_quan": run.unit.name, "trich_yeu": run.title, **data}, unit_path=run.unit.path,
        style="party" if run.unit.block == Block.PARTY else "state",
        people=tuple(each.person_id for each in _subjects(run) if each.person_id is not None),
    )  # fmt: skip


def _subjects(run: Run) -> list[RunSubject]:
    return list(run.subjects.filter(left_on__isnull=True).select_related("person__unit").order_by("pk"))


def _row(subject: RunSubject) -> dict[str, Any]:
    person = subject.person
    return {
        "ho_ten": subject.name, "ngay_sinh": person.born if person else None,
        "don_vi": person.unit.name if person else "", "noi_dung": subject.post,
    }  # fmt: skip


def _done(run: Run) -> list[str]:
    """Say which steps were done, on which day, and what came out, in the words of the law that each was done under."""
    lines = []
    for step in run.steps.filter(state=RunStep.State.DONE).order_by("order", "pk"):
        pinned = next((each for each in pinned_plain(run, step.version)["steps"] if each["id"] == step.key), None)
        label = pinned["label"]["vi"] if pinned is not None else step.key
        words = f": {outcome_words(step.outcome)}" if step.outcome in OUTCOMES else ""
        lines.append(f"{label} (ngày {step.done_on:%d/%m/%Y}){words}.")
    return lines


def register() -> None:
    """Offer the papers on the page of a run."""
    register_source(Source(
        key="run-proposal", kind="proposal", label=_("Tờ trình"), object_type="run", drafts=proposals, order=10,
    ))  # fmt: skip
    register_source(Source(
        key="run-conclusion", kind="conclusion", label=_("Thông báo kết luận"), object_type="run", drafts=conclusions,
        order=20, is_offered=lambda _access, run: run.steps.filter(state=RunStep.State.DONE).exists(),
    ))  # fmt: skip
