# ruff: noqa: E501 -- sentences stay in one piece
"""Comments as an outside tester would make them up, written before the method was touched again.

`OPEN` was looked at while the method was changed, `ASIDE` only when it was done. Every way has its own vocabulary,
its own edits and its own number of distinct texts (from some thousands to beyond counting).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from comments_made import Comments, no_marks

type Write = Callable[[random.Random], str]
type Edit = Callable[[random.Random, str], str]

STOCK = (
    "Đồng chí hoàn thành tốt nhiệm vụ được giao.", "Chấp hành tốt chủ trương của Đảng, pháp luật của Nhà nước.",
    "Có tinh thần trách nhiệm cao, đoàn kết nội bộ tốt.", "Lối sống lành mạnh, giản dị, hòa đồng với mọi người.",
    "Luôn cố gắng phấn đấu trong công tác.", "Cần tiếp tục phát huy trong thời gian tới.",
    "Có ý thức tổ chức kỷ luật tốt, chấp hành sự phân công.", "Năng nổ, nhiệt tình, có uy tín với quần chúng.",
    "Tư tưởng chính trị vững vàng, phẩm chất đạo đức tốt.", "Đôi lúc còn nể nang, ngại va chạm.",
)  # fmt: skip
FIGURED_STOCK = (
    "Hoàn thành tốt nhiệm vụ được giao năm {a}.", "Chấp hành tốt chủ trương của Đảng, đạt 100 % yêu cầu.",
    "Trong {b} tháng luôn có tinh thần trách nhiệm cao, đoàn kết nội bộ tốt.",
    "Lối sống lành mạnh; hoàn thành nhiệm vụ trong 4 quý.", "Cần tiếp tục phát huy trong năm {a}.",
)  # fmt: skip
_SAME = (
    ("hoàn thành", "làm xong"), ("giải quyết", "xử lý"), ("chậm", "muộn"), ("tham mưu", "đề xuất"), ("kịp thời", "đúng lúc"),
    ("chưa", "vẫn chưa"), ("tổ chức", "tiến hành"), ("kiểm tra", "rà soát"), ("cần", "phải"), ("sẽ", "dự kiến"),
    ("triển khai", "thực hiện"), ("hồ sơ", "bộ hồ sơ"), ("người dân", "nhân dân"), ("đạt", "được"), ("còn", "vẫn còn"),
    ("trong", "ở"), ("tăng", "nâng"), ("một số", "vài"), ("đôn đốc", "nhắc nhở"), ("báo cáo", "bản báo cáo"),
)  # fmt: skip
_ADDED = (
    "cơ bản", "rất", "đã", "cũng", "luôn", "khá", "thường xuyên", "nhìn chung", "tích cực", "kịp thời", "về", "các",
)  # fmt: skip
_TAILS = (
    "Đề nghị phát huy.", "Tập thể ghi nhận.", "Cần cố gắng thêm.", "Nhất trí với tự đánh giá.", "Đồng nghiệp tin tưởng.",
)  # fmt: skip


def digit(rng: random.Random, text: str) -> str:
    """One digit of one figure."""
    places = [each.start() for each in re.finditer(r"\d", text)]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + rng.choice([d for d in "123456789" if d != text[place]]) + text[place + 1 :]


def figure(rng: random.Random, text: str) -> str:
    """One figure made up anew."""
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    one = rng.choice(found)
    return text[: one.start()] + str(rng.randint(2, 200)) + text[one.end() :]


def nearby(rng: random.Random, text: str) -> str:
    """One figure a little off."""
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    one = rng.choice(found)
    return text[: one.start()] + str(max(1, int(one[0]) + rng.choice((-3, -2, -1, 1, 2, 3, 5)))) + text[one.end() :]


def synonym(rng: random.Random, text: str) -> str:
    """A word of the same meaning."""
    there = [(a, b) for a, b in _SAME if a in text]
    return text.replace(*rng.choice(there), 1) if there else added(rng, text)


def dropped(rng: random.Random, text: str) -> str:
    """One word left out."""
    words = text.split()
    if len(words) > 6:
        del words[rng.randrange(len(words))]
    return " ".join(words)


def added(rng: random.Random, text: str) -> str:
    """One word put in."""
    words = text.split()
    words.insert(rng.randrange(len(words) + 1), rng.choice(_ADDED))
    return " ".join(words)


def marks(rng: random.Random, text: str) -> str:
    """Stops, capitals or marks of tone."""
    return rng.choice((
        lambda: text.replace(",", ";"), lambda: text.lower(), lambda: text.rstrip(".") + " !", lambda: no_marks(text),
        lambda: text.replace(". ", " - "), lambda: text.upper(),
    ))()  # fmt: skip


def typing(rng: random.Random, text: str) -> str:
    """A slip of the hand: a letter twice, left out, two exchanged, or a word without its marks."""
    words = text.split()
    place = rng.randrange(len(words))
    word = words[place]
    at = rng.randrange(len(word))
    words[place] = rng.choice((
        word[:at] + word[at] + word[at:], word[:at] + word[at + 1 :] or word, no_marks(word),
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ))  # fmt: skip
    return " ".join(words)


def tail(rng: random.Random, text: str) -> str:
    """A phrase put behind or before."""
    return f"{text} {rng.choice(_TAILS)}" if rng.random() < 0.7 else f"{rng.choice(_TAILS)} {text}"


def exchanged(rng: random.Random, text: str) -> str:
    """Two neighbouring words exchanged."""
    words = text.split()
    place = rng.randrange(len(words) - 1)
    words[place : place + 2] = words[place + 1], words[place]
    return " ".join(words)


def sentences(rng: random.Random, text: str) -> str:
    """Two sentences exchanged."""
    parts = [part.strip(" .") for part in re.split(r"[.;] ", text) if part.strip(" .")]
    rng.shuffle(parts)
    return ". ".join(parts) + "."


def some(low: int, high: int, *ways: Edit) -> Edit:
    """So many of these edits, one after another."""

    def edit(rng: random.Random, text: str) -> str:
        for _each in range(rng.randint(low, high)):
            text = rng.choice(ways)(rng, text)
        return text

    return edit


_THINGS = (
    "hồ sơ đất đai", "đơn khiếu nại", "thủ tục hành chính", "văn bản chỉ đạo", "lượt tiếp công dân", "cuộc kiểm tra",
    "hộ nghèo", "dự án đầu tư", "báo cáo chuyên đề", "lớp tập huấn", "vụ tranh chấp", "hợp đồng mua sắm", "biên bản thanh tra",
    "giấy phép xây dựng", "hồ sơ bảo hiểm", "đảng viên mới", "tổ liên gia", "mô hình sinh kế", "tuyến đường thôn", "giống cây",
)  # fmt: skip
_DID = (
    "Giải quyết", "Tham mưu", "Hoàn thành", "Tổ chức", "Kiểm tra", "Thẩm định", "Xây dựng", "Triển khai", "Đôn đốc", "Theo dõi",
    "Hướng dẫn", "Rà soát",
)  # fmt: skip
_WEAK = (
    "báo cáo quý còn chậm", "chưa chủ động đề xuất", "phối hợp với các phòng chưa chặt", "văn bản còn lỗi", "ít xuống cơ sở",
    "chưa dứt điểm việc tồn", "kỹ năng tin học hạn chế", "quản lý thời gian chưa tốt", "chưa mạnh dạn phê bình",
    "còn để quá hạn một số hồ sơ", "lưu trữ hồ sơ chưa khoa học", "chưa kịp thời cập nhật số liệu",
)  # fmt: skip
_NEXT = (
    "sẽ nộp báo cáo đúng hạn", "sẽ học lớp bồi dưỡng", "sẽ đi cơ sở mỗi tháng", "cần rà soát toàn bộ hồ sơ", "cần phân công lại",
    "sẽ áp dụng phần mềm mới", "đăng ký một sáng kiến", "sẽ giao ban hằng tuần", "cần chủ động phối hợp", "sẽ xong việc tồn trong quý I",
)  # fmt: skip
_AT = (
    "thôn Nà Pài",
    "xã Bản Lầu",
    "phường Đề Thám",
    "khu Tân An",
    "xã Cốc Lếu",
    "thôn Khuổi Nằn",
    "tổ dân phố 5",
    "bản Mường Và",
)


def three_templates(rng: random.Random) -> str:
    """Three sentences of places to fill: the first thing that comes to mind."""
    did, thing, weak, after = rng.choice(_DID), rng.choice(_THINGS), rng.choice(_WEAK), rng.choice(_NEXT)
    many, share, month = rng.randint(5, 250), rng.randint(60, 130), rng.randint(1, 12)
    return rng.choice((
        f"{did} {many} {thing} trong năm 2025, đạt {share}% kế hoạch. Hạn chế: {weak}. Thời gian tới {after}.",
        f"Trong tháng {month} đã {did.lower()} {many} {thing}; tỷ lệ đúng hạn {share}%. Tuy nhiên {weak}; {after}.",
        f"Kết quả: {did.lower()} {many} {thing} tại {rng.choice(_AT)}, xong ngày {rng.randint(1, 28)}/{month}. Còn {weak}. Năm sau {after}.",
    ))  # fmt: skip


def five_clauses(rng: random.Random) -> str:
    """Four slots of five clauses; two hold a figure."""
    return " ".join((
        rng.choice(("Chủ động trong công việc,", "Làm việc có kế hoạch,", "Bám sát nhiệm vụ,", "Nắm chắc địa bàn,", "Có kinh nghiệm,")),
        rng.choice(("giải quyết {} hồ sơ,", "tiếp {} lượt dân,", "soạn {} văn bản,", "kiểm tra {} cơ sở,", "vận động {} hộ,")).format(rng.randint(10, 300)),
        rng.choice(("xong trước ngày {}/12.", "đạt {} % chỉ tiêu.", "vượt {} việc so với năm trước.", "hết {} tồn đọng.", "chậm {} ngày.")).format(rng.randint(1, 30)),
        rng.choice(("Cần sâu sát hơn.", "Còn nóng vội.", "Chưa đều tay.", "Cần học thêm tin học.", "Nên mạnh dạn góp ý.")),
    ))  # fmt: skip


def no_figures(rng: random.Random) -> str:
    """Twelve clauses for each of five slots and no figure: many meet by chance."""
    return (
        f"{rng.choice(_DID)} tốt việc về {rng.choice(_THINGS[:12])} ở {rng.choice(_AT)}. Tồn tại là {rng.choice(_WEAK)}. "
        f"Hướng khắc phục: {rng.choice(_NEXT)}."
    )


_SENTENCES = tuple(
    frame.replace("@", thing)
    for thing in _THINGS
    for frame in (
        "Về @, đồng chí trực tiếp xử lý {} trường hợp, trong đó {} trường hợp khó kéo dài từ năm trước",
        "Đã phối hợp với {} đơn vị để lo @, đến ngày {}/11 thì xong",
        "Riêng @ đạt {} phần trăm, cao hơn mức bình quân {} điểm",
    )
)


def paragraph(rng: random.Random) -> str:
    """Five to seven sentences of sixty, each with its figures."""
    own = [each.format(rng.randint(2, 90), rng.randint(1, 30)) for each in rng.sample(_SENTENCES, rng.randint(3, 5))]
    return ". ".join([*own, f"Khuyết điểm: {rng.choice(_WEAK)}", f"Sang năm {rng.choice(_NEXT)}"]) + "."


def telegraph(rng: random.Random) -> str:
    """Eight to twelve words, as one types in haste."""
    return (
        f"{rng.randint(3, 400)} {rng.choice(_THINGS)}, xong {rng.randint(1, 28)}/{rng.randint(1, 12)}; {rng.choice(_WEAK)}; "
        f"{rng.choice(_NEXT)}"
    )


def between_stock(rng: random.Random) -> str:
    """One own sentence between stock phrases."""
    own = f"{rng.choice(_DID)} {rng.randint(4, 320)} {rng.choice(_THINGS)} tại {rng.choice(_AT)} (quý {rng.choice(('I', 'II', 'III', 'IV'))}), còn {rng.randint(1, 20)} việc do {rng.choice(_WEAK)}."
    return f"{rng.choice(STOCK)} {own} {rng.choice(STOCK)}"


def yearly(rng: random.Random) -> str:
    """What a head writes year after year: two results, one weakness, one step."""
    one, two = rng.sample(_THINGS, 2)
    return (
        f"Năm {rng.choice((2024, 2025))}: {rng.choice(_DID).lower()} {rng.randint(5, 150)} {one} và {rng.randint(5, 150)} {two}. {rng.choice(_WEAK).capitalize()}. "
        f"{rng.choice(_NEXT).capitalize()} trước {rng.randint(1, 28)}/{rng.randint(1, 12)}."
    )


_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Khánh",
    "Linh",
    "Minh",
    "Nga",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Thủy",
    "Vân",
)


def with_names(rng: random.Random) -> str:
    """The name of the person, codes of papers, amounts."""
    name = f"{rng.choice(_FAMILY)} {rng.choice(('Văn', 'Thị', 'Đức', 'Thu'))} {rng.choice(_GIVEN)}"
    return (
        f"Đồng chí {name} {rng.choice(_DID).lower()} {rng.choice(_THINGS)} theo văn bản số {rng.randint(10, 999)}/UBND, kinh phí {rng.randint(20, 900)} triệu đồng, "
        f"hoàn thành ngày {rng.randint(1, 28)}/{rng.randint(1, 12)}/2025. {rng.choice(_WEAK).capitalize()}; {rng.choice(_NEXT)}."
    )


_SEEN = tuple(
    f"{did.lower()} {thing} {how} {where} {why}".split()
    for rng in [random.Random(77)]
    for did, thing, how, where, why in (
        (
            rng.choice(_DID), rng.choice(_THINGS), rng.choice(("đúng tiến độ", "có sáng tạo", "còn chậm", "rất kỹ", "khá đều")), rng.choice(_AT),
            rng.choice(("được dân đồng tình", "nên giảm đơn thư", "vì thiếu người", "sau nhiều lần nhắc", "theo kế hoạch tháng")),
        )
        for _each in range(200)
    )
)  # fmt: skip
_FOLLOWS: dict[str, list[str]] = {}
for _line in _SEEN:
    for _one, _other in pairwise(_line):
        _FOLLOWS.setdefault(_one, []).append(_other)


def chained(rng: random.Random) -> str:
    """A chain of words, each following the last one as somewhere in two hundred lines; 25 to 45 words."""
    words = [rng.choice(_SEEN)[0]]
    for _each in range(rng.randint(25, 45)):
        after = _FOLLOWS.get(words[-1])
        words.append(
            str(rng.randint(2, 99)) if rng.random() < 0.05 else rng.choice(after) if after else rng.choice(_SEEN)[0]
        )
        if words[-1].isdigit():
            words.append(rng.choice(_SEEN)[0])
    return " ".join(words).capitalize() + "."


def two_frames(rng: random.Random) -> str:
    """Two frames of four places: some millions of texts."""
    if rng.random() < 0.5:
        return f"Trong năm đồng chí đã thực hiện được {rng.randint(1, 99)} {rng.choice(_THINGS)}, tồn tại: {rng.choice(_WEAK)}, phương hướng: {rng.choice(_NEXT)}, hoàn thành trước tháng {rng.randint(1, 12)}."
    return f"Kết quả công tác: {rng.choice(_THINGS)} đạt {rng.randint(50, 150)} % chỉ tiêu giao, {rng.choice(_WEAK)}; kế hoạch năm tới {rng.choice(_NEXT)} tại {rng.choice(_AT)}."


_FORTY = tuple(
    (f"{did} được {{}} {thing}" if number % 2 else f"{did} {thing} xong trước ngày {{}}/{{}}")
    for number, (did, thing) in enumerate(zip(_DID * 4, _THINGS * 2, strict=False))
)[:40]


def from_forty(rng: random.Random) -> str:
    """Three to five of forty sentences, in any order."""
    own = [each.format(rng.randint(1, 28), rng.randint(1, 12)) for each in rng.sample(_FORTY, rng.randint(3, 5))]
    return ". ".join([*own, rng.choice(_WEAK).capitalize()]) + "."


def _styles() -> tuple[str, ...]:
    rng = random.Random(9)
    heads = ("Đồng chí đã", "Năm qua", "Ưu điểm:", "Về chuyên môn,", "Ghi nhận:", "Trong kỳ,", "Bản thân", "Nhận xét:")
    mids = ("với", "gồm", "tổng số", "được", "khoảng")
    falls = ("Nhược điểm:", "Cần rút kinh nghiệm:", "Tuy vậy", "Mặt chưa được:", "Góp ý:", "Hạn chế:")
    ends = ("Năm sau", "Yêu cầu:", "Đề nghị", "Hướng tới", "Cam kết", "Thời gian tới")
    return tuple(
        f"{rng.choice(heads)} {{did}} {{thing}} {rng.choice(mids)} {{many}} việc, {rng.choice(('xong', 'kết thúc', 'chốt'))} ngày {{day}}. {rng.choice(falls)} {{weak}}. {rng.choice(ends)} {{after}}."
        for _each in range(60)
    )


_STYLES = _styles()


def by_style(rng: random.Random) -> str:
    """Every rater has a frame of their own."""
    return rng.choice(_STYLES).format(
        did=rng.choice(_DID).lower(), thing=rng.choice(_THINGS), many=rng.randint(3, 180), day=f"{rng.randint(1, 28)}/{rng.randint(1, 12)}",
        weak=rng.choice(_WEAK), after=rng.choice(_NEXT),
    )  # fmt: skip


def two_weaknesses(rng: random.Random) -> str:
    """Words more than figures: two results, two weaknesses, two steps."""
    (a, b), (c, d), (e, f) = rng.sample(_DID, 2), rng.sample(_WEAK, 2), rng.sample(_NEXT, 2)
    one, two = rng.sample(_THINGS, 2)
    return (
        f"{a} {one} ở {rng.choice(_AT)}, {b.lower()} {two} đạt {rng.randint(70, 110)} %. Mặt yếu: {c}, {d}. "
        f"Trong quý {rng.choice(('I', 'II', 'III'))} {e}, {f}."
    )


def exact_amounts(rng: random.Random) -> str:
    """Amounts to the unit, shares with decimals, whole dates."""
    money = f"{rng.randint(1, 9)}.{rng.randint(100, 999)}.{rng.randint(100, 999)}"
    return (
        f"Thu {money} đồng, đạt {rng.randint(80, 120)},{rng.randint(0, 9)} % dự toán đến {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2025; {rng.choice(_DID).lower()} "
        f"{rng.randint(3, 99)} {rng.choice(_THINGS)}. Chưa tốt: {rng.choice(_WEAK)}. Tới đây {rng.choice(_NEXT)}."
    )


@dataclass(frozen=True)
class Way:
    """How own comments are written, how they are copied, and of what the stock ones are made.

    `chains`: copies are copied on; `kept`: half of the copies are of the same rater; `varied`: stock is edited too.
    """

    own: Write
    edit: Edit
    chains: bool = False
    kept: bool = False
    varied: bool = False
    stock: tuple[str, ...] = STOCK
    pieces: int = 2


_ANY = some(1, 3, digit, synonym, dropped, added, marks, tail)
OPEN: dict[str, Way] = {
    "three templates": Way(three_templates, _ANY),
    "five clauses": Way(five_clauses, some(1, 2, nearby, tail, added)),
    "no figures": Way(no_figures, some(1, 2, synonym, dropped, added, marks)),
    "paragraph": Way(paragraph, some(1, 4, typing, digit, dropped, synonym), varied=True),
    "telegraph": Way(telegraph, some(1, 2, digit, added, dropped, synonym)),
    "between stock": Way(between_stock, some(1, 3, figure, synonym, dropped, tail), pieces=3),
    "yearly, chains": Way(yearly, some(1, 2, dropped, added, synonym, figure), chains=True, kept=True),
    "templates, words only": Way(three_templates, some(1, 3, dropped, added, exchanged, synonym), stock=FIGURED_STOCK, pieces=1),
}  # fmt: skip
ASIDE: dict[str, Way] = {
    "names": Way(with_names, some(1, 3, typing, digit, marks)),
    "chained": Way(chained, some(1, 3, dropped, added, exchanged, synonym)),
    "two frames": Way(two_frames, some(1, 3, digit, synonym, dropped, added, marks, tail)),
    "from forty": Way(from_forty, some(1, 3, sentences, digit, added), stock=FIGURED_STOCK),
    "two frames, figured stock": Way(two_frames, some(1, 2, nearby, added, synonym), stock=FIGURED_STOCK, varied=True, pieces=1),
    "by style": Way(by_style, some(1, 3, figure, synonym, dropped, added, tail), kept=True, chains=True),
    "two weaknesses": Way(two_weaknesses, some(2, 4, synonym, added, exchanged, sentences)),
    "exact amounts": Way(exact_amounts, digit),
    "five clauses, words": Way(five_clauses, some(1, 3, dropped, added, typing, synonym)),
}  # fmt: skip


def make_blind(way: Way, seed: int, rows: int = 4_000, raters: int = 60) -> Comments:
    """Comments of one of these ways: 8 % copied from an earlier one, 15 % of stock phrases only."""
    rng = random.Random(f"{seed}")
    made = Comments([], [], {}, set())
    owned: list[int] = []
    of_rater: dict[int, list[int]] = {}
    for row in range(rows):
        rater, dice = rng.randrange(raters), rng.random()
        if dice < 0.15:
            text = " ".join(rng.sample(way.stock, way.pieces)).format(
                a=rng.choice((2024, 2025, 2026)), b=rng.randint(6, 12)
            )
            if way.varied and rng.random() < 0.4:
                text = rng.choice((added, dropped, marks))(rng, text)
            made.stock.add(row)
        elif dice < 0.23 and owned:
            mine = of_rater.get(rater)
            made.copied[row] = rng.choice(mine if mine and way.kept and rng.random() < 0.5 else owned)
            text = way.edit(rng, made.text[made.copied[row]])
            if way.chains:
                owned.append(row)
        else:
            text = way.own(rng)
            owned.append(row)
            of_rater.setdefault(rater, []).append(row)
        made.text.append(text)
        made.rater.append(rater)
    return made
