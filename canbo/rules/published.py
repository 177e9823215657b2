"""The JSON Schemas of the packs and of fact files, made from the same lists that the reader holds files to.

`python -m canbo.rules.published` writes them to `schemas/`; a test fails when they are stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from canbo.rules.domain import confirming, reading, reading_procedures, reading_schemes, schemes
from canbo.rules.domain.factfile import DISCIPLINES
from canbo.rules.domain.lexicon import DAYS, Lexicon, Scope, Type, Word
from canbo.rules.domain.model import CureBy, Demand, Layer, Overlay

SCHEMAS: Final = Path(__file__).parent / "schemas"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string", "pattern": r"\S"}
_TRUTH: Final[Schema] = {"type": "boolean"}
_WHOLE: Final[Schema] = {"type": "integer"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}
_DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_DAY_OR_NONE: Final[Schema] = {"anyOf": [_DAY, {"type": "null"}]}
_PARTIAL: Final[Schema] = {
    "anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}, {"type": "null"}]
}
_ID: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$"}
_SHARE: Final[Schema] = {"anyOf": [{"type": "string", "pattern": "^[0-9]+/[0-9]+$"}, {"type": "number"}]}


def _entry(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    return {
        "type": "object", "properties": {**required, **(optional or {})}, "required": list(required),
        "additionalProperties": False,
    }  # fmt: skip


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _some(items: Schema) -> Schema:
    return {**_list(items), "minItems": 1}


def _codes(codes: Sequence[str]) -> Schema:
    return {"enum": list(codes)}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_WORDS: Final = _entry({"vi": _TEXT, "en": _TEXT})
_CITE: Final[Schema] = {**_list(_entry({"document": _ID, "clause": _TEXT})), "minItems": 1}
_SPAN: Final = {"from": _DAY, "before": _DAY_OR_NONE}
_LAW: Final = {"cite": _CITE, "confirmed": _TRUTH}
_NOTE: Final = {"note": _TEXT}


def _applies(lexicon: Lexicon) -> Schema:
    return _entry({}, {
        "acts": _list(_codes(lexicon.acts)), "regimes": _list(_codes(list(lexicon.regimes))),
        "tiers": _list(_codes(lexicon.tiers)), "blocks": _list(_codes(lexicon.blocks)),
        "ranks": _list(_codes(lexicon.ranks)), "titles": _list(_ID),
    })  # fmt: skip


def _selectors(lexicon: Lexicon) -> dict[str, Schema]:
    return {
        "titles": _list(_ID), "tiers": _list(_codes(lexicon.tiers)), "blocks": _list(_codes(lexicon.blocks)),
        "ranks": _list(_codes(lexicon.ranks)),
    }  # fmt: skip


def _conditions(lexicon: Lexicon) -> Schema:
    cure = _entry({"by": _codes(list(CureBy))}, {"how": _WORDS})
    return _entry(
        {"id": _ID, "label": _WORDS, "expression": {"type": ["string", "boolean"]}, "reason": _WORDS, "cure": cure,
         **_LAW, **_SPAN},
        {"topic": _TEXT, "applies": _applies(lexicon), "when": _TEXT, "have": _TEXT, "need": _TEXT, "passed": _WORDS,
         "replaces": _list(_ID), "retroactive": _TRUTH, **_NOTE},
    )  # fmt: skip


def _parameters() -> Schema:
    value = _entry({**_SPAN, "value": {}, **_LAW}, {"retroactive": _TRUTH, **_NOTE})
    return _entry(
        {"id": _ID, "kind": _codes(reading.KINDS), "values": _some(value)},
        {"label": _WORDS, "unit": _WORDS, "of": _TEXT, "by": _TEXT, "stricter": _codes(reading.STRICTER),
         "overlay": _codes(list(Overlay))},
    )  # fmt: skip


def _procedures(lexicon: Lexicon) -> Schema:
    of = reading_procedures
    stated = {
        "count": _COUNT, "unit": _codes(of.DAY_UNITS), "bound": _codes(of.BOUNDS), "side": _codes(of.SIDES),
        "event": _codes(lexicon.events),
    }  # fmt: skip
    result = _entry(
        {"then": _codes(of.THENS)},
        {"operator": _codes(of.OPERATORS), "threshold": _SHARE, "base": _codes(of.BASES), "take": _codes(of.TAKES),
         "otherwise": _TRUTH, "differs_from": _ID},
    )  # fmt: skip
    vote = _entry(
        {"ballot": _codes(of.BALLOTS), "base": _codes(of.BASES), "results": _some(result)},
        {"on": _nullable(_WORDS), "choices": _COUNT},
    )
    instead = _entry({"when": _TEXT, "label": _WORDS, "roles": _some(_codes(lexicon.roles))})
    quorum = _entry({"operator": _codes(of.OPERATORS), "threshold": _SHARE, "base": _codes(of.BASES)})
    step = _entry(
        {"id": _ID, "kind": _codes(lexicon.step_kinds), "label": _WORDS, **_LAW},
        {"convened": _nullable(_WORDS), "roles": _list(_codes(lexicon.roles)),
         "attending": _list(_codes(lexicon.roles)), "instead": _list(instead), "quorum": _nullable(quorum),
         "vote": _nullable(vote), "announce": _codes(of.ANNOUNCED), "documents": _list(_WORDS),
         "marks": _list(_codes(lexicon.events)), "deadline": _nullable(_entry(stated, _NOTE)), **_NOTE},
    )  # fmt: skip
    return _entry(
        {"id": _ID, "label": _WORDS, "acts": _some(_codes(lexicon.acts)), **_SPAN, **_LAW, "steps": _some(step)},
        {"applies": _applies(lexicon), "when": _TEXT, "dossier": _list(_ID),
         "deadlines": _list(_entry({"id": _ID, "label": _WORDS, **stated, **_LAW}, {"until": _ID, **_NOTE})),
         "transitions": _list(_entry({"of": _ID, "who": _WORDS, "start": _ID, **_LAW}, {"until": _ID, **_NOTE})),
         **_NOTE},
    )  # fmt: skip


def _schemes(lexicon: Lexicon) -> Schema:
    of = schemes
    number: Schema = {"type": ["string", "integer", "number"]}
    levels = _codes(of.LEVELS)
    applies = _entry(
        {"subject": _codes(of.SUBJECTS)},
        {"regimes": _list(_codes(list(lexicon.regimes))), "ranks": _list(_codes(lexicon.ranks)),
         "party_member": _TRUTH},
    )  # fmt: skip
    entered = _entry(
        {"id": _ID, "kind": _codes(of.INPUT_KINDS), "label": _WORDS},
        {"most": {"type": ["string", "integer"]}, "usual": _TRUTH, "example": {}},
    )
    computed = _entry({"id": _ID, "label": _WORDS}, {"formula": number, "part": number, "of": number, "empty": number})
    shares = _entry({"of": _some(_entry({"value": _ID}, {"weight": _COUNT})), "confirmed": _TRUTH})
    group = _entry(
        {"id": _ID, "label": _WORDS, "most": number, **_LAW},
        {"criteria": _list(_entry({"id": _ID, "label": _WORDS})), "shares": shares, **_NOTE},
    )
    cut = _entry({"level": levels, **_LAW}, {"operator": _codes(reading_schemes.OPERATORS), "threshold": number})
    sides = {"have": number, "need": number, **_NOTE}
    asked = _entry(
        {"id": _ID, "levels": _some(_codes(of.LEVELS[1:])), "label": _WORDS, "expression": _TEXT, "reason": _WORDS,
         **_LAW}, sides,
    )  # fmt: skip
    follow = _entry(
        {"id": _ID, "label": _WORDS, "when": _TEXT, "then": _codes(of.THENS), "reason": _WORDS, **_LAW},
        {"level": levels, "escape": _ID, **_SPAN, **sides},
    )
    cap = _entry(
        {"share": number, "base": _codes(of.BASES), "rounding": _codes(of.ROUNDINGS), "rounding_confirmed": _TRUTH,
         "groups": _some(_codes(reading_schemes.GROUPS)), **_LAW},
        {"higher": number, "higher_ground": _WORDS, **_SPAN, **_NOTE},
    )  # fmt: skip
    order = _entry({"rated": _ID, "after": _some(_ID), "label": _WORDS, **_LAW})
    step = _entry(
        {"step": _codes(of.STEPS), "asked": _TRUTH, **_LAW},
        {"form": _TEXT, "secret": _TRUTH, "done_before": {"type": "string", "pattern": r"^\d\d-\d\d$"},
         "days": _COUNT, "working": _TRUTH, "answer_days": _COUNT, "answer_working": _TRUTH, **_NOTE},
    )  # fmt: skip
    return _entry(
        {"id": _ID, **_SPAN, **_LAW},
        {"label": _WORDS, "who": _WORDS, "extends": _entry({"scheme": _ID}, {"pack": _ID}), "base": _TRUTH,
         "without": _list(_ID), "applies": applies, "periods": _list(_codes(of.PERIODS)), "way": _codes(of.WAYS),
         "words": _entry(dict.fromkeys(of.LEVELS, _WORDS)), "inputs": _list(entered),
         "products": _entry({"deduction": number, **_LAW}), "values": _list(computed), "groups": _list(group),
         "cuts": _list(cut), "fall": _TEXT, "year": _entry({"by": _codes(reading_schemes.YEARS), **_LAW}, _NOTE),
         "conditions": _list(asked), "follows": _list(follow), "cap": cap, "order": _list(order), "steps": _list(step),
         **_NOTE},
    )  # fmt: skip


def pack_schemas(lexicon: Lexicon) -> dict[str, Schema]:
    """Give the schema of every kind of pack file, by its one top key."""
    document = _entry(
        {"id": _ID, "number": _TEXT, "issuer": _WORDS, "label": _WORDS, "signed": _DAY, **_SPAN,
         "read": _codes(reading.READ)},
        {"replaces": _list(_ID), "encoded": _codes(reading.ENCODED), **_NOTE},
    )  # fmt: skip
    standard = _entry(
        {"id": _ID, "label": _WORDS, "acts": _some(_codes(lexicon.acts)), **_SPAN, **_LAW,
         "conditions": _some(_entry({"condition": _ID, "level": _codes(list(Demand))}))},
        {**_selectors(lexicon), **_NOTE},
    )  # fmt: skip
    validity = _entry({"count": _COUNT, "unit": _codes(reading_procedures.DAY_UNITS), "before": _TEXT})
    paper = _entry(
        {"id": _ID, "label": _WORDS, "acts": _some(_codes(lexicon.acts)), **_SPAN, **_LAW},
        {"validity": _nullable(validity), **_NOTE},
    )
    title = _entry(
        {"id": _ID, "label": _WORDS, "codes": _some(_TEXT), "rank": _codes(lexicon.ranks)},
        {"tiers": _list(_codes(lexicon.tiers)), "blocks": _list(_codes(lexicon.blocks))},
    )
    unread = _entry({"acts": _some(_codes(lexicon.acts)), "rules": _some(_ID), **_SPAN, "why": _WORDS})
    pack = _entry(
        {"id": _ID, "label": _WORDS, "layer": _codes(list(Layer)), "generation": _codes(reading.GENERATIONS), **_SPAN},
        {"place": _nullable(_TEXT), "unread": _list(unread), **_NOTE},
    )
    confirmation = _entry(
        {"of": _codes(list(confirming.KINDS)), "id": _ID, "pack": _ID, "from": _DAY, "content": _TEXT, "cite": _CITE},
        _NOTE,
    )
    listed = {
        "documents": document, "titles": title, "parameters": _parameters(), "conditions": _conditions(lexicon),
        "standards": standard, "procedures": _procedures(lexicon), "papers": paper, "schemes": _schemes(lexicon),
        "cases": _cases(),
        "confirmations": confirmation,
    }  # fmt: skip
    schemas = {name: _file(name, _list(entry)) for name, entry in listed.items()}
    return {"pack": _file("pack", pack), **schemas}


def _cases() -> Schema:
    by_day = {"type": "object", "patternProperties": {_DAY["pattern"]: {}}, "additionalProperties": False}
    facts: Schema = {"type": "object"}
    return _entry(
        {"on": by_day},
        {"rule": _ID, "parameter": _ID, "scheme": _ID, "name": _TEXT, "facts": facts, "act": facts, "key": facts},
    )


def _file(name: str, content: Schema) -> Schema:
    return {
        "$schema": _DRAFT, "$id": f"canbo/rules/{name}.schema.json", "title": f"Bộ quy tắc: {name}",
        **_entry({name: content}),
    }  # fmt: skip


def facts_schema(lexicon: Lexicon) -> Schema:
    """Give the schema of a file of facts: by `facts` and `act`, or all in one mapping."""
    person: dict[str, Schema] = {}
    act: dict[str, Schema] = {}
    for word in lexicon.words.values():
        into = act if word.scope is Scope.ACT else person
        into[word.name] = _described(word)
        if word.is_interval:
            for column in word.columns:
                into[column] = {"description": f"một đầu của {word.name}", **_one(word)}
    person[DISCIPLINES] = {
        "description": "mọi lần bị kỷ luật; [] là chưa từng bị; không ghi là chưa biết",
        **_nullable(_list(_entry(
            {"track": _codes(lexicon.tracks), "form": _codes(lexicon.forms), "from": _PARTIAL}, {"before": _PARTIAL}
        ))),
    }  # fmt: skip
    defined = {**person, **act}

    def named(names: Iterable[str]) -> dict[str, Schema]:
        return {name: {"$ref": f"#/$defs/{name}"} for name in names}

    parts = {
        "facts": {"type": "object", "properties": named(defined), "additionalProperties": False},
        "act": {"type": "object", "properties": named(act), "additionalProperties": False},
    }
    return {
        "$schema": _DRAFT, "$id": "canbo/rules/facts.schema.json",
        "title": "Dữ kiện của một người để xét tiêu chuẩn",
        "description": "Điều không ghi, hoặc ghi null, là chưa biết. Ngày biết đến đâu ghi đến đó: 1975, 1975-03.",
        "type": "object", "properties": {"$schema": {"type": "string"}, **parts, **named(defined)},
        "additionalProperties": False, "$defs": defined,
    }  # fmt: skip


def _described(word: Word) -> Schema:
    unit = f" ({word.unit})" if str(word.unit) else ""
    one = _one(word)
    if word.is_interval and word.type not in DAYS:
        one = {"anyOf": [one, {**_list(_WHOLE), "minItems": 2, "maxItems": 2}]}
    return {"description": f"{word.label}{unit}: {word.meaning}", **one}


def _one(word: Word) -> Schema:
    match word.type:
        case Type.BOOL:
            return _nullable(_TRUTH)
        case Type.NUMBER | Type.MONTHS:
            return _nullable(_WHOLE)
        case Type.DECIMAL:
            return _nullable({"type": "number"})
        case Type.DATE | Type.MONTH:
            return _PARTIAL if word.is_interval else _nullable(_DAY)
        case Type.LEVEL | Type.CATEGORY:
            return _codes([*word.codes, None])  # type: ignore[list-item]
        case Type.LIST:
            return _nullable(_list(_codes(word.codes) if word.codes else {"type": "string"}))
        case _:
            return _nullable({"type": "string"})


def all_schemas(lexicon: Lexicon) -> dict[str, Schema]:
    """Give every published schema by the name of its file."""
    found = {**pack_schemas(lexicon), "facts": facts_schema(lexicon)}
    return {f"{name}.schema.json": schema for name, schema in found.items()}


def write(folder: Path = SCHEMAS) -> list[Path]:
    """Write every schema. The words of facts are Vietnamese, whatever language is active."""
    from django.utils import translation

    from canbo.rules.lexicon import lexicon

    with translation.override("vi"):
        made = all_schemas(lexicon())
        texts = {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canbo.config.settings.local")
    django.setup()
    write()
