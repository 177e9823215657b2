"""The server is killed in the middle of writes, again and again: no half record, no write without its row of the log, no
row of the log without its write, and nothing lost that somebody was told is done.

`CANBO_SOAK_KILLS` says how often; `make soak` kills 200 times on each database.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from canbo.cli.processes import free_port, server_command, wait_until_up

from .conftest import SET_UP, SIGNED_IN, Canbo

KILLS = int(os.environ.get("CANBO_SOAK_KILLS", "2"))

PREPARE = (
    SIGNED_IN
    + """
import json
from datetime import date
from django.utils import timezone
from canbo.access.models import RoleGrant
from canbo.accounts.models import User
from canbo.cli.office import actor
from canbo.core.text import fold
from canbo.organizations.models import StructureChange, Unit, UnitEdge, UnitName
actor(None)
now, day, name = timezone.now(), date(2010, 1, 1), 'Phòng Thử'
unit = Unit.objects.create(name=name, search_name=fold(name), path='', code='THU', founded_on=day)
unit.path = f'{unit.pk:06d}'
unit.save(update_fields=['path'])
UnitName.objects.create(unit=unit, name=name, search_name=fold(name), valid_from=day, recorded_at=now)
UnitEdge.objects.create(unit=unit, parent=None, valid_from=day, recorded_at=now, order=1)
StructureChange.objects.bulk_create(StructureChange(at=now, aspect=aspect) for aspect in StructureChange.Aspect.values)
sessions = []
for number in range(4):
    role = 'administrator' if number == 3 else 'officer'
    user = User.objects.create_user(f'nguoi{number}', password='mat-khau-dai-7', full_name=f'Người {number}')
    RoleGrant.objects.create(user=user, role=role, unit=None, valid_from=date(2000, 1, 1), granted_by_name='thử',
                             granted_at=timezone.now())
    sessions.append(signed_in(user))
print(json.dumps({'sessions': sessions, 'unit': unit.pk, 'user': User.objects.get(username='quantri').pk,
                  'grants': RoleGrant.objects.count()}))
"""
)

#: Answers each line that it reads with what is wrong in the office, what there is, and records that can be changed.
WATCH = """
import hashlib, json, random, sys
from collections import Counter
from pathlib import Path
from django.conf import settings
from django.db import connections
from django.db.models import Count
from canbo.access.models import RoleGrant
from canbo.audit.models import AuditEntry
from canbo.common.sealed_files import read_sealed
from canbo.personnel.models import RECORD_KINDS, Attachment, Award, FileChange, Identity, Person
checked = set()
for line in sys.stdin:
    wrong = []
    for connection in connections.all():
        if connection.vendor == 'sqlite':
            with connection.cursor() as cursor:
                wrong += [f'integrity: {row}' for row in cursor.execute('PRAGMA integrity_check').fetchall() if row != ('ok',)]
                wrong += [f'foreign key: {row}' for row in cursor.execute('PRAGMA foreign_key_check').fetchall()]
    def logged(action, kind='person'):
        rows = AuditEntry.objects.filter(action=action, object_type=kind).values('object_id').annotate(n=Count('id'))
        return Counter({row['object_id']: row['n'] for row in rows})
    opened, added, corrected = logged('file.opened'), logged('file.record_added'), logged('file.record_corrected')
    withdrawn, attached = logged('file.record_withdrawn'), logged('file.document_attached')
    people = Counter(Person.objects.values_list('pk', flat=True))
    records, gone, loose = Counter(), Counter(), Counter()
    for kind in RECORD_KINDS:
        rows = list(kind.objects.values_list('pk', 'person_id', 'supersedes_id', 'superseded_at', 'withdrawn_reason'))
        followed = Counter(row[2] for row in rows if row[2])
        for pk, person, supersedes, superseded_at, reason in rows:
            records[person] += 1
            gone[person] += bool(reason)
            if bool(superseded_at) != bool(reason or followed[pk]) or followed[pk] > 1 or (reason and followed[pk]):
                wrong.append(f'{kind.__name__} {pk}: superseded {superseded_at}, withdrawn {reason!r}, followed {followed[pk]}')
    papers = Counter(Attachment.objects.values_list('person_id', flat=True))
    for what, written, told in (
        ('người', people, opened), ('bản ghi', records, people + added + corrected), ('rút', +gone, withdrawn),
        ('giấy tờ', papers, attached), ('thay đổi', Counter(FileChange.objects.values_list('person_key', flat=True)), None),
    ):
        if told is None:
            wrong += [f'{person}: no change told' for person in people if not written[person]]
        elif written != told:
            wrong.append(f'{what}: {dict(written - told)} without a row of the log, {dict(told - written)} told but not there')
    if set(Identity.objects.known().values_list('person_id', flat=True)) != set(people):
        wrong.append('a file without its first record')
    for pk, digest, size in Attachment.objects.values_list('pk', 'sha256', 'size'):
        path = Path(settings.MEDIA_ROOT) / digest[:2] / digest
        if pk not in checked and (not path.is_file() or hashlib.sha256(read_sealed(path)).hexdigest() != digest):
            wrong.append(f'paper {pk} is not what its row says')
        checked.add(pk)
    grants = AuditEntry.objects.filter(action='access.granted').count()
    counts = {
        'open': sum(opened.values()), 'add': sum(added.values()), 'correct': sum(corrected.values()),
        'withdraw': sum(withdrawn.values()), 'attach': sum(attached.values()), 'grant': grants,
        'grants': RoleGrant.objects.count(),
    }
    known = list(Award.objects.known().values_list('person_id', 'pk'))
    print(json.dumps({'wrong': wrong, 'counts': counts, 'people': list(people)[-50:], 'known': random.sample(known, min(60, len(known)))}),
          flush=True)
    connections.close_all()
"""


class Session(threading.Thread):
    """Somebody at work: sends forms one after another until told to stop, and keeps count."""

    def __init__(self, port: int, key: str, acts: list, seed: str) -> None:
        super().__init__(daemon=True)
        self.port, self.key, self.acts, self.random = port, key, acts, random.Random(seed)
        self.token = secrets.token_hex(16)
        self.sent, self.done, self.odd = Counter(), Counter(), []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            act, address, fields, paper = self.random.choice(self.acts)(self.random)
            self.sent[act] += 1
            try:
                status, told = self.post(address, fields, paper)
            except (OSError, http.client.HTTPException):
                return
            if status == 302:
                self.done[act] += 1
            elif status not in {400, 404, 422} or act in {"open", "attach", "grant"}:
                self.odd.append(f"{act}: {status} {told[350:1100]}")

    def post(self, address: str, fields: dict, paper: bytes) -> tuple[int, str]:
        fields = {**fields, "csrfmiddlewaretoken": self.token}
        if paper:
            parts = [
                f'--xx\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
            ]
            head = '--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
            body, kind = b"".join([*parts, head.encode(), paper, b"\r\n--xx--\r\n"]), "multipart/form-data; boundary=xx"
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(
                "POST", address, body,
                {"Content-Type": kind, "Cookie": f"sessionid={self.key}; csrftoken={self.token}"},
            )  # fmt: skip
            answer = link.getresponse()
            return answer.status, " ".join(re.sub(r"<[^>]*>", " ", answer.read().decode()).split())
        finally:
            link.close()


def acts_of(prepared: dict, watched: dict) -> tuple[list, list]:
    """What an officer and what an administrator do, with the files and records that there are."""

    def word(chance: random.Random) -> str:
        return "".join(chance.choices("bcdghklmnpqrstvx", k=8)).title()

    def opening(chance):
        fields = {
            "unit": "Phòng Thử",
            "full_name": f"Lê {word(chance)} {word(chance)}",
            "confirmed_distinct": "on",
        }
        return "open", reverse("file-new"), fields, b""

    def adding(chance):
        person = chance.choice(watched["people"])
        return "add", reverse("record-add", args=[person, "award"]), {"form": f"Giấy khen {word(chance)}"}, b""

    def correcting(chance):
        person, record = chance.choice(watched["known"])
        fields = {"form": f"Bằng khen {word(chance)}", "reason": "theo bản chính"}
        return "correct", reverse("record-correct", args=[person, "award", record]), fields, b""

    def withdrawing(chance):
        person, record = chance.choice(watched["known"])
        return "withdraw", reverse("record-withdraw", args=[person, "award", record]), {"reason": "ghi nhầm"}, b""

    def attaching(chance):
        paper = b"%PDF-1.4\n" + word(chance).encode() * chance.randint(10, 100_000) + b"\n%%EOF\n"
        person = chance.choice(watched["people"])
        return "attach", reverse("attachment-add", args=[person]), {"title": f"Giấy tờ {word(chance)}"}, paper

    def granting(chance):
        fields = {"role": "cadre", "unit": "", "valid_from": "01/01/2020", "reason": f"Quyết định {word(chance)}"}
        return "grant", reverse("grant-new", args=[prepared["user"]]), fields, b""

    officer = [opening, *([adding, attaching] if watched["people"] else [])]
    officer += [correcting, correcting, withdrawing] if watched["known"] else []
    return officer, [granting]


class Watch:
    """Looks into the office between two lives of the server."""

    def __init__(self, canbo: Canbo) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SET_UP + WATCH], env=canbo.environment, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def look(self) -> dict:
        self.process.stdin.write("look\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.mark.kill
def test_the_server_killed_in_the_middle_of_writes(ready_office):
    seed = secrets.token_hex(4)
    chance = random.Random(seed)
    canbo = ready_office()
    prepared = json.loads(canbo.python(PREPARE))
    watch = Watch(canbo)
    sent, done = Counter(), Counter()
    watched = watch.look()
    begun = watched["counts"]
    try:
        for number in range(KILLS + 1):
            port = free_port("127.0.0.1", 0, others=0)
            server = subprocess.Popen(
                server_command("127.0.0.1", port, workers=2, threads=4), start_new_session=True, stderr=subprocess.DEVNULL,
                env={**canbo.environment, "DJANGO_SETTINGS_MODULE": "canbo.config.settings.local"},
            )  # fmt: skip
            try:
                assert wait_until_up(f"http://127.0.0.1:{port}/readyz"), "the server comes up after each kill"
                officer, administrator = acts_of(prepared, watched)
                sessions = [
                    Session(port, key, administrator if place == 3 else officer, f"{seed} {number} {place}")
                    for place, key in enumerate(prepared["sessions"])
                ]
                for session in sessions:
                    session.start()
                time.sleep(chance.uniform(0.3, 2.0))
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(30)
            for session in sessions:
                session.stopped.set()
                session.join(60)
                assert not session.odd, f"seed {seed}, kill {number}: {session.odd[:3]}"
                sent += session.sent
                done += session.done
            watched = watch.look()
            assert not watched["wrong"], f"seed {seed}, kill {number}: {watched['wrong'][:10]}"
            counts = watched["counts"]
            assert counts["grants"] - begun["grants"] == counts["grant"] - begun["grant"]
            for act in ("open", "add", "correct", "withdraw", "attach", "grant"):
                logged = counts[act] - begun[act]
                assert done[act] <= logged <= sent[act], f"seed {seed}, kill {number}: {act}"
    finally:
        watch.process.kill()
        watch.process.wait()
    print(f"\n{KILLS + 1} kills (seed {seed}): sent {dict(sent)}, told done {dict(done)}, written {counts}")
    assert all(sent[act] for act in ("open", "grant")), f"nobody worked: {sent}"
    if KILLS >= 20:
        assert all(done[act] for act in ("open", "add", "correct", "attach", "grant")), f"every act was tried: {done}"
