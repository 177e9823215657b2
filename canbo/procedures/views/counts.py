"""What a page shows of a count: names with bars against the threshold, slips, the file to count again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import Vote
from canbo.procedures.selectors.meetings import CountShown
from canbo.procedures.tally_files import rule_in, tally_of
from canbo.procedures.wording import language, mark_label, outcome_label


def count_shown(vote: Vote, count: CountShown) -> dict[str, Any]:
    """Give the parts of a result for a template, in the language of the reader."""
    tally = count.tally or {}
    file = tally.get("file")
    told = tally_of(file, language()) if file else tally
    return {
        "outcome": outcome_label(count.outcome) if count.outcome else "",
        "follows": told.get("follows", "") if tally else "",
        "quorum": (told.get("quorum") or {}).get("reason", "") if file else "",
        "numbers": _numbers(told.get("numbers", {})) if file else [],
        "names": [_name(vote, each, file) for each in told.get("names", [])],
        "slips": [([_marked(vote, mark) for mark in marks], added) for marks, added in count.slips],
        "file": json.dumps(file, ensure_ascii=False, indent=1) if file else "",
        "keyed_by": count.keyed_by,
    }  # fmt: skip


def _numbers(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    words = {
        "convened": _("triệu tập"), "present": _("có mặt"), "issued": _("phát ra"), "returned": _("thu về"),
        "valid": _("hợp lệ"), "invalid": _("không hợp lệ"), "blank": _("phiếu trắng"),
    }  # fmt: skip
    return [(label, numbers[name]) for name, label in words.items() if name in numbers]


def _name(vote: Vote, each: Mapping[str, Any], file: Mapping[str, Any] | None) -> dict[str, Any]:
    shown: dict[str, Any] = {**each, "outcome_words": outcome_label(each["outcome"]), "is_added": False}
    if file is None:
        return shown
    counted: Mapping[str, Any] = next((row for row in file["names"] if row["name"] == each["name"]), {})
    got = counted.get("levels") or {mark: counted[mark] for mark in ("for", "against", "none") if mark in counted}
    shown |= {
        "is_added": bool(counted.get("added")),
        "counted": [(_marked(vote, _MARKS.get(mark, mark)), votes) for mark, votes in got.items()],
        "reason": each["reason"].removeprefix(f"{each['name']}: "),
        "bar": f"{min(100.0, 100 * each['votes'] / each['whole']):.2f}" if each["whole"] else "0",
        "ticks": _ticks(vote),
    }
    return shown


_MARKS = {"none": "no_opinion"}


def _marked(vote: Vote, mark: str) -> str:
    """A mark in words; of a choice from a list only those chosen are marked."""
    if vote.kind == Kind.CHOOSE:
        return str(_("Chọn")) if mark else "—"
    return mark_label(mark)


def _ticks(vote: Vote) -> list[str]:
    """Where the thresholds of the rule stand, in hundredths of the bar."""
    try:
        lines = rule_in(vote.rule)[0].lines
    except DomainError:
        return []
    shares = {line.threshold for line in lines if line.asks and isinstance(line.threshold, Fraction)}
    return [f"{float(share) * 100:.2f}" for share in sorted(shares)]


def readers_words(vote: Vote) -> str:
    """Say who reads the kept slips of a vote."""
    people = _("người chủ trì %(chair)s và người kiểm phiếu %(teller)s") % {
        "chair": vote.meeting.chair.full_name, "teller": vote.meeting.teller.full_name,
    }  # fmt: skip
    if not vote.office_reads:
        return people
    return _("%(people)s, cùng bộ phận tổ chức hội nghị của %(unit)s") % {
        "people": people, "unit": vote.meeting.unit.name,
    }  # fmt: skip
