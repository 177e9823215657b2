from argparse import ArgumentTypeError
from datetime import date

import pytest

from canbo.cli import output
from canbo.cli.commands.report import _end_of, _year
from canbo.cli.main import build_parser, main
from canbo.cli.parser import day, whole
from canbo.core.errors import DomainError

COMMANDS = [
    "demo",
    "serve",
    "worker",
    "migrate",
    "create-admin",
    "import",
    "report",
    "report quality",
    "report training",
    "report evaluation",
    "doctor",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_shows_an_example_and_the_data_directory(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert "ví dụ:\n  canbo " in shown
    assert "cách dùng: " in shown
    assert "usage" not in shown
    assert command == "report" or "--data-dir" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "còn thiếu: LỆNH"),
        (["import", "roster"], "còn thiếu: TỆP"),
        (["import", "roster", "x", "--sheet"], "phải có một giá trị"),
        (["import", "gi", "x"], "không nhận 'gi'"),
        (["import", "roster", "x", "--as-of", "31/2/2013"], "--as-of: "),
        (["import", "roster", "x", "--as-of", "2013"], "chưa đủ ngày"),
        (["report", "quality"], "còn thiếu: --as-of"),
        (["report", "training", "--since", "09"], "không phải một năm"),
        (["serve", "--port", "99999"], "từ 0 đến 65535"),
        (["demo", "--cong", "1"], "không hiểu: --cong 1"),
    ],
)
def test_wrong_use_is_explained_and_ends_with_2(arguments, words, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert words in capsys.readouterr().err


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--version"])
    assert capsys.readouterr().out.startswith("canbo ")


def test_days_are_read_as_written_here_and_in_iso():
    assert day("31/12/2013") == day("2013-12-31") == date(2013, 12, 31)
    with pytest.raises(ArgumentTypeError):
        day("hôm nay")


def test_numbers_have_bounds():
    read = whole(1, 16)
    assert read("16") == 16
    for text in ("0", "17", "-1", "hai", "²"):
        with pytest.raises(ArgumentTypeError):
            read(text)


def test_years():
    assert _year("2009") == _year("2009-01-01") == 2009
    for text in ("2009-05-01", "09", "9999", "năm"):
        with pytest.raises(ArgumentTypeError):
            _year(text)


def test_knowing_lasts_until_the_end_of_the_day(settings):
    moment = _end_of(date(2026, 3, 1))
    assert moment.astimezone().date() >= date(2026, 3, 1)
    assert (moment.hour, moment.minute, moment.day) == (23, 59, 1)
    assert _end_of(None) is None


def test_tables_are_aligned_by_letters_not_by_bytes():
    shown = output.table(("Tên", "Số"), [("Đỗ Thị Ễ", 5), ("Lê", 1200)], numbers=(1,)).splitlines()
    assert shown[2].endswith("     5")
    assert len({len(line) for line in shown}) == 1


def test_json_is_plain(capsys):
    output.print_json({"on": date(2013, 12, 31), "names": ("Đỗ",), "none": None})
    assert '"on": "2013-12-31"' in capsys.readouterr().out


def test_what_an_error_names_is_listed():
    extra = {"missing": ["cột tên"], "doubtful": [{"column": "C", "heading": "Trình độ", "field": ""}], "row": 3}
    assert output.details(extra) == ["cột tên", "C · Trình độ"]


def test_files_that_cannot_be_read_are_refused(tmp_path):
    for path, code in ((tmp_path / "khong-co.xlsx", "file_missing"), (tmp_path, "file_is_folder")):
        with pytest.raises(DomainError) as refusal:
            output.readable_file(path)
        assert refusal.value.code == code
    with pytest.raises(DomainError) as refusal:
        output.readable_file(tmp_path / ("x" * 300))
    assert refusal.value.code == "file_unreadable"
