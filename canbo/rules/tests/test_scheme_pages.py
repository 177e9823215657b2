"""The schemes of evaluation in the rules browser: each of the packs reads whole, by day, and says how sure it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from canbo.core.errors import NotFound
from canbo.rules.library import library
from canbo.rules.scheme_pages import matching_schemes, scheme_lines, scheme_page

DAY = date(2026, 12, 1)
LAW_335 = "state.nd_335_2025.civil_servant"


def page(scheme=LAW_335, day=DAY, spoken="vi"):
    return scheme_page(library(), library().law(day), scheme, spoken)


def section(found, title):
    return dict(found.sections)[title]


def test_every_scheme_of_the_packs_reads_whole_in_both_languages():
    for day in (date(2012, 6, 1), date(2021, 6, 1), DAY):
        law = library().law(day)
        lines = scheme_lines(library(), law, "vi")
        assert len({each.id for each in lines}) == len(lines)
        for line in lines:
            for spoken in ("vi", "en"):
                found = scheme_page(library(), law, line.id, spoken)
                assert found.levels
                texts = [row.text for _title, rows in found.sections for row in rows]
                assert all(texts), line.id
                assert not any("$" in text for text in texts), line.id


def test_points_cuts_cap_and_steps_of_the_day():
    found = page()
    cuts = section(found, "Mốc điểm của từng mức")
    assert [row.text for row in cuts][:3] == ["từ 90 điểm trở lên", "từ 70 điểm trở lên", "từ 50 điểm trở lên"]
    assert cuts[0].head == found.levels[0]
    (cap,) = section(found, "Tỷ lệ mức cao nhất")
    assert cap.text.startswith("không quá 20 %")
    steps = section(found, "Trình tự đánh giá")
    assert steps[0].head == "Tự đánh giá"
    assert all(row.cites for row in steps)
    assert all(document is not None for row in cuts for document, _clause in row.cites)


def test_another_day_has_other_schemes_and_an_old_one_still_reads():
    then = {each.id: each.in_force for each in scheme_lines(library(), library().law(date(2021, 6, 1)), "vi")}
    now = {each.id: each.in_force for each in scheme_lines(library(), library().law(DAY), "vi")}
    assert then.keys() == now.keys()
    assert then[LAW_335] is False
    assert now[LAW_335] is True
    assert page(day=date(2021, 6, 1)).line.in_force is False
    with pytest.raises(NotFound, match="bộ tiêu chí"):
        page("state.nothing")


def test_searching_needs_no_marks():
    lines = scheme_lines(library(), library().law(DAY), "vi")
    found = matching_schemes(lines, "335 cong chuc")
    assert LAW_335 in {each.id for each in found}
    assert len(found) < len(lines)


@pytest.mark.django_db
def test_the_pages(lan):
    text = lan.client.get(reverse("rules") + "?theo=bo-tieu-chi&q=335").content.decode()
    assert reverse("evaluation-scheme", args=[LAW_335]) in text
    assert "qd_366" not in text
    shown = lan.client.get(reverse("evaluation-scheme", args=[LAW_335])).content.decode()
    assert "Từ 90 điểm trở lên" in shown
    assert "chưa đối chiếu" in shown
    assert lan.client.get(reverse("evaluation-scheme", args=["state.nothing"])).status_code == 404
