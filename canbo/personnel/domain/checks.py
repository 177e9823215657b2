"""What the values of one record must agree on among themselves, said once for pages and for imports.

A check gets the values of the fields it names (None where not known) and gives the faults it is sure of: dates known
only to the year are faulted only where no reading of them is in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from canbo.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the field at fault, a stable code, a sentence for an officer."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over some fields of a kind of record; `find` gets their values in this order, then today."""

    fields: tuple[str, ...]
    find: Callable[..., Iterable[Fault]]


def surely_before(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Tell whether `one` lies before `other` however both are completed."""
    return one is not None and other is not None and one.latest < other.earliest


def may_be_same_day(one: PartialDate, other: PartialDate) -> bool:
    """Tell whether two partial dates can be the same day."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def _in_order(first: str, second: str, message: str, *, code: str = "dates_reversed") -> Check:
    def find(begin: PartialDate | None, end: PartialDate | None, today: date) -> list[Fault]:
        return [Fault(second, code, message)] if surely_before(end, begin) else []

    return Check((first, second), find)


def _not_in_future(field: str, message: str) -> Check:
    def find(value: PartialDate | None, today: date) -> list[Fault]:
        return [Fault(field, "date_in_future", message)] if value is not None and value.earliest > today else []

    return Check((field,), find)


def _interval(begin: PartialDate | None, end: PartialDate | None, today: date) -> list[Fault]:
    if begin is not None and end is not None and end.latest <= begin.earliest:
        return [Fault("valid_before", "dates_reversed", "Ngày kết thúc phải sau ngày bắt đầu.")]
    return []


def _party(
    is_member: bool | None,
    entered: PartialDate | None,
    official: PartialDate | None,
    left: PartialDate | None,
    today: date,
) -> list[Fault]:
    faults = []
    if is_member is False and (entered is not None and left is None):
        faults.append(
            Fault("is_member", "party_contradiction", "Đã ghi ngày vào Đảng mà chưa ghi ngày ra thì phải là đảng viên.")
        )
    if surely_before(official, entered):
        faults.append(
            Fault("official_on", "party_dates_reversed", "Ngày chính thức không thể trước ngày vào Đảng (kết nạp).")
        )
    if surely_before(left, entered):
        faults.append(Fault("left_on", "dates_reversed", "Ngày ra khỏi Đảng không thể trước ngày vào Đảng."))
    return faults


def _post(title: Any, title_text: str | None, unit: Any, unit_text: str | None, today: date) -> list[Fault]:
    if title or title_text or unit or unit_text:
        return []
    return [Fault("title_text", "post_empty", "Hãy ghi ít nhất chức vụ hoặc đơn vị công tác.")]


def _salary(step: int | None, coefficient: Any, percent: Any, today: date) -> list[Fault]:
    faults = []
    if step is not None and not 1 <= step <= 12:
        faults.append(Fault("step", "step_out_of_range", "Bậc lương phải từ 1 đến 12."))
    if coefficient is not None and not 0 < coefficient <= 13:
        faults.append(Fault("coefficient", "coefficient_out_of_range", "Hệ số lương phải lớn hơn 0 và không quá 13."))
    if percent is not None and not 0 < percent <= 100:
        faults.append(Fault("percent", "percent_out_of_range", "Phần trăm hưởng phải lớn hơn 0 và không quá 100."))
    return faults


def _absence(kind: str | None, place: str | None, today: date) -> list[Fault]:
    if kind != "temporary_cell" or place:
        return []
    return [Fault("place", "cell_missing", "Sinh hoạt đảng tạm thời: hãy ghi tên chi bộ nơi đến.")]


def _year(field: str) -> Check:
    def find(year: int | None, today: date) -> list[Fault]:
        if year is not None and not 1930 <= year <= today.year + 1:
            return [Fault(field, "year_out_of_range", "Năm phải từ 1930 đến năm nay.")]
        return []

    return Check((field,), find)


def _quarter(quarter: int | None, today: date) -> list[Fault]:
    return [] if quarter is None or 1 <= quarter <= 4 else [Fault("quarter", "quarter_unknown", "Quý phải từ 1 đến 4.")]


INTERVAL = Check(("valid_from", "valid_before"), _interval)

_STUDY = (_in_order("begun_on", "ended_on", "Ngày học xong không thể trước ngày bắt đầu học."),)

#: The checks of each kind, by section key; kinds with an interval have INTERVAL besides.
CHECKS: dict[str, tuple[Check, ...]] = {
    "identity": (_not_in_future("born", "Ngày sinh không thể ở tương lai."),),
    "recruitment": (
        _in_order("recruited_on", "agency_joined_on", "Ngày vào cơ quan hiện nay không thể trước ngày tuyển dụng."),
    ),
    "party": (Check(("is_member", "probationary_on", "official_on", "left_on"), _party),),
    "military": (_in_order("enlisted_on", "discharged_on", "Ngày xuất ngũ không thể trước ngày nhập ngũ."),),
    "post": (
        Check(("title", "title_text", "unit", "unit_text"), _post),
        _in_order("valid_from", "reappointed_on", "Ngày bổ nhiệm lại không thể trước ngày bổ nhiệm."),
        _in_order("valid_from", "term_ends_on", "Ngày hết thời hạn không thể trước ngày bổ nhiệm."),
    ),
    "absence": (Check(("kind", "place"), _absence),),
    "salary": (Check(("step", "coefficient", "percent"), _salary),),
    "evaluation": (_year("year"), Check(("quarter",), _quarter)),
    "award": (_year("year"),),
    "qualification": _STUDY,
    "theory": _STUDY,
    "state_management": _STUDY,
    "defence": _STUDY,
    "it": _STUDY,
    "language": _STUDY,
}  # fmt: skip


def checks_for(section_key: str, *, timed: bool) -> tuple[Check, ...]:
    """Give the checks of a kind of record."""
    return (*((INTERVAL,) if timed else ()), *CHECKS.get(section_key, ()))
