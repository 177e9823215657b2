"""`canbo serve`: the web server and its worker, for an office or behind a proxy."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from canbo.cli import office
from canbo.cli.parser import add_common, whole
from canbo.cli.processes import free_port, run_together, server_command, wait_until_up, worker_command

_EXAMPLE = """
canbo serve
canbo serve --host 127.0.0.1 --port 8000 --workers 4 --worker-processes 2
"""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "serve", example=_EXAMPLE, help="chạy máy chủ và việc nền",
        description="Chạy máy chủ web cùng tiến trình làm việc nền; dừng bằng Ctrl-C. Máy chủ chính thức đặt sau một "
        "proxy có TLS và dùng CANBO_SETTINGS=production.",
    )  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="địa chỉ lắng nghe (mặc định 127.0.0.1)")
    parser.add_argument("--port", type=whole(0, 65535), default=8000, metavar="CỔNG", help="cổng (mặc định 8000)")
    parser.add_argument("--workers", type=whole(1, 64), default=2, metavar="SỐ", help="số tiến trình web (mặc định 2)")
    parser.add_argument("--threads", type=whole(1, 64), default=4, metavar="SỐ", help="số luồng mỗi tiến trình")
    parser.add_argument(
        "--worker-processes", type=whole(0, 16), default=1, metavar="SỐ",
        help="số tiến trình làm việc nền chạy kèm; 0 khi chạy «canbo worker» riêng (mặc định 1)",
    )  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Serve until stopped."""
    office.configure(arguments)
    office.make_ready()
    from canbo.rules.services import reprint_if_any

    reprint_if_any()
    port = free_port(arguments.host, arguments.port, others=0)
    commands = [server_command(arguments.host, port, workers=arguments.workers, threads=arguments.threads)]
    if arguments.worker_processes:
        commands.append(worker_command(arguments.worker_processes))
    address = f"http://{arguments.host}:{port}/"

    def tell() -> None:
        if wait_until_up(f"{address}healthz"):
            print(f"canbo đang chạy ở {address}", flush=True)

    return run_together(commands, when_up=tell)
