"""The tree of one day: built once from the edges that hold on the day, then read by position in preorder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from canbo.core.errors import DomainError

type Edge = tuple[int, int | None, int]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PATH_STEP = 6


def path_step(unit_id: int) -> str:
    """The piece of a path that stands for one unit: six characters of base 36, whose byte order is that of the ids."""
    characters = []
    for _ in range(PATH_STEP):
        unit_id, rest = divmod(unit_id, 36)
        characters.append(_DIGITS[rest])
    return "".join(reversed(characters))


def path_ids(path: str) -> list[int]:
    """The unit ids that a path passes, from the root down."""
    return [int(path[i : i + PATH_STEP], 36) for i in range(0, len(path), PATH_STEP)]


@dataclass(frozen=True, slots=True)
class DayTree:
    """The units of a day in preorder. Position p has its descendants at p+1 .. end[p]-1.

    `parent` holds positions (-1 for a root). `orphans` are units whose parent is not there on the day; they stand as
    roots. Methods take and give unit ids; a unit that is not in the tree raises KeyError.
    """

    ids: tuple[int, ...] = ()
    parent: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    depth: tuple[int, ...] = ()
    orphans: tuple[int, ...] = ()
    position: dict[int, int] = field(default_factory=dict, repr=False)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.position

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def lft(self, unit_id: int) -> int:
        """The position of the unit, from 0."""
        return self.position[unit_id]

    def rgt(self, unit_id: int) -> int:
        """One past the position of its last descendant: the subtree is lft <= position < rgt."""
        return self.end[self.position[unit_id]]

    def depth_of(self, unit_id: int) -> int:
        """How many units stand above it."""
        return self.depth[self.position[unit_id]]

    def parent_of(self, unit_id: int) -> int | None:
        """The unit it stands under; None for a root."""
        above = self.parent[self.position[unit_id]]
        return None if above < 0 else self.ids[above]

    def roots(self) -> list[int]:
        """The units that stand under none."""
        return [self.ids[p] for p in self._steps(0, len(self.ids))]

    def children(self, unit_id: int) -> list[int]:
        """The units directly under it, in their order."""
        p = self.position[unit_id]
        return [self.ids[child] for child in self._steps(p + 1, self.end[p])]

    def has_children(self, unit_id: int) -> bool:
        """Whether any unit stands under it."""
        p = self.position[unit_id]
        return self.end[p] > p + 1

    def subtree(self, unit_id: int) -> tuple[int, ...]:
        """The unit and all below it, in preorder."""
        p = self.position[unit_id]
        return self.ids[p : self.end[p]]

    def ancestors(self, unit_id: int) -> list[int]:
        """The units above it, root first."""
        above = []
        p = self.parent[self.position[unit_id]]
        while p >= 0:
            above.append(self.ids[p])
            p = self.parent[p]
        return above[::-1]

    def is_under(self, unit_id: int, above_id: int) -> bool:
        """Whether the unit is `above_id` or stands somewhere below it."""
        p = self.position[above_id]
        return p <= self.position[unit_id] < self.end[p]

    def path_of(self, unit_id: int) -> str:
        """The day's path: one step for each unit from the root down to this one."""
        return "".join(map(path_step, [*self.ancestors(unit_id), unit_id]))

    def totals(self, own: dict[int, int]) -> dict[int, int]:
        """Sum a count per unit over every subtree: unit id to total, for all units of the day."""
        sums = [own.get(unit_id, 0) for unit_id in self.ids]
        for p in range(len(sums) - 1, 0, -1):
            if self.parent[p] >= 0:
                sums[self.parent[p]] += sums[p]
        return dict(zip(self.ids, sums, strict=True))

    def _steps(self, start: int, stop: int) -> Iterator[int]:
        while start < stop:
            yield start
            start = self.end[start]


def build(edges: Iterable[Edge]) -> DayTree:
    """Build the day's tree from (unit id, parent id or None, order); siblings stand by order, then by id.

    Errors: unit_twice (two edges of one unit), unit_cycle (the extra `units` names those that stand in a circle).
    """
    rows = sorted(edges, key=itemgetter(2, 0))
    known = {row[0] for row in rows}
    if len(known) < len(rows):
        raise DomainError("unit_twice", "Có đơn vị trực thuộc hai nơi trong cùng một ngày.")
    below: dict[int | None, list[int]] = {}
    orphans: list[int] = []
    for unit_id, parent_id, _ in rows:
        if parent_id is not None and parent_id not in known:
            orphans.append(unit_id)
            parent_id = None
        siblings = below.get(parent_id)
        if siblings is None:
            below[parent_id] = [unit_id]
        else:
            siblings.append(unit_id)
    ids: list[int] = []
    parent: list[int] = []
    depth: list[int] = []
    waiting = [(unit_id, -1, 0) for unit_id in reversed(below.get(None, []))]
    while waiting:
        unit_id, above, level = waiting.pop()
        here = len(ids)
        ids.append(unit_id)
        parent.append(above)
        depth.append(level)
        children = below.get(unit_id)
        if children is not None:
            level += 1
            if len(children) == 1:
                waiting.append((children[0], here, level))
            else:
                waiting.extend([(child, here, level) for child in reversed(children)])
    if len(ids) < len(rows):
        lost = sorted(known.difference(ids))
        raise DomainError("unit_cycle", "Có đơn vị trực thuộc vòng tròn, không tới được gốc.", units=lost)
    size = [1] * len(ids)
    for p in range(len(ids) - 1, 0, -1):
        if parent[p] >= 0:
            size[parent[p]] += size[p]
    end = tuple([p + n for p, n in enumerate(size)])
    position = {unit_id: p for p, unit_id in enumerate(ids)}
    return DayTree(tuple(ids), tuple(parent), end, tuple(depth), tuple(orphans), position)


def standing_paths(parent_of: dict[int, int | None]) -> dict[int, str]:
    """The path of every unit from its parent; a parent that is not listed counts as none.

    Errors: unit_cycle.
    """
    paths: dict[int, str] = {}
    for start in parent_of:
        chain: list[int] = []
        seen: set[int] = set()
        unit_id: int | None = start
        while unit_id is not None and unit_id not in paths and unit_id in parent_of:
            if unit_id in seen:
                raise DomainError("unit_cycle", "Có đơn vị trực thuộc vòng tròn, không tới được gốc.", units=chain)
            seen.add(unit_id)
            chain.append(unit_id)
            unit_id = parent_of[unit_id]
        prefix = paths.get(unit_id, "") if unit_id is not None else ""
        for each in reversed(chain):
            prefix += path_step(each)
            paths[each] = prefix
    return paths


def nearest_first(tree: DayTree, wanted: Iterable[int], visible: int) -> set[int]:
    """Which of the units to open so that at most `visible` rows show: whole levels from the top, as many as fit."""
    shown = tree.roots()
    opened: set[int] = set()
    level: Sequence[int] = shown
    count = len(shown)
    allowed = set(wanted)
    children: Callable[[int], list[int]] = tree.children
    while level:
        parents = [unit_id for unit_id in level if unit_id in allowed and tree.has_children(unit_id)]
        following = [child for unit_id in parents for child in children(unit_id)]
        if not following or count + len(following) > visible:
            break
        opened.update(parents)
        count += len(following)
        level = following
    return opened
