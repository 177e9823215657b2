"""Rosters of many layouts, all holding the same people: whatever the layout, the same people have to come out."""

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from canbo.core.dates import PartialDate
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_csv, write_docx, write_ods, write_xls, write_xlsx
from canbo.imports.domain.layout import Layout, recognise_all
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.domain.rows import parse
from canbo.imports.tests.people import QUALIFICATIONS, RATINGS, THEORIES, UNITS, Person, people, slashed

AS_OF = date(2013, 12, 31)
PEOPLE = people()
_BLOCKS = {UNITS[0]: "I. KHỐI ĐẢNG", UNITS[2]: "II. KHỐI CHÍNH QUYỀN", UNITS[3]: "III. CÁC XÃ, THỊ TRẤN"}


def one_row_header(folder: Path) -> Path:
    """One header row at the top, a column of units, one birth column, sex in words, no title at all."""
    head = ["TT", "Họ tên", "Giới tính", "Ngày sinh", "Dân tộc", "Đơn vị công tác", "Chức vụ", "Ngày vào Đảng", "Ngày chính thức",
            "Trình độ chuyên môn", "LLCT", "Xếp loại 2013"]  # fmt: skip
    rows = [
        [n, p.name, "Nam" if p.gender == "male" else "Nữ", p.born, p.ethnicity, p.unit, p.position, p.party or "", p.official or "",
         QUALIFICATIONS[p.qualification], THEORIES[p.theory], RATINGS[p.rating]]
        for n, p in enumerate(PEOPLE, 1)
    ]  # fmt: skip
    return write_xlsx(folder / "mot-hang.xlsx", [head, *rows])


def merged_groups(folder: Path) -> Path:
    """Two merged header rows in the middle of the sheet, blocks and units as rows, births by sex, a row of numbers."""
    grid: list[list[object]] = [
        ["TỈNH ỦY CAO SƠN"] + [""] * 12, ["HUYỆN ỦY HÒA BÌNH"] + [""] * 12, [""] * 13,
        ["DANH SÁCH CÁN BỘ, CÔNG CHỨC"] + [""] * 12, ["(Có đến ngày 31 tháng 12 năm 2013)"] + [""] * 12, [""] * 13, [""] * 13,
        ["Số TT", "Họ và tên khai sinh", "Năm sinh", "", "Dân tộc", "Chức vụ", "Trình độ", "", "", "Vào Đảng", "", "Đánh giá", "Ghi chú"],
        ["", "", "Nam", "Nữ", "", "", "Văn hóa", "CM", "LLCT", "Dự bị", "Chính thức", "Năm 2013", ""],
        [f"({n})" for n in range(1, 14)],
    ]  # fmt: skip
    merges = [
        (7, 0, 8, 0),
        (7, 1, 8, 1),
        (7, 2, 7, 3),
        (7, 4, 8, 4),
        (7, 5, 8, 5),
        (7, 6, 7, 8),
        (7, 9, 7, 10),
        (7, 12, 8, 12),
    ]
    unit = ""
    for n, p in enumerate(PEOPLE, 1):
        if p.unit != unit:
            unit = p.unit
            if unit in _BLOCKS:
                merges.append((len(grid), 0, len(grid), 12))
                grid.append([_BLOCKS[unit]] + [""] * 12)
            grid.append(["", f"{UNITS.index(unit) + 1}. {unit}"] + [""] * 11)
        birth = [slashed(p.born), ""] if p.gender == "male" else ["", slashed(p.born)]
        grid.append([n, p.name.upper(), *birth, p.ethnicity, p.position, "12/12", QUALIFICATIONS[p.qualification], THEORIES[p.theory],
                     slashed(p.party), slashed(p.official), RATINGS[p.rating], ""])  # fmt: skip
    grid += [["", f"Cộng: {len(PEOPLE)} người"] + [""] * 11, [""] * 13, ["", "NGƯỜI LẬP BIỂU", *[""] * 7, "TRƯỞNG BAN", "", "", ""],
             [""] * 13, ["", "Lò Thị Ký", *[""] * 7, "Vi Văn Duyệt", "", "", ""]]  # fmt: skip
    return write_xlsx(folder / "gop.xlsx", grid, merges, name="Danh sách")


def other_order_xls(folder: Path) -> Path:
    """An old .xls in another order, one merged header of three rows, levels marked by x."""
    top = [
        "STT",
        "Đơn vị",
        "Chức vụ",
        "Họ và tên",
        "Ngày tháng năm sinh",
        "Nữ",
        "Dân tộc",
        "Trình độ",
        *[""] * 9,
        "Ngày vào Đảng",
        "",
        "Xếp loại năm 2013",
    ]
    middle = [""] * 7 + ["Chuyên môn", "", "", "", "", "Lý luận chính trị", "", "", ""] + [""] * 4
    low = [""] * 7 + ["Ths", "ĐH", "CĐ", "TC", "SC", "CN", "CC", "TC", "SC", "Dự bị", "Chính thức", ""]
    top = [*top[:7], "Trình độ", *[""] * 8, "Ngày vào Đảng", "", "Xếp loại năm 2013"]
    middle = middle[:19]
    grid: list[list[object]] = [["PHỤ LỤC"] + [""] * 18, [""] * 19, top, middle, low]
    merges = [(2, c, 4, c) for c in (0, 1, 2, 3, 4, 5, 6, 18)] + [
        (2, 7, 2, 15),
        (3, 7, 3, 11),
        (3, 12, 3, 15),
        (2, 16, 3, 17),
    ]
    for n, p in enumerate(PEOPLE, 1):
        marks = [
            "x" if p.qualification == code else ""
            for code in ("master", "university", "college", "intermediate", "elementary")
        ]
        theory = ["x" if p.theory == code else "" for code in ("bachelor", "advanced", "intermediate", "elementary")]
        grid.append([n, p.unit, p.position, p.name, p.born, "x" if p.gender == "female" else "", p.ethnicity, *marks, *theory,
                     slashed(p.party), slashed(p.official), RATINGS[p.rating]])  # fmt: skip
    return write_xls(folder / "cu.xls", grid, merges)


def open_document(folder: Path) -> Path:
    """An .ods: name in two columns, birth in three, the unit merged down its people."""
    grid: list[list[object]] = [
        ["UBND HUYỆN HÒA BÌNH"] + [""] * 12,
        ["BẢNG TRÍCH NGANG CÁN BỘ TÍNH ĐẾN 31/12/2013"] + [""] * 12,
        ["TT", "Cơ quan, đơn vị", "Họ và tên", "", "Ngày sinh", "", "", "Giới tính", "Dân tộc", "Chức danh", "Trình độ chuyên môn",
         "Trình độ lý luận chính trị", "Ngày vào Đảng", "Chính thức", "Kết quả xếp loại năm 2013"],
        ["", "", "Họ đệm", "Tên", "Ngày", "Tháng", "Năm", *[""] * 8],
    ]  # fmt: skip
    grid[0] += ["", ""]
    grid[1] += ["", ""]
    merges = [(2, 2, 2, 3), (2, 4, 2, 6)] + [(2, c, 3, c) for c in (0, 1, 7, 8, 9, 10, 11, 12, 13, 14)]
    unit, start = "", 0
    for n, p in enumerate(PEOPLE, 1):
        if p.unit != unit:
            if unit:
                merges.append((start, 1, len(grid) - 1, 1))
            unit, start = p.unit, len(grid)
        first, _, last = p.name.rpartition(" ")
        grid.append([n, p.unit if start == len(grid) else "", first, last, p.born.day, p.born.month, p.born.year,
                     "Nam" if p.gender == "male" else "Nữ", p.ethnicity, p.position, QUALIFICATIONS[p.qualification],
                     THEORIES[p.theory], p.party or "", p.official or "", RATINGS[p.rating]])  # fmt: skip
    merges.append((start, 1, len(grid) - 1, 1))
    return write_ods(folder / "mo.ods", grid, merges)


def _plain_grid() -> list[list[object]]:
    head = ["STT", "Họ và tên", "Phái", "Sinh ngày", "Thành phần dân tộc", "Cơ quan công tác", "Chức vụ hiện nay",
            "Ngày vào Đảng (dự bị)", "Ngày vào Đảng (chính thức)", "Bằng cấp", "Trình độ LLCT", "Đánh giá năm 2013"]  # fmt: skip
    rows: list[list[object]] = [
        [n, p.name, "Nam" if p.gender == "male" else "Nữ", slashed(p.born), p.ethnicity, p.unit, p.position, slashed(p.party),
         slashed(p.official), QUALIFICATIONS[p.qualification], THEORIES[p.theory], RATINGS[p.rating]]
        for n, p in enumerate(PEOPLE, 1)
    ]  # fmt: skip
    return [head, *rows]


def text_comma(folder: Path) -> Path:
    """A .csv as programs write it."""
    return write_csv(folder / "a.csv", _plain_grid())


def text_semicolon(folder: Path) -> Path:
    """A .csv as Excel writes it under Vietnamese settings, with a byte order mark."""
    return write_csv(folder / "b.csv", _plain_grid(), encoding="utf-8-sig", delimiter=";")


def text_tabs_utf16(folder: Path) -> Path:
    """“Unicode text” of Excel."""
    return write_csv(folder / "c.csv", _plain_grid(), encoding="utf-16", delimiter="\t")


def text_windows_1258(folder: Path) -> Path:
    """A .csv from an old Windows."""
    return write_csv(folder / "d.csv", _plain_grid(), encoding="cp1258", delimiter=";")


def text_unmerged(folder: Path) -> Path:
    """A merged sheet saved as .csv: parents stand once, followed by blanks; units as rows."""
    grid: list[list[object]] = [
        ["HUYỆN ỦY HÒA BÌNH"] + [""] * 10, ["DANH SÁCH TRÍCH NGANG CÁN BỘ"] + [""] * 10, [""] * 11,
        ["TT", "Họ và tên", "Ngày sinh", "", "Dân tộc", "Chức vụ", "Trình độ", "", "Ngày vào Đảng", "", "Xếp loại 2013"],
        ["", "", "Nam", "Nữ", "", "", "Chuyên môn", "Lý luận", "Dự bị", "Chính thức", ""],
    ]  # fmt: skip
    unit = ""
    for n, p in enumerate(PEOPLE, 1):
        if p.unit != unit:
            unit = p.unit
            grid.append([["I", "II", "III", "IV"][UNITS.index(unit)], unit.upper()] + [""] * 9)
        birth = [slashed(p.born), ""] if p.gender == "male" else ["", slashed(p.born)]
        grid.append([n, unicodedata.normalize("NFD", p.name), *birth, p.ethnicity, p.position, QUALIFICATIONS[p.qualification],
                     THEORIES[p.theory], slashed(p.party), slashed(p.official), RATINGS[p.rating]])  # fmt: skip
    return write_csv(folder / "e.csv", grid)


def word_table(folder: Path) -> Path:
    """A table in a Word file under its title, with merged heads and rows of units."""
    grid: list[list[object]] = [
        ["TT", "Họ và tên", "Năm sinh", "", "Dân tộc", "Chức vụ", "Trình độ", "", "Ngày vào Đảng", "", "Xếp loại 2013"],
        ["", "", "Nam", "Nữ", "", "", "Chuyên môn", "LLCT", "Dự bị", "Chính thức", ""],
    ]  # fmt: skip
    merges = [(0, 2, 0, 3), (0, 6, 0, 7), (0, 8, 0, 9)] + [(0, c, 1, c) for c in (0, 1, 4, 5, 10)]
    unit = ""
    for n, p in enumerate(PEOPLE, 1):
        if p.unit != unit:
            unit = p.unit
            merges.append((len(grid), 0, len(grid), 10))
            grid.append([f"{UNITS.index(unit) + 1}. {unit}"] + [""] * 10)
        birth = [slashed(p.born), ""] if p.gender == "male" else ["", slashed(p.born)]
        grid.append([f"{n}.", p.name, *birth, p.ethnicity, p.position, QUALIFICATIONS[p.qualification], THEORIES[p.theory],
                     slashed(p.party), slashed(p.official), RATINGS[p.rating]])  # fmt: skip
    before = ["HUYỆN ỦY HÒA BÌNH", "DANH SÁCH CÁN BỘ TRÍCH NGANG", "(Tính đến ngày 31/12/2013)"]
    return write_docx(folder / "van-ban.docx", before, grid, merges)


def joined_cells(folder: Path) -> Path:
    """Title and unit in one cell, level and major in one cell, sex marked under two columns, repeated headers."""
    head: list[object] = ["TT", "HỌ VÀ TÊN", "GIỚI TÍNH", "", "NGÀY, THÁNG, NĂM SINH", "DÂN TỘC", "CHỨC VỤ, ĐƠN VỊ CÔNG TÁC",
                          "TRÌNH ĐỘ CHUYÊN MÔN", "LÝ LUẬN\nCHÍNH TRỊ", "NGÀY VÀO ĐẢNG", "NGÀY VÀO ĐẢNG CHÍNH THỨC", "KẾT QUẢ ĐÁNH GIÁ NĂM 2013"]  # fmt: skip
    second: list[object] = ["", "", "NAM", "NỮ", *[""] * 8]
    grid: list[list[object]] = [["BIỂU TỔNG HỢP"] + [""] * 11, head, second]
    for n, p in enumerate(PEOPLE, 1):
        if n % 10 == 0:
            grid += [head, second, [*range(1, 13)]]
        level = f"{QUALIFICATIONS[p.qualification]} Luật" if n % 2 else QUALIFICATIONS[p.qualification]
        grid.append([n, p.name, *(["x", ""] if p.gender == "male" else ["", "X"]), p.born, p.ethnicity, f"{p.position}, {p.unit}", level,
                     THEORIES[p.theory] or "-", slashed(p.party), slashed(p.official), RATINGS[p.rating]])  # fmt: skip
    return write_xlsx(folder / "ghep.xlsx", grid, [(1, 2, 1, 3)])


def numbers_and_serials(folder: Path) -> Path:
    """Dates as day numbers without a date format, a leading blank column, units filled in only where they change."""
    head = ["", "STT", "Họ, tên", "Nam/Nữ", "NTNS", "DT", "Tên đơn vị", "Chức danh, chức vụ", "Ngày kết nạp Đảng", "Ngày công nhận chính thức",
            "Trình độ đào tạo", "Lý luận CT", "KQ đánh giá 2013"]  # fmt: skip
    grid: list[list[object]] = [[""] * 13, [""] * 13, head]
    unit = ""
    for n, p in enumerate(PEOPLE, 1):
        shown, unit = ("" if p.unit == unit else p.unit), p.unit
        grid.append(["", n, p.name, "Nam" if p.gender == "male" else "Nữ", (p.born - date(1899, 12, 30)).days, p.ethnicity, shown, p.position,
                     (p.party - date(1899, 12, 30)).days if p.party else "", slashed(p.official), QUALIFICATIONS[p.qualification],
                     THEORIES[p.theory] or "Chưa qua", RATINGS[p.rating]])  # fmt: skip
    return write_xlsx(folder / "so.xlsx", grid)


def three_rows_sections(folder: Path) -> Path:
    """A. / I. / 1. nested headings with the number in its own column, headings without marks, words in a footer."""
    grid: list[list[object]] = [
        ["ĐẢNG BỘ HUYỆN HÒA BÌNH"] + [""] * 11, ["DANH SACH CAN BO"] + [""] * 11,
        ["STT", "Ho va ten", "Nam sinh", "", "Dan toc", "Chuc vu", "Trinh do", "", "Ngay vao Dang", "", "Xep loai 2013", "Ghi chu"],
        ["", "", "Nam", "Nu", "", "", "Chuyen mon", "Chinh tri", "Du bi", "Chinh thuc", "", ""],
    ]  # fmt: skip
    merges = [(2, 2, 2, 3), (2, 6, 2, 7), (2, 8, 2, 9)]
    heads = {UNITS[0]: [("A", "KHỐI ĐẢNG"), ("I", UNITS[0])], UNITS[1]: [("II", UNITS[1])],
             UNITS[2]: [("B", "KHỐI CHÍNH QUYỀN"), ("I", UNITS[2])], UNITS[3]: [("II", UNITS[3])]}  # fmt: skip
    unit, n_in_unit = "", 0
    for p in PEOPLE:
        if p.unit != unit:
            unit, n_in_unit = p.unit, 0
            grid += [[mark, text] + [""] * 10 for mark, text in heads[unit]]
        n_in_unit += 1
        birth = [p.born, ""] if p.gender == "male" else ["", p.born]
        grid.append([n_in_unit, p.name, *birth, p.ethnicity, p.position, QUALIFICATIONS[p.qualification], THEORIES[p.theory],
                     p.party or "", p.official or "", RATINGS[p.rating], ""])  # fmt: skip
    grid += [[f"Tổng cộng: {len(PEOPLE)} đồng chí"] + [""] * 11, [""] * 8 + ["Hòa Bình, ngày 31 tháng 12 năm 2013", "", "", ""],
             ["", "NGƯỜI LẬP", *[""] * 6, "T/M BAN THƯỜNG VỤ", "", "", ""], ["", "", *[""] * 6, "PHÓ BÍ THƯ", "", "", ""],
             ["", "Bế Văn Biên", *[""] * 6, "Nông Văn Bí", "", "", ""]]  # fmt: skip
    return write_xlsx(folder / "ba-tang.xlsx", grid, merges)


LAYOUTS: list[Callable[[Path], Path]] = [
    one_row_header, merged_groups, other_order_xls, open_document, text_comma, text_semicolon, text_tabs_utf16, text_windows_1258,
    text_unmerged, word_table, joined_cells, numbers_and_serials, three_rows_sections,
]  # fmt: skip


def read(path: Path) -> tuple[Layout, list[ParsedRow]]:
    """The one layout of the file and its rows."""
    sheets = open_workbook(path)
    (layout,) = recognise_all(sheets)
    sheet = next(sheet for sheet in sheets if sheet.name == layout.sheet)
    return layout, parse(sheet, layout.mapping(), as_of=AS_OF).rows


def _expected(p: Person) -> dict[str, object]:
    said = {
        "full_name": p.name,
        "born": PartialDate.from_date(p.born),
        "gender": p.gender,
        "ethnicity": p.ethnicity,
        "qualification": p.qualification,
        "theory": p.theory,
        "rating@2013": p.rating,
    }
    if p.party and p.official:
        said |= {
            "party_probationary_on": PartialDate.from_date(p.party),
            "party_official_on": PartialDate.from_date(p.official),
        }
    return said


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_the_same_people_come_out_of_every_layout(build: Callable[[Path], Path], tmp_path: Path) -> None:
    layout, rows = read(build(tmp_path))
    assert layout.kind == "roster"
    assert layout.sure, (layout.doubts, layout.missing)
    assert [issue for row in rows for issue in row.issues if issue.severity == "refused"] == []
    assert len(rows) == len(PEOPLE)
    for row, person in zip(rows, PEOPLE, strict=True):
        expected = _expected(person)
        assert {name: row.values.get(name) for name in expected} == expected
        assert ("party_probationary_on" in row.values) == (person.party is not None)
        assert row.unit_name.casefold() == person.unit.casefold()
        assert row.values["position"] == person.position


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_the_units_are_those_of_the_list_and_no_more(build: Callable[[Path], Path], tmp_path: Path) -> None:
    path = build(tmp_path)
    sheets = open_workbook(path)
    (layout,) = recognise_all(sheets)
    sheet = next(sheet for sheet in sheets if sheet.name == layout.sheet)
    units = parse(sheet, layout.mapping(), as_of=AS_OF).units
    assert [unit.name.casefold() for unit in units] == [name.casefold() for name in UNITS]
    assert sum(unit.people for unit in units) == len(PEOPLE)


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_row_numbers_are_those_of_the_sheet(build: Callable[[Path], Path], tmp_path: Path) -> None:
    path = build(tmp_path)
    sheets = open_workbook(path)
    _, rows = read(path)
    for row in rows:
        shown = " ".join(str(value) for sheet in sheets for value in sheet.rows[row.number - 1][:8])
        last_word = str(row.values["full_name"]).split()[-1].casefold()
        assert last_word in unicodedata.normalize("NFC", shown).casefold()
