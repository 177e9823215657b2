"""Comments that repeat an earlier one: found despite small edits, and not found where only the phrases are common."""

from __future__ import annotations

import random
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canbo.core.text import fold
from canbo.evaluation.domain.copies import Copy, copies_in, corpus_of, line_of, weighed
from canbo.evaluation.domain.copies_edits import Edits, match, parting
from canbo.evaluation.domain.copies_wording import Wording
from canbo.evaluation.domain.stock import learned
from canbo.evaluation.mirror_files import wordings

OWN = (
    "Đã giải quyết 143 hồ sơ đất đai ở xã Bình An trước ngày 15/11, còn 6 hồ sơ quá hạn do thiếu bản đồ. "
    "Quý I năm tới rà lại toàn bộ sổ địa chính cùng cán bộ thôn."
)
OTHER = (
    "Chủ trì ba cuộc tiếp dân về mặt bằng chợ Hà Vị, thu được 92 triệu đồng tiền thuê sạp. Báo cáo tháng 8 nộp chậm hai "
    "tuần; từ tháng 1 sẽ nộp trước ngày 20."
)
STOCK = "Chấp hành tốt chủ trương của Đảng, chính sách pháp luật của Nhà nước. Hoàn thành tốt nhiệm vụ được giao."

TASKS = (
    "tiếp dân",
    "giải ngân",
    "hộ tịch",
    "chuyển đổi số",
    "giảm nghèo",
    "quản lý chợ",
    "trồng rừng",
    "thu ngân sách",
)
PLACES = ("Bình An", "Hà Vị", "Tân Lập", "Lục Bình", "Cao Sơn", "Mai Lạp", "Nông Hạ", "Yên Đĩnh", "Vũ Muộn", "Tú Trĩ")
FAULTS = ("báo cáo chậm", "hồ sơ quá hạn", "ít đi cơ sở", "văn bản sai thể thức", "chưa thạo phần mềm", "bỏ sót đơn")


def own(rng: random.Random) -> str:
    return (
        f"Đã làm {rng.choice(TASKS)} ở {rng.choice(PLACES)} với {rng.randrange(3, 900)} lượt, xong ngày "
        f"{rng.randrange(1, 29)}/{rng.randrange(1, 13)}. Phối hợp {rng.choice(PLACES)} về {rng.choice(TASKS)}, giảm "
        f"{rng.randrange(2, 99)} vụ. Hạn chế: {rng.choice(FAULTS)} {rng.randrange(2, 40)} lần. Sẽ nhận thêm "
        f"{rng.choice(TASKS)} từ ngày {rng.randrange(1, 29)}/{rng.randrange(1, 13)}."
    )


def edited(rng: random.Random, text: str) -> str:
    words = text.split()
    for _each in range(rng.randrange(0, 4)):
        place = rng.randrange(len(words))
        match rng.randrange(3):
            case 0:
                words[place] = rng.choice(("nhiều", "thêm", "mới"))
            case 1:
                del words[place]
            case _:
                words.insert(place, rng.choice(("cơ bản", "kịp thời", "rất")))
    return " ".join(words)


def found(comments: list[str], raters: list[int] | None = None) -> list[Copy]:
    return copies_in(corpus_of(comments, raters or list(range(len(comments))), wordings().stock))


@pytest.mark.parametrize(
    "copy",
    [
        OWN,
        OWN.upper(),
        OWN.replace("143", "151"),
        OWN.replace("Bình An", "Hà Vị"),
        OWN.replace("15/11", "20/10"),
        OWN.replace("giải quyết", "xử lý xong"),
        OWN.replace("toàn bộ ", "").replace("cùng cán bộ thôn", "cùng với cán bộ các thôn"),
        "Quý I năm tới rà lại toàn bộ sổ địa chính cùng cán bộ thôn. Đã giải quyết 143 hồ sơ đất đai ở xã Bình An trước "
        "ngày 15/11, còn 6 hồ sơ quá hạn do thiếu bản đồ.",
        "Da giai quyet 143 ho so dat dai o xa Binh An truoc ngay 15/11, con 6 ho so qua han do thieu ban do. Quy I nam "
        "toi ra lai toan bo so dia chinh cung can bo thon.",
        "Đồng chí Lan đã rất cố gắng. " + OWN,
    ],
)
def test_a_copy_with_small_edits_is_found(copy: str):
    (told,) = found([OTHER, OWN, STOCK, copy])
    assert (told.row, told.of_row) == (3, 1)
    assert 0.7 < told.ratio <= 1.0


def test_other_comments_on_the_same_matter_are_not_copies():
    other = "Ở xã Bình An còn 6 hồ sơ đất đai quá hạn; trước ngày 15/11 đã họp với cán bộ thôn để tìm bản đồ cũ và xin ý kiến huyện."
    assert found([OWN, OTHER, other]) == []


def test_stock_phrases_do_not_make_copies_of_each_other():
    assert found([STOCK, OWN, STOCK, STOCK]) == []


def test_phrases_that_many_raters_use_are_learned_as_stock():
    habit = "Bản thân luôn bám sát lịch công tác tuần, chủ động trong mọi phần việc và giữ nền nếp sinh hoạt chung"
    rng = random.Random(1)
    comments = [habit if each % 4 == 0 else own(rng) for each in range(400)]
    raters = [each % 37 for each in range(400)]
    assert found(comments, raters) == []
    assert "bam sat lich cong tac tuan" not in learned(comments, raters)
    assert "ban than luon bam sat lich cong tac tuan" in learned(comments, raters)


def test_one_rater_who_repeats_one_comment_does_not_make_it_stock():
    rng = random.Random(2)
    habit = "Bám địa bàn, gỡ được vướng mắc đất rừng giữa hai thôn; sổ sách ghi còn thiếu, hứa ghi lại cùng kế toán"
    comments = [habit if each % 20 == 0 else own(rng) for each in range(400)]
    raters = [each % 20 for each in range(400)]
    told = found(comments, raters)
    assert [each.row for each in told] == list(range(20, 400, 20))
    assert not any(clause in fold(habit) for clause in learned(comments, raters))


def test_the_nearest_earlier_comment_is_named_and_of_equals_the_first():
    near = OWN.replace("toàn bộ ", "")
    told = found([OWN, OTHER, near, near.replace("143", "144"), OTHER])
    assert [(each.row, each.of_row) for each in told] == [(2, 0), (3, 2), (4, 1)]
    assert [(each.row, each.of_row) for each in found([OWN, OTHER, OWN, OWN])] == [(2, 0), (3, 0)]


def test_nearly_all_copies_are_found_and_nearly_nothing_else():
    right = wrong = planted = 0
    for seed in range(2):
        rng = random.Random(seed)
        comments: list[str] = []
        source: dict[int, int] = {}
        for row in range(2_500):
            dice = rng.random()
            if dice < 0.08 and row > 20:
                source[row] = rng.randrange(row)
                while "lượt" not in comments[source[row]] or source[row] in source:
                    source[row] = rng.randrange(row)
                comments.append(edited(rng, comments[source[row]]))
            else:
                comments.append(STOCK if dice < 0.23 else own(rng))
        told = found(comments, [rng.randrange(60) for _each in comments])
        planted += len(source)
        right += sum(source.get(each.row) == each.of_row or each.row in source for each in told)
        wrong += sum(each.row not in source for each in told)
    assert right >= 0.9 * planted
    assert wrong <= 0.02 * (right + wrong)


def _frame(rng: random.Random) -> str:
    """One frame for everybody: six places to fill."""
    return (
        f"Đã thực hiện {rng.choice(TASKS)} tại xã {rng.choice(PLACES)}, kết quả đạt {rng.randrange(1, 300)} hồ sơ trong "
        f"tháng {rng.randrange(1, 13)}. Hạn chế: {rng.choice(FAULTS)}. Sẽ nhận thêm {rng.choice(TASKS)} ở xã "
        f"{rng.choice(PLACES)} với {rng.randrange(1, 300)} lượt."
    )


def test_a_frame_that_all_share_makes_nobody_a_copier_and_edits_of_it_are_found():
    rng = random.Random(5)
    comments = [_frame(rng) for _each in range(2_000)]
    raters = [each % 40 for each in range(2_400)]
    assert len(found(comments, raters[:2_000])) <= 4
    sources = [rng.randrange(2_000) for _each in range(400)]
    told = found(comments + [edited(rng, comments[each]) for each in sources], raters)
    right = sum(each.row >= 2_000 and each.of_row == sources[each.row - 2_000] for each in told)
    assert right >= 0.9 * len(sources)
    assert right >= 0.98 * len(told)


def _two(copy: str, *, noise: int = 600) -> tuple[float, float]:
    """The ratio of a text and its copy among many comments, and the bits that speak for a copy."""
    rng = random.Random(6)
    corpus = corpus_of([*(own(rng) for _each in range(noise)), OWN, copy], [e % 40 for e in range(noise + 2)])
    ((match, bits),) = [each for each in weighed(corpus) if each[0].row == noise + 1 and each[0].of_row == noise]
    return match.ratio, bits


def test_what_speaks_for_a_copy_and_what_against():
    same = _two(OWN)
    assert same[0] == 1.0
    # A figure a little off speaks more than one that is quite another; both less than the same figure.
    assert same[1] > _two(OWN.replace("143", "144"))[1] > _two(OWN.replace("143", "9027"))[1]
    # The order of sentences costs little; a sentence left out costs by its words.
    first, second = OWN.split(". ")
    swapped, shorter = _two(f"{second} {first}."), _two(f"{first}.")
    assert swapped[0] > 0.9 > shorter[0]
    assert swapped[1] > shorter[1]


def test_the_words_of_two_comments_are_held_together_in_runs_then_between_them():
    corpus = corpus_of(
        [
            "Xong 12 hồ sơ đất đai. Xong 40 hồ sơ hộ tịch.",
            "Xong 15 hồ sơ đất đai. Xong 40 bộ hồ sơ hộ tịch.",
            "Xong 40 hồ sơ hộ tịch. Xong 12 hồ sơ đất đai.",
        ],
        [0, 1, 2],
    )
    assert match(corpus, 1, 0).met == (0, -1, 2, 3, 4, 5, 6, 7, -1, 8, 9, 10, 11)
    assert match(corpus, 2, 0).met == (6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5)
    told = parting(
        corpus, Wording(corpus).forecast(np.ones(len(corpus.tokens), dtype=bool)), match(corpus, 1, 0), free=False
    )
    assert [(one, other) for one, other, _bits in told.figures] == [("15", "12")]
    assert [(place.kind, place.further, corpus.words[place.word]) for place in told.places] == [("put_in", 0, "bo")]
    assert (told.kept, told.figures_kept) == (10, 1)


def test_how_copies_are_edited_is_learned_from_sure_ones():
    rng = random.Random(7)
    texts = [own(rng) for _each in range(300)]
    corpus = corpus_of([*texts, *(f"{text} Đề nghị ghi nhận." for text in texts[:100])], [e % 40 for e in range(400)])
    wording = Wording(corpus).forecast(np.ones(len(corpus.tokens), dtype=bool))
    pairs = [parting(corpus, wording, match(corpus, 300 + each, each), free=False) for each in range(100)]
    usual = [1 / len(corpus.words)] * len(corpus.words)
    before, after = Edits(usual, (-5.0, -1.0)), Edits(usual, (-5.0, -1.0))
    after.learn((1.0, each) for each in pairs[:50])
    assert all(after.bits(each) > before.bits(each) + 3 for each in pairs[50:])
    changed = parting(corpus, wording, match(corpus, 1, 0), free=False)
    assert after.bits(changed) < before.bits(changed)


def test_the_line_follows_how_many_can_meet_by_chance_and_how_rare_copies_are():
    # One bit more with each doubling, and with each halving of the copies.
    some, twice = [40.0] * 320, [40.0] * 640
    assert line_of(some, 4_000) == pytest.approx(log2(4_000) + 3.5 + log2(4_000 / 320))
    assert line_of(twice, 8_000) == pytest.approx(line_of(some, 4_000) + 1, abs=0.01)
    assert line_of([40.0] * 20, 4_000) == line_of(some, 4_000) + 1
    # Where there seem to be hardly any copies, what lies a little above what chance gives is none.
    assert line_of([19.5] * 20, 4_000) > 19.5 > line_of([*some, 19.5], 4_000)
    # More where the wording is little known.
    assert line_of([40.0] * 80, 1_000) > line_of(some, 4_000)


def test_comments_that_say_nothing_at_all():
    assert found(["", "  ", "...", "Tốt", "Tốt", "tốt."]) == []
    assert found([]) == []
    assert found([OWN]) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("aăâbcdđ eêghiklmnoôơpq., 0123", max_size=60), max_size=12), st.integers(0, 12))
def test_a_copy_is_always_of_an_earlier_row_and_the_ratio_a_share(comments: list[str], place: int):
    comments.insert(min(place, len(comments)), OWN)
    comments.append(OWN)
    told = found(comments)
    assert len({each.row for each in told}) == len(told)
    assert all(0 <= each.of_row < each.row < len(comments) and 0.6 <= each.ratio <= 1 for each in told)
    assert told[-1].row == len(comments) - 1
    assert told[-1].ratio == 1
