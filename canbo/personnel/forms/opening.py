"""The form that opens a file: where it is kept and who it is of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.core.text import proper_name
from canbo.personnel.forms.fields import PickField
from canbo.personnel.forms.records import DECISION, RecordForm
from canbo.personnel.models import Identity
from canbo.personnel.wording import typed_fields


class NewFileForm(RecordForm):
    """The unit that keeps the file and the fields of its first Identity; `confirmed_distinct` once twins were shown."""

    kind = Identity

    def __init__(
        self, data: Any = None, *, access: AccessContext, initial: Any = None, ask_twins: bool = False
    ) -> None:
        super().__init__(data, access=access, initial=initial)
        for name in DECISION:
            del self.fields[name]
        unit = PickField("don-vi", label=_("Đơn vị quản lý hồ sơ"))
        unit.access = access
        self.fields["unit"] = unit
        if ask_twins:
            self.fields["confirmed_distinct"] = forms.BooleanField(label=_("Người khác trùng tên"), required=False)

    def clean(self) -> dict[str, Any]:
        """Write a name in capitals as names are written."""
        name = self.cleaned_data.get("full_name", "")
        return {**self.cleaned_data, "full_name": proper_name(name) if name.isupper() else name}

    @property
    def identity(self) -> dict[str, Any]:
        """The fields of Identity that were typed."""
        values = {
            each.name: self.cleaned_data[each.name]
            for each in typed_fields(Identity)
            if self.cleaned_data[each.name] not in (None, "")
        }
        return {**values, "confirmed_distinct": bool(self.cleaned_data.get("confirmed_distinct"))}
