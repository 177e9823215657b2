"""The pages on which values are entered, confirmed and signed."""

from datetime import date

import pytest
from django.urls import reverse

from canbo.rules import library
from canbo.rules.models import RuleChange
from canbo.rules.tests.entered import MONTHS, PDF, THEORY, confirm, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("written")]

CONFIRM = ["parameter", "state_small", THEORY, date(2020, 1, 1)]


def given(**more):
    return {"document": "law-1", "clause": "Điều 3, khoản 1", "scan": scan(), "note": "", **more}


def told(answer):
    """The sentence on the page that a post leads to."""
    return [str(each) for each in answer.context["messages"]]


def test_what_is_not_confirmed_is_listed_searched_and_leads_to_its_form(first):
    page = first.client.get(reverse("rule-changes"))
    assert [(line.id, version.kind) for line, version, _waits, _subject in page.context["rows"]] == [
        (THEORY, "parameter")
    ]
    assert reverse("rule-confirm", args=CONFIRM) in page.content.decode()
    assert first.client.get(reverse("rule-changes"), {"q": "ly luan"}).context["rows"]
    assert not first.client.get(reverse("rule-changes"), {"q": "tuoi"}).context["rows"]
    assert not first.client.get(reverse("rule-changes"), {"loai": "standard"}).context["rows"]


def test_from_the_form_to_the_history(first, second):
    url = reverse("rule-confirm", args=CONFIRM)
    assert "Nội dung đang ghi" in first.client.get(url).content.decode()
    answer = first.client.post(url, given(), follow=True)
    change = RuleChange.objects.get()
    assert answer.redirect_chain == [(reverse("rule-change", args=[change.pk]), 302)]
    assert "Bạn là người nhập" in answer.content.decode()
    assert "Ký, áp dụng" not in answer.content.decode()
    waiting = second.client.get(reverse("rule-changes"), {"xem": "cho"})
    assert [each.change for each in waiting.context["changes"]] == [change]
    page = reverse("rule-change", args=[change.pk])
    assert "Ký, áp dụng" in second.client.get(page).content.decode()
    second.client.post(page, {"viec": "ky"})
    assert library.library().law(date(2026, 1, 1)).bound(THEORY).value.confirmed
    history = first.client.get(reverse("rule", args=[THEORY])).content.decode()
    for words in ("Người nhập", "Người ký", "Điều 3, khoản 1", "đang áp dụng", reverse("rule-scan", args=[change.pk])):
        assert words in history
    assert "chưa đối chiếu văn bản</span>" not in history


def test_a_missing_clause_or_scan_is_said_on_its_field(first):
    url = reverse("rule-confirm", args=CONFIRM)
    answer = first.client.post(url, {"document": "law-1", "clause": "Điều 3"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"scan"}
    answer = first.client.post(url, given(scan=scan("a.pdf", b"MZ program")))
    assert answer.context["form"].errors.keys() == {"scan"}
    answer = first.client.post(url, given(document="moi", number="9/LAW"))
    assert answer.context["form"].errors.keys() == {"issuer", "title", "signed", "in_force"}


def test_a_value_is_entered_line_by_line(first, second, tree):
    url = reverse("rule-value-new", args=[THEORY])
    form = first.client.get(f"{url}?ngay=2026-01-15").context["form"]
    assert [(field.label, field.initial) for field in form.value_fields] == [
        ("Cấp tỉnh (giá trị)", "advanced"), ("Còn lại (giá trị)", "intermediate"),
    ]  # fmt: skip
    values = {"value_0": "advanced", "value_1": "advanced", "start": "01/02/2026", "place": tree.root.code}
    answer = first.client.post(url, given(**values), follow=True)
    change = RuleChange.objects.get()
    assert answer.status_code == 200, answer.context["form"].errors
    assert (change.mark, change.place_name, change.starts) == ("stricter", "Huyện Mẫu", date(2026, 2, 1))
    second.client.post(reverse("rule-change", args=[change.pk]), {"viec": "ky"})
    seen = first.client.get(f"{reverse('rule', args=[THEORY])}?ngay=2026-02-15")
    assert seen.context["page"].line.layer == "state"
    seen = first.client.get(f"{reverse('rule', args=[THEORY])}?ngay=2026-02-15&noi={tree.home.code}")
    assert seen.context["page"].line.layer == "state"
    seen = first.client.get(f"{reverse('rule', args=[THEORY])}?ngay=2026-02-15&noi={tree.root.code}")
    assert seen.context["page"].line.layer == "local"


def test_refusals_are_sentences_on_the_page(first, second):
    change = confirm(first)
    page = reverse("rule-change", args=[change.pk])
    answer = first.client.post(page, {"viec": "ky"})
    assert (answer.status_code, answer.context["error"].startswith("Người nhập không tự ký được")) == (422, True)
    second.client.post(page, {"viec": "ky"})
    answer = second.client.post(page, {"viec": "ky"})
    assert "đã được Người ký ký" in answer.context["error"]
    assert second.client.post(page, {"viec": "khac"}).status_code == 422


def test_proposals_are_returned_dropped_and_withdrawn(first, second):
    change = confirm(first)
    page = reverse("rule-change", args=[change.pk])
    assert second.client.post(page, {"viec": "tra-lai", "reason": ""}).status_code == 422
    second.client.post(page, {"viec": "tra-lai", "reason": "thiếu trang"})
    change.refresh_from_db()
    assert (change.state, change.closed_by_name) == ("returned", "Người ký")
    again = confirm(first)
    first.client.post(reverse("rule-change", args=[again.pk]), {"viec": "bo", "reason": "nhầm"})
    assert RuleChange.objects.get(pk=again.pk).state == "cancelled"
    third = confirm(first)
    second.client.post(reverse("rule-change", args=[third.pk]), {"viec": "ky"})
    first.client.post(reverse("rule-withdraw", args=[third.pk]), {"reason": "nhầm khoản"})
    back = RuleChange.objects.get(kind="withdraw")
    second.client.post(reverse("rule-change", args=[back.pk]), {"viec": "ky"})
    assert RuleChange.objects.get(pk=third.pk).state == "withdrawn"
    assert len(first.client.get(reverse("rule-changes"), {"xem": "bo"}).context["changes"]) == 2


def test_the_scan_is_a_download_and_what_waits_is_not_for_everybody(first, inspector, lan):
    change = confirm(first)
    answer = first.client.get(reverse("rule-scan", args=[change.pk]))
    assert (answer.content, answer["Content-Disposition"]) == (PDF, 'attachment; filename="dieu-3.pdf"')
    assert "sandbox" in answer["Content-Security-Policy"]
    for name in ("rule-change", "rule-scan"):
        assert inspector.client.get(reverse(name, args=[change.pk])).status_code == 403
    assert inspector.client.get(reverse("rule-changes")).status_code == 403
    assert lan.client.get(reverse("rule-confirm", args=CONFIRM)).status_code == 403


def test_the_export_is_one_archive(first, second):
    url = reverse("rule-values-export")
    assert "Chưa có giá trị nào" in told(first.client.post(url, follow=True))[0]
    change = confirm(first)
    second.client.post(reverse("rule-change", args=[change.pk]), {"viec": "ky"})
    answer = first.client.post(url)
    assert answer["Content-Type"] == "application/zip"
    assert answer.content.startswith(b"PK")


def test_pages_cost_few_queries(first, second, django_assert_max_num_queries):
    change = confirm(first)
    second.client.post(reverse("rule-change", args=[change.pk]), {"viec": "ky"})
    pages = [
        reverse("rule-changes"), reverse("rule-changes") + "?xem=da", reverse("rule-change", args=[change.pk]),
        reverse("rule", args=[THEORY]), reverse("rules"), reverse("rule-value-new", args=[MONTHS]),
    ]  # fmt: skip
    for page in pages:
        with django_assert_max_num_queries(12):
            assert first.client.get(page).status_code == 200, page
