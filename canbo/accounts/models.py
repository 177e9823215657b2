"""The user account; what it may do is granted in `access`."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Someone who signs in. `must_change_password` is set with a first password that somebody else has seen."""

    full_name = models.CharField(_("họ và tên"), max_length=200, blank=True, default="")
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")

    def __str__(self) -> str:
        return self.full_name or self.username
