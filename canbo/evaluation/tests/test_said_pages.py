"""The pages of the direct level, of opinions and of the meeting: who opens them, what they do, how many queries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.documents.papers import words_of
from canbo.documents.services.making import make_paper, remake
from canbo.evaluation.models import LevelMove, Opinion, Rating, RatingPaper, WorkProduct
from canbo.evaluation.said_papers import requests
from canbo.evaluation.said_waiting import assessments_waiting, colleagues_waiting, opinions_waiting
from canbo.evaluation.services.opinions import Asking, ask
from canbo.evaluation.services.voting import note_levels
from canbo.evaluation.tests.conftest import TODAY, way
from canbo.personnel.models import RegimeRecord
from canbo.procedures.models import Meeting

pytestmark = pytest.mark.django_db
POINTS = {
    "so-general_points.quality_culture_discipline": "10", "so-general_points.ability_responsibility": "9,5",
    "so-general_points.innovation": "9", "so-results_points": "65", "so-degradation_concluded": "khong",
    "so-members_ban_breach": "khong", "so-example_breach": "khong", "so-duty_disciplined": "khong",
}  # fmt: skip
GIVEN = {**POINTS, "level": "excellent", "nhan-xet": "Xong 12/12 hồ sơ trước ngày 15/11/2026.", "on": "10/12/2026",
         "viec": "tiep"}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n%%EOF"


@pytest.fixture(autouse=True)
def _today(settings, monkeypatch, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY)


def page(account, name, *args, query=""):
    return account.client.get(reverse(name, args=args) + query)


def send(account, name, *args, query="", **data):
    return account.client.post(reverse(name, args=args) + query, data)


def words(answer):
    return answer.content.decode()


def self_done(office, *places):
    keys = [office.ratings[place].pk for place in places]
    Rating.objects.filter(pk__in=keys).update(self_done_on=TODAY, self_level="well", entered={"results_points": 63})


def test_a_head_goes_through_the_list_one_after_the_other(office):
    self_done(office, 1, 2)
    WorkProduct.objects.create(rating=office.ratings[3], content="Tờ trình", assigned=1, done=1)
    desk = page(office.head, "rating-desk", office.campaign.pk)
    assert desk.status_code == 200
    assert "Đã đánh giá 0/5" in words(desk)
    assert "1 sản phẩm chưa kiểm tra" in words(desk)
    first = page(office.head, "rating-assess", office.ratings[1].pk)
    assert first.status_code == 200
    assert 'rel="next"' in words(first)
    assert 'rel="prev"' not in words(first)
    assert "Người thứ 1 trong 5 người" in words(first)
    assert ">63" in words(first)
    answer = send(office.head, "rating-assess", office.ratings[1].pk, **GIVEN)
    assert answer["Location"] == reverse("rating-assess", args=[office.ratings[2].pk])
    held = office.again(1)
    assert (held.head_level, held.rule_level, str(held.points)) == ("excellent", "excellent", "93.50")
    assert held.checked["general_points"]["ability_responsibility"] == 9.5


def test_the_refusal_stands_on_the_page_with_the_clause_and_keeps_what_was_typed(office):
    answer = send(
        office.head, "rating-assess", office.ratings[1].pk, **{**GIVEN, "level": "well", "hc-0": "Chậm 2 lần"}
    )
    assert answer.status_code == 422
    assert "Điều 20" in words(answer)
    assert "phải ghi lý do" in words(answer)
    assert 'value="Chậm 2 lần"' in words(answer)
    assert 'value="9,5"' in words(answer)
    wrong = send(office.head, "rating-assess", office.ratings[1].pk, **{**GIVEN, "so-results_points": "nhiều"})
    assert wrong.status_code == 422
    assert "không phải là số" in words(wrong)
    done = send(
        office.head, "rating-assess", office.ratings[1].pk, **{**GIVEN, "level": "well", "reason": "Chậm 2 lần"}
    )
    assert done.status_code == 302
    assert LevelMove.objects.get().after == "well"


def test_a_draft_stays_on_the_page_and_the_rule_is_told_while_typing(office):
    answer = send(office.head, "rating-assess", office.ratings[1].pk, **{**GIVEN, "viec": "luu", "level": ""})
    assert answer["Location"] == reverse("rating-assess", args=[office.ratings[1].pk])
    assert office.again(1).head_done_on is None
    told = send(office.head, "rating-rule", office.ratings[1].pk, **POINTS)
    assert "93,50 điểm" in words(told)
    bad = send(office.head, "rating-rule", office.ratings[1].pk, **{**POINTS, "so-duty_disciplined": "co"})
    assert "Không hoàn thành nhiệm vụ" in words(bad)


def test_two_who_write_on_one_assessment_lose_nothing_and_overwrite_nothing_unseen(office, lan):
    rating = office.ratings[1]
    opened = office.again(1).version
    first = send(lan, "rating-assess", rating.pk, **{**GIVEN, "version": opened, "nhan-xet": "Bản của Lan."})
    assert first.status_code == 302
    mine = {**GIVEN, "version": opened, "nhan-xet": "Bản của tôi.", "hc-0": "Chậm 2 lần", "hc-0-id": "987654"}
    for _again in range(2):
        answer = send(office.head, "rating-assess", rating.pk, **mine)
        assert answer.status_code == 422
        assert "Bản của tôi." in words(answer)
        assert 'class="as-written">Bản của Lan.' in words(answer)
        assert f'name="version" value="{opened}"' in words(answer)
        assert office.again(1).comment == "Bản của Lan."
    assert 'name="hc-0-id" value=""' in words(answer)
    mine["hc-0-id"] = ""
    assert send(office.head, "rating-assess", rating.pk, **{**mine, "thay": office.again(1).version}).status_code == 302
    assert office.again(1).comment == "Bản của tôi."


def test_nobody_opens_the_assessment_of_oneself_or_of_a_stranger(office, lan, cuong, tree):
    assert page(office.accounts[1], "rating-assess", office.ratings[1].pk).status_code == 403
    assert page(office.accounts[2], "rating-assess", office.ratings[1].pk).status_code == 404
    assert page(cuong, "rating-assess", office.ratings[1].pk).status_code == 404
    assert page(office.head, "rating-assess", office.ratings[0].pk).status_code == 403
    assert page(lan, "rating-desk", office.campaign.pk, query=f"?don-vi={tree.home.pk}").status_code == 200
    assert page(office.head, "rating-desk", office.campaign.pk, query=f"?don-vi={tree.home.pk}").status_code == 404
    assert "Bạn nhập thay" in words(page(lan, "rating-assess", office.ratings[1].pk))


def test_asking_a_unit_then_one_letter_for_all(office, lan, tree):
    query = f"?don-vi={tree.home.pk}&loai=residence"
    form = page(lan, "opinion-ask", office.campaign.pk, query=query)
    assert form.status_code == 200
    assert "20/12/2026" in words(form)
    keys = [each.pk for each in office.ratings[1:4]]
    data = {"on": "10/12/2026", "due": "20/12/2026", "phieu": keys} | {f"noi-{key}": "Chi bộ Tổ 3" for key in keys}
    assert send(lan, "opinion-ask", office.campaign.pk, query=query, **data).status_code == 302
    shown = page(lan, "campaign-opinions", office.campaign.pk)
    assert "Chi bộ Tổ 3" in words(shown)
    assert "thiếu 3/3" in words(shown)
    place = "?loai=residence&noi=Chi+b%E1%BB%99+T%E1%BB%95+3"
    assert words(page(lan, "opinion-letter", office.campaign.pk, query=place)).count("<textarea") == 3
    letter = {"of": "", "number": "05-CV/CB", "signer": "Lê Văn Bí", "on": "10/12/2026",
              f"y-{keys[0]}": "Chấp hành tốt.", f"khong-{keys[1]}": "Không cư trú",
              "scans": SimpleUploadedFile("thu.pdf", PDF, "application/pdf")}  # fmt: skip
    refused = send(lan, "opinion-letter", office.campaign.pk, query=place, **{**letter, "signer": ""})
    assert refused.status_code == 422
    letter["scans"] = SimpleUploadedFile("thu.pdf", PDF, "application/pdf")
    assert send(lan, "opinion-letter", office.campaign.pk, query=place, **letter).status_code == 302
    assert Opinion.objects.get(answered_on=TODAY).number == "05-CV/CB"
    paper = RatingPaper.objects.get()
    given = page(lan, "rating-paper", paper.rating_id, paper.pk)
    assert given.status_code == 200
    assert b"".join(given.streaming_content if given.streaming else [given.content]) == PDF
    assert page(office.accounts[1], "rating-paper", paper.rating_id, paper.pk).status_code == 404


def test_one_place_stands_for_all_who_have_none_of_their_own(office, lan, tree):
    listed = page(lan, "campaign-opinions", office.campaign.pk, query=f"?don-vi={tree.home.pk}")
    assert "loai=residence" in words(listed)
    # Nobody moved in and nobody is away in another cell: nothing is offered that leads to an empty page.
    assert "loai=former_unit" not in words(listed)
    keys = [each.pk for each in office.ratings[1:3]]
    data = {"on": "10/12/2026", "due": "20/12/2026", "phieu": keys, f"noi-{keys[0]}": "Chi bộ Tổ 3"}
    query = f"?don-vi={tree.home.pk}&loai=residence"
    assert send(lan, "opinion-ask", office.campaign.pk, query=query, **data).status_code == 422
    sent = send(lan, "opinion-ask", office.campaign.pk, query=query, of="Chi bộ Tổ 9", **data)
    assert sent.url.endswith(f"?don-vi={tree.home.pk}")
    asked = Opinion.objects.filter(rating__in=keys, kind="residence").order_by("rating_id")
    assert [each.asked_of for each in asked] == ["Chi bộ Tổ 3", "Chi bộ Tổ 9"]


def test_the_letter_that_asks_names_everybody_and_the_day(office, lan):
    of = {each.pk: "Chi bộ Tổ 3" for each in office.ratings[1:3]}
    ask(access=lan.access, campaign_id=office.campaign.pk, asking=Asking("residence", of, TODAY, TODAY))
    [draft] = requests(lan.access, office.campaign.pk)
    made = make_paper(access=lan.access, source="opinion-requests", draft=draft, object_id=office.campaign.pk)
    text = "\n".join(words_of(remake(access=lan.access, paper=made)[0]))
    for part in ("Chi bộ Tổ 3", "Phạm Văn B", "Phạm Văn C", "10/12/2026", "nơi cư trú"):
        assert part in text


def test_the_asked_unit_answers_on_its_own_page(office, lan, cuong, tree):
    key = office.ratings[1].pk
    asking = Asking("former_unit", {key: "Phòng Tài chính"}, TODAY, TODAY, units={key: tree.other})
    ask(access=lan.access, campaign_id=office.campaign.pk, asking=asking)
    opinion = Opinion.objects.get()
    assert "Phạm Văn B" in words(page(cuong, "my-opinions"))
    assert [each.title for each in opinions_waiting(cuong.access, TODAY)] == ["Cho ý kiến về Phạm Văn B"]
    assert "Nhận bằng văn bản giấy" not in words(page(cuong, "opinion-answer", opinion.pk))
    assert send(cuong, "opinion-answer", opinion.pk, text="Hoàn thành tốt.", on="10/12/2026").status_code == 302
    assert page(office.accounts[2], "opinion-answer", opinion.pk).status_code == 404
    shown = words(page(lan, "rating-opinions", key))
    assert "Hoàn thành tốt." in shown


def test_an_opinion_is_done_without_from_its_page(office, lan):
    ask(access=lan.access, campaign_id=office.campaign.pk,
        asking=Asking("residence", {office.ratings[1].pk: "Chi bộ"}, TODAY))  # fmt: skip
    opinion = Opinion.objects.get()
    assert send(lan, "opinion-waive", opinion.pk, reason="").status_code == 302
    assert Opinion.objects.get().without_reason == ""
    assert send(lan, "opinion-waive", opinion.pk, reason="Đã giải thể").status_code == 302
    assert Opinion.objects.get().without_reason == "Đã giải thể"
    assert page(lan, "opinion-answer", opinion.pk).status_code == 200


def test_colleagues_write_from_their_phone(office):
    self_done(office, 1, 2)
    one = office.accounts[3]
    assert [each.title for each in colleagues_waiting(one.access, TODAY)] == ["Góp ý cho 2 đồng nghiệp"]
    assert "Phạm Văn B" in words(page(one, "my-opinions"))
    assert page(one, "colleague-opinion", office.ratings[1].pk).status_code == 200
    assert page(one, "colleague-opinion", office.ratings[3].pk).status_code == 404
    assert send(one, "colleague-opinion", office.ratings[1].pk, text="Phối hợp tốt.", level="").status_code == 302
    assert [each.title for each in colleagues_waiting(one.access, TODAY)] == ["Góp ý cho 1 đồng nghiệp"]
    assert page(office.accounts[1], "rating-opinions", office.ratings[1].pk).status_code == 403
    Rating.objects.filter(pk=office.ratings[1].pk).update(told_on=TODAY)
    told = words(page(office.accounts[1], "rating-opinions", office.ratings[1].pk))
    assert "Phối hợp tốt." in told
    assert "Phạm Văn D" not in told
    assert "Phạm Văn D" in words(page(office.head, "rating-opinions", office.ratings[1].pk))


def test_the_meeting_is_called_from_its_page(office, lan, tree):
    self_done(office, 1, 2, 3, 4, 5)
    listed = page(lan, "campaign-meetings", office.campaign.pk)
    assert "Lập hội nghị đánh giá" in words(listed)
    form = page(lan, "evaluation-meeting", office.campaign.pk, tree.home.pk)
    assert form.status_code == 200
    data = {
        "phieu": [each.pk for each in office.ratings], "who": "rated", "title": "Hội nghị đánh giá", "way": "room",
        "held_on": "10/12/2026", "chair": office.people[0].pk, "teller": office.people[1].pk, "slips": "secret",
        "share": "1/2", "base_of": "convened", "announced": "counts", "ground": "Quy chế làm việc",
    }  # fmt: skip
    refused = send(lan, "evaluation-meeting", office.campaign.pk, tree.home.pk, **{**data, "phieu": []})
    assert refused.status_code == 422
    answer = send(lan, "evaluation-meeting", office.campaign.pk, tree.home.pk, **data)
    meeting = Meeting.objects.get()
    assert answer["Location"] == reverse("meeting", args=[meeting.pk])
    assert meeting.votes.count() == 2
    assert "đã kiểm 0/2" in words(page(lan, "campaign-meetings", office.campaign.pk))
    assert send(lan, "read-votes", office.campaign.pk, meeting.pk).status_code == 302
    assert not Rating.objects.filter(voted_on__isnull=False).exists()
    assert "Không có phiếu nào" in words(page(lan, "evaluation-meeting", office.campaign.pk, tree.home.pk))


def test_a_rule_of_the_house_names_whom_to_convene(office, lan, tree, desk):
    for person in office.people:
        desk.post(person, "staff", since="2020-01-01")
        desk.add(person, RegimeRecord, regime="civil_servant", since="2020-01-01")
    data = {
        "phieu": [office.ratings[1].pk], "who": "all_staff", "title": "Hội nghị", "way": "room",
        "held_on": "10/12/2026", "chair": office.people[0].pk, "teller": office.people[1].pk, "slips": "paper",
        "share": "2/3", "base_of": "valid", "announced": "outcome",
    }  # fmt: skip
    assert send(lan, "evaluation-meeting", office.campaign.pk, tree.home.pk, **data).status_code == 302
    vote = Meeting.objects.get().votes.get()
    assert (vote.way, vote.announced) == ("paper", "outcome")
    assert vote.rule["rule"]["lines"][0]["threshold"] == "2/3"


def test_levels_of_an_open_meeting_are_typed_in_a_table(make_office, lan, tree):
    office = make_office(3, steps=way("self_review", "head", "meeting"))
    form = page(lan, "collective-levels", office.campaign.pk, tree.home.pk)
    assert words(form).count('name="muc-') == 3
    data = {"held_on": "10/12/2026", "reference": "BB 05", f"muc-{office.ratings[1].pk}": "well"}
    assert send(lan, "collective-levels", office.campaign.pk, tree.home.pk, **data).status_code == 302
    assert office.again(1).collective_level == "well"
    assert "BB 05" in words(page(lan, "rating-opinions", office.ratings[1].pk))


def test_pages_keep_within_their_queries(office, lan, tree, django_assert_max_num_queries):
    self_done(office, 1, 2, 3)
    of = {each.pk: "Chi bộ Tổ 3" for each in office.ratings[1:]}
    ask(access=lan.access, campaign_id=office.campaign.pk, asking=Asking("residence", of, TODAY))
    campaign, unit = office.campaign.pk, tree.home.pk
    asked = [
        (office.head, "rating-desk", (campaign,), ""), (office.head, "rating-assess", (office.ratings[2].pk,), ""),
        (lan, "campaign-opinions", (campaign,), ""), (lan, "opinion-ask", (campaign,), f"?don-vi={unit}&loai=workplace"),
        (lan, "opinion-letter", (campaign,), f"?don-vi={unit}&loai=residence"), (lan, "campaign-meetings", (campaign,), ""),
        (lan, "evaluation-meeting", (campaign, unit), ""), (lan, "collective-levels", (campaign, unit), ""),
        (lan, "rating-opinions", (office.ratings[1].pk,), ""), (office.accounts[4], "my-opinions", (), ""),
        (office.accounts[4], "colleague-opinion", (office.ratings[1].pk,), ""),
        (lan, "opinion-answer", (Opinion.objects.first().pk,), ""),
    ]  # fmt: skip
    for account, name, args, query in asked:
        page(account, name, *args, query=query)
        # Opening a rating is told in the log, which takes six of them.
        with django_assert_max_num_queries(18 if name == "rating-assess" else 12, info=name):
            assert page(account, name, *args, query=query).status_code == 200, name


def test_what_waits_for_a_head_is_told_once_a_campaign(office, lan):
    assert list(assessments_waiting(office.head.access, TODAY)) == []
    self_done(office, 1, 2)
    [waiting] = assessments_waiting(office.head.access, TODAY)
    assert (waiting.title, str(waiting.due)) == ("Đánh giá 2 người", "2026-12-12")
    assert list(assessments_waiting(lan.access, TODAY)) == []


def test_levels_noted_are_told_to_nobody_else(make_office, lan):
    office = make_office(3, steps=way("meeting"))
    note_levels(access=lan.access, campaign_id=office.campaign.pk, levels={office.ratings[1].pk: "well"}, held_on=TODAY,
                reference="BB", today=TODAY)  # fmt: skip
    assert page(office.accounts[2], "rating-opinions", office.ratings[1].pk).status_code == 404


def test_a_total_that_came_without_its_criteria_is_not_lost(office):
    Rating.objects.filter(pk=office.ratings[1].pk).update(checked={"general_points": 27, "results_points": 60})
    shown = page(office.head, "rating-assess", office.ratings[1].pk)
    assert "đã ghi tổng 27" in words(shown)
    bare = {name: value for name, value in GIVEN.items() if not name.startswith("so-general_points")}
    assert send(office.head, "rating-assess", office.ratings[1].pk, **bare).status_code == 302
    assert str(office.again(1).points) == "92.00"
