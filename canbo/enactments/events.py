"""Telling the apps above what has become of a decision, inside the transaction in which it did."""

from __future__ import annotations

from collections.abc import Callable

from canbo.decisions.models import Decision

type Listener = Callable[[Decision, str], None]

#: What may become of a decision.
EVENTS = ("signed", "in_force", "revoked", "replaced", "discarded")

_listeners: list[Listener] = []


def on_decision(listener: Listener) -> None:
    """Have a function called with the decision and one of EVENTS; registering it again changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(decision: Decision, event: str) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(decision, event)
