"""Word and Excel, and the one door for what leaves."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.inbox import register_inbox
from canbo.common.navigation import NavItem, register
from canbo.core.access import AccessContext, Permission


class DocumentsConfig(AppConfig):
    """Word and Excel, and the one door for what leaves."""

    name = "canbo.documents"
    verbose_name = "Xuất dữ liệu"

    def ready(self) -> None:
        """Put what left and what waits into the navigation."""
        from canbo.documents.permissions import may_see_templates
        from canbo.documents.services import making  # noqa: F401  # its kind of long work
        from canbo.documents.waiting import exports_waiting

        register_inbox("exports", _("Tệp chờ duyệt, chờ tải"), exports_waiting)
        register(NavItem("papers", _("Mẫu văn bản"), "paper-templates", "files", 79, shown_to=may_see_templates))
        register(NavItem("exports", _("Xuất dữ liệu"), "exports", "file-export", 80, shown_to=_concerns))


def _concerns(access: AccessContext) -> bool:
    return any(access.can(right) for right in (Permission.EXPORT, Permission.APPROVE_EXPORTS, Permission.VIEW_AUDIT))
