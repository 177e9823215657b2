"""A database of made-up people for the benchmarks: units, titles and files, written set-based."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched
from pathlib import Path
from typing import Any

from made_up import MadeUp, make_up

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2025, 12, 31)
PEOPLE_IN_A_UNIT = 12
_BATCH = 10_000


def set_up(data_dir: str | None) -> Path:
    """Start Django on a data directory (a new one unless named) and make its tables; give the directory."""
    directory = Path(data_dir) if data_dir else Path(tempfile.mkdtemp(prefix="canbo-bench-"))
    begin(directory)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("migrate", database="jobs", verbosity=0)
    return directory


def begin(directory: Path) -> None:
    """Start Django on a data directory as it stands."""
    os.environ["CANBO_DATA_DIR"] = str(directory)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canbo.config.settings.local")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def fill(count: int, *, seed: int = 2026) -> int:
    """Write `count` made-up people with their units, unless the database has people; give how many it has."""
    from canbo.core.access import full_access
    from canbo.organizations.services.titles import load_titles
    from canbo.personnel.models import Person

    there = Person.objects.count()
    if there:
        return there
    access = full_access(None, "bench")
    load_titles(access=access)
    units = _units(access, count)
    for chunk in batched(make_up(count, units=len(units), as_of=AS_OF, seed=seed), _BATCH):
        _write(chunk, units)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _units(access: Any, count: int) -> list[int]:
    """A province over communes over divisions; give the divisions."""
    from roster import unit_name

    from canbo.organizations.services.bulk import NewUnit, found_units_bulk

    divisions = max(1, count // PEOPLE_IN_A_UNIT)
    new = [NewUnit("Tỉnh Bình Sơn", block="government", tier="province")]
    listed: list[int] = []
    for number in range(divisions):
        if number % 10 == 0:
            parent = len(new)
            tier = "commune" if number % 30 else "province"
            new.append(NewUnit(f"Cơ quan số {number // 10 + 1}", tier=tier, parent_index=0))
        listed.append(len(new))
        new.append(NewUnit(unit_name(number), parent_index=parent))
    ids = found_units_bulk(access=access, units=new, root=None)
    return [ids[place] for place in listed]


def _write(people: Sequence[MadeUp], units: list[int]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from canbo.common.bulk import insert_rows, reserve_ids
    from canbo.core.text import fold, name_sort_key
    from canbo.organizations.models import Title
    from canbo.personnel.models import FileChange, Person, Source

    now = timezone.now()
    titles = {
        rank: Title.objects.filter(rank=rank).order_by("id").values_list("id", flat=True)[0]
        for rank in ("head", "deputy", "staff")
    }
    with transaction.atomic():
        source = Source.objects.create(kind="import", description="bench", user_name="bench", at=now).pk
        ids = reserve_ids(Person, len(people))
        keyed = list(zip(ids, people, strict=True))
        insert_rows(
            Person,
            ("id", "number", "full_name", "sort_key", "search_name", "search_aliases", "born", "gender",
             "citizen_index", "managed_tier", "unit", "source", "recorded_at"),
            [
                (key, "", p.name, name_sort_key(p.name), fold(p.name), "", _born(p),
                 "female" if p.is_female else "male", "", "", units[p.unit], source, now)
                for key, p in keyed
            ],
        )  # fmt: skip
        for kind, fields, rows in _records(keyed, units, titles):
            fixed, values = _fixed(kind, ("person", *fields), source, now)
            insert_rows(kind, ("person", *fields, *fixed), [(*row, *values) for row in rows])
        insert_rows(FileChange, ("person_key", "at"), [(key, now) for key in ids])


def _born(person: MadeUp) -> str:
    return str(person.born.year) if person.year_only else person.born.isoformat()


def _fixed(kind: Any, given: Sequence[str], source: int, now: Any) -> tuple[list[str], list[Any]]:
    """The columns that every record must have besides those given, with their values."""
    values: dict[str, Any] = {"source": source, "recorded_at": now}
    for field in kind._meta.fields:
        if not field.null and not field.primary_key and field.name not in given and field.name not in values:
            values[field.name] = field.get_default()
    return list(values), list(values.values())


def _records(
    keyed: list[tuple[int, MadeUp]], units: list[int], titles: dict[str, int]
) -> Iterator[tuple[Any, tuple[str, ...], list[tuple[Any, ...]]]]:
    from canbo.personnel import models as m

    iso = date.isoformat
    yield (
        m.Identity,
        ("full_name", "gender", "born", "ethnicity", "religion", "home_place"),
        [
            (key, p.name, "female" if p.is_female else "male", _born(p), p.ethnicity, p.religion, p.home)
            for key, p in keyed
        ],
    )
    yield m.Recruitment, ("recruited_on",), [(key, iso(p.recruited)) for key, p in keyed]
    yield m.RegimeRecord, ("regime", "valid_from"), [(key, "civil_servant", iso(p.recruited)) for key, p in keyed]
    yield (
        m.PartyMembership,
        ("is_member", "probationary_on", "official_on"),
        [
            (key, p.party is not None, iso(p.party) if p.party else None, str(p.official.year) if p.official else None)
            for key, p in keyed
        ],
    )
    yield (
        m.PostHolding,
        ("unit", "title", "title_text", "kind", "valid_from", "valid_before"),
        [
            row
            for key, p in keyed
            for row in (
                (key, units[p.unit], titles["staff"], "Chuyên viên", "principal", iso(p.recruited), iso(p.post_since)),
                (key, units[p.unit], titles[p.post], "", "principal", iso(p.post_since), None),
            )
            if row[5] != row[6]
        ],
    )
    yield (
        m.SalaryStep,
        ("rank_name", "rank_code", "step", "coefficient", "valid_from"),
        [
            (key, p.rank[0], p.rank[1], p.step, round(p.rank[2] + 0.33 * (p.step - 1), 2), iso(p.step_since))
            for key, p in keyed
        ],
    )
    yield m.GeneralEducation, ("grade",), [(key, "12/12") for key, p in keyed]
    yield (
        m.Qualification,
        ("level", "major", "institution", "valid_from"),
        [
            row
            for key, p in keyed
            for row in (
                (key, "intermediate", p.major, p.school, str(p.graduated.year - 3)),
                (key, p.qualification, p.major, p.school, iso(p.graduated)),
            )
        ],
    )
    yield (
        m.PoliticalTheory,
        ("level", "valid_from", "attested_on"),
        [(key, p.theory, None, AS_OF) if key % 2 else (key, p.theory, iso(p.post_since), None) for key, p in keyed],
    )
    yield m.StateManagement, ("level", "valid_from"), [(key, p.management, iso(p.post_since)) for key, p in keyed]
    yield m.DefenceKnowledge, ("group", "valid_from"), [(key, p.defence, iso(p.post_since)) for key, p in keyed]
    yield m.ITSkill, ("level", "attested_on"), [(key, "B" if p.has_it else "Không", AS_OF) for key, p in keyed]
    yield (
        m.LanguageSkill,
        ("language", "level", "attested_on"),
        [(key, "Tiếng Anh", "B", AS_OF) for key, p in keyed if p.has_language],
    )
    yield (
        m.Evaluation,
        ("year", "track", "rating"),
        [(key, AS_OF.year - back, "state", rating) for key, p in keyed for back, rating in enumerate(p.ratings)],
    )
    yield (
        m.PlanEntry,
        ("title_text", "valid_from"),
        [(key, "Trưởng phòng", "2021") for key, _ in keyed if key % 10 == 0],
    )
    yield (
        m.Discipline,
        ("track", "form", "valid_from", "valid_before"),
        [(key, "state", "reprimand", "2024-03-01", "2025-03-01") for key, _ in keyed if key % 100 == 0],
    )
