"""What is known of a rating without anybody typing it: shortcomings of last time, the list of work products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from canbo.evaluation.domain.away import LEAVE, MATERNITY, SUSPENDED, cut, months_away, worked
from canbo.evaluation.models import Rating, Shortcoming, WorkProduct
from canbo.evaluation.selectors.away import kept_aways, period_of
from canbo.evaluation.selectors.collective_facts import tied_inputs
from canbo.rules.domain.scheme_inputs import names_of
from canbo.rules.domain.schemes import Scheme

Stage = Literal["self", "checked"]

SHORTCOMINGS: Final = ("shortcomings_named", "shortcomings_remedied")
_TASKS: Final = ("tasks_assigned", "tasks_done", "tasks_late", "tasks_low_quality", "tasks_on_time")


@dataclass(frozen=True, slots=True)
class Known:
    """A value and where it comes from, in words of an officer."""

    value: Any
    why: str


def known_of(rating: Rating, scheme: Scheme, stage: Stage, products: Sequence[WorkProduct]) -> dict[str, Known]:
    """Give the inputs that other parts of the rating settle, by name; what was entered stands over them.

    Shortcomings answered count as remedied when the person says so ("self"), or the head confirmed it ("checked").
    The number of tasks is that of the list of products, one line a task: how it is understood here, no text says so.
    """
    names = names_of(scheme)
    found: dict[str, Known] = {}
    if all(name in names for name in SHORTCOMINGS):
        found |= _shortcomings(rating, stage)
    if products and scheme.products is None and "tasks_assigned" in names:
        found |= {name: each for name, each in _tasks(products).items() if name in names}
    found |= {name: each for name, each in _away(rating).items() if name in names}
    return found | {name: Known(*each) for name, each in tied_inputs(rating, names).items()}


def _away(rating: Rating) -> dict[str, Known]:
    """What follows from the time away that the file told at the opening, unless an officer set it otherwise.

    Months only where they are sure; no time away told is no statement that there was none.
    """
    if not rating.away or "overruled" in rating.away:
        return {}
    campaign = rating.campaign
    aways, period = kept_aways(rating), period_of(campaign, campaign.opened_on or campaign.last_day)
    found: dict[str, Any] = {}
    leave, most = months_away(aways, LEAVE, period)
    if leave == most > 0:
        found["leave_months"] = cut(leave)
    spans = worked(aways, period, rating.away["months"] or period.months)
    if spans is not None and spans[0] == spans[1]:
        found["worked_months"] = spans[0]
    kinds = {each.kind for each in aways}
    found |= {
        name: True for name, kind in (("maternity", MATERNITY), ("suspended_in_year", SUSPENDED)) if kind in kinds
    }
    why = "theo thời gian nghỉ, đình chỉ ghi trong hồ sơ khi mở đợt"
    return {name: Known(value if value is True else _plain(value), why) for name, value in found.items()}


def _plain(months: Fraction) -> int | float:
    return int(months) if months.denominator == 1 else float(months)


def _shortcomings(rating: Rating, stage: Stage) -> dict[str, Known]:
    rows = list(rating.earlier_shortcomings.all())
    if not rows:
        return {}
    mended = [
        each for each in rows
        if each.state == Shortcoming.State.MENDED and (stage == "self" or each.confirmed_by_name)
    ]  # fmt: skip
    why = "theo danh sách hạn chế nêu ở kỳ trước"
    return dict(zip(SHORTCOMINGS, (Known(len(rows), why), Known(len(mended), why)), strict=True))


def _tasks(products: Sequence[WorkProduct]) -> dict[str, Known]:
    why = "theo bảng sản phẩm, mỗi dòng là một nhiệm vụ"
    counts = (
        len(products),
        sum(each.done >= each.assigned for each in products),
        sum(each.delays > 0 for each in products),
        sum(each.failed_checks > 0 for each in products),
        sum(each.done >= each.assigned and not each.delays for each in products),
    )
    return {name: Known(count, why) for name, count in zip(_TASKS, counts, strict=True)}
