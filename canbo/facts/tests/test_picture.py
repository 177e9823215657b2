"""What the picture of a day says of each person, from the dated records of the file."""

from datetime import date, datetime

import pytest
from canbo_testing.desk import DAY, DIRECTOR
from django.utils import timezone

from canbo.core.dates import PartialDate, months_between
from canbo.organizations.models import Unit
from canbo.personnel import services as files
from canbo.personnel.models import (
    DefenceKnowledge,
    Discipline,
    Evaluation,
    GeneralEducation,
    Identity,
    ITSkill,
    LanguageSkill,
    PartyMembership,
    PlanEntry,
    PoliticalTheory,
    Qualification,
    Recruitment,
    RegimeRecord,
    SalaryStep,
    StateManagement,
)


def test_a_file_with_nothing_in_it_knows_nothing(desk):
    binh = desk.open("Nông Văn Bình")
    facts = desk.of(binh)
    known = {name for name, value in facts.items() if value not in (None, [])}
    assert known == {
        "person_id", "unit_id", "unit_lft", "full_name", "sort_key", "search_name", "file_unit", "file_path",
        "unit_path", "body", "plan_body", "may_be_planned", "discipline_in_force",
    }  # fmt: skip
    assert (facts["in_plan"], facts["plan_titles"]) == (None, None)
    assert facts["discipline_in_force"] is False


def test_identity_and_age(desk):
    binh = desk.open(
        "Nông Văn Bình", born="1975-08", gender="male", ethnicity="Tày", religion="Không", other_names="Nông Bằng"
    )
    lan = desk.open("Trần Thị Lan", born="1980-03-02", gender="female", ethnicity="Kinh", religion="Công giáo")
    facts = desk.facts()
    one, other = facts[binh.pk], facts[lan.pk]
    assert (one["gender"], one["is_female"], one["born_year"]) == ("male", False, 1975)
    assert (one["age_months_low"], one["age_months_high"]) == months_between(PartialDate(1975, 8), DAY)
    assert one["age_months"] is None
    assert other["age_months"] == 46 * 12
    assert (one["is_ethnic_minority"], one["has_religion"]) == (True, False)
    assert (other["is_ethnic_minority"], other["has_religion"]) == (False, True)
    assert one["search_name"] == "nong van binh nong bang"


@pytest.mark.parametrize(
    ("party", "on", "is_member", "is_official"),
    [
        ({"is_member": False}, "2020-01-01", False, False),
        ({"probationary_on": "2010-05-19", "official_on": "2011-05-19"}, "2010-05-18", False, False),
        ({"probationary_on": "2010-05-19", "official_on": "2011-05-19"}, "2010-05-19", True, False),
        ({"probationary_on": "2010-05-19", "official_on": "2011-05-19"}, "2011-05-19", True, True),
        ({"probationary_on": "2010"}, "2010-07-01", None, None),
        ({"probationary_on": "2010"}, "2010-12-31", True, None),
        ({"official_on": "2011-05-19"}, "2015-01-01", True, True),
        ({"probationary_on": "2010-05-19", "left_on": "2015-03-01"}, "2015-03-01", False, False),
        ({"probationary_on": "2010-05-19", "left_on": "2015-03-01"}, "2015-02-28", True, None),
        ({"attested": date(2013, 12, 31)}, "2014-01-01", True, None),
        ({"attested": date(2013, 12, 31)}, "2013-01-01", None, None),
    ],
)
def test_party_membership(desk, party, on, is_member, is_official):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, PartyMembership, **party)
    facts = desk.of(binh, date.fromisoformat(on))
    assert (facts["is_party_member"], facts["is_party_official"]) == (is_member, is_official)


def test_years_in_the_party_and_in_service(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, PartyMembership, probationary_on="2010", official_on="2011-05-19")
    desk.add(binh, Recruitment, recruited_on="2000-03-02")
    facts = desk.of(binh)
    assert (facts["party_months_low"], facts["party_months_high"]) == months_between(PartialDate(2010), DAY)
    assert facts["service_months_low"] == facts["service_months_high"] == 26 * 12


def test_regimes_hold_side_by_side(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, RegimeRecord, regime="civil_servant", since="2005")
    desk.add(binh, RegimeRecord, regime="cadre", since="2016", until="2021-07")
    assert _regimes(desk.of(binh, date(2018, 1, 1))) == (True, True, False)
    assert _regimes(desk.of(binh)) == (False, True, False)
    assert _regimes(desk.of(binh, date(2001, 1, 1))) == (False, False, False)


def _regimes(facts):
    return facts["is_cadre"], facts["is_civil_servant"], facts["is_public_employee"]


def test_the_highest_post_of_several(desk):
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, "staff", since="2012-01-01")
    desk.post(binh, "deputy", unit=desk.tree.other, kind="concurrent", since="2020-09", title_text="Phó TP (kiêm)")
    facts = desk.of(binh)
    assert facts["unit_id"] == desk.tree.home.pk
    assert (facts["title_rank"], facts["title_name"], facts["post_name"]) == (
        "deputy", "Phó Trưởng phòng", "Phó TP (kiêm)",
    )  # fmt: skip
    assert facts["is_leader"] is True
    assert facts["is_present"] is True
    assert facts["post_kinds"] == ["principal", "concurrent"]
    assert (facts["post_months_low"], facts["post_months_high"]) == months_between(PartialDate(2020, 9), DAY)
    before = desk.of(binh, date(2015, 1, 1))
    assert (before["title_rank"], before["is_leader"], before["post_kinds"]) == ("staff", False, ["principal"])


def test_a_post_known_from_a_later_list_only(desk):
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, "head", attested=date(2013, 12, 31))
    then, before = desk.of(binh, date(2014, 1, 31)), desk.of(binh, date(2011, 1, 1))
    assert (then["is_present"], then["is_leader"], then["post_start_unknown"]) == (True, True, True)
    assert (then["post_months_low"], then["post_months_high"]) == (1, None)
    assert (before["is_present"], before["is_leader"], before["title_rank"]) == (None, None, None)


def test_nobody_is_present_before_recruitment(desk):
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, "staff", attested=date(2013, 12, 31))
    desk.add(binh, Recruitment, recruited_on="2012-06")
    assert desk.of(binh, date(2011, 1, 1))["is_present"] is False
    assert desk.of(binh, date(2012, 7, 1))["is_present"] is None
    assert desk.of(binh, date(2013, 12, 31))["is_present"] is True


def test_who_has_left_or_works_elsewhere_is_not_present(desk):
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, "head", since="2010-01-01", until="2020-01-01")
    desk.post(binh, None, unit_text="Công ty cổ phần Sông Gâm", title_text="Giám đốc", since="2020-01-01")
    facts = desk.of(binh)
    assert (facts["is_present"], facts["is_leader"], facts["post_kinds"]) == (False, False, [])
    assert facts["unit_id"] == desk.tree.home.pk


def test_a_title_that_is_not_in_the_list_leaves_leadership_unknown(desk):
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, None, title_text="Phụ trách kế toán", since="2010")
    facts = desk.of(binh)
    assert (facts["title_rank"], facts["is_leader"], facts["title_name"]) == (None, None, "Phụ trách kế toán")


def test_learning(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, GeneralEducation, grade="12/12")
    desk.add(binh, Qualification, level="university", major="Luật", since="2001")
    desk.add(binh, Qualification, level="master", major="Quản lý công", since="2015-06")
    desk.add(binh, PoliticalTheory, level="intermediate", since="2012")
    desk.add(binh, PoliticalTheory, level="advanced", attested=date(2020, 12, 31))
    desk.add(binh, StateManagement, level="specialist", since="2010")
    desk.add(binh, StateManagement, subject="Kỹ năng văn thư", since="2020")
    desk.add(binh, DefenceKnowledge, group="group_3", since="2011")
    desk.add(binh, ITSkill, level="Ứng dụng CNTT cơ bản", since="2017")
    desk.add(binh, LanguageSkill, language="Tiếng Anh", level="B1", since="2016")
    desk.add(binh, LanguageSkill, language="Tiếng Mông", is_ethnic=True)
    facts = desk.of(binh)
    assert facts["general_education"] == "12/12"
    assert (facts["qualification_level"], facts["qualification_major"]) == ("master", "Quản lý công")
    assert (facts["theory_level"], facts["state_management_level"]) == ("advanced", "specialist")
    assert (facts["defence_group"], facts["it_level"], facts["has_it"]) == ("group_3", "Ứng dụng CNTT cơ bản", True)
    assert (facts["foreign_language"], facts["foreign_language_level"]) == ("Tiếng Anh", "B1")
    assert (facts["has_foreign_language"], facts["has_ethnic_language"]) == (True, True)
    then = desk.of(binh, date(2014, 1, 1))
    assert (then["qualification_level"], then["qualification_major"]) == ("university", "Luật")
    assert then["theory_level"] is None, "advanced may have been reached by then"
    assert (then["it_level"], then["has_it"], then["has_foreign_language"]) == (None, None, None)


def test_none_on_record_is_knowledge(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, ITSkill, level="Không", attested=date(2013, 12, 31))
    desk.add(binh, LanguageSkill, language="Chưa có", attested=date(2013, 12, 31))
    desk.add(binh, PoliticalTheory, level="none", attested=date(2013, 12, 31))
    facts = desk.of(binh)
    assert (facts["has_it"], facts["has_foreign_language"], facts["theory_level"]) == (False, False, "none")
    assert facts["has_ethnic_language"] is None


def test_rank_and_pay(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, SalaryStep, rank_code="01.003", rank_name="Chuyên viên", step=3, coefficient="3.00", since="2020-01")
    desk.add(binh, SalaryStep, rank_code="01.003", rank_name="Chuyên viên", step=4, coefficient="3.33", since="2023-01")
    facts = desk.of(binh)
    assert (facts["rank_code"], facts["salary_step"], facts["coefficient"]) == ("01.003", 4, 3.33)
    assert (facts["step_months_low"], facts["step_months_high"]) == months_between(PartialDate(2023, 1), DAY)
    assert desk.of(binh, date(2021, 1, 1))["salary_step"] == 3


def test_ratings_by_year(desk):
    binh = desk.open("Nông Văn Bình")
    for year, track, rating in (
        (2025, "party", "excellent"), (2025, "state", "good"), (2024, "party", "completed"), (2021, "state", "good"),
    ):  # fmt: skip
        desk.add(binh, Evaluation, year=year, track=track, rating=rating)
    desk.add(binh, Evaluation, year=2025, quarter=3, rating="not_completed")
    facts = desk.of(binh)
    assert (facts["rating_last"], facts["rating_last_year"]) == ("good", 2025)
    assert [facts[f"rating_y{back}"] for back in range(5)] == [None, "good", "completed", None, None]
    assert desk.of(binh, date(2022, 5, 1))["rating_last_year"] == 2021


def test_plans_and_discipline(desk):
    binh = desk.open("Nông Văn Bình")
    desk.add(binh, PlanEntry, title_text="Trưởng phòng", since="2020", until="2025")
    desk.add(binh, PlanEntry, title_text="Phó Trưởng phòng", since="2020")
    desk.add(binh, Discipline, track="state", form="warning", since="2019-03-01", until="2020-03-01")
    desk.add(binh, Discipline, track="party", form="reprimand", since="2024-03-01", until="2025-03-01")
    facts, then = desk.of(binh), desk.of(binh, date(2024, 6, 1))
    assert (facts["in_plan"], facts["plan_titles"]) == (True, ["Phó Trưởng phòng"])
    assert then["plan_titles"] == ["Phó Trưởng phòng", "Trưởng phòng"]
    assert (facts["discipline_in_force"], facts["discipline_last_form"]) == (False, "reprimand")
    assert (then["discipline_in_force"], then["discipline_last_form"]) == (True, "reprimand")
    assert desk.of(binh, date(2019, 5, 1))["discipline_last_form"] == "warning"


def test_whoever_is_in_no_plan_is_out_of_it_only_where_a_list_of_the_day_is_known(desk):
    Unit.objects.filter(pk__in=[desk.tree.home.pk, desk.tree.team.pk]).update(tier="commune")
    binh, lan = desk.open("Nông Văn Bình"), desk.open("Trần Thị Lan", unit=desk.tree.team)
    far, named = desk.open("Lý Văn Cường", unit=desk.tree.other), desk.open("Vi Văn Ngay", unit=desk.tree.other)
    assert [row["in_plan"] for row in desk.facts().values()] == [None] * 4
    desk.add(binh, PlanEntry, title_text="Trưởng phòng", since="2020", until="2026-01-01")
    assert desk.of(lan)["in_plan"] is None, "the list of an earlier term says nothing of this one"
    assert desk.of(binh)["in_plan"] is None
    desk.add(named, PlanEntry, title_text="Trưởng phòng", unit=desk.tree.home, since="2025-06")
    facts, then = desk.facts(), desk.facts(date(2023, 1, 1))
    assert [facts[each.pk]["in_plan"] for each in (binh, lan, far, named)] == [False, False, None, True]
    assert [facts[each.pk]["plan_titles"] for each in (lan, far)] == [[], None]
    assert [then[each.pk]["in_plan"] for each in (binh, lan, far, named)] == [True, False, None, None]


def test_what_was_known_at_a_moment(desk):
    binh = desk.open("Nông Văn Binh", born="1975")
    first = desk.add(binh, Qualification, level="college", since="2001")
    moment = timezone.now()
    files.correct_record(access=DIRECTOR, record=first, values={"level": "university"}, reason="theo bằng gốc")
    name = Identity.objects.known().get(person=binh)
    files.correct_record(access=DIRECTOR, record=name, values={"full_name": "Nông Văn Bình"}, reason="theo khai sinh")
    later = desk.open("Trần Thị Lan")
    then = desk.facts(DAY, moment)
    assert later.pk not in then
    assert (then[binh.pk]["qualification_level"], then[binh.pk]["full_name"]) == ("college", "Nông Văn Binh")
    assert then[binh.pk]["search_name"] == "nong van binh"
    assert desk.of(binh)["qualification_level"] == "university"


def test_people_stand_in_the_order_of_the_tree_then_of_titles_then_of_names(desk):
    team = desk.open("Trần Thị An", unit=desk.tree.team)
    zung, anh, head = desk.open("Lê Dũng"), desk.open("Lê Anh"), desk.open("Lê Yên")
    for person, title in ((zung, "staff"), (anh, "staff"), (head, "head")):
        desk.post(person, title, since="2010")
    other = desk.open("Vũ Ân", unit=desk.tree.other)
    assert list(desk.facts()) == [head.pk, anh.pk, zung.pk, team.pk, other.pk]


def test_text_of_any_kind_survives_the_reading(desk):
    odd = 'Chi "cục", \\ «số 1»\nhàng hai, \'nháy\'; {"a": 1}'
    binh = desk.open("Nông Văn Bình")
    desk.post(binh, None, title_text=odd, since="2010")
    assert desk.of(binh)["post_name"] == odd


def test_a_moment_without_anybody(desk):
    assert desk.facts(DAY, datetime(2001, 1, 1, tzinfo=timezone.get_current_timezone())) == {}
