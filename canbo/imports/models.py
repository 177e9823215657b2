"""An import: the file that was sent, its rows as understood, and the layouts that somebody confirmed once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField


class ListKind(models.TextChoices):
    """Kinds of lists that offices keep."""

    ROSTER = "roster", _("Danh sách trích ngang")
    TRAINING = "training", _("Danh sách đào tạo, bồi dưỡng")
    RATINGS = "ratings", _("Kết quả đánh giá, xếp loại")
    PLANS = "plans", _("Danh sách quy hoạch")
    APPOINTMENTS = "appointments", _("Danh sách bổ nhiệm, điều động")
    SALARY = "salary", _("Diễn biến lương")


class ImportBatch(models.Model):
    """One file on its way into the files: uploaded, its columns confirmed, previewed, committed, perhaps undone.

    `options` holds what the officer chose (blank_means, as_of as typed, units, sheet), `mapping` which column is what,
    `counts` and `report` what the preview or the commit found. Rows with personal data stand in ImportRow, encrypted.
    """

    class State(models.TextChoices):
        """Where the batch stands."""

        UPLOADED = "uploaded", _("mới tải lên")
        MAPPED = "mapped", _("đã xác nhận cột")
        PREVIEWED = "previewed", _("đã xem trước")
        COMMITTED = "committed", _("đã nhập")
        UNDONE = "undone", _("đã hoàn tác")
        REFUSED = "refused", _("bị bỏ")

    kind = models.CharField(_("loại danh sách"), max_length=14, choices=ListKind.choices)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(_("tên tệp"), max_length=200)
    file_size = models.PositiveBigIntegerField(_("cỡ tệp"), default=0)
    sha256 = models.CharField(max_length=64, editable=False)
    stored_as = models.CharField(max_length=100, blank=True, default="", editable=False)
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True, default="")
    as_of = models.DateField(_("số liệu đến ngày"), null=True, blank=True)
    root = models.ForeignKey(
        "organizations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("đơn vị gốc"),
    )  # fmt: skip
    root_name = models.CharField(_("tên đơn vị gốc"), max_length=250, blank=True, default="")
    owner_id = models.BigIntegerField(_("mã người nhập"), null=True, blank=True)
    owner_name = models.CharField(_("người nhập"), max_length=200)
    options = models.JSONField(default=dict, editable=False)
    mapping = models.JSONField(null=True, blank=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    job_id = models.UUIDField(null=True, blank=True, editable=False)
    source = models.ForeignKey(
        "personnel.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        editable=False,
    )  # fmt: skip
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    previewed_at = models.DateTimeField(_("xem trước lúc"), null=True, blank=True)
    committed_at = models.DateTimeField(_("nhập lúc"), null=True, blank=True)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nhập")
        verbose_name_plural = _("các lần nhập")
        indexes = [models.Index(fields=["-uploaded_at"], name="import_batch_newest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether the guide can still be walked: nothing is committed, nothing given up."""
        return self.state in {self.State.UPLOADED, self.State.MAPPED, self.State.PREVIEWED}


class ImportRow(models.Model):
    """One row of the sheet as understood. `payload` and `repairs` are JSON, encrypted: they hold personal data.

    payload: {"cells": [text of each column], "shown": {field: text}, "issues": [{column, heading, code, severity,
    reason, suggestion}],
    "candidates": [{person_id, row, name, born, unit}]}; repairs: {column: new text}.
    """

    class Outcome(models.TextChoices):
        """What becomes of the row."""

        ACCEPTED = "accepted", _("nhận")
        WARNED = "warned", _("nhận, có lưu ý")
        REFUSED = "refused", _("không nhận")
        HELD = "held", _("chờ quyết định")
        EXISTING = "existing", _("đã có trong hồ sơ")

    class Decision(models.TextChoices):
        """What somebody decided about a row that was held."""

        UNDECIDED = "", _("chưa quyết định")
        SAME = "same", _("cùng một người")
        DIFFERENT = "different", _("người khác")
        SKIP = "skip", _("bỏ qua dòng này")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField(_("dòng"))
    outcome = models.CharField(_("kết quả"), max_length=10, choices=Outcome.choices)
    codes = models.CharField(_("mã vấn đề"), max_length=300, blank=True, default="")
    payload = EncryptedTextField()
    repairs = EncryptedTextField(blank=True, default="")
    decision = models.CharField(_("quyết định"), max_length=10, choices=Decision.choices, blank=True, default="")
    decided_person = models.BigIntegerField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True, default="")
    person_key = models.BigIntegerField(_("mã hồ sơ"), null=True, blank=True)

    class Meta:
        verbose_name = _("dòng nhập")
        verbose_name_plural = _("dòng nhập")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"


class LayoutMemory(models.Model):
    """A layout whose columns somebody confirmed: the same header needs no second confirmation."""

    kind = models.CharField(_("loại danh sách"), max_length=14, choices=ListKind.choices)
    signature = models.CharField(_("dấu nhận dạng tiêu đề"), max_length=64)
    mapping = models.JSONField(_("cột nào là gì"))
    confirmed_by = models.CharField(_("người xác nhận"), max_length=200)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"))
    times_used = models.PositiveIntegerField(_("số lần dùng"), default=0)

    class Meta:
        verbose_name = _("mẫu bảng đã biết")
        verbose_name_plural = _("mẫu bảng đã biết")
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="layout_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
