"""The vocabulary of the rules, the columns of the picture and the closed lists of the files are one."""

import polars as pl
import pytest
from canbo_testing.desk import DAY, DIRECTOR

from canbo.facts import pictures, selectors
from canbo.facts.domain.assemble import ADDRESS
from canbo.organizations.models import Block, Tier, Title
from canbo.personnel import levels
from canbo.personnel.models import Evaluation
from canbo.rules.columns import schema
from canbo.rules.members import TITLE_RANKS
from canbo.rules.vocabulary import VOCABULARY, Kind


def test_the_picture_has_the_columns_of_the_vocabulary(desk):
    desk.open("Nông Văn Bình")
    seen = selectors.picture(DIRECTOR, DAY)
    assert dict(seen.schema) == schema()
    assert seen.columns == list(VOCABULARY)
    assert dict(pictures.current(DAY).frame.schema) == {**schema(), **ADDRESS}


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("gender", levels.Gender), ("qualification_level", levels.QualificationLevel),
        ("theory_level", levels.TheoryLevel), ("state_management_level", levels.StateManagementLevel),
        ("defence_group", levels.DefenceGroup), ("rating_last", levels.Rating), ("rating_y0", levels.Rating),
        ("rating_y4", levels.Rating), ("post_kinds", levels.HoldingKind),
        ("discipline_last_form", levels.DisciplineForm), ("block", Block), ("tier", Tier),
    ],
)  # fmt: skip
def test_members_are_those_of_the_files_in_their_order(name, choices):
    fact = VOCABULARY[name]
    assert fact.codes == tuple(choices.values)
    assert [str(member.label) for member in fact.members] == [str(label) for label in choices.labels]


def test_ranks_of_titles_go_up():
    assert {member.code: str(member.label) for member in TITLE_RANKS} == {
        value: str(label) for value, label in Title.Rank.choices
    }
    assert [member.code for member in TITLE_RANKS] == ["staff", "deputy", "head"]


def test_every_level_compares_in_its_order():
    for fact in VOCABULARY.values():
        if fact.kind is Kind.LEVEL:
            column = pl.Series(fact.codes, dtype=schema()[fact.name])
            assert column.to_physical().to_list() == list(range(len(fact.codes)))


def test_no_sensitive_column():
    words = ("citizen", "health", "insurance", "phone", "address", "history", "family", "card")
    assert not [name for name in VOCABULARY if any(word in name for word in words)]


def test_ratings_take_the_tracks_that_evaluations_have():
    assert {"state", "party"} <= set(Evaluation._meta.get_field("track").choices and levels.DisciplineTrack.values)
