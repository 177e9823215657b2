"""The bundled demo workbook, a made-up office's own mess: what a careful reader finds in it."""

import unicodedata
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_csv, write_docx, write_ods, write_xls
from canbo.imports.domain.layout import choose, recognise_all
from canbo.imports.domain.parsed import ParsedSheet
from canbo.imports.domain.rows import parse

DEMO = Path(str(files("canbo.cli") / "demo_data" / "bach-thong-2013.xlsx"))


@pytest.fixture(scope="module")
def lists() -> dict[str, ParsedSheet]:
    """Both lists of the workbook as they stand at the end of 2013."""
    sheets = open_workbook(DEMO)
    layouts = recognise_all(sheets)
    read = {}
    for kind in ("roster", "training"):
        layout = choose(layouts, kind)[0]
        assert layout.sure
        sheet = next(sheet for sheet in sheets if sheet.name == layout.sheet)
        read[kind] = parse(sheet, layout.mapping(), as_of=layout.heading.as_of or date(2013, 12, 31))
    return read


def test_everybody_is_read_and_the_faulty_rows_are_refused(lists: dict[str, ParsedSheet]) -> None:
    rows = lists["roster"].rows
    assert len(rows) == 507
    refused = {
        row.number: [issue.code for issue in row.issues if issue.severity == "refused"] for row in rows if row.refused
    }
    # Row 556 repeats an earlier row: told by matching, not by reading.
    assert refused == {
        557: ["date_nonexistent"],
        558: ["date_future"],
        559: ["name_missing"],
        560: ["party_before_18"],
        561: ["unknown_level"],
        562: ["formula"],
    }
    assert not any(row.issues for row in rows if not row.refused)


def test_levels_units_and_names(lists: dict[str, ParsedSheet]) -> None:
    rows = [row for row in lists["roster"].rows if not row.refused and row.number != 556]
    assert len(rows) == 500
    assert Counter(row.values["qualification"] for row in rows) == {
        "university": 278,
        "intermediate": 113,
        "college": 102,
        "elementary": 7,
    }
    assert Counter(row.values["theory"] for row in rows) == {
        "intermediate": 205,
        "none": 135,
        "elementary": 116,
        "advanced": 40,
        "bachelor": 4,
    }
    assert Counter(row.values["gender"] for row in rows)["female"] == 202
    assert sum("party_probationary_on" in row.values for row in rows) == 364
    assert sum(row.values["ethnicity"] != "Kinh" for row in rows) == 418
    assert sum(getattr(row.values["born"], "precision", "") == "year" for row in rows) == 12
    names = [row.original.get("full_name", "") for row in rows]
    assert sum(unicodedata.normalize("NFC", name) != name for name in names) == 36
    assert all(unicodedata.is_normalized("NFC", str(row.values["full_name"])) for row in rows)
    units = lists["roster"].units
    assert len(units) == 42
    assert Counter(unit.block for unit in units) == {"party": 6, "government": 30, "front_and_mass": 6}
    assert Counter(unit.tier for unit in units) == {"district": 25, "commune": 17}


def test_the_training_sheet(lists: dict[str, ParsedSheet]) -> None:
    rows = lists["training"].rows
    assert len(rows) == 280
    assert not any(row.issues for row in rows)
    advanced = [row for row in rows if str(row.values["course"]).startswith("Cao cấp")]
    assert Counter(row.values["study_mode"] for row in advanced) == {"full_time": 10, "in_service": 18}


@pytest.mark.parametrize("suffix", ["xls", "ods", "csv", "docx"])
def test_the_same_list_in_another_kind_of_file(suffix: str, lists: dict[str, ParsedSheet], tmp_path: Path) -> None:
    source = open_workbook(DEMO)[0]
    grid = [list(row) for row in source.rows]
    for row, column in source.formulas:
        grid[row - 1][column] = source.formulas.at(row, column) or ""
    merges = [(merge.top - 1, merge.left, merge.bottom - 1, merge.right) for merge in source.merges]
    path = tmp_path / f"a.{suffix}"
    match suffix:
        case "xls":
            write_xls(path, grid, merges)
        case "ods":
            write_ods(path, grid, merges)
        case "csv":
            write_csv(path, grid, encoding="cp1258", delimiter=";")
        case _:
            write_docx(path, [], grid, merges)
    (sheet,) = open_workbook(path)
    layout = choose(recognise_all([sheet]), "roster")[0]
    assert layout.sure
    parsed = parse(sheet, layout.mapping(), as_of=layout.heading.as_of)
    known = lists["roster"]
    assert [unit.name for unit in parsed.units] == [unit.name for unit in known.units]
    assert [row.values for row in parsed.rows] == [row.values for row in known.rows]
    assert [[issue.code for issue in row.issues] for row in parsed.rows] == [
        [issue.code for issue in row.issues] for row in known.rows
    ]
