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


def printed_root() -> Path:
    """Give the folder in which what was signed in the pages is printed as packs; `CURRENT` names the print in use."""
    return Path(settings.CANBO_DATA_DIR) / "rules-values"


def printed_packs() -> Path | None:
    """Give the print in use; None where nothing signed is in force. Workers see a new one at their next question."""
    try:
        name = (printed_root() / "CURRENT").read_text(encoding="ascii").strip()
        folder = printed_root() / name
        return folder if name.isalnum() and any(folder.iterdir()) else None
    except OSError:
        return None


def written_roots() -> tuple[Path, ...]:
    """Give the folders of the packs that people write: those shipped, then the office's own where it has any."""
    own = office_packs()
    return (SHIPPED, own) if own.is_dir() else (SHIPPED,)


def roots() -> tuple[Path, ...]:
    """Give the folders that packs are read from: those that people write, and what was signed in the pages."""
    printed = printed_packs()
    return (*written_roots(), printed) if printed is not None else written_roots()


def library() -> Library:
    """Give the packs, read once for as long as no file of them changes; an entry that cannot be read is left out."""
    return library_of(roots())


def written_library() -> Library:
    """Give the packs without what was signed in the pages."""
    return library_of(written_roots())


def library_of(folders: tuple[Path, ...]) -> Library:
    """Give the packs of these folders, read once for as long as no file of them changes."""
    return _read(folders, tuple(_stamp(root) for root in folders))


@lru_cache(maxsize=4)
def _read(roots: tuple[Path, ...], _stamps: tuple[int, ...]) -> Library:
    packs, _faults = read_packs(roots, lexicon())
    return Library(packs, lexicon())


def _stamp(root: Path) -> int:
    """What tells that a file under a root changed. The shipped packs change only with the program, a print never."""
    if root == SHIPPED or root.parent == printed_root():
        return 0
    files = (path for path in root.rglob("*", recurse_symlinks=True) if path.is_file())
    return hash(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(files)))


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
