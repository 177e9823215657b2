"""A job: long work that shows itself. Lives beside the task queue (on SQLite in a database file of its own)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One long piece of work, with its progress, its outcome and who asked for it."""

    class State(models.TextChoices):
        """Where the job stands."""

        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("đã xong")
        REFUSED = "refused", _("bị từ chối")
        FAILED = "failed", _("gặp lỗi")
        CANCELLED = "cancelled", _("đã huỷ")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("loại việc"), max_length=60)
    title = models.CharField(_("tên việc"), max_length=200)
    owner_id = models.BigIntegerField(_("mã người yêu cầu"))
    owner_name = models.CharField(_("người yêu cầu"), max_length=200)
    arguments = models.JSONField(_("tham số"), default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(_("phần trăm"), default=0)
    message = models.CharField(_("đang làm"), max_length=300, blank=True, default="")
    result = models.JSONField(_("kết quả"), null=True, blank=True)
    cancel_asked = models.BooleanField(_("yêu cầu huỷ"), default=False)
    created_at = models.DateTimeField(_("tạo lúc"))
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("việc chạy nền")
        verbose_name_plural = _("việc chạy nền")
        indexes = [models.Index(fields=["owner_id", "-created_at"], name="job_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.REFUSED, self.State.FAILED, self.State.CANCELLED}
