"""The form in which a person proposes a record: that of the file, without what only the register knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.personnel.forms.fields import PickInput
from canbo.personnel.forms.records import RecordForm
from canbo.personnel.models import FileRecord
from canbo.privacy.forms import PapersField, long_text
from canbo.privacy.proposals import Proposal, proposed_fields


class ProposalForm(RecordForm):
    """The fields of one kind of record as text, why, and the papers that prove it."""

    def __init__(
        self, data: Any = None, files: Any = None, *, access: AccessContext, record: FileRecord | None = None
    ) -> None:
        super().__init__(data, access=access, record=record)
        self.files = files if files is not None else {}
        kept = {each.name for each in proposed_fields(self.kind)}
        for name in [each.name for each in self.kind._meta.fields if each.name in self.fields]:
            if name not in kept:
                del self.fields[name]
            elif isinstance(self.fields[name].widget, PickInput):
                # The suggestions of the file's own forms are for who writes files.
                self.fields[name].widget = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields["proposal_note"] = long_text(_("Giải thích (nếu cần)"), required=False, rows=2)
        self.fields["papers"] = PapersField()

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the record itself."""
        return [self[each.name] for each in proposed_fields(self.kind)]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by model field; on a correction only what differs from the record."""
        typed = {each.name: self.cleaned_data[each.name] for each in proposed_fields(self.kind)}
        typed = {name: "" if value is None and not self._may_be_null(name) else value for name, value in typed.items()}
        if self.record is None:
            return typed
        return {name: value for name, value in typed.items() if value != getattr(self.record, name)}

    @property
    def proposal(self) -> Proposal:
        """What is proposed."""
        return Proposal(self.values, self.decision)


def proposal_form(kind: type[FileRecord]) -> type[ProposalForm]:
    """Give the form of a kind of record."""
    return type(f"{kind.__name__}ProposalForm", (ProposalForm,), {"kind": kind})
