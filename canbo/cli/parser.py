"""An argument parser that speaks Vietnamese and shows an example in every help."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError

#: Exit statuses of every command.
DONE, REFUSED, MISUSED = 0, 1, 2

#: What argparse says, in the words of this product; the groups carry names over.
_WORDS = (
    (r"the following arguments are required: (.+)", r"còn thiếu: \1"),
    (r"unrecognized arguments: (.+)", r"không hiểu: \1"),
    (r"argument (.+?): expected one argument", r"\1 phải có một giá trị đi sau"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 không nhận \2; chọn một trong: \3"),
    (r"argument (.+?): invalid int value: (.+)", r"\1 phải là số nguyên, không phải \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"không dùng \1 cùng với \2"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 viết tắt chưa rõ, có thể là \2"),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in Vietnamese, texts as they are written."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """The parser of `canbo` and of each command."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", _Formatter)
        if example:
            kwargs["epilog"] = f"ví dụ:\n{_indented(example)}"
        kwargs["add_help"] = False
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)
        self._positionals.title = "đối số"
        self._optionals.title = "tuỳ chọn"
        self.add_argument("-h", "--help", action="help", help="hiện phần trợ giúp này")

    def error(self, message: str) -> NoReturn:
        """Say what was used wrongly and how it is used; exit status 2."""
        for pattern, words in _WORDS:
            found = re.fullmatch(pattern, message, flags=re.S)
            if found:
                message = found.expand(words)
                break
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"{self.prog}: {message}\n")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())


def day(text: str) -> date:
    """Read a day given as 2013-12-31 or 31/12/2013 (for `type=`)."""
    try:
        found = PartialDate.parse(text)
    except DomainError as error:
        raise argparse.ArgumentTypeError(error.message) from error
    if found.precision != "day":
        raise argparse.ArgumentTypeError(f"«{text}» chưa đủ ngày, tháng, năm (ví dụ 2013-12-31)")
    return found.earliest


def whole(low: int, high: int) -> Any:
    """Read a whole number between two bounds (for `type=`)."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"phải là số nguyên từ {low} đến {high}, không phải «{text}»")
        return int(text)

    return read


def add_common(parser: argparse.ArgumentParser, *, named_user: bool = False, prints_data: bool = False) -> None:
    """Add the options that many commands share."""
    parser.add_argument(
        "--data-dir", type=Path, metavar="THƯ_MỤC",
        help="thư mục dữ liệu (thay cho biến môi trường CANBO_DATA_DIR; mặc định ~/.local/share/canbo)",
    )  # fmt: skip
    if named_user:
        parser.add_argument(
            "--as", dest="as_user", metavar="TÀI_KHOẢN",
            help="làm việc với danh nghĩa tài khoản này; mặc định là tài khoản duy nhất, hoặc «quantri»",
        )  # fmt: skip
    if prints_data:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON ra stdout")
