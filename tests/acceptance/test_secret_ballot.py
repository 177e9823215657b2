"""A hall of voters at once, half of whom send a second slip and a third the same one again, the server killed in between;
then what the files of the office give away.

`CANBO_SOAK_VOTERS` says how many; `make soak` has 300 vote within ten seconds on each database.
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
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from canbo.cli.processes import free_port, server_command, wait_until_up

from .conftest import SIGNED_IN

VOTERS = int(os.environ.get("CANBO_SOAK_VOTERS", "30"))
WITHIN = 10.0 if VOTERS >= 300 else 4.0
CHAIR, TELLER = "con trâu trắng bơi", "mùa lúa chín sớm"

COMMON = """
import json
from datetime import date
from canbo.access.models import FileOwner, RoleGrant
from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.core.access import AccessContext, full_access
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import Meeting, Vote, VoteCount, VotingRight, BallotBox, KeyHolder
from canbo.procedures.services import meetings, votes
office = full_access(None, 'thử')
def voter(person_id):
    return AccessContext(None, 'thử', (), person_id)
"""
PREPARE = """
from django.utils import timezone
from canbo.cli.office import actor
from canbo.organizations.services.units import Founding, found_unit
from canbo.personnel.services import open_file
actor(None)
unit = found_unit(access=office, founding=Founding('Phòng Thử'), parent=None, on=date(2010, 1, 1))
letters = 'ABCDEGHIKLMNOPQRSTUV'
people, sessions = [], []
for number in range({voters}):
    name = f'Đinh {{letters[number // 20 % 20]}} {{letters[number // 400]}}{{letters[number % 20].lower()}}'
    person = open_file(access=office, unit=unit, identity={{'full_name': name}})
    user = User.objects.create_user(f'nguoi{{number}}', password=None, full_name=name)
    RoleGrant.objects.create(user=user, role='cadre', unit=unit, valid_from=date(2000, 1, 1), granted_by_name='thử',
                             granted_at=timezone.now())
    FileOwner.objects.create(user=user, person_key=person.pk)
    people.append(person.pk)
    sessions.append(signed_in(user))
meeting = meetings.convene(access=office, unit=unit, title='Hội nghị', held_on=timezone.localdate(),
                           people=dict.fromkeys(people, ''), chair_id=people[0], teller_id=people[1])
meetings.note_present(access=office, meeting_id=meeting.pk, present=people)
rule = {{'rule': {{'lines': [{{'operator': '>', 'threshold': '1/2', 'then': 'chosen'}}, {{'otherwise': True, 'then': 'rejected'}}]}}}}
vote = votes.propose_vote(access=office, meeting_id=meeting.pk, title='Giới thiệu',
                          form=Form(Kind.APPROVE, ('Lê Thị Mẫu',)), rule=rule)
votes.set_passphrase(access=voter(people[0]), vote_id=vote.pk, passphrase={chair!r})
votes.set_passphrase(access=voter(people[1]), vote_id=vote.pk, passphrase={teller!r})
votes.open_vote(access=office, vote_id=vote.pk)
print(json.dumps({{'vote': vote.pk, 'people': people, 'sessions': sessions}}))
"""
COUNT = """
vote, chair, teller = {vote}, voter({chair_id}), voter({teller_id})
before = [json.dumps([each.public, each.salt, each.locked]) for each in KeyHolder.objects.all()]
for access in (chair, teller):
    votes.close_vote(access=access, vote_id=vote)
votes.open_box(access=teller, vote_id=vote, chair_passphrase={chair!r}, teller_passphrase={teller!r})
content = json.loads(VoteCount.objects.get(vote_id=vote).content)
print(json.dumps({{
    'numbers': content['tally']['numbers'], 'names': content['tally']['file']['names'],
    'outcome': content['tally']['outcome'], 'receipts': VoteCount.objects.get(vote_id=vote).receipts,
    'used': VotingRight.objects.filter(vote_id=vote, is_used=True).count(), 'keys': before,
}}))
"""
DEAD_ROWS = """
from django.db import connection
with connection.cursor() as cursor:
    sizes = {}
    for name in ('ballotbox', 'keyholder'):
        cursor.execute(f"SELECT pg_relation_size('procedures_{name}')")
        sizes[name] = cursor.fetchone()[0]
    cursor.execute('SELECT count(DISTINCT xmin::text) FROM procedures_votingright')
    print(json.dumps({**sizes, 'writers': cursor.fetchone()[0]}))
"""


class Voter(threading.Thread):
    """Opens the ballot, marks it, sends it until an answer comes; then perhaps once more, or another slip."""

    def __init__(self, hall: Hall, key: str, mark: str, *, again: bool, second: bool, start: float) -> None:
        super().__init__(daemon=True)
        self.hall, self.key, self.mark, self.again, self.second, self.begin = hall, key, mark, again, second, start
        self.token = secrets.token_hex(16)
        self.receipts: list[str] = []
        self.odd: list[str] = []

    def run(self) -> None:
        time.sleep(self.begin)
        page = self.until_answered("GET", {})
        ticket = re.search(r'name="ticket" value="([^"]+)"', page)
        if ticket is None:
            self.odd.append(f"no ballot: {page[:300]}")
            return
        slip = {"ticket": ticket[1], "mark-0": self.mark}
        for _time in range(2 if self.again else 1):
            self.keep_receipt(self.until_answered("POST", slip))
        if self.second:
            other = {"ticket": secrets.token_urlsafe(24), "mark-0": "for" if self.mark == "against" else "against"}
            if "receipt-code" in self.until_answered("POST", other):
                self.odd.append("a second slip was taken")

    def keep_receipt(self, page: str) -> None:
        found = re.search(r'class="receipt-code">([^<]+)<', page)
        if found is None:
            self.odd.append(f"no receipt: {page[:300]}")
        else:
            self.receipts.append(found[1].strip())

    def until_answered(self, method: str, fields: dict[str, str]) -> str:
        """Ask again while no answer comes: what a browser does for somebody whose connection was lost."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                return self.ask(method, fields)
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
        return "no answer within 90 seconds"

    def ask(self, method: str, fields: dict[str, str]) -> str:
        link = http.client.HTTPConnection("127.0.0.1", self.hall.port, timeout=60)
        try:
            link.request(
                method, self.hall.address, urlencode({**fields, "csrfmiddlewaretoken": self.token}) if fields else None,
                {"Content-Type": "application/x-www-form-urlencoded",
                 "Cookie": f"sessionid={self.key}; csrftoken={self.token}"},
            )  # fmt: skip
            return link.getresponse().read().decode()
        finally:
            link.close()


class Hall:
    """The server, started again on the same port after it was killed."""

    def __init__(self, canbo, vote: int) -> None:
        self.canbo, self.address = canbo, reverse("ballot", args=[vote])
        self.port = free_port("127.0.0.1", 0, others=0)
        self.start()

    def start(self) -> None:
        self.server = subprocess.Popen(
            server_command("127.0.0.1", self.port, workers=2, threads=4), start_new_session=True,
            stderr=subprocess.DEVNULL,
            env={**self.canbo.environment, "DJANGO_SETTINGS_MODULE": "canbo.config.settings.local"},
        )  # fmt: skip
        assert wait_until_up(f"http://127.0.0.1:{self.port}/readyz")

    def kill(self) -> None:
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(30)


@pytest.mark.kill
def test_everybody_votes_at_once_and_the_server_is_killed_in_between(ready_office):
    seed = secrets.token_hex(4)
    chance = random.Random(seed)
    canbo = ready_office()
    held = json.loads(canbo.python(SIGNED_IN + COMMON + PREPARE.format(voters=VOTERS, chair=CHAIR, teller=TELLER)))
    hall = Hall(canbo, held["vote"])
    marks = ["for"] * (VOTERS // 2 + 1) + ["against"] * (VOTERS - VOTERS // 2 - 1)
    chance.shuffle(marks)
    try:
        voters = [
            Voter(hall, key, mark, again=place % 3 == 0, second=place % 2 == 0, start=chance.uniform(0, WITHIN))
            for place, (key, mark) in enumerate(zip(held["sessions"], marks, strict=True))
        ]
        for voter in voters:
            voter.start()
        time.sleep(WITHIN * chance.uniform(0.3, 0.7))
        hall.kill()
        hall.start()
        for voter in voters:
            voter.join(180)
    finally:
        hall.kill()
    assert not [fault for voter in voters for fault in voter.odd], f"seed {seed}"
    receipts = [set(voter.receipts) for voter in voters]
    assert all(len(mine) == 1 for mine in receipts), f"seed {seed}: a slip sent again has the same receipt"
    count = COUNT.format(
        vote=held["vote"], chair_id=held["people"][0], teller_id=held["people"][1], chair=CHAIR, teller=TELLER
    )
    counted = json.loads(canbo.python(COMMON + count))
    assert counted["used"] == VOTERS
    assert counted["numbers"]["returned"] == counted["numbers"]["valid"] == VOTERS
    assert counted["names"][0]["for"] == VOTERS // 2 + 1
    assert counted["outcome"] == "chosen"
    assert sorted(counted["receipts"]) == sorted(set().union(*receipts))
    nothing_left(canbo, counted["keys"])


def nothing_left(canbo, keys: list[str]) -> None:
    """No locked key, sealed slip or order of voting lies in the files of the office once the box was opened."""
    secret = [json.loads(key) for key in keys]
    assert len(secret) == 2
    if "CANBO_DATABASE_URL" in canbo.environment:
        left = json.loads(canbo.python(COMMON + DEAD_ROWS))
        assert left["ballotbox"] == left["keyholder"] == 0, "pages of the box and of its keys are gone"
        assert left["writers"] == 1, "one transaction wrote every right: none tells who voted after whom"
        return
    for path in Path(canbo.environment["CANBO_DATA_DIR"]).rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            for public, salt, locked in secret:
                assert not any(part.encode() in held for part in (public, salt, locked)), path
