"""Facts of the act under way: what is known only when somebody is considered for something.

Whoever runs the act gives them, or they follow from the position that somebody is considered for. None is ever assumed:
what nobody gave is not known.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.rules.members import (
    BLOCKS,
    PLAN_BODIES,
    PLAN_OBJECTS,
    PLAN_ROUNDS,
    POST_CHANGES,
    ROTATION_PURPOSES,
    SOURCES,
    TIERS,
    TITLE_RANKS,
    Member,
)
from canbo.rules.vocabulary import Fact, Kind

_MONTHS = _("tháng")


def _yes(name: str, label: str | Promise, meaning: str | Promise) -> Fact:
    return Fact(name, Kind.BOOL, label, meaning)


def _one_of(name: str, members: tuple[Member, ...], label: str | Promise, meaning: str | Promise) -> Fact:
    return Fact(name, Kind.CATEGORY, label, meaning, members=members)


_FACTS: Final[tuple[Fact, ...]] = (
    Fact("target_title", Kind.TEXT, _("loại chức danh xem xét"), _("loại chức danh theo bộ quy tắc")),
    _one_of("target_tier", TIERS, _("cấp của vị trí xem xét"), _("cấp của đơn vị có vị trí đó")),
    _one_of("target_block", BLOCKS, _("khối của vị trí xem xét"), _("khối của đơn vị có vị trí đó")),
    Fact(
        "target_rank", Kind.LEVEL, _("bậc của vị trí xem xét"), _("cấp trưởng, cấp phó hay không"), members=TITLE_RANKS
    ),
    _one_of("source", SOURCES, _("nguồn nhân sự"), _("tại chỗ hay từ nơi khác")),
    _one_of(
        "post_change", POST_CHANGES, _("so với chức vụ hiện nay"),
        _("vị trí xem xét cao hơn, tương đương hay thấp hơn chức vụ đang giữ"),
    ),
    _yes("first_leadership", _("lần đầu làm lãnh đạo"), _("lần đầu được bổ nhiệm giữ chức vụ lãnh đạo, quản lý")),
    _yes("seat_by_structure", _("theo cơ cấu"), _("tham gia cấp uỷ, chức danh kiêm nhiệm theo cơ cấu")),
    _yes("special_case", _("trường hợp đặc biệt"), _("cấp có thẩm quyền đã xem xét là trường hợp đặc biệt")),
    Fact("term_months", Kind.MONTHS, _("thời hạn giữ chức vụ"), _("thời hạn của lần bổ nhiệm này"), unit=_MONTHS),
    _yes(
        "planned_for_target", _("được quy hoạch chức danh này"), _("đang được quy hoạch đúng chức danh xem xét")
    ),
    _yes(
        "planned_for_equal_or_higher", _("được quy hoạch chức danh tương đương trở lên"),
        _("đang được quy hoạch chức danh tương đương hoặc cao hơn"),
    ),
    _yes("unit_is_new", _("đơn vị mới lập"), _("đơn vị mới thành lập, chưa có quy hoạch được duyệt")),
    _one_of("plan_object", PLAN_OBJECTS, _("đối tượng quy hoạch"), _("đối tượng 1 hay đối tượng 2 của chức danh")),
    _one_of("plan_round", PLAN_ROUNDS, _("nhiệm kỳ quy hoạch"), _("quy hoạch cho nhiệm kỳ nào")),
    _one_of("plan_body", PLAN_BODIES, _("cấp của quy hoạch"), _("quy hoạch vào cấp uỷ, cơ quan cấp nào")),
    Fact(
        "titles_planned_count", Kind.NUMBER, _("số chức danh được quy hoạch"),
        _("số chức danh lãnh đạo, quản lý cùng cấp phê duyệt mà người đó được quy hoạch, kể cả chức danh này"),
        unit=_("chức danh"),
    ),
    Fact(
        "planned_count", Kind.NUMBER, _("số người được quy hoạch"),
        _("số người được quy hoạch vào chức danh, cấp uỷ này"), unit=_("người"),
    ),
    Fact("seats", Kind.NUMBER, _("số lượng theo quy định"), _("số người của chức danh, cấp uỷ này"), unit=_("người")),
    _yes(
        "under_proceedings", _("đang bị điều tra, truy tố, xét xử"),
        _("đang bị thanh tra, kiểm tra, khởi tố, điều tra, truy tố, xét xử"),
    ),
    _yes(
        "under_discipline_review", _("đang bị xem xét kỷ luật"), _("đang trong thời hạn xử lý kỷ luật")
    ),
    _yes("barred_from_post", _("bị cấm đảm nhiệm chức vụ"), _("bị cấm đảm nhiệm chức vụ theo bản án, quyết định")),
    _yes("health_fit", _("đủ sức khoẻ"), _("đủ sức khoẻ theo kết luận của cơ sở y tế")),
    _yes("file_verified", _("hồ sơ đã xác minh"), _("hồ sơ cá nhân đầy đủ, đã được xác minh")),
    _yes("assets_declared", _("đã kê khai tài sản"), _("đã kê khai tài sản, thu nhập theo quy định")),
    _yes(
        "false_declaration", _("khai không trung thực"), _("kê khai hồ sơ của mình, của gia đình không trung thực")
    ),
    _yes(
        "political_standard_met", _("bảo đảm tiêu chuẩn chính trị"),
        _("cấp uỷ có thẩm quyền đã kết luận bảo đảm tiêu chuẩn chính trị"),
    ),
    Fact("health_certificate_on", Kind.DATE, _("ngày cấp giấy khám sức khoẻ"), _("ngày ghi trên giấy")),
    Fact("asset_declaration_on", Kind.DATE, _("ngày kê khai tài sản"), _("ngày ghi trên bản kê khai")),
    Fact("photo_on", Kind.DATE, _("ngày chụp ảnh"), _("ngày chụp ảnh trong sơ yếu lý lịch")),
    Fact(
        "political_conclusion_on", Kind.DATE, _("ngày kết luận tiêu chuẩn chính trị"), _("ngày của kết luận gần nhất")
    ),
    Fact("filing_on", Kind.DATE, _("ngày nộp hồ sơ"), _("ngày hoàn thành hồ sơ để trình")),
    _one_of("rotation_purpose", ROTATION_PURPOSES, _("mục đích luân chuyển"), _("thuộc nhóm đối tượng nào")),
    Fact(
        "terms_served", Kind.NUMBER, _("số nhiệm kỳ liên tiếp đã giữ"),
        _("số nhiệm kỳ liên tiếp đã giữ chức vụ này ở một nơi"), unit=_("nhiệm kỳ"),
    ),
    Fact(
        "low_confidence_percent", Kind.DECIMAL, _("tỷ lệ phiếu tín nhiệm thấp"),
        _("phần trăm phiếu tín nhiệm thấp lần lấy phiếu gần nhất"), unit=_("%"),
    ),
    _yes("title_standard_met", _("đáp ứng tiêu chuẩn chức danh"), _("cấp có thẩm quyền kết luận đáp ứng tiêu chuẩn")),
    _yes("tasks_completed", _("hoàn thành nhiệm vụ"), _("hoàn thành nhiệm vụ trong thời gian giữ chức vụ")),
    _yes("post_needed", _("cơ quan có nhu cầu"), _("cơ quan, đơn vị còn nhu cầu về chức vụ, vị trí đó")),
    _yes(
        "absent_long", _("vắng mặt dài"),
        _("học tập, công tác ở nước ngoài hoặc điều trị nội trú từ 3 tháng, hoặc nghỉ thai sản"),
    ),
    _yes("grave_illness", _("đang điều trị bệnh hiểm nghèo"), _("bệnh hiểm nghèo theo danh mục của Bộ Y tế")),
    _yes("long_study_or_seconded", _("đang học dài hạn hoặc biệt phái"), _("đang được cử đi học dài hạn, biệt phái")),
    _yes(
        "pregnant_or_small_child", _("mang thai, nuôi con nhỏ"),
        _("mang thai, nghỉ thai sản, nuôi con dưới 36 tháng tuổi (nam trong hoàn cảnh tương tự)"),
    ),
    _yes("special_hardship", _("hoàn cảnh đặc biệt khó khăn"), _("được người đứng đầu xác nhận")),
    _yes("own_wish", _("có nguyện vọng"), _("bản thân có nguyện vọng, tự nguyện")),
    _yes(
        "key_task", _("đang giữ nhiệm vụ trọng yếu"),
        _("nhiệm vụ quốc phòng, an ninh, trọng yếu, phòng chống thiên tai, dịch bệnh mà thôi việc gây hại lớn"),
    ),
    _yes("limited_ability", _("hạn chế năng lực, sức khoẻ, uy tín"), _("tự thấy hoặc được kết luận hạn chế")),
    _yes("serious_wrong_in_unit", _("cơ quan có sai phạm nghiêm trọng"), _("xảy ra trong cơ quan người đó phụ trách")),
    _yes(
        "degradation_concluded", _("bị kết luận suy thoái"),
        _("kết luận suy thoái, tự diễn biến, vi phạm điều đảng viên không được làm, nêu gương, tiêu chuẩn chính trị"),
    ),
    _yes(
        "grave_corruption_in_unit", _("cơ quan có tham nhũng rất nghiêm trọng"),
        _("người đứng đầu để cơ quan hoặc cấp dưới trực tiếp xảy ra tham nhũng, tiêu cực rất nghiêm trọng"),
    ),
    _yes("periodic_change", _("chuyển đổi định kỳ"), _("chuyển đổi vị trí công tác theo luật phòng, chống tham nhũng")),
    Fact(
        "position_months", Kind.MONTHS, _("thời gian ở vị trí công tác"), _("số tháng tròn đã làm ở vị trí đang xét"),
        unit=_MONTHS,
    ),
    _yes("vacancy", _("còn vị trí"), _("vị trí còn chỉ tiêu trong cơ cấu được duyệt")),
    _yes("field_fits", _("chuyên ngành phù hợp"), _("ngành, nội dung đào tạo phù hợp với vị trí việc làm")),
    _yes("first_postgraduate", _("lần đầu cử đi học sau đại học"), _("trước đó chưa được cử đi học sau đại học")),
    Fact(
        "course_months", Kind.MONTHS, _("thời gian khoá học"), _("số tháng tròn của khoá học; dưới 1 tháng ghi 0"),
        unit=_MONTHS,
    ),
    Fact(
        "commitment_months", Kind.MONTHS, _("thời gian cam kết phục vụ"), _("số tháng cam kết làm việc sau khi học xong"),
        unit=_MONTHS,
    ),
    _yes("full_time_course", _("học tập trung"), _("khoá học tập trung, không phải vừa làm vừa học")),
    _yes("leader_course_done", _("đã học lớp lãnh đạo, quản lý"), _("có chứng chỉ bồi dưỡng theo chức vụ đang giữ")),
    _yes("travel_barred", _("bị cấm xuất cảnh"), _("thuộc trường hợp chưa được xuất cảnh")),
    Fact(
        "retirement_age_decided", Kind.MONTHS, _("tuổi nghỉ hưu được quyết định riêng"),
        _("tuổi nghỉ hưu theo quyết định cho riêng người đó; không có là theo lộ trình chung"), unit=_MONTHS,
    ),
)  # fmt: skip

#: Every fact of an act by name.
ACT_VOCABULARY: Final[dict[str, Fact]] = {fact.name: fact for fact in _FACTS}
