"""The kinds of acts that the audit log knows, and which hold personal data (to be erased with a file)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of act: its stable code, its label, and whether `object_label`/`changes` hold personal data."""

    code: str
    label: str | Promise
    personal: bool


_REGISTRY: dict[str, Action] = {}

#: What reads one file's restricted sections or papers, or prints it; the person is told of it.
READINGS = ("file.restricted_read", "file.document_read", "file.printed")


def register_action(code: str, label: str | Promise, *, personal: bool) -> None:
    """Make a kind of act known; apps call it at import of their permissions module."""
    _REGISTRY[code] = Action(code, label, personal)


def action(code: str) -> Action:
    """Give the registered kind; KeyError for a kind nobody registered (a programmer's error)."""
    return _REGISTRY[code]


def action_label(code: str) -> str | Promise:
    """Give the words for a kind of act; the code itself where the kind is no longer known."""
    known = _REGISTRY.get(code)
    return known.label if known else code


def is_personal(code: str) -> bool:
    """Tell whether rows of this kind tell of a person; a kind no longer known may."""
    known = _REGISTRY.get(code)
    return known is None or known.personal


def all_actions() -> tuple[Action, ...]:
    """Give every registered kind, by code."""
    return tuple(_REGISTRY[code] for code in sorted(_REGISTRY))


register_action("account.signed_in", _("đăng nhập"), personal=False)
register_action("account.sign_in_failed", _("đăng nhập không thành công"), personal=False)
register_action("account.locked_out", _("tạm khoá đăng nhập vì sai nhiều lần"), personal=False)
register_action("account.address_locked_out", _("tạm khoá một địa chỉ mạng vì sai nhiều lần"), personal=False)
register_action("account.confirmed", _("xác nhận lại người dùng"), personal=False)
register_action("account.confirm_failed", _("xác nhận lại không thành công"), personal=False)
register_action("account.session_ended", _("chấm dứt phiên đăng nhập"), personal=False)
register_action("account.factor_added", _("thêm lớp xác thực thứ hai"), personal=False)
register_action("account.factor_removed", _("gỡ lớp xác thực thứ hai"), personal=False)
register_action("account.factor_renamed", _("đổi tên khoá truy cập"), personal=False)
register_action("account.factor_used", _("đăng nhập qua lớp xác thực thứ hai"), personal=False)
register_action("account.factor_failed", _("sai mã xác thực"), personal=False)
register_action("account.recovery_used", _("dùng một mã khôi phục"), personal=False)
register_action("account.recovery_renewed", _("cấp bộ mã khôi phục mới"), personal=False)
register_action("account.factors_reset", _("gỡ mọi lớp xác thực của tài khoản"), personal=False)
register_action("account.unlocked", _("mở khoá đăng nhập"), personal=False)
register_action("account.sso_linked", _("liên kết đăng nhập một lần"), personal=False)
register_action("account.sso_unlinked", _("gỡ liên kết đăng nhập một lần"), personal=False)
register_action("account.sso_refused", _("đăng nhập một lần bị từ chối"), personal=False)
register_action("account.created", _("tạo tài khoản"), personal=False)
register_action("account.reminders_set", _("đặt địa chỉ thư, cách nhắc việc"), personal=False)
register_action("account.calendar_linked", _("lập liên kết lịch"), personal=False)
register_action("account.calendar_relinked", _("thay liên kết lịch"), personal=False)
register_action("account.calendar_unlinked", _("thu hồi liên kết lịch"), personal=False)
register_action("account.password_changed", _("đổi mật khẩu"), personal=False)
register_action("account.password_renewed", _("cấp lại mật khẩu"), personal=False)
register_action("account.closed", _("khoá tài khoản"), personal=False)
register_action("account.reopened", _("mở lại tài khoản"), personal=False)
register_action("access.granted", _("giao quyền"), personal=False)
register_action("access.delegated", _("uỷ quyền"), personal=False)
register_action("access.revoked", _("thu hồi quyền"), personal=False)
register_action("unit.founded", _("thành lập đơn vị"), personal=False)
register_action("unit.changed", _("thay đổi đơn vị"), personal=False)
register_action("position.changed", _("thay đổi vị trí"), personal=False)
register_action("title.changed", _("thay đổi chức danh"), personal=False)
register_action("establishment.assigned", _("giao biên chế"), personal=False)
register_action("body.changed", _("thay đổi tổ chức tập thể"), personal=False)
register_action("decision.registered", _("đăng ký quyết định"), personal=True)
register_action("decision.drafted", _("dự thảo quyết định"), personal=False)
register_action("decision.changed", _("sửa dự thảo quyết định"), personal=False)
register_action("decision.signed", _("ghi nhận việc ký quyết định"), personal=False)
register_action("decision.took_effect", _("ghi quyết định vào hồ sơ"), personal=False)
register_action("decision.revoked", _("thu hồi quyết định"), personal=False)
register_action("decision.discarded", _("bỏ dự thảo quyết định"), personal=False)
register_action("decision.marked", _("đặt độ mật quyết định"), personal=False)
register_action("decision.listed", _("xuất sổ quyết định"), personal=False)
register_action("number.series_opened", _("lập dãy số quyết định"), personal=False)
register_action("number.series_closed", _("ngừng dùng dãy số quyết định"), personal=False)
register_action("number.reserved", _("để dành số quyết định"), personal=False)
register_action("number.voided", _("huỷ số quyết định"), personal=False)
register_action("file.opened", _("lập hồ sơ"), personal=True)
register_action("file.record_added", _("thêm bản ghi vào hồ sơ"), personal=True)
register_action("file.record_corrected", _("sửa bản ghi trong hồ sơ"), personal=True)
register_action("file.record_withdrawn", _("rút bản ghi khỏi hồ sơ"), personal=True)
register_action("file.record_verified", _("xác nhận bản ghi"), personal=True)
register_action("file.document_attached", _("đính kèm giấy tờ"), personal=True)
register_action("file.document_withdrawn", _("rút giấy tờ khỏi hồ sơ"), personal=True)
register_action("file.restricted_read", _("xem phần hạn chế của hồ sơ"), personal=True)
register_action("file.document_read", _("tải giấy tờ"), personal=True)
register_action("file.printed", _("in hồ sơ"), personal=True)
register_action("list.exported", _("xuất danh sách"), personal=True)
register_action("search.saved", _("lưu danh sách ứng viên"), personal=True)
register_action("search.deleted", _("xoá danh sách ứng viên"), personal=True)
register_action("report.exported", _("xuất báo cáo"), personal=False)
register_action("import.committed", _("nhập danh sách"), personal=False)
register_action("backup.made", _("sao lưu"), personal=False)
register_action("backup.restored", _("phục hồi từ bản sao lưu"), personal=False)
register_action("keys.added", _("thêm khoá mã hoá"), personal=False)
register_action("keys.rotated", _("mã hoá lại bằng khoá mới"), personal=False)
register_action("keys.retired", _("cất khoá mã hoá cũ"), personal=False)
register_action("import.undone", _("hoàn tác lần nhập"), personal=False)
register_action("privacy.request_filed", _("gửi yêu cầu về dữ liệu cá nhân"), personal=True)
register_action("privacy.request_answered", _("trả lời lần đầu yêu cầu"), personal=True)
register_action("privacy.request_extended", _("gia hạn yêu cầu"), personal=True)
register_action("privacy.request_closed", _("kết thúc yêu cầu"), personal=True)
register_action("privacy.item_decided", _("quyết định mục đề nghị sửa hồ sơ"), personal=True)
register_action("privacy.evidence_read", _("tải minh chứng của yêu cầu"), personal=True)
register_action("privacy.copy_given", _("lấy bản sao dữ liệu của mình"), personal=True)
register_action("privacy.restricted", _("hạn chế xử lý hồ sơ"), personal=True)
register_action("privacy.restriction_lifted", _("thôi hạn chế xử lý hồ sơ"), personal=True)
register_action("privacy.section_confirmed", _("xác nhận phần hồ sơ không thay đổi"), personal=True)
register_action("privacy.campaign_called", _("mở đợt tự cập nhật"), personal=False)
register_action("privacy.campaign_closed", _("đóng đợt tự cập nhật"), personal=False)
register_action("privacy.register_exported", _("xuất sổ đăng ký xử lý dữ liệu"), personal=False)
register_action("privacy.erasure_proposed", _("đề nghị xoá dữ liệu"), personal=True)
register_action("privacy.erased", _("xoá dữ liệu"), personal=False)
register_action("privacy.erasure_refused", _("không duyệt xoá dữ liệu"), personal=False)
register_action("privacy.certificate_printed", _("in biên bản xoá dữ liệu"), personal=False)
register_action("privacy.breach_recorded", _("ghi sự việc vi phạm dữ liệu"), personal=False)
register_action("privacy.breach_changed", _("cập nhật sự việc vi phạm dữ liệu"), personal=False)
register_action("privacy.breach_notified", _("thông báo sự việc vi phạm dữ liệu"), personal=False)
register_action("privacy.notice_printed", _("in thông báo sự việc vi phạm"), personal=False)
register_action("procedures.meeting_convened", _("triệu tập hội nghị"), personal=False)
register_action("procedures.presence_noted", _("điểm danh hội nghị"), personal=False)
register_action("procedures.meeting_closed", _("bế mạc hội nghị"), personal=False)
register_action("procedures.meeting_changed", _("đổi ngày, giờ, địa điểm hội nghị"), personal=False)
register_action("procedures.meeting_opened", _("khai mạc hội nghị"), personal=False)
register_action("procedures.meeting_cancelled", _("huỷ hội nghị"), personal=False)
register_action("procedures.bench_changed", _("đổi chủ trì, thư ký, người kiểm phiếu"), personal=False)
register_action("procedures.list_changed", _("sửa danh sách triệu tập"), personal=False)
register_action("procedures.invited", _("gửi giấy mời họp"), personal=False)
register_action("procedures.agenda_changed", _("sửa chương trình họp"), personal=False)
register_action("procedures.note_written", _("ghi ý kiến thảo luận"), personal=False)
register_action("procedures.item_concluded", _("ghi kết luận nội dung họp"), personal=False)
register_action("procedures.minutes_drafted", _("lập dự thảo biên bản"), personal=False)
register_action("procedures.minutes_written", _("sửa dự thảo biên bản"), personal=False)
register_action("procedures.minutes_signed", _("ký xác nhận biên bản"), personal=False)
register_action("procedures.run_started", _("lập việc theo quy trình"), personal=False)
register_action("procedures.run_stated", _("ghi tình huống của việc"), personal=False)
register_action("procedures.run_day_noted", _("ghi mốc tính thời hạn của việc"), personal=False)
register_action("procedures.run_subject_added", _("thêm người được xem xét"), personal=False)
register_action("procedures.run_subject_left", _("đưa người ra khỏi việc"), personal=False)
register_action("procedures.run_subject_told", _("báo cho người được xem xét"), personal=False)
register_action("procedures.run_switched", _("chuyển việc sang quy định mới"), personal=False)
register_action("procedures.run_stopped", _("dừng việc theo quy trình"), personal=False)
register_action("procedures.run_finished", _("hoàn thành việc theo quy trình"), personal=False)
register_action("procedures.step_assigned", _("giao bước của việc"), personal=False)
register_action("procedures.step_actors_stated", _("ghi người thực hiện bước"), personal=False)
register_action("procedures.step_paper_added", _("ghi nhận giấy tờ của việc"), personal=False)
register_action("procedures.step_paper_waived", _("cho phép thiếu giấy tờ của việc"), personal=False)
register_action("procedures.step_paper_withdrawn", _("rút giấy tờ của việc"), personal=False)
register_action("procedures.step_decision_linked", _("gắn quyết định vào bước"), personal=False)
register_action("procedures.step_completed", _("ghi nhận xong bước"), personal=False)
register_action("procedures.step_skipped", _("bỏ qua bước có lý do"), personal=False)
register_action("procedures.step_returned", _("trả lại bước để làm lại"), personal=False)
register_action("procedures.vote_proposed", _("lập lần bỏ phiếu"), personal=False)
register_action("procedures.key_set", _("đặt cụm từ khoá hòm phiếu"), personal=False)
register_action("procedures.vote_opened", _("mở bỏ phiếu"), personal=False)
register_action("procedures.vote_closed", _("đóng bỏ phiếu"), personal=False)
register_action("procedures.opening_failed", _("mở hòm phiếu không được"), personal=False)
register_action("procedures.box_opened", _("mở hòm phiếu, kiểm phiếu"), personal=False)
register_action("procedures.slips_noted", _("ghi số phiếu giấy"), personal=False)
register_action("procedures.slips_keyed", _("nhập phiếu giấy"), personal=False)
register_action("procedures.paper_counted", _("kiểm phiếu giấy"), personal=False)
register_action("procedures.totals_keyed", _("nhập tổng số phiếu theo biên bản kiểm phiếu"), personal=False)
register_action("procedures.vote_scan_read", _("tải bản quét biên bản kiểm phiếu"), personal=False)
register_action("procedures.kept_slips_read", _("đọc phiếu được lưu"), personal=False)
register_action("procedures.vote_voided", _("huỷ lần bỏ phiếu"), personal=False)
register_action("evaluation.campaign_prepared", _("lập đợt đánh giá"), personal=False)
register_action("evaluation.campaign_changed", _("sửa đợt đánh giá"), personal=False)
register_action("evaluation.campaign_opened", _("mở đợt đánh giá, phát phiếu"), personal=False)
register_action("evaluation.campaign_closed", _("kết thúc đợt đánh giá"), personal=False)
register_action("evaluation.campaign_cancelled", _("huỷ đợt đánh giá"), personal=False)
register_action("evaluation.reminded", _("nhắc việc đánh giá"), personal=False)
register_action("evaluation.rating_added", _("thêm phiếu đánh giá"), personal=True)
register_action("evaluation.rating_changed", _("sửa phiếu đánh giá"), personal=True)
register_action("evaluation.rating_left_out", _("đưa ra khỏi đợt đánh giá"), personal=True)
register_action("evaluation.rating_read", _("xem phiếu đánh giá"), personal=True)
register_action("evaluation.paper_added", _("đưa giấy tờ vào phiếu đánh giá"), personal=True)
register_action("evaluation.paper_read", _("tải giấy tờ của phiếu đánh giá"), personal=True)
register_action("evaluation.self_written", _("ghi phần tự đánh giá"), personal=True)
register_action("evaluation.self_sent", _("gửi bản tự đánh giá"), personal=True)
register_action("evaluation.self_returned", _("trả lại bản tự đánh giá"), personal=True)
register_action("evaluation.product_written", _("ghi sản phẩm công việc"), personal=True)
register_action("evaluation.products_imported", _("nhập sản phẩm công việc từ tệp"), personal=True)
register_action("evaluation.product_checked", _("kiểm tra sản phẩm công việc"), personal=True)
register_action("evaluation.shortcoming_written", _("ghi hạn chế, khuyết điểm"), personal=True)
register_action("evaluation.shortcoming_answered", _("ghi kết quả khắc phục hạn chế"), personal=True)
register_action("evaluation.assessed", _("ghi đánh giá của cấp trực tiếp"), personal=True)
register_action("evaluation.opinion_asked", _("xin ý kiến về người được đánh giá"), personal=True)
register_action("evaluation.opinion_entered", _("ghi ý kiến về người được đánh giá"), personal=True)
register_action("evaluation.opinion_waived", _("ghi lý do không có ý kiến"), personal=True)
register_action("evaluation.vote_called", _("đưa phiếu đánh giá ra hội nghị"), personal=False)
register_action("evaluation.vote_read", _("ghi kết quả bỏ phiếu xếp loại"), personal=False)
register_action("evaluation.cap_set", _("đặt tỷ lệ mức cao nhất"), personal=False)
register_action("evaluation.level_moved", _("chuyển mức xếp loại"), personal=True)
register_action("evaluation.group_closed", _("chốt nhóm xếp loại"), personal=False)
register_action("evaluation.concluded", _("kết luận xếp loại"), personal=True)
register_action("evaluation.told", _("thông báo kết luận xếp loại"), personal=True)
register_action("evaluation.conclusion_read", _("đọc thông báo kết luận xếp loại"), personal=True)
register_action("evaluation.appealed", _("kiến nghị, bảo lưu ý kiến về xếp loại"), personal=True)
register_action("evaluation.appeal_answered", _("trả lời kiến nghị về xếp loại"), personal=True)
register_action("evaluation.decided", _("quyết định xếp loại, ghi vào hồ sơ"), personal=True)
register_action("evaluation.sheet_sent", _("gửi tệp đánh giá cho đơn vị"), personal=False)
register_action("evaluation.sheet_returned", _("nhận lại tệp đánh giá"), personal=False)
register_action("evaluation.sheet_taken", _("ghi tệp đánh giá vào đợt"), personal=False)
register_action("evaluation.report_made", _("xuất báo cáo đánh giá"), personal=False)
register_action("access.refused", _("bị từ chối"), personal=False)
register_action("audit.case_announced", _("công bố vụ việc"), personal=False)
register_action("audit.erased", _("xoá phần cá nhân của nhật ký"), personal=False)
register_action("audit.anchors_exported", _("xuất mốc nhật ký"), personal=False)
