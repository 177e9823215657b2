"""`canbo migrate`: bring the database to the shape of this version."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from canbo.cli import office
from canbo.cli.parser import DONE, add_common

_EXAMPLE = "canbo migrate --data-dir /srv/canbo"


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "migrate", example=_EXAMPLE, help="đưa cơ sở dữ liệu lên phiên bản này",
        description="Tạo cơ sở dữ liệu nếu chưa có, hoặc đưa lên phiên bản đang cài; chuẩn bị tệp tĩnh cho máy chủ.",
    )  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Migrate, and collect the static files where the settings want them collected."""
    office.configure(arguments)
    from django.conf import settings
    from django.core.management import call_command

    from canbo.rules.services import reprint_if_any

    count = office.migrate()
    reprint_if_any()
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)
    print(f"Đã thực hiện {count} thay đổi." if count else "Cơ sở dữ liệu đã ở phiên bản này.")
    return DONE
