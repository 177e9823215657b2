"""The charts of the mirror: each with its sentence, its table, and the people behind its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canbo.common import formats
from canbo.common.charts import LEVEL_COLORS, PALETTE, ChartData, ChartTable, HeatTable, Series, TableCell, color_key
from canbo.evaluation.domain.mirror_counts import BANDS, NO_LEVEL, Counts, rank_correlation
from canbo.evaluation.domain.rating import LEVELS

LEVEL_WORDS: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("Không hoàn thành"), gettext_lazy("Hoàn thành"), gettext_lazy("Hoàn thành tốt"),
    gettext_lazy("Hoàn thành xuất sắc"),
)  # fmt: skip
STAGE_WORDS: Final[dict[str, str | Promise]] = {
    "self": gettext_lazy("Tự đánh giá"), "collective": gettext_lazy("Tập thể"),
    "final": gettext_lazy("Mức hiện có"),
}  # fmt: skip
WHO_WORDS: Final[dict[str, str | Promise]] = {
    "leaders": gettext_lazy("Lãnh đạo, quản lý"), "staff": gettext_lazy("Không giữ chức vụ"),
}  # fmt: skip
#: The best level first.
_ORDER: Final = (3, 2, 1, 0)
#: Results are shown in these bands; all below the first together.
SHOWN_BANDS: Final = ((90, 100), (80, 90), (70, 80), (60, 70), (50, 60), (0, 50))

type Url = Callable[..., str]


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """An index with its interval: of whom, of how many, in plain words what stands out."""

    name: str
    url: str
    n: int
    index: float
    low: float
    high: float
    flag: str | None

    @property
    def says(self) -> str:
        """What it says; it accuses nobody."""
        if self.flag == "lenient":
            return _("cao hơn mức mà kết quả và các đơn vị tương tự cho thấy; nên cùng xem lại")
        if self.flag == "harsh":
            return _("thấp hơn mức mà kết quả và các đơn vị tương tự cho thấy; nên cùng xem lại")
        return _("không thấy khác rõ")


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Indices as dots with their 95 % bands (`common/chart.html` draws it)."""

    id: str
    title: str
    sentence: str
    rows: Sequence[IntervalRow]
    row_label: str
    note: str = ""
    kind: str = "interval"
    beside: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """Names, dots and bands."""
        return {
            "kind": self.kind, "title": self.title, "sentence": self.sentence, "unit": _("bậc"), "percent": False,
            "base": None, "categories": [each.name for each in self.rows], "categoryColors": [],
            "series": [{
                "name": self.title, "values": [each.index for each in self.rows],
                "urls": [each.url for each in self.rows], "low": [each.low for each in self.rows],
                "high": [each.high for each in self.rows], "color": PALETTE[0],
            }],
        }  # fmt: skip

    @property
    def table(self) -> ChartTable:
        """A row each: how many, the index, from where to where, what it says."""
        head = (
            TableCell(self.row_label), TableCell(_("Số phiếu"), numeric=True),
            TableCell(_("Chênh (bậc)"), numeric=True),
            TableCell(_("Khoảng 95 %"), numeric=True), TableCell(_("Điều thấy được")),
        )  # fmt: skip
        rows = tuple(
            (
                TableCell(each.name, each.url, is_head=True), TableCell(formats.number(each.n), numeric=True),
                TableCell(signed(each.index), numeric=True),
                TableCell(f"{signed(each.low)} … {signed(each.high)}", numeric=True), TableCell(each.says),
            )
            for each in self.rows
        )  # fmt: skip
        return ChartTable(head, rows)


def signed(value: float) -> str:
    """Write steps of a level with their sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{formats.number(abs(value), 2)}"


def top_two(levels: Sequence[int]) -> str:
    """Write the share of the two top levels among those that have one, with the counts."""
    rated = sum(levels[:NO_LEVEL])
    top = levels[2] + levels[3]
    return f"{formats.share(top, rated)} ({formats.number(top)}/{formats.number(rated)})"


def lead_of(counts: Counts) -> str:
    """Say the share of the two top levels, of all, of leaders and of staff."""
    whole = counts["stages"]["final"]
    if not sum(whole[:NO_LEVEL]):
        return _("Chưa phiếu nào có mức xếp loại.")
    return _("%(top)s xếp loại tốt trở lên; %(none)s phiếu chưa có mức.") % {
        "top": top_two(whole), "none": formats.number(whole[NO_LEVEL]),
    }  # fmt: skip


def _series(rows: Sequence[Sequence[int]], urls: Sequence[Callable[[str], str]]) -> list[Series]:
    """One series a level, the best first, over rows of counts."""
    return [
        Series(
            LEVEL_WORDS[level], [row[level] for row in rows],
            [url(LEVELS[level]) if row[level] else "" for row, url in zip(rows, urls, strict=True)],
        )
        for level in _ORDER
    ]  # fmt: skip


def _share(
    key: str, title: str, sentence: str, names: Sequence[str | Promise], rows: Sequence[Sequence[int]],
    urls: Sequence[Callable[[str], str]], label: str, note: str = "",
) -> ChartData:  # fmt: skip
    colors = {str(words): LEVEL_COLORS[level] for level, words in zip(LEVELS, LEVEL_WORDS, strict=True)}
    return ChartData(
        key, "share", title, list(names), _series(rows, urls), category_label=label, unit=_("phiếu"),
        colors=colors, sentence=sentence, note=note, beside=False,
    )  # fmt: skip


def _nowhere(_level: str) -> str:
    return ""


def by_who(counts: Counts, year: int, url: Url) -> ChartData:
    """Leaders against staff."""
    held = counts["years"].get(str(year), {})
    rows = [held.get(who, [0] * 5) for who in WHO_WORDS]
    sentence = _("Lãnh đạo, quản lý: %(leaders)s tốt trở lên; người không giữ chức vụ: %(staff)s.") % {
        "leaders": top_two(rows[0]), "staff": top_two(rows[1]),
    }  # fmt: skip
    urls = [lambda level, who=who: url(muc=level, ai=who) for who in WHO_WORDS]
    return _share(
        "who", _("Lãnh đạo và người không giữ chức vụ"), sentence, list(WHO_WORDS.values()), rows, urls, _("Tư cách")
    )


def by_year(counts: Counts, year: int, url: Url) -> ChartData | None:
    """This year against earlier ones; None where there is no earlier one."""
    years = sorted(counts["years"])
    if len(years) < 2:
        return None
    rows = [_sum(counts["years"][each].values()) for each in years]
    sentence = _("Tốt trở lên: %(now)s năm %(year)s, %(before)s năm %(last)s.") % {
        "now": top_two(rows[-1]), "year": years[-1], "before": top_two(rows[-2]), "last": years[-2],
    }  # fmt: skip
    urls = [(lambda level: url(muc=level)) if int(each) == year else _nowhere for each in years]
    note = _("Năm trước: theo các đợt trước của cùng đơn vị và theo hồ sơ của người đang được đánh giá.")
    return _share("years", _("So với các năm trước"), sentence, years, rows, urls, _("Năm"), note)


def by_stage(counts: Counts, url: Url) -> ChartData:
    """Self against collective against superior."""
    rows = [counts["stages"][stage] for stage in STAGE_WORDS]
    up, same, down = counts["steps"]["self_to_final"]
    moves = up + same + down
    sentence = (
        _("So mức hiện có với mức tự đánh giá: cao hơn %(up)s, giữ nguyên %(same)s, thấp hơn %(down)s.") % {
            "up": formats.share(up, moves), "same": formats.share(same, moves), "down": formats.share(down, moves),
        } if moves else _("Chưa đủ phiếu có cả mức tự đánh giá và mức của cấp trên để so.")
    )  # fmt: skip
    urls = [lambda level, stage=stage: url(muc=level, khau=stage) for stage in STAGE_WORDS]
    return _share(
        "stages", _("Tự đánh giá, tập thể, cấp trên"), sentence, list(STAGE_WORDS.values()), rows, urls, _("Bước")
    )


def by_unit(counts: Mapping[str, Counts], names: Mapping[int, str], url: Url, most: int) -> ChartData:
    """The units, the largest share of the two top levels first."""
    held = [(key, counts[str(key)]["stages"]["final"]) for key in names if "stages" in counts.get(str(key), {})]
    rated = sorted(
        ((key, row) for key, row in held if sum(row[:NO_LEVEL])),
        key=lambda each: (-(each[1][2] + each[1][3]) / sum(each[1][:NO_LEVEL]), names[each[0]]),
    )
    one_level = sum(max(row[:NO_LEVEL]) == sum(row[:NO_LEVEL]) > 1 for _key, row in rated)
    sentence = ngettext(
        "%(n)s đơn vị có phiếu đã có mức; %(one)s đơn vị xếp mọi người cùng một mức.",
        "%(n)s đơn vị có phiếu đã có mức; %(one)s đơn vị xếp mọi người cùng một mức.", len(rated),
    ) % {"n": formats.number(len(rated)), "one": formats.number(one_level)}  # fmt: skip
    shown = rated[:most]
    urls = [lambda level, key=key: url(muc=level, unit=key) for key, _row in shown]
    note = (
        _("Chỉ vẽ %(most)s đơn vị đứng đầu; chọn một đơn vị ở trên để xem riêng.") % {"most": most}
        if len(rated) > most else ""
    )  # fmt: skip
    return _share(
        "units", _("Theo đơn vị"), sentence, [names[key] for key, _row in shown], [row for _key, row in shown], urls,
        _("Đơn vị"), note,
    )  # fmt: skip


def by_result(counts: Counts, url: Url) -> ChartData | None:
    """How levels follow results; None where fewer than three ratings have points."""
    bands: list[list[int]] = counts["bands"]
    if sum(map(sum, bands)) < 3:
        return None
    rows, names, urls = [], [], []
    for low, high in SHOWN_BANDS:
        within = bands[low * BANDS // 100 : high * BANDS // 100]
        rows.append([*_sum(within), 0])
        names.append(_("%(low)s–%(high)s điểm") % {"low": low, "high": high} if low else _("dưới 50 điểm"))
        urls.append(lambda level, low=low: url(muc=level, diem=low))
    ties = rank_correlation(bands)
    sentence = (
        _("Mọi phiếu cùng một mức hoặc cùng một điểm: mức xếp loại không cho biết ai làm được nhiều hơn.")
        if ties is None
        else _("Hệ số tương quan hạng giữa điểm và mức là %(ties)s (1: mức theo sát điểm; 0: không liên quan).")
        % {"ties": formats.number(ties, 2)}
    )
    return _share(
        "results", _("Mức xếp loại theo điểm kết quả"), sentence, names, rows, urls, _("Điểm cấp trực tiếp"),
        _("Chỉ gồm phiếu đã có điểm của cấp trực tiếp và đã có mức."),
    )  # fmt: skip


def votes_sentence(counts: Counts) -> str:
    """Say how unanimous the votes were; "" where no counts are known."""
    voted, unanimous, shares = counts["votes"]
    if not voted:
        return ""
    return _(
        "%(n)s người có số phiếu bầu theo mức: mức nhiều phiếu nhất được trung bình %(mean)s số phiếu; %(one)s người "
        "được mọi phiếu cùng một mức."
    ) % {
        "n": formats.number(voted), "mean": formats.percent(100 * shares / voted), "one": formats.number(unanimous),
    }  # fmt: skip


def over_years(rows: Mapping[int, Mapping[str, Sequence[int]]]) -> tuple[ChartData, ChartData]:
    """The shares by year, and the two top levels of leaders and staff along the years."""
    years = sorted(rows)
    whole = [_sum(rows[year].values()) for year in years]
    told = [_("năm %(year)s %(top)s") % {"year": year, "top": top_two(levels)}
            for year, levels in zip(years, whole, strict=True)]  # fmt: skip
    sentence = _("Tốt trở lên: %(shares)s.") % {"shares": "; ".join(told)}
    shares = _share(
        "all-years", _("Các năm"), sentence, [str(year) for year in years], whole, [_nowhere] * len(years), _("Năm")
    )

    def percent(levels: Sequence[int]) -> float | None:
        rated = sum(levels[:NO_LEVEL])
        return round(100 * (levels[2] + levels[3]) / rated, 1) if rated else None

    lines = ChartData(
        "leaders-years", "line", _("Tốt trở lên: lãnh đạo và người không giữ chức vụ"), [str(year) for year in years],
        [Series(word, [percent(rows[year].get(who, [0] * 5)) for year in years]) for who, word in WHO_WORDS.items()],
        category_label=_("Năm"), is_percent=True, colors=color_key(*(str(each) for each in WHO_WORDS.values())),
        sentence=_("Khoảng cách giữa hai đường cho thấy lãnh đạo được xếp cao hơn hay thấp hơn bao nhiêu."),
    )  # fmt: skip
    return shares, lines


def units_over_years(rows: Mapping[str, Mapping[int, Sequence[int]]], years: Sequence[int]) -> HeatTable:
    """The share of the two top levels by unit and year."""
    names = sorted(rows)

    def share(levels: Sequence[int] | None) -> float | None:
        rated = sum(levels[:NO_LEVEL]) if levels else 0
        return round(100 * (levels[2] + levels[3]) / rated, 1) if levels and rated else None

    return HeatTable(
        "units-years", _("Tỷ lệ tốt trở lên theo đơn vị và năm"), names, [str(year) for year in years],
        [[share(rows[name].get(year)) for year in years] for name in names], row_label=_("Đơn vị"), is_percent=True,
        totals=False, sentence=_("Ô càng đậm, tỷ lệ càng cao; ô trống là năm không có phiếu nào có mức."),
    )  # fmt: skip


def _sum(rows: Any) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
