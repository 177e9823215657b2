"""Words of lists on discipline, absence, regime, courses, and the codes they mean. Pure; the unknown gives None."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, NamedTuple

from canbo.core.dates import DateError, PartialDate
from canbo.documents.sources.cells import key

_NOTHING: Final = frozenset({"", "khong", "ko", "k", "0", "chua", "khong co", "x", "chua co", "khong bi"})
_FORMS: Final = (
    ("expulsion", r"\bkhai tru\b"),
    ("dismissal", r"\bbuoc thoi viec\b|\bsa thai\b"),
    ("recall", r"\bbai nhiem\b"),
    ("removal", r"\bcach chuc\b|\bcach tat ca\b"),
    ("demotion", r"\bgiang chuc\b"),
    ("salary_cut", r"\bha bac luong\b|\bha ngach\b"),
    ("warning", r"\bcanh cao\b"),
    ("reprimand", r"\bkhien trach\b"),
)
#: Temporary Party activity is not read: the cell that a list would have to name beside it is entered by hand.
_AWAY: Final = (
    ("maternity", r"\bthai san\b"),
    ("unpaid", r"\bkhong (?:huong )?luong\b"),
    ("suspended", r"\bdinh chi cong tac\b"),
    ("study", r"\b(?:di hoc|hoc tap trung)\b"),
    ("sick", r"\bnghi (?:om|benh)\b|\bom dau\b"),
)
_PARTY: Final = re.compile(r"\b(?:dang|dang vien|ubkt|chi bo|dang uy|huyen uy|tinh uy|khai tru)\b")
_MASS: Final = re.compile(r"\b(?:doan vien|cong doan|hoi vien|doan thanh nien)\b")
_DATE: Final = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d|\d{1,2}\s*[/.-]\s*(?:19|20)\d\d|\b(?:19|20)\d\d\b"
)

_REGIMES: Final = (
    ("contract", r"\b(?:hop dong|hd|hdld|hd 68|nd 68|nd68)\b"),
    ("public_employee", r"\b(?:vien chuc|vc)\b"),
    ("civil_servant", r"\b(?:cong chuc|cc)\b"),
    ("cadre", r"\b(?:can bo|cb|chuyen trach|bau cu|dan cu)\b"),
)
_THEORY_COURSE: Final = re.compile(r"\b(?:ly luan chinh tri|li luan chinh tri|llct|llct hc|ly luan)\b")
_THEORY_LEVELS: Final = (
    ("bachelor", r"\b(?:cu nhan|dai hoc)\b"),
    ("advanced", r"\b(?:cao cap|cc)\b"),
    ("intermediate", r"\b(?:trung cap|tc)\b"),
    ("elementary", r"\b(?:so cap|sc)\b"),
)
_STATE_COURSE: Final = re.compile(
    r"\b(?:quan ly nha nuoc|qlnn|ngach chuyen vien|ngach can su|chuyen vien chinh|chuyen vien cao cap)\b"
)
_STATE_LEVELS: Final = (
    ("senior_specialist", r"\b(?:chuyen vien cao cap|cvcc)\b"),
    ("principal_specialist", r"\b(?:chuyen vien chinh|cvc)\b"),
    ("specialist", r"\b(?:chuyen vien|cv)\b"),
    ("officer", r"\b(?:can su|cs)\b"),
)
_PROFESSIONAL_LEVELS: Final = (
    ("doctorate", r"\b(?:tien si|tien sy|nghien cuu sinh|ncs)\b"),
    ("master", r"\b(?:thac si|thac sy|cao hoc|ths)\b"),
    ("university", r"\b(?:dai hoc|cu nhan|ky su|dh)\b"),
    ("college", r"\b(?:cao dang|cd)\b"),
    ("intermediate", r"\b(?:trung cap|tc)\b"),
    ("elementary", r"\b(?:so cap|sc)\b"),
)
_DEFENCE_COURSE: Final = re.compile(r"\b(?:quoc phong|qpan|an ninh|gdqp)\b")
_DEFENCE_GROUP: Final = re.compile(r"\b(?:doi tuong|dt)\s*(\d)\b")
_LANGUAGE_COURSE: Final = re.compile(r"\b(?:tieng|ngoai ngu|anh van)\b")
_IT_COURSE: Final = re.compile(r"\b(?:tin hoc|cong nghe thong tin|cntt)\b")
_STUDYING: Final = re.compile(r"\b(?:dang (?:theo )?hoc|dang dao tao|chua tot nghiep|dang boi duong|chua ket thuc)\b")
_GIVEN_UP: Final = re.compile(r"\b(?:bo hoc|thoi hoc|khong hoan thanh|khong dat|khong tot nghiep)\b")


def _first(patterns: tuple[tuple[str, str], ...], folded: str) -> str | None:
    return next((code for code, pattern in patterns if re.search(pattern, folded)), None)


def says_nothing(text: str) -> bool:
    """Whether the words only say that there is nothing («Không», «Chưa»)."""
    return key(text) in _NOTHING


class Measure(NamedTuple):
    """A disciplinary measure as written: who took it, its form, from when."""

    track: str
    form: str
    on: PartialDate | None


def read_measure(text: str) -> Measure | None:
    """The measure of a cell («Khiển trách về Đảng năm 2012»); None where no form is named."""
    folded = key(text)
    form = _first(_FORMS, folded)
    if form is None:
        return None
    track = "party" if _PARTY.search(folded) else "mass" if _MASS.search(folded) else "state"
    found = _DATE.search(text)
    return Measure(track, form, _date(found.group()) if found else None)


class TimeAway(NamedTuple):
    """A stretch of time away as written: its kind, from when, before when."""

    kind: str
    since: PartialDate | None
    before: PartialDate | None


def read_times_away(text: str) -> list[TimeAway]:
    """The stretches of a cell («Nghỉ ốm từ 01/03/2026 đến 31/05/2026; …»); parts that name no kind are left out.

    The last day as written is a day away: the stretch ends with the day, month or year after it.
    """
    found = []
    for part in re.split(r"[;\n]", text):
        kind = _first(_AWAY, key(part))
        if kind is not None:
            dates = [_date(each.group()) for each in _DATE.finditer(part)]
            last = dates[1] if len(dates) > 1 else None
            found.append(TimeAway(kind, dates[0] if dates else None, _next(last) if last else None))
    return found


def _date(written: str) -> PartialDate | None:
    try:
        return PartialDate.parse(re.sub(r"\s+", "", written))
    except DateError:
        return None


def _next(last: PartialDate) -> PartialDate:
    after = last.latest + timedelta(days=1)
    return PartialDate(after.year, after.month if last.month else None, after.day if last.day else None)


def read_regime(text: str) -> str | None:
    """Cadre, civil servant, public employee or contract; None for other words."""
    return _first(_REGIMES, key(text))


class Course(NamedTuple):
    """What a course teaches and the level it leads to ("" where it says none)."""

    field: str
    level: str


def read_course(text: str, field_hint: str = "") -> Course:
    """The field and level of a course by its name: «Cao cấp lý luận chính trị» is theory, advanced."""
    folded = key(f"{text} {field_hint}" if field_hint else text)
    if _THEORY_COURSE.search(folded):
        return Course("theory", _first(_THEORY_LEVELS, folded) or "")
    if _STATE_COURSE.search(folded):
        return Course("state_management", _first(_STATE_LEVELS, folded) or "")
    if _DEFENCE_COURSE.search(folded):
        group = _DEFENCE_GROUP.search(folded)
        return Course("defence", f"group_{group.group(1)}" if group and group.group(1) in "1234" else "")
    if _IT_COURSE.search(folded):
        return Course("it", "")
    if _LANGUAGE_COURSE.search(folded):
        return Course("language", "")
    level = _first(_PROFESSIONAL_LEVELS, folded)
    if level or re.search(r"\b(?:chuyen mon|nghiep vu|chuyen nganh)\b", folded):
        return Course("professional", level or "")
    return Course("other", "")


def is_finished(result: str | None, ended: PartialDate | None) -> bool | None:
    """Whether a course was finished: by its result («Đang học» is not), else by its last day; None where nothing
    tells.
    """
    folded = key(result) if result else ""
    if folded and (_STUDYING.search(folded) or _GIVEN_UP.search(folded)):
        return False
    if folded or ended is not None:
        return True
    return None
