"""The steps of an import: upload, columns, preview, mending, deciding, commit, undo."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection

from canbo.core.access import full_access
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.tests.books import write_xlsx
from canbo.imports.models import ImportBatch, LayoutMemory
from canbo.imports.selectors import batch_of, outcome_counts, staged_row, visible_batches
from canbo.imports.services import batches, import_file, uploads
from canbo.imports.services.error_workbook import error_workbook
from canbo.imports.tests.test_import_file import AN, DEMO, END_2013, take
from canbo.jobs.services import Cancelled
from canbo.organizations.models import Unit
from canbo.personnel.models import RECORD_KINDS, Person, Qualification
from canbo.personnel.services import correct_record

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
ALL = full_access(1, "Nguyễn Thị Kiểm Thử")


@pytest.fixture(autouse=True)
def _own_uploads(settings: Any, tmp_path: Path) -> None:
    settings.CANBO_DATA_DIR = tmp_path / "data"


def sent(path: Path = DEMO, access: Any = ALL) -> ImportBatch:
    return batches.upload(access=access, file_name=path.name, chunks=[path.read_bytes()])


def confirmed(batch: ImportBatch, access: Any = ALL, **more: Any) -> ImportBatch:
    outline = batches.read_outline(access=access, batch=batch)
    sheet = outline["sheets"][0]
    values: dict[str, Any] = {
        "kind": batch.kind, "sheet": sheet["name"], "as_of": None, "blank_means": "none",
        "columns": {column["letter"]: column["target"] for column in sheet["columns"] if column["target"]},
    }  # fmt: skip
    return batches.confirm_columns(access=access, batch=batch, today=TODAY, **{**values, **more})


def previewed(path: Path = DEMO, access: Any = ALL, **more: Any) -> ImportBatch:
    return batches.preview(access=access, batch=confirmed(sent(path, access), access, **more), today=TODAY)


def committed(batch: ImportBatch, access: Any = ALL) -> ImportBatch:
    batches.commit(access=access, batch_id=batch.pk, today=TODAY)
    batch.refresh_from_db()
    return batch


def picture() -> dict[str, Any]:
    """What the files say now: people and every current record, by what it says."""
    said: dict[str, Any] = {
        "people": sorted(Person.objects.filter(withdrawn_at=None).values_list("full_name", "unit__name"))
    }
    for kind in RECORD_KINDS:
        names = [
            field.name for field in kind._meta.concrete_fields
            if field.name not in {"id", "recorded_at", "supersedes", "source", "citizen_id", "superseded_at"}
        ]  # fmt: skip
        said[kind.__name__] = sorted(
            json.dumps([str(value) for value in row])
            for row in kind._default_manager.filter(superseded_at=None).values_list(*names)
        )
    said["units"] = sorted(Unit.objects.filter(withdrawn_at=None).values_list("name", flat=True))
    return said


def roster(folder: Path, *rows: list[Any], name: str = "a.xlsx", head: list[Any] | None = None) -> Path:
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


def test_the_demo_workbook_step_by_step(django_capture_on_commit_callbacks: Any) -> None:
    batch = sent()
    path = uploads.directory() / batch.stored_as
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.read_bytes().startswith(b"PK")
    with uploads.opened(batch.stored_as) as plain:
        assert plain.read_bytes() == DEMO.read_bytes()
    assert not plain.exists()
    outline = batches.read_outline(access=ALL, batch=batch)
    assert [(sheet["kind"], sheet["missing"]) for sheet in outline["sheets"]] == [("roster", []), ("training", [])]
    assert "Phạm Văn Ân".encode() not in uploads._outline_path(batch.stored_as).read_bytes()
    batch = batches.preview(access=ALL, batch=confirmed(batch), today=TODAY)
    assert (batch.state, batch.as_of, batch.root_name) == ("previewed", END_2013, "Huyện ủy Bạch Thông")
    counts = outcome_counts(ALL, batch)
    assert counts == {"accepted": 500, "warned": 0, "refused": 6, "held": 1, "existing": 0}
    assert batch.counts["imported"] == 500
    assert batch.counts["units_created"] == len(batch.report["units_new"]) == 42
    assert not Person.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        committed(batch)
    assert batch.state == "committed"
    assert Person.objects.count() == 500
    assert not path.exists()
    assert outcome_counts(ALL, batch) == {"accepted": 0, "warned": 0, "refused": 6, "held": 1, "existing": 0}
    assert batches.commit(access=ALL, batch_id=batch.pk, today=TODAY) == batch.counts
    assert Person.objects.count() == 500


def test_a_layout_is_confirmed_once(tmp_path: Path) -> None:
    columns = {"A": "number", "B": "full_name", "C": "born", "D": "gender", "E": "unit", "F": "position", "G": "major"}
    previewed(roster(tmp_path, AN), columns=columns)
    assert LayoutMemory.objects.get().confirmed_by == "Nguyễn Thị Kiểm Thử"
    again = batches.read_outline(access=ALL, batch=sent(roster(tmp_path, AN, name="b.xlsx")))
    assert again["sheets"][0]["remembered"] == columns
    # The command uses it as well.
    assert take(roster(tmp_path, AN, name="c.xlsx"), dry_run=True)["mapping"]["columns"] == columns


def test_a_cell_is_mended_and_keeps_what_stood_there() -> None:
    batch = previewed()
    shown = staged_row(ALL, batch, 561)
    assert shown.payload["issues"][0]["cell"] == "L561"
    batches.repair_cell(access=ALL, batch=batch, row=shown.row, column="L", text="ĐH")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, repairs FROM imports_importrow WHERE id = %s", [shown.row.pk])
        assert not {"Siêu", "ĐH", "Lạ"} & set(str(cursor.fetchone()).split())
    batch = batches.preview(access=ALL, batch=batch, today=TODAY)
    assert staged_row(ALL, batch, 561).row.outcome in ("accepted", "warned")
    committed(batch)
    assert Qualification.objects.get(person__full_name="Lý Thị Lạ").as_written["level"] == "Siêu nhân"
    with pytest.raises(DomainError):
        batches.repair_cell(access=ALL, batch=batch, row=shown.row, column="L", text="ĐH")


@pytest.mark.parametrize(("decision", "people"), [("different", 501), ("skip", 500), ("same", 500)])
def test_somebody_decides_about_a_held_row(decision: str, people: int) -> None:
    batch = previewed()
    row = staged_row(ALL, batch, 556).row
    batches.decide(access=ALL, batch=batch, row=row, decision=decision)
    batch = batches.preview(access=ALL, batch=batch, today=TODAY)
    assert outcome_counts(ALL, batch)["held"] == 0
    committed(batch)
    assert Person.objects.count() == people
    assert Person.objects.filter(search_name="trieu duc thang", born="1989-01-21").count() == people - 499
    assert take(as_of=END_2013)["imported"] == 0


def test_the_same_person_in_another_unit_moves_there(tmp_path: Path) -> None:
    take(roster(tmp_path, AN), as_of=END_2013)
    person = Person.objects.get()
    batch = previewed(roster(tmp_path, [*AN[:4], "Phòng Tài chính", *AN[5:]], name="b.xlsx"), as_of=date(2015, 12, 31))
    row = staged_row(ALL, batch, 4).row
    assert row.outcome == "held"
    with pytest.raises(DomainError):
        batches.decide(access=ALL, batch=batch, row=row, decision="same", person_id=person.pk + 1)
    batches.decide(access=ALL, batch=batch, row=row, decision="same", person_id=person.pk)
    committed(batches.preview(access=ALL, batch=batch, today=TODAY))
    person.refresh_from_db()
    assert (Person.objects.count(), person.unit.name) == (1, "Phòng Tài chính")


def test_the_workbook_of_errors_is_mended_and_comes_back(tmp_path: Path) -> None:
    batch = committed(previewed())
    content = error_workbook(ALL, batch)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    cells = {cell.value: cell for line in sheet.iter_rows() for cell in line if cell.value}
    assert "Lý do" in cells
    assert "Gợi ý sửa" in cells
    assert all(cell.data_type == "s" for cell in cells.values())
    assert cells["31/02/1975"].fill.fgColor.rgb == "FFF9D2CC"
    assert any(str(value).startswith("=") for value in cells)
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == "31/02/1975":
                cell.value = "28/02/1975"
            elif cell.value == "Siêu nhân":
                cell.value = "Đại học"
            elif isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = "Hoàng Văn Thật"
    book.save(tmp_path / "sua.xlsx")
    result = take(tmp_path / "sua.xlsx")
    assert (result["rows_read"], result["imported"], result["as_of"]) == (7, 3, "2013-12-31")
    assert result["units_created"] == 0
    assert Person.objects.get(full_name="Nông Văn Lỗi").unit.name == "UBND xã Vũ Muộn"


def test_undo_gives_an_equal_picture(tmp_path: Path) -> None:
    take(roster(tmp_path, AN), as_of=END_2013)
    before = picture()
    batch = committed(previewed())
    assert picture() != before
    batches.undo(access=ALL, batch=batch, reason="Nhập nhầm tệp")
    assert picture() == before
    batch.refresh_from_db()
    assert batch.state == "undone"
    with pytest.raises(DomainError) as refused:
        batches.undo(access=ALL, batch=batch, reason="Lần nữa")
    assert refused.value.code == "not_committed"
    assert take(as_of=END_2013)["imported"] == 500


def test_undo_of_a_later_roster_brings_back_what_it_replaced(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Ngày vào Đảng", "Trình độ chuyên môn"]
    first = take(
        roster(tmp_path, [1, "Lê Văn An", "15/8/1975", "Phòng Nội vụ", "Cán sự", "", "CĐ"], head=head), as_of=END_2013
    )
    before = picture()
    later = roster(
        tmp_path,
        [1, "Lê Văn An", "15/8/1975", "Phòng Nội vụ", "Trưởng phòng", "3/2/2014", "ĐH"],
        head=head,
        name="b.xlsx",
    )
    batch = committed(previewed(later, as_of=date(2015, 12, 31)))
    assert picture() != before
    with pytest.raises(DomainError) as refused:
        batches.undo(access=ALL, batch=ImportBatch.objects.get(pk=first["batch"]), reason="Nhập nhầm")
    assert refused.value.code == "batch_depended_on"
    batches.undo(access=ALL, batch=batch, reason="Nhập nhầm")
    assert picture() == before
    batches.undo(access=ALL, batch=ImportBatch.objects.get(pk=first["batch"]), reason="Nhập nhầm")
    assert not Person.objects.filter(withdrawn_at=None).exists()


def test_undo_is_refused_once_something_stands_on_it(tmp_path: Path) -> None:
    batch = committed(previewed(roster(tmp_path, AN)))
    record = Qualification.objects.get()
    correct_record(access=ALL, record=record, values={"level": "master"}, reason="theo bằng")
    with pytest.raises(DomainError) as refused:
        batches.undo(access=ALL, batch=batch, reason="Nhập nhầm")
    assert refused.value.code == "batch_depended_on"
    assert [each.person_name for each in refused.value.extra["dependents"]] == ["Lê Văn An"]
    batch.refresh_from_db()
    assert batch.state == "committed"


def test_an_import_given_up_leaves_nothing(django_capture_on_commit_callbacks: Any) -> None:
    batch = previewed()
    path = uploads.directory() / batch.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(access=ALL, batch=batch)
    assert (batch.state, batch.rows.count()) == ("refused", 0)
    assert not path.exists()
    with pytest.raises(DomainError) as refused:
        batches.commit(access=ALL, batch_id=batch.pk, today=TODAY)
    assert refused.value.code == "import_closed"


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (b"%PDF-1.4", "file_type")])
def test_a_file_that_is_none_is_not_kept(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        batches.upload(access=ALL, file_name="a.xlsx", chunks=[content])
    assert refused.value.code == code
    assert not list(uploads.directory().iterdir())
    assert not ImportBatch.objects.exists()


def test_a_file_too_large_stops_while_it_arrives(settings: Any) -> None:
    settings.CANBO_UPLOAD_LIMIT = 1000
    with pytest.raises(DomainError) as refused:
        batches.upload(access=ALL, file_name="a.xlsx", chunks=[b"x" * 600] * 3)
    assert refused.value.code == "file_too_large"
    assert not list(uploads.directory().iterdir())


def test_a_workbook_that_cannot_be_read_closes_its_batch(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "trong.xlsx", [])
    batch = sent(path)
    with pytest.raises(DomainError) as refused:
        batches.read_outline(access=ALL, batch=batch)
    assert refused.value.code == "file_empty"
    assert ImportBatch.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"columns": {"C": "born"}}, "name_column_missing"),
        ({"columns": {"B": "khong-co"}}, "mapping_invalid"),
        ({"sheet": "Không có"}, "sheet_not_found"),
        ({"kind": "x"}, "kind_unknown"),
        ({"as_of": date(2030, 1, 1)}, "as_of_in_future"),
        ({"unit_id": 99_999}, "unit_out_of_scope"),
    ],
)
def test_columns_that_cannot_be_confirmed(more: dict[str, Any], code: str) -> None:
    batch = sent()
    with pytest.raises(DomainError) as refused:
        confirmed(batch, **more)
    assert refused.value.code == code


def test_what_changed_since_the_preview_is_seen_by_the_commit(tmp_path: Path) -> None:
    path = roster(tmp_path, AN, [2, "Trần Thị Bình", "1/1/1980", "Nữ", "Phòng Nội vụ", "Cán sự", "ĐH", ""])
    batch = previewed(path)
    assert batch.counts["imported"] == 2
    import_file(access=ALL, path=roster(tmp_path, AN, name="b.xlsx"), kind="roster", today=TODAY)
    committed(batch)
    assert batch.counts["imported"] == 1
    assert Person.objects.count() == 2


def test_imports_are_seen_in_scope_only(lan: Any, cuong: Any, binh: Any, tree: Any, tmp_path: Path) -> None:
    path = roster(tmp_path, [*AN[:4], "Tổ Hành chính", *AN[5:]])
    batch = previewed(path, lan.access)
    assert batch.root == tree.home
    assert list(visible_batches(lan.access)) == [batch]
    assert not visible_batches(cuong.access).exists()
    with pytest.raises(NotFound):
        batch_of(cuong.access, batch.pk)
    with pytest.raises(Forbidden):
        batch_of(binh.access, batch.pk)
    with pytest.raises(NotFound):
        batches.commit(access=cuong.access, batch_id=batch.pk, today=TODAY)
    with pytest.raises(DomainError) as refused:
        confirmed(sent(path, lan.access), lan.access, unit_id=tree.root.pk)
    assert refused.value.code == "unit_out_of_scope"
    committed(batch, lan.access)
    assert Person.objects.get().unit == tree.team


def test_a_commit_that_is_cancelled_leaves_nothing() -> None:
    batch = previewed()

    def stop(percent: int, message: str) -> None:
        if percent >= 86:
            raise Cancelled

    with pytest.raises(Cancelled):
        batches.commit(access=ALL, batch_id=batch.pk, today=TODAY, report=stop)
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count(), Unit.objects.count()) == ("previewed", 0, 0)
    assert (uploads.directory() / batch.stored_as).exists()
    assert committed(batch).counts["imported"] == 500
