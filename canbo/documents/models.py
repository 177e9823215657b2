"""The register of what left: every export and print by its number, and the files that wait for a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField, SecrecyField


class ExportRequest(models.Model):
    """One export or print: who took what, when and for what; its frozen file while it waits."""

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("chờ người thứ hai duyệt")
        READY = "ready", _("chờ tải về")
        GIVEN = "given", _("đã lấy")
        REFUSED = "refused", _("không duyệt")
        WITHDRAWN = "withdrawn", _("đã rút")
        EXPIRED = "expired", _("hết hạn, đã huỷ tệp")

    number = models.CharField(_("số"), max_length=12, unique=True)
    action = models.CharField(_("việc"), max_length=60)
    title = models.CharField(_("tên"), max_length=200)
    file_name = models.CharField(_("tên tệp"), max_length=150)
    media_type = models.CharField(_("loại tệp"), max_length=100)
    scope = models.TextField(_("phạm vi"), blank=True, default="")
    people_count = models.PositiveIntegerField(_("số người"), default=0)
    #: The keys of the files whose data it holds, as far as they count towards the number that needs approval.
    people = models.JSONField(_("hồ sơ"), default=list)
    #: [[path prefix, management tier]] that it draws on, and the rights that it needs there.
    reaches = models.JSONField(_("phạm vi đơn vị"), default=list)
    rights = models.JSONField(_("quyền cần có"), default=list)
    secrecy = SecrecyField()
    #: What the log says it is about.
    object_type = models.CharField(_("loại đối tượng"), max_length=60, blank=True, default="")
    object_id = models.BigIntegerField(_("mã đối tượng"), null=True, blank=True)
    object_label = models.CharField(_("đối tượng"), max_length=300, blank=True, default="")
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200, blank=True, default="")
    changes = models.JSONField(_("chi tiết"), default=dict)
    reason = models.CharField(_("mục đích"), max_length=500, blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    requested_by_name = models.CharField(_("người xuất"), max_length=200)
    requested_person_key = models.BigIntegerField(_("hồ sơ của người xuất"), null=True, blank=True)
    requested_at = models.DateTimeField(_("xuất lúc"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_by_name = models.CharField(_("người duyệt"), max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    decided_reason = models.CharField(_("ý kiến người duyệt"), max_length=500, blank=True, default="")
    given_at = models.DateTimeField(_("lấy lúc"), null=True, blank=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), null=True, blank=True)
    is_locked = models.BooleanField(_("có mật khẩu"), default=False)
    sha256 = models.CharField(_("mã băm"), max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(_("kích thước (byte)"), default=0)
    #: The frozen file in base64, sealed; "" once it was fetched or destroyed.
    content = EncryptedTextField(_("tệp"), blank=True, default="")

    class Meta:
        verbose_name = _("lần xuất")
        verbose_name_plural = _("các lần xuất")
        indexes = [
            models.Index(fields=["requested_by", "-requested_at"], name="export_requester"),
            models.Index(fields=["state"], name="export_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def waits(self) -> bool:
        """Whether something may still happen to it."""
        return self.state in {self.State.HELD, self.State.READY}
