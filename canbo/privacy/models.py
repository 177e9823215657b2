"""Requests on personal data, campaigns of self-update, restrictions, erasures and breaches."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField, SecrecyField


class FileRequest(models.Model):
    """What a person asks about their own file: a correction, a copy, restriction, objection, deletion, a complaint.

    Days are those of the office. `limits` keeps the values of the law that the clock was set by, with their citations,
    so that a later change of the law moves no clock that runs.
    """

    class Kind(models.TextChoices):
        """What is asked."""

        CORRECTION = "correction", _("Đề nghị cập nhật, sửa hồ sơ")
        ACCESS = "access", _("Cung cấp dữ liệu của tôi")
        RESTRICTION = "restriction", _("Hạn chế xử lý dữ liệu")
        OBJECTION = "objection", _("Phản đối xử lý dữ liệu")
        DELETION = "deletion", _("Xoá dữ liệu")
        COMPLAINT = "complaint", _("Khiếu nại về xử lý dữ liệu")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("đang soạn")
        RECEIVED = "received", _("đã nhận, chưa trả lời")
        ANSWERED = "answered", _("đã trả lời lần đầu, đang giải quyết")
        DONE = "done", _("đã thực hiện")
        PARTLY = "partly", _("thực hiện một phần")
        REFUSED = "refused", _("không thực hiện")
        TAKEN_BACK = "taken_back", _("người gửi đã rút")

    kind = models.CharField(_("loại yêu cầu"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("trạng thái"), max_length=12, choices=State.choices, default=State.DRAFT)
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="data_requests")
    campaign = models.ForeignKey(
        "privacy.Campaign", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    content = EncryptedTextField(_("nội dung"), blank=True, default="")
    secrecy = SecrecyField()
    sections = models.JSONField(_("phần hồ sơ"), default=list, blank=True)
    on_paper = models.BooleanField(_("nhận bằng văn bản"), default=False)
    has_third_party = models.BooleanField(_("có bên xử lý, bên thứ ba"), default=False)
    created_at = models.DateTimeField(_("soạn lúc"))
    created_by_name = models.CharField(_("người gửi"), max_length=200)
    received_on = models.DateField(_("ngày nhận"), null=True, blank=True)
    first_answer_due = models.DateField(_("hạn trả lời lần đầu"), null=True, blank=True)
    due_on = models.DateField(_("hạn thực hiện"), null=True, blank=True)
    limits = models.JSONField(_("thời hạn áp dụng"), default=dict, blank=True)
    answered_at = models.DateTimeField(_("trả lời lần đầu lúc"), null=True, blank=True)
    extended_at = models.DateTimeField(_("gia hạn lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    #: The requester has read everything up to here; `moved_at` later than this is a badge.
    read_at = models.DateTimeField(_("người gửi đọc lúc"), null=True, blank=True)
    moved_at = models.DateTimeField(_("có tin mới lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("yêu cầu về dữ liệu cá nhân")
        verbose_name_plural = _("yêu cầu về dữ liệu cá nhân")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="draft", kind="correction"), name="one_draft_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(received_on__isnull=False), name="request_received_once_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="request_due"),
            models.Index(fields=["person", "-created_at"], name="request_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in {self.State.RECEIVED, self.State.ANSWERED}


class RequestEvent(models.Model):
    """The history of a request: what was done, by whom, in which words."""

    class What(models.TextChoices):
        """What was done."""

        SENT = "sent", _("Gửi yêu cầu")
        ANSWERED = "answered", _("Trả lời lần đầu")
        EXTENDED = "extended", _("Gia hạn")
        ITEM_APPROVED = "item_approved", _("Duyệt một mục")
        ITEM_REFUSED = "item_refused", _("Từ chối một mục")
        CLOSED = "closed", _("Kết thúc")
        TAKEN_BACK = "taken_back", _("Rút yêu cầu")

    request = models.ForeignKey(FileRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("lúc"))
    what = models.CharField(_("việc"), max_length=14, choices=What.choices)
    by_name = models.CharField(_("người làm"), max_length=200)
    words = EncryptedTextField(_("nội dung"), blank=True, default="")

    class Meta:
        verbose_name = _("diễn biến yêu cầu")
        verbose_name_plural = _("diễn biến yêu cầu")

    def __str__(self) -> str:
        return f"{self.request_id}: {self.what}"


class RequestItem(models.Model):
    """One change that a person asks for: a record corrected, added or taken out; approved or refused on its own.

    `proposed` is the typed form of the record as encrypted JSON: {"values": {field: text}, "decision": {…} or null}.
    """

    class Action(models.TextChoices):
        """What shall happen to the record."""

        CORRECT = "correct", _("Sửa")
        ADD = "add", _("Thêm")
        WITHDRAW = "withdraw", _("Bỏ")

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt, đã ghi vào hồ sơ")
        REFUSED = "refused", _("không duyệt")

    request = models.ForeignKey(FileRequest, on_delete=models.CASCADE, related_name="items")
    action = models.CharField(_("việc"), max_length=8, choices=Action.choices)
    section_key = models.CharField(_("phần hồ sơ"), max_length=30)
    record_key = models.BigIntegerField(_("bản ghi"), null=True, blank=True)
    proposed = EncryptedTextField(_("nội dung đề nghị"), blank=True, default="")
    note = EncryptedTextField(_("giải thích"), blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.PENDING)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    decided_by_name = models.CharField(_("người quyết định"), max_length=200, blank=True, default="")
    reason = EncryptedTextField(_("lý do"), blank=True, default="")
    written_key = models.BigIntegerField(_("bản ghi đã ghi"), null=True, blank=True)

    class Meta:
        verbose_name = _("mục đề nghị")
        verbose_name_plural = _("mục đề nghị")

    def __str__(self) -> str:
        return f"{self.request_id}: {self.action} {self.section_key}"


class Evidence(models.Model):
    """A paper that a person sends with a request; its content lies under its hash, like the papers of the file."""

    request = models.ForeignKey(FileRequest, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(RequestItem, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    title = EncryptedTextField(_("tên giấy tờ"), max_length=200)
    file_name = EncryptedTextField(_("tên tệp"), max_length=150)
    media_type = models.CharField(_("loại tệp"), max_length=100)
    size = models.PositiveBigIntegerField(_("kích thước (byte)"))
    sha256 = models.CharField(_("mã băm"), max_length=64, db_index=True)
    sent_at = models.DateTimeField(_("gửi lúc"))

    class Meta:
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")

    def __str__(self) -> str:
        return str(self.title)


class Restriction(models.Model):
    """A file under restriction of processing, in whole (`sections` empty) or for some sections, from a day to a day."""

    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="restrictions")
    request = models.ForeignKey(
        FileRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="restrictions"
    )
    sections = models.JSONField(_("phần hồ sơ"), default=list, blank=True)
    reason = EncryptedTextField(_("lý do"), blank=True, default="")
    begun_at = models.DateTimeField(_("từ lúc"))
    begun_by_name = models.CharField(_("người ghi"), max_length=200)
    ended_at = models.DateTimeField(_("thôi lúc"), null=True, blank=True)
    ended_by_name = models.CharField(_("người thôi"), max_length=200, blank=True, default="")
    ended_reason = EncryptedTextField(_("lý do thôi"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("hạn chế xử lý")
        verbose_name_plural = _("hạn chế xử lý")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="one_restriction_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.begun_at:%Y-%m-%d}"


class Campaign(models.Model):
    """A call to look through one's own file: over a window of days, some sections, the people of some units."""

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("đang lập danh sách")
        OPEN = "open", _("đang mở")
        CLOSED = "closed", _("đã đóng")

    title = models.CharField(_("tên đợt"), max_length=200)
    instructions = models.TextField(_("hướng dẫn"), blank=True, default="")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    #: The branches asked, by id; empty: the whole of `unit`.
    branches = models.JSONField(_("các đơn vị được mời"), default=list, blank=True)
    #: Tiers of management asked; empty: any.
    tiers = models.JSONField(_("cấp quản lý"), default=list, blank=True)
    sections = models.JSONField(_("phần hồ sơ"), default=list)
    opens_on = models.DateField(_("từ ngày"))
    closes_before = models.DateField(_("đến trước ngày"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by_name = models.CharField(_("người lập"), max_length=200)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    closed_by_name = models.CharField(_("người đóng"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("đợt tự cập nhật")
        verbose_name_plural = _("đợt tự cập nhật")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_before__gt=F("opens_on")),
                name="campaign_in_order",
                violation_error_message=_("Ngày đóng phải sau ngày mở."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class CampaignPerson(models.Model):
    """A person asked in a campaign; `answers` maps a section to "unchanged" or "changed".

    `unit` and `name_key` are those of the day on which the list was made, so that progress by unit stands still.
    """

    class State(models.TextChoices):
        """How far the person has come."""

        WAITING = "waiting", _("chưa trả lời")
        BEGUN = "begun", _("đang trả lời")
        CONFIRMED = "confirmed", _("xác nhận không thay đổi")
        CHANGED = "changed", _("có đề nghị thay đổi")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="campaigns")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING)
    answers = models.JSONField(_("trả lời từng phần"), default=dict, blank=True)
    answered_at = models.DateTimeField(_("trả lời xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("người được mời")
        verbose_name_plural = _("người được mời")
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="asked_once")]
        indexes = [models.Index(fields=["campaign", "state"], name="campaign_state")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.person_id}"


class Erasure(models.Model):
    """A proposal to erase, and what became of it. Once done it holds no personal data: only kinds and numbers."""

    class Scope(models.TextChoices):
        """What is erased."""

        FILE = "file", _("cả hồ sơ")
        SECTIONS = "sections", _("một số phần của hồ sơ")
        PAPERS = "papers", _("giấy tờ đã rút khỏi hồ sơ")
        EVIDENCE = "evidence", _("minh chứng của yêu cầu đã kết thúc")

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("chờ người thứ hai duyệt")
        DONE = "done", _("đã xoá")
        REFUSED = "refused", _("không duyệt")

    scope = models.CharField(_("phạm vi"), max_length=10, choices=Scope.choices)
    rule = models.CharField(_("mục trong lịch lưu giữ"), max_length=40)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PROPOSED)
    #: The person, by key: the row outlives the name.
    person_key = models.BigIntegerField(_("mã hồ sơ"))
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200)
    managed_tier = models.CharField(_("cấp quản lý"), max_length=20, blank=True, default="")
    sections = models.JSONField(_("phần hồ sơ"), default=list, blank=True)
    request = models.ForeignKey(FileRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="erasures")
    reason = EncryptedTextField(_("lý do đề nghị"), blank=True, default="")
    proposed_at = models.DateTimeField(_("đề nghị lúc"))
    proposed_by_id = models.BigIntegerField(_("mã người đề nghị"))
    proposed_by_name = models.CharField(_("người đề nghị"), max_length=200)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    decided_by_name = models.CharField(_("người quyết định"), max_length=200, blank=True, default="")
    decided_reason = EncryptedTextField(_("lý do quyết định"), blank=True, default="")
    #: What was erased, kind by kind: {"records": 12, "versions": 15, "papers": 2, …}.
    counts = models.JSONField(_("đã xoá"), default=dict, blank=True)

    class Meta:
        verbose_name = _("xoá dữ liệu")
        verbose_name_plural = _("xoá dữ liệu")
        constraints = [
            models.UniqueConstraint(
                fields=["person_key", "scope"], condition=Q(state="proposed"), name="one_erasure_proposed"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_scope_display()}"


class Breach(models.Model):
    """A breach of personal data: what happened, whose data, what was done, its clock from detection."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("đang xử lý, chưa thông báo")
        NOTIFIED = "notified", _("đã thông báo cơ quan có thẩm quyền")
        ANSWERED = "answered", _("cơ quan có thẩm quyền đã trả lời")
        CLOSED = "closed", _("đã kết thúc")

    title = models.CharField(_("tên sự việc"), max_length=200)
    secrecy = SecrecyField()
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.OPEN)
    detected_at = models.DateTimeField(_("phát hiện lúc"))
    notify_due_at = models.DateTimeField(_("hạn thông báo"))
    limits = models.JSONField(_("thời hạn áp dụng"), default=dict, blank=True)
    description = EncryptedTextField(_("diễn biến, nguyên nhân"))
    categories = models.JSONField(_("loại dữ liệu"), default=list)
    people_count = models.PositiveIntegerField(_("số người liên quan"), null=True, blank=True)
    consequences = EncryptedTextField(_("hậu quả có thể xảy ra"), blank=True, default="")
    measures = EncryptedTextField(_("biện pháp đã và sẽ thực hiện"), blank=True, default="")
    people_told = models.BooleanField(_("đã báo cho những người liên quan"), default=False)
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    recorded_at = models.DateTimeField(_("ghi lúc"))
    recorded_by_name = models.CharField(_("người ghi"), max_length=200)
    notified_at = models.DateTimeField(_("thông báo lúc"), null=True, blank=True)
    notified_to = models.CharField(_("cơ quan nhận thông báo"), max_length=250, blank=True, default="")
    notice_number = models.CharField(_("số văn bản thông báo"), max_length=60, blank=True, default="")
    late_reason = models.CharField(_("lý do thông báo chậm"), max_length=500, blank=True, default="")
    answer = EncryptedTextField(_("trả lời của cơ quan có thẩm quyền"), blank=True, default="")
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("sự việc vi phạm")
        verbose_name_plural = _("sự việc vi phạm")

    def __str__(self) -> str:
        return self.title


class BreachEvent(models.Model):
    """The history of a breach: who did what when."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("lúc"))
    by_name = models.CharField(_("người làm"), max_length=200)
    words = EncryptedTextField(_("nội dung"))

    class Meta:
        verbose_name = _("diễn biến sự việc")
        verbose_name_plural = _("diễn biến sự việc")

    def __str__(self) -> str:
        return f"{self.breach_id}: {self.at:%Y-%m-%d %H:%M}"
