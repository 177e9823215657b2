"""`canbo restore`: put a backup back into an empty place."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.backup import keys
from canbo.cli.parser import DONE, add_common
from canbo.core.access import full_access

_EXAMPLE = """
canbo restore /media/o-cung/canbo-20261123-010000Z.backup --key-file /media/usb/khoa-sao-luu.txt --data-dir /srv/canbo
"""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "restore", example=_EXAMPLE, help="phục hồi từ bản sao lưu vào nơi trống",
        description="Đọc trọn bản sao lưu, ghi lại dữ liệu và tệp vào một nơi trống, rồi so từng bảng, từng tệp với số "
        "tổng trong bản sao lưu. Không bằng thì không giữ lại gì. Cần khoá sao lưu và các khoá mã hoá của nơi cũ.",
    )  # fmt: skip
    parser.add_argument("file", type=Path, metavar="TỆP", help="bản sao lưu")
    keys.add_options(parser)
    add_common(parser, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Restore, and write down that it was done."""
    secret = keys.secret_of(arguments)
    path = output.readable_file(arguments.file)
    office.configure(arguments)
    from django.db import transaction

    from canbo.audit import services as audit
    from canbo.cli.backup.restoring import restore
    from canbo.rules.services import reprint_if_any

    progress = output.Progress()
    told = restore(path, secret, progress=progress)
    progress.end()
    # Printed from the rows, so a backup does not hold them.
    reprint_if_any()
    rows = sum(each["rows"] for each in told["content"].values())
    files = sum(each["files"] for each in told["folders"].values())
    with transaction.atomic():
        audit.record(
            access=full_access(None, "dòng lệnh"), action="backup.restored", reason=path.name,
            changes={"made_at": [None, told["made_at"]], "rows": [None, rows], "files": [None, files]},
        )  # fmt: skip
    if arguments.json:
        output.print_json(
            {name: told[name] for name in ("made_at", "version", "database", "settings")}
            | {"rows": rows, "files": files, "tables": told["content"], "folders": told["folders"], "equal": True}
        )
        return DONE
    print(f"Đã phục hồi bản lập lúc {told['made_at']}: {rows} dòng của {len(told['tables'])} bảng, {files} tệp.")
    print("Số tổng SHA-256 của mọi bảng và mọi tệp bằng bản sao lưu. Mọi người phải đăng nhập lại.")
    if told["settings"]:
        print("Thiết lập ở nơi cũ, đặt lại nếu cần:")
        print("\n".join(f"  {name}={value}" for name, value in told["settings"].items()))
    return DONE
