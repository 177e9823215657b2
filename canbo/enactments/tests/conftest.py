"""An office that decides: Lan drafts, Mai signs, both officers of «Phòng Nội vụ»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from canbo.core.dates import PartialDate
from canbo.decisions.models import Decision
from canbo.enactments import services
from canbo.enactments.services import NewEffect, NewSubject
from canbo.organizations.models import Position
from canbo.personnel.models import PostHolding

TODAY = date(2026, 3, 2)
SOON = date(2026, 4, 1)


def on(day: date | None) -> PartialDate | None:
    return PartialDate.from_date(day) if day else None


@dataclass
class Office:
    """What the tests of decisions work with; `signer` holds an account, `drafter` the other."""

    desk: Any
    tree: Any
    titles: Any
    drafter: Any
    signer: Any

    def series(self):
        return services.open_series(
            access=self.signer.access, unit=self.tree.home, issuer_name="Huyện uỷ Mẫu", pattern="{n}-QĐ/HU", today=TODAY
        )

    def position(self, title="head", unit=None, seats=1) -> Position:
        return Position.objects.create(unit=unit or self.tree.home, title=self.titles[title], seats=seats)

    def draft(self, *subjects, kind="appointment", effective=None, **values) -> Decision:
        given = [
            NewSubject(person.pk, [NewEffect(key, dict(told)) for key, told in effects], on(own))
            for person, effects, own in ((*each, None)[:3] for each in subjects)
        ]
        values.setdefault("issuer_name", "Huyện uỷ Mẫu")
        return services.draft_decision(
            access=self.drafter.access, unit=values.pop("unit", self.tree.home), kind=kind, subjects=given,
            abstract=values.pop("abstract", "Về công tác cán bộ"), effective_on=on(effective), **values,
        )  # fmt: skip

    def sign(self, decision, *, number="", today=TODAY, effective=None, accept=()) -> Decision:
        if decision.series_id is None:
            number = number or f"{decision.pk}-QĐ/HU"
        return services.sign(
            access=self.signer.access, decision=decision, issued_on=on(today), today=today, effective_on=on(effective),
            number=number, accept=accept,
        )  # fmt: skip

    def posts(self, person) -> list[str]:
        """The known posts, as words and interval, by time."""
        rows = PostHolding.objects.known().filter(person=person).order_by("valid_from", "id")
        return [f"{row.title_text} {row.interval_text()}" for row in rows]


@pytest.fixture
def office(desk, tree, titles, lan, make_account) -> Office:
    mai = make_account("mai", "officer", tree.home, "Mai")
    return Office(desk, tree, titles, lan, mai)
