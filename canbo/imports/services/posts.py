"""Posts that rows speak of: taken apart into offices, compared with what the files hold, written with their
positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.imports.domain.conduct import says_nothing
from canbo.imports.services.comparing import Kept
from canbo.imports.services.statements import Told
from canbo.organizations.selectors.titles import title_index
from canbo.organizations.services import NewPosition, add_positions_bulk, ensure_titles
from canbo.personnel.models import PostHolding

FIELDS = (
    "unit", "position", "title", "title_text", "kind", "line", "valid_from", "reappointed_on", "main_duty", "unit_text",
    "decision", "attested_on", "as_written",
)  # fmt: skip
#: What is read of holdings on file to compare with.
KEPT_FIELDS = ("unit", "title_text", "kind", "valid_before")
_LINES = {"party": "party", "front_and_mass": "front"}
#: Column -> how the post in it is held, and in which line ("" = by the block of the unit).
_COLUMNS = (
    ("position", "principal", ""),
    ("party_position", "concurrent", "party"),
    ("mass_position", "concurrent", "front"),
    ("concurrent_position", "concurrent", ""),
)


class Post(NamedTuple):
    """One office that a row says is held, as written; `column` is where it stands."""

    text: str
    kind: str
    line: str
    column: str
    is_former: bool = False


class Offices:
    """Takes texts apart into offices by the list of titles, each distinct text once."""

    def __init__(self, access: AccessContext) -> None:
        self._index = title_index(access)
        self._known: dict[str, list[tuple[str, bool, bool]]] = {}
        self._posts: dict[tuple[object, ...], tuple[Post, ...]] = {}

    def of(self, text: str) -> list[tuple[str, bool, bool]]:
        """Give (text, is acting, is former) of each office named, the principal one first."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = [
                (part.text, part.acting, part.former) for part in self._index.recognise(text).parts
            ]
        return found

    def posts(
        self, told: Told, block: str | None, columns: Sequence[tuple[str, str, str]] = _COLUMNS
    ) -> tuple[Post, ...]:
        """Give the offices of a row; a roster row without any still holds a post in its unit."""
        get = told.values.get
        key = (block, *(get(column) for column, _, _ in columns))
        found = self._posts.get(key)
        if found is None:
            found = self._posts[key] = self._read(told, block, columns)
        return found

    def _read(self, told: Told, block: str | None, columns: Sequence[tuple[str, str, str]]) -> tuple[Post, ...]:
        line_here = _LINES.get(block or "", "state")
        posts: list[Post] = []
        for column, kind, line in columns:
            text = told.text(column)
            if not text or says_nothing(text):
                continue
            for place, (part, acting, former) in enumerate(self.of(text)):
                how = "acting" if acting and kind == "principal" else kind
                posts.append(Post(part, how if place == 0 else "concurrent", line or line_here, column, former))
        if columns is _COLUMNS and not any(post.kind in ("principal", "acting") for post in posts):
            posts.insert(0, Post("", "principal", line_here, "position"))
        return tuple(post for post in posts if not post.is_former or post.kind == "principal")


class PostChange(NamedTuple):
    """What a row changes in the posts of a file: offices to add, holdings to close (record id), contradictions."""

    adds: tuple[Post, ...] = ()
    closes: tuple[int, ...] = ()
    conflict: tuple[str, str] | None = None


def compare_posts(posts: Sequence[Post], unit_id: int | None, kept: Sequence[Kept], as_of: date) -> PostChange:
    """Hold the offices of a row against the open holdings of the file (values in the order of KEPT_FIELDS)."""
    open_ones = [old for old in kept if old.values[3] is None or old.values[3].earliest > as_of]
    adds: list[Post] = []
    closes: list[int] = []
    conflict = None
    for post in posts:
        text = fold(post.text)
        if post.kind not in ("principal", "acting"):
            if not any(fold(old.values[1]) == text for old in open_ones):
                adds.append(post)
            continue
        mains = [old for old in open_ones if old.values[2] != "concurrent" and old.values[0] is not None]
        same = [old for old in mains if old.values[0] == unit_id and (not text or fold(old.values[1]) == text)]
        if same:
            continue
        if mains and as_of <= max(old.since for old in mains):
            conflict = (mains[-1].values[1], post.text)
            continue
        adds.append(post)
        closes += [old.record_id for old in mains]
    return PostChange(tuple(adds), tuple(closes), conflict)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A holding to write: whose, in which unit (None: outside the system, told by `unit_text`), what the row says."""

    person_id: int
    unit_id: int | None
    post: Post
    told: Told
    valid_from: PartialDate | None = None
    unit_text: str = ""
    decision_id: int | None = None


def post_rows(access: AccessContext, rows: Sequence[PostRow], *, as_of: date, batch_id: int) -> list[tuple[Any, ...]]:
    """Give the rows of PostHolding, in the order of FIELDS, founding the titles and positions that are not there."""
    found = ensure_titles(access=access, texts={row.post.text for row in rows if row.post.text})
    title_of: list[int | None] = []
    for row in rows:
        named = found.get(row.post.text) if row.post.text and not row.post.is_former else None
        title_of.append(named.principal.title_id if named else None)
    places = _positions(access, rows, title_of, batch_id)
    written: list[tuple[Any, ...]] = []
    for row, title_id in zip(rows, title_of, strict=True):
        told, post = row.told, row.post
        is_main = post.kind in ("principal", "acting")
        position = places.get((row.unit_id, title_id)) if row.unit_id and title_id else None
        written.append(
            (
                row.person_id, row.unit_id, position, title_id, post.text, post.kind, post.line, row.valid_from,
                told.values.get("reappointed_on") if is_main else None,
                told.text("job")[:250] if is_main else "",
                row.unit_text or (told.text("department") if is_main else ""), row.decision_id, as_of,
                told.written((post.column, "title_text"), ("appointed_on", "valid_from"), ("unit", "unit_text")),
            )
        )  # fmt: skip
    return written


def _positions(
    access: AccessContext, rows: Sequence[PostRow], titles: Sequence[int | None], batch_id: int
) -> Mapping[tuple[int | None, int | None], int]:
    """One position for each unit and title held there, with a seat for each holder."""
    seats: dict[tuple[int, int], int] = {}
    for row, title_id in zip(rows, titles, strict=True):
        if row.unit_id is not None and title_id is not None:
            key = (row.unit_id, title_id)
            seats[key] = seats.get(key, 0) + 1
    wanted = [NewPosition(unit_id, title_id, min(count, 32_767)) for (unit_id, title_id), count in seats.items()]
    ids = add_positions_bulk(access=access, positions=wanted, batch_id=batch_id)
    return {(new.unit_id, new.title_id): pk for new, pk in zip(wanted, ids, strict=True)}


CLOSING_FIELDS = (*FIELDS, "valid_before", "end_reason")


def closing_row(record: PostHolding, before: PartialDate, reason: str) -> tuple[Any, ...]:
    """Give the new version of a holding that ends, in the order of CLOSING_FIELDS after the person."""
    return (
        record.person_id, record.unit_id, record.position_id, record.title_id, record.title_text, record.kind,
        record.line, record.valid_from, record.reappointed_on, record.main_duty, record.unit_text, record.decision_id,
        record.attested_on, record.as_written, before, reason,
    )  # fmt: skip


def closing_rows(record_ids: Iterable[int], as_of: date) -> list[tuple[int, tuple[Any, ...]]]:
    """Give new versions of holdings that a later list no longer shows: they end before the day of the list."""
    return [
        (
            record.pk,
            closing_row(record, PartialDate.from_date(as_of), "Danh sách sau ghi chức vụ khác; chưa rõ ngày thôi giữ."),
        )
        for record in PostHolding.objects.filter(pk__in=list(record_ids), superseded_at__isnull=True).order_by("id")
    ]
