"""Pages of the direct level: all whom it rates, one assessment after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, written
from canbo.core.errors import DomainError, NotFound
from canbo.evaluation.assess_forms import AssessForm, faults_of, mended_in, named_in, paired, with_totals
from canbo.evaluation.domain.telling import plain_scored
from canbo.evaluation.meters import meter_field
from canbo.evaluation.models import Rating, Shortcoming
from canbo.evaluation.permissions import is_rater, may_run, require_rate
from canbo.evaluation.rating_pages import rating_context, read_once
from canbo.evaluation.score_forms import Typed, blocks_of, read_typed
from canbo.evaluation.scored import level_words, refused, scheme_of_rating
from canbo.evaluation.selectors.assessing import beside, next_open, to_rate
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.known import known_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.services.assessing import HEAD_NAMED, Assessment, assess, by_rule
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.organizations.models import Unit
from canbo.rules.domain.ready_schemes import Prepared

_COMMENT = "nhan-xet"


@require_safe
def desk(request: Request, campaign_id: int) -> HttpResponse:
    """All whom the viewer rates, or those of a unit whose evaluation they run."""
    campaign = campaign_of(request.access, campaign_id)
    unit = _unit(request)
    rows = to_rate(request.access, campaign, unit)
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "desk"), "rows": rows, "unit": unit,
        "done": sum(each.rating.head_done_on is not None for each in rows),
        "first": next((each.rating for each in rows if each.rating.head_done_on is None), None),
        "due_on": campaign.deadlines.get("head"),
    }  # fmt: skip
    return render(request, "evaluation/desk.html", context)


def _unit(request: Request) -> Unit | None:
    key = request.GET.get("don-vi", "")
    unit = Unit.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
    if key and (unit is None or not may_run(request.access, unit)):
        raise NotFound("unit_unknown", "Không có đơn vị này, hoặc bạn không tổ chức đánh giá ở đó.")
    return unit


@both
def show(request: Request, rating_id: int) -> HttpResponse:
    """One assessment: the numbers beside those of the person, the level by rule, the one proposed, the comment."""
    rating = rating_of(request.access, rating_id)
    require_rate(request.access, rating)
    read_once(rating)
    ready = scheme_of_rating(rating)
    sent = request.POST if request.method == "POST" else None
    typed = read_typed(ready, sent) if sent is not None else None
    form = AssessForm(
        sent, levels=list(level_words(rating).items())[::-1],
        initial={"level": rating.head_level, "reason": rating.head_reason,
                 "on": f"{rating.head_done_on or request.today:%d/%m/%Y}"},
    )  # fmt: skip
    earlier = list(rating.earlier_shortcomings.all())
    submit = sent is not None and sent.get("viec") != "luu"
    if (
        sent is not None
        and typed is not None
        and written(form, lambda: _assess(request, rating, ready, form, typed, earlier))
    ):
        return _onward(request, rating, submit=submit)
    return _page(request, rating, ready, form, typed, earlier)


def _assess(
    request: Request, rating: Rating, ready: Prepared, form: AssessForm, typed: Typed, earlier: list[Shortcoming]
) -> Rating:  # fmt: skip
    if typed.errors:
        raise DomainError("numbers_unreadable", "Có số chưa đọc được. Hãy sửa những ô được đánh dấu rồi ghi lại.")
    version = request.POST.get("thay") or request.POST.get("version", "")
    given = Assessment(
        with_totals(typed.entered, rating.checked, ready.scheme), form.cleaned_data["level"],
        request.POST.get(_COMMENT, ""), form.cleaned_data["on"], form.cleaned_data["reason"], named_in(request.POST),
        mended_in(request.POST, earlier),
    )  # fmt: skip
    return assess(
        access=request.access, rating_id=rating.pk, version=int(version) if version.isdecimal() else None, given=given,
        today=request.today, submit=request.POST.get("viec") != "luu",
    )  # fmt: skip


def _onward(request: Request, rating: Rating, *, submit: bool) -> HttpResponse:
    if not submit:
        messages.success(request, _("Đã lưu tạm, chưa gửi."))
        return redirect("rating-assess", rating.pk)
    messages.success(request, _("Đã ghi đánh giá của cấp trực tiếp."))
    following = next_open(request.access, rating) if request.POST.get("viec") == "tiep" else None
    if following is not None:
        return redirect("rating-assess", following.pk)
    return redirect(_desk_of(request, rating))


def _desk_of(request: Request, rating: Rating) -> str:
    address = reverse("rating-desk", args=[rating.campaign_id])
    return address if is_rater(request.access, rating) else f"{address}?don-vi={rating.unit_id}"


def _page(
    request: Request, rating: Rating, ready: Prepared, form: AssessForm, typed: Typed | None,
    earlier: list[Shortcoming],
) -> HttpResponse:  # fmt: skip
    products = list(rating.products.all())
    known = known_of(rating, ready.scheme, "checked", products)
    before, after, place, count = beside(request.access, rating)
    comment = request.POST.get(_COMMENT, "") if typed is not None else rating.comment
    named = list(rating.shortcomings.filter(named_by=HEAD_NAMED))
    context = rating_context(
        request, rating, "head", form=form, before=before, after=after, place=place, count=count,
        version=request.POST.get("version", "") if typed is not None else rating.version,
        other=_other(request, rating, named, comment) if typed is not None else None,
        blocks=paired(
            blocks_of(rating, ready, rating.checked, known, typed=typed), blocks_of(rating, ready, rating.entered, {}),
            rating.entered or {}, rating.checked or {},
        ),
        rule=_rule(rating, ready, typed, products), earlier=earlier, states=Shortcoming.State.choices,
        mended=mended_in(request.POST, earlier),
        faults=faults_of(request.POST if typed is not None else None, named),
        comment_field=meter_field(
            rating, "comment", name=_COMMENT, label=_("Nhận xét"), value=comment, rows=6, wanted=True,
            hint=_("Kết quả cụ thể, số liệu, mốc thời gian; hạn chế; việc tiếp theo."),
        ),
        products=products, unchecked=sum(each.state == "entered" for each in products),
        desk_url=_desk_of(request, rating), for_head=not is_rater(request.access, rating),
    )  # fmt: skip
    return render(request, "evaluation/assess.html", context, status=422 if form.errors else 200)


def _other(request: Request, rating: Rating, named: list[Shortcoming], comment: str) -> dict[str, Any] | None:
    """What was written down elsewhere since this page was opened, where it differs from what stands on it."""
    if request.POST.get("version", "") in {"", str(rating.version)}:
        return None
    words = level_words(rating)
    level = rating.head_level if rating.head_level != request.POST.get("level", "") else ""
    found = {
        _("Mức đề xuất"): words.get(level, ""),
        _("Lý do"): rating.head_reason if rating.head_reason != request.POST.get("reason", "") else "",
        _("Nhận xét"): rating.comment if rating.comment.split() != comment.split() else "",
        _("Hạn chế"): "; ".join(each.text for each in named),
    }  # fmt: skip
    return {"version": rating.version, "parts": [(label, text) for label, text in found.items() if text]}


@require_POST
def rule(request: Request, rating_id: int) -> HttpResponse:
    """The level that follows from the numbers as they stand in the form; writes nothing."""
    rating = rating_of(request.access, rating_id)
    require_rate(request.access, rating)
    ready = scheme_of_rating(rating)
    told = _rule(rating, ready, read_typed(ready, request.POST), list(rating.products.all()))
    return render(request, "evaluation/assess_rule.html", {"rule": told})


def _rule(rating: Rating, ready: Prepared, typed: Typed | None, products: list[Any]) -> dict[str, Any]:
    """What follows by rule, in the language of the page, with its working."""
    entered = rating.checked if typed is None else with_totals(typed.entered, rating.checked, ready.scheme)
    scored, error = refused(rating, "checked", products=products, entered=entered, ready=ready)
    found = by_rule(scored, ready.scheme)
    told = plain_scored(scored, get_language() or "vi") if scored is not None else None
    return {
        "level": level_words(rating).get(found.level, ""), "clause": found.clause, "told": told,
        "error": localized(error) if error is not None else "",
        "is_open": found.is_open, "points": found.points,
    }  # fmt: skip
