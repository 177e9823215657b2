"""Values of the rules that an office enters or confirms: who, when, by which clause and scan, who signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleChange(models.Model):
    """One proposal about the rules: an entry confirmed, a value entered, or such a proposal taken back.

    The database is the truth; what is in force is printed as packs (`canbo.rules.services.printing`). Nothing signed is
    changed: it is withdrawn by another proposal.
    """

    class Kind(models.TextChoices):
        """What is proposed."""

        CONFIRM = "confirm", _("Xác nhận nội dung có sẵn")
        VALUE = "value", _("Giá trị mới")
        WITHDRAW = "withdraw", _("Rút nội dung đã ký")

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("chờ người thứ hai ký")
        SIGNED = "signed", _("đã ký, đang chạy ca thử")
        IN_FORCE = "in_force", _("đang áp dụng")
        RETURNED = "returned", _("bị trả lại")
        CANCELLED = "cancelled", _("người nhập đã bỏ")
        WITHDRAWN = "withdrawn", _("đã rút")

    OPEN = (State.WAITING, State.SIGNED)

    kind = models.CharField(_("loại đề nghị"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING)
    #: What it is about: a kind of entry of domain.confirming.KINDS, its id, the pack that states it.
    of = models.CharField(_("loại mục"), max_length=10)
    entry = models.CharField(_("mã mục"), max_length=200)
    in_pack = models.CharField(_("bộ quy tắc"), max_length=100)
    starts = models.DateField(_("từ ngày"))
    before = models.DateField(_("đến trước ngày"), null=True, blank=True)
    #: The unit whose subtree it is for; "" for a central value.
    place = models.CharField(_("mã đơn vị"), max_length=60, blank=True, default="")
    place_name = models.CharField(_("nơi áp dụng"), max_length=300, blank=True, default="")
    mark = models.CharField(_("so với trung ương"), max_length=12, blank=True, default="")
    #: The value as YAML, in which days and numbers keep their kind; "" unless a value is entered.
    value = models.TextField(_("giá trị"), blank=True, default="")
    is_retroactive = models.BooleanField(_("áp dụng từ trước ngày văn bản có hiệu lực"), default=False)
    #: Hash of what stood under it when it was entered.
    content = models.CharField(_("dấu của nội dung"), max_length=24, blank=True, default="")
    document = models.CharField(_("mã văn bản"), max_length=100)
    #: A document that no pack states: number, issuer, label, signed, from.
    new_document = models.JSONField(_("văn bản mới"), null=True, blank=True)
    clause = models.CharField(_("điều, khoản"), max_length=300)
    note = models.CharField(_("ghi chú"), max_length=1000, blank=True, default="")
    scan_sha256 = models.CharField(_("dấu của bản quét"), max_length=64)
    scan_name = models.CharField(_("tên bản quét"), max_length=120)
    scan_type = models.CharField(_("loại tệp"), max_length=40)
    scan_size = models.PositiveIntegerField(_("cỡ tệp"))
    withdraws = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals",
        verbose_name=_("rút đề nghị"),
    )  # fmt: skip
    entered_by_key = models.BigIntegerField(_("mã người nhập"))
    entered_by_person = models.BigIntegerField(_("hồ sơ của người nhập"), null=True, blank=True)
    entered_by_name = models.CharField(_("người nhập"), max_length=200)
    entered_at = models.DateTimeField(_("nhập lúc"))
    #: What the last run of the cases found: faults, cases that come out otherwise, how many ran, upon which edition.
    trial = models.JSONField(_("kết quả chạy thử"), null=True, blank=True)
    trial_job = models.UUIDField(_("việc chạy thử"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("chấp nhận ca thử đổi kết quả lúc"), null=True, blank=True)
    signed_by_key = models.BigIntegerField(_("mã người ký"), null=True, blank=True)
    signed_by_name = models.CharField(_("người ký"), max_length=200, blank=True, default="")
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)
    took_effect_at = models.DateTimeField(_("áp dụng lúc"), null=True, blank=True)
    #: The order in which what was signed took effect; one number for each.
    edition = models.PositiveIntegerField(_("lần"), null=True, blank=True, unique=True)
    closed_by_name = models.CharField(_("người khép lại"), max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(_("khép lại lúc"), null=True, blank=True)
    closed_reason = models.CharField(_("lý do"), max_length=1000, blank=True, default="")
    #: What only one open proposal may be about.
    slot = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("đề nghị về quy định")
        verbose_name_plural = _("đề nghị về quy định")
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state__in=["waiting", "signed"]), name="one_open_rule_change"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "in_force", "withdrawn"]) | Q(signed_at__isnull=False),
                name="rule_change_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by_key__isnull=True) | ~Q(signed_by_key=models.F("entered_by_key")),
                name="rule_change_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "state"], name="rule_change_entry"),
            models.Index(fields=["state", "-entered_at"], name="rule_change_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.entry}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in self.OPEN

    @property
    def has_held(self) -> bool:
        """Whether it is or was in force: from then on it is part of the history that everybody reads."""
        return self.edition is not None

    @property
    def turned(self) -> list[dict[str, str]]:
        """The cases that come out otherwise with it, as its last trial found them."""
        return list((self.trial or {}).get("turned", []))

    @property
    def faults(self) -> list[str]:
        """What its last trial refused."""
        return list((self.trial or {}).get("faults", []))

    @property
    def may_be_signed(self) -> bool:
        """Whether the cases have run, nothing is refused, and what they turn has been accepted by who entered it."""
        tried = self.state == self.State.WAITING and self.trial is not None and not self.faults
        return tried and (not self.turned or self.acknowledged_at is not None)

    @property
    def where(self) -> str | Promise:
        """Where it applies, in words."""
        return self.place_name or _("cả nước (trung ương)")
