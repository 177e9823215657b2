"""The retirement ages in force, read from retirement.yaml beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from canbo.rules.domain.retirement import RetirementAges


@cache
def retirement_ages() -> RetirementAges:
    """Give the ages by sex and year (Decree 135/2020/NĐ-CP, Art. 4.1)."""
    raw = yaml.safe_load((Path(__file__).parent / "retirement.yaml").read_text(encoding="utf-8"))
    return RetirementAges(raw["years"], {sex: raw["before_2021"][sex] for sex in ("male", "female")})


@cache
def retirement_citation() -> str:
    """Give the clause that the ages come from."""
    raw = yaml.safe_load((Path(__file__).parent / "retirement.yaml").read_text(encoding="utf-8"))
    return f"{raw['clause']}, {raw['document']}"
