"""The code lists of the register: kinds of decisions, states, how decisions hang together, how they are signed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.core.access import Permission


class DecisionKind(models.TextChoices):
    """What a decision is about; conclusions and results of elections are the earlier links of a chain."""

    APPOINTMENT = "appointment", _("Bổ nhiệm")
    REAPPOINTMENT = "reappointment", _("Bổ nhiệm lại, kéo dài thời gian giữ chức vụ")
    RELEASE = "release", _("Miễn nhiệm, cho thôi giữ chức vụ")
    TRANSFER = "transfer", _("Điều động")
    ROTATION = "rotation", _("Luân chuyển")
    SECONDMENT = "secondment", _("Biệt phái")
    DESIGNATION = "designation", _("Chỉ định tham gia cấp uỷ, tổ chức")
    APPROVAL = "approval", _("Phê chuẩn, chuẩn y kết quả bầu cử")
    PLANNING = "planning", _("Phê duyệt quy hoạch")
    DISCIPLINE = "discipline", _("Kỷ luật")
    AWARD = "award", _("Khen thưởng")
    SALARY = "salary", _("Xếp lương, nâng bậc lương")
    TRAINING = "training", _("Cử đi đào tạo, bồi dưỡng")
    RETIREMENT = "retirement", _("Nghỉ hưu, thôi việc")
    STRUCTURE = "structure", _("Tổ chức bộ máy, biên chế")
    CONCLUSION = "conclusion", _("Kết luận, chủ trương của cấp uỷ")
    ELECTION = "election", _("Nghị quyết, biên bản bầu cử")
    REVOCATION = "revocation", _("Thu hồi, huỷ bỏ quyết định")
    OTHER = "other", _("Khác")


#: The kinds of which only who holds a further right may know what they say and of whom.
CLOSED_KINDS: dict[str, Permission] = {
    DecisionKind.PLANNING: Permission.VIEW_PLAN,
    DecisionKind.DISCIPLINE: Permission.VIEW_DISCIPLINE,
}


class DecisionState(models.TextChoices):
    """Where a decision stands. Reserved and void rows hold a number that no decision bears."""

    DRAFT = "draft", _("Dự thảo")
    SIGNED = "signed", _("Đã ký, chưa có hiệu lực")
    IN_FORCE = "in_force", _("Đang có hiệu lực")
    REVOKED = "revoked", _("Đã thu hồi")
    REPLACED = "replaced", _("Đã được thay thế")
    DISCARDED = "discarded", _("Dự thảo đã bỏ")
    RESERVED = "reserved", _("Số để dành")
    VOID = "void", _("Số huỷ")


class Relation(models.TextChoices):
    """How a decision hangs on an earlier one."""

    BASED_ON = "based_on", _("ban hành theo")
    APPROVES = "approves", _("phê chuẩn, chuẩn y")
    AMENDS = "amends", _("sửa đổi, bổ sung")
    REPLACES = "replaces", _("thay thế")
    REVOKES = "revokes", _("thu hồi, huỷ bỏ")


#: The relations that change what an earlier decision did.
CHANGING = frozenset({Relation.AMENDS, Relation.REPLACES, Relation.REVOKES})


class SigningMark(models.TextChoices):
    """In whose name one signs (Decree 30/2020, annex I, part II, item 7); Party papers write T/M, K/T, T/L."""

    NONE = "", _("Ký với thẩm quyền của mình")
    FOR_BODY = "tm", _("TM. – thay mặt tập thể")
    ACTING = "q", _("Q. – quyền cấp trưởng")
    FOR_HEAD = "kt", _("KT. – ký thay cấp trưởng")
    BY_ORDER = "tl", _("TL. – ký thừa lệnh")
    BY_DELEGATION = "tuq", _("TUQ. – ký thừa uỷ quyền")
