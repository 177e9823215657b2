"""Work products: entered, checked, read from workbooks of the task system; what they count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from canbo.common.errors import said_here
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.tests.books import write_xlsx
from canbo.evaluation.models import Rating, RatingPaper, WorkProduct
from canbo.evaluation.product_files import from_plain, plain, read_products, template_book
from canbo.evaluation.scored import scored_of
from canbo.evaluation.services import products as services
from canbo.evaluation.services.products import Check, Made
from canbo.evaluation.tests.conftest import TODAY

pytestmark = pytest.mark.django_db

REPORT = Made("Báo cáo quý về tiếp công dân", Decimal(4), Decimal(4), Decimal("1.5"), output="Báo cáo")
TASKS = (
    "STT", "Trục kết quả", "Nội dung công việc", "Loại", "Sản phẩm đầu ra", "Thời hạn", "Ngày hoàn thành",
    "Tiến độ %", "Minh chứng", "Điểm chuẩn", "Hệ số độ khó", "Điểm quy đổi", "Điểm thưởng", "Trạng thái", "Ý kiến",
)  # fmt: skip
ROWS = [
    (1, "Cải cách", "Rà soát thủ tục đất đai", "Thường xuyên", "Danh mục", date(2026, 3, 20), date(2026, 3, 18), 100,
     "12/BC", 10, 1.2, "", "", "Xong", ""),
    (2, "Cải cách", "Số hoá hồ sơ lưu", "Đột xuất", "Kho dữ liệu", date(2026, 5, 1), date(2026, 5, 4), 80, "", 5, "",
     "", "", "Xong", ""),
    (3, "", "Tập huấn một cửa", "", "", "30/6/2026", "", 40, "", "", "", "", "", "Đang làm", ""),
]  # fmt: skip


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def add(account, rating, made=REPORT, **more):
    return services.write_product(access=account.access, rating_id=rating.pk, made=made, **more)


def check(account, rating, *checks):
    return services.check_products(access=account.access, rating_id=rating.pk, checks=checks)


def read(tmp_path, grid, there=(), name="bang.xlsx"):
    return read_products(write_xlsx(tmp_path / name, grid), there)


# entered


def test_the_person_adds_changes_and_takes_away(office):
    rating, writer = office.ratings[1], office.accounts[1]
    row = add(writer, rating)
    assert (row.order, row.state) == (1, "entered")
    assert add(writer, rating, Made("Việc khác", Decimal(1), Decimal(0))).order == 2
    add(writer, rating, Made("Báo cáo tháng", Decimal(12), Decimal(11), delays=1), product_id=row.pk)
    again = WorkProduct.objects.get(pk=row.pk)
    assert (again.content, again.assigned, again.delays, again.coefficient) == ("Báo cáo tháng", 12, 1, 1)
    services.remove_product(access=writer.access, rating_id=rating.pk, product_id=row.pk)
    assert rating.products.count() == 1


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (Made("  ", Decimal(1), Decimal(1)), "content_missing"),
        (Made("A", Decimal(-1), Decimal(1)), "count_wrong"),
        (Made("A", Decimal(1), Decimal(100_001)), "count_wrong"),
        (Made("A", Decimal(1), Decimal(1), Decimal(0)), "count_wrong"),
        (Made("A", Decimal(1), Decimal(1), delays=-1), "count_wrong"),
    ],
)
def test_what_cannot_be_is_refused(office, made, code):
    assert code_of(add, account=office.accounts[1], rating=office.ratings[1], made=made) == code


def test_who_writes_and_until_when(office, lan, binh, cuong):
    rating, writer = office.ratings[1], office.accounts[1]
    row = add(writer, rating)
    for account, error in (
        (office.head, Forbidden),
        (binh, Forbidden),
        (cuong, NotFound),
        (office.accounts[2], NotFound),
    ):
        with pytest.raises(error):
            add(account, rating)
    add(lan, rating)
    with pytest.raises(NotFound):
        add(office.accounts[2], office.ratings[2], product_id=row.pk)
    Rating.objects.filter(pk=rating.pk).update(self_done_on=TODAY)
    assert code_of(add, account=writer, rating=rating) == "products_closed"


# checked


def test_the_head_accepts_sets_right_and_refuses_with_a_reason(office):
    rating, writer = office.ratings[1], office.accounts[1]
    rows = [add(writer, rating, Made(f"Việc {n}", Decimal(4), Decimal(4))) for n in range(3)]
    with pytest.raises(Forbidden):
        check(writer, rating, Check(rows[0].pk, "accepted"))
    call = {"account": office.head, "rating": rating}

    def refused(*checks):
        with pytest.raises(DomainError) as caught:
            check(call["account"], call["rating"], *checks)
        return caught.value.code

    assert refused(Check(rows[0].pk, "refused")) == "note_missing"
    assert refused(Check(rows[0].pk, "changed", "Thiếu", {"done": Decimal(4)})) == "nothing_changed"
    assert refused(Check(rows[0].pk, "changed", "Thiếu", {"done": Decimal(-1)})) == "count_wrong"
    assert refused(Check(rows[0].pk, "good")) == "state_unknown"
    assert refused(Check(99_999, "accepted")) == "product_unknown"
    assert check(office.head, rating, Check(rows[0].pk, "accepted"),
                 Check(rows[1].pk, "changed", "Chỉ nhận 2", {"done": Decimal(2), "delays": 1}),
                 Check(rows[2].pk, "refused", "Không phải việc được giao")) == 3  # fmt: skip
    states = {each.content: (each.state, each.checked) for each in rating.products.all()}
    assert states == {
        "Việc 0": ("accepted", None), "Việc 1": ("changed", {"done": 2.0, "delays": 1}), "Việc 2": ("refused", None)
    }  # fmt: skip
    add(writer, rating, Made("Việc 1", Decimal(4), Decimal(3)), product_id=rows[1].pk)
    again = WorkProduct.objects.get(pk=rows[1].pk)
    assert (again.state, again.checked, again.check_note) == ("entered", None, "")


def test_a_later_check_asks_for_the_assessment_anew(office):
    rating, writer = office.ratings[1], office.accounts[1]
    row = add(writer, rating)
    Rating.objects.filter(pk=rating.pk).update(self_done_on=TODAY, head_done_on=TODAY, stage="assessed")
    check(office.head, rating, Check(row.pk, "accepted"))
    again = office.again(1)
    assert (again.head_done_on, again.stage) == (None, "self_done")
    Rating.objects.filter(pk=rating.pk).update(voted_on=TODAY)
    with pytest.raises(DomainError, match="đã bỏ phiếu"):
        check(office.head, rating, Check(row.pk, "accepted"))


def test_the_check_is_what_counts(office):
    """Half of one product is done late: quantity 75 %, of the other nothing counts once it is refused."""
    rating, writer = office.ratings[1], office.accounts[1]
    one = add(writer, rating, Made("Một", Decimal(2), Decimal(2)))
    two = add(writer, rating, Made("Hai", Decimal(2), Decimal(2)))
    rating = office.again(1)

    def shares(stage, **given):
        env = scored_of(rating, stage, **given).env
        return [env[f"{name}_share"] for name in ("quantity", "quality", "progress")]

    assert shares("self", entered={"general_points": 20}) == [100, 100, 100]
    assert shares("checked", entered={"general_points": 20}) == [None, None, None]
    check(office.head, rating, Check(one.pk, "changed", "Nhận một", {"done": Decimal(1), "delays": 1}),
          Check(two.pk, "accepted"))  # fmt: skip
    assert shares("checked", entered={}) == [75, 75, Decimal("68.75")]
    check(office.head, rating, Check(two.pk, "refused", "Trùng"))
    assert shares("checked", entered={}) == [50, 50, Decimal("37.5")]


def test_points_of_the_person_are_no_points_of_the_check(office):
    rating = office.again(1)
    rating.entered = {"general_points": 30, "results_points": 70, "duty_disciplined": True}
    assert scored_of(rating, "self").level == "not_completed"
    checked = scored_of(rating, "checked")
    assert checked.env["total_points"] is None
    assert checked.env["duty_disciplined"] is True
    assert scored_of(rating, "checked", entered={"duty_disciplined": False}).env["duty_disciplined"] is False
    rating.entered = None
    assert scored_of(rating, "self") is None


# workbooks


def test_the_task_system_is_read_by_its_headings(tmp_path):
    found = read(tmp_path, [("BÁO CÁO CÔNG VIỆC",), (), TASKS, tuple(f"({n})" for n in range(1, 16)), *ROWS,
                            ("", "", "Tổng cộng", "", "", "", "", 220)])  # fmt: skip
    assert [(each.row, each.state) for each in found.rows] == [(5, "new"), (6, "new"), (7, "new")]
    first, second, third = found.new
    assert first == Made(
        "Rà soát thủ tục đất đai", Decimal(1), Decimal(1), Decimal(12), "Cải cách", "Danh mục", date(2026, 3, 20),
        date(2026, 3, 18), 0, 0, "12/BC",
    )  # fmt: skip
    assert (second.coefficient, second.done, second.delays) == (5, 1, 1)  # a day is there: done, once late
    assert (third.coefficient, third.done, third.due_on) == (1, Decimal("0.4"), date(2026, 6, 30))
    assert "Trạng thái" in found.unused


def test_headings_in_another_order_without_marks(tmp_path):
    grid = [("HE SO QUY DOI", "san pham", "SO HOAN THANH", "noi dung  cong viec", "So duoc giao", "so lan cham"),
            ("1,5", "Tờ trình", "3", "Tham mưu tờ trình", 4, 2)]  # fmt: skip
    (made,) = read(tmp_path, grid).new
    assert (made.content, made.output, made.assigned, made.done, made.coefficient, made.delays) == (
        "Tham mưu tờ trình", "Tờ trình", 4, 3, Decimal("1.5"), 2,
    )  # fmt: skip


def test_bad_rows_are_refused_singly_with_the_reason(tmp_path):
    grid = [("Nội dung công việc", "Số được giao", "Số lần chậm", "Thời hạn"),
            ("Tốt", 1, "", ""), ("Sai số", "ba", "", ""), ("", 2, "", ""), ("Sai ngày", 1, "", "31/2/2026"),
            ("Nửa lần", 1, 0.5, ""), ("Âm", -2, "", ""), ("Chỉ có năm", 1, "", 2026), ("To", 1e300, "", ""),
            ("Tốt nữa", 1, "", "")]  # fmt: skip
    found = read(tmp_path, grid)
    assert [each.content for each in found.new] == ["Tốt", "Tốt nữa"]
    reasons = {each.row: each.reason for each in found.rows if each.state == "refused"}
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 9]
    for row, words in ((3, "«ba» không phải là số"), (4, "thiếu nội dung"), (5, "không đọc được là ngày"),
                       (6, "số nguyên"), (7, "Số được giao phải từ 0"), (8, "cần đủ ngày"), (9, "quá lớn")):  # fmt: skip
        assert words in reasons[row]


def test_why_a_row_is_refused_is_said_in_the_readers_language(tmp_path, monkeypatch):
    english = {"không phải là số": "is not a number", "thiếu nội dung công việc": "no content"}
    monkeypatch.setattr("canbo.common.errors.gettext", lambda text: english.get(text, text))
    (row,) = read(tmp_path, [("Nội dung công việc", "Số được giao"), ("", "ba")]).rows
    assert row.reason == "thiếu nội dung công việc; Số được giao «ba» không phải là số"
    assert said_here(row.reason) == "no content; Số được giao «ba» is not a number"


def test_what_stands_already_is_not_added_again(office, tmp_path):
    rating, writer = office.ratings[1], office.accounts[1]
    grid = [TASKS, *ROWS, (4, "", "rà  soát thủ tục ĐẤT ĐAI", "", "danh mục", date(2026, 3, 20))]
    first = read(tmp_path, grid)
    assert [(each.state, each.reason) for each in first.rows][-1] == ("known", "trùng dòng 2")
    services.add_products(access=writer.access, rating_id=rating.pk, made=first.new, source="bang.xlsx")
    assert [each.order for each in rating.products.all()] == [1, 2, 3]
    again = read(tmp_path, grid, rating.products.all())
    assert again.new == []
    assert {each.reason for each in again.rows[:3]} == {"đã có trong phiếu"}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "file_empty"),
        (b"%PDF-1.4", "a.xlsx", "not_a_workbook"),
        (b"PK\x03\x04 broken", "a.xlsx", "file_broken"),
        ("Họ tên;Ngày sinh\nA;1/1/1980\n".encode(), "a.csv", "no_product_table"),
        ("Nội dung công việc;Minh chứng\n".encode() + b"viec;x\n" * 2_001, "a.csv", "too_many_rows"),
    ],
)
def test_a_bad_file_is_refused_whole(tmp_path, content, name, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert code_of(read_products, path=path, there=()) == code


def test_products_travel_as_plain_data(tmp_path):
    made = read(tmp_path, [TASKS, *ROWS]).new
    assert from_plain(plain(made)) == made


def test_the_template_is_read_back_as_an_empty_table(tmp_path):
    path = tmp_path / "mau.xlsx"
    path.write_bytes(template_book())
    found = read_products(path, ())
    assert found.rows == ()
    assert {name for name, _words in found.columns} >= {"content", "assigned", "done", "coefficient", "delays"}
    assert CalamineWorkbook.from_filelike(BytesIO(template_book())).sheet_names == ["Sản phẩm"]


# pages


def test_the_page_takes_a_workbook_in_two_steps(office, tmp_path):
    rating, writer = office.ratings[1], office.accounts[1]
    address = f"/danh-gia/phieu/{rating.pk}/san-pham/nhap/"
    content = write_xlsx(tmp_path / "b.xlsx", [TASKS, *ROWS]).read_bytes()
    page = writer.client.post(address, {"file": SimpleUploadedFile("viec.xlsx", content)})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Số hoá hồ sơ lưu" in text
    assert not rating.products.exists()
    sealed = text.split('name="da-doc" value="')[1].split('"')[0]
    assert "Số hoá" not in sealed
    other = office.ratings[2]
    office.accounts[2].client.post(f"/danh-gia/phieu/{other.pk}/san-pham/nhap/", {"da-doc": sealed})
    assert not other.products.exists()
    assert writer.client.post(address, {"da-doc": sealed}).status_code == 302
    assert [each.source for each in rating.products.all()] == ["viec.xlsx"] * 3
    bad = writer.client.post(address, {"file": SimpleUploadedFile("viec.xlsx", b"PK\x03\x04 hong")})
    assert bad.status_code == 422
    assert "hỏng" in bad.content.decode()


def test_the_check_page_accepts_all_that_wait_or_line_by_line(office):
    rating, writer = office.ratings[1], office.accounts[1]
    one, two = add(writer, rating), add(writer, rating, Made("Hai", Decimal(2), Decimal(2)))
    address = f"/danh-gia/phieu/{rating.pk}/san-pham/kiem-tra/"
    assert writer.client.get(address).status_code == 403
    wrong = office.head.client.post(address, {f"kq-{two.pk}": "changed", f"done-{two.pk}": "1x", f"yk-{two.pk}": "sai"})
    assert wrong.status_code == 422
    assert 'value="1x"' in wrong.content.decode()
    done = office.head.client.post(address, {f"kq-{two.pk}": "changed", f"done-{two.pk}": "1,5", f"yk-{two.pk}": "Nhận một rưỡi",
                                             f"kq-{one.pk}": "", f"delays-{two.pk}": "0"})  # fmt: skip
    assert done.status_code == 302
    assert [each.state for each in rating.products.all()] == ["entered", "changed"]
    office.head.client.post(address, {"nut": "tat-ca"})
    assert [each.state for each in rating.products.all()] == ["accepted", "changed"]
    assert "Nhận một rưỡi" in writer.client.get(f"/danh-gia/phieu/{rating.pk}/san-pham/").content.decode()


def test_evidence_is_a_scan_and_leaves_by_the_door(office, cuong):
    rating, writer = office.ratings[1], office.accounts[1]
    row = add(writer, rating)
    address = f"/danh-gia/phieu/{rating.pk}/san-pham/{row.pk}/minh-chung/"
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Page >>\nendobj\ntrailer\n%%EOF\n"
    assert writer.client.post(address, {"file": SimpleUploadedFile("bc.pdf", pdf)}).status_code == 302
    paper = RatingPaper.objects.get()
    assert (paper.product_id, paper.media_type) == (row.pk, "application/pdf")
    got = office.head.client.get(f"/danh-gia/phieu/{rating.pk}/minh-chung/{paper.pk}/")
    assert got.content == pdf
    assert cuong.client.get(f"/danh-gia/phieu/{rating.pk}/minh-chung/{paper.pk}/").status_code == 404
    bad = writer.client.post(address, {"file": SimpleUploadedFile("bc.pdf", b"MZ not a paper")})
    assert bad.status_code == 422
    assert RatingPaper.objects.count() == 1


def test_the_form_of_one_product_takes_a_decimal_comma(office):
    rating, writer = office.ratings[1], office.accounts[1]
    address = f"/danh-gia/phieu/{rating.pk}/san-pham/them/"
    kept = writer.client.post(address, {"content": "Thẩm định hồ sơ", "assigned": "20", "done": "18,5",
                                        "coefficient": "0,5", "due_on": "31/3/2026", "failed_checks": "1"})  # fmt: skip
    assert kept.status_code == 302
    row = rating.products.get()
    assert (row.done, row.coefficient, row.due_on, row.failed_checks) == (
        Decimal("18.5"),
        Decimal("0.5"),
        date(2026, 3, 31),
        1,
    )
    assert (
        writer.client.post(address, {"content": "", "assigned": "1", "done": "1", "coefficient": "1"}).status_code
        == 422
    )


def one(tmp_path, assigned, done=1):
    found = read(tmp_path, [("Nội dung công việc", "Số được giao", "Số hoàn thành"), ("Báo cáo", assigned, done)])
    return found.rows[0]


@pytest.mark.parametrize(
    ("assigned", "number"),
    [("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1.234.567", None), ("12.000,0", "12000"), (1.234, "1.234")],
)
def test_thousands_are_read_where_nobody_can_take_them_for_decimals(tmp_path, assigned, number):
    row = one(tmp_path, assigned)
    assert (row.made and row.made.assigned) == (number and Decimal(number))


@pytest.mark.parametrize(
    ("assigned", "why"), [("1.234", "hàng nghìn"), ("80%", "là tỷ lệ"), ("12 báo cáo", "không phải là số")]
)
def test_a_count_that_is_none_is_refused_and_tells_of_what(tmp_path, assigned, why):
    row = one(tmp_path, assigned)
    assert (row.state, row.content) == ("refused", "Báo cáo")
    assert why in row.reason


def test_a_formula_without_its_result_is_not_taken_for_nothing(tmp_path):
    """Programs that write workbooks leave formulas without results; Excel keeps the result beside."""
    book = openpyxl.Workbook()
    for cells in (("Nội dung công việc", "Số được giao"), ("Báo cáo", "=2+3")):
        book.active.append(cells)
    book.save(tmp_path / "a.xlsx")
    row = read_products(tmp_path / "a.xlsx", ()).rows[0]
    assert row.state == "refused"
    assert "B2" in row.reason
    assert "công thức" in row.reason


def test_the_same_rows_sent_twice_are_added_once(office):
    rating, writer = office.ratings[1], office.accounts[1]
    for count in (1, 0):
        added = services.add_products(access=writer.access, rating_id=rating.pk, made=[REPORT], source="a.xlsx")
        assert added == count


def test_too_many_rows_are_told_before_they_are_offered(office, tmp_path):
    rating, writer = office.ratings[1], office.accounts[1]
    rows = [("Nội dung công việc", "Số được giao"), *((f"Việc {n}", 1) for n in range(services.MOST + 1))]
    content = write_xlsx(tmp_path / "dai.xlsx", rows).read_bytes()
    page = writer.client.post(f"/danh-gia/phieu/{rating.pk}/san-pham/nhap/", {"file": SimpleUploadedFile("a", content)})
    text = page.content.decode()
    assert "thêm 501 là quá" in text
    assert "da-doc" not in text


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [("1.234,5", "1234.500", ""), ("1.234", None, "1234 hoặc 1,234"), ("mười", None, "«mười» không phải là số")],
)
def test_a_number_that_was_typed_is_understood_or_asked_about(office, typed, kept, said):
    rating, writer = office.ratings[1], office.accounts[1]
    values = {"content": "Báo cáo", "assigned": typed, "done": "1", "coefficient": "1"}
    page = writer.client.post(f"/danh-gia/phieu/{rating.pk}/san-pham/them/", values)
    assert [str(each.assigned) for each in rating.products.all()] == ([kept] if kept else [])
    assert said in page.content.decode()
