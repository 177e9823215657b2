"""`canbo rules`: prove the packs, show a rule, assess facts, explain a person, search, compare packs."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, REFUSED, Parser, add_common

_EXAMPLE = """
canbo rules check
canbo rules show party.appointment.months_in_post --as-of 2026-01-15
canbo rules assess --facts facts.json --for commune.division_head --as-of 2026-01-15 --json
"""


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    parser = commands.add_parser(
        "rules", example=_EXAMPLE, help="bộ quy tắc: kiểm tra, tra cứu, xét tiêu chuẩn, tìm nguồn",
        description="Làm việc với các bộ quy tắc (luật viết thành dữ liệu).",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="rules", metavar="VIỆC", required=True, title="các việc")
    check: Parser = kinds.add_parser(
        "check", help="chứng minh các bộ quy tắc là đúng dạng và mọi ca thử đều đúng", example="canbo rules check",
        description="Đọc mọi bộ quy tắc, kiểm tra từng mục và chạy mọi ca thử. Lỗi ghi rõ tệp, dòng và cách sửa.",
    )  # fmt: skip
    check.add_argument("--pack", metavar="BỘ", help="chỉ in lỗi của bộ này")
    check.add_argument(
        "--packs-dir", type=Path, metavar="THƯ_MỤC", help="đọc các bộ trong thư mục này thay cho các bộ kèm theo"
    )
    add_common(check, prints_data=True)
    check.set_defaults(run=run_check)


def run_check(arguments: Namespace) -> int:
    """Prove the packs; status 1 with every fault where there are any."""
    office.configure(arguments)
    from canbo.rules import library

    roots = [arguments.packs_dir] if arguments.packs_dir else [library.SHIPPED]
    found, faults, tried = library.check(roots)
    if arguments.pack:
        faults = [fault for fault in faults if fault.place.file.startswith(f"{arguments.pack}/")]
    counts = {
        "packs": len(found.packs), "documents": len(found.documents),
        "parameters": sum(len(pack.parameters) for pack in found.packs.values()),
        "conditions": sum(len(pack.conditions) for pack in found.packs.values()),
        "standards": sum(len(pack.standards) for pack in found.packs.values()),
        "procedures": sum(len(pack.procedures) for pack in found.packs.values()),
        "cases": len(tried), "faults": len(faults),
    }  # fmt: skip
    if arguments.json:
        output.print_json({
            **counts,
            "found": [
                {"file": fault.place.file, "line": fault.place.line, "code": fault.code, "message": fault.message,
                 "mend": fault.mend} for fault in faults
            ],
        })  # fmt: skip
    else:
        for fault in faults:
            print(fault)
        print(
            f"{counts['packs']} bộ, {counts['documents']} văn bản, {counts['parameters']} tham số, "
            f"{counts['conditions']} điều kiện, {counts['standards']} tiêu chuẩn, {counts['procedures']} quy trình; "
            f"{counts['cases']} lần thử. " + (f"{len(faults)} lỗi." if faults else "Không có lỗi.")
        )
    return REFUSED if faults else DONE
