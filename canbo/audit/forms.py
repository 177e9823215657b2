"""The period that the inspector looks at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField

#: The longest period of the time line, in days, and the usual one.
LONGEST = 92
USUAL = 7


class PeriodForm(forms.Form):
    """From a day until a day, at most three months."""

    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến hết ngày"), required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"tu": today - timedelta(days=USUAL - 1), "den": today})

    def clean(self) -> dict[str, Any]:
        """Check that the period runs forward and is not too long."""
        data = super().clean() or {}
        if not self.errors:
            since, until = self._bounds(data)
            if until < since:
                self.add_error("den", _("Ngày cuối phải từ ngày đầu trở đi."))
            elif (until - since).days >= LONGEST:
                self.add_error("tu", _("Thời gian theo dõi không quá ba tháng (92 ngày)."))
        return data

    def period(self) -> tuple[date, date]:
        """Give the first and the last day; the last week where none is asked for."""
        return self._bounds(self.cleaned_data)

    def _bounds(self, data: dict[str, Any]) -> tuple[date, date]:
        until: date = data.get("den") or self.today
        return data.get("tu") or until - timedelta(days=USUAL - 1), until
