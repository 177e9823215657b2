"""A backup taken while the office works gives the same office again: rows, files, log; or it is refused as a whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

from canbo.common.crypto import open_file

from .conftest import Canbo, new_database

#: What lies in an installation, read past everything that backs up and restores: a sum for each table, over its rows as
#: the driver gives them, and for each file.
LOOK = """
import hashlib, json, os
from pathlib import Path
from django.db import connections
from canbo.cli import office
from canbo.cli.backup.schema import FOLDERS, LEFT_OUT
found = {}
for alias in office.database_aliases():
    with connections[alias].cursor() as cursor:
        for name in connections[alias].introspection.table_names(cursor):
            if name in LEFT_OUT:
                continue
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = sorted(repr(row) for row in cursor)
            found[name] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
            if connections[alias].vendor == "sqlite":
                cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = 'trigger' ORDER BY name", [name])
                found[name].append(str(cursor.fetchall()))
            else:
                cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname", [name])
                found[name].append(str(cursor.fetchall()))
root = office.data_dir()
for folder in FOLDERS:
    for path in sorted((root / folder).rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps(found))
"""

#: Restores without the row of the log that tells of it.
RESTORE = """
from pathlib import Path
from canbo.cli.backup.restoring import restore
from canbo.cli.backup.sealed import Secret
restore(Path({path!r}), Secret('key', b'k' * 32), progress=lambda share, words: None)
"""

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="

FILL = """
from datetime import date
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from canbo.accounts.models import User
from canbo.cli import office
from canbo.core.access import full_access
from canbo.jobs.models import Job
from canbo.personnel.models import Person
from canbo.personnel.services import attach_document
from django.utils import timezone
user = User.objects.get(username='quantri')
access = full_access(user.pk, str(user))
for number, person in enumerate(Person.objects.order_by('pk')[:3]):
    upload = SimpleUploadedFile('bang.pdf', b'%PDF-1.4\\n' + bytes([number]) * 300_000 + b'\\n%%EOF\\n')
    attach_document(access=access, person=person, upload=upload, title='Bằng tốt nghiệp')
Job.objects.create(kind='thử', title='Việc thử', owner_id=user.pk, owner_name='x', arguments={'b': [1.5, None], 'a': 'ô'},
                   created_at=timezone.now(), result={'x': 1e20})
User.objects.create(username='se-xoa').delete()
root = office.data_dir()
for name in ('rules/co-quan/pack.yaml', 'mau-van-ban/plain.docx', 'uploads/a.xlsx'):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(name)
(root / 'files' / 'cd').mkdir(exist_ok=True)
(root / 'files' / 'cd' / 'cd12.part').write_text('đang ghi dở')
"""


def look(canbo: Canbo) -> dict:
    return json.loads(canbo.python(LOOK))


@pytest.fixture(scope="module")
def lived(ready_office, prepared, workbook) -> Canbo:
    def made() -> Canbo:
        canbo = with_key(ready_office())
        canbo("import", "roster", workbook, "--as-of", "2013-12-31")
        canbo.python(FILL)
        return canbo

    return prepared("lived", made)


def with_key(canbo: Canbo) -> Canbo:
    return Canbo({**canbo.environment, "CANBO_BACKUP_KEY": KEY})


def back_up(canbo: Canbo, target: Path) -> Path:
    return Path(json.loads(canbo("backup", "--to", target, "--json").stdout)["path"])


@pytest.fixture(scope="module")
def stored(lived, tmp_path_factory) -> Path:
    """A backup of that office."""
    return back_up(lived, tmp_path_factory.mktemp("stored"))


@pytest.fixture(scope="module")
def empty_place(ready_office, lived):
    """Give a function that makes a place without anything but its tables and the keys of the old one."""

    def make() -> Canbo:
        place = with_key(ready_office())
        shutil.copy(lived.folder / "secrets.json", place.folder)
        return place

    return make


def refusal(canbo: Canbo, *arguments) -> dict:
    return json.loads(canbo(*arguments, "--json", status=1).stdout)["error"]


def test_rows_files_and_log_are_the_same(lived, empty_place, tmp_path):
    before = look(lived)
    path = back_up(lived, tmp_path)
    place = empty_place()
    place.python(RESTORE.format(path=str(path)))
    after = look(place)
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert set(after) == set(before)
    assert before["personnel_person"][0] == 500
    assert sum(name.startswith("files/") for name in before) == 3


def test_the_office_goes_on_from_there(lived, stored, new_office):
    """Numbers go on after the highest ever given, the log tells of the restoring, and the papers can be opened."""
    place = with_key(new_office())
    shutil.copy(lived.folder / "secrets.json", place.folder)
    told = json.loads(place("restore", stored, "--json").stdout)
    assert told["equal"]
    assert told["rows"] == sum(each["rows"] for each in told["tables"].values())
    code = """
from canbo.accounts.models import User
from canbo.audit.models import AuditEntry
from canbo.personnel.models import Attachment
from canbo.personnel.services.attachments import content_of
from canbo.core.access import full_access
paper = Attachment.objects.order_by('pk').first()
content = content_of(paper)
last = list(AuditEntry.objects.order_by('-pk').values_list('action', flat=True)[:1])
print(len(content), User.objects.create(username='moi').pk, last)
"""
    highest = lived.python("from canbo.accounts.models import User; print(User.objects.order_by('-pk').first().pk)")
    size, fresh, last = place.python(code).strip().split(" ", 2)
    assert int(size) > 300_000
    assert int(fresh) == int(highest) + 2  # the account that was deleted had the number between
    assert last == "['backup.restored']"
    made = "from canbo.audit.models import AuditEntry; print(AuditEntry.objects.filter(action='backup.made').count())"
    assert int(lived.python(made)) >= 1


WRITER = """
import itertools, sys
from django.core.files.uploadedfile import SimpleUploadedFile
from canbo.core.access import full_access
from canbo.organizations.models import Unit
from canbo.personnel.models import Award
from canbo.personnel.services import add_record, attach_document, open_file
access = full_access(None, 'người ghi {which}')
unit = Unit.objects.order_by('pk').first()
for number in itertools.count():
    name = f'Người Viết {which} {{number}}'
    person = open_file(access=access, unit=unit, identity={{'full_name': name, 'confirmed_distinct': True}})
    add_record(access=access, person=person, kind=Award, values={{'form': 'Giấy khen'}})
    content = b'%PDF-1.4\\n' + name.encode() * 500 + b'\\n%%EOF\\n'
    attach_document(access=access, person=person, upload=SimpleUploadedFile('a.pdf', content), title=name)
    print(number, flush=True)
"""

#: Every file has its first record, its award or not, its papers; each with its row of the log, and none without.
PAIRED = """
import json
from pathlib import Path
from django.conf import settings
from canbo.audit.models import AuditEntry
from canbo.personnel.models import Attachment, Award, Identity, Person
written = Person.objects.filter(full_name__startswith='Người Viết')
everybody, theirs = set(Person.objects.values_list('pk', flat=True)), set(written.values_list('pk', flat=True))
def logged(action):
    told = sorted(AuditEntry.objects.filter(action=action).values_list('object_id', flat=True))
    assert set(told) <= everybody, 'a row of the log tells of a file that is not there'
    return [each for each in told if each in theirs]
found = {
    'people': written.count(),
    'identities': Identity.objects.filter(person__in=written).count(),
    'opened': len(logged('file.opened')),
    'awards': sorted(Award.objects.values_list('person_id', flat=True)) == logged('file.record_added'),
    'papers': sorted(Attachment.objects.filter(person__in=written).values_list('person_id', flat=True))
        == logged('file.document_attached'),
    'missing': [a.pk for a in Attachment.objects.all()
                if not (Path(settings.MEDIA_ROOT) / a.sha256[:2] / a.sha256).is_file()],
}
print(json.dumps(found))
"""


def test_a_backup_taken_while_others_write_is_of_one_moment(stored, empty_place, tmp_path):
    office = empty_place()
    office("restore", stored)
    writers = [office.start_python(WRITER.format(which=which)) for which in "ab"]
    paths = []
    try:
        for writer in writers:
            writer.first_line()
        for number in range(2):
            (tmp_path / str(number)).mkdir()
            paths.append(back_up(office, tmp_path / str(number)))
    finally:
        ended = [writer.kill() for writer in writers]
    assert ended == [-signal.SIGKILL] * 2, "both wrote all the time"
    counts = []
    for path in paths:
        place = empty_place()
        found = json.loads(place.python(RESTORE.format(path=str(path)) + PAIRED))
        assert found["awards"]
        assert found["papers"]
        assert found["missing"] == []
        assert found["people"] == found["identities"] == found["opened"]
        counts.append(found["people"])
    assert counts == sorted(set(counts)), "each backup is later than the one before"


@pytest.mark.once
def test_a_wrong_key_a_cut_an_altered_and_a_foreign_file_are_refused_and_leave_nothing(stored, new_office, tmp_path):
    whole = stored.read_bytes()
    place = with_key(new_office())
    there = [path.name for path in place.folder.iterdir()]
    altered = bytearray(whole)
    altered[len(whole) // 2] ^= 1
    key = tmp_path / "khoa"
    place("backup", "--make-key", key)
    for content, more, code in (
        (whole, ["--key-file", key], "backup_key_wrong"),
        (whole[:-1], [], "backup_damaged"),
        (bytes(altered), [], "backup_damaged"),
        (b"xyz" * 1000, [], "backup_foreign"),
    ):
        path = tmp_path / "thử.backup"
        path.write_bytes(content)
        assert refusal(place, "restore", path, *more)["code"] == code
        assert {path.name for path in place.folder.iterdir()} - set(there) <= {"static", "secrets.json"}
    assert refusal(place, "backup", "--verify", path)["code"] == "backup_foreign"


def test_a_place_that_is_lived_in_or_lacks_the_keys_is_refused(lived, stored, new_office):
    before = look(lived)
    error = refusal(lived, "restore", stored)
    assert error["code"] == "place_not_empty"
    assert "personnel_person" in error["where"]
    assert look(lived) == before
    place = with_key(new_office())
    error = refusal(place, "restore", stored)
    assert error["code"] == "keys_missing"
    assert len(error["missing"]) == 2
    shutil.copy(lived.folder / "secrets.json", place.folder)
    (place.folder / "rules").mkdir()
    (place.folder / "rules" / "cua-ai.yaml").write_text("x")
    assert refusal(place, "restore", stored)["code"] == "place_not_empty"


REFUSED = """
from datetime import UTC, datetime
from pathlib import Path
from canbo.cli.backup.making import make
from canbo.cli.backup.sealed import Secret
from canbo.core.errors import DomainError
for target in {targets!r}:
    try:
        make(Path(target), Secret('key', b'k' * 32), keep=None, now=datetime.now(UTC), progress=lambda *each: None)
    except DomainError as error:
        print(error.code)
"""


@pytest.mark.once
def test_only_the_newest_are_kept_and_nothing_else_is_touched(lived, tmp_path):
    other = tmp_path / "ghi chú.txt"
    other.write_text("x")
    made = []
    for _round in range(2):
        made.append(Path(json.loads(lived("backup", "--to", tmp_path, "--keep", 1, "--json").stdout)["path"]))
        time.sleep(1 - time.time() % 1)  # the name tells the second
    assert sorted(tmp_path.iterdir()) == sorted([made[-1], other])
    assert made[-1].stat().st_mode & 0o777 == 0o600
    targets = [str(made[-1]), str(tmp_path / "không có" / "x")]
    assert lived.python(REFUSED.format(targets=targets)).split() == ["backup_exists", "backup_unwritable"]
    assert refusal(lived, "backup", "--to", tmp_path / "x", "--keep", 1)["code"] == "keep_needs_folder"


FULL = """
import errno, sys
from canbo.cli.backup import making, sealed
from canbo.cli.main import main
{change}
sys.exit(main(['backup', '--to', {target!r}, '--json']))
"""


@pytest.mark.once
@pytest.mark.parametrize(
    "change",
    [
        "making.shutil.disk_usage = lambda path: type('Usage', (), {'free': 1000})",
        # The disk is full in the middle of writing.
        "kept = sealed.SealedWriter._seal\n"
        "def seal(self, chunk, *, last):\n"
        "    if self._number: raise OSError(errno.ENOSPC, 'full')\n"
        "    kept(self, chunk, last=last)\n"
        "sealed.SealedWriter._seal = seal",
    ],
)
def test_a_full_disk_is_refused_and_leaves_no_half_file(lived, tmp_path, change):
    (lived.folder / "uploads" / "lớn").write_bytes(os.urandom(3_000_000))
    try:
        done = lived.ended(lived.start_python(FULL.format(change=change, target=str(tmp_path))))
    finally:
        (lived.folder / "uploads" / "lớn").unlink()
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "no_room"
    assert list(tmp_path.iterdir()) == []


MEASURED = """
import resource
from datetime import UTC, datetime
from pathlib import Path
from canbo.cli.backup.making import make
from canbo.cli.backup.sealed import Secret
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = used()
made = make(Path({target!r}), Secret('key', b'k' * 32), keep=None, now=datetime.now(UTC), progress=lambda *each: None)
print(made.size, used() - before)
"""


@pytest.mark.once
def test_memory_does_not_grow_with_what_is_backed_up(lived, tmp_path):
    big = lived.folder / "uploads" / "lớn"
    with big.open("wb") as out:
        out.truncate(200_000_000)
    try:
        size, grown = map(int, lived.python(MEASURED.format(target=str(tmp_path))).split())
    finally:
        big.unlink()
    assert size > 200_000_000
    assert grown < 60_000, f"{grown} KiB"


@pytest.mark.once
def test_files_that_go_while_they_are_copied_are_counted(lived, tmp_path):
    code = """
import json
from datetime import UTC, datetime
from pathlib import Path
from canbo.cli import office
from canbo.cli.backup import folders
from canbo.cli.backup.making import make
from canbo.cli.backup.sealed import Secret
opened = folders.open_file
def open_file(root, name):
    if name == 'uploads/bay-hoi':
        (root / name).unlink()
    return opened(root, name)
(office.data_dir() / 'uploads' / 'bay-hoi').write_text('x')
folders.open_file = open_file
made = make(Path(%r), Secret('key', b'k' * 32), keep=None, now=datetime.now(UTC), progress=lambda *each: None)
print(made.manifest['gone'], made.manifest['folders']['uploads']['files'])
"""
    assert lived.python(code % str(tmp_path)).split() == ["1", "1"]


@pytest.mark.once
@pytest.mark.kill
def test_a_backup_that_is_killed_leaves_no_half_file_and_the_next_clears_up(lived, tmp_path):
    big = lived.folder / "uploads" / "lớn"
    with big.open("wb") as out:
        out.truncate(400_000_000)
    try:
        command = lived.start("backup", "--to", tmp_path)
        end = time.monotonic() + 60
        while not any(path.stat().st_size > 1_000_000 for path in tmp_path.iterdir()) and time.monotonic() < end:
            time.sleep(0.02)
        command.kill()
    finally:
        big.unlink()
    assert [path.name[0] for path in tmp_path.iterdir()] == ["."], "a draft only"
    path = back_up(lived, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.kill
@pytest.mark.parametrize("share", [0.2, 0.6])
def test_a_restore_that_is_killed_can_be_done_again(lived, stored, empty_place, share):
    """Killed after some seconds of work, of the two that it takes."""
    before = json.loads(lived("backup", "--verify", stored, "--json").stdout)
    place = empty_place()
    command = place.start("restore", stored)
    seed = secrets.token_hex(4)
    command.work_for(random.Random(seed).uniform(share, share + 0.4) * 2)
    command.kill()
    again = place.ended(place.start("restore", stored, "--json"))
    told = json.loads(again.stdout)
    if again.returncode:
        # It had been done to the end before the signal came.
        assert told["error"]["code"] == "place_not_empty", f"seed {seed}"
        assert json.loads(place("report", "quality", "--as-of", "2013-12-31", "--json").stdout)["total"] == 500
    else:
        assert told["rows"] == before["rows"], f"seed {seed}"
        assert told["files"] == before["files"], f"seed {seed}"


ACROSS = """
import json
from datetime import UTC, datetime
from pathlib import Path
from canbo.cli.backup.making import make
from canbo.cli.backup.restoring import restore
from canbo.cli.backup.sealed import Secret
secret, quiet = Secret('key', b'k' * 32), lambda share, words: None
restore(Path({path!r}), secret, progress=quiet)
made = make(Path({target!r}), secret, keep=None, now=datetime.now(UTC), progress=quiet)
print(json.dumps([made.manifest['database'], made.manifest['content']]))
"""


@pytest.mark.once
def test_from_one_database_to_the_other_and_back(lived, stored, tmp_path):
    """From SQLite to PostgreSQL to SQLite, or the reverse: the sums of the contents stay the same all the way."""
    own = lived.environment.get("CANBO_DATABASE_URL", "")
    server = os.environ.get("CANBO_TEST_DATABASE_URL")
    if not server:
        from canbo_testing.postgres import start

        server = start(Path(tempfile.mkdtemp(prefix="canbo-pg-")))
    plain = {key: value for key, value in lived.environment.items() if key != "CANBO_DATABASE_URL"}
    postgres = {**plain, "CANBO_DATABASE_URL": new_database(server)}
    path, told = stored, []
    for environment in (plain, postgres) if own else (postgres, plain):
        root = tmp_path / str(len(told))
        root.mkdir()
        shutil.copy(lived.folder / "secrets.json", root)
        target = tmp_path / f"{len(told)}.backup"
        place = Canbo({**environment, "CANBO_DATA_DIR": str(root)})
        told.append(json.loads(place.python(ACROSS.format(path=str(path), target=str(target)))))
        path = target
    (one, first), (other, second) = told
    assert {one, other} == {"sqlite", "postgresql"}
    assert first == second
    assert first["personnel_person"]["rows"] == 500


@pytest.mark.once
def test_the_files_of_an_office_are_what_their_names_say(lived, settings):
    """Papers lie encrypted under the sums of their contents: a second proof that does not come from the backup."""
    settings.CANBO_KEY_FILE = lived.folder / "secrets.json"
    found = [path for path in (lived.folder / "files").rglob("*") if path.is_file() and path.suffix != ".part"]
    assert len(found) == 3
    assert all(hashlib.sha256(open_file(path.read_bytes())).hexdigest() == path.name for path in found)
