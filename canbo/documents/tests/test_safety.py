"""Files that must not be opened, and the sentence each is refused with."""

import struct
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml as office
import pytest
import xlsxwriter
import xlwt

from canbo.core.errors import DomainError
from canbo.documents.sources.safety import FileKind, Limits, inspect
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_csv, write_docx, write_ods, write_xls, write_xlsx

GRID = [["STT", "Họ và tên", "Ngày sinh"], [1, "Nguyễn Văn An", "1/2/1970"]]


def refusal(path: Path, limits: Limits | None = None) -> str:
    """The code the file is refused with."""
    with pytest.raises(DomainError) as caught:
        open_workbook(path, limits) if limits else open_workbook(path)
    assert caught.value.message.endswith(".")
    return caught.value.code


def rewritten(source: Path, target: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of a zip file with parts replaced, added or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part.filename))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("name", "write", "kind"),
    [
        ("a.xlsx", write_xlsx, FileKind.XLSX),
        ("a.xls", write_xls, FileKind.XLS),
        ("a.ods", write_ods, FileKind.ODS),
        ("a.csv", write_csv, FileKind.CSV),
        ("a.docx", lambda path, grid: write_docx(path, ["Danh sách"], grid), FileKind.DOCX),
    ],
)
def test_the_kind_is_told_by_content_not_by_name(name: str, write, kind: FileKind, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path / name, GRID)
    assert inspect(path).kind is kind
    assert inspect(path.rename(tmp_path / "bang-tinh.dat")).kind is kind


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "rong.xlsx"
    path.touch()
    assert refusal(path) == "file_empty"


def test_a_workbook_without_cells(tmp_path: Path) -> None:
    assert refusal(write_xlsx(tmp_path / "trang.xlsx", [])) == "file_empty"


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "to.csv"
    path.write_bytes(b"a,b\n" * 1000)
    assert refusal(path, Limits(size=1000)) == "file_too_large"


def test_more_than_fifty_megabytes_by_default(tmp_path: Path) -> None:
    path = tmp_path / "to.xlsx"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert refusal(path) == "file_too_large"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"%PDF-1.7 ..."),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("a.xlsx", "không phải bảng tính".encode()),
        ("a.xls", b"<html><table><tr><td>STT</td></tr></table></html>"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>"),
        ("a.csv", bytes(range(256)) * 8),
        ("a.xlsx", b"MZ\x90\x00" + b"\0" * 200),
        ("a.docx", b"{\\rtf1 abc}"),
    ],
)
def test_other_types(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refusal(path) == "file_type"


def test_a_plain_zip_and_a_word_file_of_the_old_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refusal(path) == "file_type"


def test_a_zip_bomb_is_known_by_its_directory(tmp_path: Path) -> None:
    path = rewritten(
        write_xlsx(tmp_path / "a.xlsx", GRID), tmp_path / "bom.xlsx", {"xl/media/big.bin": b"\0" * (60 * 1024 * 1024)}
    )
    assert path.stat().st_size < 200_000
    assert refusal(path) == "file_bomb"


def test_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30):
            archive.writestr(f"xl/x{number}", b"")
    assert refusal(path, Limits(parts=20)) == "file_bomb"


def test_a_part_longer_than_it_claims_is_not_unpacked(tmp_path: Path) -> None:
    source = rewritten(
        write_xlsx(tmp_path / "a.xlsx", GRID), tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": b" " * 30_000_000}
    )
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        size = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    path = tmp_path / "doi.xlsx"
    path.write_bytes(bytes(data).replace(size, struct.pack("<I", 1000)))
    assert refusal(path) == "file_broken"


def test_two_far_cells_do_not_make_a_huge_table(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "xa.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    assert refusal(tmp_path / "xa.xlsx") == "file_bomb"


def test_formatted_blank_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "xa.xlsx"))
    sheet = book.add_worksheet()
    for row, line in enumerate(GRID):
        sheet.write_row(row, 0, line)
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()
    (read,) = open_workbook(tmp_path / "xa.xlsx")
    assert [value for value in read.rows[1] if value != ""] == [1.0, "Nguyễn Văn An", "1/2/1970"]
    assert len(read.rows) == 2


def test_cells_repeated_by_number_in_an_open_document(tmp_path: Path) -> None:
    source = write_ods(tmp_path / "a.ods", GRID)
    with zipfile.ZipFile(source) as archive:
        content = archive.read("content.xml").decode()
    bomb = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">', 1).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="16000"', 1
    )
    assert refusal(rewritten(source, tmp_path / "b.ods", {"content.xml": bomb.encode()})) == "file_bomb"


def test_one_long_text_in_very_many_cells(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "dai.xlsx"))
    sheet = book.add_worksheet()
    for row in range(2000):
        sheet.write_string(row, 0, "A" * 32_000)
    book.close()
    assert refusal(tmp_path / "dai.xlsx", Limits(text=10_000_000)) == "file_bomb"


def test_entities_are_refused(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", GRID)
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    assert refusal(rewritten(source, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": evil})) == "file_broken"


def test_a_password_on_a_new_workbook(tmp_path: Path) -> None:
    plain = write_xlsx(tmp_path / "a.xlsx", GRID)
    locked = tmp_path / "khoa.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        office.OOXMLFile(source).encrypt("bi-mat", target)
    assert refusal(locked) == "file_password"


def test_a_password_on_an_old_workbook(tmp_path: Path) -> None:
    data = bytearray(write_xls(tmp_path / "a.xls", GRID).read_bytes())
    # FILEPASS in the place of the record after BOF, as a locked workbook has it.
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    data[start + 20 : start + 22] = b"\x2f\x00"
    path = tmp_path / "khoa.xls"
    path.write_bytes(data)
    assert refusal(path) == "file_password"


def test_a_password_on_an_open_document(tmp_path: Path) -> None:
    source = write_ods(tmp_path / "a.ods", GRID)
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert refusal(rewritten(source, tmp_path / "b.ods", {"META-INF/manifest.xml": manifest})) == "file_password"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.docx"])
def test_a_file_cut_short(name: str, tmp_path: Path) -> None:
    write = {"a.xlsx": write_xlsx, "a.xls": write_xls, "a.ods": write_ods}.get(name)
    path = write(tmp_path / name, GRID) if write else write_docx(tmp_path / name, [], GRID)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path) == "file_broken"


def test_xml_that_ends_in_mid_cell(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", GRID)
    with zipfile.ZipFile(source) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert refusal(rewritten(source, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": sheet[:400]})) == "file_broken"


def test_macros_are_noticed_and_the_cells_read(tmp_path: Path) -> None:
    path = rewritten(write_xlsx(tmp_path / "a.xlsx", GRID), tmp_path / "b.xlsm", {"xl/vbaProject.bin": b"\xd0\xcf"})
    assert inspect(path).has_macros
    assert open_workbook(path)[0].rows[1][1] == "Nguyễn Văn An"


def test_an_old_workbook_of_another_program_is_no_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(str(tmp_path / "a.xls"))
    data = (tmp_path / "a.xls").read_bytes().replace("Workbook".encode("utf-16-le"), "Xorkbook".encode("utf-16-le"))
    (tmp_path / "b.xls").write_bytes(data)
    assert refusal(tmp_path / "b.xls") == "file_type"
