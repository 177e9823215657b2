"""Which sheet of a file is meant and which column is what; the root it stands under; what is in doubt is asked
about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.documents.sources.sheet import Sheet
from canbo.documents.sources.workbook import open_workbook
from canbo.imports.domain.fields import split_target
from canbo.imports.domain.kinds import KIND_LABELS, Kind
from canbo.imports.domain.layout import Layout, choose, recognise, recognise_all
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.titles import TitleBlock
from canbo.imports.models import LayoutMemory, ListKind
from canbo.imports.services.units import Root, root_for
from canbo.organizations.models import Unit

UNIT_MISSING = "Chưa thấy cột đơn vị"
#: Kinds whose columns often stand in a list of another kind: a roster holds ratings and pay, a list of ratings people.
_STANDS_IN_OTHERS = frozenset({"roster", "ratings", "salary"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet to read, how it was recognised (None: only a mapping is known), and which column is what."""

    sheet: Sheet
    layout: Layout | None
    mapping: Mapping

    @property
    def title(self) -> TitleBlock:
        """The lines above the table."""
        return self.layout.heading if self.layout else TitleBlock()


def open_sheets(path: Path) -> list[Sheet]:
    """Open a file; the errors are those of `open_workbook`, worded for an officer."""
    return open_workbook(path)


def need_kind(kind: str) -> Kind:
    """Check the kind of list. Errors: kind_unknown."""
    if kind not in ListKind.values:
        raise DomainError(
            "kind_unknown",
            "Không có loại danh sách «{kind}». Hãy chọn: {values}.",
            kind=kind,
            values=", ".join(ListKind.values),
        )
    return cast(Kind, kind)


def choose_sheet(
    sheets: Sequence[Sheet],
    kind: Kind,
    *,
    sheet: str | None = None,
    mapping: dict[str, Any] | None = None,
    blank_means: str = "none",
) -> Chosen:
    """Give the sheet that holds a list of the kind, with its mapping: the one given, the one remembered, the guess.

    Errors: sheet_not_found, sheet_unclear (extra `sheets`), no_table, columns_doubtful (extra `doubtful`, `missing`),
    mapping_invalid.
    """
    by_name = {each.name: each for each in sheets}
    if sheet is not None and sheet not in by_name:
        raise DomainError(
            "sheet_not_found",
            "Tệp không có trang «{sheet}». Các trang: {by_name}.",
            sheet=sheet,
            by_name=", ".join(by_name),
            sheets=list(by_name),
        )
    if mapping is not None:
        return _by_mapping(sheets, by_name, kind, sheet, mapping)
    if sheet is not None:
        # The officer says what the sheet is; its columns must then bear it out.
        found = recognise(by_name[sheet], kind)
        layouts = [found] if found is not None else []
    else:
        layouts = recognise_all(sheets)
    fitting = choose(layouts, kind, sheets if kind in _STANDS_IN_OTHERS else ())
    shown = [layout for layout in fitting if layout.visible] or fitting
    sure = [layout for layout in shown if layout.sure]
    if len(shown) > 1 and len(sure) != 1:
        raise DomainError(
            "sheet_unclear",
            "Có nhiều trang là {kind}: {names}. Hãy chỉ rõ trang.",
            kind=KIND_LABELS[kind],
            names=", ".join(layout.sheet for layout in shown),
            sheets=[layout.sheet for layout in shown],
        )
    layout = sure[0] if sure else shown[0]
    remembered = remembered_mapping(layout, kind)
    if remembered is not None:
        return Chosen(by_name[layout.sheet], layout, remembered)
    return Chosen(by_name[layout.sheet], layout, guessed_mapping(layout, kind, blank_means))


def guessed_mapping(layout: Layout, kind: Kind, blank_means: str) -> Mapping:
    """The guess as a mapping, with the officer's word on blank cells."""
    mapping = layout.mapping()
    return replace(mapping, kind=kind, options={**mapping.options, "blank_means": blank_means})


def _by_mapping(
    sheets: Sequence[Sheet], by_name: dict[str, Sheet], kind: Kind, sheet: str | None, given: dict[str, Any]
) -> Chosen:
    mapping = Mapping.from_json(given)
    if mapping.kind != kind:
        raise DomainError(
            "mapping_invalid",
            "Tệp ánh xạ là cho {mapped}, không phải {kind}.",
            mapped=KIND_LABELS[mapping.kind],
            kind=KIND_LABELS[kind],
        )
    name = sheet or mapping.sheet
    chosen = by_name.get(name) if name else None
    if chosen is None and len(sheets) == 1:
        chosen = sheets[0]
    if chosen is None:
        raise DomainError(
            "sheet_not_found",
            "Tệp không có trang «{name}» như trong ánh xạ. Các trang: {by_name}.",
            name=name,
            by_name=", ".join(by_name),
            sheets=list(by_name),
        )  # fmt: skip
    return Chosen(chosen, recognise(chosen), replace(mapping, sheet=chosen.name))


def remembered_mapping(layout: Layout, kind: str) -> Mapping | None:
    """Give the mapping that somebody confirmed for this header, fitted to where the header stands now."""
    memory = LayoutMemory.objects.filter(kind=kind, signature=layout.signature).first()
    if memory is None:
        return None
    mapping = Mapping.from_json(memory.mapping)
    fresh = layout.mapping()
    options = {**fresh.options, "blank_means": mapping.options.get("blank_means", "none")}
    return replace(mapping, sheet=layout.sheet, header_rows=layout.header_rows, options=options)


def need_sure(chosen: Chosen, *, has_root: bool) -> None:
    """Refuse a guess with doubtful or missing columns; what a known root supplies is not missing. Errors:
    columns_doubtful.
    """
    layout = chosen.layout
    if layout is None or remembered_mapping(layout, chosen.mapping.kind) is not None:
        return
    missing = [what for what in layout.missing if not (has_root and what.startswith(UNIT_MISSING))]
    if not layout.doubts and not missing:
        return
    doubtful = [{"column": doubt.letter, "heading": doubt.heading, "reason": doubt.reason} for doubt in layout.doubts]
    words = "; ".join([f"cột {doubt.letter} «{doubt.heading}»: {doubt.reason}" for doubt in layout.doubts] + missing)
    raise DomainError(
        "columns_doubtful",
        "Chưa nhận ra chắc chắn các cột của trang «{sheet}»: {words} Hãy chỉ rõ cột bằng tệp ánh xạ (--mapping) hoặc "
        "xác nhận trên màn hình nhập liệu.",
        words=words,
        doubtful=doubtful,
        missing=missing,
        sheet=layout.sheet,
    )  # fmt: skip


def names_units(mapping: Mapping, layout: Layout | None) -> bool:
    """Whether rows or columns of the list name units."""
    targets = {split_target(target)[0] for target in mapping.columns.values()}
    return bool(targets & {"unit", "position_unit"}) or (layout is not None and layout.has_group_rows)


def settle_root(access: AccessContext, chosen: Chosen, *, unit: Unit | None) -> tuple[Root, Mapping]:
    """Give the root of the list, and the mapping with the root as everybody's unit where nothing else names one.

    Errors: unit_needed, unit_out_of_scope.
    """
    mapping = chosen.mapping
    named = names_units(mapping, chosen.layout)
    root = root_for(
        access, chosen.title, chosen=unit, own_name=str(mapping.options.get("unit") or ""), names_units=named,
        founds=mapping.kind == "roster",
    )  # fmt: skip
    if not named and not mapping.options.get("unit") and root.name and mapping.kind == "roster":
        mapping = replace(mapping, options={**mapping.options, "unit": root.name})
    return root, mapping


def _end_of_year(chosen: Chosen, today: date) -> date | None:
    """Give the last day of a past year that the title of a roster speaks of (“DANH SÁCH CÁN BỘ NĂM 2010”)."""
    year = chosen.title.list_year
    return date(year, 12, 31) if chosen.mapping.kind == "roster" and year and year < today.year else None


def settle_day(chosen: Chosen, *, given: date | None, today: date) -> date:
    """Give the day the list holds on: as told, as its mapping or title says, else today. Errors: as_of_in_future."""
    day = given or chosen.mapping.as_of or chosen.title.as_of or _end_of_year(chosen, today) or today
    if day > today:
        raise DomainError(
            "as_of_in_future",
            "Ngày số liệu {day} ở tương lai. Hãy ghi ngày không muộn hơn hôm nay.",
            day=f"{day:%d/%m/%Y}",
            as_of=day.isoformat(),
        )
    return day
