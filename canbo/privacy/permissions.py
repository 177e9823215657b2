"""Whose requests a viewer may see and settle."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel.models import Person
from canbo.personnel.selectors.relatives import is_relative
from canbo.privacy.models import Campaign, FileRequest


def scope(access: AccessContext, permission: Permission, field: str = "person__unit__path") -> Q:
    """Give the condition that a row's unit lies where the permission is held."""
    paths = access.paths(permission)
    if "" in paths:
        return Q(pk__isnull=False)  # an empty Q would vanish beside another in an OR
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__gte": path, f"{field}__lt": path + "~"})
    return found


def right_for(kind: str) -> Permission:
    """Give the right by which a kind of request is settled: corrections by who writes files, the rest by the officer
    of personal data."""
    return Permission.EDIT_FILES if kind == FileRequest.Kind.CORRECTION else Permission.HANDLE_REQUESTS


def is_requester_of(access: AccessContext, person_id: int) -> bool:
    """Tell whether this is the viewer's own file."""
    return access.person_id == person_id and access.can(Permission.VIEW_OWN_FILE)


def is_requester(access: AccessContext, request: FileRequest) -> bool:
    """Tell whether the request is about the viewer's own file."""
    return is_requester_of(access, request.person_id)


def may_settle(access: AccessContext, request: FileRequest) -> bool:
    """Tell whether the viewer settles this request: in scope, and neither their own nor a relative's."""
    in_scope = access.covers(right_for(request.kind), request.person.unit.path)
    return in_scope and not is_barred(access, request.person_id)


def is_barred(access: AccessContext, person_id: int) -> bool:
    """Tell whether the viewer must keep out of this person's case: their own, or a relative's that a file names."""
    return access.person_id == person_id or is_relative(access, person_id)


def require_settle(access: AccessContext, request: FileRequest) -> None:
    """Raise NotFound out of scope, Forbidden for the viewer's own case or a relative's."""
    if may_settle(access, request):
        return
    if access.covers(right_for(request.kind), request.person.unit.path) or is_requester(access, request):
        raise Forbidden(
            "own_case",
            "Không ai tự giải quyết yêu cầu của mình hoặc của người thân. Hãy để người khác cùng nhiệm vụ giải quyết.",
        )
    raise NotFound("request_not_found", "Không có yêu cầu này trong phạm vi được giao.")


def own_person(access: AccessContext) -> Person:
    """Give the person whose account this is; NotFound where the account has no file, or may not see it."""
    person = None
    if access.person_id is not None and access.can(Permission.VIEW_OWN_FILE):
        person = Person.objects.select_related("unit").filter(pk=access.person_id, withdrawn_at__isnull=True).first()
    if person is None:
        raise NotFound("own_file_missing", "Tài khoản này chưa được gắn với hồ sơ nào. Hãy liên hệ cán bộ tổ chức.")
    return person


def open_window(today: date, prefix: str = "") -> Q:
    """Give the condition that a campaign takes answers today."""
    return Q(
        **{f"{prefix}state": Campaign.State.OPEN, f"{prefix}opens_on__lte": today, f"{prefix}closes_before__gt": today}
    )
