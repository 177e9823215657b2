"""The first page, the shell, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.common.panels import Panel, register_panel
from canbo.core.access import Permission


class WebConfig(AppConfig):
    """The first page, the shell, search."""

    name = "canbo.web"
    verbose_name = "Trang chung"

    def ready(self) -> None:
        """Put the first page and the viewer's own file into the navigation, the file's number on an account's page."""
        from canbo.web.panels import account_file

        register(NavItem("home", _("Trang đầu"), "home", "home", 0))
        register(
            NavItem("own-file", _("Hồ sơ của tôi"), "own-file", "id-badge-2", 10, Permission.VIEW_OWN_FILE,
                    shown_to=lambda access: access.person_id is not None)
        )  # fmt: skip
        register_panel(
            "account", Panel("own-file", _("Hồ sơ của người dùng"), 10, account_file, Permission.MANAGE_ACCESS)
        )
