"""Forms of the organisation: the shape of what is typed; whether it may be is for the services to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common.errors import localized
from canbo.common.forms import PartialDateFormField
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.organizations.fields import DayField, UnitField
from canbo.organizations.models import Block, Body, Line, Position, Tier, Title, Unit

_NONE = [("", gettext_lazy("(chưa ghi)"))]
MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together under a legend."""

    legend: str
    fields: Sequence[forms.BoundField]


class OrganizationForm(forms.Form):
    """A form that reads unit names of a day on behalf of the viewer."""

    #: The fields that stand in the last section, with the paper that makes the change true.
    decision_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, access: AccessContext, as_of: date, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.access = access
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.ask(access, as_of)

    def refuse(self, error: DomainError) -> None:
        """Show on the form what the domain refuses."""
        self.add_error(None, localized(error))

    def sections(self) -> list[Section]:
        """The fields in their sections: what changes, then by which paper."""
        what = [self[name] for name in self.fields if name not in self.decision_fields]
        paper = [self[name] for name in self.decision_fields if name in self.fields]
        found = [Section(_("Nội dung"), what)]
        return [*found, Section(_("Căn cứ"), paper)] if paper else found


class DecidedForm(OrganizationForm):
    """A change on a day and by a decision, or, for what is long past, on another ground that is named."""

    decision_fields = ("number", "issued_on", "issuer", "signer", "note")

    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    number = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=60, required=False)
    issued_on = PartialDateFormField(label=gettext_lazy("Ngày ký"), required=False)
    issuer = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=200, required=False)
    note = forms.CharField(
        label=gettext_lazy("Căn cứ khác, ghi chú"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi không còn số quyết định, ví dụ: theo lịch sử cơ quan."),
    )

    field_order: Sequence[str] | None = None

    def clean(self) -> dict[str, Any]:
        """Ask for a decision, or for what stands in its place."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("number") and not cleaned.get("note") and "number" not in self.errors:
            self.add_error("number", _("Hãy ghi số quyết định; nếu không còn, ghi căn cứ khác ở ô cuối."))
        return cleaned


class FoundForm(DecidedForm):
    """Founding a unit."""

    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), max_length=250)
    short_name = forms.CharField(label=gettext_lazy("Tên tắt"), max_length=120, required=False)
    code = forms.CharField(label=gettext_lazy("Mã đơn vị"), max_length=35, required=False)
    parent = UnitField(
        label=gettext_lazy("Trực thuộc"), required=False, help_text=gettext_lazy("Để trống nếu là đơn vị cao nhất.")
    )
    party_parent = UnitField(
        label=gettext_lazy("Trực thuộc trong hệ thống Đảng"),
        required=False,
        help_text=gettext_lazy("Để trống nếu giống ô bên."),
    )
    block = forms.ChoiceField(label=gettext_lazy("Khối"), choices=[*_NONE, *Block.choices], required=False)
    tier = forms.ChoiceField(label=gettext_lazy("Cấp"), choices=[*_NONE, *Tier.choices], required=False)
    on = DayField(
        label=gettext_lazy("Thành lập từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu có từ trước, không rõ ngày."),
    )
    field_order = ("name", "short_name", "code", "parent", "party_parent", "block", "tier", "on")


class RenameForm(DecidedForm):
    """Giving a unit another name."""

    name = forms.CharField(label=gettext_lazy("Tên mới"), max_length=250)
    short_name = forms.CharField(label=gettext_lazy("Tên tắt mới"), max_length=120, required=False)
    field_order = ("name", "short_name", "on")


class MoveForm(DecidedForm):
    """Placing a unit under another."""

    line = forms.ChoiceField(label=gettext_lazy("Trong hệ thống"), choices=Line.choices, initial=Line.STATE)
    parent = UnitField(
        label=gettext_lazy("Trực thuộc mới"), required=False, help_text=gettext_lazy("Để trống nếu là đơn vị cao nhất.")
    )
    field_order = ("line", "parent", "on")


class MergeForm(DecidedForm):
    """Merging units into one that stands or a new one."""

    into = UnitField(
        label=gettext_lazy("Sáp nhập vào"),
        required=False,
        help_text=gettext_lazy("Để trống nếu hợp nhất thành một đơn vị mới."),
    )
    name = forms.CharField(label=gettext_lazy("Tên đơn vị mới"), max_length=250, required=False)
    other_1 = UnitField(label=gettext_lazy("Đơn vị cùng sáp nhập"), required=False)
    other_2 = UnitField(label=gettext_lazy("Đơn vị cùng sáp nhập (thứ hai)"), required=False)
    other_3 = UnitField(label=gettext_lazy("Đơn vị cùng sáp nhập (thứ ba)"), required=False)
    field_order = ("into", "name", "other_1", "other_2", "other_3", "on")

    def others(self) -> list[Unit]:
        """The other units that merge."""
        return [unit for unit in (self.cleaned_data.get(f"other_{n}") for n in (1, 2, 3)) if unit is not None]

    def clean(self) -> dict[str, Any]:
        """One of the two: a unit that stands, or the name of a new one."""
        cleaned = super().clean()
        if "into" not in self.errors and bool(cleaned.get("into")) == bool(cleaned.get("name")):
            self.add_error("into", _("Hãy chọn đơn vị tiếp nhận, hoặc ghi tên đơn vị mới: một trong hai."))
        return cleaned


class SplitForm(DecidedForm):
    """Splitting a unit; each unit below says with which part it goes."""

    keep = forms.ChoiceField(
        label=gettext_lazy("Cách làm"),
        choices=[
            ("tach", gettext_lazy("Tách: đơn vị này vẫn hoạt động")),
            ("chia", gettext_lazy("Chia: đơn vị này kết thúc hoạt động")),
        ],
        widget=forms.RadioSelect,
        initial="tach",
    )
    parts = forms.CharField(
        label=gettext_lazy("Tên các đơn vị mới"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Mỗi dòng một đơn vị."),
    )
    field_order = ("keep", "parts", "on")

    def __init__(self, *args: Any, children: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        choices = [("", _("Ở lại")), *((str(n), _("Sang đơn vị mới thứ %(n)s") % {"n": n}) for n in range(1, 7))]
        for unit_id, name in children:
            self.fields[f"child_{unit_id}"] = forms.ChoiceField(label=name, choices=choices, required=False)
        self.order_fields(["keep", "parts", "on", *(f"child_{unit_id}" for unit_id, _name in children)])

    def clean_parts(self) -> list[str]:
        """The names, one a line."""
        names = [" ".join(line.split()) for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        if not 1 <= len(names) <= MOST_PARTS:
            raise forms.ValidationError(_("Hãy ghi từ 1 đến 6 tên, mỗi dòng một tên."))
        return names

    def clean(self) -> dict[str, Any]:
        """A unit below goes with a part that is named."""
        cleaned = super().clean()
        for unit_id, _name in self.children:
            goes = cleaned.get(f"child_{unit_id}")
            if goes and int(goes) > len(cleaned.get("parts") or []):
                self.add_error(f"child_{unit_id}", _("Không có đơn vị mới thứ %(n)s ở trên.") % {"n": goes})
        return cleaned

    def sections(self) -> list[Section]:
        """The units below in a section of their own."""
        what, *rest = super().sections()
        below = [field for field in what.fields if field.name.startswith("child_")]
        rest = [Section(_("Đơn vị cấp dưới đi đâu"), below), *rest] if below else rest
        return [Section(what.legend, [field for field in what.fields if field not in below]), *rest]

    def going_with(self, part: int) -> tuple[int, ...]:
        """The ids of the units below that go with the part of this number, from 1."""
        return tuple(unit_id for unit_id, _name in self.children if self.cleaned_data[f"child_{unit_id}"] == str(part))


class AbolishForm(DecidedForm):
    """Letting a unit or a position be no more."""

    on = DayField(label=gettext_lazy("Kết thúc từ ngày"))


class CorrectForm(OrganizationForm):
    """Mending what was entered wrongly."""

    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), max_length=250)
    short_name = forms.CharField(label=gettext_lazy("Tên tắt"), max_length=120, required=False)
    code = forms.CharField(label=gettext_lazy("Mã đơn vị"), max_length=35, required=False)
    block = forms.ChoiceField(label=gettext_lazy("Khối"), choices=[*_NONE, *Block.choices], required=False)
    tier = forms.ChoiceField(label=gettext_lazy("Cấp"), choices=[*_NONE, *Tier.choices], required=False)
    founded_on = DayField(label=gettext_lazy("Thành lập từ ngày"), required=False)
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=300)
    decision_fields = ("reason",)


class PositionForm(OrganizationForm):
    """Adding a position to a unit."""

    title = forms.ModelChoiceField(label=gettext_lazy("Chức danh"), queryset=Title.objects.none())
    name = forms.CharField(
        label=gettext_lazy("Tên gọi riêng"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Để trống nếu gọi như chức danh."),
    )
    seats = forms.IntegerField(label=gettext_lazy("Số người"), min_value=1, max_value=10000, initial=1)
    managed_by = forms.ModelChoiceField(
        label=gettext_lazy("Diện quản lý của"), queryset=Body.objects.none(), required=False
    )
    on = DayField(
        label=gettext_lazy("Lập từ ngày"), required=False, help_text=gettext_lazy("Để trống nếu có từ trước.")
    )

    def __init__(self, *args: Any, titles: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].queryset = titles  # type: ignore[attr-defined]
        self.fields["managed_by"].queryset = bodies  # type: ignore[attr-defined]


class PositionChangeForm(OrganizationForm):
    """Changing a position."""

    name = forms.CharField(label=gettext_lazy("Tên gọi riêng"), max_length=200, required=False)
    seats = forms.IntegerField(label=gettext_lazy("Số người"), min_value=1, max_value=10000)
    managed_by = forms.ModelChoiceField(
        label=gettext_lazy("Diện quản lý của"), queryset=Body.objects.none(), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=300, required=False)

    def __init__(self, *args: Any, position: Position, bodies: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": position.name, "seats": position.seats, "managed_by": position.managed_by_id}
        super().__init__(*args, **kwargs)
        self.fields["managed_by"].queryset = bodies  # type: ignore[attr-defined]


class EstablishmentForm(OrganizationForm):
    """Assigning the establishment of a year."""

    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=1945, max_value=2100)
    assigned = forms.IntegerField(label=gettext_lazy("Biên chế giao (người)"), min_value=0, max_value=1_000_000)
    number = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=60, required=False)
    issued_on = PartialDateFormField(label=gettext_lazy("Ngày ký"), required=False)
    issuer = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    decision_fields = ("number", "issued_on", "issuer")


class BodyForm(OrganizationForm):
    """Adding a collegial body."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=Body.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Tên"), max_length=250)
    line = forms.ChoiceField(label=gettext_lazy("Hệ thống"), choices=Line.choices, initial=Line.PARTY)
    founded_on = PartialDateFormField(label=gettext_lazy("Thành lập"), required=False)


class TermForm(OrganizationForm):
    """Beginning a term."""

    name = forms.CharField(label=gettext_lazy("Nhiệm kỳ"), max_length=60, help_text=gettext_lazy("Ví dụ: 2020–2025."))
    seats = forms.IntegerField(label=gettext_lazy("Số uỷ viên"), min_value=1, max_value=10000, required=False)
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    valid_before = DayField(
        label=gettext_lazy("Kết thúc từ ngày"), required=False, help_text=gettext_lazy("Để trống nếu đang diễn ra.")
    )
    number = forms.CharField(label=gettext_lazy("Số quyết định chuẩn y"), max_length=60, required=False)
    issued_on = PartialDateFormField(label=gettext_lazy("Ngày ký"), required=False)
    issuer = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    decision_fields = ("number", "issued_on", "issuer")


class CloseForm(OrganizationForm):
    """Ending a body or a term on a day."""

    on = DayField(label=gettext_lazy("Kết thúc từ ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, required=False)


class TitleForm(OrganizationForm):
    """A title of the list."""

    name = forms.CharField(label=gettext_lazy("Tên chức danh"), max_length=200)
    rank = forms.ChoiceField(
        label=gettext_lazy("Bậc lãnh đạo"),
        choices=Title.Rank.choices,
        help_text=gettext_lazy("Người giữ chức danh cấp trưởng hoặc cấp phó được tính là lãnh đạo, quản lý."),
    )
    line = forms.ChoiceField(label=gettext_lazy("Hệ thống"), choices=[*_NONE, *Line.choices], required=False)
    level = forms.IntegerField(
        label=gettext_lazy("Thứ tự trong đơn vị"),
        min_value=0,
        max_value=99,
        initial=8,
        help_text=gettext_lazy("1 đứng đầu."),
    )
    aliases = forms.CharField(
        label=gettext_lazy("Cách viết khác"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một cách viết; không phân biệt hoa thường, dấu và gạch nối."),
    )
    closed_on = DayField(label=gettext_lazy("Không còn dùng từ ngày"), required=False)
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=300, required=False)

    def clean_aliases(self) -> list[str]:
        """The spellings, one a line."""
        return [" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
