"""What changes when the law changes: two packs, or one with and without a local overlay, over everybody in scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.errors import localized
from canbo.common.listing import Tab
from canbo.common.pages import Figure
from canbo.core.errors import DomainError
from canbo.facts.standards.acting import with_act
from canbo.facts.standards.comparing import Change, Comparison, compared, law_named, packs_offered
from canbo.facts.standards.mapping import HELD, PLANNED
from canbo.facts.standards.questions import PLANNING, language, places_above, without_own_plan
from canbo.facts.standards.search import people_in_scope
from canbo.facts.standards.tables import class_tag
from canbo.facts.standards.views.asking import Asking, form_context, read, require_files, typed_away, untyped
from canbo.organizations import selectors as organizations
from canbo.organizations.selectors import DayName
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Layer
from canbo.rules.library import library

ONE, OTHER, WHO, RULE, WHOSE, WIDE = "bo_a", "bo_b", "ai", "quy_tac", "xet", "ca"
#: Chosen as a pack: the law of the day with the overlays of the place.
LOCAL = "dia-phuong"
_SHOWN = 200
_GROUPS = ("them", "bot", "khac")


@require_GET
def compare(request: Request) -> HttpResponse:
    """Who becomes eligible, who stops, by which rules, when one pack stands in the place of another."""
    require_files(request)
    try:
        typed = typed_away(request)
    except DomainError as wrong:
        context = {"error": localized(wrong), "back": untyped(request.GET)}
        return render(request, "facts/packs_compared.html", context, status=422)
    if typed is not None:
        return HttpResponseRedirect(f"{request.path}?{typed}")
    asking = read(request, request.GET)
    names = (request.GET.get(ONE, ""), request.GET.get(OTHER, ""))
    error, found = asking.error, None
    whose = PLANNED if request.GET.get(WHOSE) == PLANNED else HELD
    if any(names) and not error:
        try:
            laws = (_law(request, asking, names[0]), _law(request, asking, names[1]))
            frame = people_in_scope(request.access, request.as_of, asking.unit_id)
            search = asking.question.search if asking.question is not None else None
            frame = without_own_plan(request.access, frame, PLANNING if whose == PLANNED else asking.act)
            if asking.question is not None:
                frame = with_act(request.access, frame, asking.question, request.as_of)
            found = compared(
                request.access, frame, laws, request.as_of, search, whose=whose,
                unconfirmed=request.GET.get(WIDE) == "1",
            )  # fmt: skip
        except DomainError as wrong:
            error = localized(wrong)
    shown: dict[str, Any] = {
        **form_context(asking), "error": error, "packs": [
            (LOCAL, _("Luật của ngày đang xem, kể cả quy định của địa phương")), *packs_offered()
        ],
        "one": names[0], "other": names[1],
        "whose": whose, "held": HELD, "planned": PLANNED, "is_wide": request.GET.get(WIDE) == "1",
        "carried": [(name, request.GET[name]) for name in ("ngay",) if request.GET.get(name)],
    }  # fmt: skip
    if found is not None:
        shown |= _shown(request, found)
    return render(request, "facts/packs_compared.html", shown)


def _law(request: Request, asking: Asking, name: str) -> Law:
    """The law in which a pack (and an overlay) stands in; without a name, that of the day, overlays left out.

    `LOCAL`: that of the day with the overlays of the unit and of those above it; without a unit, with all of them.
    """
    overlays = [pack for pack in library().packs.values() if pack.layer is Layer.LOCAL]
    if name == LOCAL:
        everywhere = [pack.place_code for pack in overlays if pack.place_code]
        chosen = places_above(request.access, asking.unit_id, request.as_of) if asking.unit_id else everywhere
        return library().law(request.as_of, places=chosen)
    if name:
        return law_named(library(), name, request.as_of)
    return library().law(request.as_of, without=[pack.id for pack in overlays])


def _shown(request: Request, found: Comparison) -> dict[str, Any]:
    gained = [each for each in found.changes if each.after.code == "meets_all"]
    lost = [each for each in found.changes if each.before.code == "meets_all"]
    moved = [each for each in found.changes if each not in gained and each not in lost]
    groups = dict(zip(_GROUPS, (gained, lost, moved), strict=True))
    labels = dict(zip(_GROUPS, (_("Thành đủ tiêu chuẩn"), _("Không còn đủ"), _("Thay đổi khác")), strict=True))
    who = request.GET.get(WHO, "")
    who = who if who in groups else next((key for key in _GROUPS if groups[key]), _GROUPS[0])
    rule = request.GET.get(RULE, "")
    people = [each for each in groups[who] if not rule or rule in each.rules]
    given = {name: request.GET[name] for name in request.GET if name not in {WHO, RULE}}

    def url(**more: str) -> str:
        return f"{reverse('packs-compared')}?{urlencode({**given, **more})}"

    asked = found.total - found.unasked
    names = organizations.names(request.access, request.as_of)
    return {
        "comparison": found, "who": who, "rule": rule, "shown": _SHOWN, "people_count": len(people),
        "figures": [
            Figure(_("Lượt người được xét"), formats.number(asked),
                   _("%(count)s lượt không có quy định nào để xét") % {"count": formats.number(found.unasked)}),
            *(Figure(labels[key], formats.number(len(each)), url=url(**{WHO: key})) for key, each in groups.items()),
        ],
        "classes": [
            (class_tag(code), found.before.get(code, 0), found.after.get(code, 0))
            for code in ("meets_all", "meets_all_but_one", "unknown", "does_not")
        ],
        "people_tabs": [Tab(labels[key], url(**{WHO: key}), key == who, len(each)) for key, each in groups.items()],
        "rules": [
            (key, _rule_label(key), count, url(**{WHO: who, RULE: key})) for key, count in found.rules.items()
        ],
        "rows": [_row(names, each) for each in people[:_SHOWN]],
    }  # fmt: skip


def _row(names: Mapping[int, DayName], change: Change) -> dict[str, Any]:
    return {
        "person_id": change.person_id, "name": change.full_name, "post": change.words,
        "unit": names[change.unit_id].name if change.unit_id is not None and change.unit_id in names else "",
        "before": class_tag(change.before.code), "after": class_tag(change.after.code),
        "rules": [(rule, _rule_label(rule)) for rule in change.rules],
    }  # fmt: skip


def _rule_label(rule: str) -> str:
    versions = library().versions(rule)
    return versions[-1].label.within(language()) if versions else rule
