"""Facts of the act under way: what is known only when somebody is considered for something.

Whoever runs the act gives them, or they follow from the position that somebody is considered for. None is ever assumed:
what nobody gave is not known. Only special cases (and a term other than five years) are such when somebody says so.
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
    QUALIFICATION_LEVELS,
    RATINGS,
    ROTATION_PURPOSES,
    SOURCES,
    THEORY_LEVELS,
    TIERS,
    TITLE_RANKS,
    Member,
)
from canbo.rules.vocabulary import Fact, Kind

_MONTHS = _("tháng")

#: Who is reviewed in a yearly review of the Party.
REVIEWED: Final = (
    Member("collective", _("Tập thể lãnh đạo, cấp uỷ")),
    Member("party_organisation", _("Tổ chức đảng")),
    Member("leader", _("Cá nhân lãnh đạo, quản lý")),
    Member("non_leader", _("Cá nhân không giữ chức vụ")),
    Member("outside_member", _("Đảng viên ngoài hệ thống chính trị")),
)


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
    Fact(
        "term_months", Kind.MONTHS, _("thời hạn giữ chức vụ"),
        _("thời hạn của lần bổ nhiệm này; không ghi là 60 tháng"), unit=_MONTHS,
    ),
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
        "commitment_months", Kind.MONTHS, _("thời gian cam kết phục vụ"), _("số tháng cam kết làm việc sau khi học"),
        unit=_MONTHS,
    ),
    _yes("leader_course_done", _("đã học lớp lãnh đạo, quản lý"), _("có chứng chỉ bồi dưỡng theo chức vụ đang giữ")),
    _yes("travel_barred", _("bị cấm xuất cảnh"), _("thuộc trường hợp chưa được xuất cảnh")),
    _yes("evaluated_before", _("đã đánh giá trước"), _("đã đánh giá cán bộ trước khi xét quy hoạch")),
    _yes("reprimanded_twice", _("bị khiển trách hai lần"), _("bị khiển trách từ hai lần trong cùng một nhiệm kỳ")),
    Fact(
        "retirement_age_decided", Kind.MONTHS, _("tuổi nghỉ hưu được quyết định riêng"),
        _("tuổi nghỉ hưu theo quyết định cho riêng người đó; không có là theo lộ trình chung"), unit=_MONTHS,
    ),
    # Added for the regulations of the Party since 2025.
    _yes(
        "special_assessment_recorded", _("đã ghi lại việc xét trường hợp đặc biệt"),
        _("đã rà soát nguồn, đánh giá nhân sự và có ý kiến của cấp có thẩm quyền, đều có văn bản"),
    ),
    _yes("centrally_managed", _("chức danh do Trung ương quản lý"), _("thuộc diện Bộ Chính trị, Ban Bí thư quản lý")),
    Fact(
        "target_theory_level", Kind.LEVEL, _("lý luận chính trị mà chức danh đòi hỏi"),
        _("trình độ theo tiêu chuẩn của chức danh xem xét"), members=THEORY_LEVELS,
    ),
    Fact(
        "target_qualification_level", Kind.LEVEL, _("chuyên môn mà chức danh đòi hỏi"),
        _("trình độ theo tiêu chuẩn của chức danh xem xét"), members=QUALIFICATION_LEVELS,
    ),
    _yes(
        "training_planned", _("đã có kế hoạch đào tạo"),
        _("sau khi được quy hoạch đã có kế hoạch đào tạo phần còn thiếu"),
    ),
    _yes(
        "counted_with_60", _("nữ tính theo tuổi 60"),
        _("nữ nghỉ hưu ở tuổi cao hơn theo Nghị định 83/2022, 99/2024, không theo lộ trình chung"),
    ),
    _yes(
        "plan_is_committee", _("quy hoạch vào cấp uỷ"),
        _("quy hoạch cấp uỷ viên, ban thường vụ hoặc uỷ ban kiểm tra"),
    ),
    _yes(
        "extra_secretary_slot", _("được thêm một người quy hoạch bí thư"),
        _("phó bí thư hoặc chủ tịch tỉnh được điều động từ nơi khác về mà quy hoạch bí thư đã đủ số"),
    ),
    _yes("appointment_proposed", _("đang đề nghị bổ nhiệm"), _("cùng lúc đang có đề nghị bổ nhiệm, giới thiệu ứng cử")),
    _yes(
        "science_degree", _("bằng khoa học, công nghệ"),
        _("bằng đại học trở lên về khoa học, công nghệ, đổi mới, chuyển đổi số"),
    ),
    Fact(
        "science_training_months", Kind.MONTHS, _("đào tạo khoa học, công nghệ"),
        _("số tháng đào tạo có bằng, chứng chỉ"), unit=_MONTHS,
    ),
    Fact(
        "science_work_months", Kind.MONTHS, _("làm chương trình khoa học, công nghệ"),
        _("số tháng trực tiếp tham gia"), unit=_MONTHS,
    ),
    _yes("science_results", _("có kết quả khoa học, công nghệ"), _("có kết quả cụ thể trong chương trình, dự án đó")),
    _yes("vertical_body", _("cơ quan ngành dọc"), _("cơ quan tổ chức theo ngành dọc đóng tại địa phương")),
    _yes(
        "local_exchange_done", _("đã trao đổi với cấp uỷ địa phương"),
        _("đã trao đổi bằng văn bản với ban thường vụ cấp uỷ địa phương nơi đơn vị đóng"),
    ),
    _yes(
        "after_release", _("bố trí sau khi thôi chức vụ"),
        _("bố trí người đã được cho thôi giữ chức vụ hoặc từ chức"),
    ),
    _yes(
        "term_tasks_completed", _("hoàn thành nhiệm vụ trong thời hạn giữ chức vụ"),
        _("theo đánh giá của cấp có thẩm quyền"),
    ),
    _yes("re_election", _("tái cử"), _("đang giữ chính chức vụ sẽ được giới thiệu bầu lại")),
    Fact("course_level", Kind.LEVEL, _("trình độ của lớp lý luận"), _("lớp sẽ cử đi học"), members=THEORY_LEVELS),
    _yes("course_in_service", _("lớp không tập trung"), _("lớp lý luận chính trị học không tập trung")),
    _one_of("reviewed_as", REVIEWED, _("đối tượng kiểm điểm"), _("được kiểm điểm, xếp loại với tư cách nào")),
    Fact("proposed_rating", Kind.LEVEL, _("mức đề nghị xếp loại"), _("mức đang được xem xét"), members=RATINGS),
    Fact("review_points", Kind.DECIMAL, _("điểm đánh giá"), _("tổng điểm trên thang 100"), unit=_("điểm")),
    Fact(
        "tasks_done_percent", Kind.DECIMAL, _("tỷ lệ nhiệm vụ hoàn thành"),
        _("phần trăm nhiệm vụ trong năm đã hoàn thành; với lãnh đạo là của đơn vị, lĩnh vực trực tiếp phụ trách"),
        unit=_("%"),
    ),
    Fact(
        "tasks_above_percent", Kind.DECIMAL, _("tỷ lệ nhiệm vụ vượt mức"),
        _("phần trăm nhiệm vụ vượt mức, cùng phạm vi với tỷ lệ hoàn thành"), unit=_("%"),
    ),
    Fact(
        "tasks_late_percent", Kind.DECIMAL, _("tỷ lệ nhiệm vụ chậm tiến độ"),
        _("phần trăm nhiệm vụ chậm, cùng phạm vi với tỷ lệ hoàn thành"), unit=_("%"),
    ),
    Fact(
        "tasks_failed_percent", Kind.DECIMAL, _("tỷ lệ nhiệm vụ không hoàn thành"),
        _("phần trăm nhiệm vụ của người đó bị đánh giá không hoàn thành trong năm"), unit=_("%"),
    ),
    _yes("tasks_quality_met", _("nhiệm vụ bảo đảm chất lượng"), _("mọi nhiệm vụ hoàn thành đều bảo đảm chất lượng")),
    Fact(
        "shortcomings_remedied_percent", Kind.DECIMAL, _("tỷ lệ hạn chế đã khắc phục"),
        _("phần trăm hạn chế nêu ở kỳ kiểm điểm trước đã khắc phục; không có hạn chế thì là 100"), unit=_("%"),
    ),
    _yes("dependent_disciplined", _("đơn vị trực thuộc bị kỷ luật"), _("có đơn vị trực thuộc bị kỷ luật trong năm")),
    _yes(
        "member_disciplined", _("thành viên lãnh đạo bị kỷ luật"),
        _("có thành viên tập thể lãnh đạo bị kỷ luật trong năm"),
    ),
    Fact(
        "excellent_count", Kind.NUMBER, _("số xuất sắc trong nhóm"),
        _("số xếp xuất sắc trong nhóm cùng vị trí, kể cả người này"),
    ),
    Fact("good_count", Kind.NUMBER, _("số xếp hoàn thành tốt trong nhóm"), _("số xếp hoàn thành tốt trong cùng nhóm")),
    _yes(
        "outstanding_unit", _("đơn vị có thành tích nổi trội"),
        _("cấp có thẩm quyền đã công nhận để nâng tỷ lệ xuất sắc"),
    ),
    _yes(
        "leadership_ranked", _("đã xếp loại tập thể lãnh đạo"),
        _("tập thể lãnh đạo mà người đó thuộc về đã xếp loại xong"),
    ),
    _yes(
        "party_parts_ranked", _("đã xếp loại các phần của tổ chức đảng"),
        _("cấp uỷ, tổ chức đảng trực thuộc và đảng viên đã xếp loại xong"),
    ),
    _yes("agency_ranked", _("đã xếp loại cơ quan"), _("cơ quan, đơn vị đã xếp loại xong trước tổ chức đảng của mình")),
    _yes("lower_collectives_ranked", _("đã xếp loại tập thể cấp dưới"), _("mọi tập thể cấp dưới đã xếp loại xong")),
    _yes("activity_exempt", _("được miễn công tác và sinh hoạt đảng"), _("được miễn trong kỳ kiểm điểm")),
    _yes("activity_suspended", _("bị đình chỉ sinh hoạt đảng"), _("bị đình chỉ trong kỳ kiểm điểm")),
    _yes(
        "cadre_work_breach", _("vi phạm về công tác cán bộ, mất đoàn kết"),
        _("cấp có thẩm quyền đã kết luận vi phạm công tác cán bộ, mất đoàn kết, bè phái, chạy chức ở nơi phụ trách"),
    ),
    _yes(
        "duty_disciplined", _("kỷ luật gắn với nhiệm vụ"),
        _("bị khiển trách trở lên do vi phạm khi làm nhiệm vụ ở đơn vị này; với tập thể là của một thành viên"),
    ),
    _yes(
        "degradation_concluded", _("đã kết luận suy thoái"),
        _("cấp có thẩm quyền đã kết luận suy thoái, tự diễn biến, tự chuyển hoá; với tập thể là của một thành viên"),
    ),
    _yes(
        "five_targets_missed", _("không đạt năm chỉ tiêu kinh tế - xã hội cơ bản"),
        _("nơi được giao các chỉ tiêu đó; cấp có thẩm quyền kết luận"),
    ),
    Fact(
        "units_not_completed_percent", Kind.DECIMAL, _("tỷ lệ đơn vị không hoàn thành"),
        _("phần trăm đơn vị phụ trách bị xếp không hoàn thành nhiệm vụ"), unit=_("%"),
    ),
    _yes(
        "managed_corruption", _("nơi trực tiếp quản lý có tham nhũng, lãng phí bị kỷ luật"),
        _("tổ chức, người do mình trực tiếp quản lý tham nhũng, lãng phí, tiêu cực và bị kỷ luật"),
    ),
    _yes(
        "members_ban_breach", _("vi phạm điều đảng viên không được làm hoặc nêu gương"),
        _("đã kết luận vi phạm điều đảng viên không được làm, hoặc trách nhiệm nêu gương đến mức mất uy tín"),
    ),
    _yes(
        "ground_weighed", _("cấp có thẩm quyền đã cân nhắc căn cứ không hoàn thành"),
        _("do bất khả kháng, hoặc tự phát hiện, báo cáo và khắc phục, nên cân nhắc không xếp mức đó"),
    ),
    _yes("ground_weighed_recorded", _("đã ghi lý do cân nhắc"), _("ý kiến cân nhắc có lý do bằng văn bản")),
    _yes("results_fit", _("kết quả công việc phù hợp"), _("số lượng, chất lượng, tiến độ sản phẩm phù hợp vị trí xét")),
    _yes("ability_fits", _("năng lực phù hợp"), _("năng lực phù hợp với bản mô tả vị trí việc làm")),
    _yes(
        "party_discipline_decided", _("đã có quyết định kỷ luật đảng"),
        _("đã có quyết định kỷ luật đảng, hoặc kết luận về hành vi và hình thức kỷ luật"),
    ),
    # Who is convened to a meeting turns on the body that holds it.
    _yes(
        "component_unit", _("chức vụ ở tổ chức cấu thành"),
        _("chức vụ lãnh đạo của tổ chức cấu thành bên trong cơ quan, đơn vị"),
    ),
    _yes("has_sub_units", _("có đơn vị thuộc, trực thuộc"), _("cơ quan, đơn vị có đơn vị thuộc, trực thuộc")),
    Fact(
        "staff_count", Kind.NUMBER, _("số người của cơ quan, đơn vị"),
        _("số công chức, viên chức của cơ quan, đơn vị nơi họp"), unit=_("người"),
    ),
    _yes(
        "party_above_grassroots", _("tổ chức đảng trên cơ sở"),
        _("tổ chức đảng cùng cấp là cấp trên trực tiếp cơ sở trở lên, có ban thường vụ; sai là tổ chức cơ sở đảng"),
    ),
)  # fmt: skip

#: Every fact of an act by name.
ACT_VOCABULARY: Final[dict[str, Fact]] = {fact.name: fact for fact in _FACTS}
