"""The register and the schedule are whole: every section of the file has a purpose, a base, and a time."""

from __future__ import annotations

import pytest

from canbo.personnel.models import RECORD_KINDS
from canbo.privacy.domain.catalogue import activities, activity_of, retention
from canbo.privacy.papers import register_paper
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.tables import CONFIDENCE

from .conftest import TODAY


def test_every_section_of_the_file_stands_in_the_register_once():
    named = [section for each in activities() for section in each.sections]
    assert sorted(named) == sorted(kind.section.key for kind in RECORD_KINDS)
    assert activity_of("health").key == "health"
    with pytest.raises(KeyError):
        activity_of("nothing")


def test_what_is_sensitive_by_the_decree_is_said_to_be_so():
    for section in ("identity", "party", "family", "history", "health", "discipline", "economy"):
        assert activity_of(section).sensitive, section


def test_every_base_says_how_sure_it_is_and_none_claims_a_full_reading():
    for each in activities():
        assert each.base.clauses
        assert each.base.confidence in CONFIDENCE
        assert each.retention.confidence in CONFIDENCE
    assert "đã đọc toàn văn" not in " ".join(str(words) for words in CONFIDENCE.values())


def test_a_number_of_months_is_the_offices_unless_a_law_gives_it():
    for rule in retention().values():
        if rule.by == "law":
            assert rule.months in (None, 0), rule.key
        assert set(rule.sections) <= set(KINDS_BY_KEY)
        assert rule.base


def test_the_printed_register_has_a_line_for_each_activity():
    grid = register_paper(TODAY).blocks[0]
    assert len(grid.rows) == len(activities())
    assert all(any(str(words) in row.cells[3] for words in CONFIDENCE.values()) for row in grid.rows)
