"""What stands above a table: its title, the day it speaks of, and the office that made it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from canbo.core.text import clean, fold


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The lines above a table. `as_of` is the day the list says it holds on, `year` the year it speaks of.

    `offices` are the lines of the letterhead from the top down, `own_unit` the unit named by “Đơn vị: …” or by the
    title as the one whose people these are. `term` and `planned_title` are those a list of plans is made for.
    """

    title: str = ""
    as_of: date | None = None
    year: int | None = None
    offices: tuple[str, ...] = ()
    own_unit: str = ""
    term: str = ""
    planned_title: str = ""
    lines: tuple[str, ...] = ()

    @property
    def list_year(self) -> int | None:
        """The year a title ends with (“… NĂM 2010”); None for school years, spans and years since."""
        found = _LIST_YEAR.search(fold(self.title))
        return int(found.group(1)) if found else None

    @property
    def office(self) -> str:
        """The office whose list this is, "" where no letterhead stands above.

        A letterhead names the office above first: of “TỈNH ỦY A”, “HUYỆN ỦY B” the second made the list, while of
        “HUYỆN ỦY B”, “BAN TỔ CHỨC” the first did, through its own department.
        """
        bodies = [line for line in self.offices if _BODY.match(fold(line))]
        return (bodies or list(self.offices) or [""])[-1 if bodies else 0]


_DAY: Final = r"(\d{1,2})\s*(?:[/. -]|thang)\s*(\d{1,2})\s*(?:[/. -]|nam)\s*((?:19|20)\d\d)"
# “tính” and “tỉnh” fold alike: alone the word says nothing of a day.
_HOLDS: Final = (
    r"\b(?:tinh (?:den|toi|tai|het)|co mat|co den|hien co|den|thoi diem|so lieu|chot|cap nhat)"
    r"(?:[\s:]+(?:den|toi|tai|thoi diem|thoi gian|bao cao|thong ke|lap bieu|het|cuoi|ngay|mat|so lieu|nay|chot|"
    r"\d{1,2} (?:gio|h)(?: 00)?))*[\s:]+"
)
_AS_OF: Final = re.compile(rf"{_HOLDS}{_DAY}")
_LIST_YEAR: Final = re.compile(r"(?<!tu )(?<!den )(?<!- )\bnam ((?:19|20)\d\d)\s*[).]?$")
_SPAN: Final = re.compile(r"\btu (?:ngay |thang |nam )?\d.*?(?=\b(?:den|toi)\b)")
_AS_OF_MONTH: Final = re.compile(rf"{_HOLDS}(?:thang\s+)?(\d{{1,2}})\s*(?:[/. -]|nam)\s*((?:19|20)\d\d)\b")
_AS_OF_YEAR: Final = re.compile(r"(?:tinh den|den het|het|cuoi)\s+nam\s+((?:19|20)\d\d)")
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")
_TITLE: Final = re.compile(
    r"\b(?:danh sach|trich ngang|bang tong hop|bieu|thong ke|tong hop|ket qua|so theo doi|bang ke|phu luc|quy hoach)\b"
)
_OFFICE: Final = re.compile(
    r"^(?:tinh uy|huyen uy|thanh uy|quan uy|thi uy|dang uy|dang bo|ban |ubnd|uy ban|hdnd|hoi dong|so |phong |van phong|"
    r"truong |trung tam|cong an|bo |tong cuc|cuc |chi cuc|hoi |lien doan|mat tran|mttq|ubmttq|doan |huyen doan|"
    r"tinh doan|thanh tra|"
    r"toa an|vien |benh vien|tram |dai |kho bac|bao hiem|chi bo|co quan|cong ty|tong cong ty|hoc vien|ban quan ly|"
    r"thi doan|thanh doan)"
)
_BODY: Final = re.compile(
    r"^(?:tinh uy|huyen uy|thanh uy|quan uy|thi uy|dang uy|dang bo|ubnd|uy ban nhan dan|hdnd va ubnd|tong cong ty)\b"
)
_NOT_OFFICE: Final = re.compile(
    r"\b(?:dang cong san|cong hoa xa hoi|doc lap|danh sach|bieu|mau so|trich ngang|ngay \d|so\s*:|thang \d)\b"
)
# Folding turns the hyphen between the years of a term into a blank.
_TERM: Final = re.compile(r"(?:nhiem ky|giai doan)\s*:?\s*((?:19|20)\d\d)\s*[ /–—-]+\s*((?:19|20)\d\d)")
_PLANNED: Final = re.compile(
    r"quy hoạch (?:các )?(?:chức danh|chức vụ)\s*:?\s+(.+?)\s*(?:,|;|\(|$|nhiệm kỳ|giai đoạn|năm \d|của )",
    re.IGNORECASE,
)
_OWN: Final = re.compile(r"^(?:ten )?(?:don vi|co quan|co quan, don vi|don vi cong tac|truong|phong)\s*:\s*(\S.*)$")


def read_title_block(lines: list[str]) -> TitleBlock:
    """Read the lines above a table, top down; a line is the text of one cell or paragraph."""
    cleaned = [text for line in lines for part in line.split("\n") if (text := clean(part))]
    title, as_of, year, own = "", None, None, ""
    offices: list[str] = []
    for line in cleaned:
        folded = fold(line)
        if not title and _TITLE.search(folded) and not _OFFICE.match(folded):
            title = line
        as_of = as_of or _day_of(folded)
        unit = _OWN.match(folded)
        if unit and not own:
            own = clean(line[line.index(":") + 1 :])
        elif not title and _OFFICE.match(folded) and not _NOT_OFFICE.search(folded) and len(line) < 90:
            offices.append(line)
    years = [
        int(found) for line in (title, *cleaned) for found in _YEAR.findall(fold(line)) if "ngay" not in fold(line)
    ]
    year = as_of.year if as_of else years[0] if years else None
    whole = " ".join(cleaned)
    term = _TERM.search(fold(whole))
    planned = _PLANNED.search(whole)
    return TitleBlock(
        title=title,
        as_of=as_of,
        year=year,
        offices=tuple(offices),
        own_unit=own,
        term=f"{term.group(1)}-{term.group(2)}" if term else "",
        planned_title=clean(planned.group(1)) if planned else "",
        lines=tuple(cleaned),
    )


def _day_of(folded: str) -> date | None:
    since = bool(_SPAN.search(folded))
    folded = _SPAN.sub("", folded)
    found = _AS_OF.search(folded)
    if found:
        day, month, year = map(int, found.groups())
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            return date(year, month, day)
    month_found = _AS_OF_MONTH.search(folded)
    if month_found and not since:
        month, year = map(int, month_found.groups())
        if 1 <= month <= 12:
            return date(year, month, monthrange(year, month)[1])
    year_found = _AS_OF_YEAR.search(folded)
    if year_found:
        return date(int(year_found.group(1)), 12, 31)
    return None


def looks_like_office(text: str) -> bool:
    """Whether the text begins as the name of an office does."""
    folded = fold(text)
    return bool(_OFFICE.match(folded)) and not _NOT_OFFICE.search(folded)
