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

DISCIPLINE_TRACKS: Final = (
    Member("party", _("Đảng")),
    Member("state", _("Chính quyền (hành chính)")),
    Member("mass", _("Đoàn thể")),
)

ACTS: Final = (
    Member("appointment", _("Bổ nhiệm")),
    Member("nomination", _("Giới thiệu ứng cử")),
    Member("reappointment", _("Bổ nhiệm lại")),
    Member("extension", _("Kéo dài thời gian giữ chức vụ")),
    Member("planning", _("Quy hoạch")),
    Member("rotation", _("Luân chuyển")),
    Member("transfer", _("Điều động")),
    Member("secondment", _("Biệt phái")),
    Member("position_change", _("Chuyển đổi vị trí công tác")),
    Member("theory_training", _("Cử đi học lý luận chính trị")),
    Member("state_training", _("Bồi dưỡng kiến thức quản lý nhà nước")),
    Member("postgraduate", _("Cử đào tạo sau đại học")),
    Member("abroad_training", _("Cử bồi dưỡng ở nước ngoài")),
    Member("evaluation", _("Đánh giá, xếp loại")),
    Member("suspension", _("Tạm đình chỉ công tác")),
    Member("resignation", _("Từ chức")),
    Member("dismissal", _("Miễn nhiệm")),
    Member("discipline", _("Xử lý kỷ luật")),
)

SOURCES: Final = (Member("in_place", _("Nguồn tại chỗ")), Member("outside", _("Nguồn từ nơi khác")))

POST_CHANGES: Final = (
    Member("higher", _("cao hơn")),
    Member("equal", _("tương đương")),
    Member("lower", _("thấp hơn")),
)

PLAN_OBJECTS: Final = (Member("object_1", _("Đối tượng 1")), Member("object_2", _("Đối tượng 2")))

PLAN_ROUNDS: Final = (
    Member("current_term", _("Nhiệm kỳ hiện tại")),
    Member("next_term", _("Nhiệm kỳ tiếp theo")),
)

PLAN_BODIES: Final = (
    Member("grassroots", _("Cấp uỷ cơ sở")),
    Member("above_grassroots", _("Cấp uỷ cấp trên trực tiếp cơ sở")),
    Member("commune", _("Đảng uỷ xã, phường, đặc khu")),
    Member("centrally_run", _("Cấp uỷ trực thuộc Trung ương")),
    Member("state", _("Lãnh đạo cơ quan nhà nước")),
    Member("front_central", _("Mặt trận Tổ quốc ở Trung ương")),
    Member("mass_central", _("Tổ chức chính trị - xã hội ở Trung ương")),
)

ROTATION_PURPOSES: Final = (
    Member("planned", _("Đào tạo, rèn luyện cán bộ trong quy hoạch")),
    Member("two_terms", _("Người đứng đầu quá hai nhiệm kỳ liên tiếp")),
    Member("not_local", _("Bố trí không là người địa phương")),
)

PROCEDURE_ROLES: Final = (
    Member("leadership", _("Tập thể lãnh đạo")),
    Member("head", _("Người đứng đầu")),
    Member("party_standing_committee", _("Ban thường vụ cấp uỷ")),
    Member("party_committee", _("Cấp uỷ")),
    Member("party_cell", _("Chi bộ")),
    Member("unit_heads", _("Người đứng đầu đơn vị thuộc, trực thuộc")),
    Member("unit_deputies", _("Cấp phó của đơn vị thuộc, trực thuộc")),
    Member("mass_heads", _("Người đứng đầu tổ chức chính trị - xã hội")),
    Member("key_staff", _("Cán bộ chủ chốt")),
    Member("all_staff", _("Toàn thể công chức, viên chức")),
    Member("organisation_body", _("Cơ quan tham mưu về tổ chức, cán bộ")),
    Member("authority", _("Cấp có thẩm quyền")),
    Member("receiving_leadership", _("Tập thể lãnh đạo nơi tiếp nhận")),
    Member("present_leadership", _("Tập thể lãnh đạo nơi đang công tác")),
    Member("person", _("Người được xem xét")),
    Member("council", _("Hội đồng")),
)

#: What is done in a step of a procedure.
STEP_KINDS: Final = (
    Member("request", _("Đề nghị, xin chủ trương")),
    Member("answer", _("Trả lời chủ trương")),
    Member("notice", _("Thông báo")),
    Member("self_assessment", _("Tự đánh giá, tự kiểm điểm")),
    Member("meeting", _("Hội nghị, họp")),
    Member("opinion", _("Ý kiến bằng văn bản")),
    Member("talk", _("Trao đổi, gặp gỡ")),
    Member("check", _("Rà soát, thẩm định, xác minh")),
    Member("submission", _("Đề xuất, trình")),
    Member("decision", _("Quyết định")),
    Member("follow_up", _("Tổ chức thực hiện")),
)

#: What a deadline is counted from.
EVENTS: Final = (
    Member("proposal_received", _("khi nhận được đề nghị của cơ quan, đơn vị")),
    Member("policy_approved", _("khi có văn bản đồng ý về chủ trương")),
    Member("file_received", _("khi nhận đủ tờ trình, hồ sơ")),
    Member("limit_ended", _("khi hết thời hạn nêu trên")),
    Member("plan_approved", _("ngày quyết định phê duyệt quy hoạch")),
    Member("term_ends", _("ngày hết thời hạn giữ chức vụ")),
    Member("application_or_ground", _("khi có đơn hoặc có căn cứ")),
    Member("proposed", _("khi nhận được đề xuất")),
    Member("concluded", _("khi có kết luận")),
    Member("review_meets", _("ngày hội nghị kiểm điểm")),
    Member("rated", _("khi có kết quả xếp loại")),
    Member("review_met", _("khi kết thúc cuộc họp kiểm điểm")),
    Member("report_received", _("khi nhận được báo cáo họp kiểm điểm")),
    Member("council_meets", _("ngày hội đồng họp")),
    Member("council_met", _("khi kết thúc cuộc họp của hội đồng")),
    Member("recommendation_received", _("khi nhận được kiến nghị của hội đồng")),
    Member("party_decision_published", _("khi công bố quyết định kỷ luật đảng")),
    Member("sentence_received", _("khi nhận được bản án, quyết định có hiệu lực của toà án")),
    Member("breach_found", _("khi phát hiện hành vi vi phạm")),
    Member("retirement_month", _("thời điểm nghỉ hưu")),
)
