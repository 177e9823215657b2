"""The audit log: append-only rows that keep names as text, so that they outlive what they tell of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act: who did what to whom, through which door, and what changed."""

    at = models.DateTimeField(_("lúc"))
    actor_id = models.BigIntegerField(_("mã tài khoản"), null=True, blank=True)
    actor_name = models.CharField(_("người thực hiện"), max_length=200)
    action = models.CharField(_("việc"), max_length=60)
    object_type = models.CharField(_("loại đối tượng"), max_length=60, blank=True, default="")
    object_id = models.BigIntegerField(_("mã đối tượng"), null=True, blank=True)
    object_label = models.CharField(_("đối tượng"), max_length=300, blank=True, default="")
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200, blank=True, default="")
    reason = models.CharField(_("lý do"), max_length=500, blank=True, default="")
    changes = models.JSONField(_("thay đổi"), null=True, blank=True)
    door = models.CharField(_("cửa"), max_length=10, default="web")
    request_id = models.CharField(_("mã yêu cầu"), max_length=36, blank=True, default="")

    class Meta:
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("nhật ký")
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_object"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_label}"
