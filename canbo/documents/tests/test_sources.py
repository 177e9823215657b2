"""Values, true row numbers, merged cells, formulas and legacy fonts of every kind of file."""

import re
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter

from canbo.core.legacy_fonts import _FROM_TCVN3
from canbo.documents.sources.delimited import decode
from canbo.documents.sources.sheet import Merge, column_index, column_letter
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import encode_1258, write_csv, write_docx, write_ods, write_xls, write_xlsx

GRID = [
    ["", "", ""],
    ["", "", ""],
    ["", "Họ và tên", "Ngày sinh"],
    ["", "", ""],
    ["", "Nguyễn Văn An", date(1975, 8, 15)],
    ["", "{=1+1}2", 4.5],
]
MERGES = [(2, 1, 3, 1)]
_TO_TCVN3 = {letter: chr(code) for code, letter in _FROM_TCVN3.items() if code < 256}


def tcvn3(text: str) -> str:
    """The text as an ABC font had it typed."""
    return "".join(_TO_TCVN3.get(letter, letter) for letter in text)


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods)])
def test_leading_blank_rows_and_columns_keep_their_numbers(name: str, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (sheet,) = open_workbook(write(tmp_path / name, GRID, MERGES))
    assert sheet.rows[2][1:] == ["Họ và tên", "Ngày sinh"]
    assert sheet.rows[4][1:] == ["Nguyễn Văn An", date(1975, 8, 15)]
    assert sheet.merges == (Merge(3, 1, 4, 1),)
    assert list(sheet.formulas) == [(6, 1)]
    assert str(sheet.formulas.at(6, 1)).startswith("=")
    assert {len(row) for row in sheet.rows} == {3}


def test_letters_of_columns() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_index(column_letter(index)) == index for index in range(1000))


def test_the_scan_finds_what_openpyxl_finds(tmp_path: Path) -> None:
    path = tmp_path / "nhieu.xlsx"
    book = xlsxwriter.Workbook(str(path))
    legacy, plain = book.add_format({"font_name": ".VnTime"}), book.add_format({"font_name": "VNI-Times", "bold": True})
    sheet = book.add_worksheet("Trang & một")
    for row in range(400):
        for column in range(30):
            if (row * 7 + column) % 11 == 0:
                sheet.write_formula(row, column, f'=IF(A{row + 1}>0,"<&>",SUM(B$1:B{row + 1}))', None, "x")
            elif (row + column) % 5 == 0:
                sheet.write_string(row, column, "Tr­ng", legacy)
            elif (row + column) % 7 == 0:
                sheet.write_string(row, column, "AÂN", plain)
            else:
                sheet.write(row, column, row * column)
        if row % 20 == 0:
            sheet.merge_range(row, 40, row, 44, "gộp")
    book.add_worksheet("Hai").write(0, 0, "một")
    book.close()
    read = open_workbook(path)
    with_openpyxl = openpyxl.load_workbook(path)
    for one in read:
        other = with_openpyxl[one.name]
        formulas = {}
        fonts = {}
        for line in other.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    formulas[cell.row, cell.column - 1] = cell.value
                if cell.value is not None and cell.font.name in (".VnTime", "VNI-Times"):
                    fonts[cell.row, cell.column - 1] = cell.font.name
        assert {cell: one.formulas.at(*cell) for cell in one.formulas} == formulas
        assert {cell: font for cell, font in one.fonts.items() if one.rows[cell[0] - 1][cell[1]] != ""} == fonts
        assert {(m.top, m.left, m.bottom, m.right) for m in one.merges} == {
            (r.min_row, r.min_col - 1, r.max_row, r.max_col - 1) for r in other.merged_cells.ranges
        }


def test_the_scan_of_a_workbook_written_by_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C3"] = '=HYPERLINK("http://x/","Nguyễn Văn A")'
    sheet["D4"] = "Tên"
    sheet.merge_cells("D4:E5")
    book.save(tmp_path / "a.xlsx")
    (read,) = open_workbook(tmp_path / "a.xlsx")
    assert read.formulas.at(3, 2) == '=HYPERLINK("http://x/","Nguyễn Văn A")'
    assert read.merges == (Merge(4, 3, 5, 4),)
    assert read.rows[3][3] == "Tên"


def test_a_shared_formula_reads_as_in_its_own_cell(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", [[1, 2], [3, 4], [5, 6]])
    formulas = {
        b"B1": b'<f t="shared" ref="B1:B3" si="0">A1+1</f>',
        b"B2": b'<f t="shared" si="0"/>',
        b"B3": b'<f t="shared" si="0"></f>',
    }
    with ZipFile(source) as old, ZipFile(tmp_path / "b.xlsx", "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part.filename)
            if part.filename.endswith("sheet1.xml"):
                for cell, formula in formulas.items():
                    data = re.sub(rb'(<c r="' + cell + rb'"[^>]*>)', rb"\1" + formula, data)
            new.writestr(part.filename, data)
    (sheet,) = open_workbook(tmp_path / "b.xlsx")
    assert [sheet.formulas.at(row, 1) for row in (1, 2, 3)] == ["=A1+1", "=A2+1", "=A3+1"]


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods)])
def test_text_of_legacy_fonts_becomes_unicode_and_the_written_is_kept(name: str, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    grid = [[tcvn3("Họ và tên"), "STT"], [tcvn3("Đặng Thị Hằng"), 1], ["01.003", 2]]
    (sheet,) = open_workbook(write(tmp_path / name, grid, font=".VnTime"))
    assert [row[0] for row in sheet.rows] == ["Họ và tên", "Đặng Thị Hằng", "01.003"]
    assert sheet.written[2, 0] == tcvn3("Đặng Thị Hằng")
    assert (3, 0) not in sheet.written
    assert sheet.font(2, 0) == ".VnTime"


def test_capital_legacy_fonts_and_vni(tmp_path: Path) -> None:
    (upper,) = open_workbook(write_xlsx(tmp_path / "a.xlsx", [[tcvn3("danh sách")]], font=".VnTimeH"))
    (vni,) = open_workbook(write_xlsx(tmp_path / "b.xlsx", [["Nguyeãn Vaên AÙnh"]], font="VNI-Times"))
    assert upper.rows[0][0] == "DANH SÁCH"
    assert vni.rows[0][0] == "Nguyễn Văn Ánh"


def test_a_cell_of_two_fonts_is_decoded_piece_by_piece(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    legacy = book.add_format({"font_name": ".VnTime"})
    sheet.write_rich_string(0, 0, legacy, tcvn3("Nguyễn "), book.add_format({"font_name": "Arial"}), "Văn An")
    book.close()
    (read,) = open_workbook(tmp_path / "a.xlsx")
    assert read.rows[0][0] == "Nguyễn Văn An"
    assert read.written[1, 0] == tcvn3("Nguyễn ") + "Văn An"


def test_hidden_sheets_are_marked_and_charts_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Một").write(0, 0, "a")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Một!$A$1:$A$2"})
    book.add_chartsheet("Biểu đồ").set_chart(chart)
    hidden = book.add_worksheet("Ẩn")
    hidden.write(0, 0, "b")
    hidden.hide()
    book.close()
    assert [(sheet.name, sheet.visible) for sheet in open_workbook(tmp_path / "a.xlsx")] == [
        ("Một", True),
        ("Ẩn", False),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_text_files_of_every_encoding_and_separator(encoding: str, delimiter: str, tmp_path: Path) -> None:
    grid = [
        ["STT", "Họ và tên", "Quê quán"],
        [1, "Đặng Thị Hằng", "xã A, huyện B; tỉnh C"],
        [2, "Ngô Bảo Ước", "thị trấn Phủ Thông"],
    ]
    (sheet,) = open_workbook(write_csv(tmp_path / "a.csv", grid, encoding=encoding, delimiter=delimiter))
    assert sheet.rows == [[str(value) for value in row] for row in grid]


def test_the_separator_line_of_excel_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\nSTT;Họ và tên\n1;Nguyễn, Văn An\n", encoding="utf-8")
    (sheet,) = open_workbook(tmp_path / "a.csv")
    assert sheet.rows == [["STT", "Họ và tên"], ["1", "Nguyễn, Văn An"]]


@pytest.mark.parametrize(
    "text",
    [
        "Họ và tên;Ngày sinh\nTrần Thị Ước;1/2/1970\nNguyễn Văn Đủ;3/4/1980",
        "STT,Họ tên,Đơn vị\n1,Lê Ngọc Ánh,Phòng Nội vụ",
    ],
)
def test_old_encodings_are_told_by_their_words(text: str) -> None:
    assert decode(encode_1258(text)) == text
    assert decode(tcvn3(text).encode("latin-1")) == text


def test_tables_of_a_word_file(tmp_path: Path) -> None:
    grid = [["STT", "Họ tên", "Năm sinh", ""], ["", "", "Nam", "Nữ"], ["1", "Lê Văn An", "1970", ""]]
    path = write_docx(
        tmp_path / "a.docx", ["HUYỆN ỦY A", "DANH SÁCH"], grid, [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)]
    )
    (sheet,) = open_workbook(path)
    assert sheet.before == ("HUYỆN ỦY A", "DANH SÁCH")
    assert sheet.rows == [["STT", "Họ tên", "Năm sinh", ""], ["", "", "Nam", "Nữ"], ["1", "Lê Văn An", "1970", ""]]
    assert set(sheet.merges) == {Merge(1, 0, 2, 0), Merge(1, 1, 2, 1), Merge(1, 2, 1, 3)}
