"""Errors carry a code, a sentence and values, also between processes."""

import json
import pickle

from canbo.core.dates import DateError
from canbo.core.errors import DomainError, Forbidden, NotFound, Phrase, Said, from_plain, joined, to_plain


def test_error_carries_code_sentence_and_values() -> None:
    error = DomainError("rank_unknown", "Không có mã ngạch “01.000”.", rank="01.000")
    assert (error.code, str(error), error.extra) == ("rank_unknown", error.message, {"rank": "01.000"})


def test_the_sentence_is_filled_in_and_its_template_kept() -> None:
    error = DomainError("unit_gone", "Đơn vị «{name}» có {{ body }} và {other}.", name="Phòng {other}", count=3)
    assert error.message == "Đơn vị «Phòng {other}» có {{ body }} và {other}."
    assert error.template == "Đơn vị «{name}» có {{ body }} và {other}."


def test_errors_survive_pickling() -> None:
    filled = DomainError("rank_unknown", "Không có mã «{rank}».", rank="01.000")
    for error in (DateError("date_unreadable", "Không đọc được.", text="x"), Forbidden(), NotFound(path="a"), filled):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own bytes
        assert type(again) is type(error)
        assert (again.code, again.message, again.extra) == (error.code, error.message, error.extra)
        assert again.template == error.template


def test_a_kept_sentence_is_text_and_comes_back_from_plain_data() -> None:
    inner = Said("«{given}» không phải là số.", given="ba")
    whole = joined([inner, Said("Hãy ghi {what}.", what=Phrase("số"))])
    assert whole == "«ba» không phải là số. Hãy ghi số."
    kept = json.loads(json.dumps(to_plain(whole)))
    again = from_plain(kept)
    assert isinstance(again, Said)
    assert (again, to_plain(again)) == (whole, kept)
    assert isinstance(pickle.loads(pickle.dumps(whole)).values["p0"], Said)  # noqa: S301
    assert (to_plain("tên"), from_plain("tên")) == ("tên", "tên")
