"""The tabs over the pages of a campaign and of a rating; each part of the app adds its own while the app gets ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise

from canbo.common.listing import Tab
from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Rating

type ShownTo[Thing] = Callable[[AccessContext, Thing], bool]


@dataclass(frozen=True, slots=True)
class _Place[Thing: Model]:
    label: str | Promise
    url_name: str
    order: int
    shown_to: ShownTo[Thing]


class Tabs[Thing: Model]:
    """The tabs of one kind of thing; the page of each takes the thing's key."""

    def __init__(self) -> None:
        self._places: dict[str, _Place[Thing]] = {}

    def register(
        self,
        key: str,
        label: str | Promise,
        url_name: str,
        order: int,
        shown_to: Callable[[AccessContext, Thing], bool],
    ) -> None:
        """Add a tab; registering a key again replaces it. `shown_to` asks no database."""
        self._places[key] = _Place(label, url_name, order, shown_to)

    def of(self, access: AccessContext, thing: Thing, current: str) -> list[Tab]:
        """Give the tabs that the viewer may open, in order; `current` is the key of the page's own."""
        return [
            Tab(each.label, reverse(each.url_name, args=[thing.pk]), is_current=key == current)
            for key, each in sorted(self._places.items(), key=lambda pair: (pair[1].order, pair[0]))
            if each.shown_to(access, thing)
        ]


CAMPAIGN_TABS: Final = Tabs[Campaign]()
RATING_TABS: Final = Tabs[Rating]()
