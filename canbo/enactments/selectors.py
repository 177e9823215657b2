"""Reading the register: never beyond the viewer's units, rights and marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from canbo.access.scope import unit_scope
from canbo.common.crypto import blind_indexes
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import DateError, PartialDate
from canbo.core.secrecy import Secrecy, rights_to_see
from canbo.core.text import fold
from canbo.decisions.kinds import CLOSED_KINDS, DecisionKind, DecisionState, Relation
from canbo.decisions.models import Decision, DecisionLink, NumberSeries
from canbo.enactments.models import DecisionSubject, Enactment, FileEffect
from canbo.enactments.permissions import UNSIGNED, may_read_in_unit, not_found
from canbo.organizations.models import Unit
from canbo.personnel.domain.checks import may_be_same_day
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people


def _in_units(access: AccessContext, permission: Permission) -> Q:
    """The condition that a decision stands in the register of a unit where the right is held."""
    if "" in access.paths(permission):
        return Q(pk__isnull=False)
    return Q(unit_key__in=Unit.objects.filter(unit_scope(access, permission, "path")).order_by().values("pk"))


def visible_decisions(access: AccessContext) -> QuerySet[Decision]:
    """Give the decisions that the viewer may read: those of their units, and those about the files they may open.

    Drafts and numbers without a decision: for who drafts or signs there. Planning and discipline: with the right to
    those sections, discipline of one's own besides. Marked ones: with the right to the mark.
    """
    concerned = Exists(_subjects_seen(access).filter(decision=OuterRef("pk")))
    works = _in_units(access, Permission.EDIT_FILES) | _in_units(access, Permission.SIGN_DECISIONS)
    here = _in_units(access, Permission.VIEW_FILES) & (~Q(state__in=UNSIGNED) | works)
    found = Decision.objects.filter(here | (~Q(state__in=UNSIGNED) & Q(secrecy="") & Q(concerned)))
    for kind, right in CLOSED_KINDS.items():
        own = Q()
        if kind == DecisionKind.DISCIPLINE and access.person_id and access.can(Permission.VIEW_OWN_FILE):
            own = Q(Exists(DecisionSubject.objects.filter(decision=OuterRef("pk"), person_id=access.person_id)))
        allowed = _in_units(access, right)
        found = found.filter(~Q(kind=kind) | allowed | own) if own else found.filter(~Q(kind=kind) | allowed)
    for mark in Secrecy:
        if mark:
            seen = Q(pk__in=[])
            for right in rights_to_see(mark):
                seen |= _in_units(access, right)
            found = found.filter(~Q(secrecy=mark.value) | seen)
    return found


def _subjects_seen(access: AccessContext) -> QuerySet[DecisionSubject]:
    return DecisionSubject.objects.filter(person__in=visible_people(access).order_by().values("pk"))


def decision_of(access: AccessContext, decision_id: int) -> Decision:
    """Give one decision with its paper, where it has one. Errors: NotFound."""
    rows = visible_decisions(access).select_related("enactment__unit", "series")
    decision = rows.filter(pk=decision_id).first()
    if decision is None:
        raise not_found()
    return decision


def paper_of(decision: Decision) -> Enactment | None:
    """Give what a decision says; None for one known only from records of files."""
    return getattr(decision, "enactment", None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the register; "" and None ask for anything."""

    text: str = ""
    year: int | None = None
    kind: str = ""
    state: str = ""
    issuer: str = ""


def register(access: AccessContext, wanted: Wanted, sort: str = "") -> QuerySet[Decision]:
    """Give the register as asked, the newest number first. `text` is part of a number, or of a subject's name."""
    found = visible_decisions(access)
    if wanted.text:
        named = _subjects_seen(access).filter(decision=OuterRef("pk"), person__search_name__contains=fold(wanted.text))
        found = found.filter(Q(number__icontains=wanted.text) | Exists(named))
    if wanted.year is not None:
        found = found.filter(year=wanted.year)
    for name, value in (("kind", wanted.kind), ("state", wanted.state), ("issuer_name", wanted.issuer)):
        if value:
            found = found.filter(**{name: value})
    if not wanted.state:
        found = found.exclude(state=DecisionState.DISCARDED)
    orders = {
        "so": ("year", "sequence", "number", "id"), "ngay-ky": ("issued_on", "id"), "hieu-luc": ("effective_on", "id"),
    }  # fmt: skip
    order = orders.get(sort.removeprefix("-"), ())
    signs = [f"-{name}" if sort.startswith("-") else name for name in order]
    return found.select_related("enactment").order_by(*(signs or ("-year", "-sequence", "-id")))


def years_and_issuers(access: AccessContext) -> tuple[list[int], list[str]]:
    """Give the years and the issuers that the viewer's register has, for its filters."""
    rows = visible_decisions(access).order_by().values_list("year", "issuer_name").distinct()
    pairs = list(rows[:2_000])
    years = sorted({year for year, _issuer in pairs if year}, reverse=True)
    return years, sorted({issuer for _year, issuer in pairs if issuer})


def subjects_of(access: AccessContext, decision: Decision) -> QuerySet[DecisionSubject]:
    """Give the subjects that the viewer may know of: all in the unit's own register, else those whose file is open."""
    paper = paper_of(decision)
    rows = DecisionSubject.objects.filter(decision=decision).order_by("order", "id")
    if paper is None or not may_read_in_unit(access, decision, paper.unit.path):
        rows = rows.filter(person__in=visible_people(access).order_by().values("pk"))
        if decision.kind in CLOSED_KINDS and access.person_id is not None:
            right = CLOSED_KINDS[DecisionKind(decision.kind)]
            if paper is None or not access.covers(right, paper.unit.path):
                rows = rows.filter(person_id=access.person_id)
    return rows


def subjects_with_effects(rows: QuerySet[DecisionSubject]) -> list[DecisionSubject]:
    """Load subjects with their files and effects: three queries."""
    effects = Prefetch("effects", FileEffect._default_manager.order_by("order", "id"))
    return list(rows.select_related("person__unit").prefetch_related(effects))


def unsettled(decision: Decision) -> int:
    """Give how many rows of a draft have no file yet or a cell that cannot be read."""
    return decision.subjects.filter(Q(person__isnull=True) | ~Q(fault="")).count()


def subject_of(access: AccessContext, subject_id: int) -> DecisionSubject:
    """Give one subject of a decision that the viewer may read. Errors: NotFound."""
    rows = DecisionSubject.objects.filter(pk=subject_id, decision__in=visible_decisions(access).order_by().values("pk"))
    subject = rows.select_related("decision__enactment__unit", "person__unit").prefetch_related("effects").first()
    if subject is None or not subjects_of(access, subject.decision).filter(pk=subject_id).exists():
        raise not_found()
    return subject


def files_found(access: AccessContext, text: str) -> list[Person]:
    """Give the files that a written person may mean: by number, or name and, after a semicolon, birth; at most 20."""
    name, _mark, born = text.partition(";")
    people = visible_people(access).select_related("unit")
    by_number = list(people.filter(number=text.strip()).exclude(number="")[:2])
    if by_number:
        return by_number
    digits = "".join(each for each in text if each.isdigit())
    if len(digits) in {9, 12}:
        found = list(people.filter(citizen_index__in=blind_indexes(digits))[:2])
        if found:
            return found
    rows = list(people.filter(search_name=fold(name)).order_by("sort_key", "id")[:50])
    try:
        day = PartialDate.parse(born) if born.strip() else None
    except DateError:
        return []
    return [each for each in rows if day is None or each.born is None or may_be_same_day(day, each.born)][:20]


def states_of(decision: Decision) -> dict[str, int]:
    """Give how many subjects stand in each state."""
    rows = decision.subjects.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One neighbour in a chain: the other decision, how they hang together, whether the viewer may open it."""

    decision: Decision
    relation: str
    is_earlier: bool
    is_open: bool


def chain_of(access: AccessContext, decision: Decision) -> list[ChainLink]:
    """Give the decisions on which this one hangs and those that hang on it, by day; two queries.

    Those that the viewer may not read are left out where they are marked, else told by number alone.
    """
    rows = DecisionLink.objects.filter(Q(decision=decision) | Q(earlier=decision)).select_related("decision", "earlier")
    pairs = [(link.earlier if link.decision_id == decision.pk else link.decision, link) for link in rows]
    seen = set(
        visible_decisions(access).filter(pk__in=[other.pk for other, _link in pairs]).values_list("pk", flat=True)
    )
    links = [
        ChainLink(other, link.get_relation_display(), link.decision_id == decision.pk, other.pk in seen)
        for other, link in pairs
        if other.pk in seen or (not other.secrecy and other.state not in UNSIGNED)
    ]
    return sorted(
        links, key=lambda link: (not link.is_earlier, link.decision.issued_on.code if link.decision.issued_on else "9")
    )


def decisions_about(access: AccessContext, person: Person, *, at_most: int = 20) -> list[DecisionSubject]:
    """Give what is decided about a person, the newest first, of the decisions that the viewer may read."""
    rows = DecisionSubject.objects.filter(
        person=person, decision__in=visible_decisions(access).exclude(state__in=UNSIGNED).order_by().values("pk")
    ).select_related("decision__enactment")
    return list(rows.order_by("-decision__issued_on", "-id")[:at_most])


def units_to_draft_in(access: AccessContext) -> QuerySet[Unit]:
    """Give the units in whose register the viewer may draft."""
    rows = Unit.objects.filter(unit_scope(access, Permission.EDIT_FILES, "path"), withdrawn_at__isnull=True)
    return rows.order_by("path")


def series_of(access: AccessContext, unit: Unit | None = None) -> QuerySet[NumberSeries]:
    """Give the series of numbers of a unit, or of all units of the viewer."""
    if unit is not None:
        return NumberSeries.objects.filter(unit_key=unit.pk).order_by("pattern")
    seen = Unit.objects.filter(
        unit_scope(access, Permission.EDIT_FILES, "path") | unit_scope(access, Permission.SIGN_DECISIONS, "path")
    )
    return NumberSeries.objects.filter(unit_key__in=seen.order_by().values("pk")).order_by("issuer_name", "pattern")


def waiting_to_sign(access: AccessContext) -> QuerySet[Decision]:
    """Give the drafts whose signature the viewer may enter: of others, in units where they sign."""
    rows = visible_decisions(access).filter(_in_units(access, Permission.SIGN_DECISIONS), state=DecisionState.DRAFT)
    return rows.exclude(enactment__drafted_by_key=access.user_id or 0).select_related("enactment__unit").order_by("id")


def failed_for(access: AccessContext) -> QuerySet[Decision]:
    """Give the signed decisions of which something could not be written into a file on its day."""
    failed = DecisionSubject.objects.filter(decision=OuterRef("pk"), state=DecisionSubject.State.FAILED)
    rows = visible_decisions(access).filter(_in_units(access, Permission.EDIT_FILES), Exists(failed))
    return rows.select_related("enactment__unit").order_by("id")


def ended_by(access: AccessContext, decisions: Iterable[Decision]) -> dict[int, Decision]:
    """Give, by the key of a decision that is over, the one that revoked or replaced it, where the viewer may read that
    one. One query, none where nothing is over.
    """
    over = [each.pk for each in decisions if not each.stands and not each.is_draft]
    if not over:
        return {}
    links = DecisionLink.objects.filter(
        earlier__in=over, relation__in=(Relation.REVOKES, Relation.REPLACES), decision__in=visible_decisions(access)
    ).exclude(decision__state__in=(DecisionState.DRAFT, DecisionState.DISCARDED))
    return {each.earlier_id: each.decision for each in links.select_related("decision").order_by("pk")}


def due_decisions(day: date) -> Sequence[int]:
    """Give the keys of the signed decisions of which something is to be done by this day, oldest first."""
    code = day.isoformat()
    undone = DecisionSubject.objects.filter(
        Q(state=DecisionSubject.State.PENDING) | Q(state=DecisionSubject.State.FAILED), decision=OuterRef("pk")
    )
    own = undone.filter(effective_on__lte=code)
    whole = undone.filter(effective_on__isnull=True)
    rows = Decision.objects.filter(
        Q(state=DecisionState.SIGNED, effective_on__lte=code)
        | (Q(state__in=(DecisionState.SIGNED, DecisionState.IN_FORCE)) & Q(Exists(own)))
        | (Q(state=DecisionState.IN_FORCE, effective_on__lte=code) & Q(Exists(whole)))
    )
    return list(rows.order_by("effective_on", "id").values_list("pk", flat=True))
