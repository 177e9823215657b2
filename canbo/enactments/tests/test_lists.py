"""A pasted or imported list: every row kept, matched with a file or told why not, each with its own values."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.enactments import services
from canbo.enactments.domain.lists import read_list, table_of_text
from canbo.organizations.models import Title
from canbo.personnel.models import IdentityPapers, PostHolding, SalaryStep

FIELDS = {"title_text", "unit", "rank_code", "step", "coefficient"}


@pytest.fixture
def people(office):
    made = {
        "an": office.desk.open("Nguyễn Văn An", born="1975-08-15", number="CB001"),
        "an2": office.desk.open("Nguyễn Văn An", born="1980"),
        "binh": office.desk.open("Trần Thị Bích", born="1982-03"),
        "cao": office.desk.open("Lê Văn Cao", born="1979"),
    }
    office.desk.add(made["cao"], IdentityPapers, citizen_id="001079000001")
    for person in made.values():
        office.desk.post(person, "staff", since="2015-01-01")
    return made


def added(office, text="", kind="appointment", **values):
    draft = office.draft(kind=kind)
    report = services.add_list(access=office.drafter.access, decision=draft, text=text, **values)
    return report, list(draft.subjects.order_by("order").prefetch_related("effects"))


def test_rows_are_matched_by_birth_number_and_identity_number(office, people):
    title = Title.objects.create(code="thu-chanh", name="Chánh Thử", search_name="chanh thu")
    report, rows = added(
        office,
        "STT\tHọ và tên\tNgày sinh\tSố hiệu\tSố CCCD\tChức vụ bổ nhiệm\n"
        "1\tNguyễn Văn An\t15/8/1975\t\t\tChánh Thử\n"
        "2\tTRẦN THỊ BÍCH\t1982\t\t\tPhó Trưởng phòng\n"
        "3\t\t\t\t001079000001\tPhó Trưởng phòng\n",
    )
    assert (report.found, report.ambiguous, report.not_found, report.unreadable) == (3, 0, 0, 0)
    assert [row.person_id for row in rows] == [people[key].pk for key in ("an", "binh", "cao")]
    assert rows[0].effects.get().values == {"title_text": "Chánh Thử", "title": title.pk}
    assert rows[2].name == "Lê Văn Cao"


def test_a_row_that_fits_two_or_none_or_cannot_be_read_is_kept_by_itself(office, people):
    report, rows = added(
        office,
        "Họ và tên\tNăm sinh\tChức vụ\tĐơn vị\n"
        "Nguyễn Văn An\t\tTrưởng phòng\t\n"
        "Nguyễn Văn Ân\t1975\tTrưởng phòng\t\n"
        "Trần Thị Bích\t1999\tTrưởng phòng\t\n"
        "Lê Văn Cao\t31/02/1979\tTrưởng phòng\t\n"
        "Lê Văn Cao\t1979\tTrưởng phòng\tSở Không Có\n",
    )  # fmt: skip
    assert (report.found, report.ambiguous, report.not_found, report.unreadable) == (0, 2, 1, 2)
    assert [row.fault for row in rows] == ["ambiguous", "ambiguous", "not_found", "unreadable", "unreadable"]
    assert set(rows[0].candidates) == {people["an"].pk, people["an2"].pk}
    assert rows[1].candidates == [people["an"].pk], "An is not Ân"
    assert rows[2].candidates == [people["binh"].pk]
    assert "31/02/1979" in rows[3].fault_words
    assert "Sở Không Có" in rows[4].fault_words
    assert rows[4].written["Đơn vị"] == "Sở Không Có"
    with pytest.raises(DomainError) as refused:
        office.sign(rows[0].decision)
    assert refused.value.code == "subjects_unsettled"


def test_a_row_is_settled_by_hand_or_taken_out(office, people):
    _report, rows = added(office, "Họ và tên\tChức vụ\nNguyễn Văn An\tTrưởng phòng\nNgười Lạ\tTrưởng phòng\n")
    services.change_subject(access=office.drafter.access, subject=rows[0], person_id=people["an2"].pk)
    services.remove_subject(access=office.drafter.access, subject=rows[1])
    decision = office.sign(rows[0].decision)
    assert decision.state == "in_force"
    assert PostHolding.objects.known().get(decision=decision).person == people["an2"]


def test_somebody_twice_in_a_list_or_in_the_decision_is_told(office, people):
    _report, rows = added(office, "Họ và tên;Năm sinh\nLê Văn Cao;1979\nLê Văn Cao;1979\n")
    assert [row.fault for row in rows] == ["", "unreadable"]
    assert "Trùng với dòng 2" in rows[1].fault_words
    again = services.add_list(
        access=office.drafter.access, decision=rows[0].decision, text="Họ và tên;Năm sinh\nLê Văn Cao;1979\n"
    )
    assert again.unreadable == 1


def test_each_row_has_its_own_values_and_day(office, people):
    _report, rows = added(
        office,
        "Họ và tên\tNăm sinh\tMã ngạch\tBậc\tHệ số\tHưởng từ ngày\tBậc hiện giữ\n"
        "Lê Văn Cao\t1979\t01.003\t4\t3,33\t\t3\nTrần Thị Bích\t1982\t01.003\t5\t3,66\t01/02/2026\t4\n",
        kind="salary",
    )  # fmt: skip
    assert rows[1].effective_on is None, "a head that is not known is no day"
    _report, rows = added(
        office,
        "Họ và tên\tNăm sinh\tMã ngạch\tBậc\tHệ số\tTừ ngày\n"
        "Lê Văn Cao\t1979\t01.003\t4\t3,33\t\nTrần Thị Bích\t1982\t01.003\t5\t3,66\t01/02/2026\n",
        kind="salary",
    )  # fmt: skip
    office.sign(rows[0].decision)
    steps = SalaryStep.objects.known().order_by("step")
    assert [(each.step, str(each.coefficient), each.valid_from) for each in steps] == [
        (4, "3.330", PartialDate(2026, 3, 2)), (5, "3.660", PartialDate(2026, 2, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [("\n\n", "list_empty"), ("12\t13\n14\t15\n", "list_without_people"), ("Họ và tên\n", "list_empty")],
)
def test_a_list_that_is_bad_as_a_whole_writes_nothing(office, text, code):
    draft = office.draft()
    with pytest.raises(DomainError) as refused:
        services.add_list(access=office.drafter.access, decision=draft, text=text)
    assert refused.value.code == code
    assert not draft.subjects.exists()


def test_a_workbook_is_read_and_a_broken_one_refused_whole(office, people):
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for row, cells in enumerate((["DANH SÁCH"], [], ["TT", "Họ và tên", "Năm sinh", "Chức vụ"], [1, 2, 3, 4],
                                 [1, "Lê Văn Cao", 1979, "Trưởng phòng"])):  # fmt: skip
        page.write_row(row, 0, cells)
    book.close()
    report, rows = added(office, file_name="danh-sach.xlsx", content=out.getvalue())
    assert (report.found, rows[0].person_id) == (1, people["cao"].pk)
    with pytest.raises(DomainError) as refused:
        added(office, file_name="danh-sach.xlsx", content=b"PK\x03\x04 not a workbook")
    assert refused.value.code.startswith("file_")


def test_nobody_is_matched_out_of_scope_or_with_themselves(office, tree, make_account, people):
    office.desk.open("Phạm Văn Xa", unit=tree.other, born="1970")
    owner = make_account("owner", "officer", tree.home, "Chủ", people["cao"].pk)
    draft = office.draft()
    report = services.add_list(
        access=owner.access, decision=draft, text="Họ và tên\tNăm sinh\nPhạm Văn Xa\t1970\nLê Văn Cao\t1979\n"
    )
    assert (report.found, report.not_found) == (0, 2)


def test_three_hundred_rows_take_few_queries(office, django_assert_max_num_queries):
    for place in range(300):
        office.desk.open(f"Nguyễn Văn Số{place:03}", born="1980")
    text = "Họ và tên\tNăm sinh\tChức vụ\n" + "\n".join(f"Nguyễn Văn Số{n:03}\t1980\tTrưởng phòng" for n in range(300))
    draft = office.draft()
    with django_assert_max_num_queries(60):
        report = services.add_list(access=office.drafter.access, decision=draft, text=text)
    assert report.found == 300


def test_text_is_cut_by_the_mark_it_uses():
    assert table_of_text("a\tb\nc\td") == [["a", "b"], ["c", "d"]]
    assert table_of_text('a;"b; c"\n') == [["a", "b; c"]]
    assert table_of_text("Nguyễn Văn An\n") == [["Nguyễn Văn An"]]


def test_without_a_head_a_row_is_told_by_its_looks():
    [row] = read_list([["1", "Nguyễn Văn An", "15/8/1975", "001075000001"]], FIELDS)
    assert (row.name, row.born, row.citizen) == ("Nguyễn Văn An", PartialDate(1975, 8, 15), "001075000001")


def test_what_somebody_holds_now_is_no_value():
    rows = read_list([["Họ và tên", "Chức vụ hiện nay", "Chức vụ mới"], ["A B", "Chuyên viên", "Trưởng phòng"]], FIELDS)
    assert rows[0].values == {"title_text": "Trưởng phòng"}
