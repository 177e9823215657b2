"""Workbooks that come back: what is refused whole, what survives a unit's hands, what is told, what is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, from_plain
from canbo.evaluation.models import LevelMove, Opinion, Rating, Sheet, UnitProgress
from canbo.evaluation.services import sheet_writing, sheets, sheets_in
from canbo.evaluation.sheet_marks import marked
from canbo.evaluation.tests.conftest import TODAY
from canbo.evaluation.tests.sheet_desk import (
    HEAD,
    MAIN,
    OPINIONS,
    book_of,
    cell_of,
    closed,
    edited,
    fill,
    looked,
    opened,
    returned,
    sent,
    taken,
)

pytestmark = pytest.mark.django_db
B, C, D = "Phạm Văn B", "Phạm Văn C", "Phạm Văn D"
SELF, HEAD_LEVEL, REASON = "Cá nhân đề xuất", "Lãnh đạo đề xuất", "Tóm tắt căn cứ, lý do"
COMMENT = "Nhận xét của cấp trực tiếp"
WHOLE = {
    (MAIN, B, SELF): "xuất sắc", (MAIN, B, "A (30)"): "28,5", (MAIN, B, "B (70)"): 63, (MAIN, B, HEAD_LEVEL): "HTTNV",
    (MAIN, B, REASON): "Hai báo cáo nộp chậm", (MAIN, B, "Đề xuất công tác cán bộ"): "Quy hoạch phó phòng",
    (HEAD, B, COMMENT): "Hoàn thành 12 báo cáo trước ngày 20/11/2026.",
    (HEAD, B, "Hạn chế, khuyết điểm (mỗi dòng một điều)"): "Chậm hai báo cáo\nÍt tham gia ý kiến",
}  # fmt: skip
_FLAGS = {
    "Có kết luận suy thoái, tự diễn biến, tự chuyển hoá": "degradation_concluded",
    "Có kết luận vi phạm điều đảng viên không được làm": "members_ban_breach",
    "Có kết luận vi phạm trách nhiệm nêu gương": "example_breach",
    "Trong năm bị kỷ luật từ khiển trách trở lên do vi phạm khi thi hành công vụ": "duty_disciplined",
    "Có quyết định tạm đình chỉ công tác trong năm": "suspended_in_year",
}
FLAGS = {("Số liệu 2", B, label): "Không" for label in _FLAGS}
RESIDENCE = "Cấp uỷ nơi cư trú"


@pytest.fixture
def desk(lan, office):
    """A workbook that was sent, and its bytes."""
    sheet = sent(lan, office)
    office.extra |= {"sheet": sheet, "content": book_of(lan, sheet)}
    return office


def handed(lan, desk, change, *, is_taken=True):
    """Hand the workbook back after a change; give what it would do."""
    found = returned(lan, desk, edited(desk.extra["content"], change))
    assert found[0].is_taken is is_taken, found
    return looked(lan, desk.extra["sheet"]) if is_taken else found[0].sentence


def states(look):
    return {(each.person, each.column.split(" / ")[-1]): each.state for each in look.cells}


def test_untouched_it_changes_nothing(lan, desk):
    look = handed(lan, desk, lambda _book: None)
    assert (look.cells, look.unknown, look.missing, look.notes) == ([], [], [], [])
    assert look.counts["same"] > 100


def test_what_is_filled_in_is_written_by_the_services_of_the_pages(lan, desk):
    look = handed(lan, desk, fill(WHOLE | FLAGS))
    count = len(WHOLE) + len(FLAGS)
    assert len(look.of("write")) == count
    done = taken(lan, desk.extra["sheet"])
    assert (done.cells, done.people, done.refused) == (count, 1, 0)
    rating = desk.again(1)
    assert rating.entered == {"general_points": 28.5, "results_points": 63, **dict.fromkeys(_FLAGS.values(), False)}
    assert (rating.self_points, rating.points) == (Decimal("91.50"), Decimal("91.50"))
    assert (rating.self_level, rating.head_level, rating.rule_level) == ("excellent", "well", "excellent")
    assert (rating.self_entered_by, rating.head_reason) == ("Lan", "Hai báo cáo nộp chậm")
    assert rating.proposal == "Quy hoạch phó phòng"
    assert [each.text for each in rating.shortcomings.order_by("pk")] == ["Chậm hai báo cáo", "Ít tham gia ý kiến"]
    move = LevelMove.objects.get(rating=rating)
    assert (move.at, move.before, move.after, move.reason) == ("head", "excellent", "well", "Hai báo cáo nộp chậm")
    assert (rating.sheet_id, rating.sheet_version) == (desk.extra["sheet"].pk, rating.version)
    assert UnitProgress.objects.get(campaign=desk.campaign).self_done == 1
    sheet = Sheet.objects.get(pk=desk.extra["sheet"].pk)
    assert (sheet.state, sheet.taken, sheet.refused) == ("taken", count, [])
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "evaluation.self_sent",
        "evaluation.assessed",
        "evaluation.sheet_returned",
        "evaluation.sheet_taken",
    } <= acts


def test_once_written_the_same_workbook_writes_nothing_more(lan, desk):
    handed(lan, desk, fill(WHOLE))
    taken(lan, desk.extra["sheet"])
    look = looked(lan, desk.extra["sheet"])
    assert look.cells == []
    assert taken(lan, desk.extra["sheet"]).cells == 0


def test_opinions_and_the_vote_that_a_unit_tells(lan, desk):
    over = "Kết quả phiếu của tập thể"
    look = handed(lan, desk, fill({
        (HEAD, B, "Xuất sắc", over): 1, (HEAD, B, "Tốt", over): "5", (HEAD, B, "Ngày họp"): "08/12/2026",
        (HEAD, B, "Số biên bản"): "05-BB/CB", (HEAD, B, "Mức tập thể đề xuất"): "tốt",
        (OPINIONS, B, "Mức đề xuất", RESIDENCE): "Tốt", (OPINIONS, B, "Nội dung ý kiến", RESIDENCE): "Gương mẫu.",
        (OPINIONS, B, "Số văn bản", RESIDENCE): "12-CV/CB", (OPINIONS, B, "Ngày văn bản", RESIDENCE): date(2026, 12, 7),
        (OPINIONS, B, "Người ký", RESIDENCE): "Lê Thị M",
    }))  # fmt: skip
    assert not look.of("refused")
    assert taken(lan, desk.extra["sheet"]).refused == 0
    rating = desk.again(1)
    assert (rating.collective_level, rating.voted_on) == ("well", date(2026, 12, 8))
    assert rating.votes == {"reference": "05-BB/CB", "counts": {"excellent": 1, "well": 5}}
    opinion = Opinion.objects.get(rating=rating, kind="residence")
    assert (opinion.level, opinion.text, opinion.number, opinion.signer) == (
        "well",
        "Gương mẫu.",
        "12-CV/CB",
        "Lê Thị M",
    )
    assert opinion.on_paper
    assert not looked(lan, desk.extra["sheet"]).cells


def test_a_row_that_a_service_refuses_holds_no_other_back(lan, desk):
    handed(lan, desk, fill(WHOLE | {
        (OPINIONS, C, "Mức đề xuất", RESIDENCE): "Tốt", (OPINIONS, C, "Ngày văn bản", RESIDENCE): "7/12/2026",
        (MAIN, C, SELF): "Tốt", (MAIN, D, "A (30)"): 20,
    }))  # fmt: skip
    done = taken(lan, desk.extra["sheet"])
    assert done.cells == len(WHOLE) + 1
    assert done.refused == 3
    assert desk.again(2).self_level == "well"
    assert not Opinion.objects.filter(rating=desk.ratings[2]).exists()
    assert desk.again(3).entered is None
    reasons = {
        each["column"]: from_plain(each["reason"]) for each in Sheet.objects.get(pk=desk.extra["sheet"].pk).refused
    }
    assert "người ký" in reasons[f"{RESIDENCE} / Mức đề xuất"]
    assert "mức tự đề xuất" in reasons["Điểm / A (30)"]


@pytest.mark.parametrize(("where", "value", "part"), [
    ((MAIN, B, SELF), "Đạt", "không phải một mức"), ((MAIN, B, "A (30)"), "35", "tối đa 30"),
    ((MAIN, B, "A (30)"), "=SUM(1;2)", "công thức"), ((MAIN, B, "A (30)"), "=10+20", "công thức"),
    ((MAIN, B, HEAD_LEVEL), '=HYPERLINK("http://x","Tốt")', "công thức"), ((HEAD, B, COMMENT), "=A1", "công thức"),
    ((MAIN, B, "B (70)"), date(2026, 5, 6), "đổi số thành ngày"), ((HEAD, B, "Ngày họp"), "31/02/2026", "31/02/2026"),
    ((HEAD, B, COMMENT), "x" * 9_000, "8000"),
])  # fmt: skip
def test_a_bad_cell_is_refused_with_its_place_what_was_given_and_why(lan, desk, where, value, part):
    look = handed(lan, desk, fill({where: value}))
    bad = look.of("refused")
    assert len(bad) == 1
    assert bad[0].person == B
    assert part in bad[0].reason
    assert bad[0].address == cell_of(opened(desk.extra["content"])[where[0]], *where[1:]).coordinate
    assert taken(lan, desk.extra["sheet"]).refused == 1
    assert not LevelMove.objects.exists()


def test_refusals_are_said_in_the_language_of_the_page(lan, desk, monkeypatch):
    english = {"«{given}» vượt mức tối đa {most}.": "«{given}» is above {most}.", "Hãy kiểm tra lại số.": "Check it."}
    handed(lan, desk, fill({(MAIN, B, "A (30)"): "35"}))
    address = reverse("evaluation-sheet", args=[desk.campaign.pk, desk.extra["sheet"].pk])
    assert "«35» vượt mức tối đa 30. Hãy kiểm tra lại số." in lan.client.get(address).content.decode()
    monkeypatch.setattr("canbo.common.errors.gettext", lambda text: english.get(text, text))
    assert "«35» is above 30. Check it." in lan.client.get(address).content.decode()
    row = Sheet.objects.get(pk=desk.extra["sheet"].pk)
    book = opened(marked(sheets_in.kept(row), row.refused))
    assert cell_of(book[MAIN], B, "A (30)").comment.text.startswith("«35» vượt mức"), "the unit reads Vietnamese"


def test_levels_and_numbers_in_the_hands_of_units(lan, desk):
    look = handed(lan, desk, fill({
        (MAIN, B, SELF): "HTXSNV", (MAIN, C, SELF): "hoan thanh tot nhiem vu", (MAIN, D, SELF): "ht nv",
        (MAIN, B, "A (30)"): "27,5", (MAIN, B, "B (70)"): "60.25",
    }))  # fmt: skip
    assert {(each.person, each.new) for each in look.of("write")} == {
        (B, "excellent"), (C, "well"), (D, "completed"), (B, "27.5"), (B, "60.25"),
    }  # fmt: skip


def _sorted(book):
    page = book[MAIN]
    first = cell_of(page, B, "STT").row - 1
    rows = [[cell.value for cell in page[row]] for row in range(first, first + 6)]
    for place, values in enumerate(reversed(rows)):
        for column, value in enumerate(values, start=1):
            page.cell(first + place, column).value = value


def test_rows_in_another_order_with_rows_put_in_between(lan, desk):
    def change(book):
        fill(WHOLE)(book)
        _sorted(book)
        book[MAIN].insert_rows(10, 2)

    look = handed(lan, desk, change)
    assert {(each.person, each.key) for each in look.of("write")} == {
        (B, key) for key in ("self_level", "in.general_points", "in.results_points", "head_level", "reason", "proposal",
                             "comment", "shortcomings")
    }  # fmt: skip


def test_columns_deleted_and_put_in(lan, desk):
    def change(book):
        fill({(MAIN, B, SELF): "Tốt", (MAIN, B, REASON): "Vì có sản phẩm"})(book)
        page = book[MAIN]
        for each in list(page.merged_cells.ranges):
            if each.min_row > 5:
                page.unmerge_cells(str(each))
        page.delete_cols(cell_of(page, B, "Đơn vị").column)
        page.insert_cols(3)
        page.cell(6, 3).value = "Ghi chú riêng"
        page.cell(cell_of(page, B, "STT").row, 3).value = "riêng"

    look = handed(lan, desk, change)
    assert {each.key for each in look.of("write")} == {"self_level", "reason"}
    assert any("Ghi chú riêng" in each for each in look.notes)


def test_a_deleted_column_of_levels_is_told_and_changes_nothing(lan, desk):
    Rating.objects.filter(pk=desk.ratings[1].pk).update(head_level="well")

    def change(book):
        page = book[MAIN]
        for each in list(page.merged_cells.ranges):
            if each.min_row > 5:
                page.unmerge_cells(str(each))
        page.delete_cols(cell_of(page, B, HEAD_LEVEL).column)

    look = handed(lan, desk, change)
    assert look.cells == []
    assert any(HEAD_LEVEL in each for each in look.notes)


def test_without_the_column_of_codes_people_are_known_by_name(lan, desk):
    def change(book):
        fill(WHOLE)(book)
        page = book[MAIN]
        page.delete_cols(cell_of(page, B, "Mã dòng (không sửa)").column)
        _swap = [cell.value for cell in page[cell_of(page, C, "STT").row]]
        assert C in _swap

    look = handed(lan, desk, change)
    assert len(look.of("write")) == len(WHOLE)
    assert any("họ tên và chức vụ" in each for each in look.notes)


def test_merged_cells_are_nobodys(lan, desk):
    def change(book):
        page = book[MAIN]
        cell = cell_of(page, B, SELF)
        cell.value = "Tốt"
        page.merge_cells(start_row=cell.row, end_row=cell.row + 2, start_column=cell.column, end_column=cell.column)

    look = handed(lan, desk, change)
    assert [(each.person, each.state) for each in look.cells] == [(B, "refused")]
    assert "gộp" in look.cells[0].reason


def test_names_that_no_longer_stand_by_their_codes_are_refused(lan, desk):
    def change(book):
        page = book[MAIN]
        one, two = cell_of(page, B, "Họ và tên"), cell_of(page, C, "Họ và tên")
        cell_of(page, B, SELF).value = "Tốt"
        one.value, two.value = two.value, one.value

    look = handed(lan, desk, change)
    assert [each.state for each in look.cells] == ["refused", "refused"]
    assert "xáo trộn" in look.cells[0].reason


def test_a_code_twice_or_unknown_is_refused(lan, desk):
    def change(book):
        page = book[MAIN]
        cell_of(page, C, "Mã dòng (không sửa)").value = cell_of(page, B, "Mã dòng (không sửa)").value
        cell_of(page, D, "Mã dòng (không sửa)").value = "MZZZZZ"
        cell_of(page, B, SELF).value = "Tốt"

    look = handed(lan, desk, change)
    assert len(look.of("refused")) == 3
    assert not look.of("write")
    assert sorted(look.missing) == [C, D]


def test_people_added_by_hand_are_told_with_who_is_called_so(lan, desk):
    def change(book):
        page = book[MAIN]
        row = page.max_row + 8
        page.cell(row, 1).value, page.cell(row, 2).value = 7, "Trần Thị Mới"
        page.cell(row + 1, 1).value, page.cell(row + 1, 2).value = 8, "phạm văn b"
        page.cell(row + 1, 3).value = "Chuyên viên"
        page.cell(row + 2, 2).value = "NGUYỄN VĂN KÝ"

    look = handed(lan, desk, change)
    assert [each.name for each in look.unknown] == ["Trần Thị Mới", "phạm văn b"]
    assert look.unknown[0].candidates == ()
    assert look.unknown[1].candidates == (f"{B} · Chuyên viên · chính quyền · Phòng Nội vụ",)
    assert Rating.objects.count() == 6


def test_people_taken_out_are_told_and_stay(lan, desk):
    look = handed(lan, desk, lambda book: book[MAIN].delete_rows(cell_of(book[MAIN], C, "STT").row))
    assert look.missing == [C]
    assert look.cells == []


def test_a_blank_never_erases(lan, desk):
    Rating.objects.filter(pk=desk.ratings[1].pk).update(self_level="well", head_level="well")
    desk.extra["content"] = book_of(lan, desk.extra["sheet"])
    look = handed(lan, desk, fill({(MAIN, B, SELF): None, (MAIN, B, HEAD_LEVEL): ""}))
    assert look.cells == []
    assert look.counts["blank"] == 2


def test_what_both_sides_changed_is_chosen_by_the_officer(lan, desk):
    handed(lan, desk, fill({(MAIN, B, SELF): "Tốt", (MAIN, C, SELF): "Tốt", (MAIN, D, SELF): "Tốt"}))
    Rating.objects.filter(pk=desk.ratings[1].pk).update(self_level="completed")
    Rating.objects.filter(pk=desk.ratings[2].pk).update(self_level="well")
    look = looked(lan, desk.extra["sheet"])
    assert states(look) == {(B, SELF): "conflict", (D, SELF): "write"}
    conflict = look.of("conflict")[0]
    assert (conflict.before, conflict.after) == ("Hoàn thành nhiệm vụ", "Hoàn thành tốt nhiệm vụ")
    assert taken(lan, desk.extra["sheet"]).cells == 1
    assert desk.again(1).self_level == "completed"
    assert taken(lan, desk.extra["sheet"], conflict.id).cells == 1
    assert desk.again(1).self_level == "well"


def test_a_page_changed_alone_is_left_as_it_is(lan, desk):
    Rating.objects.filter(pk=desk.ratings[1].pk).update(self_level="well")
    desk.extra["content"] = book_of(lan, desk.extra["sheet"])
    Rating.objects.filter(pk=desk.ratings[1].pk).update(self_level="completed")
    assert handed(lan, desk, lambda _book: None).cells == []


def test_a_newer_file_than_the_one_looked_at_is_not_written(lan, desk):
    handed(lan, desk, fill(WHOLE))
    with pytest.raises(DomainError) as caught:
        sheets_in.commit(access=lan.access, sheet_id=desk.extra["sheet"].pk, sha256="0" * 64, take=(), today=TODAY)
    assert caught.value.code == "sheet_changed"


def test_nothing_is_written_where_the_commit_breaks(lan, desk, monkeypatch):
    handed(lan, desk, fill(WHOLE | {(MAIN, C, SELF): "Tốt"}))
    real = sheet_writing.write_part

    def breaks(*, line, **rest):
        if line.name == C:
            raise RuntimeError("power cut")
        real(line=line, **rest)

    monkeypatch.setattr(sheets_in, "write_part", breaks)
    with pytest.raises(RuntimeError):
        taken(lan, desk.extra["sheet"])
    assert desk.again(1).self_level == ""
    assert Sheet.objects.get(pk=desk.extra["sheet"].pk).state == "returned"


def test_ones_own_rating_is_neither_sent_nor_taken(desk, tree):
    own = desk.accounts[1]
    RoleGrant.objects.create(
        user=own.user, role="officer", unit=tree.home, valid_from=date(2000, 1, 1), granted_by_name="kiểm thử",
        granted_at=timezone.now(),
    )  # fmt: skip
    own = replace(own, access=context_for(own.user, TODAY))
    sheet = sheets.prepare(
        access=own.access, campaign_id=desk.campaign.pk, unit_ids=[tree.home.pk], whole=False, today=TODAY
    )[0]
    assert sheet.people == 5
    content = sheets.content_of(own.access, sheet)
    assert B not in str([[cell.value for cell in row] for row in opened(content)[MAIN].iter_rows()])
    # The workbook of a colleague holds the row: the officer's own part of it is not written by themselves.
    found = sheets_in.receive(
        access=own.access, campaign_id=desk.campaign.pk, today=TODAY,
        files=[("a.xlsx", edited(desk.extra["content"], fill({(MAIN, B, SELF): "Tốt"})))],
    )  # fmt: skip
    assert found[0].is_taken
    done = sheets_in.commit(
        access=own.access, sheet_id=desk.extra["sheet"].pk, take=(), today=TODAY,
        sha256=Sheet.objects.get(pk=desk.extra["sheet"].pk).sha256,
    )  # fmt: skip
    assert done.cells == 0
    assert desk.again(1).self_level == ""


def test_refused_cells_go_back_red_with_the_reason_and_come_again(lan, desk):
    content = edited(desk.extra["content"], fill({(MAIN, B, SELF): "Đạt", (MAIN, C, SELF): "Tốt"}))
    returned(lan, desk, content)
    taken(lan, desk.extra["sheet"])
    sheet = Sheet.objects.get(pk=desk.extra["sheet"].pk)
    again = opened(marked(content, sheet.refused))
    cell = cell_of(again[MAIN], B, SELF)
    assert cell.fill.start_color.rgb.endswith("F9C6C0")
    assert "không phải một mức" in cell.comment.text
    assert cell_of(again[MAIN], C, SELF).comment is None
    cell.value = "Tốt"
    assert returned(lan, desk, closed(again))[0].is_taken
    assert states(looked(lan, sheet)) == {(B, SELF): "write"}
    assert taken(lan, sheet).cells == 1
    assert desk.again(1).self_level == "well"
    assert Sheet.objects.get(pk=sheet.pk).refused == []


def test_a_number_put_right_in_a_second_file_counts_for_both_sides_until_the_vote(lan, desk):
    content = edited(desk.extra["content"], fill(WHOLE | FLAGS | {(MAIN, B, "A (30)"): 35}))
    returned(lan, desk, content)
    assert taken(lan, desk.extra["sheet"]).refused == 1
    before = desk.again(1)
    assert before.points is None
    assert returned(lan, desk, edited(content, fill({(MAIN, B, "A (30)"): 27.5})))[0].is_taken
    assert states(looked(lan, desk.extra["sheet"])) == {(B, "A (30)"): "write"}
    assert taken(lan, desk.extra["sheet"]).refused == 0
    rating = desk.again(1)
    assert (rating.self_points, rating.points, rating.rule_level) == (Decimal("90.50"), Decimal("90.50"), "excellent")
    assert (rating.head_level, rating.head_reason) == ("well", "Hai báo cáo nộp chậm")
    Rating.objects.filter(pk=rating.pk).update(voted_on=TODAY)
    assert returned(lan, desk, edited(content, fill({(MAIN, B, "A (30)"): 20})))[0].is_taken
    both = [each.id for each in looked(lan, desk.extra["sheet"]).of("conflict")]
    assert (len(both), taken(lan, desk.extra["sheet"], *both).refused) == (1, 1)
    assert desk.again(1).self_points == Decimal("90.50")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(["", "not_completed", "completed", "well", "excellent"]),
    points=st.one_of(st.none(), st.integers(0, 3000)), comment=st.text(max_size=80),
    flag=st.sampled_from([None, True, False]),
)  # fmt: skip
def test_out_and_in_again_is_the_same(lan, desk, level, points, comment, flag):
    entered = {} if points is None else {"general_points": points / 100, "results_points": 12}
    if flag is not None:
        entered["duty_disciplined"] = flag
    rating = Rating.objects.get(pk=desk.ratings[1].pk)
    rating.entered, rating.self_level, rating.comment, rating.head_level = entered or None, level, comment, level
    rating.save()
    sheet = desk.extra["sheet"]
    content = closed(opened(book_of(lan, sheet)))
    returned(lan, desk, content)
    look = looked(lan, sheet)
    assert [each for each in look.cells if "công thức" not in each.reason] == []


def test_a_collective_or_a_scheme_without_points_has_only_the_columns_that_apply(lan, make_office, tree):
    office = make_office(2)
    Rating.objects.filter(campaign=office.campaign).update(scheme="state.nd_90_2020.civil_servant")
    office.campaign.law_day = date(2024, 12, 1)
    office.campaign.save()
    sheet = sent(lan, office)
    page = opened(book_of(lan, sheet))[MAIN]
    heads = [cell.value for cell in page[6]]
    assert "Điểm" not in heads
    assert "Xếp loại" in heads


def test_the_ground_is_kept_also_where_the_level_is_that_of_the_rule(lan, desk):
    """Column K of the official list is the ground of any level; what was written there does not stay open for ever."""
    handed(lan, desk, fill(WHOLE | FLAGS | {(MAIN, B, "Lãnh đạo đề xuất"): "Hoàn thành xuất sắc nhiệm vụ"}))
    taken(lan, desk.extra["sheet"])
    rating = desk.again(1)
    assert (rating.head_level, rating.rule_level, rating.head_reason) == ("excellent",) * 2 + ("Hai báo cáo nộp chậm",)
    assert not LevelMove.objects.filter(rating=rating).exists()
    assert looked(lan, desk.extra["sheet"]).of("write") == []
