"""Keys: a new one, everything written anew under it while others work, killed in the middle, the old one put away."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from canbo.cli import rotation
from canbo.cli.commands import keys as command
from canbo.cli.main import main
from canbo.common import keyring
from canbo.common.crypto import blind_index, decrypt, encrypt, older_indexes, open_file, seal_file
from canbo.core.errors import DomainError
from canbo.personnel.models import (
    Discipline,
    FamilyMember,
    ForeignRelation,
    HealthRecord,
    IdentityPapers,
    Person,
    PersonalHistory,
)

pytestmark = pytest.mark.django_db(databases="__all__")

NUMBER = "006075000123"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def root(settings, tmp_path, monkeypatch):
    """A data directory with a key file of one key, noticed at once when it changes."""
    path = tmp_path / "khoa"
    path.write_text(keyring.fresh_key() + "\n")
    path.chmod(0o600)
    settings.CANBO_DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CANBO_KEY_FILE = path
    monkeypatch.setattr(keyring, "BELIEVED", 0.0)
    keyring.look_again()
    return tmp_path


@pytest.fixture
def boss(make_account):
    """Who may manage keys; the commands act in this name."""
    return make_account("quantri", "administrator", None, "Quản trị")


@pytest.fixture
def office(root, desk, lan, boss):
    """Two files with every closed section, a paper of one of them, an upload."""
    from canbo.imports.services import uploads
    from canbo.personnel.services import attach_document

    person = desk.open("Hoàng Văn An", born="1975-08-15")
    desk.add(person, IdentityPapers, citizen_id=NUMBER, note="đã đối chiếu bản chính")
    desk.add(person, HealthRecord, examined_on="2025-01", status="Tốt", blood_group="O")
    desk.add(person, PersonalHistory, kind="imprisoned", content="Bị địch bắt năm 1972", since="1972", until="1973")
    desk.add(person, ForeignRelation, country="Pháp", content="Học bổng")
    desk.add(person, FamilyMember, relation="Vợ", full_name="Lò Thị Mơ", born=None)
    desk.add(person, Discipline, track="state", form="reprimand", violation="Vi phạm quy chế", since="2020-01-01")
    attach_document(
        access=desk.access, person=person, upload=SimpleUploadedFile("giay.pdf", PDF), title="Giấy khám sức khoẻ",
        section=HealthRecord,
    )  # fmt: skip
    uploads.store([b"danh sach"], ".csv")
    return person


def raw(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM {model._meta.db_table}')
        return [row[0] for row in cursor.fetchall()]


def rotate(root, report=lambda done, of: None):
    return rotation.rotate(root, report)


def add_key():
    fresh = keyring.fresh_key()
    keyring.write_keys((fresh, *keyring.ring().texts))
    return keyring.key_id(fresh)


def test_everything_is_written_anew_and_reads_the_same(root, office):
    first = keyring.ring().newest
    used = rotation.usage(root)
    assert set(used.values) == set(used.files) == {first}
    assert used.files[first] == 2
    second = add_key()
    told = []
    count = rotate(root, lambda done, of: told.append((done, of)))
    after = rotation.usage(root)
    assert set(after.values) == set(after.files) == {second}
    assert count == used.of(first)
    assert after.values[second] == used.values[first]
    assert told[-1] == (count, count)
    history = PersonalHistory.objects.get()
    assert (history.kind, history.content, history.get_kind_display()) == (
        "imprisoned", "Bị địch bắt năm 1972", "Bị bắt, bị tù",
    )  # fmt: skip
    assert HealthRecord.objects.get().examined_on.code == "2025-01"
    assert rotate(root) == 0


def test_exact_search_holds_before_during_and_after(root, office, desk, lan):
    from canbo.web.selectors import find_people

    def found():
        return [person.pk for person in find_people(lan.access, NUMBER).rows]

    assert found() == [office.pk]
    add_key()
    assert found() == [office.pk]
    other = desk.open("Lò Văn Bình", born="1980")
    with pytest.raises(Exception, match="Số định danh này đã ghi"):
        desk.add(other, IdentityPapers, citizen_id=NUMBER)
    rotate(root)
    assert found() == [office.pk]
    assert Person.objects.get(pk=office.pk).citizen_index == blind_index(NUMBER)


def test_lists_are_matched_while_keys_are_rotated(root, office, desk):
    from canbo.imports.domain.matching import Incoming
    from canbo.imports.services.planning import candidates_for
    from canbo.personnel.services.bulk import _citizen_problems

    assert older_indexes([NUMBER]) == {}
    add_key()
    row = Incoming(1, "Tên Khác", "ten khac", None, 1, blind_index(NUMBER))
    older = older_indexes([NUMBER, ""])
    (found,) = candidates_for([row], older)
    assert (found.person_id, found.citizen) == (office.pk, row.citizen)
    (problem,) = _citizen_problems([row.citizen], [(office.pk + 1,)], older)
    assert problem.code == "citizen_id_taken"
    assert _citizen_problems([row.citizen], [(office.pk,)], older) == []


def test_an_index_copied_from_an_old_row_meanwhile_is_mended(root, office):
    old = office.citizen_index or Person.objects.get(pk=office.pk).citizen_index
    second = add_key()
    rotate(root)
    Person.objects.filter(pk=office.pk).update(citizen_index=old)
    rotate(root)
    assert Person.objects.get(pk=office.pk).citizen_index.startswith(second)


def test_a_change_made_meanwhile_is_not_overwritten(root, office, monkeypatch):
    add_key()
    record = HealthRecord.objects.get()
    before = rotation._anew

    def slow(sealed, newest, key, stored, changes, moved):
        before(sealed, newest, key, stored, changes, moved)
        if sealed.model is HealthRecord:
            HealthRecord.objects.filter(pk=record.pk).update(status="Yếu")

    monkeypatch.setattr(rotation, "_anew", slow)
    rotate(root)
    assert HealthRecord.objects.get().status == "Yếu"


def test_a_run_that_ends_in_the_middle_goes_on_with_the_rest(root, office):
    first, second = keyring.ring().newest, add_key()
    total = rotation.usage(root).of(first)

    class StoppedError(Exception):
        pass

    def stop(done, of):
        raise StoppedError

    with pytest.raises(StoppedError):
        rotate(root, stop)
    halfway = rotation.usage(root)
    assert 0 < halfway.of(second) < total
    assert HealthRecord.objects.get().status == "Tốt"
    assert IdentityPapers.objects.get().citizen_id == NUMBER
    assert rotate(root) == halfway.of(first)


def test_the_log_proves_itself_after_a_rotation(root, office, django_capture_on_commit_callbacks):
    from canbo.audit.services.sealing import seal
    from canbo.audit.verifying import verify

    add_key()
    rotate(root)
    seal()
    proof = verify()
    assert not proof.faults


def test_a_file_erased_meanwhile_does_not_come_back(root, office):
    from canbo.common.sealed_files import remove_sealed, seal_anew

    path = next((root / "files").rglob("*/*"))
    remove_sealed(path)
    seal_anew(path)
    assert not path.exists()


def test_a_process_that_runs_notices_the_new_key(root, monkeypatch):
    monkeypatch.setattr(keyring, "BELIEVED", 3600.0)
    keyring.look_again()
    first = keyring.ring().newest
    path = root / "khoa"
    fresh = keyring.fresh_key()
    code = (
        "import os, sys; sys.path[:0] = ['.']; os.environ['DJANGO_SETTINGS_MODULE'] = 'canbo.config.settings.test'\n"
        f"from django.conf import settings; from pathlib import Path; settings.CANBO_KEY_FILE = Path({str(path)!r})\n"
        "from canbo.common import keyring, crypto\n"
        f"keyring.write_keys(({fresh!r}, *keyring.ring().texts)); print(crypto.encrypt('bí mật'))"
    )
    written = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
        env={**os.environ, "CANBO_DATA_DIR": str(root)},
    ).stdout.strip()  # fmt: skip
    assert keyring.ring().newest == first  # still believed
    assert decrypt(written) == "bí mật"  # an unknown key makes it look again
    assert keyring.ring().newest == keyring.key_id(fresh)


def test_the_old_key_goes_only_when_nothing_uses_it(root, office, tmp_path, capsys):
    kept = tmp_path / "khoa-cu.txt"
    old = keyring.ring().texts[0]
    assert main(["keys", "retire", "--keep-in", str(kept)]) == 1
    assert "Chỉ có một khoá" in capsys.readouterr().err
    assert main(["keys", "new", "--json"]) == 0
    added = json.loads(capsys.readouterr().out)["key"]
    assert main(["keys", "retire", "--keep-in", str(kept)]) == 1
    shown = capsys.readouterr()
    assert "Chưa cất được khoá" in shown.err
    assert not kept.exists()
    assert main(["keys", "status"]) == 0
    assert "Hãy chạy «canbo keys rotate»" in capsys.readouterr().out
    assert main(["keys", "rotate", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["key"] == added
    assert main(["keys", "retire"]) == 1
    assert "--keep-in" in capsys.readouterr().err
    assert main(["keys", "retire", "--keep-in", str(kept)]) == 0
    assert kept.read_text().split() == [old]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((root / "khoa").stat().st_mode) == 0o600
    assert list(keyring.ring().ciphers) == [added]
    assert old not in capsys.readouterr().out
    assert IdentityPapers.objects.get().citizen_id == NUMBER
    from canbo.audit.models import AuditEntry

    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"keys.added", "keys.rotated", "keys.retired"} <= acts


def test_a_key_that_somebody_still_writes_with_comes_back(root, office, tmp_path, monkeypatch, capsys):
    add_key()
    rotate(root)
    both = keyring.ring().texts
    old = keyring.key_id(both[1])
    stale = keyring._ring((both[1],))

    def late(_seconds):
        raw_value = f"{old}:{base64.b64encode(_sealed_with(stale, 'muộn')).decode()}"
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {HealthRecord._meta.db_table} SET status = %s", [raw_value])

    monkeypatch.setattr(command.time, "sleep", late)
    assert main(["keys", "retire", "--keep-in", str(tmp_path / "cu")]) == 1
    assert "Chưa cất được khoá" in capsys.readouterr().err
    assert keyring.ring().texts == both
    assert HealthRecord.objects.get().status == "muộn"


def _sealed_with(ring, text):
    nonce = os.urandom(12)
    return nonce + ring.ciphers[ring.newest].encrypt(nonce, text.encode(), None)


def test_a_missing_key_is_told_in_a_sentence(root, office, capsys):
    first = keyring.ring().newest
    (root / "khoa").write_text(keyring.fresh_key())
    keyring.look_again()
    with pytest.raises(DomainError, match=f"thiếu khoá mã hoá {first}") as refused:
        str(IdentityPapers.objects.get().citizen_id)
    assert refused.value.code == "key_missing"
    assert main(["keys", "status"]) == 1
    assert f"Thiếu khoá {first}" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "khong-phai-khoa", base64.urlsafe_b64encode(b"x" * 16).decode()])
def test_what_is_no_key_is_refused(root, text):
    (root / "khoa").write_text(text)
    with pytest.raises(DomainError) as refused:
        keyring.look_again()
    assert refused.value.code in {"key_none", "key_invalid"}


def test_keys_in_the_environment_itself_cannot_be_rotated(root, settings, capsys):
    settings.CANBO_KEY_FILE = None
    assert main(["keys", "new"]) == 1
    assert "CANBO_ENCRYPTION_KEYS_FILE" in capsys.readouterr().err


def test_an_altered_value_or_file_is_not_believed(root):
    stored = encrypt("bí mật")
    body = bytearray(base64.b64decode(stored[9:]))
    body[-1] ^= 1
    with pytest.raises(DomainError, match="bị thay đổi"):
        decrypt(stored[:9] + base64.b64encode(bytes(body)).decode())
    sealed = bytearray(seal_file(b"noi dung"))
    sealed[-1] ^= 1
    for wrong in (bytes(sealed), b"noi dung", b"canbo sealed 1 "):
        with pytest.raises(DomainError):
            open_file(wrong)
