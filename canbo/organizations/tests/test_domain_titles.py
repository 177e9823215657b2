from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.organizations.codes import title_list
from canbo.organizations.domain.titles import Rank, TitleEntry, TitleIndex

LISTED = title_list()
INDEX = TitleIndex(
    (TitleEntry(entry.code, entry.name, entry.rank, entry.aliases, entry.group) for entry in LISTED.entries),
    abbreviations=LISTED.abbreviations,
    synonyms=LISTED.synonyms,
)


def test_no_spelling_belongs_to_two_titles() -> None:
    owners: dict[tuple[str, ...], str] = {}
    for entry in LISTED.entries:
        for name in (entry.name, *entry.aliases):
            assert owners.setdefault(INDEX.words(name), entry.code) == entry.code, name
    assert len({entry.code for entry in LISTED.entries}) == len(LISTED.entries)


@pytest.mark.parametrize(
    ("text", "code", "rank"),
    [
        ("Chánh Văn phòng", "chanh-van-phong", "head"),
        ("Phó Chánh Văn phòng HĐND và UBND", "pho-chanh-van-phong", "deputy"),
        ("TRƯỞNG PHÒNG", "truong-phong", "head"),
        ("pho truong phong noi vu", "pho-truong-phong", "deputy"),
        ("Trưởng phòng Tài chính - Kế hoạch", "truong-phong", "head"),
        ("Trường phòng", "truong-phong", "head"),
        ("TP Nội vụ", "truong-phong", "head"),
        ("PCT HĐND", "pho-chu-tich-hdnd", "deputy"),
        ("Phó CT UBND", "pho-chu-tich-ubnd", "deputy"),
        ("Chủ tịch Ủy ban nhân dân xã Cao Sơn", "chu-tich-ubnd", "head"),
        ("Chủ tịch UB MTTQ", "chu-tich-ub-mttq", "head"),
        ("Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã", "chu-tich-ub-mttq", "head"),
        ("Chủ nhiệm UBKT", "chu-nhiem-ubkt", "head"),
        ("Phó Chủ nhiệm Ủy ban Kiểm tra Huyện ủy", "pho-chu-nhiem-ubkt", "deputy"),
        ("Phó Bí thư Thường trực Đảng ủy", "pho-bi-thu-thuong-truc-dang-uy", "deputy"),
        ("Phó Bí thư TT Đảng uỷ", "pho-bi-thu-thuong-truc-dang-uy", "deputy"),
        ("Bí thư Huyện đoàn", "bi-thu-doan", "head"),
        ("Bí thư Chi đoàn", "bi-thu-chi-doan", "staff"),
        ("Hiệu phó", "pho-hieu-truong", "deputy"),
        ("Thứ trưởng Bộ Nội vụ", "thu-truong", "deputy"),
        ("Trưởng Công an xã", "truong-cong-an", "head"),
        ("Chỉ huy trưởng BCH quân sự xã", "chi-huy-truong", "head"),
        ("Tổ trưởng chuyên môn", "to-truong", "staff"),
        ("Chuyên viên phòng Nội vụ", "chuyen-vien", "staff"),
        ("Thư ký Chủ tịch UBND", "thu-ky", "staff"),
        ("Công chức Văn phòng-Thống kê xã", "cong-chuc-van-phong-thong-ke", "staff"),
        ("Công chức Địa chính, nông nghiệp, xây dựng và môi trường", "cong-chuc-dia-chinh", "staff"),
        ("phụ trách kế toán", "ke-toan-truong", "staff"),
        ("Giám đốc Nhà xuất bản", "giam-doc", "head"),
    ],
)
def test_listed_titles(text: str, code: str, rank: str) -> None:
    reading = INDEX.recognise(text)
    assert [(part.code, str(part.rank)) for part in reading.parts] == [(code, rank)]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Phó giáo sư", "staff"),
        ("Trưởng bản", "staff"),
        ("Phó trưởng bản Nà Cà", "staff"),
        ("Bí thư chi bộ thôn 3", "staff"),
        ("Trưởng ban công tác mặt trận thôn Nà Pái", "staff"),
        ("Trưởng nhóm", "staff"),
        ("Trường Mầm non Hoa Ban", "staff"),
        ("Trưởng kho", "staff"),
        ("Cán bộ Đoàn", "staff"),
        ("Trưởng đoàn nghệ thuật", "head"),
        ("Phó đoàn nghệ thuật", "deputy"),
        ("Trung đoàn trưởng", "head"),
        ("Phó Trung đoàn trưởng", "deputy"),
        ("Phó", "staff"),
    ],
)
def test_unlisted_titles_go_by_rule(text: str, rank: str) -> None:
    reading = INDEX.recognise(text)
    assert len(reading.parts) == 1
    assert str(reading.rank) == rank


def test_a_former_office_is_not_held() -> None:
    part = INDEX.recognise("Nguyên Trưởng phòng").parts[0]
    assert (part.code, part.rank, part.former) == (None, Rank.STAFF, True)
    assert INDEX.recognise("Cứu hộ viên").parts[0].former is False


@pytest.mark.parametrize("text", ["Quyền Trưởng phòng", "Q. Trưởng phòng", "Q.Trưởng phòng", "quyen truong phong"])
def test_acting(text: str) -> None:
    part = INDEX.recognise(text).parts[0]
    assert (part.code, part.rank, part.acting) == ("truong-phong", Rank.HEAD, True)


def test_in_charge_of_a_place_leads() -> None:
    part = INDEX.recognise("Phụ trách phòng").parts[0]
    assert (part.rank, part.acting) == (Rank.HEAD, True)
    assert INDEX.recognise("Phụ trách mạng máy tính").rank is Rank.STAFF


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Trưởng phòng - Bí thư chi bộ", ["truong-phong", "bi-thu-chi-bo"]),
        ("Trưởng phòng\nBí thư chi bộ", ["truong-phong", "bi-thu-chi-bo"]),
        ("Phó Bí thư, Chủ tịch HĐND", ["pho-bi-thu", "chu-tich-hdnd"]),
        ("Phó Bí thư; Chủ tịch UBND xã", ["pho-bi-thu", "chu-tich-ubnd"]),
        ("Chủ tịch UBND kiêm Chủ tịch Hội Chữ thập đỏ", ["chu-tich-ubnd", "chu-tich"]),
        ("Huyện ủy viên, Chủ tịch UBND xã", ["chu-tich-ubnd", "huyen-uy-vien"]),
        ("UVBTV, Trưởng ban Tổ chức", ["truong-ban", "uy-vien-ban-thuong-vu"]),
        ("Ủy viên Thường vụ, Chánh VP", ["chanh-van-phong", "uy-vien-ban-thuong-vu"]),
        ("Bí thư - Chủ tịch", ["bi-thu", "chu-tich"]),
        ("Chuyên viên kiêm Thủ quỹ", ["chuyen-vien", "thu-quy"]),
        ("Đ/c Trưởng ban", ["truong-ban"]),
        ("Nguyên Bí thư, Chủ tịch UBND", ["chu-tich-ubnd", None]),
    ],
)
def test_several_offices_in_one_cell(text: str, codes: list[str | None]) -> None:
    assert [part.code for part in INDEX.recognise(text).parts] == codes


def test_the_highest_rank_counts() -> None:
    assert INDEX.recognise("Chuyên viên kiêm Bí thư Đoàn").rank is Rank.HEAD
    assert INDEX.recognise("").parts == ()
    assert INDEX.recognise("").rank is Rank.STAFF


@given(st.text(alphabet=" ,;/-–abhiknopqtuvyàấếịộủưươđĐTPQ./\n", max_size=60) | st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    reading = INDEX.recognise(text)
    assert all(part.text.strip() for part in reading.parts)


@given(st.sampled_from(LISTED.entries), st.sampled_from(["", " xã Bình An", " huyện"]))
def test_every_listed_title_keeps_its_rank_with_a_place_behind_it(entry: object, place: str) -> None:
    assert hasattr(entry, "name")
    assert hasattr(entry, "rank")
    reading = INDEX.recognise(entry.name + place)
    assert reading.principal is not None
    assert reading.principal.rank is entry.rank
