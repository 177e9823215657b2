"""The list page: one declaration of columns, filters and actions gives search, sorting, paging, export and keyboard.

    PEOPLE = ListPage[PersonRow](title=_("Hồ sơ cán bộ"), columns=(Column("name", _("Họ và tên"), by_name), …), …)

    state = PEOPLE.state(request.GET)
    source = selectors.people(request.access, as_of=request.as_of, text=state.text, sort=state.sort)
    return PEOPLE.response(request, state, source)

The page knows nothing of where rows come from: a source counts its rows and gives a slice of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from canbo.common import formats

type Label = str | Promise
type Choices = Sequence[tuple[str, Label]]

PAGE_SIZES = (25, 50)
LAST_PAGE = 1_000_000
TEXT_LIMIT = 200

# Names in the address, in the office's words: search text, sorting, columns, page, page size, saved view, day viewed.
TEXT, SORT, COLUMNS, PAGE, SIZE, VIEW, DAY = "q", "xep", "cot", "trang", "co", "xem", "ngay"


class RowSource[Row](Protocol):
    """Where the rows come from, already filtered and sorted as the state asks."""

    def count(self) -> int:
        """How many rows there are."""
        ...

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """The rows from `offset`, at most `limit` of them."""
        ...


@dataclass(frozen=True, slots=True)
class Rows[Row]:
    """A source over rows that are already in memory."""

    rows: Sequence[Row]

    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """A slice of the rows."""
        return self.rows[offset : offset + limit]


@dataclass(frozen=True, slots=True)
class Column[Row]:
    """One column: `value` gives what the cell shows (safe HTML passes), `export` what a workbook gets instead."""

    key: str
    label: Label
    value: Callable[[Row], object]
    url: Callable[[Row], str | None] | None = None
    numeric: bool = False
    sortable: bool = False
    shown: bool = True
    export: Callable[[Row], object] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: a choice among `choices` (several at once when `multiple`), or free text when there are none."""

    key: str
    label: Label
    choices: Choices = ()
    multiple: bool = False
    placeholder: Label = ""
    #: The words of the chip for a free value; a choice shows its label.
    describe: Callable[[str], str] | None = None

    def words(self, value: str) -> str:
        """What a chip says of this value."""
        if self.describe is not None:
            return self.describe(value)
        return str(dict(self.choices).get(value, value))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A tab: a name for a query (`don-vi=12&xep=-tuoi`, without the view's own key)."""

    key: str
    label: Label
    query: str
    #: Where a POST deletes it; empty for the views that come with the product.
    delete_url: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with the selected rows: a POST to `url` with `chon` (row ids) and `next`."""

    key: str
    label: Label
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ListState:
    """What the viewer asked of the list, checked against the page's declaration."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1
    size: int = PAGE_SIZES[0]
    view: str = ""
    #: The day that the address itself names; empty when the list follows the day chosen in the top bar.
    day: str = ""

    @property
    def sort_key(self) -> str:
        """The column to sort by, without its direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.text or self.filters)

    def query(self, **changes: Any) -> str:
        """The query string of this state with some fields changed; any change but of the page returns to page 1."""
        if changes and "page" not in changes:
            changes["page"] = 1
        asked = replace(self, **changes)
        pairs: list[tuple[str, str]] = [(TEXT, asked.text)]
        pairs += [(key, value) for key, values in asked.filters.items() for value in values]
        pairs += [
            (SORT, asked.sort),
            (COLUMNS, ",".join(asked.columns)),
            (SIZE, "" if asked.size == PAGE_SIZES[0] else str(asked.size)),
            (PAGE, "" if asked.page == 1 else str(asked.page)),
            (VIEW, asked.view),
            (DAY, asked.day),
        ]
        return urlencode([(key, value) for key, value in pairs if value])

    def without(self, key: str, value: str) -> ListState:
        """The state with one value of one filter taken away."""
        kept = {name: tuple(v for v in values if (name, v) != (key, value)) for name, values in self.filters.items()}
        return replace(self, filters={name: values for name, values in kept.items() if values}, page=1)


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as the page shows it."""

    key: str
    label: Label
    numeric: bool
    shown: bool
    sort_url: str = ""
    #: "ascending", "descending" or empty
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text or safe HTML, and where it leads."""

    value: str | SafeString
    label: Label
    url: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as the page shows it."""

    id: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: Label
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A link in a row of tabs."""

    label: Label
    url: str
    is_current: bool = False
    count: int | None = None
    delete_url: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as the form shows it."""

    key: str
    label: Label
    choices: tuple[tuple[str, Label, bool], ...]
    multiple: bool
    value: str
    placeholder: Label
    #: The values that are on, for a filter that can be taken away but not added here.
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """Which rows are shown of how many, and the ways to the others."""

    first: int
    last: int
    count: int
    page: int
    pages: int
    previous_url: str
    next_url: str
    first_url: str
    last_url: str
    sizes: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class ShownList:
    """All that the template needs."""

    title: Label
    count: int
    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]
    tabs: tuple[Tab, ...]
    filters: tuple[FilterField, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    actions: tuple[Action, ...]
    pager: Pager
    state: ListState
    query: str
    search_label: Label
    empty_text: Label
    export_url: str
    save_view_url: str

    @property
    def visible_columns(self) -> list[ShownColumn]:
        """The columns that are shown."""
        return [column for column in self.columns if column.shown]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search form must carry along although it has no field for it."""
        state = self.state
        size = "" if state.size == PAGE_SIZES[0] else str(state.size)
        return [
            (SORT, state.sort), (COLUMNS, ",".join(state.columns)), (SIZE, size), (VIEW, state.view), (DAY, state.day),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListPage[Row]:
    """The declaration of a list page."""

    title: Label
    columns: tuple[Column[Row], ...]
    row_id: Callable[[Row], object]
    row_url: Callable[[Row], str | None] | None = None
    filters: tuple[Filter, ...] = ()
    views: tuple[SavedView, ...] = ()
    default_sort: str = ""
    search_label: Label = ""
    empty_text: Label = ""
    template: str = "common/list.html"

    def state(self, params: QueryDict) -> ListState:
        """Read the query string; what the page does not know is left out rather than refused."""
        sort = params.get(SORT, "")
        sortable = {column.key for column in self.columns if column.sortable}
        known = {column.key for column in self.columns}
        columns = tuple(key for key in params.get(COLUMNS, "").split(",") if key in known)
        filters = {}
        for each in self.filters:
            allowed = {value for value, _label in each.choices}
            values = [clean(value) for value in params.getlist(each.key)]
            kept = tuple(dict.fromkeys(value for value in values if value and (value in allowed or not allowed)))
            if kept:
                filters[each.key] = kept if each.multiple else kept[-1:]
        return ListState(
            text=clean(params.get(TEXT, "")),
            filters=filters,
            sort=sort if sort.removeprefix("-") in sortable else self.default_sort,
            columns=() if columns == self.default_columns else columns,
            page=whole_number(params.get(PAGE, ""), 1, LAST_PAGE),
            size=next((size for size in PAGE_SIZES if params.get(SIZE) == str(size)), PAGE_SIZES[0]),
            view=clean(params.get(VIEW, "")),
            day=clean(params.get(DAY, ""))[:10],
        )

    @property
    def default_columns(self) -> tuple[str, ...]:
        """The columns shown to somebody who chose none."""
        return tuple(column.key for column in self.columns if column.shown)

    def chosen(self, state: ListState) -> tuple[Column[Row], ...]:
        """The columns that this state shows, in the page's order."""
        keys = state.columns or self.default_columns
        return tuple(column for column in self.columns if column.key in keys)

    def table(self, state: ListState, rows: Iterable[Row]) -> tuple[list[str], list[list[object]]]:
        """The head and the rows of exactly what is seen, for an export: values as they are, not as they are written."""
        chosen = self.chosen(state)
        head = [str(column.label) for column in chosen]
        return head, [[(column.export or column.value)(row) for column in chosen] for row in rows]

    def shown(
        self,
        state: ListState,
        source: RowSource[Row],
        *,
        views: Sequence[SavedView] = (),
        actions: Sequence[Action] = (),
        export_url: str = "",
        save_view_url: str = "",
    ) -> ShownList:
        """The page for one state: one count and one slice are asked of the source."""
        count = source.count()
        pages = max(1, -(-count // state.size))
        state = replace(state, page=min(state.page, pages))
        rows = source.page((state.page - 1) * state.size, state.size)
        query = state.query()
        return ShownList(
            title=self.title,
            count=count,
            columns=tuple(self._columns(state)),
            rows=tuple(self._row(row, state) for row in rows),
            tabs=tuple(self._tabs(state, views)),
            filters=tuple(self._filter_fields(state)),
            chips=tuple(self._chips(state)),
            clear_url="?" + state.query(text="", filters={}),
            actions=tuple(actions),
            pager=pager(state, count, pages, len(rows)),
            state=state,
            query=query,
            search_label=self.search_label or _("Tìm trong danh sách"),
            empty_text=self.empty_text or _("Chưa có gì trong danh sách này."),
            export_url=f"{export_url}?{state.query(page=1)}" if export_url else "",
            save_view_url=save_view_url,
        )

    def response(
        self,
        request: HttpRequest,
        state: ListState,
        source: RowSource[Row],
        *,
        context: Mapping[str, Any] | None = None,
        views: Sequence[SavedView] = (),
        actions: Sequence[Action] = (),
        export_url: str = "",
        save_view_url: str = "",
    ) -> HttpResponse:
        """The whole page, or its rows alone when htmx asks for them."""
        shown = self.shown(
            state, source, views=views, actions=actions, export_url=export_url, save_view_url=save_view_url
        )
        asks_rows = request.headers.get("HX-Target") == "rows" and "HX-History-Restore-Request" not in request.headers
        template = "common/list.html#rows" if asks_rows else self.template
        answer = render(request, template, {**(context or {}), "list": shown, "is_fragment": asks_rows})
        if asks_rows:
            answer["HX-Push-Url"] = f"{request.path}?{shown.query}" if shown.query else request.path
        patch_vary_headers(answer, ["HX-Target"])
        return answer

    def _columns(self, state: ListState) -> Iterable[ShownColumn]:
        chosen = {column.key for column in self.chosen(state)}
        for column in self.columns:
            direction, url = "", ""
            if column.sortable:
                is_sorted = state.sort_key == column.key
                direction = ("descending" if state.descending else "ascending") if is_sorted else ""
                # Figures are asked for from the largest, words from the first letter.
                first, second = (f"-{column.key}", column.key) if column.numeric else (column.key, f"-{column.key}")
                url = "?" + state.query(sort=second if state.sort == first else first)
            yield ShownColumn(column.key, column.label, column.numeric, column.key in chosen, url, direction)

    def _row(self, row: Row, state: ListState) -> ShownRow:
        cells = []
        for column in self.chosen(state):
            value = column.value(row)
            text = value if isinstance(value, SafeString) else formats.plain(value)
            url = column.url(row) if column.url is not None else None
            cells.append(Cell(text, column.label, url or "", column.numeric))
        row_url = self.row_url(row) if self.row_url is not None else None
        return ShownRow(str(self.row_id(row)), row_url or "", tuple(cells))

    def _tabs(self, state: ListState, views: Sequence[SavedView]) -> Iterable[Tab]:
        every = (*self.views, *views)
        if not every:
            return
        yield Tab(_("Tất cả"), "?", is_current=state.view not in {view.key for view in every})
        for view in every:
            url = "?" + "&".join(filter(None, (view.query, urlencode({VIEW: view.key}))))
            yield Tab(view.label, url, is_current=state.view == view.key, delete_url=view.delete_url)

    def _filter_fields(self, state: ListState) -> Iterable[FilterField]:
        for each in self.filters:
            chosen = state.filters.get(each.key, ())
            choices = tuple((value, label, value in chosen) for value, label in each.choices)
            value = chosen[0] if chosen else ""
            yield FilterField(each.key, each.label, choices, each.multiple, value, each.placeholder, chosen)

    def described(self, state: ListState) -> str:
        """Say in words which rows the state asks for; "" for all of them."""
        return "; ".join(f"{chip.label}: {chip.words}" for chip in self._chips(state))

    def _chips(self, state: ListState) -> Iterable[Chip]:
        if state.text:
            yield Chip(_("Tìm"), state.text, "?" + state.query(text=""))
        for each in self.filters:
            for value in state.filters.get(each.key, ()):
                yield Chip(each.label, each.words(value), "?" + state.without(each.key, value).query())


def clean(text: str) -> str:
    """Text from an address: without NUL (which a database refuses), trimmed, of bounded length."""
    return text.replace("\0", "").strip()[:TEXT_LIMIT]


def whole_number(text: str, least: int, most: int) -> int:
    """A number from an address, brought within its bounds; the least when it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return least
    return max(least, min(most, int(text)))


def pager(state: ListState, count: int, pages: int, shown: int) -> Pager:
    """Where this page stands among the others."""
    first = (state.page - 1) * state.size
    here = state.page

    def url(page: int) -> str:
        return "?" + state.query(page=page)

    return Pager(
        first=first + 1 if shown else 0,
        last=first + shown,
        count=count,
        page=here,
        pages=pages,
        previous_url=url(here - 1) if here > 1 else "",
        next_url=url(here + 1) if here < pages else "",
        first_url=url(1) if here > 1 else "",
        last_url=url(pages) if here < pages else "",
        sizes=tuple((size, "?" + state.query(size=size), size == state.size) for size in PAGE_SIZES),
    )
