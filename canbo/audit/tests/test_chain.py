"""The power of the proof: whoever changes the log by hand, with the triggers dropped, is found and located."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from canbo.audit import services
from canbo.audit.domain import chain
from canbo.audit.guard import drop_guard, missing_guards
from canbo.audit.models import AuditAnchor, AuditEntry, AuditHead, AuditPersonal, AuditSeal
from canbo.audit.services.sealing import anchor, seal
from canbo.audit.verifying import verify
from canbo.common.crypto import encrypt
from canbo.core.access import AccessContext, Grant, Permission

DAY = date(2026, 11, 22)
NAMES = ("An", "Bình", "Châu", "Dũng", "Giang")


@pytest.fixture
def log(lan, tree):
    """Five acts, each sealed by itself, then one of three rows; the rows by id."""
    for number, name in enumerate(NAMES, start=1):
        services.record(
            access=lan.access, action="file.opened", object_type="person", object_id=number, object_label=name,
            unit_path=tree.home.path, reason="lập mới", changes={"full_name": [None, name]},
        )  # fmt: skip
        seal()
    services.record_many(
        access=lan.access,
        action="file.record_added",
        object_type="person",
        at=AuditEntry.objects.latest("pk").at,
        objects=[(number, name, tree.home.path) for number, name in enumerate(NAMES[:3], start=1)],
    )
    seal()
    return list(AuditEntry.objects.order_by("pk"))


def tamper(sql, *values):
    drop_guard(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def delete(condition, *values):
    tamper(f"DELETE FROM audit_auditpersonal WHERE entry_{condition}", *values)
    tamper(f"DELETE FROM audit_auditentry WHERE {condition}", *values)


def faults(**asked):
    return [(each.code, each.sequence) for each in verify(**asked).faults if each.code != "guard_missing"]


def test_an_honest_log_is_whole(log):
    proof = verify()
    assert proof.faults == []
    assert (proof.entries, proof.seals, proof.unsealed, proof.erased) == (8, 6, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "file.printed"),
        ("actor_id", 99),
        ("actor_name", "Ai khác"),
        ("object_type", "unit"),
        ("object_id", 99),
        ("unit_path", "khac"),
        ("door", "x"),
        ("request_id", "x"),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("grants", "[]"),
        ('"case"', "planning:1"),
        ("secrecy", "mat"),
        ("personal_digest", b"0" * 32),
        ("mac", b"0" * 32),
    ],
)
@pytest.mark.parametrize(("place", "sequence"), [(2, 3), (6, 6)])
def test_a_changed_field_is_found(log, column, value, place, sequence):
    tamper(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", value, log[place].pk)
    assert ("row_altered", sequence) in faults()
    told = next(each for each in verify().faults if each.code == "row_altered")
    assert told.entry == log[place].pk
    assert f"Dòng {log[place].pk} lúc " in told.message


@pytest.mark.parametrize(
    ("column", "value"),
    [("object_label", "Ai khác"), ("reason", "lý do khác"), ("changes", "{}"), ("salt", b"0" * 16)],
)
def test_a_changed_personal_field_is_found(log, column, value):
    tamper(f"UPDATE audit_auditpersonal SET {column} = %s WHERE entry_id = %s", value, log[2].pk)
    assert faults() == [("personal_altered", 3)]


def test_a_personal_part_put_elsewhere_or_added_is_found(log, lan):
    tamper("UPDATE audit_auditpersonal SET entry_id = 10000 WHERE entry_id = %s", log[2].pk)
    assert faults() == [("personal_removed", 3), ("personal_orphan", None)]
    services.record(access=lan.access, action="report.exported")
    plain = AuditEntry.objects.latest("pk").pk
    seal()
    tamper("UPDATE audit_auditpersonal SET entry_id = %s WHERE entry_id = 10000", plain)
    assert faults() == [("personal_removed", 3), ("personal_inserted", 7)]


def test_personal_parts_swapped_are_found(log):
    one, other = log[5].pk, log[6].pk
    for before, after in ((one, 10_000), (other, one), (10_000, other)):
        tamper("UPDATE audit_auditpersonal SET entry_id = %s WHERE entry_id = %s", after, before)
    assert faults() == [("personal_altered", 6), ("personal_altered", 6)]


def test_a_row_changed_with_a_code_of_a_guessed_key_is_found(log):
    row = log[2]
    forged = chain.row_mac(b"k" * 32, row.at, ["x" if name == "action" else getattr(row, name) for name in chain.FIXED])
    tamper("UPDATE audit_auditentry SET action = 'x', mac = %s WHERE id = %s", forged, row.pk)
    assert ("row_altered", 3) in faults()
    assert ("rows_changed", 3) in faults()


def test_a_personal_part_rewritten_with_a_guessed_salt_is_found_although_its_digest_agrees(log):
    """The salt and the digest need no key; the code of the row does, and covers the digest."""
    digest = chain.personal_digest(b"s" * 16, "Ai khác", "", None)
    tamper(
        "UPDATE audit_auditpersonal SET object_label = 'Ai khác', reason = '', changes = NULL, salt = %s "
        "WHERE entry_id = %s", b"s" * 16, log[2].pk,
    )  # fmt: skip
    tamper("UPDATE audit_auditentry SET personal_digest = %s WHERE id = %s", digest, log[2].pk)
    assert faults() == [("row_altered", 3)]


def test_a_chain_written_anew_with_a_guessed_key_is_found(log):
    """Rows, links and head put in order by whoever knows the arithmetic and not the key."""
    key, link = b"k" * 32, ""
    tamper("UPDATE audit_auditentry SET action = 'file.printed' WHERE id = %s", log[2].pk)
    for row in AuditEntry.objects.order_by("pk"):
        mac = chain.row_mac(key, row.at, [getattr(row, name) for name in chain.FIXED])
        tamper("UPDATE audit_auditentry SET mac = %s WHERE id = %s", mac, row.pk)
    for each in AuditSeal.objects.order_by("sequence"):
        rows = AuditEntry.objects.filter(pk__range=(each.first_id, each.last_id)).order_by("pk")
        digest = chain.block_digest((row.pk, bytes(row.mac)) for row in rows)
        link = chain.link_of(key, link, each.sequence, each.at, each.ranges, each.count, digest)
        tamper("UPDATE audit_auditseal SET digest = %s, link = %s WHERE sequence = %s", digest, link, each.sequence)
    tamper("UPDATE audit_audithead SET link = %s", link)
    found = faults()
    assert found.count(("row_altered", 6)) == 3
    assert {("row_altered", n) for n in range(1, 7)} | {("link_altered", n) for n in range(1, 7)} <= set(found)


@pytest.mark.parametrize(("place", "sequence"), [(0, 1), (2, 3), (6, 6)])
def test_a_deleted_row_is_found(log, place, sequence):
    delete("id = %s", log[place].pk)
    assert faults() == [("row_missing", sequence)]
    assert verify().faults[-1].entry == log[place].pk
    assert f"(số {log[place].pk})" in verify().faults[-1].message


def test_a_row_deleted_without_its_personal_part_leaves_an_orphan(log):
    tamper("DELETE FROM audit_auditentry WHERE id = %s", log[2].pk)
    assert faults() == [("row_missing", 3), ("personal_orphan", None)]


def test_a_row_deleted_with_its_link_is_found(log):
    delete("id = %s", log[2].pk)
    tamper("DELETE FROM audit_auditseal WHERE sequence = 3")
    assert ("link_missing", 4) in faults()


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (1, 3, {("rows_changed", 2), ("rows_changed", 4)}),
        (5, 7, {("rows_changed", 6), ("row_altered", 6)}),
        (0, 6, {("rows_changed", 1), ("rows_changed", 6), ("row_altered", 1)}),
    ],
)
def test_swapped_rows_are_found(log, first, second, found):
    one, other = log[first].pk, log[second].pk
    for table, column in (("audit_auditentry", "id"), ("audit_auditpersonal", "entry_id")):
        for before, after in ((one, 10_000), (other, one), (10_000, other)):
            tamper(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", after, before)
    assert set(faults()) == found


def test_rows_swapped_within_an_import_are_named(log):
    one, other = log[5].pk, log[7].pk
    for before, after in ((one, 10_000), (other, one), (10_000, other)):
        tamper("UPDATE audit_auditentry SET id = %s WHERE id = %s", after, before)
    assert {each.entry for each in verify().faults if each.code == "row_altered"} == {one, other}


def test_swapped_links_are_found(log):
    for before, after in ((2, 10_000), (3, 2), (10_000, 3)):
        tamper("UPDATE audit_auditseal SET sequence = %s WHERE sequence = %s", after, before)
    assert {("link_altered", 2), ("link_altered", 3)} <= set(faults())


def test_an_inserted_row_is_found_even_when_it_is_sealed(log):
    columns = ", ".join(f'"{field.column}"' for field in AuditEntry._meta.fields if field.column != "id")
    tamper(f"INSERT INTO audit_auditentry ({columns}) SELECT {columns} FROM audit_auditentry WHERE id = %s", log[0].pk)
    forged = AuditEntry.objects.latest("pk").pk
    tamper("UPDATE audit_auditentry SET object_id = 77 WHERE id = %s", forged)
    assert ("row_altered", None) in faults()
    seal()
    assert ("row_altered", 7) in faults()


def test_a_row_inserted_between_is_found(log):
    tamper("DELETE FROM audit_auditentry WHERE id = %s", log[2].pk)
    tamper("UPDATE audit_auditentry SET id = %s WHERE id = %s", log[2].pk, log[3].pk)
    assert {("rows_changed", 3), ("row_missing", 4), ("personal_altered", 3)} <= set(faults())


def test_a_cut_tail_is_found_by_the_head(log):
    delete("id >= %s", log[4].pk)
    tamper("DELETE FROM audit_auditseal WHERE sequence >= 5")
    assert faults() == [("tail_cut", 5)]


def cut_tail_and_head(log):
    delete("id >= %s", log[4].pk)
    tamper("DELETE FROM audit_auditseal WHERE sequence >= 5")
    last = AuditSeal.objects.get(sequence=4)
    tamper("UPDATE audit_audithead SET sequence = 4, link = %s, count = 4", last.link)


def exported():
    from canbo.audit.anchors import exported_anchors

    return json.loads(json.dumps(exported_anchors()))


def test_a_tail_cut_with_its_head_is_found_by_the_anchor_in_the_database(log):
    anchor(DAY)
    cut_tail_and_head(log)
    assert faults() == [("tail_cut", 6)]


def test_only_an_exported_anchor_shows_a_tail_cut_with_head_and_anchors(log):
    anchor(DAY)
    kept = exported()
    cut_tail_and_head(log)
    tamper("DELETE FROM audit_auditanchor")
    assert faults() == []  # said in docs/security/audit.md
    assert faults(anchors=kept) == [("tail_cut", 6)]


def test_a_changed_anchor_is_found(log):
    anchor(DAY)
    kept = exported()
    assert faults(anchors=kept) == []
    tamper("UPDATE audit_auditanchor SET sequence = 4")
    assert faults() == [("anchor_altered", 4)]
    kept["anchors"][0]["link"] = "0" * 64
    assert ("anchor_altered", 6) in faults(anchors=kept)
    assert ("anchor_file", None) in faults(anchors={"anchors": [{}]})
    assert ("anchor_file", None) in faults(anchors={"anchors": []})


def test_anchors_are_held_against_a_public_key_kept_elsewhere(log):
    anchor(DAY)
    kept = exported()
    assert faults(anchors=kept, public_key=kept["public_key"].upper()) == []
    strange = chain.public_key(b"s" * 32)
    assert faults(anchors=kept, public_key=strange) == [("key_differs", None), ("anchor_altered", 6)]
    one = kept["anchors"][0]
    one["signature"] = chain.sign(b"s" * 32, chain.anchor_text(one["day"], 6, one["link"], 8))
    assert faults(anchors=kept) == [("anchor_altered", 6)]  # the key that the file names is not believed


def test_a_lost_head_is_found_and_the_chain_goes_on(log, lan):
    tamper("DELETE FROM audit_audithead")
    assert faults() == [("head_missing", 6)]
    services.record(access=lan.access, action="file.opened", object_id=9)
    seal()
    assert faults() == []
    assert AuditHead.objects.get().count == 9


def test_lawful_erasure_leaves_the_chain_whole(log, lan):
    assert services.erase_personal(access=lan.access, object_type="person", object_id=1) == 2
    seal()
    proof = verify()
    assert proof.faults == []
    assert proof.erased == 2
    assert not AuditPersonal.objects.filter(entry__object_id=1).exists()
    assert services.erase_personal(access=lan.access, object_type="person", object_id=1) == 0


def test_an_erasure_by_hand_is_not_lawful(log):
    with connection.cursor() as cursor:  # the database lets it pass; the proof does not
        cursor.execute("DELETE FROM audit_auditpersonal WHERE entry_id = %s", [log[1].pk])
    assert faults() == [("personal_removed", 2)]


def test_an_erasure_claimed_by_hand_is_found_with_its_claim(log, lan):
    services.erase_personal(access=lan.access, object_type="person", object_id=1)
    seal()
    claim = AuditEntry.objects.latest("pk").pk
    tamper(
        "UPDATE audit_auditpersonal SET changes = %s WHERE entry_id = %s",
        encrypt(json.dumps({"entries": [None, f"{log[0].pk}-{log[2].pk},{log[5].pk}"]})), claim,
    )  # fmt: skip
    tamper("DELETE FROM audit_auditpersonal WHERE entry_id = %s", log[1].pk)
    assert faults() == [("personal_altered", 7)]
    tamper("UPDATE audit_auditpersonal SET changes = '[]' WHERE entry_id = %s", claim)
    assert ("personal_removed", 2) in faults()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditentry SET action = 'x'",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_auditpersonal SET object_label = 'x'",
        "UPDATE audit_auditseal SET count = 5",
        "DELETE FROM audit_auditseal",
        "UPDATE audit_auditanchor SET count = 5",
        "DELETE FROM audit_auditanchor",
        "DELETE FROM audit_audithead",
        "UPDATE audit_audithead SET sequence = 0",
    ],
)
def test_the_database_itself_refuses(log, sql):
    anchor(DAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert faults() == []


def test_a_dropped_trigger_is_told(log):
    drop_guard(connection)
    assert len(missing_guards()) == 9
    assert {each.code for each in verify().faults} == {"guard_missing"}


def test_what_is_not_yet_sealed_is_counted_and_sealed_later(lan):
    services.record(access=lan.access, action="file.opened", object_id=1)
    assert verify().unsealed == 1
    assert seal() == 1
    assert seal() == 0
    assert verify().unsealed == 0


def test_an_act_seals_once_after_its_commit(lan, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as called:
        services.record(access=lan.access, action="file.opened", object_id=1)
        services.record(access=lan.access, action="file.opened", object_id=2)
    assert len(called) == 1
    assert AuditSeal.objects.get().count == 2


def test_the_anchor_of_a_day_is_made_once(log, lan):
    first = anchor(DAY)
    services.record(access=lan.access, action="file.opened", object_id=1)
    assert anchor(DAY) == first
    assert AuditAnchor.objects.count() == 1


def test_a_row_names_the_grants_it_was_done_under(tree):
    access = AccessContext(
        5, "Lan",
        (Grant(frozenset({Permission.EDIT_FILES}), tree.home.path, "officer", id=7),
         Grant(frozenset({Permission.VIEW_FILES}), tree.other.path, "unit_head", id=8)),
    )  # fmt: skip
    services.record(access=access, action="file.opened", object_id=1, unit_path=tree.team.path)
    assert AuditEntry.objects.get().grants == [{"id": 7, "role": "officer", "path": tree.home.path}]
