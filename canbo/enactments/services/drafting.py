"""Drafts of decisions: made, changed, given up. A signed decision is changed by another decision only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.secrecy import require_change, require_mark
from canbo.core.text import clean
from canbo.decisions.kinds import CHANGING, CLOSED_KINDS, DecisionKind, DecisionState, Relation
from canbo.decisions.models import Decision, DecisionLink, NumberSeries
from canbo.enactments.events import tell
from canbo.enactments.models import Enactment
from canbo.enactments.permissions import not_found
from canbo.enactments.selectors import visible_decisions
from canbo.enactments.services.given import NewSubject, SignerGiven
from canbo.enactments.services.locking import locked_draft
from canbo.enactments.services.subjects import add_subjects
from canbo.enactments.services.traces import trace
from canbo.organizations.models import Unit


def draft_decision(
    *,
    access: AccessContext,
    unit: Unit,
    kind: str,
    abstract: str,
    issuer_name: str = "",
    series: NumberSeries | None = None,
    effective_on: PartialDate | None = None,
    subjects: Sequence[NewSubject] = (),
    links: Sequence[tuple[Decision, str]] = (),
    grounds: Sequence[str] = (),
    articles: str = "",
    recipients: Sequence[str] = (),
    place: str = "",
    secrecy: str = "",
    signer: SignerGiven | None = None,
) -> Decision:
    """Draft a decision in the register of a unit, with whom it concerns and what it does to their files.

    `series` gives issuer and number on signing; without one the number is typed then. `links` holds (earlier decision,
    Relation). Errors: abstract_missing, kind_unknown, issuer_missing, series_elsewhere, link errors and those of
    `add_subjects`; Forbidden without the right to edit files there, or without the right to a closed kind or mark.
    """
    access.require(Permission.EDIT_FILES, unit.path)
    if kind not in DecisionKind.values:
        raise DomainError("kind_unknown", "Không có loại quyết định «{kind}».", kind=kind)
    right = CLOSED_KINDS.get(DecisionKind(kind))
    if right is not None:
        access.require(right, unit.path)
    require_mark(access, secrecy, unit.path)
    _require_abstract(abstract)
    issuer_name = _issuer(issuer_name, series, unit)
    now = timezone.now()
    with transaction.atomic():
        first: dict[str, Any] = {"effective_on": effective_on, **_signer_fields(signer)}
        decision = Decision.objects.create(
            kind=kind, state=DecisionState.DRAFT, issuer_name=issuer_name, unit_key=unit.pk, series=series,
            secrecy=secrecy, recorded_at=now, **first,
        )  # fmt: skip
        Enactment.objects.create(
            decision=decision, unit=unit, abstract=clean(abstract)[:500], grounds=_lines(grounds),
            articles=articles.strip(), recipients=_lines(recipients), place=clean(place), drafted_by_key=access.user_id,
            drafted_by_name=access.user_name, drafted_at=now,
        )  # fmt: skip
        _link(access, decision, links)
        trace(access, "decision.drafted", decision, unit.path, changes={"kind": [None, kind]})
        if subjects:
            add_subjects(access=access, decision=decision, subjects=subjects)
    return decision


def change_draft(
    *,
    access: AccessContext,
    decision: Decision,
    values: Mapping[str, Any],
    links: Sequence[tuple[Decision, str]] | None = None,
) -> Decision:
    """Change a draft: any of abstract, grounds, articles, recipients, place, effective_on, series, issuer_name, signer.

    Errors: not_a_draft, abstract_missing, issuer_missing, series_elsewhere, link errors; NotFound, Forbidden.
    """
    with transaction.atomic():
        decision, paper = locked_draft(access, decision.pk)
        if "abstract" in values:
            _require_abstract(str(values["abstract"]))
            paper.abstract = clean(str(values["abstract"]))[:500]
        for name in ("grounds", "recipients"):
            if name in values:
                setattr(paper, name, _lines(values[name]))
        if "articles" in values:
            paper.articles = str(values["articles"]).strip()
        if "place" in values:
            paper.place = clean(str(values["place"]))
        if "effective_on" in values:
            decision.effective_on = values["effective_on"]
        if "series" in values or "issuer_name" in values:
            decision.series = values.get("series", decision.series)
            decision.issuer_name = _issuer(
                str(values.get("issuer_name", decision.issuer_name)), decision.series, paper.unit
            )
        if "signer" in values:
            for name, value in _signer_fields(values["signer"]).items():
                setattr(decision, name, value)
        decision.save(
            update_fields=["effective_on", "series", "issuer_name", *_signer_fields(None)],
        )
        paper.save(update_fields=["abstract", "grounds", "articles", "recipients", "place"])
        if links is not None:
            decision.links.all().delete()
            _link(access, decision, links)
        trace(access, "decision.changed", decision, paper.unit.path, changes={"fields": [None, sorted(values)]})
    return decision


def discard_draft(*, access: AccessContext, decision: Decision, reason: str) -> None:
    """Give a draft up, with the reason; it stays to be read. Errors: reason_missing, not_a_draft; Forbidden."""
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Bỏ dự thảo phải ghi lý do.")
    with transaction.atomic():
        decision, paper = locked_draft(access, decision.pk)
        decision.state = DecisionState.DISCARDED
        decision.save(update_fields=["state"])
        paper.ended_by_name, paper.ended_at, paper.ended_reason = access.user_name, timezone.now(), reason[:500]
        paper.save(update_fields=["ended_by_name", "ended_at", "ended_reason"])
        tell(decision, "discarded")
        trace(access, "decision.discarded", decision, paper.unit.path, reason=reason)


def mark_decision(*, access: AccessContext, decision: Decision, secrecy: str, reason: str) -> None:
    """Set, change or take away the secrecy mark. Errors: secrecy_same, reason_missing; NotFound, Forbidden."""
    paper = getattr(decision, "enactment", None)
    if paper is None:
        raise not_found()
    access.require(Permission.EDIT_FILES, paper.unit.path)
    reason = require_change(access, decision.secrecy, secrecy, paper.unit.path, reason)
    with transaction.atomic():
        before = decision.secrecy
        decision.secrecy = secrecy
        decision.save(update_fields=["secrecy"])
        trace(
            access, "decision.marked", decision, paper.unit.path, reason=reason, changes={"secrecy": [before, secrecy]}
        )


def _require_abstract(abstract: str) -> None:
    if not clean(abstract):
        raise DomainError("abstract_missing", "Hãy ghi trích yếu (quyết định về việc gì).")


def _issuer(issuer_name: str, series: NumberSeries | None, unit: Unit) -> str:
    if series is not None:
        if series.unit_key != unit.pk:
            raise DomainError("series_elsewhere", "Dãy số này không thuộc sổ của «{unit}».", unit=unit.name)
        return series.issuer_name
    issuer_name = clean(issuer_name)
    if not issuer_name:
        raise DomainError("issuer_missing", "Hãy ghi cơ quan ban hành, hoặc chọn dãy số của cơ quan ban hành.")
    return issuer_name


def _signer_fields(signer: SignerGiven | None) -> dict[str, str]:
    given = signer or SignerGiven()
    return {
        "signer": clean(given.name), "signer_role": clean(given.role), "signing_mark": given.mark,
        "signing_for": clean(given.for_whom),
    }  # fmt: skip


def _lines(value: Sequence[str] | str) -> str:
    rows = value.splitlines() if isinstance(value, str) else value
    return "\n".join(line for line in map(clean, rows) if line)


def _link(access: AccessContext, decision: Decision, links: Sequence[tuple[Decision, str]]) -> None:
    """Hang a draft on earlier decisions. Errors: relation_unknown, link_to_draft, link_gone."""
    visible = set(
        visible_decisions(access)
        .filter(pk__in=[earlier.pk for earlier, _relation in links])
        .values_list("pk", flat=True)
    )
    for earlier, relation in links:
        if earlier.pk not in visible:
            raise not_found()
        if relation not in Relation.values:
            raise DomainError("relation_unknown", "Không có quan hệ «{relation}».", relation=relation)
        if relation in CHANGING and not earlier.stands:
            raise DomainError(
                "link_gone", "Quyết định {earlier} không còn hiệu lực hoặc chưa ký ({state}), nên không sửa đổi, thay "
                "thế, thu hồi được.", earlier=str(earlier), state=earlier.get_state_display(),
            )  # fmt: skip
        DecisionLink.objects.create(decision=decision, earlier=earlier, relation=relation)
