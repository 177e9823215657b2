"""Nothing is done without a trace: every write of a page, every reading of a restricted section, every print, export
and failed sign-in leaves a row in the log, whatever route does it. What is refused: tests/architecture/test_pages.py.
"""

from __future__ import annotations

import re

import pytest
from canbo_testing.tracing import traced
from django.core.cache import cache
from django.urls import resolve, reverse

from canbo.audit.models import AuditEntry
from canbo.personnel.models import RECORD_KINDS

from ..architecture.page_table import PAGES  # noqa: TID252  tests are no package
from ..architecture.test_pages import asked, gives_away, world  # noqa: TID252
from .fuzzing import Form
from .test_fuzz import Prober, addresses, hidden, is_ours, learnt, undone

__all__ = ["hidden", "world"]  # fixtures, used by their names

LOGIN = "/tai-khoan/dang-nhap/"

#: Buttons that ask for something to be worked out again, (name, value): what comes of it is told when it counts.
AGAIN = {("viec", "chay-lai")}

#: Routes by whose names files and prints leave.
LEAVES = re.compile("print|export|file|paper|excel")

#: What an officer would type, by the name of the field.
SENSIBLE = {
    "reason": "Theo quyết định", "ly_do": "Phục vụ cuộc họp", "note": "Ghi chú", "full_name": "Lê Thị Thử",
    "name": "Tên thử", "title": "Giấy tờ", "citizen_id": "001099000001", "username": "moi-tinh", "email": "a@b.vn",
    "valid_from": "1/1/2020", "issued_on": "1/1/2020", "school": "Trường Chính trị", "form": "Giấy khen",
}  # fmt: skip


def filled(form: Form) -> list[dict[str, str]]:
    """The form as it stands, and with every empty field filled sensibly and the last choice of each list; each way once."""
    standing = {name: values[0] if values else "" for name, values in form.fields.items()}
    choices = {name: next((each for each in reversed(values) if each), "") for name, values in form.fields.items()}
    sensible = {name: value or SENSIBLE.get(name.rpartition("-")[2], "Thử") for name, value in choices.items()}
    typed = {name: SENSIBLE.get(name.rpartition("-")[2], value) for name, value in sensible.items()}
    ways = [standing, sensible, typed]
    return [each for number, each in enumerate(ways) if each not in ways[:number]]


@pytest.mark.parametrize("role", ["officer", "cadre", "data_officer", "administrator"])
def test_every_write_of_a_page_is_told(role, world, hidden, cuong):
    """Every form of every page that the role can open, and every route of the table that is a POST."""
    from canbo.access.models import FileOwner

    prober = Prober(world, role)
    if role == "cadre":
        FileOwner.objects.create(user=world.users[role], person_key=world.person.pk)
    found = list(addresses(world, role, cuong.user))
    _queries, forms = learnt(prober, found)
    data = {address: row.data for row, address, _mine in found if row.data}
    wrong, writing = [], set()
    for form in forms:
        if not is_ours(form.action):
            continue
        for fields in [*filled(form), data.get(form.action, {})]:
            if AGAIN & fields.items():
                continue
            with traced() as trace:
                body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
                status, _content = prober.ask("post", form.action, body=body, kind="application/x-www-form-urlencoded")
            if status < 400 and trace.untold:
                writing.add(resolve(form.action).url_name)
                if not trace.told:
                    wrong.append(f"{form.action} ghi {sorted(trace.untold)} mà không có dòng nhật ký")
    assert not wrong, "\n".join(["", *wrong])
    assert len(writing) >= {"officer": 12, "cadre": 1, "data_officer": 2, "administrator": 4}[role], sorted(writing)


@pytest.mark.parametrize(("role", "least"), [("officer", 6), ("inspector", 1), ("data_officer", 1)])
def test_every_print_export_and_download_is_told(role, least, world, cuong):
    """Whatever is a file or a print by its name; whichever other route gives one is found by test_pages.py."""
    wrong, seen = [], set()
    for row in PAGES:
        if not LEAVES.search(row.name):
            continue
        with undone(), traced() as trace:
            answer, address = asked(world, row, role, "codes", cuong)
        if gives_away(row, answer):
            seen.add(row.name)
            if not trace.told:
                wrong.append(f"{row.name} {address}")
    assert not wrong, "\n".join(["", *wrong])
    assert len(seen) >= least, sorted(seen)


@pytest.mark.parametrize(
    "kind", [each for each in RECORD_KINDS if each.section.restricted], ids=lambda k: k.section.key
)
def test_every_restricted_section_that_is_shown_is_told(kind, world, desk):
    desk.add(world.person, kind, **_least(kind))
    before = AuditEntry.objects.count()
    address = reverse("file-section", args=[world.person.pk, kind.section.key])
    answer = world.clients["inspector"].get(address, follow=True)
    assert answer.status_code == 200
    rows = AuditEntry.objects.filter(action="file.restricted_read", object_id=world.person.pk)
    assert AuditEntry.objects.count() > before
    assert any(kind.section.key in row.changes["sections"][1] for row in rows)


def _least(kind) -> dict[str, object]:
    """The least that a record of a kind needs."""
    found: dict[str, object] = {}
    for field in kind._meta.fields:
        if field.name in {"id", "person", "source", "recorded_at", "superseded_at", "valid_from", "valid_before"}:
            continue
        if not field.blank and not field.has_default() and not field.null and not field.is_relation:
            found[field.name] = field.choices[0][0] if field.choices else "Thử"
    return found


def test_a_failed_sign_in_is_told(client, lan):
    cache.clear()
    client.post(LOGIN, {"login": "lan", "password": "sai"})
    client.post(LOGIN, {"login": "không-có-ai", "password": "sai"})
    assert AuditEntry.objects.filter(action="account.sign_in_failed").count() == 2
