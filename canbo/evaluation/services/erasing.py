"""What evaluations keep of a person, erased with the file: words, figures and papers; that they were rated stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import models

from canbo.common.fields import EncryptedJSONField, EncryptedTextField
from canbo.core.access import AccessContext
from canbo.evaluation.models import (
    Appeal,
    LevelMove,
    Opinion,
    Rating,
    RatingPaper,
    SelfDraft,
    Shortcoming,
    WorkProduct,
)
from canbo.personnel.services.erasing import ERASED_NAME

#: What hangs on a rating and goes whole: its papers first, they hang on the others too.
_GONE: Final[tuple[type[models.Model], ...]] = (RatingPaper, SelfDraft, WorkProduct)
#: What hangs on a rating and keeps its days and levels, by the field that leads to it.
_BLANKED: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (Opinion, "rating"), (Appeal, "rating"), (LevelMove, "rating"), (Shortcoming, "named_in"),
)  # fmt: skip


def erase_from_evaluations(*, access: AccessContext, person_ids: Sequence[int]) -> int:
    """Take out of ratings what was said of people and what they said; levels and days stay, for the counts of the year.

    In the transaction of a lawful erasure, which names who ordered it. Gives how many rows were changed or went.
    """
    rated = Rating.objects.filter(person_id__in=person_ids)
    keys = list(rated.values_list("pk", flat=True))
    changed = 0
    for kind in _GONE:
        changed += kind._default_manager.filter(rating__in=keys).delete()[0]
    for kind, way in _BLANKED:
        changed += kind._default_manager.filter(**{f"{way}__in": keys}).update(**_blank(kind))
    for rating in rated.filter(votes__isnull=False):
        kept: dict[str, Any] = rating.votes or {}
        rating.votes = kept | ({"name": ERASED_NAME} if "name" in kept else {})
        rating.save(update_fields=["votes"])
    changed += rated.update(**_blank(Rating), post="", not_rated_reason="", rule_clause="")
    return changed + Opinion.objects.filter(author_id__in=person_ids).update(**_blank(Opinion))


def _blank(kind: type[models.Model]) -> dict[str, Any]:
    """Every sealed field of a table, empty."""
    found: dict[str, Any] = {}
    for field in kind._meta.concrete_fields:
        if isinstance(field, EncryptedJSONField):
            found[field.name] = None
        elif isinstance(field, EncryptedTextField):
            found[field.name] = ""
    return found
