"""The votes of a meeting, on line by secret ballot or on paper.

The register of rights (`VotingRight`) knows that a right was used; the box (`BallotBox`) holds sealed slips without
order. No key leads from one to the other, neither has a time, and both are written in one statement each: see
docs/security/secret-ballot.md.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import EncryptedTextField
from canbo.procedures.domain.ballots import MOST_ADDED, Form
from canbo.procedures.domain.counts import Kind as BallotKind
from canbo.procedures.domain.sealing import HolderKey as LockedKey
from canbo.procedures.models.meetings import AgendaItem, Meeting


class Vote(models.Model):
    """One secret ballot of a meeting: what it asks, how it is read, where it stands.

    `rule` is how the count is read, as `canbo procedures tally` takes it: {"procedure", "step", "as_of"} or {"rule"}.
    Days only, no time of day: the finest time about a ballot is the day of its meeting.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("đang chuẩn bị")
        OPEN = "open", _("đang bỏ phiếu")
        CLOSED = "closed", _("đã đóng, chưa mở hòm phiếu")
        COUNTED = "counted", _("đã kiểm phiếu")
        VOID = "void", _("đã huỷ")

    class Way(models.TextChoices):
        """How it is voted. Secret slips are never kept under a name, kept slips never called secret."""

        SECRET = "secret", _("trên máy, phiếu kín")
        KEPT = "kept", _("trên máy, phiếu được lưu, ký hoặc không ký tên")
        PAPER = "paper", _("phiếu giấy, hai người nhập")
        TOTALS = "totals", _("phiếu giấy, chỉ nhập tổng số, kèm bản quét biên bản")

    class Signing(models.TextChoices):
        """Whether a kept slip is signed."""

        FREE = "free", _("ký hoặc không ký tên, tuỳ người bỏ phiếu")
        SIGNED = "signed", _("phải ký tên")
        UNSIGNED = "unsigned", _("không ký tên")

    class Announced(models.TextChoices):
        """What everybody who took part is told."""

        COUNTS = "counts", _("công bố số phiếu và kết quả")
        OUTCOME = "outcome", _("chỉ công bố kết quả")
        NOTHING = "nothing", _("không công bố tại hội nghị")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="votes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes", null=True, blank=True)
    title = models.CharField(_("nội dung"), max_length=300)
    kind = models.CharField(_("loại phiếu"), max_length=10, choices=[(kind.value, kind.value) for kind in BallotKind])
    names = models.JSONField(_("các tên trên phiếu"), default=list)
    max_choices = models.PositiveSmallIntegerField(_("chọn nhiều nhất"), null=True, blank=True)
    levels = models.JSONField(_("các mức"), default=list, blank=True)
    added = models.PositiveSmallIntegerField(_("được ghi thêm"), default=0)
    seats = models.PositiveSmallIntegerField(_("số người được lấy"), null=True, blank=True)
    rule = models.JSONField(_("cách tính kết quả"))
    members = models.PositiveIntegerField(_("tổng số thành viên"), null=True, blank=True)
    #: Names that earlier steps came to, by the step: for rules that look back.
    earlier = models.JSONField(_("kết quả bước trước"), default=dict, blank=True)
    way = models.CharField(_("cách bỏ phiếu"), max_length=6, choices=Way.choices, default=Way.SECRET)
    signing = models.CharField(_("ký tên"), max_length=8, choices=Signing.choices, blank=True, default="")
    #: Whether those who run the meetings of the unit read kept slips beside chair and teller.
    office_reads = models.BooleanField(_("bộ phận tổ chức đọc phiếu"), default=False)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_rounds",
        verbose_name=_("vòng trước"),
    )  # fmt: skip
    round = models.PositiveSmallIntegerField(_("vòng"), default=1)
    round_ground = models.CharField(_("căn cứ bỏ phiếu thêm vòng"), max_length=300, blank=True)
    issued = models.PositiveIntegerField(_("số phiếu phát ra"), null=True, blank=True)
    returned = models.PositiveIntegerField(_("số phiếu thu về"), null=True, blank=True)
    announced = models.CharField(_("công bố"), max_length=8, choices=Announced.choices, default=Announced.COUNTS)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    void_reason = models.CharField(_("lý do huỷ"), max_length=500, blank=True)
    #: Names the box in everything sealed for it; random, so that no two boxes of any office are alike.
    box_name = models.CharField(max_length=32, unique=True, editable=False)

    class Meta:
        verbose_name = _("lần bỏ phiếu")
        verbose_name_plural = _("lần bỏ phiếu")
        constraints = [
            models.CheckConstraint(condition=Q(added__lte=MOST_ADDED), name="added_names_bounded"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_reason=""), name="void_with_reason"),
            models.CheckConstraint(
                condition=Q(way="kept", signing__in=["free", "signed", "unsigned"])
                | (~Q(way="kept") & Q(signing="", office_reads=False)),
                name="only_kept_slips_signed",
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True) | Q(issued__gte=F("returned")), name="returned_of_issued"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def form(self) -> Form:
        """What a slip of this vote asks."""
        return Form(
            BallotKind(self.kind), tuple(self.names), self.max_choices, tuple(self.levels), self.added, self.signing
        )

    @property
    def is_paper(self) -> bool:
        """Whether it is voted on paper."""
        return self.way in {self.Way.PAPER, self.Way.TOTALS}

    @property
    def is_kept(self) -> bool:
        """Whether its slips are kept whole."""
        return self.way == self.Way.KEPT

    @property
    def box(self) -> bytes:
        """What names the box in everything sealed for it."""
        return self.box_name.encode()


class KeyHolder(models.Model):
    """One of the two who hold a part of a box's key: the public half, and the private half locked by a passphrase.

    The row goes with the box once it is opened or the vote is void.
    """

    class Part(models.TextChoices):
        """Whose part: slips are sealed to the teller first, then to the chair."""

        TELLER = "teller", _("người kiểm phiếu")
        CHAIR = "chair", _("chủ trì")

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="holders")
    part = models.CharField(max_length=6, choices=Part.choices)
    public = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    locked = models.CharField(max_length=200)
    has_closed = models.BooleanField(_("đã đóng bỏ phiếu"), default=False)

    class Meta:
        verbose_name = _("người giữ khoá hòm phiếu")
        verbose_name_plural = _("người giữ khoá hòm phiếu")
        constraints = [models.UniqueConstraint(fields=["vote", "part"], name="one_holder_a_part")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.part}"

    @property
    def key(self) -> LockedKey:
        """The part as the sealing reads it."""
        return LockedKey(*(bytes.fromhex(each) for each in (self.public, self.salt, self.locked)))

    @classmethod
    def columns_of(cls, key: LockedKey) -> dict[str, Any]:
        """The columns that a part is kept in."""
        return {"public": key.public.hex(), "salt": key.salt.hex(), "locked": key.locked.hex()}


class PaperKeying(models.Model):
    """The paper slips of a vote as one person keyed them: lines of letters as `domain.keying` reads them."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="keyings")
    keyed_by_id = models.BigIntegerField(_("tài khoản"))
    keyed_by_name = models.CharField(_("người nhập"), max_length=200)
    slips = EncryptedTextField(_("các phiếu đã nhập"))

    class Meta:
        verbose_name = _("lần nhập phiếu giấy")
        verbose_name_plural = _("lần nhập phiếu giấy")
        constraints = [models.UniqueConstraint(fields=["vote", "keyed_by_id"], name="one_keying_a_person")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.keyed_by_name}"


class PaperSettlement(models.Model):
    """How a slip that two people keyed unlike was settled on looking at the paper again, and by whom."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="settlements")
    number = models.PositiveIntegerField(_("phiếu số"))
    written = EncryptedTextField(_("ghi nhận"))
    settled_by_name = models.CharField(_("người thống nhất"), max_length=200)

    class Meta:
        verbose_name = _("phiếu được thống nhất")
        verbose_name_plural = _("phiếu được thống nhất")
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="one_settlement_a_slip")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.number}"


class VotingRight(models.Model):
    """The one-time right of somebody present to vote; whether it was used, and nothing more."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="rights")
    person = models.ForeignKey("personnel.Person", on_delete=models.PROTECT, related_name="+")
    is_used = models.BooleanField(_("đã bỏ phiếu"), default=False)

    class Meta:
        verbose_name = _("quyền bỏ phiếu")
        verbose_name_plural = _("quyền bỏ phiếu")
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_right_a_voter")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.person_id}"


class BallotBox(models.Model):
    """The sealed slips of a vote: one heap in one value, put in a new order and encrypted anew with each slip."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="ballot_box", primary_key=True)
    heap = EncryptedTextField(_("các phiếu đã niêm phong"), blank=True, default="")

    class Meta:
        verbose_name = _("hòm phiếu")
        verbose_name_plural = _("hòm phiếu")

    def __str__(self) -> str:
        return str(self.vote_id)


class KeptSlips(models.Model):
    """The opened slips of a vote whose rule wants them kept, whole and in random order, for those who may read them.

    JSON: [{"marks", "added", "opinion", "signed": a name or ""}…].
    """

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="kept", primary_key=True)
    slips = EncryptedTextField(_("các phiếu được lưu"))

    class Meta:
        verbose_name = _("phiếu được lưu")
        verbose_name_plural = _("phiếu được lưu")

    def __str__(self) -> str:
        return str(self.vote_id)


class VoteScan(models.Model):
    """A page of the signed minutes of a count, scanned; the content lies encrypted under its hash."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="scans")
    sha256 = models.CharField(_("dấu của bản quét"), max_length=64)
    file_name = models.CharField(_("tên tệp"), max_length=120)
    media_type = models.CharField(_("loại tệp"), max_length=40)
    size = models.PositiveIntegerField(_("cỡ tệp"))
    attached_by_name = models.CharField(_("người kèm"), max_length=200)

    class Meta:
        verbose_name = _("bản quét biên bản kiểm phiếu")
        verbose_name_plural = _("bản quét biên bản kiểm phiếu")
        constraints = [models.UniqueConstraint(fields=["vote", "sha256"], name="one_scan_once_a_vote")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.file_name}"


class VoteCount(models.Model):
    """What came out of a box: the tally, the opened slips in random order, the receipts by their letters.

    `content` is JSON: {"tally": …, "slips": [[marks…, names written in…]…]}; no slips where fewer came back than may be
    shown, where they are kept apart, or where totals alone were keyed ("keyed_by": who keyed them). `receipts` are
    those of every slip that was counted.
    """

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="count", primary_key=True)
    outcome = models.CharField(_("kết quả"), max_length=30)
    content = EncryptedTextField(_("kiểm phiếu"))
    receipts = models.JSONField(_("mã biên nhận"), default=list)

    class Meta:
        verbose_name = _("kết quả kiểm phiếu")
        verbose_name_plural = _("kết quả kiểm phiếu")

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.outcome}"
