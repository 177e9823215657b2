"""Where a target stands: rules for some blocks hold for a title found only in those, its own block unknown."""

from datetime import date

import pytest

from canbo.rules.domain.engine import demanded
from canbo.rules.library import library
from canbo.rules.targets import target_named

GENERAL = "state.appointment.planned"


@pytest.mark.parametrize(
    ("title", "block", "asked"),
    [
        ("province.division_head", "", True),
        ("province.division_head", "party", True),
        ("province.division_head", "public_service", False),
        ("commune.division_head", "", True),
        ("province.service_head", "", False),
        ("grassroots.secretary", "", False),
    ],
)
def test_a_title_of_several_blocks_needs_no_standard_of_its_own(title, block, asked):
    law = library().law(date(2026, 2, 28), without=library().local)
    found = {each.condition.id for each in demanded(law, target_named(library(), title, block=block), "appointment")}
    assert (GENERAL in found) is asked
