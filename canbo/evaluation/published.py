"""The JSON Schema and an example of the file of every scheme, made from the schemes themselves.

`python -m canbo.evaluation.published` writes them to `schemas/`; a test fails when they are stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.evaluation.score_files import PERIOD, versions
from canbo.rules import library as packs
from canbo.rules.domain.law import Library
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Citation, Span, Words
from canbo.rules.domain.scheme_inputs import PARTS, PRODUCT_KEYS, PRODUCT_NEEDS, PRODUCTS, names_of
from canbo.rules.domain.schemes import LEVELS, TOTAL, Group, Scheme
from canbo.rules.domain.spans import common, in_words

SCHEMAS: Final = Path(__file__).parent / "schemas"

type Schema = dict[str, Any]

_NUMBER: Final[Schema] = {"type": ["number", "null"], "minimum": 0}
_WHOLE: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_KINDS: Final[dict[str, Schema]] = {
    "count": _WHOLE, "points": _NUMBER, "months": _NUMBER, "percent": {**_NUMBER, "maximum": 100},
    "flag": {"type": ["boolean", "null"]}, "level": {"enum": [*LEVELS, None]},
}  # fmt: skip
_PRODUCT_LABELS: Final = {
    "name": "tên sản phẩm, công việc", "assigned": "số lượng được giao", "done": "số lượng hoàn thành",
    "coefficient": "hệ số quy đổi (không ghi là 1)",
    "failed_checks": "số lần đánh giá chất lượng chưa đạt (không ghi là 0)",
    "delays": "số lần chậm tiến độ (không ghi là 0)",
    "failed_checks_excused": "trong đó do nguyên nhân khách quan đã được xác nhận",
    "delays_excused": "trong đó do nguyên nhân khách quan đã được xác nhận",
}  # fmt: skip
_LABELS: Final = {
    TOTAL: "tổng điểm, ghi thay cho điểm từng nhóm", "quarters": "điểm bốn quý của năm: điểm, \"absent\" (vắng có lý "
    "do) hoặc null (chưa có)", "months": "điểm mười hai tháng của năm: điểm, \"absent\" (vắng có lý do) hoặc null",
    PRODUCTS: "sản phẩm, công việc trong kỳ",
}  # fmt: skip


def schemes(language: str = "vi") -> list[dict[str, Any]]:
    """Give every scheme that can be scored: id, for whom, when, by which clauses, its levels, what is entered."""
    found = packs.library()
    names = dict.fromkeys(each.id for each in found.schemes.values() if not each.is_base)
    return [_listed(found, name, language) for name in sorted(names)]


def _listed(found: Library, name: str, language: str) -> dict[str, Any]:
    held = versions(found, name)
    last = held[-1]
    cap = last.cap

    def said(words: Words | None) -> str:
        return words.within(language) if words is not None else ""

    return {
        "id": name, "label": said(last.label), "who": said(last.who), "place": found.packs[last.pack].place_code,
        "subject": last.subject,
        "regimes": sorted(last.regimes), "ranks": sorted(last.ranks), "periods": list(last.periods), "way": last.way,
        "in_force": "; ".join(in_words(span) for span in _joined(found, held)),
        "versions": [
            {"pack": each.pack, "from": each.span.start.isoformat(),
             "before": each.span.before.isoformat() if each.span.before else None, "confirmed": each.confirmed}
            for each in held
        ],
        "levels": {level: said(last.words[level]) for level in LEVELS},
        "inputs": list(names_of(last)),
        "cap": None if cap is None else {"base": cap.base, "groups": list(cap.groups), "share": cap.share.text,
                                         "note": cap.note or None},
        "citation": "; ".join(_cited(found, each) for each in last.cite),
        "confirmed": last.confirmed, "note": last.note or None,
    }  # fmt: skip


def _joined(found: Library, held: Iterable[Scheme]) -> list[Span]:
    """The times of the versions, those that touch as one."""
    joined: list[Span] = []
    for each in held:
        span = common(each.span, found.packs[each.pack].span) or each.span
        if joined and joined[-1].before == span.start:
            joined[-1] = Span(joined[-1].start, span.before)
        else:
            joined.append(span)
    return joined


def _cited(found: Library, cite: Citation) -> str:
    document = found.documents.get(cite.document)
    return f"{cite.clause}, {document.number if document is not None else cite.document}"


def schema_of(name: str) -> Schema:
    """Give the JSON Schema of the file of a scheme, of its latest version. Errors: scheme_unknown."""
    scheme = _latest(name)
    labels = {each.id: each.label.vi for each in scheme.inputs} | {each.id: each.label.vi for each in scheme.values}
    labels |= {group.name: group.label.vi for group in scheme.groups}
    properties: Schema = {
        "$schema": {"type": "string"}, "scheme": {"const": name},
        "title": {"type": "string", "description": "tên gọi tuỳ ý, chỉ để nhận ra tệp"},
        "period": {"type": ["string", "integer"], "pattern": f"^{PERIOD.pattern}$",
                   "description": f'kỳ: "2026", "2026-Q1", "2026-03"; bộ này theo {", ".join(scheme.periods)}'},
        "as_of": {"type": "string", "format": "date", "description": "theo luật của ngày này, thay cho ngày cuối kỳ"},
        "places": {"type": "array", "items": {"type": "string"},
                   "description": "mã đơn vị có giá trị riêng, từ cấp trên xuống"},
    }  # fmt: skip
    groups = {group.name: group for group in scheme.groups}
    for each, kind in names_of(scheme).items():
        described = {"description": labels.get(each, _LABELS.get(each, each))}
        properties[each] = {**described, **_property(each, kind, groups.get(each), scheme)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"canbo/evaluation/{name}.schema.json",
        "title": scheme.label.vi if scheme.label else name,
        "description": "Mục không ghi hoặc ghi null là chưa biết. Tỷ lệ (…_share, phần trăm) ghi được thay cho các số "
        "đếm.",
        "type": "object", "properties": properties, "additionalProperties": False,
    }  # fmt: skip


def _property(name: str, kind: str, group: Group | None, scheme: Scheme) -> Schema:
    if kind == "products":
        numbers: Schema = {"type": "number", "minimum": 0}
        items = {key: {"description": label, **({"type": "string"} if key == "name" else numbers)}
                 for key, label in _PRODUCT_LABELS.items() if key in PRODUCT_KEYS}  # fmt: skip
        item = {"type": "object", "properties": items, "required": list(PRODUCT_NEEDS), "additionalProperties": False}
        return {"type": ["array", "null"], "items": item}
    if kind == "parts":
        part: Schema = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"enum": ["absent", None]}]}
        return {"type": ["array", "null"], "items": part, "minItems": PARTS[name], "maxItems": PARTS[name]}
    if group is not None and group.criteria:
        by_criterion = {criterion: {**_NUMBER, "description": label.vi} for criterion, label in group.criteria}
        return {"anyOf": [
            _NUMBER, {"type": "object", "properties": by_criterion, "additionalProperties": False},
        ]}  # fmt: skip
    bound = next((each.most for each in scheme.inputs if each.id == name and isinstance(each.most, int)), None)
    return {**_KINDS[kind], **({"maximum": bound} if bound is not None else {})}


def example_of(name: str) -> dict[str, Any]:
    """Give a file to fill of a scheme, with values that are scored as they stand. Errors: scheme_unknown."""
    scheme = _latest(name)
    made: dict[str, Any] = {"scheme": name, "period": _example_period(scheme)}
    if scheme.groups:
        made[scheme.groups[0].name] = 27
    if scheme.products is not None:
        made[PRODUCTS] = [
            {"name": "Báo cáo", "assigned": 4, "done": 4, "coefficient": 2.5, "failed_checks": 0, "delays": 1},
            {"name": "Hồ sơ", "assigned": 20, "done": 19, "coefficient": 1, "failed_checks": 1,
             "failed_checks_excused": 1, "delays": 0},
        ]  # fmt: skip
    elif scheme.groups:
        made[scheme.groups[-1].name] = 64
    return made | {each.id: each.example for each in scheme.inputs}


def _example_period(scheme: Scheme) -> str:
    """The last whole year of the scheme's time, the first where it has no end; its first quarter for products."""
    span = scheme.span
    year = span.start.year if span.before is None else date(span.before.year - 1, 12, 31).year
    return f"{year}-Q1" if scheme.products is not None else str(year)


def _latest(name: str) -> Scheme:
    found = packs.library()
    held = versions(found, name)
    if not held:
        every = sorted({each.id for each in found.schemes.values() if not each.is_base})
        near = nearest(name, every) or every[:3]
        raise DomainError(
            "scheme_unknown", "Không có bộ tiêu chí «{scheme}». Gần nhất: {near}. Xem: canbo evaluation schemes.",
            scheme=name, near=", ".join(near),
        )  # fmt: skip
    return held[-1]


def all_files() -> dict[str, Any]:
    """Give the schema and the example of every central scheme, by the path of its file."""
    found = packs.library()
    central = [each for each in found.schemes.values() if not each.is_base and not found.packs[each.pack].is_elsewhere]
    names = sorted({each.id for each in central})
    files: dict[str, Any] = {f"{name}.schema.json": schema_of(name) for name in names}
    return files | {f"examples/{name}.json": example_of(name) for name in names}


def write(folder: Path = SCHEMAS) -> None:
    """Write every schema and example."""
    (folder / "examples").mkdir(parents=True, exist_ok=True)
    for name, content in all_files().items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canbo.config.settings.local")
    django.setup()
    write()
