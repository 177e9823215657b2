"""Roles granted for a unit's subtree and a period."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Roles granted for a unit's subtree and a period."""

    name = "canbo.access"
    verbose_name = "Phân quyền"
