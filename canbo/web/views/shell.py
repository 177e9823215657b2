"""The day viewed, the language, and whether the server is ready for work."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from canbo.access.middleware import AS_OF_KEY, Request
from canbo.access.services import choose_language
from canbo.common.errors import localized
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError


@require_POST
def set_as_of(request: Request) -> HttpResponse:
    """Keep the day that every page shows from now on; an empty day is today. A month or a year is its last day."""
    written = request.POST.get("as_of", "").strip()
    if not written:
        request.session.pop(AS_OF_KEY, None)
    else:
        try:
            day = PartialDate.parse(written).latest
        except DomainError as error:
            messages.error(request, localized(error))
        else:
            if day == request.today:
                request.session.pop(AS_OF_KEY, None)
            else:
                request.session[AS_OF_KEY] = day.isoformat()
    return HttpResponseRedirect(_next(request))


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the interface, and remember it for the account."""
    response = django_set_language(request)
    language = request.POST.get("language", "")
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if access.user_id is not None and language in dict(settings.LANGUAGES):
        choose_language(access=access, language=language)
    return response


@login_not_required
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer whether every database answers."""
    try:
        for alias in settings.DATABASES:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "message": _("Cơ sở dữ liệu không trả lời.")}, status=503)
    return JsonResponse({"ready": True})


def _next(request: HttpRequest) -> str:
    """Give the page to return to, on this host, without a day of its own in the address."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return "/"
    parts = urlsplit(wanted)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "ngay"]
    return parts._replace(query=urlencode(query)).geturl()
