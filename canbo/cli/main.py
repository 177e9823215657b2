"""The command `canbo`: one door to everything that an office runs from a terminal.

Exit status: 0 done, 1 refused (with the reasons), 2 used wrongly.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from canbo.cli import output
from canbo.cli.commands import (
    account,
    audit,
    backup,
    create_admin,
    db,
    demo,
    doctor,
    evaluation,
    import_files,
    keys,
    migrate,
    procedures,
    report,
    restore,
    rules,
    serve,
    worker,
)
from canbo.cli.parser import REFUSED, Parser
from canbo.core.errors import DomainError

_COMMANDS = (
    demo,
    serve,
    worker,
    migrate,
    create_admin,
    account,
    import_files,
    report,
    rules,
    procedures,
    evaluation,
    audit,
    backup,
    restore,
    keys,
    db,
    doctor,
)
_EXAMPLE = """
canbo demo
canbo import roster danh-sach.xlsx --as-of 2013-12-31
canbo report quality --as-of 2013-12-31 --json
"""


def build_parser() -> Parser:
    """Give the parser with every command."""
    parser = Parser(
        prog="canbo", example=_EXAMPLE,
        description="Quản lý cán bộ, công chức, viên chức: hồ sơ theo ngày, nhập danh sách, báo cáo.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"canbo {version('canbo')}", help="hiện phiên bản")
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", required=True, title="các lệnh")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except DomainError as error:
        return _refuse(error, as_json=getattr(arguments, "json", False))
    except BrokenPipeError:
        # Whoever read the output has left; nothing more can be told, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return REFUSED
    except KeyboardInterrupt:
        return 130


def _refuse(error: DomainError, *, as_json: bool) -> int:
    """Tell why: as JSON on stdout where data was asked for, and always as a sentence on stderr."""
    if as_json:
        refusal = {"error": {"code": error.code, "message": error.message, **output.plain(error.extra)}}
        print(json.dumps(refusal, ensure_ascii=False, indent=2))
    print(f"canbo: {error.message}", file=sys.stderr)
    for line in output.details(error.extra):
        print(f"  - {line}", file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
