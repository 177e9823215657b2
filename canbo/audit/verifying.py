"""Proving the log: each row against its code and link, each link against the one before, the end against anchors."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from django.db import connections
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from canbo.audit.domain import chain
from canbo.audit.guard import missing_guards
from canbo.audit.keys import keys
from canbo.audit.models import AuditAnchor, AuditEntry, AuditHead, AuditPersonal, AuditSeal
from canbo.common.bulk import write_alias
from canbo.common.rows import as_system
from canbo.core.errors import DomainError

_CHUNK: Final = 5000
#: So many faults are told; more are only counted.
_TOLD: Final = 200
#: So many missing rows of a link are named.
_NAMED: Final = 20
#: Where the salt stands in a row as it is read: after its id, code, moment and fixed fields.
_SALT: Final = 3 + len(chain.FIXED)
_ENDLESS: Final = float("inf")

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: what, at which link, at which row, of which day (ISO)."""

    code: str
    message: str
    sequence: int | None = None
    entry: int | None = None
    day: str = ""


@dataclass(slots=True)
class Proof:
    """What the proof found: how much was read, what is wrong, what is awaiting its seal, what was lawfully erased."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def add(self, fault: Fault) -> None:
        """Keep a fault; beyond the first two hundred they are counted."""
        self.fault_count += 1
        if len(self.faults) < _TOLD:
            self.faults.append(fault)


@dataclass(slots=True)
class _Block:
    """A link that is being held against its rows as they come, in the order of their ids."""

    seal: AuditSeal
    pairs: list[tuple[int, int]]
    count: int = 0
    digest: Any = field(default_factory=sha256)
    #: The first rows that should be there and are not.
    missing: list[int] = field(default_factory=list)
    _awaited: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._awaited = (number for low, high in self.pairs for number in range(low, high + 1))

    def holds(self, number: int) -> bool:
        """Tell whether a row belongs to it."""
        return any(low <= number <= high for low, high in self.pairs)

    def take(self, number: int, mac: bytes) -> None:
        """Count a row in; those awaited before it are missing."""
        self.count += 1
        self.digest.update(chain.covered(number, mac))
        for awaited in self._awaited:
            if awaited >= number:
                break
            self._miss(awaited)

    def end(self) -> None:
        """No row comes any more."""
        for awaited in islice(self._awaited, _NAMED):
            self._miss(awaited)

    def _miss(self, number: int) -> None:
        if len(self.missing) < _NAMED:
            self.missing.append(number)


@as_system()
def verify(
    *, anchors: Mapping[str, Any] | None = None, public_key: str = "", progress: Progress | None = None
) -> Proof:
    """Read the whole log once, as of one moment, in bounded memory.

    `anchors` is an exported file of anchors, read; `public_key` (64 hexadecimal digits, kept elsewhere) is then what
    their signatures are held against, else the key of this installation. `progress` gets rows read and rows in all.
    """
    proof = Proof()
    with _one_moment():
        for name in missing_guards():
            proof.add(Fault("guard_missing", f"Cơ sở dữ liệu đã bị gỡ chốt chặn sửa, xoá «{name}»."))
        head = AuditHead.objects.filter(pk=1).first()
        _read_rows(proof, head.count if head else 0, progress)
        _find_orphans(proof)
        last = _read_links(proof)
        _check_head(proof, head, last)
        for kept in AuditAnchor.objects.order_by("day").iterator(chunk_size=_CHUNK):
            _check_anchor(
                proof, chain.public_key(keys().seed), "trong cơ sở dữ liệu",
                kept.day.isoformat(), kept.sequence, kept.link, kept.count, kept.signature,
            )  # fmt: skip
        if anchors is not None:
            _check_file(proof, anchors, public_key)
    return proof


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it stands now, whatever others write meanwhile, and keep nobody from writing."""
    connection = connections[write_alias(AuditEntry)]
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        isolated = connection.vendor == "postgresql"
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if isolated else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _read_rows(proof: Proof, total: int, progress: Progress | None) -> None:
    """Check every row against its code and its personal part, and every link against its rows."""
    check = _RowCheck(proof, keys().chain, _erasures())
    seals = AuditSeal.objects.order_by("first_id", "sequence").iterator(chunk_size=_CHUNK)
    coming = next(seals, None)
    open_blocks: list[_Block] = []
    for row in _rows():
        proof.entries += 1
        number, mac = row[0], bytes(row[1])
        while coming is not None and coming.first_id <= number:
            open_blocks.append(_Block(coming, _pairs(proof, coming)))
            coming = next(seals, None)
        mine = None
        for block in open_blocks:
            if block.holds(number):
                block.take(number, mac)
                mine = mine or block
        if any(block.seal.last_id <= number for block in open_blocks):
            for block in [each for each in open_blocks if each.seal.last_id <= number]:
                _close(proof, block)
                open_blocks.remove(block)
        check(row, mac, mine.seal.sequence if mine else None)
        if mine is None:
            proof.unsealed += 1
        if progress is not None and proof.entries % _CHUNK == 0:
            progress(proof.entries, total)
    for block in open_blocks:
        _close(proof, block)
    while coming is not None:
        _close(proof, _Block(coming, _pairs(proof, coming)))
        coming = next(seals, None)


def _rows() -> Iterator[tuple[Any, ...]]:
    names = ("pk", "mac", "at", *chain.FIXED, "personal__salt", "personal__object_label", "raw_reason", "raw_changes")
    rows = AuditEntry.objects.annotate(
        raw_reason=Cast("personal__reason", TextField()), raw_changes=Cast("personal__changes", TextField())
    )
    return rows.order_by("pk").values_list(*names).iterator(chunk_size=_CHUNK)


def _opened(name: str, stored: str | None) -> Any:
    """Give a value of the personal part. ValueError where what is stored was altered, or its key is gone."""
    field: Any = AuditPersonal._meta.get_field(name)
    try:
        return field.opened(stored)
    except DomainError as error:
        raise ValueError(error.message) from error


def _erasures() -> list[tuple[int, int]]:
    """Give the ranges of rows that entries of the log say were lawfully erased; the entries are checked like any."""
    told = AuditPersonal.objects.filter(entry__action="audit.erased").annotate(raw=Cast("changes", TextField()))
    return sorted(pair for stored in told.values_list("raw", flat=True) for pair in _erased_by(stored))


def _erased_by(stored: str | None) -> list[tuple[int, int]]:
    try:
        return list(chain.read_ranges(str(_opened("changes", stored)["entries"][1])))
    except (KeyError, IndexError, TypeError, ValueError):
        return []  # altered by hand: told of its own row


def _pairs(proof: Proof, seal: AuditSeal) -> list[tuple[int, int]]:
    try:
        return list(chain.read_ranges(seal.ranges))
    except ValueError:
        proof.add(_at_seal(seal, "link_altered", "Mắt xích {n} đã bị sửa."))
        return []


class _RowCheck:
    """Checks one row after the other against its code and the digest of its personal part."""

    def __init__(self, proof: Proof, key: bytes, erasures: Sequence[tuple[int, int]]) -> None:
        self.proof, self.key, self.erasures = proof, key, erasures

    def __call__(self, row: Sequence[Any], mac: bytes, sequence: int | None) -> None:
        number, at = row[0], row[2]
        *before, digest = row[3:_SALT]
        digest = bytes(digest)
        fixed = [*before, digest]
        if mac not in (chain.row_mac(self.key, at, fixed), chain.row_mac(self.key, at, fixed, number)):
            self._add(row, sequence, "row_altered", "nội dung đã bị sửa, hoặc dòng được chèn từ bên ngoài.")
        salt = row[_SALT]
        if salt is not None:
            if not digest:
                self._add(row, sequence, "personal_inserted", "phần cá nhân được chèn từ bên ngoài.")
            elif not self._agrees(bytes(salt), digest, *row[_SALT + 1 :]):
                words = "phần cá nhân (đối tượng, lý do, thay đổi) đã bị sửa."
                self._add(row, sequence, "personal_altered", words)
        elif digest:
            place = bisect_right(self.erasures, (number, _ENDLESS)) - 1
            if place < 0 or self.erasures[place][1] < number:
                words = "phần cá nhân đã bị xoá mà không có việc xoá hợp lệ nào."
                self._add(row, sequence, "personal_removed", words)
            else:
                self.proof.erased += 1

    def _agrees(self, salt: bytes, digest: bytes, label: str, reason: str | None, changes: str | None) -> bool:
        try:
            told = chain.personal_digest(salt, label, _opened("reason", reason), _opened("changes", changes))
        except ValueError:
            return False
        return told == digest

    def _add(self, row: Sequence[Any], sequence: int | None, code: str, words: str) -> None:
        at = timezone.localtime(row[2])
        where = f"Dòng {row[0]} lúc {at:%H:%M:%S} ngày {at:%d/%m/%Y}" + (f", mắt xích {sequence}" if sequence else "")
        self.proof.add(Fault(code, f"{where}: {words}", sequence, row[0], at.date().isoformat()))


def _find_orphans(proof: Proof) -> None:
    """Find personal parts of rows that are not there."""
    rows = AuditPersonal.objects.filter(~Exists(AuditEntry.objects.filter(pk=OuterRef("pk"))))
    for number in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_CHUNK):
        proof.add(Fault("personal_orphan", f"Phần cá nhân của dòng {number} không còn dòng nhật ký nào.", None, number))


def _close(proof: Proof, block: _Block) -> None:
    seal = block.seal
    block.end()
    if block.count != seal.count or block.missing:
        gone = ", ".join(map(str, block.missing)) + (", …" if len(block.missing) == _NAMED else "")
        message = f"Mắt xích {{n}}: đã bị xoá {max(seal.count - block.count, 1)} dòng (số {gone or '?'})."
        proof.add(_at_seal(seal, "row_missing", message, block.missing[0] if block.missing else seal.first_id))
    elif block.digest.hexdigest() != seal.digest:
        message = f"Mắt xích {{n}}: trong các dòng {seal.ranges[:80]} có dòng bị sửa, bị tráo hoặc bị thay."
        proof.add(_at_seal(seal, "rows_changed", message, seal.first_id))


def _at_seal(seal: AuditSeal, code: str, message: str, entry: int | None = None) -> Fault:
    at = timezone.localtime(seal.at)
    where = f"{seal.sequence} (lúc {at:%H:%M:%S} ngày {at:%d/%m/%Y})"
    return Fault(code, message.replace("{n}", where), seal.sequence, entry or seal.first_id, at.date().isoformat())


def _read_links(proof: Proof) -> tuple[int, str, int]:
    """Check every link against the one before; give (sequence, link, rows) at the end."""
    key = keys().chain
    sequence, link, count = 0, "", 0
    for seal in AuditSeal.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        proof.seals += 1
        if seal.sequence != sequence + 1:
            proof.add(_at_seal(seal, "link_missing", f"Thiếu mắt xích từ {sequence + 1} đến trước mắt xích {{n}}."))
        elif chain.link_of(key, link, seal.sequence, seal.at, seal.ranges, seal.count, seal.digest) != seal.link:
            proof.add(_at_seal(seal, "link_altered", "Mắt xích {n} không nối với mắt xích trước: bị sửa hoặc đổi chỗ."))
        sequence, link, count = seal.sequence, seal.link, count + seal.count
    return sequence, link, count


def _check_head(proof: Proof, head: AuditHead | None, last: tuple[int, str, int]) -> None:
    if head is None:
        if last[0]:
            proof.add(Fault("head_missing", "Dòng đầu chuỗi đã bị xoá.", last[0]))
    elif head.sequence > last[0]:
        message = f"Nhật ký bị cắt đuôi: đã ghi đến mắt xích {head.sequence}, chỉ còn đến {last[0]}."
        proof.add(Fault("tail_cut", message, last[0] + 1))
    elif (head.sequence, head.link, head.count) != last:
        proof.add(Fault("head_altered", "Dòng đầu chuỗi không khớp mắt xích cuối.", last[0]))


def _check_anchor(
    proof: Proof, public: str, where: str, day: str, sequence: int, link: str, count: int, signature: str
) -> None:
    if not chain.is_signed(public, chain.anchor_text(day, sequence, link, count), signature):
        proof.add(Fault("anchor_altered", f"Mốc ngày {day} {where}: chữ ký không đúng.", sequence, None, day))
        return
    if sequence == 0:
        return
    found = AuditSeal.objects.filter(sequence=sequence).values_list("link", flat=True).first()
    if found is None:
        message = (
            f"Mốc ngày {day} {where} biết đến mắt xích {sequence}, nay không còn: nhật ký bị cắt đuôi, hoặc cả cơ sở "
            "dữ liệu đã bị đưa về bản cũ hơn."
        )
        proof.add(Fault("tail_cut", message, sequence, None, day))
    elif found != link:
        message = f"Mốc ngày {day} {where}: mắt xích {sequence} nay khác đi, chuỗi đã bị viết lại."
        proof.add(Fault("chain_rewritten", message, sequence, None, day))


def _check_file(proof: Proof, anchors: Mapping[str, Any], public_key: str) -> None:
    own = chain.public_key(keys().seed)
    if public_key and public_key.lower() != own:
        message = "Khoá công khai đưa vào không phải khoá của nơi này: khoá nhật ký đã bị đổi, hoặc nhầm nơi."
        proof.add(Fault("key_differs", message))
    try:
        rows = [
            (str(each["day"]), int(each["sequence"]), str(each["link"]), int(each["count"]), str(each["signature"]))
            for each in anchors["anchors"]
        ]
    except (KeyError, TypeError, ValueError):
        rows = []
    if not rows:
        proof.add(Fault("anchor_file", "Tệp mốc không đúng dạng, hoặc không có mốc nào."))
    for row in rows:
        _check_anchor(proof, public_key.lower() or own, "trong tệp", *row)
