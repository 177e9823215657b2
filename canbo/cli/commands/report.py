"""`canbo report`: the figures that an office is asked for, computed from the files."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common, day, whole

_EXAMPLE = """
canbo report quality --as-of 2013-12-31
canbo report quality --as-of 2013-12-31 --unit "Phòng Nội vụ" --json
canbo report training --since 2009 --json
canbo report evaluation --year 2026 --unit "Phòng Nội vụ" --json
"""


def add_to(commands: Any) -> None:
    """Declare the command and its reports."""
    parser = commands.add_parser(
        "report", example=_EXAMPLE, help="in báo cáo chất lượng, kết quả đào tạo, xếp loại",
        description="Tính báo cáo từ hồ sơ và in ra màn hình hoặc JSON.",
    )  # fmt: skip
    kinds = parser.add_subparsers(dest="report", metavar="BÁO_CÁO", required=True, title="các báo cáo")
    quality: Parser = kinds.add_parser(
        "quality", help="chất lượng đội ngũ vào một ngày",
        example='canbo report quality --as-of 2013-12-31 --unit "Phòng Nội vụ" --json',
        description="Số lượng, cơ cấu, trình độ của những người có mặt vào một ngày.",
    )  # fmt: skip
    quality.add_argument("--as-of", type=day, required=True, metavar="NGÀY", help="ngày báo cáo, ví dụ 2013-12-31")
    quality.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã, số hoặc tên đơn vị (mặc định: tất cả)")
    quality.add_argument("--known-on", type=day, metavar="NGÀY", help="theo những gì đã ghi nhận đến hết ngày này")
    quality.add_argument(
        "--young-under",
        type=whole(16, 80),
        default=40,
        metavar="TUỔI",
        help="cán bộ trẻ là dưới tuổi này (mặc định 40)",
    )
    add_common(quality, named_user=True, prints_data=True)
    quality.set_defaults(run=run_quality)
    training: Parser = kinds.add_parser(
        "training", help="kết quả đào tạo từ một năm", example="canbo report training --since 2009 --json",
        description="Số người được cử đi học các khoá bắt đầu từ ngày 1 tháng 1 của năm, theo trình độ và hình thức.",
    )  # fmt: skip
    training.add_argument("--since", type=_year, required=True, metavar="NĂM", help="năm bắt đầu, ví dụ 2009")
    training.add_argument("--as-of", type=day, metavar="NGÀY", help="đến hết ngày này (mặc định hôm nay)")
    training.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã, số hoặc tên đơn vị (mặc định: tất cả)")
    add_common(training, named_user=True, prints_data=True)
    training.set_defaults(run=run_training)
    _add_evaluation(kinds)


def _add_evaluation(kinds: Any) -> None:
    evaluation: Parser = kinds.add_parser(
        "evaluation", help="kết quả đánh giá, xếp loại của một năm, quý, tháng, có năm trước bên cạnh",
        example='canbo report evaluation --year 2026 --unit "Phòng Nội vụ" --json',
        description="Số người theo từng mức, thang của Nhà nước và của Đảng riêng; ai chưa xếp loại vẫn được tính và "
        "nêu lý do. Lấy từ hồ sơ và các đợt đánh giá; nơi không có đợt nào thì chỉ từ hồ sơ.",
    )  # fmt: skip
    evaluation.add_argument("--year", type=_year, required=True, metavar="NĂM", help="năm đánh giá, ví dụ 2026")
    within = evaluation.add_mutually_exclusive_group()
    within.add_argument("--quarter", type=whole(1, 4), metavar="QUÝ", help="chỉ một quý, 1 đến 4")
    within.add_argument("--month", type=whole(1, 12), metavar="THÁNG", help="chỉ một tháng, 1 đến 12")
    evaluation.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã, số hoặc tên đơn vị (mặc định: tất cả)")
    evaluation.add_argument("--as-of", type=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định hôm nay)")
    evaluation.add_argument("--known-on", type=day, metavar="NGÀY", help="theo những gì đã ghi nhận đến hết ngày này")
    add_common(evaluation, named_user=True, prints_data=True)
    evaluation.set_defaults(run=run_evaluation)


def run_quality(arguments: Namespace) -> int:
    """Print the quality report."""
    office.configure(arguments)
    office.make_ready()
    from canbo.access.selectors import find_unit
    from canbo.reports.selectors import quality_report

    access = office.actor(arguments.as_user)
    unit = find_unit(access, arguments.unit) if arguments.unit else None
    data = quality_report(
        access, arguments.as_of, unit=unit, known_on=_end_of(arguments.known_on), young_under=arguments.young_under
    )
    _print(data, as_json=arguments.json)
    return DONE


def run_training(arguments: Namespace) -> int:
    """Print the training result report."""
    office.configure(arguments)
    office.make_ready()
    from django.utils import timezone

    from canbo.access.selectors import find_unit
    from canbo.reports.selectors import training_report

    access = office.actor(arguments.as_user)
    unit = find_unit(access, arguments.unit) if arguments.unit else None
    data = training_report(access, arguments.since, unit=unit, as_of=arguments.as_of or timezone.localdate())
    _print(data, as_json=arguments.json)
    return DONE


def run_evaluation(arguments: Namespace) -> int:
    """Print the report of the ratings of a period."""
    office.configure(arguments)
    office.make_ready()
    from django.utils import timezone

    from canbo.access.selectors import find_unit
    from canbo.reports.selectors import year_report

    access = office.actor(arguments.as_user)
    unit = find_unit(access, arguments.unit) if arguments.unit else None
    data = year_report(
        access, unit, arguments.year, quarter=arguments.quarter, month=arguments.month,
        as_of=arguments.as_of or timezone.localdate(), known_on=_end_of(arguments.known_on),
    )  # fmt: skip
    if arguments.json:
        output.print_json(data)
    else:
        _print_evaluation(data)
    return DONE


_LEVELS = {
    "excellent": "Xuất sắc", "well": "Tốt", "completed": "Hoàn thành", "not_completed": "Không hoàn thành",
    "not_graded": "Chưa xếp loại",
}  # fmt: skip
_SCALES = {"state": "Nhà nước", "party": "Đảng"}


def _print_evaluation(data: Mapping[str, Any]) -> None:
    """Print each scale with last year's beside it; the base of every share is the total."""
    print(f"Kết quả xếp loại {_period(data)}: {data['unit'] or 'toàn bộ phạm vi được giao'}")
    last = data["last_year"] or {}
    tables = [(label, data[track], last.get(track)) for track, label in _SCALES.items()]
    for track, label in _SCALES.items():
        collectives = data["collectives"][track]
        if collectives["total"]:
            tables.append((f"Tập thể, {label}", collectives, last.get("collectives", {}).get(track)))
    for label, now, then in tables:
        rows = [
            (words, *pair, *before)
            for (words, *pair), (_words, *before) in zip(
                _level_rows(now), _level_rows(then) if then else [("", "", "")] * (len(_LEVELS) + 2), strict=True
            )
        ]
        print()
        print(output.table((label, "số", "tỷ lệ", "năm trước", "tỷ lệ"), rows, numbers=(1, 2, 3, 4)))


def _level_rows(counted: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    top = counted["excellent_of_well_or_better"]
    return [
        ("Tổng số (cơ số)", _number(counted["total"]), ""),
        *((words, _number(counted[key]["count"]), _percent(counted[key]["percent"])) for key, words in _LEVELS.items()),
        (
            "Xuất sắc trong số tốt trở lên",
            f"{_number(top['count'])}/{_number(top['base'])}",
            _percent(top["percent"]),
        ),
    ]


def _period(data: Mapping[str, Any]) -> str:
    part = f"quý {data['quarter']} " if data["quarter"] else f"tháng {data['month']} " if data["month"] else ""
    return f"{part}năm {data['year']}"


#: The words of the figures; a figure without words here is shown under its own name.
_WORDS = {
    "as_of": "Ngày", "unit": "Đơn vị", "total": "Tổng số", "female": "Nữ", "party_members": "Đảng viên",
    "ethnic_minority": "Dân tộc thiểu số", "leaders": "Lãnh đạo, quản lý", "young": "Cán bộ trẻ",
    "qualification": "Chuyên môn", "theory": "Lý luận chính trị", "leaders_theory": "Lý luận chính trị của lãnh đạo",
    "none": "chưa qua đào tạo", "elementary": "sơ cấp", "intermediate": "trung cấp", "college": "cao đẳng",
    "university": "đại học", "master": "thạc sĩ", "doctorate": "tiến sĩ", "advanced": "cao cấp", "bachelor": "cử nhân",
    "unknown": "chưa rõ", "intermediate_or_above": "từ trung cấp trở lên", "percent": "tỷ lệ", "since": "Từ năm",
    "advanced_theory": "Cao cấp lý luận chính trị", "intermediate_theory": "Trung cấp lý luận chính trị",
    "full_time": "tập trung", "in_service": "vừa làm vừa học",
}  # fmt: skip


def _print(data: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.print_json(data)
        return
    rows = [row for key, value in data.items() for row in _rows(key, value, indent="")]
    print(output.table(("chỉ tiêu", "số", "tỷ lệ"), rows, numbers=(1, 2)))


def _rows(key: str, value: Any, indent: str) -> list[tuple[str, str, str]]:
    label = indent + _WORDS.get(key, key)
    if isinstance(value, Mapping):
        if "count" in value:
            return [(label, _number(value["count"]), _percent(value.get("percent")))]
        return [(label, "", ""), *(row for k, v in value.items() for row in _rows(k, v, indent + "  "))]
    if isinstance(value, list):
        return []
    if key == "percent":
        return [(label, "", _percent(value))]
    return [(label, _number(value), "")]


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return "" if value is None else str(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else f"{value:,}".replace(",", ".")


def _percent(value: Any) -> str:
    return "" if value is None else f"{value:.1f} %".replace(".", ",")


def _year(text: str) -> int:
    """Read a year, alone or at the head of a date (2009, 2009-01-01)."""
    year = text[:4]
    if not (year.isdecimal() and len(year) == 4 and text[4:] in {"", "-01-01"} and 1900 <= int(year) <= 2100):
        raise ArgumentTypeError(f"«{text}» không phải một năm (ví dụ 2009)")
    return int(year)


def _end_of(known_on: date | None) -> datetime | None:
    """Give the last moment of the day in the office's time, as the moment of knowing."""
    if known_on is None:
        return None
    from django.utils import timezone

    return timezone.make_aware(datetime.combine(known_on + timedelta(days=1), time.min)) - timedelta(microseconds=1)
