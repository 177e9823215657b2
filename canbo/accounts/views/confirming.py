"""After somebody has proved once more who they are: the form that waited is sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from canbo.accounts import step_up
from canbo.accounts.step_up import require_recent_sign_in


@require_GET
@require_recent_sign_in
def send_again(request: HttpRequest) -> HttpResponse:
    """Show the button that sends the waiting form again, as it was; the first page where none waits."""
    waiting = step_up.waiting_form(request)
    if waiting is None:
        return redirect("home")
    address, fields = waiting
    response = render(request, "accounts/send_again.html", {"address": address, "fields": fields})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Say that the other tab can go on."""
    return render(request, "accounts/confirmed.html")
