"""The outline a list is written in: blocks and units, numbered or not, one within the other."""

import re
from dataclasses import dataclass, field

from canbo.core.text import clean, tone_key
from canbo.imports.domain.grouping import (
    GroupName,
    UnitGuess,
    block_of,
    group_name,
    heading_block,
    names_an_office,
    tier_of,
)
from canbo.imports.domain.posts import is_title


@dataclass(slots=True)
class _Level:
    numbering: str
    name: str
    block: str | None
    tier: str | None
    unit: UnitGuess | None
    title: str = ""


@dataclass(slots=True)
class Outline:
    """Follows the grouping rows of a sheet. `tier` is the tier of the office that made the list."""

    tier: str | None = None
    units: list[UnitGuess] = field(default_factory=list)
    _stack: list[_Level] = field(default_factory=list)
    _known: dict[tuple[str, str], UnitGuess] = field(default_factory=dict)
    _named: dict[tuple[str, str, int], UnitGuess] = field(default_factory=dict)
    _levels: list[_Level] = field(default_factory=list)
    _fresh: bool = True

    def open(self, text: str, mark: str, row: int) -> None:
        """A grouping row: the people below belong to it."""
        name = group_name(text, mark)
        self._close(name)
        over = self._stack[-1] if self._stack else None
        tier = tier_of(name.name)
        if is_title(name.name):
            title = re.sub(r"(?i)^(?:quy hoạch )?(?:chức danh|chức vụ)\s*:?\s*", "", name.name)
            self._stack.append(
                _Level(
                    name.numbering,
                    name.name,
                    over.block if over else None,
                    over.tier if over else None,
                    over.unit if over else None,
                    title,
                )
            )
        elif name.is_block:
            inherited = over.block if over else None
            self._stack.append(
                _Level(
                    name.numbering,
                    name.name,
                    heading_block(name.name) or inherited,
                    tier or (over.tier if over else None),
                    over.unit if over else None,
                )
            )
        else:
            unit = self._unit(name.name, row, over)
            self._stack.append(_Level(name.numbering, name.name, unit.block, unit.tier, unit))
        self._levels.append(self._stack[-1])
        self._fresh = True

    def _close(self, name: GroupName) -> None:
        """Leave the levels that this row ends: the one numbered alike, and all within it."""
        for place, level in enumerate(self._stack):
            if level.numbering == name.numbering and (
                name.numbering or (level.unit is None) == name.is_block or not self._fresh
            ):
                del self._stack[place:]
                return
        if not name.numbering and name.is_block:
            self._stack.clear()

    def title(self) -> str:
        """The title that the people at this place are listed under, "" where there is none."""
        return next((level.title for level in reversed(self._stack) if level.title), "")

    def person(self) -> tuple[UnitGuess | None, str | None]:
        """(unit, block) of a person at this place."""
        self._fresh = False
        if not self._stack:
            return None, None
        top = self._stack[-1]
        return top.unit, top.block

    def named(self, text: str, row: int, block_text: str = "") -> UnitGuess:
        """The unit named in the row of a person, within the block open at this place."""
        over = self._stack[-1] if self._stack else None
        place = (text, block_text, id(over))
        known = self._named.get(place)
        if known is not None:
            return known
        if block_text:
            over = _Level("", block_text, block_of(block_text), tier_of(block_text), None)
        if not block_text and over is not None and over.unit is not None and tone_key(over.unit.name) == tone_key(text):
            unit = over.unit
        else:
            unit = self._unit(clean(text), row, over)
        # Levels stay alive in the stack or in `_levels`, so an id never comes to mean another level.
        self._named[place] = unit
        return unit

    def _unit(self, name: str, row: int, over: _Level | None) -> UnitGuess:
        parent = over.unit if over else None
        # Tone marks tell units apart (“xã Hà Vị”, “xã Hạ Vị”); so does the block they stand in.
        place = str(id(parent)) if parent else f"{over.block} {over.tier}" if over else ""
        key = (tone_key(name), place)
        known = self._known.get(key)
        if known is None:
            # The block a heading puts a unit in outweighs what its name seems to say; that of a unit above does not.
            inherited, own = over.block if over else None, block_of(name)
            block = (own or inherited) if parent is not None else (inherited or own)
            tier = tier_of(name) or (over.tier if over else None) or self.tier
            known = self._known[key] = UnitGuess(name, block, tier, parent, row)
            self.units.append(known)
        return known

    def kept_units(self, last_person: int) -> list[UnitGuess]:
        """The units that are some: with people, over a unit that has, or plainly an office above the last person.

        Words under the table that only look like a heading fall away here.
        """
        used = {id(unit) for unit in self.units if unit.people}
        for unit in reversed(self.units):
            if id(unit) in used and unit.parent is not None:
                used.add(id(unit.parent))
        return [
            unit for unit in self.units if id(unit) in used or (unit.row < last_person and names_an_office(unit.name))
        ]
