"""Keeping the list of titles: loading what comes with the product, finding or making titles, judging their rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import slugify

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold
from canbo.organizations.codes import title_list
from canbo.organizations.domain.titles import Rank, TitlePart
from canbo.organizations.models import Line, StructureChange, Title
from canbo.organizations.selectors import title_index
from canbo.organizations.services.structure import structure_change


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """One office that a text names: the title's id, its rank, and the words of the text that name it.

    `is_acting`: held in somebody's stead (quyền, phụ trách). `is_former`: no longer held (nguyên).
    """

    title_id: int
    name: str
    rank: str
    text: str
    is_acting: bool = False
    is_former: bool = False
    is_new: bool = False

    @property
    def leads(self) -> bool:
        """Whether its holder counts among the leaders."""
        return self.rank != Title.Rank.STAFF


@dataclass(frozen=True, slots=True)
class FoundTitles:
    """What one text names: the principal office and those held beside it."""

    principal: FoundTitle
    concurrent: tuple[FoundTitle, ...] = ()


def load_titles(*, access: AccessContext) -> int:
    """Bring the list that comes with the product into the database; give how many titles were added or renewed.

    Safe to run at every start: a title that somebody here has edited keeps their name, rank and spellings.
    """
    access.require(Permission.EDIT_UNITS)
    known = {title.code: title for title in Title.objects.all()}
    listed = title_list().entries
    missing: list[Title] = []
    renewed: list[Title] = []
    for entry in listed:
        title = known.get(entry.code)
        values = {
            "name": entry.name, "search_name": fold(entry.name), "rank": str(entry.rank), "group": entry.group,
            "level": entry.level, "line": entry.line, "aliases": list(entry.aliases), "closed_on": entry.closed_on,
        }  # fmt: skip
        if title is None:
            missing.append(Title(code=entry.code, **values))
        elif title.edited_at is None and any(getattr(title, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(title, name, value)
            renewed.append(title)
    if not missing and not renewed:
        return 0
    with structure_change(StructureChange.Aspect.TITLES):
        Title.objects.bulk_create(missing, ignore_conflicts=True)
        Title.objects.bulk_update(
            renewed, ["name", "search_name", "rank", "group", "level", "line", "aliases", "closed_on"], batch_size=200
        )
        audit.record(
            access=access, action="title.changed", object_type="title", object_label="Danh mục chức danh",
            changes={"added": [None, len(missing)], "renewed": [None, len(renewed)]},
        )  # fmt: skip
    return len(missing) + len(renewed)


def ensure_titles(*, access: AccessContext, texts: Iterable[str]) -> dict[str, FoundTitles]:
    """Find the titles that the texts name, making those that the list lacks; texts without words are left out.

    A new title has the rank that its words speak of (staff where they say nothing) and waits on the titles page to be
    looked at. Two queries and one insert, however many texts.
    """
    access.require(Permission.EDIT_UNITS)
    if Title.objects.filter(code__in=[entry.code for entry in title_list().entries]).count() < len(
        title_list().entries
    ):
        load_titles(access=access)
    index = title_index(access)
    readings = {text: index.recognise(text) for text in dict.fromkeys(texts)}
    by_code = {title.code: title for title in Title.objects.all()}
    by_name = {title.search_name: title for title in by_code.values()}
    fresh: dict[str, Title] = {}
    for reading in readings.values():
        for part in reading.parts:
            search = fold(part.text)
            if part.code is None and search not in by_name and search not in fresh:
                fresh[search] = _new_title(part, by_code)
                by_code[fresh[search].code] = fresh[search]
    if fresh:
        with structure_change(StructureChange.Aspect.TITLES) as now:
            made = Title.objects.bulk_create(fresh.values())
            audit.record_many(
                access=access, action="title.changed", object_type="title", at=now,
                objects=((title.pk, title.name, "") for title in made),
            )  # fmt: skip
    found: dict[str, FoundTitles] = {}
    for text, reading in readings.items():
        offices = [_office(part, by_code, by_name, fresh) for part in reading.parts]
        if offices:
            found[text] = FoundTitles(offices[0], tuple(offices[1:]))
    return found


def _office(
    part: TitlePart, by_code: dict[str, Title], by_name: dict[str, Title], fresh: dict[str, Title]
) -> FoundTitle:
    search = fold(part.text)
    title = by_code[part.code] if part.code is not None else by_name.get(search) or fresh[search]
    rank = str(Rank.STAFF) if part.former else title.rank
    return FoundTitle(title.pk, title.name, rank, part.text, part.acting, part.former, search in fresh)


def _new_title(part: TitlePart, taken: dict[str, Title]) -> Title:
    name = clean(part.text)[:200]
    base = slugify(fold(name))[:34] or "chuc-danh"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return Title(
        code=code, name=name, search_name=fold(name), rank=str(part.rank), group=part.group or "other",
        level=8, needs_review=True,
    )  # fmt: skip


def change_title(
    *,
    access: AccessContext,
    title: Title,
    rank: str | None = None,
    name: str | None = None,
    aliases: Iterable[str] | None = None,
    line: str | None = None,
    level: int | None = None,
    closed_on: date | None = None,
    reason: str = "",
) -> Title:
    """Change a title of the list; who counts among the leaders follows its rank. Marks it as looked at.

    What is None stays, but for `closed_on`, which is set as given. Errors: rank_unknown, line_unknown, name_missing,
    title_exists; Forbidden unless units may be edited in the whole system.
    """
    access.require(Permission.EDIT_UNITS, "")
    before = {field: getattr(title, field) for field in ("rank", "name", "aliases", "line", "level", "closed_on")}
    if rank is not None:
        if rank not in Title.Rank.values:
            raise DomainError("rank_unknown", "Không có bậc «{rank}».", rank=rank)
        title.rank = rank
    if line is not None:
        if line not in {"", *Line.values}:
            raise DomainError("line_unknown", "Không có hệ thống «{line}».", line=line)
        title.line = line
    if name is not None:
        title.name = _need_title_name(name, title)
        title.search_name = fold(title.name)
    if aliases is not None:
        title.aliases = [alias for alias in map(clean, aliases) if alias]
    if level is not None:
        title.level = level
    title.closed_on = closed_on
    changes = {
        field: [_plain(value), _plain(getattr(title, field))]
        for field, value in before.items()
        if value != getattr(title, field)
    }
    title.needs_review, title.edited_at = False, timezone.now()
    with structure_change(StructureChange.Aspect.TITLES):
        title.save(
            update_fields=[
                "rank", "name", "search_name", "aliases", "line", "level", "closed_on", "needs_review", "edited_at"
            ]
        )  # fmt: skip
        audit.record(
            access=access, action="title.changed", object_type="title", object_id=title.pk, object_label=title.name,
            reason=reason, changes=changes or None,
        )  # fmt: skip
    return title


def add_title(
    *, access: AccessContext, name: str, rank: str, line: str = "", level: int = 8, aliases: Iterable[str] = ()
) -> Title:
    """Add a title to the list. Errors: name_missing, title_exists, rank_unknown, line_unknown."""
    access.require(Permission.EDIT_UNITS, "")
    if rank not in Title.Rank.values:
        raise DomainError("rank_unknown", "Không có bậc «{rank}».", rank=rank)
    if line not in {"", *Line.values}:
        raise DomainError("line_unknown", "Không có hệ thống «{line}».", line=line)
    taken = {title.code: title for title in Title.objects.all()}
    title = _new_title(TitlePart(_need_title_name(name, None), None, Rank(rank)), taken)
    title.line, title.level, title.needs_review, title.edited_at = line, level, False, timezone.now()
    title.aliases = [alias for alias in map(clean, aliases) if alias]
    with structure_change(StructureChange.Aspect.TITLES):
        title.save(force_insert=True)
        audit.record(
            access=access, action="title.changed", object_type="title", object_id=title.pk, object_label=title.name,
            changes={"rank": [None, rank]},
        )  # fmt: skip
    return title


def _need_title_name(name: str, title: Title | None) -> str:
    name = clean(name)
    if not name:
        raise DomainError("name_missing", "Thiếu tên chức danh.")
    others = Title.objects.filter(search_name=fold(name))
    if title is not None:
        others = others.exclude(pk=title.pk)
    if others.exists():
        raise DomainError("title_exists", "Danh mục đã có chức danh «{name}».", name=name)
    return name


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
