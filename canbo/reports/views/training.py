"""The page of the training result report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.charts import ChartData, ChartTable, Series, TableCell
from canbo.common.pages import Figure
from canbo.reports import selectors, services
from canbo.reports.charts import TableView
from canbo.reports.forms import PaperForm, TrainingForm
from canbo.reports.selectors import TrainingReport
from canbo.reports.views.controls import as_download, page_context
from canbo.reports.wording import MODE_LABELS, course_label, training_base, training_lead

#: How many years the report goes back unless the viewer says otherwise: a term of office.
_YEARS = 5
_TWO_MODES = (("full", "full_time"), ("part", "in_service"))


@require_GET
def training_report(request: Request) -> HttpResponse:
    """Who was sent to courses that began since a year, by level and by the way they studied."""
    usual = request.as_of.year - _YEARS + 1
    form = TrainingForm({"tu_nam": usual, **request.GET.dict()})
    since = form.since(usual)
    report = selectors.training(request.access, since, as_of=request.as_of, unit=form.chosen_unit())
    result = report.result
    return render(
        request,
        "reports/training.html",
        {
            **page_context(request, report.people, form, "training-report-export"),
            "report": report,
            "lead": training_lead(result, since) if result.courses else "",
            "figures": _figures(report),
            "charts": _charts(report) if result.courses else [],
            "tables": [_table(report)] if result.courses else [],
            "base_note": training_base(report.people, result),
        },
    )


@require_GET
def training_export(request: Request, form: str) -> HttpResponse:
    """The same report as a file."""
    asked = TrainingForm(request.GET)
    return as_download(
        services.export_training(
            access=request.access, since=asked.since(request.as_of.year - _YEARS + 1), as_of=request.as_of, form=form,
            unit=asked.chosen_unit(), head=PaperForm(request.GET).head(),
        )
    )  # fmt: skip


def _figures(report: TrainingReport) -> list[Figure]:
    result = report.result
    advanced, intermediate = result.of("theory", "advanced"), result.of("theory", "intermediate")
    return [
        Figure(_("Người được cử đi học"), formats.number(result.persons)),
        Figure(_("Lượt học"), formats.number(result.courses)),
        *(
            Figure(
                label, formats.number(sent.persons),
                _("tập trung %(full)s · vừa làm vừa học %(part)s")
                % {name: formats.number(sent.by_mode[mode]) for name, mode in _TWO_MODES},
            )
            for label, sent in (
                (_("Cao cấp lý luận chính trị"), advanced), (_("Trung cấp lý luận chính trị"), intermediate),
            )
        ),
    ]  # fmt: skip


def _charts(report: TrainingReport) -> list[ChartData]:
    result = report.result
    labels = [course_label(sent.field, sent.level) for sent in result.levels]
    modes = [mode for mode in MODE_LABELS if any(sent.by_mode[mode] for sent in result.levels)]
    colors = {str(label): place for place, label in enumerate(MODE_LABELS.values())}
    return [
        ChartData(
            "by-mode", "share", _("Theo trình độ và hình thức"), labels,
            [Series(MODE_LABELS[mode], [sent.by_mode[mode] for sent in result.levels]) for mode in modes],
            category_label=_("Lĩnh vực, trình độ"), unit=_("người"), colors=colors, beside=False,
        ),
        ChartData(
            "by-year", "bar", _("Số người được cử đi theo năm bắt đầu"),
            [str(year) for year, _persons in report.by_year],
            [Series(_("Người"), [persons for _year, persons in report.by_year])], category_label=_("Năm"),
            unit=_("người"),
        ),
    ]  # fmt: skip


def _table(report: TrainingReport) -> TableView:
    head = [TableCell(_("Lĩnh vực, trình độ")), TableCell(_("Số người"), numeric=True)]
    head += [TableCell(str(label), numeric=True) for label in MODE_LABELS.values()]
    head.append(TableCell(_("Lượt học"), numeric=True))
    rows = [
        (
            TableCell(course_label(sent.field, sent.level), is_head=True),
            *(
                TableCell(formats.number(count), numeric=True)
                for count in (sent.persons, *(sent.by_mode[mode] for mode in MODE_LABELS), sent.courses)
            ),
        )
        for sent in report.result.levels
    ]
    return TableView("levels", _("Kết quả đào tạo"), ChartTable(tuple(head), tuple(rows)))
