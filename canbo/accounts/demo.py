"""The accounts of the demo, which anybody at this machine may enter with one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The day of which the bundled workbook tells.
DEMO_DAY = date(2013, 12, 31)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account: its role, and what it shows."""

    username: str
    full_name: str
    role: str
    label: str | Promise
    words: str | Promise


DEMO_ACCOUNTS = (
    DemoAccount(
        "lan", "Lan", "officer", _("Cán bộ tổ chức"), _("lập, sửa hồ sơ, nhập danh sách, lập báo cáo toàn huyện")
    ),
    DemoAccount("binh", "Bình", "committee_member", _("Cấp uỷ viên"), _("đọc hồ sơ, báo cáo toàn huyện")),
    DemoAccount("cuong", "Cường", "unit_head", _("Thủ trưởng đơn vị"), _("đọc hồ sơ, báo cáo của đơn vị mình")),
    DemoAccount("dung", "Dung", "cadre", _("Cán bộ"), _("xem hồ sơ của chính mình")),
    DemoAccount(
        "hoa", "Hoa", "inspector", _("Cán bộ kiểm tra, thanh tra"), _("đọc hồ sơ cả phần hạn chế, đọc nhật ký")
    ),
    DemoAccount(
        "duc",
        "Đức",
        "data_officer",
        _("Cán bộ phụ trách dữ liệu cá nhân"),
        _("giải quyết yêu cầu về dữ liệu, sổ đăng ký, sổ vi phạm"),
    ),
    DemoAccount(
        "quantri", "Quản trị", "administrator", _("Quản trị hệ thống"), _("giao quyền, lập tài khoản, đọc nhật ký")
    ),
)


def is_demo_request(request: HttpRequest) -> bool:
    """Tell whether one-click sign-in may be offered: in the demo, to a browser on this machine, through no proxy."""
    if not settings.CANBO_DEMO or "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
