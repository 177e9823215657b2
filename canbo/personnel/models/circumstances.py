"""The person's circumstances: family, health, history, foreign relations, economy. Restricted; free text encrypted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedPartialDateField, EncryptedTextField, SecrecyField
from canbo.core.access import Permission
from canbo.personnel.models.base import SealedRecord, Section


class FamilyMember(SealedRecord):
    """Items 36.1, 36.2: relatives of the person and of the spouse; relatives abroad (29 of 2C-98)."""

    class Side(models.TextChoices):
        """Whose relative."""

        OWN = "own", _("Bản thân")
        SPOUSE = "spouse", _("Bên vợ hoặc chồng")

    section: ClassVar = Section(
        "family", _("Quan hệ gia đình"), "family", 10, ("side", "relation", "born"),
        right=Permission.VIEW_FAMILY, timed=False,
        tt06="36.1, 36.2", c2c98="29, 30",
    )  # fmt: skip

    side = models.CharField(_("bên"), max_length=6, choices=Side.choices, default=Side.OWN)
    relation = EncryptedTextField(_("mối quan hệ"), max_length=60)
    full_name = EncryptedTextField(_("họ và tên"), blank=True, default="")
    born = EncryptedPartialDateField(_("năm sinh"), null=True, blank=True)
    description = EncryptedTextField(_("quê quán, nghề nghiệp, chức danh, nơi ở"), blank=True, default="")
    lives_abroad = models.BooleanField(_("đang ở nước ngoài"), default=False)


class HealthRecord(SealedRecord):
    """Item 31: health; encrypted."""

    section: ClassVar = Section(
        "health", _("Sức khoẻ"), "family", 20, ("examined_on",),
        right=Permission.VIEW_HEALTH, timed=False, tt06="31", c2c98="24",
    )  # fmt: skip

    examined_on = EncryptedPartialDateField(_("ngày khám"), null=True, blank=True)
    status = EncryptedTextField(_("tình trạng sức khoẻ"), blank=True, default="")
    height = EncryptedTextField(_("chiều cao (cm)"), blank=True, default="")
    weight = EncryptedTextField(_("cân nặng (kg)"), blank=True, default="")
    blood_group = EncryptedTextField(_("nhóm máu"), blank=True, default="")


class PersonalHistory(SealedRecord):
    """Items 34.1, 34.2 (28 of 2C-98): arrest and prison; work under the former regime. Encrypted."""

    class Kind(models.TextChoices):
        """Which part of the history."""

        IMPRISONED = "imprisoned", _("Bị bắt, bị tù")
        FORMER_REGIME = "former_regime", _("Làm việc cho chế độ cũ")

    section: ClassVar = Section(
        "history", _("Lịch sử bản thân"), "family", 30, ("kind",),
        right=Permission.VIEW_HISTORY, tt06="34.1, 34.2", c2c98="28",
    )  # fmt: skip

    kind = EncryptedTextField(_("loại"), max_length=14, choices=Kind.choices)
    content = EncryptedTextField(_("nội dung: chức danh, đơn vị, địa điểm, khai báo"), blank=True, default="")


class ForeignRelation(SealedRecord):
    """Item 34.3 (29 of 2C-98): relations with foreign organisations. Encrypted."""

    section: ClassVar = Section(
        "foreign", _("Quan hệ với nước ngoài"), "family", 40, ("country",),
        right=Permission.VIEW_HISTORY, tt06="34.3", c2c98="29",
    )  # fmt: skip

    country = EncryptedTextField(_("nước"), max_length=100, blank=True, default="")
    content = EncryptedTextField(_("tên tổ chức, trụ sở, công việc"), blank=True, default="")


class EconomicCondition(SealedRecord):
    """Item 37.3 (31 of 2C-98): income, housing, land. Encrypted."""

    section: ClassVar = Section(
        "economy", _("Hoàn cảnh kinh tế"), "family", 50, ("declared_on",), single=True,
        right=Permission.VIEW_FAMILY, timed=False,
        tt06="37.3", c2c98="31",
    )  # fmt: skip

    declared_on = EncryptedPartialDateField(_("ngày kê khai"), null=True, blank=True)
    salary_income = EncryptedTextField(_("thu nhập từ lương (đồng/năm)"), blank=True, default="")
    other_income = EncryptedTextField(_("thu nhập từ nguồn khác (đồng/năm)"), blank=True, default="")
    house_granted = EncryptedTextField(_("nhà ở được cấp, được thuê: loại nhà"), blank=True, default="")
    house_granted_area = EncryptedTextField(_("nhà được cấp, thuê: diện tích (m²)"), blank=True, default="")
    house_owned = EncryptedTextField(_("nhà ở tự mua, tự xây: loại nhà"), blank=True, default="")
    house_owned_area = EncryptedTextField(_("nhà tự mua, xây: diện tích (m²)"), blank=True, default="")
    house_certificate = EncryptedTextField(_("nhà ở: giấy chứng nhận quyền sở hữu"), blank=True, default="")
    land_granted = EncryptedTextField(_("đất ở được cấp (m²)"), blank=True, default="")
    land_owned = EncryptedTextField(_("đất ở tự mua (m²)"), blank=True, default="")
    land_certificate = EncryptedTextField(_("đất ở: giấy chứng nhận quyền sử dụng"), blank=True, default="")
    production_land = EncryptedTextField(_("đất sản xuất, kinh doanh"), blank=True, default="")


class Attachment(models.Model):
    """A paper attached to a file: encrypted on disk, outside the web root; read by the right of its section."""

    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="attachments")
    section_key = models.CharField(_("phần hồ sơ"), max_length=30, blank=True, default="")
    record_key = models.BigIntegerField(_("bản ghi"), null=True, blank=True)
    title = EncryptedTextField(_("tên giấy tờ"), max_length=200)
    file_name = EncryptedTextField(_("tên tệp"), max_length=150)
    media_type = models.CharField(_("loại tệp"), max_length=100)
    size = models.PositiveBigIntegerField(_("kích thước (byte)"))
    sha256 = models.CharField(_("mã băm"), max_length=64)
    secrecy = SecrecyField()
    is_photo = models.BooleanField(_("là ảnh 4×6 của hồ sơ"), default=False)
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    uploaded_by_name = models.CharField(_("người tải lên"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by_name = models.CharField(_("người rút"), max_length=200, blank=True, default="")
    withdrawn_reason = EncryptedTextField(_("lý do rút"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = _("giấy tờ")

    def __str__(self) -> str:
        return str(self.title)
