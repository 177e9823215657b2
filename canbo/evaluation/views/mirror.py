"""The mirror of a campaign: how ratings are spread, who rates above what is expected, which comments say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden
from canbo.evaluation import mirror_charts as charts
from canbo.evaluation.domain.rating import LEVELS
from canbo.evaluation.domain.side_by_side import Pair, side_by_side
from canbo.evaluation.meters import ITEM_WORDS
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.selectors import mirroring as selectors
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.mirror_years import years_of
from canbo.evaluation.services.mirroring import start_mirror
from canbo.evaluation.tabs import CAMPAIGN_TABS

#: So many units stand in a chart, so many pairs or comments on a page.
_UNITS: Final = 20
#: So many units stand in the table of comments.
_ROWS: Final = 100
_PAIRS: Final = 50
_KINDS: Final[dict[str, str | Promise]] = {
    "chep": gettext_lazy("Chép lại"), "chung": gettext_lazy("Chung chung"),
}  # fmt: skip
_HIGHER, _LOWER = gettext_lazy("cao hơn dự kiến"), gettext_lazy("thấp hơn dự kiến")
#: The bands of results: where each ends, by where it begins.
_HIGH: Final = dict(charts.SHOWN_BANDS)


@require_safe
def show(request: Request, campaign_id: int) -> HttpResponse:
    """What the mirror shows of a campaign to who runs or concludes it; to a rater, their own index."""
    campaign = campaign_of(request.access, campaign_id)
    seen = selectors.seen_by(request.access, campaign, request.GET.get("don-vi", ""))
    kept = selectors.kept(campaign.pk) if seen.units or seen.is_rater else None
    context: dict[str, Any] = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "mirror"), "seen": seen, "kept": kept,
        "takes_no_part": not (seen.units or seen.is_rater),
    }  # fmt: skip
    if kept is not None:
        context["made_at"] = datetime.fromisoformat(kept.made_at)
        context["is_old"] = kept.digest != selectors.digest_of(campaign)
        context["own"] = _own_index(request.access, kept.told)
        context |= _figures(request, campaign, seen, kept) if seen.units else {}
    return render(request, "evaluation/mirror.html", context)


def _figures(
    request: Request, campaign: Campaign, seen: selectors.Seen, kept: selectors.Kept
) -> dict[str, Any]:  # fmt: skip
    own = selectors.own_untold(request.access, campaign)
    shown = selectors.counts_shown(campaign, kept, own)
    told = {**kept.told, **{kind: selectors.indices_shown(kept, own, kind) for kind in ("units", "raters")}}
    counts = selectors.counts_seen(request.access, seen, shown, told)
    if "stages" not in counts:
        return {"nothing": True}
    url = _links(campaign, seen)
    found = [
        charts.by_who(counts, campaign.year, url), charts.by_year(counts, campaign.year, url),
        charts.by_stage(counts, url), charts.by_result(counts, url),
    ]  # fmt: skip
    if seen.unit_id is None and len(seen.units) > 1:
        found.append(charts.by_unit(shown, seen.units, url, _UNITS))
    return {
        "lead": charts.lead_of(counts), "votes": charts.votes_sentence(counts),
        "charts": [each for each in found if each is not None],
        "units_index": _unit_indices(campaign, seen, told), "raters_index": _rater_indices(seen, told),
        **_comment_rows(seen, told), "without_own": bool(own.counts),
    }  # fmt: skip


def _links(campaign: Campaign, seen: selectors.Seen) -> Callable[..., str]:
    base = reverse("campaign-mirror-people", args=[campaign.pk])

    def url(*, unit: int | None = None, **given: str | int) -> str:
        chosen = unit if unit is not None else seen.unit_id
        query: dict[str, str | int] = {**({"don-vi": chosen} if chosen is not None else {}), **given}
        return f"{base}?{urlencode(query)}"

    return url


def _own_index(access: AccessContext, told: Mapping[str, Any]) -> charts.IntervalChart | None:
    """The viewer's own index, as a rater."""
    held = told["raters"].get(str(access.person_id)) if access.person_id is not None else None
    if held is None:
        return None
    row = charts.IntervalRow(_("Bạn"), "", **held)
    sentence = _("Bạn xếp %(n)s phiếu; so với mức dự kiến chênh %(index)s bậc: %(says)s.") % {
        "n": row.n, "index": charts.signed(row.index), "says": row.says,
    }  # fmt: skip
    return charts.IntervalChart("own-index", _("Mức bạn đã xếp, so với mức dự kiến"), sentence, [row], _("Người xếp"))


def _unit_indices(campaign: Campaign, seen: selectors.Seen, told: Mapping[str, Any]) -> charts.IntervalChart | None:
    base = reverse("campaign-mirror", args=[campaign.pk])
    rows = [
        charts.IntervalRow(seen.units[key], f"{base}?don-vi={key}", **told["units"][str(key)])
        for key in seen.chosen if str(key) in told["units"]
    ]  # fmt: skip
    return _interval("unit-index", _("Đơn vị: mức đã xếp so với mức dự kiến"), rows, _("Đơn vị"))


def _rater_indices(seen: selectors.Seen, told: Mapping[str, Any]) -> charts.IntervalChart | None:
    """Raters all of whose ratings lie in the units shown; a rater known by one unit alone is not told by halves."""
    chosen = set(seen.chosen)
    inside = [
        rater for rater, units in told["of_raters"].items() if set(units) <= set(seen.units) and chosen & set(units)
    ]  # fmt: skip
    names = selectors.names_of([int(each) for each in inside])
    rows = [
        charts.IntervalRow(names[int(each)], "", **told["raters"][each])
        for each in inside if each in told["raters"] and int(each) in names
    ]  # fmt: skip
    return _interval("rater-index", _("Người trực tiếp đánh giá: mức đã xếp so với mức dự kiến"), rows, _("Người xếp"))


def _interval(
    key: str, title: str, rows: Sequence[charts.IntervalRow], label: str
) -> charts.IntervalChart | None:  # fmt: skip
    if not rows:
        return None
    flagged = [each for each in rows if each.flag]
    ordered = sorted(rows, key=lambda each: (each.flag is None, -abs(each.index), each.name))
    sentence = (
        _("Không thấy nơi nào khác rõ so với mức mà kết quả và các đơn vị tương tự cho thấy.")
        if not flagged
        else _("%(flagged)s trong %(all)s khác rõ so với mức mà kết quả và các đơn vị tương tự cho thấy: %(names)s.")
        % {"flagged": len(flagged), "all": len(rows), "names": ", ".join(each.name for each in flagged[:5])}
    )
    return charts.IntervalChart(key, title, sentence, ordered[:_UNITS], label)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """The comments of one unit: how many there are, copied, generic, and how many ratings have none."""

    unit_id: int
    name: str
    there: int
    copied: int
    generic: int
    empty: int

    @property
    def percent(self) -> float:
        """Those that are copied, generic or empty, in per cent; one that is both counts once at most."""
        return min(100.0, 100 * (self.copied + self.generic + self.empty) / max(self.there + self.empty, 1))


def _comment_rows(seen: selectors.Seen, told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        CommentRow(key, seen.units[key], *told["comments"][str(key)])
        for key in seen.chosen if any(told["comments"].get(str(key), ()))
    ]  # fmt: skip
    ordered = sorted(rows, key=lambda each: (-each.percent, each.name))
    return {"comments": ordered[:_ROWS], "comments_left": max(0, len(ordered) - _ROWS), "rows_shown": _ROWS}


@require_POST
def make(request: Request, campaign_id: int) -> HttpResponse:
    """Hold the mirror up in the background, and show how far that is."""
    job = start_mirror(access=request.access, campaign_id=campaign_id)
    return redirect("job", job_id=job.pk)


@require_safe
def people(request: Request, campaign_id: int) -> HttpResponse:
    """The people behind a figure of the mirror."""
    campaign = campaign_of(request.access, campaign_id)
    seen = _seen(request, campaign)
    level, stage, who = (request.GET.get(name, "") for name in ("muc", "khau", "ai"))
    level = level if level in {*LEVELS, "none"} else ""
    stage = stage if stage in charts.STAGE_WORDS else "final"
    who = who if who in charts.WHO_WORDS else ""
    band = request.GET.get("diem", "")
    low = int(band) if band.isdecimal() and int(band) in _HIGH else None
    between = (low, _HIGH[low]) if low is not None else None
    rows = selectors.people_behind(
        request.access, campaign, seen.chosen, level=level, stage=stage, who=who, between=between
    )
    words = dict(Level.choices)
    told = [str(charts.STAGE_WORDS[stage])]
    told += [str(charts.LEVEL_WORDS[LEVELS.index(level)])] if level in LEVELS else []
    told += [str(charts.WHO_WORDS[who])] if who else []
    told += [_("từ %(low)s đến %(high)s điểm") % {"low": between[0], "high": between[1]}] if between else []
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "mirror"), "seen": seen,
        "rows": [(each, words.get(selectors.level_of(each), "")) for each in rows], "told": " · ".join(told),
        "unit_name": seen.units.get(seen.unit_id or 0, ""),
    }  # fmt: skip
    return render(request, "evaluation/mirror_people.html", context)


def _seen(request: Request, campaign: Campaign) -> selectors.Seen:
    seen = selectors.seen_by(request.access, campaign, request.GET.get("don-vi", ""))
    if not seen.units:
        raise Forbidden(
            "may_not_see_mirror",
            "Chỉ người tổ chức đánh giá và cấp kết luận xem được người đứng sau con số. Người trực tiếp đánh giá xem "
            "được chỉ số của mình ở trang Gương.",
        )
    return seen


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment on the page: copied, with the text that it repeats; or generic, with what it lacks."""

    rating: Rating
    of: Rating | None
    pair: Pair | None
    percent: int
    missing: tuple[str | Promise, ...]


@require_safe
def comments(request: Request, campaign_id: int) -> HttpResponse:
    """Copied comments side by side, or those that say nothing, of one unit or of all; a rater's own."""
    campaign = campaign_of(request.access, campaign_id)
    seen = selectors.seen_by(request.access, campaign, request.GET.get("don-vi", ""))
    if not seen.units and not seen.is_rater:
        raise Forbidden(
            "may_not_see_mirror", "Chỉ người tổ chức đánh giá, cấp kết luận và người trực tiếp đánh giá xem được."
        )
    kind = request.GET.get("loai", "")
    kind = kind if kind in _KINDS else "chep"
    kept = selectors.kept(campaign.pk)
    shown, count = _shown_comments(request, seen, kept.told, kind) if kept is not None else ([], 0)
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "mirror"), "seen": seen, "kind": kind,
        "kinds": _KINDS.items(), "shown": shown, "more": max(0, count - len(shown)), "count": count, "kept": kept,
        "unit_name": seen.units.get(seen.unit_id or 0, ""),
    }  # fmt: skip
    return render(request, "evaluation/mirror_comments.html", context)


def _shown_comments(
    request: Request, seen: selectors.Seen, told: Mapping[str, Any], kind: str
) -> tuple[list[ShownComment], int]:  # fmt: skip
    """Those that the viewer may read, the first of them, and how many there are."""
    chosen = set(seen.chosen)
    found: Sequence[Sequence[Any]] = told["copied" if kind == "chep" else "generic"]
    place = 3 if kind == "chep" else 1
    mine = selectors.rated_by(request.access, [each[0] for each in found])
    found = [
        each for each in found
        if each[place] in chosen or (seen.unit_id is None and each[0] in mine)
    ]  # fmt: skip
    page = found[:_PAIRS]
    texts = selectors.comments_of([number for each in page for number in (each[0], each[1]) if isinstance(number, int)])
    shown = []
    for each in page:
        rating = texts.get(each[0])
        if rating is None or is_subject(request.access, rating):
            continue
        if kind == "chung":
            shown.append(ShownComment(rating, None, None, 0, tuple(ITEM_WORDS[item] for item in each[2])))
            continue
        other = texts.get(each[1])
        # A text that the viewer may not read stays untold, and so does whose it is.
        of = other if other is not None and may_read_all(request.access, other) else None
        pair = side_by_side(of.comment, rating.comment) if of is not None else None
        shown.append(ShownComment(rating, of, pair, round(100 * each[2]), ()))
    return shown, len(found)


@require_safe
def years(request: Request) -> HttpResponse:
    """All campaigns of the viewer's units together, year by year."""
    if not (request.access.can(Permission.RUN_EVALUATIONS) or request.access.can(Permission.CONCLUDE_EVALUATIONS)):
        raise Forbidden("may_not_see_mirror", "Chỉ người tổ chức đánh giá và cấp kết luận xem được số liệu nhiều năm.")
    found = years_of(request.access)
    context: dict[str, Any] = {"campaigns": found.campaigns, "charts": []}
    if found.by_year:
        shares, lines = charts.over_years(found.by_year)
        several = [lines] if len(found.by_year) > 1 else []
        context["charts"] = [shares, *several, charts.units_over_years(found.by_unit, sorted(found.by_year))]
    outstanding: dict[str, list[str]] = defaultdict(list)
    for year, name, flag in found.standing_out:
        outstanding[name].append(f"{year}: {_HIGHER if flag == 'lenient' else _LOWER}")
    context["standing_out"] = sorted(outstanding.items(), key=lambda each: (-len(each[1]), each[0]))
    return render(request, "evaluation/mirror_years.html", context)
