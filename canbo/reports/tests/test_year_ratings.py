"""The year's report against what was counted by hand: two scales, an appeal, people moved, people without a rating."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

import canbo.reports
from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.cli.main import main
from canbo.core.access import full_access
from canbo.core.errors import Forbidden, NotFound
from canbo.evaluation.models import Campaign, Rating
from canbo.facts import pictures
from canbo.organizations.models import Body
from canbo.personnel import services as files
from canbo.personnel.models import Evaluation
from canbo.reports.domain.year_ratings import LEVELS, Entry, as_json, chosen, parts_masked, split, tally
from canbo.reports.selectors import year_report
from canbo.rules.tests.test_packs import wrong

DIRECTOR = full_access(None, "kiểm thử")
STATE, PARTY = "state.nd_335_2025.civil_servant", "party.qd_366_2025.non_leader"
TODAY = date(2014, 3, 1)


def entry(subject, level="", standing="graded", **more):
    return Entry(subject, "state", level, standing if not level else "graded", **more)


def test_nobody_is_dropped_and_both_bases_are_told():
    counted = tally(
        [entry(1, "excellent"), entry(2, "well"), entry(3, standing="under_way"), entry(4, standing="no_rating")]
    )
    told = as_json(counted)
    assert (told["total"], told["graded"], told["not_graded"]["count"]) == (4, 2, 2)
    assert told["not_graded"]["percent"] == 50.0
    assert told["excellent"] == {"count": 1, "percent": 25.0, "percent_of_graded": 50.0}
    # The worked example of the guide: one excellent, one well.
    assert told["excellent_of_well_or_better"] == {"count": 1, "base": 2, "percent": 50.0}


def test_a_share_of_nobody_is_none_and_not_nought():
    assert as_json(tally([]))["excellent_of_well_or_better"]["percent"] is None


def test_the_record_of_the_file_goes_before_the_rating_and_a_decided_one_before_a_concluded_one():
    concluded = entry(1, "excellent", is_decided=False, rank="head", unit=7)
    decided = entry(1, "well", rank="staff", unit=8)
    assert chosen([concluded, decided], None).level == "well"
    assert chosen([concluded], None).level == "excellent"
    record = entry(1, "completed", source="file", unit=9)
    assert (chosen([concluded], record).level, chosen([concluded], record).unit) == ("completed", 7)
    assert chosen([concluded], entry(1, standing="no_rating")).level == "excellent"
    with pytest.raises(ValueError, match="counted by"):
        chosen([], None)


def test_small_counts_of_a_breakdown_are_hidden():
    people = [entry(n, "well", rank="head") for n in range(2)] + [entry(n, "well", rank="staff") for n in range(20)]
    parts = parts_masked(split(people, lambda each: each.rank), 5)
    assert [part.tally.total for part in parts] == [0, 20]
    assert str(parts[0].tally.levels["well"].__class__.__name__) == "Hidden"


@pytest.fixture
def year(office, tree):
    """2013: one campaign in the home unit. Lan on both scales, Bình after an appeal, Hạnh not rated."""

    def campaign(unit, state="closed", **more):
        return Campaign.objects.create(
            **{"unit": unit, "title": "Đánh giá năm 2013", "year": 2013, "law_day": date(2013, 12, 1), "state": state,
               "created_by_name": "kiểm thử", **more}
        )  # fmt: skip

    made = campaign(tree.home)

    def rating(person, scheme, level="", campaign=made, **more):
        days = {"final_level": level, "decided_on": date(2013, 12, 20)} if level else {}
        return Rating.objects.create(
            **{"campaign": campaign, "person": person, "unit": tree.home, "scheme": scheme, "rank": "staff",
               "regime": "civil_servant", **days, **more}
        )  # fmt: skip

    rating(office.lan, STATE, "excellent", rank="head")
    rating(office.lan, PARTY, "well", rank="head")
    # Concluded "well", an appeal made it "excellent": what was decided last counts.
    rating(office.binh, STATE, "excellent", concluded_level="well", concluded_on=date(2013, 12, 10))
    rating(office.hanh, STATE, unit=tree.team, not_rated_reason="Làm việc chưa đủ 6 tháng")
    pictures.forget()
    return {"campaign": made, "campaign_of": campaign, "rating": rating}


def evaluated(office, person, year, rating, track="state"):
    return office.add(person, Evaluation, year=year, rating=rating, track=track)


@pytest.mark.django_db
def test_the_year_is_what_was_counted_by_hand(office, year, tree):
    evaluated(office, office.binh, 2012, "completed")
    evaluated(office, office.lan, 2012, "good")
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)
    state, party = told["state"], told["party"]
    # Lan, Bình and Hạnh; two of them have a level.
    assert (state["total"], state["graded"]) == (3, 2)
    assert [state[level]["count"] for level in LEVELS] == [2, 0, 0, 0]
    assert state["excellent"]["percent"] == 66.7
    assert state["not_graded"] == {"count": 1, "percent": 33.3, "under_way": 0, "not_rated": 1, "no_rating": 0}
    # Lan alone is a Party member: once on each scale.
    assert (party["total"], party["well"]["count"]) == (1, 1)
    assert [(row["class"], row["total"], row["excellent"]["count"]) for row in state["by_leader"]] == [
        ("leader", 1, 1), ("other", 2, 1)
    ]  # fmt: skip
    assert [(row["unit_id"], row["total"]) for row in state["by_unit"]] == [(tree.home.pk, 2), (tree.team.pk, 1)]
    before = told["last_year"]
    assert before["year"] == 2012
    assert (before["state"]["well"]["count"], before["state"]["completed"]["count"]) == (1, 1)
    assert before["state"]["not_graded"] == {
        "count": 1,
        "percent": 33.3,
        "under_way": 0,
        "not_rated": 0,
        "no_rating": 1,
    }


@pytest.mark.django_db
def test_an_office_without_a_campaign_is_told_from_its_files(office, tree):
    evaluated(office, office.lan, 2013, "excellent")
    evaluated(office, office.lan, 2013, "good", track="party")
    evaluated(office, office.binh, 2013, "not_completed")
    told = year_report(DIRECTOR, None, 2013, as_of=TODAY)
    assert told["campaigns"] == {"count": 0, "open": 0}
    assert told["state"]["total"] == 4
    assert [told["state"][level]["count"] for level in LEVELS] == [1, 0, 0, 1]
    assert told["state"]["not_graded"]["no_rating"] == 2
    # Lan and Cường are Party members; Cường has no rating.
    assert (told["party"]["total"], told["party"]["graded"]) == (2, 1)


@pytest.mark.django_db
def test_a_record_set_right_counts_as_it_stands_and_as_it_was_known(office, year, tree):
    record = evaluated(office, office.binh, 2013, "excellent")
    known = record.recorded_at
    files.correct_record(access=DIRECTOR, record=record, values={"rating": "completed"}, reason="Phát hiện sau")
    pictures.forget()
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)
    assert [told["state"][level]["count"] for level in LEVELS] == [1, 0, 1, 0]
    then = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY, known_on=known)
    assert then["state"]["completed"]["count"] == 0
    assert then["state"]["excellent"]["count"] == 2


@pytest.mark.django_db
def test_who_moved_is_counted_once_where_the_rating_was_made(office, year, tree):
    # Cường was rated in the home unit before he moved to the other one, where he is on the last day.
    year["rating"](office.cuong, STATE, "well", rank="head")
    home = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)["state"]
    assert (home["total"], home["well"]["count"]) == (4, 1)
    whole = year_report(DIRECTOR, None, 2013, as_of=TODAY)["state"]
    assert (whole["total"], whole["well"]["count"]) == (4, 1)
    other = year_report(DIRECTOR, tree.other, 2013, as_of=TODAY)["state"]
    assert (other["total"], other["rated_elsewhere"]) == (0, 1)


@pytest.mark.django_db
def test_two_ratings_on_one_scale_count_the_person_once(office, year, tree):
    second = year["campaign_of"](tree.team)
    year["rating"](office.hanh, STATE, "well", campaign=second, unit=tree.team)
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)["state"]
    assert (told["total"], told["well"]["count"], told["rated_more_than_once"]) == (3, 1, 1)
    assert told["not_graded"]["count"] == 0


@pytest.mark.django_db
def test_what_is_concluded_and_not_decided_counts_and_is_told(office, year, tree):
    year["rating"](office.cuong, STATE, concluded_level="completed", concluded_on=date(2013, 12, 10))
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)["state"]
    assert (told["completed"]["count"], told["concluded_not_decided"]) == (1, 1)


@pytest.mark.django_db
def test_a_cancelled_campaign_another_purpose_and_a_quarter_do_not_count(office, year, tree):
    for more in ({"state": "cancelled"}, {"purpose": "planning"}, {"kind": "quarter", "quarter": 4}):
        year["rating"](office.cuong, STATE, "well", campaign=year["campaign_of"](tree.home, **more))
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)
    assert told["state"]["total"] == 3
    quarter = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY, quarter=4)
    assert quarter["state"]["well"]["count"] == 1
    assert quarter["as_of"] == "2013-12-31"


@pytest.mark.django_db
def test_collectives_are_apart(office, year, tree):
    body = Body.objects.create(unit=tree.home, name="Chi bộ Phòng Nội vụ", kind="party_cell")
    year["rating"](None, "party.qd_366_2025.collective", "well", body=body, rank="collective", group="Chi bộ cơ sở")
    told = year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)
    assert told["collectives"]["party"]["total"] == 1
    assert told["collectives"]["party"]["by_group"][0]["group"] == "Chi bộ cơ sở"
    assert told["state"]["total"] == 3
    assert told["party"]["total"] == 1


@pytest.mark.django_db
def test_out_of_scope_is_unknown_and_without_the_right_forbidden(office, year, tree, cuong, make_account):
    with pytest.raises(NotFound):
        year_report(cuong.access, tree.home.pk, 2013, as_of=TODAY)
    elsewhere = year_report(cuong.access, None, 2013, as_of=TODAY)
    assert elsewhere["state"]["total"] == 1
    with pytest.raises(Forbidden):
        year_report(make_account("can-bo", "cadre", tree.home).access, None, 2013, as_of=TODAY)


@pytest.mark.django_db
def test_the_json_is_as_its_schema_says(office, year, tree):
    schema = json.loads((Path(canbo.reports.__file__).parent / "schemas" / "evaluation.schema.json").read_text("utf-8"))
    for told in (year_report(DIRECTOR, tree.home, 2013, as_of=TODAY), year_report(DIRECTOR, None, 1990, as_of=TODAY)):
        assert list(wrong(told, schema, schema)) == []
        assert list(wrong(told | {"more": 1}, schema, schema))


@pytest.mark.django_db
def test_small_counts_are_null_for_who_may_not_open_the_files(office, year, tree, lan, make_account):
    reader = make_account("doc-bao-cao")
    RoleGrant.objects.create(
        user=reader.user, role="officer", unit=tree.home, source=lan.user.role_grants.get(), valid_from="2000-01-01",
        valid_before="2100-01-01", permissions=["organizations.view", "reports.view"], granted_by_name="Lan",
        granted_at=timezone.now(),
    )  # fmt: skip
    access = context_for(reader.user, timezone.localdate())
    told = year_report(access, tree.home, 2013, as_of=TODAY)
    assert told["state"]["total"] is None
    assert told["state"]["excellent"] == {"count": None, "percent": None, "percent_of_graded": None}
    assert told["state"]["excellent_of_well_or_better"]["percent"] is None


@pytest.mark.django_db
def test_the_command_prints_the_report_and_refuses_as_the_others_do(office, year, tree, lan, capsys):
    asked = ["report", "evaluation", "--year", "2013", "--as-of", "2014-03-01"]
    assert main([*asked, "--unit", tree.home.name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)
    assert main([*asked, "--unit", tree.home.name]) == 0
    shown = capsys.readouterr().out
    assert "năm 2013: Phòng Nội vụ" in shown
    assert "66,7 %" in shown
    assert main([*asked, "--unit", "không có", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unit_not_found"
    with pytest.raises(SystemExit) as refused:
        main(["report", "evaluation", "--year", "2013", "--quarter", "5"])
    assert refused.value.code == 2


@pytest.mark.django_db
def test_a_report_that_was_counted_is_counted_anew_once_something_changed(office, year, tree):
    def excellent():
        return year_report(DIRECTOR, tree.home, 2013, as_of=TODAY)["state"]["excellent"]["count"]

    assert (excellent(), excellent()) == (2, 2)
    Rating.objects.filter(person=office.lan, scheme=STATE).update(final_level="well", version=F("version") + 1)
    assert excellent() == 1
    evaluated(office, office.hanh, 2013, "excellent")
    assert excellent() == 2
    year["campaign"].state = Campaign.State.CANCELLED
    year["campaign"].save()
    assert excellent() == 1
