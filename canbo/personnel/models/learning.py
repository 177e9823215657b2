"""What the person has learnt: schooling, degrees, theory, state management, defence, languages, IT, courses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField
from canbo.personnel.levels import (
    DefenceGroup,
    QualificationLevel,
    StateManagementLevel,
    StudyMode,
    TheoryLevel,
    TrainingField,
)
from canbo.personnel.models.base import FileRecord, Section


class _Study(FileRecord):
    """Where, how and from when to when something was learnt; `valid_from` is the day the level was reached."""

    institution = models.CharField(_("cơ sở đào tạo"), max_length=250, blank=True, default="")
    mode = models.CharField(_("hình thức đào tạo"), max_length=12, choices=StudyMode.choices, blank=True, default="")
    begun_on = PartialDateField(_("học từ"), null=True, blank=True)
    ended_on = PartialDateField(_("học đến"), null=True, blank=True)
    certificate = models.CharField(_("văn bằng, chứng chỉ"), max_length=200, blank=True, default="")

    class Meta:
        abstract = True


class GeneralEducation(FileRecord):
    """Item 19: schooling (lớp mấy, hệ nào)."""

    section: ClassVar = Section(
        "general_education", _("Giáo dục phổ thông"), "learning", 10, ("grade",), single=True, timed=False,
        tt06="19", c2c98="17",
    )  # fmt: skip

    grade = models.CharField(_("trình độ giáo dục phổ thông"), max_length=60)


class Qualification(_Study):
    """Items 20, 32.1: professional qualifications."""

    section: ClassVar = Section(
        "qualification", _("Trình độ chuyên môn"), "learning", 20, ("level", "major", "institution"),
        tt06="20, 32.1", c2c98="17, 26",
    )  # fmt: skip

    level = models.CharField(_("trình độ"), max_length=14, choices=QualificationLevel.choices)
    major = models.CharField(_("chuyên ngành"), max_length=150, blank=True, default="")


class AcademicTitle(FileRecord):
    """Item 21: academic titles (học hàm)."""

    section: ClassVar = Section(
        "academic_title", _("Học hàm"), "learning", 25, ("title", "conferred_on", "major"), timed=False,
        tt06="21", c2c98="17",
    )  # fmt: skip

    title = models.CharField(_("học hàm"), max_length=60)
    conferred_on = PartialDateField(_("năm công nhận"), null=True, blank=True)
    major = models.CharField(_("chuyên ngành"), max_length=150, blank=True, default="")


class PoliticalTheory(_Study):
    """Item 32.2: political theory."""

    section: ClassVar = Section(
        "theory", _("Lý luận chính trị"), "learning", 30, ("level", "mode", "institution"), tt06="32.2", c2c98="17",
    )  # fmt: skip

    level = models.CharField(_("trình độ"), max_length=14, choices=TheoryLevel.choices)


class StateManagement(_Study):
    """Item 32.3: state management, professional title and skills certificates."""

    section: ClassVar = Section(
        "state_management", _("Quản lý nhà nước, nghiệp vụ"), "learning", 40, ("level", "subject", "institution"),
        tt06="32.3", c2c98="26",
    )  # fmt: skip

    level = models.CharField(
        _("ngạch bồi dưỡng"), max_length=22, choices=StateManagementLevel.choices, blank=True, default=""
    )
    subject = models.CharField(_("nội dung bồi dưỡng"), max_length=150, blank=True, default="")


class DefenceKnowledge(_Study):
    """Item 32.4: defence and security knowledge."""

    section: ClassVar = Section(
        "defence", _("Quốc phòng, an ninh"), "learning", 50, ("group", "institution"), tt06="32.4", c2c98="26",
    )  # fmt: skip

    group = models.CharField(_("đối tượng"), max_length=8, choices=DefenceGroup.choices, blank=True, default="")


class ITSkill(_Study):
    """Item 32.5: IT."""

    section: ClassVar = Section("it", _("Tin học"), "learning", 60, ("level", "institution"), tt06="32.5", c2c98="26")

    level = models.CharField(_("trình độ tin học"), max_length=60)


class LanguageSkill(_Study):
    """Item 32.6: foreign languages and languages of ethnic groups."""

    section: ClassVar = Section(
        "language", _("Ngoại ngữ, tiếng dân tộc"), "learning", 70, ("language", "level", "score"),
        tt06="32.6", c2c98="17",
    )  # fmt: skip

    language = models.CharField(_("ngôn ngữ"), max_length=60)
    level = models.CharField(_("trình độ"), max_length=60, blank=True, default="")
    score = models.CharField(_("điểm số"), max_length=30, blank=True, default="")
    is_ethnic = models.BooleanField(_("là tiếng dân tộc thiểu số"), default=False)


class Training(FileRecord):
    """A course the person was sent to; [from, before) is the time of study."""

    section: ClassVar = Section(
        "training", _("Đào tạo, bồi dưỡng"), "learning", 80, ("course", "mode", "result"), tt06="32", c2c98="26",
    )  # fmt: skip

    course = models.CharField(_("lớp, khoá học"), max_length=250)
    field = models.CharField(_("lĩnh vực"), max_length=18, choices=TrainingField.choices, default=TrainingField.OTHER)
    level = models.CharField(_("trình độ đạt tới"), max_length=22, blank=True, default="")
    mode = models.CharField(_("hình thức"), max_length=12, choices=StudyMode.choices, blank=True, default="")
    institution = models.CharField(_("cơ sở đào tạo"), max_length=250, blank=True, default="")
    sent_by = models.CharField(_("cơ quan cử đi"), max_length=200, blank=True, default="")
    result = models.CharField(_("kết quả"), max_length=100, blank=True, default="")
    is_finished = models.BooleanField(_("đã học xong"), null=True, blank=True)
