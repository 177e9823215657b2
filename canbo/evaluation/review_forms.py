"""The forms of self-review, read from `review_forms.yaml`: which parts each has, on which clause, how sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from canbo.evaluation.domain.meter import Item
from canbo.evaluation.models import Rating
from canbo.rules.domain.model import Words

_FORMS: Final = Path(__file__).parent / "review_forms.yaml"
#: The form of what has none of its own.
COMMON: Final = "common"


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a form. `kind`: "text", "shortcomings" or "remedy"; `wanted`: not left empty when it is sent.

    `meter`: what the quiet meter looks for (`domain.meter.ITEMS`); () where it does not look. `leaders`: asked only of
    who is rated as a head or deputy.
    """

    id: str
    number: str
    heading: Words
    hint: Words | None
    kind: str
    wanted: bool
    meter: tuple[Item, ...]
    leaders: bool


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """A form: its title, the clause, whether it was held against its text, what is not sure, its parts in order."""

    id: str
    title: Words
    cite: str
    confirmed: bool
    note: Words | None
    parts: tuple[Part, ...]

    def asked_of(self, rank: str) -> ReviewForm:
        """Give the form as it is put before somebody of a rank (`Rating.rank`)."""
        leads = rank in {"head", "deputy"}
        return replace(self, parts=tuple(each for each in self.parts if leads or not each.leaders))

    def part(self, name: str) -> Part | None:
        """Give a part by its id; None where the form has none of that id."""
        return next((each for each in self.parts if each.id == name), None)


def review_form(name: str) -> ReviewForm:
    """Give a form by `Rating.form` ("2A", "nd-90-02", …); one that is not known is the common one."""
    forms = _forms()
    return forms.get(name) or forms[COMMON]


def form_of(rating: Rating) -> ReviewForm:
    """Give the form that a rating is reviewed by, with the parts that its rank is asked."""
    return review_form(rating.form).asked_of(rating.rank)


def form_names() -> tuple[str, ...]:
    """Give the ids of all forms."""
    return tuple(_forms())


@lru_cache(maxsize=1)
def _forms() -> dict[str, ReviewForm]:
    raw = yaml.safe_load(_FORMS.read_text(encoding="utf-8"))
    return {each["id"]: _form(each, raw["parts"]) for each in raw["forms"]}


def _form(raw: dict[str, Any], shared: dict[str, dict[str, Any]]) -> ReviewForm:
    parts = tuple(_part({**shared.get(each["id"], {}), **each}) for each in raw["parts"])
    return ReviewForm(raw["id"], Words(**raw["title"]), raw["cite"], raw["confirmed"], _words(raw.get("note")), parts)


def _part(raw: dict[str, Any]) -> Part:
    return Part(
        raw["id"], raw["number"], Words(**raw["heading"]), _words(raw.get("hint")), raw.get("kind", "text"),
        raw.get("wanted", False), tuple(raw.get("meter", ())), raw.get("leaders", False),
    )  # fmt: skip


def _words(raw: dict[str, str] | None) -> Words | None:
    return Words(**raw) if raw else None
