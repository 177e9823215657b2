"""The register of what left, with the files that wait for a second person; templates, made papers, prints in bulk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField, SecrecyField


class ExportRequest(models.Model):
    """One export or print: who took what, when and for what; its frozen file while it waits."""

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("chờ người thứ hai duyệt")
        READY = "ready", _("chờ tải về")
        GIVEN = "given", _("đã lấy")
        REFUSED = "refused", _("không duyệt")
        WITHDRAWN = "withdrawn", _("đã rút")
        EXPIRED = "expired", _("hết hạn, đã huỷ tệp")

    number = models.CharField(_("số"), max_length=12, unique=True)
    action = models.CharField(_("việc"), max_length=60)
    title = models.CharField(_("tên"), max_length=200)
    file_name = models.CharField(_("tên tệp"), max_length=150)
    media_type = models.CharField(_("loại tệp"), max_length=100)
    scope = models.TextField(_("phạm vi"), blank=True, default="")
    people_count = models.PositiveIntegerField(_("số người"), default=0)
    #: The keys of the files whose data it holds, as far as they count towards the number that needs approval.
    people = models.JSONField(_("hồ sơ"), default=list)
    #: [[path prefix, management tier]] that it draws on, and the rights that it needs there.
    reaches = models.JSONField(_("phạm vi đơn vị"), default=list)
    rights = models.JSONField(_("quyền cần có"), default=list)
    secrecy = SecrecyField()
    #: What the log says it is about.
    object_type = models.CharField(_("loại đối tượng"), max_length=60, blank=True, default="")
    object_id = models.BigIntegerField(_("mã đối tượng"), null=True, blank=True)
    object_label = models.CharField(_("đối tượng"), max_length=300, blank=True, default="")
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200, blank=True, default="")
    changes = models.JSONField(_("chi tiết"), default=dict)
    reason = models.CharField(_("mục đích"), max_length=500, blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    requested_by_name = models.CharField(_("người xuất"), max_length=200)
    requested_person_key = models.BigIntegerField(_("hồ sơ của người xuất"), null=True, blank=True)
    requested_at = models.DateTimeField(_("xuất lúc"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_by_name = models.CharField(_("người duyệt"), max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    decided_reason = models.CharField(_("ý kiến người duyệt"), max_length=500, blank=True, default="")
    given_at = models.DateTimeField(_("lấy lúc"), null=True, blank=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), null=True, blank=True)
    is_locked = models.BooleanField(_("có mật khẩu"), default=False)
    sha256 = models.CharField(_("mã băm"), max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(_("kích thước (byte)"), default=0)
    #: The frozen file in base64, sealed; "" once it was fetched or destroyed.
    content = EncryptedTextField(_("tệp"), blank=True, default="")

    class Meta:
        verbose_name = _("lần xuất")
        verbose_name_plural = _("các lần xuất")
        indexes = [
            models.Index(fields=["requested_by", "-requested_at"], name="export_requester"),
            models.Index(fields=["state"], name="export_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def waits(self) -> bool:
        """Whether something may still happen to it."""
        return self.state in {self.State.HELD, self.State.READY}


class PaperTemplate(models.Model):
    """One version of the Word template of a kind and layout; never changed, never deleted: old papers name it."""

    class Origin(models.TextChoices):
        """Where it comes from."""

        SHIPPED = "shipped", _("mẫu có sẵn")
        OFFICE = "office", _("mẫu của cơ quan")

    kind = models.CharField(_("loại văn bản"), max_length=20)
    style = models.CharField(_("thể thức"), max_length=10)
    origin = models.CharField(_("nguồn"), max_length=10, choices=Origin.choices)
    #: Counted within kind and style.
    number = models.PositiveIntegerField(_("phiên bản"))
    content = models.BinaryField(_("tệp"))
    sha256 = models.CharField(_("mã băm"), max_length=64)
    size = models.PositiveIntegerField(_("kích thước (byte)"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True, default="")
    #: An office's template that new papers are made from; where none stands, the shipped one.
    is_standing = models.BooleanField(_("đang dùng"), default=False)
    added_at = models.DateTimeField(_("đưa vào lúc"))
    added_by_name = models.CharField(_("người đưa vào"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("mẫu văn bản")
        verbose_name_plural = _("các mẫu văn bản")
        constraints = [
            models.UniqueConstraint(fields=["kind", "style", "number"], name="template_number"),
            models.UniqueConstraint(fields=["kind", "style", "sha256"], name="template_once"),
            models.UniqueConstraint(
                fields=["kind", "style"], condition=models.Q(is_standing=True), name="template_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.style} {self.number}"


class MadePaper(models.Model):
    """One paper that was made: the copy of its data, the version of its template and its hash, to make it again."""

    kind = models.CharField(_("loại văn bản"), max_length=20)
    style = models.CharField(_("thể thức"), max_length=10)
    template = models.ForeignKey(PaperTemplate, on_delete=models.PROTECT, related_name="papers")
    #: What `filling.fill` takes, as JSON, sealed.
    data = EncryptedTextField(_("bản sao dữ liệu"))
    sha256 = models.CharField(_("mã băm"), max_length=64)
    size = models.PositiveIntegerField(_("kích thước (byte)"))
    #: Which one among several (an invitation's guest), sealed.
    label = EncryptedTextField(_("của ai"), blank=True, default="")
    #: Which source asked for it, and what it belongs to.
    source = models.CharField(_("nguồn"), max_length=60)
    object_type = models.CharField(_("loại đối tượng"), max_length=60)
    object_id = models.BigIntegerField(_("mã đối tượng"))
    #: Where it belongs, and the right by which it is read there.
    unit_path = models.CharField(_("đường dẫn đơn vị"), max_length=200)
    tier = models.CharField(_("cấp quản lý"), max_length=20, blank=True, default="")
    permission = models.CharField(_("quyền cần có"), max_length=40)
    secrecy = SecrecyField()
    people = models.JSONField(_("hồ sơ"), default=list)
    made_at = models.DateTimeField(_("làm lúc"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_by_name = models.CharField(_("người làm"), max_length=200)

    class Meta:
        verbose_name = _("văn bản đã làm")
        verbose_name_plural = _("các văn bản đã làm")
        indexes = [models.Index(fields=["object_type", "object_id", "-made_at"], name="paper_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PaperPrint(models.Model):
    """Papers printed together: as one Word file, one PDF or an archive, kept sealed until it is fetched or expires."""

    class Form(models.TextChoices):
        """What is made of them."""

        WORD = "docx", _("một tệp Word")
        PDF = "pdf", _("một tệp PDF")
        ZIP = "zip", _("nhiều tệp Word nén thành một (zip)")

    #: The kinds of its papers, with blanks between them.
    kind = models.CharField(_("loại văn bản"), max_length=120)
    form = models.CharField(_("dạng tệp"), max_length=4, choices=Form.choices)
    papers = models.JSONField(_("các văn bản"), default=list)
    #: The source and object whose papers are made first; "" where they are there already.
    source = models.CharField(_("nguồn"), max_length=60, blank=True, default="")
    object_id = models.BigIntegerField(_("mã đối tượng"), null=True, blank=True)
    style = models.CharField(_("thể thức"), max_length=10, blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    #: The file in base64, sealed; "" until it is made and again after it expired.
    content = EncryptedTextField(_("tệp"), blank=True, default="")

    class Meta:
        verbose_name = _("lần in văn bản")
        verbose_name_plural = _("các lần in văn bản")

    def __str__(self) -> str:
        return f"{self.kind} {self.form} {self.pk}"
