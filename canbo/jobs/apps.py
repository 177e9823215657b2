"""Long work and its progress."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register


class JobsConfig(AppConfig):
    """Long work and its progress."""

    name = "canbo.jobs"
    verbose_name = "Việc chạy nền"

    def ready(self) -> None:
        """Put the viewer's jobs into the menu under their name."""
        register(NavItem("jobs", _("Việc chạy nền"), "jobs", "hourglass", 10, place="user"))
