"""Small typed pieces that the page templates expect: tabs, steps of a guide, headline figures, progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from canbo.common.listing import Label, Tab

__all__ = ["Figure", "GuideStep", "Progress", "Tab", "guide_steps"]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of a guide; a step without a url cannot be gone to."""

    label: Label
    state: Literal["done", "current", "todo"]
    url: str = ""


def guide_steps(labels: list[tuple[Label, str]], current: int) -> list[GuideStep]:
    """Steps from (label, url) pairs: those before `current` (from 0) are done and can be gone back to."""
    steps = []
    for number, (label, url) in enumerate(labels):
        if number < current:
            steps.append(GuideStep(label, "done", url))
        else:
            steps.append(GuideStep(label, "current" if number == current else "todo"))
    return steps


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure of a report, already written for people, and the people behind it."""

    label: Label
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What `common/progress.html` shows; `url` answers with that template again while the work runs."""

    url: str
    title: Label
    message: Label = ""
    #: 0 to 100, or None while the length of the work is not known
    percent: int | None = None
    is_over: bool = False
    is_cancelling: bool = False
    cancel_url: str = ""
    result_url: str = ""
    result_label: Label = ""
