"""The whole of a file in one query, whatever the number of its kinds and records.

Each kind has its table; the query unites them as JSON objects, related names included, and is compiled once for each
set of kinds. Versions that were superseded come along, so that any day and any state of knowledge can be told from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from canbo.common.fields import Encrypted
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.decisions.models import Decision
from canbo.organizations.models import Body, BodyTerm, Position, Title, Unit
from canbo.personnel.models import RECORD_KINDS, FileRecord, Person, Source
from canbo.personnel.permissions import may_read_section

#: Stands for the person in the compiled query until one is asked for.
_ANYBODY = -987_654_321

#: What is read of a related row, by the name of the foreign key.
_RELATED: dict[str, tuple[str, ...]] = {
    "unit": ("name", "short_name", "path"),
    "title": ("name", "rank"),
    "position": ("name", "title__name"),
    "term": ("name", "body__name", "body__kind"),
    "decision": ("number", "issued_on", "issuer_name", "effective_on"),
    "source": ("kind", "description", "user_name", "batch_id", "at"),
}


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a viewer may read of a file: every version of every record of the kinds asked for.

    `closed` holds the kinds that the viewer may not read; nothing of them was fetched.
    """

    person: Person
    versions: dict[type[FileRecord], list[Any]]
    closed: frozenset[type[FileRecord]]
    known_on: datetime | None = None

    def known[R: FileRecord](self, kind: type[R]) -> list[R]:
        """Give the records of a kind as known now (or at `known_on`), by time; an unknown start comes first."""
        return [record for record in self.versions.get(kind, ()) if self._is_known(record)]

    def holding[R: FileRecord](self, kind: type[R], day: date) -> list[R]:
        """Give the known records of a kind that hold on the day; kinds without interval go by their own date."""
        return [record for record in self.known(kind) if holds_on(record, day)]

    def later[R: FileRecord](self, kind: type[R], day: date) -> list[R]:
        """Give the known records that had not begun on the day."""
        return [record for record in self.known(kind) if not has_begun(record, day)]

    def current[R: FileRecord](self, kind: type[R], day: date) -> R | None:
        """Give the record of a kind that began last among those that hold on the day."""
        rows = self.holding(kind, day)
        return rows[-1] if rows else None

    def _is_known(self, record: FileRecord) -> bool:
        if self.known_on is None:
            return record.superseded_at is None
        gone = record.superseded_at
        return bool(record.recorded_at <= self.known_on and (gone is None or gone > self.known_on))


def has_begun(record: FileRecord, day: date) -> bool:
    """Tell whether the record had begun on the day; an unknown start counts as begun."""
    if record.valid_from is not None:
        return bool(record.valid_from.earliest <= day)
    own = own_date(record)
    if own is not None:
        return own.earliest <= day
    return True


def holds_on(record: FileRecord, day: date) -> bool:
    """Tell whether the record may hold on the day: begun, and not over."""
    if not has_begun(record, day):
        return False
    return record.valid_before is None or day < record.valid_before.earliest


#: The field that dates a record of a kind without interval: it is no part of the file before that day.
OWN_DATES: dict[str, str] = {
    "organization": "joined_on",
    "military": "enlisted_on",
    "recruitment": "recruited_on",
    "academic_title": "conferred_on",
    "evaluation": "year",
    "award": "year",
    "conclusion": "concluded_on",
    "remark": "made_on",
    "health": "examined_on",
    "economy": "declared_on",
}


def own_date(record: FileRecord) -> PartialDate | None:
    """Give the day that a record without interval tells of, where its kind has one."""
    name = OWN_DATES.get(record.section.key)
    if name is None:
        return None
    value = getattr(record, name)
    if isinstance(value, int):
        return PartialDate(value) if 1900 <= value <= 2100 else None
    return value if isinstance(value, PartialDate) else None


def read_file(
    access: AccessContext,
    person: Person,
    kinds: Iterable[type[FileRecord]] = RECORD_KINDS,
    *,
    known_on: datetime | None = None,
) -> FileContents:
    """Give what the viewer may read of a file that `file_of` gave them; one query."""
    wanted = tuple(kinds)
    open_kinds = tuple(kind for kind in wanted if may_read_section(access, person, kind))
    versions: dict[type[FileRecord], list[Any]] = {kind: [] for kind in open_kinds}
    if open_kinds:
        sql, params = _query(open_kinds, connection.vendor)
        by_key = {kind.section.key: kind for kind in open_kinds}
        with connection.cursor() as cursor:
            cursor.execute(sql, [person.pk if param == _ANYBODY else param for param in params])
            for key, raw in cursor.fetchall():
                values = json.loads(raw) if isinstance(raw, str) else raw
                versions[by_key[key]].append(_build(by_key[key], person, values))
    for rows in versions.values():
        rows.sort(key=_order)
    return FileContents(person, versions, frozenset(wanted) - frozenset(open_kinds), known_on)


def _order(record: FileRecord) -> tuple[str, int]:
    start = record.valid_from or own_date(record)
    return (start.code if start else "", record.pk)


@cache
def _query(kinds: tuple[type[FileRecord], ...], vendor: str) -> tuple[str, tuple[Any, ...]]:
    parts = []
    for kind in kinds:
        names: dict[str, Any] = {}
        for each in kind._meta.fields:
            if each.name == "person":
                continue
            names[each.attname] = F(each.attname)
            for inner in _RELATED.get(each.name, ()) if each.is_relation else ():
                names[f"{each.name}__{inner}"] = F(f"{each.name}__{inner}")
        rows = kind._default_manager.filter(person_id=_ANYBODY).order_by()
        parts.append(rows.values_list(Value(kind.section.key), JSONObject(**names)))
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole.query.sql_with_params()


def _build(kind: type[FileRecord], person: Person, raw: dict[str, Any]) -> FileRecord:
    values: dict[str, Any] = {}
    for each in kind._meta.fields:
        if each.name != "person":
            values[each.attname] = _value(each, raw[each.attname])
    record = kind(**values)
    record._state.adding = False
    record._state.db = connection.alias
    record.person = person
    for name in _RELATED:
        if name in {each.name for each in kind._meta.fields} and values.get(f"{name}_id") is not None:
            setattr(record, name, _related(name, values[f"{name}_id"], raw))
    return record


def _value(each: models.Field[Any, Any], raw: Any) -> Any:
    if isinstance(each, Encrypted):
        return each.opened(raw)
    if raw is None:
        return None
    if isinstance(each, models.JSONField):
        return json.loads(raw) if isinstance(raw, str) else raw
    if isinstance(each, models.DateTimeField):
        return _moment(raw)
    if isinstance(each, models.DecimalField):
        return each.to_python(str(raw))
    return each.to_python(raw)


def _moment(raw: str) -> datetime:
    moment = datetime.fromisoformat(raw)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_fixed_timezone(0))


def _related(name: str, key: int, raw: dict[str, Any]) -> models.Model:
    """Make a related row from the names that came with the record; only those fields of it can be read."""
    got = {inner: raw[f"{name}__{inner}"] for inner in _RELATED[name]}
    match name:
        case "unit":
            return Unit(id=key, **got)
        case "title":
            return Title(id=key, **got)
        case "position":
            return Position(id=key, name=got["name"], title=Title(name=got["title__name"]))
        case "term":
            return BodyTerm(id=key, name=got["name"], body=Body(name=got["body__name"], kind=got["body__kind"]))
        case "decision":
            return Decision(  # type: ignore[misc]  # the stubs know a partial date only as text
                id=key, number=got["number"], issuer_name=got["issuer_name"],
                issued_on=_partial(got["issued_on"]), effective_on=_partial(got["effective_on"]),
            )  # fmt: skip
        case _:
            return Source(id=key, **{**got, "at": _moment(got["at"])})


def _partial(code: str | None) -> PartialDate | None:
    return PartialDate.from_code(code) if code else None
