"""Meetings: who was convened and why, who came, what was on the agenda, what was said, the minutes.

Days only, and no time at which anything was written down: the one hour kept is the one that the invitation names. So
nothing here tells when somebody came, left or voted (docs/security/secret-ballot.md).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField, EncryptedTextField


class Meeting(models.Model):
    """A meeting of people convened on a day, with a chair, a teller who holds half of the key, a secretary.

    `convening` says how the list was made: {} by hand; else {"roles", "attending", "day", "step", "untold": [words…]}.
    `quorum`: {} where none is asked; else {"operator", "threshold", "base", "citation", "confirmed"}.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("đang chuẩn bị")
        OPEN = "open", _("đang họp")
        CLOSED = "closed", _("đã bế mạc")
        CANCELLED = "cancelled", _("đã huỷ")

    class Way(models.TextChoices):
        """How it is held."""

        ROOM = "room", _("trong phòng họp, có máy chiếu")
        DEVICES = "devices", _("mỗi người trên máy của mình")

    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("tên hội nghị"), max_length=300)
    held_on = models.DateField(_("ngày họp"))
    begins_at = models.TimeField(_("giờ họp"), null=True, blank=True)
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    way = models.CharField(_("cách họp"), max_length=7, choices=Way.choices, default=Way.ROOM)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    cancel_reason = models.CharField(_("lý do huỷ"), max_length=500, blank=True)
    chair = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("chủ trì"))
    teller = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("người kiểm phiếu")
    )
    secretary = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("thư ký")
    )
    convening = models.JSONField(_("cách lập danh sách triệu tập"), default=dict, blank=True)
    quorum = models.JSONField(_("số người phải có mặt"), default=dict, blank=True)
    created_by_name = models.CharField(_("người lập"), max_length=200)

    class Meta:
        verbose_name = _("hội nghị")
        verbose_name_plural = _("hội nghị")
        constraints = [
            models.CheckConstraint(condition=~Q(chair=F("teller")), name="chair_is_not_teller"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="meeting_cancelled_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-held_on"], name="meeting_unit_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more is written down of it but its minutes."""
        return self.state in {self.State.CLOSED, self.State.CANCELLED}


class Attendance(models.Model):
    """Somebody of a meeting's list: the record that makes them a member, whether they vote, whether they came.

    Those whom the rule names and the officer left out stay on the list, marked so with the reason.
    """

    class Presence(models.TextChoices):
        """Whether they came, and how."""

        UNKNOWN = "", _("chưa điểm danh")
        ROOM = "room", _("có mặt tại phòng họp")
        ONLINE = "online", _("có mặt trực tuyến")
        EXCUSED = "excused", _("vắng có lý do")
        ABSENT = "absent", _("vắng không có lý do")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("thành phần"), max_length=400, blank=True)
    group = models.CharField(_("đơn vị"), max_length=250, blank=True)
    record_kind = models.CharField(_("loại bản ghi"), max_length=12, blank=True)
    record_id = models.BigIntegerField(_("mã bản ghi"), null=True, blank=True)
    has_vote = models.BooleanField(_("được bỏ phiếu"), default=True)
    is_added = models.BooleanField(_("thêm ngoài danh sách theo quy định"), default=False)
    is_left_out = models.BooleanField(_("không triệu tập"), default=False)
    reason = models.CharField(_("lý do thêm, bớt"), max_length=300, blank=True)
    is_teller = models.BooleanField(_("tham gia kiểm phiếu"), default=False)
    invited_on = models.DateField(_("ngày gửi giấy mời"), null=True, blank=True)
    presence = models.CharField(_("điểm danh"), max_length=8, choices=Presence.choices, blank=True, default="")
    excuse = models.CharField(_("lý do vắng"), max_length=200, blank=True)
    is_late = models.BooleanField(_("đến sau khi khai mạc"), default=False)
    is_present = models.BooleanField(_("có mặt"), default=False)

    class Meta:
        verbose_name = _("người được triệu tập")
        verbose_name_plural = _("người được triệu tập")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="convened_once"),
            models.CheckConstraint(
                condition=Q(is_added=False, is_left_out=False) | ~Q(reason=""), name="list_changed_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_present=True, presence__in=["room", "online"], is_left_out=False)
                | Q(is_present=False, presence__in=["", "excused", "absent"]),
                name="present_as_noted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_id}"


class AgendaItem(models.Model):
    """One matter of a meeting, in its order: free, or the step of a run; what was concluded.

    `quorum` as of the meeting: {} where the item asks for none of its own.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("nội dung"), max_length=300)
    step = models.ForeignKey(
        "procedures.RunStep", on_delete=models.PROTECT, null=True, blank=True, related_name="items",
        verbose_name=_("bước của việc theo quy trình"),
    )  # fmt: skip
    quorum = models.JSONField(_("số người phải có mặt"), default=dict, blank=True)
    conclusion = EncryptedTextField(_("kết luận"), blank=True, default="")
    is_current = models.BooleanField(_("đang bàn"), default=False)

    class Meta:
        verbose_name = _("nội dung họp")
        verbose_name_plural = _("nội dung họp")
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(is_current=True), name="one_item_at_a_time"),
        ]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class ItemSubject(models.Model):
    """A person whom an item of the agenda is about: marked in the meeting, and neither its chair nor its teller."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="subjects")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("người được xem xét")
        verbose_name_plural = _("người được xem xét")
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="subject_once_an_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.person_id}"


class DiscussionNote(models.Model):
    """What was said to an item, in the order in which it was written down; who spoke where that is noted."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="notes")
    speaker = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = EncryptedTextField(_("ý kiến"))

    class Meta:
        verbose_name = _("ý kiến thảo luận")
        verbose_name_plural = _("ý kiến thảo luận")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.pk}"


class Minutes(models.Model):
    """The minutes of a meeting (number 0) and their supplements (1, 2, …), each signed by secretary and chair.

    Once both have signed, it stands: only a supplement corrects it. `content`: {"opening", "present", "ending",
    "items": [{"title", "said", "votes", "conclusion"}…]}, each a text of paragraphs; that of a supplement is "opening".
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveSmallIntegerField(_("bổ sung lần"), default=0)
    content = EncryptedJSONField(_("nội dung"))
    reason = models.CharField(_("lý do bổ sung"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("lần sửa"), default=1)
    secretary_signed = models.CharField(_("thư ký ký"), max_length=200, blank=True)
    chair_signed = models.CharField(_("chủ trì ký"), max_length=200, blank=True)
    closed_on = models.DateField(_("ngày khoá sổ"), null=True, blank=True)

    class Meta:
        verbose_name = _("biên bản")
        verbose_name_plural = _("biên bản")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_once_a_number"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | (~Q(secretary_signed="") & ~Q(chair_signed="")),
                name="minutes_closed_by_both",
            ),
            models.CheckConstraint(condition=Q(number=0) | ~Q(reason=""), name="supplement_with_reason"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.number}"
