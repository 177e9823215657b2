"""Panels: how an app adds a part to the page of an app below it, without that app importing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from canbo.core.access import AccessContext, Permission

type Render = Callable[[HttpRequest, Any], str | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page. `render` gets the request and the page's object; gives safe HTML, or None to show nothing."""

    key: str
    title: str | Promise
    order: int
    render: Render
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class RenderedPanel:
    """A panel's HTML, ready to be placed."""

    key: str
    title: str | Promise
    html: str


_panels: dict[str, dict[str, Panel]] = {}


def register_panel(page: str, panel: Panel) -> None:
    """Add a panel to the page of that name; registering a key again replaces its panel."""
    _panels.setdefault(page, {})[panel.key] = panel


def panels_for(page: str, request: HttpRequest, obj: object) -> list[RenderedPanel]:
    """The panels of a page that this viewer may see and that have something to show, in their order."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    rendered = []
    for panel in sorted(_panels.get(page, {}).values(), key=lambda panel: (panel.order, panel.key)):
        if panel.permission is not None and not access.can(panel.permission):
            continue
        html = panel.render(request, obj)
        if html is not None:
            rendered.append(RenderedPanel(panel.key, panel.title, html))
    return rendered
