"""The list of imports."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from canbo.common.formats import moment
from canbo.common.listing import Column, Filter, ListPage, ListState
from canbo.imports.models import ImportBatch, ListKind

State = ImportBatch.State
STATE_TAGS = {
    State.UPLOADED: "tag-amber", State.MAPPED: "tag-amber", State.PREVIEWED: "tag-amber", State.COMMITTED: "tag-green",
    State.UNDONE: "", State.REFUSED: "",
}  # fmt: skip
_STEP = {State.UPLOADED: "import-columns", State.MAPPED: "import-preview", State.PREVIEWED: "import-preview"}


def batch_url(batch: ImportBatch) -> str:
    """Where the work on a batch goes on."""
    return reverse(_STEP.get(State(batch.state), "import-report"), args=[batch.pk])


def state_tag(batch: ImportBatch) -> SafeString:
    """The state in words, coloured."""
    return format_html('<span class="tag {}">{}</span>', STATE_TAGS[State(batch.state)], batch.get_state_display())


IMPORTS: ListPage[ImportBatch] = ListPage(
    title=_("Nhập danh sách"),
    template="imports/list.html",
    row_id=lambda batch: batch.pk,
    row_url=batch_url,
    columns=(
        Column("tep", _("Tệp"), lambda batch: batch.file_name),
        Column("loai", _("Loại danh sách"), lambda batch: batch.get_kind_display()),
        Column("don-vi", _("Đơn vị"), lambda batch: batch.root_name),
        Column("ngay", _("Số liệu đến ngày"), lambda batch: batch.as_of),
        Column("trang-thai", _("Trạng thái"), state_tag),
        Column("nhan", _("Hồ sơ mới"), lambda batch: batch.counts.get("imported"), numeric=True),
        Column("nguoi", _("Người nhập"), lambda batch: batch.owner_name, shown=False),
        Column("luc", _("Tải lên lúc"), lambda batch: moment(timezone.localtime(batch.uploaded_at))),
    ),
    filters=(
        Filter("loai", _("Loại danh sách"), ListKind.choices),
        Filter("trang-thai", _("Trạng thái"), State.choices),
    ),
    search_label=_("Tìm theo tên tệp"),
    empty_text=_("Chưa có lần nhập nào. Hãy tải lên danh sách trích ngang đầu tiên."),
)


@dataclass(frozen=True, slots=True)
class BatchRows:
    """The batches a state of the list asks for."""

    batches: QuerySet[ImportBatch]

    @classmethod
    def of(cls, batches: QuerySet[ImportBatch], state: ListState) -> BatchRows:
        """Filter the visible batches as the list asks."""
        if state.text:
            batches = batches.filter(file_name__icontains=state.text)
        for key, field in (("loai", "kind__in"), ("trang-thai", "state__in")):
            if state.filters.get(key):
                batches = batches.filter(**{field: state.filters[key]})
        return cls(batches)

    def count(self) -> int:
        """How many there are."""
        return self.batches.count()

    def page(self, offset: int, limit: int) -> list[ImportBatch]:
        """A slice of them."""
        return list(self.batches[offset : offset + limit])
