"""The lists of a campaign: its ratings with filters, its units with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.common.listing import Column, Filter, ListPage, ListState, SavedView
from canbo.core.access import AccessContext
from canbo.core.text import fold
from canbo.evaluation.away_told import circumstances_of
from canbo.evaluation.models import Appeal, Campaign, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.selectors.campaigns import Counts
from canbo.evaluation.selectors.ratings import TEXTS, ratings
from canbo.evaluation.selectors.standing import subject_name
from canbo.organizations.models import Unit
from canbo.rules import library as packs

_TAGS = {
    Rating.Stage.NOT_STARTED: "", Rating.Stage.NOT_RATED: "", Rating.Stage.DECIDED: "tag-green",
    Rating.Stage.TOLD: "tag-green", Rating.Stage.CONCLUDED: "tag-green",
}  # fmt: skip
#: Filters on what is missing: key, label, the condition.
_LACKS: Mapping[str, Q] = {
    "tu-danh-gia": Q(self_done_on__isnull=True, not_rated_reason=""),
    "danh-gia": Q(self_done_on__isnull=False, head_done_on__isnull=True, not_rated_reason=""),
    "y-kien": Q(opinions_missing__gt=0, not_rated_reason=""),
    "ket-luan": Q(concluded_on__isnull=True, not_rated_reason=""),
    "thong-bao": Q(concluded_on__isnull=False, told_on__isnull=True),
    "nguoi-danh-gia": Q(rater__isnull=True, person__isnull=False, not_rated_reason=""),
    "doi-tuong": Q(scheme=""),
}
#: Filters on what is done, as the counters count it.
_DONE: Mapping[str, Q] = {
    "tu-danh-gia": Q(self_done_on__isnull=False), "bo-phieu": Q(voted_on__isnull=False),
    "ket-luan": Q(concluded_on__isnull=False), "thong-bao": Q(told_on__isnull=False),
    "kien-nghi": Q(Exists(
        Appeal.objects.filter(rating=OuterRef("pk"), kind=Appeal.Kind.APPEAL, answered_on__isnull=True)
    )),
}  # fmt: skip


class RatingRows:
    """The ratings of a campaign by the state of the list, of those that the viewer may know of.

    Of their own rating the viewer is shown here no more than that there is one.
    """

    def __init__(self, access: AccessContext, campaign: Campaign, state: ListState, unit_id: int | None = None) -> None:
        chosen = {key: values[0] for key, values in state.filters.items() if values}
        found = ratings(access).filter(campaign=campaign)
        if unit_id is not None:
            found = found.filter(unit_id=unit_id)
        elif chosen.get("don-vi", "").isdecimal():
            found = found.filter(unit_id=int(chosen["don-vi"][:18]))
        if "buoc" in chosen:
            found = found.filter(stage=chosen["buoc"])
        if "thieu" in chosen:
            found = found.filter(_LACKS[chosen["thieu"]])
        if "da" in chosen:
            found = found.filter(_DONE[chosen["da"]])
        if "vang" in chosen:
            found = found.exclude(away="")
        if "tu-cach" in chosen:
            found = found.filter(rank=chosen["tu-cach"])
        if "bo" in chosen:
            found = found.filter(scheme=chosen["bo"])
        if "muc" in chosen:
            # Nobody learns their own level by filtering for it.
            found = found.filter(concluded_level=chosen["muc"]).exclude(person_id=access.person_id or 0)
        if state.text:
            words = fold(state.text)
            found = found.filter(
                Q(person__search_name__contains=words) | Q(body__name__icontains=state.text)
                | Q(rated_unit__search_name__contains=words)
            )  # fmt: skip
        self.rows: QuerySet[Rating] = found
        self.access = access
        self.campaign = campaign

    def count(self) -> int:
        """How many there are."""
        return self.rows.count()

    def page(self, offset: int, limit: int) -> Sequence[Rating]:
        """A slice of the rows, in the order of the opening. Two queries: the numbers first, then the rows."""
        keys = list(self.rows.order_by("order", "pk").values_list("pk", flat=True)[offset : offset + limit])
        found = Rating.objects.filter(pk__in=keys).select_related("person", "body", "rated_unit", "unit", "rater")
        held = found.defer(*TEXTS).in_bulk()
        rows = [held[key] for key in keys]
        for row in rows:
            row.campaign = self.campaign
            if self.access.person_id is not None and self.access.person_id in {row.person_id, row.answerer_id}:
                row.self_level = row.head_level = row.concluded_level = ""
        return rows


def stage_cell(row: Rating) -> SafeString:
    """How far a rating has come, with what is missing."""
    tag = format_html(
        '<span class="tag {}">{}</span>', _TAGS.get(Rating.Stage(row.stage), "tag-blue"), row.get_stage_display()
    )
    if row.not_rated_reason:
        return format_html("<span>{} <small>{}</small></span>", tag, row.not_rated_reason)
    if row.opinions_missing:
        left = _t("thiếu {count} ý kiến").format(count=row.opinions_missing)
        return format_html("<span>{} <small>{}</small></span>", tag, left)
    return format_html("<span>{}</span>", tag)


def scheme_words(name: str) -> str:
    """What a scheme is called; "" where there is none yet."""
    language = get_language() or "vi"
    return next(
        (each.label.within(language) for each in packs.library().schemes.values() if each.id == name and each.label),
        name or _t("chưa rõ"),
    )


def _level(row: Rating) -> str:
    return str(Level(row.concluded_level).label) if row.concluded_level else ""


def _circumstances(row: Rating) -> str:
    found = circumstances_of(row.campaign, row)
    return "; ".join(f"{each.words} ({each.clause})" if each.clause else str(each.words) for each in found)


def _unit_name(key: str) -> str:
    found = Unit.objects.filter(pk=int(key[:18])).values_list("name", flat=True) if key.isdecimal() else ()
    return next(iter(found), key)


RATINGS = ListPage[Rating](
    title=_("Phiếu đánh giá"),
    template="evaluation/campaign_ratings.html",
    row_id=lambda row: row.pk,
    row_url=lambda row: reverse("rating", args=[row.pk]),
    columns=(
        Column("ten", _("Người, tập thể được đánh giá"), subject_name),
        Column("buoc", _("Đã đến bước"), stage_cell),
        Column("hoan-canh", _("Hoàn cảnh trong kỳ"), _circumstances, shown=False),
        Column("muc", _("Mức kết luận"), _level),
        Column("chuc-vu", _("Chức vụ"), lambda row: row.post),
        Column("bo", _("Bộ tiêu chí"), lambda row: scheme_words(row.scheme)),
        Column("don-vi", _("Đơn vị"), lambda row: row.unit.name),
        Column("nguoi-danh-gia", _("Người đánh giá"), lambda row: row.rater.full_name if row.rater else row.rater_text),
        Column("tu-cach", _("Tư cách"), lambda row: row.get_rank_display(), shown=False),
        Column("nhom", _("Nhóm tính tỷ lệ"), lambda row: row.group, shown=False),
        Column("mau", _("Mẫu"), lambda row: row.form, shown=False),
        Column("ket-luan", _("Cấp kết luận"), lambda row: row.concluder, shown=False),
    ),
    filters=(
        Filter("buoc", _("Đã đến bước"), tuple(Rating.Stage.choices)),
        Filter("thieu", _("Còn thiếu"), (
            ("tu-danh-gia", _("tự đánh giá")), ("danh-gia", _("đánh giá của cấp trực tiếp")), ("y-kien", _("ý kiến")),
            ("ket-luan", _("kết luận")), ("thong-bao", _("thông báo")), ("nguoi-danh-gia", _("người đánh giá")),
            ("doi-tuong", _("bộ tiêu chí (chưa rõ đối tượng)")),
        )),
        Filter("da", _("Đã xong"), (
            ("tu-danh-gia", _("tự đánh giá")), ("bo-phieu", _("bỏ phiếu")), ("ket-luan", _("kết luận")),
            ("thong-bao", _("thông báo")), ("kien-nghi", _("có kiến nghị chưa trả lời")),
        )),
        Filter("vang", _("Vắng trong kỳ"), (("ho-so", _("hồ sơ ghi nghỉ, đình chỉ, biệt phái")),)),
        Filter("tu-cach", _("Tư cách"), tuple(Rating.Rank.choices)),
        Filter("muc", _("Mức kết luận"), tuple(Level.choices)),
        Filter("bo", _("Bộ tiêu chí"), describe=scheme_words),
        Filter("don-vi", _("Đơn vị"), describe=_unit_name),
    ),
    views=(
        SavedView("cho-tu-danh-gia", _("Chưa tự đánh giá"), "thieu=tu-danh-gia"),
        SavedView("thieu-y-kien", _("Thiếu ý kiến"), "thieu=y-kien"),
        SavedView("vang", _("Nghỉ, đình chỉ, biệt phái"), "vang=ho-so&cot=ten,bo,buoc,hoan-canh,nguoi-danh-gia"),
        SavedView("chua-ro", _("Chưa rõ đối tượng"), "thieu=doi-tuong"),
    ),
    search_label=_("Tìm theo tên người, tập thể"),
    empty_text=_("Không có phiếu đánh giá nào như vậy trong phạm vi của bạn."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit with its counts, in a campaign."""

    campaign_id: int
    counts: Counts


class UnitRows:
    """The units of a campaign by the state of the list."""

    def __init__(self, campaign: Campaign, units: Sequence[Counts], state: ListState) -> None:
        words = fold(state.text)
        self.rows = [each for each in units if words in fold(each.unit_name)]
        key = _SORTS.get(state.sort_key)
        if key is not None:
            self.rows.sort(key=lambda each: getattr(each, key), reverse=state.descending)
        self.campaign = campaign

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def page(self, offset: int, limit: int) -> Sequence[UnitRow]:
        """A slice of the rows."""
        return [UnitRow(self.campaign.pk, each) for each in self.rows[offset : offset + limit]]


_SORTS = {
    "tong": "total", "chua": "not_started", "tu": "self_done", "thieu": "opinions_missing", "phieu": "voted",
    "ket-luan": "concluded", "thong-bao": "told", "kien-nghi": "appealed", "quyet-dinh": "decided",
    "khong": "not_rated", "xong": "percent",
}  # fmt: skip


def _number(key: str, label: object, name: str) -> Column[UnitRow]:
    return Column(key, label, lambda row: getattr(row.counts, name), numeric=True, sortable=True)  # type: ignore[arg-type]


UNITS = ListPage[UnitRow](
    title=_("Tiến độ theo đơn vị"),
    template="evaluation/campaign_units.html",
    row_id=lambda row: row.counts.unit_id,
    row_url=lambda row: reverse("evaluation-unit", args=[row.campaign_id, row.counts.unit_id]),
    columns=(
        Column("don-vi", _("Đơn vị"), lambda row: row.counts.unit_name),
        _number("tong", _("Tổng số"), "total"), _number("xong", _("Đã xong (%)"), "percent"),
        _number("chua", _("Chưa bắt đầu"), "not_started"),
        _number("tu", _("Đã tự đánh giá"), "self_done"), _number("thieu", _("Thiếu ý kiến"), "opinions_missing"),
        _number("phieu", _("Đã bỏ phiếu"), "voted"), _number("ket-luan", _("Đã kết luận"), "concluded"),
        _number("thong-bao", _("Đã thông báo"), "told"), _number("kien-nghi", _("Kiến nghị"), "appealed"),
        _number("quyet-dinh", _("Đã quyết định"), "decided"), _number("khong", _("Không xếp loại"), "not_rated"),
    ),
    search_label=_("Tìm theo tên đơn vị"),
    empty_text=_("Không có đơn vị nào như vậy trong đợt đánh giá."),
)  # fmt: skip
