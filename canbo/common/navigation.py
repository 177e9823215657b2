"""The entries of the main navigation. Each app registers its own in `AppConfig.ready()`."""

from __future__ import annotations

import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from django.utils.functional import Promise

from canbo.core.access import AccessContext, Permission


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: where it leads, what it is called, and the permission without which it is not shown."""

    key: str
    label: str | Promise
    url_name: str
    icon: str
    order: int
    permission: Permission | None = None
    #: "main" for the navigation at the side, "user" for the menu under the viewer's name.
    place: Literal["main", "user"] = "main"
    #: A further condition, for entries that depend on more than one permission.
    shown_to: Callable[[AccessContext], bool] | None = None
    #: A page that answers with the number beside the entry and keeps it by `keep_count`; "" for entries without one.
    count_url_name: str = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as the page shows it."""

    key: str
    label: str | Promise
    url: str
    icon: str
    is_current: bool
    #: The number beside it as it was known last; None where there is none.
    count: int | None = None
    #: Where the number is asked for again, once it is old.
    count_url: str = ""


#: For how many seconds a number beside an entry is shown without asking again.
COUNT_KEPT = 60

_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry; registering a key again replaces its entry."""
    _items[item.key] = item


def links_for(
    access: AccessContext,
    path: str,
    place: Literal["main", "user"] = "main",
    session: MutableMapping[str, Any] | None = None,
) -> list[NavLink]:
    """The entries of a place that this viewer may use, in order; the one that `path` lies under is the current one.

    The numbers beside them are those that `keep_count` left in the session.
    """
    allowed = [
        (item, reverse(item.url_name))
        for item in sorted(_items.values(), key=lambda item: (item.order, item.key))
        if item.place == place
        and (item.permission is None or access.can(item.permission))
        and (item.shown_to is None or item.shown_to(access))
    ]
    above = [url for _, url in allowed if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    current = max(above, key=len, default=None)
    return [
        NavLink(item.key, item.label, url, item.icon, url == current, *_counted(item, session)) for item, url in allowed
    ]


def keep_count(session: MutableMapping[str, Any], key: str, count: int) -> None:
    """Keep the number beside an entry for the pages that follow."""
    session[f"count:{key}"] = [count, int(time.time())]


def _counted(item: NavItem, session: MutableMapping[str, Any] | None) -> tuple[int | None, str]:
    """Give the number last known and, once it is old, where to ask again."""
    if not item.count_url_name or session is None:
        return None, ""
    count, at = session.get(f"count:{item.key}") or (None, 0)
    return count, reverse(item.count_url_name) if time.time() - at > COUNT_KEPT else ""
