"""The organisation page: the tree of the day with establishment and people present; search; the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.common.diagrams import TreeChart, TreeNode
from canbo.common.formats import day as written
from canbo.common.listing import Tab, whole_number
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations import incumbents, selectors
from canbo.organizations.domain.tree import DayTree, nearest_first
from canbo.organizations.fields import offer
from canbo.organizations.models import Line, Unit
from canbo.organizations.selectors import DayName, PositionRow

if TYPE_CHECKING:
    from canbo.access.middleware import Request

#: How many rows the tree opens by itself, how many a search shows, and how many units a chart draws.
OPENED, FOUND, DRAWN = 120, 50, 120
#: How many posts a unit of the chart names: in a small chart, in a large one, and where large begins.
LINES_SMALL, LINES_LARGE, LARGE = 8, 3, 12


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the tree: the unit, and its figures alone and with all below it (None: not for this viewer)."""

    unit: Unit
    name: str
    level: int
    parent_id: int | None
    has_children: bool
    is_open: bool
    above: str
    assigned: int | None
    present: int | None
    all_assigned: int | None
    all_present: int | None

    @property
    def gap(self) -> int | None:
        """People present less people assigned, with all below."""
        if self.all_assigned is None or self.all_present is None:
            return None
        return self.all_present - self.all_assigned

    @property
    def filled(self) -> int | None:
        """People present as per cent of the establishment, at most 100."""
        if not self.all_assigned or self.all_present is None:
            return None
        return min(100, round(self.all_present * 100 / self.all_assigned))

    @property
    def shortage(self) -> int:
        """How many people are missing."""
        return max(0, -(self.gap or 0))


class Figures:
    """Establishment and presence of every unit of the day, alone and summed."""

    def __init__(self, request: Request, tree: DayTree) -> None:
        self.assigned = selectors.assigned(request.access, request.as_of.year)
        present = incumbents.presence(request.access, None, request.as_of)
        self.present: Mapping[int, int] | None = present
        self._all_assigned = tree.totals(self.assigned)
        self._all_present = tree.totals(dict(present)) if present is not None else {}
        self.roots = tree.roots()
        known = [unit_id for unit_id in tree if unit_id in self.assigned]
        self.total_assigned = sum(self.assigned[unit_id] for unit_id in known) if known else None
        self.total_present = sum(self._all_present[root] for root in self.roots) if present is not None else None
        # A sum over units of which none has an establishment is not zero but unknown.
        self._has_assigned = tree.totals(dict.fromkeys(known, 1))

    def all_assigned(self, unit_id: int) -> int | None:
        """The establishment of the unit and all below it."""
        return self._all_assigned[unit_id] if self._has_assigned[unit_id] else None

    def all_present(self, unit_id: int) -> int | None:
        """The people of the unit and all below it."""
        return self._all_present.get(unit_id, 0) if self.present is not None else None


def line_of(request: Request) -> str:
    """Which of the two trees is looked at."""
    asked = request.GET.get("he", "")
    return asked if asked in Line.values else Line.STATE


@require_safe
def units(request: Request) -> HttpResponse:
    """The tree, or the units that a search finds."""
    access, line = request.access, line_of(request)
    that_day = selectors.day(access, request.as_of)
    tree, day_names = that_day.tree(line), that_day.names
    text = request.GET.get("q", "")[:200].strip()
    opened = nearest_first(tree, tree.ids, OPENED)
    here = whole_number(request.GET.get("mo", ""), 0, 10**8)
    if here in tree:
        opened |= {here, *tree.ancestors(here)}
    if text:
        wanted: Sequence[int] = selectors.search_units(access, text, request.as_of, line=line, limit=FOUND)
    else:
        wanted = _shown(tree, tree.roots(), opened)
    figures = Figures(request, tree)
    context = {
        "rows": _rows(access, tree, day_names, figures, wanted, opened, is_search=bool(text)), "figures": figures,
        "tabs": _line_tabs(line), "line": line, "text": text, "count": len(tree), "is_full": len(wanted) == FOUND,
        "can_found": access.can(Permission.EDIT_UNITS), "year": request.as_of.year, "here": here,
    }  # fmt: skip
    part = "#rows" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"organizations/units.html{part}", context)


@require_safe
def branch(request: Request) -> HttpResponse:
    """The rows right below one unit, for the tree to unfold."""
    access, line = request.access, line_of(request)
    that_day = selectors.day(access, request.as_of)
    tree = that_day.tree(line)
    unit_id = whole_number(request.GET.get("don-vi", ""), 0, 10**8)
    if unit_id not in tree:
        raise NotFound("unit_not_found", _("Ngày đang xem không có đơn vị này."))
    rows = _rows(access, tree, that_day.names, Figures(request, tree), tree.children(unit_id), set())
    return render(request, "organizations/tree_rows.html", {"rows": rows, "line": line})


def _shown(tree: DayTree, level: Sequence[int], opened: set[int]) -> list[int]:
    """The units whose parents are all open, in tree order."""
    shown: list[int] = []
    waiting = list(reversed(level))
    while waiting:
        unit_id = waiting.pop()
        shown.append(unit_id)
        if unit_id in opened:
            waiting.extend(reversed(tree.children(unit_id)))
    return shown


def _rows(
    access: AccessContext,
    tree: DayTree,
    day_names: Mapping[int, DayName],
    figures: Figures,
    wanted: Sequence[int],
    opened: set[int],
    *,
    is_search: bool = False,
) -> list[Row]:
    units = selectors.units_by_id(access, wanted)
    rows = []
    for unit_id in wanted:
        unit = units[unit_id]
        above = " › ".join(day_names[each].name for each in tree.ancestors(unit_id) if each in day_names)
        rows.append(
            Row(
                unit=unit,
                name=day_names[unit_id].name if unit_id in day_names else unit.name,
                level=0 if is_search else tree.depth_of(unit_id),
                parent_id=tree.parent_of(unit_id),
                has_children=tree.has_children(unit_id) and not is_search,
                is_open=unit_id in opened,
                above=above if is_search else "",
                assigned=figures.assigned.get(unit_id),
                present=figures.present.get(unit_id, 0) if figures.present is not None else None,
                all_assigned=figures.all_assigned(unit_id),
                all_present=figures.all_present(unit_id),
            )
        )
    return rows


def _line_tabs(line: str, more: str = "") -> list[Tab]:
    return [Tab(each.label, f"?he={each.value}{more}", is_current=each == line) for each in Line]


@require_safe
def find(request: Request) -> HttpResponse:
    """The units to choose from while one types a part of a name."""
    access, text = request.access, request.GET.get("q", "")[:200]
    found = selectors.search_units(access, text, request.as_of, limit=12)
    that_day = selectors.day(access, request.as_of)
    tree, day_names = that_day.tree(), that_day.names
    offers = []
    for unit_id in found:
        parent = day_names.get(tree.parent_of(unit_id) or 0)
        offers.append(offer(unit_id, day_names[unit_id].name, parent.name if parent else ""))
    return render(request, "organizations/offers.html", {"offers": offers})


@require_safe
def chart(request: Request) -> HttpResponse:
    """The organisation chart of a unit and what stands below it, with the holders of its leading posts."""
    access, line = request.access, line_of(request)
    that_day = selectors.day(access, request.as_of)
    tree, day_names = that_day.tree(line), that_day.names
    asked = whole_number(request.GET.get("don-vi", ""), 0, 10**8)
    tops = [asked] if asked in tree else tree.roots()
    drawn = _drawn(tree, tops)
    rows = selectors.position_rows(access, drawn, request.as_of)
    nodes = _Nodes(tree, day_names, set(drawn), rows, line)
    roots = [nodes.node(unit_id) for unit_id in tops if unit_id in nodes.drawn]
    root = roots[0] if len(roots) == 1 else TreeNode(_("Toàn hệ thống"), children=tuple(roots))
    picture = None
    if roots:
        picture = TreeChart(
            "organisation",
            _("Sơ đồ tổ chức: %(unit)s") % {"unit": root.name},
            root,
            open_depth=1 if len(drawn) > 40 else 3,
            sentence=_sentence(len(drawn), rows),
            note=_("Tính đến ngày %(day)s.") % {"day": written(request.as_of)},
        )
    is_one = asked in tree
    context = {
        "chart": picture, "tabs": _line_tabs(line, f"&don-vi={asked}" if is_one else ""), "line": line,
        "asked": asked if is_one else None, "above": tree.parent_of(asked) if is_one else None,
        "unit_name": day_names[asked].name if is_one and asked in day_names else "",
        "is_cut": len(drawn) < sum(tree.rgt(top) - tree.lft(top) for top in tops),
        "has_figures": incumbents.is_registered() and access.can(Permission.VIEW_FILES),
    }  # fmt: skip
    return render(request, "organizations/chart.html", context)


def _sentence(units: int, rows: Sequence[PositionRow]) -> str:
    told = _("%(units)s đơn vị, %(positions)s vị trí") % {"units": units, "positions": len(rows)}
    vacant = [row.vacant for row in rows if row.vacant is not None]
    if vacant:
        return f"{told}; " + _("còn trống %(count)s chỗ.") % {"count": sum(vacant)}
    return f"{told}."


def _drawn(tree: DayTree, tops: Sequence[int]) -> list[int]:
    """The units of the chart: whole levels from the top, as many as can be drawn, and at least the first."""
    level = list(tops)
    drawn: list[int] = []
    while level and (not drawn or len(drawn) + len(level) <= DRAWN):
        drawn += level[:DRAWN]
        level = [child for unit_id in level for child in tree.children(unit_id)]
    return drawn


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Makes the nodes of a chart."""

    tree: DayTree
    names: Mapping[int, DayName]
    drawn: set[int]
    rows: Sequence[PositionRow]
    line: str

    def node(self, unit_id: int) -> TreeNode:
        """The node of a unit with all that is drawn below it."""
        own = [row for row in self.rows if row.position.unit_id == unit_id]
        children = [child for child in self.tree.children(unit_id) if child in self.drawn]
        hidden = len(self.tree.children(unit_id)) - len(children)
        name = self.names[unit_id].name if unit_id in self.names else ""
        if hidden:
            name = _("%(name)s (và %(count)s đơn vị cấp dưới)") % {"name": name, "count": hidden}
        url = reverse("unit", args=[unit_id])
        if hidden:
            url = f"{reverse('units-chart')}?he={self.line}&don-vi={unit_id}"
        return TreeNode(
            name,
            url,
            self._lines([row for row in own if row.position.title.is_leadership]),
            sum(row.vacant or 0 for row in own),
            tuple(self.node(child) for child in children),
        )

    def _lines(self, rows: Sequence[PositionRow]) -> tuple[str, ...]:
        """The leading posts, the highest by name and the rest by number."""
        most = LINES_SMALL if len(self.drawn) <= LARGE else LINES_LARGE
        lines = [self._line(row) for row in rows[:most]]
        if len(rows) > most:
            lines.append(_("và %(count)s vị trí lãnh đạo khác") % {"count": len(rows) - most})
        return tuple(lines)

    @staticmethod
    def _line(row: PositionRow) -> str:
        if row.holders:
            return f"{row.position}: " + ", ".join(name for _person, name in row.holders)
        return str(row.position) if row.vacant is None else _("%(post)s: còn trống") % {"post": row.position}
