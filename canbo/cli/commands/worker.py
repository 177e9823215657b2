"""`canbo worker`: do the long work that pages have asked for."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from canbo.cli import office
from canbo.cli.parser import DONE, add_common, whole

_EXAMPLE = """
canbo worker
canbo worker --processes 2 --data-dir /srv/canbo
"""

#: The file in the data directory that the worker touches while it lives.
HEARTBEAT = "worker.heartbeat"


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "worker", example=_EXAMPLE, help="chạy các việc nền",
        description="Làm các việc dài được giao từ màn hình (nhập danh sách, lập báo cáo lớn). Dừng bằng Ctrl-C; "
        "việc đang dở được làm lại từ đầu khi chạy lại.",
    )  # fmt: skip
    parser.add_argument(
        "--processes", type=whole(1, 16), default=1, metavar="SỐ", help="số tiến trình làm việc (mặc định 1)"
    )
    add_common(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Take work from the queue until stopped."""
    office.configure(arguments)
    office.make_ready()
    from django.core.management import call_command

    call_command(
        "ox_worker",
        verbosity=0,
        processes=arguments.processes,
        interval=0.5,
        heartbeat_file=str(office.data_dir() / HEARTBEAT),
    )
    return DONE
