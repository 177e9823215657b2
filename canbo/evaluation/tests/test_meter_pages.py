"""The quiet meter on the page: what it says of a text, and that it tells nobody what they may not read."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.evaluation.meters import said
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.selectors.beside import Beside, texts_beside
from canbo.evaluation.tests.conftest import TODAY

pytestmark = pytest.mark.django_db

OWN = (
    "Trong năm đã thẩm định hồ sơ đất đai của mười hai hộ dân ở thôn Nà Cà, trực tiếp đối thoại ba buổi với các hộ có "
    "khiếu nại, đề xuất phương án bồi thường được huyện chấp thuận, bàn giao mặt bằng sớm hơn kế hoạch hai tuần."
)
OTHER = (
    "Phụ trách lớp tập huấn chữ ký số cho cán bộ văn thư các xã, biên soạn tài liệu, hỗ trợ tại chỗ năm xã vùng cao."
)
STOCK = "Chấp hành tốt chủ trương, đường lối của Đảng; có phẩm chất đạo đức tốt; hoàn thành tốt nhiệm vụ được giao."
NOTHING = Beside("", "", ())


def send(rating: Rating, **parts: str) -> None:
    Rating.objects.filter(pk=rating.pk).update(self_done_on=TODAY)
    rating.review, rating.self_done_on = parts, TODAY
    rating.save(update_fields=["review"])


def ask(account, rating, text, part="duties", name="phan-duties"):
    address = f"/danh-gia/phieu/{rating.pk}/do-loi-van/?phan={part}&o={name}"
    return account.client.post(address, {name: text})


def test_what_is_missing_is_told_for_the_part():
    found = said("Đã giải quyết 45 hồ sơ đất đai của bà con.", NOTHING, ("result", "number", "date"))
    assert [(str(label), there) for label, there in found.items] == [
        ("kết quả cụ thể", True), ("số liệu", True), ("mốc thời gian", False),
    ]  # fmt: skip
    assert found.sentences == found.pieces == ()


def test_a_few_words_are_left_alone():
    assert said("Đang viết", NOTHING).is_short
    assert said("", NOTHING).is_short


def test_stock_phrases_are_marked_word_by_word():
    found = said(STOCK, NOTHING)
    assert any("câu sáo" in each for each in found.sentences)
    assert "".join(each.text for each in found.pieces) == STOCK
    marked = [each.text for each in found.pieces if each.mark == "stock"]
    assert any("hoàn thành tốt nhiệm vụ được giao" in each for each in marked)


def test_the_text_of_last_year_is_known_again(office):
    rating = office.again(1)
    old = Campaign.objects.create(
        unit=rating.unit, title="Đánh giá năm 2025", year=2025, law_day=date(2025, 12, 31), created_by_name="Lan"
    )
    before = Rating.objects.create(
        campaign=old, unit=rating.unit, person=rating.person, scheme=rating.scheme, rank="staff"
    )
    send(before, duties=OWN)
    beside = texts_beside(office.accounts[1].access, rating, "duties")
    assert (beside.last_year, beside.last_title, beside.colleagues) == (OWN, "Đánh giá năm 2025", ())
    text = ask(office.accounts[1], rating, OWN).content.decode()
    assert "Giống phần này ở «Đánh giá năm 2025»: 100 % số chữ trùng." in text
    assert "Giống" not in ask(office.accounts[1], rating, OTHER).content.decode()


def test_a_colleagues_text_is_told_without_whose_it_is(office, lan):
    send(office.ratings[2], duties=OWN)
    rating, writer = office.again(1), office.accounts[1]
    name = office.people[2].full_name
    text = ask(writer, rating, OWN.replace("mười hai", "mười ba")).content.decode()
    assert "Giống phần này của một người khác trong đơn vị" in text
    assert name not in text
    assert "mười hai" not in text
    assert name in ask(lan, rating, OWN).content.decode()


def test_what_a_colleague_has_not_sent_is_not_compared(office):
    office.ratings[2].review = {"duties": OWN}
    office.ratings[2].save(update_fields=["review"])
    assert "Giống" not in ask(office.accounts[1], office.ratings[1], OWN).content.decode()


def test_the_same_person_under_another_scheme_is_no_colleague(office):
    twin = Rating.objects.create(
        campaign=office.campaign, unit=office.ratings[1].unit, person=office.people[1], rank="staff",
        scheme="party.qd_366_2025.non_leader",
    )  # fmt: skip
    send(twin, duties=OWN)
    assert texts_beside(office.accounts[1].access, office.again(1), "duties").colleagues == ()


def test_the_comment_is_for_who_rates(office):
    rating = office.ratings[1]
    office.ratings[2].comment = OWN
    office.ratings[2].head_done_on = TODAY
    office.ratings[2].save(update_fields=["comment", "head_done_on"])
    got = ask(office.head, rating, OWN, part="comment", name="nhan-xet")
    assert office.people[2].full_name in got.content.decode()
    assert ask(office.accounts[1], rating, OWN, part="comment", name="nhan-xet").status_code == 403
    assert ask(office.head, rating, OWN).status_code == 403
    assert ask(office.accounts[2], rating, OWN).status_code == 404
    assert ask(office.accounts[1], rating, OWN, part="ethics").status_code == 404


def test_a_text_is_shown_as_it_is_written(office):
    text = "<script>alert(1)</script> " + STOCK
    got = ask(office.accounts[1], office.ratings[1], text).content.decode()
    assert "<script>" not in got
    assert "&lt;script&gt;" in got
