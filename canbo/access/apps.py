"""Roles granted for a unit's subtree and a period."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from canbo.common.navigation import NavItem, register
from canbo.core.access import Permission


class AccessConfig(AppConfig):
    """Roles granted for a unit's subtree and a period."""

    name = "canbo.access"
    verbose_name = "Phân quyền"

    def ready(self) -> None:
        """Put the pages into the navigation: managing access for administrators, one's own rights for everybody."""
        from canbo.access.selectors import accounts_named, role_words
        from canbo.access.services.acting import acting_for
        from canbo.audit.subjects import answers
        from canbo.jobs.services import register_acting

        register_acting(acting_for)
        answers.find_accounts, answers.roles = accounts_named, role_words
        register(NavItem("access", _("Phân quyền"), "grants", "shield-check", 90, Permission.MANAGE_ACCESS))
        register(NavItem("roles", _("Vai trò và quyền"), "roles", "shield-check", 20, place="user"))
        register(NavItem("security", _("Bảo mật tài khoản"), "mfa_index", "lock", 30, place="user"))
