"""What each permission allows, in words, and which may be passed on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import Permission

PERMISSION_LABELS: dict[Permission, str | Promise] = {
    Permission.VIEW_UNITS: _("Xem tổ chức bộ máy"),
    Permission.EDIT_UNITS: _("Sửa tổ chức bộ máy"),
    Permission.VIEW_OWN_FILE: _("Xem hồ sơ của mình"),
    Permission.VIEW_FILES: _("Xem hồ sơ cán bộ"),
    Permission.VIEW_IDENTITY: _("Xem giấy tờ định danh"),
    Permission.VIEW_FAMILY: _("Xem quan hệ gia đình, hoàn cảnh kinh tế"),
    Permission.VIEW_HISTORY: _("Xem lịch sử bản thân, quan hệ với nước ngoài"),
    Permission.VIEW_HEALTH: _("Xem sức khoẻ"),
    Permission.VIEW_DISCIPLINE: _("Xem kỷ luật"),
    Permission.VIEW_ABSENCE: _("Xem thời gian nghỉ, đình chỉ, sinh hoạt đảng tạm thời"),
    Permission.VIEW_PLAN: _("Xem quy hoạch"),
    Permission.VIEW_OPINIONS: _("Xem kết luận, ý kiến đánh giá"),
    Permission.EDIT_FILES: _("Lập, sửa hồ sơ"),
    Permission.IMPORT: _("Nhập danh sách từ tệp"),
    Permission.VIEW_REPORTS: _("Xem báo cáo"),
    Permission.EXPORT: _("Xuất danh sách, báo cáo ra tệp"),
    Permission.APPROVE_EXPORTS: _("Duyệt lần xuất nhiều người"),
    Permission.CONFIRM_RULES: _("Nhập, xác nhận giá trị quy định"),
    Permission.RUN_PROCEDURES: _("Tổ chức hội nghị, bỏ phiếu"),
    Permission.SIGN_DECISIONS: _("Cấp số, ghi nhận việc ký quyết định"),
    Permission.HANDLE_REQUESTS: _("Giải quyết yêu cầu về dữ liệu cá nhân"),
    Permission.VIEW_CONFIDENTIAL: _("Xem tài liệu Mật"),
    Permission.VIEW_SECRET: _("Xem tài liệu Tối mật"),
    Permission.RUN_EVALUATIONS: _("Tổ chức đánh giá, nhập ý kiến, tổng hợp"),
    Permission.CONCLUDE_EVALUATIONS: _("Rà soát, kết luận, giải quyết kiến nghị về xếp loại"),
    Permission.VIEW_AUDIT: _("Đọc nhật ký"),
    Permission.MANAGE_ACCESS: _("Giao quyền, lập tài khoản"),
}

#: What a holder may pass on for a time: everything but what is theirs alone and the right to give rights.
DELEGABLE = frozenset(Permission) - {Permission.VIEW_OWN_FILE, Permission.MANAGE_ACCESS}
