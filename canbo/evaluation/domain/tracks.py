"""On which of the two scales a scheme rates: the Party's or the State's."""

from __future__ import annotations

from typing import Final, Literal

type Track = Literal["state", "party"]

TRACKS: Final[tuple[Track, ...]] = ("state", "party")


def track_of(scheme: str) -> Track:
    """Give the scale of a scheme by its id; that of a locality is the State's unless its id names the Party."""
    return "party" if "party" in scheme.split(".") else "state"
