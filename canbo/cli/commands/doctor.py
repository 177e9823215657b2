"""`canbo doctor`: look over the installation and say what is wrong, with what to do."""

from __future__ import annotations

import os
import shutil
import stat
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from canbo.cli import office, output
from canbo.cli.commands.worker import HEARTBEAT
from canbo.cli.deployment import Finding, State, office_findings, settings_findings
from canbo.cli.parser import DONE, REFUSED, add_common
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo doctor
canbo doctor --deploy --json
"""
_ENOUGH_DISK = 1024**3
_QUIET_WORKER = 60


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "doctor", example=_EXAMPLE, help="khám bản cài đặt",
        description="Kiểm tra cơ sở dữ liệu, việc nền, ổ đĩa, khoá bí mật, tệp tĩnh, phông chữ, PDF. Trạng thái thoát "
        "là 1 khi có lỗi phải sửa.",
    )  # fmt: skip
    parser.add_argument("--deploy", action="store_true", help="kiểm tra thêm thiết lập của máy chủ chính thức")
    add_common(parser, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Look at everything, whatever is found."""
    office.configure(arguments)
    looks: list[Callable[[], Iterator[Finding]]] = [
        _database,
        _migrations,
        _worker,
        _disk,
        _secrets,
        _static,
        _fonts,
        _pdf,
    ]
    if arguments.deploy:
        looks.append(_deploy)
    findings = [finding for look in looks for finding in look()]
    if arguments.json:
        output.print_json({"data_dir": str(office.data_dir()), "findings": [asdict(each) for each in findings]})
    else:
        words = {"ok": "tốt", "warning": "lưu ý", "error": "LỖI"}
        print(f"Thư mục dữ liệu: {office.data_dir()}")
        print(output.table(("khám", "kết quả", ""), [(f.check, words[f.state], f.message) for f in findings]))
    return REFUSED if any(each.state == "error" for each in findings) else DONE


def _database() -> Iterator[Finding]:
    from django.db import DatabaseError, connections

    for alias in office.database_aliases():
        name = f"database.{alias}"
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            yield Finding(name, "ok", f"mở được ({connections[alias].vendor})")
        except DatabaseError as error:
            yield Finding(
                name, "error", f"không mở được: {error}. Hãy kiểm tra CANBO_DATABASE_URL và quyền ghi thư mục."
            )


def _migrations() -> Iterator[Finding]:
    from django.db import DatabaseError

    try:
        pending = office.pending_migrations()
    except DatabaseError:
        return
    if pending:
        yield Finding("migrations", "error", f"còn {pending} thay đổi chưa thực hiện. Hãy chạy «canbo migrate».")
    else:
        yield Finding("migrations", "ok", "cơ sở dữ liệu ở đúng phiên bản này")


def _worker() -> Iterator[Finding]:
    beats = [path.stat().st_mtime for path in office.data_dir().glob(f"{HEARTBEAT}*")]
    if not beats:
        yield Finding(
            "worker", "warning", "chưa chạy lần nào; việc nền sẽ chờ. Hãy chạy «canbo worker» hoặc «canbo serve»."
        )
        return
    age = time.time() - max(beats)
    if age > _QUIET_WORKER:
        yield Finding("worker", "warning", f"im lặng {age:.0f} giây; việc nền đang chờ. Hãy chạy lại «canbo worker».")
    else:
        yield Finding("worker", "ok", "đang chạy")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(office.data_dir()).free
    state: State = "ok" if free >= _ENOUGH_DISK else "warning"
    yield Finding("disk", state, f"còn trống {free / 1024**3:.1f} GB ở thư mục dữ liệu")


def _secrets() -> Iterator[Finding]:
    from django.conf import settings

    path = office.data_dir() / "secrets.json"
    if path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding("secrets", "error", f"người khác đọc được {path}. Hãy chạy «chmod 600 {path}».")
        else:
            yield Finding(
                "secrets", "ok", "chỉ chủ thư mục đọc được; hãy sao lưu riêng, mất khoá là mất dữ liệu mã hoá"
            )
    elif settings.SECRET_KEY:
        yield Finding("secrets", "ok", "lấy từ biến môi trường")
    mode = stat.S_IMODE(office.data_dir().stat().st_mode)
    if mode & 0o007:
        yield Finding("data_dir", "warning", f"mọi người ở máy này vào được. Hãy chạy «chmod 700 {office.data_dir()}».")


def _static() -> Iterator[Finding]:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    if settings.WHITENOISE_USE_FINDERS:
        there = finders.find("common/app.css") is not None
    else:
        there = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if there:
        yield Finding("static", "ok", "đủ tệp giao diện")
    else:
        yield Finding("static", "error", "thiếu tệp giao diện. Hãy chạy «canbo migrate».")


def _fonts() -> Iterator[Finding]:
    from importlib.resources import files

    found = [path.name for path in files("canbo.documents").joinpath("fonts").iterdir() if path.name.endswith(".ttf")]
    if len(found) >= 4:
        yield Finding("fonts", "ok", f"đủ {len(found)} phông chữ cho văn bản")
    else:
        yield Finding("fonts", "error", "thiếu phông chữ của văn bản. Hãy cài lại canbo.")


def _pdf() -> Iterator[Finding]:
    from canbo.documents.pdf import office_program

    program = office_program()
    if program:
        yield Finding("pdf", "ok", f"làm được PDF bằng {program}")
    else:
        yield Finding(
            "pdf", "warning", "chưa có LibreOffice nên văn bản chỉ ra tệp Word. Muốn có PDF, hãy cài gói "
            "libreoffice-writer-nogui."
        )  # fmt: skip


def _deploy() -> Iterator[Finding]:
    """Tell what makes this server unsafe; one sentence of praise where nothing does."""
    from django.conf import settings
    from django.core.checks import WARNING, run_checks
    from django.db import DatabaseError
    from django.utils import timezone

    found = list(settings_findings(settings, os.environ))
    try:
        found += office_findings(settings, timezone.now())
    except (DatabaseError, DomainError) as error:
        found.append(
            Finding("deploy.database", "error", f"không xem được cơ sở dữ liệu: {error}. Hãy sửa lỗi ấy rồi khám lại.")
        )
    yield from found
    # Django's own checks stand behind ours: those that ours do not say in a sentence of their own.
    rest = [each for each in run_checks() if each.level >= WARNING and not each.is_silenced()]
    for each in rest:
        yield Finding(f"deploy.{each.id}", "error", f"{each.msg} {each.hint or ''}".strip())
    if not rest and all(each.state != "error" for each in found):
        yield Finding("deploy", "ok", "thiết lập máy chủ an toàn")
