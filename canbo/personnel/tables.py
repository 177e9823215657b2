"""The sections of the file page: each a table or a list of values, with where every value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.personnel.models import RECORD_KINDS, FileRecord, PostHolding
from canbo.personnel.selectors.contents import OWN_DATES, FileContents, has_begun, holds_on
from canbo.personnel.wording import decision_text, field_label, line_text, typed_fields, value_text

#: The tabs of the page that show sections, by their word in the address.
TABS = {
    "chung": ("general", gettext_lazy("Chung")),
    "cong-tac": ("career", gettext_lazy("Quá trình công tác")),
    "hoc-tap": ("learning", gettext_lazy("Đào tạo, bồi dưỡng")),
    "danh-gia": ("conduct", gettext_lazy("Đánh giá, khen thưởng, kỷ luật")),
    "dang": ("party", gettext_lazy("Đảng, đoàn thể")),
    "luong": ("salary", gettext_lazy("Lương")),
    "gia-dinh": ("family", gettext_lazy("Gia đình, hoàn cảnh")),
}

#: Fields told by another column: the row in the system beside the words of the file.
_TOLD_ELSEWHERE = {"post": {"unit", "position", "title"}, "plan": {"unit", "title"}}


@dataclass(frozen=True, slots=True)
class CellView:
    """One value as the page shows it, and how sure it is: the paper that confirmed it, the text of the source."""

    label: str
    text: str
    verified: str = ""
    as_written: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record: its values, its time, its source in words, and whether it still holds on the day."""

    pk: int
    cells: tuple[CellView, ...]
    interval: str
    is_dated: bool
    decision: str
    source: str
    recorded: str
    reason: str
    mark: str
    mark_words: str
    is_over: bool
    start_unknown: bool
    originals: tuple[CellView, ...]
    confirmed: tuple[CellView, ...]
    details: tuple[CellView, ...]
    line: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of a tab."""

    key: str
    label: str
    single: bool
    restricted: bool
    closed: bool
    timed: bool
    columns: tuple[str, ...]
    records: tuple[RecordView, ...]
    hidden: int

    @property
    def may_add(self) -> bool:
        """Whether another record can be added: one is all of some kinds."""
        return not self.closed and not (self.single and self.records)


def kinds_of_tab(tab: str) -> list[type[FileRecord]]:
    """Give the kinds of a tab, in their order."""
    kinds = [kind for kind in RECORD_KINDS if kind.section.tab == tab]
    return sorted(kinds, key=lambda kind: kind.section.order)


def section_of(kind: type[FileRecord], contents: FileContents, day: date) -> SectionView:
    """Give one section as of a day: what had begun, the newest first; what had not is counted only."""
    section = kind.section
    closed = kind in contents.closed
    known = [] if closed else contents.known(kind)
    begun = [record for record in known if has_begun(record, day)]
    if section.single:
        begun = [record for record in begun if holds_on(record, day)][-1:]
    if section.timed or section.key in OWN_DATES:
        begun.reverse()
    fields = [] if closed else _shown_fields(kind, begun)
    return SectionView(
        key=section.key,
        label=str(section.label),
        single=section.single,
        restricted=section.restricted,
        closed=closed,
        timed=section.timed,
        columns=tuple(field_label(kind, each) for each in fields),
        records=tuple(record_view(record, fields, day) for record in begun),
        hidden=sum(not has_begun(record, day) for record in known),
    )


def _shown_fields(kind: type[FileRecord], records: list[FileRecord]) -> list[models.Field]:  # type: ignore[type-arg]
    """Give the columns: all values of a kind of which one is all, else the summary and what most records have."""
    fields = _own_fields(kind)
    if kind.section.single:
        return [each for each in fields if each.name != "note" or any(record.note for record in records)]
    return [
        each
        for each in fields
        if each.name in kind.section.line
        or (each.name != "note" and sum(_filled(record, each.name) for record in records) * 2 > len(records))
    ][:8]


def _own_fields(kind: type[FileRecord]) -> list[models.Field]:  # type: ignore[type-arg]
    told = _TOLD_ELSEWHERE.get(kind.section.key, set()) | {"valid_from", "valid_before"}
    return [each for each in typed_fields(kind) if each.name not in told]


def _filled(record: FileRecord, name: str) -> bool:
    value = getattr(record, name)
    return value not in (None, "", False)


def record_view(record: FileRecord, fields: list[models.Field], day: date) -> RecordView:  # type: ignore[type-arg]
    """Give one record with the given columns."""
    kind = type(record)
    labels = {each.name: field_label(kind, each) for each in typed_fields(kind)}
    verified = {name: mark for name, mark in (record.verified or {}).items() if name in labels}
    filled = [name for name in labels if _filled(record, name) and name != "note"]
    confirmed = tuple(
        CellView(labels[name], f"{mark['paper']} ({mark['by']}, {_day(mark['on'])})") for name, mark in verified.items()
    )
    checked = sum(name in verified for name in filled)
    if filled and checked == len(filled):
        mark, words = "verified", _("Đã xác nhận")
    elif checked:
        mark, words = "partly", _("Xác nhận %(some)s/%(all)s") % {"some": checked, "all": len(filled)}
    else:
        mark, words = "declared", _("Tự khai")
    return RecordView(
        pk=record.pk,
        cells=tuple(_cell(record, each, verified) for each in fields),
        interval=record.interval_text() if kind.section.timed else "",
        is_dated=record.valid_from is not None or record.valid_before is not None,
        decision=decision_text(record.decision) if record.decision else "",
        source=source_text(record),
        recorded=f"{record.recorded_at:%d/%m/%Y}",
        reason=record.reason,
        mark=mark,
        mark_words=words,
        is_over=not holds_on(record, day),
        start_unknown=kind.section.timed
        and record.valid_from is None
        and record.attested_on is not None
        and day < record.attested_on,
        originals=tuple(
            CellView(labels.get(name, name), text) for name, text in (record.as_written or {}).items() if text
        ),
        confirmed=confirmed,
        details=tuple(
            _cell(record, each, verified)
            for each in _own_fields(kind)
            if each not in fields and _filled(record, each.name)
        ),
        line=line_text(record),
    )


def _cell(record: FileRecord, each: models.Field, verified: dict[str, dict[str, str]]) -> CellView:  # type: ignore[type-arg]
    name = each.name
    text = value_text(record, name)
    if isinstance(record, PostHolding) and name == "unit_text" and not text and record.unit is not None:
        text = record.unit.name
    paper = verified[name]["paper"] if name in verified else ""
    return CellView(field_label(type(record), each), text, paper, (record.as_written or {}).get(name, ""), name)


def source_text(record: FileRecord) -> str:
    """Give who said it and when, and where it was read."""
    source = record.source
    words = f"{source.description or source.get_kind_display()}"
    return _("%(what)s; %(who)s ghi %(day)s") % {
        "what": words,
        "who": source.user_name,
        "day": f"{source.at:%d/%m/%Y}",
    }


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
