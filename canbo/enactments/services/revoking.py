"""Taking a decision back: by another decision, on that one's day, giving back what the first had ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.secrecy import public_title
from canbo.decisions.kinds import CLOSED_KINDS, DecisionKind, DecisionState, Relation
from canbo.decisions.models import Decision, DecisionLink
from canbo.enactments.events import tell
from canbo.enactments.models import DecisionSubject, Enactment
from canbo.enactments.permissions import not_found
from canbo.enactments.selectors import decision_of
from canbo.enactments.services.drafting import draft_decision
from canbo.enactments.services.subjects import write_subjects
from canbo.enactments.services.traces import trace
from canbo.personnel.models import Source
from canbo.personnel.services.undo import dependents_of_source, withdraw_source

_STANDING = (DecisionSubject.State.APPLIED, DecisionSubject.State.PENDING, DecisionSubject.State.FAILED)
#: More than one decision may write (people) times the kinds of records it writes.
_MOST_DEPENDENTS = 20_000


def draft_revocation(
    *, access: AccessContext, decision: Decision, abstract: str, people: Sequence[int] | None = None
) -> Decision:
    """Draft the decision that takes another one back, as a whole or for some people; it does so on its own day.

    Errors: link_gone where the other one stands no more, nobody_to_revoke; NotFound, Forbidden.
    """
    decision = decision_of(access, decision.pk)
    paper: Enactment | None = getattr(decision, "enactment", None)
    if paper is None:
        raise not_found()
    rows = list(DecisionSubject.objects.filter(decision=decision, state__in=_STANDING).order_by("order"))
    if people is not None:
        rows = [each for each in rows if each.person_id in set(people)]
        if not rows:
            raise DomainError("nobody_to_revoke", "Không có ai trong danh sách còn chịu tác động của quyết định này.")
    kind = decision.kind if decision.kind in CLOSED_KINDS else DecisionKind.REVOCATION.value
    with transaction.atomic():
        made = draft_decision(
            access=access, unit=paper.unit, kind=kind, abstract=abstract, issuer_name=decision.issuer_name,
            series=decision.series, links=[(decision, Relation.REVOKES)], secrecy=decision.secrecy,
        )  # fmt: skip
        write_subjects(made, [(each.person_id, each.name, None, "", "", [], None, ()) for each in rows])
    return made


def take_back(
    access: AccessContext, decision: Decision, paper: Enactment, subjects: Sequence[DecisionSubject], now: datetime
) -> list[DecisionSubject]:
    """Withdraw what the decisions did that this one revokes or replaces, inside the transaction of its day.

    Where something later stands on it, the subject of this decision gets the `problem` and nothing of that file is
    touched; people of a replaced decision whom this one does not name are given back as new subjects with theirs.
    """
    links = DecisionLink.objects.filter(
        decision=decision, relation__in=(Relation.REVOKES, Relation.REPLACES)
    ).select_related("earlier")
    named = {each.person_id: each for each in subjects if each.person_id is not None}
    added: list[DecisionSubject] = []
    for link in links:
        earlier = Decision.objects.select_for_update().get(pk=link.earlier_id)
        standing = DecisionSubject.objects.filter(decision=earlier, state__in=_STANDING)
        rows = list(standing.select_related("source").order_by("order"))
        if link.relation == Relation.REVOKES:
            rows = [each for each in rows if each.person_id in named]
        refused = _withdraw(access, decision, rows)
        for row in rows:
            problem = refused.get(row.person_id or 0)
            if problem is None:
                continue
            subject = named.get(row.person_id or 0)
            if subject is None:
                subject = _added(decision, row)
                added.append(subject)
            subject.problem = problem
        _end(access, decision, earlier, link.relation, paper, now)
    return added


def _withdraw(access: AccessContext, decision: Decision, rows: Sequence[DecisionSubject]) -> dict[int, str]:
    """Withdraw the records of these subjects; give person id -> why theirs cannot be."""
    refused: dict[int, str] = {}
    by_source: dict[Source, list[DecisionSubject]] = {}
    gone: list[DecisionSubject] = []
    for row in rows:
        if row.state == DecisionSubject.State.APPLIED and row.source is not None:
            by_source.setdefault(row.source, []).append(row)
        else:
            gone.append(row)
    reason = gettext("Theo quyết định %(decision)s") % {"decision": public_title(decision.secrecy, str(decision))}
    for source, told in by_source.items():
        people = {each.person_id for each in told if each.person_id is not None}
        for each in dependents_of_source(access, source, at_most=_MOST_DEPENDENTS):
            if each.person_id in people:
                refused[each.person_id] = gettext(
                    "Sau quyết định này hồ sơ đã thay đổi (%(what)s, %(by)s, %(day)s). Hãy thu hồi quyết định sau hoặc "
                    "rút thay đổi đó trước, rồi thực hiện lại."
                ) % {"what": each.what, "by": each.by, "day": f"{each.at:%d/%m/%Y}"}
        ready = people - refused.keys()
        if ready:
            try:
                withdraw_source(access=access, source=source, reason=reason, people=ready)
            except DomainError as error:
                # Somebody has withdrawn the records one by one: there is nothing left to give back.
                if error.code != "source_withdrawn":
                    raise
        gone += [each for each in told if each.person_id in ready]
    for row in gone:
        row.state = DecisionSubject.State.WITHDRAWN
    DecisionSubject.objects.bulk_update(gone, ["state"], batch_size=500)
    return refused


def _added(decision: Decision, row: DecisionSubject) -> DecisionSubject:
    last = DecisionSubject.objects.filter(decision=decision).count()
    return DecisionSubject.objects.create(decision=decision, order=last + 1, person_id=row.person_id, name=row.name)


def _end(
    access: AccessContext, decision: Decision, earlier: Decision, relation: str, paper: Enactment, now: datetime
) -> None:
    """Let the earlier decision be over, once nobody is left under it or it is replaced as a whole."""
    if not earlier.stands:
        return
    if relation == Relation.REVOKES and DecisionSubject.objects.filter(decision=earlier, state__in=_STANDING).exists():
        return
    event = "revoked" if relation == Relation.REVOKES else "replaced"
    earlier.state = DecisionState.REVOKED if relation == Relation.REVOKES else DecisionState.REPLACED
    earlier.save(update_fields=["state"])
    Enactment.objects.filter(decision=earlier).update(ended_at=now, ended_by_name=paper.signed_by_name)
    tell(earlier, event)
    trace(
        access, "decision.revoked", earlier, paper.unit.path,
        changes={"by": [None, public_title(decision.secrecy, str(decision))], "state": [None, earlier.state]},
    )  # fmt: skip
