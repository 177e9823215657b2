"""A level as units type it: whole words, with or without marks, abbreviations, with who is rated before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from canbo.documents.sources.cells import key

_SUBJECT: Final = re.compile(
    r"^(?:(?:muc|xep loai|loai|de nghi|de xuat|dang vien|tap the|don vi|chi bo|to chuc dang|can bo|cong chuc|vien chuc"
    r"|ca nhan)\s+)+"
)
#: “H.T.X.S” folds to “h t x s”.
_LETTERS: Final = re.compile(r"\b[a-z](?: [a-z]\b)+")
#: Letters of which abbreviations are made up, longest first.
_SHORT: Final = (("xs", "xuat sac"), ("ht", "hoan thanh"), ("nv", "nhiem vu"), ("t", "tot"), ("k", "khong"))
_STANDING: Final = {
    "hoan thanh xuat sac nhiem vu": "excellent", "hoan thanh xuat sac": "excellent", "xuat sac": "excellent",
    "xuat sac nhiem vu": "excellent",
    "hoan thanh tot nhiem vu": "well", "hoan thanh tot": "well", "tot": "well",
    "hoan thanh nhiem vu": "completed", "hoan thanh": "completed",
    "khong hoan thanh nhiem vu": "not_completed", "khong hoan thanh": "not_completed",
    "chua hoan thanh nhiem vu": "not_completed", "chua hoan thanh": "not_completed",
}  # fmt: skip


def level_in(text: str, words: Mapping[str, str]) -> str | None:
    """Give the level that a text names, or None; `words` are those of the scheme by level, which go first.

    Two levels in one cell, a level with a doubt behind it and anything else are no level.
    """
    if "?" in text:
        return None
    folded = _LETTERS.sub(lambda found: found.group().replace(" ", ""), key(text))
    own = {key(label): level for level, label in words.items()}
    bare = _SUBJECT.sub("", folded + " ").strip()
    for each in (folded, bare):
        if each in own:
            return own[each]
        if each in _STANDING:
            return _STANDING[each]
    return _STANDING.get(" ".join(filter(None, map(_spelled, bare.split()))))


def _spelled(word: str) -> str:
    """Give the words that an abbreviation stands for; a word that is none stays as it is."""
    rest, found = word, []
    while rest:
        for short, full in _SHORT:
            if rest.startswith(short):
                found.append(full)
                rest = rest[len(short) :]
                break
        else:
            return word
    return " ".join(found)
