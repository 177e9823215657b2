"""Why a tally came out as it did, in words: the votes, the base, what was needed, and what the line says."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from canbo.procedures.domain.counts import FOR, base_words
from canbo.procedures.domain.tally import Line, QuorumFound, Tally, Verdict, going_on

OUTCOMES: Final[dict[str, dict[str, str]]] = {
    "chosen": {"vi": "được lựa chọn", "en": "chosen"},
    "chosen_in_part": {"vi": "được lựa chọn một phần, còn thiếu người", "en": "chosen in part, seats are left"},
    "mixed": {"vi": "mỗi người có kết quả riêng", "en": "each name has its own outcome"},
    "advance": {"vi": "đưa vào bước tiếp theo", "en": "goes on to the next step"},
    "second_round": {"vi": "bỏ phiếu vòng hai", "en": "a second round"},
    "head_decides": {"vi": "người đứng đầu quyết định", "en": "the head decides"},
    "head_decides_and_reports": {
        "vi": "người đứng đầu lựa chọn và báo cáo đầy đủ các ý kiến",
        "en": "the head chooses and reports all opinions",
    },
    "chair_decides": {"vi": "theo phía có phiếu của người chủ trì", "en": "the side of the chair decides"},
    "authority_decides": {"vi": "cấp có thẩm quyền quyết định", "en": "the competent authority decides"},
    "report_all_opinions": {
        "vi": "báo cáo đầy đủ các ý kiến để cấp có thẩm quyền xem xét",
        "en": "all opinions are reported to the authority",
    },
    "stop_and_report": {"vi": "dừng lại, báo cáo cấp có thẩm quyền", "en": "the process stops and is reported"},
    "input_only": {"vi": "chỉ để tham khảo, không lấy ngưỡng", "en": "for information, no threshold"},
    "rejected": {"vi": "không được thông qua", "en": "not carried"},
    "unsaid": {
        "vi": "văn bản không quy định; báo cáo cấp có thẩm quyền", "en": "the text does not say; ask the authority",
    },
    "tie": {"vi": "bằng phiếu ở suất cuối, chưa phân định", "en": "level at the last seat, undecided"},
    "outranked": {"vi": "đủ phiếu nhưng đã hết suất", "en": "enough votes, but no seat is left"},
    "not_chosen": {"vi": "không được lựa chọn", "en": "not chosen"},
    "no_quorum": {"vi": "không đủ người dự, không được bỏ phiếu", "en": "no quorum, no vote may be held"},
}  # fmt: skip
_OPERATORS: Final = {
    ">": {"vi": "trên", "en": "more than"}, ">=": {"vi": "từ", "en": "at least"},
    "=": {"vi": "đúng", "en": "exactly"}, "<": {"vi": "dưới", "en": "less than"},
    "<=": {"vi": "không quá", "en": "at most"},
}  # fmt: skip
_MEASURES: Final = {
    "against": {"vi": "không đồng ý", "en": "against"}, "none": {"vi": "không có ý kiến", "en": "without opinion"},
    "high": {"vi": "tín nhiệm cao", "en": "high confidence"}, "medium": {"vi": "tín nhiệm", "en": "confidence"},
    "low": {"vi": "tín nhiệm thấp", "en": "low confidence"},
}  # fmt: skip


def outcome_words(outcome: str, language: str = "vi") -> str:
    """Give the words for an outcome of a name or of a meeting."""
    return OUTCOMES[outcome][language]


def percent(share: Fraction, language: str = "vi") -> str:
    """Give a share as people write it, cut (not rounded up) to two places: 49,99 % never reads as 50 %."""
    hundredths = int(share * 10_000)
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',') if language == 'vi' else text} %"


def quorum_reason(quorum: QuorumFound, language: str = "vi") -> str:
    """Give the sentence on the quorum."""
    base = base_words(quorum.base, language)
    if language == "en":
        word = "enough" if quorum.met else "not enough"
        return f"{quorum.present} present of {quorum.whole} ({base}), {quorum.needed} needed: {word}."
    word = "đủ" if quorum.met else "không đủ"
    return f"Có mặt {quorum.present}/{quorum.whole} ({base}), cần ít nhất {quorum.needed}: {word} điều kiện."


def verdict_reason(verdict: Verdict, tally: Tally, language: str = "vi") -> str:
    """Give the sentence on one name: votes, base, what was needed, outcome."""
    votes = _votes(verdict, tally, language)
    needed = _needed(verdict, tally, language)
    half = {"vi": " (đúng một nửa)", "en": " (exactly half)"}[language] if verdict.is_half else ""
    return f"{votes}{half}{needed}: {outcome_words(verdict.outcome, language)}."


def _votes(verdict: Verdict, tally: Tally, language: str) -> str:
    base = base_words(verdict.base, language)
    at = verdict.asked[0] if verdict.asked else verdict.line or 0
    measure = tally.rule.lines[at].measure
    share = percent(verdict.share, language)
    what = (
        "" if measure == (FOR,) else f" {' + '.join(_MEASURES.get(each, {}).get(language, each) for each in measure)}"
    )
    if language == "en":
        got = f"{verdict.named.name}: {verdict.votes}{what or ' votes'} of {verdict.whole} ({base})"
        return f"{got}, {share}" if verdict.whole else f"{got}, no share"
    got = f"{verdict.named.name}: {verdict.votes} phiếu{what} trên {verdict.whole} ({base})"
    return f"{got}, đạt {share}" if verdict.whole else f"{got}, không có tỷ lệ"


def _needed(verdict: Verdict, tally: Tally, language: str) -> str:
    """What the deciding line asks, or what each line would have asked that the name fell short of."""
    asked = [_asked(tally.rule.lines[at], verdict, tally, language) for at in verdict.asked]
    if not asked:
        return ""
    either = {"vi": ", hoặc ", "en": ", or "}[language].join(dict.fromkeys(asked))
    return f"; asked: {either}" if language == "en" else f"; yêu cầu {either}"


def _asked(line: Line, verdict: Verdict, tally: Tally, language: str) -> str:
    if line.threshold is None:
        return ""
    text = f"{_OPERATORS[line.operator][language]} {line.threshold.numerator}/{line.threshold.denominator}"
    if line.base is not verdict.base:
        text += f" {base_words(line.base, language)}"
    least = line.needed(tally.numbers)
    if least is None:
        return text
    return f"{text}, that is {least} votes or more" if language == "en" else f"{text}, tức ít nhất {least} phiếu"


def follows(tally: Tally, language: str = "vi") -> str:
    """Say what follows for the meeting: seats left, who is level, who goes on; "" where nothing does."""
    tied, on = tally.names("tie"), going_on(tally)
    said: list[str] = []
    if tied:
        names = ", ".join(tied)
        then = outcome_words(tally.rule.tie, language)
        said.append(
            f"Level at the last seat: {names}; {then}." if language == "en"
            else f"Bằng phiếu ở suất cuối: {names}; {then}."
        )  # fmt: skip
    elif on:
        names = ", ".join(on)
        said.append(
            f"On to the next round or step: {names}." if language == "en" else f"Vào vòng sau, bước sau: {names}."
        )
    if tally.seats_left and (tied or on or tally.outcome == "chosen_in_part"):
        left = tally.seats_left
        said.append(f"Seats left: {left}." if language == "en" else f"Còn {left} người cần chọn.")
    return " ".join(said)
