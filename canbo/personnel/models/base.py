"""The person, the source of a statement, the change log, and the base of every dated record of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import (
    BlindIndexField,
    BytewiseCharField,
    EncryptedJSONField,
    EncryptedTextField,
    PartialDateField,
)
from canbo.common.records import DatedRecord
from canbo.core.access import Permission


@dataclass(frozen=True, slots=True)
class Section:
    """How a kind of record stands in the file: its tab, whether one current record is all, the right without which
    nobody reads it (None: who may open the file may).

    `line` names the fields that make its one-line summary; `tt06` and `c2c98` are the items of the two printed forms.
    """

    key: str
    label: str | Promise
    tab: str
    order: int
    line: tuple[str, ...]
    single: bool = False
    right: Permission | None = None
    timed: bool = True
    tt06: str = ""
    c2c98: str = ""

    @property
    def restricted(self) -> bool:
        """Whether reading it needs a right of its own."""
        return self.right is not None


class Person(models.Model):
    """Someone whose file is kept (cán bộ, công chức, viên chức).

    Name, sort key, birth and gender repeat the current Identity for lists and matching; `unit` is where the file is
    kept and `managed_tier` the tier of the body that decides on the present posts ("" where nothing tells it): the two
    decide who may see it. Services keep them all.
    """

    number = models.CharField(_("số hiệu"), max_length=40, blank=True, default="")
    full_name = models.CharField(_("họ và tên"), max_length=150)
    sort_key = BytewiseCharField(max_length=200, editable=False)
    search_name = BytewiseCharField(max_length=170, editable=False)
    search_aliases = BytewiseCharField(max_length=220, blank=True, default="", editable=False)
    born = PartialDateField(_("sinh ngày"), null=True, blank=True)
    gender = models.CharField(_("giới tính"), max_length=6, blank=True, default="")
    citizen_index = BlindIndexField()
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="kept_files")
    managed_tier = models.CharField(_("cấp quản lý"), max_length=20, blank=True, default="", editable=False)
    source = models.ForeignKey("personnel.Source", on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(_("lập hồ sơ lúc"))
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        indexes = [
            models.Index(fields=["sort_key"], name="person_sort"),
            models.Index(fields=["search_name", "born"], name="person_name_born"),
            models.Index(fields=["citizen_index"], name="person_citizen", condition=~models.Q(citizen_index="")),
        ]

    def __str__(self) -> str:
        return self.full_name


class Source(models.Model):
    """Where statements come from: a page, an import batch, a case; who entered them and what they said about it."""

    class Kind(models.TextChoices):
        """Which door."""

        PAGE = "page", _("nhập trên màn hình")
        IMPORT = "import", _("nhập từ tệp")
        CASE = "case", _("kết quả công việc")

    kind = models.CharField(_("nguồn"), max_length=10, choices=Kind.choices)
    description = models.CharField(_("mô tả"), max_length=300, blank=True, default="")
    batch_id = models.BigIntegerField(_("lần nhập"), null=True, blank=True, db_index=True)
    user_id = models.BigIntegerField(_("mã tài khoản"), null=True, blank=True)
    user_name = models.CharField(_("người nhập"), max_length=200)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("nguồn")
        verbose_name_plural = _("nguồn")

    def __str__(self) -> str:
        return self.description or str(self.get_kind_display())


class FileChange(models.Model):
    """The change log of the files: written in the transaction of the change; `facts` patches what changed since."""

    person_key = models.BigIntegerField(_("mã hồ sơ"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("thay đổi hồ sơ")
        verbose_name_plural = _("thay đổi hồ sơ")

    def __str__(self) -> str:
        return f"{self.pk}: {self.person_key}"


class FileRecord(DatedRecord):
    """A dated statement about one person, with its source and the decision that made it true."""

    section: ClassVar[Section]

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_set", editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False)
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("quyết định"),
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, default="")
    withdrawn_by_name = models.CharField(_("người rút"), max_length=200, blank=True, default="", editable=False)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=500, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        parts = []
        for name in self.section.line:
            display = getattr(self, f"get_{name}_display", None)
            value = display() if display else getattr(self, name)
            if value not in (None, ""):
                parts.append(str(getattr(value, "text", value)))
        return " · ".join(parts) or str(self.section.label)


class SealedRecord(FileRecord):
    """A record of a closed section: what people write about it is encrypted too, and so is what the source said.

    What stays plain is named, with the reason, in docs/security/personal-data.md and tests/security.
    """

    note = EncryptedTextField(_("ghi chú"), max_length=500, blank=True, default="")
    reason = EncryptedTextField(_("lý do sửa"), max_length=500, blank=True, default="", editable=False)
    withdrawn_reason = EncryptedTextField(_("lý do rút"), max_length=500, blank=True, default="", editable=False)
    as_written = EncryptedJSONField(_("nguyên văn"), null=True, blank=True, editable=False)
    verified = EncryptedJSONField(_("đã kiểm chứng"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


#: What every record has and no correction copies.
CLOCK_FIELDS = frozenset(
    {
        "id",
        "recorded_at",
        "superseded_at",
        "supersedes",
        "reason",
        "source",
        "person",
        "as_written",
        "withdrawn_by_name",
        "withdrawn_reason",
    }
)


def content_fields(kind: type[FileRecord]) -> list[models.Field[Any, Any]]:
    """Give the fields of a kind that people fill in: its own, the interval where it has one, decision and note."""
    skipped = CLOCK_FIELDS | {"attested_on", "verified"}
    if not kind.section.timed:
        skipped |= {"valid_from", "valid_before"}
    return [field for field in kind._meta.fields if field.name not in skipped and field.editable]
