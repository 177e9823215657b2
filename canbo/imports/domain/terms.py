"""The words and printed terms of the closed lists (`words.yaml`), and what the readers of codes share."""

import re
from importlib.resources import files
from typing import Any, Final

import yaml

from canbo.documents.sources.cells import Read

_WORDS: Final[dict[str, Any]] = yaml.safe_load(
    (files("canbo.imports.domain") / "words.yaml").read_text(encoding="utf-8")
)
_LISTS: Final = ("qualification", "theory", "state_management", "rating", "mode", "gender", "defence")
LEVELS: Final = ("qualification", "theory", "state_management")

NO_LEVEL: Final[frozenset[str]] = frozenset(_WORDS["none"])
"""Words that say that there is no level."""

NOT_RATED: Final[frozenset[str]] = frozenset(_WORDS["not_rated"])
"""Words that say that no rating was given."""

LABELS: Final[dict[str, dict[str, str]]] = {
    name: {code: entry["label"] for code, entry in _WORDS[name].items()} for name in _LISTS
}
"""List -> code -> the Vietnamese term as printed."""

TABLES: Final[dict[str, dict[str, str]]] = {
    name: {word: code for code, entry in _WORDS[name].items() for word in entry.get("words", _WORDS["none"])}
    for name in (*_LISTS, "it")
}
"""List -> folded word -> code."""

RANKING: Final[dict[str, dict[str, int]]] = {
    name: {code: place for place, code in enumerate(reversed(list(_WORDS[name])))} for name in LEVELS
}
"""List of levels -> code -> its place, higher for higher levels."""

LANGUAGES: Final[dict[str, str]] = {word: language for language, words in _WORDS["languages"].items() for word in words}
"""Folded word -> language."""

ETHNIC_LANGUAGES: Final[frozenset[str]] = frozenset(_WORDS["ethnic_languages"])
"""The languages of the ethnic groups of Vietnam."""


def letters(folded: str) -> str:
    """Abbreviations without their dots: “Đ.H” folds to “d h” and means “dh”, “C.C LLCT” means “cc llct”."""
    return _SPELLED.sub(lambda found: found.group().replace(" ", ""), folded)


_SPELLED: Final = re.compile(r"\b[a-z](?: [a-z]\b)+")


def is_short_for(short: str, full: str) -> bool:
    """Whether some words of `full` are cut to their first letter: “t cap” for “trung cap”, “l luan c tri”."""
    words, whole = short.split(), full.split()
    if len(words) != len(whole) or len(words) < 2 or all(len(word) == 1 for word in words):
        return False
    return all(
        one == other or (len(one) == 1 and other.startswith(one)) for one, other in zip(words, whole, strict=True)
    )


def code_of(name: str, folded: str) -> str | None:
    """The code of a folded word, with dots and letters left out made good; None where none or several fit."""
    table = TABLES[name]
    code = table.get(folded) or table.get(letters(folded))
    if code is None and " " in folded:
        short_for = {full_code for word, full_code in table.items() if is_short_for(folded, word)}
        code = short_for.pop() if len(short_for) == 1 else None
    return code


def coded(name: str, code: str, raw: str, extra: tuple[tuple[str, object], ...] = ()) -> Read:
    """The code, with what was written where that is not the printed term."""
    return Read(code, raw if raw != LABELS[name][code] else None, None, extra)
