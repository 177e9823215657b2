"""The search for candidates: the list, its export, and the lists saved from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.listing import DAY, VIEW, ListState, Tab, clean, whole_number
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, Export
from canbo.documents.grid import Column as GridColumn
from canbo.documents.grid import Grid, Row
from canbo.documents.responses import hand_out
from canbo.facts.models import SavedSearch
from canbo.facts.selectors import picture
from canbo.facts.standards import services
from canbo.facts.standards.questions import language, nothing_asked
from canbo.facts.standards.search import CLASSES, DEMANDS, OUTCOMES, Classed, candidates
from canbo.facts.standards.tables import (
    FAILS,
    LIST,
    UNKNOWN,
    WHICH,
    CandidatePage,
    CandidateRows,
    candidate_page,
    class_tag,
    narrowed,
)
from canbo.facts.standards.views.asking import (
    Asking,
    form_context,
    read,
    require_files,
    typed_away,
    unit_typed,
    untyped,
)
from canbo.organizations import selectors as organizations
from canbo.organizations.fields import offer
from canbo.rules.domain.engine import Outcome

_EXPORT_LIMIT = 50_000


@require_GET
def search(request: Request) -> HttpResponse:
    """Who, in scope, meets the standards of a position, or free conditions: each in a class, with what is lacking."""
    require_files(request)
    try:
        typed = typed_away(request)
    except DomainError as wrong:
        messages.error(request, localized(wrong))
        typed = untyped(request.GET)
    if typed is not None:
        return HttpResponseRedirect(f"{request.path}?{typed}")
    asking = read(request, request.GET)
    found, kept, error = _found(request, asking, request.GET)
    page = candidate_page(asking.question, found)
    state = page.state(request.GET)
    frame = narrowed(found, state)
    query = state.query(page=1, view="")
    may_export = request.access.can(Permission.EXPORT)
    context: dict[str, Any] = {
        **form_context(asking),
        "error": error,
        "is_asked": bool(asking.question or asking.free),
        "classes": _class_tabs(state, found),
        "conditions": _conditions(found),
        "kept": kept,
        "searches": _searches(request),
        "people_count": found.frame.height,
        "carried": _carried(request),
        "found_query": query,
    }
    return page.response(
        request,
        state,
        CandidateRows(frame, found, partial(_unit_names, request)),
        context=context,
        export_url=reverse("candidates-export") if may_export else "",
    )


@require_GET
def positions(request: Request) -> HttpResponse:
    """The positions to choose from while one types a part of a title or of a unit's name."""
    require_files(request)
    found = organizations.search_positions(request.access, request.GET.get("q", "")[:200], request.as_of)
    offers = [offer(each.pk, f"{each} · {each.unit.name}") for each in found]
    return render(request, "organizations/offers.html", {"offers": offers})


@require_http_methods(["GET", "POST"])
def export(request: Request) -> HttpResponse:
    """Exactly what the list shows, with every condition beside, as a workbook."""
    request.access.require(Permission.EXPORT)
    require_files(request)
    asking = read(request, request.GET)
    found, _kept, error = _found(request, asking, request.GET)
    if error:
        raise DomainError("question_unreadable", "{why}", why=error)
    page = candidate_page(asking.question, found)
    state = page.state(request.GET)
    frame = narrowed(found, state)
    frame = frame.join(
        picture(request.access, request.as_of, permission=Permission.EXPORT).select("person_id"),
        on="person_id", how="semi", maintain_order="left",
    )  # fmt: skip
    if frame.height > _EXPORT_LIMIT:
        raise DomainError(
            "export_too_large",
            "Danh sách có {count} người, quá {limit} người cho một tệp; hãy lọc bớt.",
            count=frame.height, limit=_EXPORT_LIMIT,
        )  # fmt: skip

    def content() -> bytes:
        rows = CandidateRows(frame, found, partial(_unit_names, request)).page(0, frame.height)
        sheet = _sheet(request, page, state, asking, found, rows)
        return write_book([sheet], title=str(sheet.title))

    return hand_out(
        request,
        Export(
            action="list.exported", title=_("Tìm người đáp ứng tiêu chuẩn"), name="tim-nguoi-dap-ung-tieu-chuan",
            media=EXCEL, content=content, people=frame["person_id"].to_list(), scope=page.described(state),
            object_type="list", object_label=state.query()[:300],
            changes={"rows": [None, frame.height], "as_of": [None, request.as_of.isoformat()]},
        ),
    )  # fmt: skip


@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the question and the people whom the list shows under a name."""
    asked = QueryDict(request.POST.get("query", ""), mutable=True)
    for name in (DAY, VIEW, LIST, "trang"):
        asked.pop(name, None)
    back = reverse("candidates")
    try:
        asking = read(request, asked)
        found, _kept, error = _found(request, asking, asked)
        if error:
            raise DomainError("question_unreadable", "{why}", why=error)
        page = candidate_page(asking.question, found)
        people = narrowed(found, page.state(asked))["person_id"].to_list()
        share = request.POST.get("share", "")
        saved = services.save_search(
            access=request.access, name=request.POST.get("name", ""), query=asked.urlencode(), as_of=request.as_of,
            people=people, is_shared=share in {"all", "unit"},
            shared_unit=unit_typed(request, request.POST.get("share_unit", "")) if share == "unit" else None,
        )  # fmt: skip
    except DomainError as wrong:
        messages.error(request, localized(wrong))
        return HttpResponseRedirect(f"{back}?{asked.urlencode()}")
    messages.success(
        request,
        _("Đã lưu danh sách «%(name)s» gồm %(count)s người.") % {"name": saved.name, "count": len(people)},
    )
    return HttpResponseRedirect(f"{back}?{saved.query}&{LIST}={saved.pk}")


@require_POST
def delete(request: Request, search_id: int) -> HttpResponse:
    """Delete one's own saved list."""
    services.delete_search(access=request.access, search_id=search_id)
    messages.success(request, _("Đã xoá danh sách đã lưu."))
    return redirect("candidates")


def _found(request: Request, asking: Asking, given: QueryDict) -> tuple[Classed, SavedSearch | None, str]:
    """Give the people of the question, the saved list that limits them, and what went wrong in words."""
    kept = None
    error = asking.error
    list_id = whole_number(given.get(LIST, ""), 0, 10**9)
    if list_id:
        kept = services.saved_search(request.access, list_id)
    question = None if error else asking.question
    people = list(kept.people) if kept is not None else None
    if question is not None and not question.decides:
        error = localized(nothing_asked(question))
        question = None
    try:
        found = candidates(
            request.access, request.as_of, question, unit_id=asking.unit_id, free=asking.free, people=people
        )
    except DomainError as wrong:
        error = localized(wrong)
        found = candidates(request.access, request.as_of, question, unit_id=asking.unit_id, people=people)
    return found, kept, error


def _class_tabs(state: ListState, found: Classed) -> list[tuple[str, Any, int, Tab]]:
    """The classes with their counts; a click keeps only that class."""
    if not found.asked:
        return []
    chosen = state.filters.get(WHICH, ())
    rest = {key: values for key, values in state.filters.items() if key not in {WHICH, FAILS, UNKNOWN}}
    made = []
    for code, count in found.counts.items():
        is_current = chosen == (code,)
        filters = rest if is_current else {**rest, WHICH: (code,)}
        tab = Tab(CLASSES[code], "?" + state.query(filters=filters), is_current, count)
        made.append((code, class_tag(code), count, tab))
    return made


def _conditions(found: Classed) -> list[dict[str, Any]]:
    """What is asked, condition by condition, with how many fail and of how many it is not known."""
    failing, unknown = found.tally(Outcome.FAIL), found.tally(Outcome.UNKNOWN)
    spoken = language()
    return [
        {
            "rule": each.condition.id, "label": each.condition.label.within(spoken),
            "demand": DEMANDS[each.demand.value], "is_required": each.demand.value == "required",
            "confirmed": each.confirmed, "failing": failing.get(each.condition.id, 0),
            "unknown": unknown.get(each.condition.id, 0), "layer": each.condition.layer.value,
        }
        for each in found.asked
    ]  # fmt: skip


def _searches(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "search": each, "is_own": each.owner_id == (request.access.user_id or 0),
            "url": f"{reverse('candidates')}?{each.query}&{LIST}={each.pk}",
        }
        for each in services.saved_searches(request.access)
    ]  # fmt: skip


def _carried(request: Request) -> list[tuple[str, str]]:
    """The parameters that the form of the question carries along without a field of its own."""
    kept = ("f", DAY)
    return [(name, clean(value)) for name in kept for value in request.GET.getlist(name)]


def _sheet(
    request: Request, page: CandidatePage, state: ListState, asking: Asking, found: Classed,
    rows: Sequence[Mapping[str, Any]],
) -> Sheet:  # fmt: skip
    heads, cells = page.table(state, rows)
    numeric = {str(column.label) for column in page.columns if column.numeric}
    spoken = language()
    columns = [GridColumn(head, kind="number" if head in numeric else "text") for head in heads]
    columns += [GridColumn(each.condition.label.within(spoken)) for each in found.asked]
    words = [str(OUTCOMES[outcome.code]) for outcome in Outcome]
    grid = Grid(
        columns=tuple(columns),
        rows=tuple(
            Row((
                *(_cell(value) for value in row),
                *(words[source[each.condition.id]] for each in found.asked),
            ))
            for row, source in zip(cells, rows, strict=True)
        ),
    )  # fmt: skip
    told = [_("Tính đến ngày %(day)s") % {"day": f"{request.as_of:%d/%m/%Y}"}]
    if asking.question is not None:
        told.insert(0, f"{asking.question.act_words}: {asking.question.words}")
    return Sheet(_("Ứng viên"), grid, title=_("Danh sách người xét theo tiêu chuẩn"), subtitle=tuple(told), filter=True)


def _cell(value: object) -> str | int | float | date | None:
    return value if isinstance(value, (str, int, float, date)) or value is None else str(value)


def _unit_names(request: Request, unit_ids: Sequence[int]) -> Mapping[int, str]:
    day_names = organizations.names(request.access, request.as_of)
    return {unit_id: day_names[unit_id].name for unit_id in unit_ids if unit_id in day_names}
