"""The first page, the shell, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register


class WebConfig(AppConfig):
    """The first page, the shell, search."""

    name = "canbo.web"
    verbose_name = "Trang chung"

    def ready(self) -> None:
        """Put the first page into the navigation."""
        register(NavItem("home", _("Trang đầu"), "home", "home", 0))
