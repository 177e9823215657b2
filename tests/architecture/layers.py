"""The floors of the house, as pyproject.toml lists them for import-linter."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "canbo"


def floor_of() -> dict[str, int]:
    """Give each app's floor: 0 is the lowest."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"] == "Apps depend downwards only")
    return {name.strip(): floor for floor, line in enumerate(reversed(layers)) for name in line.split("|")}


def sources(*parts: str) -> list[Path]:
    """Give the product's own modules named in `parts` (all of them without `parts`), tests left out."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if {"tests", "migrations"} & set(inside.parts):
            continue
        if not parts or any(part in inside.parts or inside.name == f"{part}.py" for part in parts):
            found.append(path)
    return found
