"""The list of candidates: its columns, its facets with their counts, its order. By stated facts only: no score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common import formats
from canbo.common.listing import Chip, Column, Filter, ListPage, ListState, RowSource, ShownList
from canbo.common.templatetags.canbo_ui import icon
from canbo.facts.standards.free import free_words
from canbo.facts.standards.questions import ACT, KIND, POSITION, STATED, Question, language
from canbo.facts.standards.search import CLASS, CLASSES, FAILING, OUTCOMES, UNSURE, Classed, lacks
from canbo.facts.tables import conditions
from canbo.rules.domain.engine import Outcome
from canbo.rules.lexicon import lexicon
from canbo.rules.vocabulary import Fact, Kind, fact

type Row = Mapping[str, Any]

UNIT, FREE, LIST, WHICH = "don-vi", "f", "ds", "lop"
FAILS, UNKNOWN = "thieu", "chua-ro"
#: What asks the question and is shown in the form above the list, not among the filters.
ASKING: Final = (POSITION, KIND, ACT, UNIT, LIST, STATED)
_FACETS: Final = (
    "gender", "is_party_member", "is_ethnic_minority", "title_rank", "qualification_level", "theory_level",
    "state_management_level", "rating_last", "in_plan",
)  # fmt: skip
_ICONS: Final = {
    "meets_all": ("green", "circle-check"), "meets_all_but_one": ("amber", "alert-triangle"),
    "unknown": ("blue", "help-circle"), "does_not": ("red", "circle-x"),
    "pass": ("green", "check"), "fail": ("red", "x"), "not_applicable": ("", "minus"),
}  # fmt: skip


def class_tag(code: str) -> SafeString:
    """Give a class of people as a tag: colour, sign and words together."""
    return _tag(code, CLASSES[code])


def outcome_tag(code: str) -> SafeString:
    """Give an outcome as a tag: colour, sign and words together."""
    return _tag(code, OUTCOMES[code])


def _tag(code: str, words: str | Promise) -> SafeString:
    colour, sign = _ICONS[code]
    return format_html(
        '<span class="tag outcome {}">{} {}</span>', f"tag-{colour}" if colour else "", icon(sign), words
    )


class CandidatePage(ListPage[Row]):
    """The list page, whose clearing of filters keeps the question."""

    def shown(self, state: ListState, source: RowSource[Row], **parts: Any) -> ShownList:
        """Give the page for a state, without chips for what stands in the form above."""
        shown = super().shown(state, source, **parts)
        asking = {each.label for each in self.filters if each.key in ASKING}
        kept = {key: values for key, values in state.filters.items() if key in (*ASKING, FREE)}
        chips: tuple[Chip, ...] = tuple(chip for chip in shown.chips if chip.label not in asking)
        return replace(shown, chips=chips, clear_url="?" + state.query(text="", filters=kept))


@dataclass(frozen=True, slots=True)
class CandidateRows:
    """A source over a frame already filtered and sorted; what each one lacks is worked out for the page alone."""

    frame: pl.DataFrame
    found: Classed
    unit_names: Callable[[Sequence[int]], Mapping[int, str]]

    def count(self) -> int:
        """How many people there are."""
        return self.frame.height

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """The people from `offset`, each with `unit_name` and `lacks` beside the facts."""
        rows = self.frame.slice(offset, limit).to_dicts()
        names = self.unit_names([row["unit_id"] for row in rows if row["unit_id"] is not None])
        for row in rows:
            row["unit_name"] = names.get(row["unit_id"], "")
            row["lacks"] = lacks(row, self.found, lexicon()) if self.found.asked else ()
        return rows


def candidate_page(question: Question | None, found: Classed) -> CandidatePage:
    """Declare the list for a question and what it found."""
    is_asked = bool(found.asked)

    def explained(row: Row) -> str | None:
        if question is None:
            return reverse("file", args=[row["person_id"]])
        return f"{reverse('candidate-explained', args=[row['person_id']])}?{question.query}"

    return CandidatePage(
        title=gettext_lazy("Tìm người đáp ứng tiêu chuẩn"),
        columns=tuple(_columns(is_asked)),
        row_id=lambda row: row["person_id"],
        row_url=explained,
        filters=tuple(_filters(found, is_asked)),
        default_sort="",
        search_label=gettext_lazy("Tìm theo họ tên, không cần gõ dấu"),
        template="facts/candidates.html",
        empty_text=gettext_lazy(
            "Không có ai trong phạm vi được giao vào ngày đang xem. Hãy chọn ngày khác hoặc đơn vị khác."
        ),
    )


def _columns(is_asked: bool) -> list[Column[Row]]:
    label_of = _label_of
    found: list[Column[Row]] = [Column("ten", gettext_lazy("Họ và tên"), lambda row: row["full_name"], sortable=True)]
    if is_asked:
        found += [
            Column(
                "ket-luan", gettext_lazy("Kết luận"), lambda row: class_tag(row[CLASS]), sortable=True,
                export=lambda row: str(CLASSES[row[CLASS]]),
            ),
            Column(
                "con-thieu", gettext_lazy("Còn thiếu, chưa rõ"), _lacks_shown, export=_lacks_plain,
            ),
            Column(
                "so-thieu", gettext_lazy("Số điều kiện chưa đạt"), lambda row: row[FAILING], numeric=True,
                sortable=True, shown=False,
            ),
        ]  # fmt: skip
    return [
        *found,
        Column("don-vi-cong-tac", gettext_lazy("Đơn vị"), lambda row: row["unit_name"]),
        Column("chuc-vu", gettext_lazy("Chức vụ"), lambda row: row["post_name"], sortable=True),
        Column("tuoi", gettext_lazy("Tuổi"), _years("age"), numeric=True, sortable=True),
        Column("giu-chuc", gettext_lazy("Giữ chức vụ (năm)"), _years("post"), numeric=True, sortable=True),
        Column("chuyen-mon", gettext_lazy("Chuyên môn"), label_of("qualification_level"), sortable=True),
        Column("ly-luan", gettext_lazy("Lý luận chính trị"), label_of("theory_level"), sortable=True),
        Column("quan-ly", gettext_lazy("Quản lý nhà nước"), label_of("state_management_level"), shown=False,
               sortable=True),
        Column("xep-loai", gettext_lazy("Xếp loại gần nhất"), label_of("rating_last"), sortable=True),
        Column("gioi-tinh", gettext_lazy("Giới tính"), label_of("gender"), shown=False, sortable=True),
    ]  # fmt: skip


_SORTED_BY: Final = {
    "ten": "sort_key", "ket-luan": CLASS, "chuc-vu": "post_name", "tuoi": "age_months_low",
    "giu-chuc": "post_months_low", "chuyen-mon": "qualification_level", "ly-luan": "theory_level",
    "quan-ly": "state_management_level", "xep-loai": "rating_last", "gioi-tinh": "gender", "so-thieu": FAILING,
}  # fmt: skip


def narrowed(found: Classed, state: ListState) -> pl.DataFrame:
    """Give the people whom the filters of the list keep, in the order asked for.

    Unasked: by class, then by how much is lacking or not known, then by name. Errors: condition_unreadable.
    """
    frame = found.frame
    is_asked = CLASS in frame.columns
    wanted = conditions(replace(state, filters={k: v for k, v in state.filters.items() if k in (*_FACETS, *_AGES)}))
    if is_asked and WHICH in state.filters:
        wanted.append(pl.col(CLASS).cast(pl.String).is_in(list(state.filters[WHICH])))
    for key, outcome in ((FAILS, Outcome.FAIL), (UNKNOWN, Outcome.UNKNOWN)):
        wanted += [pl.col(rule) == int(outcome) for rule in state.filters.get(key, ()) if rule in frame.columns]
    if wanted:
        frame = frame.filter(wanted)
    key = _SORTED_BY.get(state.sort_key, "")
    if key and key in frame.columns:
        by = list(dict.fromkeys([key, "sort_key", "person_id"]))
        return frame.sort(by, descending=[state.descending] + [False] * (len(by) - 1), nulls_last=True)
    first = [CLASS, FAILING, UNSURE] if is_asked else []
    return frame.sort([*first, "sort_key", "person_id"], nulls_last=True)


_AGES: Final = ("age_from", "age_to")


def _filters(found: Classed, is_asked: bool) -> list[Filter]:
    labels = {
        POSITION: _("Vị trí"),
        KIND: _("Loại chức danh"),
        ACT: _("Việc"),
        UNIT: _("Đơn vị"),
        LIST: _("Danh sách"),
        STATED: _("Dữ kiện của việc"),
    }
    made = [Filter(key, label, multiple=True) for key, label in labels.items()]
    if is_asked:
        counts = found.counts
        made.append(Filter(
            WHICH, _("Kết luận"), tuple((code, _counted(words, counts[code])) for code, words in CLASSES.items()),
            multiple=True,
        ))  # fmt: skip
        names = {each.condition.id: each.condition.label.within(language()) for each in found.counting}
        for key, label, outcome in ((FAILS, _("Chưa đạt"), Outcome.FAIL), (UNKNOWN, _("Chưa rõ"), Outcome.UNKNOWN)):
            tally = found.tally(outcome)
            choices = sorted(((rule, _counted(names[rule], count)) for rule, count in tally.items()),
                             key=lambda choice: -tally[choice[0]])  # fmt: skip
            if choices:
                made.append(Filter(key, label, tuple(choices), multiple=True))
    made += [_facet(fact(name), found.frame) for name in _FACETS]
    made += [
        Filter("age_from", _("Tuổi từ"), placeholder=_("năm")),
        Filter("age_to", _("Tuổi đến"), placeholder=_("năm")),
        Filter(FREE, _("Điều kiện"), multiple=True, describe=free_words),
    ]
    return made


def _facet(found: Fact, frame: pl.DataFrame) -> Filter:
    counts = dict(frame.group_by(found.name).len().iter_rows())
    if found.kind is Kind.BOOL:
        pairs: list[tuple[str, str | Promise, object]] = [("1", _("có"), True), ("0", _("không"), False)]
    else:
        pairs = [(member.code, member.label, member.code) for member in found.members]
    choices = [(code, _counted(words, counts.get(value, 0))) for code, words, value in pairs]
    choices.append(("-", _counted(_("chưa biết"), counts.get(None, 0))))
    label = str(found.label)
    return Filter(found.name, label[:1].upper() + label[1:], tuple(choices), multiple=True)


def _counted(words: str | Promise, count: int) -> str:
    return f"{words} ({formats.number(count)})"


def _label_of(name: str) -> Callable[[Row], object]:
    found = fact(name)
    return lambda row: None if row[name] is None else found.label_of(row[name])


def _years(base: str) -> Callable[[Row], object]:
    """Full years; where the day is known only in part, the least and the most."""

    def shown(row: Row) -> object:
        low, high = row[f"{base}_months_low"], row[f"{base}_months_high"]
        if low is None or high is None:
            return None
        return low // 12 if low // 12 == high // 12 else f"{low // 12}–{high // 12}"

    return shown


def _lacks_shown(row: Row) -> object:
    """What fails by the words of the condition, what is not known by the facts that are missing, each once."""
    failing = [("fail", each.label) for each in row["lacks"] if each.outcome == "fail"]
    unsure = [each for each in row["lacks"] if each.outcome == "unknown"]
    missing = dict.fromkeys(words for each in unsure for words in each.missing or (each.label,))
    if missing:
        failing.append(("unknown", _("chưa biết: %(facts)s") % {"facts": ", ".join(missing)}))
    return format_html_join("; ", '<span class="lack {}">{}</span>', failing) or None


def _lacks_plain(row: Row) -> str:
    return "; ".join(
        f"{OUTCOMES[each.outcome]}: {each.label}" + (f" ({', '.join(each.missing)})" if each.missing else "")
        for each in row["lacks"]
    )
