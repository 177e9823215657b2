"""Writing into a file through its pages."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from canbo.core.dates import PartialDate
from canbo.organizations.models import Body, BodyTerm, Position
from canbo.personnel.models import (
    RECORD_KINDS,
    Identity,
    PartyMembership,
    Person,
    PostHolding,
    Qualification,
    SalaryStep,
)
from canbo.personnel.services import add_record, correct_record


def words(answer):
    return unescape(answer.content.decode())


@pytest.mark.parametrize("kind", [kind.section.key for kind in RECORD_KINDS])
def test_every_kind_has_its_form(sign_in, person, kind):
    answer = sign_in("lan").get(reverse("record-add", args=[person.pk, kind]))
    assert answer.status_code == 200
    text = words(answer)
    assert "Select" not in text
    assert "Unknown" not in text
    assert text.count("<h1") == 1
    for field in answer.context["form"]:
        assert f'for="{field.id_for_label}"' in text or field.is_hidden or 'type="checkbox"' in str(field), field.name


PAGES = ["record-add", "record-correct", "record-withdraw", "record-verify", "attachment-add", "file-new"]


@pytest.mark.parametrize("name", PAGES)
def test_who_may_write(sign_in, lan, person, an, name):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master"})
    arguments = {
        "record-add": [person.pk, "qualification"],
        "attachment-add": [person.pk],
        "file-new": [],
    }.get(name, [person.pk, "qualification", record.pk])
    out_of_scope = 200 if name == "file-new" else 404
    for who, status in (("lan", 200), ("binh", 403), ("an", 403), ("cuong", out_of_scope)):
        for method in ("get", "post") if who in {"binh", "an"} else ("get",):
            assert getattr(sign_in(who), method)(reverse(name, args=arguments)).status_code == status, who


def test_a_record_of_another_file_is_not_found(sign_in, lan, units, person):
    from canbo.personnel.services import open_file

    other = open_file(access=lan, unit=units["home"], identity={"full_name": "Ma Thị Bé"})
    record = add_record(access=lan, person=other, kind=Qualification, values={"level": "master"})
    url = reverse("record-correct", args=[person.pk, "qualification", record.pk])
    assert sign_in("lan").get(url).status_code == 404


def test_add_with_decision_and_units_typed_without_marks(sign_in, person, units, title):
    answer = sign_in("lan").post(
        reverse("record-add", args=[person.pk, "post"]),
        {
            "unit": "phong noi vu", "title_text": "Phó trưởng phòng", "kind": "principal", "line": "state",
            "valid_from": "03/2015", "decision_number": "12/QĐ-UBND", "decision_issued_on": "1/3/2015",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    post = PostHolding.objects.get()
    assert (post.unit, post.valid_from, post.decision.number) == (units["home"], PartialDate(2015, 3), "12/QĐ-UBND")


def test_faults_are_shown_beside_their_fields(sign_in, person):
    client = sign_in("lan")
    answer = client.post(
        reverse("record-add", args=[person.pk, "post"]),
        {"unit": "Huyện uỷ Phú Sơn", "kind": "principal", "line": "state", "valid_from": "31/2/2015",
         "decision_issued_on": "2015"},
    )  # fmt: skip
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) >= {"unit", "valid_from", "decision_number"}
    answer = client.post(
        reverse("record-add", args=[person.pk, "party"]),
        {"is_member": "on", "probationary_on": "2005", "official_on": "2004"},
    )
    assert "Ngày chính thức không thể trước" in words(answer)
    assert not PartyMembership.objects.exists()


def test_unit_out_of_scope_cannot_be_chosen_by_its_key(sign_in, person, units):
    answer = sign_in("lan").post(
        reverse("record-add", args=[person.pk, "post"]),
        {"unit": "Huyện uỷ Phú Sơn", "unit_key": str(units["other"].pk), "kind": "principal", "line": "state"},
    )
    assert answer.status_code == 422
    assert not PostHolding.objects.exists()


def test_rank_fills_its_code_and_commas_are_read(sign_in, person):
    sign_in("lan").post(
        reverse("record-add", args=[person.pk, "salary"]),
        {"rank_name": "Chuyên viên chính", "step": "2", "coefficient": "4,74", "valid_from": "1/2020",
         "pay_amount": "12.345.000"},
    )  # fmt: skip
    step = SalaryStep.objects.get()
    assert (step.rank_code, str(step.coefficient), step.pay_amount) == ("01.002", "4.740", 12_345_000)


def test_correction_needs_a_change_and_a_reason(sign_in, lan, person):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master", "major": "Luật"})
    url = reverse("record-correct", args=[person.pk, "qualification", record.pk])
    client = sign_in("lan")
    same = client.post(url, {"level": "master", "major": "Luật", "reason": "thử"})
    assert "Chưa có mục nào thay đổi" in words(same)
    silent = client.post(url, {"level": "doctorate", "major": "Luật", "reason": " "})
    assert set(silent.context["form"].errors) == {"reason"}
    assert Qualification.objects.count() == 1


def test_two_people_correct_the_same_record(sign_in, lan, person):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master"})
    url = reverse("record-correct", args=[person.pk, "qualification", record.pk])
    client = sign_in("lan")
    assert client.get(url).status_code == 200
    correct_record(access=lan, record=record, values={"major": "Luật"}, reason="người khác nhanh hơn")
    late = client.post(url, {"level": "doctorate", "reason": "chậm hơn"})
    assert late.status_code == 422
    assert "vừa được người khác sửa" in words(late)
    assert client.get(url).status_code == 400
    assert Qualification.objects.known().get().level == "master"


def test_decision_of_a_correction(sign_in, lan, person):
    client = sign_in("lan")
    add = reverse("record-add", args=[person.pk, "salary"])
    client.post(add, {"step": "2", "decision_number": "1/QĐ"})
    record = SalaryStep.objects.known().get()
    url = reverse("record-correct", args=[person.pk, "salary", record.pk])
    client.post(url, {"step": "3", "decision_number": "1/QĐ", "reason": "sửa bậc"})
    record = SalaryStep.objects.known().get()
    assert (record.step, record.decision.number) == (3, "1/QĐ")
    url = reverse("record-correct", args=[person.pk, "salary", record.pk])
    client.post(url, {"step": "3", "decision_number": "2/QĐ", "reason": "sửa số"})
    record = SalaryStep.objects.known().get()
    assert record.decision.number == "2/QĐ"
    url = reverse("record-correct", args=[person.pk, "salary", record.pk])
    client.post(url, {"step": "3", "decision_number": "", "reason": "bỏ quyết định"})
    assert SalaryStep.objects.known().get().decision is None


def test_withdraw_and_verify(sign_in, lan, person):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master"})
    client = sign_in("lan")
    verified = client.post(
        reverse("record-verify", args=[person.pk, "qualification", record.pk]),
        {"checked": ["level"], "paper": "Bằng gốc"},
    )
    assert verified.status_code == 302
    record = Qualification.objects.known().get()
    assert record.verified["level"]["paper"] == "Bằng gốc"
    url = reverse("record-withdraw", args=[person.pk, "qualification", record.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "ghi nhầm"}).status_code == 302
    assert not Qualification.objects.known().exists()
    identity = Identity.objects.get(person=person)
    refused = client.post(reverse("record-withdraw", args=[person.pk, "identity", identity.pk]), {"reason": "thử"})
    assert "Không rút được" in words(refused)


def test_next_leads_back_only_within_the_site(sign_in, person):
    client = sign_in("lan")
    url = reverse("record-add", args=[person.pk, "qualification"])
    inside = client.post(f"{url}?next=/ho-so/", {"level": "master"})
    assert inside["Location"] == "/ho-so/"
    outside = client.post(f"{url}?next=https://vi-du.vn/", {"level": "college"})
    assert outside["Location"].startswith(f"/ho-so/{person.pk}/")


def test_new_file_asks_about_twins(sign_in, person, units):
    client = sign_in("lan")
    url = reverse("file-new")
    data = {"unit": "Phòng Nội vụ", "full_name": "HOÀNG VĂN AN", "born": "1975"}
    asked = client.post(url, data)
    assert asked.status_code == 422
    assert reverse("file", args=[person.pk]) in words(asked)
    assert "Người khác trùng tên" in words(asked)
    assert Person.objects.count() == 1
    done = client.post(url, {**data, "confirmed_distinct": "on"})
    assert done.status_code == 302
    assert Person.objects.filter(full_name="Hoàng Văn An").count() == 2


def test_new_file_hides_twins_of_other_units(sign_in, person, units):
    asked = sign_in("cuong").post(
        reverse("file-new"), {"unit": "Huyện uỷ Phú Sơn", "full_name": "Hoàng Văn An", "born": "1975"}
    )
    text = words(asked)
    assert reverse("file", args=[person.pk]) not in text
    assert "ngoài phạm vi được giao" in text


@pytest.mark.parametrize(
    ("what", "text", "found", "hidden"),
    [
        ("don-vi", "noi vu", "Phòng Nội vụ", "Huyện uỷ Phú Sơn"),
        ("don-vi", "", "Phòng Nội vụ", "Huyện uỷ Phú Sơn"),
        ("vi-tri", "truong phong noi", "Trưởng phòng – Phòng Nội vụ", "Phú Sơn"),
        ("chuc-danh", "chanh van phong", "Chánh Văn phòng", "Chủ tịch"),
        ("nhiem-ky", "chi bo noi vu", "Chi bộ Nội vụ 2020–2025", "Phú Sơn"),
        ("dan-toc", "hmong", "mã 08 (1979) · 08 (2008)", "Kinh"),
        ("dan-toc", "muong", "mã 06 (1979) · 04 (2008)", "Kinh"),
        ("ton-giao", "thien chua", "Công giáo", "Phật"),
        ("ngach", "cvc", "01.002", "01.004"),
    ],
)
def test_pickers_search_without_marks_within_scope(sign_in, units, title, what, text, found, hidden):
    Position.objects.create(unit=units["home"], title=title)
    Position.objects.create(unit=units["other"], title=title)
    for unit, name in ((units["home"], "Chi bộ Nội vụ"), (units["other"], "Chi bộ Phú Sơn")):
        BodyTerm.objects.create(
            body=Body.objects.create(unit=unit, kind=Body.Kind.PARTY_CELL, name=name), name="2020–2025"
        )
    answer = words(sign_in("lan").get(reverse("pick", args=[what]), {"q": text}))
    assert found in answer
    assert hidden not in answer


def test_pickers_are_for_those_who_write(sign_in, units):
    assert sign_in("binh").get(reverse("pick", args=["don-vi"])).status_code == 403
    assert sign_in("lan").get(reverse("pick", args=["khong-co"])).status_code == 404
