"""Whose requests a viewer may see and settle."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from canbo.access.scope import under
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.core.secrecy import Secrecy, may_see, rights_to_see
from canbo.personnel.models import Person
from canbo.privacy.models import Campaign, FileRequest


def file_scope(
    access: AccessContext,
    permission: Permission,
    file: str = "person__",
    *,
    path: str = "unit__path",
    tier: str = "managed_tier",
) -> Q:
    """Give the condition that a row's file lies where the permission reaches: the path of its unit, and its tier.

    `file` leads from the row to the file; `path` and `tier` name the two columns from there.
    """
    found = Q(pk__in=[])
    for prefix, managed in access.reaches(permission):
        within = under(f"{file}{path}", prefix)
        found |= within & Q(**{f"{file}{tier}": managed}) if managed else within
    return found


def secrecy_scope(access: AccessContext, path: str, tier: str = "") -> Q:
    """Give the condition that a row bears no secrecy mark, or one that the viewer may see where it belongs.

    `path` and `tier` name the columns of the unit's path and of the management tier; without `tier` it is a unit's.
    """
    found = Q(secrecy=Secrecy.OPEN)
    for mark in Secrecy:
        for right in rights_to_see(mark):
            for prefix, managed in access.reaches(right):
                within = Q(secrecy=mark) & under(path, prefix)
                if not managed:
                    found |= within
                elif tier:
                    found |= within & Q(**{tier: managed})
    return found


def sees_case(access: AccessContext, request: FileRequest) -> bool:
    """Tell whether the viewer may know of a request for its secrecy mark; its own sender always does."""
    person = request.person
    return is_requester(access, request) or may_see(access, request.secrecy, person.unit.path, person.managed_tier)


def covers(access: AccessContext, permission: Permission, person: Person) -> bool:
    """Tell whether the permission is held for this file."""
    return access.covers_file(permission, person.unit.path, person.managed_tier)


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
    in_scope = covers(access, right_for(request.kind), request.person) and sees_case(access, request)
    return in_scope and not access.is_barred(request.person_id)


def require_settle(access: AccessContext, request: FileRequest) -> None:
    """Raise NotFound out of scope, Forbidden for the viewer's own case or a relative's."""
    if may_settle(access, request):
        return
    in_scope = covers(access, right_for(request.kind), request.person) and sees_case(access, request)
    if in_scope or is_requester(access, request):
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
