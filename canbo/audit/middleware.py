"""Failed attempts: whoever is refused a page, or asks for one that is not theirs, leaves an entry."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from canbo.audit.services import record_refusal
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound


class AttemptMiddleware:
    """Write the refusals of views; the transaction of the view is over by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; refusals come back as exceptions."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Write the refusal; who answers it comes after."""
        access: AccessContext | None = getattr(request, "access", None)
        status = 403 if isinstance(error, (Forbidden, PermissionDenied)) else 404
        if access is None or not isinstance(error, (Forbidden, NotFound, PermissionDenied, Http404)):
            return
        code = error.code if isinstance(error, DomainError) else type(error).__name__
        with transaction.atomic():
            record_refusal(access=access, code=code, status=status, where=f"{request.method} {request.path}")
