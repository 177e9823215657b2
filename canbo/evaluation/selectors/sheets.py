"""The workbooks of a campaign: which were sent, what stands in one, whose ratings it holds."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import translation

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import fold
from canbo.evaluation.models import Campaign, Opinion, Rating, Sheet, Shortcoming, UnitProgress
from canbo.evaluation.permissions import is_subject, may_run, require_run
from canbo.evaluation.scored import scheme_of_rating
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.evaluation.selectors.standing import scale_word, subject_name
from canbo.evaluation.sheet_book import Head, Line
from canbo.evaluation.sheet_layout import ASKED, SchemeFacts, Table, facts_of, page_values, tables_of
from canbo.organizations.models import Unit
from canbo.rules.domain.ready_schemes import Prepared


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is made of."""

    head: Head
    tables: tuple[Table, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of a campaign: how many are rated, the last workbook that went to it (None: none yet)."""

    unit: Unit
    people: int
    sheet: Sheet | None


def sheets(access: AccessContext, campaign: Campaign) -> QuerySet[Sheet]:
    """Give the workbooks of the units of a campaign whose evaluations the viewer runs, the last of a unit first."""
    rows = Sheet.objects.filter(unit_scope(access, Permission.RUN_EVALUATIONS, "unit__path"), campaign=campaign)
    return rows.select_related("unit", "campaign__unit").order_by("unit__path", "-number")


def last_sheets(access: AccessContext, campaign: Campaign) -> dict[int, Sheet]:
    """Give the last workbook of each unit, without the cells that were refused in it. One query."""
    rows = Sheet.objects.filter(unit_scope(access, Permission.RUN_EVALUATIONS, "unit__path"), campaign=campaign)
    return {each.unit_id: each for each in rows.select_related("unit").defer("refused").order_by("number")}


def sheet_of(access: AccessContext, sheet_id: int) -> Sheet:
    """Give one workbook with its unit and campaign. Errors: NotFound sheet_unknown; Forbidden."""
    found = Sheet.objects.select_related("unit", "campaign__unit").filter(pk=sheet_id).first()
    if found is None or not may_run(access, found.unit):
        raise NotFound("sheet_unknown", "Không có tệp này trong phạm vi của bạn.")
    return found


def unit_rows(access: AccessContext, campaign: Campaign) -> list[UnitRow]:
    """Give the units of a campaign where the viewer runs evaluations, in the order of the tree. Two queries."""
    last = last_sheets(access, campaign)
    found = [UnitRow(each.unit, each.total, last.pop(each.unit_id, None)) for each in _progress(access, campaign)]
    found += [UnitRow(sheet.unit, sheet.people, sheet) for sheet in last.values()]
    return sorted(found, key=lambda each: each.unit.path)


def _progress(access: AccessContext, campaign: Campaign) -> QuerySet[UnitProgress]:
    scope = unit_scope(access, Permission.RUN_EVALUATIONS, "unit__path")
    return UnitProgress.objects.filter(scope, campaign=campaign).select_related("unit").order_by("unit__path")


def units_with_counts(access: AccessContext, campaign: Campaign) -> list[tuple[int, str, int]]:
    """Give the units of a campaign where the viewer runs evaluations: key, name, how many are rated."""
    return list(_progress(access, campaign).values_list("unit_id", "unit__name", "total"))


def units_to_send(access: AccessContext, campaign: Campaign) -> list[Unit]:
    """Give the units below the campaign's own whose people are in it, each to be sent with all that is under it."""
    require_run(access, campaign.unit)
    paths = [
        each.unit.path for each in UnitProgress.objects.filter(campaign=campaign).select_related("unit")
        if each.unit.path.startswith(campaign.unit.path)
    ]  # fmt: skip
    step = len(campaign.unit.path) + _STEP
    below = {path[:step] for path in paths if len(path) >= step}
    return list(Unit.objects.filter(path__in=below).order_by("path"))


#: How many signs one step of a unit's path has.
_STEP = 6


def ratings_of(access: AccessContext, sheet: Sheet) -> list[Rating]:
    """Give the ratings that a workbook is about, in the order of a list; never the viewer's own."""
    require_run(access, sheet.unit)
    rows = ratings(access).filter(campaign_id=sheet.campaign_id).select_related(*WITH)
    if sheet.whole:
        rows = rows.filter(unit__path__gte=sheet.unit.path, unit__path__lt=sheet.unit.path + "~")
    else:
        rows = rows.filter(unit_id=sheet.unit_id)
    return [each for each in rows.order_by("unit__path", "order", "pk") if not is_subject(access, each)]


def people_of(access: AccessContext, sheet: Sheet) -> list[int]:
    """Give the keys of the files whose data a workbook holds."""
    return sorted({each.person_id for each in ratings_of(access, sheet) if each.person_id is not None})


def book_of(access: AccessContext, sheet: Sheet) -> Book:
    """Give what the workbook of a unit is made of, as the pages stand now. Four queries beside the law."""
    rows = ratings_of(access, sheet)
    lines = lines_of(access, sheet.name, rows)
    campaign = sheet.campaign
    above = Unit.objects.filter(path=sheet.unit.path[:-_STEP]).values_list("name", flat=True).first() or ""
    day = campaign.deadlines.get("head") or campaign.deadlines.get("self_review")
    due = date.fromisoformat(day) if day else None
    head = Head(sheet.name, above, sheet.unit.name, period_words(campaign), campaign.title, due)
    return Book(head, tuple(tables_for(campaign, lines)), tuple(lines))


def tables_for(campaign: Campaign, lines: Sequence[Line]) -> list[Table]:
    """Give the tables of a workbook of these ratings: their schemes, the opinions that their ways ask for."""
    facts = list({each.facts.id: each.facts for each in lines}.values())
    return tables_of(facts, _steps(campaign, [each.id for each in facts]))


def _steps(campaign: Campaign, schemes: Iterable[str]) -> frozenset[str]:
    """Give the steps that the ways of these schemes ask for; where the campaign states no way, every opinion."""
    found: set[str] = set()
    for scheme in schemes:
        way = campaign.ways.get(scheme)
        if way is None:
            return frozenset(step for _kind, step, _label in ASKED.values())
        found |= {each["step"] for each in way if each.get("asked", True)}
    return frozenset(found)


def lines_of(access: AccessContext, name: str, rows: Sequence[Rating]) -> list[Line]:
    """Give the lines of a workbook for these ratings, with what the pages hold of each; never the viewer's own.

    Two queries beside the law.
    """
    rows = [each for each in rows if not is_subject(access, each)]
    keys = [each.pk for each in rows]
    times = Counter(each.person_id for each in rows)
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    kinds = [kind for kind, _step, _label in ASKED.values()]
    for opinion in Opinion.objects.filter(rating__in=keys, kind__in=kinds).order_by("pk"):
        opinions[opinion.rating_id].append(opinion)
    shortcomings: dict[int, list[Shortcoming]] = defaultdict(list)
    for shortcoming in Shortcoming.objects.filter(named_in__in=keys).order_by("pk"):
        shortcomings[shortcoming.named_in_id].append(shortcoming)
    facts: dict[str, SchemeFacts] = {}
    codes = codes_of(name, keys)
    lines = []
    for each in rows:
        if each.scheme not in facts:
            facts[each.scheme] = facts_of(_scheme(each))
        known = facts[each.scheme]
        values = page_values(each, known, opinions[each.pk], shortcomings[each.pk])
        scale = _scale(each) if each.person_id is not None and times[each.person_id] > 1 else ""
        lines.append(Line(codes[each.pk], each, subject_name(each), each.unit.name, known, values, scale))
    return lines


def _scale(rating: Rating) -> str:
    """Of which scale a rating is, in the language of the workbook."""
    with translation.override("vi"):
        return scale_word(rating)


def _scheme(rating: Rating) -> Prepared | None:
    """The scheme of a rating; None where it has none, or none that was in force: its services say so when written."""
    try:
        return scheme_of_rating(rating)
    except DomainError:
        return None


def codes_of(name: str, keys: Iterable[int]) -> dict[int, str]:
    """Give each rating of a workbook a short code, which says nothing outside it."""
    found: dict[int, str] = {}
    used: set[str] = set()
    for key in keys:
        whole = base64.b32encode(hashlib.blake2b(f"{name}:{key}".encode(), digest_size=15).digest()).decode()
        length = next(each for each in range(5, len(whole)) if f"M{whole[:each]}" not in used)
        found[key] = f"M{whole[:length]}"
        used.add(found[key])
    return found


def candidates(access: AccessContext, campaign: Campaign, names: Iterable[str]) -> Mapping[str, list[str]]:
    """Give, by folded name, who of the campaign is called so: name, post, unit; for people that a unit added by hand.

    One query; looked for among the ratings that the viewer may know of.
    """
    wanted = {fold(name) for name in names}
    found: dict[str, list[str]] = {name: [] for name in wanted}
    if not wanted:
        return found
    rows = ratings(access).filter(campaign=campaign, person__isnull=False).select_related("person", "unit")
    for each in rows.filter(person__search_name__in=wanted).order_by("unit__path", "pk")[:200]:
        found[fold(subject_name(each))].append(
            f"{subject_name(each)} · {each.post or '—'} · {scale_word(each)} · {each.unit.name}"
        )
    return found


def period_words(campaign: Campaign) -> str:
    """Give the period in words."""
    if campaign.month:
        return f"Tháng {campaign.month} năm {campaign.year}"
    return f"Quý {campaign.quarter} năm {campaign.year}" if campaign.quarter else f"Năm {campaign.year}"
