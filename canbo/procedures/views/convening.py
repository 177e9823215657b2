"""Calling a meeting: the unit and the rule, then the list that follows from them, who leads, what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.form_pages import both, written
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.organizations.models import Unit
from canbo.procedures.meeting_forms import AddingForm, BenchForm, FrameForm, day_asked
from canbo.procedures.models import Meeting, RunStep
from canbo.procedures.selectors import choices
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.selectors.convened import Convened, convened_by_rule
from canbo.procedures.services import convening
from canbo.procedures.services.meetings import Bench, convene


@dataclass
class _Plan:
    """What the query string asks for."""

    unit: Unit
    day: date
    step: choices.StepAsked | None = None
    run_step: RunStep | None = None
    roles: tuple[str, ...] = ()
    attending: tuple[str, ...] = ()
    subjects: tuple[int, ...] = ()
    bodies: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    @property
    def is_by_hand(self) -> bool:
        return not self.roles and not self.attending and self.run_step is None

    def found(self, request: Request, day: date) -> Convened:
        return convened_by_rule(
            request.access, self.unit, self.roles, day, attending=self.attending, subjects=self.subjects,
            bodies=self.bodies, units=self.units,
        )  # fmt: skip


@both
def call(request: Request) -> HttpResponse:
    """Choose the unit and the rule; then the list, who leads, what it is called."""
    request.access.require(Permission.RUN_PROCEDURES)
    units = selectors.units_to_run(request.access)
    plan = _plan(request, units)
    if plan is None:
        day = day_asked(request.GET.get("ngay", ""), request.today)
        context = {
            "units": units, "day": day, "steps": choices.steps_offered(day), "roles": choices.roles_offered(),
        }  # fmt: skip
        return render(request, "procedures/meeting_unit.html", context)
    return _by_hand(request, plan) if plan.is_by_hand else _by_rule(request, plan, units)


def _plan(request: Request, units: list[Unit]) -> _Plan | None:
    """Read the query string; None where no unit is chosen yet."""
    asked = request.GET
    day = day_asked(asked.get("ngay", ""), request.today)
    chosen = {name: int(asked[name]) for name in asked if asked[name].isdecimal()}
    bodies = {name[3:]: key for name, key in chosen.items() if name.startswith("tc-")}
    elsewhere = {name[3:]: key for name, key in chosen.items() if name.startswith("dv-")}
    if "cua-buoc" in chosen:
        step = choices.run_step_of(request.access, chosen["cua-buoc"])
        people = step.run.subjects.filter(left_on__isnull=True, person__isnull=False)
        subjects = tuple(people.values_list("person_id", flat=True))
        return _Plan(
            step.run.unit, day, None, step, tuple(step.roles or ()), tuple(step.attending), subjects, bodies, elsewhere
        )
    unit = next((each for each in units if each.pk == chosen.get("don-vi")), None)
    if unit is None:
        return None
    step_key = asked.get("buoc", "")
    law = choices.step_asked(step_key, day) if step_key else None
    known = {code for code, _words in choices.roles_offered()}
    roles = law.roles if law else tuple(each for each in asked.getlist("vai") if each in known)
    return _Plan(unit, day, law, None, roles, law.attending if law else (), (), bodies, elsewhere)


def _by_rule(request: Request, plan: _Plan, units: list[Unit]) -> HttpResponse:
    step = plan.run_step
    label = plan.step.label if plan.step else ""
    quorum: Mapping[str, Any] = (
        convening.quorum_of_step(step) if step is not None else plan.step.quorum if plan.step is not None else {}
    )
    form = FrameForm(request.POST or None, initial={
        "title": step.run.title if step is not None else label, "held_on": f"{plan.day:%d/%m/%Y}",
        **{name: quorum.get(name, "") for name in ("threshold", "base", "citation")},
    })  # fmt: skip
    day = form.cleaned_data.get("held_on") if form.is_bound and form.is_valid() else plan.day
    found = plan.found(request, day or plan.day)
    on_list = {each.person_id for each in found.people}
    others = [each for each in selectors.people_to_add(request.access, plan.unit) if each.pk not in on_list]
    other_choices = [(each.pk, f"{each.full_name} – {each.unit.name}") for each in others]
    people = [(each.person_id, each.name) for each in found.people] + other_choices
    bench = BenchForm(request.POST or None, people=people)
    adding = AddingForm(request.POST or None, people=other_choices)
    left_out = {int(key): request.POST.get(f"ly-do-{key}", "") for key in request.POST.getlist("bo") if key.isdecimal()}
    made: list[Meeting] = []

    def write() -> None:
        guests = {**_leading(bench.bench, on_list), **adding.people_invited}
        guests = {key: why for key, why in guests.items() if key not in adding.people_added}
        frame, lead, digest = form.frame, bench.bench, request.POST.get("digest", "")
        if step is not None:
            made.append(convening.convene_step(
                access=request.access, step=step, frame=frame, bench=lead, left_out=left_out,
                added=adding.people_added, guests=guests, bodies=plan.bodies, units=plan.units, digest=digest,
            ))  # fmt: skip
            return
        asked = convening.Asked(
            plan.roles, plan.attending, plan.subjects, plan.bodies, plan.units, None,
            plan.step.named if plan.step else {}, left_out, adding.people_added, guests,
        )  # fmt: skip
        made.append(convening.convene_by_rule(
            access=request.access, unit=plan.unit, frame=frame, bench=lead, asked=asked, digest=digest
        ))  # fmt: skip

    # Every part is looked at, so that all faults show at once.
    is_ready = request.method == "POST" and all([bench.is_valid(), adding.is_valid()])
    if is_ready and written(form, write):
        messages.success(request, _("Đã triệu tập hội nghị."))
        return redirect("meeting", made[0].pk)
    context = {
        "form": form, "bench": bench, "adding": adding, "plan": plan, "unit": plan.unit, "found": found,
        "rows": [(each, each.person_id in left_out, left_out.get(each.person_id, "")) for each in found.people],
        "choices": [
            (each, plan.bodies.get(each.role) or plan.units.get(each.role))
            for each in choices.choices_for(request.access, plan.unit, [*plan.roles, *plan.attending], units)
        ],
        "kept": [(name, value) for name, values in request.GET.lists() for value in values
                 if name in {"don-vi", "ngay", "buoc", "vai", "cua-buoc"}],
        "voters": sum(each.has_vote for each in found.people), "label": label or (step.run.title if step else ""),
    }  # fmt: skip
    refused = form.errors or bench.errors or adding.errors
    return render(request, "procedures/meeting_by_rule.html", context, status=422 if refused else 200)


def _leading(bench: Bench, on_list: set[int]) -> dict[int, str]:
    """Who leads the meeting and is not on the list comes to it as a guest."""
    named = {bench.chair_id: convening.BENCH_WORDS["chair"], bench.teller_id: convening.BENCH_WORDS["teller"]}
    named |= dict.fromkeys(bench.tellers, convening.BENCH_WORDS["teller"])
    if bench.secretary_id is not None:
        named.setdefault(bench.secretary_id, convening.BENCH_WORDS["secretary"])
    return {key: words for key, words in named.items() if key not in on_list}


def _by_hand(request: Request, plan: _Plan) -> HttpResponse:
    people = selectors.people_to_convene(request.access, plan.unit)
    form = FrameForm(request.POST or None, initial={"held_on": f"{plan.day:%d/%m/%Y}"})
    bench = BenchForm(request.POST or None, people=[(each.pk, each.full_name) for each in people])
    chosen = {int(key) for key in request.POST.getlist("people") if key.isdecimal()}
    basis = request.POST.get("basis", "")[:200]
    made: list[Meeting] = []

    def write() -> None:
        if not bench.is_valid():
            raise DomainError("holders_missing", "Hãy chọn người chủ trì và người kiểm phiếu.")
        frame, lead = form.frame, bench.bench
        made.append(convene(
            access=request.access, unit=plan.unit, title=frame.title, held_on=frame.held_on, place=frame.place,
            begins_at=frame.begins_at, way=frame.way, quorum=frame.quorum, people=dict.fromkeys(chosen, basis),
            chair_id=lead.chair_id, teller_id=lead.teller_id, secretary_id=lead.secretary_id, tellers=lead.tellers,
        ))  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã triệu tập hội nghị."))
        return redirect("meeting", made[0].pk)
    context = {
        "form": form, "bench": bench, "unit": plan.unit, "basis": basis,
        "rows": [(person, person.pk in chosen) for person in people],
    }  # fmt: skip
    return render(request, "procedures/meeting_new.html", context, status=422 if form.errors else 200)
