"""Mappings kept and given, the vocabulary behind them, signatures and title blocks."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from canbo.core.errors import DomainError
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_xlsx
from canbo.imports.domain.fields import BY_KEY, FIELDS, heading_index, is_target, split_target, target_label
from canbo.imports.domain.layout import Layout, recognise
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.parsed import ParsedSheet
from canbo.imports.domain.readers import READERS
from canbo.imports.domain.rows import parse
from canbo.imports.domain.titles import read_title_block

AS_OF = date(2013, 12, 31)


def read(
    folder: Path, grid: list[list[Any]], merges: list[tuple[int, int, int, int]] | None = None
) -> tuple[Layout, ParsedSheet]:
    """The layout of a sheet and what was read of it."""
    width = max(map(len, grid))
    (sheet,) = open_workbook(
        write_xlsx(folder / "a.xlsx", [[*row, *[""] * (width - len(row))] for row in grid], merges or [])
    )
    layout = recognise(sheet)
    assert layout is not None
    return layout, parse(sheet, layout.mapping(), as_of=AS_OF)


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    layout, parsed = read(tmp_path, [["STT", "Họ và tên", "Ngày sinh", "Đơn vị"], [1, "Lê Văn An", 1970, "Phòng A"]])
    kept = Mapping.from_json(layout.mapping().to_json())
    assert kept == layout.mapping()
    assert kept.to_json()["columns"] == {"A": "number", "B": "full_name", "C": "born", "D": "unit"}
    assert len(parsed.rows) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {}}, {"columns": {"B": "khong_co"}}, {"columns": {"1": "full_name"}}, {"header_rows": []}, {"header_rows": ["a"]},
        {"kind": "other"}, {"kind": "lạ"}, {"options": {"la": 1}}, {"options": {"blank_means": "x"}}, {"options": {"as_of": "31/12/2013"}},
        {"columns": {"B": "qualification=lạ"}},
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_refused(change: dict[str, Any]) -> None:
    good = {"sheet": "a", "header_rows": [1], "kind": "roster", "columns": {"B": "full_name"}, "options": {}}
    assert Mapping.from_json(good).columns == {"B": "full_name"}
    with pytest.raises(DomainError) as caught:
        Mapping.from_json({**good, **change})
    assert caught.value.code == "mapping_invalid"


def test_a_mapping_beyond_the_sheet_is_refused(tmp_path: Path) -> None:
    (sheet,) = open_workbook(write_xlsx(tmp_path / "a.xlsx", [["STT", "Họ và tên"], [1, "An"]]))
    with pytest.raises(DomainError) as caught:
        parse(sheet, Mapping("a", (9,), "roster", {"B": "full_name"}, {}), as_of=None)
    assert caught.value.code == "mapping_invalid"


def test_the_signature_is_of_the_headings_and_nothing_else(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị"]
    one, _ = read(tmp_path, [head, [1, "Lê Văn An", 1970, "Phòng A"]])
    two, _ = read(
        tmp_path,
        [["DANH SÁCH"], [], ["STT", "HỌ VÀ TÊN ", "Ngày  sinh", "đơn vị"], [1, "Vi Thị Ba", "1/2/1980", "Phòng B"]],
    )
    three, _ = read(tmp_path, [[*head, "Ghi chú"], [1, "Lê Văn An", 1970, "Phòng A", ""]])
    assert one.signature == two.signature
    assert one.signature != three.signature


def test_every_field_can_be_read_and_has_its_headings() -> None:
    assert len(FIELDS) >= 60
    assert len(BY_KEY) == len(FIELDS)
    for field in FIELDS:
        assert field.reader in READERS
        assert field.headings
    assert all(is_target(target) for targets in heading_index().values() for target, _ in targets)


def test_targets() -> None:
    assert split_target("rating=good@2013") == ("rating", "good", 2013)
    assert split_target("full_name") == ("full_name", "", None)
    assert target_label("rating@2013") == "Xếp loại 2013"
    assert target_label("qualification=university") == "Trình độ chuyên môn: ĐH"
    assert not is_target("qualification=lạ")


def test_the_title_block(tmp_path: Path) -> None:
    layout, _ = read(
        tmp_path,
        [
            ["HUYỆN ỦY HÒA BÌNH", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["BAN TỔ CHỨC"],
            ["DANH SÁCH TRÍCH NGANG CÁN BỘ"],
            ["(Tính đến ngày 30 tháng 6 năm 2012)"],
            ["STT", "Họ và tên", "Ngày sinh", "Đơn vị"],
            [1, "Lê Văn An", 1970, "Phòng A"],
        ],
    )
    assert layout.heading.as_of == date(2012, 6, 30)
    assert layout.heading.offices == ("HUYỆN ỦY HÒA BÌNH", "BAN TỔ CHỨC")
    assert layout.heading.title == "DANH SÁCH TRÍCH NGANG CÁN BỘ"


@pytest.mark.parametrize(
    ("offices", "office"),
    [
        (["TỈNH ỦY CAO SƠN", "HUYỆN ỦY HÒA BÌNH"], "HUYỆN ỦY HÒA BÌNH"),
        (["HUYỆN ỦY HÒA BÌNH", "BAN TỔ CHỨC"], "HUYỆN ỦY HÒA BÌNH"),
        (["UBND TỈNH CAO SƠN", "SỞ NỘI VỤ"], "UBND TỈNH CAO SƠN"),
        (["SỞ NỘI VỤ"], "SỞ NỘI VỤ"),
        ([], ""),
    ],
)
def test_the_office_whose_list_it_is(offices: list[str], office: str) -> None:
    assert read_title_block([*offices, "DANH SÁCH CÁN BỘ"]).office == office
