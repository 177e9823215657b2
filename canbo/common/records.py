"""The abstract dated record: every fact of a file has two clocks (architecture, decision 1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField


class DatedQuerySet(models.QuerySet[Any]):
    """Reads of dated records by either clock."""

    def known(self, on: datetime | None = None) -> Self:
        """Keep what we know now, or what we knew at the moment `on`."""
        if on is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=on), recorded_at__lte=on)

    def holding(self, on: date) -> Self:
        """Keep the records whose interval [from, before) may contain the day `on`: an unknown start counts as held."""
        code = on.isoformat()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=code),
            Q(valid_before__isnull=True) | Q(valid_before__gt=code),
        )


class DatedRecord(models.Model):
    """One statement about the world: when it holds, when we knew it, who says so, and on which paper."""

    valid_from = PartialDateField(_("từ ngày"), null=True, blank=True)
    valid_before = PartialDateField(_("đến trước ngày"), null=True, blank=True)
    attested_on = models.DateField(_("đúng vào ngày"), null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"), editable=False)
    superseded_at = models.DateTimeField(_("được thay lúc"), null=True, blank=True, editable=False)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    reason = models.CharField(_("lý do sửa"), max_length=500, blank=True, default="", editable=False)
    as_written = models.JSONField(_("nguyên văn"), null=True, blank=True, editable=False)
    verified = models.JSONField(_("đã kiểm chứng"), null=True, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def interval_text(self) -> str:
        """Give the interval as people write it: "03/2015 – 31/12/2020", "từ 1975", "chưa rõ ngày"."""
        begin = self.valid_from.text if self.valid_from else ""
        end = self.valid_before.text if self.valid_before else ""
        if begin and end:
            return f"{begin} – {end}"
        if begin:
            return gettext("từ %(day)s") % {"day": begin}
        return gettext("đến %(day)s") % {"day": end} if end else gettext("chưa rõ ngày")
