# ruff: noqa: E501 -- sentences stay in one piece
"""Comments made up in quite different ways, with what was copied and what is stock beside them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

TASKS = (
    "tiếp công dân", "cấp giấy chứng nhận quyền sử dụng đất", "giải ngân vốn đầu tư công", "thu ngân sách",
    "xây dựng nông thôn mới", "giải quyết đơn thư", "chuyển đổi số", "quản lý hộ tịch", "phòng chống thiên tai",
    "giảm nghèo bền vững", "bảo hiểm y tế toàn dân", "kiểm tra trật tự xây dựng", "tuyển sinh lớp một",
    "phát triển đảng viên", "giám sát chuyên đề", "số hoá hồ sơ lưu trữ", "bồi thường giải phóng mặt bằng",
    "tiêm phòng gia súc", "an toàn thực phẩm", "đào tạo nghề cho lao động", "trồng rừng", "thi hành án dân sự",
    "cải cách hành chính", "quản lý tài sản công", "phổ biến pháp luật", "đền ơn đáp nghĩa", "quản lý chợ",
    "duy tu đường thôn", "xử lý rác thải", "hỗ trợ hợp tác xã",
)  # fmt: skip
PLACES = (
    "Bình An", "Tân Lập", "Hòa Mục", "Vi Hương", "Quân Hà", "Dương Phong", "Cẩm Giàng", "Đôn Phong", "Lục Bình",
    "Nguyên Phúc", "Sỹ Bình", "Tú Trĩ", "Vũ Muộn", "Cao Sơn", "Mỹ Thanh", "Quang Thuận", "Đông Viên", "Phương Linh",
    "Hà Vị", "Tân Tiến", "Hương Sơn", "Yên Đĩnh", "Thanh Vận", "Nông Hạ", "Mai Lạp",
)  # fmt: skip
NAMES = (
    "Nông Thị Lan",
    "Hà Văn Bình",
    "Triệu Minh Cường",
    "Hoàng Thu Dung",
    "Lý Quốc Hải",
    "Bàn Thị Mai",
    "Đinh Văn Sơn",
)
FAULTS = (
    "chưa kịp thời báo cáo quý", "còn để quá hạn một số hồ sơ", "đi cơ sở còn ít", "soạn thảo văn bản còn sai thể thức",
    "phối hợp với mặt trận chưa chặt", "ngại va chạm khi góp ý", "chưa học xong lớp trung cấp lý luận",
    "số liệu nộp chậm ba lần", "chưa đôn đốc cán bộ thôn", "xử lý phản ánh trên cổng còn chậm", "ít đề xuất mới",
    "chưa kiểm tra đủ số cuộc theo kế hoạch", "ghi biên bản còn sơ sài", "chưa thạo phần mềm dùng chung",
)  # fmt: skip
STEPS = (
    "đi cơ sở mỗi tuần một buổi", "xong lớp trung cấp lý luận", "rà lại toàn bộ hồ sơ tồn", "học phần mềm dùng chung",
    "gửi báo cáo trước ngày 20 hằng tháng", "lập danh sách việc từng tuần", "họp giao ban với các thôn",
    "kiểm tra chéo văn bản trước khi ký", "nhận phụ trách thêm một thôn", "đề xuất hai cách làm mới",
)  # fmt: skip
STOCK = (
    "Chấp hành tốt chủ trương của Đảng, chính sách pháp luật của Nhà nước.", "Hoàn thành tốt nhiệm vụ được giao.",
    "Có phẩm chất đạo đức tốt, lối sống lành mạnh, giản dị.", "Có tinh thần trách nhiệm cao trong công việc.",
    "Đoàn kết, hòa nhã với đồng nghiệp.", "Luôn nêu cao tinh thần tự phê bình và phê bình.",
    "Còn nể nang, ngại va chạm.", "Cần phát huy hơn nữa trong thời gian tới.", "Nhiệt tình, năng nổ trong công tác.",
    "Giữ gìn nếp sống văn minh nơi cư trú.", "Thực hiện nghiêm nội quy, quy chế của cơ quan.",
    "Tích cực học tập nâng cao trình độ.",
)  # fmt: skip
SWAPS = {
    "đã": "cũng đã", "tốt": "khá", "chưa": "còn chưa", "xong": "hoàn tất", "việc": "công việc", "và": "cùng",
    "hồ": "bộ hồ", "năm": "trong năm", "sẽ": "cần", "xã": "phường", "được": "đạt", "tháng": "vào tháng", "còn": "vẫn",
}  # fmt: skip


@dataclass
class Comments:
    text: list[str]
    rater: list[int]
    copied: dict[int, int]
    stock: set[int]


def no_marks(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def edit(rng: random.Random, text: str, edits: int) -> str:
    """Change a text in so many small ways: words swapped, dropped, added, numbers and names changed, order, marks."""
    for _each in range(edits):
        words = text.split()
        place = rng.randrange(len(words))
        way = rng.randrange(9)
        if way == 0:
            known = [at for at, word in enumerate(words) if word in SWAPS]
            if known:
                place = rng.choice(known)
                words[place] = SWAPS[words[place]]
        elif way == 1 and len(words) > 8:
            del words[place]
        elif way == 2:
            words.insert(place, rng.choice(("cơ bản", "tương đối", "kịp thời", "thường xuyên", "nhìn chung", "rất")))
        elif way == 3:
            digits = [at for at, word in enumerate(words) if word.strip(".,;%").isdigit()]
            if digits:
                words[rng.choice(digits)] = str(rng.randrange(2, 400))
        elif way == 4:
            words = [f"Đồng chí {rng.choice(NAMES)}", *words]
        elif way == 5:
            parts = [part for part in text.split(". ") if part]
            rng.shuffle(parts)
            words = ". ".join(parts).split()
        elif way == 6:
            words = no_marks(text).split()
        elif way == 7:
            words = text.replace(",", ";").lower().split()
        else:
            words[place] = rng.choice(("nhiều", "thêm", "mới", "ngay", "đều"))
        text = " ".join(words)
    return text


def from_slots(rng: random.Random) -> str:
    """Eight frames with places to fill: most words are the frame's."""
    task, place, number = rng.choice(TASKS), rng.choice(PLACES), rng.randrange(2, 300)
    month, fault, step = rng.randrange(1, 13), rng.choice(FAULTS), rng.choice(STEPS)
    day = rng.randrange(1, 29)
    return rng.choice((
        f"Trong năm đã giải quyết {number} hồ sơ về {task} tại xã {place}, xong trước ngày {day}/{month}. Hạn chế: {fault}. Năm tới sẽ {step}.",
        f"Phụ trách {task}: đạt {number % 100} % kế hoạch, riêng xã {place} vượt {day} %. Tồn tại: {fault}. Đến tháng {month} sẽ {step}.",
        f"Tham mưu {day} văn bản về {task}, được ban hành trong tháng {month}. Còn {fault}. Cần {step}, trước hết ở {place}.",
        f"Chủ trì {task} ở {place} từ tháng {month}, xử lý xong {number} trường hợp. Khuyết điểm là {fault}; hướng khắc phục: {step}.",
        f"Đã xuống {place} {day} lần để làm {task}, có {number} hộ hưởng lợi. Tuy vậy {fault}. Kế hoạch: {step} từ tháng {month}.",
        f"Kết quả nổi bật: {task} với {number} lượt, hoàn thành ngày {day}/{month} tại {place}. Cần sửa: {fault}. Sẽ {step}.",
        f"{number} việc về {task} được giao thì xong {day} việc đúng hạn, chậm ở {place}. Nhược điểm: {fault}. Từ tháng {month}: {step}.",
        f"Tháng {month} xử lý dứt điểm vụ việc ở {place}, liên quan {task}, thu về {number} triệu đồng. Còn {fault}. Sắp tới {step} trước ngày {day}.",
    ))  # fmt: skip


def from_one_frame(rng: random.Random) -> str:
    """One frame for everybody: all that tells two people apart is six places to fill."""
    return (
        f"Đã thực hiện {rng.choice(TASKS)} tại xã {rng.choice(PLACES)}, kết quả đạt {rng.randrange(1, 300)} hồ sơ trong "
        f"tháng {rng.randrange(1, 13)}. Hạn chế: {rng.choice(FAULTS)}. Thời gian tới: {rng.choice(STEPS)}."
    )


def from_clauses(rng: random.Random) -> str:
    """Three to six clauses in any order, each of several makes."""
    makes = (
        lambda: (
            f"{rng.choice(('Làm', 'Nhận', 'Phụ trách', 'Theo dõi'))} {rng.choice(TASKS)} {rng.choice(('ở', 'tại', 'cho'))} {rng.choice(PLACES)}"
        ),
        lambda: (
            f"{rng.choice(('xong', 'giải quyết', 'hoàn tất', 'trả'))} {rng.randrange(2, 500)} {rng.choice(('hồ sơ', 'đơn', 'vụ việc', 'lượt hộ', 'văn bản'))}"
        ),
        lambda: (
            f"{rng.choice(('trước ngày', 'đến ngày', 'vào ngày'))} {rng.randrange(1, 29)}/{rng.randrange(1, 13)}/2025"
        ),
        lambda: f"{rng.choice(('hạn chế là', 'còn', 'khuyết điểm:', 'chưa tốt ở chỗ'))} {rng.choice(FAULTS)}",
        lambda: f"{rng.choice(('năm sau sẽ', 'cần', 'đã hứa', 'thống nhất'))} {rng.choice(STEPS)}",
        lambda: (
            f"{rng.choice(('phối hợp với', 'cùng', 'giúp'))} {rng.choice(NAMES)} {rng.choice(('lo', 'làm', 'gỡ vướng'))} {rng.choice(TASKS)}"
        ),
    )
    return ". ".join(make().capitalize() for make in rng.sample(makes, rng.randrange(4, 7))) + "."


_SYLLABLES = tuple(
    onset + rime
    for onset in ("b", "c", "đ", "g", "h", "l", "m", "n", "ph", "qu", "s", "t", "th", "tr", "v", "x", "kh", "nh")
    for rime in ("an", "ấp", "ên", "iệt", "ình", "ổng", "ộc", "ung", "ương", "ài", "áo", "ện", "ích", "ơn", "ữu", "ạch")
)


def from_chance(rng: random.Random) -> str:
    """30 to 80 words without any frame, some far commoner than others."""
    words = [_SYLLABLES[int(len(_SYLLABLES) * rng.random() ** 2)] for _each in range(rng.randrange(30, 80))]
    stops = [f"{word}." if rng.random() < 0.08 else word for word in words]
    return " ".join(stops).capitalize() + "."


_POOL = [from_chance(random.Random(seed))[:70].rsplit(" ", 1)[0] for seed in range(200)]


def from_pool(rng: random.Random) -> str:
    """Four sentences of two hundred, without places to fill."""
    return ". ".join(rng.sample(_POOL, 4)) + "."


def make(
    own: Callable[[random.Random], str], seed: int, rows: int, *, raters: int = 60, copied: float = 0.08,
    stock: float = 0.15, most_edits: int = 4, mixed: bool = False,
) -> Comments:  # fmt: skip
    """Comments of so many rows; copies repeat an earlier own comment, or one of the same rater half the time."""
    rng = random.Random(seed)
    templates = [" ".join(rng.sample(STOCK, rng.randrange(2, 5))) for _each in range(8)]
    made = Comments([], [], {}, set())
    owned: list[int] = []
    of_rater: dict[int, list[int]] = {}
    for row in range(rows):
        rater = rng.randrange(raters)
        dice = rng.random()
        if dice < stock:
            text = " ".join(rng.sample(STOCK, rng.randrange(2, 5))) if mixed else rng.choice(templates)
            made.stock.add(row)
        elif dice < stock + copied and owned:
            mine = of_rater.get(rater)
            source = rng.choice(mine if mine and rng.random() < 0.5 else owned)
            text = edit(rng, made.text[source], rng.randrange(0, most_edits + 1))
            made.copied[row] = source
        else:
            text = own(rng)
            if mixed and rng.random() < 0.5:
                text = f"{rng.choice(STOCK)} {text}"
            owned.append(row)
            of_rater.setdefault(rater, []).append(row)
        made.text.append(text)
        made.rater.append(rater)
    return made


WAYS: dict[str, Callable[[random.Random], str]] = {
    each.__name__: each for each in (from_slots, from_one_frame, from_clauses, from_chance, from_pool)
}
