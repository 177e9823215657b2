"""Entering, confirming and signing what the rules say; its history; the export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canbo.common.errors import localized
from canbo.common.form_pages import refusal_on
from canbo.common.listing import Tab, clean
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import fold
from canbo.documents.exports import ZIP, Export, media_of
from canbo.documents.responses import hand_out
from canbo.jobs.selectors import own_job
from canbo.jobs.views import progress_of
from canbo.rules import browsing, services
from canbo.rules.domain.confirming import KINDS
from canbo.rules.forms import ClauseForm, ReasonForm, ValueForm
from canbo.rules.library import library
from canbo.rules.models import RuleChange
from canbo.rules.places import may_confirm
from canbo.rules.selectors import (
    change_of,
    dropped_changes,
    open_changes,
    require_confirming,
    settled_changes,
    stale,
)
from canbo.rules.services.entering import version_of
from canbo.rules.services.exporting import archived, files_in_force
from canbo.rules.services.printing import statement_of
from canbo.rules.services.scans import scan_content
from canbo.rules.tables import shown_change, turned_of
from canbo.rules.views.browsing import law_seen, spoken_of

if TYPE_CHECKING:
    from canbo.access.middleware import Request

both = require_http_methods(["GET", "HEAD", "POST"])
_TABS: Final = ("chua", "cho", "da", "bo")


@require_safe
def changes(request: Request) -> HttpResponse:
    """What nobody has held against the full text; what waits for a signature; what was signed; what was dropped."""
    request.access.require(Permission.CONFIRM_RULES)
    spoken = spoken_of()
    tab = request.GET.get("xem", "")
    tab = tab if tab in _TABS else _TABS[0]
    waiting = open_changes(request.access)
    context: dict[str, Any] = {
        "tab": tab, "tabs": _tabs(tab, len(waiting)), "text": clean(request.GET.get("q", "")),
        "kind": request.GET.get("loai", ""), "kinds": list(browsing.KINDS.items()),
        "only_standing": request.GET.get("hieu-luc") != "tat-ca",
        "central": may_confirm(request.access, "", request.today),
    }  # fmt: skip
    if tab == "chua":
        context["rows"], context["count"] = _unconfirmed(request, context, waiting)
    else:
        found = {
            "cho": lambda: waiting, "da": lambda: settled_changes(request.access),
            "bo": lambda: dropped_changes(request.access),
        }[tab]()  # fmt: skip
        context["changes"] = [shown_change(each, spoken) for each in found]
    return render(request, "rules/changes.html", context)


def _unconfirmed(request: Request, context: dict[str, Any], waiting: list[RuleChange]) -> tuple[list[Any], int]:
    """The versions that nobody has confirmed, narrowed as asked, each with the proposal that waits about it."""
    law = law_seen(request)
    found = browsing.unconfirmed(library(), law, spoken_of(), only_standing=context["only_standing"])
    words = fold(context["text"]).split()
    proposed = {(each.of, each.entry, each.in_pack, each.starts): each.pk for each in waiting if each.kind == "confirm"}
    rows = []
    for line, version in found:
        numbers = " ".join(document.number for document, _clause in version.cites if document is not None)
        said = fold(" ".join((line.label, line.id, version.pack, numbers)))
        if (not context["kind"] or version.kind == context["kind"]) and all(word in said for word in words):
            waits = proposed.get((version.kind, line.id, version.pack_id, version.span.start))
            rows.append((line, version, waits, browsing.subject_of(line.id)))
    rows.sort(key=lambda row: (fold(row[3]), fold(row[0].label), row[1].span.start))
    return rows, len(found)


@both
def confirm(request: Request, of: str, rule_id: str, pack_id: str, starts: date) -> HttpResponse:
    """Confirm one version of an entry by its clause and a scan."""
    found = version_of(library(), of, rule_id, pack_id, starts) if of in KINDS else None
    if found is None:
        raise NotFound("rule_not_found", "Không có quy tắc nào mang mã này.")
    require_confirming(request.access, library().packs[pack_id].place_code or "", request.today)
    spoken = spoken_of()
    page = browsing.page_of(library(), law_seen(request), rule_id, spoken, of)
    version = next(
        each for each in page.versions
        if (each.kind, each.pack_id, each.span.start) == (of, pack_id, starts)
    )  # fmt: skip
    first = next(((document.id, clause) for document, clause in version.cites if document is not None), ("", ""))
    form = ClauseForm(
        request.POST or None, request.FILES or None, library=library(), spoken=spoken,
        initial={"document": first[0], "clause": first[1]},
    )  # fmt: skip

    def write() -> RuleChange:
        return services.confirm_entry(
            access=request.access, of=of, entry=rule_id, pack=pack_id, starts=starts, clause=form.clause,
            note=form.cleaned_data["note"], today=request.today,
        )  # fmt: skip

    done = _written(request, form, write)
    context = {
        "form": form, "title": _("Xác nhận: %(label)s") % {"label": page.line.label}, "page": page, "version": version,
        "submit_label": _("Gửi người thứ hai ký"), "cancel_url": reverse("rule", args=[rule_id]),
    }  # fmt: skip
    return done or render(request, "rules/confirm.html", context, status=422 if form.errors else 200)


@both
def new_value(request: Request, rule_id: str) -> HttpResponse:
    """Enter a value from a day on, for the country or for a place."""
    request.access.require(Permission.CONFIRM_RULES)
    parameter = statement_of(library(), rule_id)
    if parameter is None or not parameter.values:
        raise NotFound("rule_not_found", "Không có giá trị nào mang mã này.")
    spoken, law = spoken_of(), law_seen(request)
    page = browsing.page_of(library(), law, rule_id, spoken, "parameter")
    current = law.bound(rule_id).value if law.has_value(rule_id) else parameter.values[-1]
    form = ValueForm(
        request.POST or None, request.FILES or None, library=library(), spoken=spoken, parameter=parameter,
        content=current.content, access=request.access, is_central=may_confirm(request.access, "", request.today),
    )  # fmt: skip

    def write() -> RuleChange:
        given = form.cleaned_data
        return services.enter_value(
            access=request.access, value=form.value, clause=form.clause, note=given["note"],
            is_retroactive=given["is_retroactive"], today=request.today,
        )  # fmt: skip

    done = _written(request, form, write)
    context = {
        "form": form, "title": _("Giá trị mới: %(label)s") % {"label": page.line.label}, "page": page,
        "submit_label": _("Gửi người thứ hai ký"), "cancel_url": reverse("rule", args=[rule_id]),
    }  # fmt: skip
    return done or render(request, "rules/new_value.html", context, status=422 if form.errors else 200)


def _written(request: Request, form: ClauseForm, write: Callable[[], RuleChange]) -> HttpResponse | None:
    """Enter what a form holds and go to it; None where it is to be shown, with what was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        change = write()
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        form.add_error(_FIELDS.get(error.code), localized(error))
        return None
    messages.success(request, _("Đã nhập. Các ca thử đang chạy; người thứ hai ký thì mới áp dụng."))
    return redirect("rule-change", change.pk)


_FIELDS: Final = {
    "scan_missing": "scan", "attachment_type": "scan", "attachment_empty": "scan", "attachment_mixed": "scan",
    "attachment_too_large": "scan", "place_unknown": "place", "place_missing": "place", "mark_missing": "mark",
    "mark_wrong": "mark", "span_empty": "before", "clause_missing": "clause", "document_ahead": "in_force",
}  # fmt: skip


@both
def change(request: Request, change_id: int) -> HttpResponse:
    """One proposal: what it says, by which clause, what the cases gave, who entered and who signed; and what to do."""
    found = change_of(request.access, change_id)
    error = ""
    if request.method == "POST":
        try:
            told = _act(request, found)
        except (Forbidden, NotFound):
            raise
        except DomainError as refused:
            error = localized(refused)
            found.refresh_from_db()
        else:
            messages.success(request, told)
            return redirect("rule-change", change_id)
    return render(request, "rules/change.html", _context(request, found, error), status=422 if error else 200)


def _act(request: Request, found: RuleChange) -> str:
    """Do what a button of the page says; give the words of what was done."""
    access, today, reason = request.access, request.today, request.POST.get("reason", "")
    match request.POST.get("viec"):
        case "ky":
            services.sign(access=access, change=found, today=today)
            return _("Đã ký. Các ca thử chạy lần cuối, xong là áp dụng.")
        case "chap-nhan":
            services.acknowledge(access=access, change=found, today=today)
            return _("Đã chấp nhận các ca thử đổi kết quả. Người thứ hai ký được rồi.")
        case "tra-lai":
            services.give_back(access=access, change=found, reason=reason, today=today)
            return _("Đã trả lại đề nghị.")
        case "bo":
            services.cancel(access=access, change=found, reason=reason)
            return _("Đã bỏ đề nghị.")
        case "chay-lai":
            require_confirming(access, found.place, today)
            services.start_trial(access=access, change=found)
            return _("Các ca thử đang chạy lại.")
    raise DomainError("act_unknown", "Không rõ việc cần làm. Hãy tải lại trang.")


def _context(request: Request, found: RuleChange, error: str) -> dict[str, Any]:
    shown = shown_change(found, spoken_of())
    may = may_confirm(request.access, found.place, request.today)
    is_mine = found.entered_by_key == request.access.user_id
    progress = None
    if found.trial_job is not None and found.is_open:
        try:
            job = own_job(request.access, found.trial_job)
            progress = progress_of(job) if not job.is_over else None
        except NotFound:
            progress = None
    return {
        "shown": shown, "change": found, "error": error, "progress": progress, "turned": turned_of(found),
        "stale": _(stale(found)) if found.is_open else "", "is_mine": is_mine, "may": may,
        "may_sign": may and not is_mine and found.may_be_signed,
        "may_accept": is_mine and found.state == "waiting" and bool(found.turned) and found.acknowledged_at is None,
        "may_drop": found.state == "waiting" and (is_mine or may),
        "may_withdraw": may and found.state == "in_force" and found.kind != "withdraw",
        "withdrawals": list(found.withdrawals.order_by("entered_at")),
    }  # fmt: skip


@both
def withdraw(request: Request, change_id: int) -> HttpResponse:
    """Propose that something signed is taken back."""
    found = change_of(request.access, change_id)
    require_confirming(request.access, found.place, request.today)
    form = ReasonForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            made = services.propose_withdrawal(
                access=request.access, change=found, reason=form.cleaned_data["reason"], today=request.today
            )
            messages.success(request, _("Đã đề nghị rút; người thứ hai ký thì mới rút."))
            return redirect("rule-change", made.pk)
    context = {
        "form": form, "shown": shown_change(found, spoken_of()), "title": _("Đề nghị rút nội dung đã ký"),
        "submit_label": _("Gửi người thứ hai ký"), "cancel_url": reverse("rule-change", args=[change_id]),
    }  # fmt: skip
    return render(request, "rules/withdraw.html", context, status=422 if form.errors else 200)


@require_safe
def scan(request: Request, change_id: int) -> HttpResponse:
    """Give the scan to save; never shown inside a page."""
    found = change_of(request.access, change_id)
    return hand_out(
        request,
        Export(
            action="rules.scan_read", title=_("Bản quét văn bản quy định"), name=Path(found.scan_name).stem,
            media=media_of(found.scan_type), content=lambda: scan_content(found), rights=(), is_original=True,
            object_type="rule_change", object_id=found.pk, object_label=found.entry,
        ),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponse:
    """Everything signed and in force as YAML, in one archive."""
    request.access.require(Permission.CONFIRM_RULES)
    try:
        files = files_in_force()
    except DomainError as error:
        messages.error(request, localized(error))
        return HttpResponseRedirect(f"{reverse('rule-changes')}?xem=da")
    return hand_out(
        request,
        Export(
            action="rules.exported", title=_("Giá trị quy định đang áp dụng"),
            name=f"gia-tri-quy-dinh-{request.today:%Y%m%d}", media=ZIP, content=lambda: archived(files), rights=(),
            is_original=True, object_type="rule_change", changes={"files": [None, len(files)]},
        ),
    )  # fmt: skip


def _tabs(current: str, waiting: int) -> list[Tab]:
    base = reverse("rule-changes")
    labels = {
        "chua": _("Chưa đối chiếu"), "cho": _("Chờ ký"), "da": _("Đã ký"), "bo": _("Trả lại, bỏ"),
    }  # fmt: skip
    return [
        Tab(label, f"{base}?xem={key}", key == current, waiting if key == "cho" else None)
        for key, label in labels.items()
    ]
