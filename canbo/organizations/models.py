"""Units with a life, the two trees over them, positions, establishment, collegial bodies with terms and seats.

Intervals are [from, before) in whole days; a null start means "since before anybody knows".
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import BytewiseCharField, PartialDateField


class Block(models.TextChoices):
    """Khối."""

    PARTY = "party", _("Khối Đảng")
    GOVERNMENT = "government", _("Khối chính quyền")
    FRONT_AND_MASS = "front_and_mass", _("Khối MTTQ và các đoàn thể")
    PUBLIC_SERVICE = "public_service", _("Đơn vị sự nghiệp")
    ARMED_FORCES = "armed_forces", _("Lực lượng vũ trang")


class Tier(models.TextChoices):
    """Cấp. The district tier existed until 30 June 2025."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class Line(models.TextChoices):
    """Which tree: the State's or the Party's, over the same offices."""

    STATE = "state", _("Hệ thống chính quyền")
    PARTY = "party", _("Hệ thống Đảng")


def _in_order(name: str) -> models.CheckConstraint:
    """The interval of the row ends after it begins."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_before__isnull=True) | Q(valid_before__gt=F("valid_from")),
        name=name,
        violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
    )


class Unit(models.Model):
    """A node of the organisation (cơ quan, đơn vị). What changes over time stands in UnitName and UnitEdge.

    `name`, `short_name` and `path` repeat today's values for sorting, search and scope; services keep them.
    """

    code = models.CharField(_("mã"), max_length=35, blank=True, default="")
    name = models.CharField(_("tên"), max_length=250)
    short_name = models.CharField(_("tên tắt"), max_length=120, blank=True, default="")
    search_name = BytewiseCharField(_("tên để tìm"), max_length=250, editable=False)
    block = models.CharField(_("khối"), max_length=20, choices=Block.choices, blank=True, default="")
    tier = models.CharField(_("cấp"), max_length=20, choices=Tier.choices, blank=True, default="")
    path = BytewiseCharField(_("đường dẫn hôm nay"), max_length=200, editable=False, db_index=True)
    founded_on = models.DateField(_("thành lập ngày"), null=True, blank=True)
    abolished_on = models.DateField(_("giải thể từ ngày"), null=True, blank=True)
    batch_id = models.BigIntegerField(_("lần nhập"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=Q(founded_on__isnull=True)
                | Q(abolished_on__isnull=True)
                | Q(abolished_on__gt=F("founded_on")),
                name="unit_life_in_order",
                violation_error_message=_("Ngày giải thể phải sau ngày thành lập."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code="") & Q(withdrawn_at__isnull=True),
                name="unit_code_once",
                violation_error_message=_("Mã đơn vị này đã dùng cho đơn vị khác."),
            ),
        ]
        indexes = [models.Index(fields=["search_name"], name="unit_search_name")]

    def __str__(self) -> str:
        return self.name


class _OverTime(models.Model):
    """A dated fact of a unit, kept by both clocks."""

    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_before = models.DateField(_("đến trước ngày"), null=True, blank=True)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    superseded_at = models.DateTimeField(_("được thay lúc"), null=True, blank=True)
    reason = models.CharField(_("lý do sửa"), max_length=500, blank=True, default="")

    class Meta:
        abstract = True


class UnitName(_OverTime):
    """What a unit was called over a period."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(_("tên"), max_length=250)
    short_name = models.CharField(_("tên tắt"), max_length=120, blank=True, default="")
    search_name = BytewiseCharField(_("tên để tìm"), max_length=250, editable=False)

    class Meta:
        verbose_name = _("tên đơn vị")
        verbose_name_plural = _("tên đơn vị")
        constraints = [
            _in_order("unit_name_in_order"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(superseded_at__isnull=True, valid_before__isnull=True),
                name="unit_name_one_open",
                violation_error_message=_("Đơn vị đã có tên đang dùng."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitEdge(_OverTime):
    """Under which parent a unit stood over a period, in one of the two trees. A root has no parent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="edges")
    line = models.CharField(_("hệ thống"), max_length=10, choices=Line.choices, default=Line.STATE)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_edges", null=True, blank=True)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("quan hệ trực thuộc")
        verbose_name_plural = _("quan hệ trực thuộc")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="unit_not_its_own_parent",
                violation_error_message=_("Đơn vị không thể trực thuộc chính nó."),
            ),
            _in_order("unit_edge_in_order"),
            models.UniqueConstraint(
                fields=["unit", "line"],
                condition=Q(superseded_at__isnull=True, valid_before__isnull=True),
                name="unit_edge_one_open",
                violation_error_message=_("Đơn vị đã có nơi trực thuộc trong hệ thống này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class UnitEvent(models.Model):
    """One thing that happened to a unit, on a day, by a decision; the other units concerned with it."""

    class Kind(models.TextChoices):
        """What happened."""

        FOUNDED = "founded", _("thành lập")
        RENAMED = "renamed", _("đổi tên")
        MOVED = "moved", _("chuyển trực thuộc")
        MERGED = "merged", _("sáp nhập")
        SPLIT = "split", _("chia tách")
        ABOLISHED = "abolished", _("giải thể")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("việc"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("ngày"), null=True, blank=True)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, blank=True)
    related = models.ManyToManyField(Unit, related_name="+", blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    superseded_at = models.DateTimeField(_("được thay lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("biến động đơn vị")
        verbose_name_plural = _("biến động đơn vị")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on or ''}"


def _token() -> str:
    return secrets.token_hex(8)


class StructureChange(models.Model):
    """The change log of the structure: a new row with every change, in its transaction; caches compare the last one.

    Writers hold one lock (services.structure), so keys are committed in their order. The token tells two rows apart
    that were given the same key because the first was rolled back.
    """

    class Aspect(models.TextChoices):
        """What changed."""

        TREE = "tree", _("đơn vị")
        TITLES = "titles", _("chức danh")
        POSITIONS = "positions", _("vị trí")
        BODIES = "bodies", _("tổ chức tập thể")
        ESTABLISHMENT = "establishment", _("biên chế")

    at = models.DateTimeField(_("lúc"))
    aspect = models.CharField(_("phần"), max_length=15, choices=Aspect.choices, default=Aspect.TREE)
    token = models.CharField(max_length=16, default=_token, editable=False)

    class Meta:
        verbose_name = _("thay đổi cơ cấu")
        verbose_name_plural = _("thay đổi cơ cấu")
        indexes = [models.Index(fields=["aspect", "-id"], name="structure_change_last")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Title(models.Model):
    """A named office (chức danh) with its group and rank: the code list from which leaders are told. Data, editable."""

    class Rank(models.TextChoices):
        """Head, deputy, or neither."""

        HEAD = "head", _("cấp trưởng")
        DEPUTY = "deputy", _("cấp phó")
        STAFF = "staff", _("không giữ chức vụ")

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    search_name = BytewiseCharField(_("tên để tìm"), max_length=200, db_index=True, editable=False)
    rank = models.CharField(_("bậc lãnh đạo"), max_length=10, choices=Rank.choices, default=Rank.STAFF)
    group = models.CharField(_("nhóm"), max_length=40, blank=True, default="")
    level = models.PositiveSmallIntegerField(_("mức"), default=0)
    line = models.CharField(_("hệ thống"), max_length=10, choices=Line.choices, blank=True, default="")
    aliases = models.JSONField(_("cách viết khác"), default=list, blank=True)
    closed_on = models.DateField(_("không còn dùng từ ngày"), null=True, blank=True)
    needs_review = models.BooleanField(_("cần xem lại"), default=False)
    edited_at = models.DateTimeField(_("sửa tại đơn vị lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("chức danh")
        verbose_name_plural = _("chức danh")

    def __str__(self) -> str:
        return self.name

    @property
    def is_leadership(self) -> bool:
        """Whether its holder counts among the leaders (head or deputy)."""
        return self.rank != self.Rank.STAFF


class Position(models.Model):
    """An office in one unit (chức vụ, vị trí); may be vacant. `managed_by` names the committee that decides on it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="positions")
    name = models.CharField(_("tên gọi"), max_length=200, blank=True, default="")
    seats = models.PositiveSmallIntegerField(_("số người"), default=1)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)
    managed_by = models.ForeignKey("Body", on_delete=models.PROTECT, null=True, blank=True, related_name="manages")
    valid_from = models.DateField(_("lập từ ngày"), null=True, blank=True)
    valid_before = models.DateField(_("bỏ từ ngày"), null=True, blank=True)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, blank=True)
    batch_id = models.BigIntegerField(_("lần nhập"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("vị trí")
        verbose_name_plural = _("vị trí")
        constraints = [
            _in_order("position_in_order"),
            models.CheckConstraint(
                condition=Q(seats__gt=0),
                name="position_has_seats",
                violation_error_message=_("Một vị trí phải có ít nhất một người."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.title.name


class Establishment(models.Model):
    """How many people a unit may have in a year (biên chế giao), by a decision; a later row supersedes."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="establishments")
    year = models.PositiveSmallIntegerField(_("năm"))
    assigned = models.PositiveIntegerField(_("biên chế giao"))
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    superseded_at = models.DateTimeField(_("được thay lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("biên chế")
        verbose_name_plural = _("biên chế")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(superseded_at__isnull=True),
                name="establishment_once_a_year",
                violation_error_message=_("Đơn vị đã được giao biên chế năm này."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: {self.assigned}"


class Body(models.Model):
    """A collegial body (cấp uỷ, ban thường vụ, HĐND, chi bộ) of a unit."""

    class Kind(models.TextChoices):
        """What kind of body."""

        EXECUTIVE_COMMITTEE = "executive_committee", _("Ban chấp hành")
        STANDING_COMMITTEE = "standing_committee", _("Ban thường vụ")
        INSPECTION_COMMITTEE = "inspection_committee", _("Uỷ ban kiểm tra")
        PEOPLES_COUNCIL = "peoples_council", _("Hội đồng nhân dân")
        PARTY_CELL = "party_cell", _("Chi bộ")
        LEADERSHIP = "leadership", _("Tập thể lãnh đạo")
        OTHER = "other", _("Tổ chức khác")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(_("loại"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("tên"), max_length=250)
    line = models.CharField(_("hệ thống"), max_length=10, choices=Line.choices, default=Line.PARTY)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    founded_on = PartialDateField(_("thành lập"), null=True, blank=True)
    abolished_on = models.DateField(_("kết thúc hoạt động"), null=True, blank=True)

    class Meta:
        verbose_name = _("tổ chức tập thể")
        verbose_name_plural = _("tổ chức tập thể")

    def __str__(self) -> str:
        return self.name


class BodyTerm(models.Model):
    """A term (nhiệm kỳ) of a body and its seats; members are dated memberships in the files."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("nhiệm kỳ"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("số uỷ viên"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_before = models.DateField(_("đến trước ngày"), null=True, blank=True)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("nhiệm kỳ")
        verbose_name_plural = _("nhiệm kỳ")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_before__isnull=True)
                | Q(valid_before__gt=F("valid_from")),
                name="body_term_in_order",
                violation_error_message=_("Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"
