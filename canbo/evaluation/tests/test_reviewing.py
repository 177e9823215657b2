"""The self-review: kept while it is written, sent whole, entered from paper, returned; who reads what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from canbo_testing.people import Account

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.models import Rating, SelfDraft, Shortcoming, UnitProgress
from canbo.evaluation.review_forms import form_names, review_form
from canbo.evaluation.services import mending, reviewing
from canbo.evaluation.services.reviewing import Written
from canbo.evaluation.tests.conftest import TODAY

pytestmark = pytest.mark.django_db

REVIEW = {part.id: f"Đã làm phần {part.id} trong quý III." for part in review_form("").parts}
ENTERED = {
    "general_points": {"quality_culture_discipline": 10, "ability_responsibility": 9, "innovation": 8},
    "results_points": 64, "degradation_concluded": False, "members_ban_breach": False, "example_breach": False,
    "duty_disciplined": False,
}  # fmt: skip
WHOLE = Written(REVIEW, ENTERED, "excellent")


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def save(account: Account, rating: Rating, version=0, written=WHOLE):
    return reviewing.save_draft(access=account.access, rating_id=rating.pk, version=version, written=written)


def send(account: Account, rating: Rating, version=0, on=TODAY, **more):
    return reviewing.send_review(
        access=account.access, rating_id=rating.pk, version=version, on=on, today=TODAY, **more
    )  # fmt: skip


def give_back(account: Account, rating: Rating, reason="Chưa nêu số liệu.", version=None):
    return reviewing.return_review(
        access=account.access, rating_id=rating.pk, version=rating.version if version is None else version,
        reason=reason, today=TODAY,
    )  # fmt: skip


def test_a_draft_is_kept_and_the_rating_stays_untouched(office):
    rating, writer = office.ratings[1], office.accounts[1]
    held = save(writer, rating)
    assert (held.version, held.review, held.entered, held.level) == (1, REVIEW, ENTERED, "excellent")
    again = office.again(1)
    assert (again.review, again.self_done_on, again.version) == (None, None, rating.version)
    assert save(writer, rating, 1, Written({**REVIEW, "duties": "Mới"}, {}, "")).review["duties"] == "Mới"


def test_what_was_saved_elsewhere_is_not_overwritten(office):
    rating, writer = office.ratings[1], office.accounts[1]
    save(writer, rating)
    assert code_of(reviewing.save_draft, access=writer.access, rating_id=rating.pk, version=0,
                   written=Written({"duties": "Từ máy khác"})) == "draft_changed"  # fmt: skip
    assert SelfDraft.objects.get().review == REVIEW


def test_a_sent_review_is_whole_counted_and_told_in_the_log(office):
    rating, writer = office.ratings[1], office.accounts[1]
    save(writer, rating)
    sent = send(writer, rating, 1)
    assert (sent.self_level, sent.self_points, sent.self_done_on) == ("excellent", 91, TODAY)
    assert (sent.stage, sent.review, sent.self_entered_by) == (Rating.Stage.SELF_DONE, REVIEW, "")
    assert not SelfDraft.objects.exists()
    assert UnitProgress.objects.get().self_done == 1
    assert AuditEntry.objects.filter(action="evaluation.self_sent", object_id=rating.pk).count() == 1
    assert code_of(save, account=writer, rating=rating) == "review_sent"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Written({**REVIEW, "duties": " \n "}, ENTERED, "well"), "parts_missing"),
        (Written(REVIEW, ENTERED, ""), "level_missing"),
        (Written(REVIEW, ENTERED, "super"), "level_unknown"),
        (Written(REVIEW, {"general_points": 31}, "well"), "inputs_disagree"),
        (Written(REVIEW, {"points_of_mine": 31}, "well"), "input_unknown"),
    ],
)
def test_an_unfinished_review_is_not_sent(office, written, code):
    call = {"account": office.accounts[1], "rating": office.ratings[1], "written": written}
    assert code_of(send, **call) == code
    assert office.again(1).self_done_on is None


def test_a_part_that_is_missing_is_named(office):
    with pytest.raises(DomainError) as caught:
        send(office.accounts[1], office.ratings[1], written=Written({**REVIEW, "measures": ""}, ENTERED, "well"))
    assert "Phương hướng, biện pháp" in caught.value.message


def test_who_may_write(office, lan, cuong, binh):
    rating = office.ratings[1]
    for account, error in (
        (office.head, Forbidden),
        (binh, Forbidden),
        (cuong, NotFound),
        (office.accounts[2], NotFound),
    ):
        with pytest.raises(error):
            save(account, rating)
    assert save(lan, rating).on_paper


def test_the_office_enters_from_paper_with_the_day_it_bears(office, lan):
    rating = office.ratings[1]
    Rating.objects.filter(pk=rating.pk).update(version=3)
    office.campaign.opened_on = TODAY - timedelta(days=9)
    office.campaign.save(update_fields=["opened_on"])
    day = TODAY - timedelta(days=3)
    assert code_of(send, account=lan, rating=rating, on=TODAY + timedelta(days=1), written=WHOLE) == "sent_later"
    assert code_of(send, account=lan, rating=rating, on=date(2026, 1, 1), written=WHOLE) == "sent_before_opening"
    sent = send(lan, rating, on=day, written=WHOLE)
    assert (sent.self_done_on, sent.self_entered_by) == (day, "Lan")


def test_the_person_sends_today_only(office):
    call = {"account": office.accounts[1], "rating": office.ratings[1], "written": WHOLE}
    assert code_of(send, **call, on=TODAY - timedelta(days=1)) == "sent_later"


def test_the_office_neither_reads_nor_replaces_what_the_person_writes(office, lan):
    rating = office.ratings[1]
    save(office.accounts[1], rating)
    assert code_of(save, account=lan, rating=rating, version=1) == "draft_of_person"
    page = lan.client.get(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/")
    assert page.status_code == 200
    assert "Đã làm phần" not in page.content.decode()


def test_a_review_is_returned_with_a_reason_and_gone_on_with(office, lan, binh):
    rating, writer = office.ratings[1], office.accounts[1]
    assert code_of(give_back, account=lan, rating=rating) == "review_not_sent"
    sent = send(writer, rating, written=WHOLE)
    Rating.objects.filter(pk=rating.pk).update(head_done_on=TODAY)
    with pytest.raises(Forbidden):
        give_back(office.head, sent)
    assert code_of(give_back, account=lan, rating=sent, reason="  ") == "reason_missing"
    assert code_of(give_back, account=lan, rating=sent, version=0) == "rating_changed"
    back = give_back(binh, sent)
    assert (back.self_done_on, back.head_done_on, back.stage) == (None, None, Rating.Stage.NOT_STARTED)
    assert UnitProgress.objects.get().self_done == 0
    page = writer.client.get(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/").content.decode()
    assert "Chưa nêu số liệu." in page
    assert REVIEW["duties"] in page
    assert send(writer, rating, written=WHOLE).returned_reason == ""


def test_nothing_is_returned_after_the_vote(office, lan):
    sent = send(office.accounts[1], office.ratings[1], written=WHOLE)
    Rating.objects.filter(pk=sent.pk).update(voted_on=TODAY)
    assert code_of(give_back, account=lan, rating=sent) == "already_voted"


def test_the_head_reads_the_review_once_it_is_sent(office):
    rating, writer = office.ratings[1], office.accounts[1]
    address = f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/"
    save(writer, rating)
    assert "Đã làm phần" not in office.head.client.get(address).content.decode()
    send(writer, rating, 1)
    assert REVIEW["duties"] in office.head.client.get(address).content.decode()


def earlier(office, place=1, **values):
    old = Rating.objects.create(
        campaign=_last_year(office), unit=office.ratings[place].unit, person=office.people[place],
        scheme=office.ratings[place].scheme, rank="staff",
    )  # fmt: skip
    return Shortcoming.objects.create(
        named_in=old, answered_in=office.ratings[place], text="Báo cáo quý II nộp chậm 12 ngày", **values
    )


def _last_year(office):
    from canbo.evaluation.models import Campaign

    return Campaign.objects.create(
        unit=office.campaign.unit, title="Đánh giá năm 2025", year=2025, law_day=date(2025, 12, 31), state="closed",
        created_by_name="Lan",
    )  # fmt: skip


def answer(account, rating, row, state="mended", evidence="Nộp đúng hạn cả 4 quý"):
    return mending.answer_shortcoming(
        access=account.access, rating_id=rating.pk, shortcoming_id=row.pk, state=state, evidence=evidence
    )


def test_shortcomings_of_last_year_are_answered_with_evidence(office):
    rating, writer = office.ratings[1], office.accounts[1]
    row = earlier(office, confirmed_by_name="Phạm Văn A")
    assert code_of(answer, account=writer, rating=rating, row=row, evidence=" ") == "evidence_missing"
    assert code_of(answer, account=writer, rating=rating, row=row, state="named") == "state_unknown"
    assert code_of(answer, account=writer, rating=rating, row=earlier(office, 2)) == "shortcoming_unknown"
    with pytest.raises(Forbidden):
        answer(office.head, rating, row)
    kept = answer(writer, rating, row)
    assert (kept.state, kept.confirmed_by_name) == ("mended", "")
    send(writer, rating, written=WHOLE)
    assert code_of(answer, account=writer, rating=rating, row=row) == "review_sent"


def test_the_page_answers_a_shortcoming_in_place(office):
    rating, writer, row = office.ratings[1], office.accounts[1], earlier(office)
    address = f"/danh-gia/phieu/{rating.pk}/han-che/{row.pk}/"
    page = writer.client.get(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/").content.decode()
    assert row.text in page
    refused = writer.client.post(address, {"ket-qua": "mended", "minh-chung": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "minh chứng" in refused.content.decode()
    kept = writer.client.post(address, {"ket-qua": "partly", "minh-chung": "Quý I, II đúng hạn"},
                              headers={"HX-Request": "true"})  # fmt: skip
    assert kept.status_code == 200
    assert Shortcoming.objects.get(pk=row.pk).state == "partly"


def typed(**more):
    return {f"phan-{name}": text for name, text in REVIEW.items()} | {
        "so-general_points.quality_culture_discipline": "10", "so-general_points.ability_responsibility": "9,5",
        "so-general_points.innovation": "8", "so-results_points": "64", "so-duty_disciplined": "khong", "muc": "well",
        "ban": "0", **more,
    }  # fmt: skip


def test_the_page_keeps_while_it_is_written(office):
    rating, writer = office.ratings[1], office.accounts[1]
    address = f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/nhap/"
    kept = writer.client.post(address, typed(), headers={"HX-Request": "true"})
    assert kept.status_code == 200
    assert 'name="ban" value="1"' in kept.content.decode()
    held = SelfDraft.objects.get()
    assert held.entered == {
        "general_points": {"quality_culture_discipline": 10, "ability_responsibility": 9.5, "innovation": 8},
        "results_points": 64, "duty_disciplined": False,
    }  # fmt: skip
    clash = writer.client.post(address, typed(**{"phan-duties": "Bản từ máy khác"}), headers={"HX-Request": "true"})
    assert clash.status_code == 422
    text = clash.content.decode()
    assert REVIEW["duties"] in text
    assert 'name="ban_moi" value="1"' in text
    over = writer.client.post(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/",
                              typed(**{"phan-duties": "Bản từ máy khác", "ban_moi": "1", "nut": "nhap"}))  # fmt: skip
    assert over.status_code == 302
    assert SelfDraft.objects.get().review["duties"] == "Bản từ máy khác"


def test_one_wrong_box_keeps_everything_else(office):
    rating, writer = office.ratings[1], office.accounts[1]
    kept = writer.client.post(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/nhap/", typed(**{"so-results_points": "6x"}),
                              headers={"HX-Request": "true"})  # fmt: skip
    assert kept.status_code == 200
    assert "1 ô số liệu chưa đúng" in kept.content.decode()
    assert "results_points" not in SelfDraft.objects.get().entered
    page = writer.client.post(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/",
                              typed(**{"so-results_points": "6x", "ban": "1", "nut": "gui"}))  # fmt: skip
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="6x"' in text
    assert "không phải là số" in text
    assert office.again(1).self_done_on is None


def test_the_page_sends_and_shows(office):
    from django.utils import timezone

    rating, writer = office.ratings[1], office.accounts[1]
    office.campaign.opened_on = None
    office.campaign.save(update_fields=["opened_on"])
    address = f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/"
    unfinished = writer.client.post(address, typed(**{"phan-duties": "", "nut": "gui"}))
    assert unfinished.status_code == 422
    assert "Còn phần chưa viết" in unfinished.content.decode()
    assert writer.client.post(address, typed(nut="gui")).status_code == 302
    again = office.again(1)
    assert (again.self_done_on, again.self_level) == (timezone.localdate(), "well")
    assert "Gửi ngày" in writer.client.get(address).content.decode()


def test_the_score_is_counted_live_and_nothing_is_kept(office):
    rating, writer = office.ratings[1], office.accounts[1]
    address = f"/danh-gia/phieu/{rating.pk}/diem/"
    text = writer.client.post(address, typed()).content.decode()
    assert "91,5" in text
    assert "Điều 12" in text
    assert (
        writer.client.post(address, typed(**{"so-general_points.innovation": "30"})).content.decode().count("nhiều hơn")
    )
    assert not SelfDraft.objects.exists()
    assert office.head.client.post(address, typed()).status_code == 403
    assert office.head.client.post(f"{address}?theo=kiem-tra", typed()).status_code == 200
    assert writer.client.post(f"{address}?theo=kiem-tra", typed()).status_code == 403


def test_every_form_has_what_a_review_must_say():
    for name in form_names():
        form = review_form(name)
        ids = [part.id for part in form.parts]
        assert len(set(ids)) == len(ids)
        assert {"shortcomings", "remedy", "measures", "duties"} <= set(ids), name
        assert any(part.wanted for part in form.parts)
        assert form.note  # how far it was held against its text
    assert {name for name in form_names() if review_form(name).confirmed} == {"nd-90-03", "nd-335"}
    assert review_form("no such form").id == "common"
    assert [part.number for part in review_form("2B").parts][:3] == ["A.I.1", "A.I.2", "A.I.3"]


def test_form_03_of_decree_90_has_the_parts_as_printed():
    parts = [(part.number, part.heading.vi) for part in review_form("nd-90-03").parts]
    assert [number for number, _heading in parts[:9]] == [f"I.{number}" for number in range(1, 10)]
    assert [heading.partition(" (")[0] for _number, heading in parts[:9]] == [
        "Chính trị tư tưởng", "Đạo đức, lối sống", "Tác phong, lề lối làm việc", "Ý thức tổ chức kỷ luật",
        "Kết quả thực hiện chức trách, nhiệm vụ được giao", "Thái độ phục vụ nhân dân, doanh nghiệp",
        "Kết quả hoạt động của cơ quan, tổ chức, đơn vị được giao quản lý, phụ trách", "Năng lực lãnh đạo, quản lý",
        "Năng lực tập hợp, đoàn kết",
    ]  # fmt: skip
    assert {number for number, _heading in parts[9:]} == {"II.1", "Phần thêm 1", "Phần thêm 2"}


def test_form_01_of_decree_335_has_the_parts_as_printed():
    parts = [(part.number, part.id) for part in review_form("nd-335").parts]
    assert parts[5:7] == [("II.4", "strengths"), ("II.5", "shortcomings")]
    assert [number for number, _part in parts[:3]] == ["I.I", "I.II", "I.III"]


def test_only_heads_and_deputies_are_asked_of_their_unit():
    for name in ("nd-335", "nd-90-02"):
        asked = {
            rank: [part.id for part in review_form(name).asked_of(rank).parts] for rank in ("head", "deputy", "staff")
        }
        only = {"leading", "ability_to_lead", "uniting"} & set(asked["head"])
        assert "leading" in only
        assert asked["deputy"] == asked["head"]
        assert asked["staff"] == [each for each in asked["head"] if each not in only]
    assert "leading" in [part.id for part in review_form("2A").asked_of("member").parts]


def test_a_draft_is_thrown_away_by_its_writer_alone(office, lan):
    rating, writer = office.ratings[1], office.accounts[1]
    save(writer, rating)
    address = f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/bo/"
    assert lan.client.post(address, {"ban": "1"}).status_code == 302
    assert writer.client.post(address, {"ban": "0"}).status_code == 302
    assert SelfDraft.objects.count() == 1
    writer.client.post(address, {"ban": "1"})
    assert not SelfDraft.objects.exists()


def test_the_page_of_a_return_is_for_who_runs_or_concludes(office, lan):
    rating, writer = office.ratings[1], office.accounts[1]
    send(writer, rating, written=WHOLE)
    address = f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/tra-lai/"
    assert [each.client.get(address).status_code for each in (writer, office.head, lan)] == [403, 403, 200]
    assert lan.client.post(address, {"reason": ""}).status_code == 422
    assert lan.client.post(address, {"reason": "Thiếu số liệu"}).status_code == 302
    assert office.again(1).returned_reason == "Thiếu số liệu"


def test_pages_of_a_review_cost_few_queries(office, django_assert_max_num_queries):
    rating, writer = office.ratings[1], office.accounts[1]
    earlier(office)
    for name in ("tu-danh-gia", "san-pham"):
        address = f"/danh-gia/phieu/{rating.pk}/{name}/"
        writer.client.get(address)
        with django_assert_max_num_queries(12):
            assert writer.client.get(address).status_code == 200
