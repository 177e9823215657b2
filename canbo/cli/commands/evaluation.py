"""`canbo evaluation`: score inputs by a scheme of the packs, list the schemes, hold up the mirror; no database."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common

_EXAMPLE = """
canbo evaluation schemes
canbo evaluation schemes --example state.nd_335_2025.civil_servant > diem.json
canbo evaluation score --scheme state.nd_335_2025.civil_servant diem.json --json
canbo evaluation mirror xep-loai.csv --json
"""


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    parser = commands.add_parser(
        "evaluation", example=_EXAMPLE, help="đánh giá, xếp loại: chấm theo bộ tiêu chí",
        description="Chấm điểm, đề xuất mức xếp loại từ tệp, không cần cơ sở dữ liệu.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="evaluation", metavar="VIỆC", required=True, title="các việc")
    _add_score(kinds)
    _add_schemes(kinds)
    _add_mirror(kinds)


def _add_score(kinds: Any) -> None:
    score: Parser = kinds.add_parser(
        "score", help="từ số liệu của một người đến mức đề xuất, kèm cách tính và căn cứ", example=_EXAMPLE,
        description="Đọc số liệu của một người hoặc một tập thể, tính điểm, xét từng điều kiện của từng mức, rồi đề "
        "xuất mức kèm căn cứ. Điều chưa biết thì nêu là thiếu, không đoán. Người có thẩm quyền mới quyết định.",
    )  # fmt: skip
    score.add_argument("file", type=Path, metavar="TỆP", help="tệp JSON số liệu (xem evaluation schemes --example)")
    score.add_argument("--scheme", required=True, metavar="MÃ", help="mã bộ tiêu chí (xem evaluation schemes)")
    score.add_argument("--language", choices=("vi", "en"), default="vi", metavar="TIẾNG", help="vi hoặc en")
    add_common(score, prints_data=True)
    score.set_defaults(run=run_score)


def _add_schemes(kinds: Any) -> None:
    schemes: Parser = kinds.add_parser(
        "schemes", help="các bộ tiêu chí: cho ai, khi nào, căn cứ; tệp mẫu để điền", example=_EXAMPLE,
        description="Liệt kê mọi bộ tiêu chí của các bộ quy tắc, hoặc in một tệp mẫu để điền.",
    )  # fmt: skip
    only = schemes.add_mutually_exclusive_group()
    only.add_argument("--example", metavar="MÃ", help="in tệp mẫu để điền của bộ tiêu chí này")
    only.add_argument("--schema", metavar="MÃ", help="in JSON Schema của tệp của bộ tiêu chí này")
    schemes.add_argument("--language", choices=("vi", "en"), default="vi", metavar="TIẾNG", help="vi hoặc en")
    add_common(schemes, prints_data=True)
    schemes.set_defaults(run=run_schemes)


def _add_mirror(kinds: Any) -> None:
    mirror: Parser = kinds.add_parser(
        "mirror", help="soi xếp loại: ai chấm rộng hay chặt; nhận xét chép lại, chung chung", example=_EXAMPLE,
        description="Đọc tệp CSV, mỗi dòng một lượt xếp loại, rồi cho biết xếp loại phân bố ra sao, đơn vị và người "
        "nào chấm cao hay thấp hơn mức mà kết quả công việc và các đơn vị tương tự cho thấy (kèm khoảng tin cậy 95 %), "
        "nhận xét nào chép lại, nhận xét nào chung chung. Chỉ để tham khảo, không đổi xếp loại nào.",
    )  # fmt: skip
    mirror.add_argument(
        "file", type=Path, metavar="TỆP",
        help="tệp CSV với dòng đầu year,unit,rater,person,leader,self,collective,final,result,comment",
    )  # fmt: skip
    add_common(mirror, prints_data=True)
    mirror.set_defaults(run=run_mirror)


def run_score(arguments: Namespace) -> int:
    """Score the inputs of a file and print the proposed level with its working."""
    office.configure(arguments)
    from django.utils import timezone

    from canbo.evaluation import score_files

    raw = output.json_of(arguments.file, exact=True)
    told = score_files.score_of(arguments.scheme, raw, today=timezone.localdate(), language=arguments.language)
    if arguments.json:
        output.print_json(told)
    else:
        for line in score_files.lines_of(told, arguments.language):
            print(line)
    return DONE


def run_schemes(arguments: Namespace) -> int:
    """Print every scheme, or the file to fill or the JSON Schema of one."""
    office.configure(arguments)
    from canbo.evaluation import published

    if arguments.example:
        output.print_json(published.example_of(arguments.example))
    elif arguments.schema:
        output.print_json(published.schema_of(arguments.schema))
    else:
        told = published.schemes(arguments.language)
        if arguments.json:
            output.print_json({"schemes": told})
        else:
            rows = [(each["id"], each["in_force"], each["who"], each["citation"]) for each in told]
            print(output.table(("mã", "hiệu lực", "cho ai", "căn cứ"), rows))
    return DONE


def run_mirror(arguments: Namespace) -> int:
    """Hold the mirror up to a file of ratings and print what it shows."""
    office.configure(arguments)
    from canbo.evaluation import mirror_files

    told = mirror_files.mirror_of(output.readable_file(arguments.file).read_bytes())
    if arguments.json:
        output.print_json(told)
    else:
        for line in mirror_files.lines_of(told):
            print(line)
    return DONE
