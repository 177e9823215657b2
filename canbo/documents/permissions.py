"""Who may take what leaves, and who may let others."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from canbo.audit.actions import register_action
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.core.secrecy import may_see
from canbo.documents.exports import Export
from canbo.documents.models import ExportRequest

register_action("export.requested", _("đề nghị xuất dữ liệu"), personal=False)
register_action("export.approved", _("duyệt lần xuất"), personal=False)
register_action("export.refused", _("không duyệt lần xuất"), personal=False)
register_action("secrecy.changed", _("đặt, đổi, bỏ độ mật"), personal=True)
register_action("export.withdrawn", _("rút đề nghị xuất"), personal=False)
register_action("paper.made", _("làm văn bản"), personal=False)
register_action("paper.given", _("lấy văn bản"), personal=False)
register_action("paper.print_asked", _("yêu cầu in văn bản"), personal=False)
register_action("paper.printed", _("lấy tệp in văn bản"), personal=False)
register_action("paper_template.added", _("đưa mẫu văn bản mới vào"), personal=False)
register_action("paper_template.chosen", _("đổi mẫu văn bản đang dùng"), personal=False)
register_action("paper_template.taken", _("tải mẫu văn bản"), personal=False)


def may_see_templates(access: AccessContext) -> bool:
    """Tell whether the viewer works with papers at all."""
    return access.can(Permission.RUN_PROCEDURES) or access.can(Permission.MANAGE_ACCESS)


def may_manage_templates(access: AccessContext) -> bool:
    """Tell whether the viewer may replace the templates of the whole installation."""
    return access.covers(Permission.MANAGE_ACCESS, "") or access.covers(Permission.RUN_PROCEDURES, "")


def require_see_templates(access: AccessContext) -> None:
    """Raise Forbidden unless the viewer works with papers."""
    if not may_see_templates(access):
        access.require(Permission.RUN_PROCEDURES)


def require_manage_templates(access: AccessContext) -> None:
    """Raise Forbidden unless the viewer may replace templates."""
    if not may_manage_templates(access):
        raise Forbidden(
            "templates_not_yours",
            "Mẫu văn bản dùng chung cho cả hệ thống, nên chỉ người quản trị hoặc người được giao việc quy trình ở toàn "
            "hệ thống mới thay được. Hãy gửi mẫu cho người quản trị.",
        )


def require_export(access: AccessContext, export: Export) -> None:
    """Raise Forbidden unless the viewer holds every right that the export needs, wherever it draws on."""
    for right in export.rights:
        access.require(right)
        for path, tier in export.reached(access):
            access.require_file(right, path, tier)
    if not all(may_see(access, export.secrecy, path, tier) for path, tier in export.reached(access)):
        raise Forbidden("secrecy_forbidden", "Tài khoản này không được giao quyền với tài liệu mang độ mật đó.")


def is_requester(access: AccessContext, row: ExportRequest) -> bool:
    """Tell whether the viewer asked for it."""
    return row.requested_by_id is not None and row.requested_by_id == access.user_id


def may_approve(access: AccessContext, row: ExportRequest) -> bool:
    """Tell whether the viewer holds the right to approve on everything that the export draws on, and is another."""
    reached = [(str(path), str(tier)) for path, tier in row.reaches]
    return (
        bool(reached)
        and not is_requester(access, row)
        and all(access.covers_file(Permission.APPROVE_EXPORTS, path, tier) for path, tier in reached)
        and all(may_see(access, row.secrecy, path, tier) for path, tier in reached)
    )


def may_look_up(access: AccessContext, row: ExportRequest) -> bool:
    """Tell whether the viewer may read what became of an export: its taker, its approver, whoever reads the log."""
    reads_log = access.covers(Permission.VIEW_AUDIT, row.unit_path) and may_see(access, row.secrecy, row.unit_path)
    return is_requester(access, row) or may_approve(access, row) or reads_log


def require_collect(access: AccessContext, row: ExportRequest, now: datetime) -> None:
    """Raise unless the file may be fetched now: its requester, with the rights it needs still in hand.

    Errors: Forbidden; export_over.
    """
    if not is_requester(access, row):
        raise Forbidden("export_not_own", "Chỉ người đề nghị được tải tệp này.")
    for value in row.rights:
        for path, tier in row.reaches:
            access.require_file(Permission(value), path, tier)
    if not all(may_see(access, row.secrecy, path, tier) for path, tier in row.reaches):
        raise Forbidden("secrecy_forbidden", "Tài khoản này không được giao quyền với tài liệu mang độ mật đó.")
    require_waiting(row, ExportRequest.State.READY, now)


def require_waiting(row: ExportRequest, state: str, now: datetime) -> None:
    """Raise export_over unless the export stands in this state and its time is not over."""
    if row.state != state or row.expires_at is None or row.expires_at <= now:
        raise DomainError(
            "export_over",
            "Tệp này đã được lấy, bị từ chối hoặc hết hạn nên không còn nữa. Hãy xuất lại từ trang danh sách.",
        )
