"""The register: the list, its export, one decision, series of numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canbo.access.middleware import Request
from canbo.access.scope import unit_scope
from canbo.common import formats
from canbo.common.form_pages import both, form_page, written
from canbo.common.listing import whole_number
from canbo.core.access import Permission
from canbo.core.secrecy import highest
from canbo.decisions.kinds import DecisionState
from canbo.decisions.models import Decision, NumberSeries
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, Export
from canbo.documents.grid import Column, Grid, Row
from canbo.documents.paper_panel import render_papers
from canbo.documents.responses import hand_out
from canbo.enactments import selectors, services
from canbo.enactments.forms import ReasonForm, SeriesForm
from canbo.enactments.models import DecisionSubject
from canbo.enactments.permissions import not_found, works_there
from canbo.enactments.tables import DecisionRows, decisions_page, state_tag
from canbo.enactments.wording import words_of_effects
from canbo.organizations.models import Unit

_SHOWN = 50
_EXPORTED = 20_000


@require_safe
def listing(request: Request) -> HttpResponse:
    """The register as far as the viewer may read it."""
    request.access.require(Permission.VIEW_FILES)
    page = decisions_page(request.access)
    state = page.state(request.GET)
    return page.response(
        request,
        state,
        DecisionRows.of(request.access, state),
        export_url=reverse("decisions-export"),
        context={
            "may_draft": request.access.can(Permission.EDIT_FILES),
            "may_number": request.access.can(Permission.SIGN_DECISIONS),
        },
    )


@require_http_methods(["GET", "POST"])
def export(request: Request) -> HttpResponse:
    """The register as shown, as a workbook."""
    request.access.require(Permission.VIEW_FILES)
    page = decisions_page(request.access)
    state = page.state(request.GET)
    rows = DecisionRows.of(request.access, state).page(0, _EXPORTED)

    def content() -> bytes:
        heads, table = page.table(state, rows)
        grid = Grid(
            tuple(Column(head) for head in heads),
            tuple(Row(tuple(formats.plain(each) for each in row)) for row in table),
        )
        return write_book([Sheet(str(page.title), grid, title=str(page.title), filter=True)], title=str(page.title))

    people = DecisionSubject.objects.filter(decision__in=[each.pk for each in rows], person__isnull=False)
    return hand_out(
        request,
        Export(
            action="decision.listed", title=_("Sổ quyết định"), name="so-quyet-dinh", media=EXCEL, content=content,
            people=sorted(set(people.values_list("person_id", flat=True))),
            secrecy=highest(each.secrecy for each in rows), scope=page.described(state), object_type="list",
            changes={"rows": [None, len(rows)]},
        ),
    )  # fmt: skip


@require_safe
def show(request: Request, decision_id: int) -> HttpResponse:
    """One decision: what it says, whom it concerns, its chain, what became of it."""
    decision = selectors.decision_of(request.access, decision_id)
    paper = selectors.paper_of(decision)
    works = paper is not None and works_there(request.access, paper.unit.path)
    rows = selectors.subjects_of(request.access, decision)
    wanted = request.GET.get("tinh-trang", "")
    if wanted in DecisionSubject.State.values:
        rows = rows.filter(state=wanted)
    elif wanted == "chua-khop":
        rows = rows.exclude(fault="")
    place = whole_number(request.GET.get("trang", ""), 1, 1_000)
    shown = selectors.subjects_with_effects(rows[(place - 1) * _SHOWN : place * _SHOWN])
    words = words_of_effects(each for subject in shown for each in subject.effects.all())
    count = rows.count()
    access = request.access
    edits = paper is not None and access.covers(Permission.EDIT_FILES, paper.unit.path)
    signs = paper is not None and access.covers(Permission.SIGN_DECISIONS, paper.unit.path)
    context = {
        "decision": decision, "paper": paper, "works": works, "state": state_tag(decision),
        "subjects": [(each, [words[effect.pk] for effect in each.effects.all()]) for each in shown],
        "count": count, "page": place, "has_next": place * _SHOWN < count, "wanted": wanted,
        "unsettled": works and decision.is_draft and selectors.unsettled(decision),
        "chain": selectors.chain_of(access, decision), "states": selectors.states_of(decision) if works else {},
        "may_edit": decision.is_draft and edits,
        "may_sign": decision.is_draft and signs,
        "may_mend": decision.stands and edits,
        "may_void": decision.state == DecisionState.RESERVED and access.can(Permission.SIGN_DECISIONS),
        "papers": render_papers(request, "decision", decision) if works and paper is not None else None,
    }  # fmt: skip
    return render(request, "enactments/decision.html", context)


@both
def series(request: Request) -> HttpResponse:
    """The series of numbers of the viewer's units; a new one."""
    request.access.require(Permission.SIGN_DECISIONS)
    units = Unit.objects.filter(
        unit_scope(request.access, Permission.SIGN_DECISIONS, "path"), withdrawn_at__isnull=True
    ).order_by("path")
    form = SeriesForm(request.POST or None, units=units)

    def write() -> None:
        typed = form.cleaned_data
        services.open_series(
            access=request.access, unit=typed["unit"], issuer_name=typed["issuer_name"], pattern=typed["pattern"],
            last=typed["last"] or 0, today=request.today,
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã lập dãy số."))
        return redirect("decision-series")
    rows = selectors.series_of(request.access).prefetch_related("years")
    return form_page(
        request, form, template="enactments/series.html", title=_("Dãy số quyết định"), rows=rows,
        submit_label=_("Lập dãy số"),
    )  # fmt: skip


def _series(request: Request, series_id: int) -> NumberSeries:
    found = selectors.series_of(request.access).filter(pk=series_id).first()
    if found is None:
        raise not_found()
    return found


@require_POST
def series_close(request: Request, series_id: int) -> HttpResponse:
    """Stop giving numbers of a series."""
    services.close_series(access=request.access, series=_series(request, series_id))
    messages.success(request, _("Dãy số không còn được dùng; các số đã cấp vẫn giữ nguyên."))
    return redirect("decision-series")


@both
def reserve(request: Request, series_id: int) -> HttpResponse:
    """Set the next number of a series aside."""
    found = _series(request, series_id)
    form = ReasonForm(request.POST or None)
    made: list[Decision] = []

    def write() -> None:
        made.append(
            services.reserve_number(
                access=request.access, series=found, today=request.today, reason=form.cleaned_data["reason"]
            )
        )

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã để dành số %(number)s.") % {"number": made[0].number})
        return redirect("decision", made[0].pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Để dành số tiếp theo"), about=str(found),
        submit_label=_("Để dành số"),
    )  # fmt: skip


@both
def void(request: Request, decision_id: int) -> HttpResponse:
    """Give up a number that was set aside."""
    held = selectors.decision_of(request.access, decision_id)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.void_number(access=request.access, held=held, reason=form.cleaned_data["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã huỷ số %(number)s; lý do được giữ trong sổ.") % {"number": held.number})
        return redirect("decision", held.pk)
    return form_page(
        request, form, template="enactments/form.html", title=_("Huỷ số để dành"), about=str(held),
        submit_label=_("Huỷ số"),
    )  # fmt: skip
