"""The file of ratings: what is read, what is refused, and what is told."""

from __future__ import annotations

import pytest

from canbo.core.errors import DomainError
from canbo.evaluation.domain.meter import ITEMS
from canbo.evaluation.mirror_files import HEADINGS, lines_of, mirror_of, ratings_in
from canbo.evaluation.tests.test_copies import OTHER, OWN, STOCK

HEAD = ",".join(HEADINGS)
ROW = "2025,Phòng A,Bình,Lan,0,excellent,well,well,82.5,"


def file_of(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def test_a_row_is_read_whole():
    (rating,), refused = ratings_in(file_of('2025,Phòng A,Bình,Lan,1,excellent,well,,"82,5","Một, hai"'))
    assert refused == []
    assert (rating.row, rating.year, rating.unit, rating.rater, rating.person, rating.leader) == (
        1, 2025, "Phòng A", "Bình", "Lan", True,
    )  # fmt: skip
    assert (rating.self_level, rating.collective, rating.final) == (3, 2, None)
    assert (rating.result, rating.comment) == (82.5, "Một, hai")


@pytest.mark.parametrize(
    "raw",
    [
        file_of(ROW),
        b"\xef\xbb\xbf" + file_of(ROW),
        (HEAD + "\r\n" + ROW + "\r\n").encode("utf-16"),
        f"{HEAD}\n{ROW}".replace(",", ";").replace("82.5", "82,5").encode(),
        f"{HEAD}\n{ROW}".replace(",", "\t").encode(),
        file_of(ROW, head=HEAD.upper().replace(",", " ,")),
        f"comment,{HEAD.removesuffix(',comment')}\n,{ROW.removesuffix(',')}".encode(),
        file_of(ROW + ",,", head=HEAD + ",ghi chú,"),
        file_of(ROW.replace("well", "Hoàn thành tốt nhiệm vụ")),
        file_of(ROW.replace(",0,", ",0.0,")),
        file_of(ROW.replace(",0,", ",No,")),
        b"sep=,\r\n" + file_of(ROW),
    ],
)
def test_one_table_in_many_dresses(raw: bytes):
    (rating,), refused = ratings_in(raw)
    assert refused == []
    assert (rating.unit, rating.final, rating.result) == ("Phòng A", 2, 82.5)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("2025", "25"), "year"),
        (ROW.replace("2025", "1850"), "year"),
        (ROW.replace("Phòng A", " "), "unit"),
        (ROW.replace(",0,", ",2,"), "leader"),
        (ROW.replace("82.5", "100.5"), "result"),
        (ROW.replace("82.5", "-1"), "result"),
        (ROW.replace("82.5", "nhiều"), "result"),
        (ROW.replace("82.5", "1e1"), "result"),
        (ROW.replace("excellent", "great"), "self"),
        (ROW.replace("well,82.5", "4,82.5"), "final"),
        ("2025,Phòng A,Bình", None),
        (ROW + ",thừa", None),
    ],
)
def test_a_bad_row_is_refused_by_itself_with_its_number_and_the_reason(row: str, column: str | None):
    ratings, refused = ratings_in(file_of(ROW, row, "", ROW))
    assert [each.row for each in ratings] == [1, 4]
    assert [(each.row, each.column) for each in refused] == [(2, column)]
    assert refused[0].reason


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "trống"),
        (b"  \n ", "trống"),
        (b"PK\x03\x04\x00\x00", "Excel"),
        (b"\xff\xfe\xff", "UTF-8"),
        (HEAD.encode("ascii") + b"\n\xe9\xe8", "UTF-8"),
        (b"unit,rater\nA,B", "year"),
        (file_of(ROW, head=HEAD + ",unit"), "hai lần cột unit"),
        (file_of('2025,"Phòng A'), "sai dạng CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(raw: bytes, word: str):
    with pytest.raises(DomainError) as refusal:
        ratings_in(raw)
    assert refusal.value.code == "mirror_unreadable"
    assert word in refusal.value.message


def test_what_is_told_has_the_shape_of_the_contract():
    told = mirror_of(
        file_of(
            f'2024,A,Bình,Lan,1,well,well,excellent,90,"{OWN}"', f'2025,A,Bình,Lan,1,well,well,well,88,"{OWN}"',
            f'2025,B,Cúc,Hà,0,excellent,well,completed,,"{STOCK}"', f'2025,B,,Hải,0,,,,70,"{OTHER}"', "x",
        )
    )  # fmt: skip
    assert set(told) == {"units", "raters", "comments", "distributions", "refused"}
    assert [each["unit"] for each in told["units"]] == ["A", "B"]
    assert [each["rater"] for each in told["raters"]] == ["Bình", "Cúc"]
    for each, name in [*((one, "unit") for one in told["units"]), *((one, "rater") for one in told["raters"])]:
        assert set(each) == {name, "n", "index", "low", "high", "flag"}
        assert each["low"] <= each["index"] <= each["high"]
        assert each["flag"] is None
    assert told["comments"]["copied"] == [{"row": 2, "of_row": 1, "ratio": 1.0}]
    assert {"row": 3, "missing": list(ITEMS)} in told["comments"]["generic"]
    assert 4 not in [each["row"] for each in told["comments"]["generic"]]
    assert [each["row"] for each in told["refused"]] == [5]


def test_distributions_count_everybody_and_tell_the_unrated_apart():
    told = mirror_of(
        file_of(
            "2024,A,r,p1,1,excellent,excellent,excellent,95,", "2024,A,r,p2,0,well,well,excellent,80,",
            "2025,A,r,p1,1,excellent,well,well,70,", "2025,A,r,p2,0,well,well,,60,",
            "2025,B,r,p3,0,well,completed,completed,50,", "2025,B,r,p4,0,well,well,completed,,",
        )
    )["distributions"]  # fmt: skip
    assert told["everybody"]["counts"] == {"not_completed": 0, "completed": 2, "well": 1, "excellent": 2}
    assert (told["everybody"]["rated"], told["everybody"]["unrated"]) == (5, 1)
    assert told["everybody"]["top_two"] == 0.6
    assert told["leaders"]["counts"]["excellent"] == 1
    assert told["staff"]["unrated"] == 1
    assert told["by_unit"]["B"]["shares"]["completed"] == 1.0
    assert list(told["by_year"]) == ["2024", "2025"]
    assert told["stages"]["self"]["counts"]["excellent"] == 2
    assert told["steps"]["collective_to_final"] == {"n": 5, "mean": 0.0, "up": 0.2, "same": 0.6, "down": 0.2}
    assert told["people_over_years"] == {"n": 1, "mean": -1.0, "up": 0.0, "same": 0.0, "down": 1.0}
    assert told["unanimity"] == {"units": 2, "one_level": 2, "collective_kept": 0.6}
    assert told["results"]["mean"] == {"not_completed": None, "completed": 50.0, "well": 70.0, "excellent": 87.5}
    assert told["results"]["correlation"] == pytest.approx(0.9487, abs=1e-4)


def test_a_file_without_ratings_tells_of_none():
    told = mirror_of(file_of())
    assert told["units"] == told["raters"] == told["comments"]["copied"] == told["comments"]["generic"] == []
    assert told["distributions"]["everybody"]["shares"] is None


def test_the_sentences_name_what_stands_out():
    rows = [
        f"2025,U{unit},R{unit},P{unit}-{one},0,well,well,{'excellent' if unit == 3 or one % 8 == 0 else 'well'},75,"
        for unit in range(20)
        for one in range(30)
    ]
    told = mirror_of(file_of(*rows, "x"))
    assert [each["unit"] for each in told["units"] if each["flag"] == "lenient"] == ["U3"]
    lines = lines_of(told)
    assert any(line.startswith("Người chấm R3: chấm rộng +0,8") for line in lines)
    assert any("Dòng 601 bị từ chối" in line for line in lines)
    assert "Nhận xét chung chung hoặc bỏ trống: 600." in lines
