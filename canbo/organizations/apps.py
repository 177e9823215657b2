"""Units, positions and collegial bodies over time."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission


class OrganizationsConfig(AppConfig):
    """Units, positions and collegial bodies over time."""

    name = "canbo.organizations"
    verbose_name = "Tổ chức bộ máy"

    def ready(self) -> None:
        """Put the organisation into the navigation."""
        register(NavItem("units", _("Tổ chức bộ máy"), "units", "sitemap", 30, Permission.VIEW_UNITS))
