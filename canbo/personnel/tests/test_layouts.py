"""The printed forms are complete, name fields that exist, and a walk through every item of both."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.db import models
from django.urls import reverse

from canbo.common.fields import PartialDateField
from canbo.organizations.models import Body, BodyTerm
from canbo.personnel.domain.layouts import LAYOUTS, VIRTUAL, layout
from canbo.personnel.models import RECORD_KINDS, Identity, Person
from canbo.personnel.selectors import kind_by_key
from canbo.personnel.wording import typed_fields, value_text

#: The numbers of the items as the forms print them (data standards §1.1, §1.2).
NUMBERS = {
    "tt06": [*map(str, range(1, 39))],
    "2c98": [*map(str, range(1, 32))],
}
SUB = {
    "tt06": {"30": 3, "32": 6, "34": 3, "35": 2, "36": 2, "37": 3},
}


@pytest.mark.parametrize("code", LAYOUTS)
def test_every_item_is_there_in_order(code):
    numbers = [item.number.split(".")[0].rstrip("ab") for item in layout(code).items]
    assert list(dict.fromkeys(numbers)) == NUMBERS[code]
    for number, count in SUB.get(code, {}).items():
        subs = [item.number for item in layout(code).items if item.number.startswith(f"{number}.")]
        assert subs == [f"{number}.{each}" for each in range(1, count + 1)]


def fillings():
    for code in LAYOUTS:
        for part in layout(code).head:
            for name in part.fields:
                yield pytest.param(part.kind, name, part.where, id=f"{code}-head-{part.kind}-{name}")
        for item in layout(code).items:
            for kind, name, where in item.fillings():
                yield pytest.param(kind, name, where, id=f"{code}-{item.number}-{kind}-{name}")


@pytest.mark.parametrize(("kind", "name", "where"), list(fillings()))
def test_every_blank_is_filled_by_a_field(kind, name, where):
    if name in VIRTUAL.get(kind, ()):
        return
    model = kind_by_key(kind)
    assert name in {each.name for each in typed_fields(model)}
    for asked in where:
        assert asked in {each.name for each in typed_fields(model)}


def test_every_item_says_what_fills_it():
    for code in LAYOUTS:
        for item in layout(code).items:
            assert item.heading or item.parts or item.table, item.number


# The walk: each record that fills a blank is typed on its page, corrected with a reason, and found on the paper. ------


def walks():
    """Give (form, item number, kind, where, the fields of the item) for every source of every item."""
    for code in LAYOUTS:
        for item in layout(code).items:
            grouped = {}
            for kind, name, where in item.fillings():
                grouped.setdefault((kind, repr(where)), (where, []))[1].append(name)
            for (kind, _), (where, names) in grouped.items():
                yield pytest.param(code, item.number, kind, where, names, id=f"{code}-{item.number}-{kind}")


def typed(model, where, turn):
    """Give what somebody types into the form of a kind; another `turn`, other values."""
    data = {}
    for place, each in enumerate(typed_fields(model)):
        name = each.name
        if name in where and where[name] != "filled":
            want = where[name]
            want = want[turn % len(want)] if isinstance(want, list) else want
            if want is True:
                data[name] = "on"
            elif want is not False:
                data[name] = str(want)
        elif isinstance(each, models.ForeignKey):
            continue
        elif isinstance(each, PartialDateField):
            late = name in {"valid_before", "left_on", "term_ends_on", "official_on", "ended_on", "discharged_on",
                            "reappointed_on", "agency_joined_on"}  # fmt: skip
            data[name] = (
                f"{turn + 1:02d}/{place % 12 + 1:02d}/{2090 if name == 'valid_before' else 2010 if late else 2001}"
            )
        elif each.choices:
            codes = [value for value, _ in each.choices]
            data[name] = codes[min(turn + 1, len(codes) - 1)]
        elif isinstance(each, models.BooleanField):
            if each.default is True:
                data[name] = "on"
        elif isinstance(each, models.DecimalField):
            data[name] = f"{turn + 2},{place % 9 + 1}" if each.decimal_places else f"{turn + 2}000{place % 10}00"
        elif name == "year":
            data[name] = str(2018 + turn)
        elif isinstance(each, models.PositiveSmallIntegerField):
            data[name] = str(turn + 2)
        elif isinstance(each, models.EmailField):
            data[name] = f"thu{turn}@vi-du.vn"
        else:
            data[name] = f"Chữ {'đầu' if turn == 0 else 'sửa'} {place}"[: each.max_length or 100]
    return data


@pytest.fixture
def term(units):
    body = Body.objects.create(unit=units["home"], kind=Body.Kind.PARTY_CELL, name="Chi bộ Phòng Nội vụ")
    return BodyTerm.objects.create(body=body, name="2020–2025", valid_from=date(2020, 1, 1))


@pytest.mark.parametrize(("code", "number", "kind", "where", "names"), list(walks()))
def test_walk_of_the_form(sign_in, person, term, code, number, kind, where, names):
    client = sign_in("lan")
    model = kind_by_key(kind)
    extra = {"term": str(term), "term_key": str(term.pk)} if kind == "membership" else {}
    if model is not Identity:
        added = client.post(reverse("record-add", args=[person.pk, kind]), {**typed(model, where, 0), **extra})
        assert added.status_code == 302, added.context["form"].errors
    record = model.objects.known().get(person=person)
    corrected = client.post(
        reverse("record-correct", args=[person.pk, kind, record.pk]),
        {**typed(model, where, 1), **extra, "reason": "theo bản chính"},
    )
    assert corrected.status_code == 302, corrected.context["form"].errors
    record = model.objects.known().get(person=person)
    assert record.reason == "theo bản chính"
    filled = client.post(reverse("file-print", args=[person.pk, code]), {"ly_do": "Họp"}).context["filled"]
    item = next(each for each in filled.items if each.item.number == number)
    paper = " | ".join([*(part.value for part in item.parts), *(cell for row in item.rows for cell in row)])
    for name in names:
        text = record.unit_text if name == "unit_name" else value_text(record, name)
        if name == "coefficient":
            text = f"{record.coefficient:.2f}".replace(".", ",")
        assert text, name
        assert text in paper or text.upper() in paper, (name, text, paper)


def test_the_walk_enters_every_kind_of_the_forms():
    walked = {param.values[2] for param in walks()}
    unprinted = {kind.section.key for kind in RECORD_KINDS} - walked
    assert unprinted == {"regime", "conclusion", "absence"}


def test_empty_blanks_are_dots_and_closed_items_say_so(sign_in, binh, person):
    page = unescape(
        sign_in("binh").post(reverse("file-print", args=[person.pk, "tt06"]), {"ly_do": "Họp"}).content.decode()
    )
    assert "HOÀNG VĂN AN" in page
    assert "(không in: phần hạn chế)" in page
    assert "form-dots" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("code", LAYOUTS)
def test_word_paper(sign_in, person, code):
    answer = sign_in("lan").post(reverse("file-print-word", args=[person.pk, code]), {"ly_do": "Họp"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert "An" not in answer["Content-Disposition"]


def test_head_of_the_form_is_typed_too(sign_in, person):
    client = sign_in("lan")
    identity = Identity.objects.known().get(person=person)
    data = {**typed(Identity, {}, 0), "reason": "bổ sung"}
    client.post(reverse("record-correct", args=[person.pk, "identity", identity.pk]), data)
    client.post(reverse("record-add", args=[person.pk, "regime"]), {"regime": "cadre", "managing_agency": "Huyện uỷ"})
    head = client.post(reverse("file-print", args=[person.pk, "tt06"]), {"ly_do": "Họp"}).context["filled"].head
    values = [part.value for part in head]
    assert values == ["Huyện uỷ", "Phòng Nội vụ", data["number"], data["identifier_code"]]
    assert Person.objects.get(pk=person.pk).number == data["number"]
