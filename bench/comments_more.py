# ruff: noqa: E501 -- sentences stay in one piece
"""More ways of writing comments and of copying them: ways[name] = (own, copied), each given a source of chance."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from comments_made import FAULTS, PLACES, STEPS, STOCK, TASKS, WAYS, Comments, no_marks

type Own = Callable[[random.Random], str]
type Edit = Callable[[random.Random, str], str]

_FILL = (
    "cơ bản",
    "tương đối",
    "kịp thời",
    "thường xuyên",
    "nhìn chung",
    "rất",
    "cũng",
    "luôn",
    "khá",
    "thêm",
    "đều",
    "nhiều",
)
_FAMILY, _GIVEN = (
    ("Nông", "Hà", "Triệu", "Hoàng", "Lý", "Bàn", "Đinh", "Trần", "Lê", "Vi"),
    ("Lan", "Bình", "Cường", "Dung", "Hải", "Mai", "Sơn", "Hoa", "Tùng", "Yến", "Nam", "Thảo"),
)
_SWAPS = (
    ("hoàn thành", "thực hiện xong"),
    ("tham mưu", "đề xuất"),
    ("chậm", "trễ"),
    ("đạt", "được"),
    ("chưa", "còn chưa"),
    ("giải quyết", "xử lý"),
    ("cần", "phải"),
    ("hạn chế", "tồn tại"),
)


def words(low: int, high: int) -> Edit:
    """So many words replaced, left out or put in."""

    def edit(rng: random.Random, text: str) -> str:
        found = text.split()
        for _each in range(rng.randint(low, high)):
            place, way = rng.randrange(len(found)), rng.random()
            if way < 0.34:
                found[place] = rng.choice(_FILL)
            elif way < 0.67 and len(found) > 5:
                del found[place]
            else:
                found.insert(place, rng.choice(_FILL))
        return " ".join(found)

    return edit


def share(rng: random.Random, text: str) -> str:
    """10 to 20 % of the words."""
    count = max(1, round(len(text.split()) * rng.uniform(0.1, 0.2)))
    return words(count, count)(rng, text)


def numbers(rng: random.Random, text: str) -> str:
    """Half of the figures made up anew, and up to two words."""
    return words(0, 2)(
        rng, re.sub(r"\d+", lambda each: str(rng.randint(2, 300)) if rng.random() < 0.5 else each[0], text)
    )


def order(rng: random.Random, text: str) -> str:
    """Sentences in another order, and up to three words."""
    parts = [part.strip(" .") for part in text.split(". ") if part.strip(" .")]
    rng.shuffle(parts)
    return words(0, 3)(rng, ". ".join(parts) + ".")


def looks(rng: random.Random, text: str) -> str:
    """Without marks, in capitals or without stops, and one to three words."""
    changed = rng.choice((no_marks(text), text.upper(), re.sub(r"[.,;:]", "", text)))
    return words(1, 3)(rng, changed)


def swapped(rng: random.Random, text: str) -> str:
    """Words of the same meaning, and up to three others."""
    for one, other in rng.sample(_SWAPS, 4):
        text = text.replace(one, other, 1)
    return words(0, 3)(rng, text)


def mixed(rng: random.Random, text: str) -> str:
    """Any of these ways."""
    return rng.choice((words(1, 4), numbers, order, looks, swapped))(rng, text)


def short(rng: random.Random) -> str:
    """12 to 25 words in four frames."""
    number = rng.randint(2, 400)
    return rng.choice((
        f"Xử lý {number} hồ sơ {rng.choice(TASKS)} tại {rng.choice(PLACES)}, đạt {rng.randint(60, 130)} % kế hoạch; {rng.choice(FAULTS)}.",
        f"Làm tốt {rng.choice(TASKS)} ở {rng.choice(PLACES)}, xong {number} việc trước ngày {rng.randint(1, 28)} tháng {rng.randint(1, 12)}.",
        f"Chủ trì {rng.choice(TASKS)}, thu {number} triệu đồng ở {rng.choice(PLACES)}. Còn {rng.choice(FAULTS)}.",
        f"Phụ trách {rng.choice(TASKS)}; {rng.choice(FAULTS)}; cần {rng.choice(STEPS)} từ ngày {rng.randint(1, 28)}/{rng.randint(1, 12)}.",
    ))  # fmt: skip


def named(rng: random.Random) -> str:
    """Frames with the name of the person, who is another in each."""
    name = f"Đồng chí {rng.choice(_FAMILY)} {rng.choice(('Thị', 'Văn', 'Minh', 'Thu'))} {rng.choice(_GIVEN)}"
    return rng.choice((
        f"{name} phụ trách {rng.choice(TASKS)} và {rng.choice(TASKS)}, trong năm đã giải quyết {rng.randint(5, 400)} việc, tỷ lệ đúng hạn {rng.randint(70, 100)} %. Tuy nhiên {rng.choice(FAULTS)}. Đề nghị {rng.choice(STEPS)}.",
        f"{name} có sáng kiến về {rng.choice(TASKS)} áp dụng tại {rng.choice(PLACES)} từ tháng {rng.randint(1, 12)}, tiết kiệm {rng.randint(10, 500)} triệu đồng. Cần khắc phục: {rng.choice(FAULTS)}.",
    ))  # fmt: skip


_FIGURED = tuple(
    f"Tham mưu ban hành {{a}} văn bản về {task}" if place % 3 == 0
    else f"Giải quyết {{a}} hồ sơ lĩnh vực {task} đạt {{b}} %" if place % 3 == 1
    else f"Tổ chức {{a}} cuộc kiểm tra {task} trong tháng {{c}}"
    for place, task in enumerate(TASKS)
)  # fmt: skip


def pool_of_30(rng: random.Random) -> str:
    """Three sentences of thirty, each with its figures."""
    chosen = rng.sample(_FIGURED, 3)
    return (
        ". ".join(each.format(a=rng.randint(2, 150), b=rng.randint(60, 120), c=rng.randint(1, 12)) for each in chosen)
        + "."
    )


_POOL = tuple(
    f"{rng.choice(('Chủ động triển khai', 'Thường xuyên kiểm tra', 'Đôn đốc quyết liệt', 'Nắm chắc tình hình', 'Rà soát kỹ'))} {rng.choice(TASKS)} ở {rng.choice(PLACES)}, {rng.choice(('ngay từ đầu năm', 'theo đúng tiến độ', 'không để tồn đọng', 'vượt yêu cầu đề ra'))}"
    if rng.random() < 0.6 else f"Còn {rng.choice(FAULTS)} khi làm {rng.choice(TASKS)}"
    for rng in [random.Random(5)] for _each in range(300)
)  # fmt: skip


def pool_of_300(rng: random.Random) -> str:
    """Three to five sentences of three hundred, without places to fill."""
    return ". ".join(rng.sample(_POOL, rng.randint(3, 5))) + "."


def grammar(rng: random.Random) -> str:
    """One to four sentences of a small vocabulary."""
    verbs = ("hoàn thành", "xử lý", "tham mưu", "theo dõi", "kiểm tra", "tổ chức", "đôn đốc", "triển khai")
    things = (
        "công việc được giao",
        "hồ sơ tồn đọng",
        "kế hoạch quý",
        "báo cáo tháng",
        "đề án",
        "quy trình",
        "dự toán",
        "hội nghị",
        "lịch tiếp dân",
        "sổ theo dõi",
    )
    how = ("đúng hạn", "kịp thời", "còn chậm", "chưa đều", "có sáng tạo", "vượt mức", "có sai sót nhỏ", "đạt yêu cầu")
    where = ("với phòng tài chính", "với địa phương", "trong quý ba", "ở cơ sở", "tại trụ sở", "trên hệ thống mới")
    said = [
        f"{rng.choice(('Đồng chí', 'Cán bộ này', 'Đồng chí ấy'))} {rng.choice(verbs)} {rng.choice(things)} {rng.choice(how)} {rng.choice(where)}, {rng.choice(verbs)} {rng.choice(things)} {rng.choice(how)}"
        for _each in range(rng.randint(2, 4))
    ]  # fmt: skip
    return ". ".join(said) + "."


def touched(own: Own, often: float) -> Own:
    """The same, where so many of those who copied nobody changed the wording by hand too."""

    def made(rng: random.Random) -> str:
        text = own(rng)
        return words(1, 3)(rng, text) if rng.random() < often else text

    return made


def half_free(rng: random.Random) -> str:
    """Frames for one half, free text for the other."""
    return WAYS["from_chance"](rng) if rng.random() < 0.5 else WAYS["from_slots"](rng)


MORE: dict[str, tuple[Own, Edit]] = {
    "short, 1-3 words": (short, words(1, 3)), "short, meaning": (short, swapped), "short, figures": (short, numbers),
    "pool of 30, 1-3 words": (pool_of_30, words(1, 3)), "pool of 30, any": (pool_of_30, mixed),
    "pool of 30, figures": (pool_of_30, numbers), "pool of 30, 10-20 %": (pool_of_30, share),
    "pool of 300, 1-6 words": (pool_of_300, words(1, 6)), "pool of 300, order": (pool_of_300, order),
    "pool of 300, 10-20 %": (pool_of_300, share), "grammar, any": (grammar, mixed),
    "names, 1-6 words": (named, words(1, 6)), "names, figures": (named, numbers), "names, any": (named, mixed),
    "slots, any": (WAYS["from_slots"], mixed), "slots, 10-20 %": (WAYS["from_slots"], share),
    "one frame, any": (WAYS["from_one_frame"], mixed), "clauses, any": (WAYS["from_clauses"], mixed),
    "half free, any": (half_free, mixed), "slots, all by hand": (touched(WAYS["from_slots"], 1.0), words(1, 3)),
    "one frame, 30 % by hand": (touched(WAYS["from_one_frame"], 0.3), words(1, 3)),
}  # fmt: skip


def make_more(name: str, seed: int, rows: int = 4_000, raters: int = 60) -> Comments:
    """Comments of one of these ways: 8 % copied from an earlier own one, 15 % whole stock texts."""
    own, copied = MORE[name]
    rng = random.Random(seed)
    templates = [" ".join(rng.sample(STOCK, rng.randrange(1, 4))) for _each in range(8)]
    made = Comments([], [], {}, set())
    owned: list[int] = []
    for row in range(rows):
        dice = rng.random()
        if dice < 0.15:
            made.text.append(rng.choice(templates))
            made.stock.add(row)
        elif dice < 0.23 and owned:
            made.copied[row] = rng.choice(owned)
            made.text.append(copied(rng, made.text[made.copied[row]]))
        else:
            made.text.append(own(rng))
            owned.append(row)
        made.rater.append(rng.randrange(raters))
    return made
