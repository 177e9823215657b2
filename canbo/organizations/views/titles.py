"""The list of titles: who counts among the leaders is decided here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.core.access import Permission
from canbo.organizations import selectors, services
from canbo.organizations.forms import TitleForm
from canbo.organizations.tables import TITLES, TitleRows
from canbo.organizations.views.acts import common, form_page
from canbo.organizations.views.official import simple_form

if TYPE_CHECKING:
    from canbo.access.middleware import Request


@require_safe
def titles(request: Request) -> HttpResponse:
    """The list."""
    may_edit = request.access.covers(Permission.EDIT_UNITS, "")
    page = replace(TITLES, template="organizations/titles.html", row_url=TITLES.row_url if may_edit else None)
    state = page.state(request.GET)
    source = TitleRows.of(selectors.titles(request.access), state)
    return page.response(request, state, source, context={"may_edit": may_edit})


@form_page
def edit(request: Request, title_id: int) -> HttpResponse:
    """Change a title."""
    title = selectors.title_of(request.access, title_id)
    request.access.require(Permission.EDIT_UNITS, "")
    initial = {
        "name": title.name, "rank": title.rank, "line": title.line, "level": title.level,
        "aliases": "\n".join(title.aliases), "closed_on": title.closed_on,
    }  # fmt: skip
    form = TitleForm(initial=initial, **common(request))

    def perform() -> None:
        services.change_title(access=request.access, title=title, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Chức danh %(title)s") % {"title": title.name},
        perform=perform,
        done=_("Đã ghi chức danh «%(title)s».") % {"title": title.name},
        next_url=reverse("titles"),
    )


@form_page
def add(request: Request) -> HttpResponse:
    """Add a title."""
    request.access.require(Permission.EDIT_UNITS, "")
    form = TitleForm(**common(request))
    for name in ("closed_on", "reason"):
        del form.fields[name]

    def perform() -> None:
        services.add_title(access=request.access, **form.cleaned_data)

    return simple_form(
        request,
        form,
        title=_("Thêm chức danh"),
        perform=perform,
        done=_("Đã thêm chức danh."),
        next_url=reverse("titles"),
    )


@require_POST
def load(request: Request) -> HttpResponse:
    """Bring in what the product's own list has more."""
    request.access.require(Permission.EDIT_UNITS, "")
    count = services.load_titles(access=request.access)
    if count:
        messages.success(
            request, _("Đã cập nhật %(count)s chức danh từ danh mục kèm theo phần mềm.") % {"count": count}
        )
    else:
        messages.info(request, _("Danh mục đã đủ, không có gì mới."))
    return HttpResponseRedirect(reverse("titles"))
