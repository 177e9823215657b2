"""Saving and deleting views of the list of people; each belongs to the account that saved it."""

from __future__ import annotations

from django.db import transaction

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.facts.models import SavedView

PAGE = "people"
_LIMIT = 30


def saved_views(access: AccessContext) -> list[SavedView]:
    """Give the viewer's saved views, by name."""
    return list(SavedView.objects.filter(owner_id=access.user_id, page=PAGE).order_by("name"))


def save_view(*, access: AccessContext, name: str, query: str) -> SavedView:
    """Save a view under a name; the same name is written over. Errors: name_missing, too_many_views, query_too_long."""
    access.require(Permission.VIEW_FILES)
    name = clean(name)[:80]
    if not name:
        raise DomainError("name_missing", "Hãy đặt tên cho danh sách trước khi lưu.")
    if len(query) > 2000:
        raise DomainError("query_too_long", "Bộ lọc quá dài để lưu; hãy bớt điều kiện.")
    with transaction.atomic():
        owned = SavedView.objects.filter(owner_id=access.user_id, page=PAGE)
        if not owned.filter(name=name).exists() and owned.count() >= _LIMIT:
            raise DomainError("too_many_views", f"Mỗi người lưu tối đa {_LIMIT} danh sách; hãy xoá bớt.")
        view, _created = SavedView.objects.update_or_create(
            owner_id=access.user_id, page=PAGE, name=name, defaults={"query": query}
        )
    return view


def delete_view(*, access: AccessContext, view_id: int) -> None:
    """Delete one's own saved view; NotFound for anybody else's."""
    deleted, _rows = SavedView.objects.filter(pk=view_id, owner_id=access.user_id, page=PAGE).delete()
    if not deleted:
        raise NotFound("view_not_found", "Không có danh sách đã lưu này.")
