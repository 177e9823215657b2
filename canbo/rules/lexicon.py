"""The words of the rules: the vocabulary of the picture, what is derived from it, and the facts of the act."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.rules.act_vocabulary import ACT_VOCABULARY
from canbo.rules.domain.lexicon import Lexicon, Scope, Type, Word
from canbo.rules.members import (
    ACTS,
    BLOCKS,
    DISCIPLINE_FORMS,
    DISCIPLINE_TRACKS,
    EVENTS,
    PROCEDURE_ROLES,
    STEP_KINDS,
    TIERS,
    TITLE_RANKS,
    Member,
)
from canbo.rules.vocabulary import VOCABULARY, Fact, Kind

_TYPES: Final = {
    Kind.BOOL: Type.BOOL, Kind.MONTHS: Type.MONTHS, Kind.NUMBER: Type.NUMBER,
    Kind.DECIMAL: Type.DECIMAL, Kind.LEVEL: Type.LEVEL, Kind.CATEGORY: Type.CATEGORY, Kind.TEXT: Type.TEXT,
    Kind.LIST: Type.LIST, Kind.DATE: Type.DATE,
}  # fmt: skip

#: The fact that tells whether somebody falls under a regime.
REGIMES: Final = {
    "cadre": "is_cadre", "civil_servant": "is_civil_servant", "public_employee": "is_public_employee",
    "party_member": "is_party_member",
}  # fmt: skip

#: Special cases: not stated means that there is none.
_SPECIAL: Final = frozenset(
    {
        "seat_by_structure", "special_case", "special_assessment_recorded", "unit_is_new", "counted_with_60",
        "after_release", "extra_secretary_slot", "appointment_proposed", "vertical_body", "re_election",
        "outstanding_unit", "periodic_change",
    }
)  # fmt: skip

#: A term is five years unless somebody says otherwise (a law of the sector may make it shorter).
_TERM: Final = 60

_MONTHS = _("tháng")
_YEARS = _("năm")


def _day(name: str, label: str | Promise, meaning: str | Promise) -> Word:
    return Word(name, Type.DATE, Scope.RECORDED, label, meaning, is_interval=True)


def _counted(name: str, base: str, label: str | Promise, meaning: str | Promise) -> Word:
    return Word(name, Type.MONTHS, Scope.DERIVED, label, meaning, _MONTHS, is_interval=True, comes_from=(base,))


def _years(name: str, label: str | Promise, meaning: str | Promise) -> Word:
    ratings = tuple(f"rating_y{back}" for back in range(5))
    return Word(name, Type.NUMBER, Scope.DERIVED, label, meaning, _YEARS, is_interval=True, comes_from=ratings)


def _month(name: str, label: str | Promise, meaning: str | Promise) -> Word:
    return Word(name, Type.MONTH, Scope.DERIVED, label, meaning, is_interval=True, comes_from=("born", "gender"))


_OWN: Final = (
    _day("born", _("ngày sinh"), _("ngày sinh theo hồ sơ, biết đến đâu hay đến đó")),
    _day("recruited", _("ngày tuyển dụng"), _("ngày tuyển dụng lần đầu")),
    _day("party_joined", _("ngày vào Đảng"), _("ngày kết nạp (dự bị), không rõ thì ngày chính thức")),
    _day("post_since", _("giữ chức vụ từ"), _("ngày bắt đầu giữ chức vụ hiện nay")),
    _day("step_since", _("hưởng bậc lương từ"), _("ngày hưởng bậc lương hiện nay")),
    _day("term_ends", _("hết thời hạn giữ chức vụ"), _("ngày hết thời hạn giữ chức vụ hiện nay")),
    _counted("age_months", "born", _("tuổi"), _("số tháng tuổi tròn")),
    _counted("party_months", "party_joined", _("tuổi Đảng"), _("số tháng tròn kể từ ngày vào Đảng")),
    _counted("service_months", "recruited", _("thời gian công tác"), _("số tháng tròn kể từ ngày tuyển dụng lần đầu")),
    _counted("post_months", "post_since", _("thời gian giữ chức vụ"), _("số tháng tròn đã giữ chức vụ hiện nay")),
    _counted("step_months", "step_since", _("thời gian giữ bậc lương"), _("số tháng tròn đã hưởng bậc lương hiện nay")),
    Word(
        "retirement_age", Type.MONTHS, Scope.DERIVED, _("tuổi nghỉ hưu"),
        _("tuổi nghỉ hưu theo giới tính, ngày sinh và lộ trình có hiệu lực ngày xem"), _MONTHS, is_interval=True,
        comes_from=("born", "gender"),
    ),
    _month("age_limit_month", _("tháng đủ tuổi nghỉ hưu"), _("tháng người đó đạt tuổi nghỉ hưu")),
    _month("retirement_month", _("tháng nghỉ hưu"), _("tháng liền sau tháng đủ tuổi nghỉ hưu")),
    Word(
        "months_left", Type.MONTHS, Scope.DERIVED, _("thời gian công tác còn lại"),
        _("số tháng từ tháng xem đến tháng đủ tuổi nghỉ hưu"), _MONTHS, is_interval=True, comes_from=("born", "gender"),
    ),
    _years("good_years", _("số năm liền hoàn thành tốt trở lên"), _("số năm liền, tính từ năm xếp loại gần nhất")),
    _years("excellent_years", _("số năm liền hoàn thành xuất sắc"), _("số năm liền, tính từ năm xếp loại gần nhất")),
    _years("not_completed_years", _("số năm liền không hoàn thành"), _("số năm liền, tính từ năm xếp loại gần nhất")),
)  # fmt: skip


def _word(fact: Fact, scope: Scope) -> Word:
    return Word(
        fact.name, _TYPES[fact.kind], scope, fact.label, fact.meaning, fact.unit,
        codes=fact.codes, labels=tuple(member.label for member in fact.members), restricted=fact.restricted,
    )  # fmt: skip


def _codes(members: tuple[Member, ...]) -> tuple[str, ...]:
    return tuple(member.code for member in members)


@cache
def lexicon() -> Lexicon:
    """Give every word that expressions may name: no keys, for law does not turn on them."""
    ends = {column for word in _OWN for column in word.columns}
    words = {word.name: word for word in _OWN}
    for fact in VOCABULARY.values():
        if fact.name not in words and fact.name not in ends and fact.kind in _TYPES:
            words[fact.name] = _word(fact, Scope.RECORDED)
    for fact in ACT_VOCABULARY.values():
        word = _word(fact, Scope.ACT)
        words[fact.name] = replace(word, usual=False) if fact.name in _SPECIAL else word
    words["term_months"] = replace(words["term_months"], usual=_TERM)
    return Lexicon(
        words, _codes(ACTS), REGIMES, _codes(TIERS), _codes(BLOCKS), _codes(TITLE_RANKS),
        _codes(DISCIPLINE_TRACKS), _codes(DISCIPLINE_FORMS),
        tuple(member.label for member in DISCIPLINE_FORMS), _codes(PROCEDURE_ROLES), _codes(STEP_KINDS), _codes(EVENTS),
    )  # fmt: skip
