"""Killed in mid-work, nothing half done stays; done again, everything is there once."""

from __future__ import annotations

import json
import random
import secrets
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
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_an_import_killed_leaves_nothing(canbo, workbook, share):
    """Killed after some seconds of work, of the three to four that it takes."""
    seed = secrets.token_hex(4)
    command = canbo.start("import", "roster", workbook, "--as-of", DAY)
    command.work_for(random.Random(seed).uniform(share, share + 0.4) * 3)
    command.kill()
    assert total(canbo) in {0, 500}, f"seed {seed}"


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
    worker.kill()
    assert total(canbo) in {0, 500}
    worker = canbo.start_worker()
    try:
        end = time.monotonic() + 120
        while canbo.python(STATE.format(job=job)).strip() != "done" and time.monotonic() < end:
            time.sleep(0.3)
    finally:
        worker.kill()
    assert canbo.python(STATE.format(job=job)).strip() == "done"
    assert total(canbo) == 500


START = """
import os
from datetime import date
from pathlib import Path
from canbo.core.access import full_access
from canbo.imports.models import ImportBatch
from canbo.imports.services import batches, import_file
access, today, demo = full_access(1, 'Minh'), date(2026, 11, 23), Path({path!r})
"""
PREVIEW = """
batch = batches.upload(access=access, file_name=demo.name, chunks=[demo.read_bytes()])
sheet = batches.read_outline(access=access, batch=batch)['sheets'][0]
columns = {column['letter']: column['target'] for column in sheet['columns'] if column['target']}
batches.confirm_columns(
    access=access, batch=batch, today=today, kind='roster', sheet=sheet['name'], columns=columns, as_of=None,
    blank_means='none',
)
batches.preview(access=access, batch=batch, today=today)
"""
DYING = """
import signal
from canbo.personnel.services import bulk
def die(writer):
    print('writing', flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
bulk.BulkWriter.finish = die
"""
COMMIT = "batches.commit(access=access, batch_id=ImportBatch.objects.get().pk, today=today)\n"
COMMAND = "import_file(access=access, path=demo, kind='roster', today=today)\n"
TELL = """
from django.db import connection
from canbo.audit.models import AuditEntry
from canbo.organizations.models import Position, Unit
from canbo.personnel.models import RECORD_KINDS, FileChange, Person, Source
counts = [model.objects.count() for model in (Person, Unit, Position, Source, FileChange, *RECORD_KINDS)]
print(sum(counts), Person.objects.count(), ','.join(ImportBatch.objects.values_list('state', flat=True)),
      AuditEntry.objects.count())
if connection.vendor == 'sqlite':
    with connection.cursor() as cursor:
        cursor.execute('PRAGMA integrity_check')
        assert cursor.fetchone()[0] == 'ok'
"""


@pytest.mark.kill
def test_an_import_killed_before_its_last_step_is_done_again(ready_office, workbook):
    canbo = ready_office()
    start = START.format(path=str(workbook))
    canbo.python(start + PREVIEW)
    for commit in (COMMIT, COMMAND):
        killed = canbo.ended(canbo.start_python(start + DYING + commit))
        assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "writing\n"), killed.stderr
        assert canbo.python(start + TELL).split() == ["0", "0", "previewed", "0"]
    assert list((canbo.folder / "uploads").glob("*.xlsx"))
    again = canbo.python(start + COMMIT + TELL)
    assert again.split()[1:3] == ["500", "committed"]
    assert not list((canbo.folder / "uploads").glob("*.xlsx"))


KEYS = """
import os, signal
from django.utils import timezone
from canbo.cli import office, rotation
from canbo.common.keyring import fresh_key, ring, write_keys
from canbo.imports.models import ImportBatch, ImportRow
root = office.data_dir()
"""
FILL_ROWS = """
batch = ImportBatch.objects.create(kind='roster', file_name='a', sha256='', owner_name='x', uploaded_at=timezone.now())
ImportRow.objects.bulk_create(
    ImportRow(batch=batch, row=i, outcome='accepted', payload=f'dòng {i}') for i in range(3000)
)
write_keys((fresh_key(), *ring().texts))
"""
DIE_AT_1000 = "rotation.rotate(root, lambda done, of: os.kill(os.getpid(), signal.SIGKILL) if done >= 1000 else None)\n"
GO_ON = """
before = rotation.usage(root).values
rotation.rotate(root, lambda done, of: None)
after = rotation.usage(root).values
texts = [row.payload for row in ImportRow.objects.order_by('row')]
assert texts == [f'dòng {i}' for i in range(3000)], 'a value was lost'
print(before[ring().newest], len(after), after[ring().newest])
"""


@pytest.mark.kill
def test_a_rotation_of_keys_killed_in_the_middle_goes_on(ready_office):
    canbo = ready_office()
    canbo.python(KEYS + FILL_ROWS)
    killed = canbo.ended(canbo.start_python(KEYS + DIE_AT_1000))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert canbo.python(KEYS + GO_ON).split() == ["1000", "1", "3000"]
