"""`canbo create-admin`: an account that manages accounts and rights."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, add_common
from canbo.core.access import full_access
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo create-admin quantri2
canbo create-admin quantri2 --full-name "Nguyễn Thị Lan" --password-file mat-khau.txt
"""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "create-admin", example=_EXAMPLE, help="lập tài khoản quản trị",
        description="Lập một tài khoản có quyền quản trị hệ thống. Mật khẩu được tạo ngẫu nhiên và chỉ hiện một lần, "
        "trừ khi đọc từ tệp.",
    )  # fmt: skip
    parser.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
    parser.add_argument("--full-name", default="", metavar="HỌ_TÊN", help="họ và tên người dùng tài khoản")
    parser.add_argument("--password-file", type=Path, metavar="TỆP", help="đọc mật khẩu từ dòng đầu của tệp này")
    add_common(parser, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Make the account with the role of administrator over the whole system."""
    office.configure(arguments)
    office.make_ready()
    from django.db import transaction
    from django.utils import timezone

    from canbo.access.services import create_account, grant_role

    password = _password(arguments.password_file) if arguments.password_file else None
    installer = full_access(None, "dòng lệnh")
    with transaction.atomic():
        user, chosen = create_account(
            access=installer, username=arguments.username, full_name=arguments.full_name, password=password
        )
        grant_role(
            access=installer, user=user, role="administrator", unit=None, valid_from=timezone.localdate(),
            reason="canbo create-admin",
        )  # fmt: skip
    shown = chosen if password is None else None
    if arguments.json:
        output.print_json({"username": user.username, "password": shown})
        return DONE
    print(f"Đã lập tài khoản quản trị «{user.username}».")
    if shown:
        print(f"Mật khẩu (chỉ hiện một lần, phải đổi khi đăng nhập lần đầu): {shown}")
    return DONE


def _password(path: Path) -> str:
    is_piped = str(path) == "-" and not sys.stdin.isatty()
    chosen = sys.stdin.readline().strip() if is_piped else output.first_line(path)
    if not chosen:
        raise DomainError("password_missing", f"Dòng đầu của «{path}» không có mật khẩu.")
    return chosen
