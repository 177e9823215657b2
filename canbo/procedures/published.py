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


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def tally_schema() -> Schema:
    """Give the schema of the file that `canbo procedures tally` reads."""
    bases: Schema = {"enum": [base.value for base in Base]}
    numbers = _object(
        dict.fromkeys(("convened", "present", "issued", "returned", "valid", "invalid", "blank"), _WHOLE)
        | {"members": {"anyOf": [_WHOLE, {"type": "null"}]}},
        ("convened", "present", "issued", "returned", "valid"),
    )
    names = _list({"anyOf": [
        _object({"name": _TEXT, "for": _WHOLE, "against": _WHOLE, "none": _WHOLE}, ("name", "for")),
        _object(
            {"name": _TEXT, "none": _WHOLE, "levels": {"type": "object", "additionalProperties": _WHOLE}},
            ("name", "levels"),
        ),
    ]})  # fmt: skip
    line = _object({
        "operator": {"enum": list(OPERATORS)}, "threshold": _SHARE, "base": bases, "take": {"enum": ["", *TAKES]},
        "then": {"enum": list(THENS)}, "otherwise": {"type": "boolean"}, "differs_from": {"type": "string"},
        "measure": {**_list(_TEXT), "minItems": 1},
    }, ("then",))  # fmt: skip
    quorum = _object(
        {"operator": {"enum": [">", ">="]}, "threshold": _SHARE, "base": {"enum": ["convened", "members"]}},
        ("operator", "threshold"),
    )
    rule = _object({
        "quorum": {"anyOf": [quorum, {"type": "null"}]}, "lines": {**_list(line), "minItems": 1},
        "tie": {"enum": list(THENS)}, "citation": {"type": "string"}, "confirmed": {"type": "boolean"},
        "announce": {"enum": ["announced", "not_announced", "unsaid"]},
    }, ("lines",))  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kết quả một lần bỏ phiếu",
        "description": f"Ba mức của phiếu tín nhiệm: {', '.join(CONFIDENCE_LEVELS)}. Nhiều vòng thì ghi rounds.",
        **_object({
            "$schema": {"type": "string"}, "title": {"type": "string"},
            "kind": {"enum": [kind.value for kind in Kind]}, "seats": {**_WHOLE, "minimum": 1},
            "max_choices": {**_WHOLE, "minimum": 1}, "levels": _list(_TEXT), "procedure": _TEXT, "step": _TEXT,
            "as_of": {"type": "string", "format": "date"}, "rule": rule,
            "earlier": {"type": "object", "additionalProperties": _list(_TEXT)}, "numbers": numbers, "names": names,
            "rounds": _list(_object({"numbers": numbers, "names": names}, ("numbers", "names"))),
        }, ("kind",)),
    }  # fmt: skip


def as_text(schema: Schema) -> str:
    """Give the file's text."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (SCHEMAS / "tally.schema.json").write_text(as_text(tally_schema()), encoding="utf-8")
