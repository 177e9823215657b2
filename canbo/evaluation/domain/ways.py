"""The way of a rating: what its scheme says of each step, and what the office settled otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.model import Citation
from canbo.rules.domain.schemes import STEPS, Scheme

#: What no office leaves out: without them nothing is rated.
ALWAYS: Final = ("self_review", "conclusion")
#: Days before the conclusion that are proposed for earlier steps; no law says them, the office changes them at will.
BEFORE_CONCLUSION: Final[Mapping[str, int]] = {"self_review": 21, "head": 14, "residence_opinion": 10, "meeting": 7}

type Way = list[dict[str, Any]]


def way_of(scheme: Scheme, told: Callable[[Iterable[Citation]], str]) -> Way:
    """Give every step in its order, as `Campaign.ways` keeps it. `told` words citations.

    A step that the scheme does not name is not asked and not confirmed; where it names none, self-review, head,
    conclusion and notice are asked, none of them confirmed.
    """
    stated = {each.id: each for each in scheme.steps}
    usual = (*ALWAYS, "head", "notice", "decision") if not stated else ()
    way: Way = []
    for name in STEPS:
        step = stated.get(name)
        if step is None:
            way.append({"step": name, "asked": name in usual, "clause": "", "confirmed": False, "note": ""})
            continue
        row: dict[str, Any] = {
            "step": name, "asked": step.asked, "clause": told(step.cite), "confirmed": step.confirmed,
            "note": step.note,
        }  # fmt: skip
        if name == "vote":
            row["secret"] = step.secret is not False
        if step.form:
            row["form"] = step.form
        for key, value in (("days", step.days), ("answer_days", step.answer_days)):
            if value is not None:
                row[key] = value
        row |= {key: True for key in ("working", "answer_working") if getattr(step, key)}
        if step.done_before is not None:
            row["done_before"] = f"{step.done_before[0]:02}-{step.done_before[1]:02}"
        way.append(row)
    return way


def settled(way: Way, asked: Iterable[str], reasons: Mapping[str, str], *, secret: bool | None = None) -> Way:
    """Give the way with the steps that the office asks for.

    A step whose clause was read is changed only with a reason, which is kept beside it.
    Errors: step_unknown, step_always_asked, step_reason_missing.
    """
    wanted = set(asked)
    for name in wanted - set(STEPS):
        raise DomainError("step_unknown", "Không có bước «{step}» trong trình tự đánh giá.", step=name)
    made: Way = []
    for row in way:
        name = row["step"]
        if name in ALWAYS and name not in wanted:
            raise DomainError("step_always_asked", "Tự đánh giá và kết luận là hai bước không bỏ được.")
        changed = (name in wanted) != row["asked"]
        reason = reasons.get(name, "").strip()[:300]
        if changed and row["confirmed"] and not reason:
            raise DomainError(
                "step_reason_missing",
                "Văn bản ({clause}) nói rõ về một bước mà bạn đổi. Hãy ghi lý do đổi bước này.", clause=row["clause"],
                step=name,
            )  # fmt: skip
        kept = {key: value for key, value in row.items() if key != "reason"} | {"asked": name in wanted}
        if changed or reason:
            kept["reason"] = reason
        if name == "vote" and secret is not None:
            kept["secret"] = secret
        made.append(kept)
    return made


def proposed_deadlines(
    ways: Mapping[str, Way], year: int, last_day: date, *, today: date, is_year: bool
) -> dict[str, str]:
    """Propose the last day of each step: of the conclusion what the packs say, of those before it so many days earlier.

    Gives {step: ISO day}. Only the year has a day in the law ("before 31 December"): else 15 days after the period, or
    after today. Opened late, the steps share the days that are left; nothing is proposed that is already past.
    """
    ends = [
        date(year, *(int(part) for part in row["done_before"].split("-")))
        for way in ways.values() for row in way if row.get("done_before") and row["asked"]
    ]  # fmt: skip
    is_stated = bool(ends) and is_year
    last = min(ends) - timedelta(days=1) if is_stated else max(last_day, today) + timedelta(days=15)
    asked = {row["step"] for way in ways.values() for row in way if row["asked"]}
    found = {"conclusion": last.isoformat()}
    left, wanted = (last - today).days, max(BEFORE_CONCLUSION.values())
    for step, days in BEFORE_CONCLUSION.items():
        if step in asked and left > 0:
            day = last - timedelta(days=days if left > wanted else days * left // (wanted + 1))
            # What the law gives no day for is not asked for before the period is over.
            found[step] = (day if is_year else max(day, last_day + timedelta(days=1))).isoformat()
    return found


def appeal_days(ways: Mapping[str, Way]) -> int | None:
    """Give the shortest time for an appeal that a pack says, in days; None where none says any."""
    stated = [row["days"] for way in ways.values() for row in way if row["step"] == "appeal" and row.get("days")]
    return min(stated) if stated else None
