"""What rows of the other lists say: courses, ratings, plans, salary steps. Appointments are posts (`posts`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from canbo.core.dates import PartialDate
from canbo.imports.domain.conduct import is_finished, read_course
from canbo.imports.services.statements import STATEMENTS, Policy, Statement, Told
from canbo.personnel.models import Evaluation, PlanEntry, SalaryStep, Training


def day_after(last: PartialDate) -> PartialDate:
    """The bound of an interval whose last day is known as far as `last`: the day, month or year that follows."""
    if last.day is not None:
        return PartialDate.from_date(last.latest + timedelta(days=1))
    if last.month is not None:
        return PartialDate(last.year + last.month // 12, last.month % 12 + 1)
    return PartialDate(last.year + 1)


def _training(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    course = told.text("course") or told.text("certificate") or told.text("course_level")
    theory = get("theory")
    if not course and theory is not None:
        course = "Lý luận chính trị"
    if not course:
        return
    read = read_course(course, told.text("course_level"))
    level = read.level or (str(theory) if theory is not None and read.field in ("theory", "other") else "")
    begun, ended = get("from_on"), get("to_on")
    if begun is None and ended is None:
        begun, ended = get("period") or (None, None)
    if isinstance(begun, PartialDate) and isinstance(ended, PartialDate) and ended.latest < begun.earliest:
        ended = None
    result = get("result")
    yield (
        course, "theory" if theory is not None and read.field == "other" else read.field, level, get("study_mode"),
        get("institution") or get("school"), result, is_finished(result if isinstance(result, str) else None, ended),
        begun, day_after(ended) if isinstance(ended, PartialDate) else None,
        told.written(
            ("course", "course"), ("study_mode", "mode"), ("from_on", "valid_from"), ("to_on", "valid_before"),
            ("result", "result"), ("theory", "level"), ("period", "valid_from"),
        ),
    )  # fmt: skip


_BY_KIND = {statement.kind: statement for statement in STATEMENTS}

_TRAINING = Statement(
    Training,
    (
        "course",
        "field",
        "level",
        "mode",
        "institution",
        "result",
        "is_finished",
        "valid_from",
        "valid_before",
        "as_written",
    ),
    _training,
    frozenset({"course", "theory", "course_level", "certificate"}),
    Policy.KEYED,
    ("is_finished", "valid_before"),
    ("course", "valid_from"),
    str(Training.section.label),
)

#: Kind of list -> what its rows say.
LIST_STATEMENTS: dict[str, tuple[Statement, ...]] = {
    "training": (_TRAINING,),
    "ratings": (_BY_KIND[Evaluation],),
    "plans": (_BY_KIND[PlanEntry],),
    "salary": (_BY_KIND[SalaryStep],),
    "appointments": (),
}
