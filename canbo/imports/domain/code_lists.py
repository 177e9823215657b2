"""The code lists that are data: ethnic groups, religions, ranks and their pay tables."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from canbo.core.errors import Said
from canbo.documents.sources.cells import NOTHING, Cell, Problem, Read, is_blank, key, read_text, written


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank of civil servants: its code, name, pay table and the coefficients of its steps."""

    code: str
    name: str
    table: str
    coefficients: tuple[Decimal, ...]
    years: int


def _load(name: str) -> Any:
    return yaml.safe_load((files("canbo.personnel") / "codes" / name).read_text(encoding="utf-8"))


@cache
def ethnic_names() -> dict[str, str]:
    """Folded spelling -> name of the ethnic group as printed."""
    data = _load("ethnic_groups.yaml")
    names: dict[str, str] = {}
    for group in (*data["groups"], *data["others"]):
        for spelling in (group["name"], *group.get("aliases", ())):
            names[key(spelling)] = group["name"]
            names.setdefault(key(spelling).replace(" ", ""), group["name"])
    return names


@cache
def religion_names() -> dict[str, str]:
    """Folded spelling -> name of the religion as printed; “Không” for none."""
    data = _load("religions.yaml")
    return {
        key(spelling): religion["name"]
        for religion in (data["none"], *data["religions"])
        for spelling in (religion["name"], *religion.get("aliases", ()))
    }


@cache
def ranks() -> dict[str, Rank]:
    """Rank code -> rank."""
    data = _load("ranks.yaml")
    tables = data["tables"]
    return {
        rank["code"]: Rank(
            code=rank["code"],
            name=rank["name"],
            table=rank["table"],
            coefficients=tuple(Decimal(f"{value:.2f}") for value in tables[rank["table"]]["coefficients"]),
            years=tables[rank["table"]]["years"],
        )
        for rank in data["ranks"]
    }


@cache
def _rank_names() -> dict[str, str]:
    data = _load("ranks.yaml")
    return {
        key(spelling): rank["name"] for rank in data["ranks"] for spelling in (rank["name"], *rank.get("aliases", ()))
    }


def _without_prefix(folded: str, *prefixes: str) -> str:
    for prefix in prefixes:
        folded = folded.removeprefix(prefix + " ")
    return folded


def read_ethnicity(value: Cell) -> Read:
    """The printed name of an ethnic group; an unknown one is kept as text with a warning (`unknown_ethnicity`)."""
    if is_blank(value):
        return NOTHING
    text = read_text(value)
    raw = written(value)
    folded = _without_prefix(key(raw), "dan toc", "nguoi")
    name = ethnic_names().get(folded) or ethnic_names().get(folded.replace(" ", ""))
    if name is None:
        # “Sán Chay (Cao Lan)” and the like: the words before and inside the brackets name one group.
        parts = {
            ethnic_names().get(key(part)) for part in raw.replace(")", "(").replace("-", "(").split("(") if key(part)
        }
        if len(parts) == 1:
            name = parts.pop()
    if name is None:
        return Read(
            text.value,
            text.original,
            Problem(
                "unknown_ethnicity",
                "warned",
                Said("Không có dân tộc “{text}” trong danh mục.", text=text.value),
                Said("Hãy chọn dân tộc đúng danh mục."),
            ),
        )
    return Read(name, raw if raw != name else None)


def read_ethnicity_religion(value: Cell) -> Read:
    """Both in one cell (“Kinh/Không”): two values beside each other, none of its own."""
    if is_blank(value):
        return NOTHING
    raw = written(value)
    parts = [part for part in re.split(r"[/,;\n]|\s[-–]\s", raw) if part.strip()]
    found = read_ethnicity(parts[0]) if parts else NOTHING
    extra: list[tuple[str, object]] = [("ethnicity", found.value)] if found.value else []
    if len(parts) > 1 and (religion := read_religion(parts[1])).value:
        extra.append(("religion", religion.value))
    return Read(None, raw, found.problem, tuple(extra))


def read_religion(value: Cell) -> Read:
    """The printed name of a religion, “Không” for none; an unknown one is kept as text with a warning."""
    raw = written(value)
    if isinstance(value, str) and not value.strip():
        return NOTHING
    if is_blank(value) or key(raw) == "0":
        return Read("Không", raw)
    name = religion_names().get(_without_prefix(key(raw), "ton giao", "dao")) or religion_names().get(key(raw))
    if name is None:
        text = read_text(value)
        return Read(
            text.value,
            text.original,
            Problem(
                "unknown_religion",
                "warned",
                Said("Không có tôn giáo “{text}” trong danh mục.", text=text.value),
                Said("Hãy chọn tôn giáo đúng danh mục."),
            ),
        )
    return Read(name, raw if raw != name else None)


def read_rank(value: Cell) -> Read:
    """The name of a rank, from its name, abbreviation or code; others are kept as written."""
    text = read_text(value)
    if not isinstance(text.value, str):
        return text
    raw = written(value)
    found = ranks().get(rank_code(raw) or "")
    name = found.name if found else _rank_names().get(_without_prefix(key(raw), "ngach"))
    extra = (("rank_code", found.code),) if found else ()
    if name is None:
        return text
    return Read(name, raw if raw != name else None, None, extra)


def rank_code(text: str) -> str | None:
    """“01.003” out of 01.003, 01003, 1.003 or 01-003; None when the text is no such code."""
    digits = "".join(part for part in text.strip() if part not in " .,-")
    if not digits.isdigit() or not 3 < len(digits) <= 5:
        return None
    whole = digits.zfill(5)
    if "." not in text and "," not in text and "-" not in text and len(digits) < 5:
        return None
    return f"{whole[:2]}.{whole[2:]}"


def read_rank_code(value: Cell) -> Read:
    """A rank code as printed (“01.003”); a number cell that lost its zeros is mended."""
    if is_blank(value):
        return NOTHING
    raw = f"{value:.3f}" if isinstance(value, float) and value < 100 else written(value)
    code = rank_code(raw)
    if code is None:
        return read_text(value)
    return Read(code, raw if raw != code else None)
