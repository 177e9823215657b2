"""The command's import: numbers of the demo workbook, second runs, other lists, later rosters, other layouts."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml as ooxml
import pytest

from canbo.core.access import AccessContext, full_access
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.documents.tests.books import write_xlsx
from canbo.imports.models import ImportBatch, ImportRow
from canbo.imports.services import describe_mapping, import_file
from canbo.imports.tests.people import people
from canbo.imports.tests.test_layouts import LAYOUTS
from canbo.organizations.models import Position, Unit
from canbo.personnel.models import (
    Absence,
    Evaluation,
    FileChange,
    Identity,
    PartyMembership,
    Person,
    PlanEntry,
    PoliticalTheory,
    PostHolding,
    Qualification,
    SalaryStep,
    Training,
)

pytestmark = pytest.mark.django_db

DEMO = Path(str(files("canbo.cli") / "demo_data" / "bach-thong-2013.xlsx"))
TODAY = date(2026, 11, 23)
END_2013 = date(2013, 12, 31)
ALL = full_access(1, "Nguyễn Thị Kiểm Thử")


def take(path: Path = DEMO, kind: str = "roster", **more: Any) -> dict[str, Any]:
    return import_file(access=more.pop("access", ALL), path=path, kind=kind, today=more.pop("today", TODAY), **more)


def numbers(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return result["rows_read"], result["imported"], result["existing"], result["updated"]


def table(folder: Path, *rows: list[Any], name: str = "a.xlsx", head: list[Any] | None = None) -> Path:
    heading = head or [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Đơn vị",
        "Chức vụ",
        "Trình độ chuyên môn",
        "Lý luận chính trị",
    ]
    return write_xlsx(folder / name, [["HUYỆN ỦY HÒA BÌNH"], ["DANH SÁCH TRÍCH NGANG CÁN BỘ"], heading, *rows])


AN = [1, "Lê Văn An", "15/8/1975", "Nam", "Phòng Nội vụ", "Chuyên viên", "ĐH", "TC"]


def test_the_demo_workbook_gives_its_people_units_and_refusals() -> None:
    result = take(as_of=END_2013)
    assert numbers(result) == (507, 500, 0, 0)
    assert result["units_created"] == 42
    assert result["root_created"] == result["unit"] == "Huyện ủy Bạch Thông"
    refused = {row["row"]: (row["code"], row["column"]) for row in result["refused"]}
    assert refused == {
        556: ("possible_duplicate", "Họ và tên"),
        557: ("date_nonexistent", "Ngày, tháng, năm sinh > Nam"),
        558: ("date_future", "Ngày, tháng, năm sinh > Nam"),
        559: ("name_missing", "Họ và tên"),
        560: ("party_before_18", "Ngày vào Đảng > Dự bị"),
        561: ("unknown_level", "Trình độ > Chuyên môn"),
        562: ("formula", "Họ và tên"),
    }
    assert "dòng 95" in next(row["reason"] for row in result["refused"] if row["row"] == 556)
    assert Person.objects.count() == FileChange.objects.count() == 500
    assert Counter(Identity.objects.values_list("gender", flat=True)) == {"female": 202, "male": 298}
    assert PartyMembership.objects.filter(is_member=True).count() == 364
    assert PartyMembership.objects.filter(is_member=False).count() == 136
    assert Counter(Qualification.objects.values_list("level", flat=True)) == {
        "university": 278, "college": 102, "intermediate": 113, "elementary": 7,
    }  # fmt: skip
    assert Counter(PoliticalTheory.objects.values_list("level", flat=True)) == {
        "none": 135, "advanced": 40, "bachelor": 4, "elementary": 116, "intermediate": 205,
    }  # fmt: skip
    assert sum(len(born) == 4 for born in Person.objects.values_list("born", flat=True) for born in [born.code]) == 12
    assert PostHolding.objects.filter(title__rank__in=["head", "deputy"], kind="principal").count() == 152
    assert set(PostHolding.objects.values_list("attested_on", flat=True)) == {END_2013}
    assert Evaluation.objects.count() == 1500
    kept = ImportRow.objects.get(row=562)
    assert "=" not in kept.payload[:1]
    assert Unit.objects.filter(block="party").count() > 5


def test_every_changed_cell_keeps_its_original_text() -> None:
    take(as_of=END_2013)
    level = Qualification.objects.filter(as_written__level="ĐH").first()
    assert level is not None
    assert level.level == "university"
    assert level.as_written["_row"] > 9
    identity = Identity.objects.get(full_name="Bàn Văn Thành", as_written__full_name__isnull=False)
    assert identity.as_written["full_name"] == "  BÀN VĂN THÀNH "


def test_a_second_run_adds_nothing() -> None:
    take(as_of=END_2013)
    before = {
        kind: kind.objects.count()
        for kind in (Identity, Qualification, PostHolding, Evaluation, SalaryStep, Unit, Position)
    }
    again = take(as_of=END_2013)
    assert numbers(again) == (507, 0, 500, 0)
    assert again["units_created"] == 0
    assert [row["row"] for row in again["refused"]] == list(range(556, 563))
    assert not again["warned"]
    assert before == {kind: kind.objects.count() for kind in before}


def test_a_dry_run_writes_nothing() -> None:
    result = take(as_of=END_2013, dry_run=True)
    assert numbers(result) == (507, 500, 0, 0)
    assert result["units_created"] == 42
    assert result["batch"] is None
    assert not any(kind.objects.exists() for kind in (Person, Unit, ImportBatch, ImportRow, FileChange))


def test_the_training_sheet_finds_its_people() -> None:
    take(as_of=END_2013)
    result = take(kind="training")
    assert numbers(result) == (280, 280, 0, 0)
    assert not result["refused"]
    assert {row["code"] for row in result["warned"]} == {"birth_year_only"}
    advanced = Training.objects.filter(field="theory", level="advanced", valid_from__gte="2009-01-01")
    assert Counter(advanced.values_list("mode", flat=True)) == {"full_time": 10, "in_service": 18}
    assert Training.objects.filter(field="theory", level="intermediate", valid_from__gte="2009-01-01").count() == 240
    studying = Training.objects.filter(is_finished=False)
    assert studying.exists()
    assert not studying.exclude(valid_before=None).exists()
    assert numbers(take(kind="training")) == (280, 0, 280, 0)
    assert Training.objects.count() == 280


def test_a_list_of_people_who_have_no_file_is_refused_row_by_row() -> None:
    result = take(kind="training")
    assert numbers(result) == (280, 0, 0, 0)
    assert {row["code"] for row in result["refused"]} == {"person_not_found"}


def test_the_day_comes_from_the_title_else_it_is_today(tmp_path: Path) -> None:
    assert take(dry_run=True)["as_of"] == "2013-12-31"
    assert take(table(tmp_path, AN), dry_run=True)["as_of"] == TODAY.isoformat()
    with pytest.raises(DomainError) as refused:
        take(as_of=date(2030, 1, 1))
    assert refused.value.code == "as_of_in_future"


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_every_layout_becomes_files(build: Callable[[Path], Path], tmp_path: Path) -> None:
    result = take(build(tmp_path), as_of=END_2013)
    expected = people()
    assert (result["imported"], result["refused"]) == (len(expected), [])
    kept = {(person.full_name, person.unit.name) for person in Person.objects.select_related("unit")}
    assert {name for name, _ in kept} == {person.name for person in expected}
    assert numbers(take(build(tmp_path), as_of=END_2013))[1:] == (0, len(expected), 0)


def test_a_blank_level_may_be_left_unknown(tmp_path: Path) -> None:
    path = table(tmp_path, [*AN[:6], "", ""])
    take(path, blank_means="unknown")
    assert not Qualification.objects.exists()
    assert not PoliticalTheory.objects.exists()


def test_near_births_and_other_spellings(tmp_path: Path) -> None:
    result = take(
        table(
            tmp_path, AN,
            [2, "Lê Văn Ân", "15/8/1975", "Nam", "Phòng Tài chính", "Chuyên viên", "ĐH", ""],
            [3, "Lê Văn An", "1975", "Nam", "Phòng Nội vụ", "Chuyên viên", "ĐH", ""],
            [4, "Lê Văn An", "1975", "Nam", "Phòng Tài chính", "Chuyên viên", "ĐH", ""],
        )
    )  # fmt: skip
    assert result["imported"] == 2
    assert {row["row"]: row["code"] for row in result["refused"]} == {5: "possible_duplicate", 6: "possible_duplicate"}
    assert {row["row"]: row["code"] for row in result["warned"]} == {7: "near_match"}


def test_a_later_roster_adds_what_is_new(tmp_path: Path) -> None:
    take(table(tmp_path, AN), as_of=date(2013, 12, 31))
    later = table(tmp_path, [*AN[:5], "Trưởng phòng", "Thạc sĩ", "CC"], name="b.xlsx")
    result = take(later, as_of=date(2015, 12, 31))
    assert numbers(result) == (1, 0, 0, 1)
    assert sorted(Qualification.objects.values_list("level", flat=True)) == ["master", "university"]
    assert sorted(PoliticalTheory.objects.values_list("level", flat=True)) == ["advanced", "intermediate"]
    posts = PostHolding.objects.filter(superseded_at=None).order_by("id")
    assert {(post.title_text, post.valid_before.code if post.valid_before else None) for post in posts} == {
        ("Trưởng phòng", None), ("Chuyên viên", "2015-12-31"),
    }  # fmt: skip
    assert numbers(take(later, as_of=date(2015, 12, 31))) == (1, 0, 1, 0)


def test_an_earlier_roster_that_differs_overwrites_nothing(tmp_path: Path) -> None:
    take(table(tmp_path, AN), as_of=date(2013, 12, 31))
    result = take(table(tmp_path, [*AN[:5], "Trưởng phòng", "CĐ", "SC"], name="b.xlsx"), as_of=date(2012, 12, 31))
    assert numbers(result) == (1, 0, 1, 0)
    assert {row["code"] for row in result["warned"]} == {"conflict_with_file"}
    assert len(result["warned"]) == 3
    assert Qualification.objects.get().level == "university"


def test_somebody_who_joined_the_party_since(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Ngày vào Đảng", "Ngày chính thức"]
    row = [1, "Lê Văn An", "15/8/1975", "Phòng Nội vụ", "Chuyên viên"]
    take(table(tmp_path, [*row, "", ""], head=head), as_of=date(2013, 12, 31))
    assert PartyMembership.objects.get().is_member is False
    take(table(tmp_path, [*row, "3/2/2014", "3/2/2015"], head=head, name="b.xlsx"), as_of=date(2015, 12, 31))
    now = PartyMembership.objects.get(superseded_at=None)
    assert (now.is_member, now.probationary_on, now.supersedes_id is not None) == (True, PartialDate(2014, 2, 3), True)


def test_ratings_plans_salary_and_appointments(tmp_path: Path) -> None:
    take(table(tmp_path, AN), as_of=date(2013, 12, 31))

    def other(name: str, title: str, head: list[str], row: list[Any]) -> Path:
        return write_xlsx(tmp_path / name, [["HUYỆN ỦY HÒA BÌNH"], [title], head, row])

    who, cells = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị"], [1, "Lê Văn An", "15/8/1975", "P. Nội vụ"]
    lists = {
        "ratings": other("r.xlsx", "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI", [*who, "Năm 2011", "Năm 2012"], [*cells, "HTTNV",
        "HTXSNV"]),
        "plans": other(
            "p.xlsx", "DANH SÁCH QUY HOẠCH", [*who, "Chức danh quy hoạch", "Nhiệm kỳ"], [*cells, "Trưởng phòng",
            "2015-2020"]
        ),
        "salary": other(
            "s.xlsx", "DANH SÁCH NÂNG BẬC LƯƠNG", [*who, "Ngạch", "Bậc lương", "Hệ số lương", "Hưởng lương từ ngày"],
            [*cells, "Chuyên viên", "4/9", "3,33", "01/07/2014"],
        ),
        "appointments": other(
            "b.xlsx", "DANH SÁCH BỔ NHIỆM CÁN BỘ",
            [*who, "Chức vụ được bổ nhiệm", "Số quyết định", "Ngày quyết định", "Ngày có hiệu lực"],
            [*cells, "Trưởng phòng", "12-QĐ/HU", "20/02/2015", "01/03/2015"],
        ),
    }  # fmt: skip
    for kind, path in lists.items():
        assert numbers(take(path, kind)) == (1, 1, 0, 0), kind
        assert numbers(take(path, kind)) == (1, 0, 1, 0), kind
    assert sorted(Evaluation.objects.values_list("year", "rating")) == [(2011, "good"), (2012, "excellent")]
    plan = PlanEntry.objects.get()
    assert (plan.title_text, plan.term) == ("Trưởng phòng", "2015-2020")
    step = SalaryStep.objects.get()
    assert (step.step, str(step.coefficient), step.valid_from) == (4, "3.330", PartialDate(2014, 7, 1))
    post = PostHolding.objects.get(superseded_at=None, valid_before=None)
    assert (post.title_text, post.valid_from, post.decision.number) == (
        "Trưởng phòng",
        PartialDate(2015, 3, 1),
        "12-QĐ/HU",
    )
    assert Person.objects.get().unit.name == "Phòng Nội vụ"


def test_time_away_of_a_roster_is_sealed_in_the_file_once(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Thời gian nghỉ, đình chỉ"]
    said = "Nghỉ thai sản từ 01/03/2013 đến 31/08/2013"
    path = table(tmp_path, [1, "Lê Thị An", "15/8/1985", "Phòng Nội vụ", "Chuyên viên", said], head=head)
    for _time in range(2):
        take(path, as_of=date(2013, 12, 31))
        found = Absence.objects.get()
        assert (found.kind, found.valid_from, found.valid_before) == (
            "maternity", PartialDate(2013, 3, 1), PartialDate(2013, 9, 1),
        )  # fmt: skip
    assert found.as_written["kind"] == said


def test_a_value_the_files_refuse_is_left_out_and_told(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Hệ số lương"]
    result = take(table(tmp_path, [1, "Lê Văn An", "15/8/1975", "Phòng Nội vụ", "Chuyên viên", "40,5"], head=head))
    assert result["imported"] == 1
    assert "coefficient_out_of_range" in {row["code"] for row in result["warned"]}
    assert not SalaryStep.objects.exists()


def test_identity_numbers_find_their_file_and_stand_nowhere_in_plain_text(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Đơn vị", "Chức vụ"]
    path = table(
        tmp_path, [1, "Lê Văn An", "15/8/1975", "001075000001", "Phòng Nội vụ", "Chuyên viên"],
        [2, "Trần Thị Bình", "", "001075000001", "Phòng Nội vụ", "Chuyên viên"], head=head,
    )  # fmt: skip
    result = take(path)
    assert result["imported"] == 1
    assert [(row["row"], row["code"]) for row in result["refused"]] == [(5, "possible_duplicate")]
    from django.db import connection

    with connection.cursor() as cursor:
        for table_name in ("imports_importrow", "imports_importbatch", "personnel_identitypapers", "audit_auditentry"):
            cursor.execute(f"SELECT * FROM {table_name}")
            assert "001075000001" not in str(cursor.fetchall()), table_name


def test_doubtful_columns_are_named(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [["Họ và tên", "Ngày sinh", "Ngày sinh", "Đơn vị"], ["Lê Văn An", "15/8/1975", "15/8/1976", "Phòng Nội vụ"]],
    )
    with pytest.raises(DomainError) as refused:
        take(path)
    assert refused.value.code == "columns_doubtful"
    assert refused.value.extra["doubtful"]
    mapping = describe_mapping(path, "roster")
    mapping["columns"] = {"A": "full_name", "B": "born", "D": "unit"}
    assert take(path, mapping=mapping)["imported"] == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "khong-co"}, "kind_unknown"),
        ({"sheet": "Không có"}, "sheet_not_found"),
        ({"kind": "plans"}, "no_table"),
        ({"mapping": {"columns": {}}}, "mapping_invalid"),
    ],
)
def test_what_refuses_the_file_as_a_whole(more: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        take(**more)
    assert refused.value.code == code
    assert not ImportBatch.objects.exists()


def test_two_sheets_of_the_kind_are_asked_about(tmp_path: Path) -> None:
    grid = [["Họ và tên", "Ngày sinh", "Đơn vị"], ["Lê Văn An", "15/8/1975", "Phòng Nội vụ"]]
    path = write_xlsx(tmp_path / "a.xlsx", grid, name="Quý I", sheets={"Quý II": grid})
    with pytest.raises(DomainError) as refused:
        take(path)
    assert (refused.value.code, refused.value.extra["sheets"]) == ("sheet_unclear", ["Quý I", "Quý II"])
    assert take(path, sheet="Quý II")["imported"] == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "file_empty"),
        ("a.xlsx", b"%PDF-1.7 ...", "file_type"),
        ("a.xlsx", b"PK\x03\x04 torn", "file_broken"),
    ],
)
def test_files_that_are_none(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DomainError) as refused:
        take(path)
    assert refused.value.code == code


def test_a_list_without_any_unit_asks_for_one(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", [["Họ và tên", "Ngày sinh", "Chức vụ"], ["Lê Văn An", "15/8/1975", "Cán sự"]]
    )
    with pytest.raises(DomainError) as refused:
        take(path)
    assert refused.value.code in ("unit_needed", "columns_doubtful")
    take(table(tmp_path, [*AN[:1], "Trần Thị Bình", *AN[2:]], name="b.xlsx"))
    root = Unit.objects.get(name="Huyện ủy Hòa Bình")
    assert take(path, unit=root)["imported"] == 1
    assert Person.objects.get(full_name="Lê Văn An").unit == root


def test_nobody_imports_beyond_their_units(lan: Any, cuong: Any, binh: Any, tree: Any, tmp_path: Path) -> None:
    mine: AccessContext = lan.access
    path = table(tmp_path, [*AN[:4], "Tổ Hành chính", *AN[5:]])
    assert take(path, access=mine)["imported"] == 1
    assert Person.objects.get().unit == tree.team
    with pytest.raises(Forbidden):
        take(path, access=mine, unit=tree.root)
    with pytest.raises(Forbidden):
        take(path, access=binh.access)
    other = take(path, access=cuong.access)
    assert (other["imported"], other["refused"][0]["code"]) == (0, "possible_duplicate")
    assert "Tổ Hành chính" not in other["refused"][0]["reason"]


def locked(path: Path) -> None:
    plain = write_xlsx(path.with_name("mo.xlsx"), [["Họ và tên"], ["Lê Văn An"]])
    with plain.open("rb") as source, path.open("wb") as target:
        ooxml.OOXMLFile(source).encrypt("bi-mat", target)


def bomb(path: Path) -> None:
    plain = write_xlsx(path.with_name("mo.xlsx"), [["Họ và tên"], ["Lê Văn An"]])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part.filename))
        new.writestr("xl/media/anh.bin", b"\0" * 60_000_000)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("make", "code"),
    [(locked, "file_password"), (bomb, "file_bomb"), (huge, "file_too_large")],
    ids=["password", "bomb", "too large"],
)
def test_files_that_must_not_be_opened(make: Callable[[Path], None], code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    make(path)
    with pytest.raises(DomainError) as refused:
        take(path)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert not ImportBatch.objects.exists()
