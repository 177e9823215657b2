"""The score of a rating, always done anew from what was entered: as the person fills in, or as the head checked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language

from canbo.core.access import full_access
from canbo.core.errors import DomainError
from canbo.evaluation.domain.telling import in_words
from canbo.evaluation.models import Campaign, Rating, WorkProduct
from canbo.evaluation.models.campaigns import PeriodKind
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.selectors.known import SHORTCOMINGS, Stage, known_of
from canbo.evaluation.selectors.parts import Parts, parts_of
from canbo.facts.standards.questions import places_above
from canbo.rules import library as packs
from canbo.rules.domain.law import Law
from canbo.rules.domain.ready_schemes import Prepared, prepared, scheme_of
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.schemes import TOTAL, Scheme
from canbo.rules.domain.scoring import Given, Product, Scored, score

#: Whose values hold at a unit is a matter of the unit, not of who looks.
_ANYBODY = full_access(None, "canbo")


def law_of_unit(campaign: Campaign, unit_id: int) -> Law:
    """Give the law that a campaign pinned, with the values of the places above a unit."""
    day = campaign.law_day
    return packs.library().law(day, places=places_above(_ANYBODY, unit_id, day))


def law_of_rating(rating: Rating) -> Law:
    """Give the law that the campaign pinned, with the values of the places above the unit."""
    return law_of_unit(rating.campaign, rating.unit_id)


def scheme_of_rating(rating: Rating) -> Prepared:
    """Give the scheme of a rating, made ready once for its law.

    Errors: scheme_not_chosen, scheme_unknown, scheme_not_in_force.
    """
    if not rating.scheme:
        raise DomainError(
            "scheme_not_chosen",
            "Phiếu này chưa có bộ tiêu chí. Người tổ chức đánh giá chọn ở thẻ «Phiếu đánh giá» của đợt: đánh dấu "
            "phiếu, rồi «Đổi người đánh giá, nhóm, hoàn cảnh».",
        )
    law = law_of_rating(rating)
    return prepared(scheme_of(law, rating.scheme), law)


def level_words(rating: Rating) -> dict[str, str]:
    """Give the four levels as the scheme of a rating calls them, in the language of the page."""
    scheme = packs.library().law(rating.campaign.law_day).schemes.get(rating.scheme)
    if scheme is None:
        return {value: str(label) for value, label in Level.choices}
    return {level: scheme.words[level].within(get_language() or "vi") for level in Level.values}


def scheme_label(rating: Rating) -> str:
    """Give what the scheme of a rating is called, in the language of the page."""
    scheme = packs.library().law(rating.campaign.law_day).schemes.get(rating.scheme)
    return scheme.label.within(get_language() or "vi") if scheme and scheme.label else rating.scheme


def scored_of(
    rating: Rating,
    stage: Stage,
    products: Sequence[WorkProduct] | None = None,
    entered: Mapping[str, Any] | None = None,
    ready: Prepared | None = None,
) -> Scored | None:
    """Score a rating; None while nothing at all is entered. Reads at most the products and the earlier shortcomings.

    "self": what the person entered, their products as they stand. "checked": the points are those of the head alone
    (`Rating.checked`); counts and facts are the person's until the head sets them right; products count as they were
    checked, those refused not at all, and stay unknown while one of them waits to be checked.
    `entered` stands in for what is stored of that stage: points of a form not saved yet. Of earlier shortcomings
    those count as mended in a check that the head confirmed, whatever the person counted. The points of a year without
    points of its own are the mean of its months or quarters where the scheme says so.
    Errors, in the words of the page: scheme_unknown, scheme_not_in_force, input_unknown, input_wrong, inputs_disagree.
    """
    ready = ready or scheme_of_rating(rating)
    rows = list(rating.products.all()) if products is None else list(products)
    try:
        return _scored(rating, stage, rows, entered, ready)
    except DomainError as error:
        raise in_words(error, ready.scheme, get_language() or "vi") from error


def _scored(
    rating: Rating, stage: Stage, rows: list[WorkProduct], entered: Mapping[str, Any] | None, ready: Prepared
) -> Scored | None:
    raw = values_of(rating, ready.scheme, stage, entered)
    if not raw and not rows:
        return None
    counted: list[WorkProduct] | None = rows
    if stage == "checked":
        counted = None if any(_waits(each) for each in rows) else [as_checked(each) for each in rows if _counts(each)]
    said = rating.checked if entered is None else entered
    for name, known in known_of(rating, ready.scheme, stage, counted or []).items():
        if name not in raw or (stage == "checked" and name in SHORTCOMINGS and name not in (said or {})):
            raw[name] = known.value
    given = read_given(raw, ready.scheme)
    if not counted and given.parts is None and not any(name in raw for name in _points(ready.scheme)):
        given = replace(given, parts=_parts(rating, ready.scheme))
    if ready.scheme.products is not None and counted:
        given = Given(given.values, [_product(each) for each in counted], given.parts)
    return score(ready, given)


def values_of(rating: Rating, scheme: Scheme, stage: Stage, entered: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what is entered of a stage, by the names of the scheme; `entered` in the place of what is stored."""
    if stage == "self":
        raw = rating.entered if entered is None else entered
        return {name: value for name, value in (raw or {}).items() if value is not None}
    points = _points(scheme)
    facts = {name: value for name, value in (rating.entered or {}).items() if name not in points}
    checked = rating.checked if entered is None else entered
    return {name: value for name, value in (facts | dict(checked or {})).items() if value is not None}


def refused(rating: Rating, stage: Stage, **given: Any) -> tuple[Scored | None, DomainError | None]:
    """Score, or give what is wrong with what was entered, for a page that shows both."""
    try:
        return scored_of(rating, stage, **given), None
    except DomainError as error:
        return None, error


def as_checked(row: WorkProduct) -> WorkProduct:
    """Give a product with the numbers that the check set right; not to be saved."""
    if row.state != WorkProduct.State.CHANGED or not row.checked:
        return row
    made = copy(row)
    for name, value in row.checked.items():
        setattr(made, name, value)
    return made


def _points(scheme: Scheme) -> set[str]:
    return {group.name for group in scheme.groups} | {TOTAL}


def _parts(rating: Rating, scheme: Scheme) -> Parts | None:
    """Give the points of the months or quarters of a year that were concluded; None where the year has no average."""
    if scheme.year is None or rating.person_id is None or rating.campaign.kind != PeriodKind.YEAR:
        return None
    return parts_of(rating.person_id, rating.campaign.year, rating.scheme, _total)


def _total(part: Rating) -> Fraction | None:
    """Give the exact points of a month or quarter, as the head checked them."""
    scored = scored_of(part, "checked")
    total = scored.env.get(TOTAL) if scored is not None else None
    return total if isinstance(total, Fraction) else None


def _waits(row: WorkProduct) -> bool:
    return row.state == WorkProduct.State.ENTERED


def _counts(row: WorkProduct) -> bool:
    return row.state != WorkProduct.State.REFUSED


def _product(row: WorkProduct) -> Product:
    return Product(
        "", Fraction(str(row.assigned)), Fraction(str(row.done)), Fraction(str(row.coefficient)), row.failed_checks,
        row.delays,
    )  # fmt: skip
