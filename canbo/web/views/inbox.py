"""What waits for the viewer: the list by nearness, and the number beside its entry in the navigation."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.common.inbox import WHEN_LABELS, Item, grouped, waiting_for
from canbo.common.navigation import keep_count
from canbo.common.pages import Tab

#: The entry's key in the navigation.
KEY = "inbox"


def tabs(current: str) -> list[Tab]:
    """Give the pages about what waits: list, calendar, reminders."""
    pages = (("inbox", _("Danh sách")), ("calendar", _("Lịch")), ("reminders", _("Nhắc việc, liên kết lịch")))
    return [Tab(label, reverse(name), is_current=name == current) for name, label in pages]


def waiting(request: Request) -> list[Item]:
    """Give what waits for the viewer today, and keep its number for the navigation."""
    items = waiting_for(request.access, request.today)
    keep_count(request.session, KEY, len(items))
    return items


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Everything that waits for the viewer, or the kind chosen."""
    items = waiting(request)
    counts = Counter(item.kind.key for item in items)
    kinds = {item.kind.key: item.kind for item in items}
    chosen = request.GET.get("loai", "")
    shown = [item for item in items if item.kind.key == chosen] if chosen in kinds else items
    context = {
        "groups": [(when, WHEN_LABELS[when], held) for when, held in grouped(shown, request.today)],
        "kinds": [(kind, counts[key]) for key, kind in kinds.items()],
        "chosen": kinds.get(chosen), "total": len(items), "tabs": tabs("inbox"),
    }  # fmt: skip
    return render(request, "web/inbox.html", context)


@require_safe
def count(request: Request) -> HttpResponse:
    """The number beside the entry, asked for by a page whose number is old."""
    return render(request, "common/nav_count.html", {"count": len(waiting(request)), "url": ""})
