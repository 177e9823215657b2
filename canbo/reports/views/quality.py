"""The page of the yearly quality report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common.formats import day
from canbo.core.counts import Hidden
from canbo.documents.responses import hand_out
from canbo.reports import charts, selectors, services
from canbo.reports.dimensions import all_dimensions
from canbo.reports.forms import COLUMN, ROW, YOUNG_UNDER, PaperForm, QualityChoice, QualityForm
from canbo.reports.links import Links
from canbo.reports.selectors import QualityReport
from canbo.reports.views.controls import page_context
from canbo.reports.wording import quality_base, quality_lead


@require_GET
def quality_report(request: Request) -> HttpResponse:
    """The report of a unit or of the whole scope as of the day viewed, compared with another day when asked."""
    usual = {"tre": YOUNG_UNDER, "hang": ROW, "cot": COLUMN}
    form = QualityForm({**usual, **request.GET.dict()})
    choice = form.choice()
    report = _report(request, choice)
    before = _before(request, choice)
    links = Links.of(request.access, report.people)
    unknown_ages = charts.unknown_ages(report) if report.quality.band_unknown else []
    dimensions = all_dimensions()
    tables = charts.breakdown_tables(report, links)
    if before is not None:
        tables.insert(0, charts.comparison(report, before, links, Links.of(request.access, before.people)))
    return render(
        request,
        "reports/quality.html",
        {
            **page_context(request, report.people, form, "quality-report-export"),
            "report": report,
            "too_few": report.people.least if isinstance(report.quality.total, Hidden) else 0,
            "lead": quality_lead(report.quality),
            "figures": charts.figures(report, links, before),
            "compared_with": day(before.people.as_of) if before else "",
            "charts": charts.quality_charts(report, links) if report.quality.total else [],
            "tables": tables if report.quality.total else [],
            "cross": charts.cross_table(report, dimensions[choice.row], dimensions[choice.column], links),
            "base_note": quality_base(report.people, report.quality),
            "unknown_ages": len(unknown_ages),
            "unknown_ages_url": links.persons(unknown_ages),
        },
    )


@require_GET
def quality_export(request: Request, form: str) -> HttpResponse:
    """The same report as a file."""
    choice = QualityForm(request.GET).choice()
    return hand_out(
        request,
        services.export_quality(
            access=request.access, as_of=request.as_of, form=form, unit=choice.unit, known_on=choice.known_on,
            young_under=choice.young_under, head=PaperForm(request.GET).head(),
        )
    )  # fmt: skip


def _report(request: Request, choice: QualityChoice) -> QualityReport:
    return selectors.quality(
        request.access, request.as_of, unit=choice.unit, known_on=choice.known_on, young_under=choice.young_under
    )


def _before(request: Request, choice: QualityChoice) -> QualityReport | None:
    if choice.compared_with is None:
        return None
    return selectors.quality(
        request.access, choice.compared_with, unit=choice.unit, known_on=choice.known_on,
        young_under=choice.young_under,
    )  # fmt: skip
