"""The register as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from canbo.common.listing import Column, Filter, ListPage, ListState
from canbo.core.access import AccessContext
from canbo.decisions.kinds import DecisionKind, DecisionState
from canbo.decisions.models import Decision
from canbo.enactments.selectors import Wanted, register, years_and_issuers

TAGS = {
    DecisionState.DRAFT: "tag-amber", DecisionState.SIGNED: "tag-blue", DecisionState.IN_FORCE: "tag-green",
    DecisionState.REVOKED: "tag-red", DecisionState.REPLACED: "tag-red",
}  # fmt: skip


def state_tag(decision: Decision) -> SafeString:
    """The state in words, coloured."""
    tag = TAGS.get(DecisionState(decision.state), "")
    return format_html('<span class="tag {}">{}</span>', tag, decision.get_state_display())


def abstract_of(decision: Decision) -> str:
    """What the decision is about; the reason for a number without a decision; "" for one known from files only."""
    paper = getattr(decision, "enactment", None)
    return paper.abstract if paper is not None else decision.number_note


DECISIONS: ListPage[Decision] = ListPage(
    title=_("Sổ quyết định"),
    template="enactments/list.html",
    row_id=lambda decision: decision.pk,
    row_url=lambda decision: reverse("decision", args=[decision.pk]),
    columns=(
        Column("so", _("Số"), lambda each: each.number or _("Dự thảo"), sortable=True,
               url=lambda each: reverse("decision", args=[each.pk])),
        Column("ngay-ky", _("Ngày ký"), lambda each: each.issued_on, sortable=True),
        Column("trich-yeu", _("Trích yếu"), abstract_of),
        Column("trang-thai", _("Trạng thái"), state_tag, export=lambda each: each.get_state_display()),
        Column("hieu-luc", _("Có hiệu lực từ"), lambda each: each.effective_on, sortable=True),
        Column("loai", _("Loại"), lambda each: each.get_kind_display()),
        Column("co-quan", _("Cơ quan ban hành"), lambda each: each.issuer_name),
        Column("nguoi-ky", _("Người ký"), lambda each: each.signer, shown=False),
        Column("mat", _("Độ mật"), lambda each: each.get_secrecy_display() if each.secrecy else "", shown=False),
    ),
    search_label=_("Tìm theo số hoặc họ tên"),
    empty_text=_("Chưa có quyết định nào. Hãy dự thảo quyết định đầu tiên, hoặc ghi một quyết định đã ký."),
)  # fmt: skip


def decisions_page(access: AccessContext) -> ListPage[Decision]:
    """The list with the years and issuers that this viewer's register has; one query."""
    years, issuers = years_and_issuers(access)
    filters = (
        Filter("nam", _("Năm"), [(str(year), str(year)) for year in years]),
        Filter("co-quan", _("Cơ quan ban hành"), [(each, each) for each in issuers]),
        Filter("loai", _("Loại"), DecisionKind.choices),
        Filter("trang-thai", _("Trạng thái"), DecisionState.choices),
    )
    return replace(DECISIONS, filters=filters)


@dataclass(frozen=True, slots=True)
class DecisionRows:
    """The register by the state of the list."""

    found: QuerySet[Decision]

    @classmethod
    def of(cls, access: AccessContext, state: ListState) -> DecisionRows:
        """Ask for what the list shows."""
        chosen = {key: values[0] for key, values in state.filters.items()}
        year = chosen.get("nam", "")
        wanted = Wanted(
            text=state.text, year=int(year) if year.isdigit() else None, kind=chosen.get("loai", ""),
            state=chosen.get("trang-thai", ""), issuer=chosen.get("co-quan", ""),
        )  # fmt: skip
        return cls(register(access, wanted, state.sort))

    def count(self) -> int:
        """How many there are."""
        return self.found.count()

    def page(self, offset: int, limit: int) -> Sequence[Decision]:
        """Some of them."""
        return list(self.found[offset : offset + limit])
