"""The course of a run: which step waits, what comes after it is done, skipped or returned, and when the run ends.

Steps follow each other in their order: one is ready, those before it are done or skipped, those after it are blocked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from canbo.core.errors import DomainError


class StepState(StrEnum):
    """Where a step stands; the values are those of the rows."""

    BLOCKED = "blocked"
    READY = "ready"
    DONE = "done"
    SKIPPED = "skipped"


class RunState(StrEnum):
    """Where a run stands; the values are those of the rows."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a run by key, in order, and where each stands."""

    state: RunState
    steps: tuple[tuple[str, StepState], ...]

    @property
    def ready(self) -> str | None:
        """The step that waits; None once the run has ended."""
        return next((key for key, state in self.steps if state is StepState.READY), None)

    def state_of(self, key: str) -> StepState:
        """Give where a step stands. Errors: step_gone."""
        for name, state in self.steps:
            if name == key:
                return state
        raise DomainError("step_gone", "Việc này không có bước «{step}». Hãy tải lại trang.", step=key)

    def done(self, key: str) -> Course:
        """The step was done: the next is ready, or the run is finished. Errors: run_ended, step_not_ready."""
        return self._passed(key, StepState.DONE)

    def skipped(self, key: str) -> Course:
        """The step was skipped: the next is ready, or the run is finished. Errors: run_ended, step_not_ready."""
        return self._passed(key, StepState.SKIPPED)

    def _passed(self, key: str, state: StepState) -> Course:
        self._running()
        if self.state_of(key) is not StepState.READY:
            raise DomainError(
                "step_not_ready",
                "Bước này không ở trạng thái chờ thực hiện: có người vừa ghi nhận, hoặc bước trước chưa xong. "
                "Hãy tải lại trang.",
            )
        steps, is_next = [], False
        for name, before in self.steps:
            if name == key:
                steps.append((name, state))
                is_next = True
            else:
                steps.append((name, StepState.READY if is_next else before))
                is_next = False
        return Course(RunState.FINISHED if is_next else RunState.RUNNING, tuple(steps))

    def returned(self, key: str) -> Course:
        """The run goes back to an earlier step, ready again; all after it wait. Errors: run_ended, step_not_passed."""
        self._running()
        if self.state_of(key) not in {StepState.DONE, StepState.SKIPPED}:
            raise DomainError("step_not_passed", "Chỉ trả lại về một bước đã xong hoặc đã bỏ qua.")
        steps, is_past = [], False
        for name, before in self.steps:
            if name == key:
                steps.append((name, StepState.READY))
                is_past = True
            else:
                steps.append((name, StepState.BLOCKED if is_past else before))
        return replace(self, steps=tuple(steps))

    def stopped(self) -> Course:
        """The run was stopped: nothing waits any more. Errors: run_ended."""
        self._running()
        steps = tuple((name, StepState.BLOCKED if state is StepState.READY else state) for name, state in self.steps)
        return Course(RunState.STOPPED, steps)

    def after(self, key: str) -> tuple[str, ...]:
        """Give a step and all that come after it."""
        names = [name for name, _state in self.steps]
        return tuple(names[names.index(key) :])

    def _running(self) -> None:
        if self.state is not RunState.RUNNING:
            raise DomainError("run_ended", "Việc này đã kết thúc nên không ghi thêm được.")


def begun(keys: tuple[str, ...]) -> Course:
    """Begin a run: the first step is ready."""
    states = [StepState.READY, *[StepState.BLOCKED] * (len(keys) - 1)]
    return Course(RunState.RUNNING, tuple(zip(keys, states, strict=True)))
