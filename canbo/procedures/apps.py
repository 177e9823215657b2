"""Meetings, secret ballots, tallies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """Meetings, secret ballots, tallies."""

    name = "canbo.procedures"
    verbose_name = "Quy trình"

    def ready(self) -> None:
        """Take a place in the navigation, and in the list of what waits."""
        from canbo.common.calendar import register_events
        from canbo.common.inbox import register_inbox
        from canbo.common.navigation import NavItem, register
        from canbo.core.access import AccessContext, Permission
        from canbo.enactments.events import on_decision
        from canbo.personnel.services.erasing import register_eraser
        from canbo.procedures import meeting_papers, run_made_papers, vote_papers
        from canbo.procedures.meetings_waiting import meeting_events, meetings_waiting
        from canbo.procedures.services.run_decisions import follow
        from canbo.procedures.services.run_erasing import erase_from_runs
        from canbo.procedures.waiting import ballots_waiting, boxes_waiting, steps_waiting

        def takes_part(access: AccessContext) -> bool:
            return access.person_id is not None or access.can(Permission.RUN_PROCEDURES)

        register(NavItem("runs", _("Việc theo quy trình"), "runs", "route", 43, shown_to=takes_part))
        register(NavItem("meetings", _("Hội nghị, bỏ phiếu"), "meetings", "checks", 44, shown_to=takes_part))
        on_decision(follow)
        register_eraser("runs", erase_from_runs)
        register_inbox("steps", _("Bước của quy trình"), steps_waiting)
        register_inbox("ballots", _("Bỏ phiếu"), ballots_waiting)
        register_inbox("boxes", _("Khoá và mở hòm phiếu"), boxes_waiting)
        register_inbox("meetings", _("Hội nghị, biên bản"), meetings_waiting)
        register_events("meetings", _("Hội nghị"), meeting_events)
        meeting_papers.register()
        run_made_papers.register()
        vote_papers.register()
