"""Pages of the conclusion: the board with its gauges and moves, groups closed, results in bulk, what who was rated reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.evaluation.conclusion_waiting import appeals_waiting, levels_waiting, told_waiting
from canbo.evaluation.models import Appeal, CapGroup, Rating
from canbo.evaluation.services import calibrating, telling_people
from canbo.evaluation.services.concluding import Conclusion
from canbo.evaluation.tests.concluded import DAY
from canbo.evaluation.tests.test_deciding import close_all
from canbo.personnel.models import Evaluation

pytest_plugins = ["canbo.evaluation.tests.concluded"]
FAMILY = "state.nd_335_2025"


@pytest.fixture
def unit(rated, campaign, tree):
    """Ten of «Phòng Nội vụ», three excellent of whom one may be, and one of «Phòng Tài chính»."""
    rows = [
        rated(f"Người Số {n}", level="excellent" if n < 3 else "well", group="chuyên viên", points=95 - n)
        for n in range(10)
    ]
    rated("Người Nơi Khác", unit=tree.other)
    return rows


def page(by, name, *args, **query):
    return by.client.get(reverse(name, args=args), query)


def post(by, name, *args, query="", **data):
    return by.client.post(reverse(name, args=args) + query, data)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_board_shows_the_unit_by_level_with_its_gauges(unit, campaign, lan, django_assert_max_num_queries):
    page(lan, "evaluation-board", campaign.pk)
    with django_assert_max_num_queries(24):
        shown = text(page(lan, "evaluation-board", campaign.pk))
    assert shown.count('class="board-card') == 10
    assert "Người Nơi Khác" not in shown
    assert "vượt, phải chuyển ít nhất 2 người" in shown
    assert "Điều 20, khoản 5" in shown


def test_moved_on_the_board_with_a_reason_refused_without(unit, campaign, lan):
    on_board = {"HTTP_HX_REQUEST": "true"}
    url = reverse("evaluation-move", args=[unit[0].pk])
    refused = lan.client.post(url, {"to": "well", "reason": "", "version": 1}, **on_board)
    assert (refused.status_code, "<html" in text(refused)) == (422, False)
    moved = lan.client.post(url, {"to": "well", "reason": "Chưa vượt mức", "version": 1}, **on_board)
    assert moved.status_code == 200
    assert "Đã chuyển Người Số 0 sang mức" in text(moved)
    assert "Chưa vượt mức" in text(moved)
    assert Rating.objects.get(pk=unit[0].pk).level_now == "well"
    undone = lan.client.post(reverse("evaluation-undo", args=[unit[0].pk]), **on_board)
    assert "Đã hoàn tác" in text(undone)
    assert Rating.objects.get(pk=unit[0].pk).level_now == "excellent"
    again = lan.client.post(reverse("evaluation-undo", args=[unit[0].pk]), **on_board)
    assert (again.status_code, "không có lần chuyển" in text(again)) == (422, True)


def test_moved_without_a_script_and_back_to_the_same_board(unit, campaign, lan, tree):
    query = f"?don-vi={tree.home.pk}&nhom=chuy%C3%AAn+vi%C3%AAn"
    done = post(lan, "evaluation-move", unit[0].pk, query=query, to="well", reason="Chưa vượt mức")
    assert (done.status_code, done["Location"].endswith(query)) == (302, True)


def group(unit_id, group="chuyên viên"):
    return f"?don-vi={unit_id}&bo={FAMILY}&nhom={group}"


def test_a_group_is_closed_only_within_its_cap(unit, campaign, lan, tree):
    over = post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk), act="close", on="10/12/2026")
    assert over.status_code == 422
    assert "Phải chuyển ít nhất" in text(over)
    for each in unit[:2]:
        calibrating.move(access=lan.access, rating_id=each.pk, to="well", reason="Rà soát", on=DAY)
    done = post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk), act="close", on="10/12/2026")
    assert done.status_code == 302
    assert CapGroup.objects.get().closed_on == DAY
    shown = text(page(lan, "evaluation-board", campaign.pk))
    assert "đã chốt 10/12/2026" in shown
    assert "data-move=" not in shown
    again = post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk), act="reopen", reason="Xét lại")
    assert (again.status_code, CapGroup.objects.get().closed_on) == (302, None)


def test_what_was_settled_stands_on_the_page_of_the_group(unit, campaign, lan, tree):
    bare = post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk), act="settle", rounding="up")
    assert "phải có căn cứ" in text(bare)
    given = {"act": "settle", "rounding": "up", "local_ground": "Hướng dẫn 12"}
    assert post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk), **given).status_code == 302
    shown = text(lan.client.get(reverse("evaluation-group", args=[campaign.pk]) + group(tree.home.pk)))
    assert "Hướng dẫn 12" in shown
    assert AuditEntry.objects.filter(action="evaluation.cap_set").count() == 1


def test_concluded_told_decided_in_bulk(unit, campaign, lan, binh):
    for each in unit[:2]:
        calibrating.move(access=lan.access, rating_id=each.pk, to="well", reason="Rà soát", on=DAY)
    keys = [each.pk for each in unit]
    results = ("evaluation-results", campaign.pk)
    nobody = post(lan, *results, query="?buoc=ket-luan", on="10/12/2026")
    assert (nobody.status_code, "Chưa chọn phiếu nào" in text(nobody)) == (422, True)
    assert post(lan, *results, query="?buoc=ket-luan", on="10/12/2026", phieu=keys).status_code == 302
    early = post(lan, *results, query="?buoc=thong-bao", on="10/12/2026", phieu=keys)
    assert "Nhóm tính tỷ lệ" in text(early)
    close_all_of(campaign, lan, unit)
    assert post(lan, *results, query="?buoc=thong-bao", on="10/12/2026", phieu=keys).status_code == 302
    shown = text(page(binh, *results, buoc="quyet-dinh"))
    assert shown.count('name="phieu"') == 10
    given = {"on": "30/12/2026", "minutes": "Biên bản 7", "phieu": keys}
    assert post(binh, *results, query="?buoc=quyet-dinh", **given).status_code == 302
    assert Evaluation.objects.count() == 10
    assert "Không có phiếu nào" in text(page(lan, *results, buoc="quyet-dinh"))


def close_all_of(campaign, by, rows):
    from canbo.evaluation.selectors.cap_groups import keys_of_rating

    keys = {key for each in rows for key in keys_of_rating(each)}
    for key in sorted(keys, key=repr):
        calibrating.close_group(access=by.access, campaign_id=campaign.pk, key=key, given=Conclusion(DAY))


@pytest.fixture
def minh(rated, campaign, lan, make_account, tree):
    """Somebody who was moved down, concluded on and told, with an account and ten days to appeal."""
    campaign.choices = {"appeal_days": 10}
    campaign.save(update_fields=["choices"])
    rating = rated("Nguyễn Văn Minh", level="excellent", comment="Làm việc chắc chắn")
    calibrating.move(access=lan.access, rating_id=rating.pk, to="well", reason="Chưa có việc vượt mức", on=DAY)
    account = make_account("minh", "cadre", tree.home, "Minh", person_id=rating.person_id)
    before = text(page(account, "rating-conclusion", rating.pk))
    assert "sau khi được thông báo" in before
    assert "Chưa có việc vượt mức" not in before
    close_all(campaign, lan)
    telling_people.tell(access=lan.access, rating_ids=[rating.pk], on=DAY)
    return rating, account


def test_who_was_rated_reads_what_concerns_them_and_appeals_in_time(minh, lan, monkeypatch):
    rating, account = minh
    shown = text(page(account, "rating-conclusion", rating.pk))
    assert "Chưa có việc vượt mức" in shown
    assert "Làm việc chắc chắn" in shown
    assert "hết ngày 20/12/2026" in shown
    assert [each.title for each in told_waiting(account.access, DAY)] == ["Đọc kết luận đánh giá về mình"]
    assert post(account, "rating-conclusion", rating.pk, act="read").status_code == 302
    assert list(told_waiting(account.access, DAY)) == []
    assert post(account, "rating-conclusion", rating.pk, act="conclude").status_code == 403
    Rating.objects.filter(pk=rating.pk).update(told_on=DAY - timedelta(days=40), appeal_until=DAY - timedelta(days=30))
    late = post(account, "rating-appeal", rating.pk, kind="appeal", text="Tôi có sáng kiến")
    assert (late.status_code, "không nhận được" in text(late)) == (422, True)
    Rating.objects.filter(pk=rating.pk).update(told_on=DAY - timedelta(days=40), appeal_until=None)
    assert post(account, "rating-appeal", rating.pk, kind="appeal", text="Tôi có sáng kiến").status_code == 302
    held = Appeal.objects.get()
    assert [each.url for each in appeals_waiting(lan.access, DAY)] == [reverse("appeal-answer", args=[held.pk])]
    asked = text(page(lan, "appeal-answer", held.pk))
    assert "Tôi có sáng kiến" in asked
    given = {"new_level": "well", "text": "Giữ nguyên", "on": f"{held.made_on:%d/%m/%Y}"}
    assert post(lan, "appeal-answer", held.pk, **given).status_code == 302
    assert "Giữ nguyên" in text(page(account, "rating-conclusion", rating.pk))
    assert list(appeals_waiting(lan.access, DAY)) == []


def test_what_the_officer_sees_before_concluding_and_concludes(rated, collective, lan):
    head = rated("Trưởng Phòng", rank="head", scheme="party.qd_366_2025.leader", regime="", level="completed")
    unit = collective()
    shown = text(page(lan, "rating-conclusion", head.pk))
    assert "Phải xong trước" in shown
    assert reverse("rating-conclusion", args=[unit.pk]) in shown
    given = {"level": "completed", "on": "10/12/2026", "votes_for": 5, "votes_against": 0, "members": 7}
    refused = post(lan, "rating-conclusion", head.pk, act="conclude", **given)
    assert (refused.status_code, "Phải xong trước" in text(refused)) == (422, True)
    assert post(lan, "rating-conclusion", unit.pk, act="conclude", **given | {"level": "well"}).status_code == 302
    assert post(lan, "rating-conclusion", head.pk, act="conclude", **given).status_code == 302
    assert "5 trên 7 thành viên đồng ý" in text(page(lan, "rating-conclusion", head.pk))


def test_held_and_released_on_the_page(rated, lan):
    rating = rated()
    assert post(lan, "rating-conclusion", rating.pk, act="hold", reason="Có đơn").status_code == 302
    assert "Tạm dừng từ" in text(page(lan, "rating-conclusion", rating.pk))
    assert post(lan, "rating-conclusion", rating.pk, act="release", reason="Đã rõ").status_code == 302
    assert Rating.objects.get(pk=rating.pk).held_on is None


def test_set_right_on_the_page(minh, lan):
    rating, _account = minh
    given = {"new_level": "completed", "text": "Kết luận thanh tra", "on": "30/12/2026"}
    assert post(lan, "rating-set-right", rating.pk, **given).status_code == 302
    assert Rating.objects.get(pk=rating.pk).concluded_level == "completed"
    assert post(lan, "rating-set-right", rating.pk, **given | {"new_level": ""}).status_code == 302
    assert Rating.objects.get(pk=rating.pk).concluded_on is None


def test_who_concludes_is_told_of_what_waits(unit, lan, binh, cuong, make_account, tree):
    (waits,) = levels_waiting(lan.access, DAY)
    assert "10 phiếu" in waits.title
    assert [each.title for each in levels_waiting(cuong.access, DAY)] == ["Rà soát, kết luận xếp loại: 1 phiếu"]
    secretary = make_account("thu-ky", "evaluation_secretary", tree.home)
    assert list(levels_waiting(secretary.access, DAY)) == []


@pytest.mark.parametrize("query", ["?bo=khong-co", f"?bo={FAMILY}&don-vi=999999", f"?bo={FAMILY}&don-vi=%D9%A3%00"])
def test_a_group_that_there_is_not_is_not_found(query, unit, campaign, lan, tree):
    answer = lan.client.get(reverse("evaluation-group", args=[campaign.pk]) + query)
    assert answer.status_code in {200, 404}
    given = {"act": "settle", "rounding": "up", "local_ground": "Hướng dẫn 12"}
    assert post(lan, "evaluation-group", campaign.pk, query=query, **given).status_code in {403, 404}
    assert not CapGroup.objects.exists()


def test_nothing_is_settled_of_a_group_without_people(unit, campaign, lan, tree):
    given = {"act": "settle", "rounding": "up", "local_ground": "Hướng dẫn 12"}
    answer = post(lan, "evaluation-group", campaign.pk, query=group(tree.home.pk, "không có"), **given)
    assert (answer.status_code, CapGroup.objects.exists()) == (422, False)
