"""`canbo demo`: a filled office on loopback, with one-click sign-in for each role."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from canbo.cli import office
from canbo.cli.parser import add_common, whole
from canbo.cli.processes import free_port, run_together, server_command, wait_until_up, worker_command
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo demo
canbo demo --port 8100 --data-dir /tmp/dung-thu
"""
_HOST, _PORT = "127.0.0.1", 8000


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "demo", example=_EXAMPLE, help="chạy bộ dùng thử trên máy này",
        description="Dựng một cơ quan mẫu (người không có thật) trong thư mục dữ liệu, chạy máy chủ trên 127.0.0.1 và "
        "in địa chỉ. Đăng nhập bằng một lần bấm vào vai trò. Dừng bằng Ctrl-C.",
    )  # fmt: skip
    parser.add_argument(
        "--port", type=whole(0, 65535), metavar="CỔNG", help="cổng; mặc định 8000, hoặc cổng trống kế tiếp"
    )
    add_common(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Fill what is missing, then serve until stopped."""
    office.configure(arguments, CANBO_DEMO="1", CANBO_SETTINGS="local")
    office.make_ready()
    from django.utils import timezone

    from canbo.accounts.demo import DEMO_DAY
    from canbo.cli.demo_office import fill

    office_dir = office.data_dir()
    _only_a_demo()
    print("Đang chuẩn bị bộ dùng thử…", flush=True)
    for sentence in fill(today=timezone.localdate()):
        print(sentence, flush=True)
    wanted = _PORT if arguments.port is None else arguments.port
    port = free_port(_HOST, wanted, others=20 if arguments.port is None else 0)
    address = f"http://{_HOST}:{port}/"

    def tell() -> None:
        if wait_until_up(f"{address}healthz"):
            print(
                f"\ncanbo đang chạy ở {address}\n"
                "Đăng nhập: mở địa chỉ trên rồi bấm vào một vai trò (không cần mật khẩu).\n"
                f"Số liệu mẫu chốt ngày {DEMO_DAY:%d/%m/%Y}; chọn ngày ấy ở «Xem theo ngày».\n"
                f"Dữ liệu: {office_dir}\nDừng: Ctrl-C",
                flush=True,
            )

    return run_together([server_command(_HOST, port, workers=1, threads=6), worker_command()], when_up=tell)


def _only_a_demo() -> None:
    """Refuse to open an office's own installation to everybody at the machine. Errors: not_a_demo."""
    from canbo.accounts.models import User

    mark = office.data_dir() / "demo"
    if mark.exists():
        return
    if User.objects.exists():
        raise DomainError(
            "not_a_demo",
            f"Thư mục {office.data_dir()} đã có dữ liệu của một cơ quan; bộ dùng thử mở cho mọi người ở máy này. "
            "Hãy chọn thư mục khác bằng --data-dir, hoặc chạy «canbo serve».",
        )
    mark.write_text("Thư mục này là bộ dùng thử của canbo.\n", encoding="utf-8")
