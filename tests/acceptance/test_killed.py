"""Killed in mid-work, nothing half done stays; done again, everything is there once."""

from __future__ import annotations

import json
import signal
import time

import pytest

DAY = "2013-12-31"


def total(canbo) -> int:
    return json.loads(canbo("report", "quality", "--as-of", DAY, "--json").stdout)["total"]


@pytest.fixture(scope="module")
def canbo(ready_office):
    return ready_office()


@pytest.mark.kill
@pytest.mark.parametrize("seconds", [1.2, 2.0, 2.8, 3.6])
def test_an_import_killed_leaves_nothing(canbo, workbook, seconds):
    command = canbo.start("import", "roster", workbook, "--as-of", DAY)
    time.sleep(seconds)
    command.send_signal(signal.SIGKILL)
    command.wait(30)
    assert total(canbo) in {0, 500}


@pytest.mark.kill
def test_then_the_import_takes_everybody_once(canbo, workbook):
    before = total(canbo)
    told = json.loads(canbo("import", "roster", workbook, "--as-of", DAY, "--json").stdout)
    assert told["imported"] == 500 - before
    assert total(canbo) == 500
    assert json.loads(canbo("import", "roster", workbook, "--as-of", DAY, "--json").stdout)["imported"] == 0


PUT_IN_QUEUE = """
from datetime import date
from pathlib import Path
from canbo.accounts.models import User
from canbo.access.selectors import context_for
from canbo.imports.services import batches, jobs, uploads
today = date.today()
access = context_for(User.objects.get(username='quantri'), today)
path = Path({path!r})
batch = batches.upload(access=access, file_name=path.name, chunks=[path.read_bytes()])
outline = batches.read_outline(access=access, batch=batch)
sheet = next(each for each in outline['sheets'] if each['kind'] == 'roster')
columns = {{each['letter']: each['target'] for each in sheet['columns'] if each['target']}}
batches.confirm_columns(access=access, batch=batch, today=today, kind='roster', sheet=sheet['name'], columns=columns,
                        as_of=date(2013, 12, 31), blank_means='none')
batches.preview(access=access, batch=batch, today=today)
print(jobs.begin(access=access, batch=batch, kind='imports.commit').pk)
"""
STATE = "from canbo.jobs.models import Job; print(Job.objects.get(pk={job!r}).state)"


@pytest.mark.kill
def test_a_worker_killed_in_mid_import_leaves_nothing_and_another_finishes_it(ready_office, workbook):
    canbo = ready_office()
    canbo("report", "quality", "--as-of", DAY, "--json")
    job = canbo.python(PUT_IN_QUEUE.format(path=str(workbook))).strip()
    worker = canbo.start_worker()
    end = time.monotonic() + 60
    while canbo.python(STATE.format(job=job)).strip() == "waiting" and time.monotonic() < end:
        time.sleep(0.1)
    worker.send_signal(signal.SIGKILL)
    worker.wait(30)
    assert total(canbo) in {0, 500}
    worker = canbo.start_worker()
    try:
        end = time.monotonic() + 120
        while canbo.python(STATE.format(job=job)).strip() != "done" and time.monotonic() < end:
            time.sleep(1)
    finally:
        worker.terminate()
        worker.wait(30)
    assert canbo.python(STATE.format(job=job)).strip() == "done"
    assert total(canbo) == 500
