"""Every form and every query string, with what does not belong there: no error of the program, and nothing told.

One round asks an officer everything, and every other role a third of the routes, drawn by the seed. `CANBO_FUZZ_SEED`
and `CANBO_FUZZ_ROUNDS` make it another and a longer run (`make soak`), in which every role is asked everything.
"""

from __future__ import annotations

import io
import os
import re
import traceback
import zipfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.urls import Resolver404, resolve, reverse

from canbo.access.models import FileOwner

from ..architecture.page_table import PAGES, ROLES  # noqa: TID252  tests are no package
from ..architecture.test_pages import World, owned, undone, world  # noqa: TID252
from .fuzzing import Form, Mutator, Page, Pairs, encoded, multipart

SEED = os.environ.get("CANBO_FUZZ_SEED", "2026")
ROUNDS = int(os.environ.get("CANBO_FUZZ_ROUNDS", "1"))
#: The share of the routes that a role other than the officer is asked in a run of one round; what each of them answers
#: to every role stands in tests/architecture/page_table.py.
SHARE = 1 / 3

#: What lies in the file of somebody out of everybody's scope, and must never be seen.
MARKS = ("Zưqxvhụ", "zuqxvhu", "ZUQXVHU", "099912345678", "Bệnh-kín-kqz", "kqzwife")

#: What no reader may learn of the machine.
INSIDES = re.compile(
    r"Traceback \(most recent|File &quot;/|File \"/|site-packages|\bdjango\.(db|core|utils)\b|\bpsycopg\b|\bsqlite3\b|"
    r"\bSELECT\b.{0,500}\bFROM\b|\bINSERT INTO\b|no such (table|column)|\b[A-Z]\w*(Error|Exception)\b|"
    r"<(class|function|bound method) |object at 0x|"
    + "|".join(re.escape(str(each)) for each in (settings.PACKAGE_DIR, settings.CANBO_DATA_DIR))
)

__all__ = ["world"]  # a fixture, used by its name


class Prober:
    """Sends requests as one role and keeps what went wrong."""

    def __init__(self, world: World, role: str) -> None:
        self.client = world.clients[role]
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.copy()
        self.role = role
        self.faults: list[str] = []
        self.sent = 0
        self.raised = ""

    def note(self, **_: object) -> None:
        """Keep the trace of what a view raised."""
        self.raised = traceback.format_exc(limit=-4)

    def ask(self, method: str, address: str, query: str = "", body: bytes = b"", kind: str = "", **headers: str):
        """Send one request, look at its answer, take back what it did."""
        self.client.cookies = self.cookies.copy()
        self.raised = ""
        self.sent += 1
        cache.clear()
        with undone():
            answer = self.client.generic(
                method.upper(),
                address,
                body,
                content_type=kind or "application/octet-stream",
                QUERY_STRING=query,
                **headers,
            )
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self._look(
            f"{method} {address}?{query[:300]} {body[:300]!r}", answer.status_code, content, dict(answer.headers)
        )
        return answer.status_code, content

    def _look(self, sent: str, status: int, content: bytes, headers: dict[str, str]) -> None:
        told = "\n".join([*readable(content), *headers.values()])
        if status >= 500:
            self.faults.append(f"{self.role}: {status} {sent}\n{self.raised}")
        elif found := INSIDES.search(told):
            self.faults.append(
                f"{self.role}: {status} {sent} tells «{told[max(0, found.start() - 60) : found.end() + 60]}»"
            )
        for mark in MARKS:
            if mark in told:
                self.faults.append(f"{self.role}: {status} {sent} shows {mark}")


def readable(content: bytes) -> list[str]:
    """The text of an answer; of a workbook or a Word file, that of its parts."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return [content.decode(errors="replace")]


@pytest.fixture
def hidden(world, desk) -> list[object]:
    """A file out of everybody's scope, full of marks; give the ids of what it holds."""
    from canbo.personnel.models import FamilyMember, HealthRecord, IdentityPapers, Person

    person = desk.open("Zưqxvhụ Văn Mật", desk.tree.other)
    made = [
        desk.add(person, IdentityPapers, citizen_id="099912345678"),
        desk.add(person, HealthRecord, status="Bệnh-kín-kqz"),
        desk.add(person, FamilyMember, relation="vợ", full_name="Zưqxvhụ Thị kqzwife"),
    ]
    desk.post(person, unit=desk.tree.other)
    assert Person.objects.get(pk=person.pk).unit == desk.tree.other
    return [person.pk, *(each.pk for each in made)]


def addresses(world: World, role: str, outsider: object) -> Iterator[tuple[object, str, bool]]:
    """Every route of the table, for a thing in scope and for one out of it."""
    for row in PAGES:
        if row.args in world.things:
            pairs = world.things[row.args]
        else:
            pairs = (owned(row.args, world.users.get(role, outsider)), owned(row.args, outsider))
        for named, is_mine in zip(pairs, (True, False), strict=True):
            parts = [each for each in named if not isinstance(each, dict)]
            if is_mine or parts:
                yield row, reverse(row.name, args=parts), is_mine


def learnt(prober: Prober, found: list[tuple[object, str, bool]]) -> tuple[dict[str, dict[str, list[str]]], list[Form]]:
    """Open every page once: what query strings each path takes, and every form."""
    queries: dict[str, dict[str, list[str]]] = {}
    forms: dict[tuple[str, str], Form] = {}
    for row, address, is_mine in found:
        if row.method == "post":
            forms.setdefault(
                (address, "post"), Form(address, "post", {name: [value] for name, value in row.data.items()})
            )
        if not is_mine:
            continue
        status, content = prober.ask("get", address)
        if status >= 400 or b"<" not in content[:200]:
            continue
        page = Page(address, content.decode(errors="replace"))
        for path, pairs in page.queries:
            for name, value in pairs:
                queries.setdefault(path, {}).setdefault(name, []).append(value)
        for form in page.forms:
            if form.method == "get":
                for name, values in form.fields.items():
                    queries.setdefault(form.action, {}).setdefault(name, []).extend(values)
            else:
                kept = forms.setdefault((form.action, "post"), form)
                kept.fields.update({name: values for name, values in form.fields.items() if name not in kept.fields})
                kept.files |= form.files
    return queries, list(forms.values())


def send_form(prober: Prober, mutator: Mutator, form: Form) -> None:
    """Send a form filled wrongly, in the way that it is sent."""
    pairs: Pairs = mutator.pairs(form.fields)
    headers = {"HTTP_HX_REQUEST": "true"} if mutator.chance(0.15) else {}
    if form.files or mutator.chance(0.1):
        body, kind = multipart(pairs, mutator.files(form.files)), "multipart/form-data; boundary=----fuzz"
        if mutator.chance(0.05):
            body = body[: len(body) // 2]
    elif mutator.chance(0.03):
        body, kind = mutator.value(), "application/json"
    else:
        body, kind = encoded(pairs).encode(), "application/x-www-form-urlencoded"
    prober.ask("post", form.action, body=body, kind=kind, **headers)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_breaks_and_nothing_is_told(role, world, hidden, cuong):
    prober = Prober(world, role)
    if role == "cadre":
        FileOwner.objects.create(user=world.users[role], person_key=world.person.pk)
    got_request_exception.connect(prober.note)
    try:
        least = 1.0 if role == "officer" or ROUNDS > 1 else SHARE
        drawn = {row.name for row in PAGES if Mutator(f"{SEED} {role} {row.name}", []).chance(least)}
        found = [each for each in addresses(world, role, cuong.user) if each[0].name in drawn]
        ids = [
            *hidden,
            *(each for pair in world.things.values() for named in pair for each in named if isinstance(each, int)),
        ]
        queries, forms = learnt(prober, found)
        everywhere = {name: values[:20] for known in queries.values() for name, values in known.items()}
        for number in range(ROUNDS):
            for row, address, _is_mine in found:
                mutator = Mutator(f"{SEED} {number} {role} {row.name}", ids)
                query = encoded(mutator.pairs(queries.get(address) or everywhere))
                prober.ask("get", address, query)
                if (spoilt := wrong_number(address, mutator)) and mutator.chance(0.5):
                    prober.ask(row.method, spoilt)
            for form in forms:
                mutator = Mutator(f"{SEED} {number} {role} {form.action}", ids)
                if is_ours(form.action):
                    send_form(prober, mutator, form)
                    if row_data := next(
                        (row.data for row, address, _ in found if address == form.action and row.data), None
                    ):
                        send_form(
                            prober,
                            mutator,
                            Form(form.action, "post", {**form.fields, **{k: [v] for k, v in row_data.items()}}),
                        )
    finally:
        got_request_exception.disconnect(prober.note)
    assert prober.sent > len(drawn) > len(PAGES) / 5
    assert not prober.faults, f"seed {SEED}, {prober.sent} requests\n" + "\n\n".join(prober.faults[:30])


def test_a_number_that_no_database_holds_is_no_page_and_no_fault(world, cuong):
    """On every route that names a thing by number, in every way of asking."""
    prober = Prober(world, "officer")
    seen = 0
    for row, address, _is_mine in addresses(world, "officer", cuong.user):
        for number in (2**63, 10**30):
            spoilt = re.sub(r"/\d+(?=/)", f"/{number}", address)
            if spoilt != address:
                status, _content = prober.ask(row.method, spoilt)
                assert status == 404, f"{status} {spoilt}"
                seen += 1
    assert seen > 50
    assert not prober.faults


def wrong_number(address: str, mutator: Mutator) -> str:
    """The address with its first number in the place of another, "" where it names nothing by number."""
    spoilt = re.sub(r"/\d+(?=/)", lambda _: f"/{mutator.number()}", address)
    return spoilt if spoilt != address else ""


def is_ours(path: str) -> bool:
    """Whether an address leads to a route of the product."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
