"""Who is who: rows against each other and against files."""

from __future__ import annotations

import pytest

from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.imports.domain.matching import Incoming, OnFile, Ruling, Verdict, match_people, match_roster


def born(code: str) -> PartialDate | None:
    return PartialDate.from_code(code) if code else None


def row(number: int, name: str, code: str, unit: object = 1, citizen: str = "") -> Incoming:
    return Incoming(number, name, fold(name), born(code), unit, citizen)


def kept(person_id: int, name: str, code: str, unit: object = 1, citizen: str = "") -> OnFile:
    return OnFile(person_id, name, fold(name), born(code), unit, citizen)


@pytest.mark.parametrize(
    ("incoming", "file", "verdict", "code"),
    [
        (row(1, "Lê Văn An", "1975-08-15"), kept(7, "Lê Văn An", "1975-08-15"), Verdict.EXISTING, ""),
        (row(1, "Lê Văn An", "1975-08-15", 2), kept(7, "Lê Văn An", "1975-08-15"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Văn Ân", "1975-08-15"), kept(7, "Lê Văn An", "1975-08-15"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Văn An", "1975"), kept(7, "Lê Văn An", "1975"), Verdict.EXISTING, ""),
        (row(1, "Lê Văn An", "1975"), kept(7, "Lê Văn An", "1975-08-15"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Văn An", "1975-08"), kept(7, "Lê Văn An", "1975"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Văn An", "1975", 2), kept(7, "Lê Văn An", "1975-08-15"), Verdict.NEW, "near_match"),
        (row(1, "Lê Văn An", "1975-08-15", 2), kept(7, "Lê Văn An", "1975"), Verdict.NEW, "near_match"),
        (row(1, "Lê Văn An", "1976"), kept(7, "Lê Văn An", "1975-08-15"), Verdict.NEW, ""),
        (row(1, "Lê Văn An", ""), kept(7, "Lê Văn An", "1975-08-15"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Hòa An", "1975-08-15"), kept(7, "Lê Hoà An", "1975-08-15"), Verdict.EXISTING, ""),
        (row(1, "Lê Văn Ba", "1980", 1, "x"), kept(7, "Lê Văn An", "1975", 1, "x"), Verdict.HELD, "possible_duplicate"),
        (row(1, "Lê Văn An", "1975", 1, "x"), kept(7, "Lê Văn An", "1975", 1, "x"), Verdict.EXISTING, ""),
    ],
)  # fmt: skip
def test_a_row_against_a_file(incoming: Incoming, file: OnFile, verdict: Verdict, code: str) -> None:
    match = match_roster([incoming], [file])[1]
    assert (match.verdict, match.code) == (verdict, code)
    assert match.person_id == (7 if verdict is Verdict.EXISTING else None)


def test_rows_of_one_sheet_are_held_against_each_other() -> None:
    found = match_roster(
        [
            row(1, "Lê Văn An", "1975-08-15", 1), row(2, "LÊ VĂN AN", "1975-08-15", 2),
            row(3, "Lê Văn An", "1975", 1), row(4, "Lê Văn An", "1975", 3), row(5, "Lê Văn An", "1975-08-16", 2),
        ],
        [],
    )  # fmt: skip
    assert {number: (match.verdict, match.code) for number, match in found.items()} == {
        1: (Verdict.NEW, ""),
        2: (Verdict.HELD, "possible_duplicate"),
        3: (Verdict.HELD, "possible_duplicate"),
        4: (Verdict.NEW, "near_match"),
        5: (Verdict.NEW, "near_match"),
    }
    assert found[2].candidates[0].row == 1


def test_two_rows_do_not_claim_one_file() -> None:
    found = match_roster(
        [row(1, "Lê Văn An", "1975-08-15"), row(2, "Lê Văn An", "1975-08-15")], [kept(7, "Lê Văn An", "1975-08-15")]
    )
    assert found[1].verdict is Verdict.EXISTING
    assert found[2].verdict is Verdict.HELD


def test_two_files_of_one_name_and_day_take_a_row_each() -> None:
    files = [kept(7, "Lê Văn An", "1975-08-15"), kept(8, "Lê Văn An", "1975-08-15")]
    found = match_roster([row(1, "Lê Văn An", "1975-08-15"), row(2, "Lê Văn An", "1975-08-15")], files)
    assert [found[1].person_id, found[2].person_id] == [7, 8]


@pytest.mark.parametrize(
    ("ruling", "verdict", "person"),
    [
        (Ruling("different"), Verdict.NEW, None),
        (Ruling("same", 7), Verdict.EXISTING, 7),
        (Ruling("same", 99), Verdict.HELD, None),
        (Ruling("skip"), Verdict.REFUSED, None),
    ],
)
def test_what_somebody_decided_takes_the_place_of_the_hold(
    ruling: Ruling, verdict: Verdict, person: int | None
) -> None:
    file = kept(7, "Lê Văn An", "1975-08-15", 2)
    match = match_roster([row(1, "Lê Văn An", "1975-08-15")], [file], {1: ruling})[1]
    assert (match.verdict, match.person_id) == (verdict, person)


def test_a_decision_changes_nothing_where_nothing_is_held() -> None:
    match = match_roster([row(1, "Lê Văn An", "1975-08-15")], [], {1: Ruling("skip")})[1]
    assert match.verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("incoming", "files", "verdict", "code", "person"),
    [
        (row(1, "Lê Văn An", "1975-08-15"), [kept(7, "Lê Văn An", "1975-08-15")], Verdict.EXISTING, "", 7),
        (row(1, "LÊ VĂN AN", "1975-08-15"), [kept(7, "Lê Văn An", "1975")], Verdict.EXISTING, "birth_year_only", 7),
        (row(1, "Le Van An", "1975-08-15"), [kept(7, "Lê Văn An", "1975-08-15")], Verdict.EXISTING, "name_spelling", 7),
        (row(1, "Lê Văn Hưng", ""), [kept(7, "Lê Văn Hùng", "1975")], Verdict.HELD, "person_ambiguous", None),
        (row(1, "Lê Văn An", "1976"), [kept(7, "Lê Văn An", "1975")], Verdict.REFUSED, "person_not_found", None),
        (row(1, "Lê Văn An", "1975", 2), [kept(7, "Lê Văn An", "1975")], Verdict.HELD, "person_elsewhere", None),
        (row(1, "Lê Văn An", ""), [kept(7, "Lê Văn An", "1975"), kept(8, "Lê Văn An", "1980")], Verdict.HELD,
         "person_ambiguous", None),
        (row(1, "Lê Văn An", "1980"), [kept(7, "Lê Văn An", "1975"), kept(8, "Lê Văn An", "1980")], Verdict.EXISTING,
        "", 8),
        (row(1, "Lê Văn An", "1975-08-15", None), [kept(7, "Lê Văn An", "1975-08-15", 5)], Verdict.EXISTING, "", 7),
        (row(1, "Lê Văn An", "1975", None), [kept(7, "Lê Văn An", "1975-08-15", 5)], Verdict.HELD, "person_ambiguous",
        None),
        (row(1, "Lê Văn An", "", 2, "x"), [kept(7, "Lê Văn An", "1975", 1, "x")], Verdict.EXISTING, "", 7),
    ],
)  # fmt: skip
def test_the_one_file_a_row_of_a_list_tells_of(
    incoming: Incoming, files: list[OnFile], verdict: Verdict, code: str, person: int | None
) -> None:
    match = match_people([incoming], files)[1]
    assert (match.verdict, match.code, match.person_id) == (verdict, code, person)


def test_a_common_name_costs_no_more_than_a_rare_one() -> None:
    rows = [
        row(n, "Nguyễn Văn Hùng", f"{1950 + n % 50}-{1 + n % 12:02d}-{1 + n % 28:02d}", n) for n in range(1, 30_001)
    ]
    found = match_roster(rows, [])
    assert len(found) == 30_000
