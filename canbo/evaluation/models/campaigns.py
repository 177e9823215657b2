"""A campaign of evaluation, how far each unit has come, and the workbooks that went out and came back."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField


class Purpose(models.TextChoices):
    """What people are rated for: the period's own campaign, or a matter outside it."""

    PERIOD = "period", _("theo kỳ")
    PLANNING = "planning", _("trước khi quy hoạch")
    APPOINTMENT = "appointment", _("trước khi bổ nhiệm")
    NOMINATION = "nomination", _("trước khi giới thiệu ứng cử")
    ROTATION = "rotation", _("trước khi luân chuyển, điều động")
    REWARD = "reward", _("trước khi khen thưởng")
    DISCIPLINE = "discipline", _("trước khi xem xét kỷ luật")


class PeriodKind(models.TextChoices):
    """How long the period is."""

    YEAR = "year", _("năm")
    QUARTER = "quarter", _("quý")
    MONTH = "month", _("tháng")


class Campaign(models.Model):
    """The evaluation of the people and collectives of a subtree over a period, under the law of a day.

    `law_day` pins the law: schemes, values and ways are those of that day. `deadlines`: {stage: ISO day}. `ways`:
    {scheme id: [{"step", "asked": bool, "note"}]}, the way of a rating as the pack says and the office settled it.
    `choices`: what the office settled beside it ({"residence": bool, "outside_scheme": …}).
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("đang chuẩn bị")
        OPENING = "opening", _("đang phát phiếu")
        OPEN = "open", _("đang đánh giá")
        CLOSED = "closed", _("đã kết thúc")
        CANCELLED = "cancelled", _("đã huỷ")

    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(_("tên đợt"), max_length=300)
    purpose = models.CharField(_("mục đích"), max_length=12, choices=Purpose.choices, default=Purpose.PERIOD)
    kind = models.CharField(_("kỳ"), max_length=7, choices=PeriodKind.choices, default=PeriodKind.YEAR)
    year = models.PositiveSmallIntegerField(_("năm"))
    quarter = models.PositiveSmallIntegerField(_("quý"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("tháng"), null=True, blank=True)
    law_day = models.DateField(_("theo quy định ngày"))
    deadlines = models.JSONField(_("thời hạn"), default=dict, blank=True)
    ways = models.JSONField(_("trình tự"), default=dict, blank=True)
    choices = models.JSONField(_("lựa chọn của cơ quan"), default=dict, blank=True)
    ground = models.CharField(_("căn cứ mở đợt"), max_length=500, blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    opened_on = models.DateField(_("ngày mở"), null=True, blank=True)
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    created_by_name = models.CharField(_("người lập"), max_length=200)
    #: The job that fans the forms out, while it runs.
    job = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("đợt đánh giá")
        verbose_name_plural = _("đợt đánh giá")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="year", quarter__isnull=True, month__isnull=True)
                | Q(kind="quarter", quarter__range=(1, 4), month__isnull=True)
                | Q(kind="month", quarter__isnull=True, month__range=(1, 12)),
                name="campaign_period_as_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["-year", "unit"], name="campaign_year_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more is written down of it."""
        return self.state in {self.State.CLOSED, self.State.CANCELLED}

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, self.month or (3 * self.quarter - 2 if self.quarter else 1), 1)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        month = self.month or (3 * self.quarter if self.quarter else 12)
        return date(self.year, month, monthrange(self.year, month)[1])


class UnitProgress(models.Model):
    """How far the ratings of one unit have come in a campaign: counts, kept by `services.progress`."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="progress")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(_("tổng số"), default=0)
    not_started = models.PositiveIntegerField(_("chưa bắt đầu"), default=0)
    self_done = models.PositiveIntegerField(_("đã tự đánh giá"), default=0)
    opinions_missing = models.PositiveIntegerField(_("còn thiếu ý kiến"), default=0)
    voted = models.PositiveIntegerField(_("đã bỏ phiếu"), default=0)
    concluded = models.PositiveIntegerField(_("đã kết luận"), default=0)
    told = models.PositiveIntegerField(_("đã thông báo"), default=0)
    appealed = models.PositiveIntegerField(_("có kiến nghị"), default=0)
    decided = models.PositiveIntegerField(_("đã quyết định"), default=0)
    not_rated = models.PositiveIntegerField(_("không xếp loại"), default=0)
    reminded_on = models.DateField(_("ngày nhắc gần nhất"), null=True, blank=True)

    class Meta:
        verbose_name = _("tiến độ của đơn vị")
        verbose_name_plural = _("tiến độ của các đơn vị")
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="progress_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.unit_id}"


class Sheet(models.Model):
    """A workbook sent to a unit with its prefilled forms, and what came back.

    `whole`: with the units under it. `sha256` names the file that came back, sealed in the store, `file_name` as it was
    called. `refused`: the cells that were refused, [{"sheet", "cell", "code", "person", "column", "given", "reason"}];
    `taken`: how many cells were taken. `counts`: what the last look found ({"write", "conflict", "refused", …}).
    """

    class State(models.TextChoices):
        """Where it stands."""

        SENT = "sent", _("đã gửi")
        RETURNED = "returned", _("đã nhận lại")
        TAKEN = "taken", _("đã ghi vào")
        REFUSED = "refused", _("không nhận")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sheets")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("lần gửi"))
    #: Names the sheet inside the workbook; random, so that a workbook of another office is known as such.
    name = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.SENT)
    sent_on = models.DateField(_("ngày gửi"))
    sent_by_name = models.CharField(_("người gửi"), max_length=200)
    returned_on = models.DateField(_("ngày nhận lại"), null=True, blank=True)
    returned_by_name = models.CharField(_("người nhận"), max_length=200, blank=True, default="")
    sha256 = models.CharField(_("dấu của tệp nhận lại"), max_length=64, blank=True, default="")
    whole = models.BooleanField(_("cả các đơn vị trực thuộc"), default=False)
    file_name = models.CharField(_("tên tệp nhận lại"), max_length=200, blank=True, default="")
    counts = models.JSONField(_("kết quả xem tệp"), default=dict, blank=True)
    people = models.PositiveIntegerField(_("số người"), default=0)
    taken = models.PositiveIntegerField(_("số ô đã nhận"), default=0)
    refused = EncryptedJSONField(_("các ô không nhận"), null=True, blank=True)

    class Meta:
        verbose_name = _("tệp gửi đơn vị")
        verbose_name_plural = _("tệp gửi đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "number"], name="sheet_numbered"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("sent_on")), name="sheet_returned_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.unit_id} ({self.number})"

    @property
    def refused_count(self) -> int:
        """How many cells were refused, by the last look or the last commit."""
        return int(self.counts.get("refused", 0))
