"""Keeping a search for candidates under a name: one's own, or shared with those who may see the files of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.facts.models import SavedSearch
from canbo.organizations.domain.tree import path_ids
from canbo.organizations.models import Unit

_LIMIT: Final = 50
#: More people than this are not a list to work from; the question alone is kept.
PEOPLE_LIMIT: Final = 5000


def _seen(access: AccessContext) -> QuerySet[SavedSearch]:
    """The viewer's own, and those shared with everybody or with a unit within or above the viewer's scope."""
    shared = Q(shared_unit__isnull=True)
    for path in access.paths(Permission.VIEW_FILES):
        shared |= Q(shared_unit__path__startswith=path) | Q(shared_unit_id__in=path_ids(path))
    seen = Q(owner_id=access.user_id or 0)
    if access.can(Permission.VIEW_FILES):
        seen |= Q(is_shared=True) & shared
    return SavedSearch.objects.filter(seen)


def saved_searches(access: AccessContext) -> list[SavedSearch]:
    """Give the viewer's searches and the shared ones, by name, without their people. One query."""
    return list(_seen(access).defer("people").select_related("shared_unit").order_by("name", "id"))


def saved_search(access: AccessContext, search_id: int) -> SavedSearch:
    """Give one search with its people; NotFound where it is neither the viewer's own nor shared."""
    found = _seen(access).select_related("shared_unit").filter(pk=search_id).first()
    if found is None:
        raise NotFound("search_not_found", "Không có danh sách ứng viên này.")
    return found


def save_search(
    *,
    access: AccessContext,
    name: str,
    query: str,
    as_of: date,
    people: Sequence[int],
    is_shared: bool,
    shared_unit: Unit | None = None,
) -> SavedSearch:
    """Keep a search; one's own of the same name is written over. Shared with a unit: with those who may see its files.

    Errors: name_missing, query_too_long, too_many_searches, too_many_people.
    """
    access.require(Permission.VIEW_FILES)
    name = clean(name)[:80]
    if not name:
        raise DomainError("name_missing", "Hãy đặt tên cho danh sách trước khi lưu.")
    if len(query) > 2000:
        raise DomainError("query_too_long", "Câu hỏi quá dài để lưu; hãy bớt điều kiện.")
    if len(people) > PEOPLE_LIMIT:
        raise DomainError(
            "too_many_people",
            "Danh sách có {count} người, quá {limit} người để lưu; hãy lọc bớt, ví dụ chỉ người đủ tiêu chuẩn.",
            count=len(people), limit=PEOPLE_LIMIT,
        )  # fmt: skip
    owner = access.user_id or 0
    with transaction.atomic():
        owned = SavedSearch.objects.filter(owner_id=owner)
        if not owned.filter(name=name).exists() and owned.count() >= _LIMIT:
            raise DomainError(
                "too_many_searches",
                "Mỗi người lưu tối đa {limit} danh sách ứng viên; hãy xoá bớt.", limit=_LIMIT,
            )  # fmt: skip
        search, _created = SavedSearch.objects.update_or_create(
            owner_id=owner, name=name,
            defaults={
                "owner_name": access.user_name[:150], "query": query, "as_of": as_of, "people": list(people),
                "is_shared": is_shared, "shared_unit": shared_unit if is_shared else None, "saved_at": timezone.now(),
            },
        )  # fmt: skip
        audit.record(
            access=access, action="search.saved", object_type="saved_search", object_id=search.pk, object_label=name,
            changes={
                "people": [None, len(people)], "is_shared": [None, is_shared],
                "shared_unit": [None, shared_unit.name if is_shared and shared_unit is not None else None],
            },
        )  # fmt: skip
    return search


def delete_search(*, access: AccessContext, search_id: int) -> None:
    """Delete one's own search; NotFound for anybody else's."""
    with transaction.atomic():
        search = SavedSearch.objects.filter(owner_id=access.user_id or 0, pk=search_id).first()
        if search is None:
            raise NotFound("search_not_found", "Không có danh sách ứng viên này.")
        audit.record(
            access=access, action="search.deleted", object_type="saved_search", object_id=search.pk,
            object_label=search.name,
        )  # fmt: skip
        search.delete()
