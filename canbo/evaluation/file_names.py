"""Names of the files of evaluations, as the guides fix them: form, short name of the unit, period; ASCII."""

from __future__ import annotations

import re
from typing import Final

from canbo.core.text import fold
from canbo.evaluation.models import Campaign
from canbo.organizations.models import Unit

_ROMAN: Final = {1: "I", 2: "II", 3: "III", 4: "IV"}


def file_name(form: str, campaign: Campaign, unit: Unit) -> str:
    """Give the name of a file without its ending: «Mau 14_SNV_Quy III-2026». `form` is ASCII."""
    if campaign.month:
        period = f"Thang {campaign.month}-{campaign.year}"
    elif campaign.quarter:
        period = f"Quy {_ROMAN[campaign.quarter]}-{campaign.year}"
    else:
        period = f"Nam {campaign.year}"
    name = unit.short_name or "".join(word[0] for word in fold(unit.name).split()).upper()
    short = re.sub(r"[^A-Za-z0-9-]+", " ", _ascii(name)).strip() or str(unit.pk)
    return f"{form}_{short[:60]}_{period}"


def _ascii(text: str) -> str:
    """Drop the marks and keep the case."""
    plain = fold(text)
    if len(plain) != len(text):
        return plain
    return "".join(new.upper() if old.isupper() else new for old, new in zip(text, plain, strict=True))
