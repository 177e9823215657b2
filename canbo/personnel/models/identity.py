"""Who the person is: identity, papers, contact, regime, entry into service, Party, organisations, army, policy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import BlindIndexField, EncryptedPartialDateField, EncryptedTextField, PartialDateField
from canbo.core.access import Permission
from canbo.personnel.levels import Gender, Regime
from canbo.personnel.models.base import FileRecord, SealedRecord, Section


class Identity(FileRecord):
    """Items 1–7, 11, 12 of the form: names, birth, origin."""

    section: ClassVar = Section(
        "identity", _("Bản thân"), "general", 10, ("full_name", "born"), single=True, timed=False,
        tt06="1-7, 11, 12", c2c98="1, 2, 4, 5, 6, 8-11",
    )  # fmt: skip

    number = models.CharField(_("số hiệu cán bộ, công chức, viên chức"), max_length=40, blank=True, default="")
    identifier_code = models.CharField(_("mã số định danh hồ sơ"), max_length=40, blank=True, default="")
    full_name = models.CharField(_("họ và tên khai sinh"), max_length=150)
    other_names = models.CharField(_("các tên gọi khác"), max_length=200, blank=True, default="")
    sort_as = models.CharField(_("sắp xếp theo"), max_length=150, blank=True, default="")
    gender = models.CharField(_("giới tính"), max_length=6, choices=Gender.choices, blank=True, default="")
    born = PartialDateField(_("sinh ngày"), null=True, blank=True)
    birth_place = models.CharField(_("nơi sinh"), max_length=250, blank=True, default="")
    home_place = models.CharField(_("quê quán (theo hồ sơ gốc)"), max_length=250, blank=True, default="")
    home_place_now = models.CharField(
        _("quê quán (theo đơn vị hành chính hiện nay)"), max_length=250, blank=True, default=""
    )
    ethnicity = models.CharField(_("dân tộc"), max_length=40, blank=True, default="")
    religion = models.CharField(_("tôn giáo"), max_length=60, blank=True, default="")
    family_origin = models.CharField(_("thành phần gia đình xuất thân"), max_length=100, blank=True, default="")
    prior_occupation = models.CharField(
        _("nghề nghiệp trước khi được tuyển dụng"), max_length=150, blank=True, default=""
    )


class IdentityPapers(SealedRecord):
    """Items 8, 9: citizen number, insurance numbers; encrypted, the citizen number found exactly by a keyed index."""

    section: ClassVar = Section(
        "identity_papers", _("Giấy tờ định danh"), "general", 20, ("citizen_id_issued",), single=True,
        right=Permission.VIEW_IDENTITY,
        timed=False, tt06="8, 9", c2c98="25",
    )  # fmt: skip

    citizen_id = EncryptedTextField(_("số định danh cá nhân/CCCD"), blank=True, default="")
    citizen_index = BlindIndexField(of="citizen_id")
    citizen_id_issued = EncryptedPartialDateField(_("ngày cấp"), null=True, blank=True)
    former_id = EncryptedTextField(_("số chứng minh nhân dân cũ"), blank=True, default="")
    social_insurance_no = EncryptedTextField(_("số BHXH"), blank=True, default="")
    health_insurance_no = EncryptedTextField(_("số thẻ BHYT"), blank=True, default="")


class Contact(FileRecord):
    """Items 8, 10: residence and telephone."""

    section: ClassVar = Section(
        "contact", _("Nơi ở, liên hệ"), "general", 30, ("residence", "phone"), single=True, tt06="8, 10", c2c98="7",
    )  # fmt: skip

    residence = models.CharField(_("nơi ở hiện nay"), max_length=250, blank=True, default="")
    registered_residence = models.CharField(_("hộ khẩu thường trú"), max_length=250, blank=True, default="")
    phone = models.CharField(_("số điện thoại"), max_length=40, blank=True, default="")
    email = models.EmailField(_("thư điện tử"), blank=True, default="")


class RegimeRecord(FileRecord):
    """Cadre, civil servant, public employee: several may hold at once."""

    section: ClassVar = Section("regime", _("Đối tượng quản lý"), "general", 40, ("regime", "managed_as"))

    regime = models.CharField(_("đối tượng"), max_length=20, choices=Regime.choices)
    managed_as = models.CharField(_("diện quản lý"), max_length=150, blank=True, default="")
    managing_agency = models.CharField(_("cơ quan quản lý"), max_length=200, blank=True, default="")


class Recruitment(FileRecord):
    """Items 13, 14: entry into service and into the present agency; and joining the revolution (2C-98)."""

    section: ClassVar = Section(
        "recruitment", _("Tuyển dụng"), "general", 50, ("recruited_on", "recruited_by"), single=True, timed=False,
        tt06="13, 14", c2c98="12, 13",
    )  # fmt: skip

    recruited_on = PartialDateField(_("ngày được tuyển dụng lần đầu"), null=True, blank=True)
    recruited_by = models.CharField(_("cơ quan tuyển dụng"), max_length=250, blank=True, default="")
    recruitment_mode = models.CharField(_("hình thức tuyển dụng"), max_length=100, blank=True, default="")
    agency_joined_on = PartialDateField(_("ngày vào cơ quan hiện đang công tác"), null=True, blank=True)
    revolution_joined_on = PartialDateField(_("ngày tham gia cách mạng"), null=True, blank=True)


class PartyMembership(FileRecord):
    """Item 15: probationary and official dates, card, leaving; and whether the person is no member at all."""

    section: ClassVar = Section(
        "party", _("Đảng tịch"), "party", 10, ("is_member", "probationary_on", "official_on"), single=True, timed=False,
        tt06="15", c2c98="14",
    )  # fmt: skip

    is_member = models.BooleanField(_("là đảng viên"), default=True)
    probationary_on = PartialDateField(_("ngày vào Đảng"), null=True, blank=True)
    official_on = PartialDateField(_("ngày chính thức"), null=True, blank=True)
    admitted_at = models.CharField(_("nơi kết nạp"), max_length=250, blank=True, default="")
    card_number = EncryptedTextField(_("số thẻ đảng viên"), blank=True, default="")
    left_on = PartialDateField(_("ngày ra khỏi Đảng"), null=True, blank=True)
    left_reason = models.CharField(_("lý do ra khỏi Đảng"), max_length=200, blank=True, default="")


class OrganizationMembership(FileRecord):
    """Item 16 (15 of 2C-98): joining socio-political organisations (Youth Union, trade union, associations)."""

    section: ClassVar = Section(
        "organization", _("Tổ chức chính trị - xã hội"), "party", 20, ("organization", "joined_on", "role"),
        timed=False, tt06="16", c2c98="15",
    )  # fmt: skip

    organization = models.CharField(_("tổ chức"), max_length=150)
    joined_on = PartialDateField(_("ngày tham gia"), null=True, blank=True)
    role = models.CharField(_("chức vụ, công việc"), max_length=150, blank=True, default="")


class MilitaryService(FileRecord):
    """Item 17: enlistment, discharge, highest rank."""

    section: ClassVar = Section(
        "military", _("Lực lượng vũ trang"), "party", 30, ("enlisted_on", "discharged_on", "highest_rank"),
        timed=False, tt06="17", c2c98="16",
    )  # fmt: skip

    enlisted_on = PartialDateField(_("ngày nhập ngũ"), null=True, blank=True)
    discharged_on = PartialDateField(_("ngày xuất ngũ"), null=True, blank=True)
    highest_rank = models.CharField(_("quân hàm, chức vụ cao nhất"), max_length=150, blank=True, default="")
    highest_rank_on = PartialDateField(_("năm được phong"), null=True, blank=True)


class PolicyStatus(FileRecord):
    """Item 18: policy beneficiary; invalids and martyrs' families (25 of 2C-98)."""

    class Group(models.TextChoices):
        """Which blank of the 1998 form it fills."""

        INVALID = "invalid", _("Thương binh, bệnh binh")
        MARTYR_FAMILY = "martyr_family", _("Gia đình liệt sĩ")
        OTHER = "other", _("Khác")

    section: ClassVar = Section(
        "policy", _("Đối tượng chính sách"), "party", 40, ("status", "grade"), tt06="18", c2c98="25",
    )  # fmt: skip

    group = models.CharField(_("nhóm đối tượng"), max_length=14, choices=Group.choices, default=Group.OTHER)
    status = models.CharField(_("đối tượng chính sách"), max_length=150)
    grade = models.CharField(_("hạng, tỷ lệ"), max_length=60, blank=True, default="")
