"""Eight at once: one of them does the step, one run is started; the others are told, and nothing is done twice."""

from __future__ import annotations

import json

from canbo_testing.at_once import AT_ONCE

OFFICE = (
    AT_ONCE
    + """
import json
from datetime import date
from canbo.cli.office import actor
from canbo.core.access import full_access
from canbo.organizations.models import Unit
from canbo.procedures.models import Run, RunLog, RunStep
from canbo.procedures.services.run_steps import complete_step, skip_step
from canbo.procedures.services.runs import SubjectGiven, return_step, start_run, stop_run
office = full_access(None, 'thử')
DAY = date(2026, 3, 2)

def start(key):
    return start_run(
        access=office, unit=Unit.objects.get(), act='transfer', procedure='state.transfer', title='Điều động',
        subjects=[SubjectGiven(name='Chuyên viên')], circumstances={'regime': 'civil_servant'}, today=DAY,
        request_key=key)


def ready():
    return RunStep.objects.get(state='ready', run=Run.objects.get())
"""
)
PREPARE = """
from canbo.organizations.services.units import Founding, found_unit
actor(None)
found_unit(access=office, founding=Founding('Phòng Thử'), parent=None, on=date(2010, 1, 1))
print(json.dumps([at_once([lambda: start('mot')] * 8), Run.objects.count(), RunLog.objects.count()]))
"""
SAME_STEP = """
step = ready().pk
told = at_once([lambda: complete_step(access=office, step_id=step, today=DAY)] * 8)
print(json.dumps([told, ready().key, RunLog.objects.filter(act='completed').count()]))
"""
SAME_REQUEST = """
step = ready().pk
told = at_once([lambda: complete_step(access=office, step_id=step, today=DAY, request_key='hai')] * 8)
print(json.dumps([told, ready().key, RunLog.objects.filter(act='completed').count()]))
"""
AGAINST = """
step, first = ready().pk, RunStep.objects.get(key='t1').pk
told = at_once([
    lambda: complete_step(access=office, step_id=step, today=DAY),
    lambda: skip_step(access=office, step_id=step, authority='A', reason='b', today=DAY),
    lambda: return_step(access=office, step_id=first, reason='b', today=DAY),
    lambda: complete_step(access=office, step_id=step, today=DAY),
])
run = Run.objects.get()
states = [(each.key, each.state) for each in run.steps.exclude(state='returned').order_by('order')]
print(json.dumps([told, states, run.steps.filter(state='ready').count()]))
"""


def test_of_eight_at_once_one_does_it(ready_office):
    canbo = ready_office()
    assert json.loads(canbo.python(OFFICE + PREPARE)) == [["done"] * 8, 1, 1]

    told, now, lines = json.loads(canbo.python(OFFICE + SAME_STEP))
    assert (told, now, lines) == (["done", *["step_not_ready"] * 7], "t2", 1)

    told, now, lines = json.loads(canbo.python(OFFICE + SAME_REQUEST))
    assert (told, now, lines) == (["done"] * 8, "t3", 2)

    told, states, ready = json.loads(canbo.python(OFFICE + AGAINST))
    # Whichever came first, what stands is whole: one step waits, those before it are past, those after it are blocked.
    assert set(told) <= {"done", "step_not_ready"}
    assert ready == 1
    past = [state for _key, state in states]
    waits = past.index("ready")
    assert set(past[:waits]) <= {"done", "skipped"}
    assert set(past[waits + 1 :]) <= {"blocked"}
