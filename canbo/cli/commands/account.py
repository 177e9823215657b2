"""`canbo account`: for whoever runs the machine, when nobody can sign in to help on the pages."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common
from canbo.core.access import AccessContext, full_access
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo account reset-password quantri --reason "quên mật khẩu, giấy đề nghị số 5"
canbo account reset-factors quantri --reason "mất điện thoại"
canbo account unlock quantri
"""


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    parser = commands.add_parser(
        "account", example=_EXAMPLE, help="tài khoản: cấp lại mật khẩu, gỡ lớp xác thực, mở khoá khi khẩn cấp",
        description="Dành cho người vận hành máy khi không ai đăng nhập được để làm trên trang Phân quyền. "
        "Mọi việc đều ghi vào nhật ký và chủ tài khoản thấy được.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="account", metavar="VIỆC", required=True, title="các việc")
    for name, run, short, long in (
        ("reset-password", run_password, "cấp lại mật khẩu", "Mật khẩu mới chỉ hiện một lần, phải đổi khi đăng nhập."),
        ("reset-factors", run_factors, "gỡ mọi lớp xác thực thứ hai", "Ứng dụng, khoá và mã khôi phục mất hiệu lực."),
        ("unlock", run_unlock, "mở khoá vì sai nhiều lần", "Tài khoản bị tạm khoá 15 phút được thử lại ngay."),
    ):
        kind: Parser = kinds.add_parser(
            name, help=short, example=f"canbo account {name} quantri", description=f"{long} Mọi phiên đang mở chấm dứt."
            if run is not run_unlock else long,
        )  # fmt: skip
        kind.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
        kind.add_argument("--reason", default="", metavar="LÝ_DO", help="lý do, ghi vào nhật ký")
        add_common(kind, prints_data=True)
        kind.set_defaults(run=run)
    link: Parser = kinds.add_parser(
        "link-sso", help="liên kết với mã định danh ở nơi đăng nhập một lần",
        example='canbo account link-sso lan --subject "8c1f…"',
        description="Người dùng tự liên kết được ở trang «Bảo mật tài khoản»; lệnh này để làm thay cho nhiều người.",
    )  # fmt: skip
    link.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
    link.add_argument("--subject", required=True, metavar="MÃ", help="mã định danh (sub) mà nơi đăng nhập một lần gửi")
    link.add_argument("--reason", default="", metavar="LÝ_DO", help="lý do, ghi vào nhật ký")
    add_common(link, prints_data=True)
    link.set_defaults(run=run_link)


def run_password(arguments: Namespace) -> int:
    """Give a new random password. Errors: account_not_found."""
    access, user = _named(arguments)
    from canbo.access.services import renew_password

    password = renew_password(access=access, user=user, reason=arguments.reason)
    if arguments.json:
        output.print_json({"username": user.username, "password": password})
        return DONE
    print(f"Mật khẩu mới của «{user.username}» (chỉ hiện một lần, phải đổi khi đăng nhập): {password}")
    return DONE


def run_factors(arguments: Namespace) -> int:
    """Take every second factor away. Errors: account_not_found, factors_none."""
    access, user = _named(arguments)
    from canbo.access.services import reset_factors

    count = reset_factors(access=access, user=user, reason=arguments.reason)
    if arguments.json:
        output.print_json({"username": user.username, "removed": count})
        return DONE
    print(f"Đã gỡ {count} lớp xác thực của «{user.username}»; mọi phiên đăng nhập đã chấm dứt.")
    return DONE


def run_unlock(arguments: Namespace) -> int:
    """Open what too many wrong tries have locked. Errors: account_not_found."""
    access, user = _named(arguments)
    from canbo.access.services import unlock_account

    count = unlock_account(access=access, user=user, reason=arguments.reason)
    if arguments.json:
        output.print_json({"username": user.username, "unlocked": count})
        return DONE
    print(f"«{user.username}» đăng nhập lại được ngay." if count else f"«{user.username}» không bị khoá.")
    return DONE


def run_link(arguments: Namespace) -> int:
    """Bind the account to a subject of the provider. Errors: account_not_found, subject_missing, subject_taken."""
    access, user = _named(arguments)
    from canbo.accounts.services.links import bind

    bind(access=access, user=user, subject=arguments.subject, reason=arguments.reason)
    if arguments.json:
        output.print_json({"username": user.username, "subject": arguments.subject.strip()})
        return DONE
    print(f"Đã liên kết «{user.username}» với «{arguments.subject.strip()}».")
    return DONE


def _named(arguments: Namespace) -> tuple[AccessContext, Any]:
    office.configure(arguments)
    office.make_ready()
    from canbo.accounts.models import User

    user = User.objects.filter(username=arguments.username).first()
    if user is None:
        raise DomainError(
            "account_not_found", "Không có tài khoản «{username}». Hãy kiểm tra chính tả.", username=arguments.username
        )
    return full_access(None, "người vận hành máy"), user
