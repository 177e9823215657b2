"""`canbo audit`: prove the log, export its anchors."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, REFUSED, Parser, add_common
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo audit verify
canbo audit verify --anchor moc.json --public-key khoa-cong-khai.txt --json
canbo audit anchors moc.json
"""


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    parser = commands.add_parser(
        "audit", example=_EXAMPLE, help="nhật ký: chứng minh không bị sửa, xuất mốc",
        description="Chứng minh nhật ký còn nguyên, và đưa các mốc đã ký ra cất ở nơi khác.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="audit", metavar="VIỆC", required=True, title="các việc")
    proof: Parser = kinds.add_parser(
        "verify", help="đọc cả nhật ký, tìm mọi chỗ bị sửa, xoá, chèn, đổi chỗ, cắt đuôi",
        example="canbo audit verify --anchor moc.json",
        description="Trạng thái thoát là 1 khi có chỗ không còn nguyên; mỗi chỗ ghi rõ mắt xích, dòng và ngày.",
    )  # fmt: skip
    proof.add_argument("--anchor", type=Path, metavar="TỆP", help="đối chiếu với các mốc đã xuất ra tệp này")
    proof.add_argument(
        "--public-key", metavar="KHOÁ", help="khoá công khai cất ở nơi khác (64 chữ số thập lục phân, hoặc tệp "
        "chứa nó) để kiểm chữ ký các mốc trong tệp; không có thì dùng khoá của nơi này",
    )  # fmt: skip
    add_common(proof, prints_data=True)
    proof.set_defaults(run=run_verify)
    anchors: Parser = kinds.add_parser(
        "anchors", help="xuất các mốc hằng ngày, có chữ ký, ra một tệp JSON", example="canbo audit anchors moc.json",
        description="Làm mốc của hôm nay rồi xuất mọi mốc. Hãy cất tệp ở nơi người quản trị máy không sửa được.",
    )  # fmt: skip
    anchors.add_argument("file", type=Path, metavar="TỆP", help="tệp JSON sẽ ghi")
    add_common(anchors, named_user=True)
    anchors.set_defaults(run=run_anchors)


def run_verify(arguments: Namespace) -> int:
    """Prove the log; status 1 with every fault where there are any. Errors: file_unreadable, key_unreadable."""
    office.configure(arguments)
    office.make_ready()
    from canbo.audit.verifying import verify

    anchors = _anchors_of(arguments.anchor) if arguments.anchor else None
    public_key = _key_of(arguments.public_key) if arguments.public_key else ""
    shows = sys.stderr.isatty()

    def progress(count: int, total: int) -> None:
        if shows:
            share = min(100, 100 * count // max(total, 1))
            print(f"\r{share} % ({count:,} dòng)", end="", file=sys.stderr, flush=True)

    proof = verify(anchors=anchors, public_key=public_key, progress=progress)
    if shows:
        print(file=sys.stderr)
    if arguments.json:
        output.print_json(asdict(proof))
    else:
        for fault in proof.faults:
            print(fault.message)
        print(
            f"{proof.entries} dòng, {proof.seals} mắt xích, {proof.unsealed} dòng chờ niêm, {proof.erased} dòng đã xoá "
            "phần cá nhân hợp lệ. "
            + (f"{proof.fault_count} chỗ không còn nguyên." if proof.fault_count else "Nhật ký còn nguyên.")
        )
    return REFUSED if proof.fault_count else DONE


def run_anchors(arguments: Namespace) -> int:
    """Make today's anchor and write every anchor to a file. Errors: file_exists; Forbidden without audit.view."""
    office.configure(arguments)
    from django.db import transaction
    from django.utils import timezone

    from canbo.audit import services
    from canbo.audit.anchors import exported_anchors
    from canbo.audit.services.sealing import anchor
    from canbo.core.access import Permission

    access = office.actor(arguments.as_user)
    access.require(Permission.VIEW_AUDIT)
    path: Path = arguments.file
    if path.exists():
        raise DomainError("file_exists", "Đã có tệp «{path}». Hãy chọn tên khác.", path=str(path))
    with transaction.atomic():
        services.record(access=access, action="audit.anchors_exported")
    anchor(timezone.localdate())
    data = exported_anchors()
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Đã ghi {len(data['anchors'])} mốc vào {path}.")
    print(f"Khoá công khai, hãy cất riêng: {data['public_key']}")
    return DONE


def _key_of(given: str) -> str:
    """Give the public key that is named, or that stands in the file named."""
    key = given.strip()
    if not re.fullmatch("[0-9a-fA-F]{64}", key):
        key = output.readable_file(Path(given)).read_text(encoding="utf-8", errors="replace").strip()
    if not re.fullmatch("[0-9a-fA-F]{64}", key):
        raise DomainError("key_unreadable", "Khoá công khai phải là 64 chữ số thập lục phân (0-9, a-f).")
    return key


def _anchors_of(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(output.readable_file(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise DomainError(
            "file_unreadable", "«{path}» không phải tệp JSON: {error}.", path=str(path), error=str(error)
        ) from error
    return data if isinstance(data, dict) else {}
