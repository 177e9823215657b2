"""Saved views of the list of people, saved searches for candidates."""

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


class SavedSearch(models.Model):
    """A search for candidates kept under a name: what was asked, as of which day, and whom it found then.

    A shared one may be opened by everybody who may see files of the unit that it is shared with (of any unit where none
    is named); each sees only those of its people within their scope.
    """

    owner_id = models.BigIntegerField(_("mã tài khoản"))
    owner_name = models.CharField(_("người lưu"), max_length=150)
    name = models.CharField(_("tên"), max_length=80)
    query = models.CharField(_("câu hỏi"), max_length=2000)
    as_of = models.DateField(_("tính đến ngày"))
    people = models.JSONField(_("những người tìm được"), default=list)
    is_shared = models.BooleanField(_("dùng chung"), default=False)
    shared_unit = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("dùng chung với đơn vị"),
    )  # fmt: skip
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("danh sách ứng viên đã lưu")
        verbose_name_plural = _("danh sách ứng viên đã lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "name"],
                name="saved_search_name_once",
                violation_error_message=_("Đã có danh sách ứng viên cùng tên."),
            )
        ]

    def __str__(self) -> str:
        return self.name
