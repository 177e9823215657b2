"""Grants of roles; which user is which person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.organizations.models import Tier


class RoleGrant(models.Model):
    """A role granted to a user for a unit's subtree and a period, by whom and why. No unit: the whole system.

    A tier narrows the files reached to those managed at that tier. A delegation passes on a part of `source`, a
    grant of the one who delegates: `permissions` names the part, and it holds only while its source does.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("vai trò"), max_length=40)
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tier = models.CharField(_("cấp quản lý"), max_length=20, choices=Tier.choices, blank=True, default="")
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    permissions = models.JSONField(_("phần quyền được uỷ quyền"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_before = models.DateField(_("đến trước ngày"), null=True, blank=True)
    granted_by_name = models.CharField(_("người giao"), max_length=200)
    reason = models.CharField(_("lý do"), max_length=300, blank=True, default="")
    granted_at = models.DateTimeField(_("giao lúc"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("giao quyền")
        verbose_name_plural = _("giao quyền")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_before__isnull=True) | Q(valid_before__gt=F("valid_from")),
                name="grant_in_order",
                violation_error_message=_("Ngày hết hạn phải sau ngày giao quyền."),
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True) | Q(valid_before__isnull=False, permissions__isnull=False),
                name="delegation_ends",
                violation_error_message=_("Uỷ quyền phải có ngày hết hạn và phần quyền được uỷ quyền."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class FileOwner(models.Model):
    """Which user is the person of which file (own file). The person is kept by key: files live on a floor above."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="file_owner")
    person_key = models.BigIntegerField(_("mã hồ sơ"), unique=True)

    class Meta:
        verbose_name = _("chủ hồ sơ")
        verbose_name_plural = _("chủ hồ sơ")

    def __str__(self) -> str:
        return f"{self.user_id} = {self.person_key}"
