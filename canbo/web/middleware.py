"""What happens around every view: is the server alive, which language, a first password, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from canbo.accounts.models import User
from canbo.common.errors import localized
from canbo.core.errors import DomainError, Forbidden, NotFound

type GetResponse = Callable[[HttpRequest], HttpResponse]

#: The pages that are open to somebody who must still choose a password.
_BEFORE_PASSWORD = frozenset({"account_change_password", "account_logout", "set_language"})


#: The highest number of a row.
_HIGHEST = 2**63 - 1


class AliveMiddleware:
    """Answer /healthz before anything else: no host check, no TLS redirect, no database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the probe, or go on."""
        if request.path_info == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        return self.get_response(request)


class LanguageMiddleware:
    """Vietnamese unless the viewer chose otherwise: browsers here often ask for English without anybody meaning it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on in the language chosen."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class FirstPasswordMiddleware:
    """Somebody whose password was given by another chooses their own before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the way is barred before the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the page where the password is changed."""
        user = request.user
        if not isinstance(user, User) or not user.must_change_password:
            return None
        request.is_held = True  # type: ignore[attr-defined]
        if request.resolver_match is not None and request.resolver_match.url_name in _BEFORE_PASSWORD:
            return None
        url = reverse("account_change_password")
        return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)


class RefusalMiddleware:
    """Turn the domain's refusals that no form caught into pages: 404, 403, or 400 with the sentence; 405 too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; refusals come back as exceptions. An address that only takes what a form sends is no blank page."""
        response = self.get_response(request)
        if response.status_code != HttpResponseNotAllowed.status_code or request.method != "GET":
            return response
        words = _("Địa chỉ này chỉ nhận những gì một biểu mẫu gửi tới. Hãy mở lại trang có biểu mẫu ấy rồi bấm nút.")
        page = _page(request, HttpResponseNotAllowed.status_code, _("Không mở trực tiếp được"), words)
        page["Allow"] = response["Allow"]
        return page

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer 404 for a number in the address that no database can hold; asking for it would break."""
        if any(isinstance(value, int) and value > _HIGHEST for value in kwargs.values()):
            return _page(request, 404, _("Không có trang này"), _("Không tìm thấy nội dung bạn yêu cầu."))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else goes on to become a 500."""
        if isinstance(error, NotFound):
            return _page(request, 404, _("Không có trang này"), localized(error))
        if isinstance(error, Forbidden):
            return _page(request, 403, _("Chưa được giao quyền"), localized(error))
        if not isinstance(error, DomainError):
            return None
        if request.headers.get("HX-Request"):
            # The part of the page stays as it was; the sentence comes in the place of messages.
            messages.error(request, localized(error))
            response = render(request, "common/messages.html", {"out_of_band": True}, status=422)
            response["HX-Reswap"] = "none"
            return response
        return _page(request, 400, _("Không làm được việc này"), localized(error))


def _page(request: HttpRequest, code: int, title: str, message: str) -> HttpResponse:
    return render(request, "web/refusal.html", {"code": code, "title": title, "message": message}, status=code)
