"""Who is who: rows of a list against each other and against the files already kept. Pure; nothing is merged silently.

A roster row is new, or the file of the same person in the same unit (imported before), or held back until somebody
decides. A row of any other list must find exactly one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from canbo.core.dates import PartialDate
from canbo.core.text import tone_key


class Verdict(StrEnum):
    """What the matching says of a row."""

    NEW = "new"
    EXISTING = "existing"
    HELD = "held"
    REFUSED = "refused"


class Incoming(NamedTuple):
    """A row that wants in: `unit` is any key that is the same for the same unit; `citizen` the blind index or ""."""

    row: int
    name: str
    folded: str
    born: PartialDate | None
    unit: object
    citizen: str = ""


class OnFile(NamedTuple):
    """A file that may be the same person."""

    person_id: int
    name: str
    folded: str
    born: PartialDate | None
    unit: object
    citizen: str = ""


class Candidate(NamedTuple):
    """Who the row may be the same as: a file, or an earlier row of the same sheet."""

    person_id: int | None
    row: int | None
    name: str
    born: PartialDate | None
    unit: object


class Match(NamedTuple):
    """The verdict on one row, the file it belongs to, the reason's code, and everybody it may be the same as."""

    verdict: Verdict
    person_id: int | None = None
    code: str = ""
    candidates: tuple[Candidate, ...] = ()


class Ruling(NamedTuple):
    """What somebody decided about a held row: "same" (as `person_id`, or as an earlier row), "different", "skip"."""

    decision: str
    person_id: int | None = None


NEW = Match(Verdict.NEW)
_MOST_CANDIDATES = 5


def may_agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two births can be the same day; an unknown one agrees with everything."""
    return one is None or other is None or (one.earliest <= other.latest and other.earliest <= one.latest)


@dataclass(slots=True)
class _Index:
    """People by folded name and birth, so that a common name costs no more than a rare one."""

    by_birth: dict[tuple[str, str], list[Candidate]] = field(default_factory=dict)
    partial: dict[tuple[str, int], list[Candidate]] = field(default_factory=dict)
    by_year: dict[tuple[str, int], list[Candidate]] = field(default_factory=dict)
    undated: dict[str, list[Candidate]] = field(default_factory=dict)
    by_name: dict[str, list[Candidate]] = field(default_factory=dict)
    by_citizen: dict[str, Candidate] = field(default_factory=dict)

    def add(self, folded: str, citizen: str, who: Candidate) -> None:
        born = who.born
        if citizen:
            self.by_citizen.setdefault(citizen, who)
        self.by_name.setdefault(folded, []).append(who)
        if born is None:
            self.undated.setdefault(folded, []).append(who)
            return
        self.by_birth.setdefault((folded, born.code), []).append(who)
        self.by_year.setdefault((folded, born.year), []).append(who)
        if born.day is None:
            self.partial.setdefault((folded, born.year), []).append(who)

    def same_birth(self, folded: str, born: PartialDate | None) -> Sequence[Candidate]:
        """Those whose birth is written exactly as far and the same."""
        if born is None:
            return self.undated.get(folded, ())
        return self.by_birth.get((folded, born.code), ())

    def near(self, folded: str, born: PartialDate | None) -> list[Candidate]:
        """Those whose birth can be the same day without being written the same."""
        if born is None:
            return [who for who in self.by_name.get(folded, ()) if who.born is not None]
        pool = self.partial if born.day is not None else self.by_year
        close = [who for who in pool.get((folded, born.year), ()) if who.born != born and may_agree(who.born, born)]
        return [*close, *self.undated.get(folded, ())]


def match_roster(
    rows: Iterable[Incoming], on_file: Iterable[OnFile], rulings: Mapping[int, Ruling] | None = None
) -> dict[int, Match]:
    """Give the verdict on each row of a roster, by row number.

    Exactly the same name, birth and unit as a file: EXISTING. Held with `possible_duplicate`: the citizen number of
    somebody else's file or of an earlier row; the same full birth date and folded name anywhere; a birth that may be
    the same day, in the same unit. A birth that may be the same in another unit is NEW with the code `near_match`.
    A ruling takes the place of a hold and of nothing else.
    """
    files, earlier = _Index(), _Index()
    for person in on_file:
        files.add(
            person.folded, person.citizen, Candidate(person.person_id, None, person.name, person.born, person.unit)
        )
    claimed: dict[int, int] = {}
    verdicts: dict[int, Match] = {}
    decided = rulings or {}
    for row in rows:
        match = _match_one(row, files, earlier, claimed)
        ruling = decided.get(row.row)
        if ruling is not None and match.verdict is Verdict.HELD:
            match = _ruled(match, ruling)
        if match.verdict is Verdict.EXISTING and match.person_id is not None:
            claimed[match.person_id] = row.row
        if match.verdict in (Verdict.NEW, Verdict.EXISTING):
            earlier.add(row.folded, row.citizen, Candidate(None, row.row, row.name, row.born, row.unit))
        verdicts[row.row] = match
    return verdicts


def _match_one(row: Incoming, files: _Index, earlier: _Index, claimed: Mapping[int, int]) -> Match:
    same = files.same_birth(row.folded, row.born)
    here = [who for who in same if who.unit == row.unit and who.person_id not in claimed]
    if here:
        spelt_alike = [who for who in here if tone_key(who.name) == tone_key(row.name)]
        if row.citizen and row.citizen in files.by_citizen:
            owner = files.by_citizen[row.citizen]
            if owner not in spelt_alike:
                return _held([owner, *here])
            spelt_alike = [owner]
        if spelt_alike:
            return Match(Verdict.EXISTING, spelt_alike[0].person_id)
        return _held(here)
    if row.citizen:
        owners = [index.by_citizen[row.citizen] for index in (files, earlier) if row.citizen in index.by_citizen]
        if owners:
            return _held(owners)
    twins = [*same, *earlier.same_birth(row.folded, row.born)]
    close = [*files.near(row.folded, row.born), *earlier.near(row.folded, row.born)]
    if row.born is not None and row.born.day is not None:
        if twins:
            return _held(twins)
    else:
        close = [*twins, *close]
    if not close:
        return NEW
    neighbours = [who for who in close if who.unit == row.unit]
    if neighbours:
        return _held(neighbours)
    return Match(Verdict.NEW, None, "near_match", tuple(close[:_MOST_CANDIDATES]))


def _held(candidates: Sequence[Candidate]) -> Match:
    return Match(Verdict.HELD, None, "possible_duplicate", tuple(dict.fromkeys(candidates))[:_MOST_CANDIDATES])


def _ruled(match: Match, ruling: Ruling) -> Match:
    """Apply what somebody decided; a decision for a file that is no candidate any more leaves the row held."""
    if ruling.decision == "different":
        return Match(Verdict.NEW, None, "decided_different", match.candidates)
    if ruling.decision == "skip":
        return Match(Verdict.REFUSED, None, "skipped", match.candidates)
    if ruling.decision == "same":
        if ruling.person_id is None:
            return Match(Verdict.REFUSED, None, "same_as_row", match.candidates)
        if any(who.person_id == ruling.person_id for who in match.candidates):
            return Match(Verdict.EXISTING, ruling.person_id, "decided_same", match.candidates)
    return match


def match_people(
    rows: Iterable[Incoming], on_file: Iterable[OnFile], rulings: Mapping[int, Ruling] | None = None
) -> dict[int, Match]:
    """Find the one file that each row of a list other than a roster tells of.

    By citizen number; else by folded name and unit with births that do not conflict (code `birth_year_only` where the
    file and the list know different parts of the birth, `name_spelling` where only marks differ and the birth is the
    same); a list without units by name and full birth date. Nobody:
    REFUSED `person_not_found`, or HELD `person_elsewhere` where somebody of that name and birth is kept in another
    unit. Several: HELD `person_ambiguous`.
    """
    files = _Index()
    for person in on_file:
        files.add(
            person.folded, person.citizen, Candidate(person.person_id, None, person.name, person.born, person.unit)
        )
    decided = rulings or {}
    found = {}
    for row in rows:
        match = _find(row, files)
        ruling = decided.get(row.row)
        if ruling is not None and match.verdict is Verdict.HELD:
            match = _ruled(match, ruling)
            if match.verdict is Verdict.NEW:
                match = Match(Verdict.REFUSED, None, "person_not_found", match.candidates)
        found[row.row] = match
    return found


def _find(row: Incoming, files: _Index) -> Match:
    if row.citizen and row.citizen in files.by_citizen:
        owner = files.by_citizen[row.citizen]
        if may_agree(owner.born, row.born) and owner in files.by_name.get(row.folded, ()):
            return Match(Verdict.EXISTING, owner.person_id)
    agree = [who for who in files.by_name.get(row.folded, ()) if may_agree(who.born, row.born)]
    if row.unit is None:
        sure = [who for who in agree if who.born is not None and row.born is not None]
        return _one_of(row, sure if sure else agree, needs_birth=True)
    here = [who for who in agree if who.unit == row.unit]
    if here:
        return _one_of(row, here)
    if agree:
        return Match(Verdict.HELD, None, "person_elsewhere", tuple(agree[:_MOST_CANDIDATES]))
    return Match(Verdict.REFUSED, None, "person_not_found")


def _one_of(row: Incoming, people: Sequence[Candidate], *, needs_birth: bool = False) -> Match:
    if not people:
        return Match(Verdict.REFUSED, None, "person_not_found")
    exact = [who for who in people if row.born is not None and who.born == row.born]
    if len(people) > 1 and len(exact) != 1:
        spelt = [who for who in exact if tone_key(who.name) == tone_key(row.name)]
        if len(spelt) != 1:
            return Match(Verdict.HELD, None, "person_ambiguous", tuple(people[:_MOST_CANDIDATES]))
        exact = spelt
    who = exact[0] if exact else people[0]
    if needs_birth and (row.born is None or row.born.day is None):
        return Match(Verdict.HELD, None, "person_ambiguous", tuple(people[:_MOST_CANDIDATES]))
    if tone_key(who.name) != tone_key(row.name):
        # Hưng and Hùng fold alike: only the same day of birth, or a name typed without any marks, makes them one.
        if not exact and row.folded != row.name.lower():
            return Match(Verdict.HELD, None, "person_ambiguous", (who,))
        return Match(Verdict.EXISTING, who.person_id, "name_spelling", (who,))
    known_less = who.born is not None and row.born is not None and who.born != row.born
    return Match(Verdict.EXISTING, who.person_id, "birth_year_only" if known_less else "", (who,) if known_less else ())
