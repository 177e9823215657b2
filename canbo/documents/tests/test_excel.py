import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
from python_calamine import CalamineWorkbook

from canbo.core.dates import PartialDate
from canbo.documents.excel import Sheet, write_book
from canbo.documents.grid import Column, Grid, Ratio, Row, header_cells

GRID = Grid(
    (
        Column("Trình độ", key="level"),
        Column("Số người", over=("Năm nay",), kind="int", key="count"),
        Column("Tỷ lệ (%)", over=("Năm nay",), kind="percent", ratio=Ratio("count", "count", of_total=True)),
        Column("Hệ số", kind="number"),
        Column("Ngày", kind="day"),
    ),
    (
        Row(("Khối Đảng", None, None, None, None), kind="group"),
        Row(("=1+1", 278, 55.6, Decimal("2.34"), date(2013, 12, 31))),
        Row(("+84", 222, 44.4, None, PartialDate(1975))),
        Row(("Tổng số", 500, 100.0, None, None), kind="total", sums=(1, 2)),
    ),
)


def book(**options):
    return write_book(
        [Sheet("Trình độ", GRID, title="BÁO CÁO", subtitle=("Đến ngày 31/12/2013",), **options)], title="Báo cáo"
    )


def test_numbers_days_and_sums_are_real_and_readable_without_excel():
    rows = CalamineWorkbook.from_filelike(BytesIO(book())).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[3][:5] == ["Trình độ", "Năm nay", "", "Hệ số", "Ngày"]
    assert rows[6] == ["=1+1", 278, 0.556, 2.34, date(2013, 12, 31)]
    assert rows[7] == ["+84", 222, 0.444, "", "1975"]
    assert rows[8][:3] == ["Tổng số", 500, 1.0]


def test_totals_and_shares_are_working_formulas():
    sheet = openpyxl.load_workbook(BytesIO(book())).active
    assert sheet["B9"].value == "=SUM(B7:B8)"
    assert sheet["C7"].value == '=IF(B$9=0,"",B7/B$9)'
    assert sheet["C7"].number_format == "0.0%"
    assert sheet["E7"].value.date() == date(2013, 12, 31)
    assert sheet["E7"].number_format == "dd/mm/yyyy"


def test_text_that_looks_like_a_formula_is_text():
    content = book()
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet["A7"].value == "=1+1"
    assert sheet["A7"].data_type == "s"
    xml = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>1+1" not in xml


def test_the_page_is_ready_to_print():
    sheet = openpyxl.load_workbook(BytesIO(book(foot=("Ghi chú",)))).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "A6"
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text
    assert sheet["A11"].value == "Ghi chú"


def test_sheets_get_names_that_excel_takes():
    grid = Grid((Column("A"),), (Row(("\x0bx",)),))
    names = ["Trình độ: [2013]/2012", "Trình độ: [2013]/2012", "", "a" * 60]
    opened = openpyxl.load_workbook(BytesIO(write_book([Sheet(name, grid) for name in names])))
    assert len(set(opened.sheetnames)) == 4
    assert all(len(name) <= 31 for name in opened.sheetnames)
    assert opened.worksheets[0]["A2"].value == "x"


def test_headings_share_what_is_the_same():
    columns = (
        Column("A"),
        Column("B", over=("X", "Y")),
        Column("C", over=("X", "Y")),
        Column("D", over=("X",)),
        Column("E", over=("Z", "Y")),
    )
    cells = {(cell.row, cell.column): (cell.rows, cell.columns, cell.text) for cell in header_cells(columns)}
    assert cells == {
        (0, 0): (3, 1, "A"),
        (0, 1): (1, 3, "X"),
        (0, 4): (1, 1, "Z"),
        (1, 1): (1, 2, "Y"),
        (1, 3): (2, 1, "D"),
        (1, 4): (1, 1, "Y"),
        (2, 1): (1, 1, "B"),
        (2, 2): (1, 1, "C"),
        (2, 4): (1, 1, "E"),
    }
