"""The language of conditions: what it reads, and what it refuses in words."""

import pytest

from canbo.rules.domain.language import Among, Call, Compare, LanguageError, Logic, Name, Not, Param, parse


def test_what_binds_tighter():
    tree = parse("a OR b AND NOT c").tree
    assert isinstance(tree, Logic)
    assert tree.op == "or"
    right = tree.parts[1]
    assert isinstance(right, Logic)
    assert right.op == "and"
    assert isinstance(right.parts[1], Not)


def test_names_and_parameters_in_order():
    found = parse("post_months >= $a.b AND clear_of('party', 'warning', $c) AND as_of < born")
    assert found.names == ("post_months", "as_of", "born")
    assert found.params == ("a.b", "c")
    assert found.uses_discipline


def test_between_and_in():
    between = parse("x BETWEEN 1 AND 3 + 2").tree
    assert isinstance(between, Logic)
    assert [part.op for part in between.parts if isinstance(part, Compare)] == [">=", "<="]
    assert isinstance(parse("x IN ('a', 'b')").tree, Among)
    assert isinstance(parse("x NOT IN ('a')").tree, Not)


def test_other_ways_to_write():
    assert parse("x != 1").tree == parse("x <> 1").tree
    assert parse("(x)").tree == Name("x", 1)
    assert parse("$a.b_c").tree == Param("a.b_c", 0)
    call = parse("months_from(DATE '2030-04-01', born)").tree
    assert isinstance(call, Call)
    assert parse("'it''s'").tree.value == "it's"


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("a AND", 5, "Thiếu một giá trị"),
        ("a b", 2, "Thừa «b»"),
        ("(a", 2, "Thiếu «)»"),
        ("a ; b", 2, "Không hiểu ký tự"),
        ("x IS NULL", 2, "Không có IS NULL"),
        ("read_csv('x')", 0, "Không có hàm"),
        ("had('party')", 0, "cần 2 giá trị"),
        ("x BETWEEN 1", 11, "thiếu AND"),
        ("DATE '2025-02-30'", 5, "Không có ngày"),
        ("DATE 5", 5, "phải là ngày"),
        ("a NOT b", 6, "Sau NOT"),
        ("", 0, "Thiếu một giá trị"),
    ],
)
def test_what_is_refused(text, at, words):
    with pytest.raises(LanguageError) as refused:
        parse(text)
    assert refused.value.at == at
    assert words in refused.value.message
    assert refused.value.mend
