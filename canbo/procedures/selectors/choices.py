"""What the page that calls a meeting offers: steps of the law with their roles, bodies and units for a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations.domain.tree import path_ids
from canbo.organizations.models import Body, Unit
from canbo.procedures.models import RunStep
from canbo.procedures.rules_of import procedure_of, source_of, step_of
from canbo.procedures.selectors.convened import BODY_OF_ROLE, CHOSEN_BODIES, CHOSEN_UNITS, KEY_STAFF
from canbo.procedures.selectors.runs import RUNS, part_in
from canbo.procedures.selectors.runs import step_of as step_in_run
from canbo.procedures.wording import language
from canbo.rules import library as packs
from canbo.rules.members import PROCEDURE_ROLES


@dataclass(frozen=True, slots=True)
class StepAsked:
    """A step of the law chosen for a meeting: its roles, its words, what it asks of the number present."""

    key: str
    label: str
    roles: tuple[str, ...]
    attending: tuple[str, ...]
    quorum: dict[str, object]

    @property
    def named(self) -> dict[str, str]:
        """What a meeting keeps of it."""
        procedure, step, *_case = self.key.split("/")
        return {"procedure": procedure, "step": step, "label": self.label}


def steps_offered(day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the meetings of the procedures in force on a day: [(procedure in words, [(key, step in words)])].

    A step that convenes others where the act is such is offered once for each case ("…/0", "…/1").
    """
    spoken = language()
    offered = []
    for procedure in sorted(packs.library().law(day).procedures, key=lambda each: each.id):
        steps: list[tuple[str, str]] = []
        for step in procedure.steps:
            if step.kind != "meeting" and step.vote is None:
                continue
            key, words = f"{procedure.id}/{step.id}", step.label.within(spoken)
            steps.append((key, words))
            steps += [(f"{key}/{n}", f"{words} – {each.label.within(spoken)}") for n, each in enumerate(step.instead)]
        if steps:
            offered.append((procedure.label.within(spoken), steps))
    return offered


def step_asked(key: str, day: date) -> StepAsked:
    """Give a step by its key. Errors: NotFound step_unknown, and those of `rules_of`."""
    parts = key.split("/")
    if len(parts) not in {2, 3}:
        raise NotFound("step_unknown", "Không có bước này trong các quy trình đang có hiệu lực.")
    procedure = procedure_of(parts[0], day)
    step = step_of(procedure, parts[1])
    roles, label = step.roles, step.label.within("vi")
    if len(parts) == 3:
        cases = step.instead
        if not parts[2].isdecimal() or int(parts[2]) >= len(cases):
            raise NotFound("step_unknown", "Không có trường hợp này của bước.")
        case = cases[int(parts[2])]
        roles, label = case.roles, f"{label} – {case.label.within('vi')}"
    quorum: dict[str, object] = {}
    if step.quorum is not None:
        source = source_of(procedure, step)
        quorum = {
            "operator": step.quorum.operator, "base": step.quorum.base, "confirmed": source.confirmed,
            "threshold": f"{step.quorum.threshold.numerator}/{step.quorum.threshold.denominator}",
            "citation": source.plain()["citation"],
        }  # fmt: skip
    return StepAsked(key, label, roles, step.attending, quorum)


def run_step_of(access: AccessContext, step_id: int) -> RunStep:
    """Give the step of a run whose meeting the viewer may call: who runs it and is not considered in it.

    Errors: NotFound step_not_found.
    """
    step = step_in_run(access, step_id)
    if part_in(access, step.run) != RUNS:
        raise NotFound("step_not_found", "Không có bước này trong phạm vi của bạn.")
    return step


def roles_offered() -> list[tuple[str, str]]:
    """Give every role with its words."""
    return [(each.code, str(each.label)) for each in PROCEDURE_ROLES if each.code != "person"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A role for which the officer chooses a body or a unit: name of the field, words, options (key, words)."""

    field: str
    role: str
    label: str
    options: tuple[tuple[int, str], ...]


def choices_for(access: AccessContext, unit: Unit, roles: Sequence[str], units: Sequence[Unit]) -> list[Choice]:
    """Give what the officer may choose for these roles. One query.

    Bodies: of the unit, of those above and below it. Units: those where the viewer runs meetings (`units`).
    """
    access.require(Permission.RUN_PROCEDURES, unit.path)
    asked = [part for role in roles for part in (KEY_STAFF if role == "key_staff" else (role,))]
    of_bodies = [role for role in dict.fromkeys(asked) if role in BODY_OF_ROLE or role in CHOSEN_BODIES]
    labels = {each.code: str(each.label) for each in PROCEDURE_ROLES}
    found = []
    if of_bodies:
        near = Q(unit_id__in=path_ids(unit.path)) | Q(unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
        bodies = list(Body.objects.filter(near).select_related("unit").order_by("unit__path", "name")[:500])
        for role in of_bodies:
            kind = BODY_OF_ROLE.get(role)
            options = tuple((each.pk, each.name) for each in bodies if kind is None or each.kind == kind)
            found.append(Choice(f"tc-{role}", role, labels[role], options))
    for role in dict.fromkeys(asked):
        if role in CHOSEN_UNITS:
            found.append(Choice(f"dv-{role}", role, labels[role], tuple((each.pk, each.name) for each in units)))
    return found
