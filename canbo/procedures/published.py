"""The JSON Schema of a count, made from the same lists that the reader holds files to.

`python -m canbo.procedures.published` writes it to `schemas/`; a test fails when it is stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from canbo.procedures.domain.counts import CONFIDENCE_LEVELS, Base, Kind
from canbo.procedures.domain.tally import OPERATORS, TAKES, THENS

SCHEMAS: Final = Path(__file__).parent / "schemas"

type Schema = dict[str, Any]

_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_SHARE: Final[Schema] = {"type": "string", "pattern": "^[0-9]{1,6}/[0-9]{1,6}$"}

_NUMBER_WORDS: Final = {
    "members": "Tổng số thành viên của tập thể; cần khi quy tắc tính trên tổng số thành viên.",
    "convened": "Số người được triệu tập, có quyền bỏ phiếu.",
    "present": "Số người có mặt, có quyền bỏ phiếu; không quá convened.",
    "issued": "Số phiếu phát ra; không quá present.",
    "returned": "Số phiếu thu về; không quá issued, bằng valid + invalid + blank.",
    "valid": "Số phiếu hợp lệ.",
    "invalid": "Số phiếu không hợp lệ. Bỏ cả invalid và blank thì phần thu về còn lại tính là không hợp lệ.",
    "blank": "Số phiếu trắng.",
}
_TAKE_WORDS: Final = (
    "Dòng lấy ai trong những người đạt: bỏ trống ở mọi dòng thì xét riêng từng người; highest người cao phiếu nhất "
    "(nhiều suất thì lấy từ trên xuống cho đủ), all mọi người đạt, tied những người bằng phiếu ở đầu, single khi chỉ "
    "một người đạt, two_highest hai người cao phiếu nhất (ai bằng người thứ hai thì cùng lấy)."
)
_THEN_WORDS: Final = (
    "Người đạt dòng này thì: chosen được chọn, chiếm một suất; advance vào bước sau; second_round vào vòng hai; "
    "head_decides, head_decides_and_reports người đứng đầu quyết định (và báo cáo); chair_decides theo phía có phiếu "
    "của người chủ trì; authority_decides cấp có thẩm quyền quyết định; report_all_opinions báo cáo đủ ý kiến; "
    "stop_and_report dừng, báo cáo; input_only chỉ để tham khảo; rejected không được thông qua; "
    "unsaid văn bản không nói."
)


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def tally_schema() -> Schema:
    """Give the schema of the file that `canbo procedures tally` reads."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kết quả một lần bỏ phiếu",
        "description": (
            "Ghi procedure, step, as_of để đọc theo một bước của bộ quy tắc, hoặc tự ghi rule. Một vòng thì ghi "
            "numbers và names; nhiều vòng thì ghi rounds. Ví dụ: thư mục examples."
        ),
        **_object(_top(), ("kind",)),
        "allOf": [
            {"oneOf": [{"required": ["rule"]}, {"required": ["procedure", "step", "as_of"]}]},
            {"oneOf": [{"required": ["numbers", "names"]}, {"required": ["rounds"]}]},
        ],
        "$defs": {"numbers": _numbers(), "name": _name(), "rule": _rule(), "line": _line()},
    }  # fmt: skip


def _top() -> Schema:
    names = _list({"$ref": "#/$defs/name"})
    numbers: Schema = {"$ref": "#/$defs/numbers"}
    rule: Schema = {"$ref": "#/$defs/rule"}
    each = _object({"numbers": numbers, "names": names, "rule": rule}, ("numbers", "names"))
    return {
        "$schema": {"type": "string"}, "title": {"type": "string"},
        "kind": _said(
            {"enum": [kind.value for kind in Kind]},
            "approve đồng ý, không đồng ý, không có ý kiến với từng người; choose đánh dấu tối đa max_choices người; "
            f"rate xếp mức theo levels; confidence tín nhiệm ba mức {', '.join(CONFIDENCE_LEVELS)}.",
        ),
        "seats": _said({**_WHOLE, "minimum": 1}, (
            "Số người được lấy. Bỏ trống: một người khi có dòng ghi take, mọi người đạt khi xét riêng từng người."
        )),
        "max_choices": _said({**_WHOLE, "minimum": 1}, (
            "Chỉ cho choose: mỗi phiếu chọn nhiều nhất mấy người. Bước đã quy định thì lấy theo bước."
        )),
        "added": _said(_WHOLE, "Mỗi phiếu được ghi thêm mấy tên; tên ghi thêm có added: true."),
        "levels": _said(_list(_TEXT), "Chỉ cho rate: các mức, cao nhất trước."),
        "procedure": _said(_TEXT, "Mã quy trình, ví dụ state.appointment.in_place."),
        "step": _said(_TEXT, "Mã bước của quy trình, ví dụ s2."),
        "as_of": _said({"type": "string", "format": "date"}, "Ngày họp: đọc theo quy trình có hiệu lực ngày ấy."),
        "rule": rule,
        "earlier": _said(
            {"type": "object", "additionalProperties": _list(_TEXT)},
            "Tên được chọn ở bước trước, theo mã bước; cần khi quy tắc có differs_from.",
        ),
        "numbers": numbers, "names": names,
        "rounds": _said({**_list(each), "minItems": 1}, (
            "Từng vòng theo thứ tự. Vòng sau chỉ có người được đưa vào vòng ấy, lấy số suất còn lại; ghi rule nếu "
            "vòng ấy đọc theo quy tắc khác."
        )),
    }  # fmt: skip


def _numbers() -> Schema:
    held = {name: _said(_WHOLE, words) for name, words in _NUMBER_WORDS.items()}
    held["members"] = _said({"anyOf": [_WHOLE, {"type": "null"}]}, _NUMBER_WORDS["members"])
    return _object(held, ("convened", "present", "issued", "returned", "valid"))


def _name() -> Schema:
    added = _said({"type": "boolean"}, "Tên do người bỏ phiếu ghi thêm.")
    none = _said(_WHOLE, "Không có ý kiến.")
    return {"anyOf": [
        _object({
            "name": _TEXT, "for": _said(_WHOLE, "Đồng ý, hoặc được chọn."), "against": _said(_WHOLE, "Không đồng ý."),
            "none": none, "added": added,
        }, ("name", "for")),
        _object({
            "name": _TEXT, "none": none, "added": added,
            "levels": _said(
                {"type": "object", "additionalProperties": _WHOLE},
                "Số phiếu từng mức; cộng cả none bằng số phiếu hợp lệ.",
            ),
        }, ("name", "levels")),
    ], "description": "Phiếu approve: for + against + none bằng số phiếu hợp lệ. Choose: chỉ cần for."}  # fmt: skip


def _rule() -> Schema:
    quorum = _object(
        {"operator": {"enum": [">", ">="]}, "threshold": _SHARE, "base": {"enum": ["convened", "members"]}},
        ("operator", "threshold"),
    )
    return _object({
        "quorum": _said({"anyOf": [quorum, {"type": "null"}]}, "Số người có mặt phải đạt; base bỏ trống là convened."),
        "lines": _said(
            {**_list({"$ref": "#/$defs/line"}), "minItems": 1}, "Xét lần lượt như văn bản ghi; dòng còn lại đứng cuối."
        ),
        "tie": _said({"enum": list(THENS)}, "Bằng phiếu ở suất cuối thì sao; bỏ trống là unsaid."),
        "citation": _said({"type": "string"}, "Điều, khoản, văn bản."), "confirmed": {"type": "boolean"},
        "announce": {"enum": ["announced", "not_announced", "unsaid"]},
    }, ("lines",))  # fmt: skip


def _line() -> Schema:
    return _object({
        "operator": _said({"enum": list(OPERATORS)}, "So tỷ lệ phiếu với ngưỡng; đúng một nửa là = với 1/2."),
        "threshold": _said(_SHARE, 'Phân số, ví dụ "1/2", "2/3", "3/10".'),
        "base": _said({"enum": [base.value for base in Base]}, "Mẫu số; bỏ trống là convened."),
        "take": _said({"enum": ["", *TAKES]}, _TAKE_WORDS), "then": _said({"enum": list(THENS)}, _THEN_WORDS),
        "otherwise": _said({"type": "boolean"}, "Mọi trường hợp còn lại; dòng này không ghi ngưỡng."),
        "differs_from": _said(
            {"type": "string"}, "Chỉ áp dụng khi người cao phiếu nhất khác kết quả bước này (earlier)."
        ),
        "measure": _said(
            {**_list(_TEXT), "minItems": 1},
            "Những dấu được cộng: for, against, none, hoặc các mức. Bỏ trống là for; rate và confidence phải ghi.",
        ),
    }, ("then",))  # fmt: skip


def as_text(schema: Schema) -> str:
    """Give the file's text."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (SCHEMAS / "tally.schema.json").write_text(as_text(tally_schema()), encoding="utf-8")
