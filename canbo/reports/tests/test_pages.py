import json
import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from canbo.audit.models import AuditEntry
from canbo.reports.definitions import all_definitions
from canbo.reports.tests.conftest import DAY

AS_OF = {"ngay": DAY.isoformat()}


def opened(account, name, *args, **query):
    return account.client.get(reverse(name, args=args), {**AS_OF, **query})


def test_the_index_names_every_report(office, lan):
    text = opened(lan, "reports").content.decode()
    assert reverse("quality-report") in text
    assert reverse("training-report") in text
    for code in all_definitions():
        assert reverse("count-table", args=[code]) in text


def test_the_report_says_its_finding_first_and_its_base_last(office, binh):
    text = unescape(opened(binh, "quality-report").content.decode())
    assert "66,7\u00a0% có trình độ chuyên môn từ trung cấp trở lên" in text
    assert "Cơ số: 3 người có mặt ngày 31/12/2013" in text
    assert text.count("<h1") == 1
    assert "Lý Văn Cường" not in text


def test_every_figure_opens_as_many_people_as_it_counts(office, lan):
    text = opened(lan, "quality-report", hang="ethnicity", cot="age_band", so_voi="31/12/2012").content.decode()
    cells = re.findall(
        r'<a (?:class="figure-value" )?href="([^"]*people|[^"]*/ho-so/\?[^"]*)">(\d+)(?: \([^)]*\))?</a>', text
    )
    assert len(cells) > 40
    for address, count in dict.fromkeys(cells):
        answer = lan.client.get(unescape(address))
        assert answer.status_code == 200
        assert answer.context["list"].count == int(count), address


def test_another_day_and_another_unit(office, lan, tree):
    text = unescape(opened(lan, "quality-report", unit=tree.team.pk, so_voi="31/12/2009").content.decode())
    assert "Tổ Hành chính" in text
    assert "So với ngày 31/12/2009" in text
    assert "+1" in text


def test_what_cannot_be_read_is_told_on_the_form(office, lan):
    answer = opened(lan, "quality-report", so_voi="31/02/2012", tre="7", unit="x", hang="khong_co")
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    assert "Không đọc được ngày này" in text


def test_a_report_of_what_was_known_has_no_links_into_the_lists_of_now(office, lan):
    text = opened(lan, "quality-report", biet_den="01/01/2001").content.decode()
    assert "/ho-so/?" not in text
    assert "empty-place" in text


@pytest.mark.parametrize("name", ["quality-report", "training-report"])
def test_out_of_scope_is_unknown_and_without_the_right_forbidden(office, lan, cuong, make_account, tree, name):
    assert opened(cuong, name, unit=tree.home.pk).status_code == 404
    assert opened(lan, name, unit=tree.root.pk).status_code == 404
    cadre = make_account("can-bo", "cadre", tree.home)
    assert opened(cadre, name).status_code == 403


@pytest.mark.parametrize("form", ["json", "excel", "word"])
def test_an_export_needs_its_right_and_leaves_its_trace(office, lan, make_account, tree, form):
    head = make_account("thu-truong", "unit_head", tree.home)
    assert opened(head, "quality-report-export", form).status_code == 403
    assert not AuditEntry.objects.filter(action="report.exported").exists()
    answer = opened(lan, "quality-report-export", form)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="chat-luong-2013-12-31.')
    entry = AuditEntry.objects.get(action="report.exported")
    assert entry.changes["form"] == [None, form]
    assert entry.changes["number"][1]
    assert entry.actor_name == "Lan"


def test_no_other_form_of_export(office, lan):
    assert opened(lan, "quality-report-export", "pdf").status_code == 404
    assert opened(lan, "count-table-export", "bm01", "json").status_code == 404
    assert not AuditEntry.objects.filter(action="report.exported").exists()


def test_the_json_is_the_report(office, lan):
    plain = json.loads(opened(lan, "quality-report-export", "json").content)
    assert plain["total"] == 3
    assert plain["qualification"]["university"] == {"count": 1, "percent": 33.3}


def test_the_workbook_adds_up(office, lan):
    content = opened(lan, "quality-report-export", "excel").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Trình độ chuyên môn")
    rows = {row[0]: row[1:3] for row in sheet.to_python()}
    assert rows["Đại học"] == [1, pytest.approx(0.333)]
    assert rows["Tổng số"] == [3, 1]
    live = openpyxl.load_workbook(BytesIO(content))["Trình độ chuyên môn"]
    total = next(row for row in live.iter_rows() if row[0].value == "Tổng số")
    assert str(total[1].value).startswith("=SUM(B")


@pytest.mark.parametrize(
    ("style", "words"), [("state", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("party", "ĐẢNG CỘNG SẢN VIỆT NAM")]
)
def test_the_paper_has_the_head_asked_for(office, lan, style, words):
    content = opened(
        lan, "quality-report-export", "word", kieu=style, co_quan="Phòng Nội vụ", dia_danh="Bạch Thông"
    ).content
    document = Document(BytesIO(content))
    head = "\n".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert words in head
    assert "PHÒNG NỘI VỤ" in head
    assert "Bạch Thông, ngày …" in head
    assert any("66,7" in paragraph.text for paragraph in document.paragraphs)


def test_official_papers_are_vietnamese_whoever_asks(office, lan):
    lan.client.cookies["django_language"] = "en"
    content = opened(lan, "quality-report-export", "excel").content
    assert "Trình độ chuyên môn" in CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names


def test_training_page_and_papers(office, lan):
    text = unescape(opened(lan, "training-report", tu_nam="2009").content.decode())
    assert "Từ năm 2009 đã cử 2 người đi học 2 lượt" in text
    assert "1 lượt học của 1 người chưa rõ ngày bắt đầu" in text
    plain = json.loads(opened(lan, "training-report-export", "json", tu_nam="2009").content)
    assert plain["advanced_theory"]["total"] == 1
    for form in ("excel", "word"):
        assert opened(lan, "training-report-export", form, tu_nam="2009").status_code == 200
    assert AuditEntry.objects.filter(action="report.exported").count() == 3
    empty = unescape(opened(lan, "training-report", tu_nam="2013").content.decode())
    assert "Chưa có lớp học nào bắt đầu trong kỳ này" in empty


def test_every_training_figure_opens_its_courses(office, lan):
    text = opened(lan, "training-report", tu_nam="2008").content.decode()
    cells = re.findall(r'<td class="num ">\s*<a href="([^"]*/dao-tao/nguoi/[^"]*)">(\d+)</a>', text)
    assert len(cells) > 4
    for address, count in cells:
        rows = lan.client.get(unescape(address)).context["list"]
        assert int(count) in {rows.count, len({row.id for row in rows.rows})}, address
    undated = re.search(r'href="([^"]*khong_ro=1[^"]*)"', text)
    page = unescape(lan.client.get(unescape(undated[1])).content.decode())
    assert "Hoàng Thị Hạnh" in page
    assert "Trần Văn Bình" not in page


def test_the_people_sent_are_those_in_scope(office, lan, cuong):
    text = opened(cuong, "training-people", tu_nam="2009").content.decode()
    assert "Lý Văn Cường" in text
    assert "Nguyễn Thị Lan" not in text
    assert "Nguyễn Thị Lan" in opened(lan, "training-people", tu_nam="2009", q="thi lan").content.decode()


@pytest.mark.parametrize("code", sorted(all_definitions()))
def test_official_forms_open_and_export(office, lan, code):
    answer = opened(lan, "count-table", code)
    assert answer.status_code == 200
    for form in ("excel", "word"):
        assert opened(lan, "count-table-export", code, form).status_code == 200


def test_an_official_form_counts_and_links(office, lan):
    text = opened(lan, "count-table", "tc01").content.decode()
    cells = re.findall(r'<a href="([^"]*/ho-so/\?[^"]*)">(\d+)</a>', text)
    assert len(cells) > 5
    for address, count in cells:
        assert lan.client.get(unescape(address)).context["list"].count == int(count)
    assert opened(lan, "count-table", "khong-co").status_code == 404


def test_units_are_found_without_diacritics_within_the_scope(office, lan):
    text = opened(lan, "report-unit-search", tim="hanh chinh").content.decode()
    assert "Tổ Hành chính" in text
    assert "Phòng Tài chính" not in opened(lan, "report-unit-search", tim="phong").content.decode()
    assert "Không có đơn vị nào" in opened(lan, "report-unit-search", tim="khong-co").content.decode()


def test_a_day_beyond_the_calendar_of_files_is_refused_in_its_field(lan, desk):
    for name in ("so_voi", "biet_den"):
        for written in ("31/12/9999", "01/01/1899"):
            assert "Năm phải từ 1900 đến 2100." in opened(lan, "quality-report", **{name: written}).content.decode()
