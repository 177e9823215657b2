"""Whom a draft concerns and what it does to each file: added, changed, taken out while nobody has signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from canbo.common.among import Among
from canbo.common.bulk import insert_rows, reserve_ids
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.decisions.models import Decision
from canbo.enactments.effects import PRINCIPAL, Effect, effect_of, plain_values, record_values
from canbo.enactments.models import DecisionSubject, FileEffect
from canbo.enactments.services.given import NewEffect, NewSubject
from canbo.enactments.services.locking import locked_draft
from canbo.enactments.services.traces import trace
from canbo.organizations.models import Position, Unit
from canbo.personnel.models import Person

#: The most people of one decision.
MOST = 2_000


def add_subjects(*, access: AccessContext, decision: Decision, subjects: Sequence[NewSubject]) -> range:
    """Add people to a draft; give the keys of the subjects in their order.

    Errors: not_a_draft, too_many_subjects, subject_twice (named), file_not_found, own_file, effect_unknown,
    value_unknown, value_unreadable; Forbidden out of scope, where a post lies out of scope, or a section is closed.
    """
    with transaction.atomic():
        decision, paper = locked_draft(access, decision.pk)
        people = require_people(access, [each.person_id for each in subjects])
        _require_new(decision, [each.person_id for each in subjects], people)
        require_effects(access, [effect for each in subjects for effect in each.effects], people.values())
        rows: list[Row] = [
            (each.person_id, people[each.person_id].full_name, None, "", "", [], each.effective_on, each.effects)
            for each in subjects
        ]
        keys = write_subjects(decision, rows)
        trace(access, "decision.changed", decision, paper.unit.path, changes={"subjects": [0, len(rows)]})
    return keys


type Row = tuple[int | None, str, dict[str, Any] | None, str, str, list[int], PartialDate | None, Sequence[NewEffect]]


def write_subjects(decision: Decision, rows: Sequence[Row]) -> range:
    """Write rows (person, name, as written, fault, its words, candidates, own day, effects), set-based; a few queries.

    Errors: too_many_subjects.
    """
    there = DecisionSubject.objects.filter(decision=decision).aggregate(last=Max("order"))["last"] or 0
    if there + len(rows) > MOST:
        raise DomainError("too_many_subjects", "Một quyết định ghi nhiều nhất {most} người.", most=MOST)
    keys = reserve_ids(DecisionSubject, len(rows))
    stored: dict[str, Any] = {
        name: DecisionSubject._meta.get_field(name) for name in ("written", "fault_words", "problem")
    }
    insert_rows(
        DecisionSubject,
        ("id", "order", "person", "name", "written", "fault", "fault_words", "candidates", "effective_on"),
        [
            (
                key, there + place, person, name[:150], stored["written"].stored(written), fault,
                stored["fault_words"].stored(words), candidates, day.code if day else None,
            )
            for place, (key, (person, name, written, fault, words, candidates, day, _effects)) in enumerate(
                zip(keys, rows, strict=True), start=1
            )
        ],
        constants={
            "decision": decision.pk, "state": DecisionSubject.State.PENDING.value, "accepted": [], "problem": "",
            "applied_at": None, "source": None,
        },
    )  # fmt: skip
    _write_effects([(key, row[-1]) for key, row in zip(keys, rows, strict=True)])
    return keys


def _write_effects(given: Sequence[tuple[int, Sequence[NewEffect]]]) -> None:
    values: Any = FileEffect._meta.get_field("values")
    rows = [
        (subject, place, effect.key, values.stored(plain_values(effect_of(effect.key), effect.values)))
        for subject, effects in given
        for place, effect in enumerate(effects)
    ]
    if rows:
        keys = reserve_ids(FileEffect, len(rows))
        insert_rows(
            FileEffect, ("id", "subject", "order", "key", "values"),
            [(key, *row) for key, row in zip(keys, rows, strict=True)], constants={"made": None},
        )  # fmt: skip


def change_subject(
    *,
    access: AccessContext,
    subject: DecisionSubject,
    person_id: int | None = None,
    effects: Sequence[NewEffect] | None = None,
    effective_on: PartialDate | None = None,
) -> None:
    """Settle whose file a row means, what is done to it, and from which day of its own.

    Errors: those of `add_subjects`.
    """
    with transaction.atomic():
        decision, paper = locked_draft(access, subject.decision_id)
        subject = DecisionSubject.objects.get(pk=subject.pk, decision=decision)
        if person_id is not None and person_id != subject.person_id:
            people = require_people(access, [person_id])
            _require_new(decision, [person_id], people)
            subject.person_id, subject.name = person_id, people[person_id].full_name
        if effects is not None:
            person = Person.objects.filter(pk=subject.person_id or 0).select_related("unit")
            require_effects(access, effects, person)
            subject.effects.all().delete()
            _write_effects([(subject.pk, effects)])
        if subject.person_id is not None and (effects is not None or subject.fault != "unreadable"):
            subject.fault, subject.fault_words, subject.candidates = "", "", []
        subject.effective_on = effective_on
        subject.save(update_fields=["person", "name", "fault", "fault_words", "candidates", "effective_on"])
        trace(access, "decision.changed", decision, paper.unit.path, changes={"subject": [None, subject.order]})


def remove_subject(*, access: AccessContext, subject: DecisionSubject) -> None:
    """Take somebody out of a draft. Errors: not_a_draft; NotFound, Forbidden."""
    with transaction.atomic():
        decision, paper = locked_draft(access, subject.decision_id)
        trace(access, "decision.changed", decision, paper.unit.path, changes={"subject": [subject.order, None]})
        DecisionSubject.objects.filter(pk=subject.pk, decision=decision).delete()


def require_people(access: AccessContext, ids: Sequence[int]) -> dict[int, Person]:
    """Give the files, each of which the viewer may write into. Errors: file_not_found, own_file; Forbidden."""
    rows = Person.objects.filter(pk__among=Among(ids), withdrawn_at__isnull=True).select_related("unit")
    people = {each.pk: each for each in rows}
    for each in ids:
        person = people.get(each)
        if person is None or not access.covers_file(Permission.VIEW_FILES, person.unit.path, person.managed_tier):
            raise DomainError("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
        if each == access.person_id:
            raise Forbidden("own_file", "Không ai tự lập quyết định ghi vào hồ sơ của chính mình.")
    for path, tier in {(each.unit.path, each.managed_tier) for each in people.values()}:
        access.require_file(Permission.EDIT_FILES, path, tier)
    return people


def require_effects(access: AccessContext, effects: Sequence[NewEffect], people: Any) -> None:
    """Check that the effects can be read, and that the viewer may write such records into these files.

    A post that moves a file elsewhere needs the right to edit files there. Errors: effect_unknown, value_unknown,
    value_unreadable; Forbidden.
    """
    given = [(effect_of(each.key), each) for each in effects]
    places = {(person.unit.path, person.managed_tier) for person in people}
    for right in {effect.kind.section.right for effect, _each in given}:
        if right is not None:
            for path, tier in places:
                access.require_file(right, path, tier)
    targets: set[int] = set()
    positions: set[int] = set()
    for effect, each in given:
        values = record_values(effect, plain_values(effect, each.values))
        if effect.key == "post_given" and values.get("kind", "principal") in PRINCIPAL:
            targets |= {values["unit"]} if values.get("unit") else set()
            positions |= {values["position"]} if values.get("position") else set()
    if positions:
        targets |= set(Position.objects.filter(pk__in=positions).values_list("unit_id", flat=True))
    for path in Unit.objects.filter(pk__in=targets).values_list("path", flat=True):
        access.require(Permission.EDIT_FILES, path)


def _require_new(decision: Decision, ids: Sequence[int], people: dict[int, Person]) -> None:
    there = DecisionSubject.objects.filter(decision=decision, person__among=Among(ids)).values_list(
        "person_id", flat=True
    )
    twice = [each for each in ids if ids.count(each) > 1] or list(there)
    if twice:
        raise DomainError("subject_twice", "«{name}» đã có trong quyết định này.", name=people[twice[0] or 0].full_name)


def usual_effects(pairs: Sequence[tuple[str, dict[str, Any]]], values: dict[str, Any]) -> list[NewEffect]:
    """Give the effects that a decision of a kind usually has, each with those of the values that it takes."""

    def of(effect: Effect, usual: dict[str, Any]) -> dict[str, Any]:
        return {**usual, **{name: value for name, value in values.items() if name in effect.fields}}

    return [NewEffect(key, of(effect_of(key), usual)) for key, usual in pairs]
