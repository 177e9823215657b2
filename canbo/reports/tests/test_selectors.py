import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel import services as files
from canbo.personnel.models import Qualification
from canbo.reports.selectors import quality, quality_report, training_report
from canbo.reports.selectors.training import began_within
from canbo.reports.tests.conftest import DAY, DIRECTOR


def test_the_whole_system_is_counted_as_the_json_says(office):
    report = quality_report(DIRECTOR, DAY)
    assert json.loads(json.dumps(report)) == report
    assert (report["as_of"], report["unit"], report["total"]) == ("2013-12-31", "Huyện Mẫu", 4)
    assert (report["female"], report["party_members"], report["ethnic_minority"], report["leaders"]) == (2, 2, 3, 2)
    assert report["qualification"]["intermediate_or_above"] == {"count": 3, "percent": 75.0}
    assert report["qualification"]["elementary"] == {"count": 1, "percent": 25.0}
    assert report["theory"]["advanced"]["count"] == 1
    assert report["theory"]["unknown"]["count"] == 1
    assert report["leaders_theory"] == {"total": 2, "intermediate_or_above": 2, "percent": 100.0, "unknown": 0}
    assert report["young"] == {"under": 40, "count": 1, "percent": 25.0, "unknown": 0}


def test_a_unit_counts_itself_and_all_below_it(office, tree):
    report = quality_report(DIRECTOR, DAY, unit=tree.home)
    assert (report["unit"], report["unit_id"], report["total"]) == ("Phòng Nội vụ", tree.home.pk, 3)
    assert quality_report(DIRECTOR, DAY, unit=tree.team.pk)["total"] == 1
    parts = {part["unit"]: part["total"] for part in report["by_unit"]}
    assert parts == {"Phòng Nội vụ": 2, "Tổ Hành chính": 1}


def test_the_whole_is_broken_down_below_the_unit_that_all_share(office):
    report = quality(DIRECTOR, DAY)
    assert [(report.people.name_of(part.key), part.total) for part in report.by_unit] == [
        ("Phòng Nội vụ", 3),
        ("Phòng Tài chính", 1),
    ]


def test_nobody_outside_the_scope_is_counted(office, lan, cuong, tree):
    assert quality_report(lan.access, DAY)["total"] == 3
    assert quality_report(cuong.access, DAY)["total"] == 1
    with pytest.raises(NotFound):
        quality_report(cuong.access, DAY, unit=tree.home)
    with pytest.raises(NotFound):
        quality_report(lan.access, DAY, unit=tree.root)
    with pytest.raises(Forbidden):
        quality_report(AccessContext(1, "không quyền"), DAY)


def test_those_who_had_not_come_are_not_counted(office):
    assert quality_report(DIRECTOR, date(2009, 12, 31))["total"] == 0


def test_what_we_know_now_does_not_change_what_we_knew(office):
    before = timezone.now()
    record = Qualification.objects.known().get(person=office.hanh)
    files.correct_record(access=DIRECTOR, record=record, values={"level": "doctorate"}, reason="theo bằng")
    assert quality_report(DIRECTOR, DAY)["qualification"]["doctorate"]["count"] == 1
    then = quality_report(DIRECTOR, DAY, known_on=before)
    assert then["qualification"]["doctorate"]["count"] == 0
    assert then["qualification"]["elementary"]["count"] == 1
    assert quality_report(DIRECTOR, DAY, known_on=before - timedelta(days=1))["total"] == 0


def test_training_counts_courses_begun_since_the_year(office, tree, cuong):
    report = training_report(DIRECTOR, 2009, as_of=DAY)
    assert json.loads(json.dumps(report)) == report
    advanced = report["advanced_theory"]
    assert (advanced["total"], advanced["full_time"], advanced["in_service"]) == (2, 1, 1)
    assert report["intermediate_theory"]["total"] == 1
    assert report["intermediate_theory"]["courses"] == 1
    assert report["begin_unknown"] == {"persons": 1, "courses": 1}
    assert report["persons"] == 3
    assert training_report(DIRECTOR, 2008, as_of=DAY)["intermediate_theory"]["courses"] == 2
    assert training_report(DIRECTOR, 2010, as_of=DAY, unit=tree.home)["advanced_theory"]["total"] == 0
    assert training_report(cuong.access, 2009, as_of=DAY)["persons"] == 1


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (None, None),
        (PartialDate(2009), True),
        (PartialDate(2008, 12, 31), False),
        (PartialDate(2013), None),
        (PartialDate(2013, 6), True),
        (PartialDate(2014), False),
    ],
)
def test_a_course_begins_in_the_period_only_when_surely_so(start, expected):
    assert began_within(start, date(2009, 1, 1), date(2013, 6, 30)) is expected


def test_reports_cost_few_queries(office, django_assert_max_num_queries):
    quality_report(DIRECTOR, DAY)
    with django_assert_max_num_queries(8):
        quality_report(DIRECTOR, DAY)
