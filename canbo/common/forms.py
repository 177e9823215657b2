"""Form fields shared by the apps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from canbo.common.errors import localized
from canbo.common.fields import SECRECY_CHOICES
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError

#: What marks the option that is chosen.
_SELECTED = SafeString(" selected")


class LongSelect(forms.Select):
    """A select of a thousand options, without a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the options out."""
        chosen = {str(each) for each in self.format_value(value)}
        options = format_html_join(
            "", '<option value="{}"{}>{}</option>',
            ((key, _SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )  # fmt: skip
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs({**self.attrs, "name": name}, attrs)), options
        )


class PartialDateFormField(forms.CharField):
    """A date typed as far as it is known: `15/8/1975`, `03/2015` or `1975`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"placeholder": _("dd/mm/yyyy, mm/yyyy hoặc yyyy"), "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the date as people write it."""
        return value.text if isinstance(value, PartialDate) else value

    def to_python(self, value: Any) -> Any:
        """Read the written form, or explain what is wrong with it."""
        if isinstance(value, PartialDate) or value in (None, ""):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except DomainError as error:
            raise ValidationError(localized(error), code=error.code) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not their spellings."""
        before = initial.text if isinstance(initial, PartialDate) else initial or ""
        try:
            after = self.to_python(data)
        except ValidationError:
            return True
        return before != (after.text if after else "")


class DayField(PartialDateFormField):
    """A whole day; gives a date."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"placeholder": "dd/mm/yyyy", "autocomplete": "off", "inputmode": "numeric"}),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the day as people write it."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        """Give the date, or explain that the day is not whole."""
        found = super().clean(value)
        if isinstance(found, PartialDate):
            if found.precision != "day":
                raise ValidationError(_("Hãy ghi đủ ngày, tháng, năm."), code="day_incomplete")
            return found.earliest
        return found


class MarkForm(forms.Form):
    """The secrecy mark of a thing and why it is set, changed or taken away; only marks that the viewer may see."""

    def __init__(self, data: Any = None, *, marks: Sequence[str], current: str) -> None:
        super().__init__(data, initial={"secrecy": current})
        known = [("", _("Không mật")), *SECRECY_CHOICES]
        self.fields["secrecy"] = forms.ChoiceField(
            label=_("Độ mật"), required=False, widget=forms.RadioSelect,
            choices=[(value, label) for value, label in known if value in marks],
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Lý do, căn cứ"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}),
            help_text=_("Ghi vào nhật ký. Không ghi tên người, nội dung tài liệu."),
        )  # fmt: skip


class UploadsWidget(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Several files at once; cleaned to a list of uploads."""

    widget = UploadsWidget

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Clean each file as one; none where none is asked for and none was sent."""
        if isinstance(data, (list, tuple)) and data:
            return [super(UploadsField, self).clean(each, initial) for each in data]
        only = super().clean(data, initial)
        return [only] if only else []
