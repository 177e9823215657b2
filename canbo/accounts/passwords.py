"""First passwords: random, easy to copy by hand, changed at first sign-in."""

from __future__ import annotations

import secrets

#: No letter or digit that can be taken for another when it is copied from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def first_password() -> str:
    """Give a random password of four groups of four, about 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
