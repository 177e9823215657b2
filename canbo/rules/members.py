"""The closed values of levels and categories, in order. The files keep the same lists (a test compares them)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a level or category: the code that packs and columns use, and its words."""

    code: str
    label: str | Promise


GENDERS: Final = (Member("male", _("Nam")), Member("female", _("Nữ")))

BLOCKS: Final = (
    Member("party", _("Khối Đảng")),
    Member("government", _("Khối chính quyền")),
    Member("front_and_mass", _("Khối MTTQ và các đoàn thể")),
    Member("public_service", _("Đơn vị sự nghiệp")),
    Member("armed_forces", _("Lực lượng vũ trang")),
)

TIERS: Final = (
    Member("central", _("Trung ương")),
    Member("province", _("Cấp tỉnh")),
    Member("district", _("Cấp huyện")),
    Member("commune", _("Cấp xã")),
)

#: Lowest first, so that "at least deputy" reads as for any level.
TITLE_RANKS: Final = (
    Member("staff", _("không giữ chức vụ")),
    Member("deputy", _("cấp phó")),
    Member("head", _("cấp trưởng")),
)

QUALIFICATION_LEVELS: Final = (
    Member("none", _("Chưa qua đào tạo")),
    Member("elementary", _("Sơ cấp")),
    Member("intermediate", _("Trung cấp")),
    Member("college", _("Cao đẳng")),
    Member("university", _("Đại học")),
    Member("master", _("Thạc sĩ")),
    Member("doctorate", _("Tiến sĩ")),
)

THEORY_LEVELS: Final = (
    Member("none", _("Chưa qua đào tạo")),
    Member("elementary", _("Sơ cấp")),
    Member("intermediate", _("Trung cấp")),
    Member("advanced", _("Cao cấp")),
    Member("bachelor", _("Cử nhân")),
)

STATE_MANAGEMENT_LEVELS: Final = (
    Member("none", _("Chưa qua bồi dưỡng")),
    Member("officer", _("Cán sự")),
    Member("specialist", _("Chuyên viên")),
    Member("principal_specialist", _("Chuyên viên chính")),
    Member("senior_specialist", _("Chuyên viên cao cấp")),
)

DEFENCE_GROUPS: Final = (
    Member("group_4", _("Đối tượng 4")),
    Member("group_3", _("Đối tượng 3")),
    Member("group_2", _("Đối tượng 2")),
    Member("group_1", _("Đối tượng 1")),
)

RATINGS: Final = (
    Member("not_completed", _("Không hoàn thành nhiệm vụ")),
    Member("completed", _("Hoàn thành nhiệm vụ")),
    Member("good", _("Hoàn thành tốt nhiệm vụ")),
    Member("excellent", _("Hoàn thành xuất sắc nhiệm vụ")),
)

HOLDING_KINDS: Final = (
    Member("principal", _("Chính thức")),
    Member("concurrent", _("Kiêm nhiệm")),
    Member("acting", _("Phụ trách, quyền")),
    Member("seconded", _("Biệt phái")),
    Member("rotated", _("Luân chuyển")),
)

DISCIPLINE_FORMS: Final = (
    Member("reprimand", _("Khiển trách")),
    Member("warning", _("Cảnh cáo")),
    Member("salary_cut", _("Hạ bậc lương")),
    Member("demotion", _("Giáng chức")),
    Member("removal", _("Cách chức")),
    Member("recall", _("Bãi nhiệm")),
    Member("dismissal", _("Buộc thôi việc")),
    Member("expulsion", _("Khai trừ")),
)
