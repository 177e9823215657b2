"""What the tests of runs share: circumstances stated, steps by key, refusals by code."""

from __future__ import annotations

import pytest

from canbo.core.errors import DomainError

STATED = {
    "target_block": "government", "source": "in_place", "component_unit": False, "has_sub_units": True,
    "staff_count": 45, "party_above_grassroots": True,
}  # fmt: skip


def step(run, key):
    return run.steps.exclude(state="returned").get(key=key)


def refused(code, asked, kind=DomainError, **given):
    with pytest.raises(kind) as error:
        asked(**given)
    assert error.value.code == code
    return error.value
