"""Counts, charts, official tables and papers over the files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.common.panels import Panel, register_panel
from canbo.core.access import Permission


class ReportsConfig(AppConfig):
    """Counts, charts, official tables and papers over the files."""

    name = "canbo.reports"

    def ready(self) -> None:
        """Put the reports into the navigation, and the headline figures on the first page."""
        register(NavItem("reports", _("Báo cáo"), "reports", "report-analytics", 50, Permission.VIEW_REPORTS))
        from canbo.reports.panels import headline

        register_panel("home", Panel("figures", _("Đội ngũ"), 10, headline, Permission.VIEW_REPORTS))
