"""Lawful erasure of what a file holds: rows of every version, contents on disk, copies kept by other apps.

Who may erase what, and on which legal base, is decided above (canbo.privacy); these functions only do it, in the
transaction that the decision opened. Contents on disk go once the transaction is committed: an erasure that fails
leaves every file in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Protocol

from django.db import models, transaction
from django.utils import timezone

from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.personnel.models import RECORD_KINDS, Attachment, FileChange, FileRecord, Person
from canbo.personnel.services.attachments import forget_content
from canbo.personnel.services.repeated import refresh_person


class Eraser(Protocol):
    """What erases an app's own copies of the data of some files; tells how many rows went."""

    def __call__(self, *, access: AccessContext, person_ids: Sequence[int]) -> int:
        """Erase, in the transaction of the caller."""
        ...


type Keeper = Callable[[Collection[str]], Collection[str]]

_erasers: dict[str, Eraser] = {}
_keepers: list[Keeper] = []

#: What stands in the place of the name of a person whose file was erased.
ERASED_NAME = "(hồ sơ đã xoá)"


def register_eraser(name: str, eraser: Eraser) -> None:
    """Make known what erases an app's own copies of a file's data, under the name that the certificate counts it by."""
    _erasers[name] = eraser


def register_keeper(keeper: Keeper) -> None:
    """Make known who else uses contents on disk; given hashes, it tells which of them are still needed."""
    if keeper not in _keepers:
        _keepers.append(keeper)


@as_system()
def erase_file(*, access: AccessContext, person: Person) -> Counter[str]:
    """Erase everything that a withdrawn file holds; its row stays as an empty shell, so that keys stay whole.

    Gives how many rows went, by kind. Errors: file_in_use for a file that is not withdrawn; Forbidden out of scope.
    """
    _require(access, person)
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.withdrawn_at is None:
            raise DomainError("file_in_use", "Hồ sơ đang dùng không xoá được; phải rút hồ sơ trước.")
        counts = erase_sections(access=access, person=person, kinds=RECORD_KINDS)
        counts["papers"] += erase_papers(
            access=access, papers=Attachment.objects.filter(person=person), at_least_withdrawn=False
        )
        for name, eraser in _erasers.items():
            counts[name] += eraser(access=access, person_ids=[person.pk])
        Person.objects.filter(pk=person.pk).update(
            number="", full_name=ERASED_NAME, sort_key="", search_name="", search_aliases="", born=None, gender="",
            citizen_index="",
        )  # fmt: skip
        FileChange.objects.create(person_key=person.pk, at=timezone.now())
    return counts


@as_system()
def erase_sections(*, access: AccessContext, person: Person, kinds: Iterable[type[FileRecord]]) -> Counter[str]:
    """Erase every version of every record of some kinds, and the papers attached to them; tell how many went.

    Errors: Forbidden out of scope.
    """
    _require(access, person)
    counts: Counter[str] = Counter()
    with transaction.atomic():
        keys = []
        for kind in kinds:
            keys.append(kind.section.key)
            rows = kind._default_manager.filter(person=person)
            # A version points at the one that it replaced: the pointers go first.
            rows.update(supersedes=None)
            counts["records"] += rows.filter(superseded_at__isnull=True).count()
            counts["versions"] += rows.delete()[0]
            refresh_person(person, kind)
        counts["papers"] += erase_papers(
            access=access, papers=Attachment.objects.filter(person=person, section_key__in=keys),
            at_least_withdrawn=False,
        )  # fmt: skip
        FileChange.objects.create(person_key=person.pk, at=timezone.now())
    return counts


def erase_papers(*, access: AccessContext, papers: models.QuerySet[Attachment], at_least_withdrawn: bool = True) -> int:
    """Erase papers, their contents on disk too where no other paper has the same; give how many.

    Errors: paper_in_use where one of them is not withdrawn and `at_least_withdrawn` asks for it.
    """
    with transaction.atomic():
        rows = list(papers.select_for_update(of=("self",)).select_related("person__unit"))
        for row in rows:
            _require(access, row.person)
        if at_least_withdrawn and any(row.withdrawn_at is None for row in rows):
            raise DomainError("paper_in_use", "Giấy tờ đang dùng không xoá được; phải rút giấy tờ trước.")
        papers.delete()
        forget_contents({row.sha256 for row in rows})
    return len(rows)


def _require(access: AccessContext, person: Person) -> None:
    """Raise Forbidden unless the actor keeps this file or is the officer of personal data there."""
    path, tier = person.unit.path, person.managed_tier
    if not access.covers_file(Permission.EDIT_FILES, path, tier):
        access.require_file(Permission.HANDLE_REQUESTS, path, tier)


def forget_contents(digests: Collection[str]) -> None:
    """Remove contents from the disk once the transaction is committed, those that nobody needs any more."""
    if digests:
        transaction.on_commit(partial(_forget, frozenset(digests)))


def _forget(digests: frozenset[str]) -> None:
    needed = set(Attachment.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for keeper in _keepers:
        needed |= set(keeper(digests))
    for digest in digests - needed:
        forget_content(digest)
