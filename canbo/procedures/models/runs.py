"""Runs of procedures: the law they began under, their subjects, steps, papers, people who act, and the log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedJSONField, EncryptedTextField


class Run(models.Model):
    """One piece of cadre work under one procedure, as the law stood on the day that it pins.

    `snapshot` is the whole procedure as plain data (`domain.runs_law`), `digest` the SHA-256 of it. `days` are the days
    that deadlines count from, by event ({"policy_approved": "2026-03-02"}); `circumstances` what the officer stated of
    the act. A run that switched to a newer law keeps the laws before it in `earlier`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        RUNNING = "running", _("đang thực hiện")
        FINISHED = "finished", _("đã hoàn thành")
        STOPPED = "stopped", _("đã dừng")

    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(_("tên việc"), max_length=300)
    act = models.CharField(_("việc"), max_length=40)
    procedure = models.CharField(_("quy trình"), max_length=120)
    pack = models.CharField(_("bộ quy tắc"), max_length=80)
    law_day = models.DateField(_("theo quy định ngày"))
    snapshot = models.JSONField(_("quy trình được ghim"))
    digest = models.CharField(_("mã băm của quy trình"), max_length=64)
    version = models.PositiveSmallIntegerField(_("lần ghim"), default=1)
    earlier = models.JSONField(_("quy trình trước khi chuyển"), default=list, blank=True)
    circumstances = models.JSONField(_("tình huống"), default=dict, blank=True)
    days = models.JSONField(_("các mốc tính thời hạn"), default=dict, blank=True)
    position = models.ForeignKey(
        "organizations.Position", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("vị trí xem xét"),
    )  # fmt: skip
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.RUNNING)
    due_on = models.DateField(_("hạn của cả việc"), null=True, blank=True)
    started_on = models.DateField(_("bắt đầu ngày"))
    started_by_name = models.CharField(_("người lập"), max_length=200)
    ended_on = models.DateField(_("kết thúc ngày"), null=True, blank=True)
    stop_reason = EncryptedTextField(_("lý do dừng"), blank=True, default="")
    #: What a browser sends with the form, so that a form sent twice starts one run.
    request_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("việc theo quy trình")
        verbose_name_plural = _("việc theo quy trình")
        constraints = [
            models.CheckConstraint(condition=Q(state="running") | Q(ended_on__isnull=False), name="run_ended_on_a_day"),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="run_unit_state")]

    def __str__(self) -> str:
        return self.title


class RunSubject(models.Model):
    """Whom, or what, a run is about: a person (whose name is kept as it was), or a post or unit in words.

    `left_on` is set where somebody is taken out of the run, with the reason; `told_on` once the person was told of it.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="subjects")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = EncryptedTextField(_("người, chức vụ, đơn vị được xem xét"))
    post = models.CharField(_("chức vụ dự kiến"), max_length=300, blank=True)
    told_on = models.DateField(_("đã báo cho người đó ngày"), null=True, blank=True)
    left_on = models.DateField(_("đưa ra khỏi việc ngày"), null=True, blank=True)
    left_reason = EncryptedTextField(_("lý do đưa ra"), blank=True, default="")

    class Meta:
        verbose_name = _("người, chức vụ được xem xét")
        verbose_name_plural = _("người, chức vụ được xem xét")
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="subject_once_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.pk}"


class RunStep(models.Model):
    """One step of a run. A step returned for rework stays as it was (state `returned`); a new row takes its place.

    `roles` is who acts after `instead` was resolved, None while a circumstance is not known. `candidates` are the names
    that come into the step, `carried` those that it sends on. `frozen` is what it rested on when it was done.
    """

    class State(models.TextChoices):
        """Where it stands."""

        BLOCKED = "blocked", _("chưa đến lượt")
        READY = "ready", _("chờ thực hiện")
        DONE = "done", _("đã xong")
        SKIPPED = "skipped", _("bỏ qua có lý do")
        RETURNED = "returned", _("đã trả lại")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveSmallIntegerField(_("theo lần ghim"), default=1)
    key = models.CharField(_("mã bước"), max_length=80)
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("loại bước"), max_length=20)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.BLOCKED)
    roles = models.JSONField(_("ai thực hiện"), null=True, blank=True)
    attending = models.JSONField(_("ai dự"), default=list, blank=True)
    instead = models.JSONField(_("trường hợp áp dụng"), null=True, blank=True)
    #: Whether the step is done by the person considered alone (a self-assessment, an application).
    for_subject = models.BooleanField(_("do người được xem xét làm"), default=False)
    responsible = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("giao cho"),
    )  # fmt: skip
    ready_on = models.DateField(_("đến lượt ngày"), null=True, blank=True)
    not_before = models.DateField(_("không sớm hơn ngày"), null=True, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)
    done_by_name = models.CharField(_("người ghi nhận"), max_length=200, blank=True)
    candidates = EncryptedJSONField(_("những người đưa vào bước"), null=True, blank=True)
    carried = EncryptedJSONField(_("những người được đưa tiếp"), null=True, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=30, blank=True)
    #: Whether the outcome is as an officer wrote it down, not counted here.
    is_stated = models.BooleanField(_("ghi theo biên bản"), default=False)
    note = EncryptedTextField(_("ghi chú, lý do"), blank=True, default="")
    authority = models.CharField(_("cấp quyết định"), max_length=300, blank=True)
    frozen = EncryptedJSONField(_("căn cứ tại thời điểm quyết định"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("quyết định"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("bước của việc")
        verbose_name_plural = _("bước của việc")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "version", "key"], condition=~Q(state="returned"), name="step_once_a_run"
            ),
            models.UniqueConstraint(fields=["run"], condition=Q(state="ready"), name="one_step_ready"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_on__isnull=False), name="step_done_on_a_day"),
            models.CheckConstraint(condition=~Q(state="skipped") | ~Q(authority=""), name="skipped_by_an_authority"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="step_state_due")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.key}"


class StepActor(models.Model):
    """Who acts in a step, where it is no meeting: a person of the files, or a body or office in words; and why."""

    step = models.ForeignKey(RunStep, on_delete=models.CASCADE, related_name="actors")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("ai"), max_length=300)
    role = models.CharField(_("vai trò"), max_length=40, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("người thực hiện bước")
        verbose_name_plural = _("người thực hiện bước")
        constraints = [models.UniqueConstraint(fields=["step", "person"], name="actor_once_a_step")]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.pk}"


class StepPaper(models.Model):
    """A paper of a run: one that the dossier asks for (`paper` is its id in the packs), or one that a step yields.

    `subject` None: it serves for everybody of the run. `waived_by` names the authority that let the step go on without
    the paper, `note` why.
    """

    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, related_name="papers")
    subject = models.ForeignKey(RunSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    paper = models.CharField(_("mã giấy tờ"), max_length=120, blank=True)
    label = models.CharField(_("giấy tờ"), max_length=300)
    dated_on = models.DateField(_("ngày của giấy tờ"), null=True, blank=True)
    attachment = models.ForeignKey(
        "personnel.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("tệp trong hồ sơ"),
    )  # fmt: skip
    made_paper_id = models.BigIntegerField(_("giấy tờ đã lập"), null=True, blank=True)
    waived_by = models.CharField(_("cấp cho phép thiếu"), max_length=300, blank=True)
    note = EncryptedTextField(_("ghi chú"), blank=True, default="")
    added_on = models.DateField(_("ghi nhận ngày"))
    added_by_name = models.CharField(_("người ghi nhận"), max_length=200)
    withdrawn_on = models.DateField(_("rút ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tờ của việc")
        verbose_name_plural = _("giấy tờ của việc")

    def __str__(self) -> str:
        return self.label


class RunLog(models.Model):
    """What was done in a run: by whom, when, and why. Rows are only ever added."""

    class Act(models.TextChoices):
        """What was done."""

        STARTED = "started", _("lập việc")
        STATED = "stated", _("ghi tình huống")
        DAY_NOTED = "day_noted", _("ghi mốc tính thời hạn")
        SUBJECT_ADDED = "subject_added", _("thêm người được xem xét")
        SUBJECT_LEFT = "subject_left", _("đưa người ra khỏi việc")
        TOLD = "told", _("báo cho người được xem xét")
        ASSIGNED = "assigned", _("giao bước")
        ACTORS_STATED = "actors_stated", _("ghi người thực hiện bước")
        PAPER_ADDED = "paper_added", _("ghi nhận giấy tờ")
        PAPER_WAIVED = "paper_waived", _("cho phép thiếu giấy tờ")
        PAPER_WITHDRAWN = "paper_withdrawn", _("rút giấy tờ")
        DECISION_LINKED = "decision_linked", _("gắn quyết định")
        DECISION_ENDED = "decision_ended", _("quyết định không còn hiệu lực")
        COMPLETED = "completed", _("xong bước")
        SKIPPED = "skipped", _("bỏ qua bước")
        RETURNED = "returned", _("trả lại để làm lại")
        SWITCHED = "switched", _("chuyển sang quy định mới")
        STOPPED = "stopped", _("dừng việc")
        FINISHED = "finished", _("hoàn thành việc")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="log")
    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, null=True, blank=True, related_name="log")
    act = models.CharField(_("việc đã làm"), max_length=20, choices=Act.choices)
    at = models.DateTimeField(_("lúc"))
    on = models.DateField(_("ngày"))
    by_name = models.CharField(_("ai"), max_length=200)
    reason = EncryptedTextField(_("lý do"), blank=True, default="")
    detail = EncryptedJSONField(_("chi tiết"), null=True, blank=True)
    request_key = models.CharField(max_length=40, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("nhật ký của việc")
        verbose_name_plural = _("nhật ký của việc")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "request_key"], condition=~Q(request_key=""), name="request_once_a_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.act}"
