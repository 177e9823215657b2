"""The tabs over the pages of one rating; each part of the app adds its own where its addresses are declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from canbo.common.listing import Tab
from canbo.core.access import AccessContext
from canbo.evaluation.models import Rating

type ShownTo = Callable[[AccessContext, Rating], bool]


@dataclass(frozen=True, slots=True)
class RatingTab:
    """One tab: its page takes `rating_id`."""

    key: str
    label: str | Promise
    url_name: str
    order: int
    shown_to: ShownTo


_tabs: dict[str, RatingTab] = {}


def register_tab(key: str, label: str | Promise, url_name: str, order: int, shown_to: ShownTo) -> None:
    """Add a tab; registering a key again replaces it. `shown_to` asks no database."""
    _tabs[key] = RatingTab(key, label, url_name, order, shown_to)


def tabs_of(access: AccessContext, rating: Rating, current: str) -> list[Tab]:
    """Give the tabs that the viewer may open, in order; `current` is the key of the page's own."""
    return [
        Tab(each.label, reverse(each.url_name, args=[rating.pk]), is_current=each.key == current)
        for each in sorted(_tabs.values(), key=lambda each: (each.order, each.key))
        if each.shown_to(access, rating)
    ]
