"""The self-review: written part by part and kept as it is written, sent, read, returned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.common.forms import DayField
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.meters import LONGEST, meter_field
from canbo.evaluation.models import Rating, Shortcoming
from canbo.evaluation.permissions import (
    is_subject,
    may_conclude,
    may_read_all,
    may_run,
    may_write_self,
    require_read,
    require_write_self,
)
from canbo.evaluation.rating_pages import rating_context, read_once
from canbo.evaluation.review_forms import Part, form_of
from canbo.evaluation.score_forms import Typed, blocks_of, read_typed
from canbo.evaluation.scored import level_words, scheme_of_rating
from canbo.evaluation.selectors.drafts import Draft, draft_of
from canbo.evaluation.selectors.known import known_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.services import mending, reviewing
from canbo.evaluation.services.reviewing import Written
from canbo.evaluation.views.scores import panel_of
from canbo.rules.domain.ready_schemes import Prepared


class ReturnForm(forms.Form):
    """Why a self-review is returned."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do, phần cần làm lại"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PaperDayForm(forms.Form):
    """The day that a paper bears."""

    ngay = DayField(label=gettext_lazy("Ngày ghi trên bản giấy"))


@both
def show(request: Request, rating_id: int) -> HttpResponse:
    """The self-review: to write on while it is not sent, to read once it is."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    read_once(rating)
    if rating.self_done_on is not None or not may_write_self(request.access, rating) or rating.campaign.is_over:
        return _read(request, rating)
    ready = scheme_of_rating(rating)
    if request.method != "POST":
        return _edit(request, rating, ready, draft_of(request.access, rating))
    typed = read_typed(ready, request.POST)
    given = _given(rating, request.POST, typed)
    version = _number(request.POST.get("ban_moi") or request.POST.get("ban"))
    is_sending = request.POST.get("nut") == "gui"
    try:
        if typed.errors:
            raise DomainError("boxes_wrong", "Có ô số liệu chưa đúng nên chưa ghi được. Hãy sửa ô được đánh dấu.")
        if is_sending:
            _send(request, rating, version, given)
            messages.success(request, _("Đã gửi bản tự đánh giá."))
            return redirect("rating", rating.pk)
        reviewing.save_draft(access=request.access, rating_id=rating.pk, version=version, written=given)
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        return _edit(request, rating, ready, _as_typed(given, version), typed=typed, refusal=error)
    messages.success(request, _("Đã ghi nháp."))
    return redirect("rating-review", rating.pk)


@require_POST
def save(request: Request, rating_id: int) -> HttpResponse:
    """Keep what is written while it is written; what was saved elsewhere is shown, never overwritten."""
    rating = rating_of(request.access, rating_id)
    require_write_self(request.access, rating)
    typed = read_typed(scheme_of_rating(rating), request.POST)
    given = _given(rating, request.POST, typed)
    version = _number(request.POST.get("ban"))
    context: dict[str, Any] = {"errors": len(typed.errors), "version": version, "rating": rating}
    try:
        held = reviewing.save_draft(access=request.access, rating_id=rating.pk, version=version, written=given)
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        context["refusal"] = localized(error)
        if error.code == "draft_changed":
            context |= _conflict(request, rating, given)
        return render(request, "evaluation/review_saved.html", context, status=422)
    return render(request, "evaluation/review_saved.html", {**context, "version": held.version, "at": held.saved_at})


@require_POST
def shortcoming(request: Request, rating_id: int, shortcoming_id: int) -> HttpResponse:
    """What became of one shortcoming named last time."""
    refusal = ""
    given = {"state": request.POST.get("ket-qua", ""), "evidence": request.POST.get("minh-chung", "")}
    try:
        mending.answer_shortcoming(
            access=request.access, rating_id=rating_id, shortcoming_id=shortcoming_id, **given
        )  # fmt: skip
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        refusal = localized(error)
    if not request.headers.get("HX-Request"):
        if refusal:
            messages.error(request, refusal)
        return redirect("rating-review", rating_id)
    rating = rating_of(request.access, rating_id)
    row = rating.earlier_shortcomings.filter(pk=shortcoming_id).first()
    if row is None:
        raise NotFound("shortcoming_unknown", "Danh sách hạn chế đã đổi từ lúc mở trang. Hãy tải lại trang.")
    if refusal:
        row.state, row.evidence = given["state"], given["evidence"]
    context = {"rating": rating, "each": row, "refusal": refusal, "is_saved": not refusal, "may_write": True,
               "states": _states()}  # fmt: skip
    return render(request, "evaluation/shortcoming_row.html", context, status=422 if refusal else 200)


@both
def send_back(request: Request, rating_id: int) -> HttpResponse:
    """Return a self-review to be redone."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    form = ReturnForm(request.POST or None)

    def write() -> None:
        reviewing.return_review(
            access=request.access, rating_id=rating_id, version=rating.version, reason=form.cleaned_data["reason"],
            today=request.today,
        )  # fmt: skip

    if not (may_run(request.access, rating.unit) or may_conclude(request.access, rating.unit)) or is_subject(
        request.access, rating
    ):
        raise Forbidden("may_not_return", "Chỉ người tổ chức đánh giá và cấp kết luận được trả lại bản tự đánh giá.")
    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã trả lại bản tự đánh giá để làm lại."))
        return redirect("rating-review", rating_id)
    return form_page(
        request, form, template="evaluation/review_return.html", submit_label=_("Trả lại"),
        **rating_context(request, rating, "review", title=_("Trả lại bản tự đánh giá")),
    )  # fmt: skip


@require_POST
def drop(request: Request, rating_id: int) -> HttpResponse:
    """Throw the draft away."""
    with refusal_above(request):
        reviewing.drop_draft(access=request.access, rating_id=rating_id, version=_number(request.POST.get("ban")))
        messages.success(request, _("Đã bỏ bản đang viết."))
    return redirect("rating-review", rating_id)


def _send(request: Request, rating: Rating, version: int, given: Written) -> None:
    on = request.today
    if not is_subject(request.access, rating):
        form = PaperDayForm(request.POST)
        if not form.is_valid():
            raise DomainError("day_missing", "Hãy ghi ngày của bản giấy, đủ ngày, tháng, năm.")
        on = form.cleaned_data["ngay"]
    reviewing.send_review(
        access=request.access, rating_id=rating.pk, version=version, on=on, today=request.today, written=given
    )


def _edit(
    request: Request, rating: Rating, ready: Prepared, draft: Draft, *, typed: Typed | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    products = list(rating.products.all())
    earlier = list(rating.earlier_shortcomings.all())
    known = known_of(rating, ready.scheme, "self", products)
    context = rating_context(
        request, rating, "review", draft=draft, blocks=blocks_of(rating, ready, draft.entered, known, typed=typed),
        parts=_parts(rating, draft), earlier=earlier, states=_states(), may_write=True,
        level_choices=list(level_words(rating).items()),
        products_count=len(products), is_own=is_subject(request.access, rating),
        day_form=PaperDayForm(request.POST if refusal else None) if not is_subject(request.access, rating) else None,
        refusal=localized(refusal) if refusal else "", form_words=_form_words(rating),
        panel=panel_of(rating, "self", entered=draft.entered, products=products, ready=ready),
    )  # fmt: skip
    if refusal is not None and refusal.code == "draft_changed":
        context |= _conflict(request, rating, Written(draft.review, draft.entered, draft.level))
    return render(request, "evaluation/review_edit.html", context, status=422 if refusal else 200)


def _read(request: Request, rating: Rating) -> HttpResponse:
    language = get_language() or "vi"
    reads = may_read_all(request.access, rating) or is_subject(request.access, rating)
    sent = rating.self_done_on is not None
    review = rating.review or {}
    parts = [(part, part.heading.within(language), review.get(part.id, "")) for part in form_of(rating).parts]
    products = list(rating.products.all()) if sent else []
    context = rating_context(
        request, rating, "review", form_words=_form_words(rating), parts=parts, is_sent=sent and reads, may_write=False,
        earlier=list(rating.earlier_shortcomings.all()), states=_states(), products_count=len(products),
        may_return=sent and rating.voted_on is None and rating.concluded_on is None and not rating.campaign.is_over
        and not is_subject(request.access, rating)
        and (may_run(request.access, rating.unit) or may_conclude(request.access, rating.unit)),
        panel=panel_of(rating, "self", products=products) if sent else None,
    )  # fmt: skip
    return render(request, "evaluation/review.html", context)


def _parts(rating: Rating, draft: Draft) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    return [
        {
            "part": part, "name": f"phan-{part.id}", "label": f"{part.number}. {part.heading.within(language)}",
            "hint": part.hint.within(language) if part.hint else "", "value": draft.review.get(part.id, ""),
            "meter": _metered(rating, part, draft, language) if part.meter else None,
        } for part in form_of(rating).parts
    ]  # fmt: skip


def _metered(rating: Rating, part: Part, draft: Draft, language: str) -> Any:
    return meter_field(
        rating, part.id, name=f"phan-{part.id}", label=f"{part.number}. {part.heading.within(language)}",
        value=draft.review.get(part.id, ""), hint=part.hint.within(language) if part.hint else "", wanted=part.wanted,
    )  # fmt: skip


def _form_words(rating: Rating) -> dict[str, Any]:
    form, language = form_of(rating), get_language() or "vi"
    return {
        "title": form.title.within(language), "cite": form.cite, "confirmed": form.confirmed,
        "note": form.note.within(language) if form.note else "",
    }  # fmt: skip


def _given(rating: Rating, post: QueryDict, typed: Typed) -> Written:
    texts = {part.id: post.get(f"phan-{part.id}", "")[:LONGEST] for part in form_of(rating).parts}
    return Written(texts, typed.entered, post.get("muc", ""))


def _as_typed(given: Written, version: int) -> Draft:
    return Draft(dict(given.review), dict(given.entered), given.level, version, None, on_paper=False)


def _conflict(request: Request, rating: Rating, given: Written) -> dict[str, Any]:
    """What was saved elsewhere, part by part where it differs from what is on the page."""
    stored, language = draft_of(request.access, rating), get_language() or "vi"
    differs = [
        (part.heading.within(language), stored.review.get(part.id, ""))
        for part in form_of(rating).parts
        if stored.review.get(part.id, "").split() != given.review.get(part.id, "").split()
    ]
    return {"conflict": stored, "differs": differs}


def _states() -> list[tuple[str, str]]:
    kinds = Shortcoming.State
    return [(each.value, str(each.label)) for each in (kinds.MENDED, kinds.PARTLY, kinds.NOT_MENDED)]


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
