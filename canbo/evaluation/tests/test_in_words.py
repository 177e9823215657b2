"""Refusals of what was entered speak in the words of the page, and stand where they belong."""

import pytest
from django.utils import translation

from canbo.core.errors import DomainError
from canbo.evaluation.models import Rating, Shortcoming
from canbo.evaluation.scored import scored_of

NON_LEADER = "party.qd_366_2025.non_leader"


@pytest.mark.parametrize(
    ("scheme", "entered", "vi", "en"),
    [
        (None, {"general_points": 31}, "«Tiêu chí chung» là 31, nhiều hơn mức tối đa 30", "common criteria"),
        (None, {"general_points": {"innovation": -1}}, "«Đổi mới", "innovat"),
        (None, {"quarters": [101, None, None, None]}, "«điểm quý 1»", "points of quarter 1"),
        (
            NON_LEADER,
            {"tasks_assigned": 3, "tasks_done": 5},
            "«Số nhiệm vụ hoàn thành» là 5, nhiều hơn «Số nhiệm vụ được giao» là 3",
            "Tasks",
        ),
    ],
)
def test_a_refusal_names_what_the_page_names(office, scheme, entered, vi, en):
    rating = office.ratings[1]
    if scheme:
        Rating.objects.filter(pk=rating.pk).update(scheme=scheme)
        rating = office.again(1)
    for language, words in (("vi", vi), ("en", en)):
        with translation.override(language), pytest.raises(DomainError) as refused:
            scored_of(rating, "self", entered=entered)
        said = refused.value.message + str(refused.value.extra)
        assert words.lower() in said.lower()
        assert "_points" not in said
        assert "tasks_" not in said


def test_what_keeps_a_review_from_being_sent_does_not_stand_under_last_years_shortcoming(office):
    rating, writer = office.ratings[1], office.accounts[1]
    Shortcoming.objects.create(named_in=office.ratings[2], answered_in=rating, text="Chậm hai báo cáo")
    page = writer.client.post(f"/danh-gia/phieu/{rating.pk}/tu-danh-gia/", {"nut": "gui", "ban": "0"})
    text = page.content.decode()
    assert page.status_code == 422
    earlier = text[text.index("Chậm hai báo cáo") : text.index('id="review-form"')]
    assert "Còn phần chưa viết" not in earlier
    assert "Còn phần chưa viết" in text
