"""The first page, the shell, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.inbox import register_inbox
from canbo.common.navigation import NavItem, register
from canbo.common.panels import Panel, register_panel
from canbo.core.access import Permission


class WebConfig(AppConfig):
    """The first page, the shell, search."""

    name = "canbo.web"
    verbose_name = "Trang chung"

    def ready(self) -> None:
        """Put the first page, what waits and the viewer's own file into the navigation; parts into other pages."""
        from canbo.web.panels import account_file, failed_mails, inbox_panel, takes_part

        register(NavItem("home", _("Trang đầu"), "home", "home", 0))
        register(
            NavItem("inbox", _("Việc cần làm"), "inbox", "list-check", 2, count_url_name="inbox-count",
                    shown_to=takes_part)
        )  # fmt: skip
        register_panel("home", Panel("inbox", _("Việc cần làm"), 0, inbox_panel))
        register_inbox("mails", _("Thư nhắc việc không gửi được"), failed_mails)
        register(
            NavItem("own-file", _("Hồ sơ của tôi"), "own-file", "id-badge-2", 10, Permission.VIEW_OWN_FILE,
                    shown_to=lambda access: access.person_id is not None)
        )  # fmt: skip
        register_panel(
            "account", Panel("own-file", _("Hồ sơ của người dùng"), 10, account_file, Permission.MANAGE_ACCESS)
        )
