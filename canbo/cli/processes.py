"""Running the server and the worker beside each other, and stopping both whatever ends first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from types import FrameType

from canbo.core.errors import DomainError

#: Seconds that a process has to end by itself before it is ended.
_PATIENCE = 15


def server_command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """Give the command line of the web server."""
    return [
        sys.executable, "-m", "gunicorn", "canbo.config.wsgi:application", "--bind", _bind(host, port),
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--timeout", "120",
        "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def worker_command(processes: int = 1) -> list[str]:
    """Give the command line of the worker; it finds its installation in the environment."""
    return [sys.executable, "-m", "canbo.cli.main", "worker", "--processes", str(processes)]


def free_port(host: str, wanted: int, *, others: int) -> int:
    """Give the wanted port, or one of the `others` after it when it is taken. Errors: port_taken, address_unusable."""
    for port in range(wanted, min(wanted + others, 65535) + 1):
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                return int(probe.getsockname()[1])
        except PermissionError as error:
            raise DomainError("port_forbidden", f"Không được phép mở cổng {port}. Hãy chọn cổng từ 1024.") from error
        except socket.gaierror as error:
            raise DomainError("address_unusable", f"Máy này không có địa chỉ «{host}».") from error
        except OSError:
            continue
    raise DomainError("port_taken", f"Cổng {wanted} đang có chương trình khác dùng. Hãy chọn cổng khác bằng --port.")


def run_together(commands: Sequence[list[str]], *, when_up: Callable[[], None] | None = None) -> int:
    """Run the commands until one ends or somebody asks to stop; then stop the others.

    Gives 0 when it was asked to stop, else 1. `when_up` is called once all have been started.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    children: list[subprocess.Popen[bytes]] = []
    try:
        # A session of their own: Ctrl-C reaches this process alone, which then stops them in order.
        children = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603
        if when_up is not None:
            when_up()
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
        return 0 if asked else 1
    finally:
        _stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until_up(url: str, *, seconds: float = 60, alive: Callable[[], bool] = lambda: True) -> bool:
    """Wait until the url answers; False when it does not within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- our own loopback address
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def _bind(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + _PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
