from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.organizations.domain.tree import (
    Edge,
    build,
    nearest_first,
    path_ids,
    path_step,
    standing_paths,
)


@st.composite
def forests(draw: st.DrawFn) -> list[Edge]:
    """Edges of any forest, in any order: each unit stands under one with a smaller number, then all are renumbered."""
    count = draw(st.integers(0, 25))
    names = draw(st.permutations(range(1, count + 1)))
    edges: list[Edge] = []
    for i in range(count):
        above = draw(st.integers(-1, i - 1))
        edges.append((names[i], names[above] if above >= 0 else None, draw(st.integers(0, 3))))
    return draw(st.permutations(edges))


@given(forests())
def test_tree_says_what_the_edges_say(edges: list[Edge]) -> None:
    tree = build(edges)
    parent = {unit: above for unit, above, _ in edges}
    order = {unit: (place, unit) for unit, _, place in edges}
    assert sorted(tree.ids) == sorted(parent)
    for unit, above in parent.items():
        assert tree.parent_of(unit) == above
        chain = []
        while above is not None:
            chain.append(above)
            above = parent[above]
        assert tree.ancestors(unit) == chain[::-1]
        assert tree.depth_of(unit) == len(chain)
        below = {each for each in parent if each == unit or unit in tree.ancestors(each)}
        assert set(tree.subtree(unit)) == below
        assert len(tree.subtree(unit)) == tree.rgt(unit) - tree.lft(unit)
        expected = sorted((each for each, up in parent.items() if up == unit), key=order.__getitem__)
        assert tree.children(unit) == expected
        assert all(tree.is_under(each, unit) == (each in below) for each in parent)
        assert path_ids(tree.path_of(unit)) == [*chain[::-1], unit]
    assert tree.roots() == sorted((each for each, up in parent.items() if up is None), key=order.__getitem__)
    assert standing_paths(parent) == {unit: tree.path_of(unit) for unit in parent}


@given(forests(), st.data())
def test_totals_sum_each_subtree(edges: list[Edge], data: st.DataObject) -> None:
    tree = build(edges)
    own = {unit: data.draw(st.integers(0, 50)) for unit in tree if data.draw(st.booleans())}
    totals = tree.totals(own)
    assert totals == {unit: sum(own.get(each, 0) for each in tree.subtree(unit)) for unit in tree}


@given(forests(), st.integers(1, 20))
def test_opened_rows_fit_on_the_screen(edges: list[Edge], visible: int) -> None:
    tree = build(edges)
    opened = nearest_first(tree, tree.ids, visible)
    shown = len(tree.roots()) + sum(len(tree.children(unit)) for unit in opened)
    assert shown <= max(visible, len(tree.roots()))
    assert all(above in opened for unit in opened for above in tree.ancestors(unit))


def test_circle_is_refused_by_name() -> None:
    with pytest.raises(DomainError) as refusal:
        build([(1, None, 0), (2, 3, 0), (3, 2, 0)])
    assert refusal.value.code == "unit_cycle"
    assert refusal.value.extra["units"] == [2, 3]
    with pytest.raises(DomainError):
        standing_paths({2: 3, 3: 2})


def test_two_places_at_once_are_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        build([(1, None, 0), (2, 1, 0), (2, None, 0)])
    assert refusal.value.code == "unit_twice"


def test_a_unit_whose_parent_is_not_there_stands_as_a_root() -> None:
    tree = build([(1, None, 0), (2, 9, 0)])
    assert tree.orphans == (2,)
    assert tree.roots() == [1, 2]


def test_path_steps_sort_as_ids() -> None:
    ids = [1, 9, 10, 35, 36, 37, 1295, 1296, 10**9]
    assert sorted(map(path_step, ids)) == [path_step(each) for each in ids]
    assert path_ids(path_step(36) + path_step(1)) == [36, 1]


def test_a_long_chain_is_no_trouble() -> None:
    tree = build([(i, i - 1 if i > 1 else None, 0) for i in range(1, 5001)])
    assert tree.depth_of(5000) == 4999
