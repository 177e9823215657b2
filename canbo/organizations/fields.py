"""Form fields for units and whole days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common.errors import localized
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.organizations import selectors
from canbo.organizations.models import Unit

_NUMBER = re.compile(r"#\s*(\d{1,18})\s*\)?\s*$")


class DayField(forms.DateField):
    """A whole day, typed as `31/12/2013`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={"placeholder": "dd/mm/yyyy", "autocomplete": "off", "inputmode": "numeric"},
            ),
        )
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("Hãy ghi đủ ngày, tháng, năm, ví dụ 01/07/2025.")})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Read the day; years outside 1900–2100 are refused."""
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2100:
            raise ValidationError(_("Năm phải nằm trong khoảng 1900–2100."), code="invalid")
        return day


class UnitField(forms.CharField):
    """A unit chosen by typing a part of its name: the browser offers the units of the day, with or without marks.

    What is sent is the offered text, which ends in the unit's number (`Phòng Nội vụ · Huyện A (#12)`), or a name that
    only one unit of the day bears. `ask(access, as_of)` must be called before the form is cleaned.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "placeholder": gettext_lazy("Gõ một phần tên đơn vị"),
                    "data-unit-picker": reverse_lazy("units-find"),
                }
            ),
        )
        super().__init__(**kwargs)
        self._access: AccessContext | None = None
        self._as_of: date | None = None

    def ask(self, access: AccessContext, as_of: date) -> None:
        """Say for whom and for which day the names are read."""
        self._access, self._as_of = access, as_of
        if isinstance(self.widget, forms.TextInput):
            self.widget.attrs["data-day"] = as_of.isoformat()

    def prepare_value(self, value: Any) -> Any:
        """Show a unit as it is offered."""
        return offer(value.pk, value.name) if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Any:
        """Give the Unit, or None for an empty field that may be."""
        text = str(super().clean(value))
        if not text.strip():
            return None
        if self._access is None or self._as_of is None:
            raise RuntimeError("UnitField.ask() was not called")
        number = _NUMBER.search(text)
        if number is not None:
            try:
                return selectors.unit_of(self._access, int(number[1]))
            except DomainError as error:
                raise ValidationError(localized(error), code=error.code) from error
        found = selectors.units_by_name(self._access, self._as_of).get(fold(text), [])
        if len(found) == 1:
            return selectors.unit_of(self._access, found[0])
        if found:
            raise ValidationError(
                _("Có %(count)s đơn vị tên như vậy. Hãy chọn một đơn vị trong danh sách hiện ra khi gõ."),
                code="unit_ambiguous",
                params={"count": len(found)},
            )
        raise ValidationError(
            _("Không có đơn vị nào tên «%(name)s». Hãy gõ một phần tên rồi chọn trong danh sách hiện ra."),
            code="unit_unknown",
            params={"name": text},
        )


def offer(unit_id: int, name: str, above: str = "") -> str:
    """A unit as the browser offers it: its name, what it stands under, its number."""
    return f"{name} · {above} (#{unit_id})" if above else f"{name} (#{unit_id})"
