"""App reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission


class ReportsConfig(AppConfig):
    """App reports."""

    name = "canbo.reports"

    def ready(self) -> None:
        """Put the reports into the navigation."""
        register(NavItem("reports", _("Báo cáo"), "reports", "report-analytics", 50, Permission.VIEW_REPORTS))
