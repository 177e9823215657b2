"""From rows of Python values to what the columns of a kind of record store, checked column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from canbo.common.bulk import insert_rows, reserve_ids
from canbo.common.crypto import blind_index
from canbo.common.fields import Encrypted, PartialDateField
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.personnel.domain.checks import checks_for
from canbo.personnel.models import FileRecord, IdentityPapers

#: Fields that the writer itself fills in.
CLOCK_VALUES = frozenset(
    {
        "id",
        "person",
        "source",
        "recorded_at",
        "superseded_at",
        "supersedes",
        "reason",
        "withdrawn_by_name",
        "withdrawn_reason",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: its index, the field, a stable code, a sentence; the files of possible twins."""

    index: int
    field: str
    code: str
    message: str
    person_ids: tuple[int, ...] = ()


def refuse(problems: Sequence[Problem]) -> None:
    """Raise bulk_refused with the problems, if there are any."""
    if problems:
        raise DomainError(
            "bulk_refused",
            "{count} dòng không ghi được; chưa dòng nào được ghi.",
            count=len(problems),
            problems=list(problems),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The checked columns of many records of one kind, ready to be stored."""

    kind: type[FileRecord]
    person_ids: Sequence[int]
    fields: tuple[str, ...]
    values: tuple[Sequence[Any], ...]

    def column(self, name: str) -> Sequence[Any]:
        """Give one stored column."""
        return self.values[self.fields.index(name)]

    def insert(self, source_id: int, recorded_at: datetime) -> range:
        """Write the rows and give their ids."""
        count = len(self.person_ids)
        ids = reserve_ids(self.kind, count)
        constants: dict[str, Any] = {
            "source": source_id, "recorded_at": recorded_at, "reason": "",
            "withdrawn_by_name": "", "withdrawn_reason": "",
        }  # fmt: skip
        varied: dict[str, Sequence[Any]] = {}
        for name, values in zip(self.fields, self.values, strict=True):
            if count > 1 and list(values).count(values[0]) == count:
                constants[name] = values[0]
            else:
                varied[name] = values
        insert_rows(
            self.kind, ("id", "person", *varied), zip(ids, self.person_ids, *varied.values(), strict=True),
            constants=constants,
        )  # fmt: skip
        return ids


def columns_of(kind: type[FileRecord], fields: Sequence[str], rows: Sequence[Sequence[Any]], today: date) -> Columns:
    """Check rows `(person_id, value of each field …)` and give their stored columns.

    Error bulk_refused; ValueError for a field that the kind does not have (a programmer's error).
    """
    by_name = {field.name: field for field in kind._meta.fields}
    unknown = [name for name in fields if name not in by_name or name in CLOCK_VALUES]
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown} to fill in")
    person_ids, *given = zip(*rows, strict=True)
    columns: dict[str, Sequence[Any]] = dict(zip(fields, given, strict=True))
    problems: list[Problem] = []
    stored: dict[str, Sequence[Any]] = {}
    for name, field in by_name.items():
        if name in CLOCK_VALUES:
            continue
        if name in columns:
            stored[name] = _store(field, columns[name], problems)
        elif isinstance(field, Encrypted):
            stored[name] = [""] * len(rows)
        else:
            empty = field.get_default() if field.has_default() else None
            if empty is None and not field.null:
                problems.append(Problem(0, name, "value_missing", f"Thiếu «{field.verbose_name}»."))
            stored[name] = [empty] * len(rows)
    if kind is IdentityPapers and "citizen_id" in columns:
        stored["citizen_index"] = [blind_index(value or "") for value in columns["citizen_id"]]
    if not problems:
        problems += _disagreements(kind, columns, len(rows), today)
    refuse(problems)
    return Columns(kind, person_ids, tuple(stored), tuple(stored.values()))


def _disagreements(kind: type[FileRecord], columns: dict[str, Sequence[Any]], count: int, today: date) -> list[Problem]:
    problems = []
    nothing: list[Any] = [None] * count
    for check in checks_for(kind.section.key, timed=kind.section.timed):
        if not any(name in columns for name in check.fields):
            continue
        for i, values in enumerate(zip(*(columns.get(name, nothing) for name in check.fields), strict=True)):
            problems += [Problem(i, fault.field, fault.code, fault.message) for fault in check.find(*values, today)]
    return problems


def _store(field: models.Field[Any, Any], values: Sequence[Any], problems: list[Problem]) -> Sequence[Any]:
    """Check one column and give what it stores."""
    tests = _tests(field)
    if tests:
        # A column of texts holds few different ones: each is tested once. Dates take longer to compare than to test.
        different: Iterable[Any] = set(values) if isinstance(field, models.CharField) else values
        for test, code, message in tests:
            if any(map(test, different)):
                problems += [Problem(i, field.name, code, message) for i, value in enumerate(values) if test(value)]
    if problems:
        return values
    if isinstance(field, Encrypted):
        return [field.stored(value) for value in values]
    if isinstance(field, PartialDateField):
        return [value.code if value else None for value in values]
    if isinstance(field, (models.CharField, models.TextField)):
        return [value or "" for value in values]
    if isinstance(field, models.ForeignKey):
        _require_targets(field, values, problems)
    if isinstance(field, models.BooleanField) and not field.null:
        default = bool(field.get_default())
        return [default if value is None else value for value in values]
    return values


type _Test = tuple[Callable[[Any], bool], str, str]


def _tests(field: models.Field[Any, Any]) -> list[_Test]:
    label = f"«{field.verbose_name}»"
    if isinstance(field, PartialDateField):
        kind_test: _Test = (
            lambda value: value is not None and not isinstance(value, PartialDate), "value_kind",
            f"{label} phải là ngày đã đọc.",
        )  # fmt: skip
        missing: _Test = (lambda value: value is None, "value_missing", f"Thiếu {label}.")
        return [kind_test] if field.null else [kind_test, missing]
    found: list[_Test] = []
    if isinstance(field, (models.CharField, models.TextField)):
        if not field.blank:
            found.append((lambda value: not value, "value_missing", f"Thiếu {label}."))
        if field.choices:
            allowed = frozenset(str(value) for value, _ in field.flatchoices) | {"", None}
            found.append((lambda value: value not in allowed, "value_unknown", f"{label} không có trong danh mục."))
        elif field.max_length:
            most = field.max_length
            found.append(
                (lambda value: value is not None and len(value) > most, "value_too_long",
                 f"{label} dài quá {most} ký tự.")
            )  # fmt: skip
        found.append((lambda value: value is not None and "\0" in value, "value_unreadable", f"{label} có ký tự lạ."))
        return found
    if isinstance(field, models.DecimalField):
        most_whole = Decimal(10) ** (field.max_digits - field.decimal_places)
        found.append(
            (lambda value: value is not None and not -most_whole < value < most_whole, "value_out_of_range",
             f"{label} quá lớn.")
        )  # fmt: skip
    elif isinstance(field, models.PositiveSmallIntegerField):
        found.append(
            (lambda value: value is not None and not 0 <= value <= 32_767, "value_out_of_range", f"{label} quá lớn.")
        )
    if not field.null and not field.has_default():
        found.append((lambda value: value is None, "value_missing", f"Thiếu {label}."))
    return found


def _require_targets(field: models.ForeignKey[Any, Any], values: Sequence[Any], problems: list[Problem]) -> None:
    wanted = {value for value in values if value is not None}
    found: set[int] = set()
    target = field.remote_field.model
    ordered = sorted(wanted)
    for start in range(0, len(ordered), 5_000):
        found.update(target._default_manager.filter(pk__in=ordered[start : start + 5_000]).values_list("pk", flat=True))
    if found != wanted:
        problems += [
            Problem(i, field.name, "target_missing", f"«{field.verbose_name}» không có trong hệ thống.")
            for i, value in enumerate(values)
            if value is not None and value not in found
        ]
