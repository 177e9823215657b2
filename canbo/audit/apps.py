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
        """Put the log into the navigation; tell each person who read their file."""
        from canbo.audit.panels import own_panel
        from canbo.common.panels import Panel, register_panel

        register_panel(
            "my-data",
            Panel("own-readings", _("Ai đã mở hồ sơ của tôi"), 10, own_panel, Permission.VIEW_OWN_FILE),
        )
        register(NavItem("audit", _("Nhật ký"), "audit-log", "history", 95, Permission.VIEW_AUDIT))
