"""Which opinions the way of a rating asks for: by the step, the circumstances of the period, and what is rated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: The step of a way that asks for a kind of opinion.
STEP_OF: Final[Mapping[str, str]] = {
    "colleagues": "colleagues", "workplace": "workplace_opinion", "residence": "residence_opinion",
    "former_unit": "former_unit_opinion", "temporary_cell": "temporary_cell_opinion", "advisory": "advisory",
}  # fmt: skip
#: Kinds that are asked only of who was in such circumstances in the period.
ONLY_WHERE: Final[Mapping[str, str]] = {"former_unit": "moved_in", "temporary_cell": "temporary_cell"}
#: Kinds that concern people, never collectives.
OF_PEOPLE: Final = frozenset({"colleagues", "residence", "former_unit", "temporary_cell"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An opinion that the way asks for, on which clause, and whether the text itself was read."""

    kind: str
    clause: str
    confirmed: bool


def wanted_kinds(
    way: Iterable[Mapping[str, Any]], circumstances: Sequence[str], *, is_person: bool
) -> tuple[Wanted, ...]:
    """Give the opinions that a way asks for, in its order. `way`: the steps as the campaign settled them."""
    steps = {str(each.get("step", "")): each for each in way if each.get("asked", True)}
    kinds = {step: kind for kind, step in STEP_OF.items()}
    return tuple(
        Wanted(kinds[step], str(each.get("clause", "")), bool(each.get("confirmed", True)))
        for step, each in steps.items()
        if step in kinds and applies(kinds[step], circumstances, is_person=is_person)
    )


def missing(wanted: Iterable[str], rows: Iterable[tuple[str, bool]]) -> int:
    """Count what is missing. `rows`: of what was asked, the kind and whether it is missing.

    A kind that the way asks for and nobody was asked for yet is missing once.
    """
    held = list(rows)
    asked = {kind for kind, _missing in held}
    return sum(is_missing for _kind, is_missing in held) + len(set(wanted) - asked)


def applies(kind: str, circumstances: Sequence[str], *, is_person: bool) -> bool:
    """Tell whether a kind concerns who is rated at all: people alone, or those who were so in the period."""
    if kind in OF_PEOPLE and not is_person:
        return False
    return kind not in ONLY_WHERE or ONLY_WHERE[kind] in circumstances
