"""Numbers given to twenty at once have no gap; a decision whose carrying out is killed half way has done nothing."""

from __future__ import annotations

import json
import signal

OFFICE = """
import json, os, signal, sys, threading
from datetime import date
from django.db import connection, transaction
from django.utils import timezone
from canbo.cli.office import actor
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.decisions.models import Decision, NumberSeries
from canbo.decisions.services import give_number
from canbo.enactments import services
from canbo.enactments.services import NewEffect, NewSubject
from canbo.personnel.models import PostHolding
office, other = full_access(None, 'thử'), full_access(None, 'thử khác')
DAY = date(2030, 1, 1)
"""
PREPARE = """
from canbo.organizations.services.units import Founding, found_unit
from canbo.personnel.services import open_file
actor(None)
unit = found_unit(access=office, founding=Founding('Phòng Thử'), parent=None, on=date(2010, 1, 1))
series = services.open_series(access=office, unit=unit, issuer_name='Huyện uỷ', pattern='{n}-QĐ/HU', today=date(2026, 3, 2))
people = []
for number in range(120):
    name = 'Đinh Văn ' + chr(65 + number // 26) + chr(97 + number % 26)
    people.append(open_file(access=office, unit=unit, identity={'full_name': name}).pk)
draft = services.draft_decision(
    access=office, unit=unit, kind='appointment', abstract='Bổ nhiệm', series=series,
    subjects=[NewSubject(key, [NewEffect('post_given', {'unit': unit.pk, 'title_text': 'Phó phòng'})]) for key in people])
signed = services.sign(access=other, decision=draft, issued_on=PartialDate(2026, 3, 2), today=date(2026, 3, 2),
                       effective_on=PartialDate.from_date(DAY))
print(json.dumps({'series': series.pk, 'decision': signed.pk}))
"""
TWENTY = """
ready, faults = threading.Barrier(20), []
def take():
    try:
        series = NumberSeries.objects.get(pk=%(series)d)
        ready.wait()
        with transaction.atomic():
            decision = Decision.objects.create(state='draft', series=series, issuer_name='Huyện uỷ', recorded_at=timezone.now())
            give_number(decision=decision, issued_on=PartialDate(2027, 3, 2))
            decision.state = 'signed'
            decision.save()
    except BaseException as error:
        faults.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=take) for _each in range(20)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
numbers = sorted(Decision.objects.filter(year=2027).values_list('sequence', flat=True))
print(json.dumps({'faults': faults, 'numbers': numbers}))
"""
KILLED = """
from canbo.enactments.services import applying
def killed(*_args):
    assert PostHolding.objects.filter(decision=%(decision)d).count() == 120
    os.kill(os.getpid(), signal.SIGKILL)
applying._settle = killed
services.take_effect(DAY)
"""
COUNT = """
decision = Decision.objects.get(pk=%(decision)d)
print(json.dumps([decision.state, PostHolding.objects.filter(decision=decision).count(),
                  decision.subjects.filter(state='applied').count()]))
"""


def test_twenty_at_once_and_a_kill_half_way(ready_office):
    canbo = ready_office()
    told = json.loads(canbo.python(OFFICE + PREPARE))

    taken = json.loads(canbo.python(OFFICE + TWENTY % told))
    assert taken["faults"] == []
    assert taken["numbers"] == list(range(1, 21))

    killed = canbo.ended(canbo.start_python(OFFICE + KILLED % told))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert json.loads(canbo.python(OFFICE + COUNT % told)) == ["signed", 0, 0]
    again = "services.take_effect(DAY)\nservices.take_effect(DAY)\n"
    assert json.loads(canbo.python(OFFICE + again + COUNT % told)) == ["in_force", 120, 120]
