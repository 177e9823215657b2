"""Ordered levels and other closed lists of a file. The order of members is the order of the levels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    """Giới tính."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Regime(models.TextChoices):
    """Cán bộ, công chức, viên chức."""

    CADRE = "cadre", _("Cán bộ")
    CIVIL_SERVANT = "civil_servant", _("Công chức")
    PUBLIC_EMPLOYEE = "public_employee", _("Viên chức")
    CONTRACT = "contract", _("Hợp đồng lao động")


class QualificationLevel(models.TextChoices):
    """Trình độ chuyên môn."""

    NONE = "none", _("Chưa qua đào tạo")
    ELEMENTARY = "elementary", _("Sơ cấp")
    INTERMEDIATE = "intermediate", _("Trung cấp")
    COLLEGE = "college", _("Cao đẳng")
    UNIVERSITY = "university", _("Đại học")
    MASTER = "master", _("Thạc sĩ")
    DOCTORATE = "doctorate", _("Tiến sĩ")


class TheoryLevel(models.TextChoices):
    """Lý luận chính trị."""

    NONE = "none", _("Chưa qua đào tạo")
    ELEMENTARY = "elementary", _("Sơ cấp")
    INTERMEDIATE = "intermediate", _("Trung cấp")
    ADVANCED = "advanced", _("Cao cấp")
    BACHELOR = "bachelor", _("Cử nhân")


class StateManagementLevel(models.TextChoices):
    """Quản lý nhà nước."""

    NONE = "none", _("Chưa qua bồi dưỡng")
    OFFICER = "officer", _("Cán sự")
    SPECIALIST = "specialist", _("Chuyên viên")
    PRINCIPAL_SPECIALIST = "principal_specialist", _("Chuyên viên chính")
    SENIOR_SPECIALIST = "senior_specialist", _("Chuyên viên cao cấp")


class DefenceGroup(models.TextChoices):
    """Kiến thức quốc phòng, an ninh: đối tượng 1 là cao nhất."""

    GROUP_4 = "group_4", _("Đối tượng 4")
    GROUP_3 = "group_3", _("Đối tượng 3")
    GROUP_2 = "group_2", _("Đối tượng 2")
    GROUP_1 = "group_1", _("Đối tượng 1")


class Rating(models.TextChoices):
    """Xếp loại chất lượng, từ thấp đến cao."""

    NOT_COMPLETED = "not_completed", _("Không hoàn thành nhiệm vụ")
    COMPLETED = "completed", _("Hoàn thành nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")


class StudyMode(models.TextChoices):
    """Hình thức đào tạo."""

    FULL_TIME = "full_time", _("Tập trung, chính quy")
    IN_SERVICE = "in_service", _("Vừa làm vừa học (tại chức)")
    DISTANCE = "distance", _("Từ xa")
    SPECIALISED = "specialised", _("Chuyên tu, liên thông")
    SHORT = "short", _("Bồi dưỡng ngắn hạn")


class HoldingKind(models.TextChoices):
    """Cách giữ chức vụ."""

    PRINCIPAL = "principal", _("Chính thức")
    CONCURRENT = "concurrent", _("Kiêm nhiệm")
    ACTING = "acting", _("Phụ trách, quyền")
    SECONDED = "seconded", _("Biệt phái")
    ROTATED = "rotated", _("Luân chuyển")


class AbsenceKind(models.TextChoices):
    """Vắng mặt ở nơi công tác; biệt phái là một cách giữ chức vụ (`HoldingKind.SECONDED`), không ghi ở đây."""

    SICK = "sick", _("Nghỉ ốm")
    MATERNITY = "maternity", _("Nghỉ thai sản")
    UNPAID = "unpaid", _("Nghỉ không hưởng lương")
    STUDY = "study", _("Đi học tập trung")
    SUSPENDED = "suspended", _("Tạm đình chỉ công tác")
    TEMPORARY_CELL = "temporary_cell", _("Sinh hoạt đảng tạm thời")


class PostLine(models.TextChoices):
    """Chức vụ thuộc hệ thống nào."""

    STATE = "state", _("Chính quyền")
    PARTY = "party", _("Đảng")
    FRONT = "front", _("MTTQ và đoàn thể")


class TrainingField(models.TextChoices):
    """Lĩnh vực đào tạo, bồi dưỡng."""

    PROFESSIONAL = "professional", _("Chuyên môn, nghiệp vụ")
    THEORY = "theory", _("Lý luận chính trị")
    STATE_MANAGEMENT = "state_management", _("Quản lý nhà nước")
    DEFENCE = "defence", _("Quốc phòng, an ninh")
    LANGUAGE = "language", _("Ngoại ngữ, tiếng dân tộc")
    IT = "it", _("Tin học")
    OTHER = "other", _("Khác")


class DisciplineTrack(models.TextChoices):
    """Kỷ luật của tổ chức nào."""

    PARTY = "party", _("Đảng")
    STATE = "state", _("Chính quyền (hành chính)")
    MASS = "mass", _("Đoàn thể")


class DisciplineForm(models.TextChoices):
    """Hình thức kỷ luật; các hình thức đã bỏ vẫn giữ cho hồ sơ cũ (`data-standards` §2.5)."""

    REPRIMAND = "reprimand", _("Khiển trách")
    WARNING = "warning", _("Cảnh cáo")
    SALARY_CUT = "salary_cut", _("Hạ bậc lương")
    DEMOTION = "demotion", _("Giáng chức")
    REMOVAL = "removal", _("Cách chức")
    RECALL = "recall", _("Bãi nhiệm")
    DISMISSAL = "dismissal", _("Buộc thôi việc")
    EXPULSION = "expulsion", _("Khai trừ")
