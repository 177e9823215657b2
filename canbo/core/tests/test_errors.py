"""Errors carry a code, a sentence and values, also between processes."""

import pickle

from canbo.core.dates import DateError
from canbo.core.errors import DomainError, Forbidden, NotFound


def test_error_carries_code_sentence_and_values() -> None:
    error = DomainError("rank_unknown", "Không có mã ngạch “01.000”.", rank="01.000")
    assert (error.code, str(error), error.extra) == ("rank_unknown", error.message, {"rank": "01.000"})


def test_errors_survive_pickling() -> None:
    for error in (DateError("date_unreadable", "Không đọc được.", text="x"), Forbidden(), NotFound(path="a")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (again.code, again.message, again.extra) == (error.code, error.message, error.extra)
