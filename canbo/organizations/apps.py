"""Units, positions and collegial bodies over time."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission
from canbo.rules.places import register_tree


class OrganizationsConfig(AppConfig):
    """Units, positions and collegial bodies over time."""

    name = "canbo.organizations"
    verbose_name = "Tổ chức bộ máy"

    def ready(self) -> None:
        """Put the organisation into the navigation, and tell the rules where local values hold."""
        from canbo.audit.subjects import answers
        from canbo.organizations.places import UnitPlaces
        from canbo.organizations.selectors.units import names_at

        register_tree(UnitPlaces())
        answers.units = names_at
        register(NavItem("units", _("Tổ chức bộ máy"), "units", "sitemap", 30, Permission.VIEW_UNITS))
