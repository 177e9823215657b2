"""What comes out of a campaign: its figures, official lists and count tables, papers by unit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.charts import ChartTable, TableCell
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.exports import EXCEL, WORD, Export, Media
from canbo.documents.responses import hand_out
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.evaluation.list_files import as_excel, as_word
from canbo.evaluation.list_layouts import layout
from canbo.evaluation.models import Campaign, UnitProgress
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.level_counts import LevelCount, level_counts
from canbo.evaluation.selectors.official_lists import LISTS, MOST_AT_ONCE, OfficialList, listed, official_list
from canbo.evaluation.selectors.reported_units import units_of
from canbo.evaluation.services.lists import made_list, start_list
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.jobs.models import Job
from canbo.jobs.selectors import own_job

_LISTED = 200
_MEDIA: dict[str, Media] = {"excel": EXCEL, "word": WORD}
TRACK_WORDS: dict[str, str | Promise] = {"state": _("Thang của Nhà nước"), "party": _("Thang của Đảng")}


@dataclass(frozen=True, slots=True)
class ListChoice:
    """A list that may be taken: its form, title, where its columns come from, how sure."""

    name: str
    form: str
    title: str
    source: str
    confirmed: bool


@require_GET
def campaign_reports(request: Request, campaign_id: int) -> HttpResponse:
    """The figures of a campaign so far, the lists, the units whose papers can be made."""
    campaign = campaign_of(request.access, campaign_id)
    units = _units(request, campaign)
    unit_id = _unit(request, units)
    counts = level_counts(request.access, campaign, unit_id)
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "reports"), "units": units[:_LISTED],
        "more_units": max(0, len(units) - _LISTED), "unit_id": unit_id, "lists": _choices(),
        "lead": _lead(counts), "tables": [(TRACK_WORDS[track], _table(rows)) for track, rows in counts.items() if rows],
        "tracks": TRACK_WORDS.items(), "most": MOST_AT_ONCE, "may_export": request.access.can(Permission.EXPORT),
        "may_report": request.access.can(Permission.VIEW_REPORTS),
    }  # fmt: skip
    return render(request, "evaluation/campaign_reports.html", context)


def _units(request: Request, campaign: Campaign) -> list[UnitProgress]:
    """The units of which the viewer makes lists. Error: Forbidden for who takes part and makes none."""
    units = units_of(request.access, campaign)
    if not units:
        raise Forbidden(
            "may_not_list_ratings", "Chỉ người tổ chức đánh giá và cấp kết luận lập được danh sách, báo cáo của đợt."
        )
    return units


def _unit(request: Request, units: list[UnitProgress]) -> int | None:
    """The unit asked for, among those that the viewer runs or concludes; None for all of them."""
    text = request.GET.get("don-vi") or request.POST.get("don-vi") or ""
    return next((each.unit_id for each in units if str(each.unit_id) == text), None)


def _choices() -> list[ListChoice]:
    found = []
    for name, (shape, form) in LISTS.items():
        known = layout(shape)
        found.append(ListChoice(name, form.replace("Mau", "Mẫu"), known.title, known.source, known.confirmed))
    return found


def _lead(counts: dict[Track, list[LevelCount]]) -> str:
    """Say how many have a level, and how many of them stand in the two top levels."""
    words = []
    for track, rows in counts.items():
        whole = [each for each in rows if each.rank == ""]
        if not whole:
            continue
        top = whole[0].levels["excellent"] + whole[0].levels["well"]
        words.append(
            str(_("%(scale)s: %(top)s xếp loại tốt trở lên (%(count)s/%(total)s phiếu), %(left)s phiếu chưa có mức."))
            % {
                "scale": TRACK_WORDS[track], "top": formats.share(top, whole[0].total),
                "count": formats.number(top), "total": formats.number(whole[0].total),
                "left": formats.number(whole[0].not_graded),
            }
        )  # fmt: skip
    return " ".join(words)


def _table(rows: list[LevelCount]) -> ChartTable:
    levels = list(reversed(Level.choices))
    head = [TableCell(str(_("Tư cách"))), TableCell(str(_("Tổng số")), numeric=True)]
    head += [TableCell(str(label), numeric=True) for _code, label in levels]
    head += [TableCell(str(label), numeric=True) for label in (_("Chưa xếp loại"), _("Xuất sắc trong số tốt trở lên"))]
    body = []
    for row in rows:
        cells = [TableCell(str(row.label), is_head=True), TableCell(formats.number(row.total), numeric=True)]
        cells += [
            TableCell(
                f"{formats.number(row.levels[code])} ({formats.share(row.levels[code], row.total)})", numeric=True
            )
            for code, _label in levels
        ]
        cells.append(
            TableCell(f"{formats.number(row.not_graded)} ({formats.share(row.not_graded, row.total)})", numeric=True)
        )
        base = row.levels["excellent"] + row.levels["well"]
        share = formats.share(row.levels["excellent"], base) if base else formats.DASH
        cells.append(TableCell(share, numeric=True))
        body.append(tuple(cells))
    return ChartTable(tuple(head), tuple(body))


@require_http_methods(["GET", "POST"])
def campaign_list(request: Request, campaign_id: int, name: str, form: str) -> HttpResponse:
    """A list of a campaign as a file ("excel" or "word"), through the door."""
    campaign = campaign_of(request.access, campaign_id)
    if form not in _MEDIA:
        raise NotFound("export_form_not_found", "Không có dạng xuất này. Hãy chọn Excel hoặc Word.")
    unit_id, track = _unit(request, _units(request, campaign)), _track(request)
    count = listed(request.access, campaign, unit_id).count()
    if count > MOST_AT_ONCE:
        raise DomainError(
            "list_too_long",
            "Danh sách này có {count} phiếu, nhiều hơn {most}: hãy chọn đơn vị, hoặc bấm «Lập ở chế độ nền».",
            count=count, most=MOST_AT_ONCE,
        )  # fmt: skip
    with translation.override("vi"):
        filled = official_list(request.access, campaign, name, today=request.today, unit_id=unit_id, track=track)
        content = as_excel(filled) if form == "excel" else as_word(filled, "party" if track == "party" else "state")
    return hand_out(request, _export(campaign, filled, _MEDIA[form], content))


def _track(request: Request) -> Track | None:
    return next((each for each in TRACKS if each == request.GET.get("thang")), None)


def _export(campaign: Campaign, filled: OfficialList, media: Media, content: bytes) -> Export:
    return Export(
        action="evaluation.report_made", title=filled.form, name=filled.file_name, media=media,
        content=lambda: content, people=filled.people, object_type="campaign", object_id=campaign.pk,
        object_label=f"{filled.form}: {campaign.title}", unit_path=campaign.unit.path, is_official=True,
    )  # fmt: skip


@require_POST
def campaign_list_start(request: Request, campaign_id: int, name: str) -> HttpResponse:
    """Start making a long list in the background."""
    campaign = campaign_of(request.access, campaign_id)
    if name not in LISTS:
        raise NotFound("list_unknown", "Không có danh sách này. Hãy chọn một mẫu trong trang của đợt đánh giá.")
    unit_id = _unit(request, _units(request, campaign))
    request.access.require(Permission.EXPORT)
    job = start_list(
        access=request.access, campaign=campaign, name=name, unit_id=unit_id, track=request.POST.get("thang", "")
    )
    return redirect("job", job.pk)


@require_http_methods(["GET", "POST"])
def campaign_list_made(request: Request, campaign_id: int, job_id: UUID) -> HttpResponse:
    """A list that was made in the background, through the door."""
    campaign = campaign_of(request.access, campaign_id)
    _units(request, campaign)
    job = own_job(request.access, job_id)
    if job.kind != "evaluation.list" or job.arguments["campaign_id"] != campaign.pk or job.state != Job.State.DONE:
        raise NotFound("list_unknown", "Không có danh sách này. Hãy lập lại từ trang của đợt đánh giá.")
    content, made = made_list(job_id), job.result or {}
    return hand_out(
        request,
        Export(
            action="evaluation.report_made", title=made["form"], name=made["name"], media=EXCEL,
            content=lambda: content, people=made["people"], object_type="campaign", object_id=campaign.pk,
            object_label=f"{made['form']}: {campaign.title}", unit_path=campaign.unit.path, is_official=True,
        ),
    )  # fmt: skip
