"""The pages of personal data, walked through as people do."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.personnel.models import Contact, Qualification
from canbo.privacy.models import Breach, Campaign, FileRequest

from .conftest import paper


def page(account, name, *args, **query):
    answer = account.client.get(reverse(name, args=args), query)
    return answer.status_code, answer.content.decode()


def post(account, name, *args, **data):
    return account.client.post(reverse(name, args=args), data)


def test_my_data_is_one_click_from_the_first_page_and_tells_what_why_and_until_when(an, contact):
    assert reverse("my-data") in page(an, "home")[1]
    assert reverse("own-file") in page(an, "home")[1]
    code, words = page(an, "my-data")
    assert code == 200
    for part in ("Nhận biết và liên hệ", "Điều 19", "chưa đọc toàn văn", "Quy hoạch, Kết luận về cán bộ", "Không xoá"):
        assert part in words
    assert f"{reverse('file', args=[an.access.person_id])}?muc=chung#phan-contact" in words


def test_the_copy_is_whole_for_the_person_and_leaves_out_what_is_not_announced(an, lan, person, contact):
    from canbo.personnel.models import IdentityPapers, PlanEntry
    from canbo.personnel.services import add_record

    add_record(access=lan.access, person=person, kind=PlanEntry, values={"title_text": "Trưởng phòng mật"})
    add_record(access=lan.access, person=person, kind=IdentityPapers, values={"citizen_id": "001075000001"})
    code, text = page(an, "my-data-copy")
    copy = json.loads(text)
    assert code == 200
    assert copy["sections"]["contact"]["records"][0]["fields"]["phone"]["value"] == "0900000001"
    assert copy["sections"]["identity"]["records"][0]["fields"]["born"]["value"] == "1975-08-15"
    assert "001075000001" in text
    assert "Trưởng phòng mật" not in text
    assert "Quy hoạch" in copy["withheld"]
    assert AuditEntry.objects.filter(action="privacy.copy_given", object_id=person.pk).count() == 1


def test_a_correction_from_the_persons_phone_to_the_file(an, lan, contact):
    add = post(an, "correction-add", "qualification", level="university", major="Luật", papers=paper("bang.pdf"))
    assert add.status_code == 302
    changed = post(an, "correction-correct", "contact", contact.pk, residence="xã Mới", phone="0900000001",
                   registered_residence="", email="", valid_from="", valid_before="", note="")  # fmt: skip
    assert changed.status_code == 302
    words = page(an, "correction-choose")[1]
    assert "xã Mới" in words
    assert "đã có trong đề nghị" in words
    assert post(an, "correction-send", content="").status_code == 302
    sent = FileRequest.objects.get()
    assert "Đề nghị cập nhật, sửa hồ sơ: Hoàng Văn An" in page(lan, "home")[1]
    assert "Hoàng Văn An" in page(lan, "requests")[1]
    for item in sent.items.all():
        shown = page(lan, "item-decide", sent.pk, item.pk)[1]
        assert "Duyệt, ghi vào hồ sơ" in shown
        answer = {"quyet-dinh": "duyet" if item.section_key == "contact" else "khong", "reason": "đã xem"}
        assert post(lan, "item-decide", sent.pk, item.pk, **answer).status_code == 302
    assert Contact.objects.known().get().residence == "xã Mới"
    assert not Qualification.objects.exists()
    assert "Yêu cầu của tôi có tin mới" in page(an, "home")[1]
    assert "đã xem" in page(an, "request", sent.pk)[1]
    assert "có tin mới" not in page(an, "home")[1]
    paper_of_item = sent.papers.get()
    download = an.client.get(reverse("request-paper", args=[sent.pk, paper_of_item.pk]))
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in download.headers["Content-Security-Policy"]


def test_a_refusal_without_a_reason_and_an_empty_proposal_show_why(an, lan, contact):
    nothing = post(an, "correction-correct", "contact", contact.pk, residence="xã Đông Phong", phone="0900000001",
                   registered_residence="", email="", valid_from="", valid_before="", note="")  # fmt: skip
    assert (nothing.status_code, "Chưa có mục nào thay đổi" in nothing.content.decode()) == (422, True)
    post(an, "correction-add", "qualification", level="university", major="Luật")
    post(an, "correction-send", content="")
    sent = FileRequest.objects.get()
    refused = post(lan, "item-decide", sent.pk, sent.items.get().pk, **{"quyet-dinh": "khong", "reason": ""})
    assert (refused.status_code, "phải ghi lý do" in refused.content.decode()) == (422, True)
    wrong = post(an, "correction-add", "qualification", level="university", papers=paper("x.exe", b"MZ\x90\x00"))
    assert wrong.status_code == 422


def test_the_officer_of_personal_data_settles_a_restriction(an, duc, lan, person):
    assert post(an, "request-new", "restriction", content="Dừng in phiếu của tôi").status_code == 302
    asked = FileRequest.objects.get()
    assert "Dừng in phiếu" in page(duc, "request", asked.pk)[1]
    assert page(lan, "request", asked.pk)[0] == 404
    assert post(duc, "request-answer", asked.pk, words="Đã nhận").status_code == 302
    assert post(duc, "request-extend", asked.pk, reason="Cần hỏi bên thứ ba").status_code == 302
    assert post(duc, "request-restrict", asked.pk, reason="Dừng in khi không có nhiệm vụ").status_code == 302
    closed = post(duc, "request-close", asked.pk, state="partly", words="Dừng in; quản lý vẫn tiếp tục (Điều 19)")
    assert closed.status_code == 302
    assert "Hạn chế xử lý từ" in lan.client.get(reverse("file", args=[person.pk]), {"muc": "luong"}).content.decode()
    marked = page(lan, "file", person.pk)[1]
    assert "Vẫn tiếp tục" in marked


def test_printing_a_restricted_file_needs_a_duty_that_is_logged(an, duc, lan, person):
    post(an, "request-new", "restriction", content="Dừng in phiếu của tôi")
    post(duc, "request-restrict", FileRequest.objects.get().pk, reason="Dừng in")
    for name in ("file-print", "file-print-word"):
        code, words = page(lan, name, person.pk, "tt06")
        assert (code, "việc in phiếu đang dừng" in words) == (200, True)
        assert "Đông" not in words
    assert not AuditEntry.objects.filter(action="file.printed").exists()
    address = reverse("file-print", args=[person.pk, "tt06"])
    assert lan.client.post(address, {"ly_do": " "}).status_code == 422
    printed = lan.client.post(address, {"ly_do": "Hồ sơ trình Ban Thường vụ"})
    assert "HOÀNG VĂN AN" in printed.content.decode().upper()
    assert AuditEntry.objects.get(action="file.printed").reason == "Hồ sơ trình Ban Thường vụ"
    assert "việc in phiếu đang dừng" not in page(an, "file-print", person.pk, "tt06")[1]  # one's own is one's own


def test_a_limit_that_rests_on_an_unconfirmed_holiday_says_so(an, duc):
    from datetime import date

    from canbo.privacy.services.requests import file_request

    words = "chưa công bố hoặc chưa xác nhận"
    sure = file_request(access=an.access, kind="complaint", content="x", today=date(2026, 3, 2))
    assert words not in page(duc, "request", sure.pk)[1]
    assert "đã trả lời, quá hạn" not in page(duc, "request", sure.pk)[1]
    post(duc, "request-answer", sure.pk, words="Trả lời muộn")
    assert "đã trả lời, quá hạn" in page(duc, "request", sure.pk)[1]
    culture_day = file_request(access=an.access, kind="complaint", content="x", today=date(2026, 11, 23))
    assert words in page(duc, "request", culture_day.pk)[1]


def test_a_letter_is_entered_by_number_or_name_in_scope(duc, person, foreign_duc):
    today = f"{timezone.localdate():%d/%m/%Y}"
    letter = {"kind": "complaint", "received_on": today, "content": "Đơn"}
    assert post(foreign_duc, "request-enter", person=str(person.pk), **letter).status_code == 422
    assert post(duc, "request-enter", person="hoàng văn an", **letter).status_code == 302
    assert post(duc, "request-enter", person="Không Ai", **letter).status_code == 422
    assert FileRequest.objects.get().on_paper


def test_a_campaign_from_the_call_to_the_close(lan, an, tree, person, django_capture_on_commit_callbacks):
    today = timezone.localdate()
    with django_capture_on_commit_callbacks(execute=True):
        called = post(
            lan, "campaign-call", title="Rà soát", unit=str(tree.home.pk), sections=["identity"],
            opens_on=f"{today:%d/%m/%Y}", closes_before=f"{today + timedelta(days=3):%d/%m/%Y}",
        )  # fmt: skip
    assert called.status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.state == Campaign.State.OPEN
    assert "Rà soát" in page(an, "home")[1]
    assert "Hoàng Văn An" in page(lan, "campaign-reminders", campaign.pk)[1]
    assert page(an, "campaign-answer", campaign.pk)[0] == 200
    assert post(an, "campaign-confirm", campaign.pk, "identity").status_code == 302
    assert "trả lời đủ các phần" in page(an, "campaign-answer", campaign.pk)[1]
    assert "1 trong 1 người được mời đã trả lời (100,0" in page(lan, "campaign", campaign.pk)[1]
    assert "Mọi người được mời đã trả lời" in page(lan, "campaign-reminders", campaign.pk)[1]
    assert post(lan, "campaign-close", campaign.pk).status_code == 302
    assert "Rà soát" not in page(an, "home")[1]


def test_a_breach_counts_down_on_the_first_page_of_the_officer(duc, lan, tree):
    moment = f"{timezone.localtime() - timedelta(hours=10, minutes=5):%d/%m/%Y %H:%M}"
    entered = post(
        duc, "breach-enter", title="Mất máy", unit=str(tree.home.pk), detected_at=moment, description="Máy mất",
        categories=["health"],
    )  # fmt: skip
    assert entered.status_code == 302
    breach = Breach.objects.get()
    assert "còn 61 giờ" in page(duc, "home")[1]
    assert "Mất máy" not in page(lan, "home")[1]
    assert "chưa xác nhận" in page(duc, "breach", breach.pk)[1]
    notice = duc.client.get(reverse("breach-notice", args=[breach.pk]))
    assert notice.content[:2] == b"PK"
    now = f"{timezone.localtime():%d/%m/%Y %H:%M}"
    assert post(duc, "breach-notify", breach.pk, notified_at=now, to="Bộ Công an").status_code == 302
    assert "Mất máy" not in page(duc, "home")[1]
    assert post(duc, "breach-enter", title="x", detected_at="hôm qua").status_code == 422


def test_erasing_on_the_page_is_proposed_by_one_and_done_by_another(duc, mai, person, contact):
    asked = post(duc, "request-enter", kind="deletion", person=str(person.pk), content="Xoá số điện thoại",
                 received_on=f"{timezone.localdate():%d/%m/%Y}")  # fmt: skip
    number = FileRequest.objects.get().pk
    assert asked.status_code == 302
    none = post(duc, "request-erase", number, reason="Theo yêu cầu")
    assert (none.status_code, "chọn phần dữ liệu" in none.content.decode()) == (422, True)
    made = post(duc, "request-erase", number, reason="Theo yêu cầu", sections=["contact"])
    erasure = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    assert "người thứ hai" in page(duc, "erasure", erasure)[1]
    assert page(duc, "erasure-certificate", erasure)[0] == 404
    same = post(duc, "erasure", erasure, reason="Tự duyệt", **{"quyet-dinh": "duyet"})
    assert same.status_code == 422
    assert post(mai, "erasure", erasure, reason="Đồng ý", **{"quyet-dinh": "duyet"}).status_code == 302
    assert not Contact.objects.exists()
    shown = page(mai, "erasure", erasure)[1]
    assert "Hoàng Văn An" not in shown
    assert "bản ghi đang dùng" in shown
    assert mai.client.get(reverse("erasure-certificate", args=[erasure])).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["requests", "campaigns", "retention", "processing-register"])
def test_lists_cost_the_same_for_many_rows(name, lan, tree, make_account):
    from canbo.personnel.services import open_file
    from canbo.privacy.proposals import Proposal
    from canbo.privacy.services.corrections import propose, send

    def grow(count):
        for _number in range(count):
            number = FileRequest.objects.count()
            person = open_file(access=lan.access, unit=tree.home, identity={"full_name": f"Người {chr(65 + number)}"})
            owner = make_account(f"cb{number}", "cadre", tree.home, person_id=person.pk)
            propose(access=owner.access, kind=Qualification, action="add", proposal=Proposal({"level": "university"}))
            send(access=owner.access, content="", today=timezone.localdate())

    def cost():
        lan.client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert lan.client.get(reverse(name)).status_code == 200
        return len(queries)

    grow(2)
    few = cost()
    grow(10)
    assert cost() <= few
    assert few <= 12
