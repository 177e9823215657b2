"""The audit log: append-only rows, the seals that chain them, and the daily anchors of the chain.

The chain holds digests only. What a row says of a person (label, reason, values) stands in a table of its own and
enters the chain as a salted digest, so that a lawful erasure, which deletes it with its salt, leaves the chain whole.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField, EncryptedTextField


class AuditEntry(models.Model):
    """One act: who did what to whom, under which grants, through which door. Never changed, never deleted."""

    at = models.DateTimeField(_("lúc"))
    actor_id = models.BigIntegerField(_("mã tài khoản"), null=True, blank=True)
    actor_name = models.CharField(_("người thực hiện"), max_length=200)
    #: The grants that allowed it: [{"id", "role", "path"}].
    grants = models.JSONField(_("quyền đã dùng"), null=True, blank=True)
    action = models.CharField(_("việc"), max_length=60)
    object_type = models.CharField(_("loại đối tượng"), max_length=60, blank=True, default="")
    object_id = models.BigIntegerField(_("mã đối tượng"), null=True, blank=True)
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200, blank=True, default="")
    door = models.CharField(_("cửa"), max_length=10, default="web")
    request_id = models.CharField(_("mã yêu cầu"), max_length=36, blank=True, default="")
    #: The case for which a file was read; while it is not announced, the person is not told of the reading.
    case = models.CharField(_("vụ việc"), max_length=80, blank=True, default="")
    #: The mark of secrecy of what was acted on ("", "mat", "toi_mat"): who may not see such things sees the row masked.
    secrecy = models.CharField(_("độ mật"), max_length=10, blank=True, default="")
    #: Of a reading: "own" of one's own file, "kin" of a relative's as the files name them; "" else.
    relation = models.CharField(_("quan hệ"), max_length=4, blank=True, default="")
    #: Salted digest of the personal part; empty where the act has none.
    personal_digest = models.BinaryField(_("mã băm phần cá nhân"), max_length=32)
    mac = models.BinaryField(_("mã xác thực"), max_length=32)

    class Meta:
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("nhật ký")
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["object_type", "object_id", "at", "id"], name="audit_object"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_actor"),
            models.Index(fields=["action", "at", "id"], name="audit_action"),
            models.Index(fields=["unit_path", "at", "id"], name="audit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_label}"

    @property
    def told(self) -> AuditPersonal | None:
        """The personal part; None where there is none, or where it was lawfully erased."""
        return getattr(self, "personal", None)

    @property
    def object_label(self) -> str:
        """The name of the object; "" where it has none or it was erased."""
        return self.told.object_label if self.told else ""

    @property
    def reason(self) -> str:
        """The reason given; "" likewise."""
        return self.told.reason if self.told else ""

    @property
    def changes(self) -> dict[str, Any] | None:
        """Field -> [before, after]; None likewise."""
        return self.told.changes if self.told else None


class AuditPersonal(models.Model):
    """What a row tells of the person acted on, held apart: a lawful erasure deletes it, the chain holds its digest.

    Reasons and values are encrypted: those of closed sections are among them.
    """

    entry = models.OneToOneField(
        AuditEntry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="personal",
        verbose_name=_("dòng nhật ký"),
    )  # fmt: skip
    object_label = models.CharField(_("đối tượng"), max_length=300, blank=True, default="")
    reason = EncryptedTextField(_("lý do"), blank=True, default="")
    changes = EncryptedJSONField(_("thay đổi"), null=True, blank=True)
    salt = models.BinaryField(_("muối"), max_length=16)

    class Meta:
        verbose_name = _("phần cá nhân của nhật ký")
        verbose_name_plural = _("phần cá nhân của nhật ký")

    def __str__(self) -> str:
        return self.object_label


class AuditSeal(models.Model):
    """One link of the chain, over the rows of one or a few acts that were committed together."""

    sequence = models.BigIntegerField(_("số thứ tự"), primary_key=True)
    at = models.DateTimeField(_("lúc"))
    first_id = models.BigIntegerField(_("dòng đầu"))
    last_id = models.BigIntegerField(_("dòng cuối"))
    #: The rows as ranges of their ids: "12-17,19".
    ranges = models.TextField(_("các dòng"))
    count = models.BigIntegerField(_("số dòng"))
    digest = models.CharField(_("mã băm các dòng"), max_length=64)
    link = models.CharField(_("mắt xích"), max_length=64)

    class Meta:
        verbose_name = _("mắt xích nhật ký")
        verbose_name_plural = _("mắt xích nhật ký")
        indexes = [
            models.Index(fields=["first_id"], name="audit_seal_first"),
            models.Index(fields=["last_id"], name="audit_seal_last"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.ranges}"


class AuditHead(models.Model):
    """The one row that says how far the chain reaches; whoever adds to the chain locks it first."""

    id = models.SmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField(_("số thứ tự cuối"), default=0)
    link = models.CharField(_("mắt xích cuối"), max_length=64, blank=True, default="")
    count = models.BigIntegerField(_("số dòng"), default=0)
    #: Every row up to this id is sealed, or will never exist.
    settled_id = models.BigIntegerField(_("đã niêm đến dòng"), default=0)

    class Meta:
        verbose_name = _("đầu chuỗi nhật ký")
        verbose_name_plural = _("đầu chuỗi nhật ký")

    def __str__(self) -> str:
        return f"{self.sequence}"


class AuditAnchor(models.Model):
    """Where the chain stood at the end of a day, signed: kept elsewhere, it shows a tail that was cut off."""

    day = models.DateField(_("ngày"), primary_key=True)
    at = models.DateTimeField(_("lúc"))
    sequence = models.BigIntegerField(_("số thứ tự cuối"))
    link = models.CharField(_("mắt xích cuối"), max_length=64)
    count = models.BigIntegerField(_("số dòng"))
    signature = models.CharField(_("chữ ký"), max_length=128)

    class Meta:
        verbose_name = _("mốc nhật ký")
        verbose_name_plural = _("mốc nhật ký")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.sequence}"
