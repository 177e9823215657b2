"""`canbo db`: the roles of PostgreSQL, and its row-level security."""

from __future__ import annotations

import secrets
from argparse import Namespace
from typing import Any
from urllib.parse import quote

from canbo.cli import office
from canbo.cli.parser import DONE, Parser, add_common
from canbo.core.errors import DomainError

_EXAMPLE = "canbo db roles"


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    parser = commands.add_parser(
        "db", example=_EXAMPLE, help="PostgreSQL: vai trò của ứng dụng, khoá theo dòng",
        description="Việc của người quản trị cơ sở dữ liệu PostgreSQL; SQLite không cần.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="db", metavar="VIỆC", required=True, title="các việc")
    roles: Parser = kinds.add_parser(
        "roles", help="lập vai trò của ứng dụng và của hệ thống, đặt quyền và khoá theo dòng", example=_EXAMPLE,
        description="Chạy bằng tài khoản chủ các bảng, có quyền CREATEROLE, sau mỗi lần nâng cấp. Lần đầu in địa chỉ "
        "kết nối mới của ứng dụng, có mật khẩu, một lần duy nhất.",
    )  # fmt: skip
    roles.add_argument("--new-password", action="store_true", help="đặt mật khẩu mới cho vai trò của ứng dụng")
    add_common(roles)
    roles.set_defaults(run=run_roles)


def run_roles(arguments: Namespace) -> int:
    """Make the roles where they are missing; put grants and policies in force.

    Errors: database_without_roles on SQLite; roles_refused where the database refuses.
    """
    office.configure(arguments)
    from django.db import DatabaseError, connection, transaction

    from canbo.cli.row_policies import make_roles, put_in_force
    from canbo.common.rows import application_role

    if connection.vendor != "postgresql":
        raise DomainError(
            "database_without_roles",
            "SQLite không có vai trò: ai đọc được tệp là đọc được hết. Hãy giữ quyền của thư mục dữ liệu.",
        )
    database = str(connection.settings_dict["NAME"])
    password = ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if make_roles(cursor, database) or arguments.new_password:
                password = secrets.token_urlsafe(24)
                # No parameter is taken here; the alphabet of the token needs no quoting.
                cursor.execute(f"ALTER ROLE \"{application_role(database)}\" PASSWORD '{password}'")
            put_in_force(cursor, database)
    except DatabaseError as error:
        raise DomainError(
            "roles_refused",
            "Cơ sở dữ liệu từ chối: {error}. Hãy chạy «canbo migrate» rồi chạy lệnh này bằng tài khoản chủ các bảng, "
            "có quyền CREATEROLE.",
            error=" ".join(str(error).split()),
        ) from error
    print("Đã đặt quyền và khoá theo dòng cho các bảng hồ sơ, dữ liệu cá nhân và nhật ký.")
    if password:
        settings = connection.settings_dict
        host, port = str(settings["HOST"]), f":{settings['PORT']}" if settings["PORT"] else ""
        place = f"/{database}?host={quote(host, safe='')}" if host.startswith("/") else f"{host}{port}/{database}"
        print(
            "Từ nay ứng dụng kết nối bằng (mật khẩu chỉ hiện lần này):\n"
            f"  CANBO_DATABASE_URL=postgresql://{application_role(database)}:{password}@{place}\n"
            "Giữ địa chỉ cũ cho «canbo migrate», «canbo db roles», «canbo backup», «canbo restore»."
        )
    return DONE
