from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from canbo.organizations.domain import timeline
from canbo.organizations.domain.timeline import Revision, Span

START = date(2000, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(14)]


@st.composite
def timelines(draw: st.DrawFn) -> list[Span[int]]:
    """Spans that follow each other without a gap; the ends may be open."""
    cuts = sorted(draw(st.sets(st.sampled_from(DAYS), max_size=5)))
    edges: list[date | None] = [draw(st.sampled_from([None, DAYS[0]])), *[d for d in cuts if d > DAYS[0]], None]
    return [Span(draw(st.integers(0, 3)), start, before, key) for key, (start, before) in enumerate(pairwise(edges), 1)]


def applied(spans: list[Span[int]], revision: Revision[int]) -> list[Span[int]]:
    kept = [span for span in spans if span.key not in revision.dropped]
    return timeline.in_order([*kept, *revision.added])


def value_on(spans: list[Span[int]], day: date) -> int | None:
    held = [span.value for span in spans if span.holds(day)]
    assert len(held) <= 1
    return held[0] if held else None


@given(timelines(), st.sampled_from(DAYS))
def test_a_change_holds_until_the_next_one_recorded(spans: list[Span[int]], on: date) -> None:
    after = applied(spans, timeline.changed(spans, on, 99))
    standing = timeline.at(spans, on)
    for day in DAYS:
        if standing is not None and on <= day < (standing.before or date.max):
            assert value_on(after, day) == 99
        else:
            assert value_on(after, day) == value_on(spans, day)


@given(timelines(), st.sampled_from(DAYS))
def test_an_end_leaves_nothing_after_it(spans: list[Span[int]], on: date) -> None:
    after = applied(spans, timeline.ended(spans, on))
    assert [value_on(after, day) for day in DAYS] == [value_on(spans, day) if day < on else None for day in DAYS]


@given(timelines(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_cover_asks_every_day(spans: list[Span[int]], one: date, other: date) -> None:
    gappy = [span for span in spans if span.value != 0]
    start, before = min(one, other), max(one, other) + timedelta(days=1)
    asked = [day for day in DAYS if start <= day < before]
    assert timeline.covers(gappy, start, before) == all(value_on(gappy, day) is not None for day in asked)


@given(timelines(), st.sampled_from(DAYS))
def test_nearest_is_the_value_of_the_day_or_the_last_before(spans: list[Span[int]], day: date) -> None:
    found = timeline.nearest(spans, day)
    assert found is not None
    standing = timeline.at(spans, day)
    if standing is not None:
        assert found == standing
    assert timeline.nearest([], day) is None


def test_circle_needs_a_common_day() -> None:
    """2 stood under 1 only until the 5th; putting 1 under 2 is a circle before that day, and none after."""
    edges = [(2, 1, None, DAYS[5]), (2, None, DAYS[5], None), (1, None, None, None)]

    def parents_of(units: frozenset[int]) -> list[tuple[int, int | None, date | None, date | None]]:
        return [edge for edge in edges if edge[0] in units]

    assert timeline.would_circle(1, 2, DAYS[0], None, parents_of)
    assert timeline.would_circle(1, 2, DAYS[4], DAYS[6], parents_of)
    assert not timeline.would_circle(1, 2, DAYS[5], None, parents_of)
    assert timeline.would_circle(1, 1, DAYS[5], None, parents_of)
