"""What the guide that starts a run has been told so far: read from its address, so that going back loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.procedures.domain.runs_choice import REGIME
from canbo.procedures.selectors.run_choice import Asked
from canbo.procedures.services.runs import SubjectGiven
from canbo.rules.domain.lexicon import Scope
from canbo.rules.lexicon import lexicon

#: Fields of the address, by step of the guide.
FIELDS = {1: ("don-vi", "viec", "ngay-lap"), 2: ("nguoi", "doi-tuong", "chuc-vu", "vi-tri"), 3: ("quy-trinh",)}
#: What begins the names of circumstances in the address: "dk.is_party_body".
STATED = "dk."
#: How many people one piece of work takes.
MOST_PEOPLE = 300


@dataclass(frozen=True, slots=True)
class Guide:
    """What was told: unit, act, day; people and posts; circumstances and the procedure."""

    unit_id: int | None = None
    act: str = ""
    started_on: date | None = None
    people: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    post: str = ""
    position_id: int | None = None
    stated: dict[str, str] = field(default_factory=dict)
    procedure: str = ""

    @property
    def subjects(self) -> list[SubjectGiven]:
        """Those considered, as the service takes them."""
        people = [SubjectGiven(person_id=each, post=self.post) for each in self.people]
        return people + [SubjectGiven(name=each, post=self.post) for each in self.others]


def read_guide(query: QueryDict, today: date) -> Guide:
    """Read the address; what cannot be read is as if it were not there."""
    people = dict.fromkeys(number for each in query.getlist("nguoi") if (number := _number(each)) is not None)
    return Guide(
        _number(query.get("don-vi", "")), query.get("viec", "")[:40], _day(query.get("ngay-lap", ""), today),
        tuple(people)[:MOST_PEOPLE],
        tuple(line for line in map(clean, query.get("doi-tuong", "").splitlines()) if line)[:MOST_PEOPLE],
        clean(query.get("chuc-vu", ""))[:300], _number(query.get("vi-tri", "")),
        {name: value for name, value in told_in(query).items() if value},
        query.get("quy-trinh", "")[:120],
    )  # fmt: skip


def told_in(query: QueryDict) -> dict[str, str]:
    """Give the circumstances of a form by name, blanks kept; what is no fact of an act is as if it were not there."""
    words = lexicon().words
    return {
        name.removeprefix(STATED): str(value) for name, value in query.items()
        if name.startswith(STATED) and (
            name.removeprefix(STATED) == REGIME
            or ((word := words.get(name.removeprefix(STATED))) is not None and word.scope is Scope.ACT)
        )
    }  # fmt: skip


def carried(query: QueryDict, step: int) -> Iterator[tuple[str, str]]:
    """Give what the other steps told, to be sent along with the form of this one."""
    own = FIELDS.get(step, ())
    for name, values in query.lists():
        if name in own or name in {"buoc", "csrfmiddlewaretoken", "tim"} or (step == 3 and name.startswith(STATED)):
            continue
        for value in values:
            yield name, str(value)


def stated_values(asks: tuple[Asked, ...], written: dict[str, str]) -> dict[str, Any]:
    """Give the circumstances typed by kind; what is left blank is not stated.

    Errors: number_unreadable, day_unreadable, naming the fact.
    """
    kinds = {each.name: each for each in asks}
    return {name: _typed(kinds.get(name), value) for name, value in written.items()}


def _typed(asked: Asked | None, value: str) -> Any:
    kind = asked.type if asked is not None else ""
    if kind == "bool":
        return value == "1"
    if kind in {"number", "months", "decimal"}:
        try:
            return float(value.replace(",", ".")) if kind == "decimal" else int(value)
        except ValueError as error:
            raise DomainError(
                "number_unreadable", "«{label}» phải là một số.", label=asked.label if asked else ""
            ) from error
    if kind in {"date", "month"}:
        return PartialDate.parse(value).code
    return value


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < 19 else None


def _day(written: str, today: date) -> date:
    try:
        return PartialDate.parse(written).latest if written else today
    except DomainError:
        return today
