"""What is rated before what: of the ratings of one campaign, those that each must wait for, by the rules of order.

The rules are those of the packs (`domain.caps.orders_of`): a graph without a circle. Two tags of a rule are read more
narrowly than their words, so that it stays one: the "collective" that its head waits for is the agency or its
leadership, never the Party organisation, nor its committee, which themselves wait for the members below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from canbo.rules.domain.schemes import Order

#: Kinds of body (`organizations.Body.Kind`) that lead, and those that are the Party organisation itself.
_LEADERSHIP: Final = "leadership"
_COMMITTEES: Final = ("executive_committee", "standing_committee")
_ORGANISATIONS: Final = ("party_cell",)
_LEADING: Final = ("head", "deputy", "member")


@dataclass(frozen=True, slots=True)
class Node:
    """One rating as its order sees it.

    `unit`, `path`: where it is rated; of a collective, the unit that it is or belongs to. `body_kind`: "" for a person
    and for a unit rated as an agency. `party`: rated under a scheme of the Party. `rules`: the orders that its own
    scheme states. `final`: concluded, or not to be rated.
    """

    key: int
    unit: int
    path: str
    rank: str = ""
    regime: str = ""
    person: int | None = None
    body: int | None = None
    body_kind: str = ""
    body_parent: int | None = None
    party: bool = False
    rules: frozenset[str] = frozenset()
    final: bool = False

    @property
    def is_collective(self) -> bool:
        """Whether a collective is rated."""
        return self.person is None


@dataclass(frozen=True, slots=True)
class Wait:
    """A rating that must come first, and the rule that says so."""

    on: Node
    order: Order


def _is_head(node: Node) -> bool:
    return node.person is not None and node.rank == "head"


def _is_leader(node: Node) -> bool:
    return node.person is not None and node.rank in _LEADING


def _is_party_member(node: Node) -> bool:
    return node.person is not None and node.party


def _is_organisation(node: Node) -> bool:
    return node.is_collective and node.body_kind in _ORGANISATIONS


def _is_collective(node: Node) -> bool:
    return node.is_collective


#: Who waits, by the tag of a rule.
_RATED: Final[Mapping[str, Callable[[Node], bool]]] = {
    "leadership_member": _is_leader, "head": _is_head, "party_organisation": _is_organisation,
    "upper_collective": _is_collective, "party_member": _is_party_member,
}  # fmt: skip
#: Rules that one regime states of another's ratings; every other rule holds for the schemes that state it.
_ACROSS: Final = ("party_member",)


def known_tags() -> frozenset[str]:
    """Name every tag that is understood, of who waits and of what is waited for."""
    return frozenset(_RATED) | frozenset(_AFTER)


class Ties:
    """The ratings of a campaign with what each waits for. Make it once, ask for many."""

    def __init__(self, nodes: Iterable[Node], orders: Sequence[Order]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self.orders = orders
        self.by_unit: defaultdict[int, list[Node]] = defaultdict(list)
        self.by_person: defaultdict[int, list[Node]] = defaultdict(list)
        self.by_parent: defaultdict[int, list[Node]] = defaultdict(list)
        self.by_body = {node.body: node for node in self.nodes.values() if node.body is not None}
        self.collectives = [node for node in self.nodes.values() if node.is_collective]
        for node in self.nodes.values():
            self.by_unit[node.unit].append(node)
            if node.person is not None:
                self.by_person[node.person].append(node)
            if node.body_parent is not None:
                self.by_parent[node.body_parent].append(node)

    def above(self, node: Node) -> Iterable[int]:
        """Name the bodies on which a body depends, the nearest first."""
        seen: set[int] = set()
        parent = node.body_parent
        while parent is not None and parent not in seen:
            seen.add(parent)
            yield parent
            held = self.by_body.get(parent)
            parent = held.body_parent if held is not None else None

    def before(self, key: int) -> list[Wait]:
        """Give every rating that must be final before this one, each once, by the first rule that says so."""
        node = self.nodes[key]
        found: dict[int, Wait] = {}
        for order in self.orders:
            if not self._holds(order, node):
                continue
            for tag in order.after:
                for other in _AFTER[tag](self, node):
                    if other.key != key:
                        found.setdefault(other.key, Wait(other, order))
        return list(found.values())

    def waiting(self, key: int) -> list[Wait]:
        """Give those of them that are not final yet."""
        return [wait for wait in self.before(key) if not wait.on.final]

    def _holds(self, order: Order, node: Node) -> bool:
        stated = order.rated in _ACROSS or order.rated in node.rules
        return stated and _RATED[order.rated](node)


def _collective(ties: Ties, node: Node) -> Iterable[Node]:
    """The leadership of the unit, and the unit itself as an agency."""
    own = (each for each in ties.by_unit[node.unit] if each.is_collective)
    return [each for each in own if each.body_kind in {"", _LEADERSHIP}]


def _leadership(ties: Ties, node: Node) -> Iterable[Node]:
    """The leadership of the unit; without one, the unit itself as an agency."""
    own = list(_collective(ties, node))
    return [each for each in own if each.body_kind] or own


def _committee(ties: Ties, node: Node) -> Iterable[Node]:
    """The committee of the organisation: never one that the organisation depends on, which waits for it."""
    above = set(ties.above(node))
    return [
        each for each in ties.by_unit[node.unit]
        if each.is_collective and each.body_kind in _COMMITTEES and each.body not in above
    ]  # fmt: skip


def _dependent(ties: Ties, node: Node) -> Iterable[Node]:
    """The bodies that depend on a Party body; a leadership has none."""
    return [] if node.body is None or node.body_kind == _LEADERSHIP else ties.by_parent[node.body]


def _members(ties: Ties, node: Node) -> Iterable[Node]:
    return [each for each in ties.by_unit[node.unit] if _is_party_member(each)]


def _agency(ties: Ties, node: Node) -> Iterable[Node]:
    return [each for each in ties.by_unit[node.unit] if each.is_collective and not each.body_kind]


def _lower(ties: Ties, node: Node) -> Iterable[Node]:
    """Collectives of the units below, of one sort with it: agencies of an agency, bodies of a body."""
    below = {
        each.key: each for each in ties.collectives
        if each.path.startswith(node.path) and each.path != node.path and bool(each.body) == bool(node.body)
    }  # fmt: skip
    return [*below.values(), *(each for each in _dependent(ties, node) if each.key not in below)]


def _state(regime: str) -> Callable[[Ties, Node], Iterable[Node]]:
    def found(ties: Ties, node: Node) -> Iterable[Node]:
        if node.person is None:
            return []
        return [each for each in ties.by_person[node.person] if not each.party and each.regime == regime]

    return found


#: What is waited for, by the tag of a rule.
_AFTER: Final[Mapping[str, Callable[[Ties, Node], Iterable[Node]]]] = {
    "leadership_collective": _leadership, "collective": _collective, "party_committee": _committee,
    "dependent_organisations": _dependent, "party_members": _members, "agency": _agency, "lower_collectives": _lower,
    "civil_servant": _state("civil_servant"), "public_employee": _state("public_employee"),
}  # fmt: skip
