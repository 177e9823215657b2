"""The conclusion of one rating: what it waits for, who voted how, holds, what who was rated reads of it, appeals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, written
from canbo.core.errors import Forbidden, NotFound
from canbo.evaluation.conclusion_forms import AnswerForm, AppealForm, ConcludeForm, ReasonForm
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_conclude, may_run, require_conclude, require_read
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.scored import level_words
from canbo.evaluation.selectors.conclusion import moves_of, readiness_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.results import appeal_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.selectors.voting import vote_shown
from canbo.evaluation.services import appeals, concluding, telling_people

#: What was done, in words.
_DONE: Final[dict[str, Callable[[], str]]] = {
    "conclude": lambda: _("Đã ghi kết luận."),
    "hold": lambda: _("Đã tạm dừng. Có kết quả kiểm tra thì ghi «Kết luận tiếp» ở phiếu này."),
    "release": lambda: _("Đã ghi kết quả kiểm tra; kết luận tiếp được."),
}


@both
def show(request: Request, rating_id: int) -> HttpResponse:
    """The conclusion of a rating, as far as the viewer may read it; concluding, holding, reading it."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    own = is_subject(request.access, rating)
    judges = may_conclude(request.access, rating.unit) and not own
    words = level_words(rating)
    ready = None if own else readiness_of(request.access, [rating])[rating.pk]
    act = request.POST.get("act", "")
    forms: dict[str, Any] = {}
    if judges:
        forms = {
            "conclude": ConcludeForm(
                request.POST if act == "conclude" else None, words=words,
                needs_reason=ready is not None and ready.needs_reason,
                initial={
                    "level": rating.level_now, "on": f"{request.today:%d/%m/%Y}", "version": rating.version,
                    "text": rating.conclusion,
                },
            ),
            "hold": ReasonForm(request.POST if act == "hold" else None, auto_id="hold_%s"),
            "release": ReasonForm(request.POST if act == "release" else None, auto_id="release_%s"),
        }  # fmt: skip
    if request.method == "POST":
        if act == "read":
            telling_people.mark_read(access=request.access, rating_id=rating.pk, on=request.today)
            messages.success(request, _("Đã ghi là bạn đã đọc."))
            return redirect("rating-conclusion", rating.pk)
        if not judges:
            require_conclude(request.access, rating)
        if act not in forms:
            raise NotFound("act_unknown", "Không có việc này.")
        if written(forms[act], lambda: _do(request, rating, act, forms)):
            messages.success(request, _DONE[act]())
            return redirect("rating-conclusion", rating.pk)
    prefetch_related_objects([rating], "appeals")
    told = rating.told_on is not None
    reads = not own or told
    return render(
        request, "evaluation/conclusion.html",
        rating_context(
            request, rating, "conclusion", ready=ready, forms=forms, judges=judges and _is_open(rating), told=told,
            reads=reads, words=words, level=words.get(rating.final_level or rating.concluded_level, ""),
            moves=moves_of(request.access, rating),
            appeals=sorted(rating.appeals.all(), key=lambda each: each.pk) if reads else [],
            vote=vote_shown(request.access, rating),
            may_appeal=_may_appeal(request, rating), runs=may_run(request.access, rating.unit) and not own,
            days=telling_people.appeal_days(rating.campaign),
        ),
        status=422 if any(each.errors for each in forms.values()) else 200,
    )  # fmt: skip


def _is_open(rating: Rating) -> bool:
    return rating.campaign.state == Campaign.State.OPEN


def _may_appeal(request: Request, rating: Rating) -> bool:
    in_time = rating.appeal_until is None or request.today <= rating.appeal_until
    mine = is_subject(request.access, rating) and in_time
    return rating.told_on is not None and _is_open(rating) and (mine or _enters_paper(request, rating))


def _enters_paper(request: Request, rating: Rating) -> bool:
    return may_run(request.access, rating.unit) and not is_subject(request.access, rating)


def _do(request: Request, rating: Rating, act: str, forms: dict[str, Any]) -> None:
    if act == "conclude":
        concluding.conclude(
            access=request.access, rating_id=rating.pk, given=forms["conclude"].given,
            version=forms["conclude"].cleaned_data["version"],
        )  # fmt: skip
    elif act == "hold":
        reason = forms["hold"].cleaned_data["reason"]
        concluding.hold(access=request.access, rating_id=rating.pk, reason=reason, on=request.today)
    else:
        concluding.release(access=request.access, rating_id=rating.pk, reason=forms["release"].cleaned_data["reason"])


@both
def appeal(request: Request, rating_id: int) -> HttpResponse:
    """Reserve one's opinion or appeal; who runs the evaluation enters what came on paper."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    on_paper = _enters_paper(request, rating)
    if not (is_subject(request.access, rating) or on_paper):
        raise Forbidden(
            "may_not_appeal", "Chỉ người được đánh giá gửi kiến nghị; người tổ chức chỉ nhập kiến nghị trên giấy."
        )
    form = AppealForm(request.POST or None, words=level_words(rating), on_paper=on_paper, initial={"kind": "appeal"})

    def write() -> None:
        appeals.appeal(access=request.access, rating_id=rating.pk, given=form.given(request.today))

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã gửi. Cấp có thẩm quyền sẽ trả lời tại phiếu này."))
        return redirect("rating-conclusion", rating.pk)
    intro = ""
    if rating.appeal_until is not None:
        intro = _("Hạn gửi: hết ngày {until} (thời hạn do cơ quan quy định khi mở đợt).").format(
            until=f"{rating.appeal_until:%d/%m/%Y}"
        )
    return form_page(
        request, form, template="evaluation/conclusion_form.html", rating=rating, campaign=rating.campaign,
        title=_("Nhập kiến nghị trên giấy") if on_paper else _("Bảo lưu ý kiến, kiến nghị"), intro=intro,
        submit_label=_("Gửi"), cancel_url=reverse("rating-conclusion", args=[rating.pk]),
    )  # fmt: skip


@both
def answer(request: Request, appeal_id: int) -> HttpResponse:
    """Answer a reservation or an appeal."""
    held = appeal_of(request.access, appeal_id)
    rating = held.rating
    require_conclude(request.access, rating)
    words = level_words(rating)
    form = AnswerForm(
        request.POST or None, words=words,
        initial={"new_level": rating.concluded_level, "on": f"{request.today:%d/%m/%Y}"},
    )  # fmt: skip

    def write() -> None:
        told = form.cleaned_data
        appeals.answer(
            access=request.access, appeal_id=held.pk, new_level=told["new_level"], text=told["text"], on=told["on"]
        )

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã trả lời; người kiến nghị đọc được tại phiếu của mình."))
        return redirect("rating-conclusion", rating.pk)
    asked = _("Mức đề nghị: {level}.").format(level=words[held.asked_level]) if held.asked_level else ""
    return form_page(
        request, form, template="evaluation/conclusion_form.html", rating=rating, campaign=rating.campaign,
        title=_("Trả lời {kind}: {name}").format(kind=held.get_kind_display(), name=subject_name(rating)),
        intro=_("Gửi ngày {day}. Đang xếp: {level}. {asked}").format(
            day=f"{held.made_on:%d/%m/%Y}", level=words.get(rating.concluded_level, "—"), asked=asked
        ), said=held.text, submit_label=_("Trả lời"), cancel_url=reverse("rating-conclusion", args=[rating.pk]),
    )  # fmt: skip


@both
def set_right(request: Request, rating_id: int) -> HttpResponse:
    """Adjust or cancel a result that was published."""
    rating = rating_of(request.access, rating_id)
    require_conclude(request.access, rating)
    form = AnswerForm(
        request.POST or None, words=level_words(rating), cancels=True,
        initial={"new_level": rating.concluded_level, "on": f"{request.today:%d/%m/%Y}"},
    )  # fmt: skip

    def write() -> None:
        told = form.cleaned_data
        if told["new_level"]:
            appeals.set_right(
                access=request.access, rating_id=rating.pk, new_level=told["new_level"], ground=told["text"],
                on=told["on"],
            )  # fmt: skip
        else:
            appeals.cancel_result(access=request.access, rating_id=rating.pk, ground=told["text"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã điều chỉnh kết quả."))
        return redirect("rating-conclusion", rating.pk)
    return form_page(
        request, form, template="evaluation/conclusion_form.html", rating=rating, campaign=rating.campaign,
        title=_("Điều chỉnh kết quả đã công bố: {name}").format(name=subject_name(rating)),
        intro=_(
            "Kết quả đã công bố được điều chỉnh hoặc huỷ để xếp loại lại khi phát hiện khuyết điểm, kê khai không "
            "trung thực, hoặc có phản ánh đúng (Điều 15, khoản 3, Quy định 366-QĐ/TW). Bản ghi trong hồ sơ được sửa "
            "theo."
        ), submit_label=_("Điều chỉnh"), cancel_url=reverse("rating-conclusion", args=[rating.pk]),
    )  # fmt: skip
