"""Made-up people for the test workbooks, and the many ways offices write them down."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person with the values a careful reader finds."""

    name: str
    born: date
    gender: str
    ethnicity: str
    unit: str
    position: str
    party: date | None
    official: date | None
    qualification: str
    theory: str
    rating: str


UNITS = ("Văn phòng Huyện ủy", "Ban Tổ chức Huyện ủy", "Phòng Nội vụ", "UBND xã Hòa Bình")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Nông", "Hoàng", "Triệu", "Đặng", "Lò", "Vi", "Bế")
_MIDDLE = ("Văn", "Đức", "Hữu", "Quang")
_MIDDLE_F = ("Thị", "Thị Kim", "Thị Thu", "Ngọc")
_GIVEN = ("An", "Bình", "Cường", "Dũng", "Hạnh", "Lan", "Mai", "Oanh", "Phượng", "Yến", "Thắng", "Ước")
_LEVELS = ("university", "college", "intermediate", "elementary", "master")
_THEORY = ("intermediate", "none", "advanced", "elementary", "bachelor")
_RATINGS = ("good", "excellent", "completed")
_ETHNIC = ("Kinh", "Tày", "Nùng", "Dao", "Mông")
_TITLES = ("Chuyên viên", "Trưởng phòng", "Phó Trưởng phòng", "Cán sự", "Kế toán")


def people(count: int = 24) -> list[Person]:
    """`count` different people, spread over the units in order; always the same."""
    made = []
    each = -(-count // len(UNITS))
    for n in range(count):
        woman = n % 3 == 1
        middle = (_MIDDLE_F if woman else _MIDDLE)[n % 4]
        born = date(1960 + n % 30, 1 + n % 12, 1 + n % 28)
        joined = date(born.year + 24, born.month, born.day) if n % 4 else None
        made.append(
            Person(
                name=f"{_FAMILY[n % 10]} {middle} {_GIVEN[n % 12]}",
                born=born,
                gender="female" if woman else "male",
                ethnicity=_ETHNIC[n % 5],
                unit=UNITS[n // each],
                position=_TITLES[n % 5],
                party=joined,
                official=date(joined.year + 1, joined.month, joined.day) if joined else None,
                qualification=_LEVELS[n % 5],
                theory=_THEORY[n % 5],
                rating=_RATINGS[n % 3],
            )
        )
    return made


QUALIFICATIONS = {"master": "Thạc sĩ", "university": "ĐH", "college": "CĐ", "intermediate": "TC", "elementary": "SC"}
THEORIES = {"bachelor": "CN", "advanced": "CC", "intermediate": "TC", "elementary": "SC", "none": ""}
RATINGS = {"excellent": "HTXSNV", "good": "HTTNV", "completed": "HTNV"}


def slashed(day: date | None) -> str:
    """15/8/1975."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""
