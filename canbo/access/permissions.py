"""What each permission allows, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import Permission

PERMISSION_LABELS: dict[Permission, str | Promise] = {
    Permission.VIEW_UNITS: _("Xem tổ chức bộ máy"),
    Permission.EDIT_UNITS: _("Sửa tổ chức bộ máy"),
    Permission.VIEW_OWN_FILE: _("Xem hồ sơ của mình"),
    Permission.VIEW_FILES: _("Xem hồ sơ cán bộ"),
    Permission.VIEW_RESTRICTED: _("Xem phần hạn chế của hồ sơ"),
    Permission.EDIT_FILES: _("Lập, sửa hồ sơ"),
    Permission.IMPORT: _("Nhập danh sách từ tệp"),
    Permission.VIEW_REPORTS: _("Xem báo cáo"),
    Permission.EXPORT: _("Xuất danh sách, báo cáo ra tệp"),
    Permission.VIEW_AUDIT: _("Đọc nhật ký"),
    Permission.MANAGE_ACCESS: _("Giao quyền, lập tài khoản"),
}
