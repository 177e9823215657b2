"""Writing many files at once, set-based, with the checks of the single services: for imports and campaigns.

    with writing(access=access, source=source, recorded_at=now) as writer:
        people = writer.open_files([NewPerson(unit_id, {"full_name": "Nguyễn Văn A", "born": PartialDate(1975)})])
        writer.add_records(Qualification, ("level", "major"), [(people[0], "university", "Luật")])

All of it is one transaction; leaving the block brings the repeated values of the people up to date, writes one row of
the change log and one audit row for each person concerned, and commits. An error inside leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.among import Among
from canbo.common.bulk import insert_rows, reserve_ids
from canbo.common.crypto import older_indexes
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean, fold, name_sort_key
from canbo.organizations.models import Unit
from canbo.personnel.domain.checks import may_be_same_day
from canbo.personnel.models import (
    FileChange,
    FileRecord,
    Identity,
    IdentityPapers,
    Person,
    PostHolding,
    RegimeRecord,
    Source,
)
from canbo.personnel.services.columns import Problem, columns_of, refuse
from canbo.personnel.services.repeated import refresh_citizen_indexes, refresh_managed_tiers, refresh_units

_CHUNK = 5_000
_WHOLE_TABLE = 50_000


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A file to open: where it is kept and the fields of its first Identity record.

    `confirmed_distinct` says that somebody decided that files of the same name and birth are other people.
    """

    unit_id: int
    identity: Mapping[str, Any]
    as_written: Mapping[str, str] | None = None
    attested_on: date | None = None
    confirmed_distinct: bool = False


def import_source(access: AccessContext, at: datetime, *, description: str, batch_id: int) -> Source:
    """Make the source of the records of an import batch."""
    return Source.objects.create(
        kind=Source.Kind.IMPORT, description=description[:300], batch_id=batch_id, user_id=access.user_id,
        user_name=access.user_name, at=at,
    )  # fmt: skip


@contextmanager
def writing(*, access: AccessContext, source: Source, recorded_at: datetime, reason: str = "") -> Iterator[BulkWriter]:
    """Open one transaction for many files; see the module. `reason` goes into the audit rows."""
    with transaction.atomic():
        writer = BulkWriter(access, source, recorded_at, reason)
        yield writer
        writer.finish()


@dataclass(slots=True)
class BulkWriter:
    """What `writing` gives: opens files and adds records; nothing is committed before its block ends."""

    access: AccessContext
    source: Source
    recorded_at: datetime
    reason: str = ""
    _opened: set[int] = field(default_factory=set)
    _touched: set[int] = field(default_factory=set)
    _papers: set[int] = field(default_factory=set)
    _posted: set[int] = field(default_factory=set)
    _regimes: set[int] = field(default_factory=set)
    _opened_paths: set[str] = field(default_factory=set)
    _has: dict[str, set[int]] = field(default_factory=dict)

    def open_files(self, people: Sequence[NewPerson]) -> range:
        """Open the files and give their person ids, in the order of `people`.

        Error bulk_refused with `problems` (index into `people`, field, code, message): unit_gone, name_missing,
        possible_duplicate, and whatever a single Identity would be refused for. Forbidden where a unit is out of scope.
        """
        if not people:
            return range(0)
        paths = self._require_units({person.unit_id for person in people})
        for path in paths:
            self.access.require_file(Permission.EDIT_FILES, path, "")
        self._opened_paths |= paths
        names = [clean(str(person.identity.get("full_name", ""))) for person in people]
        problems = [
            Problem(i, "full_name", "name_missing", "Thiếu họ và tên. Hãy ghi họ và tên khai sinh.")
            for i, name in enumerate(names)
            if not name
        ]
        folded = [fold(name) for name in names]
        problems += _duplicates(people, folded)
        refuse(problems)
        ids = reserve_ids(Person, len(people))
        fields = sorted({name for person in people for name in person.identity} | {"full_name"})
        rows = [
            (
                person_id, person.as_written, person.attested_on,
                *(name if key == "full_name" else person.identity.get(key) for key in fields),
            )
            for person_id, person, name in zip(ids, people, names, strict=True)
        ]  # fmt: skip
        columns = columns_of(Identity, ("as_written", "attested_on", *fields), rows, self._today())
        stored = dict(zip(columns.fields, columns.values, strict=True))
        blank: list[Any] = [""] * len(people)
        insert_rows(
            Person,
            ("id", "number", "full_name", "sort_key", "search_name", "search_aliases", "born", "gender",
             "unit"),
            zip(
                ids, stored.get("number", blank), names,
                (
                    name_sort_key(str(person.identity.get("sort_as") or name))
                    for person, name in zip(people, names, strict=True)
                ),
                folded, map(fold, stored.get("other_names", blank)), stored.get("born", [None] * len(people)),
                stored.get("gender", blank), (person.unit_id for person in people), strict=True,
            ),
            constants={
                "citizen_index": "", "managed_tier": "", "source": self.source.pk, "recorded_at": self.recorded_at,
                "withdrawn_at": None,
            },
        )  # fmt: skip
        self._opened.update(ids)
        columns.insert(self.source.pk, self.recorded_at)
        return ids

    def add_records(self, kind: type[FileRecord], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> range:
        """Add a record for each row `(person_id, value of each field …)`; give their ids in that order.

        `fields` names model fields as Python gives them (PartialDate, bool, Decimal, a code of a choice, plain text for
        encrypted fields, the id for a foreign key); besides the kind's own fields it may name valid_from,
        valid_before, attested_on, decision, note, as_written, verified. Fields left out are empty.
        Error bulk_refused with `problems` (index into `rows`, field, code, message): file_not_found, own_file,
        record_exists for a kind of which one is all, citizen_id_taken, and whatever the single service refuses.
        Forbidden where a file is out of scope or the section is closed to the actor.
        """
        if kind is Identity:
            raise ValueError("the Identity of a file is written by open_files")
        if not rows:
            return range(0)
        people = {int(row[0]) for row in rows}
        problems = self._people_problems(kind, rows, people)
        refuse(problems)
        columns = columns_of(kind, fields, rows, self._today())
        if kind is IdentityPapers:
            given = fields.index("citizen_id") + 1 if "citizen_id" in fields else 0
            older = older_indexes(str(row[given]) for row in rows if given and row[given])
            refuse(_citizen_problems(columns.column("citizen_index"), rows, older))
            self._papers |= people
        if kind is PostHolding:
            self._posted |= people
        if kind is RegimeRecord:
            self._regimes |= people
        self._touched |= people
        self._has.setdefault(kind.section.key, set()).update(people)
        return columns.insert(self.source.pk, self.recorded_at)

    def finish(self) -> None:
        """Bring the repeated values in line, log the change of every file once, and audit it; `writing` calls it."""
        refresh_citizen_indexes(self._papers)
        moved = refresh_units(self._posted)
        self._require_units(moved)
        for path, tier in refresh_managed_tiers(self._posted | self._regimes):
            self.access.require_file(Permission.EDIT_FILES, path, tier)
        touched = sorted(self._opened | self._touched)
        insert_rows(
            FileChange, ("person_key",), ((person_id,) for person_id in touched), constants={"at": self.recorded_at}
        )
        for action, people in (("file.opened", self._opened), ("file.record_added", self._touched - self._opened)):
            audit.record_many(
                access=self.access, action=action, object_type="person", objects=audit_objects(people),
                at=self.recorded_at, reason=self.reason,
            )  # fmt: skip

    def _today(self) -> date:
        return timezone.localdate(self.recorded_at)

    def _require_units(self, unit_ids: set[int]) -> set[str]:
        """Check that the units stand and are in scope; give their paths."""
        found, paths = set(), set()
        for chunk in chunks(sorted(unit_ids)):
            for unit in Unit.objects.filter(pk__in=chunk).only("id", "path", "name", "withdrawn_at", "abolished_on"):
                self.access.require(Permission.EDIT_FILES, unit.path)
                if unit.withdrawn_at is not None:
                    raise DomainError("unit_gone", "Đơn vị «{unit}» đã bị rút. Hãy chọn đơn vị khác.", unit=unit.name)
                found.add(unit.pk)
                paths.add(unit.path)
        if found != unit_ids:
            raise DomainError("unit_gone", "Có đơn vị không còn trong hệ thống. Hãy chọn lại đơn vị.")
        return paths

    def _people_problems(
        self, kind: type[FileRecord], rows: Sequence[Sequence[Any]], people: set[int]
    ) -> list[Problem]:
        """Check existence and scope of the files, and that a kind of which one is all is new to each of them."""
        older = people - self._opened
        places = {(path, "") for path in self._opened_paths} if people & self._opened else set()
        known: set[int] = set()
        for chunk in chunks(sorted(older)):
            for person_id, path, tier in Person.objects.filter(
                pk__among=Among(chunk), withdrawn_at__isnull=True
            ).values_list("id", "unit__path", "managed_tier"):
                known.add(person_id)
                places.add((path, tier))
        right = kind.section.right
        for path, tier in places:
            self.access.require_file(Permission.EDIT_FILES, path, tier)
            if right is not None and not self.access.covers_file(right, path, tier):
                raise Forbidden(
                    "section_forbidden",
                    "Tài khoản này không được ghi phần «{label}» của hồ sơ.",
                    label=kind.section.label,
                )
        problems = []
        taken = set(self._has.get(kind.section.key, ()))
        if kind.section.single:
            for chunk in chunks(sorted(older)):
                rows_now = kind._default_manager.filter(person__among=Among(chunk), superseded_at__isnull=True)
                taken.update(rows_now.values_list("person_id", flat=True))
        for i, row in enumerate(rows):
            person_id = row[0]
            if person_id in older and person_id not in known:
                problems.append(Problem(i, "", "file_not_found", "Không có hồ sơ này trong phạm vi được giao."))
            elif person_id == self.access.person_id:
                problems.append(Problem(i, "", "own_file", "Không ai tự ghi vào hồ sơ của chính mình."))
            elif kind.section.single:
                if person_id in taken:
                    problems.append(
                        Problem(i, "", "record_exists", f"Phần «{kind.section.label}» của hồ sơ này đã có nội dung.")
                    )
                taken.add(person_id)
        return problems


def chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut a list of keys into pieces that fit one query."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def audit_objects(people: set[int]) -> list[tuple[int, str, str]]:
    """Give (person id, name, unit path) of people for the audit log, read before any row is written."""
    found: list[tuple[int, str, str]] = []
    for chunk in chunks(sorted(people)):
        found += Person.objects.filter(pk__among=Among(chunk)).values_list("id", "full_name", "unit__path")
    return found


@as_system()
def _duplicates(people: Sequence[NewPerson], folded: Sequence[str]) -> list[Problem]:
    """Find rows whose folded name and birth are those of a file, or of an earlier row, and that nobody decided on."""
    if all(person.confirmed_distinct for person in people):
        return []
    births: dict[str, list[tuple[int | None, PartialDate | None]]] = {}
    names = set(folded)
    rows = Person.objects.filter(withdrawn_at__isnull=True).values_list("id", "search_name", "born")
    queries = (
        [rows]
        if len(names) > _WHOLE_TABLE
        else [rows.filter(search_name__among=Among(part)) for part in chunks(sorted(names))]
    )
    for query in queries:
        for person_id, name, born in query.iterator(chunk_size=10_000):
            if name in names:
                births.setdefault(name, []).append((person_id, born))  # type: ignore[arg-type]  # stubs: text
    problems = []
    for i, (person, name) in enumerate(zip(people, folded, strict=True)):
        born = person.identity.get("born")
        same = births.setdefault(name, [])
        if not person.confirmed_distinct:
            twins = [key for key, other in same if born is None or other is None or may_be_same_day(born, other)]
            if twins:
                problems.append(
                    Problem(
                        i, "full_name", "possible_duplicate",
                        "Đã có người trùng họ tên và ngày sinh; cần người quyết định là một hay hai người.",
                        tuple(key for key in twins if key is not None),
                    )
                )  # fmt: skip
        same.append((None, born))
    return problems


@as_system()
def _citizen_problems(indexes: Sequence[str], rows: Sequence[Sequence[Any]], older: Mapping[str, str]) -> list[Problem]:
    owners: dict[str, set[int]] = {}
    for chunk in chunks(sorted({*(index for index in indexes if index), *older})):
        for index, person_id in Person.objects.filter(
            citizen_index__among=Among(chunk), withdrawn_at__isnull=True
        ).values_list("citizen_index", "id"):
            owners.setdefault(older.get(index, index), set()).add(person_id)
    problems = []
    for i, (index, row) in enumerate(zip(indexes, rows, strict=True)):
        if not index:
            continue
        mine = owners.setdefault(index, set())
        if mine - {row[0]}:
            problems.append(
                Problem(i, "citizen_id", "citizen_id_taken", "Số định danh này đã ghi ở hồ sơ của người khác.")
            )
        mine.add(row[0])
    return problems
