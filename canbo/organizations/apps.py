"""Units, positions and collegial bodies over time."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Units, positions and collegial bodies over time."""

    name = "canbo.organizations"
    verbose_name = "Tổ chức bộ máy"
