"""The page of the ratings of a period, and the people behind its figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common.listing import Column, Filter, ListPage, Rows
from canbo.core.counts import Hidden
from canbo.core.text import fold
from canbo.documents.responses import hand_out
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.reports import selectors, services
from canbo.reports.forms import PaperForm, RatingsForm
from canbo.reports.selectors.year_people import RatedPerson, rated_people
from canbo.reports.views.controls import page_context
from canbo.reports.year_tables import YearLinks, shares_chart, year_tables
from canbo.reports.year_wording import LEVEL_LABELS, REASON_LABELS, TRACK_LABELS, base_words, lead, period_words


def _form(request: Request) -> RatingsForm:
    return RatingsForm({"nam": _usual(request), **request.GET.dict()})


def _usual(request: Request) -> int:
    """The year seen; the one before while the year seen has hardly begun."""
    return request.as_of.year if request.as_of.month > 2 else request.as_of.year - 1


@require_GET
def evaluation_report(request: Request) -> HttpResponse:
    """The ratings of a period in a unit or the whole scope, with the period before beside them."""
    form = _form(request)
    report = selectors.year_ratings(
        request.access, form.period(_usual(request)), as_of=request.as_of, unit=form.chosen_unit(),
        known_on=form.known_on(),
    )  # fmt: skip
    links = YearLinks.of(request.access, report)
    tallies = [report.tally(track) for track in TRACKS]
    tables = year_tables(report, links)
    chart = shares_chart(report)
    context = {
        **page_context(request, report.people, form, "evaluation-report-export"),
        "report": report, "period": period_words(report.period), "lead": lead(report),
        "too_few": report.least if any(isinstance(each.total, Hidden) for each in tallies) else 0,
        "charts": [chart] if chart.categories and tables else [], "tables": tables, "base_note": base_words(report),
    }  # fmt: skip
    return render(request, "reports/year_ratings.html", context)


@require_GET
def evaluation_export(request: Request, form: str) -> HttpResponse:
    """The same report as a file."""
    asked = _form(request)
    return hand_out(
        request,
        services.export_year_ratings(
            access=request.access, period=asked.period(_usual(request)), as_of=request.as_of, form=form,
            unit=asked.chosen_unit(), known_on=asked.known_on(), head=PaperForm(request.GET).head(),
        )
    )  # fmt: skip


@require_GET
def evaluation_people(request: Request) -> HttpResponse:
    """The people behind a figure of the report."""
    asked = _form(request)
    page = _people_page()
    state = page.state(request.GET)
    wanted = {key: values[0] for key, values in state.filters.items()}
    track: Track = next((each for each in TRACKS if each == wanted.get("thang")), "state")
    key, _colon, value = wanted.get("lop", "").partition(":")
    rows = rated_people(
        request.access, asked.period(_usual(request)), as_of=request.as_of, unit=asked.chosen_unit(), track=track,
        level=wanted.get("muc", ""), key=key, value=value,
    )  # fmt: skip
    words = fold(state.text).split()
    rows = [row for row in rows if all(word in fold(row.name) for word in words)]
    return page.response(request, state, Rows(rows))


def _people_page() -> ListPage[RatedPerson]:
    levels = {**LEVEL_LABELS, "not_graded": _("Chưa xếp loại"), **REASON_LABELS}

    def level(row: RatedPerson) -> str:
        return str(LEVEL_LABELS[row.level] if row.level else REASON_LABELS[row.standing])

    return ListPage[RatedPerson](
        title=_("Người được tính trong báo cáo xếp loại"),
        columns=(
            Column("ten", _("Họ và tên"), lambda row: row.name),
            Column("chuc-vu", _("Chức vụ"), lambda row: row.post),
            Column("don-vi", _("Đơn vị"), lambda row: row.unit),
            Column("muc", _("Xếp loại"), level),
        ),
        row_id=lambda row: row.person_id,
        row_url=lambda row: reverse("file", args=[row.person_id]),
        filters=(
            Filter("nam", _("Năm")),
            Filter("ky", _("Kỳ")),
            Filter("thang", _("Thang"), list(TRACK_LABELS.items())),
            Filter("muc", _("Mức"), list(levels.items())),
            Filter("lop", _("Lớp")),
            Filter("unit", _("Mã đơn vị")),
        ),
        empty_text=_("Không có ai trong phạm vi hồ sơ được xem. Hãy bỏ bớt bộ lọc."),
    )
