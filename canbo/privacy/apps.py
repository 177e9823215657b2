"""The rights of the person whose file is kept, and the duties of the office."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """The rights of the person whose file is kept, and the duties of the office."""

    name = "canbo.privacy"
    verbose_name = "Dữ liệu cá nhân"

    def ready(self) -> None:
        """Take places in the navigation and on other pages; tell the files what is restricted, what is still used."""
        import canbo.privacy.services.campaigns  # noqa: F401 - makes its kind of work known
        from canbo.common.inbox import register_inbox
        from canbo.common.navigation import NavItem, register
        from canbo.common.panels import Panel, register_panel
        from canbo.core.access import AccessContext, Permission
        from canbo.personnel.restrictions import register_restrictions
        from canbo.personnel.services.erasing import register_keeper
        from canbo.privacy import panels, waiting
        from canbo.privacy.services.erasing import content_in_use
        from canbo.privacy.services.restrictions import restricted_since

        def has_file(access: AccessContext) -> bool:
            return access.person_id is not None

        def settles(access: AccessContext) -> bool:
            return access.can(Permission.EDIT_FILES) or access.can(Permission.HANDLE_REQUESTS)

        register(
            NavItem("my-data", _("Dữ liệu của tôi"), "my-data", "lock", 12, Permission.VIEW_OWN_FILE,
                    shown_to=has_file)
        )  # fmt: skip
        register(NavItem("requests", _("Yêu cầu về hồ sơ"), "requests", "inbox", 45, shown_to=settles))
        register(NavItem("campaigns", _("Đợt tự cập nhật"), "campaigns", "refresh", 46, Permission.EDIT_FILES))
        register(NavItem("breaches", _("Sổ vi phạm"), "breaches", "alert-triangle", 47, Permission.HANDLE_REQUESTS))
        register(NavItem("retention", _("Lưu giữ, xoá dữ liệu"), "retention", "folder", 48, shown_to=settles))
        register_panel("home", Panel("breach-clocks", _("Đồng hồ vi phạm dữ liệu"), 5, panels.breach_panel,
                                     Permission.HANDLE_REQUESTS))  # fmt: skip
        register_inbox("requests", _("Yêu cầu về dữ liệu cá nhân"), waiting.requests_waiting)
        register_inbox("own-data", _("Hồ sơ của tôi"), waiting.own_waiting)
        register_inbox("breaches", _("Vi phạm dữ liệu cá nhân phải thông báo"), waiting.breaches_waiting)
        register_panel("file", Panel("privacy", _("Dữ liệu cá nhân"), 5, panels.file_panel))
        register_restrictions(restricted_since)
        register_keeper(content_in_use)
