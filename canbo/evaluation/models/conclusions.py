"""How levels are concluded: the caps of groups, people moved with a reason, reservations and appeals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField
from canbo.evaluation.models.campaigns import Campaign
from canbo.evaluation.models.ratings import Level, Rating


class CapGroup(models.Model):
    """The cap on the top level in one group of like work of a unit (of the whole campaign where `unit` is its own).

    `scheme` is the family of schemes whose cap is one (`domain.cap_groups.family_of`): leaders and staff together.

    `higher` (percent) with its ground: the share that the authority set where results stand out. Once `closed_on` is
    set nobody of the group moves but by an appeal.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="cap_groups")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(_("bộ tiêu chí"), max_length=120)
    group = models.CharField(_("nhóm cùng tính chất công việc"), max_length=120, blank=True, default="")
    base = models.CharField(_("cách tính do địa phương quy định"), max_length=14, blank=True, default="")
    rounding = models.CharField(_("cách làm tròn do địa phương quy định"), max_length=8, blank=True, default="")
    local_ground = models.CharField(_("căn cứ của địa phương"), max_length=500, blank=True, default="")
    higher = models.DecimalField(_("tỷ lệ cao hơn (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    higher_ground = models.CharField(_("căn cứ tỷ lệ cao hơn"), max_length=500, blank=True, default="")
    closed_on = models.DateField(_("ngày chốt"), null=True, blank=True)
    closed_by_name = models.CharField(_("người chốt"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("nhóm tính tỷ lệ")
        verbose_name_plural = _("nhóm tính tỷ lệ")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "scheme", "group"], name="cap_group_once"),
            models.CheckConstraint(
                condition=Q(higher__isnull=True) | ~Q(higher_ground=""), name="higher_cap_with_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.unit_id} {self.group}"


class LevelMove(models.Model):
    """A level set or changed on the way: by whom, from what to what, why. Nothing here is ever changed."""

    class At(models.TextChoices):
        """Where on the way."""

        HEAD = "head", _("cấp trực tiếp")
        CALIBRATION = "calibration", _("rà soát chung")
        CONCLUSION = "conclusion", _("kết luận")
        APPEAL = "appeal", _("giải quyết kiến nghị")
        CORRECTION = "correction", _("điều chỉnh kết quả đã công bố")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="moves")
    at = models.CharField(_("ở bước"), max_length=11, choices=At.choices)
    before = models.CharField(_("từ mức"), max_length=13, choices=Level.choices, blank=True, default="")
    after = models.CharField(_("sang mức"), max_length=13, choices=Level.choices)
    reason = EncryptedTextField(_("lý do"))
    moved_on = models.DateField(_("ngày"))
    moved_by_name = models.CharField(_("người chuyển"), max_length=200)
    #: The move that this one takes back.
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by")

    class Meta:
        verbose_name = _("lần chuyển mức")
        verbose_name_plural = _("lần chuyển mức")

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.before} → {self.after}"


class Appeal(models.Model):
    """A reservation of opinion, or an appeal, by who was rated; and the answer."""

    class Kind(models.TextChoices):
        """Which."""

        RESERVATION = "reservation", _("bảo lưu ý kiến")
        APPEAL = "appeal", _("kiến nghị xem xét lại")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="appeals")
    kind = models.CharField(_("loại"), max_length=11, choices=Kind.choices)
    made_on = models.DateField(_("ngày gửi"))
    text = EncryptedTextField(_("nội dung"))
    asked_level = models.CharField(_("mức đề nghị"), max_length=13, choices=Level.choices, blank=True, default="")
    #: Handed in on paper, and who entered it then.
    on_paper = models.BooleanField(_("nhận bằng văn bản giấy"), default=False)
    entered_by_name = models.CharField(_("người nhập"), max_length=200, blank=True, default="")
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answer = EncryptedTextField(_("trả lời"), blank=True, default="")
    new_level = models.CharField(_("mức sau khi xem xét"), max_length=13, choices=Level.choices, blank=True, default="")
    answered_by_name = models.CharField(_("người trả lời"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("kiến nghị, bảo lưu")
        verbose_name_plural = _("kiến nghị, bảo lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["rating"], condition=Q(kind="appeal", answered_on__isnull=True), name="one_open_appeal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.kind}"
