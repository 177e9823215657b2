"""The ready-made roles, read from roles.yaml beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.functional import Promise

from canbo.access.permissions import PERMISSION_LABELS
from canbo.core.access import Permission


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions."""

    code: str
    label: str
    permissions: frozenset[Permission]


@cache
def all_roles() -> dict[str, Role]:
    """Give every role by code, in the order of the file."""
    raw = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))
    return {
        code: Role(code, entry["label"], frozenset(Permission(value) for value in entry["permissions"]))
        for code, entry in raw.items()
    }


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One permission with, for each role in order, whether it has it."""

    label: str | Promise
    held: tuple[tuple[Role, bool], ...]


def matrix() -> tuple[tuple[Role, ...], tuple[MatrixRow, ...]]:
    """Give the roles, and for each permission which of them hold it."""
    roles = tuple(all_roles().values())
    rows = tuple(
        MatrixRow(label, tuple((role, permission in role.permissions) for role in roles))
        for permission, label in PERMISSION_LABELS.items()
    )
    return roles, rows
