"""What was done, by whom, to whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission


class AuditConfig(AppConfig):
    """What was done, by whom, to whom."""

    name = "canbo.audit"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        """Put the log into the navigation."""
        register(NavItem("audit", _("Nhật ký"), "audit-log", "history", 95, Permission.VIEW_AUDIT))
