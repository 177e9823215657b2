"""What has to hold between the cells of one row: dates in order, ages possible, one sex only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from canbo.core.dates import PartialDate
from canbo.core.errors import Phrase, Said
from canbo.documents.sources.cells import Severity

type Report = Callable[[str, str, Severity, str, str], None]
"""Reports an issue: field, code, severity, reason, suggestion."""

PARTY_AGE: Final = 18
WORKING_AGE: Final = 15
_OLDEST: Final = 100

# Later than the day of the list these say what has not happened yet; other dates may be plans.
_PAST: Final = (
    "recruited_on",
    "party_probationary_on",
    "party_official_on",
    "enlisted_on",
    "current_agency_on",
    "revolution_on",
    "union_joined_on",
    "demobilised_on",
)


def past_dates(fields: Iterable[str]) -> tuple[str, ...]:
    """Of these fields the dates of what must have happened by the day of the list."""
    present = set(fields)
    return tuple(name for name in _PAST if name in present)


_DATES: Final = {
    "recruited_on": Phrase("Ngày tuyển dụng"),
    "party_probationary_on": Phrase("Ngày vào Đảng"),
    "party_official_on": Phrase("Ngày chính thức vào Đảng"),
    "enlisted_on": Phrase("Ngày nhập ngũ"),
    "current_agency_on": Phrase("Ngày về cơ quan hiện nay"),
    "revolution_on": Phrase("Ngày tham gia cách mạng"),
    "union_joined_on": Phrase("Ngày vào Đoàn"),
    "demobilised_on": Phrase("Ngày xuất ngũ"),
}


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a row as of a day; without a day nothing counts as lying in the future.

    `dates` are the dates that a list has and that cannot lie in the future.
    """

    as_of: date | None
    dates: tuple[str, ...] = _PAST

    def run(self, values: dict[str, object], report: Report) -> None:
        """Report what cannot be, or hardly: only what holds however the missing parts of a date are filled."""
        born = values.get("born")
        if isinstance(born, PartialDate):
            if self.as_of is None or born.earliest <= self.as_of:
                # Against a birth that cannot be, every other date would look wrong too.
                self._ages(born, values, report)
            self._birth(born, report)
        self._future(values, report)
        _order(values, report)

    def _birth(self, born: PartialDate, report: Report) -> None:
        as_of = self.as_of
        # Nearly everybody was born in these years: no need to look closer.
        if as_of is None or as_of.year - _OLDEST < born.year < as_of.year - WORKING_AGE:
            return
        if born.earliest > as_of:
            report(
                "born",
                "date_future",
                "refused",
                Said("Ngày sinh {born} ở sau ngày {as_of}.", born=born.text, as_of=f"{as_of:%d/%m/%Y}"),
                Said("Hãy xem lại năm sinh."),
            )
        elif born.earliest > _years_before(as_of, WORKING_AGE):
            report(
                "born",
                "too_young",
                "warned",
                Said(
                    "Sinh {born}, chưa đủ {age} tuổi vào ngày {as_of}.",
                    born=born.text,
                    age=WORKING_AGE,
                    as_of=f"{as_of:%d/%m/%Y}",
                ),
                Said("Hãy xem lại năm sinh."),
            )
        elif born.latest < _years_before(as_of, _OLDEST):
            report(
                "born",
                "too_old",
                "warned",
                Said(
                    "Sinh {born}, hơn {age} tuổi vào ngày {as_of}.",
                    born=born.text,
                    age=_OLDEST,
                    as_of=f"{as_of:%d/%m/%Y}",
                ),
                Said("Hãy xem lại năm sinh."),
            )

    def _ages(self, born: PartialDate, values: dict[str, object], report: Report) -> None:
        name = "party_probationary_on"
        joined = values.get(name)
        if joined is None:
            name = "party_official_on"
            joined = values.get(name)
        if (
            isinstance(joined, PartialDate)
            and joined.year <= born.year + PARTY_AGE
            and joined.latest < _birthday(born, PARTY_AGE)
        ):
            report(
                name,
                "party_before_18",
                "refused",
                Said(
                    "Vào Đảng {joined} khi chưa đủ {age} tuổi (sinh {born}).",
                    joined=joined.text,
                    age=PARTY_AGE,
                    born=born.text,
                ),
                Said("Hãy xem lại ngày sinh hoặc ngày vào Đảng."),
            )
        recruited = values.get("recruited_on")
        if (
            isinstance(recruited, PartialDate)
            and recruited.year <= born.year + WORKING_AGE
            and recruited.latest < _birthday(born, WORKING_AGE)
        ):
            report(
                "recruited_on",
                "recruited_before_15",
                "warned",
                Said(
                    "Tuyển dụng {recruited} khi chưa đủ {age} tuổi (sinh {born}).",
                    recruited=recruited.text,
                    age=WORKING_AGE,
                    born=born.text,
                ),
                Said("Hãy xem lại ngày sinh hoặc ngày tuyển dụng."),
            )

    def _future(self, values: dict[str, object], report: Report) -> None:
        if self.as_of is None:
            return
        year = self.as_of.year
        for name in self.dates:
            value = values.get(name)
            if isinstance(value, PartialDate) and value.year >= year and value.earliest > self.as_of:
                report(
                    name,
                    "date_future",
                    "refused",
                    Said(
                        "{what} {day} ở sau ngày {as_of}.",
                        what=_DATES[name],
                        day=value.text,
                        as_of=f"{self.as_of:%d/%m/%Y}",
                    ),
                    Said("Hãy xem lại năm."),
                )


def _order(values: dict[str, object], report: Report) -> None:
    probationary, official = values.get("party_probationary_on"), values.get("party_official_on")
    if (
        isinstance(probationary, PartialDate)
        and isinstance(official, PartialDate)
        and official.latest < probationary.earliest
    ):
        report(
            "party_official_on",
            "official_before_probationary",
            "warned",
            Said(
                "Ngày chính thức {official} ở trước ngày dự bị {probationary}.",
                official=official.text,
                probationary=probationary.text,
            ),
            Said("Hãy xem lại hai ngày."),
        )
    start, end = values.get("from_on"), values.get("to_on")
    if isinstance(start, PartialDate) and isinstance(end, PartialDate) and end.latest < start.earliest:
        report(
            "to_on",
            "period_reversed",
            "warned",
            Said("Ngày kết thúc {end} ở trước ngày bắt đầu {start}.", end=end.text, start=start.text),
            Said("Hãy xem lại hai ngày."),
        )


def _birthday(born: PartialDate, years: int) -> date:
    """The first day on which one born so early as possible can have that age."""
    first = born.earliest
    year = first.year + years
    return date(year, 3, 1) if (first.month, first.day) == (2, 29) and year % 4 else date(year, first.month, first.day)


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else date(year, day.month, day.day)
