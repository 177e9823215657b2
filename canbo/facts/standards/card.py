"""The standards card on a file: how the person stands to the post held, and to the posts planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import polars as pl
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.facts.standards.assessing import assessed, present_question, restricted_kinds
from canbo.facts.standards.planned import planned_posts
from canbo.facts.standards.questions import DEFAULT_ACT, Question, places_above, rule_frame
from canbo.facts.standards.tables import class_tag
from canbo.personnel.models import Person, PlanEntry
from canbo.personnel.permissions import is_own_file
from canbo.personnel.services import log_restricted_read
from canbo.rules.domain.engine import Search
from canbo.rules.domain.results import Assessment, Finding
from canbo.rules.library import library

#: What is asked of somebody who holds a post already; where no rule asks it, what an appointment to it asks.
_IN_POST: Final = ("reappointment", DEFAULT_ACT)
_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class CardPart:
    """One post on the card: the verdict, how many conditions hold of how many, what is lacking, and the way to more."""

    heading: str
    words: str
    act: str
    tag: SafeString | str
    passed: int
    counted: int
    lacking: tuple[Finding, ...]
    more: int
    assessment: Assessment | None
    url: str


def standards_card(request: HttpRequest, person: Person) -> str | None:
    """Give the card as HTML; nothing for whoever may not see the file's facts."""
    seen = cast("Request", request)
    is_own = is_own_file(seen.access, person)
    if not is_own and not seen.access.can(Permission.VIEW_FILES):
        return None
    frame = rule_frame(seen.access, seen.as_of).filter(pl.col("person_id") == person.pk)
    if frame.is_empty():
        return None
    headed = [(_("Chức vụ hiện nay"), question) for question in _present(seen, frame)]
    held = len(headed)
    planned = planned_posts(seen.access, frame, seen.as_of)
    unit_id = frame["unit_id"][0]
    places = places_above(seen.access, unit_id, seen.as_of) if planned and unit_id is not None else ()
    law = library().law(seen.as_of, places=places)
    for each in planned:
        question = Question(Search(each.target, DEFAULT_ACT), law, each.words, (("viec", DEFAULT_ACT),))
        headed.append((_("Chức danh quy hoạch"), question))
    asked = [(heading, question) for heading, question in headed if question.asked]
    made = dict(zip((id(q) for _h, q in asked), assessed(frame, [q for _h, q in asked], seen.as_of), strict=True))
    parts = [_part(heading, question, made.get(id(question)), person) for heading, question in headed]
    shown = [kind for part in parts for kind in restricted_kinds(part.lacking)]
    if len(headed) > held:
        shown.append(PlanEntry)
    if shown:
        log_restricted_read(access=seen.access, person=person, kinds=list(dict.fromkeys(shown)))
    context: dict[str, Any] = {"parts": parts, "person": person}
    return render_to_string("facts/standards_card.html", context, request=request)


def _present(request: Request, frame: pl.DataFrame) -> list[Question]:
    """The question about the post held: the first of the acts of which some rule asks anything."""
    found: Question | None = None
    for act in _IN_POST:
        found = present_question(request.access, frame, request.as_of, act)
        if found is None or found.asked:
            break
    return [found] if found is not None else []


def _part(heading: str, question: Question, assessment: Assessment | None, person: Person) -> CardPart:
    url = f"{reverse('candidate-explained', args=[person.pk])}?{question.query}"
    kinds = question.search.target.titles
    if question.position is None and kinds:
        url += f"&loai={kinds[0]}"
    if assessment is None:
        return CardPart(heading, question.words, question.act_words, "", 0, 0, (), 0, None, url)
    counting = [each for each in assessment.findings if each.counts and each.outcome.code != "not_applicable"]
    lacking = [each for each in counting if each.outcome.code == "fail"]
    lacking += [each for each in counting if each.outcome.code == "unknown"]
    return CardPart(
        heading, question.words, question.act_words, class_tag(assessment.overall.code) if question.decides else "",
        sum(each.outcome.code == "pass" for each in counting), len(counting), tuple(lacking[:_LINES]),
        max(0, len(lacking) - _LINES), assessment, url,
    )  # fmt: skip
