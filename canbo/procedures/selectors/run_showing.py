"""A run as its page shows it: steps with their law, days, papers and people; deadlines; what is still to be stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from canbo.core.access import AccessContext
from canbo.decisions.models import Decision
from canbo.enactments.selectors import ended_by
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.runs_deadlines import Window, is_met, window
from canbo.procedures.domain.runs_law import PinnedDeadline, PinnedLaw, PinnedStep
from canbo.procedures.domain.runs_papers import Need, PaperStatus
from canbo.procedures.models import Run, RunStep, RunSubject, StepActor, StepPaper
from canbo.procedures.permissions import is_own_step
from canbo.procedures.selectors.run_choice import Asked, LawNow, asked, law_now
from canbo.procedures.selectors.run_needs import needs_from, papers_of
from canbo.procedures.selectors.run_people import role_words
from canbo.procedures.selectors.runs import RUNS, SUBJECT, part_in, pinned_plain, run_of, spoken
from canbo.rules.domain.model import Words
from canbo.rules.library import library
from canbo.rules.members import EVENTS, STEP_KINDS
from canbo.rules.phrases import UNITS

type Cited = tuple[tuple[str, str], ...]

_STATUS: Final[dict[PaperStatus, str | Promise]] = {
    PaperStatus.VALID: gettext_lazy("có, còn hạn"), PaperStatus.WAIVED: gettext_lazy("được phép thiếu"),
    PaperStatus.UNDATED: gettext_lazy("chưa ghi ngày của giấy tờ"), PaperStatus.EXPIRED: gettext_lazy("đã hết hạn"),
    PaperStatus.MISSING: gettext_lazy("chưa có"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadlineShown:
    """A deadline in words, with the days that it comes to; `problem` says why there are none ("" where there are)."""

    label: str
    words: str
    event: str
    event_words: str
    event_on: date | None
    not_before: date | None
    due_on: date | None
    is_provisional: bool
    problem: str
    citations: Cited
    confirmed: bool
    note: str
    is_met: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A paper that the step asks for: how it stands on the day, who has it not in order, until when it is in date."""

    paper: str
    label: str
    validity_words: str
    status: str
    status_words: str
    is_met: bool
    lacking: tuple[str, ...]
    last_day: date | None
    citations: Cited
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step in the words of the law it stands under, with what was done of it."""

    step: RunStep
    label: str
    kind_words: str
    roles_words: str
    attending_words: str
    convened_words: str
    instead_words: str
    citations: Cited
    confirmed: bool
    note: str
    vote: Mapping[str, Any] | None
    vote_on: str
    announce: str
    yields: tuple[str, ...]
    deadlines: tuple[DeadlineShown, ...]
    is_overdue: bool
    days_left: int | None
    asks: tuple[Asked, ...]
    needs: tuple[PaperNeed, ...]
    papers: tuple[StepPaper, ...]
    actors: tuple[StepActor, ...]
    may_do: bool
    earlier: tuple[RunStep, ...]
    #: What revoked or replaced the decision of the step.
    ended_by: Decision | None = None

    @property
    def is_over(self) -> bool:
        """Whether the decision of a step that is done holds no more."""
        decision = self.step.decision
        return self.step.state == RunStep.State.DONE and decision is not None and not decision.stands

    @property
    def missing(self) -> tuple[PaperNeed, ...]:
        """The papers that are asked for and not in order."""
        return tuple(need for need in self.needs if not need.is_met)


@dataclass(frozen=True, slots=True)
class DayShown:
    """An event that deadlines count from, and its day where it was noted."""

    event: str
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as the viewer may see it; `part`: runs, acts or subject (then `steps` are the viewer's own alone)."""

    run: Run
    part: str
    label: str
    law: PinnedLaw
    citations: Cited
    steps: tuple[StepShown, ...]
    subjects: tuple[RunSubject, ...]
    deadlines: tuple[DeadlineShown, ...]
    asks: tuple[Asked, ...]
    stated: tuple[Asked, ...]
    days: tuple[DayShown, ...]
    law_now: LawNow | None
    may_run: bool

    @property
    def over(self) -> tuple[StepShown, ...]:
        """The steps whose decision holds no more."""
        return tuple(each for each in self.steps if each.is_over)

    @property
    def ready(self) -> StepShown | None:
        """The step that waits."""
        return next((each for each in self.steps if each.step.state == RunStep.State.READY), None)


def shown(access: AccessContext, run_id: int, today: date) -> RunShown:
    """Give a run with everything its page shows. At most 13 queries. Errors: NotFound run_not_found."""
    run = run_of(access, run_id)
    part = part_in(access, run)
    law = runs_law.read(run.snapshot)
    rows = list(run.steps.select_related("responsible", "decision").prefetch_related("actors").order_by("order", "pk"))
    standing = [
        each for each in rows
        if each.state != RunStep.State.RETURNED
        and (each.version == run.version or each.state in {RunStep.State.DONE, RunStep.State.SKIPPED})
    ]  # fmt: skip
    if part == SUBJECT:
        standing = [each for each in standing if each.for_subject]
    papers = papers_of(access, run) if part != SUBJECT else []
    days = {event: date.fromisoformat(day) for event, day in run.days.items()}
    subjects = tuple(run.subjects.order_by("left_on", "pk")) if part != SUBJECT else ()
    ended = ended_by(access, [each.decision for each in standing if each.decision is not None])
    view = _View(access, run, today, days, part, tuple(papers), tuple(rows), subjects, ended)
    steps = tuple(view.step(each) for each in sorted(standing, key=lambda each: (each.version, each.order)))
    asks = _all_asks(run, law) if part == RUNS else ()
    return RunShown(
        run, part, spoken(law.label), law, cited(law.cite), steps, subjects,
        tuple(view.whole(law)) if part != SUBJECT else (), asked(asks, run.circumstances),
        asked(run.circumstances, run.circumstances) if part != SUBJECT else (),
        tuple(DayShown(event, event_words(event), days.get(event)) for event in law.events) if part != SUBJECT else (),
        law_now(access, run, rows, today) if part == RUNS and run.state == Run.State.RUNNING else None, part == RUNS,
    )  # fmt: skip


def _all_asks(run: Run, law: PinnedLaw) -> tuple[str, ...]:
    """Every fact that decides who is convened to a later step and that nobody stated."""
    day = library().law(run.law_day)
    found: list[str] = []
    for step in law.steps:
        found += runs_choice.convened(step, run.circumstances, day).asks
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _View:
    access: AccessContext
    run: Run
    today: date
    days: Mapping[str, date]
    part: str
    papers: tuple[StepPaper, ...]
    rows: tuple[RunStep, ...]
    subjects: tuple[RunSubject, ...]
    ended: Mapping[int, Decision]

    def step(self, step: RunStep) -> StepShown:
        law = runs_law.read(pinned_plain(self.run, step.version))
        pinned = law.step(step.key)
        is_open = step.state in {RunStep.State.READY, RunStep.State.BLOCKED}
        needs = needs_from(self.run, step, self.papers, self.subjects, self.today) if is_open and self.subjects else []
        left = (step.due_on - self.today).days if step.due_on and step.state == RunStep.State.READY else None
        case = Words(**step.instead) if step.instead else None
        asks = self._asks(step, pinned)
        return StepShown(
            step, spoken(pinned.label), _member(STEP_KINDS, step.kind), role_words(step.roles or []),
            role_words(step.attending), spoken(pinned.convened), spoken(case), cited(pinned.cite), pinned.confirmed,
            pinned.note, pinned.vote, _vote_on(pinned), pinned.announce,
            tuple(spoken(each) for each in pinned.documents),
            tuple(self.deadline(each) for each in law.deadlines_of(step.key)), left is not None and left < 0, left,
            asked(asks, self.run.circumstances), tuple(self._need(need) for need in needs),
            tuple(each for each in self.papers if each.step_id == step.pk), tuple(step.actors.all()),
            self._may_do(step),
            tuple(
                each for each in self.rows
                if each.state == RunStep.State.RETURNED and (each.key, each.version) == (step.key, step.version)
            ), self.ended.get(step.decision_id or 0),
        )  # fmt: skip

    def _may_do(self, step: RunStep) -> bool:
        if step.state != RunStep.State.READY:
            return False
        return self.part == RUNS or (self.part == SUBJECT and is_own_step(self.access, self.run, step))

    def _asks(self, step: RunStep, pinned: PinnedStep) -> tuple[str, ...]:
        if step.roles is not None or step.state not in {RunStep.State.READY, RunStep.State.BLOCKED}:
            return ()
        return runs_choice.convened(pinned, self.run.circumstances, library().law(self.run.law_day)).asks

    def _need(self, need: Need) -> PaperNeed:
        names = {each.pk: each.name for each in self.subjects}
        paper = need.paper
        unit = UNITS.get(paper.unit, paper.unit)
        validity = (
            gettext("dùng trong %(count)s %(unit)s kể từ ngày của giấy tờ") % {"count": paper.count, "unit": unit}
            if paper.count is not None else ""
        )  # fmt: skip
        return PaperNeed(
            paper.id, spoken(paper.label), validity, need.status.value, str(_STATUS[need.status]), need.is_met,
            tuple(names[each] for each in need.lacking), need.last_day, cited(paper.cite), paper.confirmed, paper.note,
        )  # fmt: skip

    def deadline(self, deadline: PinnedDeadline, *, met: bool = False) -> DeadlineShown:
        """A deadline with the days that it comes to."""
        found = window(deadline, self.days.get(deadline.event))
        overdue = not met and found.due is not None and found.due < self.today
        return DeadlineShown(
            spoken(deadline.label), deadline_words(deadline), deadline.event, event_words(deadline.event),
            self.days.get(deadline.event), found.not_before, found.due, found.is_provisional,
            problem_words(deadline, found), cited(deadline.cite), deadline.confirmed, deadline.note, met,
            overdue and self.run.state == Run.State.RUNNING,
        )  # fmt: skip

    def whole(self, law: PinnedLaw) -> list[DeadlineShown]:
        """The deadlines of the whole procedure."""
        open_ = {
            each.key for each in self.rows
            if each.version == self.run.version and each.state in {RunStep.State.BLOCKED, RunStep.State.READY}
        }  # fmt: skip
        passed = {each.id for each in law.steps} - open_
        ended = self.run.state == Run.State.FINISHED
        return [self.deadline(each, met=ended or is_met(law, each, passed)) for each in law.deadlines]


def deadline_words(deadline: PinnedDeadline) -> str:
    """Say a deadline: at the latest 15 working days after the proposal is received."""
    bound = gettext("chậm nhất") if deadline.bound == "at_most" else gettext("ít nhất")
    side = gettext("kể từ") if deadline.side == "after" else gettext("trước")
    return f"{bound} {deadline.count} {UNITS.get(deadline.unit, deadline.unit)} {side} {event_words(deadline.event)}"


def problem_words(deadline: PinnedDeadline, found: Window) -> str:
    """Say why a deadline comes to no day; "" where it does."""
    if found.problem == "event_unknown":
        return gettext("Chưa ghi ngày «%(event)s» nên chưa tính được hạn.") % {"event": event_words(deadline.event)}
    if found.problem == "calendar_missing":
        return gettext("Chưa có lịch nghỉ lễ, tết năm %(year)s nên chưa tính được hạn.") % {"year": found.year}
    return ""


def event_words(event: str) -> str:
    """Give the words of an event that deadlines count from."""
    return _member(EVENTS, event)


def cited(cite: Sequence[Mapping[str, Any]]) -> Cited:
    """Give citations as (number of the document, clause)."""
    return tuple((each["number"], each["clause"]) for each in cite)


def _member(members: Sequence[Any], code: str) -> str:
    return next((str(member.label) for member in members if member.code == code), code)


def _vote_on(pinned: PinnedStep) -> str:
    on = pinned.vote.get("on") if pinned.vote else None
    return spoken(Words(**on)) if on else ""
