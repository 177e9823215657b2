"""What the viewer may choose on the pages of reports; everything has a sensible value when it is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from canbo.reports.dimensions import all_dimensions
from canbo.reports.papers import PaperHead
from canbo.reports.selectors import Period

YOUNG_UNDER = 40
ROW, COLUMN = "qualification_level", "age_band"


#: Choices that stand beside their table, outside the form that they belong to.
_OUTSIDE = {"form": "report-form"}


class DayField(forms.DateField):
    """A whole day typed as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"],
            required=False,
            widget=forms.DateInput(
                format="%d/%m/%Y", attrs={"placeholder": _("dd/mm/yyyy"), "autocomplete": "off", "size": 12}
            ),
            error_messages={"invalid": _("Không đọc được ngày này. Hãy ghi dạng 31/12/2013.")},
            validators=[
                MinValueValidator(date(1900, 1, 1), _("Năm phải từ 1900 đến 2100.")),
                MaxValueValidator(date(2100, 12, 31), _("Năm phải từ 1900 đến 2100.")),
            ],
            **kwargs,
        )


@dataclass(frozen=True, slots=True)
class QualityChoice:
    """What the quality report was asked for."""

    unit: int | None = None
    young_under: int = YOUNG_UNDER
    compared_with: date | None = None
    known_on: datetime | None = None
    row: str = ROW
    column: str = COLUMN


class UnitForm(forms.Form):
    """The unit to count, nothing for everything in scope."""

    unit = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def chosen_unit(self) -> int | None:
        """Give the unit asked for; a number that is none counts as not asked."""
        self.is_valid()
        unit: int | None = self.cleaned_data.get("unit")
        return unit


class QualityForm(UnitForm):
    """The choices of the quality report."""

    tre = forms.IntegerField(
        label=_("Cán bộ trẻ: dưới (tuổi)"), required=False, min_value=18, max_value=70,
        widget=forms.NumberInput(attrs={"size": 4}),
    )  # fmt: skip
    so_voi = DayField(label=_("So với ngày"))
    biet_den = DayField(label=_("Theo ghi nhận đến ngày"))
    hang = forms.ChoiceField(label=_("Hàng của bảng chéo"), required=False, widget=forms.Select(attrs=_OUTSIDE))
    cot = forms.ChoiceField(label=_("Cột của bảng chéo"), required=False, widget=forms.Select(attrs=_OUTSIDE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, dimension.label) for key, dimension in all_dimensions().items()]
        for name in ("hang", "cot"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def choice(self) -> QualityChoice:
        """Give what was asked for; a choice that is at fault keeps its usual value, and the form tells its fault."""
        unit = self.chosen_unit()
        good = self.cleaned_data
        known = good.get("biet_den")
        return QualityChoice(
            unit=unit,
            young_under=good.get("tre") or YOUNG_UNDER,
            compared_with=good.get("so_voi"),
            known_on=None if known is None else end_of(known),
            row=good.get("hang") or ROW,
            column=good.get("cot") or COLUMN,
        )


class TrainingForm(UnitForm):
    """The choices of the training result report."""

    tu_nam = forms.IntegerField(
        label=_("Từ năm"), required=False, min_value=1950, max_value=2100, widget=forms.NumberInput(attrs={"size": 5})
    )

    def since(self, usual: int) -> int:
        """Give the first year asked for."""
        self.is_valid()
        year: int = self.cleaned_data.get("tu_nam") or usual
        return year


class RatingsForm(UnitForm):
    """The choices of the report of the ratings of a period."""

    nam = forms.IntegerField(
        label=_("Năm"), required=False, min_value=1950, max_value=2100, widget=forms.NumberInput(attrs={"size": 5})
    )
    ky = forms.ChoiceField(
        label=_("Kỳ"), required=False,
        choices=[
            ("", _("cả năm")), *((f"quy-{n}", format_lazy(_("quý {n}"), n=n)) for n in range(1, 5)),
            *((f"thang-{n}", format_lazy(_("tháng {n}"), n=n)) for n in range(1, 13)),
        ],
    )  # fmt: skip
    biet_den = DayField(label=_("Theo ghi nhận đến ngày"))

    def period(self, usual: int) -> Period:
        """Give the period asked for; what is at fault keeps its usual value, and the form tells its fault."""
        self.is_valid()
        kind, _dash, number = str(self.cleaned_data.get("ky") or "").partition("-")
        part = int(number) if number else None
        year = self.cleaned_data.get("nam") or usual
        return Period(year, part if kind == "quy" else None, part if kind == "thang" else None)

    def known_on(self) -> datetime | None:
        """Give the moment of knowing asked for."""
        self.is_valid()
        known = self.cleaned_data.get("biet_den")
        return None if known is None else end_of(known)


class PaperForm(forms.Form):
    """What stands in the head of a Word paper. What is left empty is printed as dots."""

    kieu = forms.ChoiceField(
        label=_("Thể thức"),
        choices=[("state", _("Văn bản nhà nước (Nghị định 30/2020)")), ("party", _("Văn bản Đảng (Hướng dẫn 36)"))],
        required=False,
    )
    co_quan_tren = forms.CharField(label=_("Cơ quan cấp trên"), max_length=150, required=False)
    co_quan = forms.CharField(label=_("Cơ quan ban hành"), max_length=150, required=False)
    dia_danh = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    nguoi_ky = forms.CharField(label=_("Chức vụ người ký"), max_length=80, required=False)

    def head(self) -> PaperHead:
        """Give the head of the paper."""
        self.is_valid()
        good = self.cleaned_data
        return PaperHead(
            style="party" if good.get("kieu") == "party" else "state",
            issuer_above=good.get("co_quan_tren", ""), issuer=good.get("co_quan", ""),
            place=good.get("dia_danh", ""), signer_role=good.get("nguoi_ky", ""),
        )  # fmt: skip


def end_of(day: date) -> datetime:
    """Give the last moment of a day in the office's time."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)
