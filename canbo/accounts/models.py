"""The user account, the browsers in which it is signed in, what counts attempts, mails of reminder, a link.

Its rights stand in `access`.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Someone who signs in. `must_change_password` is set with a first password that somebody else has seen."""

    class Reminders(models.TextChoices):
        """How often what waits is told by mail."""

        DAILY = "daily", _("mỗi ngày một thư, khi có việc")
        WEEKLY = "weekly", _("mỗi tuần một thư, khi có việc")
        OFF = "off", _("không gửi thư")

    full_name = models.CharField(_("họ và tên"), max_length=200, blank=True, default="")
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    reminders = models.CharField(_("thư nhắc việc"), max_length=6, choices=Reminders, default=Reminders.DAILY)

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")

    def __str__(self) -> str:
        return self.full_name or self.username


class SignedIn(models.Model):
    """One browser in which an account was signed in, until it was signed out or somebody ended it."""

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", _("người dùng đăng xuất")
        ENDED = "ended", _("người dùng chấm dứt từ nơi khác")
        PASSWORD = "password", _("đổi mật khẩu")
        CLOSED = "closed", _("người quản trị chấm dứt")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_in")
    session_key = models.CharField(max_length=40, unique=True, null=True)
    method = models.CharField(max_length=60, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, choices=End, blank=True, default="")

    class Meta:
        verbose_name = _("phiên đăng nhập")
        verbose_name_plural = _("phiên đăng nhập")

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"


class AttemptCount(models.Model):
    """How often something that could be guessed was tried lately: for one account, or from one address."""

    key = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("số lần thử")
        verbose_name_plural = _("số lần thử")

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Reminder(models.Model):
    """The mail of reminder of one day to one account: claimed before it is sent, lest a second run send it again."""

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", _("đang gửi, chưa rõ kết quả")
        SENT = "sent", _("đã gửi")
        FAILED = "failed", _("không gửi được")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders_sent")
    day = models.DateField(_("ngày"))
    state = models.CharField(_("kết quả"), max_length=7, choices=State, default=State.SENDING)
    error = models.CharField(_("lỗi"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("thư nhắc việc")
        verbose_name_plural = _("thư nhắc việc")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class CalendarLink(models.Model):
    """The secret address under which a calendar program fetches an account's days; only its digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_link")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("liên kết lịch")
        verbose_name_plural = _("liên kết lịch")

    def __str__(self) -> str:
        return f"{self.user_id}"
