"""The parts of `canbo rules` that read the files: explain a person, find candidates, compare packs over everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_OUTCOMES: Final = {"pass": "đạt", "fail": "KHÔNG ĐẠT", "unknown": "chưa rõ", "not_applicable": "không áp dụng"}
_OVERALL: Final = {
    "meets_all": "Đủ tiêu chuẩn, điều kiện", "meets_all_but_one": "Chỉ thiếu một điều kiện",
    "unknown": "Chưa đủ dữ kiện", "does_not": "Không đủ tiêu chuẩn, điều kiện",
}  # fmt: skip


def add_to(kinds: Any) -> None:
    """Declare these commands."""


def print_assessment(plain: Mapping[str, Any]) -> None:
    """Print an assessment for people: the class, then each finding with its reason and clauses."""
    print(f"{_OVERALL[plain['overall']]} — {plain['label']}, {plain['act']}, ngày {plain['as_of']}.")
    if plain["meets_on"]:
        print(f"Đủ từ ngày {plain['meets_on']} nếu không có gì thay đổi.")
    for each in plain["findings"]:
        mark = "cảnh báo" if each["warning"] else _OUTCOMES[each["outcome"]]
        print(f"[{mark}] {each['label']}: {each['reason']}")
        for cited in each["citations"]:
            print(f"    {cited['clause']}, {cited.get('number', cited['document'])}")
        if each["cure"]["holds_on"]:
            print(f"    đạt từ ngày {each['cure']['holds_on']}")
        elif each["outcome"] == "fail" and each["cure"]["how"]:
            print(f"    {each['cure']['how']}")
        if not each["confirmed"]:
            print("    căn cứ chưa được xác nhận với toàn văn; chỉ để lưu ý")
