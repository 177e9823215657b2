"""What a person proposes for a record of their own file: kept as text, read back, shown beside what stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from canbo.common.fields import PartialDateField
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.personnel.models import (
    RECORD_KINDS,
    BodyMembership,
    Conclusion,
    FileRecord,
    Identity,
    Person,
    PlanEntry,
    Remark,
)
from canbo.personnel.permissions import may_read_section
from canbo.personnel.services import DecisionGiven
from canbo.personnel.wording import decision_text, field_label, line_text, plain_text, typed_fields, value_text
from canbo.privacy.models import RequestItem

#: What nobody proposes for themselves: what others say of them, and seats that stand in the register of bodies.
_CLOSED = (PlanEntry, Conclusion, Remark, BodyMembership)

#: The kinds of record that a person may propose changes of.
PROPOSABLE: tuple[type[FileRecord], ...] = tuple(kind for kind in RECORD_KINDS if kind not in _CLOSED)

KINDS_BY_KEY: dict[str, type[FileRecord]] = {kind.section.key: kind for kind in RECORD_KINDS}


def proposed_fields(kind: type[FileRecord]) -> list[models.Field[Any, Any]]:
    """Give the fields that a person fills in: those typed as text; keys of the register are the officer's."""
    return [each for each in typed_fields(kind) if not each.is_relation]


def proposable(access: AccessContext, person: Person) -> list[type[FileRecord]]:
    """Give the kinds that the viewer may propose changes of in their own file."""
    return [kind for kind in PROPOSABLE if may_read_section(access, person, kind)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The typed form of a record: values by field, and the decision where one was typed."""

    values: dict[str, Any]
    decision: DecisionGiven | None = None


def written(proposal: Proposal) -> str:
    """Give a proposal as JSON text."""
    decision = proposal.decision
    return json.dumps(
        {
            "values": {name: _text(value) for name, value in proposal.values.items()},
            "decision": decision
            and [
                decision.number, _text(decision.issued_on), decision.issuer_name, _text(decision.effective_on),
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip


def read(item: RequestItem) -> Proposal:
    """Give the proposal of an item, in the types of the model."""
    if not item.proposed:
        return Proposal({})
    raw = json.loads(item.proposed)
    kind = KINDS_BY_KEY[item.section_key]
    values = {name: _value(kind, name, value) for name, value in raw["values"].items()}
    given = raw["decision"]
    decision = None
    if given:
        decision = DecisionGiven(given[0], _partial(given[1]), given[2], _partial(given[3]))
    return Proposal(values, decision)


def _text(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.code
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _value(kind: type[FileRecord], name: str, raw: Any) -> Any:
    field = kind._meta.get_field(name)
    if isinstance(field, PartialDateField):
        return _partial(raw)
    return field.to_python(raw) if isinstance(field, models.Field) and raw is not None else raw


def _partial(code: str | None) -> PartialDate | None:
    return PartialDate.from_code(code) if code else None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after; "" where there is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as pages show it: what it is about in a line, and the values before and after."""

    item: RequestItem
    section: str
    line: str
    differences: tuple[Difference, ...]
    #: The record was corrected or taken out by others since: approving it is refused.
    is_overtaken: bool
    #: The section is closed to the viewer: nothing of the item is shown.
    is_closed: bool = False


def item_view(item: RequestItem, record: FileRecord | None) -> ItemView:
    """Give an item beside the record that it changes (None for an addition, or where the record is gone)."""
    kind = KINDS_BY_KEY[item.section_key]
    differences = _differences(kind, read(item), record)
    if item.action == RequestItem.Action.ADD:
        line = ""
    else:
        line = line_text(record) if record is not None else _("bản ghi không còn trong hồ sơ")
    pending = item.state == RequestItem.State.PENDING and item.action != RequestItem.Action.ADD
    overtaken = pending and (record is None or record.superseded_at is not None)
    return ItemView(item, str(kind.section.label), line, differences, overtaken)


def _differences(kind: type[FileRecord], proposal: Proposal, record: FileRecord | None) -> tuple[Difference, ...]:
    found = []
    if proposal.values:
        # A record of the proposed values, never saved: so that codes are shown in their words.
        shown = kind(**{name: value for name, value in proposal.values.items() if name != "decision"})
        for each in typed_fields(kind):
            if each.name in proposal.values:
                before = value_text(record, each.name) if record is not None else ""
                after = value_text(shown, each.name)
                if before or after:
                    found.append(Difference(field_label(kind, each), before, after))
    if proposal.decision is not None:
        given = proposal.decision
        words = [given.number, plain_text(given.issued_on), given.issuer_name]
        before = decision_text(record.decision) if record is not None and record.decision else ""
        found.append(Difference(_("Quyết định"), before, ", ".join(filter(None, words))))
    return tuple(found)


def records_of_items(person: Person, items: list[RequestItem]) -> dict[tuple[str, int], FileRecord]:
    """Give the records that the items name, whatever version; one query for each section named."""
    wanted: dict[str, set[int]] = {}
    for item in items:
        if item.record_key is not None:
            wanted.setdefault(item.section_key, set()).add(item.record_key)
    found: dict[tuple[str, int], FileRecord] = {}
    for section, keys in wanted.items():
        kind = KINDS_BY_KEY[section]
        rows = kind._default_manager.select_related("decision").filter(person=person, pk__in=keys)
        found |= {(section, record.pk): record for record in rows}
    return found


def is_withdrawable(kind: type[FileRecord]) -> bool:
    """Tell whether a record of the kind may be taken out: not the one that names the person."""
    return kind is not Identity
