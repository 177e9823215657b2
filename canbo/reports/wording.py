"""What reports call their figures, and the sentences that come first."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common import formats
from canbo.personnel.levels import QualificationLevel, StateManagementLevel, TheoryLevel, TrainingField
from canbo.reports.domain.quality import INTERMEDIATE, LEVELS, Quality
from canbo.reports.domain.training import TrainingResult
from canbo.reports.selectors.population import Population
from canbo.rules.vocabulary import fact

UNKNOWN: Final = gettext_lazy("Chưa rõ")
#: Stands under every report whose counts are not told as they are.
MASKED_NOTE: Final = gettext_lazy(
    "Tài khoản này không được mở hồ sơ của những người được tính: số dưới %(least)s được ẩn, các số khác làm tròn "
    "xuống bội số của %(least)s."
)
FLAG_LABELS: Final[dict[str, str | Promise]] = {
    "female": gettext_lazy("Nữ"),
    "party_members": gettext_lazy("Đảng viên"),
    "ethnic_minority": gettext_lazy("Dân tộc thiểu số"),
    "leaders": gettext_lazy("Lãnh đạo, quản lý"),
}
SKILL_LABELS: Final[dict[str, str | Promise]] = {
    "foreign_language": gettext_lazy("Ngoại ngữ"),
    "it": gettext_lazy("Tin học"),
    "ethnic_language": gettext_lazy("Tiếng dân tộc thiểu số"),
}
LEVEL_LABELS: Final[dict[str, str | Promise]] = {
    "qualification": gettext_lazy("Trình độ chuyên môn"),
    "theory": gettext_lazy("Lý luận chính trị"),
    "state_management": gettext_lazy("Quản lý nhà nước"),
    "defence": gettext_lazy("Kiến thức quốc phòng, an ninh"),
}
MEASURE_LABELS: Final[dict[str, str | Promise]] = {
    **FLAG_LABELS,
    "young": gettext_lazy("Cán bộ trẻ"),
    "qualification_intermediate_or_above": gettext_lazy("Chuyên môn từ trung cấp"),
    "qualification_university_or_above": gettext_lazy("Chuyên môn từ đại học"),
    "theory_intermediate_or_above": gettext_lazy("Lý luận chính trị từ trung cấp"),
}
MODE_LABELS: Final[dict[str, str | Promise]] = {
    "full_time": gettext_lazy("Tập trung"),
    "in_service": gettext_lazy("Vừa làm vừa học"),
    "other": gettext_lazy("Hình thức khác"),
    "unknown": UNKNOWN,
}


def level_label(name: str, code: str) -> str:
    """Give the words for a level of one of the report's distributions."""
    return fact(LEVELS[name]).label_of(code)


def scope_words(people: Population) -> str:
    """Name whom a report counts."""
    return people.unit_name or _("toàn bộ phạm vi được giao")


def masked_words(people: Population) -> list[str]:
    """Give the sentence that the counts are not told as they are; nothing where they are."""
    return [str(MASKED_NOTE) % {"least": people.least}] if people.least else []


def quality_lead(quality: Quality) -> str:
    """Say the chief finding in a sentence."""
    if not quality.total:
        return ""
    level, theory = quality.levels["qualification"], quality.leaders_theory
    words = _(
        "%(intermediate)s có trình độ chuyên môn từ trung cấp trở lên, trong đó %(university)s đại học trở lên "
        "(tính trên %(total)s người)."
    ) % {
        "intermediate": formats.share(level.at_least(INTERMEDIATE), quality.total),
        "university": formats.share(level.at_least("university"), quality.total),
        "total": formats.number(quality.total),
    }
    if not theory.total:
        return words
    leaders = _("%(share)s lãnh đạo, quản lý có lý luận chính trị từ trung cấp trở lên (%(part)s/%(total)s người).")
    leaders %= {
        "share": formats.share(theory.at_least(INTERMEDIATE), theory.total),
        "part": formats.number(theory.at_least(INTERMEDIATE)),
        "total": formats.number(theory.total),
    }
    return f"{words} {leaders}"


def quality_base(people: Population, quality: Quality) -> str:
    """Tell the base of the shares, the day, and who is not known; nobody is left out without a word."""
    words = [
        _("Cơ số: %(total)s người có mặt ngày %(day)s (%(scope)s).")
        % {"total": formats.number(quality.total), "day": formats.day(people.as_of), "scope": scope_words(people)}
    ]
    if people.known_on is not None:
        words.append(_("Theo những gì đã ghi nhận đến ngày %(day)s.") % {"day": formats.day(people.known_on.date())})
    if people.presence_unknown:
        words.append(
            _("%(count)s người chưa rõ có mặt hay không nên không tính.")
            % {"count": formats.number(people.presence_unknown)}
        )
    words.append(
        _("Trình độ là mức cao nhất biết chắc có vào ngày đó; tuổi tính tròn năm, cán bộ trẻ là dưới %(age)s tuổi.")
        % {"age": quality.young_under}
    )
    if quality.band_unknown:
        words.append(
            _("%(count)s người chưa đủ ngày sinh để xếp chắc vào một nhóm tuổi.")
            % {"count": formats.number(quality.band_unknown)}
        )
    return " ".join([*words, *masked_words(people)])


def training_lead(result: TrainingResult, since: int) -> str:
    """Say the chief finding in a sentence."""
    advanced, intermediate = result.of("theory", "advanced"), result.of("theory", "intermediate")
    return _(
        "Từ năm %(since)s đã cử %(persons)s người đi học %(courses)s lượt; %(advanced)s người học cao cấp và "
        "%(intermediate)s người học trung cấp lý luận chính trị."
    ) % {
        "since": since, "persons": formats.number(result.persons), "courses": formats.number(result.courses),
        "advanced": formats.number(advanced.persons), "intermediate": formats.number(intermediate.persons),
    }  # fmt: skip


def training_base(people: Population, result: TrainingResult) -> str:
    """Tell how courses and persons are counted."""
    words = [
        _(
            "Tính các lớp bắt đầu trong kỳ, đến hết ngày %(day)s (%(scope)s), kể cả người nay đã chuyển đi hoặc nghỉ. "
            "Mỗi người tính một lần ở mỗi trình độ và mỗi hình thức."
        )
        % {"day": formats.day(people.as_of), "scope": scope_words(people)}
    ]
    if result.undated_courses:
        words.append(
            _("%(courses)s lượt học của %(persons)s người chưa rõ ngày bắt đầu, không tính ở trên.")
            % {
                "courses": formats.number(result.undated_courses),
                "persons": formats.number(result.undated_persons),
            }
        )
    return " ".join([*words, *masked_words(people)])


_COURSE_LEVELS: Final = {
    "theory": TheoryLevel,
    "state_management": StateManagementLevel,
    "professional": QualificationLevel,
}


def course_label(field: str, level: str) -> str:
    """Name a field and level of courses: “Lý luận chính trị: Cao cấp”; a level of no list stands as written."""
    area = str(TrainingField(field).label) if field in TrainingField.values else field or str(UNKNOWN)
    known = _COURSE_LEVELS.get(field)
    reached = str(known(level).label) if known is not None and level in known.values else level
    return f"{area}: {reached}" if reached else area
