"""`canbo rules export-values`: what was signed in the pages, as packs for the repository."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common
from canbo.core.errors import DomainError


def add_to(kinds: Any) -> None:
    """Declare the command."""
    export: Parser = kinds.add_parser(
        "export-values", help="xuất giá trị đã nhập, xác nhận và ký thành YAML",
        example="canbo rules export-values gia-tri/",
        description="Ghi các giá trị đang áp dụng thành bộ quy tắc (YAML) để đưa vào kho mã. Không có tên người nào.",
    )  # fmt: skip
    export.add_argument("folder", type=Path, metavar="THƯ_MỤC", help="thư mục mới hoặc trống để ghi vào")
    add_common(export, named_user=True, prints_data=True)
    export.set_defaults(run=run_export)


def run_export(arguments: Namespace) -> int:
    """Write the packs into a folder. Errors: folder_not_empty, nothing_signed."""
    office.configure(arguments)
    office.make_ready()
    from canbo.rules.services import export_values

    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DomainError("folder_not_empty", "«{path}» đã có nội dung. Hãy chọn thư mục mới.", path=str(folder))
    files = export_values(access=office.actor(arguments.as_user))
    for path, content in files.items():
        where = folder / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content)
    if arguments.json:
        output.print_json({"folder": str(folder), "files": list(files)})
    else:
        print(f"Đã ghi {len(files)} tệp vào {folder}.")
    return DONE
