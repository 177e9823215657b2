"""Meetings, secret ballots, tallies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """Meetings, secret ballots, tallies."""

    name = "canbo.procedures"
    verbose_name = "Quy trình"

    def ready(self) -> None:
        """Take a place in the navigation, and on the first page where a vote waits."""
        from canbo.common.navigation import NavItem, register
        from canbo.common.panels import Panel, register_panel
        from canbo.core.access import AccessContext, Permission
        from canbo.procedures.panels import votes_waiting_panel

        def takes_part(access: AccessContext) -> bool:
            return access.person_id is not None or access.can(Permission.RUN_PROCEDURES)

        register(NavItem("meetings", _("Hội nghị, bỏ phiếu"), "meetings", "checks", 44, shown_to=takes_part))
        register_panel("home", Panel("votes-waiting", _("Đang bỏ phiếu"), 4, votes_waiting_panel))
