"""A pasted or imported list of people becomes subjects of a draft: matched with the files, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from canbo.common.among import Among
from canbo.common.crypto import blind_indexes
from canbo.common.fields import PartialDateField
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold, tone_key
from canbo.decisions.models import Decision
from canbo.enactments.domain.lists import ListRow, read_list, table_of_text
from canbo.enactments.effects import USUAL, effect_of, record_values
from canbo.enactments.models import DecisionSubject
from canbo.enactments.reading import table_of_file
from canbo.enactments.services.given import NewEffect
from canbo.enactments.services.locking import locked_draft
from canbo.enactments.services.subjects import Row, require_effects, usual_effects, write_subjects
from canbo.enactments.services.traces import trace
from canbo.organizations.models import BodyTerm, Title, Unit
from canbo.personnel.domain.checks import may_be_same_day
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people

_NEAREST = 5
_SEARCHED = 3_000
Fault = DecisionSubject.Fault


@dataclass(frozen=True, slots=True)
class ListReport:
    """What became of the rows of a list."""

    found: int
    ambiguous: int
    not_found: int
    unreadable: int


def add_list(
    *,
    access: AccessContext,
    decision: Decision,
    text: str = "",
    file_name: str = "",
    content: bytes = b"",
    common: Mapping[str, Any] | None = None,
) -> ListReport:
    """Add the people of a pasted text or a file to a draft, each with the values of their row.

    `common` holds values that every row has unless it says otherwise, by the fields of the decision's usual effects.
    A row that fits no file, or several, or has a cell that cannot be read, is kept with what is wrong with it.
    Errors for the whole: list_empty, list_without_people, list_too_long, list_unreadable, those of reading a file,
    not_a_draft; NotFound, Forbidden.
    """
    with transaction.atomic():
        decision, paper = locked_draft(access, decision.pk)
        usual = USUAL.get(decision.kind, ())
        fields = {name for key, _values in usual for name in effect_of(key).fields}
        table = table_of_file(file_name, content) if content else table_of_text(text)
        rows = read_list(table, fields)
        matcher = _Matcher(access, decision, rows)
        words = _Words(access, rows)
        made: list[Row] = []
        for row in rows:
            made.append(_subject(row, matcher, words, usual, dict(common or {}), fields))
        chosen = [person for person, *_rest in made if person is not None]
        people = Person.objects.filter(pk__among=Among(chosen)).select_related("unit")
        require_effects(access, [effect for each in made for effect in each[-1]], people)
        write_subjects(decision, made)
        trace(access, "decision.changed", decision, paper.unit.path, changes={"list": [None, len(made)]})
    faults = [fault for _person, _name, _written, fault, *_rest in made]
    return ListReport(*(faults.count(each) for each in ("", "ambiguous", "not_found", "unreadable")))


def _subject(
    row: ListRow, matcher: _Matcher, words: _Words, usual: Any, common: dict[str, Any], fields: set[str]
) -> Row:
    person, fault, told, candidates = matcher.match(row)
    values, unread = words.values(usual, row)
    problems = [*row.faults, *unread]
    if problems:
        fault, told = Fault.UNREADABLE.value, " ".join(problems)
    effects: list[NewEffect] = usual_effects(usual, {**common, **values})
    name = row.name or (matcher.names.get(person or 0, "") if person else "") or row.number or row.citizen or "?"
    return person, name, dict(row.written), fault, told, candidates, row.day, effects


class _Matcher:
    """The files that the rows of a list may mean, read at once."""

    def __init__(self, access: AccessContext, decision: Decision, rows: Sequence[ListRow]) -> None:
        self.access = access
        self.taken: dict[int, int] = {
            key: 0
            for key in DecisionSubject.objects.filter(decision=decision).values_list("person_id", flat=True)
            if key is not None
        }
        self.indexes = {row.citizen: blind_indexes(row.citizen) for row in rows if row.citizen}
        asked = (
            Q(search_name__among=Among({fold(row.name) for row in rows if row.name}))
            | Q(number__among=Among({row.number for row in rows if row.number}))
            | Q(citizen_index__among=Among({index for each in self.indexes.values() for index in each}))
        )
        self.people = self._writable(asked)
        self.names = {person.pk: person.full_name for person in self.people}
        self.by_name: dict[str, list[Person]] = {}
        self.by_number: dict[str, list[Person]] = {}
        self.by_index: dict[str, Person] = {}
        for person in self.people:
            self.by_name.setdefault(person.search_name, []).append(person)
            if person.number:
                self.by_number.setdefault(person.number, []).append(person)
            if person.citizen_index:
                self.by_index[person.citizen_index] = person
        lost = [row for row in rows if row.name and fold(row.name) not in self.by_name]
        self.near = self._nearby(lost)

    def _writable(self, asked: Q) -> list[Person]:
        rows = visible_people(self.access).filter(asked).select_related("unit")
        return [
            person for person in rows
            if person.pk != self.access.person_id
            and self.access.covers_file(Permission.EDIT_FILES, person.unit.path, person.managed_tier)
        ]  # fmt: skip

    def _nearby(self, lost: Sequence[ListRow]) -> dict[str, list[int]]:
        """Give, for names that fit no file, the files of the nearest names with the same last word. One query."""
        names = {fold(row.name) for row in lost}
        asked = Q(pk__in=[])
        for last in sorted({name.split()[-1] for name in names if name})[:100]:
            asked |= Q(search_name__endswith=" " + last)
        if not names:
            return {}
        pool: dict[str, list[int]] = {}
        rows = visible_people(self.access).filter(asked).order_by("sort_key").values_list("search_name", "id")
        for name, key in rows[:_SEARCHED]:
            pool.setdefault(name, []).append(key)
        return {
            name: [key for near in get_close_matches(name, pool, n=_NEAREST, cutoff=0.7) for key in pool[near]][
                :_NEAREST
            ]
            for name in names
        }

    def match(self, row: ListRow) -> tuple[int | None, str, str, list[int]]:
        """Give (file, fault, its words, files that it may be)."""
        found = self._meant(row)
        if len(found) == 1 and self._is_written_so(row, found[0]):
            person = found[0]
            if person.pk in self.taken:
                line = self.taken[person.pk]
                words = (
                    gettext("Trùng với dòng %(line)s của danh sách.") % {"line": line}
                    if line
                    else gettext("Người này đã có trong quyết định.")
                )
                return None, Fault.UNREADABLE.value, words, []
            self.taken[person.pk] = row.line
            return person.pk, "", "", []
        if found:
            words = gettext("Họ tên trong hồ sơ viết khác.") if len(found) == 1 else ""
            return None, Fault.AMBIGUOUS.value, words, [person.pk for person in found[:20]]
        same_name = self.by_name.get(fold(row.name), []) if row.name else []
        near = [person.pk for person in same_name] or self.near.get(fold(row.name), [])
        return None, Fault.NOT_FOUND.value, "", near[:_NEAREST]

    @staticmethod
    def _is_written_so(row: ListRow, person: Person) -> bool:
        """Tell whether the name is the file's own, or written without accents; a number of any kind is enough."""
        by_key = bool(row.number or row.citizen)
        return by_key or row.name.isascii() or tone_key(row.name) == tone_key(person.full_name)

    def _meant(self, row: ListRow) -> list[Person]:
        if row.citizen:
            known = {
                self.by_index[index].pk: self.by_index[index]
                for index in self.indexes[row.citizen]
                if index in self.by_index
            }
            return list(known.values())
        if row.number:
            return self.by_number.get(row.number, [])
        same = self.by_name.get(fold(row.name), [])
        if row.born is None:
            return same
        agreeing = [person for person in same if person.born is None or may_be_same_day(row.born, person.born)]
        exact = [person for person in agreeing if person.born is not None]
        return exact or agreeing


class _Words:
    """What the words of cells mean: units, titles and terms by their names, choices by their labels."""

    def __init__(self, access: AccessContext, rows: Sequence[ListRow]) -> None:
        wanted = {fold(row.values["unit"]) for row in rows if "unit" in row.values}
        self.units: dict[str, list[int]] = {}
        if wanted:
            found = Unit.objects.filter(search_name__in=wanted, withdrawn_at__isnull=True, abolished_on__isnull=True)
            for name, key, path in found.values_list("search_name", "id", "path"):
                if access.covers(Permission.VIEW_FILES, path):
                    self.units.setdefault(name, []).append(key)
        titles = {fold(row.values["title_text"]) for row in rows if "title_text" in row.values}
        self.titles: dict[str, int] = {}
        if titles:
            for key, name, aliases in Title.objects.filter(closed_on__isnull=True).values_list(
                "id", "search_name", "aliases"
            ):
                for each in {name, *map(fold, aliases or ())} & titles:
                    # Two titles of one name: the words are kept, and somebody chooses which is meant.
                    self.titles[each] = 0 if each in self.titles else key
        self.terms: dict[str, list[int]] = {}
        if any("term" in row.values for row in rows):
            for term in BodyTerm.objects.select_related("body__unit"):
                if access.covers(Permission.VIEW_FILES, term.body.unit.path):
                    for name in (str(term), term.body.name):
                        self.terms.setdefault(fold(name), []).append(term.pk)

    def values(self, usual: Any, row: ListRow) -> tuple[dict[str, Any], list[str]]:
        """Give the values that a row gives, as JSON holds them, and what could not be read."""
        found: dict[str, Any] = {}
        faults: list[str] = []
        for key, _usual in usual:
            effect = effect_of(key)
            for name, text in row.values.items():
                if name not in effect.fields or name in found:
                    continue
                model_field: Any = effect.kind._meta.get_field(name)
                try:
                    value = self._read(model_field, text)
                    record_values(effect, {name: value})
                except DomainError as error:
                    faults.append(error.message)
                else:
                    found[name] = value
            if "title" in effect.fields and "title_text" in found:
                title = self.titles.get(fold(found["title_text"]))
                if title:
                    found["title"] = title
        return found, faults

    def _read(self, model_field: Any, text: str) -> Any:
        name, label = model_field.name, str(model_field.verbose_name)
        if name in {"unit", "term"}:
            keys = (self.units if name == "unit" else self.terms).get(fold(text), [])
            if len(set(keys)) != 1:
                raise DomainError(
                    "name_unknown",
                    "Không có hoặc có nhiều «{text}» ({label}) trong phạm vi được giao.",
                    text=text,
                    label=label,
                )
            return keys[0]
        if model_field.choices:
            codes = {fold(str(words)): code for code, words in model_field.flatchoices} | {
                str(code): code for code, _words in model_field.flatchoices
            }
            code = codes.get(fold(text))
            if code is None:
                raise DomainError("choice_unknown", "«{text}» không có trong danh mục {label}.", text=text, label=label)
            return code
        if isinstance(model_field, PartialDateField):
            return PartialDate.parse(text).code
        if isinstance(model_field, models.DecimalField):
            return clean(text).replace("%", "").strip()
        return clean(text)[: model_field.max_length or None]
