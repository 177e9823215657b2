"""`canbo rules`: prove the packs, show a rule, assess facts, explain a person, search, compare packs."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.commands import rules_people, rules_values
from canbo.cli.parser import DONE, REFUSED, Parser, add_common, day
from canbo.core.errors import DomainError

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
    _add_show(kinds)
    _add_assess(kinds)
    words: Parser = kinds.add_parser(
        "vocabulary", help="mọi dữ kiện mà quy tắc dùng: loại, đơn vị, nghĩa", example="canbo rules vocabulary --json",
        description="Liệt kê mọi dữ kiện của người và của việc đang xét.",
    )  # fmt: skip
    add_common(words, prints_data=True)
    words.set_defaults(run=run_vocabulary)
    rules_values.add_to(kinds)
    rules_people.add_to(kinds)


def _add_show(kinds: Any) -> None:
    show: Parser = kinds.add_parser(
        "show", help="một quy tắc, tham số, tiêu chuẩn hoặc văn bản, và lịch sử của nó",
        example="canbo rules show party.appointment.months_in_post --as-of 2026-01-15",
        description="Cho biết nội dung có hiệu lực một ngày, căn cứ, lịch sử và các ca thử.",
    )  # fmt: skip
    show.add_argument("id", metavar="MÃ", help="mã của quy tắc, tham số, tiêu chuẩn, quy trình hoặc văn bản")
    show.add_argument("--as-of", type=day, metavar="NGÀY", help="ngày xem (mặc định hôm nay)")
    add_place(show)
    add_common(show, prints_data=True)
    show.set_defaults(run=run_show)


def _add_assess(kinds: Any) -> None:
    assess: Parser = kinds.add_parser(
        "assess", help="xét tiêu chuẩn từ một tệp dữ kiện, không cần cơ sở dữ liệu",
        example="canbo rules assess --facts facts.json --for commune.division_head --as-of 2026-01-15 --json",
        description="Xét dữ kiện của một người theo tiêu chuẩn của một loại chức danh vào một ngày.",
    )  # fmt: skip
    assess.add_argument(
        "--facts", type=Path, required=True, metavar="TỆP", help="tệp JSON dữ kiện (xem rules vocabulary)"
    )
    add_target(assess)
    assess.add_argument("--if", dest="changes", type=Path, metavar="TỆP", help="nếu các dữ kiện trong tệp này khác đi")
    add_common(assess, prints_data=True)
    assess.set_defaults(run=run_assess)


def add_place(parser: Parser) -> None:
    """Add whose own values lie over the central ones."""
    parser.add_argument(
        "--place", action="append", default=[], metavar="MÃ",
        help="mã đơn vị có giá trị riêng đè lên trung ương; ghi nhiều lần từ cấp trên xuống, cấp dưới cùng đứng trên",
    )  # fmt: skip


def add_target(parser: Parser) -> None:
    """Add what says for which title, in which act, as of which day, under which packs."""
    parser.add_argument(
        "--for", dest="title", required=True, metavar="CHỨC_DANH", help="loại chức danh hoặc mã chức danh"
    )
    parser.add_argument("--as-of", type=day, required=True, metavar="NGÀY", help="ngày xét")
    parser.add_argument("--act", default="appointment", metavar="VIỆC", help="việc đang xét (mặc định appointment)")
    parser.add_argument("--tier", default="", metavar="CẤP", help="cấp của vị trí, nếu loại chức danh không nói")
    parser.add_argument("--block", default="", metavar="KHỐI", help="khối của vị trí, nếu loại chức danh không nói")
    parser.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar="BỘ",
        help="xét theo bộ này thay cho bộ cùng lớp đang có hiệu lực",
    )
    add_place(parser)
    parser.add_argument("--language", choices=("vi", "en"), default="vi", metavar="TIẾNG", help="vi hoặc en")


def run_check(arguments: Namespace) -> int:
    """Prove the packs; status 1 with every fault where there are any."""
    office.configure(arguments)
    from canbo.rules import library

    found, faults, tried = library.check([arguments.packs_dir] if arguments.packs_dir else None)
    if arguments.pack:
        if not any(fault.place.file.startswith(f"{arguments.pack}/") for fault in faults):
            found.pack(arguments.pack)
        faults = [fault for fault in faults if fault.place.file.startswith(f"{arguments.pack}/")]
    counts = {
        "packs": len(found.packs), "documents": len(found.documents),
        "parameters": sum(len(pack.parameters) for pack in found.packs.values()),
        "conditions": sum(len(pack.conditions) for pack in found.packs.values()),
        "standards": sum(len(pack.standards) for pack in found.packs.values()),
        "procedures": sum(len(pack.procedures) for pack in found.packs.values()),
        "schemes": sum(not scheme.is_base for scheme in found.schemes.values()),
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
            f"{counts['conditions']} điều kiện, {counts['standards']} tiêu chuẩn, {counts['procedures']} quy trình, "
            f"{counts['schemes']} bộ tiêu chí; "
            f"{counts['cases']} lần thử. " + (f"{len(faults)} lỗi." if faults else "Không có lỗi.")
        )
    return REFUSED if faults else DONE


def run_show(arguments: Namespace) -> int:
    """Print a rule as it stands on a day, and its history. Errors: rule_unknown."""
    office.configure(arguments)
    from django.utils import timezone

    from canbo.rules import library
    from canbo.rules.answers import plain_rule
    from canbo.rules.domain.lexicon import nearest

    found = library.library()
    law = found.law(arguments.as_of or timezone.localdate(), places=arguments.place)
    shown = plain_rule(found, arguments.id, law)
    if shown is None:
        near = nearest(arguments.id, found.names)
        raise DomainError(
            "rule_unknown", "Không có «{name}». Gần nhất: {near}.", name=arguments.id, near=", ".join(near) or "—"
        )
    if arguments.json:
        output.print_json(shown)
    else:
        print(f"{shown['label']['vi']} ({shown['kind']} {shown['id']})")
        for line in _lines(shown["in_force"], "có hiệu lực"):
            print(line)
        for version in shown.get("history", []):
            for line in _lines(version, f"từ {version['from']}"):
                print(line)
    return DONE


def _lines(data: Any, head: str) -> list[str]:
    if not isinstance(data, Mapping):
        return [f"{head}: {'không' if data in (None, False) else 'có' if data is True else data}"]
    lines = [f"{head}:"]
    for key, value in data.items():
        if key == "citations":
            lines += [f"  căn cứ: {each['clause']}, {each.get('number', each['document'])}" for each in value]
        elif value not in (None, [], {}):
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, (Mapping, list)) else value
            lines.append(f"  {key}: {text}")
    return lines


def run_assess(arguments: Namespace) -> int:
    """Assess the facts of a file and print the findings."""
    office.configure(arguments)
    from django.utils import translation

    from canbo.rules import assessing, library
    from canbo.rules.answers import plain_assessment, plain_facts

    question = assessing.Question(
        arguments.title, arguments.act, arguments.as_of, arguments.tier, arguments.block, packs=arguments.pack,
        places=arguments.place,
        changes=output.json_of(arguments.changes) if arguments.changes else None, language=arguments.language,
    )  # fmt: skip
    raw = output.json_of(arguments.facts)
    with translation.override(arguments.language):
        assessment, law, derived = assessing.assess_and_derive(raw, question, library.library())
        plain = {**plain_assessment(assessment, law), "derived": plain_facts(derived)}
    if arguments.json:
        output.print_json(plain)
    else:
        rules_people.print_assessment(plain)
    return DONE


def run_vocabulary(arguments: Namespace) -> int:
    """Print every fact."""
    office.configure(arguments)
    from canbo.rules.answers import plain_vocabulary
    from canbo.rules.lexicon import lexicon

    words = plain_vocabulary(lexicon())
    if arguments.json:
        output.print_json({"facts": words})
    else:
        rows = [(word["name"], word["type"], word.get("given_in", "facts"), word["label"]) for word in words]
        print(output.table(("dữ kiện", "loại", "của", "nghĩa"), rows))
    return DONE
