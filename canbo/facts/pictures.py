"""The picture of a day as the database is now: kept in the process and on disk, patched or rebuilt after changes."""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

import polars as pl
import structlog
from django.conf import settings

from canbo.common.rows import as_system
from canbo.facts.build import Changed, build, replaced
from canbo.facts.domain.assemble import complete
from canbo.facts.store import PictureStore
from canbo.facts.versions import Version, advanced, changed_people, database, logic, look, meaning_of_titles

log = structlog.get_logger(__name__)

#: Past this share of changed files a picture is rebuilt; past this number of files it is saved again.
PATCHED_SHARE = 0.2
SAVED_AFTER = 200
_IN_PROCESS = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """The rows of everybody, addresses included, the state they show, and how many files were patched since saved."""

    frame: pl.DataFrame
    version: Version
    unsaved: int = 0


_held: OrderedDict[str, Picture] = OrderedDict()
_guard = Lock()
_work: defaultdict[str, Lock] = defaultdict(Lock)


def store() -> PictureStore:
    """Give the store in the data directory."""
    return PictureStore(Path(settings.CANBO_DATA_DIR) / "facts")


def key_of(as_of: date, known_on: datetime | None) -> str:
    """Name the picture of a day, as known now or at a moment."""
    moment = f"@{known_on.astimezone(UTC):%Y%m%dT%H%M%S%f}" if known_on is not None else ""
    return f"{as_of.isoformat()}{moment}"


def current(as_of: date, known_on: datetime | None = None) -> Picture:
    """Give the picture of the day as the database is now.

    One query when nothing changed; the changed files are read and patched in; a build where there is nothing to patch.
    """
    key = key_of(as_of, known_on)
    held = _take(key)
    if held is not None and _is_current(held):
        return held
    with _guard:
        turn = _work[key]
    with turn, as_system():
        held = _take(key)
        if held is None:
            held = _from_disk(key)
        fresh = _patched(held, as_of, known_on) if held is not None else None
        if fresh is None:
            with store().building(key):
                # Another process may have built it while this one waited.
                held = _from_disk(key)
                fresh = _patched(held, as_of, known_on) if held is not None else None
                if fresh is None:
                    fresh = _built(as_of, known_on)
                    _save(key, fresh)
        elif fresh.unsaved > SAVED_AFTER:
            _save(key, fresh)
            fresh = replace(fresh, unsaved=0)
        _keep(key, fresh)
        return fresh


def is_ready(as_of: date, known_on: datetime | None = None) -> bool:
    """Tell whether the picture of the day can be given without building it."""
    key = key_of(as_of, known_on)
    return _take(key) is not None or store().has(key)


def forget_day(as_of: date, known_on: datetime | None = None) -> None:
    """Throw away the picture of one day."""
    key = key_of(as_of, known_on)
    with _guard:
        _held.pop(key, None)
    store().drop(key)


def forget() -> None:
    """Throw away every picture, in this process and on disk."""
    with _guard:
        _held.clear()
    store().drop_all()


def _take(key: str) -> Picture | None:
    with _guard:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
        return None


def _keep(key: str, picture: Picture) -> None:
    with _guard:
        _held[key] = picture
        _held.move_to_end(key)
        while len(_held) > _IN_PROCESS:
            _held.popitem(last=False)


def _from_disk(key: str) -> Picture | None:
    found = store().load(key)
    if found is None:
        return None
    frame, facts = found
    if facts.get("logic") != logic() or facts.get("database") != database():
        return None
    return Picture(frame, Version.from_json(facts["version"]))


def _save(key: str, picture: Picture) -> None:
    facts = {"version": picture.version.as_json(), "logic": logic(), "database": database()}
    store().save(key, picture.frame, facts)


def _is_current(picture: Picture) -> bool:
    now = look(picture.version)
    version = picture.version
    return (
        now.is_known
        and now.last == version.change
        and not now.arrived
        and (now.tree, now.titles, now.positions) == (version.tree, version.titles, version.positions)
    )


def _built(as_of: date, known_on: datetime | None) -> Picture:
    begun = time.perf_counter()
    start = Version()
    version = replace(advanced(start, look(start)), meaning=meaning_of_titles())
    frame = build(as_of, known_on, tree_version=version.tree)
    log.info("picture_built", day=as_of.isoformat(), people=frame.height, seconds=round(time.perf_counter() - begun, 2))
    return Picture(frame, version)


def _patched(picture: Picture, as_of: date, known_on: datetime | None) -> Picture | None:
    """Bring a picture up to date; None where it must be built anew."""
    before = picture.version
    now = look(before)
    if not now.is_known or now.last < before.change:
        return None
    meaning = before.meaning
    if (now.titles, now.positions) != (before.titles, before.positions):
        meaning = meaning_of_titles()
        if meaning != before.meaning:
            return None
    frame, touched = picture.frame, 0
    version = replace(advanced(before, now), meaning=meaning)
    if now.last > before.change or now.arrived:
        changed = Changed(before.change, now.last, now.arrived)
        people = changed_people(changed)
        touched = len(people)
        if touched > PATCHED_SHARE * max(frame.height, 50):
            return None
        rest = frame.filter(~pl.col("person_id").is_in(people))
        frame = complete(pl.concat([rest, build(as_of, known_on, changed, tree_version=now.tree)]))
    if now.tree != before.tree:
        frame = replaced(frame, as_of, known_on, tree_version=now.tree)
    return Picture(frame, version, picture.unsaved + touched)
