"""The list of titles as a list page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common.listing import Column, Filter, ListPage, ListState, SavedView
from canbo.core.text import fold
from canbo.organizations.models import Line, Title

_COLORS = {"head": "tag-blue", "deputy": "tag-green"}


def _rank(title: Title) -> SafeString:
    return format_html('<span class="tag {}">{}</span>', _COLORS.get(title.rank, ""), title.get_rank_display())


def _review(title: Title) -> SafeString | str:
    return format_html('<span class="tag tag-amber">{}</span>', _("cần xem lại")) if title.needs_review else ""


TITLES = ListPage[Title](
    title=gettext_lazy("Danh mục chức danh"),
    row_id=lambda title: title.pk,
    row_url=lambda title: reverse("title-edit", args=[title.pk]),
    default_sort="muc",
    search_label=gettext_lazy("Tìm chức danh, không cần gõ dấu"),
    empty_text=gettext_lazy("Danh mục còn trống. Hãy nạp danh mục kèm theo phần mềm."),
    columns=(
        Column("ten", gettext_lazy("Chức danh"), lambda title: title.name, sortable=True),
        Column("bac", gettext_lazy("Bậc lãnh đạo"), _rank, sortable=True, export=lambda t: t.get_rank_display()),
        Column("he", gettext_lazy("Hệ thống"), lambda title: title.get_line_display()),
        Column("muc", gettext_lazy("Thứ tự"), lambda title: title.level, numeric=True, sortable=True),
        Column("dung", gettext_lazy("Số vị trí"), lambda title: title.uses, numeric=True, sortable=True),  # type: ignore[attr-defined]
        Column("khac", gettext_lazy("Cách viết khác"), lambda title: "; ".join(title.aliases)),
        Column("het", gettext_lazy("Không còn dùng từ"), lambda title: title.closed_on),
        Column("xem-lai", gettext_lazy("Tình trạng"), _review),
    ),
    filters=(
        Filter("bac", gettext_lazy("Bậc lãnh đạo"), Title.Rank.choices, multiple=True),
        Filter("he", gettext_lazy("Hệ thống"), Line.choices),
        Filter("xem-lai", gettext_lazy("Tình trạng"), (("1", gettext_lazy("cần xem lại")),)),
    ),
    views=(
        SavedView("lanh-dao", gettext_lazy("Lãnh đạo, quản lý"), "bac=head&bac=deputy"),
        SavedView("xem-lai", gettext_lazy("Cần xem lại"), "xem-lai=1"),
    ),
)

_SORTS = {"ten": "search_name", "bac": "rank", "muc": "level", "dung": "uses"}


@dataclass(frozen=True, slots=True)
class TitleRows:
    """The titles that a state of the list asks for."""

    titles: QuerySet[Title]

    @classmethod
    def of(cls, titles: QuerySet[Title], state: ListState) -> TitleRows:
        """Filter and sort as asked."""
        for word in fold(state.text).split():
            titles = titles.filter(search_name__contains=word)
        if "bac" in state.filters:
            titles = titles.filter(rank__in=state.filters["bac"])
        if "he" in state.filters:
            titles = titles.filter(line__in=state.filters["he"])
        if "xem-lai" in state.filters:
            titles = titles.filter(needs_review=True)
        key = _SORTS.get(state.sort_key, "level")
        return cls(titles.order_by(f"-{key}" if state.descending else key, "search_name", "id"))

    def count(self) -> int:
        """How many there are."""
        return self.titles.count()

    def page(self, offset: int, limit: int) -> Sequence[Title]:
        """A slice of them."""
        return list(self.titles[offset : offset + limit])
