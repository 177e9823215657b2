"""Expressions over frames: three-valued, intervals, types."""

from datetime import date

import polars as pl
import pytest

from canbo.rules.domain.binding import unbound
from canbo.rules.domain.compiling import Scene, compile_bool, compile_part, fixed
from canbo.rules.domain.derivation import Moment, no_ages
from canbo.rules.domain.language import LanguageError, parse
from canbo.rules.domain.lexicon import Type

DAY = date(2026, 3, 1)


@pytest.fixture
def scene(lexicon):
    def make(frame: pl.DataFrame, act=None, param=unbound) -> Scene:
        return Scene(lexicon, Moment(pl.lit(DAY), no_ages, fixed=DAY), frozenset(frame.columns), param, act or {})

    return make


def truth(scene, text, frame, act=None, param=unbound):
    part = compile_bool(parse(text).tree, scene(frame, act, param))
    return frame.select(pl.repeat(0, frame.height).alias("rows"), part.low.alias("truth"))["truth"].to_list()


def people(**columns) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("in_plan AND is_leader", [True, False, None, False, False, False, None, False, None]),
        ("in_plan OR is_leader", [True, True, True, True, False, None, True, None, None]),
        ("NOT in_plan", [False, False, False, True, True, True, None, None, None]),
        ("in_plan = is_leader", [True, False, None, False, True, None, None, None, None]),
    ],
)
def test_kleene(scene, text, truths):
    values = [True, False, None]
    frame = people(in_plan=[a for a in values for _ in values], is_leader=values * 3)
    assert truth(scene, text, frame) == truths


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("post_months >= 24", [True, None, False, None]),
        ("post_months > 24", [False, None, False, None]),
        ("post_months < 24", [False, None, True, None]),
        ("post_months <= 24", [True, None, True, None]),
        ("post_months = 24", [True, None, False, None]),
        ("post_months <> 24", [False, None, True, None]),
        ("post_months + 12 >= 36", [True, None, False, None]),
        ("48 - post_months <= 24", [True, None, False, None]),
        ("greatest(post_months, 30) >= 30", [True, True, True, None]),
        ("if(post_months >= 24, TRUE, FALSE)", [True, None, False, None]),
    ],
)
def test_an_interval_is_true_only_at_every_point(scene, text, truths):
    frame = people(post_months_low=[24, 18, 12, None], post_months_high=[24, 29, 23, None])
    frame = frame.with_columns(pl.all().cast(pl.Int32))
    assert truth(scene, text, frame) == truths


def test_the_low_end_decides_where_the_high_is_not_known(scene):
    frame = people(post_months_low=[30, 10], post_months_high=pl.Series([None, None], dtype=pl.Int32))
    assert truth(scene, "post_months >= 24", frame) == [True, None]


def test_levels_compare_in_their_order(scene, lexicon):
    frame = people(theory_level=pl.Series(["none", "intermediate", "advanced", None], dtype=pl.Enum(
        lexicon.words["theory_level"].codes)))  # fmt: skip
    assert truth(scene, "theory_level >= 'intermediate'", frame) == [False, True, True, None]
    assert truth(scene, "theory_level IN ('none', 'advanced')", frame) == [True, False, True, None]
    assert truth(scene, "theory_level < $x", frame, param=lambda node: fixed(
        Type.LEVEL, "advanced", lexicon.words["theory_level"].codes, pl.Enum(lexicon.words["theory_level"].codes)
    )) == [True, True, False, None]  # fmt: skip


def test_dates_and_months(scene):
    frame = people(born_low=[date(1973, 4, 1)], born_high=[date(1973, 4, 30)])
    part = compile_part(parse("months_from(born, DATE '2030-04-01')").tree, scene(frame))
    assert frame.select(part.low.alias("low"), part.high.alias("high")).row(0) == (684, 684)
    part = compile_part(parse("full_months(born, as_of)").tree, scene(frame))
    assert frame.select(part.low.alias("low"), part.high.alias("high")).row(0) == (634, 635)
    part = compile_part(parse("add_months(DATE '2024-08-31', 6)").tree, scene(frame))
    assert pl.select(part.low).item() == date(2025, 3, 1)


def test_what_turns_on_the_act_alone_is_settled_before_any_row(scene):
    frame = people(in_plan=[True, None])
    part = compile_bool(parse("special_case AND in_plan").tree, scene(frame))
    assert part.is_fixed
    assert part.fixed is False
    part = compile_bool(parse("source = 'in_place' OR in_plan").tree, scene(frame))
    assert frame.select(part.low.alias("truth"))["truth"].to_list() == [True, None]
    part = compile_bool(parse("source = 'in_place'").tree, scene(frame, {"source": "in_place"}))
    assert part.fixed is True


def test_half_up(scene):
    frame = people(in_plan=[True])
    for text, expected in (
        ("round_half_up(15 * 1.5)", 23),
        ("round_half_up(9 * 1.5)", 14),
        ("round_half_up(5 * 1.2)", 6),
    ):
        assert pl.select(compile_part(parse(text).tree, scene(frame)).low).item() == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("post_mont >= 3", "Không có dữ kiện «post_mont»"),
        ("post_months_low >= 3", "chỉ là một đầu"),
        ("theory_level >= 'high'", "Không có mức «high»"),
        ("theory_level >= 3", "Không so"),
        ("block >= 'party'", "Không so"),
        ("post_months AND in_plan", "cần vế đúng/sai"),
        ("post_months", "phải cho ra đúng hoặc sai"),
        ("born + 3 = born", "Chỉ cộng, trừ"),
        ("has(in_plan, 'x')", "cần một danh sách"),
        ("had('church', 'warning')", "Không có «church»"),
        ("had('party', in_plan)", "cần chữ"),
        ("full_months(3, born) > 2", "không nhận số"),
        ("greatest(born, 3) = 3", "greatest gặp ngày và số"),
        ("theory_level = block", "danh mục khác nhau"),
        ("$unknown = 3", "Không dùng tham số"),
    ],
)
def test_what_is_refused(scene, text, words):
    with pytest.raises(LanguageError) as refused:
        compile_bool(parse(text).tree, scene(people(in_plan=[True])))
    assert words in refused.value.message
    assert refused.value.mend
