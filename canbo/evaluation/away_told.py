"""The circumstances of a rating as pages tell them: in words, with the clause, and how they stand to the file."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.selectors.away import aways_of_person, clause_of, kept_aways
from canbo.evaluation.step_words import circumstance_words
from canbo.personnel.models import Absence
from canbo.personnel.permissions import may_read_section
from canbo.rules import library as packs

#: The circumstances that time away leads to: of these the clause is told, or that none was found.
_OF_TIME: frozenset[str] = frozenset(
    {"absent", "sick_3_months", "maternity", "studying", "suspended", "seconded", "temporary_cell"}
)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One circumstance of the period. `clause` "": none of the texts that were read says what follows from it."""

    words: str | Promise
    clause: str
    is_of_time: bool


@dataclass(frozen=True, slots=True)
class FileTime:
    """How the circumstances stand to the time away in the file: from it, overruled and why, and whether the file says
    otherwise by now. `url`: the section of the file.
    """

    url: str
    is_told: bool
    has_changed: bool


def circumstances_of(campaign: Campaign, rating: Rating) -> list[Circumstance]:
    """Give the circumstances of a rating in the order in which they were noted. No query."""
    law = packs.library().law(campaign.law_day)
    scheme = law.schemes.get(rating.scheme)
    return [
        Circumstance(circumstance_words(code), clause_of(law, scheme, code) if scheme else "", code in _OF_TIME)
        for code in rating.circumstances
    ]


def overruling_of(access: AccessContext, rating: Rating) -> dict[str, str] | None:
    """Give why and by whom the file was overruled, for who reads all of the rating."""
    held = rating.away or {}
    return held if "overruled" in held and may_read_all(access, rating) else None


def file_time_of(access: AccessContext, rating: Rating) -> FileTime | None:
    """Give how a rating stands to the time away in the file, for who may read it there. Two queries."""
    person = rating.person
    if person is None or not may_read_section(access, person, Absence):
        return None
    kept, now = set(kept_aways(rating)), set(aways_of_person(rating.campaign, person.pk))
    if not kept and not now:
        return None
    return FileTime(reverse("file-section", args=[person.pk, Absence.section.key]), bool(kept), kept != now)
