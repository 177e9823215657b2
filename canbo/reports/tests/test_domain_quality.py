import itertools
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canbo.reports.domain.ages import AGE_BOUNDS, band_limits, band_number, in_band, under_age
from canbo.reports.domain.quality import LEVELS, as_json, breakdown, quality_of
from canbo.reports.domain.shares import percent
from canbo.reports.tests.frames import aged, picture
from canbo.rules.vocabulary import VOCABULARY

LAN = {
    "gender": "female", "is_female": True, "is_party_member": True, "is_ethnic_minority": True, "is_leader": True,
    "qualification_level": "university", "theory_level": "intermediate", "block": "party", **aged(39, 11),
}  # fmt: skip
BINH = {
    "gender": "male", "is_female": False, "is_party_member": None, "is_ethnic_minority": False, "is_leader": True,
    "qualification_level": "elementary", "theory_level": None, "block": "government", **aged(40),
}  # fmt: skip
CUONG = {"is_leader": False, "theory_level": "none", "age_months_low": 470, "age_months_high": 481}


def test_every_figure_has_its_base_and_its_unknown():
    quality = quality_of(picture(LAN, BINH, CUONG))
    assert quality.total == 3
    assert (quality.flags["female"].yes, quality.flags["female"].unknown) == (1, 1)
    assert (quality.flags["party_members"].yes, quality.flags["party_members"].no) == (1, 0)
    assert quality.flags["party_members"].unknown == 2
    assert quality.leaders == 2
    assert quality.levels["qualification"].count("university") == 1
    assert quality.levels["qualification"].unknown == 1
    assert quality.levels["theory"].count("none") == 1
    assert (quality.leaders_theory.total, quality.leaders_theory.at_least("intermediate")) == (2, 1)
    assert quality.leaders_theory.unknown == 1
    assert (quality.young.yes, quality.young.no, quality.young.unknown) == (1, 1, 1)


def test_the_json_has_the_agreed_shape():
    plain = as_json(quality_of(picture(LAN, BINH, CUONG)), as_of=date(2013, 12, 31))
    assert plain["as_of"] == "2013-12-31"
    assert plain["qualification"]["university"] == {"count": 1, "percent": 33.3}
    assert set(plain["qualification"]) == {
        "none", "elementary", "intermediate", "college", "university", "master", "doctorate", "unknown",
        "intermediate_or_above",
    }  # fmt: skip
    assert plain["qualification"]["intermediate_or_above"] == {"count": 1, "percent": 33.3}
    assert set(plain["theory"]) >= {"none", "elementary", "intermediate", "advanced", "bachelor", "unknown"}
    assert plain["leaders_theory"] == {"total": 2, "intermediate_or_above": 1, "percent": 50.0, "unknown": 1}
    assert plain["female"] == 1


def test_nobody_at_all_gives_zeros_and_no_per_cents():
    plain = as_json(quality_of(picture()), as_of=date(2013, 12, 31))
    assert plain["total"] == 0
    assert plain["qualification"]["university"] == {"count": 0, "percent": None}
    assert plain["leaders_theory"]["percent"] is None
    assert plain["average_age"] is None


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [(493, 500, 98.6), (1, 8, 12.5), (1, 2000, 0.1), (1, 3, 33.3), (2, 3, 66.7), (0, 0, None)],
)
def test_per_cents_have_one_decimal_and_half_goes_up(part, base, expected):
    assert percent(part, base) == expected


def test_an_age_known_only_to_the_year_is_in_a_band_only_when_surely_so():
    frame = picture(aged(30, 11), aged(31), {"age_months_low": 365, "age_months_high": 376}, {})
    young, older = frame.select(in_band(None, 30).alias("a"), in_band(31, 35).alias("b")).get_columns()
    assert young.to_list() == [True, False, False, False]
    assert older.to_list() == [False, True, False, False]
    assert frame.select(band_number())["age_months_low"].to_list() == [0, 1, None, None]
    assert frame.select(x=under_age(31))["x"].to_list() == [True, False, None, None]


def test_bands_leave_no_gap():
    limits = band_limits(AGE_BOUNDS)
    assert limits[0] == (None, 30)
    assert limits[1] == (31, 35)
    assert limits[-1] == (61, None)
    assert all(this[1] + 1 == following[0] for this, following in itertools.pairwise(limits))


def test_a_breakdown_keeps_those_whose_key_is_not_known():
    parts = breakdown(picture(LAN, BINH, CUONG), pl.col("block"))
    assert [(part.key, part.total) for part in parts] == [("party", 1), ("government", 1), (None, 1)]
    assert parts[0].yes["qualification_university_or_above"] == 1
    assert parts[2].unknown["qualification_university_or_above"] == 1


def test_the_same_code_gives_other_numbers_for_other_people():
    assert quality_of(picture(LAN)).levels["qualification"].at_least("intermediate") == 1
    assert quality_of(picture(BINH)).levels["qualification"].at_least("intermediate") == 0


maybe = st.sampled_from([None, True, False])
people = st.lists(
    st.fixed_dictionaries(
        {
            "is_female": maybe, "is_party_member": maybe, "is_leader": maybe, "has_it": maybe,
            "gender": st.sampled_from([None, "male", "female"]),
            **{fact: st.sampled_from([None, *VOCABULARY[fact].codes]) for fact in LEVELS.values()},
            "block": st.sampled_from([None, *VOCABULARY["block"].codes]),
            "ages": st.one_of(st.none(), st.tuples(st.integers(200, 900), st.integers(0, 11))),
        }
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(people)
def test_levels_and_unknown_make_the_total(rows):
    filled = []
    for row in rows:
        ages = row.pop("ages")
        extra = {} if ages is None else {"age_months_low": ages[0], "age_months_high": ages[0] + ages[1]}
        filled.append({**row, **extra})
    frame = picture(*filled)
    quality = quality_of(frame)
    assert quality.total == len(rows)
    for distribution in quality.levels.values():
        assert distribution.total == len(rows)
    for answer in (*quality.flags.values(), *quality.skills.values(), quality.young):
        assert answer.total == len(rows)
        assert min(answer.yes, answer.no, answer.unknown) >= 0
    assert quality.leaders_theory.total == sum(1 for row in filled if row["is_leader"])
    assert sum(band.total for band in quality.bands) + quality.band_unknown == len(rows)
    parts = breakdown(frame, pl.col("block"))
    assert sum(part.total for part in parts) == len(rows)
    assert sum(part.yes["female"] for part in parts) == quality.flags["female"].yes
