"""How the viewer is reminded: the address and how often, the calendar's link; for the administrator, what failed."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.accounts.models import User
from canbo.accounts.selectors import calendar_link_of, reminders_lately
from canbo.accounts.services.reminders import choose_reminders
from canbo.common.form_pages import both, written
from canbo.core.access import Permission
from canbo.web.views.inbox import tabs


class RemindersForm(forms.Form):
    """Where and how often."""

    email = forms.EmailField(
        label=gettext_lazy("Địa chỉ thư điện tử"), required=False, max_length=254,
        help_text=gettext_lazy("Nên là hộp thư công vụ. Thư chỉ nêu có mấy việc, loại việc và hạn; không nêu tên ai."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    reminders = forms.ChoiceField(
        label=gettext_lazy("Nhắc việc bằng thư"), choices=User.Reminders.choices, widget=forms.RadioSelect
    )


@both
def reminders(request: Request) -> HttpResponse:
    """Read and set how one is reminded."""
    user = request.user
    form = RemindersForm(request.POST or None, initial={"email": user.email, "reminders": user.reminders})
    if request.method == "POST" and written(
        form, lambda: choose_reminders(access=request.access, user=user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã ghi cách nhắc việc."))
        return redirect("reminders")
    return reminders_page(request, form)


def reminders_page(request: Request, form: RemindersForm | None = None, link: str = "") -> HttpResponse:
    """Answer with the page; `link` is the calendar's, shown right after it was made and never again."""
    user = request.user
    context = {
        "form": form or RemindersForm(initial={"email": user.email, "reminders": user.reminders}),
        "link": link, "held": calendar_link_of(request.access), "tabs": tabs("reminders"),
        "sends_mail": bool(settings.CANBO_MAIL_HOST), "sees_log": request.access.can(Permission.MANAGE_ACCESS),
    }  # fmt: skip
    return render(request, "web/reminders.html", context, status=422 if form is not None and form.errors else 200)


@require_safe
def log(request: Request) -> HttpResponse:
    """What became of the mails of the last days, for whoever manages all access."""
    request.access.require(Permission.MANAGE_ACCESS, "")
    rows = reminders_lately(request.access)
    return render(request, "web/reminder_log.html", {"rows": rows, "sends_mail": bool(settings.CANBO_MAIL_HOST)})
