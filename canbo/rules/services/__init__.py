"""Entering, signing and printing what an office says about the rules."""

from canbo.rules.services.entering import (
    Clause,
    NewValue,
    acknowledge,
    cancel,
    confirm_entry,
    enter_value,
    give_back,
    propose_withdrawal,
)
from canbo.rules.services.exporting import export_values
from canbo.rules.services.printing import reprint, reprint_if_any
from canbo.rules.services.signing import sign
from canbo.rules.services.trying import start_trial

__all__ = [
    "Clause", "NewValue", "acknowledge", "cancel", "confirm_entry", "enter_value", "export_values", "give_back",
    "propose_withdrawal", "reprint", "reprint_if_any", "sign", "start_trial",
]  # fmt: skip
