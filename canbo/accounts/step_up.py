"""Asking once more who is there: before restricted sections and before anything leaves, a fresh sign-in is needed.

A view (or anything below it that has the request) calls `require_recent(request)`, or is decorated with
`require_recent_sign_in`. Where the sign-in is older than settings.CANBO_STEP_UP_MINUTES, the middleware answers with
the way to the page that asks, and back. What a form had sent is kept meanwhile, encrypted, and can be sent again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from canbo.common.crypto import decrypt, encrypt

_CONFIRMED, _WAITING = "confirmed_at", "waiting_form"

#: The longest form that is kept, in characters; a longer one is sent again by the browser itself.
_LONGEST = 200_000


class RecentSignInNeeded(Exception):  # noqa: N818 -- what is needed, not what went wrong
    """The sign-in is too old for what was asked. The middleware answers it; nothing must have been written yet."""


def confirmed(request: HttpRequest) -> None:
    """Keep that the user has just proved who they are."""
    request.session[_CONFIRMED] = time.time()


def is_recent(request: HttpRequest) -> bool:
    """Tell whether the user has proved who they are within settings.CANBO_STEP_UP_MINUTES."""
    at = request.session.get(_CONFIRMED)
    return isinstance(at, float) and 0 <= time.time() - at < settings.CANBO_STEP_UP_MINUTES * 60


def require_recent(request: HttpRequest) -> None:
    """Raise RecentSignInNeeded unless the sign-in is recent. Call it before anything is read out or written."""
    if not is_recent(request):
        raise RecentSignInNeeded
    if request.method == "POST":
        request.session.pop(_WAITING, None)  # what had waited has come again, or was given up


def require_recent_sign_in[**P, R: HttpResponse](view: Callable[P, R]) -> Callable[P, R]:
    """Decorate a view that only a recent sign-in may open, in every role."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        request: Any = args[0]
        require_recent(request)
        return view(*args, **kwargs)

    return guarded


def answer(request: HttpRequest) -> HttpResponse:
    """Give what a request is answered with whose sign-in is too old; what it had sent is not lost."""
    is_fragment = bool(request.headers.get("HX-Request"))
    if request.method in {"GET", "HEAD"}:
        back = page_of(request) if is_fragment else request.get_full_path()
        return HttpResponseClientRedirect(_asking(back)) if is_fragment else HttpResponseRedirect(_asking(back))
    confirm = {"confirm_url": _asking(reverse("sign-in-confirmed"))}
    if is_fragment:
        # The part of the page stays as it was, with what was typed in; the way on comes in the place of messages.
        messages.warning(request, _("Cần xác nhận lại người dùng trước khi làm việc này. Xác nhận rồi bấm lại nút."))
        response = render(
            request,
            "accounts/confirm_fragment.html",
            {"confirm_url": _asking(reverse("sign-in-confirmed"))},
            status=422,
        )
        response["HX-Reswap"] = "none"
        return response
    written = json.dumps([request.get_full_path(), list(request.POST.lists())], ensure_ascii=False)
    if request.FILES or len(written) > _LONGEST:
        # Files are not kept on the server for this: the browser still has them, and sends them again when reloading.
        return render(request, "accounts/confirm_files.html", confirm, status=403)
    request.session[_WAITING] = encrypt(written)
    return HttpResponseRedirect(_asking(reverse("step-up-send")))


def waiting_form(request: HttpRequest) -> tuple[str, list[tuple[str, str]]] | None:
    """Give the address and the fields of the form that waits to be sent again, without its token; None for none."""
    kept = request.session.get(_WAITING)
    if not kept:
        return None
    address, lists = json.loads(decrypt(kept))
    fields = [(name, value) for name, values in lists for value in values if name != "csrfmiddlewaretoken"]
    return address, fields


def _asking(back: str) -> str:
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def page_of(request: HttpRequest) -> str:
    """Give the page that a request came from, on this host; the first page where it does not say."""
    named = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(named)
    return parts.path + (f"?{parts.query}" if parts.query else "")
