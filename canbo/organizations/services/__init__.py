"""Changing the organisation. Every change is one transaction with its audit row and its row in the change log."""

from canbo.organizations.services.bulk import NewUnit, found_units_bulk, withdraw_batch_units
from canbo.organizations.services.positions import (
    NewPosition,
    abolish_position,
    add_position,
    add_positions_bulk,
    assign_establishment,
    change_position,
)
from canbo.organizations.services.structure import refresh_today
from canbo.organizations.services.titles import (
    FoundTitle,
    FoundTitles,
    add_title,
    change_title,
    ensure_titles,
    load_titles,
)

__all__ = [
    "FoundTitle", "FoundTitles", "NewPosition", "NewUnit", "abolish_position", "add_position", "add_positions_bulk",
    "add_title", "assign_establishment", "change_position", "change_title", "ensure_titles", "found_units_bulk",
    "load_titles", "refresh_today", "withdraw_batch_units",
]  # fmt: skip
