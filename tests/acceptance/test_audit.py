"""The log of an office that has worked, changed by hand past the program: `canbo audit verify` says so, and where."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from .conftest import Canbo

#: Two officers, thirty files, a section erased lawfully; every act is a link of its own.
FILL = """
from canbo.audit import services as audit
from canbo.audit.services.sealing import anchor
from canbo.cli.office import make_ready
from canbo.core.access import full_access
from canbo.organizations.services.bulk import NewUnit, found_units_bulk
from canbo.organizations.models import Unit
from canbo.personnel.services import open_file
from django.utils import timezone
make_ready()
access = full_access(1, 'Lan')
found_units_bulk(access=access, units=[NewUnit('Huyện Mẫu'), NewUnit('Phòng Nội vụ', parent_index=0)], root=None)
unit = Unit.objects.get(name='Phòng Nội vụ')
people = [
    open_file(access=access, unit=unit, identity={'full_name': f'Người Số {n}', 'confirmed_distinct': True})
    for n in range(12)
]
audit.record_many(access=access, action='file.record_added', object_type='person', at=timezone.now(), reason='nhập',
                  objects=[(each.pk, each.full_name, unit.path) for each in people])
audit.erase_personal(access=access, object_type='person', object_id=people[0].pk)
anchor(timezone.localdate())
"""
MORE = """
from canbo.audit import services as audit
from canbo.core.access import full_access
from django.db import transaction
for n in range(3):
    with transaction.atomic():
        audit.record(access=full_access(1, 'Lan'), action='report.exported', object_label=f'Báo cáo {n}')
"""
TABLES = ("audit_auditentry", "audit_auditpersonal", "audit_auditseal", "audit_audithead", "audit_auditanchor")

FIFTH = "(SELECT id FROM audit_auditentry WHERE action = 'file.opened' ORDER BY id LIMIT 1 OFFSET 4)"
SIXTH = FIFTH.replace("OFFSET 4", "OFFSET 5")
IMPORTED = "(SELECT min(id) FROM audit_auditentry WHERE action = 'file.record_added')"
LAST_SEAL = "(SELECT max(sequence) FROM audit_auditseal)"
COPIED = "at, actor_id, actor_name, grants, action, object_type, object_id, unit_path, door, request_id, \"case\", secrecy, relation, personal_digest, mac"  # fmt: skip


def swapped(table: str, column: str, one: str, other: str) -> list[str]:
    return [
        f"CREATE TABLE places AS SELECT {one} AS one, {other} AS other",
        f"UPDATE {table} SET {column} = -1 WHERE {column} = (SELECT one FROM places)",
        f"UPDATE {table} SET {column} = (SELECT one FROM places) WHERE {column} = (SELECT other FROM places)",
        f"UPDATE {table} SET {column} = (SELECT other FROM places) WHERE {column} = -1",
        "DROP TABLE places",
    ]


#: What is done by hand -> the statements, and what the sentence of `verify` must name.
BY_HAND: dict[str, tuple[list[str], str]] = {
    "a field changed": ([f"UPDATE audit_auditentry SET actor_name = 'Ai khác' WHERE id = {FIFTH}"], r"Dòng \d+ lúc"),
    "a field of an import changed": (
        [f"UPDATE audit_auditentry SET object_id = 999 WHERE id = {IMPORTED}"], r"Dòng \d+ lúc",
    ),
    "a name changed": (
        [f"UPDATE audit_auditpersonal SET object_label = 'Ai khác' WHERE entry_id = {FIFTH}"],
        r"Dòng \d+ lúc .*phần cá nhân .* bị sửa",
    ),
    "a personal part deleted": (
        [f"DELETE FROM audit_auditpersonal WHERE entry_id = {FIFTH}"], r"Dòng \d+ lúc .*không có việc xoá hợp lệ",
    ),
    "a row deleted": ([f"DELETE FROM audit_auditentry WHERE id = {FIFTH}"], r"đã bị xoá 1 dòng \(số \d+\)"),
    "rows swapped": (swapped("audit_auditentry", "id", FIFTH, SIXTH), r"Mắt xích \d+ \(lúc .*bị tráo"),
    "rows of an import swapped": (
        swapped("audit_auditentry", "id", IMPORTED, IMPORTED.replace("min(id)", "max(id)")), r"Dòng \d+ lúc",
    ),
    "personal parts swapped": (swapped("audit_auditpersonal", "entry_id", FIFTH, SIXTH), r"Dòng \d+ lúc .*bị sửa"),
    "a row inserted": (
        [f"INSERT INTO audit_auditentry (id, {COPIED}) SELECT 100000, {COPIED} FROM audit_auditentry WHERE id = {FIFTH}",
         "UPDATE audit_auditentry SET object_id = 77 WHERE id = 100000"], r"Dòng 100000 lúc .*chèn từ bên ngoài",
    ),
    "a personal part inserted": (
        [f"UPDATE audit_auditpersonal SET entry_id = 100001 WHERE entry_id = {FIFTH}"], "Phần cá nhân của dòng 100001",
    ),
    "the tail cut": (
        [f"DELETE FROM audit_auditentry WHERE id >= (SELECT first_id FROM audit_auditseal WHERE sequence = {LAST_SEAL})",
         f"DELETE FROM audit_auditseal WHERE sequence = {LAST_SEAL}"], "Nhật ký bị cắt đuôi: đã ghi đến mắt xích",
    ),
    "a link changed": ([f"UPDATE audit_auditseal SET count = 9 WHERE sequence = {LAST_SEAL}"], r"Mắt xích \d+ \(lúc"),
    "the head put back": (["UPDATE audit_audithead SET sequence = 2, count = 2"], "Dòng đầu chuỗi không khớp"),
    "an anchor changed": (["UPDATE audit_auditanchor SET sequence = 3"], "Mốc ngày .* chữ ký không đúng"),
}  # fmt: skip


def by_hand(canbo: Canbo, statements: list[str]) -> None:
    """Run statements on the database past the program, as sqlite3 or psql would."""
    url = canbo.environment.get("CANBO_DATABASE_URL", "")
    link: Any
    if url:
        import psycopg

        link = psycopg.connect(url)
    else:
        link = sqlite3.connect(canbo.folder / "canbo.sqlite3")
    with closing(link):
        for statement in statements:
            link.execute(statement)
        link.commit()


@pytest.fixture(scope="module")
def filled(ready_office, prepared) -> Callable[[], Canbo]:
    """Give a function that founds an office whose log is filled."""

    def made() -> Canbo:
        canbo: Canbo = ready_office()
        canbo.python(FILL)
        return canbo

    return lambda: prepared("logged", made)


@pytest.fixture(scope="module")
def office(filled) -> Canbo:
    canbo: Canbo = filled()
    assert "Nhật ký còn nguyên" in canbo("audit", "verify").stdout
    # Whoever holds the database drops what stands in the way first.
    if canbo.environment.get("CANBO_DATABASE_URL"):
        drop = [f"DROP TRIGGER {name} ON {table}" for name, table in triggers(canbo)]
    else:
        drop = [f"DROP TRIGGER {name}" for name, _table in triggers(canbo)]
    by_hand(canbo, [*drop, *(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}" for table in TABLES)])
    return canbo


def triggers(canbo: Canbo) -> list[tuple[str, str]]:
    code = "from canbo.audit.guard import _TABLES, _TRIGGERS; import json\n"
    code += "from django.db import connection\n"
    code += "found = [(name, each[0]) for name, each in _TRIGGERS.items()]\n"
    code += "found += [(f'{t}_truncate', t) for t in _TABLES] if connection.vendor == 'postgresql' else []\n"
    return [tuple(each) for each in json.loads(canbo.python(code + "print(json.dumps(found))"))]


@pytest.fixture
def whole(office):
    """The office, its log put back after the test."""
    yield office
    for table in TABLES:
        by_hand(office, [f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM kept_{table}"])


def found(canbo: Canbo, *arguments: object) -> str:
    """What `verify` says where it finds something, but for the triggers that are gone."""
    told = canbo("audit", "verify", *arguments, status=1).stdout
    return "\n".join(line for line in told.splitlines() if "gỡ chốt" not in line)


@pytest.mark.parametrize("what", BY_HAND)
def test_what_is_done_by_hand_is_found_and_told_where(whole, what):
    statements, sentence = BY_HAND[what]
    by_hand(whole, statements)
    told = found(whole)
    assert re.search(sentence, told), told
    assert not re.search(r"\b0 chỗ", told)


def test_nothing_but_the_dropped_triggers_is_found_in_the_rest(whole):
    told = found(whole)
    assert re.fullmatch(r"\d+ dòng, \d+ mắt xích, 0 dòng chờ niêm, 2 dòng đã xoá phần cá nhân hợp lệ. .*", told), told


def test_a_database_put_back_to_yesterday_is_found_by_the_anchors_kept_elsewhere(whole, tmp_path):
    whole.python(MORE)
    by_hand(whole, [f"DELETE FROM {table}" for table in ("audit_auditanchor",)])
    exported = tmp_path / "moc.json"
    told = whole("audit", "anchors", exported).stdout
    key = json.loads(exported.read_text())["public_key"]
    assert key in told
    for table in TABLES:
        by_hand(whole, [f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM kept_{table}"])
    assert "cắt đuôi" not in found(whole)
    assert "đưa về bản cũ hơn" in found(whole, "--anchor", exported, "--public-key", key)
    altered = json.loads(exported.read_text())
    altered["anchors"][-1]["sequence"] = 3
    exported.write_text(json.dumps(altered))
    assert re.search("Mốc ngày .* trong tệp: chữ ký không đúng", found(whole, "--anchor", exported))


def test_the_log_is_whole_after_a_restore_and_after_new_keys(filled, ready_office, tmp_path):
    secret = {"CANBO_BACKUP_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="}
    lived = Canbo({**filled().environment, **secret})
    lived("keys", "new")
    lived("keys", "rotate")
    assert "Nhật ký còn nguyên" in lived("audit", "verify").stdout
    stored = json.loads(lived("backup", "--to", tmp_path, "--json").stdout)["path"]
    place = Canbo({**ready_office().environment, **secret})
    shutil.copy(lived.folder / "secrets.json", place.folder)
    place("restore", stored)
    told = place("audit", "verify").stdout
    assert "Nhật ký còn nguyên" in told
    assert "2 dòng đã xoá phần cá nhân hợp lệ" in told
