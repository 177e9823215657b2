"""The standards map: where the holders of posts, or those planned for them, do not meet what the posts ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.charts import HeatTable
from canbo.common.errors import localized
from canbo.common.listing import DAY, Tab, clean
from canbo.common.pages import Figure
from canbo.core.errors import DomainError
from canbo.facts.standards.mapping import HELD, PLANNED, Group, StandardsMap, standards_map
from canbo.facts.standards.questions import ACT, act_label, acts_offered
from canbo.facts.standards.tables import UNIT, outcome_tag
from canbo.facts.standards.views.asking import read, require_files, typed_away, untyped
from canbo.organizations import selectors as organizations
from canbo.organizations.fields import offer
from canbo.rules.domain.engine import Outcome

WHOSE, GROUP, RULE, WHICH = "ai", "nhom", "dieu_kien", "muc"
_OUTCOMES = {"fail": Outcome.FAIL, "unknown": Outcome.UNKNOWN}
_SHOWN = 200


@require_GET
def show(request: Request) -> HttpResponse:
    """The map of a unit's subtree; a cell opens the people behind it, a row every person with every condition."""
    require_files(request)
    try:
        typed = typed_away(request)
    except DomainError as wrong:
        context = {"error": localized(wrong), "back": untyped(request.GET)}
        return render(request, "facts/standards_map.html", context, status=422)
    if typed is not None:
        return HttpResponseRedirect(f"{request.path}?{typed}")
    asking = read(request, request.GET)
    whose = PLANNED if request.GET.get(WHOSE) == PLANNED else HELD
    found = standards_map(request.access, request.as_of, asking.unit_id, whose, asking.act)
    base = {WHOSE: whose, ACT: asking.act} | ({UNIT: str(asking.unit_id)} if asking.unit_id else {})
    if request.GET.get(DAY):
        base[DAY] = clean(request.GET[DAY])
    unit = asking.unit
    shown: dict[str, Any] = {
        "unit": unit, "unit_words": offer(unit.pk, unit.name) if unit is not None else "", "map": found, "whose": whose,
        "acts": acts_offered(), "act": asking.act,
        "tabs": [
            Tab(_("Người đang giữ chức vụ"), _url(base, **{WHOSE: HELD}), whose == HELD),
            Tab(_("Người trong quy hoạch"), _url(base, **{WHOSE: PLANNED}), whose == PLANNED),
        ],
        "lead": _lead(found), "figures": _figures(found, whose), "charts": _charts(found, base), "base": base,
        "groups": [(group, _url(base, **{GROUP: group.key}), act_label(group.search.act)) for group in found.groups],
    }  # fmt: skip
    group = found.group(request.GET.get(GROUP, ""))
    if group is not None:
        shown |= _opened(request, found, group)
    return render(request, "facts/standards_map.html", shown)


def _url(base: Mapping[str, str], **more: str) -> str:
    return f"{reverse('standards-map')}?{urlencode({**base, **more})}#nguoi"


def _lead(found: StandardsMap) -> str:
    if not found.judged:
        return ""
    return _("%(fit)s trong %(people)s người đủ mọi điều kiện bắt buộc đã đối chiếu văn bản (%(share)s).") % {
        "fit": formats.number(found.fit), "people": formats.number(found.judged),
        "share": formats.share(found.fit, found.judged),
    }  # fmt: skip


def _figures(found: StandardsMap, whose: str) -> list[Figure]:
    return [
        Figure(_("Người được xét"), formats.number(found.people)),
        Figure(
            _("Chỗ chưa đạt"), formats.number(found.total(Outcome.FAIL)), _("mỗi người, mỗi điều kiện tính một")
        ),
        Figure(_("Chỗ chưa rõ"), formats.number(found.total(Outcome.UNKNOWN)), _("vì hồ sơ thiếu dữ kiện")),
        Figure(
            _("Lưu ý"), formats.number(found.total(Outcome.FAIL, confirmed=False)),
            _("chưa đạt điều kiện chưa đối chiếu văn bản, không quyết định"),
        ),
        *([Figure(_("Ghế trống"), formats.number(found.vacant), _("vị trí lãnh đạo chưa có người giữ"))]
          if whose == HELD else []),
    ]  # fmt: skip


def _charts(found: StandardsMap, base: Mapping[str, str]) -> list[HeatTable]:
    groups = [group for group in found.groups if group.asked and group.people]
    if not groups:
        return []

    def table(key: str, title: str, outcome: Outcome) -> HeatTable:
        rules = [rule for rule in found.rules if any(group.count(rule[0], outcome) for group in groups)]
        return HeatTable(
            f"map-{key}", title,
            [f"{group.label} · {_people(group.people)}" for group in groups],
            [_heading(label, confirmed) for _rule, label, confirmed in rules],
            [[group.count(rule, outcome) for rule, *_words in rules] for group in groups],
            [[_url(base, **{GROUP: group.key, RULE: rule, WHICH: key}) for rule, *_words in rules] for group in groups],
            row_label=_("Chức vụ"),
            sentence="" if rules else _("Không có chỗ nào."),
            note=_("Gạch ngang: chức vụ không đòi điều kiện đó. Bấm vào số để mở danh sách."),
        )  # fmt: skip

    return [
        table("fail", _("Số người chưa đạt, theo chức vụ và điều kiện"), Outcome.FAIL),
        table("unknown", _("Số người chưa rõ vì thiếu dữ kiện"), Outcome.UNKNOWN),
    ]


def _heading(label: str, confirmed: bool) -> str:
    return label if confirmed else _("%(rule)s (chưa đối chiếu)") % {"rule": label}


def _people(count: int) -> str:
    return ngettext("%(count)s người", "%(count)s người", count) % {"count": formats.number(count)}


def _opened(request: Request, found: StandardsMap, group: Group) -> dict[str, Any]:
    """The people of a row, or of a cell, each with every condition asked of the post."""
    rule = request.GET.get(RULE, "")
    outcome = _OUTCOMES.get(request.GET.get(WHICH, ""))
    frame = group.frame if outcome is None else group.with_outcome(rule, outcome)
    rules = [(key, label) for key, label, _confirmed in found.rules if group.count(key, Outcome.FAIL) is not None]
    names = organizations.names(request.access, request.as_of)
    codes = {int(each): each.code for each in Outcome}
    rows = [
        {
            "person_id": row["person_id"], "name": row["full_name"],
            "unit": names[row["unit_id"]].name if row["unit_id"] in names else "",
            "url": f"{reverse('candidate-explained', args=[row['person_id']])}?{_question(group)}",
            "tags": [outcome_tag(codes[row[key]]) for key, _label in rules],
        }
        for row in frame.sort(pl.col("sort_key")).head(_SHOWN).iter_rows(named=True)
    ]  # fmt: skip
    return {
        "opened": group, "opened_rules": rules, "rows": rows, "opened_count": frame.height, "shown": _SHOWN,
        "opened_rule": "" if outcome is None else dict(rules).get(rule, ""),
        "opened_tag": outcome_tag(outcome.code) if outcome is not None else "",
    }  # fmt: skip


def _question(group: Group) -> str:
    given = {"viec": group.search.act}
    if group.search.target.titles:
        given["loai"] = group.search.target.titles[0]
    return urlencode(given)
