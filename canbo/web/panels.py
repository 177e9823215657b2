"""What this app adds to the pages of the apps below it."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.accounts.models import User
from canbo.core.access import AccessContext
from canbo.web.selectors import file_number_of


def account_file(request: HttpRequest, user: User) -> str:
    """The part of an account's page that names its file and lets it be changed."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    number = file_number_of(access, user)
    return render_to_string("web/account_file.html", {"account": user, "number": number}, request=request)
