"""Made-up people, as many as wanted: the same number and seed give the same people. None of them exists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def _listed(text: str, mark: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(mark))


FAMILIES = _listed(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Lường Ma Triệu Đàm Hà Lục Mã Chu Vi "
    "Quách Đinh Tạ Cao Lại Mai Tô Trịnh Đoàn Giàng Sùng Vàng Lò Cầm"
)
MIDDLES_MALE = _listed("Văn Đức Hữu Quang Minh Xuân Công Đình Thế Ngọc Trọng Bá Huy Khắc Duy Viết Tiến Mạnh Thanh Hồng")
MIDDLES_FEMALE = _listed(
    "Thị Thu Ngọc Bích Kim Thanh Minh Hồng Phương Thuỳ Diệu Mai Lan Hải Khánh Tuyết Ánh Mỹ Như Cẩm"
)
GIVEN_MALE = _listed(
    "An Anh Bách Bảo Bình Cảnh Chiến Công Cường Dũng Duy Đại Đạt Điệp Đông Giang Hà Hải Hiếu Hoà Hoàng Hùng Huy "
    "Khánh Khoa Kiên Lâm Long Lực Minh Nam Nghĩa Phong Phúc Quân Quyết Sơn Tài Tâm Thắng Thịnh Toàn Trung Tuấn Tùng "
    "Việt Vinh"
)
GIVEN_FEMALE = _listed(
    "An Anh Ánh Bình Chi Cúc Diễm Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Hoài Hồng Huệ Hương Huyền Lan Lê Liên "
    "Linh Loan Mai Mỵ Nga Ngân Ngọc Nguyệt Nhàn Nhung Oanh Phương Quyên Quỳnh Sen Tâm Thảo Thoa Thơm Thu Thuỷ Trang "
    "Vân Yến"
)
SECONDS = _listed("Bảo Gia Hải Hoài Kim Khánh Lệ Linh Minh Nhật Như Phương Quỳnh Thanh Thiên Thuý Tường Vân Việt Yên")
GROUPS = (("Kinh", 60), ("Tày", 14), ("Nùng", 9), ("Dao", 7), ("Mông", 6), ("Thái", 4))
MAJORS = _listed(
    "Luật|Kế toán|Nông nghiệp|Lâm nghiệp|Quản lý đất đai|Hành chính công|Sư phạm|Công nghệ thông tin|Y|Xây dựng", "|"
)
SCHOOLS = _listed("Đại học Thượng Nguồn|Đại học Sông Gâm|Cao đẳng Phia Bjoóc|Học viện Cẩm Thạch", "|")
PLACES = _listed(
    "xã Tân Lập|xã Đồng Thắng|xã Nà Phặc|phường Sông Hiến|xã Vĩnh Lợi|xã Hưng Đạo|phường Đức Xuân|xã Bình Văn", "|"
)
RANKS = (("Chuyên viên chính", "01.002", 4.40), ("Chuyên viên", "01.003", 2.34), ("Cán sự", "01.004", 2.10))
QUALIFICATIONS = (("intermediate", 18), ("college", 16), ("university", 55), ("master", 10), ("doctorate", 1))
THEORIES = (("none", 25), ("elementary", 24), ("intermediate", 38), ("advanced", 11), ("bachelor", 2))
MANAGEMENTS = (
    ("none", 30),
    ("officer", 15),
    ("specialist", 40),
    ("principal_specialist", 13),
    ("senior_specialist", 2),
)
RATINGS = (("completed", 8), ("good", 72), ("excellent", 19), ("not_completed", 1))


@dataclass(slots=True)
class MadeUp:
    """One made-up person; dates are whole unless `year_only`."""

    number: int
    name: str
    is_female: bool
    born: date
    year_only: bool
    ethnicity: str
    religion: str
    home: str
    citizen_id: str
    post: str
    recruited: date
    post_since: date
    party: date | None
    official: date | None
    qualification: str
    major: str
    school: str
    graduated: date
    theory: str
    management: str
    defence: str
    has_it: bool
    has_language: bool
    rank: tuple[str, str, float]
    step: int
    step_since: date
    ratings: tuple[str, ...]
    unit: int


def make_up(count: int, *, units: int, as_of: date, seed: int = 2026) -> Iterator[MadeUp]:
    """Give `count` people spread over `units` units (numbers from 0): a head, up to two deputies, staff."""
    chance = random.Random(seed)
    each = max(1, -(-count // units))
    for number in range(count):
        yield _one(number, number // each, number % each, as_of, chance)


def _pick(weighted: tuple[tuple[str, int], ...], chance: random.Random) -> str:
    names, weights = zip(*weighted, strict=True)
    return chance.choices(names, weights)[0]


def _one(number: int, unit: int, place: int, as_of: date, chance: random.Random) -> MadeUp:
    is_female = chance.random() < 0.42
    middles, givens = (MIDDLES_FEMALE, GIVEN_FEMALE) if is_female else (MIDDLES_MALE, GIVEN_MALE)
    words = [chance.choice(FAMILIES), chance.choice(middles), chance.choice(givens)]
    if chance.random() < 0.5:
        words.insert(2, chance.choice(SECONDS))
    post = "head" if place == 0 else "deputy" if place in (1, 2) else "staff"
    age = chance.randint(33 if post != "staff" else 23, 60)
    born = date(as_of.year - age, chance.randint(1, 12), chance.randint(1, 28))
    recruited = _later(date(born.year + 22, 9, 1), chance.randint(0, 2500), as_of)
    graduated = date(min(born.year + chance.randint(21, 35), as_of.year), 6, 30)
    party = _later(date(born.year + 24, 5, 19), chance.randint(0, 5000), as_of) if chance.random() < 0.72 else None
    leads = post != "staff"
    theory = chance.choice(("intermediate", "advanced")) if leads else _pick(THEORIES, chance)
    rank = RANKS[0] if post == "head" else RANKS[1] if chance.random() < 0.8 else RANKS[2]
    return MadeUp(
        number=number, name=" ".join(words), is_female=is_female, born=born, year_only=chance.random() < 0.02,
        ethnicity=_pick(GROUPS, chance), religion="Không" if chance.random() < 0.93 else "Phật giáo",
        home=chance.choice(PLACES),
        # 099 is the code of no province, so that the number is nobody's.
        citizen_id=f"099{(born.year >= 2000) * 2 + is_female}{born.year % 100:02d}{number % 1_000_000:06d}",
        post=post, recruited=recruited, post_since=_later(recruited, chance.randint(0, 6000), as_of), party=party,
        official=party + timedelta(days=366) if party and (as_of - party).days > 400 else None,
        qualification=_pick(QUALIFICATIONS, chance), major=chance.choice(MAJORS), school=chance.choice(SCHOOLS),
        graduated=graduated, theory=theory, management="specialist" if leads else _pick(MANAGEMENTS, chance),
        defence="group_3" if leads else "group_4", has_it=chance.random() < 0.8, has_language=chance.random() < 0.7,
        rank=rank, step=chance.randint(1, 8), step_since=as_of - timedelta(days=chance.randint(1, 1095)),
        ratings=tuple(_pick(RATINGS, chance) for _ in range(5)), unit=unit,
    )  # fmt: skip


def _later(start: date, days: int, as_of: date) -> date:
    latest = as_of - timedelta(days=30)
    return min(start + timedelta(days=days), latest) if start < latest else latest
