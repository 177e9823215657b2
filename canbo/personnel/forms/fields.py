"""Form fields of a file: search boxes for units and code lists, and numbers typed with a comma."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.core.text import clean, fold
from canbo.personnel.selectors.pickers import label_of, picker


class PickInput(forms.Widget):
    """A search box over a picker: what is typed, and beside it the key of what was chosen (none for code lists)."""

    template_name = "personnel/widgets/pick.html"

    def __init__(self, what: str, *, keyed: bool) -> None:
        super().__init__()
        self.what, self.keyed = what, keyed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address of the picker, the text and the key."""
        context = super().get_context(name, None, {"class": "form-control", **(attrs or {})})
        key, text = value if isinstance(value, tuple) else ("", value or "")
        context["widget"] |= {"url": reverse("pick", args=[self.what]), "key": key, "text": text, "keyed": self.keyed}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Give (key, text), or the text alone for a code list."""
        text = data.get(name, "")
        return (data.get(f"{name}_key", ""), text) if self.keyed else text

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the box that is typed into."""
        return id_


class PickField(forms.Field):
    """A row of a picker: chosen from the list, or typed so that it names one row alone."""

    def __init__(self, what: str, **kwargs: Any) -> None:
        super().__init__(widget=PickInput(what, keyed=True), **kwargs)
        self.what = what
        self.access: AccessContext | None = None
        self.current: models.Model | None = None

    def prepare_value(self, value: Any) -> Any:
        """Show the words of a row."""
        if isinstance(value, models.Model):
            return (str(value.pk), label_of(value))
        return value

    def clean(self, value: Any) -> models.Model | None:
        """Give the row; explain when the text names none, or several."""
        key, text = value if isinstance(value, tuple) else ("", value or "")
        text = clean(str(text))
        if not text:
            if self.required:
                raise ValidationError(_("Ô này không được để trống."), code="required")
            return None
        if self.current is not None and key == str(self.current.pk):
            return self.current
        found = picker(self.what)
        if self.access is None or found.rows is None:
            raise ValueError("the form gives a pick field its access")
        rows = found.rows(self.access)
        if key.isdigit() and len(key) < 19:
            row: models.Model | None = rows.filter(pk=int(key)).first()
            if row is not None:
                return row
        choices = [choice for choice in found.search(self.access, text) if fold(choice.label) == fold(text)]
        if len(choices) == 1:
            picked: models.Model = rows.get(pk=int(choices[0].key))
            return picked
        if choices:
            raise ValidationError(_("Có nhiều mục cùng tên này. Hãy gõ rồi chọn một mục trong danh sách gợi ý."))
        raise ValidationError(
            _("Không có «%(text)s» trong danh mục được dùng. Hãy gõ rồi chọn trong danh sách gợi ý.") % {"text": text}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare keys."""
        key, text = data if isinstance(data, tuple) else ("", data or "")
        before = str(initial.pk) if isinstance(initial, models.Model) else ""
        return before != (key if clean(str(text)) else "")


class VietnameseDecimalField(forms.DecimalField):
    """A number typed as people write it: `2,34`, `2.34`, `1.234.500`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs derive it from IntegerField
        """Read the written form."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = clean(str(value)).replace(" ", "")
        if "," in text:
            text = text.replace(".", "").replace(",", ".", 1)
        elif re.fullmatch(r"-?\d{1,3}(\.\d{3}){2,}", text) or (
            self.decimal_places == 0 and re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text)
        ):
            text = text.replace(".", "")
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(
                _("Không đọc được số này. Hãy ghi như 2,34 hoặc 1.500.000."), code="invalid"
            ) from error
        if not number.is_finite():
            raise ValidationError(_("Không đọc được số này. Hãy ghi như 2,34 hoặc 1.500.000."), code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show a comma, without zeros that say nothing."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


class CleanCharField(forms.CharField):
    """Text in one Unicode form, without blanks that say nothing."""

    def to_python(self, value: Any) -> str:
        """Clean line by line."""
        lines = [clean(line) for line in str(super().to_python(value) or "").splitlines()]
        return "\n".join(lines).strip()
