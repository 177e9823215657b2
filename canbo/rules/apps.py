"""The rules: packs of dated law, their engine, and the pages on which they are read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission


class RulesConfig(AppConfig):
    """The rules: packs of dated law, their engine, and the pages on which they are read."""

    name = "canbo.rules"
    verbose_name = _("Quy định")

    def ready(self) -> None:
        """Put the rules browser into the navigation; make known the long work and the kinds of acts."""
        import canbo.rules.permissions
        import canbo.rules.services.trying  # noqa: F401 - both make known what others look up
        from canbo.common.inbox import register_inbox
        from canbo.rules.waiting import changes_waiting

        register_inbox("rules", _("Đề nghị về quy định chờ ký"), changes_waiting)
        register(NavItem("rules", _("Quy định"), "rules", "gavel", 34, Permission.VIEW_UNITS))
