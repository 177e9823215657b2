"""Pictures on disk: one Arrow file a day under `facts/` of the data directory, with a page of facts about it beside it.

The page names the file, its size and checksum; both are put in place by a rename, the page last, so that a reader finds
a whole picture or none. Whatever cannot be read is as good as absent. The last of several writers wins.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import polars as pl
import structlog

log = structlog.get_logger(__name__)

#: How many days are kept; the least recently used go first.
KEPT = 16
_PAGE, _DATA, _DRAFT, _LOCK = ".json", ".arrow", ".new", ".lock"


class PictureStore:
    """The pictures in one directory, by key."""

    def __init__(self, directory: Path, kept: int = KEPT) -> None:
        self._directory = directory
        self._kept = kept

    def load(self, key: str) -> tuple[pl.DataFrame, dict[str, Any]] | None:
        """Give the picture and what was saved beside it; None where there is none that is whole."""
        page_path = self._directory / f"{key}{_PAGE}"
        try:
            page = json.loads(page_path.read_text(encoding="utf-8"))
            raw = (self._directory / page["file"]).read_bytes()
            if len(raw) != page["bytes"] or zlib.crc32(raw) != page["crc"]:
                raise ValueError("checksum")
            frame = pl.read_ipc(raw)
            facts: dict[str, Any] = page["facts"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as problem:
            log.warning("picture_unreadable", picture=key, problem=type(problem).__name__)
            with suppress(OSError):
                self.drop(key)
            return None
        with suppress(OSError):  # only the order of throwing away depends on it
            os.utime(page_path)
        return frame, facts

    def has(self, key: str) -> bool:
        """Tell whether a picture stands under the key, whole or not."""
        return (self._directory / f"{key}{_PAGE}").exists()

    def save(self, key: str, frame: pl.DataFrame, facts: dict[str, Any]) -> None:
        """Put a picture in the place of the one under the key. A full or closed disk is logged: it is only a cache."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._locked("save"):
                self._write(key, frame, facts)
        except OSError as problem:
            log.warning("picture_not_saved", picture=key, problem=problem.strerror)

    def drop(self, key: str) -> None:
        """Throw one picture away."""
        (self._directory / f"{key}{_PAGE}").unlink(missing_ok=True)
        for path in self._directory.glob(f"{key}.*{_DATA}"):
            path.unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Throw every picture away."""
        if self._directory.is_dir():
            for path in self._directory.iterdir():
                if path.suffix in {_PAGE, _DATA, _DRAFT}:
                    path.unlink(missing_ok=True)

    @contextmanager
    def building(self, key: str) -> Iterator[None]:
        """Let one process at a time build a picture; the lock goes with its holder, however that one ends."""
        with ExitStack() as held:
            try:
                self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
                held.enter_context(self._locked("build"))
            except OSError as problem:
                log.warning("picture_not_locked", picture=key, problem=problem.strerror)
            yield

    @contextmanager
    def _locked(self, work: str) -> Iterator[None]:
        with (self._directory / f"{work}{_LOCK}").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _write(self, key: str, frame: pl.DataFrame, facts: dict[str, Any]) -> None:
        descriptor, draft = tempfile.mkstemp(prefix=f"{key}.", suffix=_DATA, dir=self._directory)
        with os.fdopen(descriptor, "wb") as handle:
            frame.write_ipc(handle, record_batch_size=max(frame.height, 1))
        raw = Path(draft).read_bytes()
        page = {"file": Path(draft).name, "bytes": len(raw), "crc": zlib.crc32(raw), "facts": facts}
        self._put(key, json.dumps(page))
        self._tidy(key, Path(draft).name)

    def _put(self, key: str, text: str) -> None:
        descriptor, draft = tempfile.mkstemp(prefix=f"{key}.", suffix=_DRAFT, dir=self._directory)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
        Path(draft).replace(self._directory / f"{key}{_PAGE}")

    def _tidy(self, key: str, file: str) -> None:
        """Under the lock: remove days used longest ago, former files of the key, drafts whose writer died."""
        pages = sorted(self._directory.glob(f"*{_PAGE}"), key=_used, reverse=True)
        for page in pages[self._kept :]:
            page.unlink(missing_ok=True)
        kept = {page.stem for page in pages[: self._kept]}
        for path in self._directory.glob(f"*{_DATA}"):
            of = path.name.partition(".")[0]
            if of not in kept or (of == key and path.name != file):
                path.unlink(missing_ok=True)
        for path in self._directory.glob(f"*{_DRAFT}"):
            path.unlink(missing_ok=True)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
