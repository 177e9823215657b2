"""Saving and deleting views of the list of people; each belongs to the account that saved it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.facts.models import SavedView

PAGE = "people"
_LIMIT = 30


def _owner(access: AccessContext) -> int:
    return access.user_id or 0


def _owned(access: AccessContext) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner_id=_owner(access), page=PAGE)


def saved_views(access: AccessContext) -> list[SavedView]:
    """Give the viewer's saved views, by name."""
    return list(_owned(access).order_by("name"))


def save_view(*, access: AccessContext, name: str, query: str) -> SavedView:
    """Save a view under a name; the same name is written over. Errors: name_missing, too_many_views, query_too_long."""
    access.require(Permission.VIEW_FILES)
    name = clean(name)[:80]
    if not name:
        raise DomainError("name_missing", "Hãy đặt tên cho danh sách trước khi lưu.")
    if len(query) > 2000:
        raise DomainError("query_too_long", "Bộ lọc quá dài để lưu; hãy bớt điều kiện.")
    with transaction.atomic():
        owned = _owned(access)
        if not owned.filter(name=name).exists() and owned.count() >= _LIMIT:
            raise DomainError("too_many_views", "Mỗi người lưu tối đa {limit} danh sách; hãy xoá bớt.", limit=_LIMIT)
        view, _created = SavedView.objects.update_or_create(
            owner_id=_owner(access), page=PAGE, name=name, defaults={"query": query}
        )
    return view


def delete_view(*, access: AccessContext, view_id: int) -> None:
    """Delete one's own saved view; NotFound for anybody else's."""
    deleted, _rows = _owned(access).filter(pk=view_id).delete()
    if not deleted:
        raise NotFound("view_not_found", "Không có danh sách đã lưu này.")
