"""The meter: what a comment lacks, what it repeats, and where."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.text import nfc
from canbo.evaluation.domain.meter import ITEMS, Meter, measure
from canbo.evaluation.domain.stock import learned
from canbo.evaluation.domain.wording import Span, keys_of, words_of
from canbo.evaluation.mirror_files import wordings
from canbo.evaluation.tests.test_copies import OTHER, OWN, STOCK

FULL = "Đã giải quyết 45 hồ sơ đất đai trước ngày 15/11. Còn chậm báo cáo. Năm tới sẽ đi cơ sở mỗi tuần."


def told(text: str, **more: object) -> Meter:
    return measure(text, wordings(), **more)  # type: ignore[arg-type]


def cut(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [nfc(text)[span.start : span.end] for span in spans]


def test_a_full_comment_lacks_nothing_and_each_item_is_marked():
    meter = told(FULL)
    assert meter.missing == ()
    assert not meter.is_generic
    assert cut(FULL, meter.found["number"]) == ["45"]
    assert cut(FULL, meter.found["date"]) == ["15/11"]
    assert "giải quyết" in cut(FULL, meter.found["result"])
    assert cut(FULL, meter.found["shortcoming"]) == ["chậm"]
    assert cut(FULL, meter.found["next_step"]) == ["Năm tới sẽ"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Đã giải quyết hồ sơ đất đai trước ngày 15/11. Còn chậm báo cáo. Năm tới sẽ đi cơ sở.", ("number",)),
        ("Đã giải quyết 45 hồ sơ đất đai. Còn chậm báo cáo. Năm tới sẽ đi cơ sở.", ("date",)),
        ("Đã giải quyết 45 hồ sơ đất đai trong quý II. Năm tới sẽ đi cơ sở.", ("shortcoming",)),
        ("Đã giải quyết 45 hồ sơ đất đai trong tháng 5. Còn chậm báo cáo.", ("next_step",)),
        ("Có 45 hồ sơ trong năm 2025. Còn quá hạn ở một số thôn. Năm tới sẽ đi cơ sở.", ("result",)),
        ("", ITEMS),
        ("   ", ITEMS),
        (STOCK, ITEMS),
        ("Không có khuyết điểm.", ITEMS),
    ],
)
def test_what_is_missing_is_named(text: str, missing: tuple[str, ...]):
    assert told(text).missing == missing


def test_a_comment_without_marks_is_read_too():
    bare = "".join(c for c in unicodedata.normalize("NFD", FULL) if not unicodedata.combining(c)).replace("Đ", "D")
    assert told(bare.replace("đ", "d")).missing == ()


def test_a_word_that_only_looks_like_a_sign_without_its_marks_is_none():
    assert "shortcoming" in told("Trông coi chùa Bình An.").missing


def test_stock_phrases_are_marked_and_say_nothing():
    meter = told(STOCK)
    assert meter.is_generic
    assert meter.stock_share > 0.9
    assert cut(f"Năm qua {OWN} {STOCK}", told(f"Năm qua {OWN} {STOCK}").stock) == [STOCK.rstrip(".")]
    mixed = told(f"{STOCK} {FULL}")
    assert mixed.missing == ()
    assert 0 < mixed.stock_share < 0.6
    assert not mixed.is_generic


def test_clauses_learned_from_others_are_stock():
    text = "Bản thân luôn bám sát lịch công tác tuần, chủ động việc chung."
    known = wordings().learning(frozenset({"ban than luon bam sat lich cong tac tuan"}))
    meter = measure(text, known)
    assert cut(text, meter.stock) == ["Bản thân luôn bám sát lịch công tác tuần"]
    assert told(text).stock == ()


def test_last_year_and_a_colleague_are_told_with_the_words_they_share():
    again = OWN.replace("143", "150")
    meter = told(again, last_year=OWN, colleagues=[("Hà Văn Bình", OTHER), ("Nông Thị Lan", OWN + " " + STOCK)])
    assert [(each.kind, each.label) for each in meter.repeats] == [("last_year", ""), ("colleague", "Nông Thị Lan")]
    marked = " ".join(cut(again, meter.repeats[0].spans))
    assert "150" not in marked
    assert "hồ sơ đất đai ở xã Bình An" in marked
    assert "143" not in " ".join(cut(OWN, meter.repeats[0].other_spans))


def test_shared_stock_phrases_repeat_nobody():
    assert told(STOCK, last_year=STOCK, colleagues=[("Lan", STOCK)]).repeats == ()
    assert told("", last_year="").repeats == ()


@given(st.text(max_size=80))
def test_places_are_of_the_composed_text_and_the_words_are_the_same_everywhere(text: str):
    meter = told(text)
    size = len(nfc(text))
    assert all(0 <= span.start < span.end <= size for spans in (*meter.found.values(), meter.stock) for span in spans)
    assert set(meter.missing) | set(meter.found) == set(ITEMS)
    assert meter.words == len(words_of(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "Đã",
                "giải",
                "quyết",
                "45",
                "hồ",
                "sơ",
                "15/11",
                "12,5%",
                "NẾU",
                "Hòa",
                "Hoà",
                "qúy",
                "tháng",
                "3;",
                "còn.",
                "thôn–bản",
            ]
        ),
        max_size=15,
    )
)
def test_words_with_and_without_places_agree(words: list[str]):
    text = " ".join(words)
    assert [word.key for word in words_of(text)] == keys_of(text)
    assert [word.key for word in words_of(unicodedata.normalize("NFD", text))] == keys_of(text)


def test_a_clause_that_many_write_may_still_name_a_shortcoming():
    habit = "Tồn tại là báo cáo quý còn chậm"
    texts = [f"Đã giải quyết {each} hồ sơ. {habit}." for each in range(40)]
    known = wordings().learning(learned(texts, [each % 8 for each in range(40)]))
    meter = measure(texts[7], known)
    assert cut(texts[7], meter.stock) == [habit]
    assert meter.missing == ("date", "next_step")
    assert not meter.is_generic


def test_a_whole_comment_that_many_raters_write_is_stock_with_its_figures():
    habit = "Làm việc đều trong 12 tháng, xong việc năm 2025, sẽ giữ nền nếp"
    texts = [habit if each % 5 == 0 else f"{OWN} {each}" for each in range(100)]
    of_many, of_one = (wordings().learning(learned(texts, raters)) for raters in (list(range(100)), [1] * 100))
    assert measure(habit, of_many).is_generic
    assert not measure(habit, of_one).is_generic
    assert not measure(texts[1], of_many).is_generic
