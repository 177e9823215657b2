"""The page of the training result report."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.charts import ChartData, ChartTable, Series, TableCell
from canbo.common.listing import Column, Filter, ListPage, Rows
from canbo.common.pages import Figure
from canbo.core.access import Permission
from canbo.core.text import fold
from canbo.documents.responses import hand_out
from canbo.personnel.levels import TrainingField
from canbo.reports import selectors, services
from canbo.reports.charts import TableView
from canbo.reports.domain.training import Sent, counted_mode
from canbo.reports.forms import PaperForm, TrainingForm
from canbo.reports.selectors import SentPerson, TrainingReport
from canbo.reports.views.controls import page_context
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
    people = _People(report, not report.people.least and request.access.can(Permission.VIEW_FILES))
    return render(
        request,
        "reports/training.html",
        {
            **page_context(request, report.people, form, "training-report-export"),
            "report": report,
            "lead": training_lead(result, since) if result.courses else "",
            "figures": _figures(report, people),
            "charts": _charts(report, people) if result.courses else [],
            "tables": [_table(report, people)] if result.courses else [],
            "undated": result.undated_courses,
            "undated_url": people.to(khong_ro="1"),
            "base_note": training_base(report.people, result),
        },
    )


@require_GET
def training_export(request: Request, form: str) -> HttpResponse:
    """The same report as a file."""
    asked = TrainingForm(request.GET)
    return hand_out(
        request,
        services.export_training(
            access=request.access, since=asked.since(request.as_of.year - _YEARS + 1), as_of=request.as_of, form=form,
            unit=asked.chosen_unit(), head=PaperForm(request.GET).head(),
        )
    )  # fmt: skip


def _figures(report: TrainingReport, people: _People) -> list[Figure]:
    result = report.result
    advanced, intermediate = result.of("theory", "advanced"), result.of("theory", "intermediate")
    return [
        Figure(_("Người được cử đi học"), formats.number(result.persons), url=people.to()),
        Figure(_("Lượt học"), formats.number(result.courses), url=people.to()),
        *(
            Figure(
                label, formats.number(sent.persons),
                _("tập trung %(full)s · vừa làm vừa học %(part)s")
                % {name: formats.number(sent.by_mode[mode]) for name, mode in _TWO_MODES},
                people.of(sent) if sent.persons else "",
            )
            for label, sent in (
                (_("Cao cấp lý luận chính trị"), advanced), (_("Trung cấp lý luận chính trị"), intermediate),
            )
        ),
    ]  # fmt: skip


def _charts(report: TrainingReport, people: _People) -> list[ChartData]:
    result = report.result
    labels = [course_label(sent.field, sent.level) for sent in result.levels]
    modes = [mode for mode in MODE_LABELS if any(sent.by_mode[mode] for sent in result.levels)]
    colors = {str(label): place for place, label in enumerate(MODE_LABELS.values())}
    return [
        ChartData(
            "by-mode", "share", _("Theo trình độ và hình thức"), labels,
            [
                Series(
                    MODE_LABELS[mode], [sent.by_mode[mode] for sent in result.levels],
                    [people.of(sent, mode) if sent.by_mode[mode] else "" for sent in result.levels],
                )
                for mode in modes
            ],
            category_label=_("Lĩnh vực, trình độ"), unit=_("người"), colors=colors, beside=False,
        ),
        ChartData(
            "by-year", "bar", _("Số người được cử đi theo năm bắt đầu"),
            [str(year) for year, _persons in report.by_year],
            [Series(_("Người"), [persons for _year, persons in report.by_year])], category_label=_("Năm"),
            unit=_("người"),
        ),
    ]  # fmt: skip


def _table(report: TrainingReport, people: _People) -> TableView:
    head = [TableCell(_("Lĩnh vực, trình độ")), TableCell(_("Số người"), numeric=True)]
    head += [TableCell(str(label), numeric=True) for label in MODE_LABELS.values()]
    head.append(TableCell(_("Lượt học"), numeric=True))
    rows = []
    for sent in report.result.levels:
        cells = [TableCell(course_label(sent.field, sent.level), is_head=True)]
        cells.append(TableCell(formats.number(sent.persons), people.of(sent), numeric=True))
        for mode in MODE_LABELS:
            count = sent.by_mode[mode]
            cells.append(TableCell(formats.number(count), people.of(sent, mode) if count else "", numeric=True))
        cells.append(TableCell(formats.number(sent.courses), people.of(sent), numeric=True))
        rows.append(tuple(cells))
    return TableView("levels", _("Kết quả đào tạo"), ChartTable(tuple(head), tuple(rows)))


@dataclass(frozen=True, slots=True)
class _People:
    """Addresses of the people behind the figures, "" for a viewer who may not see files."""

    report: TrainingReport
    is_open: bool

    def to(self, **wanted: str) -> str:
        if not self.is_open:
            return ""
        people = self.report.people
        query = {"tu_nam": str(self.report.since.year), **wanted, "ngay": people.as_of.isoformat()}
        if people.unit_id is not None:
            query["unit"] = str(people.unit_id)
        return f"{reverse('training-people')}?{urlencode(query)}"

    def of(self, sent: Sent, mode: str = "") -> str:
        wanted = {"linh_vuc": sent.field, "trinh_do": sent.level or _NO_LEVEL}
        return self.to(**wanted, **({"hinh_thuc": mode} if mode else {}))


#: Stands in an address for a course that leads to no level.
_NO_LEVEL = "-"


@require_GET
def training_people(request: Request) -> HttpResponse:
    """The courses behind a figure of the report, with the people who went to them."""
    usual = request.as_of.year - _YEARS + 1
    asked = TrainingForm({"tu_nam": usual, **request.GET.dict()})
    page = _people_page(request)
    state = page.state(request.GET)
    wanted = {key: values[0] for key, values in state.filters.items()}
    level = wanted.get("trinh_do")
    rows = selectors.sent_people(
        request.access, asked.since(usual), as_of=request.as_of, unit=asked.chosen_unit(),
        field=wanted.get("linh_vuc"), level="" if level == _NO_LEVEL else level, mode=wanted.get("hinh_thuc"),
        undated="khong_ro" in wanted,
    )  # fmt: skip
    words = fold(state.text).split()
    rows = [row for row in rows if all(word in fold(row.name) for word in words)]
    return page.response(request, state, Rows(rows))


def _people_page(request: Request) -> ListPage[SentPerson]:
    fields = [(value, label) for value, label in TrainingField.choices]

    def level_words(value: str) -> str:
        return "" if value == _NO_LEVEL else course_label(request.GET.get("linh_vuc", ""), value)

    return ListPage[SentPerson](
        title=_("Người được cử đi học"),
        columns=(
            Column("ten", _("Họ và tên"), lambda row: row.name),
            Column("don-vi", _("Đơn vị"), lambda row: row.unit),
            Column("lop", _("Lớp, khoá học"), lambda row: row.course),
            Column("trinh-do", _("Trình độ"), lambda row: course_label(row.field, row.level)),
            Column("hinh-thuc", _("Hình thức"), lambda row: MODE_LABELS[counted_mode(row.mode)]),
            Column("tu", _("Bắt đầu"), lambda row: row.begun),
            Column("noi-hoc", _("Nơi học"), lambda row: row.institution),
        ),
        row_id=lambda row: row.person_id,
        row_url=lambda row: reverse("file", args=[row.person_id]),
        filters=(
            Filter("linh_vuc", _("Lĩnh vực"), fields),
            Filter("trinh_do", _("Trình độ"), describe=level_words),
            Filter("hinh_thuc", _("Hình thức"), list(MODE_LABELS.items())),
            Filter("tu_nam", _("Từ năm")),
            Filter("unit", _("Mã đơn vị")),
            Filter("khong_ro", _("Ngày bắt đầu"), (("1", _("chưa rõ")),)),
        ),
        empty_text=_("Không có ai trong phạm vi hồ sơ được xem. Hãy bỏ bớt bộ lọc."),
    )
