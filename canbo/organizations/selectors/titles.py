"""The list of titles."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations.codes import title_list
from canbo.organizations.domain.titles import Rank, TitleEntry, TitleIndex
from canbo.organizations.models import Title


def titles(access: AccessContext) -> QuerySet[Title]:
    """Every title, with `uses`: how many positions carry it; highest standing first."""
    access.require(Permission.VIEW_UNITS)
    uses = Count("positions", filter=Q(positions__withdrawn_at__isnull=True))
    return Title.objects.annotate(uses=uses).order_by("level", "name")


def title_of(access: AccessContext, title_id: int) -> Title:
    """One title; NotFound where there is none."""
    title = titles(access).filter(pk=title_id).first()
    if title is None:
        raise NotFound("title_not_found", "Không có chức danh này trong danh mục.")
    return title


def title_index(access: AccessContext) -> TitleIndex:
    """The list as it is now, ready to recognise texts. One query."""
    access.require(Permission.VIEW_UNITS)
    listed = title_list()
    rows = Title.objects.order_by("needs_review", "id").values_list("code", "name", "rank", "aliases", "group")
    return TitleIndex(
        (TitleEntry(code, name, Rank(rank), tuple(aliases), group) for code, name, rank, aliases, group in rows),
        abbreviations=listed.abbreviations,
        synonyms=listed.synonyms,
    )
