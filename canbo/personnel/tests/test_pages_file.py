"""The file page: who may open it, what it says on a day, how many queries it costs."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canbo.audit.selectors import entries
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.personnel.models import (
    Discipline,
    FamilyMember,
    IdentityPapers,
    PlanEntry,
    PostHolding,
    Qualification,
    SalaryStep,
    Training,
)
from canbo.personnel.services import add_record, correct_record, verify_fields
from canbo.personnel.tables import TABS
from canbo.personnel.views.file import MORE_TABS

ALL_TABS = [*TABS, *MORE_TABS]


def page(client, person, **query):
    return client.get(reverse("file", args=[person.pk]), query)


def words(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def career(lan, units, person):
    def post(**values):
        return add_record(access=lan, person=person, kind=PostHolding, values=values)

    post(
        title_text="Giáo viên",
        unit_text="Trường Đông Phong",
        valid_from=PartialDate(1998),
        valid_before=PartialDate(2005),
    )
    post(
        title_text="Phó trưởng phòng",
        unit=units["home"],
        valid_from=PartialDate(2005),
        valid_before=PartialDate(2015, 6),
    )
    post(title_text="Trưởng phòng", unit=units["home"], valid_from=PartialDate(2015, 6))
    return person


def test_who_may_open(sign_in, career, an):
    for name, status in (("lan", 200), ("binh", 200), ("an", 200), ("cuong", 404)):
        assert page(sign_in(name), career).status_code == status, name
    assert sign_in("an").get(reverse("own-file"), follow=True).redirect_chain == [
        (reverse("file", args=[career.pk]), 302)
    ]
    assert sign_in("binh").get(reverse("own-file")).status_code == 404


@pytest.mark.parametrize("tab", ALL_TABS)
@pytest.mark.parametrize("name", ["lan", "binh", "an"])
def test_every_tab_opens_for_every_reader(sign_in, career, an, tab, name):
    answer = page(sign_in(name), career, muc=tab)
    assert answer.status_code == 200
    text = words(answer)
    assert text.count("<h1") == 1
    assert 'lang="vi"' in text
    assert ("Sửa" in text) == (name == "lan" and tab not in MORE_TABS and "record-actions" in text)


def test_head_and_sections_follow_the_day(sign_in, career):
    client = sign_in("binh")
    today = words(page(client, career))
    assert "Trưởng phòng</strong>" in today
    then = words(page(client, career, ngay="2010-01-01"))
    assert "Phó trưởng phòng</strong>" in then
    assert "ẩn 1 bản ghi" in then
    assert "34 tuổi" in then
    before = words(page(client, career, ngay="1990-01-01"))
    assert "không ghi chức vụ nào" in before
    assert "ẩn 3 bản ghi" in before


def test_known_on_shows_what_was_known(sign_in, lan, career):
    record = PostHolding.objects.known().get(person=career, title_text="Trưởng phòng")
    yesterday = record.recorded_at.replace(year=record.recorded_at.year - 1)
    PostHolding.objects.filter(person=career).update(recorded_at=yesterday)
    career.identity_set.update(recorded_at=yesterday)
    correct_record(
        access=lan,
        record=PostHolding.objects.get(pk=record.pk),
        values={"title_text": "Chánh thanh tra"},
        reason="theo quyết định",
    )
    client = sign_in("lan")
    assert "Chánh thanh tra</strong>" in words(page(client, career))
    old = words(page(client, career, biet_den=f"{timezone.localdate(yesterday):%Y-%m-%d}"))
    assert "Trưởng phòng</strong>" in old
    assert "Hồ sơ như đã biết" in old
    assert "record-actions" not in old
    assert page(client, career, biet_den="hôm qua").status_code == 200


def test_marks_sources_and_originals_are_shown(sign_in, lan, person):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master", "major": "Luật"})
    Qualification.objects.filter(pk=record.pk).update(as_written={"level": "ThS"})
    record.refresh_from_db()
    verify_fields(access=lan, record=record, fields=["level"], paper="Bằng thạc sĩ số 123")
    text = words(page(sign_in("lan"), person, muc="hoc-tap"))
    assert "Xác nhận 1/2" in text
    assert "Bằng thạc sĩ số 123" in text
    assert "nguyên văn «ThS»" in text
    assert "Trần Thị Lan ghi" in text


def test_empty_values_are_dots(sign_in, lan, units):
    from canbo.personnel.services import open_file

    bare = open_file(access=lan, unit=units["home"], identity={"full_name": "Ma Thị Bé"})
    text = words(page(sign_in("lan"), bare, muc="chung"))
    assert "………" in text
    assert "None" not in text
    assert "12/12" not in text


def test_restricted_sections_are_closed_and_reading_is_audited(sign_in, lan, person, an):
    add_record(access=lan, person=person, kind=FamilyMember, values={"relation": "Vợ", "full_name": "Nông Thị Bích"})
    add_record(access=lan, person=person, kind=PlanEntry, values={"title_text": "Phó chủ tịch huyện"})
    add_record(access=lan, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    everything = entries(full_access(None, "kiểm tra")).filter(action="file.restricted_read")
    closed = words(page(sign_in("binh"), person, muc="gia-dinh"))
    assert "Nông Thị Bích" not in closed
    assert "hạn chế người xem" in closed
    assert "006075000001" not in words(page(sign_in("binh"), person, muc="chung"))
    assert not everything.exists()
    assert "Nông Thị Bích" in words(page(sign_in("lan"), person, muc="gia-dinh"))
    assert everything.count() == 1
    assert everything.get().changes["sections"] == [None, ["family"]]
    own = sign_in("an")
    assert "Nông Thị Bích" in words(page(own, person, muc="gia-dinh"))
    assert "Phó chủ tịch huyện" not in words(page(own, person, muc="danh-gia"))
    assert "Phó chủ tịch huyện" in words(page(sign_in("lan"), person, muc="danh-gia"))


def test_history_tells_who_when_and_why(sign_in, lan, career):
    record = PostHolding.objects.known().get(person=career, title_text="Trưởng phòng")
    correct_record(access=lan, record=record, values={"title_text": "Chánh thanh tra"}, reason="theo quyết định gốc")
    text = words(page(sign_in("binh"), career, muc="lich-su"))
    assert "theo quyết định gốc" in text
    assert "<del>Trưởng phòng</del> → Chánh thanh tra" in text
    assert "Trần Thị Lan" in text


def test_timeline_has_its_table_and_hides_closed_discipline(sign_in, lan, career):
    add_record(
        access=lan, person=career, kind=Discipline,
        values={
            "track": "state", "form": "warning", "valid_from": PartialDate(2012), "valid_before": PartialDate(2013),
        },
    )  # fmt: skip
    open_page = words(page(sign_in("lan"), career))
    assert 'id="career-data"' in open_page
    assert "Cảnh cáo" in open_page
    assert "Cảnh cáo" not in words(page(sign_in("binh"), career))


@pytest.mark.parametrize("tab", ALL_TABS)
def test_queries_do_not_grow_with_records(sign_in, lan, units, person, tab):
    client = sign_in("lan")
    page(client, person, muc=tab)
    few = _queries(client, person, tab)
    for year in range(1990, 2020):
        add_record(
            access=lan, person=person, kind=PostHolding,
            values={"title_text": "Chuyên viên", "unit": units["home"], "valid_from": PartialDate(year),
                    "valid_before": PartialDate(year + 1)},
        )  # fmt: skip
        add_record(
            access=lan, person=person, kind=Training, values={"course": f"Lớp {year}", "valid_from": PartialDate(year)}
        )
        add_record(
            access=lan,
            person=person,
            kind=FamilyMember,
            values={"relation": "Anh", "full_name": f"Hoàng {year}"},
        )
        add_record(access=lan, person=person, kind=SalaryStep, values={"step": 1, "valid_from": PartialDate(year)})
    many = _queries(client, person, tab)
    assert many <= 12
    # Reading a restricted section that was empty before adds its one audit row.
    assert many <= few + 3


def _queries(client, person, tab):
    page(client, person, muc=tab)  # the first look after a change brings the picture of the day up to date
    with CaptureQueriesContext(connection) as queries:
        assert page(client, person, muc=tab).status_code == 200
    return sum("SAVEPOINT" not in each["sql"] for each in queries)


def test_section_links_lead_to_their_tab(sign_in, person):
    answer = sign_in("lan").get(reverse("file-section", args=[person.pk, "theory"]))
    assert answer["Location"].endswith("?muc=hoc-tap#phan-theory")
    assert sign_in("lan").get(reverse("file-section", args=[person.pk, "khong-co"])).status_code == 404


def test_printing_is_audited_and_scoped(sign_in, person):
    printed = entries(full_access(None, "kiểm tra")).filter(action="file.printed")
    assert sign_in("cuong").get(reverse("file-print", args=[person.pk, "tt06"])).status_code == 404
    assert not printed.exists()
    assert sign_in("binh").get(reverse("file-print", args=[person.pk, "2c98"])).status_code == 200  # what for?
    assert not printed.exists()
    assert sign_in("binh").post(reverse("file-print", args=[person.pk, "2c98"]), {"ly_do": "Họp"}).status_code == 200
    assert printed.get().changes["form"] == [None, "2c98"]
    assert sign_in("binh").get(reverse("file-print", args=[person.pk, "khac"])).status_code == 404
