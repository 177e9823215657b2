from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import NotFound
from canbo.reports.definitions import all_definitions, definition
from canbo.reports.domain.count_tables import CountColumn, add_up, count_rows
from canbo.reports.domain.crosstab import MOST_CATEGORIES, cross
from canbo.reports.domain.training import SCHEMA, as_json, training_result
from canbo.reports.tests.frames import aged, picture


def test_a_cross_table_has_every_level_and_the_unknown():
    frame = picture(
        {"block": "party", "qualification_level": "university"},
        {"block": "party", "qualification_level": None},
        {"block": None, "qualification_level": "university"},
    )
    table = cross(
        frame,
        pl.col("qualification_level"),
        pl.col("block"),
        row_order=["college", "university"],
        column_order=["party", "government"],
    )
    assert [row.value for row in table.rows] == ["college", "university", None]
    assert table.rows[-1].is_unknown
    assert table.columns[-1].is_unknown
    assert table.counts == ((0, 0, 0), (1, 0, 1), (1, 0, 0))
    assert table.total == 3


def test_many_categories_are_joined_and_none_is_lost():
    rows = [{"ethnicity": f"Dân tộc {number % 40}"} for number in range(80)] + [{}]
    table = cross(picture(*rows), pl.col("ethnicity"), pl.col("ethnicity"))
    assert len(table.rows) == MOST_CATEGORIES + 2
    assert table.rows[-1].joined == 10
    assert table.total == 81


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "Tày", "Nùng", "Kinh"]), st.sampled_from([None, True, False])), max_size=40
    )
)
def test_the_cells_of_a_cross_table_add_up(people):
    frame = picture(*({"ethnicity": ethnicity, "is_female": female} for ethnicity, female in people))
    table = cross(frame, pl.col("ethnicity"), pl.col("is_female"), column_order=[True, False])
    assert table.total == len(people)
    assert sum(1 for row in table.rows if row.is_unknown) == any(ethnicity is None for ethnicity, _ in people)


def test_a_count_table_counts_claims_and_tells_the_unknown():
    columns = [
        CountColumn("unit", "Đơn vị", kind="name"),
        CountColumn("female", "Nữ", claim=pl.col("is_female")),
    ]
    frame = picture({"block": "party", "is_female": True}, {"block": "party"}, {"is_female": False})
    rows = count_rows(frame, pl.col("block"), columns)
    assert [(row.key, row.total, row.counts["female"], row.unknown["female"]) for row in rows] == [
        ("party", 2, 1, 1),
        (None, 1, 0, 0),
    ]
    total = add_up(rows)
    assert (total.total, total.counts["female"], total.unknown["female"]) == (3, 1, 1)
    assert add_up([]).total == 0


@pytest.mark.parametrize("code", sorted(all_definitions()))
def test_every_form_counts_over_an_empty_picture(code):
    form = definition(code)
    assert form.name
    assert form.source
    for column in form.columns:
        if column.claim is not None:
            assert picture().select(column.claim.alias("x")).schema["x"] == pl.Boolean
    assert count_rows(picture({}), pl.col("unit_id"), form.columns)[0].total == 1


def test_the_form_of_civil_servants_counts_by_its_own_conditions():
    form = definition("bm01")
    servant = {"is_civil_servant": True, "tier": "district", "gender": "female", "is_female": True}
    frame = picture(
        {**servant, "rank_code": "01.003", "qualification_level": "university", **aged(52)},
        {**servant, "is_female": False, "rank_code": "01.002", "qualification_level": "master", **aged(61)},
        {**servant, "tier": "commune"},
        {**servant, "is_civil_servant": None},
    )
    claims = frame.select(form.claim.alias("x"))["x"].to_list()
    assert claims == [True, True, False, None]
    row = count_rows(frame.filter(form.claim), pl.lit(1), form.columns)[0]
    counted = {key: count for key, count in row.counts.items() if count}
    assert counted == {
        "female": 1, "rank3": 1, "rank2": 1, "master": 1, "university": 1, "age4": 1, "age4_female": 1, "age5": 1,
    }  # fmt: skip
    assert row.unknown["theory1"] == 2


def test_no_such_form():
    with pytest.raises(NotFound):
        definition("khong-co")


def courses(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_training_counts_persons_once_a_level_and_tells_the_undated():
    result = training_result(
        courses(
            (1, "theory", "advanced", "full_time", True),
            (1, "theory", "advanced", "in_service", True),
            (2, "theory", "advanced", "in_service", True),
            (2, "theory", "intermediate", "", True),
            (3, "it", "", "distance", True),
            (4, "theory", "advanced", "full_time", False),
            (5, "theory", "advanced", "full_time", None),
        )
    )
    advanced = result.of("theory", "advanced")
    assert (advanced.persons, advanced.courses) == (2, 3)
    assert advanced.by_mode == {"full_time": 1, "in_service": 2, "other": 0, "unknown": 0}
    assert result.of("theory", "intermediate").by_mode["unknown"] == 1
    assert result.of("it", "").by_mode["other"] == 1
    assert result.of("theory", "bachelor").persons == 0
    assert (result.persons, result.courses) == (3, 5)
    assert (result.undated_persons, result.undated_courses) == (1, 1)
    plain = as_json(result, since=date(2009, 1, 1), as_of=date(2013, 12, 31))
    assert plain["advanced_theory"]["total"] == 2
    assert plain["advanced_theory"]["full_time"] == 1
    assert plain["intermediate_theory"]["total"] == 1
    assert plain["begin_unknown"] == {"persons": 1, "courses": 1}


def test_no_course_at_all():
    plain = as_json(training_result(courses()), since=date(2009, 1, 1), as_of=date(2013, 12, 31))
    assert plain["persons"] == 0
    assert plain["advanced_theory"] == {
        "total": 0,
        "full_time": 0,
        "in_service": 0,
        "other": 0,
        "unknown": 0,
        "courses": 0,
    }
