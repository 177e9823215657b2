"""An import with a fault: uploaded, columns confirmed, the fault mended, committed by the worker, undone."""

import re
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from .conftest import check, sign_in

HEADS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Chức vụ",
    "Đơn vị",
    "Trình độ chuyên môn",
    "Lý luận chính trị",
)
ROWS = (
    (1, "Vi Thị Mộng Kiều", "12/4/1981", "Nữ", "Tày", "Chuyên viên", "Trạm Khuyến nông", "Đại học", "Trung cấp"),
    (2, "Lục Văn Đoạn", "30/2/1979", "Nam", "Nùng", "Trưởng trạm", "Trạm Khuyến nông", "Cao đẳng", "Sơ cấp"),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A small roster with a day that is on no calendar in row 5."""
    path = tmp_path / "khuyen-nong.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Danh sách")
    sheet.write(0, 0, "DANH SÁCH CÁN BỘ TRẠM KHUYẾN NÔNG")
    for column, head in enumerate(HEADS):
        sheet.write(2, column, head)
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(3 + number, column, value)
    book.close()
    return path


def confirm(page: Page, words: str, button: str) -> None:
    """Type the words that confirm an act, and do it."""
    page.locator("[data-confirm-text]").fill(words)
    page.get_by_role("button", name=button).click()


def test_a_faulty_row_is_mended_and_everybody_is_taken_in(page, workbook):
    sign_in(page, "Cán bộ tổ chức")
    page.goto("/nhap-lieu/moi/")
    check(page)
    page.locator("input[type=file]").set_input_files(workbook)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page).to_have_url(re.compile("/cot/"))
    check(page)
    page.locator("#id_as_of").fill("31/12/2013")
    choices = page.locator("[name=unit_id] option").all_inner_texts()
    page.locator("[name=unit_id]").select_option(label=next(each for each in choices if "Bạch Thông" in each))
    page.get_by_role("button", name="Xác nhận và xem trước").click()
    expect(page).to_have_url(re.compile("/xem-truoc/"))
    row = page.locator(".import-row", has_text="Lục Văn Đoạn")
    expect(row).to_contain_text("30/2/1979")
    check(page)
    row.get_by_role("textbox").first.fill("28/2/1979")
    row.get_by_role("button", name="Sửa ô này").first.click()
    expect(page.locator("#rows .report-lead")).to_contain_text(re.compile(r"lập\s+2\s+hồ sơ mới"))
    page.get_by_role("link", name="Tiếp: ghi vào hồ sơ").click()
    check(page)
    confirm(page, page.locator("[data-confirm-text]").get_attribute("data-confirm-text") or "", "Ghi vào hồ sơ")
    page.locator(".progress-card").get_by_role("link", name="Xem kết quả").click()
    page.wait_for_url(re.compile(r"/nhap-lieu/\d+/$"))
    expect(page.locator(".report-lead")).to_contain_text(re.compile(r"lập\s+2\s+hồ sơ mới"))
    check(page)
    report = page.url

    page.goto("/tim-kiem/?q=luc van doan")
    page.get_by_role("link", name="Lục Văn Đoạn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lục Văn Đoạn")
    expect(page.locator("main")).to_contain_text("28/02/1979")

    page.goto(report)
    page.locator("[name=reason]").fill("nhập thử")
    confirm(page, workbook.name, "Hoàn tác")
    expect(page.locator(".notice-warning")).to_contain_text("Đã hoàn tác")
    page.goto("/tim-kiem/?q=luc van doan")
    expect(page.locator("main")).to_contain_text("Không thấy người")


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b""), ("a.xlsx", b"PK\x03\x04xx"), ("a.exe", b"MZ\x00")])
def test_what_is_no_list_is_refused_on_the_form(page, tmp_path, name, content):
    sign_in(page, "Cán bộ tổ chức")
    path = tmp_path / name
    path.write_bytes(content)
    page.goto("/nhap-lieu/moi/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert "/moi/" in page.url
