"""Workbooks that go out, in whose hands; what all units said as one set; the pages and the work in the background."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.core.errors import DomainError, Forbidden
from canbo.evaluation.models import Rating, Sheet
from canbo.evaluation.selectors.consolidated import CHECKS, checking, consolidated, rows_of, source_of
from canbo.evaluation.services import sheet_jobs, sheets
from canbo.evaluation.tests.conftest import TODAY
from canbo.evaluation.tests.sheet_desk import (
    MAIN,
    OPINIONS,
    book_of,
    cell_of,
    edited,
    fill,
    looked,
    opened,
    returned,
    sent,
    taken,
)
from canbo.jobs.models import Job
from canbo.jobs.services import perform

pytestmark = pytest.mark.django_db
B, C, D = "Phạm Văn B", "Phạm Văn C", "Phạm Văn D"
SELF, HEAD_LEVEL = "Cá nhân đề xuất", "Lãnh đạo đề xuất"


def test_the_workbook_is_laid_out_as_the_official_list(lan, office):
    book = opened(book_of(lan, sent(lan, office)))
    page = book[MAIN]
    assert page["A1"].value == "HUYỆN MẪU"
    assert page["A2"].value == "PHÒNG NỘI VỤ"
    assert [cell.value for cell in page[6]][:5] == ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điểm"]
    assert [cell.value for cell in page[7]][4:10] == ["A (30)", "B (70)", "Thưởng", "Tổng (100)", SELF, HEAD_LEVEL]
    assert [cell.value for cell in page[8]][:12] == [f"({number})" for number in range(1, 13)]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$6:$8"
    assert page.freeze_panes == "C9"
    assert "M" not in page.print_area.split(":")[1].replace("$M", "x")
    assert page.protection.sheet
    assert not page.protection.password


def test_only_cells_to_fill_in_are_open_and_levels_are_chosen_from_a_list(lan, office):
    book = opened(book_of(lan, sent(lan, office)))
    page = book[MAIN]
    assert not cell_of(page, B, SELF).protection.locked
    assert cell_of(page, B, "Họ và tên").protection.locked
    assert cell_of(page, B, "Thưởng").value == "–"
    assert cell_of(page, B, "Tổng (100)").value.startswith("=IF(COUNT(")
    chosen = [each for each in page.data_validations.dataValidation if cell_of(page, B, SELF).coordinate in each.sqref]
    assert [each.type for each in chosen] == ["list"]
    words = [row[1].value for row in book["Danh muc"].iter_rows(max_row=4)]
    assert words == ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ",
                     "Không hoàn thành nhiệm vụ"]  # fmt: skip
    assert [each.sheet_state for each in book.worksheets] == ["visible"] * (len(book.worksheets) - 2) + [
        "hidden",
        "veryHidden",
    ]


def test_nothing_in_it_names_people_by_number_or_acts(lan, office):
    office.people[1].__class__.objects.filter(pk=office.people[1].pk).update(full_name="=HYPERLINK(1) Văn B")
    content = book_of(lan, sent(lan, office))
    book = opened(content)
    hidden = [[cell.value for cell in row] for row in book["canbo"].iter_rows()]
    assert hidden[1][0] == Sheet.objects.get().name
    assert {row[1] for row in hidden[2:]} == {str(each.pk) for each in office.ratings}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "externalLinks" in name or "vba" in name]
        main = parts.read("xl/worksheets/sheet2.xml")
    assert main.count(b"<f>") == len(office.ratings)


def test_the_columns_follow_the_way(lan, make_office):
    steps = [{"step": "self_review", "asked": True}, {"step": "residence_opinion", "asked": False}]
    office = make_office(2, steps=steps)
    assert OPINIONS not in opened(book_of(lan, sent(lan, office))).sheetnames
    office.campaign.ways = {key: [*steps, {"step": "workplace_opinion", "asked": True}] for key in office.campaign.ways}
    office.campaign.save()
    heads = [cell.value for cell in opened(book_of(lan, sent(lan, office)))[OPINIONS][6]]
    assert "Cấp uỷ nơi công tác" in heads
    assert "Cấp uỷ nơi cư trú" not in heads


def test_who_has_no_scheme_yet_stands_in_it_with_the_usual_words(lan, office):
    Rating.objects.filter(pk=office.ratings[1].pk).update(scheme="")
    sheet = sent(lan, office)
    content = book_of(lan, sheet)
    page = opened(content)[MAIN]
    assert cell_of(page, B, "A (30)").value == "–"
    assert cell_of(page, C, "A (30)").value is None
    returned(lan, office, edited(content, fill({(MAIN, B, SELF): "Tốt", (MAIN, C, SELF): "Tốt"})))
    done = taken(lan, sheet)
    assert (done.cells, done.refused) == (1, 1)
    rows = rows_of(lan.access, office.campaign)
    _filled, grid = consolidated(lan.access, office.campaign, rows, today=TODAY)
    assert [line.cells[1] for line in grid.rows if line.cells[-1] == "Excel"] == [C]
    assert checking(lan.access, office.campaign, rows, ()).units[0].is_even


def test_files_are_named_as_the_guides_fix_it(lan, office):
    first = sent(lan, office)
    assert sheets.file_name(first) == "Mau 02_PNV_Nam 2026"
    office.campaign.kind, office.campaign.quarter = "quarter", 3
    office.campaign.save()
    assert sheets.file_name(sent(lan, office)).startswith("Mau 02_PNV_Quy III-2026_lan 2")


def test_who_does_not_run_the_unit_sends_nothing(lan, binh, office, tree):
    with pytest.raises(Forbidden):
        sent(binh, office)
    with pytest.raises(Forbidden):
        sent(lan, office, unit=tree.other)
    with pytest.raises(DomainError) as caught:
        sent(lan, office, unit=tree.team)
    assert caught.value.code == "sheet_empty"
    assert Sheet.objects.count() == 0


def test_with_the_units_below_it_or_without(lan, office, tree):
    Rating.objects.filter(pk=office.ratings[5].pk).update(unit=tree.team)
    assert sent(lan, office).people == 5
    whole = sent(lan, office, whole=True)
    assert (whole.people, whole.number) == (6, 2)
    assert cell_of(opened(book_of(lan, whole))[MAIN], "Phạm Văn G", "Đơn vị").value == "Tổ Hành chính"


# One set of both


def marked_set(lan, office):
    """B by Excel, C on a page, D by Excel and then on a page."""
    sheet = sent(lan, office)
    change = {(MAIN, who, SELF): "Tốt" for who in (B, D)}
    returned(lan, office, edited(book_of(lan, sheet), fill(change)))
    taken(lan, sheet)
    Rating.objects.filter(pk=office.ratings[2].pk).update(self_level="well", self_done_on=TODAY, version=4)
    row = Rating.objects.get(pk=office.ratings[3].pk)
    Rating.objects.filter(pk=row.pk).update(version=row.version + 1)
    return sheet


def test_both_ways_make_one_set_with_a_mark_of_the_source(lan, office):
    marked_set(lan, office)
    rows = rows_of(lan.access, office.campaign)
    assert [source_of(each) for each in rows] == ["none", "excel", "page", "both", "none", "none"]
    _filled, grid = consolidated(lan.access, office.campaign, rows, today=TODAY)
    assert [line.cells[1] for line in grid.rows] == [each.full_name for each in office.people]
    assert [line.cells[-1] for line in grid.rows][:4] == ["chưa có", "Excel", "trang", "Excel và trang"]
    level = [column.key for column in grid.columns].index("self_level")
    assert [line.cells[level] for line in grid.rows][1:4] == ["Hoàn thành tốt nhiệm vụ"] * 3


def test_the_checking_sheet_tells_what_does_not_fit(lan, office):
    sheet = marked_set(lan, office)
    Rating.objects.filter(pk=office.ratings[1].pk).update(
        head_level="excellent", rule_level="well", points="88.50", opinions_missing=2
    )
    Rating.objects.filter(pk=office.ratings[2].pk).update(head_level="excellent", rule_level="excellent", post="")
    Sheet.objects.filter(pk=sheet.pk).update(counts={"missing": 2, "unknown": 1, "refused": 3, "conflict": 4})
    rows = rows_of(lan.access, office.campaign)
    found = checking(lan.access, office.campaign, rows, Sheet.objects.all())
    counts = {key: count for key, _words, count in found.counts()}
    assert counts == {
        "total": 0, "left_out": 1, "added": 1, "refused": 1, "conflict": 1, "nothing": 3, "both": 1, "differs": 1, "cap": 1,
        "opinions": 1, "no_title": 1,
    }  # fmt: skip
    assert list(counts) == list(CHECKS)
    words = {each.check: each.words for each in found.faults}
    assert "88,5 điểm" in words["differs"]
    assert "2 người ở mức cao nhất" in words["cap"]
    unit = found.units[0]
    assert (unit.total, unit.rows, unit.is_even) == (6, 6, True)
    assert (unit.by_source, unit.opinions_missing, unit.differs) == (
        {"none": 3, "excel": 1, "page": 1, "both": 1},
        1,
        1,
    )
    Rating.objects.filter(pk=office.ratings[5].pk).delete()
    again = checking(lan.access, office.campaign, rows_of(lan.access, office.campaign), ())
    assert [each.words for each in again.faults if each.check == "total"] == ["5 dòng trong bảng, 6 phiếu"]


# Pages


@pytest.fixture
def today(office):
    """The campaign was opened before today, whatever day the test runs."""
    office.campaign.opened_on = date(2026, 1, 1)
    office.campaign.save()


def done(job):
    """Give a job once it ran."""
    if not job.is_over:
        perform(job)
    job.refresh_from_db()
    return job


def test_the_year_of_a_unit_that_answers_by_excel_on_the_pages(lan, office, today):
    campaign = office.campaign.pk
    answer = lan.client.post(reverse("evaluation-sheets-send", args=[campaign]), {"cach": "tat-ca"})
    sheet = Sheet.objects.get()
    assert answer.headers["Location"] == reverse("evaluation-sheet", args=[campaign, sheet.pk])
    address = reverse("evaluation-sheet-file", args=[campaign, sheet.pk])
    assert "Tải" not in lan.client.get(address).headers.get("Content-Disposition", "")
    content = lan.client.post(address, {"ly_do": "Gửi đơn vị"})
    assert content.headers["Content-Disposition"] == 'attachment; filename="Mau 02_PNV_Nam 2026.xlsx"'
    back = edited(content.content, fill({(MAIN, B, SELF): "Tốt", (MAIN, C, SELF): "Đạt", (MAIN, D, SELF): "HTNV"}))
    upload = SimpleUploadedFile("Mau 02.xlsx", back)
    page = lan.client.post(reverse("evaluation-sheets-receive", args=[campaign]), {"tep": [upload]})
    assert "2 ô sẽ ghi, 0 ô phải chọn, 1 ô không nhận" in page.content.decode()
    Rating.objects.filter(pk=office.ratings[3].pk).update(self_level="well")
    shown = lan.client.get(reverse("evaluation-sheet", args=[campaign, sheet.pk])).content.decode()
    conflict = looked(lan, sheet).of("conflict")[0]
    assert conflict.id in shown
    assert "không phải một mức xếp loại" in shown
    sheet.refresh_from_db()
    take = reverse("evaluation-sheet-take", args=[campaign, sheet.pk])
    lan.client.post(take, {"dau": sheet.sha256, "chon": [conflict.id]})
    assert [office.again(place).self_level for place in (1, 2, 3)] == ["well", "", "completed"]
    red = lan.client.post(reverse("evaluation-sheet-marked", args=[campaign, sheet.pk]), {"ly_do": "Trả lại đơn vị"})
    assert cell_of(openpyxl.load_workbook(io.BytesIO(red.content))[MAIN], C, SELF).comment is not None
    listing = lan.client.get(reverse("evaluation-sheets", args=[campaign])).content.decode()
    assert "đã ghi vào" in listing


def test_many_units_leave_as_one_archive_made_in_the_background(lan, office, tree, today):
    Rating.objects.filter(pk=office.ratings[5].pk).update(unit=tree.team)
    from canbo.evaluation.services.progress import recount

    recount(office.campaign.pk, [tree.home.pk, tree.team.pk])
    answer = lan.client.post(reverse("evaluation-sheets-send", args=[office.campaign.pk]), {"cach": "tat-ca"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    done(job)
    given = lan.client.post(job.result["url"], {"ly_do": "Gửi các đơn vị"})
    with zipfile.ZipFile(io.BytesIO(given.content)) as files:
        assert sorted(files.namelist()) == ["Mau 02_PNV_Nam 2026.xlsx", "Mau 02_THC_Nam 2026.xlsx"]
        book = opened(files.read("Mau 02_THC_Nam 2026.xlsx"))
        assert "canbo · số" in str(book[MAIN].oddFooter.left.text)
    upload = SimpleUploadedFile("cac don vi.zip", given.content)
    answer = lan.client.post(reverse("evaluation-sheets-receive", args=[office.campaign.pk]), {"tep": [upload]})
    received = done(Job.objects.get(kind="evaluation.sheets_in"))
    assert [each[2] for each in received.result["files"]] == [True, True]
    assert "Nhận <strong>2</strong> tệp" in lan.client.get(received.result["url"]).content.decode()


def test_all_workbooks_without_a_choice_are_written_at_once(lan, office, today):
    sheet = sent(lan, office)
    returned(lan, office, edited(book_of(lan, sheet), fill({(MAIN, B, SELF): "Tốt"})))
    lan.client.post(reverse("evaluation-sheets-take", args=[office.campaign.pk]))
    done(Job.objects.get())
    assert office.again(1).self_level == "well"
    assert sheet_jobs.takeable(lan.access, office.campaign) == []


def test_the_consolidated_file_holds_the_list_and_its_checks(lan, office):
    marked_set(lan, office)
    address = reverse("evaluation-consolidated-file", args=[office.campaign.pk])
    book = openpyxl.load_workbook(io.BytesIO(lan.client.post(address, {"ly_do": "Họp"}).content))
    assert book.sheetnames[:3] == ["Mẫu 02", "Kiểm tra dữ liệu", "Việc cần xem"]
    column = [[cell.value for cell in row] for row in book["Mẫu 02"].iter_rows()]
    assert sum("Excel và trang" in row for row in column) == 1
    page = lan.client.get(reverse("evaluation-checking", args=[office.campaign.pk])).content.decode()
    assert "Nhập từ Excel rồi sửa trên trang" in page
    assert "In" in lan.client.post(
        reverse("evaluation-consolidated-print", args=[office.campaign.pk]), {"ly_do": "Họp"}
    ).content.decode()  # fmt: skip


def test_a_campaign_that_is_over_neither_sends_nor_takes(lan, office):
    sheet = sent(lan, office)
    content = book_of(lan, sheet)
    office.campaign.state = "closed"
    office.campaign.save()
    for act in (lambda: sent(lan, office), lambda: returned(lan, office, content)):
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "campaign_not_open"


def test_two_rows_of_one_person_tell_of_which_scale_they_are(lan, office):
    one = office.ratings[1]
    Rating.objects.create(
        campaign=one.campaign, unit=one.unit, person=one.person, scheme="party.qd_366_2025.non_leader",
        rank=one.rank, post=one.post, order=one.order,
    )  # fmt: skip
    sheet = sent(lan, office)
    content = book_of(lan, sheet)
    page = opened(content)[MAIN]
    rows = {row[1].value: row[2].value for row in page.iter_rows(min_row=9) if row[1].value == C}
    twice = [row[2].value for row in page.iter_rows(min_row=9) if row[1].value == B]
    assert sorted(twice) == ["Chuyên viên (chính quyền)", "Chuyên viên (Đảng)"]
    assert rows == {C: "Chuyên viên"}

    def without_codes(book):
        for each in book.worksheets:
            if each.title == MAIN:
                each.delete_cols(each.max_column)
                next(row for row in each.iter_rows(min_row=9) if row[2].value == twice[0])[10].value = "Có sáng kiến"

    returned(lan, office, edited(content, without_codes))
    assert len(looked(lan, sheet).of("write")) == 1
