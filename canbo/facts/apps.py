"""The columnar picture of all files, the list of people, the data-quality board."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.common.panels import Panel, register_panel
from canbo.core.access import Permission


class FactsConfig(AppConfig):
    """The columnar picture of all files, the list of people, the data-quality board."""

    name = "canbo.facts"
    verbose_name = _("Số liệu hồ sơ")

    def ready(self) -> None:
        """Put the list of people and the boards into the navigation, and make the kinds of work known."""
        import_module("canbo.facts.services")
        register(NavItem("people", _("Hồ sơ cán bộ"), "people-list", "users", 20, Permission.VIEW_FILES))
        register(
            NavItem(
                "data-quality", _("Chất lượng dữ liệu"), "data-quality", "clipboard-check", 22, Permission.VIEW_FILES
            )
        )
        register(NavItem("due", _("Đến hạn"), "due-lists", "calendar-event", 24, Permission.VIEW_FILES))
        register(NavItem("candidates", _("Tìm người"), "candidates", "target", 30, Permission.VIEW_FILES))
        register(NavItem("standards-map", _("Bản đồ tiêu chuẩn"), "standards-map", "table", 32, Permission.VIEW_FILES))
        register(
            NavItem(
                "packs-compared", _("So sánh quy định"), "packs-compared", "arrows-exchange", 36, Permission.VIEW_FILES
            )
        )
        from canbo.facts.panels import waiting
        from canbo.facts.standards.card import standards_card

        register_panel("file", Panel("standards", _("Tiêu chuẩn chức danh"), 20, standards_card))
        register_panel("home", Panel("waiting", _("Việc cần làm với hồ sơ"), 20, waiting, Permission.VIEW_FILES))
