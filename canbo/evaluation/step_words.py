"""The steps of a rating's way as pages call them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEP_WORDS: Final[dict[str, Promise]] = {
    "self_review": _("Tự đánh giá"),
    "colleagues": _("Góp ý của tập thể nơi công tác"),
    "head": _("Đánh giá của cấp trực tiếp"),
    "meeting": _("Hội nghị nhận xét"),
    "vote": _("Bỏ phiếu kín"),
    "workplace_opinion": _("Ý kiến cấp uỷ nơi công tác"),
    "residence_opinion": _("Ý kiến cấp uỷ nơi cư trú"),
    "former_unit_opinion": _("Ý kiến đơn vị cũ"),
    "temporary_cell_opinion": _("Ý kiến chi bộ nơi sinh hoạt tạm thời"),
    "advisory": _("Thẩm định của cơ quan tham mưu"),
    "conclusion": _("Kết luận của cấp có thẩm quyền"),
    "notice": _("Thông báo kết quả"),
    "appeal": _("Bảo lưu, kiến nghị"),
    "decision": _("Quyết định, đưa vào hồ sơ"),
}  # fmt: skip

#: What an opening noted of somebody's period.
_CIRCUMSTANCES: Final[dict[str, Promise]] = {
    "moved_in": _("chuyển đến trong kỳ"),
    "moved_in_short": _("chuyển đến trong kỳ, ở đơn vị cũ dưới 6 tháng"),
    "moved_out": _("chuyển đi trong kỳ"),
    "absent": _("vắng có lý do"),
    "maternity": _("nghỉ thai sản"),
    "sick_3_months": _("nghỉ ốm từ 3 tháng trở lên"),
    "two_regimes": _("đánh giá theo cả hai chế độ"),
    "probation": _("đang tập sự, thử việc"),
    "suspended": _("tạm đình chỉ công tác trong kỳ"),
    "studying": _("đi học tập trung"),
    "seconded": _("biệt phái"),
    "temporary_cell": _("sinh hoạt đảng tạm thời ở chi bộ khác"),
    "committee_member": _("cấp uỷ viên"),
    "unclear_regime": _("chưa rõ đối tượng"),
    "party_admitted_under_6_months": _("kết nạp Đảng dưới 6 tháng"),
}  # fmt: skip


def circumstance_words(code: str) -> str | Promise:
    """Give the words of a circumstance; the code itself where it is no longer known."""
    return _CIRCUMSTANCES.get(code, code)
