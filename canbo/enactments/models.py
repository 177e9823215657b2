"""The paper of a decision, whom it concerns, and what it does to each file."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField, EncryptedTextField, PartialDateField


class Enactment(models.Model):
    """What a decision of the register says, who drafted it and who entered its signature. Encrypted: it names people.

    `grounds`, `articles` and `recipients` hold one item a line.
    """

    decision = models.OneToOneField(
        "decisions.Decision", on_delete=models.PROTECT, primary_key=True, related_name="enactment"
    )
    unit = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, related_name="enactments", verbose_name=_("đơn vị giữ sổ")
    )
    abstract = EncryptedTextField(_("trích yếu"), max_length=500)
    grounds = EncryptedTextField(_("căn cứ"), blank=True, default="")
    articles = EncryptedTextField(_("nội dung"), blank=True, default="")
    recipients = EncryptedTextField(_("nơi nhận"), blank=True, default="")
    place = models.CharField(_("nơi ban hành"), max_length=80, blank=True, default="")
    drafted_by_key = models.BigIntegerField(_("mã tài khoản người dự thảo"), null=True, blank=True)
    drafted_by_name = models.CharField(_("người dự thảo"), max_length=200)
    drafted_at = models.DateTimeField(_("dự thảo lúc"))
    signed_by_key = models.BigIntegerField(_("mã tài khoản người ghi nhận việc ký"), null=True, blank=True)
    signed_by_name = models.CharField(_("người ghi nhận việc ký"), max_length=200, blank=True, default="")
    signed_at = models.DateTimeField(_("ghi nhận việc ký lúc"), null=True, blank=True)
    ended_by_name = models.CharField(_("người kết thúc"), max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    ended_reason = EncryptedTextField(_("lý do kết thúc"), blank=True, default="")

    class Meta:
        verbose_name = _("văn bản quyết định")
        verbose_name_plural = _("văn bản quyết định")

    def __str__(self) -> str:
        return str(self.decision)


class DecisionSubject(models.Model):
    """Somebody whom a decision concerns: a file, or a row of a list for which no file was settled yet.

    `written` is the row as it was given; `fault` says why it has no file yet and `candidates` which ones it may be.
    `accepted` holds the codes of the conflicts that somebody accepted on signing. `source` is that of the records that
    the decision made; withdrawing it gives back what they replaced.
    """

    class State(models.TextChoices):
        """What has become of what the decision does to this file."""

        PENDING = "pending", _("Chưa thực hiện")
        APPLIED = "applied", _("Đã ghi vào hồ sơ")
        FAILED = "failed", _("Chưa ghi được")
        SET_ASIDE = "set_aside", _("Không thực hiện")
        WITHDRAWN = "withdrawn", _("Đã rút khỏi hồ sơ")

    class Fault(models.TextChoices):
        """Why a row of a list has no file yet."""

        NONE = "", _("Đã khớp hồ sơ")
        AMBIGUOUS = "ambiguous", _("Nhiều hồ sơ có thể khớp")
        NOT_FOUND = "not_found", _("Không có hồ sơ khớp")
        UNREADABLE = "unreadable", _("Dòng có ô không đọc được")

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="subjects")
    order = models.PositiveIntegerField(_("thứ tự"))
    person = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="decision_subjects"
    )
    name = models.CharField(_("họ và tên"), max_length=150)
    written = EncryptedJSONField(_("nguyên văn"), null=True, blank=True)
    fault = models.CharField(_("khớp hồ sơ"), max_length=12, choices=Fault.choices, blank=True, default="")
    fault_words = EncryptedTextField(_("chỗ cần sửa"), blank=True, default="")
    candidates: Any = models.JSONField(_("hồ sơ có thể khớp"), default=list, blank=True)
    effective_on = PartialDateField(_("ngày có hiệu lực riêng"), null=True, blank=True)
    state = models.CharField(_("thực hiện"), max_length=10, choices=State.choices, default=State.PENDING)
    accepted: Any = models.JSONField(_("vướng mắc đã chấp nhận"), default=list, blank=True)
    problem = EncryptedTextField(_("vì sao chưa ghi được"), blank=True, default="")
    applied_at = models.DateTimeField(_("ghi vào hồ sơ lúc"), null=True, blank=True)
    source = models.ForeignKey(
        "personnel.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("người được quyết định")
        verbose_name_plural = _("người được quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"],
                name="decision_person_once",
                violation_error_message=_("Người này đã có trong quyết định."),
            )
        ]
        indexes = [models.Index(fields=["decision", "order"], name="subject_decision_order")]

    def __str__(self) -> str:
        return self.name


class FileEffect(models.Model):
    """One thing that a decision does to a file: its kind (domain.effects) and the values it writes.

    `made` is the key of the record that it wrote, once applied; the kind of record follows from `key`.
    """

    subject = models.ForeignKey(DecisionSubject, on_delete=models.CASCADE, related_name="effects")
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    key = models.CharField(_("việc ghi vào hồ sơ"), max_length=20)
    values = EncryptedJSONField(_("nội dung"), null=True, blank=True)
    made = models.BigIntegerField(_("bản ghi đã lập"), null=True, blank=True)

    class Meta:
        verbose_name = _("việc ghi vào hồ sơ")
        verbose_name_plural = _("việc ghi vào hồ sơ")

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.key}"
