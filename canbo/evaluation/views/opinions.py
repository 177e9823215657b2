"""Pages of opinions: what a campaign asks of others, letters that answer for many, one answer, one's own comments."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.common.scans import scan_content
from canbo.core.errors import Forbidden, NotFound
from canbo.documents.exports import Export, media_of
from canbo.documents.paper_panel import render_papers
from canbo.documents.responses import hand_out
from canbo.evaluation.domain.opinions import STEP_OF
from canbo.evaluation.models import Campaign, Opinion, Rating, RatingPaper, UnitProgress
from canbo.evaluation.permissions import is_subject, may_read_all, may_run, require_read, require_runs_within
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.said_forms import AnswerForm, AskForm, CommentForm, LetterForm, WaiveForm
from canbo.evaluation.scored import level_words, scheme_label
from canbo.evaluation.selectors import asking
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.opinions import (
    asked_of,
    colleague_of,
    colleagues_to_comment,
    opinion_of,
    opinions_of,
    speaks_for,
    wanted_of,
)
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.selectors.voting import vote_shown
from canbo.evaluation.services import opinions as services
from canbo.evaluation.services.opinions import SCAN_FOLDER, Asking, Line
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.rules.domain.schemes import LEVELS

#: How many units stand on a page.
_UNITS = 50


@require_safe
def show(request: Request, campaign_id: int) -> HttpResponse:
    """The opinions of a campaign: by unit, who is asked for what; the places that have not answered."""
    campaign = _running(request, campaign_id)
    units = asking.units_within(request.access, campaign)
    unit = _unit(request, units)
    lines = asking.lines_of(request.access, campaign, unit.unit_id) if unit is not None else []
    wanted = {kind for line in lines for kind, _opinion in line.wanted}
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "opinions"),
        "units": units, "unit": unit, "part": Paginator(units, _UNITS).get_page(request.GET.get("trang")),
        "lines": lines, "most": asking.MOST_SHOWN, "places": asking.places_of(request.access, campaign),
        "kinds": [(kind, label) for kind, label in _KINDS if kind in wanted],
        "today": request.today, "papers": render_papers(request, "opinion_requests", campaign),
    }  # fmt: skip
    return render(request, "evaluation/opinions.html", context)


_KINDS = [each for each in Opinion.Kind.choices if each[0] != Opinion.Kind.OTHER]


def _running(request: Request, campaign_id: int) -> Campaign:
    campaign = campaign_of(request.access, campaign_id)
    require_runs_within(request.access, campaign)
    return campaign


def _unit(request: Request, units: list[UnitProgress]) -> UnitProgress | None:
    """The unit that is asked for; the only one where there is one."""
    key = request.GET.get("don-vi", "")
    if not key:
        return units[0] if len(units) == 1 else None
    found = next((each for each in units if str(each.unit_id) == key), None)
    if found is None:
        raise NotFound("unit_unknown", "Không có đơn vị này trong đợt đánh giá, hoặc bạn không tổ chức đánh giá ở đó.")
    return found


def _at_unit(campaign: Campaign, unit: UnitProgress | None) -> str:
    """The opinions of a unit, or of the campaign where none was chosen."""
    base = reverse("campaign-opinions", args=[campaign.pk])
    return f"{base}?{urlencode({'don-vi': unit.unit_id})}" if unit is not None else base


def _kind(request: Request) -> str:
    kind = request.GET.get("loai", "")
    if kind not in Opinion.Kind.values:
        raise NotFound("kind_unknown", "Không có loại ý kiến này.")
    return kind


@both
def ask(request: Request, campaign_id: int) -> HttpResponse:
    """Ask for one kind of opinion on the people of a unit at once."""
    campaign = _running(request, campaign_id)
    kind = _kind(request)
    unit = _unit(request, asking.units_within(request.access, campaign))
    if unit is None:
        raise NotFound("unit_unknown", "Hãy chọn một đơn vị trong đợt đánh giá.")
    rows = asking.to_ask(request.access, campaign, unit.unit_id, kind)
    usual = asking.usual_places(request.access, campaign, kind, rows)
    bodies = asking.bodies_for(request.access, unit.unit) if kind in {"workplace", "advisory"} else []
    due = campaign.deadlines.get(STEP_OF.get(kind, ""), "")
    form = AskForm(
        request.POST or None, bodies=[(each.pk, each.name) for each in bodies],
        initial={"on": f"{request.today:%d/%m/%Y}", "due": "/".join(reversed(due.split("-")))},
    )  # fmt: skip
    back = _at_unit(campaign, unit)
    chosen = set(request.POST.getlist("phieu")) if request.method == "POST" else {str(each.pk) for each in rows}
    made: list[int] = []

    def write() -> None:
        body = next((each for each in bodies if each.pk == form.cleaned_data.get("body")), None)
        of = {
            each.pk: request.POST.get(f"noi-{each.pk}", "").strip() or (body.name if body else form.cleaned_data["of"])
            for each in rows if str(each.pk) in chosen
        }  # fmt: skip
        units = {key: place for key, (_words, place) in usual.items() if place is not None and key in of}
        told = Asking(kind, of, form.cleaned_data["on"], form.cleaned_data["due"], body, units)
        made.append(services.ask(access=request.access, campaign_id=campaign.pk, asking=told))

    if request.method == "POST" and written(form, write):
        words = ngettext("Đã ghi yêu cầu ý kiến về %(n)s người.", "Đã ghi yêu cầu ý kiến về %(n)s người.", made[0])
        messages.success(request, words % {"n": made[0]})
        return redirect(back)
    table = [
        (each, subject_name(each), scheme_label(each), str(each.pk) in chosen,
         request.POST.get(f"noi-{each.pk}", usual.get(each.pk, ("", None))[0]))
        for each in rows
    ]  # fmt: skip
    return form_page(
        request, form, template="evaluation/opinion_ask.html", title=_("Xin ý kiến: %(kind)s") % {
            "kind": Opinion.Kind(kind).label
        }, campaign=campaign, unit=unit.unit, table=table, submit_label=_("Ghi yêu cầu"), cancel_url=back,
    )  # fmt: skip


@both
def letter(request: Request, campaign_id: int) -> HttpResponse:
    """One letter that speaks of several people: their lines in one table."""
    campaign = _running(request, campaign_id)
    kind, place = _kind(request), request.GET.get("noi", "")[:250]
    unit = _unit(request, asking.units_within(request.access, campaign))
    if unit is None and not place:
        raise NotFound("unit_unknown", "Hãy chọn một đơn vị hoặc một nơi được hỏi.")
    rows = asking.to_enter(
        request.access, campaign, kind, unit_id=unit.unit_id if unit is not None and not place else None, place=place
    )
    form = LetterForm(
        request.POST or None, request.FILES or None, initial={"of": place, "on": f"{request.today:%d/%m/%Y}"}
    )
    posted = request.POST
    lines = {
        each.pk: Line(
            posted.get(f"y-{each.pk}", ""), posted.get(f"muc-{each.pk}", ""), posted.get(f"khong-{each.pk}", "")
        )
        for each in rows
    }
    made: list[int] = []

    def write() -> None:
        made.append(
            services.enter_letter(
                access=request.access, campaign_id=campaign.pk, kind=kind, of=form.cleaned_data["of"],
                given=form.answer, lines={key: _checked(each) for key, each in lines.items()}, today=request.today,
                uploads=form.cleaned_data["scans"],
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        words = ngettext("Đã ghi ý kiến về %(n)s người.", "Đã ghi ý kiến về %(n)s người.", made[0])
        messages.success(request, words % {"n": made[0]})
        return redirect(_at_unit(campaign, unit))
    return form_page(
        request, form, template="evaluation/opinion_letter.html", title=_("Nhập văn bản trả lời: %(kind)s") % {
            "kind": Opinion.Kind(kind).label
        }, campaign=campaign, unit=unit.unit if unit else None, place=place,
        table=[(each, subject_name(each), scheme_label(each), lines[each.pk]) for each in rows],
        levels=list(level_words(rows[0]).items())[::-1] if rows else [], submit_label=_("Ghi ý kiến"),
        cancel_url=_at_unit(campaign, unit),
    )  # fmt: skip


def _checked(line: Line) -> Line:
    return line if line.level in {"", *LEVELS} else Line(line.text, "", line.without)


@both
def answer(request: Request, opinion_id: int) -> HttpResponse:
    """Answer for the place that was asked, or write a paper down."""
    opinion = opinion_of(request.access, opinion_id, request.today)
    rating = opinion.rating
    runs = may_run(request.access, rating.unit)
    levels = list(level_words(rating).items())[::-1]
    speaks = speaks_for(request.access, opinion, request.today)
    form = AnswerForm(
        request.POST or None, request.FILES or None, levels=levels, with_paper=runs,
        initial={"text": opinion.text, "level": opinion.level, "number": opinion.number, "signer": opinion.signer,
                 "on": f"{opinion.answered_on or request.today:%d/%m/%Y}",
                 "on_paper": opinion.on_paper or (runs and not speaks and opinion.kind != Opinion.Kind.COLLEAGUES)},
    )  # fmt: skip

    def write() -> None:
        services.answer(
            access=request.access, opinion_id=opinion.pk, given=form.answer, today=request.today,
            uploads=form.cleaned_data["scans"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi ý kiến."))
        return redirect(_back(request, rating))
    return form_page(
        request, form, template="evaluation/opinion_answer.html",
        title=_("Ý kiến về %(name)s") % {"name": subject_name(rating)}, opinion=opinion, rating=rating,
        runs=runs and opinion.is_missing, waive=WaiveForm(), submit_label=_("Ghi ý kiến"),
        cancel_url=_back(request, rating),
    )  # fmt: skip


def _back(request: Request, rating: Rating) -> str:
    if may_read_all(request.access, rating):
        return reverse("rating-opinions", args=[rating.pk])
    return reverse("my-opinions")


@require_POST
def waive(request: Request, opinion_id: int) -> HttpResponse:
    """Do without an opinion, with the reason."""
    opinion = opinion_of(request.access, opinion_id, request.today)
    with refusal_above(request):
        services.waive(
            access=request.access, opinion_id=opinion.pk, reason=request.POST.get("reason", ""), today=request.today
        )
        messages.success(request, _("Đã ghi lý do không có ý kiến."))
        return redirect("rating-opinions", opinion.rating_id)
    return redirect("opinion-answer", opinion.pk)


@require_safe
def mine(request: Request) -> HttpResponse:
    """All that the viewer is asked to say of others: for a place, or as a colleague."""
    return render(request, "evaluation/my_opinions.html", {
        "asked": [(each, subject_name(each.rating)) for each in asked_of(request.access, request.today)],
        "colleagues": [
            (each, subject_name(each.rating), scheme_label(each.rating))
            for each in colleagues_to_comment(request.access)
        ],
        "today": request.today,
    })  # fmt: skip


@both
def colleague(request: Request, rating_id: int) -> HttpResponse:
    """Write one's own opinion on a colleague."""
    found = colleague_of(request.access, rating_id)
    rating = found.rating
    held = found.written
    form = CommentForm(
        request.POST or None, levels=list(level_words(rating).items())[::-1],
        initial={"text": held.text, "level": held.level} if held is not None else {},
    )  # fmt: skip

    def write() -> None:
        services.comment(access=request.access, rating_id=rating.pk, today=request.today, **form.cleaned_data)

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã gửi góp ý."))
        return redirect("my-opinions")
    return form_page(
        request, form, template="evaluation/opinion_comment.html", rating=rating,
        title=_("Góp ý cho %(name)s") % {"name": subject_name(rating)}, submit_label=_("Gửi góp ý"),
        cancel_url=reverse("my-opinions"),
    )  # fmt: skip


@require_safe
def of_rating(request: Request, rating_id: int) -> HttpResponse:
    """What others said of one rating, and how the collective voted: all of it, or what who is rated was told."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    access = request.access
    reads_all = may_read_all(access, rating)
    if is_subject(access, rating) and rating.told_on is None:
        raise Forbidden(
            "not_told_yet",
            "Ý kiến của các nơi và kết quả bỏ phiếu hiện ở đây sau khi bạn được thông báo kết luận xếp loại.",
        )
    held = opinions_of(access, rating)
    asked = {each.kind for each in held if each.author_id is None}
    context = rating_context(
        request, rating, "opinions", opinions=[each for each in held if each.author_id is None],
        colleagues=[each for each in held if each.author_id is not None],
        vote=vote_shown(access, rating), runs=may_run(access, rating.unit) and reads_all,
        unasked=[
            (wanted.kind, Opinion.Kind(wanted.kind).label, wanted.clause)
            for wanted in (wanted_of(rating) if reads_all else ()) if wanted.kind not in asked
        ],
        is_open=rating.concluded_on is None and not rating.campaign.is_over,
    )  # fmt: skip
    return render(request, "evaluation/rating_opinions.html", context)


@require_safe
def paper(request: Request, rating_id: int, paper_id: int) -> HttpResponse:
    """Give a scanned paper of a rating to save; who is rated gets theirs once told."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    found = RatingPaper.objects.filter(pk=paper_id, rating=rating).select_related("opinion", "product").first()
    is_own = found is not None and found.product_id is not None
    if found is None or (not may_read_all(request.access, rating) and rating.told_on is None and not is_own):
        raise NotFound("paper_unknown", "Không có giấy tờ này trong phiếu, hoặc bạn chưa được xem.")
    return hand_out(
        request,
        Export(
            action="evaluation.paper_read", title=found.label, name=f"giay-to-{found.pk}",
            media=media_of(found.media_type), content=lambda: scan_content(SCAN_FOLDER, found.sha256), rights=(),
            is_original=True, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
            unit_path=rating.unit.path,
        ),
    )  # fmt: skip
