"""A desk at which tests write files through the services, with dates given by their codes."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.core.text import fold

DAY = date(2026, 3, 2)
DIRECTOR = full_access(None, "kiểm thử")


def day(code: str | None) -> PartialDate | None:
    return PartialDate.from_code(code) if code else None


class Desk:
    """Writes files through the services, with dates given by their codes."""

    def __init__(self, tree, titles) -> None:
        self.tree = tree
        self.titles = titles
        self.access = DIRECTOR

    def open(self, name: str, unit=None, **identity):
        from canbo.personnel import services as files

        born = day(identity.pop("born", None))
        return files.open_file(
            access=DIRECTOR, unit=unit or self.tree.home,
            identity={"full_name": name, "born": born, "confirmed_distinct": True, **identity},
        )  # fmt: skip

    def add(self, person, kind, /, *, attested=None, since=None, until=None, **values):
        from canbo.personnel import services as files

        values = {name: day(value) if name.endswith("_on") else value for name, value in values.items()}
        if kind.section.timed:
            values |= {"valid_from": day(since), "valid_before": day(until)}
        return files.add_record(
            access=DIRECTOR, person=person, kind=kind, values={**values, "attested_on": attested}
        )  # fmt: skip

    def post(self, person, title="staff", unit=None, **values):
        from canbo.personnel.models import PostHolding

        held = self.titles.get(title)
        within = None if "unit_text" in values else unit or self.tree.home
        return self.add(person, PostHolding, unit=within, title=held, **values)

    def facts(self, as_of=DAY, known_on=None) -> dict[int, dict]:
        """Every fact of everybody, by person."""
        from canbo.facts import pictures

        frame = pictures.current(as_of, known_on).frame
        return {row["person_id"]: row for row in frame.iter_rows(named=True)}

    def of(self, person, as_of=DAY, known_on=None) -> dict:
        return self.facts(as_of, known_on)[person.pk]


@pytest.fixture
def titles(db):
    from canbo.organizations.models import Title

    made = {}
    for code, name, rank, level in (
        ("head", "Trưởng phòng", "head", 3),
        ("deputy", "Phó Trưởng phòng", "deputy", 4),
        ("staff", "Chuyên viên", "staff", 9),
    ):
        made[code] = Title.objects.create(
            code=f"thu-{code}", name=name, search_name=fold(name), rank=rank, level=level
        )  # fmt: skip
    return made


@pytest.fixture
def desk(tree, titles):
    from django.utils import timezone

    from canbo.facts import pictures
    from canbo.organizations.models import StructureChange

    pictures.forget()
    for aspect in StructureChange.Aspect.values:
        StructureChange.objects.create(at=timezone.now(), aspect=aspect)
    yield Desk(tree, titles)
    pictures.forget()
