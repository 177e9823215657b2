"""`canbo import`: take a workbook that an office keeps into the files."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from canbo.cli import office, output
from canbo.cli.parser import DONE, add_common, day
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo import roster danh-sach-2013.xlsx --as-of 2013-12-31 --dry-run
canbo import roster danh-sach-2013.xlsx --as-of 2013-12-31 --json
canbo import training danh-sach-2013.xlsx --sheet "Đào tạo"
canbo import roster mau-la.xlsx --mapping cot.json --save-mapping cot.json
"""

KINDS = {
    "roster": "danh sách cán bộ",
    "training": "đào tạo, bồi dưỡng",
    "ratings": "xếp loại hằng năm",
    "plans": "quy hoạch",
    "appointments": "bổ nhiệm",
    "salary": "nâng bậc lương",
}


def add_to(commands: Any) -> None:
    """Declare the command."""
    kinds = "\n".join(f"  {kind:<13} {words}" for kind, words in KINDS.items())
    parser = commands.add_parser(
        "import", example=_EXAMPLE, help="nhập danh sách từ tệp Excel, CSV, ODS, Word",
        description="Nhập một danh sách vào hồ sơ. Dòng có lỗi bị từ chối kèm lý do, các dòng khác vẫn vào; "
        f"nhập lại cùng một tệp không thêm gì.\n\nloại danh sách:\n{kinds}",
    )  # fmt: skip
    parser.add_argument("kind", metavar="LOẠI", choices=tuple(KINDS), help="loại danh sách")
    parser.add_argument("file", metavar="TỆP", type=Path, help="tệp .xlsx, .xls, .ods, .csv hoặc .docx")
    parser.add_argument("--as-of", type=day, metavar="NGÀY", help="ngày mà danh sách đúng, ví dụ 2013-12-31")
    parser.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã, số hoặc tên đơn vị mà danh sách thuộc về")
    parser.add_argument("--sheet", metavar="TÊN", help="tên trang tính, khi tệp có nhiều trang cùng loại")
    parser.add_argument("--mapping", type=Path, metavar="TỆP", help="tệp JSON hoặc YAML nói cột nào là gì")
    parser.add_argument("--save-mapping", type=Path, metavar="TỆP", help="ghi cách hiểu các cột ra tệp này")
    parser.add_argument("--dry-run", action="store_true", help="kiểm tra và báo kết quả, không ghi gì")
    parser.add_argument(
        "--blank-means", choices=("none", "unknown"), default="none",
        help="ô trống ở cột trình độ nghĩa là không có (none, mặc định) hay chưa rõ (unknown)",
    )  # fmt: skip
    add_common(parser, named_user=True, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Import one file and tell row by row what was refused or warned about."""
    path = output.readable_file(arguments.file)
    mapping = _read_mapping(arguments.mapping) if arguments.mapping else None
    office.configure(arguments)
    office.make_ready()
    from django.utils import timezone

    from canbo.access.selectors import find_unit
    from canbo.imports.services import import_file

    access = office.actor(arguments.as_user)
    result = import_file(
        access=access, path=path, kind=arguments.kind, today=timezone.localdate(), as_of=arguments.as_of,
        unit=find_unit(access, arguments.unit) if arguments.unit else None, sheet=arguments.sheet, mapping=mapping,
        blank_means=arguments.blank_means, dry_run=arguments.dry_run, report=_teller(),
    )  # fmt: skip
    if arguments.save_mapping:
        _write_mapping(arguments.save_mapping, result.get("mapping", {}))
    if arguments.json:
        output.print_json(result)
    else:
        print(_summary(result, dry_run=arguments.dry_run))
    return DONE


def _teller() -> Any:
    """Give a function that shows progress on a terminal, and nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def tell(percent: int, sentence: str) -> None:
        end = "\n" if percent >= 100 else ""
        print(f"\r\x1b[K{percent:3d} % {sentence}", end=end, file=sys.stderr, flush=True)

    return tell


def _summary(result: Mapping[str, Any], *, dry_run: bool) -> str:
    verb = "Sẽ nhập" if dry_run else "Đã nhập"
    parts = [
        f"Đọc {result['rows_read']} dòng. {verb} {result['imported']}; có sẵn {result.get('existing', 0)}; "
        f"từ chối {len(result['refused'])}; lưu ý {len(result['warned'])}; đơn vị mới {result['units_created']}."
    ]
    for title, key in (("Bị từ chối:", "refused"), ("Vào kèm lưu ý:", "warned")):
        rows = result[key]
        if rows:
            parts += ["", title, output.table(
                ("dòng", "cột", "lý do"), [(row["row"], row["column"], row["reason"]) for row in rows], numbers=(0,)
            )]  # fmt: skip
    return "\n".join(parts)


def _read_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping kept by --save-mapping, or written by hand. Errors: mapping_unreadable."""
    try:
        loaded = yaml.safe_load(output.readable_file(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DomainError("mapping_unreadable", f"Không đọc được cách hiểu cột trong «{path}»: {error}.") from error
    if not isinstance(loaded, dict):
        raise DomainError("mapping_unreadable", f"«{path}» phải là một đối tượng JSON hoặc YAML: tên cột và ý nghĩa.")
    return loaded


def _write_mapping(path: Path, mapping: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(mapping, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise DomainError("mapping_unwritable", f"Không ghi được «{path}»: {error.strerror}.") from error
