"""Proving the log: each row against its code and link, each link against the one before, the end against anchors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.utils import timezone

from canbo.audit.domain import chain
from canbo.audit.guard import missing_guards
from canbo.audit.keys import keys
from canbo.audit.models import AuditAnchor, AuditEntry, AuditHead, AuditSeal

_CHUNK = 5000
#: So many faults are told; more are only counted.
_TOLD = 200

type Progress = Callable[[int], None]


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
    seal: AuditSeal
    pairs: list[tuple[int, int]]
    count: int = 0
    digest: Any = field(default_factory=sha256)
    last_seen: int = 0


def verify(*, anchors: Mapping[str, Any] | None = None, progress: Progress | None = None) -> Proof:
    """Read the whole log once, in bounded memory; `anchors` is an exported file of anchors, read."""
    proof = Proof()
    for name in missing_guards():
        proof.add(Fault("guard_missing", f"Cơ sở dữ liệu đã bị gỡ chốt chặn sửa, xoá «{name}»."))
    _read_rows(proof, progress)
    head = AuditHead.objects.filter(pk=1).first()
    last = _read_links(proof)
    _check_head(proof, head, last)
    for kept in AuditAnchor.objects.order_by("day").iterator(chunk_size=_CHUNK):
        _check_anchor(
            proof, kept.day.isoformat(), kept.sequence, kept.link, kept.count, kept.signature, "trong cơ sở dữ liệu"
        )
    if anchors is not None:
        _check_file(proof, anchors)
    return proof


def _read_rows(proof: Proof, progress: Progress | None) -> None:
    """Check every row against its code and its personal digest, and every link against its rows."""
    key = keys().chain
    erasures = _erasures()
    seals = AuditSeal.objects.order_by("first_id", "sequence").iterator(chunk_size=_CHUNK)
    coming = next(seals, None)
    open_blocks: list[_Block] = []
    for row in _rows():
        proof.entries += 1
        number = row.pk
        while coming is not None and coming.first_id <= number:
            open_blocks.append(_Block(coming, _pairs(proof, coming)))
            coming = next(seals, None)
        mine = [block for block in open_blocks if _holds(block, number)]
        for block in mine:
            block.count += 1
            block.digest.update(f"{number}:{row.mac}\n".encode())
        if any(block.seal.last_id <= number for block in open_blocks):
            for block in [each for each in open_blocks if each.seal.last_id <= number]:
                _close(proof, block)
                open_blocks.remove(block)
        _check_row(proof, row, key, mine[0].seal.sequence if mine else None, erasures)
        if not mine:
            proof.unsealed += 1
        if progress is not None and proof.entries % _CHUNK == 0:
            progress(proof.entries)
    for block in open_blocks:
        _close(proof, block)
    while coming is not None:
        _close(proof, _Block(coming, _pairs(proof, coming)))
        coming = next(seals, None)


def _rows() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("pk").iterator(chunk_size=_CHUNK)


def _erasures() -> list[tuple[int, int]]:
    """Give the ranges of rows that entries of the log say were lawfully erased; the entries are checked like any."""
    rows = AuditEntry.objects.filter(action="audit.erased").values_list("changes", flat=True)
    return [pair for changes in rows.iterator() for pair in chain.read_ranges(str((changes or {})["entries"][1]))]


def _pairs(proof: Proof, seal: AuditSeal) -> list[tuple[int, int]]:
    try:
        return list(chain.read_ranges(seal.ranges))
    except ValueError:
        proof.add(_at_seal(seal, "link_altered", "Mắt xích {n} đã bị sửa."))
        return []


def _holds(block: _Block, number: int) -> bool:
    return any(low <= number <= high for low, high in block.pairs)


def _check_row(
    proof: Proof, row: AuditEntry, key: bytes, sequence: int | None, erasures: Sequence[tuple[int, int]]
) -> None:
    day = timezone.localtime(row.at).date().isoformat()

    def fault(code: str, message: str) -> None:
        where = f"Dòng {row.pk} ngày {day}" + (f", mắt xích {sequence}" if sequence else "")
        proof.add(Fault(code, f"{where}: {message}", sequence, row.pk, day))

    if chain.row_mac(key, row.at, [getattr(row, name) for name in chain.FIXED]) != row.mac:
        fault("row_altered", "nội dung đã bị sửa, hoặc dòng được chèn từ bên ngoài.")
    personal = [getattr(row, name) for name in chain.PERSONAL]
    if row.salt:
        if chain.personal_digest(row.salt, personal) != row.personal_digest:
            fault("personal_altered", "phần cá nhân (đối tượng, lý do, thay đổi) đã bị sửa.")
    elif any(personal) or not any(low <= row.pk <= high for low, high in erasures):
        fault("personal_removed", "phần cá nhân đã bị xoá mà không có việc xoá hợp lệ nào.")
    else:
        proof.erased += 1


def _close(proof: Proof, block: _Block) -> None:
    seal = block.seal
    if block.count != seal.count:
        message = f"Mắt xích {{n}}: thiếu {seal.count - block.count} dòng trong các dòng {seal.ranges[:80]}."
        proof.add(_at_seal(seal, "row_missing", message))
    elif block.digest.hexdigest() != seal.digest:
        proof.add(_at_seal(seal, "rows_changed", f"Mắt xích {{n}}: các dòng {seal.ranges[:80]} đã bị tráo hoặc sửa."))


def _at_seal(seal: AuditSeal, code: str, message: str) -> Fault:
    day = timezone.localtime(seal.at).date().isoformat()
    return Fault(code, message.replace("{n}", f"{seal.sequence} (ngày {day})"), seal.sequence, seal.first_id, day)


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


def _check_anchor(proof: Proof, day: str, sequence: int, link: str, count: int, signature: str, where: str) -> None:
    text = chain.anchor_text(day, sequence, link, count)
    if not chain.is_signed(chain.public_key(keys().seed), text, signature):
        proof.add(Fault("anchor_altered", f"Mốc ngày {day} {where}: chữ ký không đúng.", sequence, None, day))
        return
    if sequence == 0:
        return
    found = AuditSeal.objects.filter(sequence=sequence).values_list("link", flat=True).first()
    if found is None:
        message = f"Mốc ngày {day} {where} biết đến mắt xích {sequence}, nay không còn: nhật ký bị cắt đuôi."
        proof.add(Fault("tail_cut", message, sequence, None, day))
    elif found != link:
        message = f"Mốc ngày {day} {where}: mắt xích {sequence} nay khác đi, chuỗi đã bị viết lại."
        proof.add(Fault("chain_rewritten", message, sequence, None, day))


def _check_file(proof: Proof, anchors: Mapping[str, Any]) -> None:
    try:
        rows = [
            (str(each["day"]), int(each["sequence"]), str(each["link"]), int(each["count"]), str(each["signature"]))
            for each in anchors["anchors"]
        ]
    except (KeyError, TypeError, ValueError):
        proof.add(Fault("anchor_file", "Tệp mốc không đúng dạng."))
        return
    for row in rows:
        _check_anchor(proof, *row, "trong tệp")
