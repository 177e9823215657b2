"""The kinds of acts upon the rules that the audit log knows."""

from django.utils.translation import gettext_lazy as _

from canbo.audit.actions import register_action

register_action("rules.entered", _("nhập đề nghị về quy định"), personal=False)
register_action("rules.acknowledged", _("chấp nhận ca thử đổi kết quả"), personal=False)
register_action("rules.signed", _("ký đề nghị về quy định"), personal=False)
register_action("rules.in_force", _("áp dụng giá trị quy định"), personal=False)
register_action("rules.returned", _("trả lại đề nghị về quy định"), personal=False)
register_action("rules.cancelled", _("bỏ đề nghị về quy định"), personal=False)
register_action("rules.scan_read", _("tải bản quét văn bản quy định"), personal=False)
register_action("rules.exported", _("xuất giá trị quy định"), personal=False)
