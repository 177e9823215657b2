"""Saved views of the list of people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A saved view of a list: filters, columns and order, as the query string that gives it."""

    owner_id = models.BigIntegerField(_("mã tài khoản"))
    page = models.CharField(_("trang"), max_length=40)
    name = models.CharField(_("tên"), max_length=80)
    query = models.CharField(_("bộ lọc"), max_length=2000)

    class Meta:
        verbose_name = _("danh sách đã lưu")
        verbose_name_plural = _("danh sách đã lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "page", "name"],
                name="saved_view_name_once",
                violation_error_message=_("Đã có danh sách lưu cùng tên."),
            )
        ]

    def __str__(self) -> str:
        return self.name
