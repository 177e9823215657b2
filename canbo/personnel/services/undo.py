"""Taking back everything that came from one source, as long as nothing later stands on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from canbo.audit import services as audit
from canbo.common.among import Among
from canbo.common.bulk import insert_rows
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.personnel.models import (
    RECORD_KINDS,
    Attachment,
    FileChange,
    IdentityPapers,
    Person,
    PostHolding,
    RegimeRecord,
    Source,
)
from canbo.personnel.services.bulk import audit_objects
from canbo.personnel.services.repeated import refresh_citizen_indexes, refresh_managed_tiers, refresh_units
from canbo.personnel.services.replace import restore_replaced


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something later that stands on what a source brought: whose file, what it is, who did it and when."""

    person_id: int
    person_name: str
    what: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back: files withdrawn, records superseded."""

    people: int
    records: int


def dependents_of_source(access: AccessContext, source: Source, *, at_most: int = 200) -> list[Dependent]:
    """Give what stands on the records and files of a source: corrections of them, and whatever others added since.

    At most `at_most` are listed. Needs the right to edit every file concerned.
    """
    _require_scope(access, source)
    return _dependents(source, at_most)


def withdraw_source(
    *, access: AccessContext, source: Source, reason: str, people: Collection[int] | None = None
) -> Withdrawn:
    """Supersede every record of a source and withdraw the files it opened, in one transaction.

    What the source had replaced holds again. `people` limits all of it to these files.

    Errors: reason_missing, source_has_dependents (with `dependents`), source_withdrawn (nothing is left of it).
    """
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hoàn tác phải ghi lý do.")
    now = timezone.now()
    with transaction.atomic():
        _require_scope(access, source)
        dependents = _dependents(source, 200, people)
        if dependents:
            raise DomainError(
                "source_has_dependents",
                "Không hoàn tác được: sau lần ghi này đã có người sửa hoặc bổ sung vào các hồ sơ đó. "
                "Hãy rút các thay đổi trong danh sách rồi hoàn tác lại.",
                dependents=dependents,
            )
        touched: set[int] = set()
        papers: set[int] = set()
        posted: set[int] = set()
        regimes: set[int] = set()
        records = 0
        for kind in RECORD_KINDS:
            rows = kind._default_manager.filter(_among("person_id", people), source=source, superseded_at__isnull=True)
            told = set(rows.values_list("person_id", flat=True).distinct())
            if not told:
                continue
            touched |= told
            if kind is IdentityPapers:
                papers = told
            if kind is PostHolding:
                posted = told
            if kind is RegimeRecord:
                regimes = told
            records += rows.update(superseded_at=now, withdrawn_by_name=access.user_name, withdrawn_reason=reason[:500])
            restore_replaced(kind, source, now)
        files = Person.objects.filter(_among("pk", people), source=source, withdrawn_at__isnull=True)
        opened = set(files.values_list("id", flat=True))
        if not records and not opened:
            raise DomainError("source_withdrawn", "Lần ghi này không còn gì để hoàn tác.")
        objects = audit_objects(touched | opened)
        files.update(withdrawn_at=now)
        refresh_citizen_indexes(papers)
        refresh_units(posted - opened)
        refresh_managed_tiers((posted | regimes) - opened)
        insert_rows(FileChange, ("person_key", "at"), ((person_id, now) for person_id in sorted(touched | opened)))
        audit.record_many(
            access=access, action="file.record_withdrawn", object_type="person", objects=objects, at=now, reason=reason
        )
    return Withdrawn(len(opened), records)


def _require_scope(access: AccessContext, source: Source) -> None:
    """Require the right to edit every file of the source."""
    files: set[tuple[str, str]] = set()
    for people in (
        Person.objects.filter(source=source),
        *(
            Person.objects.filter(
                pk__in=kind._default_manager.filter(source=source, superseded_at__isnull=True).values("person_id")
            )
            for kind in RECORD_KINDS
        ),
    ):
        files |= set(people.order_by().values_list("unit__path", "managed_tier").distinct())
    for path, tier in files:
        access.require_file(Permission.EDIT_FILES, path, tier)


def _among(field: str, people: Collection[int] | None) -> Q:
    """The condition that a row is of these people; none where all are meant."""
    return Q() if people is None else Q(**{f"{field}__among": Among(people)})


def _dependents(source: Source, at_most: int, people: Collection[int] | None = None) -> list[Dependent]:
    found: list[Dependent] = []
    opened = Person.objects.filter(_among("pk", people), source=source, withdrawn_at__isnull=True)
    for kind in RECORD_KINDS:
        rows = kind._default_manager.filter(_among("person_id", people)).exclude(source=source)
        queries = (
            (gettext("đã sửa hoặc xác nhận"), rows.filter(supersedes__source=source, withdrawn_by_name="")),
            (
                gettext("đã bổ sung"),
                rows.filter(person__in=opened, superseded_at__isnull=True, supersedes__isnull=True),
            ),
        )
        for what, query in queries:
            found += [
                Dependent(person_id, name, f"{what}: {kind.section.label}", by, at)
                for person_id, name, by, at in query.values_list(
                    "person_id", "person__full_name", "source__user_name", "recorded_at"
                )[: at_most - len(found)]
            ]
            if len(found) >= at_most:
                return found
    papers = Attachment.objects.filter(person__in=opened, withdrawn_at__isnull=True)
    found += [
        Dependent(person_id, name, gettext("giấy tờ đính kèm: %(title)s") % {"title": title}, by, at)
        for person_id, name, title, by, at in papers.values_list(
            "person_id", "person__full_name", "title", "uploaded_by_name", "uploaded_at"
        )[: at_most - len(found)]
    ]
    return found
