"""A person's inputs written as JSON: read by the schema of the scheme, scored, and told with working and clauses.

The schemas are in `schemas/`, one a scheme, with an example each.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.evaluation.domain.telling import plain_scored
from canbo.rules import library as packs
from canbo.rules.domain.law import Library
from canbo.rules.domain.ready_schemes import prepared, scheme_of
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.schemes import Scheme
from canbo.rules.domain.scoring import score
from canbo.rules.domain.spans import common

#: What a file may say beside what is entered.
ABOUT: Final = ("$schema", "scheme", "title", "period", "as_of", "places")
PERIOD: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


def score_of(name: str, raw: Mapping[str, Any], *, today: date, language: str = "vi") -> dict[str, Any]:
    """Score a file by a scheme and give the proposal in plain data.

    The law is that of `as_of`, else of the last day of `period`, else of the day in the scheme's time nearest `today`.
    Errors: scheme_unknown, scheme_not_in_force, file_of_another_scheme, input_unknown, input_wrong, inputs_disagree.
    """
    if raw.get("scheme") not in (None, name):
        raise DomainError(
            "file_of_another_scheme", "Tệp ghi scheme «{stated}», lệnh hỏi «{scheme}». Hãy dùng cùng một mã.",
            stated=str(raw["scheme"]), scheme=name, field="scheme",
        )  # fmt: skip
    found = packs.library()
    kind, last = _period(raw.get("period"))
    day = _day(raw.get("as_of")) or last or _usual_day(found, name, today)
    law = found.law(day, places=_places(raw.get("places")))
    scheme = scheme_of(law, name)
    if kind and kind not in scheme.periods:
        raise _wrong("period", f"bộ tiêu chí này xếp loại theo {', '.join(scheme.periods)}", raw["period"])
    entered = {key: value for key, value in raw.items() if key not in ABOUT}
    scored = score(prepared(scheme, law), read_given(entered, scheme))
    return {
        "scheme": name, "label": scheme.label.within(language) if scheme.label else name,
        "title": raw.get("title"), "period": raw.get("period"), **plain_scored(scored, language),
    }  # fmt: skip


def lines_of(told: Mapping[str, Any], language: str = "vi") -> Iterator[str]:
    """Give what was told as lines for a terminal."""
    english = language == "en"
    yield told["label"]
    for each in told["working"]:
        yield f"  {each['text']}" + (f" [{each['citation']}]" if each["citation"] else "")
    words = {"pass": "+", "fail": "-", "unknown": "?", "weighed": "~"}
    for each in told["conditions"]:
        yield f"  {words[each['state']]} {each['reason']} [{each['citation']}]"
    for each in told["missing"]:
        yield f"  {'missing' if english else 'còn thiếu'}: {each['field']} ({each['label']})"
    yield told["sentence"]


def versions(found: Library, name: str) -> Sequence[Scheme]:
    """Give the versions of a scheme that can be scored, in order of time."""
    held = [each for each in found.schemes.values() if each.id == name and not each.is_base]
    return sorted(held, key=lambda each: each.span.start)


def _usual_day(found: Library, name: str, today: date) -> date:
    """The day in the scheme's time nearest to today; today where there is no such scheme."""
    near = []
    for each in versions(found, name):
        span = common(each.span, found.packs[each.pack].span)
        if span is not None:
            last = today if span.before is None or today < span.before else _eve(span.before)
            near.append(max(last, span.start))
    return min(near, key=lambda day: abs(day - today)) if near else today


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _period(raw: Any) -> tuple[str, date | None]:
    """The kind of a period and its last day: 2026, "2026-Q1", "2026-03"."""
    if raw is None:
        return "", None
    text = str(raw) if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
    read = PERIOD.fullmatch(text)
    if read is None or not 1945 < int(read[1]) < 2200:
        raise _wrong("period", 'phải là năm, quý hoặc tháng: "2026", "2026-Q1", "2026-03"', raw)
    year, quarter, month = int(read[1]), read[2], read[3]
    last = int(quarter) * 3 if quarter else int(month) if month else 12
    kind = "quarter" if quarter else "month" if month else "year"
    return kind, date(year, last, calendar.monthrange(year, last)[1])


def _day(raw: Any) -> date | None:
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise _wrong("as_of", 'phải là ngày, ví dụ "2026-03-31"', raw) from None


def _places(raw: Any) -> list[str]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise _wrong("places", "phải là danh sách mã đơn vị, từ cấp trên xuống", raw)
    return raw


def _wrong(where: str, why: str, given: Any) -> DomainError:
    return DomainError(
        "input_wrong", "Mục «{field}» {why}, không phải {given}.", field=where, why=why, given=f"«{given}»"
    )
