"""The vocabulary says of every fact what it is."""

import subprocess
import sys

import polars as pl
import pytest

from canbo.core.errors import DomainError
from canbo.rules.columns import dtype, schema
from canbo.rules.vocabulary import VOCABULARY, Kind, dimensions, fact, filterable, list_columns


@pytest.mark.parametrize("name", VOCABULARY)
def test_each_fact_has_words_and_a_type(name):
    word = VOCABULARY[name]
    assert word.name == name
    assert str(word.label)
    assert str(word.meaning)
    assert bool(word.members) or word.kind not in {Kind.LEVEL, Kind.CATEGORY}
    assert (str(word.unit) == "tháng") == (word.kind is Kind.MONTHS)
    assert schema()[name] == dtype(word)


def test_labels_tell_facts_apart():
    labels = [str(word.label) for word in VOCABULARY.values()]
    assert len(set(labels)) == len(labels)


def test_what_a_level_becomes():
    assert dtype(fact("theory_level")) == pl.Enum(["none", "elementary", "intermediate", "advanced", "bachelor"])
    assert dtype(fact("plan_titles")) == pl.List(pl.String())
    assert fact("theory_level").label_of("advanced") == "Cao cấp"
    assert fact("theory_level").label_of("unheard") == "unheard"


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(DomainError) as refused:
        fact("theory_grade")
    assert refused.value.code == "fact_unknown"
    assert "theory_level" in refused.value.message


def test_what_lists_and_tables_may_use():
    assert {"block", "tier", "is_female", "theory_level"} <= {word.name for word in dimensions()}
    assert "full_name" in {word.name for word in list_columns()}
    assert "sort_key" not in {word.name for word in list_columns()}
    assert {"unit_id", "search_name"} <= {word.name for word in filterable()}
    assert {word.name for word in VOCABULARY.values() if word.restricted} == {
        "in_plan", "plan_titles", "discipline_in_force", "discipline_last_form", "disciplines",
    }  # fmt: skip


def test_it_needs_no_models():
    code = (
        "import sys, canbo.rules.vocabulary, canbo.rules.columns;"
        "assert 'canbo.personnel' not in sys.modules and 'django.db.models' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
