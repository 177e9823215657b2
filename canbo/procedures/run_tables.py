"""The list of runs: filters, columns, where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.common.listing import Column, Filter, ListPage, ListState, SavedView
from canbo.core.access import AccessContext
from canbo.procedures.domain.reasons import outcome_words
from canbo.procedures.models import Run, RunStep
from canbo.procedures.selectors.run_outcomes import Counted
from canbo.procedures.selectors.runs import filtered, label_of
from canbo.rules.members import ACTS

_TAGS = {Run.State.RUNNING: "tag-blue", Run.State.FINISHED: "tag-green", Run.State.STOPPED: ""}


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run with the step at which it stands, and today."""

    run: Run
    step: RunStep | None
    label: str
    considered: int
    today: date


class RunRows:
    """The viewer's runs by the state of the list."""

    def __init__(self, access: AccessContext, state: ListState, today: date) -> None:
        chosen = {key: values[0] for key, values in state.filters.items() if values}
        late = chosen.get("han") == "qua-han"
        found = filtered(
            access, state=chosen.get("trang-thai", ""), act=chosen.get("viec", ""), overdue_on=today if late else None
        )
        if state.text:
            found = found.filter(title__icontains=state.text)
        ready = RunStep.objects.filter(state=RunStep.State.READY)
        self.runs: QuerySet[Run] = found.annotate(
            considered=Count("subjects", filter=Q(subjects__left_on__isnull=True), distinct=True)
        ).prefetch_related(Prefetch("steps", ready, to_attr="ready_steps"))
        self.access, self.today = access, today

    def count(self) -> int:
        """How many there are."""
        return self.runs.count()

    def page(self, offset: int, limit: int) -> Sequence[RunRow]:
        """A slice of the rows."""
        return [self._row(run) for run in self.runs[offset : offset + limit]]

    def _row(self, run: Run) -> RunRow:
        step: RunStep | None = next(iter(run.ready_steps), None)  # type: ignore[attr-defined]
        label = label_of(run, step) if step is not None else ""
        return RunRow(run, step, label, run.considered, self.today)  # type: ignore[attr-defined]


def due_cell(row: RunRow) -> SafeString | str:
    """The day by which the step is wanted, with how far it is."""
    due = row.step.due_on if row.step is not None else None
    return due_words(due, row.today) if due is not None else ""


def due_words(due: date, today: date) -> SafeString:
    """A day with how many are left, or how late it is."""
    left = (due - today).days
    if left < 0:
        tone, words = "tag-red", _t("quá hạn %(days)s ngày") % {"days": -left}
    elif left == 0:
        tone, words = "tag-amber", _t("hạn hôm nay")
    else:
        tone, words = "tag-amber" if left <= 3 else "", _t("còn %(days)s ngày") % {"days": left}
    return format_html('{} <span class="tag {}">{}</span>', f"{due:%d/%m/%Y}", tone, words)


def state_cell(run: Run) -> SafeString:
    """The state in its colour."""
    return format_html('<span class="tag {}">{}</span>', _TAGS[Run.State(run.state)], run.get_state_display())


def act_label(code: str) -> str:
    """The words of an act."""
    return next((str(member.label) for member in ACTS if member.code == code), code)


def counted_words(found: Counted | None) -> dict[str, Any]:
    """What a page says of the count of a step's meeting: the outcome, and that of each name, in the reader's words."""
    if found is None:
        return {"counted": None}
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    words = {code: outcome_words(code, language) for code in {found.outcome, *found.names.values()} if code}
    names = [(name, words.get(code, "")) for name, code in found.names.items()]
    return {"counted": found, "counted_words": words.get(found.outcome, ""), "counted_names": names}


RUNS = ListPage[RunRow](
    title=_("Việc theo quy trình"),
    template="procedures/runs.html",
    row_id=lambda row: row.run.pk,
    row_url=lambda row: reverse("run", args=[row.run.pk]),
    default_sort="",
    columns=(
        Column("viec", _("Việc"), lambda row: row.run.title),
        Column("trang-thai", _("Trạng thái"), lambda row: state_cell(row.run)),
        Column("buoc", _("Đang ở bước"), lambda row: row.label),
        Column("han", _("Hạn của bước"), due_cell),
        Column("don-vi", _("Đơn vị"), lambda row: row.run.unit.name),
        Column("loai", _("Loại việc"), lambda row: act_label(row.run.act)),
        Column("nguoi", _("Xem xét"), lambda row: row.considered, numeric=True),
        Column("tu-ngay", _("Bắt đầu"), lambda row: row.run.started_on, shown=False),
    ),
    filters=(
        Filter("trang-thai", _("Trạng thái"), tuple(Run.State.choices)),
        Filter("viec", _("Loại việc"), tuple((member.code, member.label) for member in ACTS)),
        Filter("han", _("Hạn"), (("qua-han", _("Có bước quá hạn")),)),
    ),
    views=(
        SavedView("dang-lam", _("Đang thực hiện"), "trang-thai=running"),
        SavedView("qua-han", _("Quá hạn"), "han=qua-han"),
    ),
    search_label=_("Tìm theo tên việc"),
    empty_text=_("Chưa có việc nào theo quy trình trong phạm vi của bạn."),
)  # fmt: skip
