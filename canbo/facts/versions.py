"""Which state of the database a picture shows, told by the change logs of the files and of the structure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.db import connections

from canbo.facts.build import Changed
from canbo.facts.reading import alias
from canbo.organizations.models import Position, StructureChange, Title
from canbo.personnel.models import FileChange, PostHolding

#: How far back a change may still appear under a key lower than one already seen (keys are given before the commit).
_WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class Version:
    """The last change of the files that a picture holds, and of each part of the structure.

    `holes` are the runs of keys (first, last) below the last one that no change bore when it was read: a transaction
    still under way may bring one later. `changed_at` tells the row apart from another given the same key after a
    roll-back or a restore.
    """

    change: int = 0
    changed_at: str = ""
    holes: tuple[tuple[int, int], ...] = ()
    tree: str = ""
    titles: str = ""
    positions: str = ""
    meaning: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read plain JSON back."""
        return cls(**{**raw, "holes": tuple((first, last) for first, last in raw["holes"])})


@dataclass(frozen=True, slots=True)
class Now:
    """What one look at the logs found, compared with a version."""

    last: int
    last_at: str
    is_known: bool
    arrived: tuple[int, ...]
    tree: str
    titles: str
    positions: str


def look(version: Version) -> Now:
    """Compare a version with the logs as they are. One query; one more where a late change has arrived."""
    log = f'"{FileChange._meta.db_table}"'
    structure = f'"{StructureChange._meta.db_table}"'
    aspects = [StructureChange.Aspect.TREE, StructureChange.Aspect.TITLES, StructureChange.Aspect.POSITIONS]
    latest = ", ".join(
        f"(SELECT CAST(id AS VARCHAR(20)) || '-' || token FROM {structure} "
        f"WHERE aspect = '{aspect.value}' ORDER BY id DESC LIMIT 1)"
        for aspect in aspects
    )
    last = f"(SELECT MAX(id) FROM {log})"
    late = _within(version.holes)
    with connections[alias(FileChange)].cursor() as cursor:
        cursor.execute(
            f"SELECT {last}, (SELECT at FROM {log} WHERE id = {last}), (SELECT at FROM {log} WHERE id = %s), "
            f"(SELECT COUNT(*) FROM {log} WHERE {late}), {latest}",
            [version.change],
        )
        top, top_at, same_at, arrived, tree, titles, positions = cursor.fetchone()
    return Now(
        last=top or 0,
        last_at=str(top_at or ""),
        is_known=str(same_at or "") == version.changed_at,
        arrived=tuple(_keys(late)) if arrived else (),
        tree=tree or "",
        titles=titles or "",
        positions=positions or "",
    )


def _within(runs: Iterable[tuple[int, int]]) -> str:
    """The SQL condition that the key of a change lies in one of the runs."""
    return " OR ".join(f"id BETWEEN {first:d} AND {last:d}" for first, last in runs) or "1 = 0"


def _keys(condition: str) -> list[int]:
    with connections[alias(FileChange)].cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{FileChange._meta.db_table}" WHERE {condition} ORDER BY id')
        return [row[0] for row in cursor.fetchall()]


def advanced(version: Version, now: Now) -> Version:
    """Give the version after the changes that `now` found have been taken in; read before the files themselves."""
    low = max(version.change, now.last - _WINDOW)
    absent = {key for first, last in version.holes for key in range(max(first, now.last - _WINDOW), last + 1)}
    absent.update(range(low + 1, now.last + 1))
    absent.difference_update(now.arrived, _keys(f"id BETWEEN {low + 1:d} AND {now.last:d}"))
    return replace(
        version, change=now.last, changed_at=now.last_at, holes=runs_of(sorted(absent)), tree=now.tree,
        titles=now.titles, positions=now.positions,
    )  # fmt: skip


def runs_of(keys: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Give the unbroken runs (first, last) of rising keys: 3, 4, 5, 9 are (3, 5), (9, 9)."""
    runs: list[tuple[int, int]] = []
    for key in keys:
        if runs and runs[-1][1] == key - 1:
            runs[-1] = (runs[-1][0], key)
        else:
            runs.append((key, key))
    return tuple(runs)


def changed_people(changed: Changed) -> list[int]:
    """Give the keys of the files that changed, withdrawn ones included."""
    keys, params = changed.keys()
    with connections[alias(FileChange)].cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT person_key FROM ({keys}) changed", params)
        return [row[0] for row in cursor.fetchall()]


def meaning_of_titles() -> str:
    """Digest what the picture takes from titles and positions, so that other edits of them rebuild nothing."""
    rows: list[Any] = list(Title.objects.order_by("id").values_list("id", "name", "rank", "level"))
    rows += Position.objects.filter(
        pk__in=PostHolding.objects.filter(title__isnull=True, position__isnull=False).values("position_id")
    ).order_by("id").values_list("id", "title_id")  # fmt: skip
    return hashlib.blake2b(repr(rows).encode(), digest_size=12).hexdigest()


@cache
def logic() -> str:
    """Digest the code that makes a picture: one made by another version of the program is thrown away."""
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=12)
    rules = here.parent / "rules"
    sources = [*sorted((here / "domain").glob("*.py")), here / "build.py", here / "reading.py"]
    words = [rules / name for name in ("vocabulary.py", "members.py", "columns.py", "domain/derivation.py")]
    for source in [*sources, *words]:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def database() -> str:
    """Digest which database this is: the data directory may have served another."""
    settings = connections[alias(FileChange)].settings_dict
    named = [str(settings.get(key, "")) for key in ("ENGINE", "NAME", "HOST", "PORT")]
    return hashlib.blake2b("\n".join(named).encode(), digest_size=8).hexdigest()
