"""How the person served: evaluations, plan entries, awards, discipline, time away, conclusions, remarks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedPartialDateField, EncryptedTextField, PartialDateField
from canbo.core.access import Permission
from canbo.personnel.levels import AbsenceKind, DisciplineForm, DisciplineTrack, Rating
from canbo.personnel.models.base import FileRecord, SealedRecord, Section


class Evaluation(FileRecord):
    """Item 35.1: the rating of a year (or a quarter), and the emulation title that goes with it."""

    section: ClassVar = Section(
        "evaluation", _("Đánh giá, xếp loại"), "conduct", 10, ("year", "rating", "emulation"), timed=False, tt06="35.1",
    )  # fmt: skip

    year = models.PositiveSmallIntegerField(_("năm"))
    quarter = models.PositiveSmallIntegerField(_("quý"), null=True, blank=True)
    track = models.CharField(
        _("đánh giá theo"), max_length=5, choices=DisciplineTrack.choices, default=DisciplineTrack.STATE
    )
    rating = models.CharField(_("xếp loại chuyên môn"), max_length=14, choices=Rating.choices, blank=True, default="")
    emulation = models.CharField(_("xếp loại thi đua"), max_length=120, blank=True, default="")
    score = models.DecimalField(_("điểm"), max_digits=5, decimal_places=2, null=True, blank=True)


class PlanEntry(SealedRecord):
    """Item 24: a planned title, from the approval until taken out."""

    section: ClassVar = Section(
        "plan", _("Quy hoạch"), "conduct", 20, ("title_text", "unit_text", "term"),
        right=Permission.VIEW_PLAN, tt06="24",
    )  # fmt: skip

    title = models.ForeignKey(
        "organizations.Title", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("chức danh quy hoạch"),
    )  # fmt: skip
    unit = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("đơn vị"),
    )  # fmt: skip
    title_text = models.CharField(_("chức danh quy hoạch (theo văn bản)"), max_length=200)
    unit_text = models.CharField(_("đơn vị (theo văn bản)"), max_length=200, blank=True, default="")
    term = models.CharField(_("giai đoạn, nhiệm kỳ"), max_length=60, blank=True, default="")
    removed_reason = EncryptedTextField(_("lý do đưa ra khỏi quy hoạch"), max_length=200, blank=True, default="")


class Award(FileRecord):
    """Items 22, 35.1: state honours and awards."""

    section: ClassVar = Section(
        "award", _("Khen thưởng, danh hiệu"), "conduct", 30, ("year", "form", "authority"), timed=False,
        tt06="22, 35.1", c2c98="20, 22",
    )  # fmt: skip

    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    form = models.CharField(_("hình thức, danh hiệu"), max_length=200)
    is_state_honour = models.BooleanField(_("danh hiệu nhà nước phong tặng"), default=False)
    authority = models.CharField(_("cấp quyết định"), max_length=200, blank=True, default="")


class Discipline(SealedRecord):
    """Item 35.2: a disciplinary measure; [from, before) is its period of effect."""

    section: ClassVar = Section(
        "discipline", _("Kỷ luật"), "conduct", 40, ("track", "form", "violation"), right=Permission.VIEW_DISCIPLINE,
        tt06="35.2", c2c98="23",
    )  # fmt: skip

    track = models.CharField(_("tổ chức kỷ luật"), max_length=5, choices=DisciplineTrack.choices)
    form = models.CharField(_("hình thức"), max_length=12, choices=DisciplineForm.choices)
    violation = EncryptedTextField(_("hành vi vi phạm chính"), max_length=300, blank=True, default="")
    authority = models.CharField(_("cơ quan quyết định"), max_length=200, blank=True, default="")


class Absence(SealedRecord):
    """Time away from work, or with another cell of the Party; what kind it is tells of health, so it is sealed too.

    [from, before) is the time away, without its end while it goes on.
    """

    section: ClassVar = Section(
        "absence", _("Nghỉ, đình chỉ, sinh hoạt đảng tạm thời"), "conduct", 45, ("kind", "place"),
        right=Permission.VIEW_ABSENCE,
    )  # fmt: skip

    kind = EncryptedTextField(_("loại"), max_length=14, choices=AbsenceKind.choices)
    place = EncryptedTextField(
        _("nơi đến (cơ sở đào tạo, chi bộ sinh hoạt tạm thời)"), max_length=250, blank=True, default=""
    )
    cause = EncryptedTextField(_("lý do nghỉ, đình chỉ"), max_length=300, blank=True, default="")


class Conclusion(SealedRecord):
    """Conclusions on the person: inspection, denunciation, vetting, confidence vote. Restricted."""

    class Kind(models.TextChoices):
        """What was concluded."""

        INSPECTION = "inspection", _("Kết luận kiểm tra, thanh tra")
        DENUNCIATION = "denunciation", _("Giải quyết tố cáo")
        VETTING = "vetting", _("Thẩm tra tiêu chuẩn chính trị")
        CONFIDENCE = "confidence", _("Lấy phiếu tín nhiệm")
        ASSETS = "assets", _("Kê khai, xác minh tài sản")

    section: ClassVar = Section(
        "conclusion", _("Kết luận về cán bộ"), "conduct", 50, ("kind", "authority", "concluded_on"),
        right=Permission.VIEW_OPINIONS,
        timed=False,
    )  # fmt: skip

    kind = EncryptedTextField(_("loại"), max_length=12, choices=Kind.choices)
    concluded_on = EncryptedPartialDateField(_("ngày kết luận"), null=True, blank=True)
    authority = EncryptedTextField(_("cơ quan kết luận"), max_length=200, blank=True, default="")
    content = EncryptedTextField(_("nội dung"), blank=True, default="")


class Remark(FileRecord):
    """Item 38: remarks of the agency that employs the person."""

    section: ClassVar = Section(
        "remark", _("Nhận xét của cơ quan sử dụng"), "conduct", 60, ("made_on", "made_by"), timed=False, tt06="38",
    )  # fmt: skip

    made_on = PartialDateField(_("ngày nhận xét"), null=True, blank=True)
    made_by = models.CharField(_("cơ quan nhận xét"), max_length=200, blank=True, default="")
    content = EncryptedTextField(_("nội dung nhận xét"), blank=True, default="")
