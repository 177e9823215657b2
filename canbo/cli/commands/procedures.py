"""`canbo procedures`: read a count of votes by its rule, without a database."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common

_EXAMPLE = """
canbo procedures tally kiem-phieu.json
canbo procedures tally kiem-phieu.json --json
"""
_TALLY_EXAMPLE = f"""{_EXAMPLE}
kiem-phieu.json, quy tắc tự ghi:
{{
  "kind": "approve",
  "rule": {{
    "quorum": {{"operator": ">=", "threshold": "2/3"}},
    "lines": [
      {{"operator": ">", "threshold": "1/2", "base": "convened", "then": "chosen"}},
      {{"operator": "=", "threshold": "1/2", "base": "convened", "then": "head_decides"}},
      {{"otherwise": true, "then": "rejected"}}
    ],
    "citation": "Quy chế làm việc, Điều 5"
  }},
  "numbers": {{"convened": 30, "present": 28, "issued": 28, "returned": 27, "valid": 26, "invalid": 1, "blank": 0}},
  "names": [{{"name": "Nguyễn Văn A", "for": 15, "against": 9, "none": 2}}]
}}
Theo một bước của bộ quy tắc: thay "rule" bằng
  "procedure": "state.appointment.in_place", "step": "s2", "as_of": "2026-03-02"
"""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "procedures", example=_EXAMPLE, help="quy trình: đọc kết quả kiểm phiếu",
        description="Làm việc với quy trình công tác cán bộ.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="procedures", metavar="VIỆC", required=True, title="các việc")
    tally: Parser = kinds.add_parser(
        "tally", help="đọc kết quả một lần bỏ phiếu từ tệp, không cần cơ sở dữ liệu", example=_TALLY_EXAMPLE,
        description="Kiểm tra các con số có khớp không rồi đọc kết quả theo quy tắc: số người dự, mẫu số, ngưỡng, "
        "bằng phiếu, vòng hai.\nTừng mục của tệp: canbo/procedures/schemas/tally.schema.json; "
        "mười ví dụ ở canbo/procedures/schemas/examples/.\n"
        "Ngưỡng là phân số («2/3»); số không khớp thì từ chối, nói rõ mục nào (trạng thái thoát 1).",
    )  # fmt: skip
    tally.add_argument("file", type=Path, metavar="TỆP", help="tệp JSON của lần bỏ phiếu")
    tally.add_argument("--language", choices=("vi", "en"), default="vi", metavar="TIẾNG", help="vi hoặc en")
    add_common(tally, prints_data=True)
    tally.set_defaults(run=run_tally)


def run_tally(arguments: Namespace) -> int:
    """Read the count of a file and print the outcome with its reasons."""
    office.configure(arguments)
    from canbo.procedures.tally_files import tally_of

    told = tally_of(output.json_of(arguments.file), arguments.language)
    if arguments.json:
        output.print_json(told)
        return DONE
    if told["quorum"]:
        print(told["quorum"]["reason"])
    for number, each in enumerate(told.get("rounds", [told]), start=1):
        if "rounds" in told:
            print(f"Vòng {number}: {each['outcome_words']}")
        for name in each["names"]:
            print(f"  {name['reason']}")
    print(" ".join(filter(None, (f"Kết quả: {told['outcome_words']}.", told["follows"]))))
    rule = told["rule"]
    if rule["citation"]:
        print(f"Căn cứ: {rule['citation']}" + ("" if rule["confirmed"] else " (chưa xác nhận)"))
    return DONE
