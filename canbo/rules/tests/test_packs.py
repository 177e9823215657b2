"""The packs that are shipped are right, and so are the published schemas."""

import json
import re
from datetime import date

import pytest
import yaml

from canbo.rules.domain.factfile import parted, read_act, read_facts
from canbo.rules.library import SHIPPED, check, library
from canbo.rules.published import SCHEMAS, all_schemas
from canbo.rules.tests.small_pack import OVERLAY_FILES, write_pack


def test_the_shipped_packs_have_no_fault():
    found, faults, tried = check()
    assert [str(fault) for fault in faults] == []
    assert len(found.packs) >= 8
    assert len(tried) > 1000


def test_the_three_generations_stand_side_by_side():
    found = library()
    for day, packs in ((date(2013, 12, 31), {"party_2002", "state_2002"}), (date(2023, 6, 30), {"party_2020", "state_2020"}),
                       (date(2026, 2, 28), {"party_2025", "state_2025"})):  # fmt: skip
        assert packs <= set(found.law(day).clocks)


def test_the_schemas_are_those_of_the_reader(lexicon):
    for name, schema in all_schemas(lexicon).items():
        assert json.loads((SCHEMAS / name).read_text(encoding="utf-8")) == json.loads(json.dumps(schema)), (
            f"{name} is stale: run python -m canbo.rules.published"
        )


def wrong(value, schema, root, path="$"):
    """What a JSON Schema (of the words that ours use) refuses in a value."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tried = [list(wrong(value, each, root, path)) for each in schema["anyOf"]]
        if all(tried):
            yield from tried[0]
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r}"
    kinds = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "object": dict, "array": list,
             "null": type(None)}  # fmt: skip
    types = schema.get("type", list(kinds))
    types = [types] if isinstance(types, str) else types
    if not any(isinstance(value, kinds[each]) and (each == "boolean" or not isinstance(value, bool)) for each in types):
        yield f"{path}: {value!r} is no {types}"
        return
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not fit"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from wrong(item, schema.get("items", {}), root, f"{path}[{number}]")
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{path}: {name} missing"
        for key, item in value.items():
            known = schema.get("properties", {}).get(key)
            if known is not None:
                yield from wrong(item, known, root, f"{path}.{key}")
            elif schema.get("additionalProperties") is False and not any(
                re.search(pattern, key) for pattern in schema.get("patternProperties", {})
            ):
                yield f"{path}: {key} unknown"


def as_json(value):
    if isinstance(value, dict):
        return {"on" if key is True else str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: str(path.relative_to(SHIPPED)))
def test_each_file_fits_its_schema(path):
    content = as_json(yaml.safe_load(path.read_text(encoding="utf-8")))
    schema = json.loads((SCHEMAS / f"{next(iter(content))}.schema.json").read_text(encoding="utf-8"))
    assert list(wrong(content, schema, schema)) == []


@pytest.mark.parametrize("path", sorted((SCHEMAS / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_each_example_fits_and_is_read(path, lexicon):
    raw = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "facts.schema.json").read_text(encoding="utf-8"))
    assert list(wrong(raw, schema, schema)) == []
    facts, act = parted(raw, lexicon)
    assert read_facts(facts, lexicon, date(2026, 3, 1)).frame.height == 1
    read_act(act, lexicon)


def test_the_schema_refuses_what_the_reader_refuses():
    schema = json.loads((SCHEMAS / "facts.schema.json").read_text(encoding="utf-8"))
    for bad in ({"post_sinc": "2024"}, {"theory_level": "high"}, {"post_since": "24"}, {"is_cadre": "yes"}):
        assert list(wrong(bad, schema, schema))


def test_an_office_keeps_packs_of_its_own(settings, tmp_path):
    settings.CANBO_DATA_DIR = tmp_path
    assert "local_office" not in library().packs
    files = {path: text.replace("local_small", "local_office") for path, text in OVERLAY_FILES.items()}
    parameters = files["parameters/all.yaml"].replace("state.post.months", "party.appointment.months_in_post")
    parameters = parameters.replace("from: 2021-01-01", "from: 2026-01-01").replace("law-1", "qd-377-2025")
    write_pack(tmp_path / "rules", {**files, "parameters/all.yaml": parameters}, "local_office")
    law = library().law(date(2026, 3, 1), places=["TINH-A"])
    assert law.bound("party.appointment.months_in_post").value.content == 36
