"""Saying which file is whose: on the page of an account, by the number of the file, without showing the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canbo.access import selectors as rights
from canbo.access import services
from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.web.selectors import person_key_of


@require_POST
def account_file(request: Request, user_id: int) -> HttpResponse:
    """Make the account the one of the person of a file."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = rights.account_by_id(request.access, user_id)
    try:
        services.own_file(
            access=request.access, user=user, person_key=person_key_of(request.access, request.POST.get("file", ""))
        )
    except DomainError as error:
        messages.error(request, localized(error))
    else:
        messages.success(request, _("Đã gắn hồ sơ với tài khoản {name}.").format(name=user))
    return redirect("account", user_id=user.pk)
