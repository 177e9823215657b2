"""App imports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """App imports."""

    name = "canbo.imports"

    def ready(self) -> None:
        """Take a place in the navigation and make the kinds of long work known."""
        import canbo.imports.services.jobs  # noqa: F401 - makes its kinds of work known
        from canbo.common.navigation import NavItem, register
        from canbo.common.panels import Panel, register_panel
        from canbo.core.access import Permission
        from canbo.enactments.reading import register_table_reader
        from canbo.imports.panels import unfinished
        from canbo.imports.services.erasing import erase_rows
        from canbo.imports.services.tables import first_table
        from canbo.personnel.services.erasing import register_eraser

        register(NavItem("imports", _("Nhập danh sách"), "imports", "file-import", 40, Permission.IMPORT))
        register_eraser("imports", erase_rows)
        register_table_reader(first_table)
        register_panel("home", Panel("imports", _("Lần nhập đang làm dở"), 30, unfinished, Permission.IMPORT))
