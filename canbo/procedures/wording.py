"""The words of pages for ballots, marks, rules and outcomes, in the language of the reader."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canbo.procedures.domain.ballots import AGAINST, NO_OPINION
from canbo.procedures.domain.counts import FOR, Base, Kind, base_words
from canbo.procedures.domain.reasons import outcome_words
from canbo.rules import library as packs

_KINDS: dict[Kind, str | Promise] = {
    Kind.APPROVE: _("Đồng ý, không đồng ý với từng người"),
    Kind.CHOOSE: _("Lựa chọn trong danh sách"),
    Kind.RATE: _("Xếp mức từng người"),
    Kind.CONFIDENCE: _("Tín nhiệm ba mức"),
}
_MARKS: dict[str, str | Promise] = {
    "": _("Để trống"),
    FOR: _("Đồng ý"),
    AGAINST: _("Không đồng ý"),
    NO_OPINION: pgettext_lazy("lá phiếu", "Không có ý kiến"),
    "high": _("Tín nhiệm cao"),
    "medium": _("Tín nhiệm"),
    "low": _("Tín nhiệm thấp"),
}


def language() -> str:
    """Give "vi" or "en": the languages that reasons are worded in."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def kind_label(kind: Kind) -> str | Promise:
    """Give the words for a kind of ballot."""
    return _KINDS[kind]


def mark_label(mark: str) -> str:
    """Give the words for a mark; a level of a scale is its own words."""
    return str(_MARKS.get(mark, mark))


def base_label(base: Base) -> str:
    """Give the words for a base."""
    return base_words(base, language())


def outcome_label(outcome: str) -> str:
    """Give the words for an outcome, as a sentence begins."""
    words = outcome_words(outcome, language())
    return words[:1].upper() + words[1:]


def steps_with_vote(day: date) -> list[tuple[str, str]]:
    """Give the steps that vote, of the procedures in force on a day: ("procedure/step", words)."""
    named = language()
    return [
        (f"{procedure.id}/{step.id}", f"{procedure.label.within(named)}: {step.label.within(named)}")
        for procedure in sorted(packs.library().law(day).procedures, key=lambda each: each.id)
        for step in procedure.steps
        if step.vote is not None
    ]
