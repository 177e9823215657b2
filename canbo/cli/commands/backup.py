"""`canbo backup`: a sealed copy of the whole office, made while it works and read again before it counts."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.backup import keys
from canbo.cli.parser import DONE, add_common, whole
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo backup --make-key /media/usb/khoa-sao-luu.txt
canbo backup --to /media/o-cung --key-file /media/usb/khoa-sao-luu.txt --keep 14
canbo backup --verify /media/o-cung/canbo-20261123-010000Z.backup --key-file /media/usb/khoa-sao-luu.txt
"""
#: Where backups go unless told: better than nothing, but on the same disk as the office.
_FOLDER = "backups"


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "backup", example=_EXAMPLE, help="sao lưu toàn bộ, có mã hoá",
        description="Ghi cơ sở dữ liệu, giấy tờ, bộ quy tắc và mẫu văn bản riêng vào một tệp đã mã hoá, trong khi máy "
        "chủ vẫn chạy, rồi đọc lại để chắc là dùng được. Không chứa khoá: khoá sao lưu và secrets.json phải cất riêng.",
    )  # fmt: skip
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--to", type=Path, metavar="NƠI", help="thư mục hoặc tệp để ghi (mặc định: backups trong thư mục dữ liệu)"
    )
    chosen.add_argument("--verify", type=Path, metavar="TỆP", help="đọc lại một bản sao lưu, không ghi gì")
    chosen.add_argument("--make-key", type=Path, metavar="TỆP", help="tạo một khoá sao lưu mới vào tệp này")
    parser.add_argument(
        "--keep",
        type=whole(1, 10_000),
        metavar="SỐ",
        help="sau khi xong, chỉ giữ lại số bản mới nhất này trong thư mục",
    )
    keys.add_options(parser)
    add_common(parser, named_user=True, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Make a key, read a backup again, or make one."""
    if arguments.make_key:
        keys.make_key(arguments.make_key)
        _tell(
            arguments, {"key_file": str(arguments.make_key)},
            f"Đã tạo khoá ở «{arguments.make_key}». Hãy cất một bản ở nơi khác: mất khoá này là mất mọi bản sao lưu.",
        )  # fmt: skip
        return DONE
    secret = keys.secret_of(arguments)
    if arguments.verify:
        return _verify(arguments, secret)
    office.configure(arguments)
    office.make_ready()
    from django.db import transaction
    from django.utils import timezone

    from canbo.audit import services as audit
    from canbo.cli.backup.making import make
    from canbo.core.access import Permission

    access = office.actor(arguments.as_user)
    access.require(Permission.MANAGE_ACCESS, "")
    if arguments.to is None:
        (office.data_dir() / _FOLDER).mkdir(mode=0o700, exist_ok=True)
    elif arguments.keep is not None and not arguments.to.is_dir():
        raise DomainError("keep_needs_folder", "--keep chỉ dùng khi --to là một thư mục đã có.")
    progress = output.Progress()
    made = make(
        arguments.to or office.data_dir() / _FOLDER, secret, keep=arguments.keep, now=timezone.now(), progress=progress
    )
    progress.end()
    with transaction.atomic():
        audit.record(
            access=access, action="backup.made", reason=made.path.name,
            changes={name: [None, value] for name, value in _sums(made.manifest).items()},
        )  # fmt: skip
    _tell(
        arguments, {"path": str(made.path), "size": made.size, **_sums(made.manifest)},
        f"Đã sao lưu vào «{made.path}» ({made.size / 1024**2:.1f} MB) và đọc lại đúng.\n{_words(made.manifest)}",
    )  # fmt: skip
    return DONE


def _verify(arguments: Namespace, secret: Any) -> int:
    from canbo.cli.backup.making import verify

    progress = output.Progress()
    with output.readable_file(arguments.verify).open("rb") as file:
        manifest = verify(file, secret, progress)
    progress.end()
    _tell(
        arguments, {"path": str(arguments.verify), "made_at": manifest["made_at"], **_sums(manifest)},
        f"Bản sao lưu nguyên vẹn, lập lúc {manifest['made_at']} bằng phiên bản {manifest['version']}.\n"
        f"{_words(manifest)}",
    )  # fmt: skip
    return DONE


def _sums(manifest: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": sum(each["rows"] for each in manifest["content"].values()),
        "files": sum(each["files"] for each in manifest["folders"].values()),
        "gone": manifest["gone"],
    }


def _words(manifest: dict[str, Any]) -> str:
    sums = _sums(manifest)
    words = f"{sums['rows']} dòng của {len(manifest['tables'])} bảng, {sums['files']} tệp."
    if sums["gone"]:
        words += f" {sums['gone']} tệp bị xoá trong lúc sao lưu nên không có trong bản này."
    return words


def _tell(arguments: Namespace, data: dict[str, Any], words: str) -> None:
    if arguments.json:
        output.print_json(data)
    else:
        print(words)
