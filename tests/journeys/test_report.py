"""The yearly report: read on the screen, taken away as Excel and as Word."""

from io import BytesIO

from docx import Document
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from .conftest import check, sign_in


def download(page: Page, words: str) -> bytes:
    with page.expect_download() as event:
        page.get_by_role("link", name=words).or_(page.get_by_role("button", name=words)).first.click()
    with open(event.value.path(), "rb") as handle:  # noqa: PTH123 -- playwright gives a path
        return handle.read()


def test_the_report_is_read_and_exported(page):
    sign_in(page, "Cán bộ tổ chức")
    page.goto("/bao-cao/chat-luong/?ngay=2013-12-31")
    expect(page.locator(".report-lead")).to_contain_text("98,6")
    check(page)
    page.get_by_role("button", name="Xuất", exact=True).click()
    book = CalamineWorkbook.from_filelike(BytesIO(download(page, "Excel")))
    numbers = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert 500 in numbers
    paper = Document(BytesIO(download(page, "Word")))
    assert any("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM" in cell.text.upper().replace("HÒA", "HOÀ")
               for table in paper.tables for row in table.rows for cell in row.cells)  # fmt: skip
