"""The envelope: what was sealed comes back, and nothing else does."""

import io
import json
import struct

import pytest

from canbo.cli.backup import keys, making, restoring
from canbo.cli.backup.members import ArchiveReader, ArchiveWriter, lines
from canbo.cli.backup.sealed import CHUNK, MAGIC, SealedReader, SealedWriter, Secret
from canbo.core.errors import DomainError

KEY = Secret("key", b"k" * 32)
OTHER = Secret("key", b"o" * 32)
PHRASE = Secret("passphrase", "mười hai con giáp".encode())
TAG = 16


def sealed(content: bytes, secret: Secret = KEY) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, secret)
    writer.write(content)
    writer.close()
    return out.getvalue()


def opened(envelope: bytes, secret: Secret = KEY) -> bytes:
    reader = SealedReader(io.BytesIO(envelope), secret)
    return reader.read(len(envelope))


def code_of(envelope: bytes, secret: Secret = KEY) -> str:
    with pytest.raises(DomainError) as refused:
        opened(envelope, secret)
    return refused.value.code


def length_of_head(envelope: bytes) -> int:
    (length,) = struct.unpack(">I", envelope[len(MAGIC) : len(MAGIC) + 4])
    return len(MAGIC) + 4 + length


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_sealed_comes_back(size):
    content = bytes(each % 251 for each in range(1000)) * (size // 1000 + 1)
    assert opened(sealed(content[:size])) == content[:size]


@pytest.mark.parametrize("secret", [KEY, PHRASE])
def test_nothing_of_it_can_be_read_from_outside(secret):
    envelope = sealed("Nguyễn Thị Hạnh".encode() * 100, secret)
    assert "Nguyễn".encode() not in envelope
    assert secret.value not in envelope
    assert opened(envelope, secret).startswith("Nguyễn".encode())


def test_two_envelopes_of_the_same_content_share_nothing():
    one, other = sealed(b"x" * 100), sealed(b"x" * 100)
    assert one[length_of_head(one) :] != other[length_of_head(other) :]


def test_another_key_another_passphrase_and_the_wrong_kind_are_told_apart_from_damage():
    assert code_of(sealed(b"x"), OTHER) == "backup_key_wrong"
    assert code_of(sealed(b"x", PHRASE), Secret("passphrase", b"mot mat khau khac")) == "backup_key_wrong"
    assert code_of(sealed(b"x", PHRASE)) == "backup_key_kind"
    assert code_of(sealed(b"x"), PHRASE) == "backup_key_kind"


@pytest.mark.parametrize("content", [b"", b"canbo", b"SQLite format 3\0" + b"\0" * 100, b"PK\x03\x04" + b"x" * 50])
def test_another_kind_of_file_is_told(content):
    assert code_of(content) == "backup_foreign"


def test_another_format_is_told():
    head = json.dumps({"format": 2, "opened_by": "key", "salt": "", "check": ""}).encode()
    assert code_of(MAGIC + struct.pack(">I", len(head)) + head) == "backup_format"


def test_every_cut_is_found():
    envelope = sealed(b"x" * (2 * CHUNK + 50))
    begin = length_of_head(envelope)
    for length in (len(MAGIC), begin - 1, begin, begin + 1, begin + TAG, len(envelope) - 1):
        assert code_of(envelope[:length]) in {"backup_damaged", "backup_truncated"}, length
    for chunks in (1, 2):
        assert code_of(envelope[: begin + chunks * (CHUNK + TAG)]) == "backup_truncated"


def test_every_changed_byte_is_found():
    envelope = sealed(b"x" * (CHUNK + 500))
    begin = length_of_head(envelope)
    places = [*range(len(MAGIC), begin), begin, begin + CHUNK, begin + CHUNK + TAG + 1, len(envelope) - 1]
    for place in places:
        altered = bytearray(envelope)
        altered[place] ^= 1
        with pytest.raises(DomainError):
            opened(bytes(altered))


def test_chunks_left_out_moved_repeated_or_added_are_found():
    envelope = sealed(b"a" * CHUNK + b"b" * CHUNK + b"c" * CHUNK)
    begin, each = length_of_head(envelope), CHUNK + TAG
    head, first, second, third = (
        envelope[:begin], envelope[begin : begin + each], envelope[begin + each : begin + 2 * each],
        envelope[begin + 2 * each :],
    )  # fmt: skip
    for wrong in (second + third, first + third, second + first + third, first + first + second + third,
                  first + second + third + third, first + second + third + b"x"):  # fmt: skip
        assert code_of(head + wrong) == "backup_damaged"


def archive(members, manifest=None, head=None) -> io.BytesIO:
    out = io.BytesIO()
    writer = ArchiveWriter(SealedWriter(out, KEY), head or {"version": "1"})
    sums = making.Sums()
    for about, pieces in members:
        sums.add(about, writer.member(about, iter(pieces), packed="table" in about))
    writer.finish(manifest if manifest is not None else {**sums.described(), "content": {}, "gone": 0})
    out.seek(0)
    return out


def test_members_come_back_in_order_with_their_sums():
    rows = [b'["%d"]\n' % number for number in range(100_000)]
    stored = archive([({"table": "t", "next": 1}, rows), ({"file": "files/a", "modified": 1}, [b"\0" * 700_000])])
    reader = ArchiveReader(SealedReader(stored, KEY))
    found = reader.members()
    assert [each + b"\n" for each in lines(next(found).blocks)] == rows
    assert next(found).drain()["size"] == 700_000
    assert list(found) == []
    assert reader.manifest["tables"]["t"]["lines"] == 100_000


class OnDisk(io.BytesIO):
    """A backup in memory that can be asked for its size like a file."""

    def __init__(self, content: bytes, path) -> None:
        super().__init__(content)
        path.write_bytes(content)
        self._file = path.open("rb")

    def fileno(self) -> int:
        return self._file.fileno()


def quiet(share, words):
    assert 0 <= share <= 1


def test_a_manifest_that_tells_of_other_members_is_refused(tmp_path):
    members = [({"table": "t", "next": 1}, [b"[1]\n"])]
    making.verify(OnDisk(archive(members).getvalue(), tmp_path / "a"), KEY, quiet)
    for tables in ({}, {"t": {"size": 4, "lines": 1, "sha256": "0"}}):
        wrong = archive(members, {"tables": tables, "folders": {}, "content": {}, "gone": 0})
        with pytest.raises(DomainError, match="bảng kê"):
            making.verify(OnDisk(wrong.getvalue(), tmp_path / "a"), KEY, quiet)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda head: head["migrations"].append("personnel.9999_later"), "backup_newer"),
        (lambda head: head["migrations"].pop(), "backup_older"),
        (lambda head: head["shape"][0]["columns"].pop(), "backup_shape"),
        (lambda head: head["keys"].update(audit="00000000"), "keys_missing"),
        (lambda head: head["keys"]["encryption"].append("00000000"), "keys_missing"),
    ],
)
def test_a_backup_of_another_version_or_of_other_keys_is_refused_before_anything_is_touched(
    tmp_path, settings, change, code
):
    from django.utils import timezone

    from canbo.cli.backup.schema import tables

    settings.CANBO_DATA_DIR = tmp_path / "office"
    head = making.head_of(tables(), timezone.now(), "sqlite")
    change(head)
    path = tmp_path / "cũ.backup"
    path.write_bytes(archive([], head=head).getvalue())
    with pytest.raises(DomainError) as refused:
        restoring.restore(path, KEY, progress=quiet)
    assert refused.value.code == code
    assert not settings.CANBO_DATA_DIR.exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "files/../../x", "secrets.json", "", "files/a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(DomainError, match="tên không hợp lệ"):
        restoring.folders.put_back(tmp_path / "in", name, 0, [b"x"])
    assert not list(tmp_path.rglob("x"))


def test_keys_are_read_from_options_first_and_refused_in_sentences(tmp_path, monkeypatch):
    from argparse import Namespace

    path = tmp_path / "khoa"
    keys.make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DomainError, match="Không ghi đè"):
        keys.make_key(path)
    none = {"key_file": None, "passphrase_file": None}
    for name in (
        "CANBO_BACKUP_KEY",
        "CANBO_BACKUP_KEY_FILE",
        "CANBO_BACKUP_PASSPHRASE",
        "CANBO_BACKUP_PASSPHRASE_FILE",
    ):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DomainError, match="chưa có khoá"):
        keys.secret_of(Namespace(**none))
    monkeypatch.setenv("CANBO_BACKUP_KEY_FILE", str(path))
    assert keys.secret_of(Namespace(**none)) == keys.secret_of(Namespace(**none | {"key_file": path}))
    monkeypatch.setenv("CANBO_BACKUP_KEY_FILE", "")
    monkeypatch.setenv("CANBO_BACKUP_PASSPHRASE", "mật khẩu đủ dài")
    assert keys.secret_of(Namespace(**none)).kind == "passphrase"
    monkeypatch.setenv("CANBO_BACKUP_PASSPHRASE", "ngắn")
    with pytest.raises(DomainError, match="ít nhất 12"):
        keys.secret_of(Namespace(**none))
    path.write_text("không phải khoá")
    with pytest.raises(DomainError, match="32 byte"):
        keys.secret_of(Namespace(**none | {"key_file": path}))
    with pytest.raises(DomainError, match="một trong hai"):
        keys.secret_of(Namespace(key_file=path, passphrase_file=path))


@pytest.mark.django_db(databases="__all__")
def test_every_table_of_the_database_is_backed_up_or_named_with_the_reason():
    from django.db import connections

    from canbo.cli.backup.schema import LEFT_OUT, tables

    there = {name for each in connections.all() for name in each.introspection.table_names()}
    backed_up = {table.name for table in tables()}
    assert there - backed_up - set(LEFT_OUT) == set()
    assert backed_up <= there
