"""A worker killed in mid-import leaves nothing behind, and the work can be done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from canbo.imports.tests.test_import_file import DEMO

ROOT = Path(__file__).resolve().parents[3]

_START = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "canbo.config.settings.local"
import django
django.setup()
from datetime import date
from pathlib import Path
from canbo.core.access import full_access
from canbo.imports.models import ImportBatch
from canbo.imports.services import batches, import_file
access, today, demo = full_access(1, "Minh"), date(2026, 11, 23), Path(sys.argv[1])
"""
_PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", database="jobs", verbosity=0)
batch = batches.upload(access=access, file_name=demo.name, chunks=[demo.read_bytes()])
sheet = batches.read_outline(access=access, batch=batch)["sheets"][0]
columns = {column["letter"]: column["target"] for column in sheet["columns"] if column["target"]}
batches.confirm_columns(
    access=access, batch=batch, today=today, kind="roster", sheet=sheet["name"], columns=columns, as_of=None,
    blank_means="none",
)
batches.preview(access=access, batch=batch, today=today)
print(batch.pk)
"""
_KILLED = """
import signal
from canbo.personnel.services import bulk
def die(writer):
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
bulk.BulkWriter.finish = die
"""
_COMMIT = "batches.commit(access=access, batch_id=ImportBatch.objects.get().pk, today=today)\n"
_COMMAND = "import_file(access=access, path=demo, kind='roster', today=today)\n"
_TELL = """
from django.db import connection
from canbo.audit.models import AuditEntry
from canbo.organizations.models import Position, Unit
from canbo.personnel.models import RECORD_KINDS, FileChange, Person, Source
counts = [model.objects.count() for model in (Person, Unit, Position, Source, FileChange, *RECORD_KINDS)]
print(sum(counts), Person.objects.count(), ",".join(ImportBatch.objects.values_list("state", flat=True)),
AuditEntry.objects.count())
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0])
"""


def run(data: Path, *parts: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CANBO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", _START + "".join(parts), str(DEMO)],
        cwd=ROOT, env={**environment, "CANBO_DATA_DIR": str(data)}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.kill
def test_a_worker_killed_while_it_writes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    prepared = run(data, _PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    for commit in (_COMMIT, _COMMAND):
        killed = run(data, _KILLED, commit)
        assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "writing\n"), killed.stderr
        told = run(data, _TELL)
        assert told.stdout.split() == ["0", "0", "previewed", "0", "ok"], told.stdout + told.stderr
    assert list((data / "uploads").glob("*.xlsx"))
    again = run(data, _COMMIT, _TELL)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split()[1:3] == ["500", "committed"]
    assert not list((data / "uploads").glob("*.xlsx"))
