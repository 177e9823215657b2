"""Meetings: who was convened and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """A meeting of people convened on a day, with a chair, a teller and a secretary."""

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("đang chuẩn bị")
        OPEN = "open", _("đang họp")
        CLOSED = "closed", _("đã bế mạc")

    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("tên hội nghị"), max_length=300)
    held_on = models.DateField(_("ngày họp"))
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    chair = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("chủ trì"))
    teller = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("người kiểm phiếu")
    )
    created_by_name = models.CharField(_("người lập"), max_length=200)

    class Meta:
        verbose_name = _("hội nghị")
        verbose_name_plural = _("hội nghị")
        constraints = [models.CheckConstraint(condition=~Q(chair=F("teller")), name="chair_is_not_teller")]
        indexes = [models.Index(fields=["unit", "-held_on"], name="meeting_unit_day")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody convened to a meeting: why, and whether they came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("thành phần"), max_length=200, blank=True)
    is_present = models.BooleanField(_("có mặt"), default=False)

    class Meta:
        verbose_name = _("người được triệu tập")
        verbose_name_plural = _("người được triệu tập")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="convened_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_id}"
