"""The register of decisions: what makes a record true.

What stands here may be known to whoever sees a record made by the decision: number, day, issuer, signer. What a
decision says and of whom stands with its paper (`enactments`), behind the rights to read it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField, SecrecyField
from canbo.decisions.kinds import DecisionKind, DecisionState, Relation, SigningMark


class NumberSeries(models.Model):
    """Numbers that an issuer gives, anew each year: "{n}-QĐ/TU". `unit_key` is the unit that keeps the series."""

    unit_key = models.BigIntegerField(_("đơn vị giữ sổ"))
    issuer_name = models.CharField(_("cơ quan ban hành"), max_length=200)
    pattern = models.CharField(_("số, ký hiệu"), max_length=50)
    is_closed = models.BooleanField(_("không còn dùng"), default=False)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))

    class Meta:
        verbose_name = _("dãy số quyết định")
        verbose_name_plural = _("dãy số quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_key", "pattern"],
                name="number_series_once",
                violation_error_message=_("Đơn vị đã có dãy số này."),
            )
        ]

    def __str__(self) -> str:
        return gettext("%(pattern)s của %(issuer)s") % {
            "pattern": self.pattern.replace("{n}", "…"), "issuer": self.issuer_name,
        }  # fmt: skip


class SeriesYear(models.Model):
    """How far a series has come in a year. Its row is the lock under which numbers are given."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối đã cấp"), default=0)

    class Meta:
        verbose_name = _("năm của dãy số")
        verbose_name_plural = _("năm của dãy số")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="series_year_once")]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.year}: {self.last}"


class Decision(models.Model):
    """A decision (quyết định): number, days, issuer, signer, state. The issuer is kept as key and name.

    `unit_key` is the unit in whose register it stands (None for what was known only from a record of a file);
    `series`, `year` and `sequence` tell a number that the program gave or recognised.
    """

    number = models.CharField(_("số"), max_length=60, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=DecisionKind.choices, default=DecisionKind.OTHER)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=DecisionState.choices, default=DecisionState.IN_FORCE
    )
    issued_on = PartialDateField(_("ngày ký"), null=True, blank=True)
    effective_on = PartialDateField(_("ngày có hiệu lực"), null=True, blank=True)
    issuer_key = models.CharField(_("mã cơ quan ban hành"), max_length=60, blank=True, default="")
    issuer_name = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True, default="")
    signer = models.CharField(_("người ký"), max_length=200, blank=True, default="")
    signer_role = models.CharField(_("chức vụ người ký"), max_length=120, blank=True, default="")
    signing_mark = models.CharField(
        _("thẩm quyền ký"), max_length=4, choices=SigningMark.choices, blank=True, default=""
    )
    signing_for = models.CharField(_("thay mặt, ký thay"), max_length=150, blank=True, default="")
    unit_key = models.BigIntegerField(_("đơn vị giữ sổ"), null=True, blank=True, db_index=True)
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("số thứ tự"), null=True, blank=True)
    number_note = models.CharField(_("lý do để dành, huỷ số"), max_length=300, blank=True, default="")
    secrecy = SecrecyField()
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issued_on", "issuer_name"],
                condition=~Q(number="") & Q(series__isnull=True),
                name="decision_number_date_issuer",
                violation_error_message=_("Quyết định này đã có trong sổ (trùng số, ngày ký và cơ quan ban hành)."),
            ),
            models.UniqueConstraint(
                fields=["series", "year", "sequence"],
                condition=Q(sequence__isnull=False),
                name="decision_sequence_once",
                violation_error_message=_("Số này đã cấp trong năm."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "in_force", "revoked", "replaced", "reserved", "void"], number=""),
                name="decision_signed_has_number",
            ),
        ]
        indexes = [models.Index(fields=["issuer_name", "year", "number"], name="decision_issuer_year")]

    def __str__(self) -> str:
        if not self.number:
            return gettext("Dự thảo %(key)s") % {"key": self.pk}
        if not self.issued_on:
            return self.number
        return gettext("%(number)s ngày %(day)s") % {"number": self.number, "day": self.issued_on.text}

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it yet."""
        return self.state == DecisionState.DRAFT

    @property
    def stands(self) -> bool:
        """Whether it was signed and nothing has taken it back."""
        return self.state in {DecisionState.SIGNED, DecisionState.IN_FORCE}


class DecisionLink(models.Model):
    """One link of a chain: how a decision hangs on an earlier one."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="links")
    earlier = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="later_links")
    relation = models.CharField(_("quan hệ"), max_length=10, choices=Relation.choices)

    class Meta:
        verbose_name = _("liên hệ giữa các quyết định")
        verbose_name_plural = _("liên hệ giữa các quyết định")
        constraints = [
            models.UniqueConstraint(fields=["decision", "earlier", "relation"], name="decision_link_once"),
            models.CheckConstraint(condition=~Q(decision=models.F("earlier")), name="decision_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.relation} {self.earlier_id}"
