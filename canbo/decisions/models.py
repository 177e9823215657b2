"""The register of decisions: what makes a record true."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField


class Decision(models.Model):
    """A decision (quyết định): number, date, issuer, signer, day of effect. The issuer is kept as key and name."""

    number = models.CharField(_("số"), max_length=60)
    issued_on = PartialDateField(_("ngày ký"), null=True, blank=True)
    issuer_key = models.CharField(_("mã cơ quan ban hành"), max_length=60, blank=True, default="")
    issuer_name = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True, default="")
    signer = models.CharField(_("người ký"), max_length=200, blank=True, default="")
    effective_on = PartialDateField(_("ngày có hiệu lực"), null=True, blank=True)
    abstract = models.CharField(_("trích yếu"), max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issued_on", "issuer_name"],
                name="decision_number_date_issuer",
                violation_error_message=_("Quyết định này đã có trong sổ (trùng số, ngày ký và cơ quan ban hành)."),
            )
        ]

    def __str__(self) -> str:
        if not self.issued_on:
            return self.number
        return gettext("%(number)s ngày %(day)s") % {"number": self.number, "day": self.issued_on.text}
