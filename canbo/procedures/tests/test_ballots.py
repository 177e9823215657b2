"""Slips: what may be marked, what a heap adds up to, one length whatever stands on them; keyed twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.procedures.domain.ballots import AGAINST, NO_OPINION, Form, Slip, State, add_up, filled, from_bytes, state_of
from canbo.procedures.domain.ballots import to_bytes as sealed_form
from canbo.procedures.domain.counts import FOR, Kind, Numbers, faults
from canbo.procedures.domain.keying import count, differences, settle

APPROVE = Form(Kind.APPROVE, ("Trần Văn A", "Lê Thị B"))
CHOOSE = Form(Kind.CHOOSE, ("Trần Văn A", "Lê Thị B", "Phạm C"), max_choices=2, added=1)
CONFIDENCE = Form(Kind.CONFIDENCE, ("Trần Văn A",))
RATE = Form(Kind.RATE, ("Trần Văn A",), levels=("excellent", "good", "fair", "poor"))
FORMS = (APPROVE, CHOOSE, CONFIDENCE, RATE)


def refused(call, *arguments, **named):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **named)
    return caught.value.code


@pytest.mark.parametrize(
    "made",
    [
        {"kind": Kind.APPROVE, "names": ()},
        {"kind": Kind.APPROVE, "names": ("Nguyễn Hoà", "nguyễn  Hòa")},
        {"kind": Kind.CHOOSE, "names": ("A", "B")},
        {"kind": Kind.CHOOSE, "names": ("A", "B"), "max_choices": 3},
        {"kind": Kind.CHOOSE, "names": ("A", "B"), "max_choices": 1, "added": 6},
        {"kind": Kind.RATE, "names": ("A",), "levels": ("only",)},
    ],
)
def test_a_ballot_that_asks_nonsense_is_not_made(made):
    assert refused(Form, **made) == "ballot_form_unusable"


def test_what_a_voter_may_not_do_on_line_is_refused_before_it_is_sealed():
    assert refused(filled, APPROVE, (FOR,)) == "slip_wrong_shape"
    assert refused(filled, APPROVE, (FOR, "high")) == "mark_unknown"
    assert refused(filled, CHOOSE, (FOR, AGAINST, "")) == "mark_unknown"
    assert refused(filled, CHOOSE, (FOR, FOR, FOR)) == "too_many_choices"
    assert refused(filled, CHOOSE, (FOR, FOR, ""), ("Vũ Văn D",)) == "too_many_choices"
    assert refused(filled, CHOOSE, (FOR, "", ""), ("Vũ Văn D", "Đỗ E")) == "too_many_added"
    assert refused(filled, CHOOSE, (FOR, "", ""), ("lê thị b",)) == "name_on_slip"
    assert refused(filled, CHOOSE, (FOR, "", ""), ('"}],',)) == "name_unreadable"
    assert refused(filled, APPROVE, (FOR, FOR), ("Vũ Văn D",)) == "too_many_added"
    assert filled(CHOOSE, (FOR, "", ""), ("  Vũ   Văn D ", "")) == Slip((FOR, "", ""), ("Vũ Văn D",))


def test_nothing_marked_is_a_blank_slip_and_too_much_is_an_invalid_one():
    assert state_of(APPROVE, filled(APPROVE, ("", ""))) is State.BLANK
    assert state_of(APPROVE, Slip((NO_OPINION, ""))) is State.VALID
    assert state_of(CHOOSE, Slip((FOR, FOR, FOR))) is State.INVALID


def test_a_name_left_unmarked_counts_as_no_opinion_and_names_written_in_follow():
    heap = add_up(APPROVE, [Slip((FOR, "")), Slip((AGAINST, FOR)), Slip(("", ""))])
    assert (heap.valid, heap.invalid, heap.blank, heap.returned) == (2, 0, 1, 3)
    assert [(each.in_favour, each.against, each.no_opinion) for each in heap.names] == [(1, 1, 0), (1, 0, 1)]
    heap = add_up(CHOOSE, [
        Slip((FOR, "", ""), ("Vũ Thuý",)), Slip(("", "", ""), ("vũ thúy",)), Slip(("", "", ""), ("Vũ Thuý",)),
        Slip((FOR, FOR, FOR)),
    ])  # fmt: skip
    assert (heap.valid, heap.invalid) == (3, 1)
    assert [(each.name, each.in_favour) for each in heap.names][-1] == ("Vũ Thuý", 3)
    assert heap.names[0].in_favour == 1


def slips_of(form):
    marks = st.tuples(*[st.sampled_from(("", *form.marks))] * len(form.names))
    written = st.lists(st.sampled_from(("Vũ Văn D", "Đỗ Ê", "Hồ Hữu Nghĩa")), max_size=form.added, unique=True)
    return st.builds(Slip, marks, written.map(tuple))


@pytest.mark.parametrize("form", FORMS, ids=[form.kind.value for form in FORMS])
@given(data=st.data())
def test_any_heap_adds_up_as_a_slow_count_does_and_passes_the_checks(form, data):
    slips = data.draw(st.lists(slips_of(form), max_size=12))
    heap = add_up(form, slips)
    states = Counter(state_of(form, slip) for slip in slips)
    assert (heap.valid, heap.invalid, heap.blank) == tuple(states[state] for state in State)
    for place, named in enumerate(heap.names[: len(form.names)]):
        for mark in form.marks:
            slow = sum(slip.marks[place] == mark for slip in slips if state_of(form, slip) is State.VALID)
            if mark != NO_OPINION:
                assert slow == {FOR: named.in_favour, AGAINST: named.against, **dict(named.levels)}[mark]
    returned = heap.returned
    numbers = Numbers(returned, returned, returned, returned, heap.valid, heap.invalid, heap.blank)
    assert faults(form.kind, numbers, heap.names, max_choices=form.max_choices) == []


@pytest.mark.parametrize("form", FORMS, ids=[form.kind.value for form in FORMS])
@given(data=st.data())
def test_every_slip_of_a_form_is_as_long_as_every_other_and_reads_back(form, data):
    slip = data.draw(slips_of(form).filter(lambda each: state_of(form, each) is not State.INVALID))
    empty = Slip(("",) * len(form.names))
    raw = sealed_form(form, slip)
    assert len(raw) == len(sealed_form(form, empty))
    assert from_bytes(form, raw) == slip


def test_the_longest_name_that_may_be_written_fits_the_one_length():
    slip = filled(CHOOSE, ("", "", ""), ("Ẫ" * 60,))
    assert len(sealed_form(CHOOSE, slip)) == len(sealed_form(CHOOSE, Slip(("", "", ""))))
    assert refused(filled, CHOOSE, ("", "", ""), ("Ẫ" * 61,)) == "name_unreadable"
    assert refused(from_bytes, CHOOSE, b"nonsense") == "slip_unreadable"


YES, NO = Slip((FOR, FOR)), Slip((AGAINST, FOR))


def test_two_keyings_that_agree_have_no_differences_and_those_that_do_not_name_each_slip():
    assert differences({1: YES, 2: None}, {1: YES, 2: None}) == ()
    found = differences({1: YES, 2: NO, 3: None}, {1: YES, 2: YES, 4: YES})
    assert [each.number for each in found] == [2, 3, 4]
    assert [(each.first_has, each.second_has) for each in found] == [(True, True), (True, False), (False, True)]
    assert differences({1: None}, {1: Slip(("", ""))})


def test_a_count_waits_until_every_difference_is_settled_and_nothing_else_is_changed():
    first, second = {1: YES, 2: NO, 3: YES}, {1: YES, 2: YES, 3: None}
    assert refused(settle, first, second, {2: NO}) == "keying_unsettled"
    assert refused(settle, first, second, {1: NO, 2: NO, 3: YES}) == "keying_not_in_question"
    heap = count(APPROVE, settle(first, second, {2: NO, 3: None}))
    assert (heap.valid, heap.invalid, heap.blank) == (2, 1, 0)
    assert [(each.in_favour, each.against) for each in heap.names] == [(1, 1), (2, 0)]
