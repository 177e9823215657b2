"""The sealed box: opened by chair and teller together and by nobody else, without order, and what a receipt proves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from canbo.core.errors import DomainError
from canbo.procedures.domain.sealing import (
    HolderKey,
    Sealed,
    find,
    make_holder_key,
    open_box,
    pack,
    put_in,
    receipt,
    seal,
    ticket_digest,
    unlock,
    unpack,
)

BOX = b"box 1"
CHAIR, TELLER = "con trâu trắng bơi", "mùa lúa chín sớm"
SLIPS = [f"slip {n:02}".encode() for n in range(7)]


@pytest.fixture(scope="module")
def keys() -> tuple[HolderKey, HolderKey]:
    """The parts of teller and chair, in the order of sealing."""
    return make_holder_key(TELLER, BOX), make_holder_key(CHAIR, BOX)


def box_of(keys, slips=SLIPS):
    heap = ()
    for n, slip in enumerate(slips):
        heap = put_in(heap, Sealed(ticket_digest(f"ticket {n}", BOX), seal(slip, [key.public for key in keys], BOX)))
    return heap


def privates(keys):
    return [unlock(keys[0], TELLER, BOX), unlock(keys[1], CHAIR, BOX)]


def code_of(call, *arguments):
    with pytest.raises(DomainError) as caught:
        call(*arguments)
    return caught.value.code


def test_chair_and_teller_together_open_what_was_put_in_and_nothing_else(keys):
    opened = open_box(box_of(keys), privates(keys), BOX)
    assert sorted(opened.slips) == SLIPS
    assert opened.damaged == 0


def test_neither_opens_the_box_alone_nor_in_the_wrong_order_nor_for_another_box(keys):
    teller, chair = privates(keys)
    for some in ([teller], [chair], [chair, teller], [teller, teller], [chair, chair]):
        opened = open_box(box_of(keys), some, BOX)
        assert not set(opened.slips) & set(SLIPS)
        assert opened.damaged or some in ([chair],)
    assert open_box(box_of(keys), [teller, chair], b"box 2").damaged == len(SLIPS)


def test_a_wrong_passphrase_a_short_one_and_another_boxs_key_are_refused(keys):
    assert code_of(unlock, keys[0], CHAIR, BOX) == "passphrase_wrong"
    assert code_of(unlock, keys[0], TELLER, b"box 2") == "passphrase_wrong"
    assert code_of(unlock, replace(keys[0], locked=keys[1].locked), TELLER, BOX) == "passphrase_wrong"
    for broken in (replace(keys[0], salt=b""), replace(keys[0], locked=b"")):
        assert code_of(unlock, broken, TELLER, BOX) == "passphrase_wrong"
    assert code_of(make_holder_key, "  ngắn quá  ", BOX) == "passphrase_too_short"


def test_the_same_slip_is_never_sealed_to_the_same_bytes_and_every_slip_to_the_same_length(keys):
    publics = [key.public for key in keys]
    bodies = [seal(b"yes", publics, BOX) for _ in range(20)] + [seal(b"no ", publics, BOX)]
    assert len(set(bodies)) == len(bodies)
    assert len({len(body) for body in bodies}) == 1


def test_the_box_keeps_no_order_and_opening_makes_another(keys):
    """Seven slips put in one after another: where the last lies says nothing; so too the order of what comes out.

    2,000 boxes of stand-in slips; each place must get the last slip about equally often (chi square, 6 degrees of
    freedom: over 33.1 happens once in 100,000).
    """
    lain: Counter[int] = Counter()
    rounds = 2000
    for _ in range(rounds):
        heap = ()
        for n in range(7):
            heap = put_in(heap, Sealed(bytes([n]) * 32, b"-"))
        lain[next(at for at, each in enumerate(heap) if each.ticket == bytes([6]) * 32)] += 1
    assert sum((lain[at] - rounds / 7) ** 2 / (rounds / 7) for at in range(7)) < 33.1
    heap = box_of(keys)
    assert len({open_box(heap, privates(keys), BOX).slips for _ in range(3)}) > 1


def test_a_ticket_finds_its_slip_again_and_cannot_put_in_a_second_one(keys):
    heap = box_of(keys)
    mine = find(heap, ticket_digest("ticket 3", BOX))
    assert mine is not None
    assert find(heap, ticket_digest("ticket 3", b"box 2")) is None
    assert find(heap, ticket_digest("ticket 99", BOX)) is None
    assert code_of(put_in, heap, Sealed(mine.ticket, b"another")) == "ticket_used"
    assert receipt(mine.body) == receipt(find(unpack(pack(heap)), mine.ticket).body)
    assert len({receipt(each.body) for each in heap}) == len(heap)


def test_a_packed_box_reads_back_and_a_cut_one_is_refused(keys):
    heap = box_of(keys)
    raw = pack(heap)
    assert unpack(raw) == heap
    assert unpack(pack(())) == ()
    for cut in (raw[:-1], raw[:3], b"", raw[:4] + raw[5:]):
        assert code_of(unpack, cut) == "box_damaged"
    assert code_of(pack, [*heap, Sealed(heap[0].ticket, b"longer than the others")]) == "box_damaged"


def test_a_slip_altered_in_the_box_is_told_and_the_others_still_count(keys):
    heap = list(box_of(keys))
    heap[2] = replace(heap[2], body=heap[2].body[:-1] + bytes([heap[2].body[-1] ^ 1]))
    opened = open_box(heap, privates(keys), BOX)
    assert opened.damaged == 1
    assert len(opened.slips) == len(SLIPS) - 1
