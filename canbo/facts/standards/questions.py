"""What is asked of the rules: somebody, or everybody, considered for a position or a kind of title in an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import get_language

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.facts.selectors import picture
from canbo.organizations import selectors as organizations
from canbo.organizations.domain.tree import path_ids
from canbo.organizations.models import Line, Position, Unit
from canbo.rules.domain.engine import Demanded, Search, Target, demanded
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Scope, discipline_type
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library
from canbo.rules.members import ACTS
from canbo.rules.targets import kinds_of, target_named

POSITION, KIND, ACT, STATED = "vi-tri", "loai", "viec", "neu"
DEFAULT_ACT: Final = "appointment"
PLANNING: Final = "planning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a position stands on a day: the codes from the root down to its unit, and its body's places in the tree.

    The body is the unit itself, or the unit above it of the same tier; `body` is None for a unit outside the tree.
    """

    codes: tuple[str, ...]
    body: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Question:
    """A target in an act under the law of a day; `words` name the target, `given` are its parameters in an address.

    `stated` holds what whoever asks has said of the act, as text by the name of the fact.
    """

    search: Search
    law: Law
    words: str
    given: tuple[tuple[str, str], ...]
    position: Position | None = None
    place: Place | None = None
    kind: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The question as a part of an address."""
        return urlencode(self.given)

    @property
    def asked(self) -> tuple[Demanded, ...]:
        """What the act demands for the target; empty where no standard in force asks anything."""
        return demanded(self.law, self.search.target, self.search.act)

    @property
    def decides(self) -> bool:
        """Whether anything asked is required and confirmed; if not, nobody may be called fit or unfit."""
        return any(each.counts for each in self.asked)

    @property
    def act_words(self) -> str:
        """The words of the act."""
        return act_label(self.search.act)


def language() -> str:
    """Give the language of the reader, as the rules know it: vi or en."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def act_label(act: str) -> str:
    """Give the words of an act."""
    return next((str(member.label) for member in ACTS if member.code == act), act)


def acts_offered() -> list[tuple[str, str | Promise]]:
    """Give the acts for which some standard of some time asks something of a person."""
    used: set[str] = set()
    for pack in library().packs.values():
        for standard in pack.standards:
            used |= set(standard.applies.acts)
    return [(member.code, member.label) for member in ACTS if member.code in used or member.code == DEFAULT_ACT]


def act_of(text: str) -> str:
    """Read the act of an address; an unknown one is an appointment."""
    return text if text in {member.code for member in ACTS} else DEFAULT_ACT


def about_position(access: AccessContext, position: Position, act: str, as_of: date) -> Question:
    """Ask about one position: its title, where its unit stands, and the overlays of the units above it."""
    unit, title = position.unit, position.title
    place = place_of(access, unit, as_of)
    target = target_of(title.code, unit.tier, unit.block, title.rank, str(position))
    law = library().law(as_of, places=place.codes)
    words = f"{position}, {unit.name}"
    given = ((POSITION, str(position.pk)), (ACT, act))
    return Question(Search(target, act), law, words, given, position, place)


def about_kind(access: AccessContext, kind: str, act: str, as_of: date, unit_id: int | None = None) -> Question:
    """Ask about a kind of title, anywhere or under a unit. Errors: title_unknown."""
    target = target_named(library(), kind)
    places = places_above(access, unit_id, as_of) if unit_id is not None else ()
    found = library().titles.get(kind)
    words = found.label.within(language()) if found is not None else target.label
    law = library().law(as_of, places=places)
    return Question(Search(target, act), law, words, ((KIND, kind), (ACT, act)), kind=kind if found is not None else "")


def target_of(code: str, tier: str, block: str, rank: str, label: str) -> Target:
    """Give the target of a code of the list of titles where it stands; without a kind, only the general standards."""
    kinds = kinds_of(library(), code, tier, block)
    return Target(tuple(kind.id for kind in kinds), tier, block, kinds[0].rank if kinds else rank, label)


def place_of(access: AccessContext, unit: Unit, as_of: date) -> Place:
    """Give where a unit stands on the day. Two queries."""
    tree = organizations.tree(access, Line.STATE, as_of)
    if unit.pk not in tree:
        return Place((unit.code,) if unit.code else (), None)
    above = tree.ancestors(unit.pk)
    found = organizations.units_by_id(access, above)
    parent = found.get(above[-1]) if above else None
    body = parent.pk if parent is not None and parent.tier and parent.tier == unit.tier else unit.pk
    chain = [*(found[each] for each in above if each in found), unit]
    codes = tuple(each.code for each in chain if each.code)
    return Place(codes, (tree.lft(body), tree.rgt(body)))


def at_unit(access: AccessContext, question: Question, unit: Unit | None, as_of: date) -> Question:
    """Give a question about a kind of title as it is put where somebody works: under the overlays of that unit.

    The units above are those of today's tree. One query.
    """
    if question.place is not None or unit is None:
        return question
    ids = path_ids(unit.path)
    found = organizations.units_by_id(access, ids)
    codes = tuple(found[each].code for each in ids if each in found and found[each].code)
    return replace(question, law=library().law(as_of, places=codes))


def places_above(access: AccessContext, unit_id: int, as_of: date) -> tuple[str, ...]:
    """Give the codes from the root down to a unit on the day: whose overlays hold there."""
    tree = organizations.tree(access, Line.STATE, as_of)
    if not any(pack.place_code for pack in library().packs.values()):
        return ()
    above = [*tree.ancestors(unit_id), unit_id] if unit_id in tree else [unit_id]
    found = organizations.units_by_id(access, above)
    return tuple(found[each].code for each in above if each in found and found[each].code)


def rule_frame(access: AccessContext, as_of: date) -> pl.DataFrame:
    """Give the picture with every recorded column that the rules may ask for; what it lacks is not known."""
    frame = picture(access, as_of)
    words = lexicon()
    missing = [
        pl.lit(None, word.dtype).alias(column)
        for word in words.words.values()
        if word.scope is Scope.RECORDED
        for column in word.columns
        if column not in frame.columns
    ]
    if "disciplines" not in frame.columns:
        missing.append(pl.lit(None, discipline_type(words.tracks, words.forms)).alias("disciplines"))
    return frame.with_columns(missing) if missing else frame


def without_own_plan(access: AccessContext, frame: pl.DataFrame, act: str) -> pl.DataFrame:
    """Leave the viewer's own person out of anything about planning: nobody sees their own place in it."""
    if act != PLANNING or access.person_id is None:
        return frame
    return frame.filter(pl.col("person_id") != access.person_id)


def nothing_asked(question: Question) -> DomainError:
    """Give the error of a question that no confirmed rule answers: nobody may be called fit for want of a rule."""
    if question.asked:
        return DomainError(
            "standard_unconfirmed",
            "Ngày {day}, mọi điều kiện bắt buộc cho «{target}» ({act}) đều chưa đối chiếu văn bản, "
            "nên chỉ để tham khảo: chưa thể xếp ai là đủ hay chưa đủ tiêu chuẩn.",
            day=f"{question.law.day:%d/%m/%Y}", target=question.words, act=question.act_words,
        )  # fmt: skip
    return DomainError(
        "standard_missing",
        "Ngày {day} chưa có tiêu chuẩn nào trong các bộ quy tắc cho «{target}» ({act}), nên chưa thể xếp ai là đủ tiêu "
        "chuẩn. Hãy chọn ngày khác hoặc việc khác.",
        day=f"{question.law.day:%d/%m/%Y}", target=question.words, act=question.act_words,
    )  # fmt: skip
