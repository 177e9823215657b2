"""The packs that this installation reads: those shipped, and those of the office in its data directory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from canbo.rules.domain.checks import check_packs
from canbo.rules.domain.faults import Fault
from canbo.rules.domain.law import Library
from canbo.rules.domain.reading import read_packs
from canbo.rules.domain.trying import Tried, check_coverage, run_cases
from canbo.rules.lexicon import lexicon

SHIPPED: Final = Path(__file__).parent / "packs"


def office_packs() -> Path:
    """Give the folder of the packs that this office keeps of its own: local overlays, values it has confirmed."""
    return Path(settings.CANBO_DATA_DIR) / "rules"


def roots() -> tuple[Path, ...]:
    """Give the folders that packs are read from: those shipped, then the office's own where it has any."""
    own = office_packs()
    return (SHIPPED, own) if own.is_dir() else (SHIPPED,)


def library() -> Library:
    """Give the packs, read once for as long as no file of them changes; an entry that cannot be read is left out."""
    found = roots()
    return _read(found, tuple(_stamp(root) for root in found))


@lru_cache(maxsize=4)
def _read(roots: tuple[Path, ...], _stamps: tuple[int, ...]) -> Library:
    packs, _faults = read_packs(roots, lexicon())
    return Library(packs, lexicon())


def _stamp(root: Path) -> int:
    """The latest change of any file under a root; the shipped packs change only with the program."""
    if root == SHIPPED:
        return 0
    return max((path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()), default=0)


def check(folders: Iterable[Path] | None = None) -> tuple[Library, list[Fault], list[Tried]]:
    """Read packs and prove them: their form, what they say of each other, their cases and what the cases leave out.

    `folders`: which packs; those of `roots` unless given.
    """
    packs, faults = read_packs(roots() if folders is None else folders, lexicon())
    found = Library(packs, lexicon())
    if faults.unread:
        return found, faults.sorted(), []
    check_packs(found, faults)
    tried = run_cases(found, faults)
    check_coverage(found, tried, faults)
    return found, faults.sorted(), tried
