"""What a file holds where everything is in order; tests change a line of it."""

from datetime import date

from canbo.rules.domain.ready_schemes import prepared, scheme_of
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.scoring import score
from canbo.rules.library import library

MEMBER = {
    "general_points": 28, "results_points": 64, "tasks_assigned": 10, "tasks_done": 10, "tasks_above": 3,
    "tasks_late": 0, "tasks_low_quality": 0, "shortcomings_named": 2, "shortcomings_remedied": 2,
    "degradation_concluded": False, "duty_disciplined": False, "members_ban_breach": False, "party_months": 60,
    "ground_weighed": False,
}  # fmt: skip
_COMMON = {name: value for name, value in MEMBER.items() if name not in {"members_ban_breach", "party_months"}}
LEADER = {
    **_COMMON, "five_targets_missed": False, "units_led": 4, "units_not_completed": 0, "confidence_votes": 0,
    "low_confidence_votes": 0, "managed_corruption": False,
}  # fmt: skip
COLLECTIVE = {
    **{name: value for name, value in _COMMON.items() if name not in {"degradation_concluded", "duty_disciplined"}},
    "five_targets_missed": False, "cadre_work_breach": False, "member_duty_disciplined": False,
    "member_degradation_concluded": False, "dependent_disciplined": False, "member_disciplined": False,
}  # fmt: skip
SERVANT = {
    "general_points": 28, "results_points": 64, "degradation_concluded": False, "members_ban_breach": False,
    "example_breach": False, "duty_disciplined": False,
}  # fmt: skip
SERVANT_LEADER = {**SERVANT, "managed_corruption": False}
_YEAR = {
    "worked_months": 12, "leave_months": 0, "maternity": False, "disciplined": False,
    "discipline_counted_before": False, "criteria_well_met": True, "results_high_quality": True,
    "criteria_assigned": 10, "criteria_late": 0,
}  # fmt: skip
STAFF_90 = {**_YEAR, "tasks_assigned": 10, "tasks_done": 10, "tasks_above": 5, "tasks_on_time": 10}
LEADER_90 = {
    **_YEAR, "targets_assigned": 10, "targets_done": 10, "targets_above": 5, "targets_on_time": 10, "units_led": 10,
    "units_completed": 10, "units_good": 7, "corruption_in_unit": False,
}  # fmt: skip
#: Every scheme that decides by rule: its day, a file in order, and how the slow reference calls it.
SCHEMES = {
    "party.qd_366_2025.non_leader": (date(2026, 12, 31), MEMBER),
    "party.qd_366_2025.outside_member": (date(2026, 12, 31), MEMBER),
    "party.qd_366_2025.leader": (date(2026, 12, 31), LEADER),
    "party.qd_366_2025.central_leader": (date(2026, 12, 31), LEADER),
    "party.qd_366_2025.collective": (date(2026, 12, 31), COLLECTIVE),
    "state.nd_335_2025.civil_servant": (date(2026, 12, 31), SERVANT),
    "state.nd_335_2025.leader": (date(2026, 12, 31), SERVANT_LEADER),
    "state.nd_90_2020.cadre": (date(2024, 12, 31), LEADER_90),
    "state.nd_90_2020.civil_servant_leader": (date(2024, 12, 31), LEADER_90),
    "state.nd_90_2020.civil_servant": (date(2024, 12, 31), STAFF_90),
    "state.nd_90_2020.public_employee_leader": (date(2024, 12, 31), LEADER_90),
    "state.nd_90_2020.public_employee": (date(2024, 12, 31), STAFF_90),
}  # fmt: skip


def ready(scheme, day=None, places=()):
    """A scheme made ready for the law of a day."""
    law = library().law(day or SCHEMES[scheme][0], places=places)
    return prepared(scheme_of(law, scheme), law)


def scored(scheme, given, day=None, places=()):
    """Score a file."""
    held = ready(scheme, day, places)
    return score(held, read_given(given, held.scheme))


def outcome(scheme, given, day=None, places=()):
    """The level proposed, else what came out instead."""
    found = scored(scheme, given, day, places)
    return found.level or found.outcome
