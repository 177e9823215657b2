"""A roster of made-up people as a workbook: 35 columns, two rows in a hundred faulty, written in constant memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from made_up import MadeUp, make_up

HEADINGS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Tôn giáo", "Quê quán", "Nơi ở hiện nay", "Số CCCD",
    "Số sổ BHXH", "Điện thoại", "Đơn vị", "Chức vụ", "Công việc chính được giao", "Ngày bổ nhiệm", "Ngày tuyển dụng",
    "Cơ quan tuyển dụng", "Ngày vào Đảng", "Ngày chính thức", "Giáo dục phổ thông", "Trình độ chuyên môn",
    "Chuyên ngành", "Cơ sở đào tạo", "Năm tốt nghiệp", "Lý luận chính trị", "Quản lý nhà nước", "Quốc phòng, an ninh",
    "Ngoại ngữ", "Tin học", "Ngạch", "Mã ngạch", "Bậc lương", "Hệ số lương", "Hưởng lương từ ngày", "Ghi chú",
)  # fmt: skip
#: One row in fifty, of these kinds by turns.
FAULTS = ("name_missing", "date_nonexistent", "date_in_future", "party_before_18", "level_unknown", "duplicate")
_EVERY = 50
_WORDS = {
    "none": "", "elementary": "Sơ cấp", "intermediate": "Trung cấp", "college": "CĐ", "university": "ĐH",
    "master": "Thạc sĩ", "doctorate": "Tiến sĩ", "advanced": "CC", "bachelor": "Cử nhân", "officer": "Cán sự",
    "specialist": "Chuyên viên", "principal_specialist": "Chuyên viên chính",
    "senior_specialist": "Chuyên viên cao cấp", "group_3": "Đối tượng 3", "group_4": "Đối tượng 4",
    "head": "Trưởng phòng", "deputy": "Phó Trưởng phòng", "staff": "Chuyên viên",
}  # fmt: skip


def unit_name(unit: int) -> str:
    """Name a unit of the roster and of the database."""
    return f"Phòng chuyên môn số {unit + 1}"


def write_roster(path: Path, rows: int, *, as_of: date, seed: int = 2026) -> dict[str, int]:
    """Write the workbook; give how many rows of each fault it has."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Trích ngang")
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "DANH SÁCH TRÍCH NGANG CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")
    sheet.write(1, 0, f"(Tính đến ngày {as_of:%d/%m/%Y})")
    sheet.write_row(3, 0, HEADINGS)
    sheet.write_row(4, 0, range(1, len(HEADINGS) + 1))
    faults = dict.fromkeys(FAULTS, 0)
    before: list[Any] = []
    for place, person in enumerate(make_up(rows, units=max(1, rows // 12), as_of=as_of, seed=seed)):
        cells = _cells(place + 1, person)
        if place % _EVERY == _EVERY - 1:
            fault = FAULTS[place // _EVERY % len(FAULTS)]
            faults[fault] += 1
            cells = _spoilt(cells, fault, person, before, as_of)
        for column, value in enumerate(cells):
            if isinstance(value, date):
                sheet.write_datetime(5 + place, column, value, dates)
            elif value not in (None, ""):
                sheet.write(5 + place, column, value)
        before = cells
    book.close()
    return faults


def _cells(place: int, person: MadeUp) -> list[Any]:
    coefficient = round(person.rank[2] + 0.33 * (person.step - 1), 2)
    written = person.born.year if person.year_only else person.born if person.number % 3 else f"{person.born:%d/%m/%Y}"
    return [
        place, person.name.upper() if person.number % 7 == 0 else person.name, written,
        "Nữ" if person.is_female else "Nam", person.ethnicity, person.religion, person.home, person.home,
        person.citizen_id, f"99{person.number:08d}", f"0999{person.number % 1_000_000:06d}", unit_name(person.unit),
        _WORDS[person.post], "Tham mưu tổng hợp", person.post_since, person.recruited, "Sở Nội vụ",
        person.party, person.official, "12/12", _WORDS[person.qualification], person.major, person.school,
        person.graduated.year, _WORDS[person.theory], _WORDS[person.management], _WORDS[person.defence],
        "B Anh" if person.has_language else "", "B" if person.has_it else "", person.rank[0], person.rank[1],
        person.step, coefficient if person.number % 5 else f"{coefficient:.2f}".replace(".", ","),
        person.step_since, "",
    ]  # fmt: skip


def _spoilt(cells: list[Any], fault: str, person: MadeUp, before: list[Any], as_of: date) -> list[Any]:
    spoilt = list(cells)
    match fault:
        case "name_missing":
            spoilt[1] = ""
        case "date_nonexistent":
            spoilt[2] = f"31/02/{person.born.year}"
        case "date_in_future":
            spoilt[2] = f"15/08/{as_of.year + 30}"
        case "party_before_18":
            spoilt[2] = f"15/08/{person.born.year}"
            spoilt[17], spoilt[18] = f"19/05/{person.born.year + 12}", f"19/05/{person.born.year + 13}"
        case "level_unknown":
            spoilt[20] = "Trình độ ZZ"
        case "duplicate":
            spoilt = [spoilt[0], *before[1:]]
    return spoilt
