"""Posts, bodies, ranks and pay."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField
from canbo.personnel.levels import HoldingKind, PostLine
from canbo.personnel.models.base import FileRecord, Section


class PostHolding(FileRecord):
    """Items 23, 25–28, 33: a dated holding of a post; work outside the system is told by `unit_text` alone."""

    section: ClassVar = Section(
        "post", _("Quá trình công tác, chức vụ"), "career", 10, ("title_text", "unit_text", "kind"),
        tt06="23, 25-27, 33", c2c98="3, 18, 27",
    )  # fmt: skip

    unit = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="post_holdings",
        verbose_name=_("đơn vị trong hệ thống"),
    )  # fmt: skip
    position = models.ForeignKey(
        "organizations.Position", on_delete=models.PROTECT, null=True, blank=True, related_name="holdings",
        verbose_name=_("vị trí"),
    )  # fmt: skip
    title = models.ForeignKey(
        "organizations.Title", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("chức danh"),
    )  # fmt: skip
    title_text = models.CharField(_("chức vụ, công việc (theo hồ sơ)"), max_length=250, blank=True, default="")
    unit_text = models.CharField(_("đơn vị công tác (theo hồ sơ)"), max_length=250, blank=True, default="")
    kind = models.CharField(_("cách giữ"), max_length=12, choices=HoldingKind.choices, default=HoldingKind.PRINCIPAL)
    line = models.CharField(_("hệ thống"), max_length=6, choices=PostLine.choices, default=PostLine.STATE)
    reappointed_on = PartialDateField(_("bổ nhiệm lại/phê chuẩn nhiệm kỳ tiếp theo"), null=True, blank=True)
    term_ends_on = PartialDateField(_("hết thời hạn giữ chức vụ"), null=True, blank=True)
    main_duty = models.CharField(_("công việc chính được giao"), max_length=250, blank=True, default="")
    end_reason = models.CharField(_("lý do thôi giữ"), max_length=150, blank=True, default="")


class BodyMembership(FileRecord):
    """Membership of a collegial body in a term, with the role in it."""

    section: ClassVar = Section("membership", _("Tham gia cấp uỷ, tổ chức"), "career", 20, ("term", "role"), c2c98="3")

    term = models.ForeignKey(
        "organizations.BodyTerm",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("tổ chức, nhiệm kỳ"),
    )
    role = models.CharField(_("vai trò"), max_length=80, blank=True, default="")
    is_concurrent = models.BooleanField(_("cấp uỷ kiêm"), default=False)
    end_reason = models.CharField(_("lý do thôi tham gia"), max_length=150, blank=True, default="")


class SalaryStep(FileRecord):
    """Items 30.1, 37.1: rank, step, coefficient and their dates; pay by job position (30.3)."""

    section: ClassVar = Section(
        "salary", _("Ngạch, bậc lương"), "salary", 10, ("rank_name", "rank_code", "step", "coefficient"),
        tt06="30.1, 30.3, 37.1", c2c98="19, 31",
    )  # fmt: skip

    rank_code = models.CharField(_("mã ngạch"), max_length=20, blank=True, default="")
    rank_name = models.CharField(_("ngạch, chức danh nghề nghiệp"), max_length=120, blank=True, default="")
    rank_appointed_on = PartialDateField(_("ngày bổ nhiệm ngạch"), null=True, blank=True)
    step = models.PositiveSmallIntegerField(_("bậc"), null=True, blank=True)
    coefficient = models.DecimalField(_("hệ số"), max_digits=6, decimal_places=3, null=True, blank=True)
    percent = models.DecimalField(_("phần trăm hưởng"), max_digits=5, decimal_places=2, null=True, blank=True)
    over_frame_percent = models.DecimalField(
        _("phụ cấp thâm niên vượt khung (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    over_frame_from = PartialDateField(_("ngày hưởng phụ cấp vượt khung"), null=True, blank=True)
    job_position = models.CharField(_("vị trí việc làm"), max_length=150, blank=True, default="")
    job_position_code = models.CharField(_("mã vị trí việc làm"), max_length=40, blank=True, default="")
    pay_amount = models.DecimalField(
        _("lương theo mức tiền (đồng)"), max_digits=14, decimal_places=0, null=True, blank=True
    )


class Allowance(FileRecord):
    """Items 30.2, 37.2: allowances."""

    class Group(models.TextChoices):
        """Which blank of item 30.2 it fills."""

        POST = "post", _("Phụ cấp chức vụ")
        CONCURRENT = "concurrent", _("Phụ cấp kiêm nhiệm")
        OTHER = "other", _("Phụ cấp khác")

    section: ClassVar = Section(
        "allowance", _("Phụ cấp"), "salary", 20, ("kind", "coefficient", "percent"), tt06="30.2, 37.2", c2c98="3",
    )  # fmt: skip

    group = models.CharField(_("nhóm phụ cấp"), max_length=10, choices=Group.choices, default=Group.OTHER)
    kind = models.CharField(_("loại phụ cấp"), max_length=120)
    percent = models.DecimalField(_("phần trăm hưởng"), max_digits=5, decimal_places=2, null=True, blank=True)
    coefficient = models.DecimalField(_("hệ số"), max_digits=6, decimal_places=3, null=True, blank=True)
    form = models.CharField(_("hình thức hưởng"), max_length=100, blank=True, default="")
    amount = models.DecimalField(_("giá trị (đồng)"), max_digits=14, decimal_places=0, null=True, blank=True)


class Strength(FileRecord):
    """Item 29: what the person does best, and did longest."""

    section: ClassVar = Section(
        "strength", _("Sở trường"), "career", 40, ("strength", "longest_work"), single=True, timed=False,
        tt06="29", c2c98="21",
    )  # fmt: skip

    strength = models.CharField(_("sở trường công tác"), max_length=250, blank=True, default="")
    longest_work = models.CharField(_("công việc làm lâu nhất"), max_length=250, blank=True, default="")
