"""The rules browser: by subject, by document, by title; each entry with its history, its clauses and its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.common.diagrams import Span, Timeline
from canbo.common.listing import Tab, clean
from canbo.core.access import Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.rules import browsing
from canbo.rules.domain.law import Law
from canbo.rules.library import library
from canbo.rules.members import TIERS
from canbo.rules.places import chain_of, named
from canbo.rules.scheme_pages import matching_schemes, scheme_lines
from canbo.rules.selectors import history_of
from canbo.rules.tables import shown_change

if TYPE_CHECKING:
    from canbo.access.middleware import Request

PLACE = "noi"
_TABS = ("noi-dung", "van-ban", "chuc-danh", "bo-tieu-chi")


@require_safe
def rules(request: Request) -> HttpResponse:
    """Everything that the packs hold, by subject, by document or by title; or what a search finds."""
    found, law, spoken = library(), law_seen(request), spoken_of()
    tab = request.GET.get("theo", "")
    tab = tab if tab in _TABS else _TABS[0]
    text = clean(request.GET.get("q", ""))
    lines = browsing.lines(found, law, spoken)
    only_standing = request.GET.get("hieu-luc") != "tat-ca"
    if only_standing:
        lines = [line for line in lines if line.in_force]
    context: dict[str, object] = {
        "tab": tab, "text": text, "only_standing": only_standing, "tabs": _tabs(tab), "count": len(lines),
        "confirmed": sum(line.confirmed for line in lines),
        "may_confirm": request.access.can(Permission.CONFIRM_RULES),
        "packs": [(pack.label.within(spoken), pack.span, pack.note) for pack in law.packs],
    }  # fmt: skip
    if tab == "van-ban":
        words = fold(text).split()
        context["documents"] = [
            (document, count, document.label.within(spoken), browsing.READ.get(document.read, document.read),
             browsing.ENCODED.get(document.encoded, document.encoded), document.span.holds(law.day))
            for document, count in browsing.documents_of(found, law)
            if all(word in fold(f"{document.number} {document.label.within(spoken)}") for word in words)
            and (document.span.holds(law.day) or not only_standing)
        ]  # fmt: skip
    elif tab == "chuc-danh":
        context["titles"] = _titles(text, spoken)
    elif tab == "bo-tieu-chi":
        schemes = matching_schemes(scheme_lines(found, law, spoken), text)
        context["schemes"] = [each for each in schemes if each.in_force or not only_standing]
    else:
        context["subjects"] = browsing.by_subject(browsing.matching(lines, text, found))
    return render(request, "rules/rules.html", {**context, **_place_context(request)})


@require_safe
def rule(request: Request, rule_id: str) -> HttpResponse:
    """One entry: what stands on the day viewed, its history on a time line, what it hangs together with, its cases."""
    found, law, spoken = library(), law_seen(request), spoken_of()
    page = browsing.page_of(found, law, rule_id, spoken)
    spans = [
        Span(
            version.pack, version.short,
            PartialDate.from_date(version.span.start),
            PartialDate.from_date(version.span.before) if version.span.before else None,
            category=_("đã đối chiếu văn bản") if version.confirmed else _("chưa đối chiếu văn bản"),
        )
        for version in page.versions
    ]  # fmt: skip
    chart = Timeline(
        "history", _("Theo thời gian"), law.day, spans,
        colors={_("đã đối chiếu văn bản"): 0, _("chưa đối chiếu văn bản"): 1},
    )  # fmt: skip
    may = request.access.can(Permission.CONFIRM_RULES)
    shown = {
        "page": page, "chart": chart, "subject": browsing.subject_of(rule_id), "may_confirm": may,
        "is_value": any(version.kind == "parameter" for version in page.versions),
        "office": [pack.id for pack in found.packs.values() if pack.is_office],
        "history": [shown_change(each, spoken) for each in history_of(request.access, rule_id)],
    }  # fmt: skip
    return render(request, "rules/rule.html", {**shown, **_place_context(request)})


@require_safe
def document(request: Request, document_id: str) -> HttpResponse:
    """One document: what it is, what it replaced, what of it stands in the packs."""
    found, law, spoken = library(), law_seen(request), spoken_of()
    held = found.documents.get(document_id)
    if held is None:
        raise NotFound("document_not_found", "Không có văn bản nào mang mã này.")
    context = {
        "document": held, "label": held.label.within(spoken), "issuer": held.issuer.within(spoken),
        "read": browsing.READ.get(held.read, held.read), "encoded": browsing.ENCODED.get(held.encoded, held.encoded),
        "in_force": held.span.holds(law.day), "citing": browsing.citing(found, law, document_id, spoken),
        "replaces": [found.documents[each] for each in held.replaces if each in found.documents],
        "replaced_by": [each for each in found.documents.values() if document_id in each.replaces],
    }  # fmt: skip
    return render(request, "rules/document.html", {**context, **_place_context(request)})


@require_safe
def title(request: Request, title_id: str) -> HttpResponse:
    """One kind of title: the standards in force for it, act by act, with their conditions."""
    found, law, spoken = library(), law_seen(request), spoken_of()
    kind = found.titles.get(title_id)
    if kind is None:
        raise NotFound("title_kind_not_found", "Không có loại chức danh nào mang mã này.")
    context = {
        "kind": kind, "label": kind.label.within(spoken),
        "tiers": ", ".join(str(member.label) for member in TIERS if member.code in kind.tiers),
        "standards": browsing.standards_of_title(found, law, kind, spoken),
    }  # fmt: skip
    return render(request, "rules/title.html", {**context, **_place_context(request)})


def law_seen(request: Request) -> Law:
    """Give the law of the day viewed: central, with the values of the place that the page was asked for."""
    return library().law(request.as_of, places=chain_of(_place(request), request.as_of))


def spoken_of() -> str:
    """Give the language of the page, as the packs know it."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _place(request: Request) -> str:
    """The code of the place that was chosen: one that has values of its own; "" where none was."""
    chosen = clean(request.GET.get(PLACE, ""))
    return chosen if chosen in {pack.place_code for pack in library().packs.values()} else ""


def _place_context(request: Request) -> dict[str, object]:
    """What the choice of a place shows: the units with values of their own, and the one that was chosen."""
    codes = list(dict.fromkeys(pack.place_code for pack in library().packs.values() if pack.place_code))
    names, chosen = named(codes), _place(request)
    places = [(code, f"{names[code][0]} ({code})" if code in names else code) for code in codes]
    query = f"?{urlencode({PLACE: chosen})}" if chosen else ""
    return {"places": places, "place": chosen, "place_query": query}


def _tabs(current: str) -> list[Tab]:
    base = reverse("rules")
    labels = {
        "noi-dung": _("Theo nội dung"), "van-ban": _("Theo văn bản"), "chuc-danh": _("Theo chức danh"),
        "bo-tieu-chi": _("Bộ tiêu chí đánh giá"),
    }  # fmt: skip
    return [Tab(label, f"{base}?theo={key}", key == current) for key, label in labels.items()]


def _titles(text: str, spoken: str) -> list[tuple[str, list[tuple[str, str]]]]:
    words = fold(text).split()
    tiers = {member.code: str(member.label) for member in TIERS}
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in library().titles.values():
        label = kind.label.within(spoken)
        if all(word in fold(label) for word in words):
            place = tiers[min(kind.tiers)] if len(kind.tiers) == 1 else _("Nhiều cấp")
            groups.setdefault(place, []).append((kind.id, label))
    return [(place, sorted(kinds, key=lambda each: fold(each[1]))) for place, kinds in groups.items()]
