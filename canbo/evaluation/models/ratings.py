"""One rating of a person or a collective: what it says of itself, what others say, what was done, what was wanting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField, EncryptedListField, EncryptedTextField
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models.campaigns import Campaign, Sheet


class Level(models.TextChoices):
    """The four levels, from the lowest; each scheme has its own words for them."""

    NOT_COMPLETED = "not_completed", _("Không hoàn thành nhiệm vụ")
    COMPLETED = "completed", _("Hoàn thành nhiệm vụ")
    WELL = "well", _("Hoàn thành tốt nhiệm vụ")
    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")


class Rating(models.Model):
    """The rating of a person, or of a collective (a unit or a body), under one scheme in one campaign.

    `unit` is where it is rated and whose progress it counts in. Points have two decimals for lists; exact scoring is
    always done anew from what was entered. Each stage has the day on which it was done; `stage` follows from them
    (`domain.stages.stage_of`).
    """

    class Rank(models.TextChoices):
        """In which capacity."""

        HEAD = "head", _("người đứng đầu")
        DEPUTY = "deputy", _("cấp phó")
        STAFF = "staff", _("không giữ chức vụ lãnh đạo, quản lý")
        MEMBER = "member", _("cấp uỷ viên")
        COLLECTIVE = "collective", _("tập thể")

    class Stage(models.TextChoices):
        """How far it has come."""

        NOT_STARTED = "not_started", _("chưa bắt đầu")
        SELF_DONE = "self_done", _("đã tự đánh giá")
        ASSESSED = "assessed", _("cấp trực tiếp đã đánh giá")
        VOTED = "voted", _("đã bỏ phiếu")
        CONCLUDED = "concluded", _("đã kết luận")
        TOLD = "told", _("đã thông báo")
        DECIDED = "decided", _("đã quyết định")
        NOT_RATED = "not_rated", _("không xếp loại")

    # Without an index of their own, `campaign` and `rater` are looked up in those of `Meta`, which hold more.
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="ratings", db_index=False)
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The unit that is itself rated, as a collective.
    rated_unit = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: Who answers for a collective: reports for it, and so neither rates it nor concludes on it.
    answerer = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người báo cáo thay tập thể"),
    )  # fmt: skip
    scheme = models.CharField(_("bộ tiêu chí"), max_length=120)
    regime = models.CharField(_("đối tượng"), max_length=20, blank=True, default="")
    rank = models.CharField(_("tư cách"), max_length=10, choices=Rank.choices)
    #: The usual order of a list: heads first, then by name.
    order = models.PositiveIntegerField(default=0)
    post = models.CharField(_("chức vụ"), max_length=250, blank=True, default="")
    #: The group of like work in which the cap is counted, and the form that is filled in.
    group = models.CharField(_("nhóm cùng tính chất công việc"), max_length=120, blank=True, default="")
    form = models.CharField(_("mẫu"), max_length=40, blank=True, default="")
    circumstances = EncryptedListField(_("hoàn cảnh trong kỳ"), default=list, blank=True)
    #: The time away of the file when it was opened: {"stays": [`domain.away.Away.plain`], "months": of service in the
    #: period, None for the whole}, and {"overruled": why, "by"} once an officer set the circumstances otherwise.
    away = EncryptedJSONField(_("thời gian nghỉ theo hồ sơ"), null=True, blank=True)
    rater = models.ForeignKey(
        "personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người trực tiếp đánh giá"), db_index=False,
    )  # fmt: skip
    rater_text = models.CharField(_("cấp trực tiếp đánh giá"), max_length=250, blank=True, default="")
    concluder = models.CharField(_("cấp kết luận"), max_length=250, blank=True, default="")
    stage = models.CharField(_("đã đến bước"), max_length=11, choices=Stage.choices, default=Stage.NOT_STARTED)

    #: What the person entered, by the names of the scheme; and what the direct level entered or set right.
    entered = EncryptedJSONField(_("số liệu tự kê khai"), null=True, blank=True)
    checked = EncryptedJSONField(_("số liệu đã kiểm tra"), null=True, blank=True)
    #: The parts of the written self-review by the headings of the form.
    review = EncryptedJSONField(_("bản tự kiểm điểm"), null=True, blank=True)
    self_points = models.DecimalField(_("điểm tự chấm"), max_digits=6, decimal_places=2, null=True, blank=True)
    self_level = models.CharField(_("mức tự đề xuất"), max_length=13, choices=Level.choices, blank=True, default="")
    self_done_on = models.DateField(_("ngày tự đánh giá"), null=True, blank=True)
    #: Who entered it from paper for the person; "" where they wrote it themselves.
    self_entered_by = models.CharField(_("người nhập từ bản giấy"), max_length=200, blank=True, default="")
    returned_on = models.DateField(_("ngày trả lại để làm lại"), null=True, blank=True)
    returned_reason = EncryptedTextField(_("lý do trả lại"), blank=True, default="")

    points = models.DecimalField(_("điểm cấp trực tiếp"), max_digits=6, decimal_places=2, null=True, blank=True)
    #: The level that follows by rule from what was checked, and the clause.
    rule_level = models.CharField(_("mức theo quy định"), max_length=13, choices=Level.choices, blank=True, default="")
    rule_clause = models.CharField(_("điều khoản"), max_length=500, blank=True, default="")
    head_level = models.CharField(
        _("mức cấp trực tiếp đề xuất"), max_length=13, choices=Level.choices, blank=True, default=""
    )
    head_reason = EncryptedTextField(_("lý do đề xuất khác mức theo quy định"), blank=True, default="")
    comment = EncryptedTextField(_("nhận xét của cấp trực tiếp"), blank=True, default="")
    head_done_on = models.DateField(_("ngày cấp trực tiếp đánh giá"), null=True, blank=True)

    #: The vote of a meeting on it: the line of the slip, and what came out.
    item = models.ForeignKey("procedures.AgendaItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    collective_level = models.CharField(
        _("mức tập thể đề xuất"), max_length=13, choices=Level.choices, blank=True, default=""
    )
    votes = models.JSONField(_("kết quả phiếu"), null=True, blank=True)
    voted_on = models.DateField(_("ngày bỏ phiếu"), null=True, blank=True)
    opinions_missing = models.PositiveSmallIntegerField(_("số ý kiến còn thiếu"), default=0)

    #: Why checking was ordered before the conclusion (a complaint, a denunciation, a sign of a breach), and since when.
    held_on = models.DateField(_("tạm dừng kết luận từ"), null=True, blank=True)
    hold_reason = EncryptedTextField(_("lý do tạm dừng kết luận"), blank=True, default="")
    #: The level that the committee moved it to before concluding; empty as it was proposed.
    calibrated_level = models.CharField(
        _("mức sau rà soát chung"), max_length=13, choices=Level.choices, blank=True, default=""
    )
    concluded_level = models.CharField(_("mức kết luận"), max_length=13, choices=Level.choices, blank=True, default="")
    conclusion = EncryptedTextField(_("kết luận"), blank=True, default="")
    #: How it was concluded: {"for", "against", "members", "meeting"}.
    majority = models.JSONField(_("kết quả biểu quyết kết luận"), null=True, blank=True)
    #: Why the authority went on though a step that nobody held against the full text was not taken.
    went_on_reason = EncryptedTextField(_("lý do kết luận khi còn thiếu bước"), blank=True, default="")
    concluded_on = models.DateField(_("ngày kết luận"), null=True, blank=True)
    told_on = models.DateField(_("ngày thông báo"), null=True, blank=True)
    #: The last day for an appeal, as the office set it; None where it set no time.
    appeal_until = models.DateField(_("hạn gửi kiến nghị"), null=True, blank=True)
    read_on = models.DateField(_("ngày người được đánh giá đã đọc"), null=True, blank=True)
    final_level = models.CharField(_("mức chính thức"), max_length=13, choices=Level.choices, blank=True, default="")
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.CharField(_("văn bản quyết định, biên bản"), max_length=250, blank=True, default="")
    #: The dated record in the file that it ended in (`personnel.Evaluation`), by number: files supersede their records.
    record_id = models.BigIntegerField(null=True, blank=True, editable=False)
    not_rated_reason = models.CharField(_("lý do không xếp loại"), max_length=500, blank=True, default="")
    #: «Đề xuất công tác cán bộ» of the official lists.
    proposal = EncryptedTextField(_("đề xuất công tác cán bộ"), blank=True, default="")
    #: The workbook that last wrote here, and the version right after: a later version was written on the pages.
    sheet = models.ForeignKey(Sheet, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sheet_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    #: Goes up with every write: who saves an older one is refused.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("phiếu đánh giá")
        verbose_name_plural = _("phiếu đánh giá")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "scheme", "unit"], condition=Q(person__isnull=False),
                name="rated_once_a_scheme",
            ),
            models.UniqueConstraint(
                fields=["campaign", "body", "scheme"], condition=Q(body__isnull=False), name="body_rated_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "rated_unit", "scheme"], condition=Q(rated_unit__isnull=False),
                name="unit_rated_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True, rated_unit__isnull=True)
                | Q(person__isnull=True, body__isnull=False, rated_unit__isnull=True)
                | Q(person__isnull=True, body__isnull=True, rated_unit__isnull=False),
                name="one_subject_is_rated",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | ~Q(final_level=""), name="decided_with_a_level"
            ),
        ]  # fmt: skip
        indexes = [
            # All that lists and reports count by, and what policies tell rows by (canbo.cli.row_policies): a row is
            # wide, and counting 37,000 would read all of it.
            models.Index(
                fields=[
                    "campaign", "unit", "stage", "rank", "scheme", "group", "not_rated_reason", "rule_level",
                    "head_level", "collective_level", "calibrated_level", "concluded_level", "final_level",
                    "head_done_on", "held_on", "concluded_on", "told_on", "decided_on", "version", "order", "person",
                    "answerer", "rater",
                ], name="rating_counted",
            ),
            models.Index(fields=["rater", "campaign"], name="rating_rater"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.person_id or self.body_id or self.rated_unit_id} ({self.scheme})"

    @property
    def track(self) -> str:
        """On whose scale it is rated: "party" or "state"."""
        return track_of(self.scheme)

    @property
    def is_collective(self) -> bool:
        """Whether a collective is rated."""
        return self.person_id is None

    @property
    def proposed_level(self) -> str:
        """The level that the way has proposed so far: the collective's, else the head's, else that of the rule."""
        return self.collective_level or self.head_level or self.rule_level

    @property
    def level_now(self) -> str:
        """The level that it has as things stand: concluded, else moved to by the committee, else proposed."""
        return self.concluded_level or self.calibrated_level or self.proposed_level


class SelfDraft(models.Model):
    """The self-review while it is being written, kept apart until it is sent: only its writers read it.

    `version` goes up with every save, so that what is typed at two places is never lost silently.
    """

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="draft")
    review = EncryptedJSONField(_("bản tự kiểm điểm"), null=True, blank=True)
    entered = EncryptedJSONField(_("số liệu tự kê khai"), null=True, blank=True)
    level = models.CharField(_("mức tự đề xuất"), max_length=13, choices=Level.choices, blank=True, default="")
    #: Entered by the office from paper; the person's own is read by nobody else.
    on_paper = models.BooleanField(_("nhập từ bản giấy"), default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("lúc ghi"))
    saved_by_name = models.CharField(_("người ghi"), max_length=200)

    class Meta:
        verbose_name = _("bản tự đánh giá đang viết")
        verbose_name_plural = _("bản tự đánh giá đang viết")

    def __str__(self) -> str:
        return f"{self.rating_id}"


class WorkProduct(models.Model):
    """A work product of the period: entered by the person or imported, checked by the direct level.

    `assigned` and `done` in products of its kind; times `coefficient` they are converted products. `failed_checks` and
    `delays` without those that had an objective, confirmed cause. What the checker set right stands in `checked`:
    {"done", "coefficient", "failed_checks", "delays"}, None until checked.
    """

    class State(models.TextChoices):
        """What the direct level said of it."""

        ENTERED = "entered", _("đã kê khai")
        ACCEPTED = "accepted", _("đã xác nhận")
        CHANGED = "changed", _("đã chỉnh")
        REFUSED = "refused", _("không công nhận")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="products")
    order = models.PositiveIntegerField(default=0)
    axis = models.CharField(_("trục kết quả"), max_length=200, blank=True, default="")
    content = EncryptedTextField(_("nội dung công việc"))
    output = EncryptedTextField(_("sản phẩm đầu ra"), blank=True, default="")
    assigned = models.DecimalField(_("số được giao"), max_digits=10, decimal_places=3)
    done = models.DecimalField(_("số hoàn thành"), max_digits=10, decimal_places=3)
    coefficient = models.DecimalField(_("hệ số quy đổi"), max_digits=7, decimal_places=3, default=1)
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    failed_checks = models.PositiveSmallIntegerField(_("số lần không đạt chất lượng"), default=0)
    delays = models.PositiveSmallIntegerField(_("số lần chậm"), default=0)
    evidence = EncryptedTextField(_("minh chứng"), blank=True, default="")
    source = models.CharField(_("nguồn"), max_length=300, blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.ENTERED)
    checked = models.JSONField(_("số liệu đã kiểm tra"), null=True, blank=True)
    check_note = EncryptedTextField(_("ý kiến của người kiểm tra"), blank=True, default="")

    class Meta:
        verbose_name = _("sản phẩm công việc")
        verbose_name_plural = _("sản phẩm công việc")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assigned__gte=0, done__gte=0, coefficient__gt=0), name="product_counts_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.order}"


class Opinion(models.Model):
    """An opinion that was asked for on a rating, and what was answered: on line, or on paper and entered.

    `unit`: whose officers may answer on line. `author`: the colleague who wrote it himself; a row with one is never
    wanted, it stands beside the collective's own.
    """

    class Kind(models.TextChoices):
        """Whose."""

        COLLEAGUES = "colleagues", _("góp ý của tập thể nơi công tác")
        WORKPLACE = "workplace", _("cấp uỷ nơi công tác")
        RESIDENCE = "residence", _("cấp uỷ nơi cư trú")
        FORMER_UNIT = "former_unit", _("đơn vị cũ")
        TEMPORARY_CELL = "temporary_cell", _("chi bộ nơi sinh hoạt tạm thời")
        ADVISORY = "advisory", _("cơ quan tham mưu")
        OTHER = "other", _("cơ quan liên quan")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField(_("ý kiến của"), max_length=14, choices=Kind.choices)
    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_of = models.CharField(_("nơi được hỏi"), max_length=250)
    is_wanted = models.BooleanField(_("bắt buộc"), default=True)
    clause = models.CharField(_("căn cứ"), max_length=300, blank=True, default="")
    asked_on = models.DateField(_("ngày gửi yêu cầu"), null=True, blank=True)
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    text = EncryptedTextField(_("nội dung"), blank=True, default="")
    level = models.CharField(_("mức đề xuất"), max_length=13, choices=Level.choices, blank=True, default="")
    on_paper = models.BooleanField(_("nhận bằng văn bản giấy"), default=False)
    number = models.CharField(_("số văn bản"), max_length=60, blank=True, default="")
    signer = models.CharField(_("người ký"), max_length=150, blank=True, default="")
    entered_by_name = models.CharField(_("người nhập"), max_length=200, blank=True, default="")
    #: Why there is none: the place no longer exists, it did not answer in time.
    without_reason = models.CharField(_("lý do không có ý kiến"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("ý kiến")
        verbose_name_plural = _("ý kiến")
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "author"], condition=Q(author__isnull=False), name="colleague_writes_once"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(kind="colleagues", is_wanted=False), name="authors_are_colleagues"
            ),
        ]
        indexes = [
            models.Index(fields=["rating", "kind"], name="opinion_rating_kind"),
            models.Index(
                fields=["due_on", "id"], name="opinion_waits",
                condition=Q(asked_on__isnull=False, answered_on__isnull=True, without_reason=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.kind}"

    @property
    def is_missing(self) -> bool:
        """Whether it is wanted and there is neither an answer nor a reason for none."""
        return self.is_wanted and self.answered_on is None and not self.without_reason


class Shortcoming(models.Model):
    """A shortcoming named at one rating, and what became of it by the next: mended or not, by what evidence."""

    class State(models.TextChoices):
        """What became of it."""

        NAMED = "named", _("chưa báo cáo khắc phục")
        MENDED = "mended", _("đã khắc phục")
        PARTLY = "partly", _("đang khắc phục")
        NOT_MENDED = "not_mended", _("chưa khắc phục")

    named_in = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="shortcomings")
    #: The rating of the later period in which it came back.
    answered_in = models.ForeignKey(
        Rating, on_delete=models.SET_NULL, null=True, blank=True, related_name="earlier_shortcomings"
    )
    text = EncryptedTextField(_("hạn chế, khuyết điểm"))
    cause = EncryptedTextField(_("nguyên nhân"), blank=True, default="")
    named_by = models.CharField(_("ai nêu"), max_length=200, blank=True, default="")
    state = models.CharField(_("kết quả khắc phục"), max_length=10, choices=State.choices, default=State.NAMED)
    evidence = EncryptedTextField(_("minh chứng khắc phục"), blank=True, default="")
    confirmed_by_name = models.CharField(_("người xác nhận"), max_length=200, blank=True, default="")
    #: The shortcoming of the year before that this one carries on, where it was not mended.
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("hạn chế, khuyết điểm")
        verbose_name_plural = _("hạn chế, khuyết điểm")

    def __str__(self) -> str:
        return f"{self.named_in_id}: {self.state}"


class RatingPaper(models.Model):
    """A paper of a rating's file, scanned: the content lies sealed under its digest (`canbo.common.scans`)."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="papers")
    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    product = models.ForeignKey(WorkProduct, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    label = models.CharField(_("tên giấy tờ"), max_length=200)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("dung lượng"))
    added_on = models.DateField(_("ngày đưa vào"))
    added_by_name = models.CharField(_("người đưa vào"), max_length=200)

    class Meta:
        verbose_name = _("giấy tờ của phiếu đánh giá")
        verbose_name_plural = _("giấy tờ của phiếu đánh giá")

    def __str__(self) -> str:
        return self.label
