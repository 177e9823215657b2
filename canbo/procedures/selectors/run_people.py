"""Who acts in a step of a run on a day, and to which accounts it may be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from canbo.access.models import RoleGrant
from canbo.access.roles import all_roles
from canbo.accounts.models import User
from canbo.core.access import AccessContext, Permission
from canbo.organizations.domain.tree import path_ids
from canbo.procedures.models import Run, RunStep
from canbo.procedures.selectors.convened import convened_by_rule
from canbo.procedures.selectors.runs import SUBJECT, part_in, run_of
from canbo.rules.members import PROCEDURE_ROLES


@dataclass(frozen=True, slots=True)
class ActorShown:
    """Somebody, or a body, who acts in a step: in which role, and what makes them so ("" where it was only stated)."""

    name: str
    person_id: int | None
    role: str
    basis: str
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Actors:
    """Who acts in a step, and what could not be told."""

    people: tuple[ActorShown, ...]
    untold: tuple[str, ...]


def actors_of(access: AccessContext, step: RunStep, day: date) -> Actors:
    """Give who acts in a step: whom an officer wrote down, else the holders of its roles on the day, with the record.

    The person considered is told from the run. Where a circumstance is not known, nobody is told. Errors: NotFound.
    """
    run = run_of(access, step.run_id)
    if part_in(access, run) == SUBJECT:
        return Actors((), ())
    stated = tuple(
        ActorShown(each.name, each.person_id, role_words([each.role]) if each.role else "", each.basis, is_stated=True)
        for each in step.actors.order_by("pk")
    )
    if stated or step.roles is None:
        return Actors(stated, ())
    people: list[ActorShown] = []
    if "person" in step.roles:
        people += [
            ActorShown(each.name, each.person_id, role_words(["person"]), "", is_stated=False)
            for each in run.subjects.filter(left_on__isnull=True, person__isnull=False).order_by("pk")
        ]
    bodies = [role for role in step.roles if role != "person"]
    if not bodies:
        return Actors(tuple(people), ())
    found = convened_by_rule(access, run.unit, bodies, day)
    people += [
        ActorShown(each.name, each.person_id, role_words(each.roles), each.basis, is_stated=False)
        for each in found.people
    ]
    return Actors(tuple(people), tuple(found.untold))


def role_words(codes: list[str] | tuple[str, ...]) -> str:
    """Give the words of roles."""
    labels = {member.code: str(member.label) for member in PROCEDURE_ROLES}
    return ", ".join(labels.get(code, code) for code in codes)


def assignable(access: AccessContext, run: Run, today: date) -> list[User]:
    """Give the accounts to which a step of a run may be given: who runs procedures of its unit today, by name."""
    run_of(access, run.pk)
    roles = [name for name, role in all_roles().items() if Permission.RUN_PROCEDURES in role.permissions]
    in_force = Q(valid_before__isnull=True) | Q(valid_before__gt=today)
    above = Q(unit__isnull=True) | Q(unit__in=path_ids(run.unit.path))
    grants = RoleGrant.objects.filter(
        in_force, above, role__in=roles, valid_from__lte=today, revoked_at__isnull=True, user__is_active=True
    ).select_related("user")
    found = {
        grant.user_id: grant.user for grant in grants
        if grant.permissions is None or Permission.RUN_PROCEDURES.value in grant.permissions
    }  # fmt: skip
    return sorted(found.values(), key=lambda user: (user.full_name, user.pk))
