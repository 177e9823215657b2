"""What evaluations add to the page of a file: the levels of the last years, what is under way, starting another."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.evaluation.permissions import may_run
from canbo.evaluation.selectors.past import past_years, ratings_of_person
from canbo.personnel.models import Person

#: How many years back the panel shows.
YEARS: Final = 8


def file_ratings_panel(request: HttpRequest, person: Person) -> str | None:
    """The levels of the last years as of the day viewed; None where there is nothing to show and nothing to start."""
    access = request.access  # type: ignore[attr-defined]
    past = past_years(person.pk, until=request.as_of.year, years=YEARS)  # type: ignore[attr-defined]
    open_ones = ratings_of_person(access, person.pk)
    may_start = access.person_id != person.pk and may_run(access, person.unit)
    if not (past or open_ones or may_start):
        return None
    context = {"past": past, "open_ones": open_ones, "may_start": may_start, "person": person}
    return render_to_string("evaluation/panel_file.html", context, request)
