"""The rules browser: every entry, document and title opens; search; the law of another day."""

from datetime import date

import pytest
from django.urls import reverse

from canbo.rules import browsing
from canbo.rules.library import library

pytestmark = pytest.mark.django_db

MONTHS = "party.appointment.months_in_post"


def test_what_stands_on_the_day_is_listed_by_subject(lan):
    answer = lan.client.get(f"{reverse('rules')}?ngay=2026-01-15")
    lines = [line for _subject, lines in answer.context["subjects"] for line in lines]
    assert all(line.in_force for line in lines)
    assert {line.kind for line in lines if line.id == MONTHS} == {"condition", "parameter"}
    assert MONTHS not in lan.client.get(f"{reverse('rules')}?ngay=1999-01-01").content.decode()


@pytest.mark.parametrize("text", ["thoi gian giu chuc vu", "months_in_post", "377-QĐ/TW"])
def test_search_finds_by_words_id_and_document(lan, text):
    answer = lan.client.get(reverse("rules"), {"q": text, "ngay": "2026-01-15"})
    assert MONTHS in {line.id for _subject, lines in answer.context["subjects"] for line in lines}


def test_other_ways_to_look(lan):
    documents = lan.client.get(reverse("rules"), {"theo": "van-ban", "q": "377", "ngay": "2026-01-15"})
    assert "qd-377-2025" in [each[0].id for each in documents.context["documents"]]
    titles = lan.client.get(reverse("rules"), {"theo": "chuc-danh", "q": "truong phong"})
    assert any(key == "commune.division_head" for _place, kinds in titles.context["titles"] for key, _label in kinds)
    assert (
        "Không có văn bản nào khớp"
        in lan.client.get(reverse("rules"), {"theo": "van-ban", "q": "zzz"}).content.decode()
    )


def test_the_page_of_a_rule_shows_history_clauses_and_cases(lan):
    answer = lan.client.get(f"{reverse('rule', args=[MONTHS])}?ngay=2026-01-15")
    page = answer.context["page"]
    assert {version.kind for version in page.versions} == {"condition", "parameter"}
    assert any(version.in_force for version in page.versions)
    assert page.cases
    words = answer.content.decode()
    assert "377-QĐ/TW" in words
    assert "thời gian giữ chức vụ ≥" in words


def test_every_page_of_the_browser_opens(lan, django_assert_max_num_queries):
    found = library()
    law = found.law(date(2026, 1, 15))
    for name in browsing.entries(found):
        browsing.page_of(found, law, name, "vi")
        browsing.page_of(found, law, name, "en")
    for document in list(found.documents)[:5]:
        assert lan.client.get(reverse("law-document", args=[document])).status_code == 200
    for kind in list(found.titles)[:5]:
        assert lan.client.get(reverse("title-standards", args=[kind])).status_code == 200
    with django_assert_max_num_queries(6):
        lan.client.get(reverse("rules"))


def test_what_is_not_there_is_not_found(lan):
    for name in ("rule", "law-document", "title-standards"):
        assert lan.client.get(reverse(name, args=["nothing"])).status_code == 404
