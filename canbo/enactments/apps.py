"""What decisions do to the files: subjects, effects on their day, revoking by superseding."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnactmentsConfig(AppConfig):
    """What decisions do to the files: subjects, effects on their day, revoking by superseding."""

    name = "canbo.enactments"
    verbose_name = "Quyết định và hiệu lực"

    def ready(self) -> None:
        """Take a place in the navigation, on the page of a file and in the inbox; erase with the files."""
        from canbo.common.inbox import register_inbox
        from canbo.common.navigation import NavItem, register
        from canbo.common.panels import Panel, register_panel
        from canbo.core.access import Permission
        from canbo.documents.papers import register_source
        from canbo.enactments.panels import file_decisions_panel
        from canbo.enactments.papers import PAPER
        from canbo.enactments.services.erasing import erase_subjects
        from canbo.enactments.waiting import decisions_failed, decisions_to_sign
        from canbo.personnel.services.erasing import register_eraser

        register(NavItem("decisions", _("Quyết định"), "decisions", "file-text", 46, Permission.VIEW_FILES))
        register_panel("file", Panel("decisions", _("Quyết định về cán bộ"), 15, file_decisions_panel))
        register_inbox("decisions-sign", _("Quyết định chờ ghi nhận việc ký"), decisions_to_sign)
        register_inbox("decisions-failed", _("Quyết định chưa ghi được vào hồ sơ"), decisions_failed)
        register_source(PAPER)
        register_eraser("decisions", erase_subjects)
