"""Under which root a list stands, which of its units are there already, and which it would found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Length

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean, fold
from canbo.imports.domain.grouping import UnitGuess, block_of, tier_of
from canbo.imports.domain.titles import TitleBlock
from canbo.imports.domain.unit_names import nearest, same_unit_name, unit_key, unit_name
from canbo.organizations.domain.tree import PATH_STEP
from canbo.organizations.models import Block, Tier, Unit
from canbo.organizations.services import NewUnit, found_units_bulk

_PLACE = re.compile(r"\b(tinh|huyen|quan|thi xa|thanh pho|xa|phuong|thi tran|thanh)(?: uy| doan)? (.+)$")
_BLOCKS, _TIERS = frozenset(Block.values), frozenset(Tier.values)


@dataclass(frozen=True, slots=True)
class Root:
    """Where the units of a list stand: a unit, a root yet to be founded under `new_name`, or (neither) the whole
    system.
    """

    unit: Unit | None = None
    new_name: str = ""

    @property
    def name(self) -> str:
        """The name people read."""
        return self.unit.name if self.unit else self.new_name


def may_import(access: AccessContext, unit: Unit) -> bool:
    """Whether the viewer may import into the unit and those below it."""
    return access.covers(Permission.IMPORT, unit.path) and access.covers(Permission.EDIT_FILES, unit.path)


def root_for(
    access: AccessContext,
    title: TitleBlock,
    *,
    chosen: Unit | None = None,
    own_name: str = "",
    names_units: bool = True,
    founds: bool = True,
) -> Root:
    """Find the root of a list: the one chosen, the one its letterhead names, the only one; in an empty tree a new one.

    `own_name`: the unit that a list without units says it is of. `names_units`: whether its rows or columns name units.
    `founds`: whether a root may be founded (a roster; other lists only speak of people already kept). Errors: Forbidden
    out of scope, unit_needed where nothing tells.
    """
    access.require(Permission.IMPORT)
    if chosen is not None:
        if not may_import(access, chosen):
            raise Forbidden(
                "unit_out_of_scope",
                "Tài khoản này không được giao quyền nhập dữ liệu cho «{chosen}». Hãy chọn đơn vị trong phạm vi được "
                "giao.",
                chosen=chosen.name,
            )
        return Root(chosen)
    roots = scope_roots(access)
    keys = {unit_key(name) for name in title.offices}
    named = [unit for unit in roots if unit_key(unit.name) in keys] or [
        unit for unit in roots if any(_same_place(unit.name, office) for office in title.offices[:1])
    ]
    if len(named) == 1:
        return Root(named[0])
    everywhere = "" in access.paths(Permission.IMPORT)
    if len(roots) == 1 and (not everywhere or not title.offices or not _another_place(roots[0].name, title.offices[0])):
        return Root(roots[0])
    if everywhere and not founds:
        return Root()
    if everywhere and title.offices:
        return Root(None, unit_name(title.offices[0]))
    if everywhere and names_units:
        return Root()
    if everywhere and own_name:
        return Root() if roots else Root(None, unit_name(own_name))
    raise DomainError(
        "unit_needed",
        "Chưa rõ danh sách này thuộc đơn vị nào. Hãy chỉ rõ đơn vị gốc.",
        units=[unit.name for unit in roots],
    )


def scope_roots(access: AccessContext) -> list[Unit]:
    """Give the top units of what the viewer may import into."""
    standing = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True).order_by("path")
    paths = access.paths(Permission.IMPORT)
    if "" in paths:
        return list(standing.annotate(depth=Length("path")).filter(depth=PATH_STEP))
    return list(standing.filter(path__in=paths))


def _place(name: str) -> tuple[str, str] | None:
    found = _PLACE.search(fold(name))
    if found is None:
        return None
    tier = {"thanh": "thanh pho"}.get(found.group(1), found.group(1))
    return tier, found.group(2).strip()


def _same_place(one: str, other: str) -> bool:
    """«Huyện ủy Bạch Thông» and «UBND huyện Bạch Thông» are of one place."""
    place = _place(one)
    return place is not None and place == _place(other)


def _another_place(root: str, office: str) -> bool:
    """Whether the letterhead speaks of a place beside the root's, of the same tier: another district than ours."""
    one, other = _place(root), _place(office)
    return one is not None and other is not None and one[0] == other[0] and one[1] != other[1]


@dataclass(slots=True)
class UnitPlan:
    """Which unit every guess of a list is, and what has to be founded.

    `known`: id(guess) -> unit id; the others are founded on demand. `near`: id(guess) -> name of a unit almost alike.
    `closed`: guesses that lie out of the viewer's scope. `roots`: guesses that are the root still to be founded.
    `spellings`: new names by the unit above and their key.
    """

    root: Root
    known: dict[int, int] = field(default_factory=dict)
    near: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    roots: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    spellings: dict[tuple[object, str], list[str]] = field(default_factory=dict)
    new_keys: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def key_of(self, guess: UnitGuess | None) -> object:
        """A key that is the same for the same unit, founded already or not; None for no unit."""
        if guess is None:
            return self.root.unit.pk if self.root.unit else ("root",) if self.root.new_name else None
        known = self.known.get(id(guess))
        if known is not None:
            return known
        if id(guess) in self.roots:
            return self.key_of(None)
        key = self.new_keys.get(id(guess))
        if key is None:
            key = self.new_keys[id(guess)] = ("new", *self.place_of(guess))
        return key

    def place_of(self, guess: UnitGuess) -> tuple[object, str, int]:
        """What tells a new unit from others: the unit above, the key of its name, and which of the names of that
        key.
        """
        above = self.key_of(guess.parent) if guess.parent else None
        spelt = self.spellings.setdefault((above, unit_key(guess.name)), [])
        for place, name in enumerate(spelt):
            if same_unit_name(name, guess.name):
                return above, unit_key(guess.name), place
        spelt.append(guess.name)
        return above, unit_key(guess.name), len(spelt) - 1

    def name_of(self, key: object) -> str:
        """The name of a unit by its key."""
        return self.names.get(key, "") if isinstance(key, int) else ""


def plan_units(
    access: AccessContext,
    root: Root,
    guesses: Sequence[UnitGuess],
    *,
    choices: Mapping[str, int] | None = None,
) -> UnitPlan:
    """Find the units that a list names among those under its root: by name, usual short forms written out.

    `choices` maps names as written to ids that somebody chose. Set-based: one query.
    """
    plan = UnitPlan(root)
    standing = Unit.objects.filter(withdrawn_at__isnull=True)
    if root.unit is not None:
        standing = standing.filter(path__gte=root.unit.path, path__lt=root.unit.path + "~")
    elif root.new_name:
        standing = standing.none()
    by_key: dict[str, list[tuple[int, str]]] = {}
    paths: dict[int, str] = {}
    for pk, name, short, path in standing.values_list("id", "name", "short_name", "path").order_by("path"):
        plan.names[pk] = name
        paths[pk] = path
        for spelling in {unit_key(name), unit_key(short)} - {""}:
            by_key.setdefault(spelling, []).append((pk, path))
    for guess in guesses:
        chosen = (choices or {}).get(guess.name)
        if chosen is not None and chosen in paths:
            plan.known[id(guess)] = chosen
            continue
        if root.new_name and guess.parent is None and unit_key(guess.name) == unit_key(root.new_name):
            plan.roots.add(id(guess))
            continue
        found = _find(guess, by_key, paths, plan)
        if found is not None:
            plan.known[id(guess)] = found
            if not access.covers(Permission.IMPORT, paths[found]):
                plan.closed.add(id(guess))
            continue
        key = unit_key(guess.name)
        close = key if key in by_key else getattr(nearest(key, by_key), "key", None)
        if close is not None and guess.parent is None:
            plan.near[id(guess)] = plan.names[by_key[close][0][0]]
    return plan


def _find(
    guess: UnitGuess, by_key: Mapping[str, list[tuple[int, str]]], paths: Mapping[int, str], plan: UnitPlan
) -> int | None:
    same = [
        (pk, path) for pk, path in by_key.get(unit_key(guess.name), ()) if same_unit_name(plan.names[pk], guess.name)
    ]
    if not same:
        return None
    if guess.parent is not None:
        above = plan.known.get(id(guess.parent))
        if above is None:
            # The parent is new, so a unit of this name elsewhere is another unit («Văn phòng» of another office).
            return None
        same = [(pk, path) for pk, path in same if path.startswith(paths[above])]
    if len(same) == 1:
        return same[0][0]
    # Of several of one name the one nearest to the root is meant, where there is one.
    ordered = sorted(same, key=lambda item: len(item[1]))
    if len(ordered) > 1 and len(ordered[0][1]) < len(ordered[1][1]):
        return ordered[0][0]
    return None


def found_root(access: AccessContext, name: str, *, batch_id: int, as_of: date | None = None) -> Unit:
    """Found the root of an office that was not in the system. Errors: those of founding units."""
    del as_of  # a letterhead does not say since when the office has stood
    (pk,) = found_units_bulk(
        access=access, root=None, batch_id=batch_id,
        units=[NewUnit(clean(name), block=_known(block_of(name), _BLOCKS), tier=_known(tier_of(name), _TIERS))],
    )  # fmt: skip
    return Unit.objects.get(pk=pk)


def found_missing(
    access: AccessContext, plan: UnitPlan, wanted: Sequence[UnitGuess], *, root: Unit | None, batch_id: int
) -> int:
    """Found the units among `wanted` that are not there, with those above them; give how many. Fills `plan.known`."""
    order: list[UnitGuess] = []
    place: dict[int, int] = {}
    by_place: dict[tuple[object, str, int], int] = {}

    for key in plan.roots:
        if root is not None:
            plan.known[key] = root.pk

    def add(guess: UnitGuess) -> None:
        if id(guess) in plan.known or id(guess) in place:
            return
        if guess.parent is not None:
            add(guess.parent)
        # Two spellings of one unit under one parent are one unit.
        twin = by_place.setdefault(plan.place_of(guess), len(order))
        place[id(guess)] = twin
        if twin == len(order):
            order.append(guess)

    for guess in wanted:
        add(guess)
    if not order:
        return 0
    units = []
    for guess in order:
        parent_index = parent_id = None
        if guess.parent is not None:
            if id(guess.parent) in place:
                parent_index = place[id(guess.parent)]
            else:
                parent_id = plan.known[id(guess.parent)]
        units.append(
            NewUnit(
                unit_name(guess.name)[:250], block=_known(guess.block, _BLOCKS), tier=_known(guess.tier, _TIERS),
                parent_index=parent_index, parent_id=parent_id,
            )
        )  # fmt: skip
    ids = found_units_bulk(access=access, units=units, root=root, batch_id=batch_id)
    for key, index in place.items():
        plan.known[key] = ids[index]
    for guess, pk in zip(order, ids, strict=True):
        plan.names[pk] = guess.name
    return len(order)


def _known(value: str | None, allowed: frozenset[str]) -> str:
    return value if value in allowed else ""
