"""Changing the organisation. Every change is one transaction with its audit row and its row in the change log."""

from canbo.organizations.services.bodies import close_body, close_term, create_body, open_term
from canbo.organizations.services.bulk import NewUnit, found_units_bulk, withdraw_batch_units
from canbo.organizations.services.corrections import KEEP, correct_place, correct_unit
from canbo.organizations.services.endings import Part, abolish_unit, merge_units, split_unit
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
from canbo.organizations.services.units import Founding, found_unit, move_unit, rename_unit

__all__ = [
    "KEEP", "FoundTitle", "FoundTitles", "Founding", "NewPosition", "NewUnit", "Part", "abolish_position",
    "abolish_unit", "add_position", "add_positions_bulk", "add_title", "assign_establishment", "change_position",
    "change_title", "close_body", "close_term", "correct_place", "correct_unit", "create_body", "ensure_titles",
    "found_unit", "found_units_bulk", "load_titles", "merge_units", "move_unit", "open_term", "refresh_today",
    "rename_unit", "split_unit", "withdraw_batch_units",
]  # fmt: skip
